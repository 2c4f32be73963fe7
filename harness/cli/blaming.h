/* What blame and bisect share: a journey, a walk back through commits, a report. */
#ifndef RH_CLI_BLAMING_H
#define RH_CLI_BLAMING_H

#include "harness/cli/world.h"

/* first: the oldest revision to look at, or NULL; start: where the walk begins. expect NULL: blame. */
RH_MUST rh_exit rh_blaming_run(rh_cli *cli, const char *first, const char *start, const char *expect, rh_err *err);

#endif
