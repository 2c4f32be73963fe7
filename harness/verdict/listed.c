/* What the checklist says of a gate: which items are open, and what that does to the verdict. FORMATS.md section 7. */
#include "harness/verdict/gate_insides.h"

#include "harness/replay/model_time.h"

static bool is_true(const rh_evidence *in, const rh_checklist_item *item, const char **says)
{
    const rh_value v = rh_metric_pool_eval(&in->checklist->pool, item->check, true, in);
    *says = rh_value_is_true(v)  ? NULL
            : v.kind == RH_BOOL  ? "its check is not true"
                                 : "its check has no sample to judge by";
    return rh_value_is_true(v);
}

/* A day has begun somewhere up to a day before it begins in the policy's zone: who answers on the day that is said
 * counts. */
static bool is_later(const rh_evidence *in, const rh_checklist_item *item)
{
    const rh_instant at = {item->at.s - (item->is_day ? 86400 : 0), item->at.ns};
    return rh_instant_before(in->today, at);
}

static rh_model_listed_state judge_time(const rh_evidence *in, const rh_checklist_item *item, const char **says)
{
    rh_instant last = item->at;
    *says = "nobody said what day it is";
    if (!in->has_today) return item->has_valid ? RH_MODEL_LISTED_UNDATED : RH_MODEL_LISTED_DONE;
    *says = "it is attested for a later day";
    if (is_later(in, item)) return RH_MODEL_LISTED_OPEN;
    *says = "it has expired";
    if (item->has_valid && (!rh_calendar_add(in->checklist->calendar, &last, item->at, item->valid) ||
                            !rh_instant_before(in->today, last)))
        return RH_MODEL_LISTED_EXPIRED;
    return RH_MODEL_LISTED_DONE;
}

static rh_model_listed_state judge(const rh_evidence *in, const rh_checklist_item *item, const char **says)
{
    *says = "nobody answers for it";
    if (item->is_computed) return is_true(in, item, says) ? RH_MODEL_LISTED_DONE : RH_MODEL_LISTED_OPEN;
    if (!item->is_done) return RH_MODEL_LISTED_OPEN;
    *says = "no evidence is named";
    if (item->evidence.ptr == NULL) return RH_MODEL_LISTED_OPEN;
    *says = "its evidence is not in the repository";
    if (!item->is_url && !item->is_evidence_there) return RH_MODEL_LISTED_OPEN;
    *says = "it is reconstructed, and nobody confirmed it";
    if (item->is_reconstructed && !item->is_confirmed) return RH_MODEL_LISTED_OPEN;
    return judge_time(in, item, says);
}

uint64_t rh_gate__checklist_open(const rh_evidence *in)
{
    uint64_t n = 0;
    const char *says;
    for (size_t i = 0; in->checklist != NULL && i < in->checklist->n; i++)
        n += judge(in, &in->checklist->at[i], &says) != RH_MODEL_LISTED_DONE;
    return n;
}

/* ---- findings ---- */

static rh_str step_of(rh_gate_work *w, const rh_checklist_item *item)
{
    if (item->is_computed) return RH_STR("see to what the check asks for");
    if (item->is_done && !item->is_url && !item->is_evidence_there && item->evidence.ptr != NULL)
        return rh_gate__say(w, "put %.*s into the repository", RH_ARG(item->evidence));
    return rh_gate__say(w, "have somebody answer for %.*s in cases/checklist.yaml, with evidence", RH_ARG(item->id));
}

static rh_str line_of(rh_gate_work *w, const rh_checklist_item *item)
{
    char day[32] = "YYYY-MM-DD";
    if (item->is_computed) return rh_str_null();
    if (w->in->has_today) rh_instant_text(day, w->in->today);
    return rh_gate__say(w, "    done: {by: ROLE, at: %.10s}", day);
}

