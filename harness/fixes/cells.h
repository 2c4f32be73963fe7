/* Cells: the sightings of many journeys, added up by symptom, subject, lane of the business, and week.
 *
 *     rh_fix_cells_init(&cells, host, reg, until)
 *     rh_fix_cells_add(&cells, &journey, sightings, n, err)      each journey once, in the order of journeys
 *     rh_fix_cells_dispose(&cells)                               always
 *
 * Weeks are counted from 1970 on, by the instant of the sighting; for what is counted once a journey and only when
 * shown (ALERTED, DRIFTED) by the journey's first event, and out of all journeys that began then. Memory grows with the
 * number of different names and weeks. */
#ifndef RH_FIXES_CELLS_H
#define RH_FIXES_CELLS_H

#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "engine/judge/sighting.h"

/* A record that shows it. */
typedef struct rh_fix_proof {
    rh_str journey;
    uint32_t n;
} rh_fix_proof;

enum { RH_FIX_PROOFS = 3 }; /* kept a week: the first */

typedef struct rh_fix_week {
    int32_t week;
    uint64_t n, shown;
    uint64_t journeys; /* in which it was shown for the first time in the cell */
    size_t n_proofs;
    rh_fix_proof proofs[RH_FIX_PROOFS];
} rh_fix_week;
typedef RH_VEC(rh_fix_week) rh_fix_weeks; /* rising */

typedef struct rh_fix_entry_count {
    uint32_t entry;
    uint64_t shown;
} rh_fix_entry_count;

/* Who decided, of the sightings that are decisions, over all weeks. */
typedef struct rh_fix_person {
    rh_str actor, role;
    uint64_t n, shown;
} rh_fix_person;
typedef RH_VEC(rh_fix_person) rh_fix_people; /* as they came */

typedef struct rh_fix_cell {
    rh_symptom symptom;
    rh_str subject, lane;
    rh_fix_weeks weeks;
    uint64_t movers[RH_N_MOVERS];
    RH_VEC(rh_fix_entry_count) entries; /* of the register, that it was shown at */
    rh_fix_people people;
    uint64_t last_journey;              /* number of the newest journey that showed it, from 1 */
} rh_fix_cell;

/* Journeys that began, of one lane. */
typedef struct rh_fix_lane {
    rh_str lane;
    rh_fix_weeks weeks; /* n alone */
} rh_fix_lane;

typedef struct rh_fix_cells {
    rh_arena arena;
    const rh_register *reg;
    rh_instant until; /* sightings at or after it do not count */
    rh_map index;     /* of cells, by their key */
    RH_VEC(rh_fix_cell) cells;
    RH_VEC(rh_fix_lane) lanes;
    uint64_t n_journeys;
} rh_fix_cells;

typedef struct rh_fix_journey {
    rh_str id;
    rh_str lane; /* null: none */
    rh_instant began;
} rh_fix_journey;

void rh_fix_cells_init(rh_fix_cells *cells, rh_host_memory host, const rh_register *reg, rh_instant until);
/* Accepts NULL and a zeroed one. */
void rh_fix_cells_dispose(rh_fix_cells *cells);
/* What is kept is copied. RH_NOMEM: the cells are of no use. */
RH_MUST rh_code rh_fix_cells_add(rh_fix_cells *cells, const rh_fix_journey *journey, const rh_sighting *sightings,
                                 size_t n, rh_err *err);
/* Whether a symptom is counted out of the journeys that began. */
bool rh_fix_is_of_journeys(rh_symptom symptom);
int32_t rh_fix_week_of(rh_instant t);
/* The place of a week in a list, made where there is none; NULL on no memory. */
rh_fix_week *rh_fix__week(rh_fix_weeks *weeks, rh_arena *arena, int32_t week);
/* The row of a person, made where there is none; NULL on no memory. */
rh_fix_person *rh_fix__person(rh_fix_people *people, rh_arena *arena, rh_str actor, rh_str role);

#endif
