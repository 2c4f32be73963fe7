/* What differs between two revisions over one history: SPEC.md section 9, FORMATS.md sections 2 and 10. */
#ifndef REPORTS_MODEL_DIFF_H
#define REPORTS_MODEL_DIFF_H

#include "reports/model/timeline.h"

/* In order of weight: loosened comes first in every list. MIXED is a class of journeys only, never of rows. */
typedef enum rh_model_change_class {
    RH_MODEL_LOOSENED, RH_MODEL_TIGHTENED, RH_MODEL_REROUTED, RH_MODEL_RETIMED, RH_MODEL_REWORDED, RH_MODEL_MIXED,
    RH_MODEL_N_CLASSES
} rh_model_change_class;
typedef enum rh_model_row_kind {
    RH_MODEL_ROW_OBSERVED, RH_MODEL_ROW_AUTOMATIC, RH_MODEL_ROW_ENTRY, RH_MODEL_ROW_ITEM
} rh_model_row_kind;
typedef enum rh_model_verdict {
    RH_MODEL_ALLOW, RH_MODEL_DRAFT, RH_MODEL_HOLD, RH_MODEL_BLOCK,
    RH_MODEL_N_VERDICTS
} rh_model_verdict;

/* A changed leaf key. key null: the whole file was added or removed. */
typedef struct rh_model_cause_unit {
    rh_str file, key;
    uint32_t line; /* at the head; at the base where the head has none; 0: unknown */
    rh_str commit; /* 40 hex: the one that gave the key what the head has; null: unknown, or the working tree */
} rh_model_cause_unit;
typedef struct rh_model_cause {
    const rh_model_cause_unit *units;
    size_t n_units;
    bool is_interaction; /* n_units > 1 */
} rh_model_cause;

typedef struct rh_model_change {
    rh_str journey;
    rh_model_time at;
    rh_model_change_class cls;
    rh_model_row_kind kind;
    rh_str action, entry; /* null where the row has none */
    rh_str base, head;    /* in words: "hold", "not opened", "revops", a due time; null: no such row */
    rh_str because;       /* entries or "default" that gave the head's outcome; null: none */
    const rh_model_cause *causes;
    size_t n_causes;
    bool is_least;        /* minimal: least, else locally */
    bool cause_budget, after_divergence;
    rh_str waiver;        /* id of the waiver that covers it; null: none */
    rh_str item;          /* ITEM: "AREA/N" within its journey (ruling 129); null otherwise */
    rh_str lane;          /* of the business; null: not asked for, or the journey has none */
    rh_str outcome;       /* of an observed action: "good", "bad", "open" (not known yet); null: not judged */
} rh_model_change;

/* What the text of a change does by itself, whether a history shows it or not. */
typedef struct rh_model_loosening {
    rh_str key;      /* null: the whole file */
    uint32_t line;
    rh_str says;     /* "effect on billing.send is lowered from block to hold" */
    bool is_unknown; /* not proven safe; else it loosens */
} rh_model_loosening;

/* A file or key that differs between the two trees, with what the rows and the text say of it. */
typedef struct rh_model_changed_file {
    rh_str file;
    rh_str what;     /* "added", "changed", "removed" */
    rh_str entry;    /* entry id, or null */
    uint32_t line;   /* first changed line at the head (at the base when removed); 0: unknown */
    bool is_static_loosening, is_unknown; /* FORMATS.md section 2 */
    uint64_t rows[RH_MODEL_N_CLASSES];    /* rows it causes, by class; MIXED unused */
    uint64_t journeys;
    const rh_model_loosening *loosenings; /* those that loosen first */
    size_t n_loosenings;
    rh_str waiver; /* id of the waiver that allows its content; null: none */
} rh_model_changed_file;

enum { RH_MODEL_LISTED_CHANGES = 200 }; /* changes that a page lists; json has all that are kept (H5) */

typedef struct rh_diff_report {
    rh_model_revision base, head;
    rh_model_history history;
    uint64_t journeys, changed;              /* replayed; with at least one row */
    uint64_t by_class[RH_MODEL_N_CLASSES];   /* journeys by class, MIXED included: sums to changed */
    uint64_t rows[RH_MODEL_N_CLASSES];       /* rows by class; MIXED is 0 */
    uint64_t loosened_good, loosened_bad,
        loosened_open; /* loosened rows by what became of their action; open: or none */
    /* Verdicts of observed and automatic actions that both sides have: [base][head], unchanged ones included. */
    uint64_t matrix[RH_MODEL_N_VERDICTS][RH_MODEL_N_VERDICTS];
    const rh_model_changed_file *files;
    size_t n_files;
    const rh_model_change *changes; /* by class, journey, at */
    size_t n_changes;               /* listed */
    uint64_t n_changes_all;         /* counted; more than n_changes when the list was cut (H5) */
    const rh_model_timeline *timelines; /* bytewise by journey: those of the first RH_MODEL_LISTED_CHANGES */
    size_t n_timelines;
} rh_diff_report;

const char *rh_model_change_class_name(rh_model_change_class cls);
const char *rh_model_verdict_name(rh_model_verdict verdict);
const char *rh_model_row_kind_name(rh_model_row_kind kind);

#endif
