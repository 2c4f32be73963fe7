/* The pool: hash-consed steps, roots, and who reads which slot. */
#include "engine/expr/pool/pool_insides.h"

#include "engine/base/assert.h"
#include "engine/expr/builtins/builtins.h"

enum { FIRST_BUCKETS = 256 };

typedef enum shape { NONE, A, AB, ABC, AC, KIDS, PAIRS, TRIPLES, LOOP, SLOT, SLOTS } shape;

static const struct {
    bool is_truth;
    shape shape;
} OPS[] = {
#define X(NAME, truth, shape, what) {truth, shape},
#include "engine/expr/pool/steps.def"
#undef X
};

bool rh_pool__is_truth(uint8_t op) { return OPS[op].is_truth; }

/* ---- hashing ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

static uint64_t hash_value(rh_value v)
{
    uint64_t h = mix(0x51ED270B, v.kind);
    switch ((rh_kind)v.kind) {
    case RH_STRING:
    case RH_BYTES:
    case RH_TYPE: return mix(h, rh_str_hash(rh_value_str(v)));
    case RH_LIST:
        for (uint32_t i = 0; i < v.n; i++) h = mix(h, hash_value(v.list[i]));
        return h;
    case RH_MAP:
        for (uint32_t i = 0; i < v.n; i++) h = mix(mix(h, hash_value(v.map[i].key)), hash_value(v.map[i].value));
        return h;
    case RH_OPTIONAL: return v.n == 1 ? mix(h, hash_value(v.list[0])) : h;
    case RH_BOOL: return mix(h, v.b);
    case RH_NULL: return h;
    case RH_UNDECIDED: return mix(h, v.cause);
    case RH_INT:
    case RH_UINT:
    case RH_DOUBLE:
    case RH_TIMESTAMP:
    case RH_DURATION:
    default: break;
    }
    return mix(mix(h, v.u), v.n);
}

/* Whether operand a of a step is an offset of kids. */
static bool has_kids(uint8_t op)
{
    return (OPS[op].shape >= KIDS && OPS[op].shape <= LOOP) || OPS[op].shape == SLOTS;
}

static size_t n_kids_of(const rh_step *s)
{
    if (!has_kids(s->op)) return 0;
    return OPS[s->op].shape == LOOP ? 3 : s->n;
}

static uint64_t hash_step(const rh_step *s, const uint32_t *kids, size_t n_kids)
{
    uint64_t h = mix(mix(s->op, s->n), s->weight);
    h = mix(mix(h, s->b), s->c);
    if (n_kids == 0) return mix(h, s->a);
    for (size_t i = 0; i < n_kids; i++) h = mix(h, kids[i]);
    return h;
}

static bool same_step(const rh_pool *pool, const rh_step *x, const rh_step *draft, const uint32_t *kids, size_t n_kids)
{
    if (x->op != draft->op || x->n != draft->n || x->weight != draft->weight || x->b != draft->b || x->c != draft->c)
        return false;
    if (!has_kids(draft->op)) return x->a == draft->a;
    return n_kids_of(x) == n_kids && (n_kids == 0 || memcmp(pool->kids.at + x->a, kids, n_kids * sizeof *kids) == 0);
}

static bool rehash(rh_pool *pool)
{
    const size_t n = pool->n_buckets == 0 ? FIRST_BUCKETS : pool->n_buckets * 2;
    uint32_t *buckets = RH_NEW_N(pool->keep, n, uint32_t);
    if (buckets == NULL) return false;
    for (size_t i = 0; i < n; i++) buckets[i] = RH_STEP_NONE;
    for (uint32_t i = 0; i < pool->steps.n; i++) {
        rh_step_facts *f = &pool->facts.at[i];
        f->next = buckets[f->hash & (n - 1)];
        buckets[f->hash & (n - 1)] = i;
    }
    pool->buckets = buckets;
    pool->n_buckets = n;
    return true;
}

/* ---- operands ---- */

static void each_of_kids(const rh_pool *pool, const rh_step *s, uint32_t stride, uint32_t n_steps,
                         void (*visit)(void *ctx, uint32_t kid), void *ctx)
{
    const size_t n = n_kids_of(s);
    for (size_t i = 0; i < n; i++) {
        const uint32_t kid = pool->kids.at[s->a + i];
        if (i % stride < n_steps && kid != RH_STEP_NONE) visit(ctx, kid);
    }
}

