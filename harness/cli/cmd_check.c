/* rehearse check: whether a register loads, and what loading found. */
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/replay/tests.h"
#include "harness/system/memory.h"

#include <stdlib.h>

rh_exit rh_cmd_check(rh_cli *cli, rh_err *err);

static rh_model_finding finding(const rh_err *err, bool is_warning)
{
    const char *hint = rh_code_hint(err->code);
    return (rh_model_finding){.is_warning = is_warning,
                              .code = rh_str_of(rh_code_id(err->code)),
                              .message = rh_str_of(err->text[0] != '\0' ? err->text : rh_code_text(err->code)),
                              .hint = *hint != '\0' ? rh_str_of(hint) : rh_str_null(),
                              .place = rh_world_span(err->span)};
}

/* Errors first, then by place, then by what they say. */
static int by_place(const void *a, const void *b)
{
    const rh_model_finding *x = a, *y = b;
    if (x->is_warning != y->is_warning) return x->is_warning ? 1 : -1;
    const int file = rh_str_cmp(x->place.file, y->place.file);
    if (file != 0) return file;
    if (x->place.line != y->place.line) return x->place.line < y->place.line ? -1 : 1;
    if (x->place.col != y->place.col) return x->place.col < y->place.col ? -1 : 1;
    return rh_str_cmp(x->message, y->message);
}

static rh_code fill_findings(rh_check_report *out, const rh_cli *cli, rh_err *err)
{
    const rh_diags *diags = &cli->diags;
    rh_model_finding *findings = RH_NEW_N(cli->run, diags->n_errors_kept + diags->n_warnings_kept, rh_model_finding);
    if (findings == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < diags->n_errors_kept; i++) findings[out->n_findings++] = finding(&diags->errors[i], false);
    for (size_t i = 0; i < diags->n_warnings_kept; i++)
        findings[out->n_findings++] = finding(&diags->warnings[i], true);
    if (out->n_findings > 0) qsort(findings, out->n_findings, sizeof *findings, by_place);
    out->findings = findings;
    out->n_errors = diags->n_errors;
    out->n_warnings = diags->n_warnings;
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

/* The fixtures that examples name are part of what is checked. */
static rh_code check_fixtures(rh_cli *cli, const rh_program *program, const rh_revision *revision)
{
    rh_tests *tests = NULL;
    const rh_tests_spec spec = {.program = program, .from = revision};
    const rh_code code = rh_tests_open(&tests, rh_memory_host(), &spec, &cli->diags);
    rh_tests_close(tests);
    return code;
}

/* What was found is the result: it goes to standard output with the report, and not to standard error as well. */
static rh_exit check(rh_cli *cli, rh_world *world, rh_err *err)
{
    const char *name = cli->options.n_args > 0 ? cli->options.args[0] : NULL;
    rh_check_report report = {.revision = {.name = rh_str_of(name != NULL ? name : cli->options.values[RH_OPT_CASES])}};
    rh_revision revision;
    const rh_program *program;
    if (report.revision.name.ptr == NULL) report.revision.name = RH_STR("HEAD");
    rh_code code = rh_world_revision(&revision, world, name, err);
    if (code == RH_OK) fill_counts(&report, &revision);
    if (code == RH_OK) code = rh_world_compile(&program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = check_fixtures(cli, program, &revision);
    /* What is not there was not checked: an error, and no report. */
    if (code != RH_OK && (cli->diags.n_errors == 0 || rh_code_class(code) == RH_CLASS_NOINPUT))
        return rh_exit_of_code(code);
    *err = (rh_err){0};
    code = fill_findings(&report, cli, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_CHECK, .check = &report}, err);
    const rh_exit exit = rh_exit_worse(worst(&cli->diags), rh_exit_of_code(code));
    rh_diags_init(&cli->diags, cli->run);
    return exit;
}

rh_exit rh_cmd_check(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    rh_code code = rh_output_check(cli, RH_REPORT_CHECK, err);
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? check(cli, &world, err) : rh_exit_of_code(code);
    rh_world_close(&world);
    return exit;
}
