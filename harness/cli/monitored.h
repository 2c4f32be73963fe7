/* The metrics of monitors.yaml over a whole history, for what the gate asks beside its verdict. */
#ifndef RH_CLI_MONITORED_H
#define RH_CLI_MONITORED_H

#include "harness/cli/world.h"

/* Replays the history under `of` and measures the metrics of `monitors`, in their order: null where there is no sample.
 * None where the monitors do not read with that revision: then nobody can say. */
RH_MUST rh_code rh_monitored_measure(const rh_value **out, size_t *n, rh_world *world, const rh_revision *of,
                                     const rh_node *monitors, rh_err *err);

#endif
