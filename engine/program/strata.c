/* Which lanes share a stratum, and which of them a core: what the core itself goes by. */
#include "engine/program/insides.h"

static bool is_entry_file(rh_str path)
{
    return rh_str_starts(path, RH_STR("register/"));
}

/* Files that the core does not read: gate, waivers, checklist and what only reviews need. policy.yaml holds no
 * expression, and its values are compared as they were read. */
static bool is_beside_the_core(rh_str path)
{
    static const rh_str beside[] = {
        {"gate.yaml", 9}, {"waivers.yaml", 12}, {"checklist.yaml", 14}, {"policy.yaml", 11}};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (rh_str_eq(path, beside[i])) return true;
    return false;
}

static const rh_register_file *next_core_file(const rh_register *reg, size_t *i)
{
    while (*i < reg->n_files && (is_entry_file(reg->files[*i].path) || is_beside_the_core(reg->files[*i].path))) (*i)++;
    return *i < reg->n_files ? &reg->files[(*i)++] : NULL;
}

static bool same_core_files(const rh_register *a, const rh_register *b)
{
    for (size_t i = 0, j = 0;;) {
        const rh_register_file *f = next_core_file(a, &i), *g = next_core_file(b, &j);
        if (f == NULL || g == NULL) return f == g;
        if (!rh_str_eq(f->path, g->path) || !rh_node_same(f->root, g->root)) return false;
    }
}

static bool core_may_read(const rh_register *reg, rh_str name)
{
    const rh_register_file *f;
    for (size_t i = 0; (f = next_core_file(reg, &i)) != NULL;)
        if (rh_program_may_read(f->root, name)) return true;
    return false;
}

bool rh_program__same_stratum(const rh_register *a, const rh_register *b)
{
    return a == b || (rh_calendar_same(a->calendar, b->calendar) && rh_program__same_words(&a->policy, &b->policy) &&
                      same_core_files(a, b));
}

/* For registers of one stratum: no value that differs is read by anything that all lanes have. */
static bool is_core(const rh_register *a, const rh_register *b)
{
    rh_apart apart = {.a = &a->policy, .b = &b->policy};
    rh_str name;
    if (a == b) return true;
    if (!rh_program__same_limits(&a->policy, &b->policy)) return false;
    while (rh_program__next_apart(&apart, &name))
        if (core_may_read(a, name)) return false;
    return true;
}

bool rh_program__same_core(const rh_register *a, const rh_register *b)
{
    return rh_program__same_stratum(a, b) && is_core(a, b);
}

bool rh_program_shares(const rh_register *a, const rh_register *b)
{
    return a == b || (rh_program__same_values(&a->policy, &b->policy) && rh_program__same_core(a, b));
}

/* ---- placing lanes ---- */

/* Where a lane goes. What is the number of those that there are is new. */
typedef struct place {
    size_t stratum;
    uint32_t core, policy;
} place;

static void find_core(place *at, const rh_stratum *s, const rh_register *reg)
{
    const bool is_known = rh_program__find_policy(s, &reg->policy, &at->policy);
    at->core = is_known ? s->core_of_policy.at[at->policy] : 0;
    if (is_known && rh_program__same_limits(&s->cores.at[at->core]->policy, &reg->policy)) return;
    for (at->core = 0; at->core < s->cores.n; at->core++)
        if (is_core(s->cores.at[at->core], reg)) return;
}

static place find(const rh_program *p, const rh_register *reg)
{
    place at = {0};
    for (; at.stratum < p->n_strata; at.stratum++) {
        const rh_stratum *s = &p->strata[at.stratum];
        if (!rh_program__same_stratum(s->reg, reg)) continue;
        find_core(&at, s, reg);
        return at;
    }
    return at;
}

static bool begin_stratum(rh_program *p, rh_arena *keep, const rh_register *reg)
{
    rh_stratum *s = &p->strata[p->n_strata++];
    *s = (rh_stratum){.reg = reg,
                      .lanes = RH_NEW_N(keep, p->n_words, uint64_t),
                      .n_fields = (uint32_t)reg->n_fields,
                      .n_slots = (uint32_t)reg->n_fields + RH_N_CORE_SLOTS};
    return s->lanes != NULL;
}

static rh_code place_lane(rh_program *p, rh_arena *keep, size_t lane)
{
    const rh_register *reg = p->registers[lane];
    const place at = find(p, reg);
    if (at.stratum == p->n_strata && !begin_stratum(p, keep, reg)) return RH_NOMEM;
    rh_stratum *s = &p->strata[at.stratum];
    if (at.core == s->cores.n) {
        uint64_t *lanes = RH_NEW_N(keep, p->n_words, uint64_t);
        if (lanes == NULL || !RH_PUSH(keep, &s->cores, reg) || !RH_PUSH(keep, &s->of_core, lanes)) return RH_NOMEM;
    }
    const bool is_new = at.policy == s->policies.n;
    if (is_new && (!RH_PUSH(keep, &s->policies, reg) || !RH_PUSH(keep, &s->core_of_policy, at.core))) return RH_NOMEM;
    rh_lanes_add(s->lanes, lane);
    rh_lanes_add(s->of_core.at[at.core], lane);
    p->stratum_of[lane] = (uint32_t)at.stratum;
    p->core_of[lane] = at.core;
    p->policy_of[lane] = at.policy;
    return RH_OK;
}

rh_code rh_program__place(rh_program *p, rh_arena *keep)
{
    rh_code code = RH_OK;
    for (size_t lane = 0; code == RH_OK && lane < p->n_lanes; lane++) code = place_lane(p, keep, lane);
    return code;
}
