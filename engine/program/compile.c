/* Registers to a program: strata, pools, and the expressions of each. */
#include "engine/program/insides.h"

#include "engine/base/limits.h"

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

bool rh_program__same_files(const rh_register *a, const rh_register *b)
{
    return same_core_files(a, b);
}

bool rh_program__each_scalar(const rh_register *reg, bool (*see)(void *ctx, rh_str text), void *ctx)
{
    const rh_register_file *f;
    for (size_t i = 0; (f = next_core_file(reg, &i)) != NULL;)
        if (!rh_node_each_scalar(f->root, see, ctx)) return false;
    return true;
}

static bool core_may_read(const rh_register *reg, rh_str name)
{
    const rh_register_file *f;
    for (size_t i = 0; (f = next_core_file(reg, &i)) != NULL;)
        if (rh_program_may_read(f->root, name)) return true;
    return false;
}

static bool same_but_values(const rh_register *a, const rh_register *b)
{
    return rh_calendar_same(a->calendar, b->calendar) && rh_program__same_rules(&a->policy, &b->policy) &&
           same_core_files(a, b);
}

/* For registers that are the same but for values: no value that differs is read by anything that they share. */
static bool share_no_difference(const rh_register *a, const rh_register *b)
{
    rh_apart apart = {.a = &a->policy, .b = &b->policy};
    rh_str name;
    while (rh_program__next_apart(&apart, &name))
        if (core_may_read(a, name)) return false;
    return true;
}

bool rh_program__same_stratum(const rh_register *a, const rh_register *b)
{
    return a == b || (same_but_values(a, b) && share_no_difference(a, b));
}

bool rh_program_shares(const rh_register *a, const rh_register *b)
{
    return a == b || (rh_program__same_values(&a->policy, &b->policy) && same_but_values(a, b));
}

/* *policy is set when it does: the index of its policy there, or the number of those. */
static bool has_place(const rh_stratum *s, const rh_register *reg, uint32_t *policy)
{
    if (s->reg != reg && !same_but_values(s->reg, reg)) return false;
    return rh_program__find_policy(s, &reg->policy, policy) || share_no_difference(s->reg, reg);
}

static rh_code place_lane(rh_program *p, rh_arena *keep, size_t lane)
{
    const rh_register *reg = p->registers[lane];
    uint32_t policy = 0;
    size_t at = 0;
    while (at < p->n_strata && !has_place(&p->strata[at], reg, &policy)) at++;
    rh_stratum *s = &p->strata[at];
    if (at == p->n_strata) {
        *s = (rh_stratum){.reg = reg, .lanes = RH_NEW_N(keep, p->n_words, uint64_t),
                          .n_fields = (uint32_t)reg->n_fields, .n_slots = (uint32_t)reg->n_fields + RH_N_CORE_SLOTS};
        if (s->lanes == NULL) return RH_NOMEM;
        p->n_strata++;
        policy = 0;
    }
    if (policy == s->policies.n && !RH_PUSH(keep, &s->policies, reg)) return RH_NOMEM;
    rh_lanes_add(s->lanes, lane);
    p->stratum_of[lane] = (uint32_t)at;
    p->policy_of[lane] = policy;
    return RH_OK;
}

static const rh_expr *add_each(const rh_stratum *s, rh_arena *keep, size_t n,
                               rh_source (*source)(const rh_register *, size_t), rh_diags *diags)
{
    rh_expr *at = RH_NEW_N(keep, n, rh_expr);
    for (size_t i = 0; at != NULL && i < n; i++)
        at[i] = rh_program__add(s->pool, keep, source(s->reg, i), &rh_type_bool, diags);
    return at;
}

static rh_source guard_of(const rh_register *reg, size_t i) { return reg->transitions[i].guard; }
static rh_source release_of(const rh_register *reg, size_t i) { return reg->actions[i].release; }
static rh_source automatic_of(const rh_register *reg, size_t i) { return reg->actions[i].automatic; }
static rh_source lift_of(const rh_register *reg, size_t i) { return reg->lifts[i].when; }
static rh_source alert_of(const rh_register *reg, size_t i) { return reg->monitors->alerts[i].when; }

rh_str rh_program__text_of(const rh_stratum *s, const rh_consumer *c)
{
    switch (c->kind) {
    case RH_CONSUMES_DERIVED: return s->reg->fields[s->derived[c->index].field].derived.text;
    case RH_CONSUMES_GUARD: return guard_of(s->reg, c->index).text;
    case RH_CONSUMES_WHEN: return s->variants[c->index].entry->when.text;
    case RH_CONSUMES_RELEASE: return release_of(s->reg, c->index).text;
    case RH_CONSUMES_AUTO: return automatic_of(s->reg, c->index).text;
    case RH_CONSUMES_ALERT: return alert_of(s->reg, c->index).text;
    }
    return rh_str_null();
}

/* The type that a field's own expression must yield; NULL where more than one will do. */
static const rh_type *wanted(rh_arena *keep, const rh_field *field)
{
    return field->shape.type == RH_F_DOUBLE ? NULL : rh_program__type(keep, &field->shape, field);
}

