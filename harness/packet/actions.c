/* What waits for the decision, what it does to the customer, and which decisions there are. */
#include "harness/packet/packet_insides.h"

#include "engine/step/verbs.h"
#include "harness/explain/explain.h"

/* ---- actions ---- */

static const rh_record *last_verdict(const rh_packet *p, rh_str action)
{
    const rh_record *last = NULL;
    for (size_t i = 0; i < p->course.n && p->course.records[i]->step <= p->last_step; i++)
        if (p->course.records[i]->kind == RH_REC_VERDICT && rh_str_eq(p->course.records[i]->verdict.action, action))
            last = p->course.records[i];
    return last;
}

/* The last of what the workflow would do by itself: proposed, did, drafted, held, blocked, dropped; NULL: nothing. */
static const rh_record *last_automatic(const rh_packet *p, rh_str action)
{
    const rh_record *last = NULL;
    for (size_t i = 0; i < p->course.n && p->course.records[i]->step <= p->last_step; i++)
        if (rh_record_group_of(p->course.records[i]->kind) == RH_REC_GROUP_ACTION &&
            rh_str_eq(p->course.records[i]->action.action, action))
            last = p->course.records[i];
    return last;
}

static bool is_ours(const rh_packet *p, rh_strs because)
{
    for (size_t i = 0; i < because.n; i++)
        if (rh_packet__has_entry(p, because.at[i])) return true;
    return false;
}

static rh_model_packet_action action_of(rh_packet *p, uint32_t a, const rh_record *since)
{
    const rh_action *action = &p->reg->actions[a];
    return (rh_model_packet_action){.id = action->id,
                                    .title = action->title,
                                    .verdict = (rh_model_verdict)p->seen.verdicts[a],
                                    .because = rh_explain_because(p->keep, p->reg, p->seen.because[a]),
                                    .is_customer = action->is_customer,
                                    .since = rh_packet__time(p, since != NULL ? since->at : RH_INSTANT_NEVER)};
}

/* By an entry of the item that is open, or was when it was seen. */
static bool is_listed(const rh_packet *p, uint32_t action)
{
    for (size_t i = 0; i < p->item->entries.n; i++) {
        const uint32_t at = rh_packet__entry(p, i);
        const bool is_active = p->seen.entries[at].status == RH_OPEN || p->seen.entries[at].status == RH_REJECTED;
        if (is_active && rh_packet__lists(p->reg, &p->reg->entries[at], action)) return true;
    }
    return false;
}

/* Pending ones wait whatever holds them; the others are those that the item lists, also where their turn is yet to
 * come. */
void rh_packet__fill_actions(rh_packet_report *out, rh_packet *p)
{
    RH_VEC(rh_model_packet_action) waiting = {0}, drafts = {0};
    bool ok = true;
    for (uint32_t a = 0; ok && a < p->reg->n_actions; a++) {
        const rh_record *automatic = last_automatic(p, p->reg->actions[a].id);
        const bool is_pending = automatic != NULL && automatic->kind == RH_REC_HELD;
        const bool is_held = is_ours(p, p->seen.because[a]) || is_listed(p, a);
        rh_model_packet_action row = action_of(p, a, last_verdict(p, p->reg->actions[a].id));
        row.is_pending = is_pending;
        if (is_pending || is_held) ok = RH_PUSH(p->keep, &waiting, row);
        if (ok && automatic != NULL && automatic->kind == RH_REC_DRAFTED)
            ok = RH_PUSH(p->keep, &drafts, action_of(p, a, automatic));
    }
    if (!ok) p->failed = true;
    out->actions = waiting.at;
    out->n_actions = waiting.n;
    out->drafts = drafts.at;
    out->n_drafts = drafts.n;
}

/* ---- options ---- */

typedef RH_VEC(rh_str) names;

static void add_name(names *out, rh_packet *p, rh_str name)
{
    for (size_t i = 0; i < out->n; i++)
        if (rh_str_eq(out->at[i], name)) return;
    if (!RH_PUSH(p->keep, out, name)) p->failed = true;
}

static void add_overriders(names *out, rh_packet *p)
{
    for (size_t i = 0; i < p->reg->n_roles; i++)
        if (p->reg->roles[i].may_override) add_name(out, p, p->reg->roles[i].id);
}

/* Reviewers first, then who may override; an override is offered to those with the right to it alone (C01). */
static names roles_of(const rh_packet_report *report, rh_packet *p, rh_verb verb)
{
    names roles = {0};
    for (size_t i = 0; verb != RH_VERB_OVERRIDE && i < report->n_entries; i++) {
        add_name(&roles, p, report->entries[i].primary);
        add_name(&roles, p, report->entries[i].backup);
        add_name(&roles, p, report->entries[i].escalation);
    }
    add_overriders(&roles, p);
    return roles;
}

/* Ruling 77: from the last role nobody escalates. */
static bool can_escalate(const rh_packet *p)
{
    for (size_t i = 0; i < p->item->entries.n; i++) {
        const uint32_t at = rh_packet__entry(p, i);
        const rh_entry_status *status = &p->seen.entries[at];
        const rh_entry *e = &p->reg->entries[at];
        const bool is_last = rh_str_eq(status->route, p->reg->roles[e->escalation].id) &&
                             !rh_str_eq(status->route, p->reg->roles[e->primary].id);
        if (status->status == RH_OPEN && !is_last) return true;
    }
    return false;
}

static rh_str decision_of(rh_packet *p, rh_verb verb)
{
    rh_buf out;
    rh_buf_init(&out, p->keep, 1024);
    rh_buf_put(&out, RH_STR("{\"area\":"));
    rh_buf_json_str(&out, p->item->area);
    rh_buf_printf(&out, ",\"decision\":\"%s\"}", rh_verb_name(verb));
    if (out.failed) p->failed = true;
    return rh_buf_str(&out);
}

void rh_packet__fill_options(rh_packet_report *out, rh_packet *p)
{
    static const struct {
        const char *says, *needs;
    } words[RH_N_VERBS] = {
#define X(VERB, says, needs) [RH_VERB_##VERB] = {says, needs},
#include "harness/packet/options.def"
#undef X
    };
    RH_VEC(rh_model_packet_option) options = {0};
    for (int v = 0; v < RH_N_VERBS && !p->item->is_closed; v++) {
        if (v == RH_VERB_ESCALATE && !can_escalate(p)) continue;
        const names roles = roles_of(out, p, (rh_verb)v);
        const rh_model_packet_option option = {.verb = rh_str_of(rh_verb_name((rh_verb)v)),
                                               .says = rh_str_of(words[v].says),
                                               .needs = words[v].needs[0] != '\0' ? rh_str_of(words[v].needs)
                                                                                  : rh_str_null(),
                                               .roles = roles.at,
                                               .n_roles = roles.n,
                                               .decision = decision_of(p, (rh_verb)v)};
        if (roles.n != 0 && !RH_PUSH(p->keep, &options, option)) p->failed = true;
    }
    out->options = options.at;
    out->n_options = options.n;
}
