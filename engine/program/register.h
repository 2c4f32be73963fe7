/* The register of one revision, read and checked: plain data with places.
 *
 * For: everything that cases/ says (SPEC.md section 5, RULINGS.md "Keys of the files"), before it is compiled. Made by
 * rh_register_read from the nodes of the files; immutable afterwards; lives in the arena it was read into. Texts are
 * kept for reports; expressions are kept as text with their node and are checked when a program is compiled
 * (program.h). Every name that refers to another (role, action, state, tier, field, word) has been resolved to an
 * index, or the register did not load. Lists keep file order where order has meaning and are sorted bytewise by id
 * where it has not. */
#ifndef RH_PROGRAM_REGISTER_H
#define RH_PROGRAM_REGISTER_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/node.h"
#include "engine/value/calendar.h"
#include "engine/value/value.h"

#define RH_NONE UINT32_MAX /* no index */

typedef enum rh_risk { RH_RISK_LOW, RH_RISK_MEDIUM, RH_RISK_HIGH, RH_RISK_HOLD } rh_risk;
typedef enum rh_verdict { RH_ALLOW, RH_DRAFT, RH_HOLD, RH_BLOCK } rh_verdict;
typedef enum rh_clears { RH_CLEARS_DATA, RH_CLEARS_HUMAN_DATA, RH_CLEARS_DECISION } rh_clears;
const char *rh_risk_name(rh_risk r);
const char *rh_verdict_name(rh_verdict v);
const char *rh_clears_name(rh_clears c);
/* What clears an entry of that risk that does not say. */
rh_clears rh_clears_by_risk(rh_risk risk);

/* An expression as written. */
typedef struct rh_source {
    rh_str text;         /* null: the key is not there */
    const rh_node *node; /* its scalar: rh_node_at gives places */
} rh_source;

typedef enum rh_field_type {
#define X(NAME, word) RH_F_##NAME,
#include "engine/program/field_types.def"
#undef X
    RH_N_FIELD_TYPES
} rh_field_type;
const char *rh_field_type_name(rh_field_type t);

typedef enum rh_field_class {
    RH_CLASS_FIELD_ID,
    RH_CLASS_FIELD_QUASI,
    RH_CLASS_FIELD_FREE,
    RH_CLASS_FIELD_SAFE
} rh_field_class;

/* The shape of a value: of a field, a column, a payload key, an element. */
typedef struct rh_shape {
    rh_field_type type;
    rh_field_type of;  /* SET, LIST: type of the elements */
    rh_strs values;    /* ENUM, or the elements of SET and LIST; sorted bytewise; empty: any */
} rh_shape;

typedef struct rh_column {
    rh_str name;
    rh_shape shape;
} rh_column;

typedef struct rh_field {
    rh_str name;               /* "crm.plan" */
    rh_shape shape;
    rh_field_class cls;
    rh_str from, title, unit;  /* title, unit: null when not given */
    bool is_ai;
    rh_source derived;         /* null text: ingested */
    rh_str key;                /* TABLE: key column */
    const rh_column *columns;  /* TABLE: sorted bytewise by name; the key column is not among them */
    size_t n_columns;
    size_t key_at;             /* TABLE: where the key stands among the members of a row, which are in bytewise order */
    rh_span span;
} rh_field;

/* Where a column stands among the members of a row. */
static inline size_t rh_field_place(const rh_field *table, size_t column)
{
    return column + (column >= table->key_at);
}

typedef struct rh_row_rule { /* events.yaml `rows` */
    uint32_t field;            /* a table */
    rh_source key;
    bool removes;
    const uint32_t *columns;   /* parallel to sets: column indexes */
    const rh_source *sets;
    size_t n_sets;
} rh_row_rule;

typedef struct rh_set_rule { /* events.yaml `sets` */
    uint32_t field;
    rh_source value;
} rh_set_rule;

typedef struct rh_payload_key {
    rh_str name;
    rh_shape shape;
    bool is_optional;
} rh_payload_key;

typedef struct rh_event_decl {
    rh_str type;
    const rh_payload_key *payload; /* sorted bytewise */
    size_t n_payload;
    const rh_set_rule *sets; /* in file order of the fields' names */
    size_t n_sets;
    const rh_row_rule *rows;
    size_t n_rows;
    uint32_t action;     /* RH_NONE */
    rh_source action_of; /* null text: none */
    rh_str produced;     /* null: a step; "true" or a record kind */
    rh_span span;
} rh_event_decl;

typedef struct rh_state {
    rh_str id, title;
    bool is_side, is_final;
} rh_state;

#define RH_STATE_NONE UINT32_MAX         /* `none` */
#define RH_STATE_RETURN (UINT32_MAX - 1) /* `return` */

