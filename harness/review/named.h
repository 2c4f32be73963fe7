/* The journeys that the page of a review names and draws: that oscillate, as evidence of its fixes, and as what waits
 * longest.
 *
 * In the order in which the page names them, each once, at most RH_MODEL_NAMED. A journey that somebody is to judge
 * without knowing the decision is none of them: its timeline would tell it. */
#ifndef RH_REVIEW_NAMED_H
#define RH_REVIEW_NAMED_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "reports/model/review.h"

/* Fills report->named from what the report holds. RH_NOMEM. */
RH_MUST rh_code rh_review_name_journeys(rh_review_report *report, rh_arena *keep, rh_err *err);

#endif
