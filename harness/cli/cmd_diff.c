/* rehearse diff: what would have come out otherwise. */
#include "harness/cli/output.h"
#include "harness/cli/versus.h"
#include "harness/verdict/policy.h"

rh_exit rh_cmd_diff(rh_cli *cli, rh_err *err);

/* "A..B", or "A B"; an empty side is HEAD. */
static rh_code read_range(const char **base, const char **head, const rh_cli *cli, rh_err *err)
{
    const rh_options *options = &cli->options;
    const char *first = options->n_args > 0 ? options->args[0] : "", *dots = strstr(first, "..");
    if (options->n_args == 2 && dots == NULL) {
        *base = first;
        *head = options->args[1];
        return RH_OK;
    }
    if (options->n_args != 1 || dots == NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected two revisions as A..B, got %zu arguments",
                          options->n_args);
    *base = dots == first ? "HEAD" : rh_arena_cstr(cli->run, (rh_str){first, (size_t)(dots - first)});
    *head = dots[2] == '\0' ? "HEAD" : dots + 2;
    return *base == NULL ? rh_err_nomem(err) : RH_OK;
}

static rh_exit finding(const rh_diff_report *report)
{
    if (report->journeys == 0) return RH_EXIT_HOLD;
    return report->rows[RH_MODEL_LOOSENED] > 0 ? RH_EXIT_NO : RH_EXIT_OK;
}

static rh_exit diff(rh_versus *versus, rh_world *world, const char *base, const char *head, rh_err *err)
{
    rh_replay_report summary;
    rh_diff_report report;
    rh_code code = rh_versus_load(versus, world, base, head, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    versus->may_carry = true;
    if (code == RH_OK) code = rh_versus_replay(versus, world, rh_gate_lane_field(versus->head.reg), err);
    if (code == RH_OK) code = rh_versus_fill(&summary, &report, versus, world, err);
    if (code == RH_OK) code = rh_output_report(world->cli, &(rh_report){.kind = RH_REPORT_DIFF, .diff = &report}, err);
    return code == RH_OK ? finding(&report) : rh_exit_of_code(code);
}

rh_exit rh_cmd_diff(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    rh_versus versus = {0};
    const char *base = NULL, *head = NULL;
    rh_code code = read_range(&base, &head, cli, err);
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? diff(&versus, &world, base, head, err) : rh_exit_of_code(code);
    rh_versus_dispose(&versus);
    rh_world_close(&world);
    return exit;
}