typedef struct rh_transition {
    const uint32_t *from; /* state indexes, RH_STATE_NONE among them */
    size_t n_from;
    uint32_t to; /* a state or RH_STATE_RETURN */
    rh_source guard;
    rh_span span;
} rh_transition;

/* A range or window of the main chain, both ends included. `any`: is_any. */
typedef struct rh_range {
    bool is_any;
    uint32_t first, last; /* state indexes; side states stand where their return_to stands (ruling 53) */
} rh_range;

typedef struct rh_action {
    rh_str id, title;
    rh_verdict by_default;
    rh_range range;
    bool is_pausable;       /* default true */
    bool is_customer;
    const uint32_t *family; /* indexes of the actions this one belongs to */
    size_t n_family;
    rh_source release, automatic; /* `release`, `auto` */
    rh_span span;
} rh_action;

typedef struct rh_role {
    rh_str id, title;
    rh_strs aliases;
    bool may_override, is_notify_only;
} rh_role;

typedef struct rh_tier {
    int tier; /* 1..4 */
    rh_span_of_time clock;
    bool stops;
} rh_tier;

typedef struct rh_lift {
    rh_risk from, to;
    rh_strs lanes; /* n 0 with at NULL: every lane */
    rh_source when;
} rh_lift;

typedef struct rh_policy_value {
    rh_str name;
    rh_value value; /* BOOL, INT, DOUBLE or STRING */
    const rh_node *node;
} rh_policy_value;

typedef struct rh_policy {
    rh_str zone;
    int32_t open_s, close_s;
    bool weekdays[7];
    rh_str holidays;               /* path below cases/ */
    rh_span zone_span, holidays_span; /* where these two stand: for the calendar maker's messages */
    const rh_policy_value *values; /* sorted bytewise by name */
    size_t n_values;
    rh_strs lanes, exceptions, reasons, areas; /* `words`; at NULL: any word */
    uint32_t segment;              /* field or RH_NONE */
    uint32_t dual_amount;          /* field or RH_NONE */
    const uint32_t *dual_actions;
    size_t n_dual_actions;
    int64_t materiality;           /* policy.values.materiality; INT64_MAX when not given */
    bool has_approval_valid;
    rh_span_of_time approval_valid;
    int64_t follow_up_days;        /* 30 when not given */
    rh_strs retired;
} rh_policy;

typedef struct rh_task {
    uint32_t action; /* `do` */
    uint32_t role;   /* `owner`: role index, or RH_NONE when the owner's word is a role alias not found */
    rh_str owner;    /* folded role id */
    rh_str text;
    bool has_after;
    rh_span_of_time after;
} rh_task;

typedef struct rh_effect {
    uint32_t action;
    rh_verdict level; /* DRAFT, HOLD or BLOCK */
} rh_effect;

typedef struct rh_entry {
    rh_str id, title, lane, exception, trigger, reason, human, owner, area;
    rh_strs segments;      /* at NULL: all */
    rh_source when;
    rh_range window;
    rh_risk risk;
    int sla;               /* tier 1..4 */
    uint32_t primary, backup, escalation; /* roles */
    const rh_effect *effects; /* as listed, ordered by (action, level) */
    size_t n_effects;
    const rh_task *tasks;  /* file order */
    size_t n_tasks;
    rh_clears clears;      /* given or by risk */
    bool has_clears;
    rh_strs evidence, ai_may, audit, covers, derived_from;
    bool is_rare;
    rh_str expires;        /* "YYYY-MM-DD" or null */
    const rh_node *acceptance; /* list of maps; read by engine/proof */
    const rh_node *node;   /* the whole file */
    rh_str file;           /* path below cases/ */
} rh_entry;

/* health.yaml: how a journey fares, as one number (FORMATS.md section 6). It adds three derived fields to those of
 * schema.yaml: health.score, health.band and health.weights_version, absent while a journey is not scored. With weights
 * w, inputs x and W the sum of the weights, the score is (2 * sum(w * x) + W) / (2 * W) in integers: rounded half
 * up. */
typedef enum rh_health_absent {
    RH_HEALTH_UNSCORED, /* an input that is absent leaves the journey without a score */
    RH_HEALTH_ZERO,     /* counts as 0 */
    RH_HEALTH_SKIP      /* is left out, its weight too */
} rh_health_absent;

typedef struct rh_health_input {
    rh_str id, title; /* title may be null */
    int64_t weight;   /* 1..RH_HEALTH_WEIGHT_MAX */
    rh_source value;  /* int, 0..100, 100 is good; null where it is absent */
} rh_health_input;

typedef struct rh_health_band {
    rh_str band;
    int64_t below; /* rising from band to band */
} rh_health_band;

enum { RH_HEALTH_WEIGHT_MAX = 1000000 };

