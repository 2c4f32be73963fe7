/* What an observer or a host may see of a branch. */
#include "engine/step/insides.h"
#include "engine/step/run.h"

bool rh_view_has_lane(const rh_view *view, size_t lane) { return rh_lanes_has(view->branch->lanes, lane); }
rh_instant rh_view_now(const rh_view *view) { return view->branch->now; }
uint32_t rh_view_step(const rh_view *view) { return view->branch->step; }

const rh_record *const *rh_view_records(const rh_view *view, size_t *n)
{
    const rh_branch *b = view->branch;
    *n = b->records.n - b->first_of_step;
    return b->records.at != NULL ? b->records.at + b->first_of_step : NULL;
}

rh_str rh_view_state(const rh_view *view)
{
    const rh_branch *b = view->branch;
    return b->state < b->stratum->reg->n_states ? b->stratum->reg->states[b->state].id : RH_STR("none");
}

rh_value rh_view_field(const rh_view *view, uint32_t field) { return view->branch->slots[field]; }
rh_value rh_view_slot(const rh_view *view, uint32_t slot) { return view->branch->slots[slot]; }

uint32_t rh_view_place(const rh_view *view)
{
    const rh_branch *b = view->branch;
    return rh_branch_is_final(b) ? RH_NONE : (uint32_t)rh_place_of(b->stratum, rh_branch_position(b));
}

/* The index of entry `entry` of the lane's register in the stratum's ids. */
static uint32_t at_of(const rh_branch *b, rh_str id)
{
    size_t low = 0, high = b->stratum->n_ids;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_str_cmp(b->stratum->ids[mid], id);
        if (c == 0) return (uint32_t)mid;
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return RH_NONE;
}

rh_entry_status rh_view_entry(const rh_view *view, uint32_t entry)
{
    const rh_branch *b = view->branch;
    const uint32_t at = at_of(b, b->program->registers[b->lane]->entries[entry].id);
    const rh_entry_state *state = &b->entries[at];
    rh_entry_status status = {.status = (rh_status)state->phase, .openings = state->openings, .route = rh_str_null()};
    if (state->phase == RH_ENTRY_IDLE) return status;
    status.undecided = state->undecided;
    status.risk = (rh_risk)state->risk;
    status.route = rh_entry_route(b, at);
    status.has_due = !rh_instant_is_never(state->due);
    status.due = state->due;
    status.opened_at = state->opened_at;
    status.approvers = state->approver.ptr != NULL;
    return status;
}

rh_verdict rh_view_verdict(const rh_view *view, uint32_t action, rh_strs *because)
{
    const rh_action_state *state = &view->branch->actions[action];
    if (because != NULL) *because = state->because;
    return (rh_verdict)state->verdict;
}

/* The slot of the approvers holds those of the entry that the core looked at last, which is not what is asked for. */
static rh_value eval_of(const rh_view *view, rh_instant now, int64_t approvers, const rh_pool *pool, rh_expr root,
                        rh_eval *more, rh_instant *valid_until)
{
    rh_branch *b = view->branch;
    const rh_lent *lent = b->program->lent;
    rh_value *slot = &b->slots[rh_core_slot_of(b->stratum, RH_SLOT_APPROVERS)];
    rh_branch_show_event(b);
    rh_eval ev = *more;
    ev.slots = b->slots;
    ev.now = now;
    ev.calendar = b->stratum->reg->calendar;
    if (ev.scratch == NULL) ev.scratch = b->arena;
    if (lent != NULL) ev.regex = lent->regex, ev.zones = lent->zones, ev.host = lent->ctx;
    const rh_value theirs = *slot;
    *slot = rh_int(approvers);
    const rh_value v = rh_pool_eval(pool, root, &ev);
    *slot = theirs;
    more->cost = ev.cost;
    if (valid_until != NULL) *valid_until = ev.valid_until;
    return v;
}

rh_value rh_view_eval(const rh_view *view, const rh_pool *pool, rh_expr root, rh_eval *more, rh_instant *valid_until)
{
    return rh_view_eval_at(view, view->branch->now, pool, root, more, valid_until);
}

rh_value rh_view_eval_at(const rh_view *view, rh_instant now, const rh_pool *pool, rh_expr root, rh_eval *more,
                         rh_instant *valid_until)
{
    return eval_of(view, now, 0, pool, root, more, valid_until);
}

rh_value rh_view_eval_of(const rh_view *view, int64_t approvers, const rh_pool *pool, rh_expr root, rh_eval *more,
                         rh_instant *valid_until)
{
    return eval_of(view, view->branch->now, approvers, pool, root, more, valid_until);
}

void rh_view_wake(const rh_view *view, rh_instant at)
{
    rh_branch *b = view->branch;
    if (!rh_instant_before(b->now, at) || !rh_instant_before(at, b->wake)) return;
    b->wake = at;
    b->timers_are_stale = true;
}

rh_code rh_program_env(const rh_env **out, rh_arena *keep, const rh_program *program, size_t lane,
                       const rh_host_fn *fns, size_t n_fns, rh_err *err)
{
    rh_env *env;
    const rh_code code = rh_program_env_of(&env, keep, program->registers[lane], NULL, RH_ENV_OF_HOST, fns, n_fns,
                                           program->lent, err);
    if (code == RH_OK) *out = env;
    return code;
}
