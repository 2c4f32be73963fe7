/* The clauses of a register, with the conditions that lack one operand. */
#include "engine/cover/cover.h"

#include "engine/cover/insides.h"
#include "engine/mutate/mutate.h"
#include "engine/program/compiled.h"

typedef struct maker {
    rh_arena *keep;
    rh_cover *cover;
    const rh_mutants *mutants;
    size_t next; /* the first mutant of the present entry */
    uint32_t index;
    const rh_entry *entry;
} maker;

const char *rh_cover_kind_name(rh_cover_kind kind)
{
    static const char *const names[] = {
#define X(NAME, word) word,
#include "engine/cover/clauses.def"
#undef X
    };
    return names[kind];
}

/* ---- one clause ---- */

static rh_str joined(maker *m, const char *a, rh_str b)
{
    rh_buf text;
    rh_buf_init(&text, m->keep, 1 << 16);
    rh_buf_put(&text, rh_str_of(a));
    rh_buf_put(&text, b);
    return rh_buf_str(&text);
}

static rh_cover_clause *add(maker *m, rh_cover_kind kind, const rh_node *at, rh_str says)
{
    const rh_cover_clause clause = {.kind = kind,
                                    .entry = m->index,
                                    .without = RH_EXPR_NONE,
                                    .span = at != NULL ? at->span : m->entry->node->span,
                                    .says = says};
    if (!RH_PUSH(m->keep, &m->cover->clauses, clause)) return NULL;
    return &m->cover->clauses.at[m->cover->clauses.n - 1];
}

static const rh_node *part(const maker *m, const char *key) { return rh_node_get(m->entry->node, rh_str_of(key)); }

/* ---- conditions ---- */

static rh_expr pooled(maker *m, rh_str text)
{
    rh_diags unheard; /* it compiled before, or is a mutant of what did */
    rh_diags_init(&unheard, m->keep);
    const rh_source source = {.text = text};
    const rh_expr root = rh_program_add(m->cover->pool, m->keep, source, &rh_type_bool, &unheard);
    if (root == RH_EXPR_NONE) m->keep->failed = true; /* memory is all that it can want */
    return root;
}

/* Each operand, as the mutant that lacks it tells. */
static void add_operands(maker *m)
{
    size_t n = 0;
    for (; m->next < m->mutants->n && m->mutants->at[m->next].entry == m->index; m->next++) {
        const rh_mutant *mutant = &m->mutants->at[m->next];
        if (mutant->op != RH_MUTATION_DROP) continue;
        rh_cover_clause *clause = add(m, RH_COVER_OPERAND, NULL, mutant->clause);
        if (clause == NULL) return;
        clause->span = mutant->span;
        clause->without = pooled(m, mutant->changed->when.text);
        n++;
    }
    if (n == 0) add(m, RH_COVER_CONDITION, part(m, "when"), m->entry->trigger);
}

/* ---- the rest of an entry ---- */

static void add_effects(maker *m)
{
    static const char *const verbs[] = {"allow ", "draft ", "hold ", "block "};
    const rh_node *effect = part(m, "effect");
    for (uint32_t i = 0; i < m->entry->n_effects; i++) {
        const rh_effect *e = &m->entry->effects[i];
        const rh_node *list = rh_node_get(effect, rh_str_of(rh_verdict_name(e->level)));
        const rh_str action = m->cover->reg->actions[e->action].id;
        const rh_node *at = list;
        for (size_t k = 0; list != NULL && k < list->n_items; k++)
            if (rh_str_eq(list->items[k]->text, action)) at = list->items[k];
        rh_cover_clause *clause = add(m, RH_COVER_EFFECT, at, joined(m, verbs[e->level], action));
        if (clause != NULL) clause->index = i;
    }
}

