/* The model of a review. */
#include "harness/review/fill.h"

#include "harness/replay/model_time.h"

static rh_model_period period_of(rh_arena *keep, const rh_review_period *p)
{
    const bool is_open = rh_instant_cmp(p->since, RH_INSTANT_MIN) == 0;
    return (rh_model_period){is_open ? (rh_model_time){rh_str_null(), 0} : rh_model_time_of(keep, p->since),
                             rh_model_time_of(keep, p->until), rh_model_time_of(keep, p->horizon)};
}

bool rh_fill__has_history(const rh_review *r, rh_review_at at)
{
    const rh_summary_cell *c = &r->cells[at];
    return c->journeys > 0 || c->openings > 0 || c->observed > 0 || c->judged.decided > 0;
}

static void fill_periods(rh_filling *f, rh_review_report *out)
{
    const rh_review *r = f->review;
    out->is_empty = !f->has_now;
    out->period = period_of(f->keep, &r->periods[RH_REVIEW_NOW]);
    out->before = period_of(f->keep, &r->periods[RH_REVIEW_BEFORE]);
    out->has_baseline = f->plan->has_baseline;
    if (out->has_baseline) out->baseline = period_of(f->keep, &r->periods[RH_REVIEW_BASELINE]);
    if (f->plan->has_live_since) out->live_since = rh_model_time_of(f->keep, f->plan->live_since);
}

rh_code rh_review_fill(rh_review_report *out, rh_arena *keep, const rh_review *review, rh_err *err)
{
    rh_filling f = {.keep = keep,
                    .review = review,
                    .plan = review->watching.spec.plan,
                    .has_now = rh_fill__has_history(review, RH_REVIEW_NOW),
                    .has_before = rh_fill__has_history(review, RH_REVIEW_BEFORE)};
    out->oscillated = (rh_model_oscillated){review->n_oscillated, {review->oscillated.at, review->oscillated.n}};
    fill_periods(&f, out);
    rh_fill__metrics(&f, out);
    if (f.failed) return rh_err_nomem(err);
    rh_fill__rates(&f, out);
    rh_fill__agreement(&f, out);
    rh_fill__samples(&f, out);
    rh_fill__moves(&f, out);
    rh_fill__parts(&f, out);
    return f.failed || rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