static void find_open(rh_gate_work *w, const rh_checklist_item *item, rh_model_listed_state state, const char *says)
{
    const rh_model_place place = rh_gate__place(item->span);
    if (state == RH_MODEL_LISTED_UNDATED) {
        rh_gate__find(w, RH_GATE_HOLDS, place,
                      rh_gate__say(w, "%.*s holds for a time, and nobody said what day it is", RH_ARG(item->title)),
                      RH_STR("say the day"), rh_str_null(), RH_STR("rehearse gate --today YYYY-MM-DDTHH:MM:SSZ"));
        return;
    }
    rh_gate__find(w, item->rejects ? RH_GATE_STOPS : RH_GATE_HOLDS, place,
                  rh_gate__say(w, "the checklist is open: %.*s: %s", RH_ARG(item->title), says), step_of(w, item),
                  item->owner, line_of(w, item));
}

static rh_model_listed describe(rh_gate_work *w, const rh_checklist_item *item, rh_model_listed_state state,
                                const char *says)
{
    rh_instant until;
    rh_model_listed out = {.id = item->id,
                           .title = item->title,
                           .group = item->group,
                           .owner = item->owner,
                           .by = item->by,
                           .evidence = item->evidence,
                           .covers = item->covers,
                           .tier = item->tier,
                           .is_computed = item->is_computed,
                           .rejects = item->rejects,
                           .state = state};
    if (item->is_done) out.at = rh_model_time_of(w->keep, item->at);
    if (item->has_valid && item->is_done && rh_calendar_add(w->in->checklist->calendar, &until, item->at, item->valid))
        out.until = rh_model_time_of(w->keep, until);
    if (state != RH_MODEL_LISTED_DONE) out.says = rh_str_of(says);
    return out;
}

/* ---- the criterion ---- */

/* No register goes live without somebody who takes it back: an item that rejects must be there, and done. */
static void add_row(rh_gate_work *w, uint64_t n_rejecting, uint64_t n_open)
{
    rh_model_criterion row = {.id = RH_STR("checklist"),
                              .title = RH_STR("checklist items without which nothing goes live"),
                              .metric = rh_str_of(rh_metric_name(RH_METRIC_CHECKLIST_OPEN)),
                              .tier = RH_MODEL_CRITICAL,
                              .is_built_in = true};
    row.scope = rh_str_of(rh_scope_name(RH_SCOPE_WHOLE));
    row.observed = (rh_model_quantity){RH_MODEL_COUNT, (int64_t)n_open + (n_rejecting == 0), 1};
    row.threshold = (rh_model_quantity){RH_MODEL_COUNT, 0, 1};
    row.n = n_rejecting;
    row.result = row.observed.num == 0 ? RH_MODEL_CRITERION_PASS : RH_MODEL_CRITERION_FAIL;
    rh_gate__add_criterion(w, &row, RH_MODEL_REJECT);
    if (n_rejecting == 0)
        rh_gate__find(w, RH_GATE_STOPS, rh_gate__nowhere(),
                      RH_STR("checklist.yaml names nobody who takes a register back: no critical item rejects"),
                      RH_STR("add an item for the rollback owner, critical, with on_open: reject"), rh_str_null(),
                      rh_str_null());
}

void rh_gate__checklist(rh_gate_work *w, rh_gate_report *out)
{
    const rh_checklist *list = w->in->checklist;
    uint64_t n_rejecting = 0, n_open = 0;
    if (list == NULL || !list->is_there) return;
    if (w->in->is_checklist_of_head)
        rh_gate__find(w, RH_GATE_NOTE, rh_gate__nowhere(),
                      RH_STR("nobody ever answered for the base's checklist, so --bootstrap takes the proposal's own"),
                      rh_str_null(), rh_str_null(), rh_str_null());
    rh_model_listed *rows = RH_NEW_N(w->keep, list->n, rh_model_listed);
    if (rows == NULL) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < list->n; i++) {
        const rh_checklist_item *item = &list->at[i];
        const char *says;
        const rh_model_listed_state state = judge(w->in, item, &says);
        const bool is_critical = item->tier == RH_MODEL_CRITICAL, is_open = state != RH_MODEL_LISTED_DONE;
        rows[i] = describe(w, item, state, says);
        if (is_critical && is_open) find_open(w, item, state, says);
        n_rejecting += is_critical && item->rejects;
        n_open += is_critical && item->rejects && is_open && state != RH_MODEL_LISTED_UNDATED;
    }
    add_row(w, n_rejecting, n_open);
    out->checklist = rows;
    out->n_checklist = list->n;
}
