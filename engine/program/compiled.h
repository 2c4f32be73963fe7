/* What a program is made of, for the rooms of the engine that run it, search it or change it. Not for hosts.
 *
 * Words. A *slot* holds one value: the fields of the register first, in its order, then what the core itself gives
 * (workflow.*), then the attributes of the event of the step. A *consumer* is an expression that the core reads again
 * when one of its slots changed: derived fields, guards, conditions of variants, `release` and `auto`, conditions of
 * alerts. */
#ifndef RH_PROGRAM_COMPILED_H
#define RH_PROGRAM_COMPILED_H

#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "engine/program/core_slots.h"
#include "engine/program/program.h"

/* What all lanes have as text is an expression for each core of the stratum: expression i begins at [i * cores.n]. */
typedef struct rh_derived {
    uint32_t field;
    uint32_t own; /* index of the stratum's own fields, or RH_NONE */
    rh_expr *exprs;
} rh_derived;

/* The `sets`, `rows` and `action_of` expressions, in the pool of their event type, each per core. */
typedef struct rh_event_rules {
    const rh_event_decl *decl;
    rh_pool *pool;          /* NULL: no expressions */
    rh_expr *sets;          /* parallel to decl->sets */
    rh_expr *row_keys;      /* parallel to decl->rows */
    rh_expr **row_sets;     /* [row], then parallel to decl->rows[].sets */
    rh_expr *action_of;
    bool is_varied;          /* by cores: some expression is not the same in all, or reads a field of their own */
    bool ingests, decides;   /* fields_ingested, human_decided (ruling 13) */
} rh_event_rules;

/* The fields of a namespace, by the name behind the dot: in the order of the register they stand side by side. */
typedef struct rh_space {
    rh_map fields;
    uint32_t first, end;
    size_t dot; /* where it stands in their names */
} rh_space;

typedef enum rh_consumer_kind {
    RH_CONSUMES_DERIVED,
    RH_CONSUMES_GUARD,
    RH_CONSUMES_WHEN,
    RH_CONSUMES_RELEASE,
    RH_CONSUMES_AUTO,
    RH_CONSUMES_ALERT
} rh_consumer_kind;

/* A consumer that reads a slot; where its evaluation first does (rh_pool_places; 0: whatever happens), and which texts
 * concern it (rh_pool_words). */
typedef struct rh_reader {
    uint32_t consumer, place;
    uint64_t words;
} rh_reader;

typedef struct rh_consumer {
    rh_consumer_kind kind;
    uint32_t index; /* derived, transition, variant, action, action, alert */
    rh_expr expr;
    const rh_expr *exprs; /* per core, where they are not all the same, but read the same slots; else NULL */
    bool is_varied; /* cores may say otherwise: by expressions of their own, or as they read fields of their own */
    bool reads_clock;
} rh_consumer;

/* What an entry says, as one or several lanes say it alike. */
typedef struct rh_variant {
    const rh_entry *entry;   /* of its first lane: for places and texts */
    uint32_t at;             /* index of the entry's id in the stratum */
    uint32_t consumer;
    uint32_t area;           /* index of its area's word in the stratum */
    uint32_t policy;         /* of the stratum's policies: one whose values its condition reads */
    const uint64_t *lanes;   /* bit set over the program's lanes */
    uint32_t kin, n_kin;     /* the variants of this entry that are alike but for their condition, which reads the same
                                slots in all: the first, and how many; one behind the other */
    const uint8_t *levels;   /* per action: 0 not listed, else its rh_verdict, families expanded (ruling 91) */
    const uint32_t *listed;  /* actions with a level, ascending */
    size_t n_listed;
    const uint32_t *reads;   /* fields that the text of `when` names (ruling 69) */
    size_t n_reads;
    const uint32_t *below;   /* ingested fields under `when`, derived ones resolved (ruling 93) */
    size_t n_below;
    bool is_dual;            /* lists an action of policy.dual */
    bool stops;              /* its tier stops the journey */
    bool reads_approvers;
    rh_span_of_time clock;   /* its tier's */
} rh_variant;

