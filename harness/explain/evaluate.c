/* Replays the journey, evaluates the expression and its parts, and fills the model. */
#include "harness/explain/evaluate.h"

#include "engine/expr/syntax/ast.h"
#include "engine/program/core_slots.h"
#include "harness/explain/explain_insides.h"
#include "harness/replay/model_time.h"
#include "harness/system/memory.h"

enum { TEXT_MAX_BYTES = 1 << 20 };

/* An expression ready to be evaluated: of the clock's rule where it keeps it, else with now as a plain timestamp. */
typedef struct part {
    const rh_ast_node *node;
    uint32_t depth, parent; /* parent: index of the part around it */
    rh_expr root;
    bool is_free; /* root is of the pool without the clock's rule */
    rh_value value;
    rh_instant until;
    bool counts; /* the outcome around it depends on it */
} part;

typedef struct evaluating {
    rh_arena *keep;
    const rh_evaluate_request *request;
    const rh_register *reg;
    const rh_env *env, *free_env;
    rh_pool *pool, *free_pool;
    const rh_ast *ast;
    RH_VEC(part) parts;       /* [0]: the whole */
    rh_explain_owner *fields; /* parallel to reg->fields */
    rh_expr *core;            /* in free_pool: the names that are no fields, by slot behind them */
    bool failed;
} evaluating;

static rh_str canonical(evaluating *e, const rh_ast_node *node)
{
    rh_buf out;
    rh_buf_init(&out, e->keep, TEXT_MAX_BYTES);
    rh_ast__print_node(&out, node);
    if (out.failed) e->failed = true;
    return rh_buf_str(&out);
}

static rh_str json_of(evaluating *e, rh_value value)
{
    rh_buf out;
    rh_buf_init(&out, e->keep, TEXT_MAX_BYTES);
    rh_value_put_json(&out, value);
    if (out.failed) e->failed = true;
    return rh_buf_str(&out);
}

/* ---- the parts of an expression ---- */

static bool is_name(const evaluating *e, const rh_ast_node *n)
{
    char path[256];
    const size_t len = rh_ast__path(path, sizeof path, n);
    for (size_t i = 0; len > 0 && i < e->env->n_names; i++)
        if (rh_str_eq(e->env->names[i].name, (rh_str){path, len})) return true;
    return false;
}

/* Kids that can be evaluated by themselves: what a macro says of its variables cannot. */
static uint32_t kids_alone(const rh_ast_node *n)
{
    if (n->kind != RH_AST_MACRO) return n->n_kids;
    return n->op == RH_MACRO_BLOCK ? 0 : 1;
}

static bool is_step(const evaluating *e, const rh_ast_node *n)
{
    return n->kind != RH_AST_LITERAL && n->kind != RH_AST_LIST && n->kind != RH_AST_MAP && !is_name(e, n);
}

/* Names are parts too: a condition that is one decides what counts. */
static void add_parts(evaluating *e, const rh_ast_node *n, uint32_t depth, uint32_t parent)
{
    if (depth == 0 || is_step(e, n) || is_name(e, n)) {
        const part p = {.node = n, .depth = depth, .parent = parent, .root = RH_EXPR_NONE};
        parent = (uint32_t)e->parts.n;
        depth++;
        if (!RH_PUSH(e->keep, &e->parts, p)) e->failed = true;
    }
    if (is_name(e, n) || n->kind == RH_AST_HAS) return;
    for (uint32_t i = 0; i < kids_alone(n); i++) add_parts(e, n->kids[i], depth, parent);
}

/* A part is checked like a whole; what then is no condition for the clock's sake is evaluated without its rule. */
static void compile_part(evaluating *e, part *p)
{
    rh_diags unheard;
    const rh_ast ast = {p->node, e->ast->n_nodes, e->ast->text, e->ast->place};
    rh_diags_init(&unheard, e->keep);
    if (rh_pool_add(e->pool, &p->root, &ast, NULL, &unheard) == RH_OK) return;
    p->is_free = true;
    if (rh_pool_add(e->free_pool, &p->root, &ast, NULL, &unheard) != RH_OK) p->root = RH_EXPR_NONE;
}

