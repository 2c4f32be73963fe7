/* Alarms, the curve, and what each input says. */
#include "harness/calibrate/calibrate.h"

#include "engine/stats/interval.h"
#include "engine/stats/rank.h"
#include "harness/replay/model_time.h"

#include <stdlib.h>

enum { PPM = 1000000, LEAST = 5, BIN = 10, TOP = 100, DAY_S = 86400 };
#define CONFIDENCE 0.95

rh_code rh_health_cases_add(rh_health_cases *cases, rh_arena *arena, const rh_health_case *one, size_t journey,
                            rh_err *err)
{
    if (one == NULL) return RH_OK;
    cases->unscored += one->fate == RH_HEALTH_UNSCORED_CASE;
    cases->censored += one->fate == RH_HEALTH_CENSORED;
    cases->late += one->fate == RH_HEALTH_LATE;
    if (one->fate != RH_HEALTH_GOOD && one->fate != RH_HEALTH_BAD) return RH_OK;
    const size_t n = cases->reg->health->n_inputs;
    int64_t *inputs = RH_NEW_N(arena, n, int64_t);
    if (inputs == NULL || !RH_PUSH(arena, &cases->at, *one)) return rh_err_nomem(err);
    memcpy(inputs, one->inputs, n * sizeof *inputs);
    rh_health_case *kept = &cases->at.at[cases->at.n - 1];
    kept->inputs = inputs;
    kept->journey = journey;
    for (int g = 0; g < RH_HEALTH_GROUPS; g++) kept->groups[g] = rh_arena_str(arena, one->groups[g]);
    return rh_arena_failed(arena) ? rh_err_nomem(err) : RH_OK;
}

rh_model_quantity rh_calibrate__ppm(double share)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)(share * PPM + 0.5), PPM};
}

rh_model_quantity rh_calibrate__rate(uint64_t n, uint64_t of)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)n, (int64_t)of};
}

void rh_calibrate__interval(rh_model_quantity *low, rh_model_quantity *high, uint64_t n, uint64_t of)
{
    rh_interval i;
    if (of < LEAST || !rh_interval_wilson(&i, n, of, CONFIDENCE)) return;
    *low = rh_calibrate__ppm(i.low), *high = rh_calibrate__ppm(i.high);
}

bool rh_calibrate__auc(rh_model_auc *out, rh_arena *keep, const double *scores, const rh_health_case *cases, size_t n)
{
    rh_scored *scored = RH_NEW_N(keep, n, rh_scored);
    size_t n_good = 0;
    rh_auc auc;
    *out = (rh_model_auc){0};
    if (scored == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        scored[i] = (rh_scored){scores[i], cases[i].fate == RH_HEALTH_GOOD};
        n_good += scored[i].is_good;
    }
    if (n_good < LEAST || n - n_good < LEAST) return true;
    if (!rh_auc_of(&auc, keep, scored, n, CONFIDENCE)) return !rh_arena_failed(keep);
    *out = (rh_model_auc){rh_calibrate__ppm(auc.value), rh_calibrate__ppm(auc.interval.low),
                          rh_calibrate__ppm(auc.interval.high)};
    return true;
}

/* ---- alarms ---- */

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool fill_alarm(rh_model_alarm *out, rh_arena *keep, const rh_health_cases *cases, const rh_health_band *band)
{
    int64_t *leads = RH_NEW_N(keep, cases->at.n, int64_t);
    *out = (rh_model_alarm){.band = band->band, .below = band->below};
    if (leads == NULL) return false;
    for (size_t i = 0; i < cases->at.n; i++) {
        const rh_health_case *c = &cases->at.at[i];
        const bool is_bad = c->fate == RH_HEALTH_BAD, is_alarm = c->score < band->below;
        out->alarms += is_alarm;
        out->bad += is_bad;
        if (is_alarm && is_bad) leads[out->right++] = (c->ends.s - c->scored_at.s) / DAY_S;
    }
    out->precision = rh_calibrate__rate(out->right, out->alarms);
    out->recall = rh_calibrate__rate(out->right, out->bad);
    rh_calibrate__interval(&out->precision_low, &out->precision_high, out->right, out->alarms);
    rh_calibrate__interval(&out->recall_low, &out->recall_high, out->right, out->bad);
    if (out->right == 0) return true;
    qsort(leads, out->right, sizeof *leads, by_number);
    out->lead_days = (rh_model_quantity){RH_MODEL_COUNT, leads[(out->right - 1) / 2], 1};
    return true;
}

