/* The insides of the room: tests as they are judged. For engine/proof only. */
#ifndef RH_PROOF_PROOF_INSIDES_H
#define RH_PROOF_PROOF_INSIDES_H

#include "engine/base/vec.h"
#include "engine/proof/proof.h"

/* ---- tests ---- */

typedef enum rh_form {
#define X(NAME, key, needs, takes, breaks) RH_FORM_##NAME,
#include "engine/proof/forms.def"
#undef X
    RH_N_FORMS
} rh_form;

typedef enum rh_pattern_key {
#define X(NAME, word) RH_PATTERN_##NAME,
#include "engine/proof/pattern_keys.def"
#undef X
    RH_N_PATTERN_KEYS,
    RH_PATTERN_DATA = RH_N_PATTERN_KEYS /* data.KEY of an event */
} rh_pattern_key;

typedef struct rh_clause {
    rh_pattern_key key;
    rh_str data_key;        /* DATA */
    const rh_value *values; /* any of them; role names are folded, instants parsed */
    size_t n_values;
} rh_clause;

typedef struct rh_pattern {
    bool is_event;
    rh_record_kind kind; /* not is_event */
    const rh_clause *clauses;
    size_t n_clauses;
    rh_expr where; /* in the pool of events where is_event, else of facts; RH_EXPR_NONE */
} rh_pattern;

/* `within`: a span, or 0 for the same step (ruling 137). */
typedef struct rh_delay {
    bool is_given, is_zero;
    rh_span_of_time span;
} rh_delay;

typedef struct rh_then {
    bool has_after;
    rh_span_of_time after;
    rh_str type, actor, actorrole, actorkind; /* actor, actorrole: null when not given */
    rh_value data;
    rh_span span;
} rh_then;

typedef struct rh_example {
    uint32_t base;        /* index in the proof's bases */
    rh_str at;            /* event type; null: the first event */
    const rh_str *fields; /* that `set` names */
    size_t n_fields;
    rh_value data; /* payload of the fields_ingested event */
    const rh_then *thens;
    size_t n_thens;
    bool opens;
    rh_span span;
} rh_example;

typedef struct rh_test {
    rh_proof_test face;
    rh_str unread; /* why it could not be read, or null */
    rh_form form;
    const rh_str *never; /* NEVER: action ids, families expanded */
    size_t n_never;
    rh_expr condition;  /* until, after, always; RH_EXPR_NONE */
    rh_expr scope;      /* while; RH_EXPR_NONE */
    rh_pattern watched; /* expect, of, each */
    rh_pattern answer;  /* followed_by */
    rh_delay delay;
    int64_t limit; /* AT_MOST: n; ROUTES_TO: breaches */
    rh_str role;   /* ROUTES_TO: role id */
    uint32_t per;  /* field, or RH_NONE */
    rh_example *examples;
} rh_test;

/* The tests of one entry: [first, end). */
typedef struct rh_test_range {
    rh_str entry;
    size_t first, end;
} rh_test_range;

struct rh_proof {
    const rh_program *program;
    size_t lane;
    const rh_register *reg; /* the lane's: names, calendar */
    const rh_test *tests;
    size_t n_tests;
    const rh_test_range *entries; /* bytewise by id */
    size_t n_entries;
    rh_strs bases;
    const rh_pool *facts, *events; /* expressions over facts; over facts and `event` */
};

/* The functions that look inside a segment (FORMATS.md section 4). */
enum { RH_FN_APPROVED, RH_FN_DECIDED, RH_FN_DID };

/* ---- reading: read.c, read_pattern.c, read_example.c ---- */

typedef struct rh_proof_reader rh_proof_reader; /* read_insides.h */

/* ---- judging one test on one journey: case.c, forms.c, pattern.c, calls.c ---- */

typedef struct rh_decided {
    rh_str by;
    bool approves;
} rh_decided;

typedef struct rh_pending {
    rh_instant at, deadline; /* NEVER: none */
    uint32_t step;
    const rh_record *record;
} rh_pending;

/* From right behind an opening (or a change of `per`) to the next (ruling 147). */
typedef struct rh_segment {
    bool is_beginning; /* the step in which it began has not ended */
    bool is_exercised;
    bool has_held;              /* NEVER: until; WITHIN: after has turned true */
    bool is_vacuous;            /* NEVER */
    bool is_seen;               /* WITHIN: the expected came */
    bool matched_here;          /* WITHIN: in this step, which may be the one in which after turns true */
    bool is_over;               /* nothing more can change its result */
    rh_instant deadline;        /* WITHIN */
    int64_t count;              /* AT_MOST: matches; ROUTES_TO: breaches */
    RH_VEC(rh_pending) pending; /* NEVER: dids of this step; EACH: matches that wait */
    RH_VEC(rh_decided) decided;
    RH_VEC(rh_str) did;
} rh_segment;

