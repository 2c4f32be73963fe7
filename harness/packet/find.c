/* Which item, and what was known when it was last open. */
#include "harness/packet/packet_insides.h"

/* ---- the id ---- */

static bool is_area(const rh_register *reg, rh_str word)
{
    for (size_t i = 0; i < reg->n_entries; i++)
        if (rh_str_eq(reg->entries[i].area, word)) return true;
    return false;
}

static size_t last_slash(rh_str text)
{
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != '/') at--;
    return at; /* behind it; 0: none */
}

static uint32_t number(rh_str text)
{
    uint32_t n = 0;
    if (text.len == 0 || text.len > 9 || text.ptr[0] == '0') return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return 0;
        n = n * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return n;
}

rh_packet_id rh_packet_id_of(const rh_register *reg, rh_str text)
{
    const rh_packet_id journey = {text, rh_str_null(), 0};
    const size_t second = last_slash(text);
    if (second == 0) return journey;
    const rh_str before = rh_str_slice(text, 0, second - 1);
    const size_t first = last_slash(before);
    const rh_str area = rh_str_slice(before, first, before.len);
    const uint32_t nth = number(rh_str_slice(text, second, text.len));
    if (first == 0 || nth == 0 || !is_area(reg, area)) return journey;
    return (rh_packet_id){rh_str_slice(text, 0, first - 1), area, nth};
}

/* ---- the item ---- */

static bool is_meant(const rh_packet *p, const rh_item *item)
{
    const rh_packet_id *id = &p->request->id;
    if (id->area.ptr == NULL) return !item->is_closed;
    return item->nth == id->nth && rh_str_eq(item->area, id->area);
}

static rh_code no_item(rh_packet *p, size_t n_meant)
{
    const rh_packet_id *id = &p->request->id;
    char names[200];
    rh_buf list;
    rh_buf_init(&list, p->keep, sizeof names);
    for (size_t i = 0; i < p->n_items; i++)
        if (!p->items[i].is_closed)
            rh_buf_printf(&list, "%s%.*s/%u", list.len > 0 ? ", " : "", RH_ARG(p->items[i].area), p->items[i].nth);
    if (id->area.ptr != NULL)
        return rh_err_set(p->err, RH_ITEM_MISSING, (rh_span){0}, "journey %.*s has no item %.*s/%u by then; open: %.*s",
                          RH_ARG(id->journey), RH_ARG(id->area), id->nth,
                          RH_ARG(list.len > 0 ? rh_buf_str(&list) : RH_STR("none")));
    if (n_meant == 0)
        return rh_err_set(p->err, RH_ITEM_MISSING, (rh_span){0}, "journey %.*s has no open item by then",
                          RH_ARG(id->journey));
    return rh_err_set(p->err, RH_ITEM_MISSING, (rh_span){0}, "journey %.*s has %zu open items, name one of %.*s",
                      RH_ARG(id->journey), n_meant, RH_ARG(rh_buf_str(&list)));
}

static rh_code choose(rh_packet *p)
{
    size_t n_meant = 0;
    p->course.records = rh_run_records(p->run, p->request->lane, &p->course.n);
    const rh_code code = rh_items_find(&p->items, &p->n_items, p->keep, &p->course, p->err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < p->n_items; i++) {
        if (!is_meant(p, &p->items[i])) continue;
        p->item = &p->items[i];
        n_meant++;
    }
    return n_meant == 1 ? RH_OK : no_item(p, n_meant);
}

/* ---- the situation ---- */

static void see_field(rh_packet_owner *owner, rh_value now, const rh_event *event, rh_instant at)
{
    if (rh_value_same(owner->value, now)) return;
    const bool stays_absent = rh_packet__is_absent(owner->value) && rh_packet__is_absent(now);
    if (stays_absent) owner->value = now; /* an empty list is none */
    else *owner = (rh_packet_owner){now, event, at};
}

static void see(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_packet *p = ctx;
    rh_packet_seen *s = &p->seen;
    if (!rh_view_has_lane(view, p->request->lane) || rh_view_step(view) > p->last_step) return;
    s->now = rh_view_now(view);
    s->state = rh_view_state(view);
    for (uint32_t f = 0; f < p->reg->n_fields; f++) see_field(&s->fields[f], rh_view_field(view, f), event, s->now);
    for (uint32_t e = 0; e < p->reg->n_entries; e++) s->entries[e] = rh_view_entry(view, e);
    for (uint32_t a = 0; a < p->reg->n_actions; a++) s->verdicts[a] = rh_view_verdict(view, a, &s->because[a]);
    rh_packet__see_live(p, view);
}

static bool make_room(rh_packet *p)
{
    const rh_register *reg = p->reg;
    p->seen.fields = RH_NEW_N(p->keep, reg->n_fields, rh_packet_owner);
    p->seen.entries = RH_NEW_N(p->keep, reg->n_entries, rh_entry_status);
    p->seen.verdicts = RH_NEW_N(p->keep, reg->n_actions, rh_verdict);
    p->seen.because = RH_NEW_N(p->keep, reg->n_actions, rh_strs);
    if (rh_arena_failed(p->keep)) return false;
    for (size_t f = 0; f < reg->n_fields; f++) p->seen.fields[f].known = RH_INSTANT_NEVER;
    return true;
}

/* The last step in which it was open; one that opened and closed in the same step was open in that. */
static uint32_t last_step_of(const rh_packet *p)
{
    const rh_item *item = p->item;
    if (!item->is_closed) return UINT32_MAX;
    const uint32_t began = p->course.records[item->begin]->step, ended = p->course.records[item->end]->step;
    return ended > began ? ended - 1 : ended;
}

/* Twice: which item it is, and thereby which step to look at, is known at the end only. */
rh_code rh_packet__find(rh_packet *p)
{
    const rh_observer observer = {.ctx = p, .step = see};
    const rh_packet_request *request = p->request;
    rh_code code = rh_replay_journey(p->run, request->journey, request->at, p->err);
    if (code == RH_OK) code = choose(p);
    if (code == RH_OK) code = rh_packet__compile_live(p);
    if (code != RH_OK) return code;
    if (!make_room(p)) return rh_err_nomem(p->err);
    rh_replay_note_oscillated(request->oscillated, rh_run_oscillated(p->run, request->lane));
    p->last_step = last_step_of(p);
    rh_run_set_observer(p->run, &observer);
    code = rh_replay_journey(p->run, request->journey, request->at, p->err);
    rh_run_set_observer(p->run, NULL);
    return code == RH_OK ? choose(p) : code;
}
