/* The replay of a review, and its fold. */
#include "harness/review/review.h"

#include "harness/system/memory.h"
#include "harness/verdict/policy.h"

enum { DAYS_A_WEEK = 7 };

/* ---- periods ---- */

/* `by` later, or `at` where that leaves the range of instants. */
static rh_instant moved(rh_instant at, int64_t ns)
{
    rh_instant out = at;
    return rh_instant_add(&out, at, ns) ? out : at;
}

/* The first instant of the n-th day behind go-live, in the policy's zone. */
static rh_instant day_since(const rh_review_plan *plan, int n)
{
    const rh_zone *zone = rh_calendar_zone(plan->reg->calendar);
    return rh_zone_local(zone, rh_zone_day(zone, plan->live_since) + n, 0);
}

static void set_period(rh_review *r, rh_review_at at, const char *name, rh_instant since, rh_instant until,
                       int64_t follow_ns)
{
    const rh_instant horizon = moved(until, follow_ns);
    r->periods[at] = (rh_review_period){rh_str_of(name), since, until, rh_instant_min(horizon, r->watching.spec.as_of),
                                        at == RH_REVIEW_SO_FAR};
}

/* Rows of an earlier period are followed as long behind its end as those of the reviewed one are, so that the two can
 * be compared. */
static void set_periods(rh_review *r, const rh_review_request *q)
{
    static const char *const weeks[RH_REVIEW_WEEKS] = {"week 1", "week 2", "week 3", "week 4",
                                                       "week 5", "week 6", "week 7", "week 8"};
    const rh_review_plan *p = q->plan;
    int64_t length = 0, follow = 0;
    if (!rh_instant_sub(&length, q->until, q->since)) length = 0;
    if (!rh_instant_sub(&follow, q->as_of, q->until)) follow = INT64_MAX;
    set_period(r, RH_REVIEW_NOW, "period", q->since, q->until, follow);
    const rh_instant before = moved(q->since, -length);
    set_period(r, RH_REVIEW_BEFORE, "before", before, q->since, follow);
    const bool is_live = p->has_live_since && rh_instant_before(p->live_since, q->until);
    set_period(r, RH_REVIEW_SO_FAR, "so far", is_live ? p->live_since : RH_INSTANT_MIN, q->until, follow);
    const rh_instant b = p->has_baseline ? p->baseline_since : q->since;
    set_period(r, RH_REVIEW_BASELINE, "baseline", b, p->has_baseline ? p->baseline_until : b, follow);
    for (int i = 0; i < 2 + RH_REVIEW_WEEKS; i++) {
        const rh_review_at at = (rh_review_at)(RH_REVIEW_TO_WEEK4 + i);
        const int first = i < 2 ? 0 : i - 2, last = i < 2 ? 4 * (i + 1) : i - 1;
        const rh_instant from = first == 0 ? p->live_since : day_since(p, first * DAYS_A_WEEK);
        const rh_instant to = day_since(p, last * DAYS_A_WEEK);
        const bool is_over = is_live && !rh_instant_before(q->until, to);
        set_period(r, at,
                   i >= 2   ? weeks[i - 2]
                   : i == 0 ? "to week 4"
                            : "to week 8",
                   from, is_over ? to : from, follow);
    }
}

rh_code rh_review_open(rh_review *out, rh_host_memory host, const rh_review_request *q, rh_err *err)
{
    *out = (rh_review){.watching = {.spec = {.plan = q->plan,
                                             .program = q->program,
                                             .periods = out->periods,
                                             .n_periods = RH_REVIEW_PERIODS,
                                             .as_of = q->as_of,
                                             .live = q->live,
                                             .n_live = q->n_live}}};
    rh_arena_init(&out->arena, host, 0);
    rh_fix_cells_init(&out->fixes, host, q->plan->reg, q->until);
    out->fix_lanes = (rh_summary_lanes){.base = SIZE_MAX,
                                        .lane_field = rh_gate_lane_field(q->plan->reg),
                                        .is_judged = true,
                                        .live = q->live,
                                        .n_live = q->n_live};
    set_periods(out, q);
    rh_code code = rh_figures_init(&out->figures, &out->arena, q->plan->n_own + RH_N_EXTRAS, RH_REVIEW_PERIODS, err);
    if (code == RH_OK) code = rh_watching_open(&out->watching, &out->arena, host, err);
    if (code != RH_OK) rh_review_dispose(out);
    return code;
}

void rh_review_dispose(rh_review *review)
{
    if (review == NULL) return;
    rh_watching_dispose(&review->watching);
    rh_fix_cells_dispose(&review->fixes);
    rh_arena_dispose(&review->arena);
}

/* ---- samples ---- */