typedef struct rh_health {
    rh_str version;
    rh_source scored;
    const rh_health_input *inputs; /* file order */
    size_t n_inputs;
    const rh_health_band *bands;   /* from the worst to the best */
    size_t n_bands;
    rh_health_absent absent;
    bool has_outcome;              /* what calibration compares with */
    rh_source good;
    rh_span_of_time within;
    uint32_t score, band, version_field; /* the derived fields */
} rh_health;

/* monitors.yaml, of FORMATS.md section 8 the keys `alerts` and `packet`. */
typedef struct rh_alert {
    rh_str rule;
    rh_source when;
    rh_strs to;  /* folded role ids, file order */
    rh_str next; /* what the recipients are to do */
    rh_span span;
} rh_alert;

enum { RH_PACKET_BLOCKS = 18 };

typedef struct rh_packet_block {
    int block; /* 1..RH_PACKET_BLOCKS: what the core adds to a block goes by its number */
    rh_str title;
    const uint32_t *fields; /* file order */
    size_t n_fields;
    rh_span span;
} rh_packet_block;

typedef struct rh_monitors {
    const rh_alert *alerts; /* file order */
    size_t n_alerts;
    const rh_packet_block *blocks; /* ordered by number; a number may be missing */
    size_t n_blocks;
    const rh_node *stability, *metrics; /* as they stand: the gate reads them; NULL when not there */
    const rh_node *root;                /* the whole file: the review reads the rest */
} rh_monitors;

/* One file of the tree, already composed. */
typedef struct rh_register_file {
    rh_str path; /* below cases/: "schema.yaml", "register/CO-EDGE-001.yaml" */
    const rh_node *root;
} rh_register_file;

typedef struct rh_register {
    const rh_field *fields; /* sorted bytewise by name */
    size_t n_fields;
    const rh_event_decl *events; /* sorted bytewise by type */
    size_t n_events;
    const rh_state *states; /* chain order */
    size_t n_states;
    const rh_transition *transitions;
    size_t n_transitions;
    const rh_action *actions; /* file order */
    size_t n_actions;
    const rh_role *roles;
    size_t n_roles;
    const rh_tier *tiers;
    size_t n_tiers;
    const rh_lift *lifts;
    size_t n_lifts;
    rh_policy policy;
    const rh_calendar *calendar; /* given by the caller of rh_register_read: zone and holidays need the world */
    const rh_entry *entries; /* sorted bytewise by id */
    size_t n_entries;
    const rh_health *health; /* NULL: none */
    const rh_monitors *monitors; /* NULL: none */
    /* optional files, unread nodes: gate, waivers, checklist; NULL when not there */
    const rh_node *gate, *waivers, *checklist;
    const rh_register_file *files; /* what it was read from, sorted bytewise by path */
    size_t n_files;
    rh_str sha256; /* hex digest of the canonical register (G13): set by the loader */
} rh_register;

/* Makes the calendar that policy.yaml names. Given by the host (it reads zone data and the .ics file). */
typedef struct rh_calendar_maker {
    rh_code (*make)(void *ctx, const rh_calendar **out, rh_arena *keep, const rh_policy *policy, rh_err *err);
    void *ctx;
} rh_calendar_maker;

/* Reads and checks every file; collects every error in diags (V4). RH_OK only when there was none. */
RH_MUST rh_code rh_register_read(const rh_register **out, rh_arena *keep, const rh_register_file *files, size_t n_files,
                                 const rh_calendar_maker *calendars, rh_diags *diags);

/* The same for files that are those of `like` (the same nodes) but for entries: what both share is borrowed from it,
 * and only entries that differ are read. Costs what those cost. */
RH_MUST rh_code rh_register_reread(const rh_register **out, rh_arena *keep, const rh_register *like,
                                   const rh_register_file *files, size_t n_files, rh_diags *diags);

/* Look-ups by name; RH_NONE when missing. Aliases of roles fold. */
uint32_t rh_register_field(const rh_register *reg, rh_str name);
uint32_t rh_register_event(const rh_register *reg, rh_str type);
uint32_t rh_register_state(const rh_register *reg, rh_str id);
uint32_t rh_register_action(const rh_register *reg, rh_str id);
uint32_t rh_register_role(const rh_register *reg, rh_str id_or_alias);
uint32_t rh_register_entry(const rh_register *reg, rh_str id);
/* Whether the entry, or that of an id, says that it is derived from the journey, which then is no evidence of it. */
bool rh_entry_is_motive(const rh_entry *entry, rh_str journey);
bool rh_register_is_motive(const rh_register *reg, rh_str entry, rh_str journey);

uint32_t rh_register_alert(const rh_register *reg, rh_str rule);

/* How many alerts there are. */
static inline size_t rh_register_alerts(const rh_register *reg)
{
    return reg->monitors != NULL ? reg->monitors->n_alerts : 0;
}

#endif
