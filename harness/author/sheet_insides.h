/* Inside the sheet: its columns, and cells of CSV. */
#ifndef RH_AUTHOR_SHEET_INSIDES_H
#define RH_AUTHOR_SHEET_INSIDES_H

#include "harness/author/sheet.h"

typedef enum rh_sheet_form { RH_SHEET_TEXT, RH_SHEET_LIST, RH_SHEET_EITHER, RH_SHEET_ROWS } rh_sheet_form;

typedef struct rh_sheet_column {
    rh_sheet_form form;
    rh_str path, title;
} rh_sheet_column;

enum {
#define X(form, path, title) +1
    RH_SHEET_COLUMNS = 0
#include "harness/author/columns.def"
#undef X
};

extern const rh_sheet_column rh_sheet__columns[RH_SHEET_COLUMNS];

/* Whether a plain scalar of this text would be null, a bool or a number. */
bool rh_sheet__is_literal(rh_str text);
/* JSON of a string or of canonical JSON, with everything that has no look of its own as \u escapes. */
void rh_sheet__put_json(rh_buf *out, rh_str json);

/* ---- CSV ---- */

typedef struct rh_csv_cell {
    rh_str text;  /* quotes and the ' of ruling 142 taken off */
    rh_span span; /* its first character */
} rh_csv_cell;

typedef struct rh_csv_reader {
    rh_arena *keep;
    rh_str file, bytes;
    size_t at;
    uint32_t line, col;
    char delimiter; /* found in the header */
} rh_csv_reader;

/* The next row with its cells; *n 0 at the end. RH_SHEET_ROW: a quote that is not closed (it names the line that opened
 * it), or text behind a closing one. */
RH_MUST rh_code rh_csv__row(const rh_csv_cell **out, size_t *n, rh_csv_reader *reader, rh_err *err);

#endif
