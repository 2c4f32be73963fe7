/* Exit statuses: FAULTS.md. An error's class gives one; of several the strongest stands. */
#ifndef RH_CLI_EXIT_H
#define RH_CLI_EXIT_H

#include "engine/base/err.h"

#define RH_CLASS_NONE (-1) /* exit.def: no class of errors */

typedef enum rh_exit {
#define X(NAME, status, cls, meaning) RH_EXIT_##NAME,
#include "harness/cli/exit.def"
#undef X
    RH_N_EXITS
} rh_exit;

int rh_exit_status(rh_exit exit);
const char *rh_exit_meaning(rh_exit exit);
rh_exit rh_exit_of_class(rh_class cls);
/* RH_EXIT_OK for RH_OK. */
rh_exit rh_exit_of_code(rh_code code);
/* The stronger of the two (ruling 140). */
rh_exit rh_exit_worse(rh_exit a, rh_exit b);

#endif
