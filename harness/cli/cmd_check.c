/* rehearse check: whether a register loads, and what loading and the lints found. */
#include "harness/author/lints.h"
#include "harness/author/sheet.h"
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/review/plan.h"
#include "harness/verdict/checklist.h"
#include "harness/verdict/policy.h"
#include "harness/verdict/waivers.h"

#include <stdlib.h>

rh_exit rh_cmd_check(rh_cli *cli, rh_err *err);

static rh_model_finding finding(const rh_err *err, rh_model_severity severity)
{
    const char *hint = rh_code_hint(err->code);
    return (rh_model_finding){.severity = severity,
                              .code = rh_str_of(rh_code_id(err->code)),
                              .message = rh_str_of(err->text[0] != '\0' ? err->text : rh_code_text(err->code)),
                              .hint = *hint != '\0' ? rh_str_of(hint) : rh_str_null(),
                              .place = rh_world_span(err->span)};
}

static rh_model_finding lint(const rh_lint_found *found)
{
    return (rh_model_finding){.severity = found->is_finding ? RH_MODEL_FINDING : RH_MODEL_WARNING,
                              .code = rh_str_of(rh_code_id(found->code)),
                              .message = found->text,
                              .place = rh_world_span(found->span),
                              .witness = found->witness};
}

/* By severity, then by place, then by what they say. */
static int by_place(const void *a, const void *b)
{
    const rh_model_finding *x = a, *y = b;
    if (x->severity != y->severity) return x->severity < y->severity ? -1 : 1;
    const int file = rh_str_cmp(x->place.file, y->place.file);
    if (file != 0) return file;
    if (x->place.line != y->place.line) return x->place.line < y->place.line ? -1 : 1;
    if (x->place.col != y->place.col) return x->place.col < y->place.col ? -1 : 1;
    return rh_str_cmp(x->message, y->message);
}

static rh_code fill_findings(rh_check_report *out, const rh_cli *cli, const rh_lints *lints, rh_err *err)
{
    const rh_diags *d = &cli->diags;
    rh_model_finding *all = RH_NEW_N(cli->run, d->n_errors_kept + d->n_warnings_kept + lints->n + 1, rh_model_finding);
    size_t n = 0;
    if (all == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < d->n_errors_kept; i++) all[n++] = finding(&d->errors[i], RH_MODEL_ERROR);
    for (size_t i = 0; i < d->n_warnings_kept; i++) all[n++] = finding(&d->warnings[i], RH_MODEL_WARNING);
    out->counts[RH_MODEL_ERROR] = d->n_errors;
    out->counts[RH_MODEL_WARNING] = d->n_warnings;
    for (size_t i = 0; i < lints->n; i++) {
        all[n] = lint(&lints->at[i]);
        out->counts[all[n++].severity]++;
    }
    qsort(all, n, sizeof *all, by_place);
    out->findings = all;
    out->n_findings = n;
    return RH_OK;
}

static void fill_counts(rh_check_report *out, const rh_revision *revision)
{
    const rh_register *reg = revision->reg;
    out->revision = rh_world_model(revision);
    out->entries = reg->n_entries;
    out->fields = reg->n_fields;
    out->events = reg->n_events;
    out->actions = reg->n_actions;
    out->states = reg->n_states;
}

static rh_exit worst(const rh_diags *diags)
{
    rh_exit exit = RH_EXIT_OK;
    for (size_t i = 0; i < diags->n_errors_kept; i++)
        exit = rh_exit_worse(exit, rh_exit_of_code(diags->errors[i].code));
    return exit;
}

/* What the gate goes by is read for its errors alone. */
static rh_code read_gate(rh_cli *cli, const rh_register *reg)
{
    const rh_policy_of_gate *policy;
    rh_monitored monitored;
    rh_checklist checklist;
    rh_waivers waivers;
    rh_code codes[3] = {rh_monitored_read(&monitored, cli->run, reg)};
    if (codes[0] != RH_OK) return codes[0];
    if (reg->gate != NULL) codes[0] = rh_gate_policy_read(&policy, cli->run, reg->gate, &monitored, reg, &cli->diags);
    codes[1] = rh_waivers_read(&waivers, cli->run, reg->waivers, reg, &cli->diags);
    codes[2] = rh_checklist_read(&checklist, cli->run, reg->checklist, &monitored, reg, &cli->diags);
    for (size_t i = 0; i < 3; i++)
        if (codes[i] != RH_OK) return codes[i];
    return RH_OK;
}

/* The gate's files and the monitors are read for their errors alone; the gate's even where the register does not
 * compile (program NULL), so that all errors are told at once. Acceptance tests were read when it was compiled. */
static rh_code read_rest(const rh_review_plan **plan, rh_cli *cli, rh_world *world, const rh_revision *revision,
                         const rh_program *program, rh_err *err)
{
    rh_code code = read_gate(cli, revision->reg);
    if (program != NULL) {
        const rh_code monitors = rh_review_plan_read(plan, cli->run, program, &world->lender.lent, &cli->diags);
        if (code == RH_OK) code = monitors;
    }
    return code == RH_OK ? RH_OK : rh_world_first_error(cli, code, err);
}

