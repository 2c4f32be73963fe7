/* What a run says of a lane. */
#include "engine/step/run_insides.h"

const rh_record *const *rh_run_records(rh_run *run, size_t lane, size_t *n)
{
    *n = run->of_lane[lane]->records.n;
    return run->of_lane[lane]->records.at;
}

bool rh_run_same(const rh_run *run, size_t lane_a, size_t lane_b)
{
    return run->of_lane[lane_a] == run->of_lane[lane_b];
}
const rh_counts *rh_run_counts(const rh_run *run, size_t lane) { return &run->of_lane[lane]->tally; }
bool rh_run_oscillated(const rh_run *run, size_t lane) { return run->of_lane[lane]->is_dead; }

const rh_rejected *const *rh_run_rejected(const rh_run *run, size_t lane, size_t *n)
{
    *n = run->of_lane[lane]->rejected.n;
    return run->of_lane[lane]->rejected.at;
}

static rh_undecided_count name_undecided(rh_run *run, const rh_branch *b, const rh_undecided_tally *u)
{
    static const char *const kinds[] = {[RH_CONSUMES_DERIVED] = "derived",
                                        [RH_CONSUMES_GUARD] = "guard",
                                        [RH_CONSUMES_WHEN] = "when",
                                        [RH_CONSUMES_RELEASE] = "release",
                                        [RH_CONSUMES_AUTO] = "auto",
                                        [RH_CONSUMES_ALERT] = "alert"};
    const rh_stratum *s = b->stratum;
    rh_buf where;
    rh_buf_init(&where, &run->journey, 1024);
    rh_undecided_count count = {.entry = rh_str_null(), .cause = u->cause, .n = u->n};
    if (u->consumer == RH_NONE) {
        rh_buf_printf(&where, "sets %.*s", RH_ARG(u->where));
    } else {
        const rh_consumer *c = &s->consumers[u->consumer];
        rh_buf_printf(&where, "%s ", kinds[c->kind]);
        if (c->kind == RH_CONSUMES_DERIVED) rh_buf_put(&where, s->reg->fields[s->derived[c->index].field].name);
        else if (c->kind == RH_CONSUMES_GUARD) rh_buf_int(&where, (int64_t)c->index + 1);
        else if (c->kind == RH_CONSUMES_WHEN) rh_buf_put(&where, count.entry = s->variants[c->index].entry->id);
        else if (c->kind == RH_CONSUMES_ALERT) rh_buf_put(&where, s->reg->monitors->alerts[c->index].rule);
        else rh_buf_put(&where, s->reg->actions[c->index].id);
    }
    count.where = rh_buf_str(&where);
    return count;
}

/* Lanes of a branch may have an entry by several conditions. */
static bool is_of_lane(const rh_branch *b, const rh_undecided_tally *u, size_t lane)
{
    const rh_stratum *s = b->stratum;
    if (u->consumer == RH_NONE || s->consumers[u->consumer].kind != RH_CONSUMES_WHEN) return true;
    return rh_lanes_has(s->variants[s->consumers[u->consumer].index].lanes, lane);
}

const rh_undecided_count *rh_run_undecided(rh_run *run, size_t lane, size_t *n)
{
    rh_branch *b = run->of_lane[lane];
    if (rh_branch_count_undecided(b) != RH_OK) return *n = 0, NULL;
    rh_undecided_count *counts = RH_NEW_N(&run->journey, b->undecided.n, rh_undecided_count);
    *n = 0;
    for (size_t i = 0; counts != NULL && i < b->undecided.n; i++)
        if (is_of_lane(b, &b->undecided.at[i], lane)) counts[(*n)++] = name_undecided(run, b, &b->undecided.at[i]);
    return counts;
}

const rh_view *rh_run_view(rh_run *run, size_t lane)
{
    rh_view *view = RH_NEW(&run->journey, rh_view);
    rh_branch *b = run->of_lane[lane];
    rh_value *slots = rh_branch_slots_of(b, lane);
    if (view == NULL || slots == NULL) return NULL;
    *view = (rh_view){.branch = b};
    if (slots == b->slots) return view;
    view->branch = RH_NEW(&run->journey, rh_branch);
    if (view->branch == NULL) return NULL;
    *view->branch = *b;
    view->branch->slots = slots;
    return view;
}
