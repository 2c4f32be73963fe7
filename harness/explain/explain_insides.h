/* Inside explain: what is seen while a journey is replayed, and the words for it. */
#ifndef RH_EXPLAIN_INSIDES_H
#define RH_EXPLAIN_INSIDES_H

#include "engine/base/vec.h"
#include "engine/judge/item.h"
#include "harness/explain/explain.h"
#include "harness/ingest/personal.h"

/* Who set a field last. */
typedef struct rh_explain_owner {
    rh_value value;
    const rh_event *event; /* NULL: never, or by a timer */
    rh_instant known;
} rh_explain_owner;

typedef struct rh_explain_seen {
    rh_arena *keep;
    const rh_register *reg;
    rh_str journey;
    size_t lane;
    rh_explain_owner *fields; /* parallel to reg->fields */
    RH_VEC(rh_model_moment) moments;
    bool failed;
} rh_explain_seen;

/* Watches one step: its event, changed fields, records. For rh_observer. */
void rh_explain__step(void *ctx, const rh_view *view, const rh_event *event);

/* ---- words; null, and keep failed, on no memory ---- */
/* What the fields that a condition names are at present. */
rh_str rh_explain__reads(rh_arena *keep, const rh_register *reg, const rh_view *view, rh_str condition);
/* Canonical JSON; null when the field's class forbids it or the value is absent. */
rh_str rh_explain__value(rh_arena *keep, const rh_field *field, rh_value value);
static inline bool rh_explain__is_shown(const rh_field *field)
{
    return field->cls == RH_CLASS_FIELD_SAFE;
}
rh_model_place rh_explain__clause(const rh_register *reg, rh_str entry);

#endif
