/* The alarms of two revisions of health.yaml, on the cases that both know. */
#include "engine/stats/exact.h"
#include "harness/calibrate/calibrate.h"

#include <stdlib.h>

enum { LEAST_APART = 5 };
#define CONVINCING 0.05

/* A case of both: its outcome, and both scores. */
typedef struct twin {
    rh_health_case now;
    int64_t base_score;
} twin;
typedef RH_VEC(twin) twins;

static int by_journey(const void *a, const void *b)
{
    const rh_health_case *x = a, *y = b;
    return (x->journey > y->journey) - (x->journey < y->journey);
}

static bool find_twins(twins *out, rh_arena *keep, const rh_health_cases *cases, const rh_health_cases *base)
{
    for (size_t i = 0; base->at.n > 0 && i < cases->at.n; i++) {
        const rh_health_case *other = bsearch(&cases->at.at[i], base->at.at, base->at.n, sizeof *other, by_journey);
        if (other != NULL && !RH_PUSH(keep, out, (twin){cases->at.at[i], other->score})) return false;
    }
    return true;
}

static bool fill_auc(rh_calibrate_report *out, rh_arena *keep, const twins *both)
{
    double *now = RH_NEW_N(keep, both->n, double), *base = RH_NEW_N(keep, both->n, double);
    rh_health_case *cases = RH_NEW_N(keep, both->n, rh_health_case);
    if (now == NULL || base == NULL || cases == NULL) return false;
    for (size_t i = 0; i < both->n; i++) {
        cases[i] = both->at[i].now;
        now[i] = (double)cases[i].score;
        base[i] = (double)both->at[i].base_score;
    }
    return rh_calibrate__auc(&out->auc_both, keep, now, cases, both->n) &&
           rh_calibrate__auc(&out->base_auc, keep, base, cases, both->n);
}

static void count(rh_model_alarm_move *m, const twin *t)
{
    const bool is_bad = t->now.fate == RH_HEALTH_BAD;
    const bool is_now = t->now.score < m->below, is_base = t->base_score < m->base_below;
    m->alarms += is_now, m->right += is_now && is_bad;
    m->base_alarms += is_base, m->base_right += is_base && is_bad;
    m->only_now += is_now && !is_base, m->only_now_right += is_now && !is_base && is_bad;
    m->only_base += is_base && !is_now, m->only_base_right += is_base && !is_now && is_bad;
}

typedef struct alarms {
    uint64_t n, right;
} alarms;

/* Precision moves by the alarms that only one raises: they are different cases, so that those of the one can be held
 * against those of the other. Where one raises hardly any of its own, those that both raise stand for it. */
static void judge(rh_model_alarm_move *m)
{
    const alarms both = {m->alarms - m->only_now, m->right - m->only_now_right};
    const bool has_now = m->only_now >= LEAST_APART, has_base = m->only_base >= LEAST_APART;
    const alarms now = has_now ? (alarms){m->only_now, m->only_now_right} : both;
    const alarms base = has_base ? (alarms){m->only_base, m->only_base_right} : both;
    rh_fisher fisher;
    m->says = m->only_now + m->only_base == 0 ? RH_STR("the same alarms") : RH_STR("too few");
    if ((!has_now && !has_base) || now.n < LEAST_APART || base.n < LEAST_APART) return;
    if (!rh_exact_fisher(&fisher, &(rh_two_by_two){now.right, now.n - now.right, base.right, base.n - base.right}))
        return;
    m->p = rh_calibrate__ppm(fisher.two_sided);
    m->says = RH_STR("not shown to differ");
    if (fisher.two_sided > CONVINCING) return;
    m->says = now.right * base.n > base.right * now.n ? RH_STR("better") : RH_STR("worse");
}

static const rh_health_band *band_of(const rh_health *health, rh_str name)
{
    for (size_t i = 0; i + 1 < health->n_bands; i++)
        if (rh_str_eq(health->bands[i].band, name)) return &health->bands[i];
    return NULL;
}

static bool fill_moves(rh_calibrate_report *out, rh_arena *keep, const rh_health *health, const rh_health *base,
                       const twins *both)
{
    rh_model_alarm_move *at = RH_NEW_N(keep, health->n_bands, rh_model_alarm_move);
    if (at == NULL) return false;
    for (size_t i = 0; i + 1 < health->n_bands; i++) {
        const rh_health_band *other = band_of(base, health->bands[i].band);
        if (other == NULL) continue;
        rh_model_alarm_move *m = &at[out->n_moves++];
        *m = (rh_model_alarm_move){
            .band = health->bands[i].band, .below = health->bands[i].below, .base_below = other->below};
        for (size_t k = 0; k < both->n; k++) count(m, &both->at[k]);
        m->precision = rh_calibrate__rate(m->right, m->alarms);
        m->base_precision = rh_calibrate__rate(m->base_right, m->base_alarms);
        rh_calibrate__interval(&m->precision_low, &m->precision_high, m->right, m->alarms);
        rh_calibrate__interval(&m->base_low, &m->base_high, m->base_right, m->base_alarms);
        judge(m);
    }
    out->moves = at;
    return true;
}

rh_code rh_calibrate_compare(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases,
                             const rh_health_cases *base, rh_err *err)
{
    twins both = {0};
    const bool ok = find_twins(&both, keep, cases, base) && fill_auc(out, keep, &both) &&
                    fill_moves(out, keep, cases->reg->health, base->reg->health, &both);
    out->is_compared = true;
    out->base_version = base->reg->health->version;
    out->cases_both = both.n;
    return ok ? RH_OK : rh_err_nomem(err);
}
