/* Weights that earlier cases propose, tried on later ones. */
#include "engine/stats/logit.h"
#include "harness/calibrate/calibrate.h"
#include "harness/replay/model_time.h"

enum { FIT_LEAST = 20, TRY_LEAST = 5, PPM = 1000000 };
#define TWO_SIDED_95 1.959963984540054

typedef struct fitting {
    rh_arena *keep;
    const rh_health_cases *cases;
    size_t n_inputs, n_early;
    double means[RH_LOGIT_INPUTS]; /* of the earlier cases: what stands for an absent input */
    bool is_in[RH_LOGIT_INPUTS];
    rh_logit logit;                /* of those that are in, in order */
    double weights[RH_LOGIT_INPUTS], errors[RH_LOGIT_INPUTS], sum;
} fitting;

static double value_of(const fitting *f, const rh_health_case *c, size_t input)
{
    return c->inputs[input] >= 0 ? (double)c->inputs[input] / 100 : f->means[input];
}

static void find_means(fitting *f)
{
    for (size_t k = 0; k < f->n_inputs; k++) {
        double sum = 0;
        size_t n = 0;
        for (size_t i = 0; i < f->n_early; i++)
            if (f->cases->at.at[i].inputs[k] >= 0) sum += (double)f->cases->at.at[i].inputs[k] / 100, n++;
        f->means[k] = n > 0 ? sum / (double)n : 0.5;
    }
}

/* A fit of the inputs that are in. */
static bool fit(fitting *f)
{
    size_t n_in = 0, at = 0;
    for (size_t k = 0; k < f->n_inputs; k++) n_in += f->is_in[k];
    double *rows = RH_NEW_N(f->keep, f->n_early * n_in, double);
    bool *good = RH_NEW_N(f->keep, f->n_early, bool);
    if (n_in == 0 || rows == NULL || good == NULL) return false;
    for (size_t i = 0; i < f->n_early; i++) {
        const rh_health_case *c = &f->cases->at.at[i];
        good[i] = c->fate == RH_HEALTH_GOOD;
        for (size_t k = 0; k < f->n_inputs; k++)
            if (f->is_in[k]) rows[at++] = value_of(f, c, k);
    }
    return rh_logit_fit(&f->logit, rows, good, f->n_early, n_in, 1);
}

/* An input that would count against health goes, the worst first, until none does. */
static bool fit_all(fitting *f)
{
    for (size_t k = 0; k < f->n_inputs; k++) f->is_in[k] = true;
    while (fit(f)) {
        size_t worst = f->n_inputs, at = 1;
        double least = 0;
        f->sum = 0;
        for (size_t k = 0; k < f->n_inputs; k++) {
            const size_t here = f->is_in[k] ? at++ : 0;
            f->weights[k] = here > 0 ? f->logit.at[here] : 0;
            f->errors[k] = here > 0 ? f->logit.error[here] : 0;
            f->sum += f->weights[k];
            if (f->weights[k] < least) least = f->weights[k], worst = k;
        }
        if (worst == f->n_inputs) return f->sum > 0;
        f->is_in[worst] = false;
    }
    return false;
}

static rh_model_quantity part(double weight, double sum)
{
    const double share = weight <= 0 ? 0 : weight >= sum ? 1 : weight / sum;
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)(share * PPM + 0.5), PPM};
}

static bool try_later(rh_calibrate_report *out, const fitting *f)
{
    const size_t n = f->cases->at.n - f->n_early;
    const rh_health_case *later = f->cases->at.at + f->n_early;
    double *now = RH_NEW_N(f->keep, n, double), *proposed = RH_NEW_N(f->keep, n, double);
    if (now == NULL || proposed == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        now[i] = (double)later[i].score;
        for (size_t k = 0; k < f->n_inputs; k++) proposed[i] += f->weights[k] * value_of(f, &later[i], k);
    }
    return rh_calibrate__auc(&out->now_later, f->keep, now, later, n) &&
           rh_calibrate__auc(&out->proposed_later, f->keep, proposed, later, n);
}

/* Null where the cases are enough, else what is missing. */
static rh_str missing(const rh_health_cases *cases, size_t n_early, size_t n_inputs)
{
    size_t good = 0, later_good = 0;
    const size_t n = cases->at.n;
    for (size_t i = 0; i < n; i++) {
        const bool is_good = cases->at.at[i].fate == RH_HEALTH_GOOD;
        good += i < n_early && is_good;
        later_good += i >= n_early && is_good;
    }
    if (n_inputs > RH_LOGIT_INPUTS) return RH_STR("more inputs than 32");
    if (good < FIT_LEAST || n_early - good < FIT_LEAST)
        return RH_STR("fewer than 20 good or 20 bad ones among the earlier cases");
    if (later_good < TRY_LEAST || n - n_early - later_good < TRY_LEAST)
        return RH_STR("fewer than 5 good or 5 bad ones among the later cases");
    return rh_str_null();
}

rh_code rh_calibrate__weights(rh_calibrate_report *out, rh_model_health_input *inputs, rh_arena *keep,
                              const rh_health_cases *cases, rh_err *err)
{
    const size_t n = cases->at.n, n_inputs = cases->reg->health->n_inputs;
    fitting f = {.keep = keep, .cases = cases, .n_inputs = n_inputs, .n_early = n * 2 / 3};
    out->why = missing(cases, f.n_early, n_inputs);
    if (out->why.ptr != NULL) return RH_OK;
    find_means(&f);
    const bool fits = fit_all(&f);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    if (!fits) {
        out->why = RH_STR("no input speaks for a good outcome");
        return RH_OK;
    }
    out->has_proposal = true;
    out->fitted = f.n_early;
    out->held_out = n - f.n_early;
    out->split = rh_model_time_of(keep, cases->at.at[f.n_early].began);
    for (size_t k = 0; k < n_inputs; k++) {
        inputs[k].has_proposed = true;
        inputs[k].proposed = part(f.weights[k], f.sum);
        inputs[k].low = part(f.weights[k] - TWO_SIDED_95 * f.errors[k], f.sum);
        inputs[k].high = part(f.weights[k] + TWO_SIDED_95 * f.errors[k], f.sum);
    }
    return try_later(out, &f) ? RH_OK : rh_err_nomem(err);
}
