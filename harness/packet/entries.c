/* The entries behind the item: why each is open, what it asks of a person, who that is and until when. */
#include "harness/packet/packet_insides.h"

uint32_t rh_packet__entry(const rh_packet *p, size_t i)
{
    return rh_register_entry(p->reg, p->item->entries.at[i]);
}

bool rh_packet__has_entry(const rh_packet *p, rh_str id)
{
    for (size_t i = 0; id.ptr != NULL && i < p->item->entries.n; i++)
        if (rh_str_eq(p->item->entries.at[i], id)) return true;
    return false;
}

rh_str rh_packet__entry_of(const rh_record *r)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: return r->item.entry;
    case RH_REC_GROUP_MOVED: return r->moved.entry;
    case RH_REC_GROUP_TASK: return r->task.entry;
    case RH_REC_GROUP_DECISION: return r->decision.entry;
    case RH_REC_GROUP_STATE:
    case RH_REC_GROUP_VERDICT:
    case RH_REC_GROUP_ACTION:
    case RH_REC_GROUP_OBSERVED:
    case RH_REC_GROUP_ERROR:
    case RH_REC_GROUP_ALERT:
    case RH_REC_GROUP_HEALTH: break;
    }
    return rh_str_null();
}

/* ---- clocks and tiers ---- */

static rh_str clock_text(rh_packet *p, rh_span_of_time span)
{
    static const char *const units[] = {"minute", "hour", "day", "business hour", "business day"};
    rh_buf out;
    rh_buf_init(&out, p->keep, 64);
    rh_buf_printf(&out, "%lld %s%s", (long long)span.n, units[span.unit], span.n == 1 ? "" : "s");
    if (out.failed) p->failed = true;
    return rh_buf_str(&out);
}

static void fill_tier(rh_model_packet_entry *out, rh_packet *p, const rh_entry *entry)
{
    for (size_t i = 0; i < p->reg->n_tiers; i++) {
        if (p->reg->tiers[i].tier != entry->sla) continue;
        out->clock = clock_text(p, p->reg->tiers[i].clock);
        out->is_stop = p->reg->tiers[i].stops;
    }
}

/* ---- what the records of this item say of the entry ---- */

static const rh_record *opening_of(const rh_packet *p, rh_str id)
{
    const rh_record *opening = NULL;
    for (size_t i = p->item->begin; i < p->course.n && i <= p->item->end; i++)
        if (rh_record_opens(p->course.records[i]) && rh_str_eq(p->course.records[i]->item.entry, id))
            opening = p->course.records[i];
    return opening;
}

static void fill_course(rh_model_packet_entry *out, rh_packet *p, rh_str id)
{
    for (size_t i = p->item->begin; i < p->course.n && i <= p->item->end; i++) {
        const rh_record *r = p->course.records[i];
        if (r->step > p->last_step) return;
        out->breaches += r->kind == RH_REC_SLA_BREACHED && rh_str_eq(r->moved.entry, id);
        if (r->kind == RH_REC_APPROVED && rh_str_eq(r->item.entry, id)) out->first_of_two = r->item.by;
        if (rh_record_opens(r) && rh_str_eq(r->item.entry, id)) out->first_of_two = rh_str_null();
    }
}

/* ---- two people ---- */

bool rh_packet__lists(const rh_register *reg, const rh_entry *entry, uint32_t action)
{
    for (size_t i = 0; i < entry->n_effects; i++) {
        if (entry->effects[i].action == action) return true;
        for (size_t k = 0; k < reg->actions[action].n_family; k++)
            if (reg->actions[action].family[k] == entry->effects[i].action) return true;
    }
    return false;
}

/* Ruling 84. */
static bool needs_two(const rh_packet *p, const rh_entry *entry)
{
    const rh_policy *policy = &p->reg->policy;
    if (policy->dual_amount == RH_NONE) return false;
    const rh_value amount = p->seen.fields[policy->dual_amount].value;
    if (amount.kind != RH_INT || amount.i <= policy->materiality) return false;
    for (size_t i = 0; i < policy->n_dual_actions; i++)
        if (rh_packet__lists(p->reg, entry, policy->dual_actions[i])) return true;
    return false;
}

/* ---- tasks ---- */

/* Records of tasks come in the order of the entry's tasks, those with a delay later: the nth of one action and owner is
 * the nth such task. */
static const rh_record *record_of_task(const rh_packet *p, const rh_entry *entry, const rh_record *opening, size_t task)
{
    const rh_task *t = &entry->tasks[task];
    size_t skip = 0;
    for (size_t i = 0; i < task; i++)
        skip += entry->tasks[i].action == t->action && rh_str_eq(entry->tasks[i].owner, t->owner);
    for (size_t i = 0; opening != NULL && i < p->course.n; i++) {
        const rh_record *r = p->course.records[i];
        if (r->n < opening->n || r->kind != RH_REC_TASK || !rh_str_eq(r->task.entry, entry->id)) continue;
        if (!rh_str_eq(r->task.action, p->reg->actions[t->action].id) || !rh_str_eq(r->task.owner, t->owner)) continue;
        if (skip-- == 0) return r;
    }
    return NULL;
}

