/* Results of acceptance tests: SPEC.md section 7. One row a (entry, test, way), in that order. */
#ifndef REPORTS_MODEL_TEST_H
#define REPORTS_MODEL_TEST_H

#include "reports/model/mutation.h"

typedef enum rh_model_way { RH_MODEL_HISTORY, RH_MODEL_EXAMPLE, RH_MODEL_CLEAN } rh_model_way;
typedef enum rh_model_result { RH_MODEL_PASS, RH_MODEL_FAIL, RH_MODEL_UNPROVEN, RH_MODEL_SKIPPED } rh_model_result;

typedef struct rh_model_test {
    rh_str entry, name;
    rh_model_way way;
    rh_model_result result;
    rh_str journey;     /* of the failure; null otherwise */
    rh_model_time at;   /* of the failure */
    rh_str record;      /* the record that broke it, one canonical JSON line without newline; null: none */
    rh_str record_says; /* the same in words; null: none */
    rh_str clause;      /* the key of the clause that was broken, such as "until" or "example"; null: none */
    uint32_t clause_line, example_line; /* in the entry's file; of the example that showed it; 0: none */
    rh_str says;        /* why it failed, or why it proves nothing, in words; null: nothing to say */
    rh_model_place place; /* of the test in the entry's file */
} rh_model_test;

typedef struct rh_test_report {
    rh_model_revision revision;
    bool has_history;          /* false: neither --store nor --events was given (the way history is skipped) */
    rh_model_history history;  /* valid when has_history */
    uint64_t n_entries;        /* entries of the register */
    const rh_model_test *tests;
    size_t n_tests;
    uint64_t passed, failed, unproven, skipped; /* totals of tests: sums to n_tests */
    const rh_mutation_report *mutation; /* NULL: not asked for */
} rh_test_report;

const char *rh_model_way_name(rh_model_way way);
const char *rh_model_result_name(rh_model_result result);

#endif
