/* Random expressions, facts and instants, all from one seed: the same seed, the same text on every machine. */
#ifndef REFERENCE_RANDOM_H
#define REFERENCE_RANDOM_H

#include "engine/expr/expr.h"
#include "tests/reference/reference.h"

typedef struct random_source {
    uint64_t state;
} random_source;

uint64_t random_next(random_source *r);
uint64_t random_below(random_source *r, uint64_t n); /* 0..n-1; n >= 1 */

/* Writes an expression, most of them of type bool, NUL-terminated; its length. One in sixty places is ill-typed. */
size_t random_expression(random_source *r, char *out, size_t size);

/* ---- the environment that the expressions speak of ---- */

enum { RANDOM_SLOTS = 24 };

/* The environment of engine/expr; static, without the regex hook. */
rh_env random_env(void);
/* The same unchecked. There is no clock rule then, so that `now` is no name in it: it could outlive its instant. */
rh_env random_unchecked_env(void);
/* A new value for the slot: about a third are absent, instants gather around `now`. */
rh_value random_fact(random_source *r, rh_arena *keep, uint32_t slot, rh_instant now);
/* An instant at which much may change: holidays, weekends, changes of the clock, and now and then anything. */
rh_instant random_now(random_source *r);

/* One of a few calendars, for the engine and for the reference. The engine's lives in keep; dispose the reference's. */
void random_calendar(random_source *r, rh_arena *keep, rh_zone_lookup zones, void *zones_ctx,
                     const rh_calendar **engine, ref_calendar *reference);

#endif
