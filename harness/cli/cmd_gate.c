/* rehearse gate: may this revision go live? */
#include "harness/cli/gating.h"
#include "harness/cli/output.h"

rh_exit rh_cmd_gate(rh_cli *cli, rh_err *err);

static rh_exit gate(rh_gating *g, rh_cli *cli, rh_err *err)
{
    const rh_gating_spec spec = {.head = cli->options.n_args > 0 ? cli->options.args[0] : NULL,
                                 .base = cli->options.values[RH_OPT_BASE],
                                 .minds_worktree = true};
    rh_code code = rh_gating_open(g, cli, err);
    if (code == RH_OK) code = rh_gating_run(g, &spec, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_GATE, .gate = &g->report}, err);
    return code == RH_OK ? rh_gating_exit(g, err) : rh_exit_of_code(code);
}

rh_exit rh_cmd_gate(rh_cli *cli, rh_err *err)
{
    rh_gating *g = RH_NEW(cli->run, rh_gating);
    if (g == NULL) return rh_exit_of_code(rh_err_nomem(err));
    const rh_exit exit = gate(g, cli, err);
    rh_gating_close(g);
    return exit;
}
