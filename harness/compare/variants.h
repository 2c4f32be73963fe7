/* Registers between two revisions: the base with some of the changed units as the head has them.
 *
 * For: trying what a part of a change does by itself. Of the changed units those are numbered that can change what
 * the core does: no titles, no texts for people, no files that only judge. A number is an index into `units`; a set
 * of them is a sorted list. */
#ifndef RH_COMPARE_VARIANTS_H
#define RH_COMPARE_VARIANTS_H

#include "harness/compare/changes.h"
#include "harness/load/revision.h"

typedef struct rh_unit_place {
    uint32_t file, unit; /* indexes into the changes, and into the units of that file */
} rh_unit_place;

typedef struct rh_unit_set {
    const uint32_t *units; /* ascending */
    size_t n;
} rh_unit_set;

typedef struct rh_variants {
    const rh_revision *base, *head;  /* borrowed */
    const rh_changed_files *changes; /* found between these two; borrowed */
    rh_zones *zones;
    const rh_unit_place *units; /* by file, then key */
    size_t n_units;
} rh_variants;

/* units live in keep. */
RH_MUST rh_code rh_variants_init(rh_variants *out, rh_arena *keep, const rh_revision *base, const rh_revision *head,
                                 const rh_changed_files *changes, rh_zones *zones, rh_err *err);
const rh_change_unit *rh_variants_unit(const rh_variants *variants, uint32_t unit);
/* Whether the file of the unit is read by all entries. */
bool rh_variants_is_shared(const rh_variants *variants, uint32_t unit);
/* The base with the units of the set. Not every set makes a register that loads: its errors go to diags then, and
 * the code is theirs. Lives in keep and borrows from both revisions. */
RH_MUST rh_code rh_variant_make(const rh_register **out, rh_arena *keep, const rh_variants *variants, rh_unit_set set,
                                rh_diags *diags);

#endif
