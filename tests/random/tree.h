/* A random register tree: every rule of the core is in reach of some of them.
 *
 * Fields, events and roles are always the same, so that one vocabulary serves all (words.h); states, transitions,
 * actions, tiers, lifts, policy and entries are random. The role `visitor` (alias `guest`) reviews nothing and
 * overrides nothing. */
#ifndef TESTS_RANDOM_TREE_H
#define TESTS_RANDOM_TREE_H

#include "harness/load/tree.h"
#include "tests/random/words.h"

/* The files live in keep. Ends the process without memory. */
rh_tree random_tree(random_sizes *sizes, random_source *r, rh_arena *keep);
/* An entry of that number for such a tree: its file. */
rh_tree_file random_entry(const random_sizes *sizes, random_source *r, rh_arena *keep, unsigned number);

#endif
