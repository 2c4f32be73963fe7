/* Inside screening a history: what the rows of a slab come to, block by block, until a summary takes it.
 *
 *     rh_screening__sum(&sum, keep, spec, summary, screen, err)
 *     for each slab:                rh_screening__begin(&sum, slab, first, err)
 *         for each block of it:     rh_screening__add(&sum, block, &seen, err)
 *                                   rh_screening__end(&sum, err) */
#ifndef RH_REPLAY_SCREENING_INSIDES_H
#define RH_REPLAY_SCREENING_INSIDES_H

#include "harness/replay/screening.h"

#include "engine/base/map.h"
#include "engine/screen/screen.h"

enum { RH_SCREENING_BLOCK = 64 }; /* rows */

/* What the rows of a slab add, of one lane of the business. */
typedef struct rh_screening_lane {
    rh_str lane;
    uint64_t rows; /* of the block */
    rh_summary_result result;
} rh_screening_lane;

/* The entries that opened in a block, and their areas. */
typedef struct rh_screening_opened {
    uint32_t *entries, *areas;
    size_t n_entries, n_areas;
    uint64_t *rows; /* by area; 0 between blocks */
} rh_screening_opened;

/* Fields of final snapshots, by columns; those whose names are one are counted for the first. */
typedef struct rh_screening_fields {
    rh_str *names;    /* null: too long for a field of any register */
    uint32_t *first;  /* the first column of that name */
    uint64_t *rows;   /* of the block, in which some column of that name says something */
    uint64_t *n_rows; /* of the slab */
} rh_screening_fields;

typedef struct rh_screening_sum {
    const rh_screening_spec *spec;
    const rh_slabs_about *about;
    rh_summary *summary;
    const rh_screen *screen;
    rh_arena slab;     /* of one slab; the caller disposes of it */
    uint32_t *area_of; /* by entry */
    rh_screening_opened opened;

    /* of a slab */
    const rh_slab_part *part;
    size_t first; /* its first row in the history */
    rh_map lane_of; /* by name: index of lanes */
    RH_VEC(rh_screening_lane) lanes;
    uint32_t here[RH_SCREENING_BLOCK]; /* lanes that some row of the block is of */
    size_t n_here;
    rh_summary_part *parts; /* by entry */
    rh_screening_fields fields;
} rh_screening_sum;

RH_MUST rh_code rh_screening__sum(rh_screening_sum *out, rh_arena *keep, const rh_screening_spec *spec,
                                  rh_summary *summary, const rh_screen *screen, rh_err *err);
RH_MUST rh_code rh_screening__begin(rh_screening_sum *sum, const rh_slab_part *slab, size_t first, rh_err *err);
/* seen->together has a row. */
RH_MUST rh_code rh_screening__add(rh_screening_sum *sum, size_t block, const rh_screened *seen, rh_err *err);
RH_MUST rh_code rh_screening__end(rh_screening_sum *sum, rh_err *err);

#endif
