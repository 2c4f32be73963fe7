/* Results of mutation: FORMATS.md section 5. Would anybody notice if a clause of an entry were wrong? */
#ifndef REPORTS_MODEL_MUTATION_H
#define REPORTS_MODEL_MUTATION_H

#include "reports/model/common.h"

/* Of total mutants, `equivalent` cannot be told from the original and `killed` were noticed by a test; the rest
 * survive.
 */
typedef struct rh_model_mutants {
    rh_str name;  /* of the operator ("DROP") or the entry; null: of all */
    rh_str title; /* in words; null: none */
    uint64_t killed, total, equivalent;
} rh_model_mutants;

typedef struct rh_model_survivor {
    rh_str entry, op;
    rh_model_place place; /* the clause */
    rh_str says;          /* "nobody would notice if ..." */
    bool weakens_hold;    /* a hold entry that does less, and no test of it cares */
} rh_model_survivor;

typedef struct rh_mutation_report {
    bool has_score;       /* false: an original fails its examples, or there is no mutant to judge by */
    uint64_t
        n_originals; /* results of examples and clean bases that fail on the original: then nothing below is known */
    rh_model_mutants all; /* without what is counted apart */
    const rh_model_mutants *apart, *operators, *entries; /* operators, entries: without what is counted apart */
    size_t n_apart, n_operators, n_entries;
    const rh_model_survivor *survivors; /* by entry, operator, place; those of operators that are counted apart too */
    size_t n_survivors;
    uint64_t n_weakened; /* survivors that weaken a hold entry */
} rh_mutation_report;

/* killed / (total - equivalent); den 0: no mutant. */
rh_model_quantity rh_model_mutants_score(const rh_model_mutants *mutants);

#endif
