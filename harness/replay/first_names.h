/* The first names, bytewise, of any number: those that a report lists beside the count of all. Adding in any order, and
 * merging, give the same. All zero: none yet. */
#ifndef RH_REPLAY_FIRST_NAMES_H
#define RH_REPLAY_FIRST_NAMES_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

enum { RH_FIRST_NAMES = 20 };

typedef struct rh_first_names {
    rh_str at[RH_FIRST_NAMES];
    size_t n;
} rh_first_names;

/* name: none that was added before; copied to keep where it is among the first. RH_NOMEM. */
RH_MUST rh_code rh_first_names_add(rh_first_names *names, rh_arena *keep, rh_str name, rh_err *err);
RH_MUST rh_code rh_first_names_merge(rh_first_names *into, rh_arena *keep, const rh_first_names *from, rh_err *err);

#endif
