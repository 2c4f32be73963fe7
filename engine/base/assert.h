/* RH_ASSERT: a bug, never bad input. On in release too. The host is told and the process ends by abort (exit 70 is made
 * of it by the command line, which installs the hook). */
#ifndef RH_BASE_ASSERT_H
#define RH_BASE_ASSERT_H

_Noreturn void rh_assert_failed(const char *what, const char *file, int line);

#define RH_ASSERT(cond) ((cond) ? (void)0 : rh_assert_failed(#cond, __FILE__, __LINE__))

#endif
