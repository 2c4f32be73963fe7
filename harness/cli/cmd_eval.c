/* rehearse eval: an expression on a journey, as the register would see it. */
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/explain/evaluate.h"

rh_exit rh_cmd_eval(rh_cli *cli, rh_err *err);

static rh_exit eval(rh_cli *cli, rh_world *world, rh_err *err)
{
    rh_revision revision;
    rh_journey journey;
    rh_eval_report report;
    rh_evaluate_request request = {.expression = rh_str_of(cli->options.args[0]), .journey = &journey};
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 1 ? cli->options.args[1] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&request.program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    if (code == RH_OK) code = rh_world_journey(&journey, world, rh_str_of(cli->options.values[RH_OPT_JOURNEY]), err);
    if (code == RH_OK) code = rh_world_at(&request.at, world, err);
    request.shows_all = rh_output_is_terminal(cli);
    request.oscillated = &cli->oscillated;
    if (code == RH_OK) code = rh_evaluate(&report, cli->run, &request, &cli->diags, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    report.revision = rh_world_model(&revision);
    return rh_exit_of_code(rh_output_report(cli, &(rh_report){.kind = RH_REPORT_EVAL, .eval = &report}, err));
}

rh_exit rh_cmd_eval(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    rh_code code = RH_OK;
    if (cli->options.n_args == 0 || cli->options.values[RH_OPT_JOURNEY] == NULL)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected an expression and --journey ID");
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    const rh_exit exit = code == RH_OK ? eval(cli, &world, err) : rh_exit_of_code(code);
    rh_world_close(&world);
    return exit;
}
