/* Slabs: what many journeys say at one instant, column by column, so that they can be decided together.
 *
 * A slab has up to RH_SLAB_ROWS rows. A row is a journey whose whole history is one event of `fields_ingested`; its
 * columns are the fields that the patch names. Values are as JSON had them: which of them a register takes, and as
 * what, is judged by whoever reads them. Masks have a bit for each row, rh_slab_words(n) words; behind the last row
 * they are 0. NULL stands for a mask without a bit. In a row in which no mask has a bit the patch does not name the
 * field.
 *
 * Whoever fills a slab owns all of it. Nothing is changed once it is filled, so any number of threads may read. */
#ifndef RH_VALUE_SLAB_H
#define RH_VALUE_SLAB_H

#include "engine/value/value.h"

enum {
    RH_SLAB_ROWS = 4096,
    RH_SLAB_ELEMENTS = 65535, /* of all lists or tables of one column */
    RH_SLAB_COLUMNS = 512     /* of a slab, and of the elements of one column */
};

typedef enum rh_slab_kind {
    RH_SLAB_NULL,
    RH_SLAB_FALSE,
    RH_SLAB_TRUE,
    RH_SLAB_INT,
    RH_SLAB_DOUBLE,
    RH_SLAB_TEXT,
    RH_SLAB_LIST, /* of scalars, or of objects of scalars */
    RH_SLAB_TABLE, /* an object of objects of scalars: its keys are what its elements are called */
    RH_N_SLAB_KINDS
} rh_slab_kind;

/* Values one below the other. Arrays have an element a row; where the row is of another kind its element is 0. */
typedef struct rh_slab_column {
    rh_str space, name; /* of a field "space.name"; of a member of elements: space null; of what an element is itself
                           (a scalar; the key of a table's row): both null */
    const uint64_t *are[RH_N_SLAB_KINDS]; /* masks */
    uint8_t width;       /* of numbers: 0 (there are none), 1, 2, 4 or 8 bytes */
    const void *numbers; /* ints, signed; where there is a double, of 8 bytes: ints as int64_t, doubles as double */
    const uint16_t *codes; /* of texts: index into texts; NULL: there are none */
    const rh_str *texts;   /* each once, in no order */
    uint32_t n_texts;
    const uint32_t *first; /* of lists and tables: n + 1 indexes, those of row i begin at first[i]; NULL: there are
                              none */
    const struct rh_slab_part *elements; /* theirs, row by row, in the order of the list or of the keys */
} rh_slab_column;

typedef struct rh_slab_part {
    uint32_t n; /* rows */
    uint32_t n_columns;
    const rh_slab_column *columns; /* by (space, name), bytewise; null first */
} rh_slab_part;

static inline size_t rh_slab_words(size_t n) { return (n + 63) / 64; }
/* The rows 64 * word on of which a column says something. */
static inline uint64_t rh_slab_said(const rh_slab_column *column, size_t word)
{
    uint64_t said = 0;
    for (int k = 0; k < RH_N_SLAB_KINDS; k++)
        if (column->are[k] != NULL) said |= column->are[k][word];
    return said;
}
/* The column of what the elements are themselves; NULL: none is a scalar or has a key. */
static inline const rh_slab_column *rh_slab_self(const rh_slab_part *elements)
{
    return elements->n_columns != 0 && elements->columns[0].name.ptr == NULL ? &elements->columns[0] : NULL;
}

#endif
