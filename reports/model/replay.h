/* The summary of one replay: what the records say, counted. The records themselves are not a model (ndjson streams). */
#ifndef REPORTS_MODEL_REPLAY_H
#define REPORTS_MODEL_REPLAY_H

#include "reports/model/common.h"
#include "reports/model/judgement.h"

typedef struct rh_model_count {
    rh_str name; /* a record kind, "observed: hold", ... */
    uint64_t n;
} rh_model_count;

/* An undecided expression and its cause (rulings 36, 37). */
typedef struct rh_model_undecided {
    rh_str where; /* "when of CO-EDGE-002", "derived customer.x" */
    rh_str entry; /* null: not of an entry */
    rh_str cause;
    uint64_t n;
} rh_model_undecided;

/* One entry as the replay saw it. */
typedef struct rh_model_replay_entry {
    rh_str id, title, lane, risk;
    rh_model_place place;
    uint64_t journeys;   /* in which it opened */
    uint64_t openings, undecided, breached, released, rejected, lapsed;
} rh_model_replay_entry;

/* An alert: whom it tells, what they are to do, and how often it was raised. */
typedef struct rh_model_alert {
    rh_str rule, next;
    const rh_str *to; /* roles */
    size_t n_to;
    uint64_t journeys, raised; /* journeys in which it was raised; all */
} rh_model_alert;

typedef struct rh_replay_report {
    rh_model_revision revision;
    rh_model_history history;
    /* What became of the events under this revision (ruling 120): read = accepted + quarantined. */
    uint64_t read, accepted, quarantined, unmapped, produced;
    uint64_t unmapped_parts, unknown_values; /* undeclared fields and unknown actions; values that no enum has */
    uint64_t records;
    rh_model_oscillated oscillated;
    const rh_model_count *kinds;  /* record kinds that occur, in the order of the core's table */
    size_t n_kinds;
    const rh_model_replay_entry *entries; /* every entry, in id order */
    size_t n_entries;
    const rh_model_undecided *undecided;
    size_t n_undecided;
    const rh_model_alert *alerts; /* every alert of the register, in its order */
    size_t n_alerts;
    bool is_judged;
    rh_judgement_report judgement; /* with is_judged */
} rh_replay_report;

#endif
