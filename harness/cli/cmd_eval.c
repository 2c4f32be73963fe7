/* rehearse eval: an expression on a journey, as the register would see it. */
#include "engine/base/vec.h"
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/system/memory.h"

enum { TEXT_MAX_BYTES = 1 << 20 };

rh_exit rh_cmd_eval(rh_cli *cli, rh_err *err);

typedef struct evaluating {
    rh_cli *cli;
    const rh_program *program;
    const rh_env *env;
    rh_pool *pool;
    rh_expr root;
    rh_eval_report report;
} evaluating;

static rh_str json_of(rh_arena *keep, rh_value value)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_MAX_BYTES);
    rh_value_put_json(&out, value);
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

static void put_words(evaluating *e, const rh_ast *ast)
{
    rh_buf canonical, words;
    rh_buf_init(&canonical, e->cli->run, TEXT_MAX_BYTES);
    rh_buf_init(&words, e->cli->run, TEXT_MAX_BYTES);
    rh_ast_print(&canonical, ast);
    rh_expr_words(&words, ast, e->env, rh_pool_type(e->pool, e->root)->kind == RH_T_BOOL);
    e->report.canonical = rh_buf_str(&canonical);
    e->report.says = rh_buf_str(&words);
}

static rh_code compile(evaluating *e, rh_err *err)
{
    rh_cli *cli = e->cli;
    const rh_ast *ast;
    e->report.expression = rh_str_of(cli->options.args[0]);
    rh_code code = rh_program_env(&e->env, cli->run, e->program, 0, NULL, 0, err);
    if (code == RH_OK) code = rh_pool_new(&e->pool, cli->run, e->env, err);
    if (code != RH_OK) return code;
    code = rh_ast_parse(&ast, cli->run, e->report.expression, NULL, &cli->diags);
    if (code == RH_OK) code = rh_pool_add(e->pool, &e->root, ast, NULL, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    code = rh_pool_seal(e->pool, err);
    if (code == RH_OK) put_words(e, ast);
    return code;
}

/* A field's value, or what the core provides under the name; names that are no fields have no class and are shown. */
static rh_model_read read_of(const evaluating *e, const rh_view *view, const rh_name *name)
{
    const rh_register *reg = rh_program_register(e->program, 0);
    const uint32_t field = rh_register_field(reg, name->name);
    if (field == RH_NONE) return (rh_model_read){.name = name->name, .is_set = true, .is_shown = false};
    const rh_value value = rh_view_field(view, field);
    rh_model_read read = {.name = name->name, .is_shown = reg->fields[field].cls == RH_CLASS_FIELD_SAFE};
    read.is_set = value.kind != RH_NULL && value.kind != RH_UNDECIDED;
    if (read.is_set && read.is_shown) read.value = json_of(e->cli->run, value);
    return read;
}

static rh_code fill_reads(evaluating *e, const rh_view *view, rh_err *err)
{
    size_t n;
    RH_VEC(rh_model_read) reads = {0};
    const uint32_t *slots = rh_pool_reads(e->pool, e->root, &n);
    for (size_t k = 0; k < e->env->n_names; k++) {
        const rh_name *name = &e->env->names[k];
        bool is_read = false;
        for (size_t i = 0; i < n && name->cls == RH_NAME_SLOT; i++) is_read = is_read || slots[i] == name->slot;
        if (is_read && !RH_PUSH(e->cli->run, &reads, read_of(e, view, name))) return rh_err_nomem(err);
    }
    e->report.reads = reads.at;
    e->report.n_reads = reads.n;
    return RH_OK;
}

static rh_code fill(evaluating *e, rh_run *run, rh_err *err)
{
    rh_arena *keep = e->cli->run;
    const rh_view *view = rh_run_view(run, 0);
    if (view == NULL) return rh_err_nomem(err);
    rh_instant valid_until = RH_INSTANT_NEVER;
    rh_eval more = {0};
    const rh_value value = rh_view_eval(view, e->pool, e->root, &more, &valid_until);
    e->report.type = rh_str_of(rh_kind_name(value.kind));
    e->report.state = rh_arena_str(keep, rh_view_state(view));
    if (value.kind == RH_UNDECIDED) e->report.cause = rh_str_of(rh_cause_name(value.cause));
    else e->report.value = json_of(keep, value);
    if (!rh_instant_is_never(valid_until)) e->report.valid_until = rh_world_time(keep, valid_until);
    return fill_reads(e, view, err);
}

static rh_code evaluate(evaluating *e, const rh_journey *journey, rh_instant at, rh_err *err)
{
    rh_run *run = NULL;
    rh_code code = rh_run_new(&run, rh_memory_host(), e->program, err);
    if (code == RH_OK) code = rh_replay_journey(run, journey, at, err);
    if (code == RH_OK) code = fill(e, run, err);
    rh_run_dispose(run);
    e->report.journey = journey->id;
    e->report.at = rh_world_time(e->cli->run, at);
    return code;
}

static rh_exit eval(evaluating *e, rh_world *world, rh_err *err)
{
    rh_cli *cli = e->cli;
    rh_revision revision;
    rh_journey journey;
    rh_instant at = RH_INSTANT_MIN;
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 1 ? cli->options.args[1] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&e->program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = compile(e, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_world_journey(&journey, world, rh_str_of(cli->options.values[RH_OPT_JOURNEY]), err);
    if (code == RH_OK) code = rh_world_at(&at, world, err);
    if (code == RH_OK) code = evaluate(e, &journey, at, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    e->report.revision = rh_world_model(&revision);
    return rh_exit_of_code(rh_output_report(cli, &(rh_report){.kind = RH_REPORT_EVAL, .eval = &e->report}, err));
}

rh_exit rh_cmd_eval(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    evaluating e = {.cli = cli};
    rh_code code = rh_output_check(cli, RH_REPORT_EVAL, err);
    if (code == RH_OK && (cli->options.n_args == 0 || cli->options.values[RH_OPT_JOURNEY] == NULL))
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected an expression and --journey ID");
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? eval(&e, &world, err) : rh_exit_of_code(code);
    rh_world_close(&world);
    return exit;
}
