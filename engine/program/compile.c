/* Registers to a program: strata, pools, and the expressions of each. */
#include "engine/program/insides.h"

#include "engine/base/limits.h"

/* What all lanes have as text, as one core of the stratum has it. */
typedef struct making {
    rh_stratum *s;
    rh_arena *keep;
    uint32_t core;
    const rh_lent *lent;
    rh_diags *diags;
} making;

/* `at` has an expression for each core; what names no policy is the same in all. Whether this one has another. */
static bool add(const making *m, rh_pool *pool, rh_expr *at, rh_source source, const rh_type *want)
{
    const bool is_shared = m->core > 0 && !rh_program__names_policy(source.text);
    at[m->core] = is_shared ? at[0] : rh_program_add(pool, m->keep, source, want, m->diags);
    return at[m->core] != at[0];
}

static rh_expr *room(const making *m, size_t n)
{
    return RH_NEW_N(m->keep, n * m->s->cores.n, rh_expr);
}

static bool add_each(const making *m, rh_expr **at, size_t n, rh_source (*source)(const rh_register *, size_t))
{
    bool is_varied = false;
    if (m->core == 0) *at = room(m, n);
    for (size_t i = 0; *at != NULL && i < n; i++)
        is_varied |= add(m, m->s->pool, *at + i * m->s->cores.n, source(m->s->reg, i), &rh_type_bool);
    return is_varied;
}

static rh_source guard_of(const rh_register *reg, size_t i) { return reg->transitions[i].guard; }
static rh_source release_of(const rh_register *reg, size_t i) { return reg->actions[i].release; }
static rh_source automatic_of(const rh_register *reg, size_t i) { return reg->actions[i].automatic; }
static rh_source lift_of(const rh_register *reg, size_t i) { return reg->lifts[i].when; }
static rh_source alert_of(const rh_register *reg, size_t i) { return reg->monitors->alerts[i].when; }

/* The type that a field's own expression must yield; NULL where more than one will do. */
static const rh_type *wanted(rh_arena *keep, const rh_field *field)
{
    return field->shape.type == RH_F_DOUBLE ? NULL : rh_program__type(keep, &field->shape, field);
}

/* What health.yaml gives is looked at piece by piece, so that an error has its place: the fields made of it have
 * none. */
static bool is_health_sound(const making *m)
{
    static const rh_type number = {.kind = RH_T_INT, .is_nullable = true};
    const rh_health *h = m->s->reg->health;
    const size_t n_errors = m->diags->n_errors;
    if (h == NULL) return true;
    rh_program_add(m->s->pool, m->keep, h->scored, &rh_type_bool, m->diags);
    for (size_t i = 0; i < h->n_inputs; i++)
        rh_program_add(m->s->pool, m->keep, h->inputs[i].value, &number, m->diags);
    rh_program_add(m->s->pool, m->keep, h->good, &rh_type_bool, m->diags);
    return m->diags->n_errors == n_errors;
}

static rh_code compile_derived(const making *m)
{
    rh_stratum *s = m->s;
    const bool is_sound = is_health_sound(m);
    if (m->core == 0) s->derived = RH_NEW_N(m->keep, s->reg->n_fields, rh_derived);
    if (s->derived == NULL) return RH_NOMEM;
    size_t n = 0;
    for (uint32_t f = 0; f < s->reg->n_fields; f++) {
        const rh_field *field = &s->reg->fields[f];
        if (field->derived.text.ptr == NULL || (!is_sound && field->derived.node == NULL)) continue;
        rh_derived *d = &s->derived[n++];
        if (m->core == 0) *d = (rh_derived){.field = f, .exprs = room(m, 1)};
        if (d->exprs == NULL) return RH_NOMEM;
        add(m, s->pool, d->exprs, field->derived, wanted(m->keep, field));
    }
    s->n_derived = n;
    return RH_OK;
}

/* ---- events ---- */