typedef struct rh_stratum {
    const rh_register *reg;  /* of its first lane; the others agree with it in all but entries and policies */
    uint64_t *lanes;
    /* A register for each set of policy values, the first lane's first. */
    RH_VEC(const rh_register *) policies;
    RH_VEC(uint32_t) core_of_policy;
    /* A register for each set of those values that more than conditions of entries read, and its lanes. */
    RH_VEC(const rh_register *) cores;
    RH_VEC(uint64_t *) of_core;
    rh_pool *pool;
    uint32_t n_fields, n_slots;
    rh_derived *derived;       /* in dependency order */
    size_t n_derived;
    const uint32_t *own;       /* fields that each core may have as its own (own.c), in dependency order */
    size_t n_own;
    rh_expr *guards, *releases, *automatics; /* RH_EXPR_NONE where there is none */
    rh_expr *lifts, *alerts;
    bool are_lifts_varied;   /* by cores */
    rh_event_rules *events; /* parallel to reg->events */
    rh_map event_of;         /* type to index */
    rh_map space_of;         /* namespace to index of spaces */
    const rh_space *spaces;
    const rh_str *ids;       /* entry ids of all lanes, sorted bytewise */
    size_t n_ids;
    const rh_str *areas;     /* the areas of the entries */
    size_t n_areas;
    rh_variant *variants;    /* ordered by id, then kin beside kin, then first lane */
    size_t n_variants;
    rh_consumer *consumers;  /* derived, guards, whens, releases, autos, alerts: in that order */
    size_t n_consumers;
    const uint32_t *clocks;  /* the consumers that read the clock */
    size_t n_clocks;
    const uint64_t *mustered; /* bit per consumer: it is a condition, and no derived field */
    bool reads_approvers;     /* some variant does */
    size_t first_of[RH_CONSUMES_ALERT + 1];
    const rh_reader **readers; /* per slot: the consumers that read it */
    size_t *n_readers;
    bool *has_words;          /* per slot: some reader is not concerned by every text */
    /* Per position, `none` last (rh_place_of): a bit per variant whose window holds it, per action whose range does. */
    uint64_t **windows, **ranges;
    uint64_t **leaving;       /* per state, `none` last: a bit per transition that leaves it */
} rh_stratum;

struct rh_program {
    const rh_register *const *registers;
    size_t n_lanes, n_words; /* words of a lane set */
    const rh_lent *lent;
    rh_stratum *strata;
    size_t n_strata;
    uint32_t *stratum_of;    /* per lane */
    uint32_t *policy_of;     /* per lane: of its stratum's policies */
    uint32_t *core_of;       /* per lane: of its stratum's cores */
};

/* Where a state or position stands in windows, ranges and leaving. */
static inline size_t rh_place_of(const rh_stratum *s, uint32_t state)
{
    return state < s->reg->n_states ? state : s->reg->n_states;
}
/* A range of the main chain, both ends included, holds a position; `none` lies in no range but that of any. */
static inline bool rh_range_has(rh_range range, uint32_t position)
{
    return range.is_any || (position != RH_STATE_NONE && position >= range.first && position <= range.last);
}
/* What a core has a consumer as. */
static inline rh_expr rh_consumer_expr(const rh_consumer *c, uint32_t core)
{
    return c->exprs != NULL ? c->exprs[core] : c->expr;
}
static inline uint32_t rh_core_slot_of(const rh_stratum *s, rh_core_slot slot) { return s->n_fields + (uint32_t)slot; }
static inline bool rh_lanes_has(const uint64_t *set, size_t lane) { return (set[lane / 64] >> (lane % 64) & 1) != 0; }
static inline void rh_lanes_add(uint64_t *set, size_t lane) { set[lane / 64] |= (uint64_t)1 << (lane % 64); }
/* Of a set that is not empty. */
size_t rh_lanes_first(const uint64_t *set, size_t n_words);
bool rh_lanes_meet(const uint64_t *a, const uint64_t *b, size_t n_words);
/* Every lane of a is in b. */
bool rh_lanes_within(const uint64_t *a, const uint64_t *b, size_t n_words);

/* Whose expressions: what there is besides fields, policy, now and workflow. */
typedef enum rh_env_scope {
    RH_ENV_OF_RULES, /* of the journey: nothing */
    RH_ENV_OF_ENTRY, /* what is of one entry */
    RH_ENV_OF_EVENT, /* `event` */
    RH_ENV_OF_HOST   /* both */
} rh_env_scope;
/* The environment of a register; `event.data` as decl has it. */
rh_code rh_program_env_of(rh_env **out, rh_arena *keep, const rh_register *reg, const rh_event_decl *decl,
                          rh_env_scope scope, const rh_host_fn *fns, size_t n_fns, const rh_lent *lent, rh_err *err);
/* Compiles one expression into a pool; RH_EXPR_NONE where the source has no text. Errors go to diags. */
rh_expr rh_program_add(rh_pool *pool, rh_arena *keep, rh_source source, const rh_type *want, rh_diags *diags);
/* Whether approvals last as long under two policies. */
bool rh_program_same_approval(const rh_policy *a, const rh_policy *b);

#endif
