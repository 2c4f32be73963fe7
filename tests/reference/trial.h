/* A trial: one expression, one set of facts, one instant, both evaluators.
 *
 * Checks that the engine and the reference give the same value, and that the value stays what it is until the engine's
 * valid-until (SPEC.md section 3, Clock; ruling 27). */
#ifndef REFERENCE_TRIAL_H
#define REFERENCE_TRIAL_H

#include "engine/expr/expr.h"
#include "tests/reference/random.h"
#include "tests/reference/reference.h"

/* The facts of one instant, in both worlds. */
typedef struct world {
    rh_value slots[RANDOM_SLOTS];
    rh_instant now;
    const rh_calendar *calendar;
    ref_calendar ref_calendar;
    void *host; /* of the engine's hooks for zones and regular expressions */
    rh_zone_lookup zones;
    rh_regex_match regex;
    /* the reference's view; world_mirror keeps it in step with the slots */
    ref_heap mirror;
    const char *names[RANDOM_SLOTS + 4];
    const ref_value *values[RANDOM_SLOTS + 4];
    size_t n;
} world;

void world_mirror(world *w, const rh_env *env);
void world_dispose(world *w); /* what the mirror and the reference's calendar hold */
rh_eval world_eval(const world *w, rh_arena *scratch);

typedef enum verdict {
    TRIAL_AGREES,
    TRIAL_VALUE,  /* another value */
    TRIAL_CAUSE,  /* both undecided, for different reasons: counted, no failure */
    TRIAL_CHANGED /* the value changes before valid-until, or valid-until is not later than now */
} verdict;

typedef struct trial {
    const ref_value *engine, *reference; /* in the heap */
    rh_instant valid_until;
    rh_instant changed_at;       /* CHANGED */
    const ref_value *changed_to; /* CHANGED */
} trial;

/* Judges what the engine said. `samples` instants before valid_until are tried when the expression reads the clock. */
verdict trial_judge(trial *t, ref_heap *heap, const world *w, ref_node *tree, rh_value engine, rh_instant valid_until,
                    random_source *r, int samples);

#endif