static rh_code compile_row(rh_event_rules *rules, const making *m, size_t r)
{
    const rh_row_rule *row = &rules->decl->rows[r];
    const size_t n_cores = m->s->cores.n;
    if (m->core == 0) rules->row_sets[r] = room(m, row->n_sets);
    if (rules->row_sets[r] == NULL) return RH_NOMEM;
    rules->is_varied |= add(m, rules->pool, rules->row_keys + r * n_cores, row->key, NULL);
    for (size_t c = 0; c < row->n_sets; c++) {
        const rh_shape *shape = &m->s->reg->fields[row->field].columns[row->columns[c]].shape;
        const rh_type *want = shape->type == RH_F_DOUBLE ? NULL : rh_program__type(m->keep, shape, NULL);
        rules->is_varied |= add(m, rules->pool, rules->row_sets[r] + c * n_cores, row->sets[c], want);
    }
    return RH_OK;
}

static bool names_policy(const rh_event_decl *decl)
{
    bool any = rh_program__names_policy(decl->action_of.text);
    for (size_t i = 0; i < decl->n_sets; i++) any |= rh_program__names_policy(decl->sets[i].value.text);
    for (size_t r = 0; r < decl->n_rows; r++) {
        any |= rh_program__names_policy(decl->rows[r].key.text);
        for (size_t c = 0; c < decl->rows[r].n_sets; c++) any |= rh_program__names_policy(decl->rows[r].sets[c].text);
    }
    return any;
}

/* The pool of an event type, in the environment of the core; that of the first serves all that name no policy. */
static rh_code begin_rules(rh_event_rules *rules, const making *m)
{
    rh_env *env;
    if (m->core > 0 && !names_policy(rules->decl)) return RH_OK;
    const rh_code code = rh_program_env_of(&env, m->keep, m->s->cores.at[m->core], rules->decl, RH_ENV_OF_EVENT, NULL,
                                           0, m->lent, NULL);
    if (code != RH_OK) return code;
    if (m->core > 0) return rh_pool_set_env(rules->pool, env, NULL);
    rules->sets = room(m, rules->decl->n_sets);
    rules->row_keys = room(m, rules->decl->n_rows);
    rules->row_sets = RH_NEW_N(m->keep, rules->decl->n_rows, rh_expr *);
    rules->action_of = room(m, 1);
    return rh_arena_failed(m->keep) ? RH_NOMEM : rh_pool_new(&rules->pool, m->keep, env, NULL);
}

static rh_code compile_event(rh_event_rules *rules, const making *m)
{
    const rh_event_decl *decl = rules->decl;
    if (decl->n_sets == 0 && decl->n_rows == 0 && decl->action_of.text.ptr == NULL) return RH_OK;
    rh_code code = begin_rules(rules, m);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < decl->n_sets; i++)
        rules->is_varied |= add(m, rules->pool, rules->sets + i * m->s->cores.n, decl->sets[i].value,
                                wanted(m->keep, &m->s->reg->fields[decl->sets[i].field]));
    rules->is_varied |= add(m, rules->pool, rules->action_of, decl->action_of, NULL);
    for (size_t r = 0; code == RH_OK && r < decl->n_rows; r++) code = compile_row(rules, m, r);
    const bool is_last = m->core + 1 == m->s->cores.n;
    return code == RH_OK && is_last ? rh_pool_seal(rules->pool, NULL) : code;
}

