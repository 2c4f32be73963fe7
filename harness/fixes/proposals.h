/* Changes of a file that may mend what a fix is about. */
#ifndef RH_FIXES_PROPOSALS_H
#define RH_FIXES_PROPOSALS_H

#include "harness/fixes/rank.h"
#include "harness/sweep/vary.h"

typedef struct rh_fix_proposal {
    size_t fix; /* for the caller */
    rh_change_of_node change;
    rh_str says; /* "policy.ai_conf_min: 0.80 -> 0.86" */
} rh_fix_proposal;

/* In a fixed order; none where nothing can be tried. Lives in keep. RH_NOMEM. */
RH_MUST rh_code rh_fix_propose(const rh_fix_proposal **out, size_t *n, rh_arena *keep, const rh_fix *fix,
                               const rh_register *reg, rh_err *err);

#endif
