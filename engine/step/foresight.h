/* Foresight: whether an entry would open in a journey, told from what its slots held, without replaying it.
 *
 *     rh_foresight *f;  rh_foresight_new(&f, keep, program, ids, n, err)
 *     slots = rh_foresight_slots(f, &n)             only these are asked for
 *     for each journey:                             what an observer's `look` saw when it was replayed
 *         rh_foresight_begin(f)
 *         for each look:  rh_foresight_pass(f, now);  rh_foresight_set(f, slot, value) for what changed;
 *                         rh_foresight_look(f, place)
 *         rh_foresight_end(f, as_of)                true: it may open
 *     rh_foresight_dispose(f)
 *
 * Why it may be relied on. Lanes of a stratum share a branch until an entry that is idle opens in some of them and not
 * in others, and an entry that is idle has no say in anything else. So as long as no entry that differs between two
 * registers has opened, a replay of one holds the slots that a replay of the other does, and the entry opens there when
 * its condition, evaluated on them, is not false while its window and segment hold. A look is told of every set of
 * slots that a round of a step can end in; between looks only the clock moves, and the condition is evaluated whenever
 * what it said runs out. Some of these instants are none at which a replay would ask, so true means "may".
 *
 * One foresight, one thread; those of one program share nothing that changes. */
#ifndef RH_STEP_FORESIGHT_H
#define RH_STEP_FORESIGHT_H

#include "engine/step/run.h"

typedef struct rh_foresight rh_foresight;

/* How many slots a lane of the program has. */
size_t rh_program_slots(const rh_program *program, size_t lane);

/* Whether two lanes have the entry alike, as far as the core can tell, or both have none. */
bool rh_program_same_entry(const rh_program *program, size_t lane_a, size_t lane_b, rh_str id);

/* Of the entries with these ids, as any lane has them; ids that no lane has are passed over. *out is NULL when the
 * lanes do not share a stratum, so that nothing can be told. RH_NOMEM. */
RH_MUST rh_code rh_foresight_new(rh_foresight **out, rh_arena *keep, const rh_program *program, const rh_str *ids,
                                 size_t n, rh_err *err);
/* Ascending. */
const uint32_t *rh_foresight_slots(const rh_foresight *f, size_t *n);
void rh_foresight_dispose(rh_foresight *f); /* accepts NULL */
void rh_foresight_begin(rh_foresight *f);
/* What the value points to is borrowed until the next begin. Slots that are not asked for are passed over. */
void rh_foresight_set(rh_foresight *f, uint32_t slot, rh_value value);
/* Time goes on, and nothing else: before the slots of a look are set. It never runs back. */
void rh_foresight_pass(rh_foresight *f, rh_instant now);
/* place: rh_view_place. */
void rh_foresight_look(rh_foresight *f, uint32_t place);
/* Whether one of the entries may have opened by as_of. */
bool rh_foresight_end(rh_foresight *f, rh_instant as_of);

#endif
