/* A proposal: a random tree with edits of any of its files, each a leaf or two. Most edits of random_edit rewrite
 * clauses of entries; these reach everything that the rules of static loosening speak of, and lean towards what those
 * may call safe.
 *
 * An edit is a number: the same tree and numbers give the same proposal, so that edits can be left out one by one. */
#ifndef TESTS_RANDOM_PROPOSAL_H
#define TESTS_RANDOM_PROPOSAL_H

#include "tests/random/tree.h"

/* The kinds of proposals.def. */
size_t proposal_kinds(void);
const char *proposal_kind_name(size_t kind);
/* Which kind of edit the number is. */
size_t proposal_kind_of(uint64_t edit);
/* The tree with these edits, one after the other. Not every result loads, and an edit may find nothing to change. The
 * files live in keep. Ends the process without memory. */
rh_tree random_proposal(const rh_tree *tree, const random_sizes *sizes, const uint64_t *edits, size_t n_edits,
                        rh_arena *keep);

#endif
