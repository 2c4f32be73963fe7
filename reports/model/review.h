/* One review of a period: what the monitors say, what moved, what people overrode, and what to mend.
 * SPEC.md section 11, FORMATS.md section 8.
 *
 * Every number is a *figure*: one statistic of one metric, of all rows or of one group of them. A figure without a
 * sample has den 0. "Not shown" is the answer of a comparison that could not tell: it is never a pass. */
#ifndef REPORTS_MODEL_REVIEW_H
#define REPORTS_MODEL_REVIEW_H

#include "reports/model/timeline.h"

/* Where a figure stands to the limit of its metric. */
typedef enum rh_model_standing {
    RH_MODEL_STANDING_NONE,   /* no limit */
    RH_MODEL_STANDING_WITHIN, /* on the good side; of a share with its whole interval */
    RH_MODEL_STANDING_BEYOND, /* on the bad side */
    RH_MODEL_STANDING_UNSURE, /* a share on the good side whose interval reaches over the limit */
    RH_MODEL_STANDING_NO_SAMPLE
} rh_model_standing;

/* Against the period before. */
typedef enum rh_model_move {
    RH_MODEL_MOVE_NONE,   /* nothing to compare with */
    RH_MODEL_MOVE_FEW,    /* fewer than 20 rows on one side: no test */
    RH_MODEL_MOVE_UNTESTED, /* a statistic that has no test: only told */
    RH_MODEL_MOVE_NOT_SHOWN, /* tested: chance may have done it. No pass */
    RH_MODEL_MOVE_BETTER,
    RH_MODEL_MOVE_WORSE,
    RH_MODEL_MOVE_OTHER /* moved, and the metric does not say which way is good */
} rh_model_move;

typedef struct rh_model_figure {
    rh_str metric, stat; /* stat: "count", "share", "mean", "median", "p90", "max", "sum" */
    rh_str group;        /* values of `by`, joined by " / "; null: all rows */
    rh_model_quantity value;
    uint64_t n, undecided; /* rows with a value; rows without one because something was undecided */
    bool has_interval;     /* a share of 5 rows or more: Wilson, 95 percent */
    rh_model_quantity low, high;
    rh_model_standing standing;
    rh_model_quantity before; /* the period before; den 0: no sample */
    uint64_t n_before;
    rh_model_move move;
    bool has_p;             /* tested: shares by Fisher, counts by the binomial test, adjusted over all */
    rh_model_quantity p, q; /* as it is, and adjusted (Benjamini and Hochberg) */
} rh_model_figure;

typedef struct rh_model_metric {
    rh_str id, title, over, owner; /* owner: a role; null: none */
    rh_str unit;                   /* "share", "business hours", "journeys", ... */
    rh_str definition;             /* where, of, value and by as written, in one line */
    rh_strs reads;                 /* fields and columns that it reads */
    rh_strs covers;
    rh_model_place place;
    rh_str good; /* "up", "down"; null: neither */
    rh_model_quantity limit; /* den 0: none */
    const rh_model_figure *figures; /* all rows first, each statistic; then by group, bytewise */
    size_t n_figures;
} rh_model_metric;

/* An answer: weak, fine, or nobody can say. Nobody can say is never fine. */
typedef enum rh_model_health { RH_MODEL_FINE, RH_MODEL_WEAK, RH_MODEL_UNKNOWN } rh_model_health;

typedef struct rh_model_area {
    rh_str id, title, owner; /* owner: a role; null: none */
    rh_model_health health;
    rh_str weak;                        /* the expression, as written; null: the limits of its metrics */
    const rh_model_metric *const *metrics;
    size_t n_metrics;
    rh_strs covers;
    rh_model_place place;
} rh_model_area;

typedef struct rh_model_widget {
    const rh_model_metric *metric;
    rh_str chart, owner;
    rh_strs covers;
} rh_model_widget;

typedef struct rh_model_queue {
    rh_str id, title, owner, limit; /* limit: as written; null: none */
    uint64_t waiting;               /* at the end of the period */
    uint64_t high_value;            /* of those that wait, where policy.yaml says what is; else 0 */
    uint64_t entered, left, breached; /* in the period; breached: longer than limit, those that wait included */
    rh_model_quantity p50, p90, most; /* business hours of those that left and those that wait */
    rh_model_quantity oldest;         /* business hours of the oldest that waits; den 0: none waits */
    rh_str oldest_journey;            /* null: none */
    rh_strs covers;
} rh_model_queue;

typedef struct rh_model_watch_alert {
    rh_str rule, next;
    rh_strs to;
    uint64_t journeys, raised; /* in the period */
    uint64_t before;           /* journeys in the period before */
} rh_model_watch_alert;

