/* A branch: the situation of one journey in the lanes that have decided alike so far. The insides of a run.
 *
 * A branch owns everything that it changes: slots, cached expressions, entries, verdicts, automatic actions, records.
 * Forking copies it. All memory is the journey's arena, so nothing is given back before the next journey.
 * Not for hosts: they see rh_view (step/run.h). */
#ifndef RH_JOURNEY_BRANCH_H
#define RH_JOURNEY_BRANCH_H

#include "engine/base/bits.h"
#include "engine/base/limits.h"
#include "engine/base/vec.h"
#include "engine/journey/event.h"
#include "engine/journey/record.h"
#include "engine/journey/tally.h"
#include "engine/program/compiled.h"

typedef enum rh_phase_of_entry { RH_ENTRY_IDLE, RH_ENTRY_OPEN, RH_ENTRY_RELEASED, RH_ENTRY_REJECTED } rh_phase_of_entry;

/* The kinds of timers, in the order of ruling 58. */
typedef enum rh_timer_kind {
    RH_TIMER_CLOCK,
    RH_TIMER_CONDITION,
    RH_TIMER_EXPIRY,
    RH_TIMER_SLA,
    RH_TIMER_TASK
} rh_timer_kind;

typedef struct rh_timer {
    rh_instant at; /* NEVER: none */
    rh_timer_kind kind;
    uint32_t entry; /* index of the id in the stratum; CLOCK: 0 */
    uint32_t task;  /* TASK */
} rh_timer;

/* Humans in whose steps an entry opened, the last first. Never changed, so that forks share them. */
typedef struct rh_requester {
    rh_str actor;
    const struct rh_requester *before;
} rh_requester;

typedef struct rh_entry_state {
    uint8_t phase;        /* rh_phase_of_entry */
    uint8_t when;         /* what `when` counts as: 0 false, 1 true, 2 undecided */
    bool is_ai_false;     /* an AI event made it false: it counts as `when` until somebody else confirms (ruling 93) */
    bool turned_by_human; /* it turned false in the step of a human */
    bool undecided;       /* as of the last settle */
    uint8_t route;        /* 0 primary, 1 backup, 2 escalation */
    uint8_t risk;         /* lifted */
    uint8_t clears;       /* rh_clears, lifted risk's default included */
    bool condition_waits, expiry_waits; /* its timer has not fired yet */
    uint32_t variant; /* one of the kin that the lanes of the branch have it as */
    uint32_t openings;
    uint32_t n_tasks_waiting; /* tasks of the variant that wait for their `after` */
    rh_instant opened_at, due, condition_due; /* NEVER: none */
    rh_instant expiry_due;  /* the first of the cores', or before that; NEVER: none */
    rh_instant released_at; /* its approval was given, if there is an expiry */
    rh_instant *task_due; /* parallel to the variant's tasks; NEVER: none or done */
    const rh_requester *requesters; /* of this opening and of those that it reopens; they may not approve a hold */
    rh_str approver;      /* the first of two, or null */
    rh_value *remembered; /* the fields that `when` reads, at the release or rejection */
} rh_entry_state;

typedef enum rh_auto_phase { RH_AUTO_WAITING, RH_AUTO_PENDING, RH_AUTO_FINAL } rh_auto_phase;

typedef struct rh_action_state {
    uint8_t verdict;   /* rh_verdict */
    uint8_t automatic; /* rh_auto_phase */
    bool is_dropped;   /* an entry that lists it was rejected while it was pending */
    rh_strs because;
} rh_action_state;

typedef struct rh_consumer_state {
    rh_value value;   /* of the last evaluation */
    rh_instant until; /* valid until */
    uint32_t reach;   /* how far its evaluation went: only slots of places up to here concern it */
    uint32_t open_since; /* undecided: steps that had ended when this began */
    bool is_watched;  /* every change of a slot that it reads concerns it: an entry that was decided reopens on one */
} rh_consumer_state;

typedef struct rh_undecided_tally {
    uint32_t consumer; /* or: n_consumers + event expression */
    rh_cause cause;
    rh_str where;      /* for expressions that are no consumers */
    uint64_t n;
} rh_undecided_tally;

