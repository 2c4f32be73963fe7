/* Areas, widgets, queues, alerts, answers, and what is shown of them. */
#include "harness/review/fill.h"

#include "harness/replay/model_time.h"

enum {
    OPEN_STRETCH_DAYS = 56, /* of which the dates are told where a stretch has no end */
    LEAST_OF_GROUP = 5      /* rows of a group that is listed as weak by itself */
};
#define NS_A_DAY (86400 * INT64_C(1000000000))

/* ---- answers over metric.NAME ---- */

/* What a slot is over the period: a double, whatever it counts. */
static rh_value metric_at(void *ctx, uint32_t slot)
{
    const rh_filling *f = ctx;
    size_t metric = slot - RH_N_METRICS;
    if (!f->has_now) return rh_null();
    if (slot < RH_N_METRICS) {
        metric = f->plan->n_own;
        while (metric < f->plan->n_metrics && f->plan->metrics[metric].built_in != (rh_metric)slot) metric++;
        if (metric == f->plan->n_metrics) return rh_null(); /* a history alone does not give it */
    }
    const rh_model_figure *g = &f->metrics[metric].figures[0];
    if (g->value.den == 0 || (slot < RH_N_METRICS && g->n == 0)) return rh_null();
    if (slot < RH_N_METRICS && g->value.unit == RH_MODEL_COUNT) return rh_int(g->value.num);
    return rh_double((double)g->value.num / (double)g->value.den);
}

static rh_model_health answer(rh_filling *f, rh_expr weak)
{
    const rh_value v = rh_metric_pool_value(&f->plan->answers, weak, metric_at, f);
    return v.kind != RH_BOOL ? RH_MODEL_UNKNOWN : v.b ? RH_MODEL_WEAK : RH_MODEL_FINE;
}

/* Where nothing is said: weak where a metric is beyond its limit, fine where one with a limit is within it. */
static rh_model_health by_limits(const rh_filling *f, const rh_area_plan *a)
{
    rh_model_health health = RH_MODEL_UNKNOWN;
    for (size_t i = 0; i < a->n_metrics; i++) {
        const rh_model_standing s = f->metrics[a->metrics[i]].figures[0].standing;
        if (s == RH_MODEL_STANDING_BEYOND) return RH_MODEL_WEAK;
        if (s == RH_MODEL_STANDING_WITHIN) health = RH_MODEL_FINE;
    }
    return health;
}

static void *new_rows(rh_filling *f, size_t n, size_t size_bytes)
{
    void *at = rh_arena_array(f->keep, n, size_bytes);
    f->failed |= at == NULL;
    return at;
}

static void fill_areas(rh_filling *f, rh_review_report *out)
{
    rh_model_area *at = new_rows(f, f->plan->n_areas, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_areas; i++) {
        const rh_area_plan *a = &f->plan->areas[i];
        const rh_model_metric **metrics = new_rows(f, a->n_metrics, sizeof *metrics);
        for (size_t k = 0; metrics != NULL && k < a->n_metrics; k++) metrics[k] = &f->metrics[a->metrics[k]];
        at[i] = (rh_model_area){.id = a->id,
                                .title = a->title,
                                .owner = a->owner,
                                .weak = a->weak_text,
                                .metrics = metrics,
                                .n_metrics = metrics != NULL ? a->n_metrics : 0,
                                .covers = a->covers,
                                .place = {a->span.file, a->span.line, a->span.col}};
        at[i].health = a->weak != RH_EXPR_NONE ? answer(f, a->weak) : by_limits(f, a);
    }
    out->areas = at;
    out->n_areas = at != NULL ? f->plan->n_areas : 0;
}

static void fill_widgets(rh_filling *f, rh_review_report *out)
{
    rh_model_widget *at = new_rows(f, f->plan->n_widgets, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_widgets; i++) {
        const rh_widget_plan *w = &f->plan->widgets[i];
        at[i] = (rh_model_widget){&f->metrics[w->metric], w->chart, w->owner, w->covers};
    }
    out->widgets = at;
    out->n_widgets = at != NULL ? f->plan->n_widgets : 0;
}

static void fill_stability(rh_filling *f, rh_review_report *out)
{
    rh_model_answered *at = new_rows(f, f->plan->n_questions, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_questions; i++) {
        const rh_question_plan *q = &f->plan->questions[i];
        at[i] = (rh_model_answered){q->id, q->question, q->weak != RH_EXPR_NONE ? answer(f, q->weak) : RH_MODEL_UNKNOWN,
                                    q->covers};
    }
    out->stability = at;
    out->n_stability = at != NULL ? f->plan->n_questions : 0;
}

