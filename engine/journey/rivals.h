/* Rivals: lanes that share no branch, because the core itself goes by a value that differs between them, and may still
 * have had one and the same journey.
 *
 *     rh_rivals_new(&rivals, keep, program, err)        NULL: it cannot be told
 *     rh_run_set_rivals(run, rivals)                    takes part from the next begin on
 *     rh_run_set_lanes(run, &lane, 1)                   one lane plays
 *     ...  rh_run_also(run, other)                      after end: whether the other lane had this journey, too
 *
 * Why it may be relied on. Rivals differ in values of their policies, which only consumers' expressions, the limit of
 * two approvals and the span of approvals read. While one lane plays, each such expression is evaluated as its rivals
 * have it, too: on the same slots, at every change of a slot that it reads and whenever one of them says that its
 * answer runs out. A rival with another answer parts from the lane. One that never did was in the same situation all
 * along. What parts may be played by itself; so a history costs as many replays as its facts tell the values apart.
 *
 * Immutable once made: any number of threads. */
#ifndef RH_JOURNEY_RIVALS_H
#define RH_JOURNEY_RIVALS_H

#include "engine/program/program.h"
#include "engine/value/value.h"

typedef struct rh_rivals rh_rivals;

/* Every lane of the program with a stratum of its own, alike but for values; else *out is NULL. RH_NOMEM. */
RH_MUST rh_code rh_rivals_new(const rh_rivals **out, rh_arena *keep, const rh_program *program, rh_err *err);

/* ---- inside a run ---- */

/* The consumers that are asked for as the rivals have them: a bit each. */
const uint64_t *rh_rivals__asked(const rh_rivals *rivals);
/* What the lane's consumer gave, and with what. Rivals that say otherwise are added to `apart`, a bit a lane. *until is
 * brought forward to the first instant at which one of the others may say something else. */
void rh_rivals__ask(const rh_rivals *rivals, uint64_t *apart, rh_instant *until, size_t lane, uint32_t consumer,
                    rh_value value, rh_eval *eval);
/* An amount was held against policy.materiality. */
void rh_rivals__amount(const rh_rivals *rivals, uint64_t *apart, size_t lane, int64_t amount);
/* An approval began to hold. */
void rh_rivals__approval(const rh_rivals *rivals, uint64_t *apart, size_t lane);

#endif