/* Where a settle stands; a fork goes on from here. */
typedef struct rh_cursor {
    uint32_t round;    /* 1.. */
    uint32_t variant;  /* the next to look at, in the entries' part of the round */
    bool changed;      /* something changed in this round */
    bool items_moved;  /* an entry opened, closed or got another clock in this round */
    bool left_final;   /* the state was final when the settle began */
    bool in_timers;    /* the settle belongs to a timer: the event of the step is still to come */
} rh_cursor;

/* The musters of a stratum, of one run. Derived fields that none of reads another are mustered together: those up to
 * `end` and behind the ones before. */
typedef struct rh_derived_muster {
    rh_muster *muster; /* root i is derived field first + i */
    uint32_t first, end;
} rh_derived_muster;

typedef struct rh_musters {
    rh_muster *conditions; /* all consumers but the derived fields, by consumer */
    size_t n_conditions;
    RH_VEC(rh_derived_muster) derived;
} rh_musters;

/* What a branch knows of its last muster: every condition of the register, evaluated at every step. */
typedef struct rh_mustered {
    const rh_musters *musters; /* the run's */
    uint64_t *chosen;   /* per derived field: rh_muster_chosen of what it was last given */
    uint64_t *is_true, *is_open; /* bit per consumer, as last evaluated: true; neither true nor false */
    uint64_t *is_fresh; /* bit per consumer: it was mustered in this step, and no slot that it reads changed since */
    rh_instant *until;  /* per consumer: valid until, as last evaluated */
    bool has_derived, is_done; /* in this step: the derived fields, and all else, were evaluated */
} rh_mustered;

typedef struct rh_branch {
    const rh_program *program;
    const rh_stratum *stratum;
    rh_arena *arena;   /* the journey's */
    uint64_t *lanes;
    size_t lane;       /* the lowest */
    uint32_t core;     /* of the stratum: whose expressions decide */
    uint32_t n_riders;
    uint64_t *riders;  /* bit per core of the stratum: others that lanes of the branch have */
    uint64_t *parted;  /* the run's, bit per lane: those whose core said otherwise */
    rh_value *own;     /* while there are riders, what each core has in each field of its own: [i * cores + core] */
    rh_value *answers; /* per core: what the last field of their own was evaluated to */
    uint32_t *like;    /* per core: one that has the same in all fields of its own; the one that decides where it has */
    uint64_t *heads;   /* bit per core: riders that are like themselves */
    rh_value *slots;   /* as the core that decides has them */
    rh_memo *memo;
    rh_consumer_state *consumers;
    uint64_t *dirty;   /* bit per consumer */
    uint64_t *touched; /* bit per slot that changed since it was last looked at; NULL: nobody looks */
    rh_entry_state *entries; /* per id */
    uint64_t *active;        /* bit per id: the entry is not idle */
    rh_action_state *actions;
    uint32_t state, return_to; /* RH_STATE_NONE; return_to: main state under a side state */
    bool was_triggered;
    rh_value health_score, health_band; /* as the last record of them says; null: none */
    uint32_t n_stops;  /* open entries of a stop tier */
    uint32_t n_ended;     /* steps that count: events, and timers that changed something (ruling 27) */
    bool has_moved;       /* in this step something changed, with a record or without */
    bool is_marked;       /* something was marked or made stale since the last settle */
    uint32_t n_pending;   /* automatic actions that are held */
    uint32_t n_undecided; /* consumers whose last value is */
    uint32_t n_ai_false;  /* entries that an AI event made false and nobody confirmed */
    uint32_t *area_open;     /* per area: open entries */
    rh_instant *area_since;  /* per area: when its present item began */
    const rh_event *event;   /* of the step; NULL: a timer */
    const rh_event *unshown; /* the last event taken, until its slots are filled in (rh_branch_show_event) */
    rh_value unshown_data;
    uint64_t *stale_verdicts; /* bit per action: must be worked out anew */
    bool is_dead;      /* oscillated */
    rh_instant now;
    uint32_t step;
    rh_instant next_clock; /* a bound: no clock changes before it */
    bool clock_is_stale;
    bool timers_are_stale;
    rh_timer next_timer;
    rh_instant wake;   /* asked for by an observer */
    rh_cursor cursor;
    RH_VEC(const rh_record *) records;
    size_t first_of_step; /* index of the step's first record */
    RH_VEC(rh_undecided_tally) undecided;
    RH_VEC(rh_undecided_tally) undecided_here; /* of this step's sets, rows, actions */
    RH_VEC(rh_str) changed_names; /* of the last allowed round */
    rh_tally tally;
    RH_VEC(const rh_rejection *) rejected;
    rh_mustered *mustered; /* NULL: work follows change */
    const bool *pinned; /* per field, of an example's `set`; NULL: none (ruling 157) */
} rh_branch;