void rh_pool__each_kid(const rh_pool *pool, uint32_t step, void (*visit)(void *ctx, uint32_t kid), void *ctx)
{
    const rh_step s = pool->steps.at[step];
    switch (OPS[s.op].shape) {
    case A: visit(ctx, s.a); return;
    case AB: visit(ctx, s.a), visit(ctx, s.b); return;
    case ABC: visit(ctx, s.a), visit(ctx, s.b), visit(ctx, s.c); return;
    case AC: visit(ctx, s.a), visit(ctx, s.c); return;
    case KIDS:
    case LOOP: each_of_kids(pool, &s, 1, 1, visit, ctx); return;
    case PAIRS: each_of_kids(pool, &s, 2, 1, visit, ctx); return;
    case TRIPLES: each_of_kids(pool, &s, 3, 2, visit, ctx); return;
    case NONE:
    case SLOT:
    case SLOTS:
    default: return;
    }
}

void rh_pool__each_slot(const rh_pool *pool, uint32_t step, void (*visit)(void *ctx, uint32_t slot), void *ctx)
{
    const rh_step *s = &pool->steps.at[step];
    if (OPS[s->op].shape == SLOTS) each_of_kids(pool, s, 1, 1, visit, ctx);
    else if (OPS[s->op].shape == SLOT) visit(ctx, s->a);
}

/* ---- interning ---- */

typedef struct gather {
    const rh_pool *pool;
    uint64_t free_locals;
    uint8_t flags;
} gather;

static void gather_kid(void *ctx, uint32_t kid)
{
    gather *g = ctx;
    g->free_locals |= g->pool->facts.at[kid].free_locals;
    g->flags |= g->pool->steps.at[kid].flags & (RH_STEP_CLOCK | RH_STEP_CALLS | RH_STEP_VARIES | RH_STEP_COSTLY);
}

static void count_use(void *ctx, uint32_t kid)
{
    ((rh_pool *)ctx)->facts.at[kid].n_uses++;
}

static uint32_t add_step(rh_pool *pool, rh_step draft, uint64_t hash, uint64_t bound_locals)
{
    if (pool->steps.n * 2 >= pool->n_buckets && !rehash(pool)) return RH_STEP_NONE;
    const uint32_t id = (uint32_t)pool->steps.n;
    draft.cache = RH_STEP_NONE;
    if (!RH_RESERVE(pool->keep, &pool->facts) || !RH_PUSH(pool->keep, &pool->steps, draft)) return RH_STEP_NONE;
    gather g = {.pool = pool};
    rh_pool__each_kid(pool, id, gather_kid, &g);
    if (draft.op == RH_STEP_LOCAL) g.free_locals |= (uint64_t)1 << draft.a;
    pool->steps.at[id].flags |= g.flags;
    rh_step_facts facts = {.hash = hash, .free_locals = g.free_locals & ~bound_locals, .root = RH_STEP_NONE,
                           .next = pool->buckets[hash & (pool->n_buckets - 1)]};
    pool->buckets[hash & (pool->n_buckets - 1)] = id;
    pool->facts.at[pool->facts.n++] = facts;
    rh_pool__each_kid(pool, id, count_use, pool);
    return id;
}

uint32_t rh_pool__step(rh_pool *pool, rh_step draft, const uint32_t *kids, size_t n_kids, uint64_t bound_locals)
{
    const uint64_t hash = hash_step(&draft, kids, n_kids);
    if (pool->n_buckets != 0) {
        for (uint32_t i = pool->buckets[hash & (pool->n_buckets - 1)]; i != RH_STEP_NONE; i = pool->facts.at[i].next) {
            if (pool->facts.at[i].hash == hash && same_step(pool, &pool->steps.at[i], &draft, kids, n_kids)) return i;
        }
    }
    if (has_kids(draft.op)) draft.a = (uint32_t)pool->kids.n;
    for (size_t i = 0; i < n_kids; i++) {
        if (!RH_PUSH(pool->keep, &pool->kids, kids[i])) return RH_STEP_NONE;
    }
    return add_step(pool, draft, hash, bound_locals);
}

uint32_t rh_pool__const(rh_pool *pool, rh_value value, uint32_t weight)
{
    const uint64_t hash = mix(hash_value(value), weight);
    if (pool->n_buckets != 0) {
        for (uint32_t i = pool->buckets[hash & (pool->n_buckets - 1)]; i != RH_STEP_NONE; i = pool->facts.at[i].next) {
            const rh_step *s = &pool->steps.at[i];
            if (pool->facts.at[i].hash != hash || s->op != RH_STEP_CONST || s->weight != weight) continue;
            const rh_value other = pool->consts.at[s->b];
            if (other.kind == value.kind && rh_value_same(other, value)) return i;
        }
    }
    const rh_value kept = rh_value_copy(pool->keep, value);
    const rh_step draft = {.op = RH_STEP_CONST, .b = (uint32_t)pool->consts.n, .weight = weight};
    if (pool->keep->failed || !RH_PUSH(pool->keep, &pool->consts, kept)) return RH_STEP_NONE;
    return add_step(pool, draft, hash, 0);
}

