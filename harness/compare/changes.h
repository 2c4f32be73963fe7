/* What differs between the trees of two revisions, file by file, and which file a row of the diff goes back to.
 *
 * Which file a row goes back to is told here by what the row names: changed entries in its reasons, its own entry,
 * members of its item, else changed entries whose own rows in the journey are not later, else the changed files
 * that all entries share. That is where the search for causes begins (causes.h), which proves by replay which keys
 * give the row. */
#ifndef RH_COMPARE_CHANGES_H
#define RH_COMPARE_CHANGES_H

#include "engine/judge/rows.h"
#include "harness/compare/units.h"
#include "harness/load/tree.h"

/* What the text of a change does by itself, whether a history shows it or not (loosening.h). */
typedef struct rh_loosening {
    bool is_unknown; /* not proven safe; else it loosens */
    bool is_of_when; /* an entry's own condition may hold less: a witness tells more of it (witness.h) */
    rh_str key;      /* the unit, or what stands for several; null: the whole file */
    uint32_t line;
    rh_str says;     /* "effect on billing.send is lowered from block to hold" */
} rh_loosening;

typedef struct rh_changed_file {
    rh_str path;  /* "cases/register/E1.yaml", "fixtures/clean.jsonl", wherever the folders stand */
    rh_str entry; /* entry id; null: a file that all entries share */
    bool in_base, in_head;
    rh_change_units units;
    uint32_t line; /* of the first unit in file order */
    rh_str head_sha256;             /* hex, canonical (G13); null: not in the head, or not asked for */
    const rh_loosening *loosenings; /* once they are found; those that loosen first */
    size_t n_loosenings;
} rh_changed_file;

typedef struct rh_changed_files {
    const rh_changed_file *at; /* by path */
    size_t n;
} rh_changed_files;

RH_MUST rh_code rh_changed_files_between(rh_changed_files *out, rh_arena *keep, const rh_register *base,
                                         const rh_register *head, rh_err *err);
/* Adds the files of a tree that are no YAML (calendars, fixtures), of those that rh_tree_changes found: their
 * content has no keys, so each is one unit. */
RH_MUST rh_code rh_changed_files_add(rh_changed_files *changes, rh_arena *keep, const rh_change *files, size_t n,
                                     rh_err *err);
/* "added", "removed" or "changed". */
const char *rh_changed_file_what(const rh_changed_file *file);

typedef struct rh_row_cause {
    const uint32_t *files; /* indexes into the changes, ascending */
    size_t n;
} rh_row_cause;

/* The changed files behind rows->at[row]. None found: n is 0. */
RH_MUST rh_code rh_changed_files_cause(rh_row_cause *out, rh_arena *keep, const rh_changed_files *changes,
                                       const rh_rows *rows, size_t row, rh_err *err);
/* Whether the file only judges (the gate, waivers, fixtures, monitors): it never changes what the core does. */
bool rh_changed_file_judges(const rh_changed_file *file);
/* Whether a unit of an entry's file can change what the core does: its key is one of cause_keys.def. */
bool rh_changed_unit_acts(const rh_change_unit *unit);
/* The units of a changed file that can have given a row of this class: all of a shared, added or removed file; of an
 * entry, those under the keys of cause_keys.def. */
RH_MUST rh_code rh_changed_file_units(rh_change_units *out, rh_arena *keep, const rh_changed_file *file,
                                      rh_row_class cls, rh_err *err);

#endif
