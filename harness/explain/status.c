/* What of a journey's records a customer may read. */
#include "harness/explain/status.h"

#include "engine/base/vec.h"
#include "harness/replay/model_time.h"
#include "harness/replay/replay.h"
#include "harness/system/memory.h"

typedef RH_VEC(rh_model_status_step) steps;

static rh_str title_of_state(const rh_register *reg, rh_str id)
{
    const uint32_t at = rh_register_state(reg, id);
    return at != RH_NONE && reg->states[at].title.ptr != NULL ? reg->states[at].title : id;
}

/* The action that a record says was done; null: none that the customer has to do with. */
static rh_str done_for_customer(const rh_register *reg, const rh_record *r)
{
    rh_str action = rh_str_null();
    if (r->kind == RH_REC_OBSERVED) action = r->observed.action;
    if (r->kind == RH_REC_DID) action = r->action.action;
    const uint32_t at = action.ptr != NULL ? rh_register_action(reg, action) : RH_NONE;
    if (at == RH_NONE || !reg->actions[at].is_customer) return rh_str_null();
    return reg->actions[at].title.ptr != NULL ? reg->actions[at].title : action;
}

static bool add_step(steps *list, rh_arena *keep, const rh_record *r, rh_str title, bool is_state)
{
    const rh_model_status_step step = {rh_model_time_of(keep, r->at), rh_arena_str(keep, title), is_state};
    return step.title.ptr != NULL && RH_PUSH(keep, list, step);
}

static bool fill(rh_status_report *out, rh_arena *keep, const rh_register *reg, const rh_record *const *records,
                 size_t n)
{
    steps list = {0};
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        const rh_record *r = records[i];
        const rh_str done = done_for_customer(reg, r);
        if (done.ptr != NULL) ok = add_step(&list, keep, r, done, false);
        if (r->kind != RH_REC_STATE) continue;
        const uint32_t state = rh_register_state(reg, r->state.to);
        out->state = rh_arena_str(keep, title_of_state(reg, r->state.to));
        out->since = rh_model_time_of(keep, r->at);
        out->is_final = state != RH_NONE && reg->states[state].is_final;
        ok = add_step(&list, keep, r, title_of_state(reg, r->state.to), true);
    }
    out->steps = list.at;
    out->n_steps = list.n;
    return ok;
}

rh_code rh_status_of(rh_status_report *out, rh_arena *keep, const rh_explain_request *request, rh_err *err)
{
    rh_run *run;
    rh_code code = rh_run_new(&run, rh_memory_host(), request->program, err);
    if (code != RH_OK) return code;
    code = rh_replay_journey(run, request->journey, request->at, err);
    if (code == RH_OK) {
        size_t n;
        rh_replay_note_oscillated(request->oscillated, rh_run_oscillated(run, request->lane));
        const rh_record *const *records = rh_run_records(run, request->lane, &n);
        *out = (rh_status_report){.journey = rh_arena_str(keep, request->journey->id),
                                  .state = RH_STR("not begun"),
                                  .at = rh_model_time_of(keep, request->at)};
        if (!fill(out, keep, rh_program_register(request->program, request->lane), records, n))
            code = rh_err_nomem(err);
    }
    rh_run_dispose(run);
    return code;
}
