/* Two people where two are asked for: what history did with the approval of one.
 *
 * The core writes `approved` for the first of two approvals (ruling 84). Until the second one, or until the entry is
 * closed or opens again, the rule is broken by an observed action that the entry lists, and by a second approval of the
 * person who gave the first, which the core does not count. Where nobody has approved yet, an action is judged as any
 * other. */
#ifndef RH_JUDGE_DUAL_H
#define RH_JUDGE_DUAL_H

#include "engine/judge/item.h"

typedef struct rh_dual_break {
    uint32_t entry;          /* of the course's register */
    const rh_record *record; /* observed, or unauthorised_decision */
} rh_dual_break;

/* Every break, by first approval and then in the order of the records; an action that two entries wait for is one for
 * each. O(first approvals * records). RH_NOMEM. */
RH_MUST rh_code rh_duals_find(const rh_dual_break **out, size_t *n, rh_arena *keep, const rh_course *course,
                              rh_err *err);

#endif
