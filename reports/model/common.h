/* What all report models share: revisions, places, instants, quantities, sources of history.
 *
 * A model is plain data: texts, integers and arrays that the command filled and owns (in its run arena, until the
 * report is written). Reports only read it. A model knows nothing of the engine, of formats or of files: harness
 * fills it, reports print it. Texts are the data's own, not escaped: each format escapes. A null text is JSON null.
 * Arrays come in the order in which they are to be printed. No floating point: what is a fraction is a quantity. */
#ifndef REPORTS_MODEL_COMMON_H
#define REPORTS_MODEL_COMMON_H

#include "engine/base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* An instant, twice: as canonical text ("2026-03-02T09:00:00Z"; null: none) and, for axes, as seconds since 1970. */
typedef struct rh_model_time {
    rh_str text;
    int64_t s; /* valid when text is not null */
} rh_model_time;

/* A place in an input or a file of the register. line 0: unknown. */
typedef struct rh_model_place {
    rh_str file; /* null: no place */
    uint32_t line, col;
} rh_model_place;

/* A revision of the register. */
typedef struct rh_model_revision {
    rh_str name;   /* as it was asked for: "HEAD", "main~3", "worktree", or the folder of --cases */
    rh_str commit; /* 40 hex; null: worktree or plain folder */
    rh_str tree;   /* 40 hex; null likewise */
    rh_str sha256; /* of the canonical register */
} rh_model_revision;

/* A number as num / den. COUNT: den is 1. RATE: 0..1, exact (17 of 230), or den 1000000 where it came from a decimal.
 * HOURS: business hours. NUMBER: any other, its
 * unit is told beside it. den 0: there is no value (an empty sample). */
typedef enum rh_model_unit { RH_MODEL_COUNT, RH_MODEL_RATE, RH_MODEL_HOURS, RH_MODEL_NUMBER } rh_model_unit;
typedef struct rh_model_quantity {
    rh_model_unit unit;
    int64_t num, den;
} rh_model_quantity;

/* A cell of fewer customers is small: reports that are passed on say "<5" in its place (FAULTS.md P4). */
enum { RH_MODEL_FEW = 5 };

/* One source of history: a file or a CloudEvents source. read = accepted + duplicate + quarantined (V1). */
typedef struct rh_model_source {
    rh_str source;
    uint64_t read, accepted, duplicate, quarantined;
} rh_model_source;

/* The history that a command replayed. */
typedef struct rh_model_history {
    const rh_model_source *sources;
    size_t n_sources;
    rh_model_source total;             /* source is null */
    uint64_t journeys;                 /* replayed */
    uint64_t real, mixed, synthetic;   /* real + mixed + synthetic = journeys: no, some, only synthetic events */
    uint64_t events, synthetic_events; /* replayed; of them those that say they are synthetic */
    uint64_t still_open;               /* not in a final state at as_of */
    bool is_end_unknown;               /* what was played tells no states: still_open says nothing */
    rh_model_time since, until;        /* oldest and newest knowntime that was replayed; null: nothing */
    rh_model_time as_of;
    rh_str digest;                     /* over all journeys, hex; null: a plain log */
    uint64_t exact, partial, none;     /* the replayability ledger: sums to journeys */
} rh_model_history;

/* Journeys that come to no rest (ruling 63): each ends with an error record, and what would have become of it nobody
 * knows. */
typedef struct rh_model_oscillated {
    uint64_t n;
    rh_strs first; /* of them, bytewise */
} rh_model_oscillated;

#endif
