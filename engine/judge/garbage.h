/* Garbage: an event whose facts are replaced by others of the same type, to see what rests on them.
 *
 * Pure and without chance: the same event gives the same garbage. No value stays what it was, but for a word that has
 * no other and an empty list. What an event is (type, identity, actor, instants) stays; its data alone changes. */
#ifndef RH_JUDGE_GARBAGE_H
#define RH_JUDGE_GARBAGE_H

#include "engine/journey/event.h"
#include "engine/program/register.h"

typedef enum rh_garbage {
    RH_GARBAGE_OTHER, /* another value of the same type */
    RH_GARBAGE_ABSENT /* null: the fact is gone */
} rh_garbage;

/* One fact of an event. */
typedef struct rh_fact {
    rh_str space, field; /* of fields_ingested: "crm", "plan"; of others: null, and a key of the payload */
} rh_fact;

/* The event with garbage in place of its facts, or (only not NULL) of one of them. The types that a register declares
 * are kept, so that it takes the garbage as it took the facts; what is not declared changes by its JSON type. Lives in
 * keep; RH_NOMEM. */
RH_MUST rh_code rh_event_poison(rh_event *out, rh_arena *keep, const rh_register *reg, const rh_event *event,
                                rh_garbage how, const rh_fact *only, rh_err *err);
/* The facts that an event brings, in the order of its data. */
RH_MUST rh_code rh_event_facts(const rh_fact **out, size_t *n, rh_arena *keep, const rh_event *event, rh_err *err);

#endif
