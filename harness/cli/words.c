/* Records, events and values as sentences. */
#include "harness/cli/words.h"

#include "engine/base/buf.h"

#include <stdio.h>

enum { WORDS_MAX_BYTES = 1 << 16 };

rh_str rh_words(rh_arena *keep, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : rh_arena_alloc(keep, (size_t)n + 1);
    if (text != NULL) vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text == NULL ? rh_str_null() : (rh_str){text, (size_t)n};
}

static rh_str join(rh_arena *keep, rh_strs list)
{
    rh_buf out;
    rh_buf_init(&out, keep, WORDS_MAX_BYTES);
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0) rh_buf_put(&out, RH_STR(", "));
        rh_buf_put(&out, list.at[i]);
    }
    return rh_buf_str(&out);
}

static rh_str item_words(rh_arena *keep, const rh_record *r)
{
    char due[32] = "";
    if (r->item.has_due) rh_instant_text(due, r->item.due);
    const char *kind = rh_record_kind_name(r->kind);
    if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED)
        return rh_words(keep, "%.*s %s%s: risk %s, with %.*s%s%s", RH_ARG(r->item.entry), kind,
                        r->item.undecided ? " because its condition could not be decided" : "",
                        rh_risk_name(r->item.risk), RH_ARG(r->item.route), r->item.has_due ? ", due " : "", due);
    if (r->item.by.ptr == NULL) return rh_words(keep, "%.*s %s", RH_ARG(r->item.entry), kind);
    return rh_words(keep, "%.*s %s by %.*s (%.*s)", RH_ARG(r->item.entry), kind, RH_ARG(r->item.by),
                    RH_ARG(r->item.decision));
}

static rh_str action_words(rh_arena *keep, const rh_record *r)
{
    const rh_str action = r->action.action;
    switch ((int)r->kind) {
    case RH_REC_PROPOSED: return rh_words(keep, "the workflow would do %.*s", RH_ARG(action));
    case RH_REC_DID: return rh_words(keep, "the workflow did %.*s", RH_ARG(action));
    case RH_REC_DRAFTED: return rh_words(keep, "%.*s was drafted", RH_ARG(action));
    case RH_REC_HELD: return rh_words(keep, "%.*s is held", RH_ARG(action));
    case RH_REC_BLOCKED: return rh_words(keep, "%.*s was blocked", RH_ARG(action));
    default: return rh_words(keep, "%.*s was dropped", RH_ARG(action));
    }
}

rh_str rh_words_record(rh_arena *keep, const rh_record *r)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: return item_words(keep, r);
    case RH_REC_GROUP_MOVED:
        return rh_words(
            keep, r->kind == RH_REC_ESCALATED ? "%.*s escalated to %.*s" : "%.*s breached its time; now with %.*s",
            RH_ARG(r->moved.entry), RH_ARG(r->moved.to));
    case RH_REC_GROUP_STATE: return rh_words(keep, "state %.*s, from %.*s", RH_ARG(r->state.to), RH_ARG(r->state.from));
    case RH_REC_GROUP_VERDICT:
        return rh_words(keep, "%.*s: %s, from %s, because of %.*s", RH_ARG(r->verdict.action),
                        rh_verdict_name(r->verdict.to), rh_verdict_name(r->verdict.from),
                        RH_ARG(join(keep, r->verdict.because)));
    case RH_REC_GROUP_ACTION: return action_words(keep, r);
    case RH_REC_GROUP_OBSERVED:
        return rh_words(keep, "history did %.*s; the register said %s, because of %.*s", RH_ARG(r->observed.action),
                        rh_verdict_name(r->observed.verdict), RH_ARG(join(keep, r->observed.because)));
    case RH_REC_GROUP_TASK:
        return rh_words(keep, "task %.*s for %.*s (%.*s)", RH_ARG(r->task.action), RH_ARG(r->task.owner),
                        RH_ARG(r->task.entry));
    case RH_REC_GROUP_DECISION:
        return rh_words(keep, "%s%s%.*s", rh_record_kind_name(r->kind), r->decision.entry.ptr != NULL ? " on " : "",
                        RH_ARG(r->decision.entry));
    case RH_REC_GROUP_ERROR:
        return rh_words(keep, "error %.*s: %.*s", RH_ARG(r->error.code), RH_ARG(join(keep, r->error.what)));
    case RH_REC_GROUP_ALERT:
        return rh_words(keep, "alert %.*s to %.*s", RH_ARG(r->alert.rule), RH_ARG(join(keep, r->alert.to)));
    case RH_REC_GROUP_HEALTH:
        return rh_words(keep, "health %lld, %.*s", (long long)r->health.score, RH_ARG(r->health.band));
    }
    return rh_str_null();
}

rh_str rh_words_event(rh_arena *keep, const rh_event *event)
{
    if (event->actorrole.ptr == NULL)
        return rh_words(keep, "%.*s from %.*s, by %.*s", RH_ARG(event->type), RH_ARG(event->source),
                        RH_ARG(event->actorkind));
    return rh_words(keep, "%.*s from %.*s, by %.*s (%.*s)", RH_ARG(event->type), RH_ARG(event->source),
                    RH_ARG(event->actorkind), RH_ARG(event->actorrole));
}

static rh_str text_under(rh_value data, const char *key)
{
    const rh_value *value = data.kind == RH_MAP ? rh_value_field(data, rh_str_of(key)) : NULL;
    return value != NULL && value->kind == RH_STRING ? rh_value_str(*value) : rh_str_null();
}

rh_str rh_words_decision(rh_arena *keep, const rh_event *event)
{
    rh_str target = text_under(event->data, "entry");
    if (target.ptr == NULL) target = text_under(event->data, "area");
    if (target.ptr == NULL) target = text_under(event->data, "action");
    return rh_words(keep, "%.*s %.*s, by %.*s", RH_ARG(text_under(event->data, "decision")), RH_ARG(target),
                    RH_ARG(event->actorrole));
}
