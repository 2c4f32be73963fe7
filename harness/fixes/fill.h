/* Ranked fixes as the report has them, in words. */
#ifndef RH_FIXES_FILL_H
#define RH_FIXES_FILL_H

#include "harness/fixes/rank.h"
#include "reports/model/review.h"

enum { RH_FIXES_LISTED = 20 }; /* of the ranked, and of the watched; all are counted */

/* Fills fixes, watched and their counts; lives in keep and borrows from the ranking. *fixes are the listed ones, whose
 * effects are still to be found (effects.h). RH_NOMEM. */
RH_MUST rh_code rh_fixes_fill(rh_review_report *out, rh_model_fix **fixes, rh_arena *keep,
                              const rh_fix_ranking *ranking, const rh_register *reg, rh_err *err);

#endif
