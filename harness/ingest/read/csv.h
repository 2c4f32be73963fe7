/* One record of CSV into its cells. Insides of reader.h; for the fuzz target, too. */
#ifndef RH_INGEST_READ_CSV_H
#define RH_INGEST_READ_CSV_H

#include "harness/ingest/read/reader.h"

#include "engine/base/arena.h"

enum { RH_CSV_CELLS_MOST = 10000 };

typedef struct rh_csv_cells {
    rh_str *at; /* unquoted; borrowed from the text, or in the arena where quotes were doubled */
    size_t n, cap;
} rh_csv_cells;

typedef struct rh_csv_fault {
    size_t opened; /* where the quote stands */
    bool is_inside, is_open, no_memory;
} rh_csv_fault;

/* Parts one record; false when its quotes make no sense, or with fault->no_memory. `at` is made anew in arena. More
 * than RH_CSV_CELLS_MOST cells are one more than that. */
RH_MUST bool rh_csv__part(rh_csv_cells *out, rh_csv_fault *fault, rh_str text, char delimiter, rh_arena *arena);
/* For people. */
const char *rh_csv__encoding_name(rh_encoding encoding);
/* Whether every byte is a character in the encoding; *bad (may be NULL) is the first that is not. */
bool rh_csv__is_text(size_t *bad, rh_str text, rh_encoding encoding);
/* A cell's text as UTF-8. */
rh_str rh_csv__decoded(rh_arena *arena, rh_str cell, rh_encoding encoding);

#endif