/* What a step works with besides the branch. */
typedef struct rh_work {
    rh_arena *scratch;     /* emptied at the beginning of each step */
    rh_eval *eval;         /* with the scratch and what the host lends */
    const rh_event *event; /* NULL: a timer */
    bool is_human, is_ai;  /* the event's actorkind */
    const bool *written;   /* per field: the event wrote it; NULL: nothing was */
    struct rh_run *run;    /* to push forks to */
    uint64_t *n_evaluated, *n_nodes; /* count evaluations of consumers, and what these cost */
    rh_err *err;
} rh_work;

/* A branch of no lanes to which nothing has happened: what every branch of a stratum is made of. */
RH_MUST rh_code rh_branch_first(const rh_branch **out, rh_arena *keep, const rh_program *program, const rh_stratum *s,
                                rh_err *err);
/* A copy of the first one for those lanes of its stratum that are asked for, at least one. Those that part later are
 * added to `parted`. */
RH_MUST rh_code rh_branch_new(rh_branch **out, rh_arena *arena, const rh_branch *first, const uint64_t *asked,
                              uint64_t *parted, rh_err *err);
/* What the slots of a journey hold before its first event. */
void rh_branch_init_slots(rh_value *slots, const rh_stratum *s);
/* A branch with the same situation for `lanes` (taken out of `from`). */
RH_MUST rh_code rh_branch_fork(rh_branch **out, rh_branch *from, const uint64_t *lanes, rh_err *err);

/* ---- facts.c: slots, what depends on them, evaluation ---- */
/* Sets a slot; marks what reads it when the value is another: then true. The value must outlive the journey. */
bool rh_branch_set(rh_branch *b, uint32_t slot, rh_value value);
/* Marks what reads a slot that a rider has otherwise than before. */
void rh_branch_concern(rh_branch *b, uint32_t slot);
/* The same of a map slot in which only the member `key` is another. */
void rh_branch_set_member(rh_branch *b, uint32_t slot, rh_value value, rh_str key);
/* Marks consumer first + i for each i of a set of n bits. */
void rh_branch_mark_set(rh_branch *b, size_t first, const uint64_t *set, size_t n);
/* Marks the consumers whose clock has run out at b->now. */
void rh_branch_mark_clocks(rh_branch *b);
rh_value rh_branch_eval(rh_branch *b, const rh_work *w, uint32_t consumer);
/* Its value does not matter now: no timer, not undecided, and no slot marks it; whoever makes it matter again does. */
void rh_branch_skip(rh_branch *b, uint32_t consumer);
/* What expressions are evaluated with, but for what each of them gives back. */
rh_eval *rh_branch_evaluation(const rh_branch *b, const rh_work *w);
/* Counts how many steps each consumer has stood undecided by now, and for which cause, into b->undecided (ruling
 * 36). */
RH_MUST rh_code rh_branch_count_undecided(rh_branch *b);
/* Fills in what expressions read of the last event; few do. */
void rh_branch_show_event(rh_branch *b);
/* Evaluates an expression that is no consumer, without a cache; exprs: per core, is_varied: perhaps not all the
 * same. */
rh_value rh_branch_eval_once(rh_branch *b, const rh_work *w, const rh_pool *pool, const rh_expr *exprs, bool is_varied);
static inline bool rh_branch_is_dirty(const rh_branch *b, uint32_t c) { return rh_bits_has(b->dirty, c); }
static inline void rh_branch_mark(rh_branch *b, uint32_t c)
{
    rh_bits_add(b->dirty, c);
    b->is_marked = true;
}
static inline void rh_branch_unmark(rh_branch *b, uint32_t c) { rh_bits_drop(b->dirty, c); }
/* The next marked consumer in [from, to), or RH_NONE. */
static inline uint32_t rh_branch_next_dirty(const rh_branch *b, size_t from, size_t to)
{
    const size_t c = rh_bits_next(b->dirty, from, to);
    return c < to ? (uint32_t)c : RH_NONE;
}
/* The next entry from `from` on that is not idle, or the number of entries:
 * for (e = next(b, 0); e < n; e = next(b, e + 1)). */
