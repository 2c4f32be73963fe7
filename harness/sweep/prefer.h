/* Which setting a stated preference picks: an expression over what a setting comes to; the lowest wins. */
#ifndef RH_SWEEP_PREFER_H
#define RH_SWEEP_PREFER_H

#include "harness/sweep/sweep.h"
#include "reports/model/sweep.h"

#define RH_SWEEP_PREFERENCE "10 * escaped + drag + breached"

/* Sets is_preferred of one row, of equals the one that is nearest to the current one in the order of the rows, the
 * earlier of two; and `cost` of those that load. Rows without a register are passed over. RH_SWEEP_PREFER: the
 * expression is none, or no number for a row. */
RH_MUST rh_code rh_sweep_prefer(rh_model_setting *rows, size_t n, rh_str preference, rh_arena *keep, rh_err *err);

#endif
