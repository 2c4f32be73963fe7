/* The metrics of monitors.yaml over a whole history, for what the gate judges by. */
#ifndef RH_CLI_MONITORED_H
#define RH_CLI_MONITORED_H

#include "harness/cli/world.h"
#include "harness/verdict/monitored.h"

typedef struct rh_monitored_spec {
    const rh_register *of;      /* whose journeys are measured */
    const rh_monitored *metrics;
    const bool *is_asked;       /* parallel to metrics */
    const rh_env *values;       /* whose policy.* they read; NULL: those of `of` */
    uint32_t lane_field;        /* of the register of `of` */
} rh_monitored_spec;

/* Replays the history under a revision and measures the metrics that are asked for. Where monitors.yaml does not read
 * with that revision, none is measured, and the fault is the first thing that is wrong. */
RH_MUST rh_code rh_monitored_measure(rh_monitored_figures *out, rh_world *world, const rh_monitored_spec *spec,
                                     rh_err *err);

#endif
