/* An environment and sets of facts for expressions that come from anywhere. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "tests/reference/trial.h"

enum { FUZZ_WORLDS = 3 };

typedef struct fuzz_world {
    rh_env env;
    world worlds[FUZZ_WORLDS]; /* by rising instants: a memo's clock never runs back */
} fuzz_world;

/* Made at the first call, kept to the end. */
const fuzz_world *fuzz_the_world(void);

#endif
