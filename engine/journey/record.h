/* Records: what the core writes down. SPEC.md section 6, RULINGS.md "Record keys". */
#ifndef RH_JOURNEY_RECORD_H
#define RH_JOURNEY_RECORD_H

#include "engine/base/buf.h"
#include "engine/journey/event.h"
#include "engine/program/register.h"
#include "engine/value/time.h"

typedef enum rh_record_kind {
#define X(NAME, word, group) RH_REC_##NAME,
#include "engine/journey/records.def"
#undef X
    RH_N_RECORD_KINDS
} rh_record_kind;

typedef enum rh_record_group { /* which member of the union is valid */
    RH_REC_GROUP_ITEM, RH_REC_GROUP_MOVED, RH_REC_GROUP_STATE, RH_REC_GROUP_VERDICT, RH_REC_GROUP_ACTION,
    RH_REC_GROUP_OBSERVED, RH_REC_GROUP_TASK, RH_REC_GROUP_DECISION, RH_REC_GROUP_ERROR, RH_REC_GROUP_ALERT,
    RH_REC_GROUP_HEALTH
} rh_record_group;

/* Texts are ids of the program (its life), or borrow from the journey's events. Null text: JSON null. */
typedef struct rh_record {
    rh_record_kind kind;
    uint32_t n;    /* from 1 within the journey and lane */
    uint32_t step; /* ordinal of the step in the journey, from 0; timers are steps too */
    rh_instant at;
    const rh_event *event; /* whose step it was written in; NULL: a timer's. Borrowed like the texts */
    union {
        struct {
            rh_str entry;
            rh_risk risk;
            int sla;
            rh_str route;
            bool has_due;
            rh_instant due;
            bool undecided;
            rh_str by, decision;
        } item;
        struct { rh_str entry, to; } moved;
        struct { rh_str from, to; } state;
        struct { rh_str action; rh_verdict from, to; rh_strs because; } verdict;
        struct { rh_str action; } action;
        struct { rh_str action; rh_verdict verdict; rh_strs because; rh_str event; } observed; /* event: "source id" */
        struct { rh_str action, owner, entry; } task;
        struct { rh_str entry, by, event; } decision;
        struct { rh_str code; rh_strs what; } error;
        struct { rh_str rule; rh_strs to; } alert;
        struct { bool is_scored; int64_t score; rh_str band; } health; /* not scored: null and null */
    };
} rh_record;

const char *rh_record_kind_name(rh_record_kind kind);
rh_record_group rh_record_group_of(rh_record_kind kind);
/* RH_N_RECORD_KINDS when the word is none. */
rh_record_kind rh_record_kind_of(rh_str word);
/* One canonical line (RULINGS.md "Canonical form"), newline included. */
void rh_record_put(rh_buf *out, rh_str journey, const rh_record *record);
/* In few words, for people: its number, its kind and what it is about. */
void rh_record_say(rh_buf *out, const rh_record *record);

#endif
