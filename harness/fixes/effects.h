/* The expected effect of a fix, where it is a change of a file: what the history would have come to with it.
 *
 * Tried are, for the first fixes of action 4 (gate, threshold or prompt): other values of the policy that the entry's
 * condition reads, by a twentieth, a tenth and a quarter up and down; of an entry that asks too much also its effects
 * one level lower, its condition without the lane in which it is of no use, and the register without it. All of them
 * are lanes of one replay. Of each fix the change is told whose cost is least, 10 for an escape, 5 for a decision that the
 * register did not ask for, 1 for a good action held up, 1 for a review item; and only if that is less than now.
 */
#ifndef RH_FIXES_EFFECTS_H
#define RH_FIXES_EFFECTS_H

#include "harness/fixes/rank.h"
#include "harness/sweep/sweep.h"
#include "harness/sweep/vary.h"
#include "reports/model/review.h"

typedef struct rh_fix_effects_spec {
    const rh_revision *revision;
    rh_zones *zones;
    const rh_lent *lent;
    const rh_replay *replay; /* history, as_of, threads, stop */
    size_t most;             /* journeys that are played; >= 1 */
    const rh_live *live;
    size_t n_live;
} rh_fix_effects_spec;

/* fixes: those that rh_fixes_fill made of the ranking; sets change, place, is_replayed and effects of the first ones.
 * Replays the history, or as much of it as is asked for, at most once, and not at all where nothing can be tried. */
RH_MUST rh_code rh_fix_effects(rh_model_fix *fixes, size_t n, rh_arena *keep, const rh_fix_ranking *ranking,
                               const rh_fix_effects_spec *spec, rh_err *err);

#endif
