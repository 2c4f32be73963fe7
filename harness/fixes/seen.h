/* What one journey shows, from the run that played it: what a review's replay hands on to the cells. */
#ifndef RH_FIXES_SEEN_H
#define RH_FIXES_SEEN_H

#include "engine/step/run.h"
#include "harness/fixes/cells.h"
#include "harness/replay/summary.h"

typedef struct rh_fix_seen {
    rh_fix_journey journey;
    const rh_sighting *sightings;
    size_t n;
} rh_fix_seen;

/* After the run has ended the journey; lives in keep, NULL for a journey that had no event by as_of. RH_NOMEM. */
RH_MUST rh_code rh_fix_see(const rh_fix_seen **out, rh_arena *keep, rh_run *run, const rh_program *program,
                           const rh_summary_lanes *lanes, const rh_journey *journey, rh_instant as_of, rh_err *err);
/* Accepts NULL. */
RH_MUST rh_code rh_fix_take(rh_fix_cells *cells, const rh_fix_seen *seen, rh_err *err);

#endif
