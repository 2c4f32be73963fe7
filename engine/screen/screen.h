/* Screening: journeys of one event, decided 64 at a time.
 *
 * A journey whose whole history is one `fields_ingested` takes one step, and mostly a plain one: it may take up its
 * first state, some entries open, each action gets its verdict, and nothing falls due by as-of. What that comes to is
 * told here for the rows of a slab together, by the same conditions of the same pool (rh_batch). Wherever more happens,
 * or something is undecided, misfits or is due, the row is left out, for a run: engine/step alone knows all of a step,
 * and this knows when a step is plain. So a screen never says otherwise than a run; it may say nothing.
 *
 *     rh_screen *screen;                 rh_screen_new(&screen, &why, keep, program, &about, err)
 *     for each slab:                     rh_screen_take(screen, slab, err)
 *         for each block of 64 rows:     rh_screen_block(&out, screen, block, err)
 *     rh_screen_dispose(screen)
 *
 * One screen, one thread. */
#ifndef RH_SCREEN_SCREEN_H
#define RH_SCREEN_SCREEN_H

#include "engine/program/program.h"
#include "engine/value/slab.h"

typedef struct rh_screen rh_screen;

typedef struct rh_screen_about {
    rh_instant at;    /* at which all rows are known */
    rh_instant as_of; /* not before it */
    rh_str actorkind; /* of their events */
    uint32_t lane_field; /* wanted by rh_screen_text; RH_NONE: none is */
} rh_screen_about;

/* *out NULL: the register asks for what only a run can do, in every row, and *why says what. The program has one lane;
 * it is borrowed until dispose. */
RH_MUST rh_code rh_screen_new(rh_screen **out, const char **why, rh_host_memory host, const rh_program *program,
                              const rh_screen_about *about, rh_err *err);
void rh_screen_dispose(rh_screen *screen); /* accepts NULL */

/* Whether the values of a field are needed, or only of which kinds they are. */
bool rh_screen_wants(const rh_screen *screen, rh_str space, rh_str name);

/* The slab is borrowed until the next one is taken. */
RH_MUST rh_code rh_screen_take(rh_screen *screen, const rh_slab_part *slab, rh_err *err);

/* What 64 rows come to. Bit i of a set is of row 64 * block + i; no set but `rows` has rows that are not together. It
 * lives until the next block. */
typedef struct rh_screened {
    uint64_t rows;     /* there are */
    uint64_t together; /* what follows is of these alone */
    const uint64_t *opened;     /* by entry of the register: rows in which it opened */
    const uint64_t *placed;     /* by rh_screen_places: rows that stand there now */
    uint64_t scored;            /* rows of which there is a record of health */
    uint64_t n_unmapped_parts;  /* ruling 16, in all rows together */
} rh_screened;
RH_MUST rh_code rh_screen_block(rh_screened *out, rh_screen *screen, size_t block, rh_err *err);

/* Where rows may stand after the step: where they were before any state, and a state. */
typedef struct rh_screen_place {
    uint32_t state;      /* RH_STATE_NONE */
    uint64_t n_verdicts; /* records that say what an action's verdict is */
} rh_screen_place;
const rh_screen_place *rh_screen_places(const rh_screen *screen, size_t *n);
/* Records of tasks that are written when an entry opens. */
uint64_t rh_screen_tasks(const rh_screen *screen, uint32_t entry);
/* What the lane field reads as in a row of the slab; null where that is no text. */
rh_str rh_screen_lane(const rh_screen *screen, size_t row);

#endif
