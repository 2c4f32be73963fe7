/* Inside the search for causes: parts that load, and passes over the journeys of rows. */
#ifndef RH_COMPARE_CAUSES_INSIDES_H
#define RH_COMPARE_CAUSES_INSIDES_H

#include "engine/base/vec.h"
#include "harness/compare/causes.h"
#include "harness/compare/diff_insides.h"

/* A unit, or several that do not load without each other. */
typedef rh_unit_set rh_cause_part;

/* Rows of one journey: order[first .. first + n). */
typedef struct rh_cause_journey {
    size_t index; /* in the history */
    size_t first, n;
    rh_instant until; /* when what its rows that have no cause yet ask for is known; no later than as_of */
    uint8_t *touched; /* per part: alone it changes something here by then, or nobody knows */
} rh_cause_journey;

typedef struct rh_cause_search {
    rh_diff *diff;
    const rh_causes_request *request;
    rh_arena *keep; /* as long as the diff */
    rh_arena work;  /* as long as the search */
    rh_arena pass;  /* one program */
    rh_variants variants;
    rh_cause_part *parts;
    size_t n_parts;
    uint32_t *order; /* rows by journey */
    rh_cause_journey *journeys;
    size_t n_journeys;
    RH_VEC(rh_cause_set) sets; /* each that gave a row */
    size_t n_used, n_most;     /* variants that were replayed */
    rh_err *err;
} rh_cause_search;

/* Finds the parts: every unit is in one. */
RH_MUST rh_code rh_causes__parts(rh_cause_search *s);
/* The units of these parts. Null `units` without memory. */
rh_unit_set rh_causes__join(rh_arena *keep, const rh_cause_part *parts, const uint32_t *at, size_t n);
/* Compiles the base and the variants of these sets: lanes 0 and 1 on. Those that do not load are left out; lane_of[i]
 * is the lane of sets[i], or 0. Lives in s->pass, which is reset. */
RH_MUST rh_code rh_causes__compile(const rh_program **out, size_t *lane_of, rh_cause_search *s, const rh_unit_set *sets,
                                   size_t n);

/* What is played together: sets of one part, of two, or of as many as there are. */
typedef struct rh_cause_batch {
    const rh_unit_set *sets;
    size_t n;                     /* at most RH_CAUSE_LANES */
    const uint32_t *part_of;      /* sets of one part: its number; NULL otherwise */
    const uint32_t (*pair_of)[2]; /* sets of two: theirs; NULL otherwise. Played only where both can touch a row */
    const uint8_t *sizes;         /* ascending, in parts: a row gets those of the least; NULL: all that give it */
    bool is_least;
} rh_cause_batch;

/* Whether the part's file is read by all entries, or is one that the row names. */
bool rh_causes__is_named(const rh_cause_search *s, const rh_diff_row *row, const rh_cause_part *part);
/* Whether a part can have to do with a row of that journey. */
bool rh_causes__can_touch(const rh_cause_search *s, const rh_cause_journey *journey, const rh_diff_row *row,
                          size_t part);
/* Whether the base with these sets could have the row as the head has it, by the text: who looks first at an entry and
 * its clock are what its own file says, or a file that all entries share. */
bool rh_causes__may_give(const rh_cause_search *s, const rh_diff_row *row, const rh_unit_set *sets, size_t n);
/* Plays sets over the journeys that have a row without a cause, and gives each row those that reproduce it. */
RH_MUST rh_code rh_causes__play(rh_cause_search *s, const rh_cause_batch *batch);
/* Whether the base with this set gives that row. */
RH_MUST rh_code rh_causes__gives(bool *out, rh_cause_search *s, const rh_diff_row *row, rh_unit_set set);

#endif