/* A rate of C26 at one name, in the period. */
typedef struct rh_model_rate {
    rh_str kind, by, name; /* "rule_override"; "entry", "revision", "role", ...; "CO-EDGE-001" */
    uint64_t count, of;
    bool has_interval; /* 5 or more */
    rh_model_quantity low, high;
    uint64_t count_before, of_before;
    rh_model_move move;
    bool has_p;
    rh_model_quantity p, q;
    uint64_t count_so_far, of_so_far; /* since go-live: what the e-value is made of */
    rh_model_quantity claim;          /* the share that the e-value speaks against; den 0: none */
    rh_model_quantity e_value;        /* 20 or more: an alarm that holds at any number of looks; den 0: none */
} rh_model_rate;

/* What a revision asked beside what people did (ruling 133), by reviewer's role; name null: all. */
typedef struct rh_model_agreement {
    rh_str role;
    uint64_t useful, waved_through, missed, quiet;
    uint64_t timed;                   /* decisions on an open entry: those that have a latency */
    rh_model_quantity latency_p50, latency_p90; /* business hours from the opening to the decision */
    uint64_t instant;                 /* of them agreed within three minutes: rubber stamps */
    uint64_t shown, shown_agreed;     /* a recommendation was shown; and the person did as it said */
    uint64_t hidden, hidden_agreed;   /* none was */
} rh_model_agreement;

/* Something for a second pair of eyes. Chosen by a hash of the journey and the decision: the same in every run. */
typedef struct rh_model_sample {
    rh_str kind; /* "blind": decide again without seeing the decision; "override": the month's overrides */
    rh_str month; /* "2026-03"; null: the period */
    rh_str journey, entry, role;
    rh_model_time at;
} rh_model_sample;

typedef struct rh_model_answered {
    rh_str id, question;
    rh_model_health health;
    rh_strs covers;
} rh_model_answered;

/* One of the ranked changes. FORMATS.md section 8 "Fixes". */
typedef enum rh_model_fix_action {
    RH_MODEL_FIX_DATA = 1,    /* data or trigger */
    RH_MODEL_FIX_OWNER,       /* owner or route */
    RH_MODEL_FIX_INTEGRATION,
    RH_MODEL_FIX_GATE,        /* gate, threshold or prompt */
    RH_MODEL_FIX_OPERATING    /* operating model */
} rh_model_fix_action;
typedef struct rh_model_effect {
    rh_str what;              /* "escaped", "drag", "caught", "breached", "queue" */
    rh_model_quantity now, then;
} rh_model_effect;
/* One by whom it is that decisions show the symptom. */
typedef struct rh_model_reviewer {
    rh_str id, role; /* as events name them: under pseudonyms, those; role null: none */
    uint64_t shown, of, others_shown, others_of; /* decisions; others 0 where the fix is about the person */
} rh_model_reviewer;
enum { RH_MODEL_EVIDENCE_SHOWN = 3 /* of a fix, on a page */, RH_MODEL_NAMED = 16 /* journeys of a page at the most */ };
typedef struct rh_model_fix {
    uint32_t rank; /* from 1 */
    rh_model_fix_action action;
    rh_str symptom; /* "escaped", "drag", "waved_through", "breached", "drift", ... */
    rh_str subject; /* the entry, action, role, person, task of the AI or alert that it is about */
    rh_str scope;   /* "mid_market_guided, since 2025-05-01"; null: the whole */
    rh_str title;  /* one sentence: what to change */
    rh_str why;    /* one sentence: what was seen */
    rh_str why_shared; /* the same where it may be passed on: "<5" for few; null: why */
    rh_str owner, entry; /* role; entry null: none */
    rh_model_place place;
    uint64_t journeys, weight; /* journeys affected; risk weight. rank goes by their product */
    bool is_critical;          /* holds against all that was tested, one wrong review in 200 (Holm) */
    rh_model_quantity p, q;    /* RATE: of its test, and adjusted (Benjamini and Hochberg), rounded up */
    rh_strs evidence;          /* records: "JOURNEY#n" */
    const rh_model_reviewer *reviewers;
    size_t n_reviewers;
    rh_str change;             /* the change of a file as "KEY: old -> new"; null: none of a file, or none is better */
    bool is_replayed;          /* effects are those of replaying the change */
    uint64_t n_changes;        /* of which `change` is the best; with is_replayed */
    uint64_t n_tried;          /* of how many journeys, spread evenly over the history where it has more */
    const rh_model_effect *effects;
    size_t n_effects;
} rh_model_fix;

typedef struct rh_model_agenda {
    uint32_t from_minute, to_minute;
    rh_str question, owner;
    rh_strs shows; /* names of parts: "weak", "moved", "fixes", an area, a widget's metric, ... */
    rh_strs covers;
} rh_model_agenda;

