/* What was done about the item so far, and about its area and its entries before. */
#include "harness/packet/packet_insides.h"

#include "harness/explain/explain.h"

/* The payload of a decision by its key; absent where the event is none. */
static rh_model_masked said(rh_packet *p, const rh_event *event, const char *key)
{
    const rh_value *value = event != NULL && event->data.kind == RH_MAP ? rh_value_field(event->data, rh_str_of(key))
                                                                        : NULL;
    return rh_packet__masked(p, value != NULL ? *value : rh_null());
}

static rh_model_masked actor_of(rh_packet *p, const rh_event *event)
{
    const bool is_named = event != NULL && event->actor.ptr != NULL;
    return rh_packet__masked(p, is_named ? rh_string(event->actor) : rh_null());
}

static bool is_decision(const rh_record *r)
{
    return r->kind == RH_REC_ESCALATED || r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED ||
           r->kind == RH_REC_REJECTED || r->kind == RH_REC_INFO_REQUESTED || r->kind == RH_REC_UNAUTHORISED_DECISION ||
           r->kind == RH_REC_INVALID_DECISION;
}

static rh_str by_of(const rh_record *r)
{
    const rh_record_group group = rh_record_group_of(r->kind);
    if (group == RH_REC_GROUP_ITEM) return r->item.by;
    return group == RH_REC_GROUP_DECISION ? r->decision.by : rh_str_null();
}

static rh_model_packet_event event_of(rh_packet *p, const rh_record *r)
{
    rh_model_packet_event row = {.at = rh_packet__time(p, r->at),
                                 .text = rh_explain_record(p->keep, p->reg, r),
                                 .by = rh_arena_str(p->keep, by_of(r)),
                                 .event = rh_packet__name_of_event(p, r->event),
                                 .is_decision = is_decision(r)};
    if (!row.is_decision) return row;
    row.actor = actor_of(p, r->event);
    row.reason = said(p, r->event, "reason");
    row.edits = said(p, r->event, "edits");
    row.scope = said(p, r->event, "scope");
    row.condition_owner = said(p, r->event, "condition_owner");
    row.condition_due = said(p, r->event, "condition_due_at");
    return row;
}

/* From the opening of the item to the end of the replay: what closed it, and what followed, stand here as well. */
static void fill_events(rh_packet_report *out, rh_packet *p)
{
    RH_VEC(rh_model_packet_event) rows = {0};
    for (size_t i = p->item->begin; i < p->course.n; i++) {
        const rh_record *r = p->course.records[i];
        if (!rh_packet__has_entry(p, rh_packet__entry_of(r))) continue;
        if (!RH_PUSH(p->keep, &rows, event_of(p, r))) p->failed = true;
    }
    out->history = rows.at;
    out->n_history = rows.n;
}

/* ---- items before this one ---- */

static bool is_related(const rh_packet *p, const rh_item *item)
{
    if (item == p->item || item->begin > p->item->begin) return false;
    if (rh_str_eq(item->area, p->item->area)) return true;
    for (size_t i = 0; i < item->entries.n; i++)
        if (rh_packet__has_entry(p, item->entries.at[i])) return true;
    return false;
}

static rh_model_packet_prior prior_of(rh_packet *p, const rh_item *item)
{
    rh_buf id, entries;
    rh_buf_init(&id, p->keep, 1 << 16);
    rh_buf_init(&entries, p->keep, 1 << 16);
    rh_buf_printf(&id, "%.*s/%.*s/%u", RH_ARG(p->request->journey->id), RH_ARG(item->area), item->nth);
    for (size_t i = 0; i < item->entries.n; i++)
        rh_buf_printf(&entries, "%s%.*s", i > 0 ? ", " : "", RH_ARG(item->entries.at[i]));
    if (id.failed || entries.failed) p->failed = true;
    rh_model_packet_prior prior = {.item = rh_buf_str(&id),
                                   .opened = rh_packet__time(p, item->opened_at),
                                   .entries = rh_buf_str(&entries),
                                   .how = RH_STR("still open")};
    if (!item->is_closed) return prior;
    prior.closed = rh_packet__time(p, item->closed_at);
    prior.how = rh_explain_record(p->keep, p->reg, p->course.records[item->end]);
    return prior;
}

static void fill_priors(rh_packet_report *out, rh_packet *p)
{
    RH_VEC(rh_model_packet_prior) rows = {0};
    for (size_t i = 0; i < p->n_items; i++)
        if (is_related(p, &p->items[i]) && !RH_PUSH(p->keep, &rows, prior_of(p, &p->items[i]))) p->failed = true;
    out->priors = rows.at;
    out->n_priors = rows.n;
}

void rh_packet__fill_history(rh_packet_report *out, rh_packet *p)
{
    fill_events(out, p);
    fill_priors(out, p);
}
