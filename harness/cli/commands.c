/* The table of commands. */
#include "harness/cli/cli.h"

#define O(NAME) RH_OPT_BIT(RH_OPT_##NAME)
#define HISTORY (O(STORE) | O(EVENTS) | O(AS_OF) | O(JOBS))
#define REGISTER (O(CASES) | O(REGISTER))
#define RH_REPORT_NONE RH_N_REPORT_KINDS
#define REPORTS(report) (RH_REPORT_##report < RH_REPORT_NONE)

#define X(name, function, report, options, arguments, summary, describe, examples)                                     \
    rh_exit rh_cmd_##function(rh_cli *cli, rh_err *err);
#include "harness/cli/commands.def"
#undef X

static const rh_command commands[] = {
#define X(name, function, report, options, arguments, summary, describe, examples)                                     \
    {name, rh_cmd_##function, REPORTS(report) ? (options) | O(OUTPUT) : (options), RH_REPORT_##report, arguments,      \
     summary, describe, examples},
#include "harness/cli/commands.def"
#undef X
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

size_t rh_commands_count(void) { return N_COMMANDS; }
const rh_command *rh_command_at(size_t i) { return &commands[i]; }

const rh_command *rh_command_of(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

rh_str rh_command_near(const char *name)
{
    rh_str names[N_COMMANDS];
    for (size_t i = 0; i < N_COMMANDS; i++) names[i] = rh_str_of(commands[i].name);
    return rh_str_nearest(rh_str_of(name), (rh_strs){names, N_COMMANDS});
}
