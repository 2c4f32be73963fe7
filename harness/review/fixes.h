/* What to mend first: candidates from what a period showed, ranked, each with the effect of replaying its change.
 * FORMATS.md section 8 "Fixes". */
#ifndef RH_REVIEW_FIXES_H
#define RH_REVIEW_FIXES_H

#include "engine/judge/aftermath.h"
#include "harness/replay/replay.h"
#include "reports/model/review.h"

typedef struct rh_fixes_request {
    const rh_register *reg; /* the revision that is reviewed: lane 0 of the replay's program */
    const rh_replay *replay; /* history, as_of, threads, stop; program with reg as lane 0 */
    const rh_lent *lent;
    rh_instant since, until; /* the period */
    const rh_live *live;
    size_t n_live;
} rh_fixes_request;

/* Fills fixes, n_fixes and n_fixes_all of *out, whose other parts are filled. Lives in keep. */
RH_MUST rh_code rh_fixes_find(rh_review_report *out, rh_arena *keep, const rh_fixes_request *request, rh_err *err);

#endif
