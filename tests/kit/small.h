/* The tree in tests/data/small with edits of its files, and what static loosening finds of them. */
#ifndef KIT_SMALL_H
#define KIT_SMALL_H

#include "harness/load/revision.h"

typedef struct kit_small {
    rh_arena keep;
    rh_zones *zones;
    rh_place place;
    rh_tree tree;
    rh_revision base; /* the test's own, of kit_small_load */
} kit_small;

typedef struct kit_edit {
    const char *file, *before, *after; /* before NULL: the file is added; after NULL: removed */
} kit_edit;

/* These fail the test where they cannot. */
void kit_small_begin(kit_small *w);
void kit_small_end(kit_small *w);
/* The tree with one file changed, added at its place in the order of paths, or removed. */
rh_tree kit_small_edited(kit_small *w, kit_edit edit);
rh_revision kit_small_load(kit_small *w, const rh_tree *tree);
/* Between w->base and this: a line each, "loosens KEY: words" or "unknown KEY: words". */
rh_str kit_small_loosenings(kit_small *w, const rh_register *head);

#endif