/* A stretch of the days since go-live, and when its looks are due. */
typedef struct rh_model_cadence {
    uint32_t from_day, to_day; /* day 1 is the day of go-live; to_day 0: open */
    rh_str every, question;
    bool is_now;
    const rh_model_time *dates; /* of an open stretch: those of eight weeks */
    size_t n_dates;
    rh_strs covers;
} rh_model_cadence;

typedef struct rh_model_node {
    rh_str label;
    const rh_model_metric *metric; /* NULL: none */
} rh_model_node;
typedef struct rh_model_graphic {
    rh_str id, title;
    const rh_model_node *nodes;
    size_t n_nodes;
    rh_strs covers;
} rh_model_graphic;

/* A metric over the weeks since go-live, and against its target. */
typedef struct rh_model_series {
    const rh_model_metric *metric;
    const rh_model_quantity *weeks; /* week 1 .. n_weeks; den 0: no sample, or not over yet */
    size_t n_weeks;
} rh_model_series;
typedef struct rh_model_target {
    const rh_model_metric *metric;
    rh_str says;                      /* the target as written */
    rh_model_quantity baseline, week4, week8;
    rh_model_quantity change4, change8; /* (week - baseline) / baseline, RATE; den 0: not known */
    rh_model_quantity from, to;       /* the band for week 8, RATE of change */
    rh_model_health health;           /* of week 8; UNKNOWN before */
} rh_model_target;

typedef struct rh_model_period {
    rh_model_time since, until, as_of;
} rh_model_period;

/* What is weak, in one list for the first screen. */
typedef struct rh_model_weak {
    rh_str kind; /* "area", "answer", "figure", "queue" */
    rh_str id, title, owner;
    bool is_unknown; /* nobody can say */
    const rh_model_figure *figure; /* NULL: none */
} rh_model_weak;

typedef struct rh_review_report {
    rh_model_revision revision;
    rh_model_history history;
    rh_model_oscillated oscillated;
    rh_model_period period, before;
    bool is_empty;              /* in the period nobody came, nothing opened, was done or decided: it says nothing */
    rh_str first_day, last_day; /* of the period in the policy's zone; null where it does not begin and end with
                                   a day */
    bool has_baseline;
    rh_model_period baseline;
    rh_model_time live_since; /* null: not live */
    uint32_t day;             /* of the review since go-live; 0: not live */
    const rh_model_metric *metrics; /* file order */
    size_t n_metrics;
    const rh_model_area *areas;
    size_t n_areas;
    const rh_model_widget *widgets;
    size_t n_widgets;
    const rh_model_queue *queues;
    size_t n_queues;
    const rh_model_watch_alert *alerts; /* file order */
    size_t n_alerts;
    const rh_model_rate *rates; /* by (kind, by, name) */
    size_t n_rates;
    const rh_model_agreement *agreement; /* all, then by role */
    size_t n_agreement;
    const rh_model_sample *samples;
    size_t n_samples;
    const rh_model_answered *stability;
    size_t n_stability;
    const rh_model_weak *weak;
    size_t n_weak;
    const rh_model_figure *const *moved; /* better, worse or other; the surest first */
    size_t n_moved;
    const rh_model_fix *fixes; /* by rank */
    size_t n_fixes;
    uint64_t n_fixes_all;
    const rh_model_fix *watched; /* shown, in too few cases for a test: no pass */
    size_t n_watched;
    uint64_t n_watched_all, n_tests; /* tests: that the fixes were found among */
    const rh_model_agenda *agenda;
    size_t n_agenda;
    const rh_model_cadence *cadence;
    size_t n_cadence;
    const rh_model_graphic *graphics;
    size_t n_graphics;
    const rh_model_series *series;
    size_t n_series;
    const rh_model_target *targets;
    size_t n_targets;
    rh_strs named; /* journeys that oscillate, or that fixes and queues name, as the page names them; none that somebody
                      is to judge blind */
    const rh_model_timeline *timelines; /* of these, in that order; NULL: no page is asked for */
} rh_review_report;

/* The journey of "JOURNEY#n". */
static inline rh_str rh_model_evidence_journey(rh_str evidence)
{
    size_t to = evidence.len;
    while (to > 0 && evidence.ptr[to - 1] != '#') to--;
    return to > 0 ? rh_str_slice(evidence, 0, to - 1) : evidence;
}

const char *rh_model_standing_name(rh_model_standing standing);
const char *rh_model_move_name(rh_model_move move);
const char *rh_model_health_name(rh_model_health health);
const char *rh_model_fix_action_name(rh_model_fix_action action);

#endif
