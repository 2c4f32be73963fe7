/* Help and the manual page from the tables of commands, options, formats and exit statuses. */
#include "harness/cli/docs.h"

#include <stdio.h>

enum { HELP_WIDTH = 92 };

static void put(rh_buf *out, const char *s) { rh_buf_put(out, rh_str_of(s)); }

/* Words of `text` in lines of at most HELP_WIDTH, each indented; a line feed begins a paragraph. */
static void put_wrapped(rh_buf *out, const char *text, size_t indent, size_t column)
{
    while (*text != '\0') {
        const size_t n = strcspn(text, " \n");
        if (column + n > HELP_WIDTH && column > indent) {
            rh_buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        rh_buf_put(out, (rh_str){text, n});
        column += n;
        text += n;
        if (*text == '\n') {
            rh_buf_printf(out, "\n\n%*s", (int)indent, "");
            column = indent;
            text++;
        } else if (*text == ' ') {
            if (column < HELP_WIDTH && column + 1 + strcspn(text + 1, " \n") <= HELP_WIDTH) put(out, " ");
            column++;
            text++;
        }
    }
    put(out, "\n");
}

static void put_option(rh_buf *out, rh_option option)
{
    const rh_option_row *row = rh_option_at(option);
    char left[64];
    const int n = snprintf(left, sizeof left, "  %s%c%s--%s%s%s", row->letter != 0 ? "-" : "  ",
                           row->letter != 0 ? row->letter : ' ', row->letter != 0 ? ", " : " ", row->word,
                           row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
    rh_buf_printf(out, "%-32s", left);
    if (n > 31) rh_buf_printf(out, "\n%32s", "");
    put_wrapped(out, row->help, 32, 32);
}

static void put_formats(rh_buf *out, rh_report_kind report)
{
    put(out, "\nFormats of -o:\n");
    for (int i = 0; i < RH_N_FORMATS; i++)
        if (rh_report_has_format(report, (rh_format)i))
            rh_buf_printf(out, "  %-30s%s\n", rh_format_name((rh_format)i), rh_format_summary((rh_format)i));
}

void rh_docs_overview(rh_buf *out)
{
    put(out, "rehearse replays the history of customer onboardings under any revision of an edge-case register kept\n"
             "in git, and says whether that revision may go live.\n\nUsage: rehearse COMMAND [OPTIONS] "
             "[ARGUMENTS]\n\nCommands:\n");
    for (size_t i = 0; i < rh_commands_count(); i++)
        rh_buf_printf(out, "  %-12s %s\n", rh_command_at(i)->name, rh_command_at(i)->summary);
    put(out, "\nrehearse help COMMAND shows its options and examples.\n");
}

static void put_lines(rh_buf *out, const char *lines, const char *before)
{
    while (*lines != '\0') {
        const size_t n = strcspn(lines, "\n");
        put(out, before);
        rh_buf_put(out, (rh_str){lines, n});
        put(out, "\n");
        lines += n + (lines[n] == '\n');
    }
}

/* Of every command that replays, said once (ruling 63; main.c does it). */
static const char *says_rest(const rh_command *command)
{
    const bool replays = (command->options & RH_OPT_BIT(RH_OPT_EVENTS)) != 0;
    return replays ? "Exit status 65 when a journey oscillates: what is said of the others stands." : "";
}

void rh_docs_command(rh_buf *out, const rh_command *command)
{
    const rh_option_set taken = command->options | RH_OPT_COMMON;
    rh_buf_printf(out, "rehearse %s: %s\n\nUsage: rehearse %s [OPTIONS]%s%s\n\n", command->name, command->summary,
                  command->name, *command->arguments != '\0' ? " " : "", command->arguments);
    put_wrapped(out, command->describe, 0, 0);
    if (*says_rest(command) != '\0') put_wrapped(out, says_rest(command), 0, 0);
    put(out, "\nOptions:\n");
    for (int i = 0; i < RH_N_OPTIONS; i++)
        if ((taken & RH_OPT_BIT(i)) != 0) put_option(out, (rh_option)i);
    if ((taken & RH_OPT_BIT(RH_OPT_OUTPUT)) != 0) put_formats(out, command->report);
    put(out, "\nExamples:\n");
    put_lines(out, command->examples, "  ");
}

/* ---- manual page ---- */

/* roff: a back-slash and a dot or quote at the start of a line mean something; - is written as a minus. */
static void put_roff(rh_buf *out, const char *text)
{
    if (*text == '.' || *text == '\'') put(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\') put(out, "\\e");
        else if (*text == '-') put(out, "\\-");
        else rh_buf_byte(out, *text);
    }
}

static void put_roff_paragraphs(rh_buf *out, const char *text)
{
    while (*text != '\0') {
        const size_t n = strcspn(text, "\n");
        char line[2000];
        (void)snprintf(line, sizeof line, "%.*s", (int)n, text);
        put_roff(out, line);
        put(out, "\n");
        text += n + (text[n] == '\n');
        if (*text != '\0') put(out, ".PP\n");
    }
}

static void put_man_options(rh_buf *out, rh_option_set taken)
{
    for (int i = 0; i < RH_N_OPTIONS; i++) {
        const rh_option_row *row = rh_option_at((rh_option)i);
        if ((taken & RH_OPT_BIT(i)) == 0) continue;
        put(out, ".TP\n");
        if (row->letter != 0) rh_buf_printf(out, "\\fB\\-%c\\fR, ", row->letter);
        put(out, "\\fB\\-\\-");
        put_roff(out, row->word);
        put(out, "\\fR");
        if (row->value != NULL) rh_buf_printf(out, " \\fI%s\\fR", row->value);
        put(out, "\n");
        put_roff(out, row->help);
        put(out, "\n");
    }
}

static void put_man_command(rh_buf *out, const rh_command *command)
{
    rh_buf_printf(out, ".SS rehearse %s %s\n", command->name, command->arguments);
    put_roff_paragraphs(out, command->summary);
    put(out, ".PP\n");
    put_roff_paragraphs(out, command->describe);
    if (*says_rest(command) != '\0') put(out, ".PP\n");
    put_roff_paragraphs(out, says_rest(command));
    put_man_options(out, command->options);
    put(out, ".PP\n.nf\n");
    for (const char *line = command->examples; *line != '\0';) {
        char text[400];
        const size_t n = strcspn(line, "\n");
        (void)snprintf(text, sizeof text, "%.*s", (int)n, line);
        put_roff(out, text);
        put(out, "\n");
        line += n + (line[n] == '\n');
    }
    put(out, ".fi\n");
}

void rh_docs_man(rh_buf *out)
{
    put(out,
        ".\\\" Made by `rehearse help --man` from the program's own tables: do not edit.\n"
        ".TH REHEARSE 1 \"\" \"rehearse " RH_CLI_VERSION "\" \"User commands\"\n"
        ".SH NAME\nrehearse \\- replay onboarding history under a revision of an edge\\-case register, and judge it\n"
        ".SH SYNOPSIS\n.B rehearse\n.I COMMAND\n[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
        ".SH DESCRIPTION\nResults go to standard output, everything else to standard error. The same inputs give the "
        "same\n"
        "bytes, whatever the machine, the locale, the time zone, the number of threads or the order of files.\n"
        ".SH COMMANDS\n");
    for (size_t i = 0; i < rh_commands_count(); i++) put_man_command(out, rh_command_at(i));
    put(out, ".SH COMMON OPTIONS\n");
    put_man_options(out, RH_OPT_COMMON);
    put(out, ".SH FORMATS\n");
    for (int i = 0; i < RH_N_FORMATS; i++) {
        rh_buf_printf(out, ".TP\n\\fB%s\\fR\n", rh_format_name((rh_format)i));
        put_roff(out, rh_format_summary((rh_format)i));
        put(out, "\n");
    }
    put(out, ".SH EXIT STATUS\nThe strongest that holds, in this order:\n");
    for (int i = 0; i < RH_N_EXITS; i++) {
        rh_buf_printf(out, ".TP\n\\fB%d\\fR\n", rh_exit_status((rh_exit)i));
        put_roff(out, rh_exit_meaning((rh_exit)i));
        put(out, "\n");
    }
    put(out, ".PP\nAfter SIGINT 130, after SIGTERM 143.\n");
}
