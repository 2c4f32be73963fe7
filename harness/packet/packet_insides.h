/* Inside the packet: the situation that it shows, and what each file makes of it. */
#ifndef RH_PACKET_INSIDES_H
#define RH_PACKET_INSIDES_H

#include "engine/base/vec.h"
#include "engine/expr/syntax/ast.h"
#include "engine/judge/item.h"
#include "harness/packet/packet.h"
#include "harness/replay/model_time.h"

/* Who set a field last. */
typedef struct rh_packet_owner {
    rh_value value;
    const rh_event *event; /* NULL: never, or by a timer */
    rh_instant known;      /* NEVER: never set */
} rh_packet_owner;

/* At the end of the last step in which the item was open. */
typedef struct rh_packet_seen {
    rh_packet_owner *fields;  /* parallel to reg->fields */
    rh_entry_status *entries; /* parallel to reg->entries */
    rh_verdict *verdicts;     /* parallel to reg->actions */
    rh_strs *because;         /* likewise */
    rh_str state;
    rh_instant now;
} rh_packet_seen;

/* Fields that some condition compares with conflict(), taken together: the same thing in different systems. */
typedef struct rh_packet_group {
    uint32_t *fields; /* ascending */
    size_t n;
} rh_packet_group;

/* Something that is evaluated at the end of each step. */
typedef struct rh_packet_live {
    rh_str name; /* of the core; null: a clause of a condition */
    uint32_t entry; /* of the register: whose, or the first that names it */
    rh_ast ast;
    rh_expr root;
    rh_value value; /* at the last step that was seen */
} rh_packet_live;

/* The condition of an entry and its clauses, which && and || join. */
typedef struct rh_packet_condition {
    const rh_ast *ast; /* NULL: it could not be read, for want of memory */
    size_t first, n;   /* among packet.lives, in the order of the text */
} rh_packet_condition;

typedef struct rh_packet {
    rh_arena *keep;
    const rh_packet_request *request;
    const rh_register *reg;
    rh_run *run;
    rh_course course; /* up to request->at */
    const rh_item *items;
    size_t n_items;
    const rh_item *item;
    uint32_t last_step; /* the last to be seen */
    rh_packet_seen seen;
    const rh_env *env;
    rh_pool *pool;
    rh_packet_live *lives;
    size_t n_lives;
    const rh_packet_condition *conditions; /* parallel to item->entries */
    const rh_packet_group *groups;
    size_t n_groups;
    rh_err *err;
    bool failed; /* no memory */
} rh_packet;

/* find.c: replays, chooses the item, sees the situation. */
RH_MUST rh_code rh_packet__find(rh_packet *p);
/* live.c */
RH_MUST rh_code rh_packet__compile_live(rh_packet *p);
void rh_packet__see_live(rh_packet *p, const rh_view *view);
/* What a name of the core is that some `evidence` names; null when it is absent. */
rh_value rh_packet__core_value(const rh_packet *p, rh_str name);
/* Why entry i of the item matches: the clauses that hold, in words. */
void rh_packet__tell(rh_model_packet_entry *out, rh_packet *p, size_t i);

/* facts.c */
bool rh_packet__is_absent(rh_value value);
rh_model_masked rh_packet__masked(rh_packet *p, rh_value value);
rh_model_packet_fact rh_packet__fact(rh_packet *p, uint32_t field);
rh_model_packet_facts rh_packet__facts(rh_packet *p, const uint32_t *fields, size_t n);
/* What an entry names as evidence, then what its condition reads, each once. */
rh_model_packet_facts rh_packet__evidence(rh_packet *p, const rh_entry *entry);
/* Marks the fields that the conditions and the evidence of the item's entries name; per field. */
bool *rh_packet__asked(rh_packet *p);
rh_str rh_packet__name_of_event(rh_packet *p, const rh_event *event);
rh_model_time rh_packet__time(rh_packet *p, rh_instant t);

/* groups.c: p->groups from the conditions of the register; the group of a field or NULL. */
void rh_packet__find_groups(rh_packet *p);
const rh_packet_group *rh_packet__group_of(const rh_packet *p, uint32_t field);
/* The fields that an expression names, as marks per field. */
void rh_packet__mark_fields(rh_packet *p, bool *marks, rh_source source);

/* Each fills its part of the report. */
void rh_packet__fill_sides(rh_packet_report *out, rh_packet *p);
void rh_packet__fill_suggestion(rh_packet_report *out, rh_packet *p);
void rh_packet__fill_entries(rh_packet_report *out, rh_packet *p);
void rh_packet__fill_actions(rh_packet_report *out, rh_packet *p);
void rh_packet__fill_options(rh_packet_report *out, rh_packet *p);
void rh_packet__fill_history(rh_packet_report *out, rh_packet *p);

/* Entry i of the item in the register. */
uint32_t rh_packet__entry(const rh_packet *p, size_t i);
/* Whether an entry lists the action, by itself or by its family. */
bool rh_packet__lists(const rh_register *reg, const rh_entry *entry, uint32_t action);
/* Whether the item has the entry of that id. */
bool rh_packet__has_entry(const rh_packet *p, rh_str id);
/* The entry that a record is about; null: none. */
rh_str rh_packet__entry_of(const rh_record *record);

#endif
