/* Expressions as lanes of other values have them. */
#include "engine/journey/rivals.h"

#include "engine/base/bits.h"
#include "engine/program/insides.h"

struct rh_rivals {
    const rh_program *program;
    uint64_t *asked;
};

static const rh_stratum *stratum_of(const rh_program *p, size_t lane)
{
    return &p->strata[p->stratum_of[lane]];
}

/* ---- what may differ ---- */

/* The rules of the core that are asked for one by one are left out. */
static bool same_other_rules(const rh_policy *a, const rh_policy *b)
{
    rh_policy other = *b;
    other.materiality = a->materiality;
    other.has_approval_valid = a->has_approval_valid;
    other.approval_valid = a->approval_valid;
    return rh_program__same_rules(a, &other);
}

static bool same_entries(const rh_register *a, const rh_register *b)
{
    if (a->n_entries != b->n_entries) return false;
    for (size_t e = 0; e < a->n_entries; e++)
        if (!rh_program__same_entry(&a->entries[e], &b->entries[e])) return false;
    return true;
}

typedef struct reading {
    const rh_stratum *s;
    rh_str name;
} reading;

/* A text of a file that may read the value is that of a consumer. */
static bool is_consumed(void *ctx, rh_str text)
{
    const reading *r = ctx;
    if (!rh_program__may_read(text, r->name)) return true;
    for (size_t c = 0; c < r->s->n_consumers; c++)
        if (rh_str_eq(rh_program__text_of(r->s, &r->s->consumers[c]), text)) return true;
    return false;
}

static bool same_reads(const rh_stratum *s, const rh_stratum *t, size_t consumer)
{
    const rh_expr a = s->consumers[consumer].expr, b = t->consumers[consumer].expr;
    size_t n = 0, m = 0;
    if (a == RH_EXPR_NONE || b == RH_EXPR_NONE) return a == b;
    const uint32_t *x = rh_pool_reads(s->pool, a, &n), *y = rh_pool_reads(t->pool, b, &m);
    return n == m && (n == 0 || memcmp(x, y, n * sizeof *x) == 0);
}

/* Adds the consumers that read the value; false where one reads other slots, or something else reads it. */
static bool add_asked(rh_rivals *r, const rh_stratum *s, const rh_stratum *t, rh_str name)
{
    reading reads = {s, name};
    if (!rh_program__each_scalar(s->reg, is_consumed, &reads)) return false;
    for (size_t c = 0; c < s->n_consumers; c++) {
        if (!rh_program__may_read(rh_program__text_of(s, &s->consumers[c]), name)) continue;
        if (!same_reads(s, t, c) || s->consumers[c].reads_clock != t->consumers[c].reads_clock) return false;
        rh_bits_add(r->asked, c);
    }
    return true;
}

static bool are_rivals(rh_rivals *r, const rh_stratum *s, const rh_stratum *t)
{
    const rh_register *a = s->reg, *b = t->reg;
    if (s->n_consumers != t->n_consumers || s->n_slots != t->n_slots || !rh_calendar_same(a->calendar, b->calendar) ||
        !same_other_rules(&a->policy, &b->policy) || !rh_program__same_files(a, b) || !same_entries(a, b))
        return false;
    rh_apart apart = {.a = &a->policy, .b = &b->policy};
    rh_str name;
    while (rh_program__next_apart(&apart, &name))
        if (!add_asked(r, s, t, name)) return false;
    return true;
}

rh_code rh_rivals_new(const rh_rivals **out, rh_arena *keep, const rh_program *program, rh_err *err)
{
    rh_rivals *r = RH_NEW(keep, rh_rivals);
    *out = NULL;
    if (r == NULL) return rh_err_nomem(err);
    if (program->n_strata != program->n_lanes || program->n_lanes < 2) return RH_OK;
    *r = (rh_rivals){program, RH_NEW_N(keep, rh_bits_words(program->strata[0].n_consumers), uint64_t)};
    if (r->asked == NULL) return rh_err_nomem(err);
    for (size_t lane = 1; lane < program->n_lanes; lane++)
        if (!are_rivals(r, stratum_of(program, 0), stratum_of(program, lane))) return RH_OK;
    *out = r;
    return RH_OK;
}

/* ---- asking ---- */

const uint64_t *rh_rivals__asked(const rh_rivals *rivals) { return rivals->asked; }

/* Not known to differ so far. */
static bool is_with(const uint64_t *apart, size_t lane, size_t other)
{
    return other != lane && !rh_lanes_has(apart, other);
}

void rh_rivals__ask(const rh_rivals *r, uint64_t *apart, rh_instant *until, size_t lane, uint32_t consumer,
                    rh_value value, rh_eval *eval)
{
    for (size_t other = 0; other < r->program->n_lanes; other++) {
        if (!is_with(apart, lane, other)) continue;
        const rh_stratum *t = stratum_of(r->program, other);
        const rh_value its = rh_pool_eval(t->pool, t->consumers[consumer].expr, eval);
        if (rh_value_same(value, its)) *until = rh_instant_min(*until, eval->valid_until);
        else rh_lanes_add(apart, other);
    }
}

void rh_rivals__amount(const rh_rivals *r, uint64_t *apart, size_t lane, int64_t amount)
{
    const bool is_above = amount > stratum_of(r->program, lane)->reg->policy.materiality;
    for (size_t other = 0; other < r->program->n_lanes; other++)
        if (is_with(apart, lane, other) &&
            (amount > stratum_of(r->program, other)->reg->policy.materiality) != is_above)
            rh_lanes_add(apart, other);
}

void rh_rivals__approval(const rh_rivals *r, uint64_t *apart, size_t lane)
{
    const rh_policy *mine = &stratum_of(r->program, lane)->reg->policy;
    for (size_t other = 0; other < r->program->n_lanes; other++) {
        const rh_policy *its = &stratum_of(r->program, other)->reg->policy;
        const bool is_same = mine->has_approval_valid == its->has_approval_valid &&
                             (!mine->has_approval_valid || (mine->approval_valid.n == its->approval_valid.n &&
                                                            mine->approval_valid.unit == its->approval_valid.unit));
        if (is_with(apart, lane, other) && !is_same) rh_lanes_add(apart, other);
    }
}
