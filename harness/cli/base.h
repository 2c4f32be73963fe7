/* Which revision a head is judged against: ruling 131. */
#ifndef RH_CLI_BASE_H
#define RH_CLI_BASE_H

#include "harness/cli/world.h"

typedef struct rh_base_choice {
    const char *name; /* for rh_world_revision; NULL: there is none (a plain folder) */
    rh_str how;       /* "--base v1.0", "merge base with main", "first parent on main", ... */
    bool is_own;      /* the head is its own base: bootstrap */
} rh_base_choice;

/* head NULL: HEAD. The working tree is judged against the base of its HEAD, or against HEAD itself on the default
 * branch. Errors: those of rh_git_base_of. */
RH_MUST rh_code rh_base_choose(rh_base_choice *out, const rh_world *world, const char *head, const char *given,
                               rh_err *err);

#endif
