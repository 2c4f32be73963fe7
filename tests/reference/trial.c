/* One expression under both evaluators. */
#include "tests/reference/trial.h"

#include "tests/reference/bridge.h"

#include <string.h>

static int search(void *ctx, const char *pattern, size_t pattern_len, const char *text, size_t text_len)
{
    const world *w = ctx;
    return w->regex(w->host, (rh_str){pattern, pattern_len}, (rh_str){text, text_len});
}

void world_mirror(world *w, const rh_env *env)
{
    ref_heap_reset(&w->mirror);
    w->n = env->n_names;
    for (size_t k = 0; k < env->n_names; k++) {
        const rh_name *name = &env->names[k];
        char *copy = ref_alloc(&w->mirror, name->name.len + 1);
        memcpy(copy, name->name.ptr, name->name.len);
        w->names[k] = copy;
        bool is_table = name->type->kind == RH_T_LIST && name->type->elem->kind == RH_T_RECORD;
        rh_value v = name->cls == RH_NAME_SLOT ? w->slots[name->slot] : name->constant;
        w->values[k] = bridge_value(&w->mirror, v, is_table);
    }
}

void world_dispose(world *w)
{
    ref_heap_dispose(&w->mirror);
    ref_calendar_dispose(&w->ref_calendar);
}

rh_eval world_eval(const world *w, rh_arena *scratch)
{
    return (rh_eval){.slots = w->slots,
                     .now = w->now,
                     .calendar = w->calendar,
                     .scratch = scratch,
                     .regex = w->regex,
                     .zones = w->zones,
                     .host = w->host};
}

static const ref_value *evaluate(ref_heap *heap, const world *w, ref_node *tree, ref_wide now)
{
    ref_env env = {.names = w->names,
                   .values = w->values,
                   .n = w->n,
                   .now = now,
                   .calendar = &w->ref_calendar,
                   .zones = w->zones,
                   .zones_ctx = w->host,
                   .regex = search,
                   .regex_ctx = (void *)(uintptr_t)w};
    return ref_eval(heap, &env, tree);
}

/* An instant in (now, until): near either end, at a step from a fact, or anywhere. */
static ref_wide sample(random_source *r, const world *w, ref_wide now, ref_wide until)
{
    static const int64_t steps[] = {0, 1, -1, 3600000000000, 86400000000000, 60000000000};
    ref_wide at = until - 1;
    switch (random_below(r, 6)) {
    case 0: break;
    case 1: at = now + 1; break;
    case 2: at = bridge_instant(random_now(r)); break;
    case 3: { /* hours on: where business time moves */
        at = now - now % ((ref_wide)900 * 1000000000) +
             (ref_wide)900 * 1000000000 * (ref_wide)(1 + random_below(r, 400));
        break;
    }
    case 4: {
        rh_value v = w->slots[random_below(r, RANDOM_SLOTS)];
        ref_wide base = v.kind == RH_TIMESTAMP ? bridge_instant(rh_value_instant(v)) : now;
        at = base + steps[random_below(r, sizeof steps / sizeof *steps)] * (ref_wide)random_below(r, 40);
        break;
    }
    default: {
        ref_wide span = until - now, most = (ref_wide)60 * 86400 * 1000000000;
        at = now + (ref_wide)random_below(r, (uint64_t)(span > most ? most : span));
    }
    }
    return at <= now ? now + 1 : at >= until ? until - 1 : at;
}

static verdict judge_clock(trial *t, ref_heap *heap, const world *w, ref_node *tree, random_source *r, int samples)
{
    ref_wide now = bridge_instant(w->now), until = bridge_instant(RH_INSTANT_MAX) + 1;
    if (!rh_instant_is_never(t->valid_until)) until = bridge_instant(t->valid_until);
    t->changed_at = w->now;
    t->changed_to = t->reference;
    if (until <= now) return TRIAL_CHANGED;
    for (int k = 0; k < samples && until > now + 1; k++) {
        ref_wide at = k == 0 ? until - 1 : sample(r, w, now, until);
        t->changed_at = bridge_back(at);
        t->changed_to = evaluate(heap, w, tree, at);
        if (!bridge_same(t->changed_to, t->reference)) return TRIAL_CHANGED;
    }
    return TRIAL_AGREES;
}

verdict trial_judge(trial *t, ref_heap *heap, const world *w, ref_node *tree, rh_value engine, rh_instant valid_until,
                    random_source *r, int samples)
{
    t->engine = bridge_value(heap, engine, false);
    t->reference = evaluate(heap, w, tree, bridge_instant(w->now));
    t->valid_until = valid_until;
    if (!bridge_same(t->engine, t->reference)) return TRIAL_VALUE;
    verdict v = judge_clock(t, heap, w, tree, r, samples);
    if (v != TRIAL_AGREES) return v;
    return t->engine->kind == REF_ERROR && t->engine->why != t->reference->why ? TRIAL_CAUSE : TRIAL_AGREES;
}
