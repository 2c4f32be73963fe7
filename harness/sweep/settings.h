/* Settings: the values of one policy.* value that a sweep tries.
 *
 *     policy.ai_conf_min=0.60..0.95:0.05    numbers; without a step, one unit of the last place that is written
 *     policy.approval_valid=5..20:5         spans: the number of the span as it stands, "10 business days"
 *     policy.crm_writes=stage,stage audit_ref     anything: the values themselves, with commas between them
 *
 * The value as it stands is tried, too, wherever it lies. */
#ifndef RH_SWEEP_SETTINGS_H
#define RH_SWEEP_SETTINGS_H

#include "harness/load/revision.h"

enum { RH_SWEEP_MOST = 200 }; /* settings of one sweep */

typedef struct rh_sweep_setting {
    rh_str text;            /* as it would be written in policy.yaml */
    bool is_current;
    const rh_register *reg; /* NULL: it does not load; `why` says so */
    rh_err why;
} rh_sweep_setting;

typedef struct rh_sweep_settings {
    rh_str name; /* without "policy." */
    const rh_node *node;
    const rh_sweep_setting *at; /* numbers rising; else as they were given, the current one first */
    size_t n;
} rh_sweep_settings;

/* RH_SWEEP_RANGE: what is written is no such range, or the policy has no such value. Lives in keep, borrows from the
 * revision. */
RH_MUST rh_code rh_sweep_settings_make(rh_sweep_settings *out, rh_arena *keep, rh_zones *zones,
                                       const rh_revision *revision, rh_str range, rh_err *err);

#endif
