/* A program: one or several revisions compiled together, ready to run.
 *
 * A *lane* is one revision inside the program. Lanes whose registers agree in everything but their entries and values
 * of policy.* share a *stratum*: its fields, events, states, actions, roles, tiers, calendar and one pool of
 * expressions; those who agree in all values that more than conditions of entries read are one *core*; entries that are
 * equal there, the values that they read too, are one *variant*. A run then does the common work once (journey/run.h). Immutable: any number of threads. */
#ifndef RH_PROGRAM_PROGRAM_H
#define RH_PROGRAM_PROGRAM_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/expr/expr.h"
#include "engine/program/register.h"

typedef struct rh_program rh_program;

/* What the host lends to expressions. */
typedef struct rh_lent {
    rh_regex_match regex;
    bool (*regex_ok)(void *ctx, rh_str pattern, rh_err *err);
    rh_zone_lookup zones;
    void *ctx;
} rh_lent;

/* Compiles n registers (borrowed for the program's life) as lanes 0..n-1. Every error of an expression goes to
 * diags. */
RH_MUST rh_code rh_program_compile(const rh_program **out, rh_arena *keep, const rh_register *const *registers,
                                   size_t n, const rh_lent *lent, rh_diags *diags);
/* Whether two registers agree in everything that the core reads but their entries, policy.* included. */
bool rh_program_shares(const rh_register *a, const rh_register *b);
/* Whether a scalar at or below a node may read policy.NAME: it holds both words. Never false where one does. */
bool rh_program_may_read(const rh_node *node, rh_str name);
size_t rh_program_lanes(const rh_program *program);
const rh_register *rh_program_register(const rh_program *program, size_t lane);

#endif
