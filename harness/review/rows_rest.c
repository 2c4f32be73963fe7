/* Waits, alerts, and the counts of the gate's own metrics. */
#include "harness/review/rows_insides.h"

#include "engine/judge/rows.h"

/* ---- queues ---- */

static void extra(rh_counting *w, rh_extra which, size_t p, rh_spark_kind kind, rh_str group, int64_t thousandths)
{
    const rh_spark s = {.metric = rh_extra_at(w->plan, which),
                        .period = (uint32_t)p,
                        .kind = kind,
                        .group = group,
                        .thousandths = thousandths};
    rh_counting__spark(w, &s);
}

static bool is_overdue(const rh_counting *w, const rh_queue_plan *q, const rh_wait *wait, rh_instant end)
{
    rh_instant due;
    return q->has_limit && rh_calendar_add(w->plan->reg->calendar, &due, wait->entered, q->limit) &&
           rh_instant_before(due, end);
}

void rh_counting__wait(rh_counting *w, const rh_wait *wait, size_t p)
{
    const rh_review_period *period = &w->spec->periods[p];
    const rh_queue_plan *q = &w->plan->queues[wait->queue];
    const bool has_left = !rh_instant_before(period->horizon, wait->left);
    const rh_instant end = has_left ? wait->left : period->horizon;
    int64_t hours;
    rh_counting__set(w, RH_COL_QUEUE_ENTERED_AT, rh_timestamp(wait->entered));
    rh_counting__set(w, RH_COL_QUEUE_LEFT_AT, has_left ? rh_timestamp(wait->left) : rh_null());
    rh_counting__set(w, RH_COL_QUEUE_HOURS, rh_counting__hours_value(w, wait->entered, end));
    rh_counting__count(w, RH_TABLE_QUEUE, wait->queue, wait->facts, p, period->horizon);
    const bool is_known = rh_counting__hours(w, &hours, wait->entered, end);
    extra(w, RH_EXTRA_WAIT, p, is_known ? RH_SPARK_VALUE : RH_SPARK_UNDECIDED, q->id, is_known ? hours : 0);
    extra(w, RH_EXTRA_LEFT, p, has_left ? RH_SPARK_YES : RH_SPARK_NO, q->id, 0);
    extra(w, RH_EXTRA_OVERDUE, p, is_overdue(w, q, wait, end) ? RH_SPARK_YES : RH_SPARK_NO, q->id, 0);
}

/* Who waits at the end of a period waits in it whenever the wait began: an old wait is what the review is for. */
void rh_counting__waiting(rh_counting *w, const rh_wait *wait, size_t p)
{
    const rh_instant end = rh_instant_min(w->spec->periods[p].until, w->spec->periods[p].horizon);
    int64_t hours;
    if (!rh_instant_before(wait->entered, end) || !rh_instant_before(end, wait->left)) return;
    const bool is_known = rh_counting__hours(w, &hours, wait->entered, end);
    extra(w, RH_EXTRA_WAITING, p, is_known ? RH_SPARK_VALUE : RH_SPARK_UNDECIDED, w->plan->queues[wait->queue].id,
          is_known ? hours : 0);
}

/* ---- alerts ---- */

/* The first of its rule in the period. */
static bool is_first_alert(const rh_counting *w, size_t index, size_t p)
{
    for (size_t i = 0; i < index; i++) {
        const rh_record *r = w->course.records[i];
        if (r->kind == RH_REC_ALERT && rh_str_eq(r->alert.rule, w->course.records[index]->alert.rule) &&
            rh_counting__has(&w->spec->periods[p], r->at))
            return false;
    }
    return true;
}

void rh_counting__alerts(rh_counting *w, size_t p)
{
    for (size_t i = 0; i < w->course.n; i++) {
        const rh_record *r = w->course.records[i];
        if (r->kind != RH_REC_ALERT || !rh_counting__has(&w->spec->periods[p], r->at)) continue;
        extra(w, RH_EXTRA_ALERTS, p, RH_SPARK_YES, r->alert.rule, 0);
        if (is_first_alert(w, i, p)) extra(w, RH_EXTRA_ALERTED, p, RH_SPARK_YES, r->alert.rule, 0);
    }
}

/* ---- the gate's own metrics ---- */

static void count_records(rh_summary_cell *cell, const rh_counting *w, const rh_review_period *period)
{
    for (size_t i = 0; i < w->course.n; i++) {
        const rh_record *r = w->course.records[i];
        if (rh_counting__has(period, r->at)) rh_summary_cell_count(cell, r);
    }
}

static rh_judged_counts *nowhere(void *ctx, uint32_t entry)
{
    (void)entry;
    return ctx;
}

rh_code rh_counting__part(rh_counting *w, const rh_counting_views *views, size_t p, rh_err *err)
{
    const rh_review_period *period = &w->spec->periods[p];
    const rh_judging_window window = {period->since, period->until};
    const rh_judging_journey judged = {w->out->journey, rh_str_null(), &w->course, &w->aftermath};
    const size_t divergence = rh_course_divergence(&w->course);
    rh_review_part part = {.period = p};
    rh_judged_counts unused;
    part.cell.journeys = rh_counting__has(period, w->watch->first);
    part.cell.diverged = divergence < w->course.n && rh_counting__has(period, w->watch->first);
    count_records(&part.cell, w, period);
    for (size_t i = 0; i < views->n_items; i++) {
        const rh_item *item = &views->items[i];
        if (!rh_counting__has(period, item->opened_at)) continue;
        part.cell.items++;
        part.cell.breached += rh_counting__find(w, item, true, period->horizon) != NULL;
    }
    for (size_t i = 0; i < views->n_duals; i++)
        part.cell.dual_broken += rh_counting__has(period, views->duals[i].record->at);
    const rh_code code = rh_judging_count(&part.judging, &part.cell.judged, w->keep, &judged, &w->found, &window,
                                          nowhere, &unused, w->scratch, err);
    if (code != RH_OK) return code;
    return RH_PUSH(w->keep, &w->out->parts, part) ? RH_OK : rh_err_nomem(err);
}