static rh_code find_lints(rh_lints *out, rh_cli *cli, const rh_revision *revision, const rh_program *program,
                          rh_err *err)
{
    rh_lints_spec spec = {.program = program, .revision = revision, .has_today = cli->options.given[RH_OPT_TODAY]};
    const rh_code code = rh_options_instant(&spec.today, &cli->options, RH_OPT_TODAY, err);
    return code == RH_OK ? rh_lints_find(out, cli->run, &spec, err) : code;
}

/* A finding more where the dashboard leads to nothing. */
static rh_code add_idle(rh_lints *lints, rh_arena *keep, const rh_review_plan *plan, rh_err *err)
{
    if (!rh_review_plan_is_idle(plan)) return RH_OK;
    const rh_node *widgets = rh_node_get(plan->reg->monitors->root, RH_STR("widgets"));
    rh_lint_found *at = RH_NEW_N(keep, lints->n + 1, rh_lint_found);
    if (at == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < lints->n; i++) at[i] = lints->at[i];
    at[lints->n] = (rh_lint_found){
        .code = RH_REVIEW_IDLE, .is_finding = true, .span = widgets->span,
        .text = RH_STR("widgets without a list of changes: no point of the agenda shows fixes")};
    *lints = (rh_lints){at, lints->n + 1};
    return RH_OK;
}

/* What was found is the result: it goes to standard output with the report, and not to standard error as well. */
static rh_exit check(rh_cli *cli, rh_world *world, rh_err *err)
{
    const char *name = cli->options.n_args > 0 ? cli->options.args[0] : NULL;
    rh_check_report report = {.revision = {.name = rh_str_of(name != NULL ? name : cli->options.values[RH_OPT_CASES])}};
    rh_revision revision;
    const rh_program *program = NULL;
    rh_lints lints = {0};
    const rh_review_plan *plan = NULL;
    if (report.revision.name.ptr == NULL) report.revision.name = RH_STR("HEAD");
    rh_code code = rh_world_revision(&revision, world, name, err);
    const bool is_loaded = code == RH_OK;
    if (is_loaded) fill_counts(&report, &revision);
    if (is_loaded) code = rh_world_compile(&program, world, &revision.reg, 1, err);
    if (is_loaded) {
        const rh_code rest = read_rest(&plan, cli, world, &revision, code == RH_OK ? program : NULL, err);
        if (code == RH_OK) code = rest;
    }
    if (code == RH_OK) code = find_lints(&lints, cli, &revision, program, err);
    if (code == RH_OK) code = add_idle(&lints, cli->run, plan, err);
    if (code != RH_OK && cli->diags.n_errors == 0) return rh_exit_of_code(code);
    *err = (rh_err){0};
    code = fill_findings(&report, cli, &lints, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_CHECK, .check = &report}, err);
    rh_exit exit = rh_exit_worse(worst(&cli->diags), rh_exit_of_code(code));
    if (report.counts[RH_MODEL_FINDING] > 0) exit = rh_exit_worse(exit, RH_EXIT_NO);
    rh_diags_init(&cli->diags, cli->run);
    return exit;
}

/* ---- --table ---- */

static rh_code table_format(rh_output *out, const rh_cli *cli, rh_err *err)
{
    static const struct {
        const char *word;
        rh_format format;
    } formats[] = {{"md", RH_FORMAT_MARKDOWN}, {"csv", RH_FORMAT_CSV}, {"html", RH_FORMAT_HTML}};
    const char *word = cli->options.values[RH_OPT_TABLE];
    if (cli->options.n_outputs > 0)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--table goes to standard output; -o is for the check");
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].word, word) != 0) continue;
        *out = (rh_output){.format = formats[i].format};
        return RH_OK;
    }
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "--table %s: expected md, csv or html", word);
}

static rh_exit table(rh_cli *cli, rh_world *world, rh_err *err)
{
    rh_revision revision;
    const rh_program *program;
    const rh_env *env;
    rh_table_report report;
    rh_code code = table_format(&cli->options.outputs[0], cli, err);
    if (code == RH_OK) cli->options.n_outputs = 1;
    if (code == RH_OK)
        code = rh_world_revision(&revision, world, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_program_env(&env, cli->run, program, 0, NULL, 0, err);
    if (code == RH_OK) code = rh_sheet_of(&report, cli->run, revision.reg, env, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&revision);
    return rh_exit_of_code(rh_output_report(cli, &(rh_report){.kind = RH_REPORT_TABLE, .table = &report}, err));
}

rh_exit rh_cmd_check(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    const bool is_table = cli->options.given[RH_OPT_TABLE];
    const rh_code code = rh_world_open(&world, cli, err);
    const rh_exit exit = code != RH_OK ? rh_exit_of_code(code) : (is_table ? table : check)(cli, &world, err);
    rh_world_close(&world);
    return exit;
}
