/* rehearse init: the first files of a register, into an empty repository. */
#include "harness/author/starter/starter.h"
#include "harness/cli/output.h"

rh_exit rh_cmd_init(rh_cli *cli, rh_err *err);

static void put_told(rh_buf *out, const rh_starter_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++) rh_buf_printf(out, "  %.*s\n", RH_ARG(files[i].path));
    rh_buf_printf(out, "\nNext\n"
                       "  1 name the rollback owner: uncomment `done` in cases/checklist.yaml\n"
                       "  2 git add -A && git commit -m 'a register of edge cases'\n"
                       "  3 rehearse gate --bootstrap --events history/journeys.jsonl --today 2026-05-01T00:00:00Z\n");
}

rh_exit rh_cmd_init(rh_cli *cli, rh_err *err)
{
    const char *folder = cli->options.n_args > 0 ? cli->options.args[0] : ".";
    const rh_starter_file *files;
    size_t n;
    rh_buf out;
    rh_code code = rh_starter_files(&files, &n, cli->run, err);
    if (code == RH_OK) code = rh_starter_write(folder, files, n, cli->run, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    rh_buf_init(&out, cli->run, 1 << 16);
    rh_buf_printf(&out, "%zu files in %s\n", n, folder);
    put_told(&out, files, n);
    code = out.failed ? rh_err_nomem(err) : RH_OK;
    if (code == RH_OK && !cli->options.given[RH_OPT_QUIET]) code = rh_output_text(rh_buf_str(&out), err);
    return rh_exit_of_code(code);
}
