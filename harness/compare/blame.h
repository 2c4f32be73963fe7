/* Blame and bisect: the commit since which something holds of a journey. FORMATS.md section 10.
 *
 * What is asked is a judge over registers: blame asks whether the journey comes out as it does at the start, bisect
 * whether an expectation fails as it does there. From the start back, a commit is passed over while one of its
 * parents gives the same; the first of which none does is the answer, so a merge is one only if no parent gives it.
 * Commits are judged many at a time, as lanes. Commits that do not load are passed over to their parents, and
 * named.
 *
 * Within the answer the keys are found as causes are: each changed key alone, then pairs, then what cannot be taken
 * away. */
#ifndef RH_COMPARE_BLAME_H
#define RH_COMPARE_BLAME_H

#include "harness/compare/lineage.h"
#include "harness/compare/variants.h"
#include "harness/replay/replay.h"

typedef enum rh_given { RH_GIVEN_NO, RH_GIVEN_YES, RH_GIVEN_BROKEN } rh_given;

typedef struct rh_blame_request {
    const rh_place *place;
    rh_zones *zones;
    const rh_lent *lent;
    rh_git_id start;
    bool has_end; /* not looked at: what is below it */
    rh_git_id end;
    const rh_journey *journey;
    rh_instant as_of;
    const rh_node *pattern; /* bisect: what is expected; NULL: blame */
    bool is_not;            /* the pattern must have no match */
    uint64_t *oscillated;   /* raised to 1 where the journey oscillates at the start; may be NULL */
} rh_blame_request;

typedef struct rh_blame_skipped {
    rh_str commit; /* 40 hex */
    rh_err why;
} rh_blame_skipped;

typedef enum rh_blame_result {
    RH_BLAME_FOUND,
    RH_BLAME_FIRST,  /* the commit has no parents: it was so from the beginning */
    RH_BLAME_END,    /* so already at `end`, which is the commit */
    RH_BLAME_NOTHING /* bisect: the expectation holds at the start */
} rh_blame_result;

typedef struct rh_blame {
    rh_blame_result result;
    rh_git_commit commit;
    const rh_blame_skipped *skipped; /* in the order in which they were passed */
    size_t n_skipped;
    rh_changed_files changes; /* FOUND: what the commit changed, against the parent that is compared */
    const rh_unit_place *units;
    const rh_unit_set *sets; /* each alone gives it; none when the keys were not found */
    size_t n_sets;
} rh_blame;

/* Everything lives in keep. RH_USAGE when the pattern cannot be read at the start; RH_LOAD_* when the start does
 * not load. */
RH_MUST rh_code rh_blame_find(rh_blame *out, rh_arena *keep, const rh_blame_request *request, rh_err *err);

#endif
