/* Judging, added up: what outcomes, decisions and suggestions of many journeys come to. SPEC.md section 8.
 *
 *     rh_judging_of(&part, &counts, keep, &journey, scratch, err)     in any worker: one journey
 *     rh_judging_add(&sum, arena, &part, err)                         each journey once, or the sum of a part
 *
 * One journey and the sum of many have one form, so adding is merging: it is associative and commutative, and the same
 * bytes come from any split. Lists are kept sorted. Memory grows with the number of different names and of different
 * times held (whole minutes), never with the history. */
#ifndef RH_REPLAY_JUDGING_H
#define RH_REPLAY_JUDGING_H

#include "engine/base/vec.h"
#include "engine/judge/agreement.h"
#include "engine/judge/outcome.h"
#include "engine/judge/suggestion.h"
#include "reports/model/judgement.h"

/* What is counted of a whole, of a lane of the business, and, where it can be told, of an entry. */
typedef struct rh_judged_counts {
    uint64_t cells[RH_N_CELLS]; /* up to the divergence and at it; of an entry: those that it held up */
    uint64_t tail[RH_N_CELLS];  /* behind it */
    uint64_t turned[RH_N_CELLS]; /* of a whole or a lane, where another revision is laid beside: rh_judging_turn */
    uint64_t agreement[RH_N_AGREEMENTS];
    uint64_t decided, overrides; /* items that a decision ended; of them by override */
} rh_judged_counts;

void rh_judged_counts_add(rh_judged_counts *into, const rh_judged_counts *from);

typedef enum rh_rate_kind {
#define X(NAME, word, text) RH_RATE_##NAME,
#include "harness/replay/rates.def"
#undef X
    RH_N_RATE_KINDS
} rh_rate_kind;

typedef enum rh_rate_by {
#define X(NAME, word, text) RH_BY_##NAME,
#include "harness/replay/rate_by.def"
#undef X
    RH_N_RATE_BYS
} rh_rate_by;

/* One rate at one name. */
typedef struct rh_rate {
    rh_rate_kind kind;
    rh_rate_by by;
    rh_str name; /* WHOLE: empty; "(none)" where it has none, "unknown" for a revision */
    uint64_t n, of;
} rh_rate;

/* How many good actions were held up for so many whole minutes of open time: of all, of a lane of the business, of
 * those that an entry held up. */
typedef struct rh_hold_time {
    rh_rate_by by; /* WHOLE, LANE, ENTRY */
    rh_str name;   /* WHOLE: empty; "(none)" where a journey has no lane */
    int64_t minutes;
    uint64_t n;
} rh_hold_time;

/* A field whose values come from a final snapshot, in so many journeys. */
typedef struct rh_snapshot_field {
    rh_str field;
    uint64_t journeys;
} rh_snapshot_field;

/* An observed action that is worth a look. */
typedef struct rh_judged_row {
    rh_cell cell;
    bool is_after;
    rh_str journey, action, event, because, proof; /* because: its sources, joined; proof: "source id", or null */
    uint32_t n; /* of its record */
    rh_instant at;
    rh_verdict verdict;
    bool has_hold;
    int64_t hold_minutes;
} rh_judged_row;

enum {
    RH_JUDGED_ROWS = 200
}; /* kept: the first by (cell, is_after, journey, n) that are escaped, drag, caught; all are counted */

typedef struct rh_judging {
    uint64_t corrections, stray_corrections;
    uint64_t apart;              /* decisions that no entry could take */
    uint64_t holds_open;         /* good actions held up that were not allowed again by as-of */
    RH_VEC(rh_rate) rates;            /* by (kind, by, name) */
    RH_VEC(rh_hold_time) holds;       /* by (by, name, minutes) */
    RH_VEC(rh_snapshot_field) fields; /* by name */
    RH_VEC(rh_judged_row) rows;       /* by (cell, is_after, journey, n) */
    uint64_t n_rows; /* all */
} rh_judging;

/* One journey as it is judged. Borrowed. */
typedef struct rh_judging_journey {
    rh_str id;
    rh_str lane; /* of the business; null: none */
    const rh_course *course;
    const rh_aftermath *aftermath;
} rh_judging_journey;

/* What a journey adds to the counts of an entry of the register. */
typedef rh_judged_counts *rh_judging_entry(void *ctx, uint32_t entry); /* NULL: no memory */

/* Fills *out and *counts; for each entry that something was counted for, `entry` says where to. All of *out lives in
 * keep; scratch is used on the way. RH_NOMEM. */
RH_MUST rh_code rh_judging_of(rh_judging *out, rh_judged_counts *counts, rh_arena *keep,
                              const rh_judging_journey *journey, rh_judging_entry *entry, void *ctx, rh_arena *scratch,
                              rh_err *err);
/* The cells by the verdicts of `journey`, of the actions that lie before the divergence of `beside` or at it, and as they
 * turned out there: the same history under another revision. What a revision adds can part from history earlier, and
 * has more that people can reject; neither shows here. */
RH_MUST rh_code rh_judging_turn(uint64_t cells[RH_N_CELLS], const rh_judging_journey *journey,
                                const rh_judging_journey *beside, rh_arena *scratch, rh_err *err);
/* The same in two steps, where one journey is counted for several windows: what was found, in arena, ... */
typedef struct rh_judging_found {
    rh_judgement judgement;
    const rh_decision *decisions;
    size_t n_decisions;
    const rh_suggestion *suggestions;
    size_t n_suggestions;
} rh_judging_found;
RH_MUST rh_code rh_judging_find(rh_judging_found *out, rh_arena *arena, const rh_judging_journey *journey, rh_err *err);
/* ... and what of it lies within [since, until): actions by when they were observed, decisions by when they were taken,
 * suggestions by when a person took them up, else by when they were made. */
typedef struct rh_judging_window {
    rh_instant since, until;
} rh_judging_window;
/* window NULL: all. As rh_judging_of, but for the fields of snapshots, which no window holds. */
RH_MUST rh_code rh_judging_count(rh_judging *out, rh_judged_counts *counts, rh_arena *keep,
                                 const rh_judging_journey *journey, const rh_judging_found *found,
                                 const rh_judging_window *window, rh_judging_entry *entry, void *ctx,
                                 rh_arena *scratch, rh_err *err);
/* What is new in `from` is copied into arena. RH_NOMEM: into is of no use. */
RH_MUST rh_code rh_judging_add(rh_judging *into, rh_arena *arena, const rh_judging *from, rh_err *err);
/* The model; counts are those of the whole. Texts borrow from the judging. */
RH_MUST rh_code rh_judging_fill(rh_judgement_report *out, rh_arena *keep, const rh_judging *judging,
                                const rh_judged_counts *counts, rh_err *err);
/* The p-th of 100 of the times held of one name, by nearest rank, in hours; den 0 where nothing was held. */
rh_model_quantity rh_judging_hold(const rh_judging *judging, rh_rate_by by, rh_str name, unsigned p);
/* How many they are. */
uint64_t rh_judging_holds(const rh_judging *judging, rh_rate_by by, rh_str name);

const char *rh_rate_name(rh_rate_kind kind);

#endif
