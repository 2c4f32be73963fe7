/* The rows of journeys, items, observed, states, events and tasks. */
#include "harness/review/rows_insides.h"

enum { TEXT_MAX_BYTES = 1 << 12, MOST_BY = RH_REVIEW_MOST_BY };

bool rh_counting__has(const rh_review_period *period, rh_instant at)
{
    return !rh_instant_before(at, period->since) && rh_instant_before(at, period->until);
}

bool rh_counting__has_row(const rh_review_period *period, rh_instant at)
{
    return !period->is_of_rates && rh_counting__has(period, at);
}

bool rh_counting__hours(const rh_counting *w, int64_t *out, rh_instant a, rh_instant b)
{
    int64_t ns;
    if (!rh_calendar_open_between(w->plan->reg->calendar, &ns, a, b)) return false;
    *out = (ns + INT64_C(1800000000)) / INT64_C(3600000000);
    return true;
}

rh_value rh_counting__hours_value(const rh_counting *w, rh_instant a, rh_instant b)
{
    int64_t ns;
    return rh_calendar_open_between(w->plan->reg->calendar, &ns, a, b) ? rh_double((double)ns / 3.6e12) : rh_null();
}

void rh_counting__spark(rh_counting *w, const rh_spark *spark)
{
    rh_spark s = *spark;
    s.group = rh_arena_str(w->keep, s.group);
    if (!RH_PUSH(w->keep, &w->out->sparks, s)) w->failed = true;
}

/* ---- one row under one metric ---- */

static bool is_number(rh_value v, int64_t *thousandths)
{
    if (v.kind == RH_INT || v.kind == RH_UINT) {
        const bool fits = v.kind == RH_UINT ? v.u <= RH_SPARK_MOST / 1000
                                            : v.i >= -RH_SPARK_MOST / 1000 && v.i <= RH_SPARK_MOST / 1000;
        if (fits) *thousandths = (v.kind == RH_UINT ? (int64_t)v.u : v.i) * 1000;
        return fits;
    }
    if (v.kind != RH_DOUBLE) return false;
    const double scaled = v.d * 1000.0, most = (double)RH_SPARK_MOST;
    if (!(scaled >= -most && scaled <= most)) return false;
    *thousandths = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    return true;
}

static rh_spark measure(const rh_metric_plan *m, const rh_pool *pool, rh_eval *ev)
{
    rh_spark s = {.kind = RH_SPARK_YES};
    if (m->measure == RH_MEASURE_COUNT) return s;
    const rh_value v = rh_pool_eval(pool, m->measure == RH_MEASURE_SHARE ? m->of : m->value, ev);
    if (m->measure == RH_MEASURE_SHARE)
        s.kind = v.kind != RH_BOOL ? RH_SPARK_UNDECIDED : v.b ? RH_SPARK_YES : RH_SPARK_NO;
    else s.kind = is_number(v, &s.thousandths) ? RH_SPARK_VALUE : RH_SPARK_UNDECIDED;
    return s;
}

static void put_group(rh_buf *out, rh_value v)
{
    if (v.kind == RH_STRING && v.n > 0) rh_buf_put(out, rh_value_str(v));
    else if (v.kind == RH_NULL || v.kind == RH_UNDECIDED || v.kind == RH_STRING) rh_buf_put(out, RH_STR("(none)"));
    else rh_value_put_json(out, v);
}

static rh_str group_of(rh_counting *w, const rh_value *by, size_t n)
{
    rh_buf out;
    if (n == 0) return rh_str_null();
    rh_buf_init(&out, w->scratch, TEXT_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) rh_buf_put(&out, RH_STR(" / "));
        put_group(&out, by[i]);
    }
    w->failed |= out.failed;
    return rh_buf_str(&out);
}

/* A list by itself puts the row into the group of each of its elements. */
static void put_grouped(rh_counting *w, const rh_metric_plan *m, const rh_pool *pool, rh_spark *s, rh_eval *ev)
{
    rh_value by[MOST_BY];
    for (size_t i = 0; i < m->n_by; i++) by[i] = rh_pool_eval(pool, m->by[i], ev);
    if (m->n_by != 1 || by[0].kind != RH_LIST) {
        s->group = group_of(w, by, m->n_by);
        rh_counting__spark(w, s);
        return;
    }
    rh_counting__spark(w, s);
    s->is_group_only = true;
    for (uint32_t i = 0; i < by[0].n; i++) {
        s->group = group_of(w, &by[0].list[i], 1);
        rh_counting__spark(w, s);
    }
}

