/* The rows inside a JSON text, each as the bytes it was written with.
 *
 * For: exports of one large JSON file, of which the bytes and the place of every row are kept. What the rows say is
 * read row by row with json.h, in the memory of one row. Where the rows stand is said by steps, of which those of many
 * lead to each element of a list, or to each member of an object; with several of them a row stands inside others, and
 * `outer` has the elements around it.
 *
 *     rh_json_rows_begin(&rows, text, steps, err)
 *     while (rh_json_rows_next(&row, &rows)) ... */
#ifndef RH_FOREIGN_JSON_ROWS_H
#define RH_FOREIGN_JSON_ROWS_H

#include "engine/base/err.h"
#include "engine/base/str.h"

#include <stdint.h>

typedef enum rh_step_kind { RH_STEP_KEY, RH_STEP_EACH, RH_STEP_MEMBERS } rh_step_kind;
typedef struct rh_step {
    rh_step_kind kind; /* the member `key`; all elements of a list; all members of an object */
    rh_str key;
} rh_step;

/* Steps as initialisers; text: a literal. */
#define RH_KEY_STEP(text) {.kind = RH_STEP_KEY, .key = {text, sizeof(text) - 1}}
#define RH_EACH_STEP {.kind = RH_STEP_EACH}

typedef struct rh_steps {
    const rh_step *at;
    size_t n;
} rh_steps;

enum { RH_ROW_LEVELS = 4 }; /* steps to many on one way */

typedef struct rh_json_level {
    size_t at;      /* where the next element begins, or the list ends */
    size_t step;    /* behind the one that led here */
    rh_str element; /* the one it stands at */
    rh_str key;     /* of a member, as it is written; null in a list */
} rh_json_level;

typedef struct rh_json_rows {
    rh_str text; /* borrowed */
    rh_steps steps;
    size_t at;
    size_t counted_to; /* lines are counted up to here */
    uint32_t line;
    rh_json_level levels[RH_ROW_LEVELS];
    size_t n_levels; /* open now */
    bool has_many;   /* a step to many is among the steps */
} rh_json_rows;

typedef struct rh_json_row {
    rh_str text; /* within the whole text */
    uint64_t offset;
    uint32_t line;                 /* from 1 */
    rh_str outer[RH_ROW_LEVELS];   /* the elements around it, outermost first */
    rh_str key[RH_ROW_LEVELS + 1]; /* the names of these and, behind them, of the row; null: in a list */
    size_t n_outer;
} rh_json_row;

/* Checks that text is well-formed JSON (its depth too) and goes to the rows. RH_JSON_* with line and column, or
 * RH_JSON_SYNTAX when the steps before the first to many lead nowhere. steps: at most RH_ROW_LEVELS to many; borrowed.
 * What is missing below a step to many gives no rows. */
RH_MUST rh_code rh_json_rows_begin(rh_json_rows *out, rh_str text, rh_steps steps, rh_err *err);
/* The next row; false at the end. */
bool rh_json_rows_next(rh_json_row *out, rh_json_rows *rows);

#endif
