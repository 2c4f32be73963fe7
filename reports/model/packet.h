/* The review packet of one item: all that a person needs to decide it (SPEC.md section 6, domain/register.md section
 * 6).
 *
 * A value that may not be shown is null and has a mask in its place, which may say how it compares: "<differs from
 * crm>". Texts of people (reasons, drafts) and their names are masked likewise. */
#ifndef REPORTS_MODEL_PACKET_H
#define REPORTS_MODEL_PACKET_H

#include "reports/model/common.h"
#include "reports/model/diff.h"

typedef enum rh_model_packet_part {
#define X(NAME, word) RH_PACKET_##NAME,
#include "reports/model/packet_parts.def"
#undef X
    RH_N_PACKET_PARTS
} rh_model_packet_part;
const char *rh_model_packet_part_name(rh_model_packet_part part);

/* A value, or what stands for it. Both null: absent. */
typedef struct rh_model_masked {
    rh_str value; /* canonical JSON */
    rh_str mask;
} rh_model_masked;

typedef struct rh_model_packet_fact {
    rh_str name, title; /* title null: none */
    rh_str source;      /* the system that owns the field; null: the core */
    rh_model_masked is;
    bool is_set, is_derived;
    bool is_ai; /* a field of the AI's, or what the AI wrote last: a suggestion, not a fact */
    rh_model_time known;
    rh_str event, written_by; /* source and id; actorkind. Null: none, or a timer */
} rh_model_packet_fact;

typedef struct rh_model_packet_facts {
    const rh_model_packet_fact *at;
    size_t n;
} rh_model_packet_facts;

/* Facts that say the same thing in different systems, side by side. */
typedef enum rh_model_side_state { RH_SIDE_DIFFERS, RH_SIDE_MISSING, RH_SIDE_AGREES } rh_model_side_state;
const char *rh_model_side_state_name(rh_model_side_state state);
typedef struct rh_model_packet_side {
    rh_str topic; /* "plan" */
    rh_model_side_state state;
    bool is_asked; /* an entry of the item reads it */
    rh_model_packet_facts facts;
} rh_model_packet_side;

typedef struct rh_model_packet_task {
    rh_str action, owner, text;
    rh_model_time at; /* when it was given, or will be; null: it will not be */
    bool is_given;
} rh_model_packet_task;

/* An entry of the register behind the item. */
typedef struct rh_model_packet_entry {
    rh_str id, title, lane, exception, reason, trigger;
    rh_str status;      /* "open", "released", "rejected", "idle" */
    rh_str risk, clock; /* lifted; "4 business hours" */
    int sla;
    rh_model_time opened, due; /* due null: no clock runs */
    uint64_t breaches;
    bool is_undecided, is_stop;
    rh_str when, says;     /* the condition in its one spelling; in words */
    bool holds;            /* at that instant: it is true or undecided. Else it waits for a decision all the same */
    const rh_str *because; /* what in it holds, in words; of an undecided one what could not be decided */
    size_t n_because;
    rh_model_place place;
    rh_model_packet_facts evidence; /* what the entry names, then what its condition reads */
    rh_str human;                   /* what a person is to do */
    rh_str primary, backup, escalation, route;
    bool needs_two;      /* two different people */
    rh_str first_of_two; /* the role of the first of them; null: none yet */
    const rh_model_packet_task *tasks;
    size_t n_tasks;
    const rh_str *audit; /* what is to be written down with the decision */
    size_t n_audit;
} rh_model_packet_entry;

typedef struct rh_model_packet_action {
    rh_str id, title;
    rh_model_verdict verdict;
    rh_str because;
    bool is_pending; /* the workflow would have done it: runs once when it is allowed */
    bool is_customer;
    rh_model_time since; /* of the verdict, or of the draft */
} rh_model_packet_action;

typedef struct rh_model_packet_option {
    rh_str verb, says, needs; /* needs null: nothing more */
    const rh_str *roles;
    size_t n_roles;
    rh_str decision; /* the payload of the decision, as JSON */
} rh_model_packet_option;

/* What was done about the item's entries. */
typedef struct rh_model_packet_event {
    rh_model_time at;
    rh_str text;
    rh_str by; /* role; null: nobody */
    rh_model_masked actor, reason, edits, scope, condition_owner, condition_due;
    rh_str event; /* source and id; null: a timer */
    bool is_decision;
} rh_model_packet_event;

typedef struct rh_model_packet_prior {
    rh_str item;
    rh_model_time opened, closed; /* closed null: still open */
    rh_str entries, how;          /* joined; how it ended */
} rh_model_packet_prior;

/* What came with the suggestion of the AI. */
typedef struct rh_model_packet_given {
    rh_str key;
    rh_model_masked is;
} rh_model_packet_given;

typedef struct rh_model_packet_block {
    int number;
    rh_str title; /* null: the register does not describe it */
    rh_model_packet_part part;
    rh_model_packet_facts facts; /* as the register lists them */
    bool is_filled;              /* it says something */
} rh_model_packet_block;

typedef struct rh_packet_report {
    rh_str journey, item, area;
    rh_model_revision revision;
    rh_str policy_sha256;
    rh_model_time at;
    bool is_open;
    rh_model_time opened, closed; /* closed null: open */
    rh_str state, state_title;
    bool is_paused, is_private;
    rh_str risk, route;
    int sla;
    rh_model_time due;    /* null: no clock runs */
    bool has_left;        /* the calendar covers it */
    int64_t left_minutes; /* open time until due; negative: overdue by so much */
    bool has_waited;
    int64_t waited_minutes; /* open time since it opened */
    const rh_model_packet_entry *entries;
    size_t n_entries;
    const rh_model_packet_side *sides; /* asked first; differing before missing before agreeing */
    size_t n_sides;
    const rh_model_packet_given *given;
    size_t n_given;
    rh_model_packet_facts ai_facts;        /* facts that the AI wrote last */
    const rh_model_packet_action *actions; /* what is not allowed because of the item, or pending */
    size_t n_actions;
    const rh_model_packet_action *drafts;
    size_t n_drafts;
    const rh_model_packet_option *options;
    size_t n_options;
    const rh_model_packet_event *history;
    size_t n_history;
    const rh_model_packet_prior *priors;
    size_t n_priors;
    const rh_model_packet_block *blocks; /* all of them, by number */
    size_t n_blocks, n_filled;
} rh_packet_report;

#endif
