/* rehearse help: the commands, one command, the manual page, completion scripts. */
#include "harness/cli/docs.h"
#include "harness/cli/output.h"

enum { HELP_MAX_BYTES = 1 << 20 };

rh_exit rh_cmd_help(rh_cli *cli, rh_err *err);

static rh_code make(rh_buf *out, const rh_cli *cli, rh_err *err)
{
    const rh_options *options = &cli->options;
    if (options->given[RH_OPT_MAN]) {
        rh_docs_man(out);
        return RH_OK;
    }
    if (options->given[RH_OPT_COMPLETION]) {
        const char *shell = options->values[RH_OPT_COMPLETION];
        if (rh_docs_completion(out, rh_str_of(shell))) return RH_OK;
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--completion %s: expected bash, zsh or fish", shell);
    }
    if (options->n_args == 0) {
        rh_docs_overview(out);
        return RH_OK;
    }
    const rh_command *command = rh_command_of(options->args[0]);
    if (command == NULL) {
        const rh_str near = rh_command_near(options->args[0]);
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "no command %s%s%.*s", options->args[0],
                          near.ptr != NULL ? "; did you mean " : "", RH_ARG(near));
    }
    rh_docs_command(out, command);
    return RH_OK;
}

rh_exit rh_cmd_help(rh_cli *cli, rh_err *err)
{
    rh_buf out;
    rh_buf_init(&out, cli->run, HELP_MAX_BYTES);
    rh_code code = make(&out, cli, err);
    if (code == RH_OK && out.failed) code = rh_err_nomem(err);
    if (code == RH_OK) code = rh_output_text(rh_buf_str(&out), err);
    return rh_exit_of_code(code);
}