/* ---- the face ---- */

rh_code rh_pool_new(rh_pool **out, rh_arena *keep, const rh_env *env, rh_err *err)
{
    rh_pool *pool = RH_NEW(keep, rh_pool);
    if (pool == NULL) return rh_err_nomem(err);
    pool->keep = keep;
    pool->env = *env;
    pool->signatures = rh_builtin__signatures(keep);
    if (pool->signatures == NULL) return rh_err_nomem(err);
    const rh_code code = rh_names__init(&pool->names, keep, &pool->env, err);
    if (code == RH_OK) *out = pool;
    return code;
}

rh_code rh_pool_set_env(rh_pool *pool, const rh_env *env, rh_err *err)
{
    RH_ASSERT(!pool->is_sealed && env->n_slots == pool->env.n_slots && env->n_fns == pool->env.n_fns);
    pool->env = *env;
    return rh_names__init(&pool->names, pool->keep, &pool->env, err);
}

static rh_code add_root(rh_pool *pool, rh_expr *out, uint32_t step, const rh_type *type, rh_diags *diags)
{
    uint32_t *known = &pool->facts.at[step].root;
    if (*known != RH_STEP_NONE) return *out = *known, RH_OK;
    const rh_root root = {.step = step, .type = type, .line = RH_STEP_NONE, .code = RH_STEP_NONE};
    if (!RH_PUSH(pool->keep, &pool->roots, root)) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    *out = *known = (rh_expr)(pool->roots.n - 1);
    return RH_OK;
}

static rh_code add(rh_pool *pool, rh_arena *scratch, rh_expr *out, const rh_ast *ast, const rh_type *want,
                   rh_diags *diags)
{
    rh_fact *facts = RH_NEW_N(scratch, ast->n_nodes, rh_fact);
    if (facts == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    const rh_code code = rh_check(facts, pool->keep, scratch, &pool->names, ast, want, diags);
    if (code != RH_OK) return code;
    const size_t n_errors = diags->n_errors;
    /* A fact may be absent, a condition may not: what a fact is set to may well be a constant. */
    const bool is_condition = want != NULL && want->kind == RH_T_BOOL && !want->is_nullable;
    const uint32_t step = rh_pool__build(pool, scratch, ast, facts, is_condition, diags);
    if (diags->n_errors > n_errors)
        return diags->n_errors_kept > n_errors ? diags->errors[n_errors].code : RH_EXPR_LITERAL;
    if (step == RH_STEP_NONE || pool->keep->failed) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    return add_root(pool, out, step, facts[ast->root->id].type, diags);
}

rh_code rh_pool_add(rh_pool *pool, rh_expr *out, const rh_ast *ast, const rh_type *want, rh_diags *diags)
{
    RH_ASSERT(!pool->is_sealed);
    rh_arena scratch;
    rh_arena_init(&scratch, pool->keep->host, 0);
    const rh_code code = add(pool, &scratch, out, ast, want, diags);
    rh_arena_dispose(&scratch);
    return code;
}

size_t rh_pool_size(const rh_pool *pool) { return pool->steps.n; }
const rh_type *rh_pool_type(const rh_pool *pool, rh_expr root) { return pool->roots.at[root].type; }

const uint32_t *rh_pool_reads(const rh_pool *pool, rh_expr root, size_t *n)
{
    *n = pool->roots.at[root].n_reads;
    return pool->roots.at[root].reads;
}

const uint32_t *rh_pool_places(const rh_pool *pool, rh_expr root) { return pool->roots.at[root].places; }

const uint64_t *rh_pool_words(const rh_pool *pool, rh_expr root) { return pool->roots.at[root].words; }

const rh_expr *rh_pool_readers(const rh_pool *pool, uint32_t slot, size_t *n)
{
    *n = pool->n_readers[slot];
    return pool->readers[slot];
}

bool rh_pool_reads_clock(const rh_pool *pool, rh_expr root)
{
    return (pool->steps.at[pool->roots.at[root].step].flags & RH_STEP_CLOCK) != 0;
}

bool rh_pool_constant(const rh_pool *pool, rh_expr root, rh_value *out)
{
    const uint32_t step = pool->roots.at[root].step;
    if (!rh_pool__is_const(pool, step)) return false;
    *out = rh_pool__value(pool, step);
    return true;
}
