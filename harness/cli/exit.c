/* Exit statuses from one table. */
#include "harness/cli/exit.h"

#include "engine/base/assert.h"

typedef struct exit_row {
    int status, cls;
    const char *meaning;
} exit_row;

static const exit_row rows[] = {
#define X(NAME, status, cls, meaning) {status, (int)(cls), meaning},
#include "harness/cli/exit.def"
#undef X
};

int rh_exit_status(rh_exit exit)
{
    RH_ASSERT(exit < RH_N_EXITS);
    return rows[exit].status;
}

const char *rh_exit_meaning(rh_exit exit)
{
    RH_ASSERT(exit < RH_N_EXITS);
    return rows[exit].meaning;
}

rh_exit rh_exit_of_class(rh_class cls)
{
    int i = 0;
    while (i < RH_N_EXITS && rows[i].cls != (int)cls) i++;
    RH_ASSERT(i < RH_N_EXITS);
    return (rh_exit)i;
}

rh_exit rh_exit_of_code(rh_code code) { return code == RH_OK ? RH_EXIT_OK : rh_exit_of_class(rh_code_class(code)); }

rh_exit rh_exit_worse(rh_exit a, rh_exit b) { return a < b ? a : b; }
