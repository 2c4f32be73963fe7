/* rehearse bisect: since which commit an expectation of a journey fails. */
#include "harness/cli/blaming.h"

rh_exit rh_cmd_bisect(rh_cli *cli, rh_err *err);

/* "A..B", or a revision alone; an empty side is HEAD. */
static rh_code read_range(const char **first, const char **start, rh_cli *cli, rh_err *err)
{
    const char *range = cli->options.n_args > 1 ? cli->options.args[1] : "HEAD", *dots = strstr(range, "..");
    *first = NULL;
    *start = range;
    if (dots == NULL) return RH_OK;
    *first = dots == range ? "HEAD" : rh_arena_cstr(cli->run, (rh_str){range, (size_t)(dots - range)});
    *start = dots[2] == '\0' ? "HEAD" : dots + 2;
    return *first == NULL ? rh_err_nomem(err) : RH_OK;
}

rh_exit rh_cmd_bisect(rh_cli *cli, rh_err *err)
{
    const char *first, *start, *expect = cli->options.values[RH_OPT_EXPECT];
    rh_code code = read_range(&first, &start, cli, err);
    if (code == RH_OK && expect == NULL)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected --expect PATTERN, as {kind: did, action: a.b}");
    return code == RH_OK ? rh_blaming_run(cli, first, start, expect, err) : rh_exit_of_code(code);
}
