/* Records, reasons and values in words. */
#include "harness/explain/explain_insides.h"

enum { MAX_WORDS_BYTES = 1 << 16 };

static const rh_entry *entry_of(const rh_register *reg, rh_str id)
{
    const uint32_t at = rh_register_entry(reg, id);
    return at == RH_NONE ? NULL : &reg->entries[at];
}

rh_model_place rh_explain__clause(const rh_register *reg, rh_str id)
{
    const rh_entry *entry = id.ptr != NULL ? entry_of(reg, id) : NULL;
    if (entry == NULL || entry->when.node == NULL) return (rh_model_place){rh_str_null(), 0, 0};
    const rh_span span = rh_node_at(entry->when.node, 0);
    return (rh_model_place){span.file, span.line, span.col};
}

static void put_entry(rh_buf *out, const rh_register *reg, rh_str id)
{
    const rh_entry *entry = entry_of(reg, id);
    rh_buf_put(out, id);
    if (entry != NULL) rh_buf_printf(out, " (%.*s)", RH_ARG(entry->title));
}

static void put_time(rh_buf *out, const char *before, rh_instant t)
{
    char text[32];
    rh_buf_put(out, rh_str_of(before));
    rh_buf_put(out, (rh_str){text, rh_instant_text(text, t)});
}

static void put_opening(rh_buf *out, const rh_record *r)
{
    rh_buf_printf(out, " %s: risk %s, goes to %.*s", rh_record_kind_name(r->kind), rh_risk_name(r->item.risk),
                  RH_ARG(r->item.route));
    if (r->item.has_due) put_time(out, ", due ", r->item.due);
    if (r->item.undecided) rh_buf_put(out, RH_STR("; its condition is undecided, so it fails closed"));
}

static void put_item(rh_buf *out, const rh_register *reg, const rh_record *r)
{
    put_entry(out, reg, r->item.entry);
    if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED) put_opening(out, r);
    else if (r->kind == RH_REC_CLEARED) rh_buf_put(out, RH_STR(" cleared: its condition is false and it may clear"));
    else if (r->kind == RH_REC_LAPSED) rh_buf_put(out, RH_STR(" lapsed: its window closed while it was open"));
    else if (r->kind == RH_REC_APPROVED)
        rh_buf_printf(out, " has the first of two approvals, by %.*s", RH_ARG(r->item.by));
    else if (r->kind == RH_REC_INFO_REQUESTED)
        rh_buf_printf(out, " waits for information that %.*s asked for", RH_ARG(r->item.by));
    else
        rh_buf_printf(out, " %s: %.*s by %.*s", rh_record_kind_name(r->kind), RH_ARG(r->item.decision),
                      RH_ARG(r->item.by));
}

static void put_action(rh_buf *out, const rh_record *r)
{
    static const struct {
        rh_record_kind kind;
        const char *before, *after;
    } words[] = {{RH_REC_PROPOSED, "the workflow would do ", ""},
                 {RH_REC_DID, "", " is done by itself"},
                 {RH_REC_DRAFTED, "", " is drafted for a person"},
                 {RH_REC_HELD, "", " is held until its verdict is allow"},
                 {RH_REC_BLOCKED, "", " is blocked"},
                 {RH_REC_DROPPED, "", " is dropped: an entry that lists it was rejected"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].kind == r->kind)
            rh_buf_printf(out, "%s%.*s%s", words[i].before, RH_ARG(r->action.action), words[i].after);
}

static void put_decision(rh_buf *out, const rh_register *reg, const rh_record *r)
{
    if (r->kind == RH_REC_UNAUTHORISED_DECISION)
        rh_buf_printf(out, "a decision by %.*s counts for nothing, for want of rights", RH_ARG(r->decision.by));
    else if (r->kind == RH_REC_UNMATCHED_DECISION)
        rh_buf_printf(out, "a decision by %.*s meets no open entry", RH_ARG(r->decision.by));
    else rh_buf_printf(out, "a decision by %.*s is not valid", RH_ARG(r->decision.by));
    if (r->decision.entry.ptr == NULL) return;
    rh_buf_put(out, RH_STR(": "));
    put_entry(out, reg, r->decision.entry);
}

static void put_moved(rh_buf *out, const rh_register *reg, const rh_record *r)
{
    if (r->kind == RH_REC_SLA_BREACHED) rh_buf_put(out, RH_STR("nobody decided in time on "));
    put_entry(out, reg, r->moved.entry);
    rh_buf_printf(out, r->kind == RH_REC_SLA_BREACHED ? ": it goes to %.*s" : " is escalated to %.*s",
                  RH_ARG(r->moved.to));
}

static void put_names(rh_buf *out, rh_strs names)
{
    for (size_t i = 0; i < names.n; i++) {
        if (i > 0) rh_buf_put(out, RH_STR(", "));
        rh_buf_put(out, names.at[i]);
    }
}

static void put_next(rh_buf *out, const rh_register *reg, rh_str rule)
{
    const uint32_t at = rh_register_alert(reg, rule);
    if (at != RH_NONE) rh_buf_printf(out, ": %.*s", RH_ARG(reg->monitors->alerts[at].next));
}