/* ---- queues and alerts ---- */

static const rh_figures_cell *extra(const rh_filling *f, rh_extra which, rh_review_at at, rh_str group)
{
    static const rh_figures_cell none;
    const rh_figures_row *row = rh_figures_at(&f->review->figures, rh_extra_at(f->plan, which), at);
    const rh_figures_cell *cell = rh_figures_group(row, group);
    return cell != NULL ? cell : &none;
}

static rh_model_quantity hours(const rh_figures_cell *cell, unsigned p)
{
    if (cell->tally.n == 0) return (rh_model_quantity){RH_MODEL_HOURS, 0, 0};
    return rh_fill__thousandths(RH_MODEL_HOURS, p == 100 ? cell->most : rh_figures_quantile(cell, p));
}

static void fill_queues(rh_filling *f, rh_review_report *out)
{
    rh_model_queue *at = new_rows(f, f->plan->n_queues, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_queues; i++) {
        const rh_queue_plan *q = &f->plan->queues[i];
        const rh_figures_cell *waits = extra(f, RH_EXTRA_WAIT, RH_REVIEW_NOW, q->id);
        const rh_figures_cell *waiting = extra(f, RH_EXTRA_WAITING, RH_REVIEW_NOW, q->id);
        at[i] = (rh_model_queue){.id = q->id,
                                 .title = q->title,
                                 .owner = q->owner,
                                 .limit = q->limit_text,
                                 .waiting = waiting->tally.n + waiting->tally.undecided,
                                 .entered = waits->tally.n + waits->tally.undecided,
                                 .left = extra(f, RH_EXTRA_LEFT, RH_REVIEW_NOW, q->id)->tally.hits,
                                 .breached = extra(f, RH_EXTRA_OVERDUE, RH_REVIEW_NOW, q->id)->tally.hits,
                                 .p50 = hours(waits, 50),
                                 .p90 = hours(waits, 90),
                                 .most = hours(waits, 100),
                                 .oldest = hours(waiting, 100),
                                 .oldest_journey = waiting->most_of,
                                 .covers = q->covers};
    }
    out->queues = at;
    out->n_queues = at != NULL ? f->plan->n_queues : 0;
}

static void fill_alerts(rh_filling *f, rh_review_report *out)
{
    const rh_register *reg = f->plan->reg;
    const size_t n = rh_register_alerts(reg);
    rh_model_watch_alert *at = new_rows(f, n, sizeof *at);
    for (size_t i = 0; at != NULL && i < n; i++) {
        const rh_alert *a = &reg->monitors->alerts[i];
        at[i] = (rh_model_watch_alert){a->rule,
                                       a->next,
                                       a->to,
                                       extra(f, RH_EXTRA_ALERTED, RH_REVIEW_NOW, a->rule)->tally.n,
                                       extra(f, RH_EXTRA_ALERTS, RH_REVIEW_NOW, a->rule)->tally.n,
                                       extra(f, RH_EXTRA_ALERTED, RH_REVIEW_BEFORE, a->rule)->tally.n};
    }
    out->alerts = at;
    out->n_alerts = at != NULL ? n : 0;
}

/* ---- the meeting ---- */

static void fill_agenda(rh_filling *f, rh_review_report *out)
{
    rh_model_agenda *at = new_rows(f, f->plan->n_agenda, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_agenda; i++) {
        const rh_agenda_plan *a = &f->plan->agenda[i];
        at[i] = (rh_model_agenda){a->from, a->to, a->question, a->owner, a->shows, a->covers};
    }
    out->agenda = at;
    out->n_agenda = at != NULL ? f->plan->n_agenda : 0;
}

/* The first instant of a day since go-live, in the policy's zone. */
static rh_instant day_since(const rh_review_plan *plan, uint32_t day)
{
    const rh_zone *zone = rh_calendar_zone(plan->reg->calendar);
    return rh_zone_local(zone, rh_zone_day(zone, plan->live_since) + day - 1, 0);
}

/* A look in business days falls on the first open instant of its first day, and then moves by the span. */
static bool next_look(const rh_review_plan *plan, rh_instant *at, rh_span_of_time every)
{
    return rh_calendar_add(plan->reg->calendar, at, *at, every);
}

