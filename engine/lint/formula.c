/* Conditions as formulas: what is an atom, what it reads, and whether the values that are tried are enough for it. */
#include "engine/lint/insides.h"

#include "engine/expr/builtins/builtins.h"

/* ---- names and literals ---- */

static const rh_name *name_of(const rh_lab *lab, const rh_ast_node *n)
{
    char path[256];
    const size_t len = rh_ast__path(path, sizeof path, n);
    for (size_t i = 0; len > 0 && i < lab->env->n_names; i++)
        if (rh_str_eq(lab->env->names[i].name, (rh_str){path, len})) return &lab->env->names[i];
    return NULL;
}

static bool is_slot(const rh_lab *lab, const rh_ast_node *n)
{
    const rh_name *name = name_of(lab, n);
    return name != NULL && name->cls == RH_NAME_SLOT;
}

static bool is_constant(const rh_lab *lab, const rh_ast_node *n)
{
    const rh_name *name = name_of(lab, n);
    return n->kind == RH_AST_LITERAL || (name != NULL && name->cls == RH_NAME_CONST);
}

static bool is_constant_list(const rh_lab *lab, const rh_ast_node *n)
{
    for (uint32_t i = 0; n->kind == RH_AST_LIST && i < n->n_kids; i++)
        if (!is_constant(lab, n->kids[i])) return false;
    return n->kind == RH_AST_LIST;
}

/* ---- exact atoms ---- */

static bool is_call(const rh_ast_node *n, const char *name, uint32_t n_args)
{
    return n->kind == RH_AST_CALL && n->n_kids == n_args && rh_str_eq(n->text, rh_str_of(name));
}

static bool all_slots(const rh_lab *lab, const rh_ast_node *n)
{
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (!is_slot(lab, n->kids[i])) return false;
    return n->n_kids > 0;
}

/* A count of the clock or a size: steps through every whole number as its field changes. */
static bool is_count(const rh_lab *lab, const rh_ast_node *n)
{
    static const char *const names[] = {"size", "days_since", "business_days_since", "business_hours_since",
                                        "business_days_until"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_call(n, names[i], 1)) return is_slot(lab, n->kids[0]);
    return false;
}

/* Every size up to one more than the literals is tried; a count of the clock may pass over the one that it must
 * equal. */
static bool is_size(const rh_lab *lab, const rh_ast_node *n)
{
    return is_call(n, "size", 1) && is_slot(lab, n->kids[0]);
}

static bool is_small(const rh_lab *lab, const rh_ast_node *n)
{
    const rh_name *name = name_of(lab, n);
    const rh_value v = name != NULL ? name->constant : n->value;
    return v.kind == RH_INT && v.i >= 0 && v.i < RH_LINT_MAX_COUNT;
}

/* A slot against a constant, or a count against a small one; counts of the clock only by order. */
static bool is_exact_pair(const rh_lab *lab, const rh_ast_node *a, const rh_ast_node *b, bool is_order)
{
    if (!is_constant(lab, b)) return false;
    return is_slot(lab, a) || ((is_order ? is_count(lab, a) : is_size(lab, a)) && is_small(lab, b));
}

static bool is_exact_comparison(const rh_lab *lab, const rh_ast_node *n)
{
    const rh_ast_node *a = n->kids[0], *b = n->kids[1];
    if (n->op == RH_OP_IN)
        return (is_slot(lab, a) && is_constant_list(lab, b)) || (is_constant(lab, a) && is_slot(lab, b));
    const bool is_order = n->op == RH_OP_LT || n->op == RH_OP_LE || n->op == RH_OP_GT || n->op == RH_OP_GE;
    if (!is_order && n->op != RH_OP_EQ && n->op != RH_OP_NE) return false;
    return is_exact_pair(lab, a, b, is_order) || is_exact_pair(lab, b, a, is_order);
}

static bool is_exact(const rh_lab *lab, const rh_ast_node *n)
{
    if (is_slot(lab, n) || n->kind == RH_AST_LITERAL) return true;
    if (n->kind == RH_AST_HAS) return true;
    if (n->kind == RH_AST_OP && n->n_kids == 2) return is_exact_comparison(lab, n);
    if (is_call(n, "present", 1) || is_call(n, "absent", 1) || is_call(n, "overdue", 1))
        return is_slot(lab, n->kids[0]);
    if (is_call(n, "intersects", 2)) return is_slot(lab, n->kids[0]) && is_constant_list(lab, n->kids[1]);
    return n->kind == RH_AST_CALL && rh_str_eq(n->text, RH_STR("conflict")) && all_slots(lab, n);
}

