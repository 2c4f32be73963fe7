/* Spans of time too wide for int64 nanoseconds, and when a quantity that moves with the clock next crosses a bound.
 *
 * A wide span is seconds and 0..999999999 nanoseconds counted forward, in the shape of rh_instant. */
#ifndef RH_EXPR_EVAL_LINEAR_H
#define RH_EXPR_EVAL_LINEAR_H

#include "engine/expr/eval/machine.h"

typedef rh_instant rh_wide;

rh_wide rh_wide_sub(rh_wide a, rh_wide b);
rh_wide rh_wide_of_ns(int64_t ns);
static inline int rh_wide_sign(rh_wide w) { return w.s < 0 ? -1 : w.s > 0 || w.ns > 0; }
/* Lowers valid-until to now + delta, unless that lies behind the last instant. delta > 0. */
void rh_clock_change_after(rh_machine *m, rh_wide delta);
/* Whole days in a span, truncated toward zero. */
int64_t rh_wide_days(rh_wide w);
/* The day count of a span that grows by slope (-1, 0, 1) with the clock changes next after...: lowers valid-until. */
void rh_clock_days_change(rh_machine *m, rh_wide span, int slope);

#endif
