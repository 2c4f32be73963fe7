/* Tests over cells. */
#include "harness/fixes/weigh.h"

#include "engine/stats/exact.h"
#include "harness/fixes/since.h"

#include <stdlib.h>

enum { LEAST = 5 };

typedef struct symptom_row {
    unsigned tolerance, candidate; /* thousandths */
} symptom_row;

static const symptom_row rows[RH_N_SYMPTOMS] = {
#define X(NAME, word, subject, tolerance, candidate, action, text) [RH_SYMPTOM_##NAME] = {tolerance, candidate},
#include "engine/judge/symptoms.def"
#undef X
};

typedef RH_VEC(rh_fix_case) case_list;

typedef struct weigher {
    rh_arena *keep;
    const rh_fix_cells *cells;
    const rh_fix_cell **order; /* by (symptom, subject, lane) */
    case_list cases, few;
} weigher;

bool rh_fix_is_candidate(rh_symptom symptom, uint64_t shown, uint64_t of)
{
    return shown > 0 && shown * 1000 > of * rows[symptom].candidate;
}

/* ---- series ---- */

static bool add_weeks(rh_fix_series *s, rh_arena *arena, const rh_fix_weeks *weeks, bool with_n, bool with_shown)
{
    for (size_t i = 0; i < weeks->n; i++) {
        rh_fix_week *week = rh_fix__week(&s->weeks, arena, weeks->at[i].week);
        if (week == NULL) return false;
        if (with_n) week->n += weeks->at[i].n, s->n += weeks->at[i].n;
        if (!with_shown) continue;
        week->shown += weeks->at[i].shown, s->shown += weeks->at[i].shown;
        week->journeys += weeks->at[i].journeys, s->journeys += weeks->at[i].journeys;
    }
    return true;
}

/* Of the cells of one group, those of a lane (null: all). */
static bool gather(rh_fix_series *out, const weigher *w, const rh_fix_cell *const *group, size_t n, rh_str lane)
{
    const bool of_journeys = rh_fix_is_of_journeys(group[0]->symptom);
    *out = (rh_fix_series){0};
    for (size_t i = 0; i < n; i++)
        if ((lane.ptr == NULL || rh_str_eq(lane, group[i]->lane)) &&
            !add_weeks(out, w->keep, &group[i]->weeks, !of_journeys, true))
            return false;
    for (size_t i = 0; of_journeys && i < w->cells->lanes.n; i++)
        if ((lane.ptr == NULL || rh_str_eq(lane, w->cells->lanes.at[i].lane)) &&
            !add_weeks(out, w->keep, &w->cells->lanes.at[i].weeks, true, false))
            return false;
    return true;
}

/* ---- tests ---- */

static bool test_level(weigher *w, rh_fix_case c, const rh_fix_series *s, const rh_fix_series *all)
{
    c.shown = s->shown, c.of = s->n, c.journeys = s->journeys;
    c.p = rh_fix__above(c.shown, c.of, rows[c.symptom].tolerance);
    c.least = rh_fix__above(c.of, c.of, rows[c.symptom].tolerance);
    if (c.lane.ptr != NULL) {
        c.other_shown = all->shown - s->shown, c.other_of = all->n - s->n;
        c.apart = rh_fix__higher(c.shown, c.of, c.other_shown, c.other_of);
    }
    return RH_PUSH(w->keep, &w->cases, c);
}

static bool test_since(weigher *w, rh_fix_case c, const rh_fix_series *s)
{
    return !rh_fix__since(&c, s, rows[c.symptom].tolerance) || RH_PUSH(w->keep, &w->cases, c);
}

static bool test_scope(weigher *w, const rh_fix_cell *const *group, size_t n, rh_str lane, const rh_fix_series *all)
{
    rh_fix_series s;
    const rh_fix_case c = {.symptom = group[0]->symptom, .subject = group[0]->subject, .lane = lane};
    if (!gather(&s, w, group, n, lane)) return false;
    if (s.n < LEAST || s.shown == 0) return true;
    return (rows[c.symptom].tolerance == 0 || test_level(w, c, &s, all)) && test_since(w, c, &s);
}

