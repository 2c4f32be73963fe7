/* The order of events. */
#include "engine/journey/event.h"

/* Ruling 122: absent, then digits alone by value, then other text. */
typedef enum sequence_class { NONE, DIGITS, TEXT } sequence_class;

static sequence_class class_of(rh_str s)
{
    if (s.ptr == NULL) return NONE;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return TEXT;
    return s.len > 0 ? DIGITS : TEXT;
}

static rh_str without_zeros(rh_str s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] == '0') i++;
    return rh_str_slice(s, i, s.len);
}

static int digits_cmp(rh_str a, rh_str b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.len != b.len) return a.len < b.len ? -1 : 1;
    return rh_str_cmp(a, b);
}

static int sequence_cmp(rh_str a, rh_str b)
{
    const sequence_class class_a = class_of(a), class_b = class_of(b);
    if (class_a != class_b) return class_a < class_b ? -1 : 1;
    return class_a == NONE ? 0 : class_a == DIGITS ? digits_cmp(a, b) : rh_str_cmp(a, b);
}

int rh_event_cmp(const rh_event *a, const rh_event *b)
{
    int c = rh_instant_cmp(a->knowntime, b->knowntime);
    if (c == 0) c = rh_str_cmp(a->source, b->source);
    if (c == 0) c = sequence_cmp(a->sequence, b->sequence);
    return c != 0 ? c : rh_str_cmp(a->id, b->id);
}
