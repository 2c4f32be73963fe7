/* The elements of a list inside a JSON text, each as the bytes it was written with.
 *
 * For: exports of one large JSON file, of which the bytes and the place of every row are kept. What the rows say is
 * read row by row with json.h, in the memory of one row.
 *
 *     rh_json_rows_begin(&rows, text, path, err)
 *     while (rh_json_rows_next(&row, &rows)) ... */
#ifndef RH_FOREIGN_JSON_ROWS_H
#define RH_FOREIGN_JSON_ROWS_H

#include "engine/base/err.h"
#include "engine/base/str.h"

#include <stdint.h>

typedef struct rh_json_rows {
    rh_str text; /* borrowed */
    size_t at;
    size_t counted_to; /* lines are counted up to here */
    uint32_t line;
} rh_json_rows;

typedef struct rh_json_row {
    rh_str text; /* within the whole text */
    uint64_t offset;
    uint32_t line; /* from 1 */
} rh_json_row;

/* Checks that text is well-formed JSON (its depth too) and goes to the list that the keys of `path` lead to. RH_JSON_*
 * with line and column, or RH_JSON_SYNTAX when there is no list at that place. */
RH_MUST rh_code rh_json_rows_begin(rh_json_rows *out, rh_str text, rh_strs path, rh_err *err);
/* The next element; false at the end. */
bool rh_json_rows_next(rh_json_row *out, rh_json_rows *rows);

#endif
