/* One journey, explained: what happened, what the register made of it, and why. */
#ifndef REPORTS_MODEL_JOURNEY_H
#define REPORTS_MODEL_JOURNEY_H

#include "reports/model/common.h"
#include "reports/model/diff.h"

typedef enum rh_model_moment_kind {
    RH_MODEL_EVENT,   /* something that happened */
    RH_MODEL_FACT,    /* a field changed */
    RH_MODEL_RECORD,  /* the core wrote it */
    RH_MODEL_DECISION /* a person decided */
} rh_model_moment_kind;

/* One point on the journey's time axis, in replay order. */
typedef struct rh_model_moment {
    rh_model_time at;
    rh_model_moment_kind kind;
    rh_str what;          /* event type, field, record kind */
    rh_str text;          /* in words */
    rh_str entry, action; /* null: none */
    rh_str because;       /* the reasons in words; null: none */
    rh_model_place place; /* of the entry's condition, or of the event in its source */
    rh_str record;        /* the canonical record (RECORD); null otherwise */
} rh_model_moment;

/* Whose doing a verdict is. */
typedef enum rh_model_band_by {
    RH_MODEL_BY_DEFAULT, /* the action's own */
    RH_MODEL_BY_ENTRY,   /* an entry's, or that of an entry that stops the journey */
    RH_MODEL_BY_RANGE    /* blocked, for the state is outside the action's range */
} rh_model_band_by;

/* A stretch of time for which an action had one verdict. */
typedef struct rh_model_band {
    rh_str action;
    rh_model_time from, to; /* to null: until as_of */
    rh_model_verdict verdict;
    rh_str because;
    rh_model_band_by by;
} rh_model_band;

typedef struct rh_model_fact {
    rh_str field, title, value; /* value as canonical JSON; null: absent */
    rh_str written_by, event;   /* actor kind; "source id" */
    rh_model_time known;
    bool is_shown;              /* false: its class is not safe to show (P3); value is then null */
    bool is_snapshot;           /* of a final snapshot: when it came about is not known, only when it was known */
} rh_model_fact;

typedef struct rh_model_open_entry {
    rh_str id, title, risk, route, area;
    rh_str status;             /* "open", "released", "rejected" */
    rh_model_time opened, due; /* due null: no clock runs */
    bool is_undecided;
    rh_str when, says;         /* the condition as written; what in it was true, in words */
    rh_model_place place;
} rh_model_open_entry;

typedef struct rh_journey_report {
    rh_str journey, state, lane; /* lane null: the gate names none */
    rh_model_revision revision;
    rh_model_time at;            /* the instant explained */
    bool is_synthetic, is_paused;
    uint64_t events, quarantined;
    uint64_t snapshots; /* of the events, those of a final snapshot: what they say may be of later */
    const rh_model_open_entry *entries;
    size_t n_entries;
    const rh_model_moment *moments;
    size_t n_moments;
    const rh_model_band *bands; /* by action (file order), then time */
    size_t n_bands;
    const rh_model_fact *facts; /* by field */
    size_t n_facts;
} rh_journey_report;

/* How far the journey can be replayed as it was (the ledger): "exact" "partial" "none". */
const char *rh_model_replayable(const rh_journey_report *journey);
const char *rh_model_moment_kind_name(rh_model_moment_kind kind);

#endif