static bool fill_alarms(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases)
{
    const rh_health *health = cases->reg->health;
    const size_t n = health->n_bands > 0 ? health->n_bands - 1 : 0;
    rh_model_alarm *at = RH_NEW_N(keep, n, rh_model_alarm);
    for (size_t i = 0; at != NULL && i < n; i++)
        if (!fill_alarm(&at[i], keep, cases, &health->bands[i])) return false;
    out->alarms = at;
    out->n_alarms = n;
    return at != NULL;
}

/* ---- the curve ---- */

static bool fill_curve(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases)
{
    rh_model_bin *at = RH_NEW_N(keep, TOP / BIN, rh_model_bin);
    if (at == NULL) return false;
    for (int i = 0; i < TOP / BIN; i++) at[i] = (rh_model_bin){.from = i * BIN, .to = (i + 1) * BIN};
    at[TOP / BIN - 1].to = TOP + 1;
    for (size_t i = 0; i < cases->at.n; i++) {
        const int64_t score = cases->at.at[i].score;
        const int64_t bin = score < 0 ? 0 : score >= TOP ? TOP / BIN - 1 : score / BIN;
        at[bin].n++;
        at[bin].good += cases->at.at[i].fate == RH_HEALTH_GOOD;
    }
    for (int i = 0; i < TOP / BIN; i++) rh_calibrate__interval(&at[i].low, &at[i].high, at[i].good, at[i].n);
    out->curve = at;
    out->n_curve = TOP / BIN;
    return true;
}

/* ---- inputs ---- */

/* Cases in which it is absent say nothing of it. */
static bool fill_input(rh_model_health_input *out, rh_arena *keep, const rh_health_cases *cases, size_t number)
{
    const rh_health_input *input = &cases->reg->health->inputs[number];
    double *scores = RH_NEW_N(keep, cases->at.n, double);
    rh_health_case *given = RH_NEW_N(keep, cases->at.n, rh_health_case);
    size_t n = 0;
    *out = (rh_model_health_input){.id = input->id, .title = input->title, .weight = input->weight};
    if (input->value.node != NULL)
        out->place = (rh_model_place){input->value.node->span.file, input->value.node->span.line,
                                      input->value.node->span.col};
    if (scores == NULL || given == NULL) return false;
    for (size_t i = 0; i < cases->at.n; i++) {
        const int64_t value = cases->at.at[i].inputs[number];
        out->absent += value < 0;
        if (value >= 0) scores[n] = (double)value, given[n++] = cases->at.at[i];
    }
    if (!rh_calibrate__auc(&out->auc, keep, scores, given, n)) return false;
    out->is_noisy = out->auc.value.den > 0 && out->auc.low.num <= PPM / 2 && out->auc.high.num >= PPM / 2;
    return true;
}

/* ---- all of it ---- */

/* By when they began; cases of one instant in the order of journeys. */
static int by_begin(const void *a, const void *b)
{
    const rh_health_case *x = a, *y = b;
    const int c = rh_instant_cmp(x->began, y->began);
    return c != 0 ? c : (x->journey > y->journey) - (x->journey < y->journey);
}

static bool fill_score(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases)
{
    double *scores = RH_NEW_N(keep, cases->at.n, double);
    if (scores == NULL) return false;
    for (size_t i = 0; i < cases->at.n; i++) scores[i] = (double)cases->at.at[i].score;
    return rh_calibrate__auc(&out->auc, keep, scores, cases->at.at, cases->at.n);
}

rh_code rh_calibrate_fill(rh_calibrate_report *out, rh_arena *keep, rh_health_cases *cases, rh_err *err)
{
    const rh_health *health = cases->reg->health;
    rh_model_health_input *inputs = RH_NEW_N(keep, health->n_inputs, rh_model_health_input);
    *out = (rh_calibrate_report){.version = health->version,
                                 .good = health->good.text,
                                 .cases = cases->at.n,
                                 .unscored = cases->unscored,
                                 .censored = cases->censored,
                                 .late = cases->late,
                                 .inputs = inputs,
                                 .n_inputs = health->n_inputs};
    if (cases->at.n > 0) qsort(cases->at.at, cases->at.n, sizeof *cases->at.at, by_begin);
    for (size_t i = 0; i < cases->at.n; i++) out->n_good += cases->at.at[i].fate == RH_HEALTH_GOOD;
    out->n_bad = out->cases - out->n_good;
    bool ok = inputs != NULL && fill_score(out, keep, cases) && fill_alarms(out, keep, cases) &&
              fill_curve(out, keep, cases);
    for (size_t i = 0; i < health->n_inputs && ok; i++) ok = fill_input(&inputs[i], keep, cases, i);
    if (!ok) return rh_err_nomem(err);
    const rh_code code = rh_calibrate__biases(out, keep, cases, err);
    return code == RH_OK ? rh_calibrate__weights(out, inputs, keep, cases, err) : code;
}
