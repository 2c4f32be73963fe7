/* What came after. */
#include "engine/judge/aftermath.h"

enum { COMMIT_DIGITS = 40 };

static bool is_same_event(const rh_event *a, const rh_event *b)
{
    return a == b || (rh_str_eq(a->id, b->id) && rh_str_eq(a->source, b->source));
}

bool rh_aftermath_has(const rh_aftermath *aftermath, const rh_event *event, rh_str type)
{
    if (!rh_str_eq(event->type, type)) return false;
    for (size_t i = 0; i < aftermath->n_rejected; i++)
        if (is_same_event(aftermath->rejected[i]->event, event)) return false;
    return true;
}

rh_str rh_event_text(const rh_event *event, const char *key)
{
    const rh_value *value = event->data.kind == RH_MAP ? rh_value_field(event->data, rh_str_of(key)) : NULL;
    return value != NULL && value->kind == RH_STRING ? rh_value_str(*value) : rh_str_null();
}

static bool is_commit(rh_str text)
{
    if (text.len != COMMIT_DIGITS) return false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
    }
    return true;
}

rh_str rh_revision_in_force(const rh_aftermath *aftermath, const rh_event *event)
{
    if (is_commit(event->registerrev)) return event->registerrev;
    rh_str commit = rh_str_null();
    for (size_t i = 0; i < aftermath->n_live; i++) {
        if (rh_instant_before(event->knowntime, aftermath->live[i].since)) break;
        commit = aftermath->live[i].commit;
    }
    return commit;
}