/* A derived field is as exact as the formula that it is made by; what it gives must be a truth or a literal. */
static bool is_exact_source(const rh_lab *lab, const rh_ast_node *n)
{
    const bool joins = n->kind == RH_AST_OP &&
                       (n->op == RH_OP_AND || n->op == RH_OP_OR || n->op == RH_OP_NOT || n->op == RH_OP_COND);
    if (!joins) return is_exact(lab, n);
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (!is_exact_source(lab, n->kids[i])) return false;
    return true;
}

/* ---- building ---- */

static const rh_formula *build(rh_lab *lab, const rh_ast *ast, const rh_ast_node *n);

static rh_formula *new_formula(rh_lab *lab, rh_formula_kind kind, uint32_t n_kids)
{
    rh_formula *f = RH_NEW(lab->keep, rh_formula);
    if (f == NULL) return NULL;
    f->kind = kind;
    f->n_kids = n_kids;
    f->kids = RH_NEW_N(lab->keep, n_kids + 1, const rh_formula *);
    return f->kids != NULL ? f : NULL;
}

static const rh_formula *build_atom(rh_lab *lab, const rh_ast *ast, const rh_ast_node *n)
{
    rh_diags unheard;
    rh_lint_atom atom = {.node = n, .is_exact = is_exact(lab, n)};
    rh_formula *f = new_formula(lab, RH_FORMULA_ATOM, 0);
    const rh_ast part = {n, ast->n_nodes, ast->text, ast->place};
    rh_diags_init(&unheard, lab->keep);
    /* It is part of an expression that was checked before, so this fails for want of memory only. */
    if (f == NULL || rh_pool_add(lab->pool, &atom.root, &part, NULL, &unheard) != RH_OK) return NULL;
    f->atom = (uint32_t)lab->atoms.n;
    return RH_PUSH(lab->keep, &lab->atoms, atom) ? f : NULL;
}

static const rh_formula *build(rh_lab *lab, const rh_ast *ast, const rh_ast_node *n)
{
    rh_formula_kind kind = RH_FORMULA_ATOM;
    if (n->kind == RH_AST_OP) {
        if (n->op == RH_OP_AND) kind = RH_FORMULA_AND;
        if (n->op == RH_OP_OR) kind = RH_FORMULA_OR;
        if (n->op == RH_OP_NOT) kind = RH_FORMULA_NOT;
        if (n->op == RH_OP_COND) kind = RH_FORMULA_COND;
    }
    if (kind == RH_FORMULA_ATOM) return build_atom(lab, ast, n);
    rh_formula *f = new_formula(lab, kind, n->n_kids);
    for (uint32_t i = 0; f != NULL && i < n->n_kids; i++) {
        f->kids[i] = build(lab, ast, n->kids[i]);
        if (f->kids[i] == NULL) return NULL;
    }
    return f;
}

static const rh_formula *build_text(rh_lab *lab, rh_str text)
{
    const rh_ast *ast;
    rh_diags unheard;
    rh_diags_init(&unheard, lab->keep);
    return rh_ast_parse(&ast, lab->keep, text, NULL, &unheard) == RH_OK ? build(lab, ast, ast->root) : NULL;
}

/* The segment's field is absent or one of the list (ruling 51). NULL also for a field that holds no words. */
static const rh_formula *build_segments(rh_lab *lab, const rh_entry *entry)
{
    rh_buf text;
    if (entry->segments.at == NULL || lab->reg->policy.segment == RH_NONE) return NULL;
    const rh_str field = lab->reg->fields[lab->reg->policy.segment].name;
    rh_buf_init(&text, lab->keep, 1 << 16);
    rh_buf_printf(&text, "absent(%.*s) || %.*s in [", RH_ARG(field), RH_ARG(field));
    for (size_t i = 0; i < entry->segments.n; i++)
        rh_buf_printf(&text, "%s\"%.*s\"", i > 0 ? ", " : "", RH_ARG(entry->segments.at[i]));
    rh_buf_byte(&text, ']');
    if (text.failed) lab->failed = true;
    return text.failed ? NULL : build_text(lab, rh_buf_str(&text));
}

/* ---- what atoms read ---- */

static void add_slot(rh_lab *lab, rh_lint_slots *list, uint32_t slot)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i] == slot) return;
    if (!RH_PUSH(lab->keep, list, slot)) lab->failed = true;
}

static void add_literal(rh_lab *lab, uint32_t slot, rh_value v)
{
    rh_lint_values *list = &lab->literals[slot];
    for (size_t i = 0; i < list->n; i++)
        if (rh_value_same(list->at[i], v)) return;
    if (!RH_PUSH(lab->keep, list, v)) lab->failed = true;
}

