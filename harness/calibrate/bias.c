/* Whether customers of a group fare as others of the same score do. */
#include "engine/stats/strata.h"
#include "harness/calibrate/calibrate.h"

#include <stdlib.h>

enum { LEAST_OF_GROUP = 20, BIN = 10, N_BINS = 10 };
#define FALSE_SHARE 0.05

typedef struct bias_search {
    rh_arena *keep;
    const rh_health_cases *cases;
    RH_VEC(rh_model_bias) list;
    RH_VEC(double) p;
    uint64_t n_small;
} bias_search;

/* predictor: an input, or behind them the score. Below 0: absent. */
static int64_t value_of(const bias_search *s, const rh_health_case *c, size_t predictor)
{
    return predictor < s->cases->reg->health->n_inputs ? c->inputs[predictor] : c->score;
}

static rh_str name_of(const bias_search *s, size_t predictor)
{
    const rh_health *health = s->cases->reg->health;
    return predictor < health->n_inputs ? health->inputs[predictor].id : RH_STR("score");
}

static size_t bin_of(int64_t value)
{
    return value >= BIN * N_BINS ? N_BINS - 1 : (size_t)(value / BIN);
}

static void tabulate(rh_two_by_two *tables, const bias_search *s, size_t predictor, int field, rh_str group)
{
    for (size_t i = 0; i < s->cases->at.n; i++) {
        const rh_health_case *c = &s->cases->at.at[i];
        const int64_t value = value_of(s, c, predictor);
        if (value < 0) continue;
        rh_two_by_two *t = &tables[bin_of(value)];
        const bool is_bad = c->fate == RH_HEALTH_BAD;
        if (c->groups[field].ptr != NULL && rh_str_eq(c->groups[field], group)) t->a += is_bad, t->b += !is_bad;
        else t->c += is_bad, t->d += !is_bad;
    }
}

/* Tens in which the group stands alone say nothing of it. */
static uint64_t drop_alone(rh_two_by_two *tables)
{
    uint64_t n = 0;
    for (size_t i = 0; i < N_BINS; i++) {
        if (tables[i].c + tables[i].d == 0) tables[i] = (rh_two_by_two){0, 0, 0, 0};
        n += tables[i].a + tables[i].b;
    }
    return n;
}

static bool look(bias_search *s, size_t predictor, int field, rh_str field_name, rh_str group)
{
    rh_two_by_two tables[N_BINS] = {{0, 0, 0, 0}};
    rh_strata found;
    tabulate(tables, s, predictor, field, group);
    const uint64_t n = drop_alone(tables);
    const bool is_large = n >= LEAST_OF_GROUP && rh_strata_test(&found, tables, N_BINS) && found.variance > 0;
    if (!is_large) {
        s->n_small += predictor == s->cases->reg->health->n_inputs;
        return true;
    }
    const uint64_t bad = (uint64_t)found.seen;
    const rh_model_bias bias = {.predictor = name_of(s, predictor),
                                .field = field_name,
                                .group = group,
                                .n = n,
                                .bad = bad,
                                .share = rh_calibrate__rate(bad, n),
                                .expected = rh_calibrate__ppm(found.expected / (double)n),
                                .p = rh_calibrate__ppm(found.p)};
    return RH_PUSH(s->keep, &s->list, bias) && RH_PUSH(s->keep, &s->p, found.p);
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

/* The groups that there are, bytewise. */
static rh_strs groups_of(const bias_search *s, int field)
{
    rh_str *names = RH_NEW_N(s->keep, s->cases->at.n, rh_str);
    size_t n = 0, n_kept = 0;
    for (size_t i = 0; names != NULL && i < s->cases->at.n; i++)
        if (s->cases->at.at[i].groups[field].ptr != NULL) names[n++] = s->cases->at.at[i].groups[field];
    if (n > 1) qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !rh_str_eq(names[i], names[n_kept - 1])) names[n_kept++] = names[i];
    return (rh_strs){names, n_kept};
}

static bool adjust(bias_search *s)
{
    double *q = RH_NEW_N(s->keep, s->p.n, double);
    size_t *order = RH_NEW_N(s->keep, s->p.n, size_t);
    if (q == NULL || order == NULL || !rh_adjust_benjamini_hochberg(q, order, s->p.at, s->p.n)) return false;
    for (size_t i = 0; i < s->list.n; i++) {
        s->list.at[i].q = rh_calibrate__ppm(q[i]);
        s->list.at[i].is_biased = q[i] <= FALSE_SHARE;
    }
    return true;
}

rh_code rh_calibrate__biases(rh_calibrate_report *out, rh_arena *keep, const rh_health_cases *cases, rh_err *err)
{
    bias_search s = {.keep = keep, .cases = cases};
    const size_t n_predictors = cases->reg->health->n_inputs + 1;
    bool ok = true;
    for (int field = 0; field < RH_HEALTH_GROUPS && ok; field++) {
        const rh_strs groups = groups_of(&s, field);
        const uint32_t at = cases->groups[field];
        const rh_str name = at != RH_NONE ? cases->reg->fields[at].name : rh_str_null();
        for (size_t p = n_predictors; p-- > 0 && ok;)
            for (size_t g = 0; g < groups.n && ok; g++) ok = look(&s, p, field, name, groups.at[g]);
    }
    if (!ok || !adjust(&s) || rh_arena_failed(keep)) return rh_err_nomem(err);
    out->biases = s.list.at;
    out->n_biases = s.list.n;
    out->small_groups = s.n_small;
    return RH_OK;
}
