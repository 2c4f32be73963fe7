/* Units: the changed leaf keys between two versions of a file of the tree. FORMATS.md section 10.
 *
 * A unit is a key path such as `effect.hold`, `acceptance[cannot go live].until`: elements of a list are named by their
 * `id` or `name` where all of them have one; else the whole list is one leaf. A key, and with it everything below, that
 * only one side has is one unit, and so is a file that only one side has (key null). */
#ifndef RH_COMPARE_UNITS_H
#define RH_COMPARE_UNITS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/node.h"

typedef struct rh_change_unit {
    rh_str key;    /* null: the whole file */
    uint32_t line; /* at the head; at the base where the head has none */
    bool in_head;
    rh_str commit; /* 40 hex: that gave the key what the head has; null: not looked for, or no commit did */
} rh_change_unit;

typedef struct rh_change_units {
    const rh_change_unit *at; /* by key */
    size_t n;
} rh_change_units;

/* Either root may be NULL (the file is not there), not both. No units: the same content. */
RH_MUST rh_code rh_units_between(rh_change_units *out, rh_arena *keep, const rh_node *base, const rh_node *head,
                                 rh_err *err);
/* The base's file with some of the units as the head has them; is_taken is parallel to units, which were found between
 * these two. *out NULL: no file. None taken is the base itself, all are the head itself; in between nodes of both are
 * borrowed, so that every node keeps its place. */
RH_MUST rh_code rh_units_merge(const rh_node **out, rh_arena *keep, const rh_node *base, const rh_node *head,
                               const rh_change_units *units, const bool *is_taken, rh_err *err);
/* Whether a change of one key is also one of the other: they are the same, or one lies below the other. */
bool rh_unit_keys_meet(rh_str a, rh_str b);

#endif
