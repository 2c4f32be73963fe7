/* A random register, commits upon it and journeys, loaded and ready to be replayed. */
#ifndef TESTS_RANDOM_TRIAL_H
#define TESTS_RANDOM_TRIAL_H

#include "harness/ingest/cloudevents.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/random/words.h"

enum { RANDOM_LANES = 8, RANDOM_JOURNEYS = 3 };

/* What all trials share. */
typedef struct random_world {
    rh_zones *zones;
    rh_lender lender;
    rh_ce_reader *reader;
} random_world;

bool random_world_open(random_world *w);
void random_world_close(random_world *w);

typedef struct random_trial {
    random_world *w;
    rh_arena keep;
    random_source r; /* goes on where the making of the trial left it */
    random_sizes sizes;
    rh_journey journeys[RANDOM_JOURNEYS]; /* all of id J */
    rh_instant as_of; /* days before the newest event or after it */
    const rh_register *registers[RANDOM_LANES];
    size_t n_lanes; /* at most RANDOM_LANES; of what loads, so that fewer are possible */
} random_trial;

/* The same for the same seed and number. Registers have their literals in policy.yaml (valued.h); each commit follows an
 * earlier one and moves values, edits entries, or both. Fails the test without memory. Give back by close. */
void random_trial_open(random_trial *t, random_world *w, uint64_t seed, size_t n_lanes);
void random_trial_close(random_trial *t);
/* NULL: they do not compile. */
const rh_program *random_trial_compile(random_trial *t, const rh_register *const *registers, size_t n);

#endif
