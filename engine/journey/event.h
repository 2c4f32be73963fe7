/* An event as the core takes it: CloudEvents attributes and the payload as a JSON-like value.
 *
 * All texts borrow from the host until the journey ends. Payloads are untyped here; each revision types them at
 * replay. */
#ifndef RH_JOURNEY_EVENT_H
#define RH_JOURNEY_EVENT_H

#include "engine/base/str.h"
#include "engine/value/value.h"

typedef struct rh_event {
    rh_str id, source, type, subject;
    rh_str sequence;  /* null: absent */
    rh_str actor, actorrole; /* null: absent */
    rh_str actorkind; /* "human" "automation" "ai" "customer" "system"; the default is filled in at ingest */
    rh_str registerrev; /* null: absent */
    rh_instant time, knowntime;
    bool is_synthetic;
    bool is_snapshot; /* of a final snapshot, known only when it was exported: the journey does not replay exactly */
    rh_value data;    /* MAP */
} rh_event;

/* The order of ruling 122: (knowntime, source, sequence, id). <0, 0, >0. */
int rh_event_cmp(const rh_event *a, const rh_event *b);

#endif