/* What health.yaml gives is looked at piece by piece, so that an error has its place: the fields made of it have
 * none. */
static bool is_health_sound(const rh_stratum *s, rh_arena *keep, rh_diags *diags)
{
    static const rh_type number = {.kind = RH_T_INT, .is_nullable = true};
    const rh_health *h = s->reg->health;
    const size_t n_errors = diags->n_errors;
    if (h == NULL) return true;
    rh_program__add(s->pool, keep, h->scored, &rh_type_bool, diags);
    for (size_t i = 0; i < h->n_inputs; i++) rh_program__add(s->pool, keep, h->inputs[i].value, &number, diags);
    rh_program__add(s->pool, keep, h->good, &rh_type_bool, diags);
    return diags->n_errors == n_errors;
}

rh_code rh_program__compile_derived(rh_stratum *s, rh_arena *keep, rh_diags *diags)
{
    rh_derived *derived = RH_NEW_N(keep, s->reg->n_fields, rh_derived);
    if (derived == NULL) return RH_NOMEM;
    const bool is_sound = is_health_sound(s, keep, diags);
    for (uint32_t f = 0; f < s->reg->n_fields; f++) {
        const rh_field *field = &s->reg->fields[f];
        if (field->derived.text.ptr == NULL || (!is_sound && field->derived.node == NULL)) continue;
        const rh_expr expr = rh_program__add(s->pool, keep, field->derived, wanted(keep, field), diags);
        derived[s->n_derived++] = (rh_derived){f, expr};
    }
    s->derived = derived;
    return RH_OK;
}

static rh_code compile_rows(rh_event_rules *rules, rh_arena *keep, const rh_register *reg, rh_diags *diags)
{
    const rh_event_decl *decl = rules->decl;
    rh_expr *keys = RH_NEW_N(keep, decl->n_rows, rh_expr);
    const rh_expr **sets = RH_NEW_N(keep, decl->n_rows, const rh_expr *);
    if (keys == NULL || sets == NULL) return RH_NOMEM;
    for (size_t r = 0; r < decl->n_rows; r++) {
        const rh_row_rule *row = &decl->rows[r];
        keys[r] = rh_program__add(rules->pool, keep, row->key, NULL, diags);
        rh_expr *columns = RH_NEW_N(keep, row->n_sets, rh_expr);
        if (columns == NULL) return RH_NOMEM;
        for (size_t c = 0; c < row->n_sets; c++) {
            const rh_shape *shape = &reg->fields[row->field].columns[row->columns[c]].shape;
            const rh_type *want = shape->type == RH_F_DOUBLE ? NULL : rh_program__type(keep, shape, NULL);
            columns[c] = rh_program__add(rules->pool, keep, row->sets[c], want, diags);
        }
        sets[r] = columns;
    }
    rules->row_keys = keys;
    rules->row_sets = sets;
    return RH_OK;
}

static rh_code compile_event(rh_event_rules *rules, rh_arena *keep, const rh_register *reg, const rh_lent *lent,
                             rh_diags *diags)
{
    const rh_event_decl *decl = rules->decl;
    if (decl->n_sets == 0 && decl->n_rows == 0 && decl->action_of.text.ptr == NULL) return RH_OK;
    rh_env *env;
    rh_expr *sets = RH_NEW_N(keep, decl->n_sets, rh_expr);
    rh_code code = sets != NULL ? rh_program__env(&env, keep, reg, decl, true, NULL, 0, lent, NULL) : RH_NOMEM;
    if (code == RH_OK) code = rh_pool_new(&rules->pool, keep, env, NULL);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < decl->n_sets; i++)
        sets[i] = rh_program__add(rules->pool, keep, decl->sets[i].value,
                                  wanted(keep, &reg->fields[decl->sets[i].field]), diags);
    rules->sets = sets;
    rules->action_of = rh_program__add(rules->pool, keep, decl->action_of, NULL, diags);
    code = compile_rows(rules, keep, reg, diags);
    return code == RH_OK ? rh_pool_seal(rules->pool, NULL) : code;
}

rh_code rh_program__compile_events(rh_stratum *s, rh_arena *keep, const rh_lent *lent, rh_diags *diags)
{
    rh_event_rules *events = RH_NEW_N(keep, s->reg->n_events, rh_event_rules);
    if (events == NULL) return RH_NOMEM;
    for (size_t i = 0; i < s->reg->n_events; i++) {
        events[i] = (rh_event_rules){.decl = &s->reg->events[i], .action_of = RH_EXPR_NONE,
                                     .ingests = rh_str_eq(s->reg->events[i].type, RH_STR("fields_ingested")),
                                     .decides = rh_str_eq(s->reg->events[i].type, RH_STR("human_decided"))};
        const rh_code code = compile_event(&events[i], keep, s->reg, lent, diags);
        if (code != RH_OK) return code;
    }
    s->events = events;
    return RH_OK;
}