static void count_metric(rh_counting *w, size_t at, size_t period, rh_eval *ev)
{
    const rh_metric_plan *m = &w->plan->metrics[at];
    const rh_pool *pool = w->plan->tables[m->table].pool;
    rh_spark s = {.kind = RH_SPARK_UNDECIDED};
    bool is_kept = true;
    if (m->where != RH_EXPR_NONE) {
        const rh_value v = rh_pool_eval(pool, m->where, ev);
        if (rh_value_is_false(v)) return;
        is_kept = rh_value_is_true(v);
    }
    if (is_kept) s = measure(m, pool, ev);
    s.metric = (uint32_t)at;
    s.period = (uint32_t)period;
    put_grouped(w, m, pool, &s, ev);
}

void rh_counting__count(rh_counting *w, rh_table table, size_t queue, const rh_value *facts, size_t period,
                        rh_instant now)
{
    const rh_review_plan *plan = w->plan;
    const rh_table_plan *t = &plan->tables[table];
    rh_row_past past = {
        .plan = plan, .at = w->watch->past.at, .n = w->watch->past.n, .end = w->spec->periods[period].until};
    rh_eval ev = {.slots = w->slots,
                  .now = now,
                  .calendar = plan->reg->calendar,
                  .scratch = w->scratch,
                  .call = rh_review_call,
                  .call_ctx = &past};
    if (plan->lent != NULL) ev.regex = plan->lent->regex, ev.zones = plan->lent->zones, ev.host = plan->lent->ctx;
    for (size_t i = 0; i < t->n_reads; i++) w->slots[t->reads[i]] = facts[i];
    for (size_t i = 0; i < plan->n_own; i++) {
        const rh_metric_plan *m = &plan->metrics[i];
        if (m->table == table && (table != RH_TABLE_QUEUE || m->queue == queue)) count_metric(w, i, period, &ev);
    }
}

const rh_seen *rh_counting__seen(const rh_counting *w, rh_table table, uint32_t n)
{
    for (size_t i = 0; i < w->watch->seen.n; i++)
        if (w->watch->seen.at[i].table == table && w->watch->seen.at[i].n == n) return &w->watch->seen.at[i];
    return NULL;
}

static rh_value text_or_null(rh_str s)
{
    return s.ptr != NULL ? rh_string(s) : rh_null();
}

/* An instant that had come by the horizon; else null. */
static rh_value by_then(bool is_set, rh_instant at, rh_instant horizon)
{
    return is_set && !rh_instant_before(horizon, at) ? rh_timestamp(at) : rh_null();
}

/* ---- journeys ---- */

static void count_journeys(rh_counting *w)
{
    const rh_watch *watch = w->watch;
    const size_t n = w->plan->tables[RH_TABLE_JOURNEYS].n_reads;
    for (size_t p = 0; p < w->spec->n_periods; p++) {
        const rh_review_period *period = &w->spec->periods[p];
        if (!rh_counting__has_row(period, watch->first) || watch->at_end[p] == NULL) continue;
        rh_counting__set(w, RH_COL_JOURNEYS_STATE, watch->at_end[p][n]);
        rh_counting__set(w, RH_COL_JOURNEYS_LANE, watch->at_end[p][n + 1]);
        rh_counting__count(w, RH_TABLE_JOURNEYS, 0, watch->at_end[p], p,
                           rh_instant_min(period->until, period->horizon));
    }
}

/* ---- items ---- */

static bool holds(rh_strs list, rh_str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (rh_str_eq(list.at[i], s)) return true;
    return false;
}

static bool is_first_look(const rh_record *r)
{
    return r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED ||
           r->kind == RH_REC_INFO_REQUESTED || (r->kind == RH_REC_ESCALATED && r->event != NULL);
}

static rh_str entry_of(const rh_record *r)
{
    const rh_record_group group = rh_record_group_of(r->kind);
    if (group == RH_REC_GROUP_ITEM) return r->item.entry;
    return group == RH_REC_GROUP_MOVED ? r->moved.entry : rh_str_null();
}

