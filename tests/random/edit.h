/* A random register tree with some of its entries edited: clauses, whole entries, entries gone, entries new. */
#ifndef TESTS_RANDOM_EDIT_H
#define TESTS_RANDOM_EDIT_H

#include "tests/random/tree.h"

/* One to three edits of `tree`, whose sizes these are. All that is no entry stays as it is. Not every result loads. The
 * files live in keep. Ends the process without memory. */
rh_tree random_edit(const rh_tree *tree, const random_sizes *sizes, random_source *r, rh_arena *keep);

#endif
