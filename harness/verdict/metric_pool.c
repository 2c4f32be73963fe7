/* Expressions over metric.NAME. */
#include "harness/verdict/metric_pool.h"

#include "harness/verdict/gate_insides.h"

static rh_str name_of(rh_arena *keep, rh_str word)
{
    const rh_str prefix = RH_STR("metric.");
    char *text = rh_arena_alloc(keep, prefix.len + word.len);
    if (text == NULL) return rh_str_null();
    memcpy(text, prefix.ptr, prefix.len);
    memcpy(text + prefix.len, word.ptr, word.len);
    return (rh_str){text, prefix.len + word.len};
}

rh_code rh_metric_pool_init(rh_metric_pool *out, rh_arena *keep, rh_metric without, rh_strs others, rh_err *err)
{
    rh_name *names = RH_NEW_N(keep, RH_N_METRICS + others.n, rh_name);
    size_t n = 0;
    if (names == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < RH_N_METRICS; i++) {
        const bool is_count = rh_metric_unit((rh_metric)i) == RH_MODEL_COUNT;
        if (i == (size_t)without) continue;
        names[n++] = (rh_name){.name = name_of(keep, rh_str_of(rh_metric_name((rh_metric)i))),
                               .type = is_count ? &rh_type_int : &rh_type_double,
                               .slot = (uint32_t)i};
    }
    for (size_t i = 0; i < others.n; i++)
        names[n++] = (rh_name){.name = name_of(keep, others.at[i]),
                               .type = &rh_type_double,
                               .slot = (uint32_t)(RH_N_METRICS + i)};
    *out = (rh_metric_pool){.n_slots = RH_N_METRICS + others.n, .keep = keep};
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    const rh_env env = {
        .names = names, .n_names = n, .flags = RH_ENV_CORE_FUNCTIONS, .n_slots = (uint32_t)out->n_slots};
    return rh_pool_new(&out->pool, keep, &env, err);
}

rh_code rh_metric_pool_add(rh_metric_pool *pool, rh_expr *out, const rh_node *node, rh_diags *diags)
{
    const rh_ast *ast;
    if (node->kind != RH_NODE_SCALAR)
        return rh_diags_add(diags, RH_GATE_VALUE, node->span, "expected an expression over metric.NAME");
    const rh_code code = rh_ast_parse(&ast, pool->keep, node->text, node, diags);
    return code == RH_OK ? rh_pool_add(pool->pool, out, ast, &rh_type_bool, diags) : code;
}

rh_code rh_metric_pool_seal(rh_metric_pool *pool, rh_err *err)
{
    return rh_pool_seal(pool->pool, err);
}

bool rh_metric_pool_reads(const rh_metric_pool *pool, rh_expr root, rh_metric metric)
{
    size_t n = 0;
    const uint32_t *reads = rh_pool_reads(pool->pool, root, &n);
    for (size_t i = 0; i < n; i++)
        if (reads[i] == (uint32_t)metric) return true;
    return false;
}

bool rh_metric_pool_reads_other(const rh_metric_pool *pool, rh_expr root, size_t other)
{
    size_t n = 0;
    const uint32_t *reads = rh_pool_reads(pool->pool, root, &n);
    for (size_t i = 0; i < n; i++)
        if (reads[i] == RH_N_METRICS + other) return true;
    return false;
}

rh_value rh_metric_pool_value(const rh_metric_pool *pool, rh_expr root, rh_metric_at *at, void *ctx)
{
    size_t n = 0;
    const uint32_t *reads = rh_pool_reads(pool->pool, root, &n);
    rh_value *slots = RH_NEW_N(pool->keep, pool->n_slots, rh_value); /* zeroed memory is null */
    if (slots == NULL) return rh_undecided(RH_CAUSE_BUDGET);
    for (size_t i = 0; i < n; i++) {
        slots[reads[i]] = at(ctx, reads[i]);
        if (slots[reads[i]].kind == RH_NULL) return rh_undecided(RH_CAUSE_NULL_ORDER);
    }
    rh_eval ev = {.slots = slots, .scratch = pool->keep};
    return rh_pool_eval(pool->pool, root, &ev);
}

/* One way to read what was measured. */
typedef struct reading {
    const rh_evidence *in;
    bool is_without;      /* what the proposal only adds */
    const uint32_t *open; /* slots with rows of which nobody can say */
    size_t n_open;
    unsigned most;        /* bit i: slot open[i] as if each of them were the most that it could be, else the least */
    bool is_known;        /* as it is, without those rows */
} reading;

static rh_value number_of(rh_model_quantity q, bool is_int)
{
    if (q.den == 0) return rh_null();
    return is_int ? rh_int(q.num) : rh_double((double)q.num / (double)q.den);
}

static rh_value of_evidence(void *ctx, uint32_t slot)
{
    const reading *r = ctx;
    const rh_metric_value v = rh_gate__at_whole(r->in, slot, r->is_without);
    if (v.n == 0) return rh_null();
    for (size_t i = 0; !r->is_known && i < r->n_open; i++)
        if (r->open[i] == slot && v.undecided > 0) return number_of(r->most >> i & 1 ? v.high : v.low, false);
    return number_of(v.value, slot < RH_N_METRICS && v.value.unit == RH_MODEL_COUNT);
}

enum { MAX_OPEN = 8 }; /* metrics with undecided rows in one expression; beyond, nobody can say */

/* Those that the root reads and whose worst is not known. */
static size_t find_open(uint32_t *open, const rh_metric_pool *pool, rh_expr root, const rh_evidence *in)
{
    size_t n = 0, n_open = 0;
    const uint32_t *reads = rh_pool_reads(pool->pool, root, &n);
    for (size_t i = 0; i < n; i++) {
        const bool is_open = rh_gate__at_whole(in, reads[i], false).undecided > 0 ||
                             rh_gate__at_whole(in, reads[i], true).undecided > 0;
        if (is_open && n_open < MAX_OPEN) open[n_open] = reads[i];
        n_open += is_open;
    }
    return n_open;
}

rh_value rh_metric_pool_eval(const rh_metric_pool *pool, rh_expr root, bool wanted, const rh_evidence *in)
{
    uint32_t open[MAX_OPEN];
    reading r = {.in = in, .open = open, .n_open = find_open(open, pool, root, in)};
    rh_value v = rh_undecided(RH_CAUSE_BUDGET);
    if (r.n_open > MAX_OPEN) return v;
    for (int is_without = 0; is_without <= (in->without != NULL); is_without++)
        for (unsigned i = 0; i <= 1u << r.n_open; i++) {
            r.is_without = is_without;
            r.is_known = i == 0;
            r.most = i == 0 ? 0 : i - 1;
            v = rh_metric_pool_value(pool, root, of_evidence, &r);
            if (v.kind != RH_BOOL || v.b != wanted) return v;
        }
    return v;
}
