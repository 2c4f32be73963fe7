/* rehearse explain: one journey, and why. */
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/explain/explain.h"
#include "harness/explain/status.h"

rh_exit rh_cmd_explain(rh_cli *cli, rh_err *err);

static rh_code put_status(rh_cli *cli, const rh_explain_request *request, rh_err *err)
{
    rh_status_report status;
    const rh_code code = rh_status_of(&status, cli->run, request, err);
    if (code != RH_OK) return code;
    return rh_output_report(cli, &(rh_report){.kind = RH_REPORT_STATUS, .status = &status}, err);
}

static rh_exit explain(rh_cli *cli, rh_world *world, rh_err *err)
{
    rh_revision revision;
    const rh_program *program = NULL;
    rh_journey journey;
    rh_journey_report report;
    rh_instant at = RH_INSTANT_MIN;
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 1 ? cli->options.args[1] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_world_journey(&journey, world, rh_str_of(cli->options.args[0]), err);
    if (code == RH_OK) code = rh_world_at(&at, world, err);
    const rh_explain_request request = {
        .program = program, .journey = &journey, .at = at, .lane_field = RH_NONE, .oscillated = &cli->oscillated};
    if (code == RH_OK && cli->options.given[RH_OPT_CUSTOMER])
        return rh_exit_of_code(put_status(cli, &request, err));
    if (code == RH_OK) code = rh_explain(&report, cli->run, &request, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&revision);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_JOURNEY, .journey = &report}, err);
    return rh_exit_of_code(code);
}

rh_exit rh_cmd_explain(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    rh_code code = RH_OK;
    if (cli->options.n_args == 0)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected the id of a journey");
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? explain(cli, &world, err) : rh_exit_of_code(code);
    rh_world_close(&world);
    return exit;
}
