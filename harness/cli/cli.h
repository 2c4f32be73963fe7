/* The command line: what a command is and what it is given.
 *
 * main reads the options, makes a rh_cli and calls the command's function, which does the work, writes its result
 * through output.h and answers an exit status. Standard output is for results only; everything else goes to standard
 * error through say.h. Commands do not exit, do not print by other means, and leave nothing behind that was not asked
 * for. */
#ifndef RH_CLI_CLI_H
#define RH_CLI_CLI_H

#include "harness/cli/exit.h"
#include "harness/cli/options.h"

#include <stdatomic.h>

typedef struct rh_command rh_command;

typedef struct rh_cli {
    const rh_command *command;
    rh_options options;
    rh_arena *run;           /* lives until the command ends */
    rh_diags diags;          /* what loading finds; main says it */
    rh_str register_path;    /* of the register below the root of its repository, once the world is open; null: none */
    uint64_t oscillated;     /* journeys that never came to rest under what the command is about: main answers 65 */
    const atomic_bool *stop; /* set by SIGINT and SIGTERM: finish or roll back soon (K5) */
} rh_cli;

struct rh_command {
    const char *name;
    /* Fills *err when it answers an exit of an error; for findings err stays RH_OK. */
    rh_exit (*run)(rh_cli *cli, rh_err *err);
    rh_option_set options;
    rh_report_kind report; /* whose formats -o may name; RH_N_REPORT_KINDS: there is no -o */
    const char *arguments, *summary, *describe, *examples;
};

size_t rh_commands_count(void);
const rh_command *rh_command_at(size_t i);
/* NULL when there is none of that name. */
const rh_command *rh_command_of(const char *name);
/* The nearest name, for "did you mean"; null when none is near. */
rh_str rh_command_near(const char *name);

#endif