static rh_code compile_core(evaluating *e, rh_diags *diags, rh_err *err)
{
    e->core = RH_NEW_N(e->keep, e->env->n_slots - e->reg->n_fields, rh_expr);
    if (e->core == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < e->env->n_names; i++) {
        const rh_name *name = &e->env->names[i];
        const rh_ast *ast;
        if (name->cls != RH_NAME_SLOT || name->slot < e->reg->n_fields) continue;
        rh_code code = rh_ast_parse(&ast, e->keep, name->name, NULL, diags);
        if (code == RH_OK) code = rh_pool_add(e->free_pool, &e->core[name->slot - e->reg->n_fields], ast, NULL, diags);
        if (code != RH_OK) return rh_err_set(err, code, (rh_span){0}, "%.*s", RH_ARG(name->name));
    }
    return RH_OK;
}

static rh_code compile(evaluating *e, rh_diags *diags, rh_err *err)
{
    rh_env *free_env = RH_NEW(e->keep, rh_env);
    rh_expr whole;
    rh_code code = rh_program_env(&e->env, e->keep, e->request->program, 0, NULL, 0, err);
    if (code != RH_OK) return code;
    if (free_env == NULL) return rh_err_nomem(err);
    *free_env = *e->env;
    free_env->flags |= RH_ENV_FREE_CLOCK;
    code = rh_pool_new(&e->pool, e->keep, e->env, err);
    if (code == RH_OK) code = rh_pool_new(&e->free_pool, e->keep, free_env, err);
    if (code != RH_OK) return code;
    code = rh_ast_parse(&e->ast, e->keep, e->request->expression, NULL, diags);
    if (code == RH_OK) code = rh_pool_add(e->pool, &whole, e->ast, NULL, diags);
    if (code != RH_OK) {
        *err = diags->errors[0];
        return code;
    }
    code = compile_core(e, diags, err);
    if (code != RH_OK) return code;
    add_parts(e, e->ast->root, 0, 0);
    for (size_t i = 0; i < e->parts.n; i++) compile_part(e, &e->parts.at[i]);
    code = rh_pool_seal(e->pool, err);
    return code == RH_OK ? rh_pool_seal(e->free_pool, err) : code;
}

/* ---- the journey ---- */

static bool is_absent(rh_value v)
{
    return v.kind == RH_NULL || v.kind == RH_UNDECIDED || ((v.kind == RH_LIST || v.kind == RH_MAP) && v.n == 0);
}

static void watch(void *ctx, const rh_view *view, const rh_event *event)
{
    evaluating *e = ctx;
    size_t n;
    const uint32_t *slots = rh_pool_reads(e->pool, e->parts.at[0].root, &n);
    if (!rh_view_has_lane(view, 0)) return;
    for (size_t i = 0; i < n; i++) {
        if (slots[i] >= e->reg->n_fields) continue;
        rh_explain_owner *owner = &e->fields[slots[i]];
        const rh_value now = rh_view_field(view, slots[i]);
        if (rh_value_same(owner->value, now)) continue;
        if (is_absent(owner->value) && is_absent(now)) owner->value = now; /* an empty list is none */
        else *owner = (rh_explain_owner){.value = now, .event = event, .known = rh_view_now(view)};
    }
}

static void evaluate_parts(evaluating *e, const rh_view *view)
{
    const rh_instant at = e->request->at;
    for (size_t i = 0; i < e->parts.n; i++) {
        part *p = &e->parts.at[i];
        rh_eval more = {.scratch = e->keep};
        p->until = RH_INSTANT_NEVER;
        if (p->root == RH_EXPR_NONE) continue;
        p->value = rh_view_eval_at(view, at, p->is_free ? e->free_pool : e->pool, p->root, &more, &p->until);
        if (p->is_free) p->until = RH_INSTANT_NEVER;
    }
}

/* Whether another operand decides the && or || around the part, or the other branch of ?: is taken. */
static bool counts(const evaluating *e, const part *p)
{
    const part *around = &e->parts.at[p->parent];
    const rh_ast_node *n = around->node;
    if (p->depth == 0) return true;
    if (n->kind != RH_AST_OP || !around->counts) return around->counts;
    const bool is_truth = p->value.kind == RH_BOOL, is_decided = around->value.kind == RH_BOOL;
    if (n->op == RH_OP_AND && is_decided && !around->value.b) return is_truth && !p->value.b;
    if (n->op == RH_OP_OR && is_decided && around->value.b) return is_truth && p->value.b;
    if (n->op != RH_OP_COND || p->node == n->kids[0]) return true;
    const part *condition = around + 1; /* parts stand in the order of the text */
    if (condition->node != n->kids[0] || condition->value.kind != RH_BOOL) return true;
    return p->node != n->kids[condition->value.b ? 2 : 1];
}

/* ---- what may be shown ---- */