/* One test in one lane and journey, once its entry has opened. */
typedef struct rh_case {
    const rh_test *test;
    const rh_proof *proof;
    rh_trial *trial;
    rh_segment *segment;
    rh_value per;    /* the field at the end of the last step */
    int64_t n_approvers; /* of the entry, since it opened last, by the end of the step: who released it included */
    bool has_passed; /* a segment was exercised and did not fail */
    rh_outcome outcome;
} rh_case;

/* A step as the cases see it. */
typedef struct rh_moment {
    const rh_view *view;
    rh_str journey;
    rh_instant now;
    uint32_t step;
    const rh_event *event; /* NULL: a timer */
    rh_str observed;       /* the action that the event was, or null */
    const rh_record *const *records;
    size_t n_records;
} rh_moment;

/* An event or a record, as patterns see it. */
typedef struct rh_item {
    const rh_event *event; /* or */
    const rh_record *record;
} rh_item;

typedef struct rh_lane_state {
    RH_VEC(rh_case *) open; /* those whose entry has opened */
    const rh_record *death; /* the error of a journey that oscillated, or NULL */
    rh_instant died_at;
} rh_lane_state;

struct rh_trial {
    rh_arena keep, journey, scratch;
    rh_observer observer;
    const rh_trial_lane *lanes;
    size_t n_lanes;
    rh_case ***cases;      /* [lane][test]; NULL: not opened */
    rh_lane_state *states; /* per lane */
    rh_str id;
    size_t only;
    rh_code code; /* the first error of the journey */
    rh_err err;
};

/* Remembers the first error. */
void rh_trial__fail(rh_trial *trial, rh_code code, const rh_err *err);
void rh_case__step(rh_case *c, const rh_moment *m);
/* The journey is over. */
void rh_case__end(rh_case *c, rh_instant as_of);
/* The journey ended with an error: what it would have shown is not known, so that no test of it passes. */
void rh_case__cut_off(rh_case *c, rh_instant at, const rh_record *error);

bool rh_pattern__matches(const rh_pattern *pattern, rh_case *c, const rh_moment *m, rh_item item);
/* True at this moment; undecided is not (ruling 149). Asks for a step where the clock would change it, if `wakes`. */
bool rh_case__is_true(rh_case *c, const rh_moment *m, const rh_pool *pool, rh_expr expr, bool wakes);
/* approved, decided, did: for rh_eval.call, with the case. */
rh_value rh_case__call(void *ctx, uint32_t fn, const rh_value *args, size_t n);

/* ---- playing examples: examples.c ---- */

typedef struct rh_player {
    rh_trial *trial;
    rh_run *run;
    const rh_proof *proof; /* that the lanes of the trial share */
    const rh_base *bases;
    rh_err *err;
} rh_player;

/* One example through the run, judged by the trial for test t; set_at: when its facts were set. */
RH_MUST rh_code rh_player__example(const rh_player *p, size_t t, const rh_example *example, rh_instant *set_at);
/* What it showed in lane i of the trial. */
rh_outcome rh_player__outcome(const rh_player *p, size_t i, size_t t, const rh_example *example, rh_instant set_at);
/* The unchanged base b, which has events. */
RH_MUST rh_code rh_player__base(const rh_player *p, size_t b, size_t only);
/* What it showed in lane i of the trial: it must not open the test's entry, and must come to its end. */
rh_outcome rh_player__clean(const rh_player *p, size_t i, size_t test);
bool rh_test__uses_base(const rh_test *test, size_t base);
/* The tests of an entry; NULL: it has none. */
const rh_test_range *rh_proof__range(const rh_proof *proof, rh_str entry);

/* The forms. */
void rh_form__begin(rh_case *c, const rh_moment *m, const rh_record *opening);
void rh_form__clock(rh_case *c, rh_instant now); /* deadlines before now */
void rh_form__item(rh_case *c, const rh_moment *m, rh_item item);
void rh_form__step_end(rh_case *c, const rh_moment *m);
void rh_form__segment_end(rh_case *c, const rh_moment *m); /* by the beginning of the next, in this step */
void rh_form__journey_end(rh_case *c, rh_instant as_of);
void rh_case__broken(rh_case *c, rh_instant at, const rh_record *record, rh_why why);

#endif