static void fill_dates(rh_filling *f, const rh_cadence_plan *c, rh_model_cadence *out)
{
    const rh_review_plan *plan = f->plan;
    const uint32_t last = c->to != 0 ? c->to : c->from + OPEN_STRETCH_DAYS - 1;
    const rh_instant end = day_since(plan, last + 1);
    RH_VEC(rh_model_time) dates = {0};
    rh_instant at = day_since(plan, c->from);
    bool ok = c->every.unit != RH_UNIT_BUSINESS_DAY || next_look(plan, &at, (rh_span_of_time){0, RH_UNIT_BUSINESS_DAY});
    while (ok && rh_instant_before(at, end)) {
        if (!RH_PUSH(f->keep, &dates, rh_model_time_of(f->keep, at))) f->failed = true;
        const rh_instant was = at;
        ok = next_look(plan, &at, c->every) && rh_instant_before(was, at);
    }
    out->dates = dates.at;
    out->n_dates = dates.n;
}

static uint32_t day_of(const rh_filling *f)
{
    const rh_review_plan *plan = f->plan;
    const rh_instant now = rh_instant_min(f->review->periods[RH_REVIEW_NOW].until, f->review->watching.spec.as_of);
    if (!plan->has_live_since || rh_instant_before(now, plan->live_since)) return 0;
    const rh_zone *zone = rh_calendar_zone(plan->reg->calendar);
    return (uint32_t)(rh_zone_day(zone, now) - rh_zone_day(zone, plan->live_since) + 1);
}

static void fill_cadence(rh_filling *f, rh_review_report *out)
{
    rh_model_cadence *at = new_rows(f, f->plan->n_cadence, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_cadence; i++) {
        const rh_cadence_plan *c = &f->plan->cadence[i];
        at[i] = (rh_model_cadence){
            .from_day = c->from, .to_day = c->to, .every = c->every_text, .question = c->question, .covers = c->covers};
        at[i].is_now = out->day >= c->from && (c->to == 0 || out->day <= c->to);
        if (f->plan->has_live_since) fill_dates(f, c, &at[i]);
    }
    out->cadence = at;
    out->n_cadence = at != NULL ? f->plan->n_cadence : 0;
}

static void fill_graphics(rh_filling *f, rh_review_report *out)
{
    rh_model_graphic *at = new_rows(f, f->plan->n_graphics, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_graphics; i++) {
        const rh_graphic_plan *g = &f->plan->graphics[i];
        rh_model_node *nodes = new_rows(f, g->n_steps, sizeof *nodes);
        for (size_t k = 0; nodes != NULL && k < g->n_steps; k++)
            nodes[k] = (rh_model_node){g->steps[k].label,
                                       g->steps[k].metric != SIZE_MAX ? &f->metrics[g->steps[k].metric] : NULL};
        at[i] = (rh_model_graphic){g->id, g->title, nodes, nodes != NULL ? g->n_steps : 0, g->covers};
    }
    out->graphics = at;
    out->n_graphics = at != NULL ? f->plan->n_graphics : 0;
}

/* ---- the weeks since go-live, and the targets ---- */

static bool is_over(const rh_filling *f, rh_review_at at)
{
    return rh_instant_before(f->review->periods[at].since, f->review->periods[at].until);
}

/* Of every widget's metric: the signals that are looked at each week. */
static void fill_series(rh_filling *f, rh_review_report *out)
{
    rh_model_series *at = new_rows(f, f->plan->n_widgets, sizeof *at);
    for (size_t i = 0; at != NULL && i < f->plan->n_widgets; i++) {
        const size_t metric = f->plan->widgets[i].metric;
        rh_model_quantity *weeks = new_rows(f, RH_REVIEW_WEEKS, sizeof *weeks);
        for (int w = 0; weeks != NULL && w < RH_REVIEW_WEEKS; w++) {
            const rh_review_at week = (rh_review_at)(RH_REVIEW_WEEK1 + w);
            if (is_over(f, week)) weeks[w] = rh_fill__value(f->review, metric, week);
        }
        at[i] = (rh_model_series){&f->metrics[metric], weeks, RH_REVIEW_WEEKS};
    }
    out->series = at;
    out->n_series = at != NULL && out->day > 0 ? f->plan->n_widgets : 0;
}

/* (then - base) / base, in parts per million; den 0 where it is not known. */
static rh_model_quantity change(rh_model_quantity base, rh_model_quantity then)
{
    rh_model_quantity out = {RH_MODEL_RATE, 0, 0};
    __extension__ typedef __int128 wide;
    if (base.den == 0 || then.den == 0 || base.num == 0) return out;
    const wide was = (wide)base.num * then.den, is = (wide)then.num * base.den;
    out.num = (int64_t)((is - was) * 1000000 / was);
    out.den = 1000000;
    return out;
}