static bool note_few(weigher *w, const rh_fix_cell *const *group, const rh_fix_series *all)
{
    const rh_fix_case c = {.symptom = group[0]->symptom,
                           .subject = group[0]->subject,
                           .shown = all->shown,
                           .of = all->n,
                           .journeys = all->journeys,
                           .p = 1,
                           .q = 1,
                           .holm = 1};
    return !rh_fix_is_candidate(c.symptom, c.shown, c.of) || RH_PUSH(w->keep, &w->few, c);
}

static bool test_group(weigher *w, const rh_fix_cell *const *group, size_t n)
{
    rh_fix_series all;
    if (!gather(&all, w, group, n, rh_str_null())) return false;
    if (all.n < LEAST) return note_few(w, group, &all);
    if (!test_scope(w, group, n, rh_str_null(), &all)) return false;
    for (size_t i = 0; i < n && n > 1; i++)
        if (!test_scope(w, group, n, group[i]->lane, &all)) return false;
    return true;
}

/* ---- all of them ---- */

static int by_name(const void *a, const void *b)
{
    const rh_fix_cell *x = *(const rh_fix_cell *const *)a, *y = *(const rh_fix_cell *const *)b;
    if (x->symptom != y->symptom) return x->symptom < y->symptom ? -1 : 1;
    const int subject = rh_str_cmp(x->subject, y->subject);
    return subject != 0 ? subject : rh_str_cmp(x->lane, y->lane);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The largest least p of a test that is read together with the others. least is sorted. */
static double bound_of(const double *least, size_t n)
{
    size_t k = 1, m = 0;
    for (; k < n; k++) {
        for (m = 0; m < n && least[m] <= RH_FIX_LISTED / (double)k; m++) {}
        if (m <= k) break;
    }
    return RH_FIX_LISTED / (double)k;
}

/* q among the tests that could come out. */
static void adjust_listed(weigher *w, double *p, double *q, size_t *order)
{
    size_t n = 0;
    for (size_t i = 0; i < w->cases.n; i++) p[i] = w->cases.at[i].least;
    if (w->cases.n > 0) qsort(p, w->cases.n, sizeof *p, by_size);
    const double bound = bound_of(p, w->cases.n);
    for (size_t i = 0; i < w->cases.n; i++)
        if (w->cases.at[i].least <= bound) p[n++] = w->cases.at[i].p;
    const bool has_q = rh_adjust_benjamini_hochberg(q, order, p, n);
    n = 0;
    for (size_t i = 0; i < w->cases.n; i++)
        w->cases.at[i].q = w->cases.at[i].least <= bound && has_q ? q[n++] : 1;
}

static bool adjust(weigher *w)
{
    const size_t n = w->cases.n;
    double *p = RH_NEW_N(w->keep, n, double), *q = RH_NEW_N(w->keep, n, double);
    size_t *order = RH_NEW_N(w->keep, n, size_t);
    if (p == NULL || q == NULL || order == NULL) return false;
    adjust_listed(w, p, q, order);
    for (size_t i = 0; i < n; i++) p[i] = w->cases.at[i].p;
    const bool has_holm = rh_adjust_holm(q, order, p, n);
    for (size_t i = 0; i < n; i++) w->cases.at[i].holm = has_holm ? q[i] : 1;
    return true;
}

rh_code rh_fix_cells_weigh(rh_fix_cases *out, rh_arena *keep, const rh_fix_cells *cells, rh_err *err)
{
    const size_t n = cells->cells.n;
    weigher w = {.keep = keep, .cells = cells, .order = RH_NEW_N(keep, n, const rh_fix_cell *)};
    if (w.order == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) w.order[i] = &cells->cells.at[i];
    if (n > 0) qsort(w.order, n, sizeof *w.order, by_name);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && w.order[end]->symptom == w.order[i]->symptom &&
                          rh_str_eq(w.order[end]->subject, w.order[i]->subject);)
            end++;
        if (!test_group(&w, w.order + i, end - i)) return rh_err_nomem(err);
    }
    if (!adjust(&w)) return rh_err_nomem(err);
    *out = (rh_fix_cases){w.cases.at, w.cases.n, w.few.at, w.few.n};
    return RH_OK;
}