/* What the core provides has no class: states, instants and counts. What an event carried may be personal. */
static bool is_shown_slot(const evaluating *e, uint32_t slot)
{
    if (slot < e->reg->n_fields) return rh_explain__is_shown(&e->reg->fields[slot]);
    return slot - e->reg->n_fields < RH_SLOT_EVENT_ID;
}

/* Truths tell little; any other value may be, or hold, what a field that it reads holds. */
static bool may_show(const evaluating *e, const part *p)
{
    size_t n;
    const uint32_t *slots = rh_pool_reads(p->is_free ? e->free_pool : e->pool, p->root, &n);
    const rh_kind kind = (rh_kind)p->value.kind;
    if (e->request->shows_all || kind == RH_BOOL || kind == RH_NULL || kind == RH_UNDECIDED) return true;
    if (rh_is_personal(p->value)) return false;
    for (size_t i = 0; i < n; i++)
        if (!is_shown_slot(e, slots[i])) return false;
    return true;
}

static rh_str last_part(rh_str name)
{
    size_t from = name.len;
    while (from > 0 && name.ptr[from - 1] != '.') from--;
    return rh_str_slice(name, from, name.len);
}

/* "<set>", or how it compares with another field that is read and is called the same at its end. */
static rh_str mask_of(evaluating *e, const uint32_t *slots, size_t n, uint32_t slot)
{
    rh_buf out;
    const rh_field *fields = e->reg->fields;
    rh_buf_init(&out, e->keep, 1024);
    for (size_t i = 0; i < n && out.len == 0; i++) {
        if (slots[i] == slot || slots[i] >= e->reg->n_fields || is_absent(e->fields[slots[i]].value)) continue;
        if (!rh_str_eq(last_part(fields[slots[i]].name), last_part(fields[slot].name))) continue;
        const bool is_same = rh_value_same(e->fields[slots[i]].value, e->fields[slot].value);
        rh_buf_printf(&out, "<%s %.*s>", is_same ? "same as" : "differs from", RH_ARG(fields[slots[i]].name));
    }
    if (out.len == 0) rh_buf_put(&out, RH_STR("<set>"));
    if (out.failed) e->failed = true;
    return rh_buf_str(&out);
}

static rh_model_read field_read(evaluating *e, const uint32_t *slots, size_t n, uint32_t slot)
{
    const rh_field *field = &e->reg->fields[slot];
    const rh_explain_owner *owner = &e->fields[slot];
    rh_model_read read = {.name = field->name,
                          .title = field->title,
                          .is_field = true,
                          .is_set = !is_absent(owner->value),
                          .is_derived = field->derived.text.ptr != NULL};
    const bool is_shown =
        e->request->shows_all || (rh_explain__is_shown(field) && !rh_is_personal(owner->value));
    if (read.is_set && is_shown) read.value = json_of(e, owner->value);
    if (read.is_set && !is_shown) read.mask = mask_of(e, slots, n, slot);
    if (!rh_instant_is_never(owner->known)) read.known = rh_model_time_of(e->keep, owner->known);
    if (owner->event == NULL) return read;
    rh_buf name;
    rh_buf_init(&name, e->keep, 4096);
    rh_buf_printf(&name, "%.*s %.*s", RH_ARG(owner->event->source), RH_ARG(owner->event->id));
    read.event = rh_buf_str(&name);
    read.written_by = owner->event->actorkind;
    return read;
}

static rh_model_read core_read(evaluating *e, const rh_view *view, const rh_name *name)
{
    rh_eval more = {.scratch = e->keep};
    rh_model_read read = {.name = name->name};
    const rh_value value = rh_view_eval(view, e->free_pool, e->core[name->slot - e->reg->n_fields], &more, NULL);
    const bool is_shown = e->request->shows_all || (is_shown_slot(e, name->slot) && !rh_is_personal(value));
    read.is_set = !is_absent(value);
    if (read.is_set && is_shown) read.value = json_of(e, value);
    if (read.is_set && !is_shown) read.mask = RH_STR("<set>");
    return read;
}

/* ---- the model ---- */