static rh_model_health on_target(const rh_target *t, rh_model_quantity change8, int good)
{
    if (change8.den == 0) return RH_MODEL_UNKNOWN;
    const bool is_low = change8.num * t->from.den < t->from.num * change8.den;
    const bool is_high = change8.num * t->to.den > t->to.num * change8.den;
    /* Beyond the band on the good side is no miss. */
    return good > 0 ? (is_low ? RH_MODEL_WEAK : RH_MODEL_FINE) : is_high ? RH_MODEL_WEAK : RH_MODEL_FINE;
}

static void fill_targets(rh_filling *f, rh_review_report *out)
{
    rh_model_target *at = new_rows(f, f->plan->n_own, sizeof *at);
    size_t n = 0;
    for (size_t i = 0; at != NULL && i < f->plan->n_own; i++) {
        const rh_metric_plan *m = &f->plan->metrics[i];
        if (!m->target.is_set) continue;
        rh_model_target *t = &at[n++];
        *t = (rh_model_target){
            .metric = &f->metrics[i], .says = m->target.says, .from = m->target.from, .to = m->target.to};
        t->baseline = rh_fill__value(f->review, i, RH_REVIEW_BASELINE);
        if (is_over(f, RH_REVIEW_TO_WEEK4)) t->week4 = rh_fill__value(f->review, i, RH_REVIEW_TO_WEEK4);
        if (is_over(f, RH_REVIEW_TO_WEEK8)) t->week8 = rh_fill__value(f->review, i, RH_REVIEW_TO_WEEK8);
        t->change4 = change(t->baseline, t->week4);
        t->change8 = change(t->baseline, t->week8);
        t->health = on_target(&m->target, t->change8, m->good);
    }
    out->targets = at;
    out->n_targets = n;
}

/* ---- what is weak, in one list ---- */

typedef RH_VEC(rh_model_weak) weak_list;

static void put_weak(rh_filling *f, weak_list *list, rh_model_weak weak)
{
    if (!RH_PUSH(f->keep, list, weak)) f->failed = true;
}

static void put_health(rh_filling *f, weak_list *list, const char *kind, rh_str id, rh_str title, rh_str owner,
                       rh_model_health health, bool wants_unknown)
{
    if (health == RH_MODEL_FINE || (health == RH_MODEL_UNKNOWN) != wants_unknown) return;
    put_weak(f, list, (rh_model_weak){rh_str_of(kind), id, title, owner, wants_unknown, NULL});
}

static void put_beyond(rh_filling *f, weak_list *list)
{
    for (size_t i = 0; i < f->plan->n_metrics; i++) {
        const rh_model_metric *m = &f->metrics[i];
        for (size_t k = 0; k < m->n_figures; k++)
            if (m->figures[k].standing == RH_MODEL_STANDING_BEYOND &&
                (m->figures[k].group.ptr == NULL || m->figures[k].n >= LEAST_OF_GROUP))
                put_weak(f, list, (rh_model_weak){RH_STR("figure"), m->id, m->title, m->owner, false, &m->figures[k]});
    }
}

static void fill_weak(rh_filling *f, rh_review_report *out)
{
    weak_list list = {0};
    for (int unknown = 0; unknown < 2; unknown++) {
        for (size_t i = 0; i < out->n_areas; i++)
            put_health(f, &list, "area", out->areas[i].id, out->areas[i].title, out->areas[i].owner,
                       out->areas[i].health, unknown == 1);
        for (size_t i = 0; i < out->n_stability; i++)
            put_health(f, &list, "answer", out->stability[i].id, out->stability[i].question, rh_str_null(),
                       out->stability[i].health, unknown == 1);
        for (size_t i = 0; unknown == 0 && i < out->n_queues; i++)
            if (out->queues[i].breached > 0)
                put_weak(f, &list,
                         (rh_model_weak){RH_STR("queue"), out->queues[i].id, out->queues[i].title, out->queues[i].owner,
                                         false, NULL});
        if (unknown == 0) put_beyond(f, &list);
    }
    out->weak = list.at;
    out->n_weak = list.n;
}

void rh_fill__parts(rh_filling *f, rh_review_report *out)
{
    out->day = day_of(f);
    fill_areas(f, out);
    fill_widgets(f, out);
    fill_queues(f, out);
    fill_alerts(f, out);
    fill_stability(f, out);
    fill_agenda(f, out);
    fill_cadence(f, out);
    fill_graphics(f, out);
    fill_series(f, out);
    fill_targets(f, out);
    fill_weak(f, out);
}