static void add_literals(rh_lab *lab, const rh_lint_slots *slots, const rh_ast_node *n)
{
    const rh_name *name = name_of(lab, n);
    if (name != NULL && name->cls != RH_NAME_CONST) return;
    for (size_t i = 0; i < slots->n; i++) {
        if (n->kind == RH_AST_LITERAL) add_literal(lab, slots->at[i], n->value);
        else if (name != NULL) add_literal(lab, slots->at[i], name->constant);
    }
    for (uint32_t i = 0; name == NULL && i < n->n_kids; i++) add_literals(lab, slots, n->kids[i]);
}

/* Derived fields come in dependency order, so those below are there before. */
static void add_below(rh_lab *lab, rh_lint_atom *atom, uint32_t slot)
{
    const uint32_t d = lab->derived_of[slot];
    if (d == RH_NONE) {
        add_slot(lab, &atom->vars, slot);
        return;
    }
    size_t n;
    const uint32_t *reads = rh_pool_reads(lab->s->pool, lab->s->derived[d].exprs[lab->core], &n);
    for (size_t i = 0; i < n; i++) add_below(lab, atom, reads[i]);
    add_slot(lab, &atom->derived, d);
    const rh_ast *ast;
    rh_diags unheard;
    rh_diags_init(&unheard, lab->keep);
    if (rh_ast_parse(&ast, lab->keep, lab->reg->fields[slot].derived.text, NULL, &unheard) != RH_OK) {
        lab->failed = true;
        return;
    }
    atom->is_exact = atom->is_exact && is_exact_source(lab, ast->root);
    add_literals(lab, &atom->vars, ast->root);
}

static void link_atoms(rh_lab *lab)
{
    for (size_t i = 0; i < lab->atoms.n; i++) {
        rh_lint_atom *atom = &lab->atoms.at[i];
        size_t n;
        const uint32_t *reads = rh_pool_reads(lab->pool, atom->root, &n);
        for (size_t k = 0; k < n; k++) add_below(lab, atom, reads[k]);
        add_literals(lab, &atom->vars, atom->node);
    }
}

/* ---- the lab ---- */

static rh_code allocate(rh_lab *lab, rh_err *err)
{
    const rh_stratum *s = lab->s;
    lab->slots = RH_NEW_N(lab->keep, s->n_slots, rh_value);
    lab->chosen = RH_NEW_N(lab->keep, s->n_slots, rh_value);
    lab->literals = RH_NEW_N(lab->keep, s->n_slots, rh_lint_values);
    lab->derived_of = RH_NEW_N(lab->keep, s->n_slots, uint32_t);
    lab->whens = RH_NEW_N(lab->keep, lab->reg->n_entries, const rh_formula *);
    lab->segments = RH_NEW_N(lab->keep, lab->reg->n_entries, const rh_formula *);
    lab->guards = RH_NEW_N(lab->keep, lab->reg->n_transitions, const rh_formula *);
    lab->reached = RH_NEW_N(lab->keep, lab->reg->n_states, bool);
    if (rh_arena_failed(lab->keep)) return rh_err_nomem(err);
    for (uint32_t i = 0; i < s->n_slots; i++) lab->derived_of[i] = RH_NONE;
    for (uint32_t i = 0; i < s->n_derived; i++) lab->derived_of[s->derived[i].field] = i;
    rh_env *env;
    const rh_code code = rh_program_env_of(&env, lab->keep, lab->reg, NULL, RH_ENV_OF_ENTRY, NULL, 0,
                                           lab->program->lent, err);
    if (code != RH_OK) return code;
    lab->env = env;
    return rh_pool_new(&lab->pool, lab->keep, env, err);
}

rh_code rh_lab__open(rh_lab *lab, rh_arena *keep, const rh_lint_request *request, rh_err *err)
{
    const rh_program *p = request->program;
    *lab = (rh_lab){
        .keep = keep, .program = p, .core = p->core_of[request->lane],
        .s = &p->strata[p->stratum_of[request->lane]], .reg = p->registers[request->lane]};
    rh_arena_init(&lab->scratch, request->memory, 0);
    rh_code code = allocate(lab, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < lab->reg->n_entries; i++) {
        lab->whens[i] = build_text(lab, lab->reg->entries[i].when.text);
        lab->failed = lab->failed || lab->whens[i] == NULL;
        lab->segments[i] = build_segments(lab, &lab->reg->entries[i]);
    }
    for (size_t i = 0; i < lab->reg->n_transitions; i++) {
        lab->guards[i] = build_text(lab, lab->reg->transitions[i].guard.text);
        lab->failed = lab->failed || lab->guards[i] == NULL;
    }
    if (!lab->failed) code = rh_pool_seal(lab->pool, err);
    if (!lab->failed && code == RH_OK) link_atoms(lab);
    return lab->failed ? rh_err_nomem(err) : code;
}

