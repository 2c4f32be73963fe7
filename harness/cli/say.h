/* Saying things to a person on standard error: errors and warnings in the form of FAULTS.md V3. Texts are escaped. */
#ifndef RH_CLI_SAY_H
#define RH_CLI_SAY_H

#include "engine/base/err.h"

/* "file:line:col: RH-0203: message" and, where there is one, "  hint: ..." on a line of its own. */
void rh_say_error(const rh_err *err);
/* Every kept error, then (unless is_quiet) every kept warning, then how many were not shown; a hint once for a row of
 * diagnostics of one code. */
void rh_say_diags(const rh_diags *diags, bool is_quiet);
/* One line, for -v and the like. */
__attribute__((format(printf, 1, 2))) void rh_say(const char *format, ...);

#endif
