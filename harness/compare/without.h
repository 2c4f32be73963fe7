/* A proposal without what it only adds: what the gate holds shares to besides, so that no added rows dilute them.
 *
 * It is the base with those changed units alone that loosen as written, or that are not proven safe. What is left out
 * (new entries and tasks, wider conditions and windows, stronger effects, more lifts) lets nothing more through, and
 * may bring any number of openings, items and decisions that look good. A proposal of such changes alone, without
 * them, is the base.
 *
 * Not for: what does no more than tell (titles, tests, the gate's own files): it adds to nothing that is replayed. */
#ifndef RH_COMPARE_WITHOUT_H
#define RH_COMPARE_WITHOUT_H

#include "harness/compare/changes.h"
#include "harness/load/revision.h"

typedef struct rh_without {
    const rh_register *reg; /* NULL: nothing is added, or `fault` */
    bool is_base;           /* reg is the base's own */
    const rh_err *fault;    /* why it does not load: what is added cannot be taken out; NULL: none */
} rh_without;

/* changes: between base and head, with their loosenings. Lives in keep and borrows from both. RH_NOMEM. */
RH_MUST rh_code rh_without_make(rh_without *out, rh_arena *keep, const rh_revision *base, const rh_revision *head,
                                const rh_changed_files *changes, rh_zones *zones, rh_err *err);

#endif
