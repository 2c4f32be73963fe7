/* Inside the counting of rows: one row, and where it goes. */
#ifndef RH_REVIEW_ROWS_INSIDES_H
#define RH_REVIEW_ROWS_INSIDES_H

#include "engine/judge/dual.h"
#include "harness/review/rows.h"

/* One journey at work. Scratch lives as long as the run's journey. */
typedef struct rh_counting {
    const rh_review_spec *spec;
    const rh_review_plan *plan;
    rh_review_result *out;
    rh_arena *keep, *scratch;
    const rh_watch *watch;
    rh_course course;
    rh_aftermath aftermath;
    rh_judging_found found;
    rh_value *slots; /* of the row that is counted */
    bool failed;
} rh_counting;

static inline void rh_counting__set(rh_counting *w, rh_row_column column, rh_value value)
{
    w->slots[rh_column_slot(w->plan, column)] = value;
}
bool rh_counting__has(const rh_review_period *period, rh_instant at);
/* The same, of a period whose rows are asked for. */
bool rh_counting__has_row(const rh_review_period *period, rh_instant at);
/* Counts the row in the slots for all metrics of its table. facts: those of the table. now: the clock. */
void rh_counting__count(rh_counting *w, rh_table table, size_t queue, const rh_value *facts, size_t period,
                        rh_instant now);
void rh_counting__spark(rh_counting *w, const rh_spark *spark);
/* Business hours in thousandths between two instants; false where the calendar does not cover them. */
bool rh_counting__hours(const rh_counting *w, int64_t *out, rh_instant a, rh_instant b);
/* The same as a value: null where the calendar does not say. */
rh_value rh_counting__hours_value(const rh_counting *w, rh_instant a, rh_instant b);

/* What a journey is looked at as: its items, and where one approved alone. */
typedef struct rh_counting_views {
    const rh_item *items;
    size_t n_items;
    const rh_dual_break *duals;
    size_t n_duals;
} rh_counting_views;
/* The first breach, or the first look of a person, in an item by the horizon; NULL: none. */
const rh_record *rh_counting__find(const rh_counting *w, const rh_item *item, bool wants_breach, rh_instant horizon);

/* ---- rows_rest.c ---- */
void rh_counting__wait(rh_counting *w, const rh_wait *wait, size_t p);
void rh_counting__waiting(rh_counting *w, const rh_wait *wait, size_t p);
void rh_counting__alerts(rh_counting *w, size_t p);
rh_code rh_counting__part(rh_counting *w, const rh_counting_views *views, size_t p, rh_err *err);

/* ---- rows_people.c: decisions, agreement, samples ---- */
void rh_counting__decisions(rh_counting *w);
/* The row that began with that record; NULL: nobody watched. */
const rh_seen *rh_counting__seen(const rh_counting *w, rh_table table, uint32_t n);

#endif
