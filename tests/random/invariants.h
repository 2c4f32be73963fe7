/* What must hold of any register and any log, checked from outside: it reads a run's records and what an observer may
 * see, and trusts nothing that the core concluded.
 *
 *   timeout   a timer decides nothing, and ends no hold that only people may end
 *   twice     an automatic action is proposed once and runs once
 *   role      who has no rights changes nothing
 *   ai        no verdict is lower after a suggestion than before it, while the state is the same
 *   order     records are numbered from 1 and never go back in time; what was observed comes first in its step
 *   prefix    the first events give the first records
 *   most      a verdict is at least what each open entry and a stopped journey ask for
 *   told      records of verdicts join: each begins where the last one of its action ended
 *   eager     evaluating everything at every step gives the same records
 *   judge     engine/judge finds no broken invariant of its own
 */
#ifndef TESTS_RANDOM_INVARIANTS_H
#define TESTS_RANDOM_INVARIANTS_H

#include "engine/step/run.h"
#include "tests/random/log.h"

typedef struct invariants_failure {
    const char *invariant; /* a name of the list above */
    char says[800];
} invariants_failure;

/* What was seen, so that a check of nothing does not pass unnoticed. Counts add over pairs. */
typedef struct invariants_tally {
    uint64_t pairs, events, records;
    uint64_t opened, cleared, released, rejected, breached, did, held, lifted;
    uint64_t timers, suggestions, outsiders, prefixes, undecided, oscillated;
} invariants_tally;

/* Checks one pair; false and *failure when one is broken. The program has one lane. */
bool invariants_hold(invariants_failure *failure, invariants_tally *tally, const rh_program *program,
                     const random_log *log, random_source *r);

#endif
