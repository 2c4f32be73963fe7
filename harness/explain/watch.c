/* What is seen while the journey runs: events, changed fields, records. */
#include "harness/explain/explain_insides.h"
#include "harness/replay/model_time.h"

#include <stdarg.h>
#include <stdio.h>

enum { MAX_TEXT_BYTES = 1 << 16 };

static void add(rh_explain_seen *seen, const rh_model_moment *moment)
{
    if (!RH_PUSH(seen->keep, &seen->moments, *moment)) seen->failed = true;
}

__attribute__((format(printf, 2, 3))) static rh_str say(rh_arena *keep, const char *format, ...)
{
    rh_buf out;
    char text[600];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rh_buf_init(&out, keep, MAX_TEXT_BYTES);
    rh_buf_put(&out, (rh_str){text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
    return rh_buf_str(&out);
}

/* ---- events and decisions ---- */

static rh_str text_at(rh_value map, const char *key)
{
    const rh_value *value = map.kind == RH_MAP ? rh_value_field(map, rh_str_of(key)) : NULL;
    return value != NULL && value->kind == RH_STRING ? rh_value_str(*value) : rh_str_null();
}

/* The reason of a decision is free text and is left to the packet. */
static rh_str say_decision(rh_arena *keep, const rh_event *event)
{
    static const char *const targets[] = {"entry", "area", "action"};
    const rh_str verb = text_at(event->data, "decision");
    for (size_t i = 0; i < 3; i++) {
        const rh_str target = text_at(event->data, targets[i]);
        if (target.ptr != NULL)
            return say(keep, "%.*s decides %.*s on %s %.*s", RH_ARG(event->actorrole), RH_ARG(verb), targets[i],
                       RH_ARG(target));
    }
    return say(keep, "%.*s decides %.*s", RH_ARG(event->actorrole), RH_ARG(verb));
}

static void see_event(rh_explain_seen *seen, const rh_event *event)
{
    const bool is_decision = rh_str_eq(event->type, RH_STR("human_decided"));
    rh_model_moment m = {.at = rh_model_time_of(seen->keep, event->knowntime),
                         .kind = is_decision ? RH_MODEL_DECISION : RH_MODEL_EVENT,
                         .what = rh_arena_str(seen->keep, event->type)};
    if (is_decision) m.text = say_decision(seen->keep, event);
    else
        m.text = say(seen->keep, "%.*s by %.*s%s%.*s, from %.*s%s", RH_ARG(event->type), RH_ARG(event->actorkind),
                     event->actorrole.len > 0 ? " " : "", RH_ARG(event->actorrole), RH_ARG(event->source),
                     event->is_synthetic ? " (made up)" : "");
    if (is_decision) m.entry = rh_arena_str(seen->keep, text_at(event->data, "entry"));
    add(seen, &m);
}

/* ---- fields ---- */

static rh_str say_change(rh_explain_seen *seen, const rh_field *field, rh_value old, rh_value now)
{
    const rh_str before = rh_explain__value(seen->keep, field, old), after = rh_explain__value(seen->keep, field, now);
    if (now.kind == RH_NULL) return say(seen->keep, "%.*s is absent again", RH_ARG(field->name));
    if (after.ptr == NULL)
        return say(seen->keep, "%.*s %s", RH_ARG(field->name), old.kind == RH_NULL ? "is set" : "changes");
    if (before.ptr == NULL) return say(seen->keep, "%.*s is %.*s", RH_ARG(field->name), RH_ARG(after));
    return say(seen->keep, "%.*s is %.*s, before %.*s", RH_ARG(field->name), RH_ARG(after), RH_ARG(before));
}

static void see_fields(rh_explain_seen *seen, const rh_view *view, const rh_event *event)
{
    for (uint32_t f = 0; f < seen->reg->n_fields; f++) {
        const rh_field *field = &seen->reg->fields[f];
        rh_explain_owner *owner = &seen->fields[f];
        const rh_value now = rh_view_field(view, f);
        if (rh_value_same(owner->value, now)) continue;
        const rh_model_moment m = {.at = rh_model_time_of(seen->keep, rh_view_now(view)),
                                   .kind = RH_MODEL_FACT,
                                   .what = field->name,
                                   .text = say_change(seen, field, owner->value, now)};
        *owner = (rh_explain_owner){.value = now, .event = event, .known = rh_view_now(view)};
        add(seen, &m);
    }
}

/* ---- records ---- */

static rh_str entry_of(const rh_record *r)
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
    case RH_REC_GROUP_HEALTH:
    default: return rh_str_null();
    }
}

