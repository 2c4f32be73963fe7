/* A random tree whose literals stand in policy.yaml, so that conditions, facts, guards, lifts, alerts, the score and
 * what events set all go by values that two revisions may have otherwise. */
#ifndef TESTS_RANDOM_VALUED_H
#define TESTS_RANDOM_VALUED_H

#include "tests/random/tree.h"

/* `tree` with its literals as values of its policy, alerts and a score beside. The files live in keep. Ends the process
 * without memory. */
rh_tree random_valued(const rh_tree *tree, const random_sizes *sizes, random_source *r, rh_arena *keep);
/* One to three values of the policy of such a tree moved; all else stays as it is. Not every result loads. */
rh_tree random_moved(const rh_tree *tree, random_source *r, rh_arena *keep);

#endif