static void fill_tasks(rh_model_packet_entry *out, rh_packet *p, const rh_entry *entry, const rh_record *opening)
{
    rh_model_packet_task *tasks = RH_NEW_N(p->keep, entry->n_tasks, rh_model_packet_task);
    if (tasks == NULL) {
        p->failed = true;
        return;
    }
    for (size_t i = 0; i < entry->n_tasks; i++) {
        const rh_task *t = &entry->tasks[i];
        const rh_record *given = record_of_task(p, entry, opening, i);
        rh_instant at = given != NULL ? given->at : RH_INSTANT_NEVER;
        const bool is_awaited = given == NULL && opening != NULL && t->has_after && !p->item->is_closed;
        if (is_awaited && !rh_calendar_add(p->reg->calendar, &at, opening->at, t->after)) at = RH_INSTANT_NEVER;
        tasks[i] = (rh_model_packet_task){.action = p->reg->actions[t->action].id,
                                          .owner = t->owner,
                                          .text = t->text,
                                          .at = rh_packet__time(p, at),
                                          .is_given = given != NULL};
    }
    out->tasks = tasks;
    out->n_tasks = entry->n_tasks;
}

/* ---- an entry ---- */

static void fill_status(rh_model_packet_entry *out, rh_packet *p, uint32_t at, const rh_record *opening)
{
    static const char *const names[] = {"idle", "open", "released", "rejected"};
    const rh_entry_status *status = &p->seen.entries[at];
    out->status = rh_str_of(names[status->status]);
    out->risk = rh_str_of(rh_risk_name(opening != NULL ? opening->item.risk : p->reg->entries[at].risk));
    out->opened = rh_packet__time(p, opening != NULL ? opening->at : RH_INSTANT_NEVER);
    const bool is_over = status->status == RH_IDLE && opening != NULL;
    out->route = rh_arena_str(p->keep, is_over ? opening->item.route : status->route);
    if (status->status == RH_OPEN && status->has_due) out->due = rh_packet__time(p, status->due);
}

static void fill_entry(rh_model_packet_entry *out, rh_packet *p, size_t i)
{
    const uint32_t at = rh_packet__entry(p, i);
    const rh_entry *e = &p->reg->entries[at];
    const rh_record *opening = opening_of(p, e->id);
    const rh_span span = e->when.node != NULL ? rh_node_at(e->when.node, 0) : (rh_span){e->file, 0, 0};
    *out = (rh_model_packet_entry){.id = e->id,
                                   .title = e->title,
                                   .lane = e->lane,
                                   .exception = e->exception,
                                   .reason = e->reason,
                                   .trigger = e->trigger,
                                   .sla = e->sla,
                                   .place = {span.file, span.line, span.col},
                                   .evidence = rh_packet__evidence(p, e),
                                   .human = e->human,
                                   .primary = p->reg->roles[e->primary].id,
                                   .backup = p->reg->roles[e->backup].id,
                                   .escalation = p->reg->roles[e->escalation].id,
                                   .needs_two = needs_two(p, e),
                                   .audit = e->audit.at,
                                   .n_audit = e->audit.n};
    rh_packet__tell(out, p, i);
    fill_tier(out, p, e);
    fill_status(out, p, at, opening);
    fill_course(out, p, e->id);
    fill_tasks(out, p, e, opening);
}

/* Of the open ones the highest risk and the earliest due instant are the item's (SPEC.md section 6). */
static void fill_item(rh_packet_report *out, rh_packet *p)
{
    out->risk = rh_str_of(rh_risk_name(p->item->risk));
    out->sla = p->item->sla;
    rh_instant due = RH_INSTANT_NEVER;
    for (size_t i = 0; i < p->item->entries.n; i++) {
        const rh_entry_status *status = &p->seen.entries[rh_packet__entry(p, i)];
        if (status->status != RH_OPEN) continue;
        if (out->route.ptr == NULL || (status->has_due && rh_instant_before(status->due, due)))
            out->route = rh_arena_str(p->keep, status->route);
        if (status->has_due) due = rh_instant_min(due, status->due);
    }
    if (out->route.ptr == NULL) out->route = p->item->route;
    out->due = rh_packet__time(p, due);
    const rh_instant at = p->item->is_closed ? p->item->closed_at : p->request->at;
    const bool is_late = rh_instant_before(due, at);
    int64_t ns = 0;
    if (!rh_instant_is_never(due)) {
        out->has_left = rh_calendar_open_between(p->reg->calendar, &ns, is_late ? due : at, is_late ? at : due);
        out->left_minutes = (is_late ? -ns : ns) / 60000000000;
    }
    out->has_waited = rh_calendar_open_between(p->reg->calendar, &ns, p->item->opened_at, at);
    out->waited_minutes = ns / 60000000000;
}

void rh_packet__fill_entries(rh_packet_report *out, rh_packet *p)
{
    rh_model_packet_entry *entries = RH_NEW_N(p->keep, p->item->entries.n, rh_model_packet_entry);
    if (entries == NULL) {
        p->failed = true;
        return;
    }
    for (size_t i = 0; i < p->item->entries.n; i++) fill_entry(&entries[i], p, i);
    out->entries = entries;
    out->n_entries = p->item->entries.n;
    fill_item(out, p);
}