static inline uint32_t rh_branch_next_active(const rh_branch *b, size_t from)
{
    return (uint32_t)rh_bits_next(b->active, from, b->stratum->n_ids);
}
/* Every verdict must be worked out anew; or those of the actions that a variant lists. */
void rh_branch_stale_verdicts(rh_branch *b);
void rh_branch_stale_verdicts_of(rh_branch *b, const rh_variant *v);

/* ---- riders.c, own.c: lanes of several cores in one branch ---- */
/* One core decides. Whatever the cores have each as their own is evaluated as the riders have it, too: whenever one of
 * the slots changes and whenever the answer of any of them runs out. Who says otherwise leaves the branch, at once and
 * with all its lanes; so whoever is in it was in the same situation all along, and may decide in place of another.
 * Lanes that left are played from the beginning, by the run. Of a derived field each core may have a value of its own:
 * what reads it is evaluated on it, and who says otherwise then leaves. */

/* What is evaluated as each core has it. */
typedef struct rh_question {
    const rh_pool *pool;
    rh_memo *memo;         /* NULL: without a cache */
    rh_expr expr;          /* in all cores, where exprs is NULL */
    const rh_expr *exprs;  /* per core */
    const uint64_t *lanes; /* those that are asked; NULL: all */
    bool is_own;           /* a field of their own: answers are taken down, and nobody leaves who can say */
} rh_question;

/* After the lanes of a branch have become fewer: which of their cores decides, and which ride. */
void rh_branch_count_riders(rh_branch *b);
/* With the value of the core that decides, just evaluated with `ev`. The first instant at which one of those that stay
 * may say something else. */
rh_instant rh_branch_ask_riders(rh_branch *b, const rh_question *q, rh_value value, rh_eval *ev);
/* What this core says is not what the branch goes by: it leaves, with its lanes. */
void rh_branch_part(rh_branch *b, size_t core);
/* The first rider from `from` on, or the number of cores. */
static inline size_t rh_branch_next_rider(const rh_branch *b, size_t from)
{
    return rh_bits_next(b->riders, from, b->stratum->cores.n);
}
/* Nothing that is made of the two can differ: 0.0 and -0.0 are two. */
bool rh_branch_same_bits(rh_value a, rh_value b);
/* What an evaluation of a derived field comes to in its slot. */
RH_MUST rh_code rh_branch_fit(rh_value *out, const rh_branch *b, const rh_work *w, uint32_t derived, rh_value value);
/* Of a field of their own: the riders' answers become their values. `value` is what the core that decides has there
 * now, whether it `moves` or not; the slot still holds what it had. */
RH_MUST rh_code rh_branch_note_own(rh_branch *b, const rh_work *w, uint32_t derived, rh_value value, bool moves);
/* The slots become those of a core of the branch, for an evaluation. */
void rh_branch_wear(rh_branch *b, size_t core);
/* This core decides from now on. */
void rh_branch_lead(rh_branch *b, uint32_t core);
/* Finds which cores of the branch are like which. */
void rh_branch_group(rh_branch *b);
/* The slots of a lane, in an array of their own where they are not the branch's; NULL on no memory. */
rh_value *rh_branch_slots_of(const rh_branch *b, size_t lane);
/* Whether an amount is above policy.materiality. */
bool rh_branch_is_above_limit(rh_branch *b, int64_t amount);

/* ---- expiry.c: when approvals end ---- */
/* An approval of the entry begins. False where the holiday calendar lacks the year of its end. */
RH_MUST bool rh_branch_start_expiry(rh_branch *b, uint32_t entry);
/* Whether it has ended, if there is one: riders that say otherwise leave. */
bool rh_branch_is_expired(rh_branch *b, uint32_t entry);
/* Whether the timer of an expiry falls due in some core of the branch; then `waiting`, empty before, are the lanes in
 * which it does not. */
bool rh_branch_expires(uint64_t *waiting, rh_branch *b, rh_timer timer);

