/* What the host does with a broken invariant of the engine: it says so and ends the process. */
#include "engine/base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void rh_assert_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "RH-0102: internal error: %s at %s:%d\n", what, file, line);
    abort();
}
