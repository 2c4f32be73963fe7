/* Entries of a table taken into a register's tree: `fmt --import`.
 *
 * An entry that says the same as its file leaves it alone, byte for byte; one that differs, or is new, gets a file
 * written anew, with the texts as the table has them (its comments are lost, which is why the others are left). No file
 * is ever removed. The tree is changed in memory
 * only, and must load before anything is written. */
#ifndef RH_AUTHOR_IMPORT_H
#define RH_AUTHOR_IMPORT_H

#include "harness/load/revision.h"

typedef struct rh_imported {
    rh_tree tree;         /* with the files that changed and came anew */
    const bool *is_taken; /* parallel to tree.files: its bytes are from the table */
    size_t n_rows, n_taken;
} rh_imported;

/* Reads the CSV file at `path` and puts its entries into a copy of `tree`, which is read from `place`. Every error goes
 * to diags: those of rh_sheet_read, RH_SHEET_ROW for an id that is no file name, and whatever keeps the new tree from
 * loading; the first code is returned. Lives in keep, and borrows from tree. */
RH_MUST rh_code rh_import(rh_imported *out, rh_arena *keep, const rh_place *place, rh_zones *zones, const rh_tree *tree,
                          const char *path, rh_diags *diags);

#endif
