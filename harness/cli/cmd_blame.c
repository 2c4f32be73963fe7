/* rehearse blame: since which commit a journey comes out as it does. */
#include "harness/cli/blaming.h"

rh_exit rh_cmd_blame(rh_cli *cli, rh_err *err);

rh_exit rh_cmd_blame(rh_cli *cli, rh_err *err)
{
    return rh_blaming_run(cli, NULL, cli->options.n_args > 1 ? cli->options.args[1] : "HEAD", NULL, err);
}