/* The first record of an item of that sort by the horizon; NULL: none. */
const rh_record *rh_counting__find(const rh_counting *w, const rh_item *item, bool wants_breach, rh_instant horizon)
{
    const size_t end = item->end < w->course.n ? item->end + 1 : w->course.n;
    for (size_t i = item->begin; i < end; i++) {
        const rh_record *r = w->course.records[i];
        if (rh_instant_before(horizon, r->at)) return NULL;
        const bool is_sort = wants_breach ? r->kind == RH_REC_SLA_BREACHED : is_first_look(r);
        if (is_sort && holds(item->entries, entry_of(r))) return r;
    }
    return NULL;
}

static rh_str item_id(rh_counting *w, const rh_item *item)
{
    rh_buf out;
    rh_buf_init(&out, w->scratch, TEXT_MAX_BYTES);
    rh_buf_put(&out, w->out->journey);
    rh_buf_printf(&out, "/%.*s/%u", RH_ARG(item->area), item->nth);
    return rh_buf_str(&out);
}

static rh_value entry_list(rh_counting *w, rh_strs entries)
{
    rh_value *at = RH_NEW_N(w->scratch, entries.n, rh_value);
    for (size_t i = 0; at != NULL && i < entries.n; i++) at[i] = rh_string(entries.at[i]);
    return rh_list(at, at != NULL ? entries.n : 0);
}

/* What the entries of an item say of themselves, each word once, in the order of the entries. */
static rh_value words_of(rh_counting *w, rh_strs entries, bool wants_reasons)
{
    const rh_register *reg = w->plan->reg;
    rh_value *at = RH_NEW_N(w->scratch, entries.n, rh_value);
    size_t n = 0;
    for (size_t i = 0; at != NULL && i < entries.n; i++) {
        const uint32_t entry = rh_register_entry(reg, entries.at[i]);
        if (entry == RH_NONE) continue;
        const rh_str word = wants_reasons ? reg->entries[entry].reason : reg->entries[entry].exception;
        size_t k = 0;
        while (k < n && !rh_str_eq(rh_value_str(at[k]), word)) k++;
        if (k == n) at[n++] = rh_string(word);
    }
    return rh_list(at, n);
}

static const char *const risks[] = {"low", "medium", "high", "hold"};

static void count_item(rh_counting *w, const rh_item *item, size_t p)
{
    const rh_review_period *period = &w->spec->periods[p];
    const rh_seen *seen = rh_counting__seen(w, RH_TABLE_ITEMS, w->course.records[item->begin]->n);
    if (seen == NULL) return;
    const rh_record *first = rh_counting__find(w, item, false, period->horizon);
    rh_counting__set(w, RH_COL_ITEMS_ID, rh_string(item_id(w, item)));
    rh_counting__set(w, RH_COL_ITEMS_AREA, text_or_null(item->area));
    rh_counting__set(w, RH_COL_ITEMS_ENTRIES, entry_list(w, item->entries));
    rh_counting__set(w, RH_COL_ITEMS_REASONS, words_of(w, item->entries, true));
    rh_counting__set(w, RH_COL_ITEMS_EXCEPTIONS, words_of(w, item->entries, false));
    rh_counting__set(w, RH_COL_ITEMS_RISK, rh_string(rh_str_of(risks[item->risk])));
    rh_counting__set(w, RH_COL_ITEMS_SLA, rh_int(item->sla));
    rh_counting__set(w, RH_COL_ITEMS_ROUTE, text_or_null(item->route));
    rh_counting__set(w, RH_COL_ITEMS_OPENED_AT, rh_timestamp(item->opened_at));
    rh_counting__set(w, RH_COL_ITEMS_FIRST_DECIDED_AT, first != NULL ? rh_timestamp(first->at) : rh_null());
    rh_counting__set(w, RH_COL_ITEMS_CLOSED_AT, by_then(item->is_closed, item->closed_at, period->horizon));
    rh_counting__set(w, RH_COL_ITEMS_BREACHED, rh_bool(rh_counting__find(w, item, true, period->horizon) != NULL));
    rh_counting__set(w, RH_COL_ITEMS_UNDECIDED, rh_bool(item->is_undecided));
    rh_counting__count(w, RH_TABLE_ITEMS, 0, seen->facts, p, period->horizon);
}