/* ---- using formulas ---- */

bool rh_lab__is_exact(const rh_lab *lab, const rh_formula *f)
{
    if (f->kind == RH_FORMULA_ATOM) return lab->atoms.at[f->atom].is_exact;
    for (uint32_t i = 0; i < f->n_kids; i++)
        if (!rh_lab__is_exact(lab, f->kids[i])) return false;
    return true;
}

void rh_lab__atoms(rh_lab *lab, const rh_formula *f, rh_lint_slots *out)
{
    if (f->kind == RH_FORMULA_ATOM) add_slot(lab, out, f->atom);
    for (uint32_t i = 0; i < f->n_kids; i++) rh_lab__atoms(lab, f->kids[i], out);
}

/* && and ||: one deciding operand decides, then what is unknown, then what is undecided. */
static uint8_t join(const rh_lab *lab, const rh_formula *f, uint32_t level, uint8_t deciding, uint8_t otherwise)
{
    uint8_t seen = 0;
    for (uint32_t i = 0; i < f->n_kids; i++) {
        const uint8_t truth = rh_lab__truth(lab, f->kids[i], level);
        if (truth == deciding) return deciding;
        seen |= truth;
    }
    if ((seen & RH_IS_UNKNOWN) != 0) return RH_IS_UNKNOWN;
    return (seen & RH_IS_UNDECIDED) != 0 ? RH_IS_UNDECIDED : otherwise;
}

static uint8_t atom_truth(const rh_lint_atom *atom, uint32_t level)
{
    return atom->level <= level ? atom->truth : RH_IS_UNKNOWN;
}

uint8_t rh_lab__truth(const rh_lab *lab, const rh_formula *f, uint32_t level)
{
    uint8_t truth;
    switch (f->kind) {
    case RH_FORMULA_ATOM: return atom_truth(&lab->atoms.at[f->atom], level);
    case RH_FORMULA_AND: return join(lab, f, level, RH_IS_FALSE, RH_IS_TRUE);
    case RH_FORMULA_OR: return join(lab, f, level, RH_IS_TRUE, RH_IS_FALSE);
    case RH_FORMULA_NOT:
        truth = rh_lab__truth(lab, f->kids[0], level);
        return truth == RH_IS_FALSE ? RH_IS_TRUE : truth == RH_IS_TRUE ? RH_IS_FALSE : truth;
    case RH_FORMULA_COND:
        truth = rh_lab__truth(lab, f->kids[0], level);
        if (truth == RH_IS_TRUE) return rh_lab__truth(lab, f->kids[1], level);
        return truth == RH_IS_FALSE ? rh_lab__truth(lab, f->kids[2], level) : truth;
    }
    return RH_IS_UNKNOWN;
}

uint8_t rh_lab__evaluate(rh_lab *lab, uint32_t index)
{
    const rh_lint_atom *atom = &lab->atoms.at[index];
    const rh_lent *lent = lab->program->lent;
    const rh_arena_mark before = rh_arena_begin(&lab->scratch);
    rh_eval ev = {.slots = lab->slots, .now = lab->now, .calendar = lab->reg->calendar, .scratch = &lab->scratch};
    if (lent != NULL) ev.regex = lent->regex, ev.zones = lent->zones, ev.host = lent->ctx;
    for (size_t i = 0; i < atom->derived.n; i++) {
        const rh_derived *d = &lab->s->derived[atom->derived.at[i]];
        const rh_shape *shape = &lab->reg->fields[d->field].shape;
        const rh_value v = rh_pool_eval(lab->s->pool, d->exprs[lab->core], &ev);
        if (rh_shape_fit(&lab->slots[d->field], &lab->scratch, shape, v) != RH_FITS)
            lab->slots[d->field] = rh_shape_absent(shape);
    }
    const rh_value v = rh_pool_eval(lab->pool, atom->root, &ev);
    for (size_t i = 0; i < atom->derived.n; i++) lab->slots[lab->s->derived[atom->derived.at[i]].field] = rh_null();
    rh_arena_end(&lab->scratch, before);
    if (v.kind != RH_BOOL) return RH_IS_UNDECIDED;
    return v.b ? RH_IS_TRUE : RH_IS_FALSE;
}
