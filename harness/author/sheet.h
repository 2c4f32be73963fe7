/* The register as a table, one row an entry, and entries from such a table: `check --table` and `fmt --import`.
 *
 * A cell holds a value of the entry's file as text that a person may edit, and nothing is lost: reading the cells back
 * gives the same data (canonical.h), comments and layout apart. The rules, for writing and reading alike:
 *
 *     an empty cell        the key is not there
 *     a scalar             its text; true, false, null and numbers are what they look like
 *     "..."                a JSON string: a text that would be misread as it stands
 *     a list               one item a line; [] is an empty one
 *     [...] {...}          JSON: whatever does not fit its column; in a column of maps, one map a line
 *
 * CSV adds its own quotes and, before a cell that begins with = + - @ TAB CR, one ' (ruling 142). */
#ifndef RH_AUTHOR_SHEET_H
#define RH_AUTHOR_SHEET_H

#include "engine/expr/expr.h"
#include "engine/program/register.h"
#include "reports/model/table.h"

/* The table of a register's entries. env is the lane's, for conditions in plain English. Lives in keep. */
RH_MUST rh_code rh_sheet_of(rh_table_report *out, rh_arena *keep, const rh_register *reg, const rh_env *env,
                            rh_err *err);

/* An entry as a row of a CSV file has it. */
typedef struct rh_sheet_row {
    rh_str id;
    const rh_node *root; /* the map of its file */
    rh_span span;        /* the row */
} rh_sheet_row;

/* The rows of a CSV file, by the titles of its header, in any order of columns. Every error goes to diags with line and
 * column: RH_SHEET_HEADER (a title that is not known, missing or there twice), RH_SHEET_ROW (ragged, an unbalanced
 * quote, no id), RH_SHEET_CELL (a cell that does not read). On failure the first code is returned. */
RH_MUST rh_code rh_sheet_read(const rh_sheet_row **out, size_t *n, rh_arena *keep, rh_str file, rh_str bytes,
                              rh_diags *diags);

/* The file of an entry as YAML, keys in the order of the handbook, texts as plain as they may stand. */
RH_MUST rh_code rh_sheet_yaml(rh_str *out, rh_arena *keep, const rh_node *root, rh_err *err);
/* Whether two entries say the same, however they are written. */
RH_MUST rh_code rh_sheet_same(bool *out, rh_arena *scratch, const rh_node *a, const rh_node *b, rh_err *err);

#endif