static void add_tasks(maker *m)
{
    const rh_node *tasks = part(m, "tasks");
    for (uint32_t i = 0; i < m->entry->n_tasks; i++) {
        const rh_node *at = tasks != NULL && i < tasks->n_items ? tasks->items[i] : tasks;
        rh_cover_clause *clause = add(m, RH_COVER_TASK, at, m->entry->tasks[i].text);
        if (clause != NULL) clause->index = i;
    }
}

static void add_review(maker *m)
{
    const rh_node *review = part(m, "review");
    const struct {
        rh_cover_kind kind;
        uint32_t role;
    } rows[] = {{RH_COVER_PRIMARY, m->entry->primary},
                {RH_COVER_BACKUP, m->entry->backup},
                {RH_COVER_ESCALATION, m->entry->escalation}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const rh_node *at = rh_node_get(review, rh_str_of(rh_cover_kind_name(rows[i].kind)));
        add(m, rows[i].kind, at, m->cover->reg->roles[rows[i].role].id);
    }
}

static bool stops(const maker *m)
{
    const rh_register *reg = m->cover->reg;
    for (size_t i = 0; i < reg->n_tiers; i++)
        if (reg->tiers[i].tier == m->entry->sla) return reg->tiers[i].stops;
    return false;
}

static void add_clauses(maker *m)
{
    const rh_node *window = part(m, "window"), *clears = part(m, "clears"), *sla = part(m, "sla");
    add_operands(m);
    if (!m->entry->window.is_any) add(m, RH_COVER_WINDOW, window, window != NULL ? window->text : rh_str_null());
    if (m->entry->segments.at != NULL) add(m, RH_COVER_SEGMENTS, part(m, "segments"), RH_STR("its segments"));
    add(m, RH_COVER_CLEARS, clears != NULL ? clears : part(m, "risk"), rh_str_of(rh_clears_name(m->entry->clears)));
    add(m, RH_COVER_SLA, sla, joined(m, "tier ", sla != NULL ? sla->text : RH_STR("?")));
    m->cover->entries[m->index].stops = stops(m);
    if (stops(m)) add(m, RH_COVER_STOP, sla, RH_STR("everything stops"));
    add_review(m);
    add_effects(m);
    add_tasks(m);
}

/* ---- the face ---- */

static rh_code open_cover(rh_cover **out, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err)
{
    const rh_env *env;
    rh_cover *cover = RH_NEW(keep, rh_cover);
    if (cover == NULL) return rh_err_nomem(err);
    cover->reg = rh_program_register(program, lane);
    cover->entries = RH_NEW_N(keep, cover->reg->n_entries, rh_cover_entry);
    if (cover->entries == NULL) return rh_err_nomem(err);
    rh_code code = rh_program_env(&env, keep, program, lane, NULL, 0, err);
    if (code == RH_OK) code = rh_pool_new(&cover->pool, keep, env, err);
    *out = cover;
    return code;
}

rh_code rh_cover_new(const rh_cover **out, rh_arena *keep, const rh_program *program, size_t lane, rh_err *err)
{
    rh_cover *cover = NULL;
    rh_mutants mutants;
    rh_code code = open_cover(&cover, keep, program, lane, err);
    if (code == RH_OK) code = rh_mutants_make(&mutants, keep, program, lane, err);
    if (code != RH_OK) return code;
    maker m = {.keep = keep, .cover = cover, .mutants = &mutants};
    for (uint32_t e = 0; e < cover->reg->n_entries; e++) {
        m.index = e;
        m.entry = &cover->reg->entries[e];
        cover->entries[e].first = cover->clauses.n;
        cover->entries[e].when = pooled(&m, m.entry->when.text);
        add_clauses(&m);
        cover->entries[e].end = cover->clauses.n;
    }
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    *out = cover;
    return rh_pool_seal(cover->pool, err);
}

size_t rh_cover_n_clauses(const rh_cover *cover) { return cover->clauses.n; }
const rh_cover_clause *rh_cover_clause_at(const rh_cover *cover, size_t clause) { return &cover->clauses.at[clause]; }