static rh_code fill_reads(rh_eval_report *out, evaluating *e, const rh_view *view, rh_err *err)
{
    size_t n;
    RH_VEC(rh_model_read) reads = {0};
    const uint32_t *slots = rh_pool_reads(e->pool, e->parts.at[0].root, &n);
    for (size_t k = 0; k < e->env->n_names; k++) {
        const rh_name *name = &e->env->names[k];
        for (size_t i = 0; i < n && name->cls == RH_NAME_SLOT; i++) {
            if (slots[i] != name->slot) continue;
            const rh_model_read read = name->slot < e->reg->n_fields ? field_read(e, slots, n, name->slot)
                                                                     : core_read(e, view, name);
            if (!RH_PUSH(e->keep, &reads, read)) return rh_err_nomem(err);
        }
    }
    out->reads = reads.at;
    out->n_reads = reads.n;
    return RH_OK;
}

static rh_code fill_steps(rh_eval_report *out, evaluating *e, rh_err *err)
{
    rh_model_eval_step *steps = RH_NEW_N(e->keep, e->parts.n, rh_model_eval_step);
    if (steps == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < e->parts.n; i++) {
        const part *p = &e->parts.at[i];
        rh_model_eval_step *step = &steps[out->n_steps];
        if (p->root == RH_EXPR_NONE || !is_step(e, p->node)) continue;
        *step = (rh_model_eval_step){.depth = p->depth, .text = canonical(e, p->node), .is_shown = may_show(e, p)};
        if (p->value.kind == RH_UNDECIDED) step->cause = rh_str_of(rh_cause_name(p->value.cause));
        else if (step->is_shown) step->value = json_of(e, p->value);
        step->counts = p->counts;
        if (!rh_instant_is_never(p->until)) step->valid_until = rh_model_time_of(e->keep, p->until);
        out->n_steps++;
    }
    out->steps = steps;
    return RH_OK;
}

static void fill_value(rh_eval_report *out, evaluating *e)
{
    const part *whole = &e->parts.at[0];
    rh_buf words;
    rh_buf_init(&words, e->keep, TEXT_MAX_BYTES);
    rh_expr_words(&words, e->ast, e->env, rh_pool_type(e->pool, whole->root)->kind == RH_T_BOOL);
    out->says = rh_buf_str(&words);
    out->canonical = canonical(e, e->ast->root);
    out->type = rh_str_of(rh_kind_name((rh_kind)whole->value.kind));
    out->is_shown = may_show(e, whole);
    if (whole->value.kind == RH_UNDECIDED) out->cause = rh_str_of(rh_cause_name(whole->value.cause));
    else if (out->is_shown) out->value = json_of(e, whole->value);
    if (!rh_instant_is_never(whole->until)) out->valid_until = rh_model_time_of(e->keep, whole->until);
}

static rh_code fill(rh_eval_report *out, evaluating *e, rh_run *run, rh_err *err)
{
    const rh_view *view = rh_run_view(run, 0);
    if (view == NULL) return rh_err_nomem(err);
    *out = (rh_eval_report){.expression = e->request->expression,
                            .journey = e->request->journey->id,
                            .state = rh_arena_str(e->keep, rh_view_state(view)),
                            .at = rh_model_time_of(e->keep, e->request->at)};
    evaluate_parts(e, view);
    for (size_t i = 0; i < e->parts.n; i++) e->parts.at[i].counts = counts(e, &e->parts.at[i]);
    rh_code code = fill_reads(out, e, view, err);
    if (code == RH_OK) code = fill_steps(out, e, err);
    if (code == RH_OK) fill_value(out, e);
    return code == RH_OK && e->failed ? rh_err_nomem(err) : code;
}

rh_code rh_evaluate(rh_eval_report *out, rh_arena *keep, const rh_evaluate_request *request, rh_diags *diags,
                    rh_err *err)
{
    rh_run *run = NULL;
    evaluating e = {.keep = keep, .request = request, .reg = rh_program_register(request->program, 0)};
    const rh_observer observer = {.ctx = &e, .step = watch};
    rh_code code = compile(&e, diags, err);
    if (code != RH_OK) return code;
    e.fields = RH_NEW_N(keep, e.reg->n_fields, rh_explain_owner);
    if (e.fields == NULL || e.failed) return rh_err_nomem(err);
    for (size_t i = 0; i < e.reg->n_fields; i++) e.fields[i].known = RH_INSTANT_NEVER;
    code = rh_run_new(&run, rh_memory_host(), request->program, err);
    if (code != RH_OK) return code;
    rh_run_set_observer(run, &observer);
    code = rh_replay_journey(run, request->journey, request->at, err);
    if (code == RH_OK) rh_replay_note_oscillated(request->oscillated, rh_run_oscillated(run, 0));
    if (code == RH_OK) code = fill(out, &e, run, err);
    rh_run_dispose(run);
    return code;
}
