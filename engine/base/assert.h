/* RH_ASSERT: a bug, never bad input. On in release too. The host is told and ends the process: the engine itself knows
 * no stream to write to and no way to stop, so rh_assert_failed is the host's to define (harness/foreign/assert.c). */
#ifndef RH_BASE_ASSERT_H
#define RH_BASE_ASSERT_H

#include <stdbool.h>

_Noreturn void rh_assert_failed(const char *what, const char *file, int line);

static inline void rh_assert(bool holds, const char *what, const char *file, int line)
{
    if (!holds) rh_assert_failed(what, file, line);
}

#define RH_ASSERT(cond) rh_assert((cond), #cond, __FILE__, __LINE__)

#endif
