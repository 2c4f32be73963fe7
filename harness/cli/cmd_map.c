/* rehearse map: the mappings that are part of the program, and a proposal for another. */
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/ingest/map.h"
#include "harness/ingest/map_propose.h"

rh_exit rh_cmd_map(rh_cli *cli, rh_err *err);

static rh_code list(rh_buf *out, const char *name, rh_arena *keep, rh_err *err)
{
    (void)name, (void)keep, (void)err;
    size_t width = 0;
    rh_str names[RH_MAP_BUILTIN_MOST];
    const rh_strs all = rh_map_builtin(names);
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].len > width) width = all.at[i].len;
    for (size_t i = 0; i < all.n; i++) {
        rh_buf_printf(out, "%-*.*s  ", (int)width, RH_ARG(all.at[i]));
        rh_map_put_summary(out, all.at[i]);
        rh_buf_byte(out, '\n');
    }
    return RH_OK;
}

static rh_code show(rh_buf *out, const char *name, rh_arena *keep, rh_err *err)
{
    rh_str text;
    const rh_code code = rh_map_text(&text, keep, name, err);
    if (code == RH_OK) rh_buf_put(out, text);
    return code;
}

static rh_code init(rh_buf *out, const char *path, rh_arena *keep, rh_err *err)
{
    return rh_map_propose(out, keep, path, err);
}

static const struct {
    const char *verb;
    size_t n_args;
    rh_code (*run)(rh_buf *out, const char *arg, rh_arena *keep, rh_err *err);
} verbs[] = {{"list", 1, list}, {"show", 2, show}, {"init", 2, init}};

static rh_code run(rh_cli *cli, rh_err *err)
{
    rh_buf out;
    const rh_options *options = &cli->options;
    rh_buf_init(&out, cli->run, (size_t)64 << 20);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (options->n_args != verbs[i].n_args || strcmp(options->args[0], verbs[i].verb) != 0) continue;
        const rh_code code = verbs[i].run(&out, options->n_args > 1 ? options->args[1] : NULL, cli->run, err);
        if (code != RH_OK) return code;
        return out.failed ? rh_err_nomem(err) : rh_output_text(rh_buf_str(&out), err);
    }
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected `list`, `show NAME` or `init FILE`");
}

rh_exit rh_cmd_map(rh_cli *cli, rh_err *err)
{
    return rh_exit_of_code(run(cli, err));
}