/* ---- mustered.c: everything at every step ---- */
RH_MUST rh_code rh_musters_new(rh_musters **out, rh_arena *keep, const rh_stratum *s, rh_err *err);
RH_MUST rh_code rh_mustered_new(rh_mustered **out, rh_branch *b, const rh_musters *musters, rh_err *err);
/* Gives a fork, whose mustered is its origin's, one of its own. */
RH_MUST rh_code rh_mustered_fork(rh_branch *b, rh_err *err);
/* A step begins: nothing is evaluated yet. */
void rh_mustered_begin(rh_branch *b);
/* Evaluates what chooses the values of some derived fields, and marks those whose choice is another or not known. */
void rh_mustered_choose(rh_branch *b, const rh_work *w, const rh_derived_muster *some);
/* A derived field was evaluated by itself. */
void rh_mustered_derived(rh_branch *b, uint32_t derived);
/* A slot changed: marks what was evaluated and reads it. */
void rh_mustered_changed(rh_branch *b, uint32_t slot);
/* A consumer was evaluated by itself. */
void rh_mustered_note(rh_branch *b, uint32_t consumer, rh_value value, rh_instant until);
/* Evaluates all conditions, once a step, and marks those whose truth, or until when it holds, is another than it was
 * when last evaluated; those that are undecided; and those for which more than the truth matters. */
void rh_branch_muster(rh_branch *b, const rh_work *w);

/* ---- writing ---- */
/* A new record of the kind at now, appended; NULL on no memory. */
rh_record *rh_branch_record(rh_branch *b, rh_record_kind kind);
/* n more steps in which a consumer was undecided, or with RH_NONE a set or cell of the field `where`. */
RH_MUST rh_code rh_branch_tally_undecided(rh_branch *b, uint32_t consumer, rh_cause cause, rh_str where, uint64_t n);
/* Names something that changed in this round, for the error of the last one. */
void rh_branch_changed(rh_branch *b, rh_str name);

/* ---- positions ---- */
/* The state where windows and ranges stand: return_to in a side state. */
uint32_t rh_branch_position(const rh_branch *b);
bool rh_branch_in_range(const rh_branch *b, rh_range range);
bool rh_branch_is_final(const rh_branch *b);
/* A bit per variant whose window holds the present state; NULL: none does, as the state is final. */
const uint64_t *rh_branch_windows(const rh_branch *b);

/* ---- entry.c: one entry's moves ---- */
/* Ruling 51: an absent segment matches every list. In another segment the condition counts as false. */
bool rh_entry_is_segment(const rh_stratum *s, const rh_value *slots, const rh_entry *entry);
RH_MUST rh_code rh_entry_open(rh_branch *b, const rh_work *w, uint32_t variant, bool undecided, bool again);
/* Writes `kind` and makes the entry idle. */
RH_MUST rh_code rh_entry_close(rh_branch *b, uint32_t entry, rh_record_kind kind, const rh_work *w);
/* Idle without a record (ruling 74). */
void rh_entry_rest(rh_branch *b, uint32_t entry);
/* No longer open: releases, rejections. Takes it out of stops and timers. */
void rh_entry_leave_open(rh_branch *b, uint32_t entry);
void rh_entry_remember(rh_branch *b, uint32_t entry);
bool rh_entry_facts_changed(const rh_branch *b, uint32_t entry);
/* A fresh clock from now for the present route; the calendar's lack of a year stops the run (ruling 48). */
RH_MUST rh_code rh_entry_start_clock(rh_branch *b, uint32_t entry, const rh_work *w);
rh_str rh_entry_route(const rh_branch *b, uint32_t entry);
rh_record *rh_entry_record(rh_branch *b, uint32_t entry, rh_record_kind kind);
static inline const rh_variant *rh_entry_variant(const rh_branch *b, uint32_t entry)
{
    return &b->stratum->variants[b->entries[entry].variant];
}

/* Whether a lane of the branch has this variant. */
static inline bool rh_branch_has(const rh_branch *b, const rh_variant *v)
{
    return rh_lanes_meet(b->lanes, v->lanes, b->program->n_words);
}
/* Marks the conditions by which the lanes of the branch have an entry. */
void rh_entry_mark(rh_branch *b, uint32_t entry);

/* ---- timers.c ---- */
/* The earliest timer by (instant, kind, entry id, task); at NEVER when there is none or the state is final. */
rh_timer rh_branch_next_timer(rh_branch *b);
/* Does what the timer does before the settle (ruling 58): breaches, tasks. */
RH_MUST rh_code rh_branch_fire(rh_branch *b, rh_timer timer, const rh_work *w);
/* After leaving a final state: what fell due meanwhile has been judged. */
void rh_branch_forget_past_timers(rh_branch *b);

#endif