/* ---- observed ---- */

static const char *const verdicts[] = {"allow", "draft", "hold", "block"};

static void count_observed(rh_counting *w, const rh_judged *action, size_t p)
{
    const rh_record *r = w->course.records[action->index];
    const rh_seen *seen = rh_counting__seen(w, RH_TABLE_OBSERVED, r->n);
    if (seen == NULL) return;
    rh_counting__set(w, RH_COL_OBSERVED_ACTION, rh_string(r->observed.action));
    rh_counting__set(w, RH_COL_OBSERVED_VERDICT, rh_string(rh_str_of(verdicts[r->observed.verdict])));
    rh_counting__set(w, RH_COL_OBSERVED_CELL, rh_string(rh_str_of(rh_cell_name(action->cell))));
    rh_counting__set(w, RH_COL_OBSERVED_AT, rh_timestamp(r->at));
    rh_counting__set(w, RH_COL_OBSERVED_HOURS,
                     action->has_hold ? rh_double((double)action->hold_ns / 3.6e12) : rh_null());
    rh_counting__count(w, RH_TABLE_OBSERVED, 0, seen->facts, p, w->spec->periods[p].horizon);
}

/* ---- states, events, tasks ---- */

static const rh_record *next_state(const rh_counting *w, size_t index)
{
    for (size_t i = index + 1; i < w->course.n; i++)
        if (w->course.records[i]->kind == RH_REC_STATE) return w->course.records[i];
    return NULL;
}

static void count_state(rh_counting *w, size_t index, const rh_seen *seen, size_t p)
{
    const rh_record *r = w->course.records[index], *next = next_state(w, index);
    const rh_instant horizon = w->spec->periods[p].horizon;
    rh_counting__set(w, RH_COL_STATES_STATE, rh_string(r->state.to));
    rh_counting__set(w, RH_COL_STATES_FROM, rh_timestamp(r->at));
    rh_counting__set(w, RH_COL_STATES_TO, by_then(next != NULL, next != NULL ? next->at : horizon, horizon));
    rh_counting__set(w, RH_COL_STATES_HOURS,
                     rh_counting__hours_value(w, r->at, next != NULL ? rh_instant_min(next->at, horizon) : horizon));
    rh_counting__count(w, RH_TABLE_STATES, 0, seen->facts, p, horizon);
}

static void count_task(rh_counting *w, size_t index, const rh_seen *seen, size_t p)
{
    const rh_record *r = w->course.records[index];
    rh_counting__set(w, RH_COL_TASKS_DO, text_or_null(r->task.action));
    rh_counting__set(w, RH_COL_TASKS_OWNER, text_or_null(r->task.owner));
    rh_counting__set(w, RH_COL_TASKS_ENTRY, text_or_null(r->task.entry));
    rh_counting__set(w, RH_COL_TASKS_AT, rh_timestamp(r->at));
    rh_counting__count(w, RH_TABLE_TASKS, 0, seen->facts, p, w->spec->periods[p].horizon);
}

static void count_event(rh_counting *w, const rh_seen *seen, size_t p)
{
    const rh_event *e = seen->event;
    rh_counting__set(w, RH_COL_EVENTS_TYPE, rh_string(e->type));
    rh_counting__set(w, RH_COL_EVENTS_SOURCE, rh_string(e->source));
    rh_counting__set(w, RH_COL_EVENTS_ACTORKIND, text_or_null(e->actorkind));
    rh_counting__set(w, RH_COL_EVENTS_DATA, e->data);
    rh_counting__set(w, RH_COL_EVENTS_AT, rh_timestamp(seen->at));
    rh_counting__count(w, RH_TABLE_EVENTS, 0, seen->facts, p, w->spec->periods[p].horizon);
}

/* The record of that number. */
static size_t index_of(const rh_counting *w, uint32_t n)
{
    return n - 1 < w->course.n && w->course.records[n - 1]->n == n ? n - 1 : SIZE_MAX;
}

