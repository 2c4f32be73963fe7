/* rehearse review: what a period showed, and what to mend. */
#include "harness/cli/output.h"
#include "harness/cli/reviewing.h"

rh_exit rh_cmd_review(rh_cli *cli, rh_err *err);

/* Nothing happened in the period: nothing is known. */
static rh_exit finding(const rh_review_report *report)
{
    return report->history.journeys == 0 || report->is_empty ? RH_EXIT_HOLD : RH_EXIT_OK;
}

rh_exit rh_cmd_review(rh_cli *cli, rh_err *err)
{
    rh_reviewing r = {0};
    rh_code code = rh_reviewing_open(&r, cli, cli->options.n_args > 0 ? cli->options.args[0] : NULL, err);
    if (code == RH_OK) code = rh_reviewing_run(&r, err);
    if (code == RH_OK && rh_output_has_page(cli)) code = rh_reviewing_draw(&r, err);
    if (code == RH_OK)
        code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_REVIEW, .review = &r.report}, err);
    const rh_exit exit = code == RH_OK ? finding(&r.report) : rh_exit_of_code(code);
    rh_reviewing_close(&r);
    return exit;
}
