/* rehearse sweep: one value of the policy over a range. */
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/compare/lanes.h"
#include "harness/sweep/prefer.h"
#include "harness/sweep/settings.h"

enum { MOST_CAPACITY = 1000000, CAPACITY_PERCENT = 90 };

rh_exit rh_cmd_sweep(rh_cli *cli, rh_err *err);

typedef struct sweeping {
    rh_world world;
    rh_revision revision;
    rh_sweep_settings settings;
    const rh_program *program;
    size_t *lane_of; /* of a setting; SIZE_MAX: it does not load */
    size_t current;  /* lane */
    rh_sweep sweep;
    rh_progress progress;
    rh_sweep_report report;
    rh_model_setting *rows;
} sweeping;

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    sweeping *s = ctx;
    rh_progress_step(&s->progress, n_done, n_all);
}

/* Settings that load and compile are lanes. */
static rh_code compile(sweeping *s, rh_err *err)
{
    rh_arena *keep = s->world.cli->run;
    const rh_register **registers = RH_NEW_N(keep, s->settings.n, const rh_register *);
    s->lane_of = RH_NEW_N(keep, s->settings.n, size_t);
    if (registers == NULL || s->lane_of == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < s->settings.n; i++) registers[i] = s->settings.at[i].reg;
    const rh_code code = rh_lanes_compile(&s->program, s->lane_of, keep, registers, s->settings.n,
                                          &s->world.lender.lent, err);
    for (size_t i = 0; code == RH_OK && i < s->settings.n; i++)
        if (s->settings.at[i].is_current) s->current = s->lane_of[i];
    if (code != RH_OK || s->current != SIZE_MAX) return code;
    const rh_register *current[] = {s->revision.reg};
    const rh_program *unused; /* what the present register lacks is told with its place */
    const rh_code why = rh_world_compile(&unused, &s->world, current, 1, err);
    return why != RH_OK ? why : rh_err_set(err, RH_INTERNAL, (rh_span){0}, "the present setting is no lane");
}

static rh_code play(sweeping *s, rh_err *err)
{
    rh_cli *cli = s->world.cli;
    rh_replay replay;
    rh_summary_lanes lanes = {0};
    rh_code code = rh_world_history(&s->world, err);
    if (code == RH_OK) code = rh_world_count(&s->world, err);
    if (code == RH_OK) code = rh_world_replay(&replay, &s->world, err);
    if (code == RH_OK) code = rh_world_judges(&lanes, &s->world, err);
    if (code != RH_OK) return code;
    replay.progress = progress;
    replay.progress_ctx = s;
    const rh_sweep_spec spec = {.replay = &replay,
                                .program = s->program,
                                .current = s->current,
                                .live = lanes.live,
                                .n_live = lanes.n_live};
    rh_progress_begin(&s->progress, "journeys", cli->options.given[RH_OPT_QUIET]);
    code = rh_sweep_play(&s->sweep, cli->run, &spec, err);
    rh_progress_end(&s->progress);
    return code;
}

/* ---- the report ---- */

static rh_model_quantity rate(uint64_t n, uint64_t others)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)n, (int64_t)(n + others)};
}

static void fill_row(rh_model_setting *row, const rh_sweep_sums *sums, uint64_t capacity)
{
    const uint64_t *cells = sums->judged.cells, *tail = sums->judged.tail, *agreement = sums->judged.agreement;
    const rh_sweep_queue queue = rh_sweep_queue_of(&sums->arrivals, capacity);
    row->differing = sums->differing;
    row->oscillated = sums->oscillated;
    row->openings = sums->openings, row->items = sums->items, row->breached = sums->breached;
    row->caught = cells[RH_CELL_CAUGHT], row->escaped = cells[RH_CELL_ESCAPED], row->drag = cells[RH_CELL_DRAG];
    row->clean = cells[RH_CELL_CLEAN], row->censored = cells[RH_CELL_CENSORED];
    row->caught_after = tail[RH_CELL_CAUGHT], row->escaped_after = tail[RH_CELL_ESCAPED];
    row->drag_after = tail[RH_CELL_DRAG], row->clean_after = tail[RH_CELL_CLEAN];
    row->useful = agreement[RH_AGREEMENT_USEFUL], row->waved_through = agreement[RH_AGREEMENT_WAVED_THROUGH];
    row->missed = agreement[RH_AGREEMENT_MISSED];
    row->escape_rate = rate(row->escaped, row->clean);
    row->drag_rate = rate(row->drag, row->clean);
    row->catch_rate = rate(row->caught, row->escaped);
    row->queue_longest = queue.longest, row->queue_last = queue.last, row->weeks_over = queue.weeks_over;
}

