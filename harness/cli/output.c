/* Writing results. */
#include "harness/cli/output.h"

#include "harness/cli/docs.h"
#include "harness/cli/say.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_WIDTH = 40, MOST_WIDTH = 160 };
#define REPORT_MAX_BYTES ((size_t)1 << 30)

static const rh_output pretty_to_stdout = {.format = RH_FORMAT_PRETTY, .path = NULL};

static size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
    if (size.ws_col < LEAST_WIDTH) return LEAST_WIDTH;
    return size.ws_col > MOST_WIDTH ? MOST_WIDTH : size.ws_col;
}

/* Colour and the terminal's width only where a person looks: everywhere else the bytes depend on the result alone. */
static rh_pretty_style style_of(const rh_output *output)
{
    rh_pretty_style style = {0};
    if (output->path != NULL || !isatty(STDOUT_FILENO)) return style;
    const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    style.width = terminal_width();
    style.has_colour = (no_colour == NULL || *no_colour == '\0') && term != NULL && strcmp(term, "dumb") != 0;
    return style;
}

bool rh_output_has_page(const rh_cli *cli)
{
    for (size_t i = 0; i < cli->options.n_outputs; i++)
        if (cli->options.outputs[i].format == RH_FORMAT_HTML) return true;
    return false;
}

bool rh_output_is_terminal(const rh_cli *cli)
{
    for (size_t i = 0; i < cli->options.n_outputs; i++)
        if (cli->options.outputs[i].format != RH_FORMAT_PRETTY || cli->options.outputs[i].path != NULL) return false;
    return isatty(STDOUT_FILENO);
}

rh_code rh_output_text(rh_str bytes, rh_err *err) { return rh_file_put(STDOUT_FILENO, bytes, err); }

static rh_code make(rh_buf *out, rh_arena *arena, const rh_report *report, const rh_output *output, rh_err *err)
{
    const rh_pretty_style style = style_of(output);
    rh_buf_init(out, arena, REPORT_MAX_BYTES);
    return rh_report_write(out, report, output->format, &style, arena, err);
}

static rh_code put(const rh_cli *cli, const rh_output *output, rh_str bytes, rh_err *err)
{
    if (output->path == NULL) return rh_output_text(bytes, err);
    return rh_file_write(output->path, bytes, cli->options.given[RH_OPT_PRIVATE] ? 0600 : 0644, err);
}

/* A person at a terminal is told where the result went; a script knows. */
static bool tells_files(const rh_cli *cli)
{
    return !cli->options.given[RH_OPT_QUIET] && (cli->options.given[RH_OPT_VERBOSE] || isatty(STDERR_FILENO) == 1);
}

/* The lines of a replay are its records: they were written while it ran (stream.h). */
static bool is_streamed(const rh_report *report, const rh_output *output)
{
    return report->kind == RH_REPORT_REPLAY && output->format == RH_FORMAT_NDJSON;
}

rh_code rh_output_report(rh_cli *cli, const rh_report *report, rh_err *err)
{
    const rh_output *outputs = cli->options.n_outputs > 0 ? cli->options.outputs : &pretty_to_stdout;
    const size_t n = cli->options.n_outputs > 0 ? cli->options.n_outputs : 1;
    rh_buf made[RH_MAX_OUTPUTS];
    rh_report told = *report;
    told.version = RH_STR(RH_CLI_VERSION);
    told.register_path = cli->register_path;
    for (size_t i = 0; i < n; i++) {
        if (is_streamed(report, &outputs[i])) continue;
        const rh_code code = make(&made[i], cli->run, &told, &outputs[i], err);
        if (code != RH_OK) return code;
    }
    for (size_t i = 0; i < n; i++) {
        if (is_streamed(report, &outputs[i])) continue;
        const rh_code code = put(cli, &outputs[i], rh_buf_str(&made[i]), err);
        if (code != RH_OK) return code;
        if (outputs[i].path != NULL && tells_files(cli)) rh_say("wrote %s", outputs[i].path);
    }
    return RH_OK;
}