int32_t rh_review_month(const rh_review_plan *plan, rh_instant at)
{
    int32_t year = 0, month = 0, day = 0;
    rh_civil_from_days(rh_zone_day(rh_calendar_zone(plan->reg->calendar), at), &year, &month, &day);
    return year * 12 + month - 1;
}

/* Blind samples are of the period, overrides of a month. */
static int sample_cmp(const rh_review_plan *plan, const rh_candidate *a, const rh_candidate *b)
{
    if (a->is_override != b->is_override) return a->is_override ? 1 : -1;
    const int32_t x = a->is_override ? rh_review_month(plan, a->at) : 0;
    const int32_t y = b->is_override ? rh_review_month(plan, b->at) : 0;
    if (x != y) return x < y ? -1 : 1;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return rh_str_cmp(a->journey, b->journey);
}

static bool is_same_lot(const rh_review_plan *plan, const rh_candidate *a, const rh_candidate *b)
{
    if (a->is_override != b->is_override) return false;
    return !a->is_override || rh_review_month(plan, a->at) == rh_review_month(plan, b->at);
}

/* Keeps the candidate if it is among the least of its lot. */
static bool keep_sample(rh_review *r, const rh_candidate *c)
{
    const rh_review_plan *plan = r->watching.spec.plan;
    size_t at = 0, of_lot = 0;
    while (at < r->samples.n && sample_cmp(plan, &r->samples.at[at], c) < 0) {
        of_lot += is_same_lot(plan, &r->samples.at[at], c);
        at++;
    }
    if (of_lot >= RH_REVIEW_SAMPLES) return true;
    rh_candidate copy = *c;
    copy.journey = rh_arena_str(&r->arena, c->journey);
    copy.role = rh_arena_str(&r->arena, c->role);
    if (copy.journey.ptr == NULL || !RH_PUSH(&r->arena, &r->samples, copy)) return false;
    memmove(&r->samples.at[at + 1], &r->samples.at[at], (r->samples.n - 1 - at) * sizeof copy);
    r->samples.at[at] = copy;
    size_t last = at;
    while (last + 1 < r->samples.n && is_same_lot(plan, &r->samples.at[last + 1], c)) last++, of_lot++;
    if (of_lot < RH_REVIEW_SAMPLES) return true;
    memmove(&r->samples.at[last], &r->samples.at[last + 1], (r->samples.n - 1 - last) * sizeof copy);
    r->samples.n--;
    return true;
}

/* A decision may be looked at again whatever it was; an override also is one of its month. */
static bool keep_samples(rh_review *r, const rh_candidate *c)
{
    rh_candidate blind = *c;
    blind.is_override = false;
    return keep_sample(r, &blind) && (!c->is_override || keep_sample(r, c));
}

/* ---- the replay ---- */

/* The watch is the run's observer. */
static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const rh_review *r = ctx;
    const rh_review_spec *spec = &r->watching.spec;
    rh_review_result *out = RH_NEW(keep, rh_review_result);
    *result = out;
    if (out == NULL) return rh_err_nomem(err);
    const rh_code code = rh_review_rows(out, keep, rh_run_observer(run)->ctx, run, journey, spec, err);
    if (code != RH_OK) return code;
    out->is_oscillated = rh_run_oscillated(run, 0);
    return rh_fix_see(&out->fixes, keep, run, spec->program, &r->fix_lanes, journey, spec->as_of, err);
}

static rh_code fold_part(rh_review *r, const rh_review_part *part, rh_err *err)
{
    rh_summary_cell_add(&r->cells[part->period], &part->cell);
    return rh_judging_add(&r->judging[part->period], &r->arena, &part->judging, err);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    (void)index;
    rh_review *r = ctx;
    const rh_review_result *in = result;
    rh_code code = RH_OK;
    r->journeys += in->is_replayed;
    r->n_oscillated += in->is_oscillated;
    if (in->is_oscillated) code = rh_first_names_add(&r->oscillated, &r->arena, in->journey, err);
    for (size_t i = 0; i < in->sparks.n && code == RH_OK; i++)
        code = rh_figures_add(&r->figures, &in->sparks.at[i], in->journey, err);
    for (size_t i = 0; i < in->parts.n && code == RH_OK; i++) code = fold_part(r, &in->parts.at[i], err);
    for (size_t i = 0; i < in->candidates.n && code == RH_OK; i++)
        if (!keep_samples(r, &in->candidates.at[i])) code = rh_err_nomem(err);
    return code == RH_OK ? rh_fix_take(&r->fixes, in->fixes, err) : code;
}

rh_code rh_review_run(rh_review *review, const rh_replay *replay, rh_err *err)
{
    rh_replay mine = *replay;
    mine.judge = judge;
    mine.fold = fold;
    mine.ctx = review;
    return rh_watching_run(&review->watching, &mine, err);
}
