/* Rates, agreement, samples. */
#include "harness/review/fill.h"

#include "engine/stats/evalue.h"
#include "harness/replay/model_time.h"

#include <stdio.h>

enum { LEAST_FOR_CLAIM = 20 };
/* What an e-value speaks against where no baseline says what is usual: one in ten. */
#define USUAL 0.1

static const char *by_name(rh_rate_by by)
{
    static const char *const names[] = {
#define X(NAME, word, text) word,
#include "harness/replay/rate_by.def"
#undef X
    };
    return names[by];
}

static int rate_cmp(const rh_rate *a, const rh_rate *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->by != b->by) return a->by < b->by ? -1 : 1;
    return rh_str_cmp(a->name, b->name);
}

static const rh_rate *find_rate(const rh_judging *judging, const rh_rate *like)
{
    for (size_t i = 0; i < judging->rates.n; i++)
        if (rate_cmp(&judging->rates.at[i], like) == 0) return &judging->rates.at[i];
    return NULL;
}

/* The share of the whole in the baseline, a little towards the middle so that it is never 0 or 1; fixed before the
 * looks, as an e-value wants it. */
static double claim_of(const rh_review *r, rh_rate_kind kind)
{
    const rh_rate whole = {.kind = kind, .by = RH_BY_WHOLE, .name = RH_STR("")};
    const rh_rate *base = find_rate(&r->judging[RH_REVIEW_BASELINE], &whole);
    if (base == NULL || base->of < LEAST_FOR_CLAIM) return USUAL;
    return ((double)base->n + 1.0) / ((double)base->of + 2.0);
}

static rh_model_quantity e_value(uint64_t k, uint64_t n, double claim)
{
    double e;
    if (n == 0 || !rh_evalue_share(&e, k, n, claim)) return (rh_model_quantity){RH_MODEL_NUMBER, 0, 0};
    return rh_fill__thousandths(RH_MODEL_NUMBER, e > 1e12 ? (int64_t)1e15 : (int64_t)(e * 1000.0 + 0.5));
}

static rh_model_rate rate_of(const rh_review *r, const rh_rate *so_far)
{
    const rh_rate *now = find_rate(&r->judging[RH_REVIEW_NOW], so_far);
    const rh_rate *before = find_rate(&r->judging[RH_REVIEW_BEFORE], so_far);
    const double claim = claim_of(r, so_far->kind);
    rh_model_rate out = {.kind = rh_str_of(rh_rate_name(so_far->kind)),
                         .by = rh_str_of(by_name(so_far->by)),
                         .name = so_far->name,
                         .count_so_far = so_far->n,
                         .of_so_far = so_far->of,
                         .claim = rh_fill__ppm(claim),
                         .e_value = e_value(so_far->n, so_far->of, claim)};
    if (now != NULL) out.count = now->n, out.of = now->of;
    if (before != NULL) out.count_before = before->n, out.of_before = before->of;
    out.has_interval = rh_fill__interval(&out.low, &out.high, out.count, out.of);
    return out;
}

/* Every name that was ever seen since go-live or in the two periods. */
void rh_fill__rates(rh_filling *f, rh_review_report *out)
{
    const rh_review *r = f->review;
    rh_judging all = {0};
    rh_err err;
    const rh_review_at of[] = {RH_REVIEW_SO_FAR, RH_REVIEW_NOW, RH_REVIEW_BEFORE};
    RH_VEC(rh_model_rate) list = {0};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (rh_judging_add(&all, f->keep, &r->judging[of[i]], &err) != RH_OK) f->failed = true;
    for (size_t i = 0; i < all.rates.n; i++) {
        const rh_rate *so_far = find_rate(&r->judging[RH_REVIEW_SO_FAR], &all.rates.at[i]);
        rh_rate none = all.rates.at[i];
        none.n = none.of = 0;
        if (!RH_PUSH(f->keep, &list, rate_of(r, so_far != NULL ? so_far : &none))) f->failed = true;
    }
    out->rates = list.at;
    out->n_rates = list.n;
}

/* ---- agreement ---- */

