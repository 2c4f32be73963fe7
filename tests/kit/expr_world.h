/* A small environment for tests of expressions: one field of each type, a policy, a workflow, an event and a calendar.
 *
 * f.bool f.int f.double f.string f.enum (red, green, blue) f.set (of red, green, blue) f.list f.at f.due f.span f.json
 * f.any (dyn) f.rows (table: id, status open/done, due, size, tags) g.string g.int; policy.limit 4, policy.rate 0.8;
 * workflow.did; event.data {name, count?}; now. Functions of
 * the host: picked(colours), shade(colour, int). Business time: Mon to Fri 09:00 to 17:00 New York, holidays 1 January
 * 2025 to 2027 and 25 December 2026. */
#ifndef KIT_EXPR_WORLD_H
#define KIT_EXPR_WORLD_H

#include "engine/expr/expr.h"

enum { KIT_WORLD_SLOTS = 32 };

typedef struct kit_world {
    rh_arena keep;    /* the whole test's */
    rh_arena scratch; /* for evaluations */
    rh_env env;
    rh_value slots[KIT_WORLD_SLOTS];
    rh_eval ev;
} kit_world;

/* Without a calendar when the machine has no zone files. */
void kit_world_init(kit_world *w);
void kit_world_dispose(kit_world *w);
/* The slot of a name; exits when there is none. */
uint32_t kit_world_slot(const kit_world *w, const char *name);
/* The value of a constant expression; exits when it has none. */
rh_value kit_world_value(kit_world *w, rh_str text);
/* Parses, checks and pools one expression in a pool of its own. want as rh_pool_add's. */
RH_MUST rh_code kit_world_load(kit_world *w, rh_pool **pool, rh_expr *root, rh_str text, const rh_type *want,
                               rh_diags *diags);
/* One of the machine's zones, or NULL. Lives as long as `keep`. */
const rh_zone *kit_zone(rh_arena *keep, const char *name);
/* The business time above; NULL when the machine has no zone files. */
const rh_calendar *kit_calendar(rh_arena *keep);

#endif
