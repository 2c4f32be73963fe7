/* Causes: which of the changed keys, alone or together, give a row of a diff. FORMATS.md section 10.
 *
 *     rh_compare_run(&compare, err);  rh_causes_find(&compare.diff, &request, err)
 *
 * A set of units reproduces a row if the base with it gives the head's value of that row, which is found by
 * replaying: sets are lanes of one program, and only the journeys of the rows that are kept are played. First every
 * unit by itself; for rows that none gives, pairs of units that can touch the row; then units are taken away from
 * all of them as long as the row stays. What the first two find is the least there is, the last only cannot lose a
 * unit. All units together are the head, so the set of all needs no replay; of four, all smaller sets are tried,
 * pairs and triples at once. A journey is played as far as the last of its rows is known (rh_row_known_at), and with
 * the sets that the text does not rule out: none gives an entry another route or clock without changing it there
 * (rh_row_needs_of).
 *
 * Units that do not load alone (a risk and the effect that it asks for) are joined until they do; joined units
 * count as one. A pair can touch a row when both of its units do: its file is read by all entries, or is one that
 * the row names, or the unit by itself changes something in that journey. FORMATS.md asks for slots; what was seen
 * is narrower than what is read, and is sound but for a unit of an entry that the row does not name and that acts
 * only together with another. */
#ifndef RH_COMPARE_CAUSES_H
#define RH_COMPARE_CAUSES_H

#include "harness/compare/diff.h"
#include "harness/replay/replay.h"

enum { RH_CAUSE_LANES = 256, RH_CAUSE_VARIANTS = 2000 }; /* a pass, and a diff */

typedef struct rh_causes_request {
    const rh_revision *base, *head;
    rh_zones *zones;
    const rh_lent *lent;
    const rh_replay *replay; /* history, as_of, threads, stop: those of the diff */
    size_t max_variants;     /* 0: RH_CAUSE_VARIANTS */
    bool plays_whole; /* every set, and to as_of, not only what the rows ask for: the same, slower. For tests */
} rh_causes_request;

/* Gives the kept rows their sets; those for which there was no budget say so. When the list of rows was not cut,
 * what the changed files are behind is counted anew from the sets. Errors are those of a replay. */
RH_MUST rh_code rh_causes_find(rh_diff *diff, const rh_causes_request *request, rh_err *err);

#endif