static const rh_figures_cell *cell_of(const rh_filling *f, rh_extra which, rh_str role)
{
    static const rh_figures_cell none;
    const rh_figures_row *row = rh_figures_at(&f->review->figures, rh_extra_at(f->plan, which), RH_REVIEW_NOW);
    const rh_figures_cell *cell = role.ptr == NULL ? &row->all : rh_figures_group(row, role);
    return cell != NULL ? cell : &none;
}

static rh_model_quantity hours(const rh_figures_cell *cell, unsigned p)
{
    if (cell->tally.n == 0) return (rh_model_quantity){RH_MODEL_HOURS, 0, 0};
    return rh_fill__thousandths(RH_MODEL_HOURS, rh_figures_quantile(cell, p));
}

static rh_model_agreement agreement_of(const rh_filling *f, rh_str role)
{
    const rh_figures_cell *agreed = cell_of(f, RH_EXTRA_AGREED, role), *missed = cell_of(f, RH_EXTRA_MISSED, role);
    const rh_figures_cell *latency = cell_of(f, RH_EXTRA_LATENCY, role);
    const rh_figures_cell *shown = cell_of(f, RH_EXTRA_SHOWN, role), *hidden = cell_of(f, RH_EXTRA_HIDDEN, role);
    return (rh_model_agreement){.role = role,
                                .useful = agreed->tally.n - agreed->tally.hits,
                                .waved_through = agreed->tally.hits,
                                .missed = missed->tally.hits,
                                .quiet = missed->tally.n - missed->tally.hits,
                                .timed = latency->tally.n,
                                .latency_p50 = hours(latency, 50),
                                .latency_p90 = hours(latency, 90),
                                .instant = cell_of(f, RH_EXTRA_INSTANT, role)->tally.hits,
                                .shown = shown->tally.n,
                                .shown_agreed = shown->tally.hits,
                                .hidden = hidden->tally.n,
                                .hidden_agreed = hidden->tally.hits};
}

typedef RH_VEC(rh_model_agreement) agreements;

static void add_roles(rh_filling *f, agreements *list, rh_extra which)
{
    const rh_figures_row *row = rh_figures_at(&f->review->figures, rh_extra_at(f->plan, which), RH_REVIEW_NOW);
    for (size_t i = 0; i < row->groups.n; i++) {
        const rh_str role = row->groups.at[i].group;
        size_t at = 1;
        while (at < list->n && rh_str_cmp(list->at[at].role, role) < 0) at++;
        if (at < list->n && rh_str_eq(list->at[at].role, role)) continue;
        const rh_model_agreement one = agreement_of(f, role);
        if (!RH_PUSH(f->keep, list, one)) {
            f->failed = true;
            return;
        }
        memmove(&list->at[at + 1], &list->at[at], (list->n - 1 - at) * sizeof one);
        list->at[at] = one;
    }
}

void rh_fill__agreement(rh_filling *f, rh_review_report *out)
{
    agreements list = {0};
    if (!RH_PUSH(f->keep, &list, agreement_of(f, rh_str_null()))) f->failed = true;
    add_roles(f, &list, RH_EXTRA_AGREED);
    add_roles(f, &list, RH_EXTRA_MISSED);
    out->agreement = list.at;
    out->n_agreement = list.n;
}

/* ---- samples ---- */

static rh_str month_text(rh_filling *f, rh_instant at)
{
    char text[16];
    const int32_t month = rh_review_month(f->plan, at);
    const int n = snprintf(text, sizeof text, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1));
    return rh_arena_str(f->keep, (rh_str){text, n > 0 ? (size_t)n : 0});
}

void rh_fill__samples(rh_filling *f, rh_review_report *out)
{
    const rh_review *r = f->review;
    rh_model_sample *at = RH_NEW_N(f->keep, r->samples.n, rh_model_sample);
    for (size_t i = 0; at != NULL && i < r->samples.n; i++) {
        const rh_candidate *c = &r->samples.at[i];
        at[i] = (rh_model_sample){.kind = c->is_override ? RH_STR("override") : RH_STR("blind"),
                                  .month = c->is_override ? month_text(f, c->at) : rh_str_null(),
                                  .journey = c->journey,
                                  .entry = c->entry,
                                  .role = c->role,
                                  .at = rh_model_time_of(f->keep, c->at)};
    }
    f->failed |= at == NULL;
    out->samples = at;
    out->n_samples = at != NULL ? r->samples.n : 0;
}