static void put_record(rh_buf *out, const rh_register *reg, const rh_record *r)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: put_item(out, reg, r); break;
    case RH_REC_GROUP_MOVED: put_moved(out, reg, r); break;
    case RH_REC_GROUP_STATE:
        rh_buf_printf(out, "state %.*s becomes %.*s", RH_ARG(r->state.from), RH_ARG(r->state.to));
        break;
    case RH_REC_GROUP_VERDICT:
        rh_buf_printf(out, "%.*s: %s, before %s", RH_ARG(r->verdict.action), rh_verdict_name(r->verdict.to),
                      rh_verdict_name(r->verdict.from));
        break;
    case RH_REC_GROUP_ACTION: put_action(out, r); break;
    case RH_REC_GROUP_OBSERVED:
        rh_buf_printf(out, "%.*s was done: the register says %s", RH_ARG(r->observed.action),
                      rh_verdict_name(r->observed.verdict));
        break;
    case RH_REC_GROUP_TASK:
        rh_buf_printf(out, "task %.*s for %.*s, from %.*s", RH_ARG(r->task.action), RH_ARG(r->task.owner),
                      RH_ARG(r->task.entry));
        break;
    case RH_REC_GROUP_DECISION: put_decision(out, reg, r); break;
    case RH_REC_GROUP_ERROR:
        rh_buf_printf(out, "the replay of this journey ended: %.*s of ", RH_ARG(r->error.code));
        put_names(out, r->error.what);
        break;
    case RH_REC_GROUP_ALERT:
        rh_buf_printf(out, "alert %.*s to ", RH_ARG(r->alert.rule));
        put_names(out, r->alert.to);
        put_next(out, reg, r->alert.rule);
        break;
    case RH_REC_GROUP_HEALTH:
        if (!r->health.is_scored) rh_buf_put(out, RH_STR("health: no longer scored"));
        else rh_buf_printf(out, "health %lld, %.*s", (long long)r->health.score, RH_ARG(r->health.band));
        break;
    default: break;
    }
}

static rh_str finish(const rh_buf *out)
{
    return out->failed ? rh_str_null() : rh_buf_str(out);
}

rh_str rh_explain_record(rh_arena *keep, const rh_register *reg, const rh_record *record)
{
    rh_buf out;
    rh_buf_init(&out, keep, MAX_WORDS_BYTES);
    put_record(&out, reg, record);
    return finish(&out);
}

static void put_source(rh_buf *out, const rh_register *reg, rh_str source)
{
    const rh_model_place place = rh_explain__clause(reg, source);
    if (rh_str_eq(source, RH_STR("default"))) rh_buf_put(out, RH_STR("its default"));
    else if (rh_str_eq(source, RH_STR("sequence"))) rh_buf_put(out, RH_STR("the state is outside its range"));
    else if (rh_str_eq(source, RH_STR("stop"))) rh_buf_put(out, RH_STR("an open entry stops the journey"));
    else put_entry(out, reg, source);
    if (place.file.ptr != NULL) rh_buf_printf(out, " at %.*s:%u:%u", RH_ARG(place.file), place.line, place.col);
}

rh_str rh_explain_because(rh_arena *keep, const rh_register *reg, rh_strs because)
{
    rh_buf out;
    if (because.n == 0) return rh_str_null();
    rh_buf_init(&out, keep, MAX_WORDS_BYTES);
    for (size_t i = 0; i < because.n; i++) {
        if (i > 0) rh_buf_put(&out, RH_STR("; "));
        put_source(&out, reg, because.at[i]);
    }
    return finish(&out);
}

rh_str rh_explain__value(rh_arena *keep, const rh_field *field, rh_value value)
{
    rh_buf out;
    if (!rh_explain__is_shown(field) || value.kind == RH_NULL || rh_is_personal(value)) return rh_str_null();
    rh_buf_init(&out, keep, MAX_WORDS_BYTES);
    rh_value_put_json(&out, value);
    return finish(&out);
}

/* ---- what a condition reads ---- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* The field that the name at `from` begins with, `namespace.field`; RH_NONE when it names none. *end is behind the
 * name. */
static uint32_t field_at(const rh_register *reg, rh_str text, size_t from, size_t *end)
{
    size_t dots = 0, to = from;
    for (*end = from; *end < text.len && is_name_char(text.ptr[*end]); (*end)++) {
        dots += text.ptr[*end] == '.';
        if (dots < 2) to = *end + 1;
    }
    return dots == 0 ? RH_NONE : rh_register_field(reg, rh_str_slice(text, from, to));
}

static void put_field(rh_buf *out, rh_arena *keep, const rh_field *field, rh_value value)
{
    const bool is_absent = value.kind == RH_NULL || ((value.kind == RH_LIST || value.kind == RH_MAP) && value.n == 0);
    const rh_str shown = rh_explain__value(keep, field, value);
    if (out->len > 0) rh_buf_put(out, RH_STR(", "));
    rh_buf_put(out, field->name);
    if (is_absent) rh_buf_put(out, RH_STR(" is absent"));
    else if (shown.ptr == NULL) rh_buf_put(out, RH_STR(" is set"));
    else rh_buf_printf(out, " is %.*s", RH_ARG(shown));
}

rh_str rh_explain__reads(rh_arena *keep, const rh_register *reg, const rh_view *view, rh_str condition)
{
    rh_buf out;
    RH_VEC(uint32_t) told = {0};
    rh_buf_init(&out, keep, MAX_WORDS_BYTES);
    for (size_t i = 0, end; i<condition.len; i = end> i ? end : i + 1) {
        const uint32_t field = field_at(reg, condition, i, &end);
        bool is_told = field == RH_NONE;
        for (size_t k = 0; k < told.n && !is_told; k++) is_told = told.at[k] == field;
        if (is_told) continue;
        if (!RH_PUSH(keep, &told, field)) return rh_str_null();
        put_field(&out, keep, &reg->fields[field], rh_view_field(view, field));
    }
    return out.len > 0 ? finish(&out) : rh_str_null();
}