/* The conditions of the variants of one policy. The pool was made with the first. */
static rh_code compile_whens_under(rh_stratum *s, rh_arena *keep, uint32_t policy, const rh_lent *lent, rh_expr *whens,
                                   rh_diags *diags)
{
    bool is_set = policy == 0;
    for (size_t v = 0; v < s->n_variants; v++) {
        if (s->variants[v].policy != policy) continue;
        rh_env *env;
        rh_code code = RH_OK;
        if (!is_set) code = rh_program__env(&env, keep, s->policies.at[policy], NULL, false, NULL, 0, lent, NULL);
        if (!is_set && code == RH_OK) code = rh_pool_set_env(s->pool, env, NULL);
        if (code != RH_OK) return code;
        is_set = true;
        whens[v] = rh_program__add(s->pool, keep, s->variants[v].entry->when, &rh_type_bool, diags);
    }
    return RH_OK;
}

static rh_code compile_whens(rh_stratum *s, rh_arena *keep, const rh_lent *lent, rh_expr *whens, rh_diags *diags)
{
    rh_code code = RH_OK;
    for (uint32_t p = 0; code == RH_OK && p < s->policies.n; p++)
        code = compile_whens_under(s, keep, p, lent, whens, diags);
    return code;
}

/* Writes the expressions of the variants where rh_program__link finds them: behind each other as consumers. */
static rh_code compile_stratum(rh_stratum *s, rh_arena *keep, const rh_program *p, rh_diags *diags)
{
    rh_env *env;
    rh_code code = rh_program__env(&env, keep, s->reg, NULL, false, NULL, 0, p->lent, NULL);
    if (code == RH_OK) code = rh_pool_new(&s->pool, keep, env, NULL);
    if (code != RH_OK) return code;
    s->guards = add_each(s, keep, s->reg->n_transitions, guard_of, diags);
    s->releases = add_each(s, keep, s->reg->n_actions, release_of, diags);
    s->automatics = add_each(s, keep, s->reg->n_actions, automatic_of, diags);
    s->lifts = add_each(s, keep, s->reg->n_lifts, lift_of, diags);
    s->alerts = add_each(s, keep, rh_register_alerts(s->reg), alert_of, diags);
    code = rh_program__compile_derived(s, keep, diags);
    if (code == RH_OK) code = rh_program__collect_variants(s, keep, p, diags);
    if (code == RH_OK) code = rh_program__compile_events(s, keep, p->lent, diags);
    if (code == RH_OK) code = rh_program__index_names(s, keep);
    rh_expr *whens = RH_NEW_N(keep, s->n_variants, rh_expr);
    if (code == RH_OK) code = whens != NULL ? compile_whens(s, keep, p->lent, whens, diags) : RH_NOMEM;
    if (code == RH_OK && diags->n_errors == 0) code = rh_pool_seal(s->pool, NULL);
    if (code == RH_OK && diags->n_errors == 0) code = rh_program__link(s, keep, whens, diags);
    return code;
}

rh_code rh_program_compile(const rh_program **out, rh_arena *keep, const rh_register *const *registers, size_t n,
                           const rh_lent *lent, rh_diags *diags)
{
    if (n > RH_LIMIT_LANES)
        return rh_diags_add(diags, RH_LANES, (rh_span){0}, "%zu revisions in one program, at most %d", n,
                            RH_LIMIT_LANES);
    const size_t n_errors = diags->n_errors;
    rh_program *p = RH_NEW(keep, rh_program);
    rh_stratum *strata = RH_NEW_N(keep, n, rh_stratum);
    uint32_t *stratum_of = RH_NEW_N(keep, n, uint32_t), *policy_of = RH_NEW_N(keep, n, uint32_t);
    /* The array is the caller's, and may be short-lived. */
    const rh_register **own = RH_NEW_N(keep, n, const rh_register *);
    if (p == NULL || strata == NULL || stratum_of == NULL || policy_of == NULL || own == NULL)
        return rh_diags_nomem(diags, n_errors);
    memcpy(own, registers, n * sizeof *own);
    *p = (rh_program){.registers = own, .n_lanes = n, .n_words = (n + 63) / 64, .lent = lent, .strata = strata,
                      .stratum_of = stratum_of, .policy_of = policy_of};
    rh_code code = RH_OK;
    for (size_t lane = 0; code == RH_OK && lane < n; lane++) code = place_lane(p, keep, lane);
    for (size_t s = 0; code == RH_OK && s < p->n_strata; s++) code = compile_stratum(&p->strata[s], keep, p, diags);
    if (code == RH_NOMEM || rh_arena_failed(keep)) return rh_diags_nomem(diags, n_errors);
    if (code != RH_OK && diags->n_errors == 0) rh_diags_add(diags, code, (rh_span){0}, "%s", rh_code_text(code));
    if (diags->n_errors != 0) return diags->n_errors_kept != 0 ? diags->errors[0].code : RH_INTERNAL;
    *out = p;
    return RH_OK;
}

size_t rh_program_lanes(const rh_program *program) { return program->n_lanes; }
const rh_register *rh_program_register(const rh_program *program, size_t lane) { return program->registers[lane]; }
