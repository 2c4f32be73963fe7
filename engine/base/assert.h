/* RH_ASSERT: a bug, never bad input. On in release too. The host is told and ends the process: the engine itself knows no
 * stream to write to and no way to stop, so rh_assert_failed is the host's to define (harness/foreign/assert.c). */
#ifndef RH_BASE_ASSERT_H
#define RH_BASE_ASSERT_H

_Noreturn void rh_assert_failed(const char *what, const char *file, int line);

#define RH_ASSERT(cond) ((cond) ? (void)0 : rh_assert_failed(#cond, __FILE__, __LINE__))

#endif