static rh_str action_of(const rh_record *r)
{
    const rh_record_group group = rh_record_group_of(r->kind);
    if (group == RH_REC_GROUP_VERDICT) return r->verdict.action;
    if (group == RH_REC_GROUP_OBSERVED) return r->observed.action;
    if (group == RH_REC_GROUP_TASK) return r->task.action;
    return group == RH_REC_GROUP_ACTION ? r->action.action : rh_str_null();
}

static rh_strs because_of(const rh_record *r)
{
    const rh_record_group group = rh_record_group_of(r->kind);
    if (group == RH_REC_GROUP_VERDICT) return r->verdict.because;
    return group == RH_REC_GROUP_OBSERVED ? r->observed.because : (rh_strs){NULL, 0};
}

/* The clause behind a record: of its entry, or of the first of its reasons that is one. */
static rh_model_place clause_of(const rh_register *reg, const rh_record *r)
{
    const rh_strs because = because_of(r);
    rh_model_place place = rh_explain__clause(reg, entry_of(r));
    for (size_t i = 0; i < because.n && place.file.ptr == NULL; i++) place = rh_explain__clause(reg, because.at[i]);
    return place;
}

/* For an opening, what its condition read; for a verdict, its sources. */
static rh_str reason_of(rh_explain_seen *seen, const rh_view *view, const rh_record *r)
{
    const rh_register *reg = seen->reg;
    if (r->kind != RH_REC_OPENED && r->kind != RH_REC_REOPENED)
        return rh_explain_because(seen->keep, reg, because_of(r));
    const uint32_t entry = rh_register_entry(reg, r->item.entry);
    return entry == RH_NONE ? rh_str_null() : rh_explain__reads(seen->keep, reg, view, reg->entries[entry].when.text);
}

static rh_str canonical(rh_explain_seen *seen, rh_str journey, const rh_record *r)
{
    rh_buf out;
    rh_buf_init(&out, seen->keep, 1 << 20);
    rh_record_put(&out, journey, r);
    if (out.failed) seen->failed = true;
    return rh_str_slice(rh_buf_str(&out), 0, out.len > 0 ? out.len - 1 : 0);
}

static void see_record(rh_explain_seen *seen, const rh_view *view, const rh_record *r)
{
    const rh_model_moment m = {.at = rh_model_time_of(seen->keep, r->at),
                               .kind = RH_MODEL_RECORD,
                               .what = rh_str_of(rh_record_kind_name(r->kind)),
                               .text = rh_explain_record(seen->keep, seen->reg, r),
                               .entry = rh_arena_str(seen->keep, entry_of(r)),
                               .action = rh_arena_str(seen->keep, action_of(r)),
                               .because = reason_of(seen, view, r),
                               .place = clause_of(seen->reg, r),
                               .record = canonical(seen, seen->journey, r)};
    add(seen, &m);
}

/* In a step: the event, what it observed, the fields, then all else (ruling 147). */
void rh_explain__step(void *ctx, const rh_view *view, const rh_event *event)
{
    rh_explain_seen *seen = ctx;
    if (!rh_view_has_lane(view, seen->lane)) return;
    size_t n;
    const rh_record *const *records = rh_view_records(view, &n);
    if (event != NULL) see_event(seen, event);
    for (size_t i = 0; i < n; i++)
        if (records[i]->kind == RH_REC_OBSERVED) see_record(seen, view, records[i]);
    see_fields(seen, view, event);
    for (size_t i = 0; i < n; i++)
        if (records[i]->kind != RH_REC_OBSERVED) see_record(seen, view, records[i]);
}