static void count_seen(rh_counting *w, const rh_seen *seen, size_t p)
{
    const size_t index = seen->table == RH_TABLE_STATES || seen->table == RH_TABLE_TASKS ? index_of(w, seen->n)
                                                                                         : SIZE_MAX;
    if (seen->table == RH_TABLE_EVENTS) count_event(w, seen, p);
    else if (index == SIZE_MAX) return;
    else if (seen->table == RH_TABLE_STATES) count_state(w, index, seen, p);
    else count_task(w, index, seen, p);
}

/* ---- the whole journey ---- */

static bool touches(const rh_counting *w, const rh_review_period *period)
{
    const rh_instant last = w->aftermath.as_of;
    return rh_instant_before(w->watch->first, period->until) && !rh_instant_before(last, period->since);
}

static void count_rows(rh_counting *w, const rh_counting_views *views, size_t p)
{
    const rh_review_period *period = &w->spec->periods[p];
    for (size_t i = 0; i < views->n_items; i++)
        if (rh_counting__has(period, views->items[i].opened_at)) count_item(w, &views->items[i], p);
    for (size_t i = 0; i < w->found.judgement.n; i++) {
        const rh_judged *action = &w->found.judgement.at[i];
        if (rh_counting__has(period, w->course.records[action->index]->at)) count_observed(w, action, p);
    }
    for (size_t i = 0; i < w->watch->seen.n; i++)
        if (rh_counting__has(period, w->watch->seen.at[i].at)) count_seen(w, &w->watch->seen.at[i], p);
    for (size_t i = 0; i < w->watch->waits.n; i++) {
        if (rh_counting__has(period, w->watch->waits.at[i].entered)) rh_counting__wait(w, &w->watch->waits.at[i], p);
        rh_counting__waiting(w, &w->watch->waits.at[i], p);
    }
    rh_counting__alerts(w, p);
}

static rh_aftermath aftermath_of(rh_run *run, const rh_journey *journey, const rh_review_spec *spec)
{
    rh_aftermath a = {.events = journey->events, .as_of = spec->as_of, .live = spec->live, .n_live = spec->n_live};
    while (a.n < journey->n_events && !rh_instant_before(spec->as_of, journey->events[a.n].knowntime)) a.n++;
    a.rejected = rh_run_rejected(run, 0, &a.n_rejected);
    return a;
}

static rh_code count_all(rh_counting *w, rh_err *err)
{
    const rh_judging_journey judged = {w->out->journey, rh_str_null(), &w->course, &w->aftermath};
    rh_counting_views views;
    rh_code code = rh_judging_find(&w->found, w->scratch, &judged, err);
    if (code == RH_OK) code = rh_items_find(&views.items, &views.n_items, w->scratch, &w->course, err);
    if (code == RH_OK) code = rh_duals_find(&views.duals, &views.n_duals, w->scratch, &w->course, err);
    if (code != RH_OK) return code;
    count_journeys(w);
    rh_counting__decisions(w);
    for (size_t p = 0; p < w->spec->n_periods && code == RH_OK; p++) {
        if (!touches(w, &w->spec->periods[p])) continue;
        if (!w->spec->periods[p].is_of_rates) count_rows(w, &views, p);
        code = rh_counting__part(w, &views, p, err);
    }
    if (code != RH_OK) return code;
    return w->failed || rh_arena_failed(w->keep) || rh_arena_failed(w->scratch) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_review_rows(rh_review_result *out, rh_arena *keep, rh_watch *watch, rh_run *run, const rh_journey *journey,
                       const rh_review_spec *spec, rh_err *err)
{
    *out = (rh_review_result){.journey = rh_arena_str(keep, journey->id)};
    rh_counting w = {
        .spec = spec, .plan = spec->plan, .out = out, .keep = keep, .scratch = rh_run_arena(run), .watch = watch};
    rh_code code = rh_watch_end(watch, err);
    if (code != RH_OK || !watch->has_step) return code;
    w.course = (rh_course){.reg = spec->plan->reg};
    w.course.records = rh_run_records(run, 0, &w.course.n);
    w.aftermath = aftermath_of(run, journey, spec);
    out->is_replayed = w.aftermath.n > 0;
    w.slots = RH_NEW_N(w.scratch, spec->plan->n_core + RH_N_COLUMNS, rh_value);
    return w.slots != NULL ? count_all(&w, err) : rh_err_nomem(err);
}
