/* Blame and bisect, from the options to the report. */
#include "harness/cli/blaming.h"

#include "harness/cli/output.h"
#include "harness/compare/blame.h"
#include "harness/load/yaml.h"
#include "harness/replay/model_time.h"

typedef struct blaming {
    rh_world world;
    rh_blame_request request;
    rh_blame found;
    rh_journey journey;
    rh_blame_report report;
} blaming;

/* "PATTERN" or "not PATTERN", a pattern of an acceptance test as YAML writes it. */
static rh_code read_pattern(rh_blame_request *request, rh_cli *cli, const char *expect, rh_err *err)
{
    rh_diags diags;
    rh_str text = rh_str_of(expect);
    request->is_not = rh_str_starts(text, RH_STR("not "));
    if (request->is_not) text = rh_str_slice(text, sizeof "not " - 1, text.len);
    rh_diags_init(&diags, cli->run);
    const rh_code code = rh_yaml_compose(&request->pattern, cli->run, RH_STR("--expect"), text, &diags);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    if (code == RH_OK && request->pattern->kind == RH_NODE_MAP) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "--expect %.*s: expected a pattern as {kind: did, action: a.b}%s%s",
                      (int)(text.len < 100 ? text.len : 100), text.ptr, code != RH_OK ? ": " : "",
                      code != RH_OK ? diags.errors[0].text : "");
}

static rh_code open_place(blaming *b, const char *first, const char *start, rh_err *err)
{
    rh_world *world = &b->world;
    if (world->place.git == NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "a plain folder has no commits to walk through");
    if (strcmp(start, RH_REVISION_WORKTREE) == 0)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "%s is no commit: name one, or leave it out for HEAD", start);
    rh_code code = rh_git_resolve(&b->request.start, world->place.git, start, err);
    b->request.has_end = first != NULL;
    if (code == RH_OK && first != NULL) code = rh_git_resolve(&b->request.end, world->place.git, first, err);
    return code;
}

/* ---- the report ---- */

static rh_code fill_causes(blaming *b, rh_arena *keep, rh_err *err)
{
    const rh_blame *found = &b->found;
    rh_model_cause *causes = RH_NEW_N(keep, found->n_sets, rh_model_cause);
    for (size_t i = 0; causes != NULL && i < found->n_sets; i++) {
        rh_model_cause_unit *units = RH_NEW_N(keep, found->sets[i].n, rh_model_cause_unit);
        for (size_t k = 0; units != NULL && k < found->sets[i].n; k++) {
            const rh_unit_place place = found->units[found->sets[i].units[k]];
            const rh_changed_file *file = &found->changes.at[place.file];
            const rh_change_unit *unit = &file->units.at[place.unit];
            units[k] = (rh_model_cause_unit){file->path, unit->key, unit->line, b->report.commit};
        }
        causes[i] = (rh_model_cause){units, found->sets[i].n, found->sets[i].n > 1};
    }
    b->report.causes = causes;
    b->report.n_causes = found->n_sets;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static rh_str place_and_text(rh_arena *keep, const rh_err *why)
{
    rh_buf text;
    rh_buf_init(&text, keep, 4096);
    if (why->span.file.ptr != NULL)
        rh_buf_printf(&text, "%.*s:%u:%u: ", RH_ARG(why->span.file), why->span.line, why->span.col);
    rh_buf_printf(&text, "%s: %s", rh_code_id(why->code), why->text);
    return rh_buf_str(&text);
}

static rh_code fill(blaming *b, const char *start, const char *expect, rh_err *err)
{
    static const rh_model_blame_result results[] = {[RH_BLAME_FOUND] = RH_MODEL_BLAME_FOUND,
                                                    [RH_BLAME_FIRST] = RH_MODEL_BLAME_FIRST,
                                                    [RH_BLAME_END] = RH_MODEL_BLAME_END,
                                                    [RH_BLAME_NOTHING] = RH_MODEL_BLAME_NOTHING};
    rh_arena *keep = b->world.cli->run;
    const rh_git_commit *commit = &b->found.commit;
    rh_model_skipped *skipped = RH_NEW_N(keep, b->found.n_skipped, rh_model_skipped);
    b->report = (rh_blame_report){
        .revision = {.name = rh_str_of(start), .commit = rh_git_id_text(keep, b->request.start)},
        .journey = b->journey.id,
        .expect = expect != NULL ? rh_str_of(expect) : rh_str_null(),
        .as_of = rh_model_time_of(keep, b->request.as_of),
        .result = results[b->found.result],
        .commit = rh_git_id_text(keep, commit->id),
        .author = commit->author,
        .summary = commit->summary,
        .author_date = rh_model_time_of(keep, (rh_instant){commit->author_time, 0}),
        .skipped = skipped,
        .n_skipped = b->found.n_skipped};
    for (size_t i = 0; skipped != NULL && i < b->found.n_skipped; i++)
        skipped[i] = (rh_model_skipped){b->found.skipped[i].commit, place_and_text(keep, &b->found.skipped[i].why)};
    return fill_causes(b, keep, err);
}

static rh_exit finding(const blaming *b)
{
    const bool is_found = b->found.result == RH_BLAME_FOUND || b->found.result == RH_BLAME_FIRST;
    return is_found ? RH_EXIT_OK : RH_EXIT_HOLD;
}

static rh_exit run(blaming *b, const char *first, const char *start, const char *expect, rh_err *err)
{
    rh_cli *cli = b->world.cli;
    rh_code code = expect != NULL ? read_pattern(&b->request, cli, expect, err) : RH_OK;
    if (code == RH_OK) code = open_place(b, first, start, err);
    if (code == RH_OK) code = rh_world_history(&b->world, err);
    if (code == RH_OK) code = rh_world_journey(&b->journey, &b->world, rh_str_of(cli->options.args[0]), err);
    if (code != RH_OK) return rh_exit_of_code(code);
    b->request.place = &b->world.place;
    b->request.zones = b->world.zones;
    b->request.lent = &b->world.lender.lent;
    b->request.journey = &b->journey;
    b->request.as_of = b->world.as_of;
    b->request.oscillated = &cli->oscillated;
    code = rh_blame_find(&b->found, cli->run, &b->request, err);
    if (code == RH_OK) code = fill(b, start, expect, err);
    const rh_report report = expect != NULL ? (rh_report){.kind = RH_REPORT_BISECT, .bisect = &b->report}
                                            : (rh_report){.kind = RH_REPORT_BLAME, .blame = &b->report};
    if (code == RH_OK) code = rh_output_report(cli, &report, err);
    return code == RH_OK ? finding(b) : rh_exit_of_code(code);
}

rh_exit rh_blaming_run(rh_cli *cli, const char *first, const char *start, const char *expect, rh_err *err)
{
    blaming *b = RH_NEW(cli->run, blaming);
    if (b == NULL) return rh_exit_of_code(rh_err_nomem(err));
    rh_code code = RH_OK;
    if (cli->options.n_args == 0)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected the id of a journey");
    if (code == RH_OK) code = rh_world_open(&b->world, cli, err);
    const rh_exit exit = code == RH_OK ? run(b, first, start, expect, err) : rh_exit_of_code(code);
    rh_world_close(&b->world);
    return exit;
}
