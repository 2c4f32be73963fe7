/* A revision with one value of one file another: what sweeps and the effects of fixes are played with. */
#ifndef RH_SWEEP_VARY_H
#define RH_SWEEP_VARY_H

#include "harness/load/revision.h"

/* Another node in place of one of a file. */
typedef struct rh_change_of_node {
    const rh_node *old; /* a node of the register's files */
    const rh_node *put;
} rh_change_of_node;

/* What the revision would be with the node replaced (change NULL: as it stands); lives in keep and borrows from the
 * revision. Without what changes no outcome: alerts, gate, waivers, checklist; so that a value that these read, too,
 * can still be one of many lanes of a stratum. What does not load says why in diags, and the code is that of its first
 * error. */
RH_MUST rh_code rh_revision_vary(const rh_register **out, rh_arena *keep, rh_zones *zones, const rh_revision *revision,
                                 const rh_change_of_node *change, rh_diags *diags);
/* A plain scalar at the place of another; NULL on no memory. */
const rh_node *rh_node_scalar(rh_arena *keep, const rh_node *like, rh_str text);

#endif
