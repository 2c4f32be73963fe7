/* A head against a base over one history: what diff and gate share. Without a base, the head alone.
 *
 *     rh_versus versus;  rh_versus_load(&versus, &world, "main", "HEAD", err)
 *     rh_world_history(&world, err)
 *     rh_versus_replay(&versus, &world, lane_field, err)
 *     rh_versus_dispose(&versus)                           always, also after an error */
#ifndef RH_CLI_VERSUS_H
#define RH_CLI_VERSUS_H

#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/compare/run.h"
#include "harness/compare/without.h"

typedef struct rh_versus {
    bool has_base;
    bool may_carry; /* set by the caller before the replay: a kept run may stand for it, and the summary lacks then what
                       rh_carried does */
    rh_revision base, head; /* base with has_base */
    const rh_program *program;
    rh_changed_files changes; /* with has_base */
    rh_without pared;         /* once it was asked for */
    rh_summary without;       /* of pared.reg, where there is one */
    rh_compare compare;
    rh_progress progress;
} rh_versus;

/* Names as rh_world_revision takes them; base NULL: none. Both are read before either's errors are told. */
RH_MUST rh_code rh_versus_load(rh_versus *versus, rh_world *world, const char *base, const char *head, rh_err *err);
/* Has the replay sum up the head without what it only adds, too: `pared` and `without`. With a base, before the
 * replay. */
RH_MUST rh_code rh_versus_pare(rh_versus *versus, rh_world *world, rh_err *err);
/* lane_field: of the head's register, or RH_NONE. */
RH_MUST rh_code rh_versus_replay(rh_versus *versus, rh_world *world, uint32_t lane_field, rh_err *err);
/* The models of what was replayed, with revisions and history. diff is left empty but for these without a base. */
RH_MUST rh_code rh_versus_fill(rh_replay_report *replay, rh_diff_report *diff, rh_versus *versus, const rh_world *world,
                               rh_err *err);
void rh_versus_dispose(rh_versus *versus);

#endif