static rh_code read_capacity(sweeping *s, rh_err *err)
{
    const rh_options *options = &s->world.cli->options;
    int64_t capacity = 0;
    s->report.is_capacity_given = options->given[RH_OPT_CAPACITY];
    s->report.capacity = rh_sweep_capacity(&s->sweep.decided, CAPACITY_PERCENT, s->world.cli->run);
    const rh_code code = rh_options_int(&capacity, options, RH_OPT_CAPACITY, 0, MOST_CAPACITY, 0, err);
    if (code == RH_OK && s->report.is_capacity_given) s->report.capacity = (uint64_t)capacity;
    return code;
}

static rh_str say_why(rh_arena *keep, const rh_sweep_setting *setting)
{
    if (setting->reg != NULL) return RH_STR("an expression that reads it does not compile");
    return rh_arena_str(keep, rh_str_of(setting->why.text));
}

/* With no setting but the present one nothing was compared, and that one is not the better for it (V8). */
static bool says_nothing(const rh_sweep_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_settings; i++) n += report->settings[i].why.ptr == NULL;
    return report->history.journeys == 0 || n < 2;
}

static rh_code fill(sweeping *s, rh_err *err)
{
    rh_arena *keep = s->world.cli->run;
    const rh_options *options = &s->world.cli->options;
    const char *prefer = options->given[RH_OPT_PREFER] ? options->values[RH_OPT_PREFER] : RH_SWEEP_PREFERENCE;
    rh_code code = read_capacity(s, err);
    s->rows = RH_NEW_N(keep, s->settings.n, rh_model_setting);
    if (code == RH_OK && s->rows == NULL) code = rh_err_nomem(err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < s->settings.n; i++) {
        const rh_sweep_setting *setting = &s->settings.at[i];
        s->rows[i] = (rh_model_setting){.text = setting->text, .is_current = setting->is_current};
        if (s->lane_of[i] != SIZE_MAX) fill_row(&s->rows[i], &s->sweep.lanes[s->lane_of[i]], s->report.capacity);
        else s->rows[i].why = say_why(keep, setting);
        rh_replay_note_oscillated(&s->world.cli->oscillated, s->rows[i].oscillated);
    }
    s->report.preference = rh_str_of(prefer);
    code = rh_sweep_prefer(s->rows, s->settings.n, s->report.preference, keep, err);
    rh_buf name;
    rh_buf_init(&name, keep, 4096);
    rh_buf_printf(&name, "policy.%.*s", RH_ARG(s->settings.name));
    s->report.name = rh_buf_str(&name);
    s->report.place = rh_world_span(s->settings.node->span);
    s->report.revision = rh_world_model(&s->revision);
    s->report.history.journeys = s->sweep.journeys;
    rh_world_fill(&s->report.history, &s->world);
    s->report.settings = s->rows;
    s->report.n_settings = s->settings.n;
    for (size_t i = 0; i < s->settings.n && says_nothing(&s->report); i++) s->rows[i].is_preferred = false;
    return code == RH_OK && rh_arena_failed(keep) ? rh_err_nomem(err) : code;
}

static rh_exit run(sweeping *s, rh_err *err)
{
    rh_cli *cli = s->world.cli;
    const rh_options *options = &cli->options;
    rh_code code = RH_OK;
    if (options->n_args < 1 || options->n_args > 2)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected policy.NAME=A..B[:STEP] and at most a revision");
    if (code == RH_OK)
        code = rh_world_revision(&s->revision, &s->world, options->n_args > 1 ? options->args[1] : NULL, err);
    if (code == RH_OK)
        code = rh_sweep_settings_make(&s->settings, cli->run, s->world.zones, &s->revision,
                                      rh_str_of(options->args[0]), err);
    if (code == RH_OK) code = compile(s, err);
    if (code == RH_OK) code = play(s, err);
    if (code == RH_OK) code = fill(s, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_SWEEP, .sweep = &s->report}, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    return says_nothing(&s->report) ? RH_EXIT_HOLD : RH_EXIT_OK;
}

rh_exit rh_cmd_sweep(rh_cli *cli, rh_err *err)
{
    sweeping *s = RH_NEW(cli->run, sweeping);
    if (s == NULL) return rh_exit_of_code(rh_err_nomem(err));
    const rh_code code = rh_world_open(&s->world, cli, err);
    const rh_exit exit = code == RH_OK ? run(s, err) : rh_exit_of_code(code);
    rh_world_close(&s->world);
    return exit;
}
