/* Kept runs as commands use them: under which key, and whether one serves a diff. */
#ifndef RH_CLI_KEEPING_H
#define RH_CLI_KEEPING_H

#include "harness/cli/world.h"
#include "harness/kept/kept.h"

/* Of the world's store, which is open. RH_USAGE when there is none: --keep-run needs --store. */
RH_MUST rh_code rh_keeping_key(rh_kept_key *out, const rh_world *world, const rh_revision *revision, rh_err *err);
/* Which journeys of the world's store a diff of two revisions need not replay; *out NULL: it replays all. A kept run
 * that does not serve is told of on standard error, unless -q was given. program: lanes of the head and the base. */
RH_MUST rh_code rh_keeping_choose(const rh_carried **out, const rh_world *world, const rh_program *program,
                                  const rh_revision *head, const rh_revision *base, rh_err *err);

#endif
