/* rehearse log: every revision that touched the register, and what a history says of it. */
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/compare/revlog.h"
#include "harness/replay/model_time.h"

rh_exit rh_cmd_log(rh_cli *cli, rh_err *err);

typedef struct logging {
    rh_world world;
    rh_replay replay;
    rh_revlog_request request;
    rh_revlog log;
    rh_progress progress;
    rh_log_report report;
} logging;

/* "A..B" or B; an empty side is HEAD. */
static rh_code open_range(logging *l, rh_err *err)
{
    rh_cli *cli = l->world.cli;
    const char *range = cli->options.n_args > 0 ? cli->options.args[0] : "HEAD", *dots = strstr(range, "..");
    const char *newest = dots == NULL ? range : dots[2] == '\0' ? "HEAD" : dots + 2;
    rh_code code = rh_git_resolve(&l->request.start, l->world.place.git, newest, err);
    l->report.revision.name = rh_str_of(newest);
    l->request.has_end = dots != NULL;
    if (code != RH_OK || dots == NULL) return code;
    const char *oldest = dots == range ? "HEAD" : rh_arena_cstr(cli->run, (rh_str){range, (size_t)(dots - range)});
    return oldest == NULL ? rh_err_nomem(err) : rh_git_resolve(&l->request.end, l->world.place.git, oldest, err);
}

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    logging *l = ctx;
    rh_progress_step(&l->progress, n_done, n_all);
}

static rh_code make(logging *l, rh_err *err)
{
    rh_cli *cli = l->world.cli;
    rh_summary_lanes lanes = {0};
    rh_code code = rh_world_replay(&l->replay, &l->world, err);
    if (code == RH_OK) code = rh_world_judges(&lanes, &l->world, err);
    if (code != RH_OK) return code;
    l->replay.progress = progress;
    l->replay.progress_ctx = l;
    l->request.place = &l->world.place;
    l->request.zones = l->world.zones;
    l->request.lent = &l->world.lender.lent;
    l->request.replay = &l->replay;
    l->request.live = lanes.live;
    l->request.n_live = lanes.n_live;
    rh_progress_begin(&l->progress, "journeys", cli->options.given[RH_OPT_QUIET]);
    code = rh_revlog_make(&l->log, cli->run, &l->request, err);
    rh_progress_end(&l->progress);
    return code;
}

static rh_str say_why(rh_arena *keep, const rh_err *why)
{
    rh_buf text;
    rh_buf_init(&text, keep, 4096);
    if (why->span.file.ptr != NULL)
        rh_buf_printf(&text, "%.*s:%u:%u: ", RH_ARG(why->span.file), why->span.line, why->span.col);
    rh_buf_printf(&text, "%s: %s", rh_code_id(why->code), why->text);
    return rh_buf_str(&text);
}

static void fill_row(rh_model_log_row *out, rh_arena *keep, const rh_revlog_row *row)
{
    static const rh_model_log_verdict verdicts[] = {[RH_REVLOG_GO] = RH_MODEL_LOG_GO,
                                                    [RH_REVLOG_HOLD] = RH_MODEL_LOG_HOLD,
                                                    [RH_REVLOG_NO_GO] = RH_MODEL_LOG_NO_GO,
                                                    [RH_REVLOG_BROKEN] = RH_MODEL_LOG_BROKEN};
    const uint64_t escaped = row->judged.cells[RH_CELL_ESCAPED], clean = row->judged.cells[RH_CELL_CLEAN];
    *out = (rh_model_log_row){
        .commit = rh_git_id_text(keep, row->commit.id),
        .author = row->commit.author,
        .summary = row->commit.summary,
        .author_date = rh_model_time_of(keep, (rh_instant){row->commit.author_time, 0}),
        .verdict = verdicts[row->verdict],
        .entries = row->n_entries,
        .changed_entries = row->n_changed,
        .is_compared = row->is_compared,
        .journeys = row->changed,
        .oscillated = row->oscillated,
        .loosens = row->n_loosens,
        .unknown = row->n_unknown,
        .overrides = {RH_MODEL_RATE, (int64_t)row->judged.overrides, (int64_t)row->judged.decided},
        .escapes = {RH_MODEL_RATE, (int64_t)escaped, (int64_t)(escaped + clean)}};
    out->why = row->verdict == RH_REVLOG_BROKEN ? say_why(keep, &row->why) : rh_str_null();
    for (int c = 0; c < RH_N_ROW_CLASSES; c++) out->rows[c] = row->rows[c];
}

static rh_code fill(logging *l, rh_err *err)
{
    rh_arena *keep = l->world.cli->run;
    rh_model_log_row *rows = RH_NEW_N(keep, l->log.n_rows, rh_model_log_row);
    for (size_t i = 0; rows != NULL && i < l->log.n_rows; i++) {
        fill_row(&rows[i], keep, &l->log.rows[i]);
        rh_replay_note_oscillated(&l->world.cli->oscillated, rows[i].oscillated);
    }
    l->report.revision.commit = rh_git_id_text(keep, l->request.start);
    l->report.history.journeys = l->log.journeys;
    rh_world_fill(&l->report.history, &l->world);
    l->report.rows = rows;
    l->report.n_rows = l->log.n_rows;
    l->report.n_rows_all = l->log.n_all;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static rh_exit run(logging *l, rh_err *err)
{
    rh_code code = RH_OK;
    if (l->world.place.git == NULL) code = rh_err_set(err, RH_USAGE, (rh_span){0}, "a plain folder has no revisions");
    if (code == RH_OK) code = open_range(l, err);
    if (code == RH_OK) code = rh_world_history(&l->world, err);
    if (code == RH_OK) code = rh_world_count(&l->world, err);
    if (code == RH_OK) code = make(l, err);
    if (code == RH_OK) code = fill(l, err);
    if (code == RH_OK)
        code = rh_output_report(l->world.cli, &(rh_report){.kind = RH_REPORT_LOG, .log = &l->report}, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    return l->log.journeys == 0 || l->log.n_all == 0 ? RH_EXIT_HOLD : RH_EXIT_OK;
}

rh_exit rh_cmd_log(rh_cli *cli, rh_err *err)
{
    logging *l = RH_NEW(cli->run, logging);
    if (l == NULL) return rh_exit_of_code(rh_err_nomem(err));
    const rh_code code = rh_world_open(&l->world, cli, err);
    const rh_exit exit = code == RH_OK ? run(l, err) : rh_exit_of_code(code);
    rh_world_close(&l->world);
    return exit;
}
