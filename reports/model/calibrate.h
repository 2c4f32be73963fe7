/* Health held against what became of the customers: `calibrate`. SPEC.md section 11, FORMATS.md section 6.
 *
 * A case is a journey that was scored before its outcome was known: its inputs and score are those of the first instant
 * at which it had a score. Its outcome is good when the expression of health.yaml turned true within the span, counted
 * from the journey's first event, and bad when the span passed without. */
#ifndef REPORTS_MODEL_CALIBRATE_H
#define REPORTS_MODEL_CALIBRATE_H

#include "reports/model/common.h"

/* P(a good case scores above a bad one); den 0: not enough cases of both kinds. */
typedef struct rh_model_auc {
    rh_model_quantity value, low, high; /* RATE; 95 percent */
} rh_model_auc;

typedef struct rh_model_health_input {
    rh_str id, title;
    rh_model_place place;
    uint64_t absent; /* cases in which nobody had given it */
    rh_model_auc auc;
    bool is_noisy;   /* the interval holds one half: what it says of the outcome may be chance */
    int64_t weight;  /* as it stands */
    bool has_proposed;
    rh_model_quantity proposed, low, high; /* RATE of all weights, by the earlier cases; low and high: 95 percent */
} rh_model_health_input;

/* Below this limit a journey would be an alarm. */
typedef struct rh_model_alarm {
    rh_str band;
    int64_t below;
    uint64_t alarms, right, bad; /* cases below it; of them bad; bad ones in all */
    rh_model_quantity precision, precision_low, precision_high, recall, recall_low, recall_high; /* RATE; Wilson */
    rh_model_quantity lead_days; /* COUNT: the median of days from the alarm to the end of the span, of right ones */
} rh_model_alarm;

/* Cases of a stretch of the score, and how many were good. */
typedef struct rh_model_bin {
    int64_t from, to; /* [from, to) */
    uint64_t n, good;
    rh_model_quantity low, high; /* of the share of good ones: Wilson; den 0: fewer than 5 */
} rh_model_bin;

/* An alarm as it is, and as the revision that it is compared with raises it, on the cases that both know. */
typedef struct rh_model_alarm_move {
    rh_str band;
    int64_t below, base_below;
    uint64_t alarms, right, base_alarms, base_right;
    rh_model_quantity precision, precision_low, precision_high, base_precision, base_low, base_high; /* RATE; Wilson */
    uint64_t only_now, only_now_right, only_base, only_base_right; /* alarms that the other one does not raise */
    rh_model_quantity p; /* RATE: Fisher's test of these two groups, or of one and those of both; den 0: not tested */
    rh_str says;         /* better, worse, not shown to differ, the same alarms, too few */
} rh_model_alarm_move;

/* How a group of customers fares at the same value of what foretells, beside the others. */
typedef struct rh_model_bias {
    rh_str predictor, field, group; /* predictor: an input, or "score" */
    uint64_t n, bad;                /* cases of the group that could be compared; bad ones */
    rh_model_quantity share, expected; /* RATE of bad ones: as they are, and as others of the same value foretell */
    rh_model_quantity p, q;         /* RATE: Mantel and Haenszel; adjusted for all that were tested */
    bool is_biased;                 /* q is at most 0.05 */
} rh_model_bias;

typedef struct rh_calibrate_report {
    rh_model_revision revision;
    rh_model_history history;
    rh_str version, good, within; /* of the weights; the outcome as written */
    rh_model_place place;         /* of health.yaml */
    uint64_t cases, n_good, n_bad;
    uint64_t unscored, censored, late; /* never scored; the span is not over; scored after the outcome was known */
    rh_model_auc auc;                  /* of the score */
    const rh_model_alarm *alarms;      /* a band each, the best one left out */
    size_t n_alarms;
    const rh_model_bin *curve;
    size_t n_curve;
    const rh_model_health_input *inputs; /* file order */
    size_t n_inputs;
    bool has_proposal;            /* else `why` says why not */
    rh_str why;
    uint64_t fitted, held_out;    /* cases: earlier ones, and later ones that the weights were tried on */
    rh_model_time split;          /* the first of the later ones began then */
    rh_model_auc now_later, proposed_later; /* of both weights, on the later cases */
    const rh_model_bias *biases;  /* groups of at least 20 cases: by predictor, field and group */
    size_t n_biases;
    uint64_t small_groups;        /* of the score: groups that were too small to be tested */
    bool is_compared;             /* with another revision */
    rh_model_revision base;
    rh_str base_version;
    uint64_t cases_both;
    rh_model_auc auc_both, base_auc; /* of both scores, on the cases that both know */
    const rh_model_alarm_move *moves; /* of bands that both have */
    size_t n_moves;
} rh_calibrate_report;

#endif