static rh_code compile_events(const making *m)
{
    rh_stratum *s = m->s;
    if (m->core == 0) s->events = RH_NEW_N(m->keep, s->reg->n_events, rh_event_rules);
    if (s->events == NULL) return RH_NOMEM;
    for (size_t i = 0; i < s->reg->n_events; i++) {
        const rh_event_decl *decl = &s->reg->events[i];
        if (m->core == 0)
            s->events[i] = (rh_event_rules){.decl = decl,
                                            .ingests = rh_str_eq(decl->type, RH_STR("fields_ingested")),
                                            .decides = rh_str_eq(decl->type, RH_STR("human_decided"))};
        const rh_code code = compile_event(&s->events[i], m);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* ---- cores ---- */

static void compile_conditions(const making *m)
{
    rh_stratum *s = m->s;
    add_each(m, &s->guards, s->reg->n_transitions, guard_of);
    add_each(m, &s->releases, s->reg->n_actions, release_of);
    add_each(m, &s->automatics, s->reg->n_actions, automatic_of);
    s->are_lifts_varied |= add_each(m, &s->lifts, s->reg->n_lifts, lift_of);
    add_each(m, &s->alerts, rh_register_alerts(s->reg), alert_of);
}

/* As the cores behind the first have it. */
static rh_code compile_others(making m)
{
    rh_code code = RH_OK;
    for (m.core = 1; code == RH_OK && m.core < m.s->cores.n; m.core++) {
        rh_env *env;
        code = rh_program_env_of(&env, m.keep, m.s->cores.at[m.core], NULL, RH_ENV_OF_RULES, NULL, 0, m.lent, NULL);
        if (code == RH_OK) code = rh_pool_set_env(m.s->pool, env, NULL);
        if (code != RH_OK) return code;
        compile_conditions(&m);
        code = compile_derived(&m);
        if (code == RH_OK) code = compile_events(&m);
    }
    return code;
}

/* ---- entries ---- */

/* The conditions of the variants of one policy. The pool was made with the first. */
static rh_code compile_whens_under(rh_stratum *s, rh_arena *keep, uint32_t policy, const rh_lent *lent, rh_expr *whens,
                                   rh_diags *diags)
{
    bool is_set = false;
    for (size_t v = 0; v < s->n_variants; v++) {
        if (s->variants[v].policy != policy) continue;
        rh_env *env;
        rh_code code = RH_OK;
        if (!is_set) code = rh_program_env_of(&env, keep, s->policies.at[policy], NULL, RH_ENV_OF_ENTRY, NULL, 0, lent,
                                              NULL);
        if (!is_set && code == RH_OK) code = rh_pool_set_env(s->pool, env, NULL);
        if (code != RH_OK) return code;
        is_set = true;
        whens[v] = rh_program_add(s->pool, keep, s->variants[v].entry->when, &rh_type_bool, diags);
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
    const making m = {.s = s, .keep = keep, .lent = p->lent, .diags = diags};
    rh_env *env;
    rh_code code = rh_program_env_of(&env, keep, s->reg, NULL, RH_ENV_OF_RULES, NULL, 0, p->lent, NULL);
    if (code == RH_OK) code = rh_pool_new(&s->pool, keep, env, NULL);
    if (code != RH_OK) return code;
    compile_conditions(&m);
    code = compile_derived(&m);
    if (code == RH_OK) code = rh_program__collect_variants(s, keep, p, diags);
    if (code == RH_OK) code = compile_events(&m);
    if (code == RH_OK) code = rh_program__index_names(s, keep);
    rh_expr *whens = RH_NEW_N(keep, s->n_variants, rh_expr);
    if (code == RH_OK) code = whens != NULL ? compile_whens(s, keep, p->lent, whens, diags) : RH_NOMEM;
    if (code == RH_OK) code = compile_others(m);
    if (code == RH_OK && diags->n_errors == 0) code = rh_pool_seal(s->pool, NULL);
    if (code == RH_OK && diags->n_errors == 0) code = rh_program__link(s, keep, whens, diags);
    return code;
}

static rh_code place_and_compile(rh_program *p, rh_arena *keep, rh_diags *diags)
{
    rh_code code = rh_program__place(p, keep);
    for (size_t s = 0; code == RH_OK && s < p->n_strata; s++) code = compile_stratum(&p->strata[s], keep, p, diags);
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
    uint32_t *of_lane = RH_NEW_N(keep, 3 * n, uint32_t);
    /* The array is the caller's, and may be short-lived. */
    const rh_register **own = RH_NEW_N(keep, n, const rh_register *);
    if (p == NULL || strata == NULL || of_lane == NULL || own == NULL) return rh_diags_nomem(diags, n_errors);
    memcpy(own, registers, n * sizeof *own);
    *p = (rh_program){.registers = own, .n_lanes = n, .n_words = (n + 63) / 64, .lent = lent, .strata = strata,
                      .stratum_of = of_lane, .policy_of = of_lane + n, .core_of = of_lane + 2 * n};
    const rh_code code = place_and_compile(p, keep, diags);
    if (code == RH_NOMEM || rh_arena_failed(keep)) return rh_diags_nomem(diags, n_errors);
    if (code != RH_OK && diags->n_errors == 0) rh_diags_add(diags, code, (rh_span){0}, "%s", rh_code_text(code));
    if (diags->n_errors != 0) return diags->n_errors_kept != 0 ? diags->errors[0].code : RH_INTERNAL;
    *out = p;
    return RH_OK;
}

size_t rh_program_lanes(const rh_program *program) { return program->n_lanes; }
const rh_register *rh_program_register(const rh_program *program, size_t lane) { return program->registers[lane]; }
