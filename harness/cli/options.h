/* The command line, read: which command, which options, which arguments. Means nothing yet: commands read their values.
 *
 * Options may stand anywhere behind the command; `--name VALUE`, `--name=VALUE`, `-o VALUE` and `-oVALUE` are the
 * same; `--` ends them. What begins with - and is no option is a usage error, never a revision or a file (FAULTS.md
 * G2). */
#ifndef RH_CLI_OPTIONS_H
#define RH_CLI_OPTIONS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/time.h"
#include "reports/report.h"

typedef enum rh_option {
#define X(NAME, word, letter, value, help) RH_OPT_##NAME,
#include "harness/cli/options.def"
#undef X
    RH_N_OPTIONS
} rh_option;

typedef uint64_t rh_option_set;
#define RH_OPT_BIT(option) ((rh_option_set)1 << (option))
/* Taken by every command. */
#define RH_OPT_COMMON (RH_OPT_BIT(RH_OPT_VERBOSE) | RH_OPT_BIT(RH_OPT_QUIET) | RH_OPT_BIT(RH_OPT_HELP))

typedef struct rh_option_row {
    const char *word;
    char letter;       /* 0: none */
    const char *value; /* NULL: a switch */
    const char *help;
} rh_option_row;

const rh_option_row *rh_option_at(rh_option option);

enum { RH_MAX_OUTPUTS = 8 };

/* One -o. */
typedef struct rh_output {
    rh_format format;
    const char *path; /* NULL: standard output */
} rh_output;

typedef struct rh_options {
    bool given[RH_N_OPTIONS];
    const char *values[RH_N_OPTIONS]; /* the last one; NULL for switches and when not given */
    const char *const *events;        /* --events */
    size_t n_events;
    rh_output outputs[RH_MAX_OUTPUTS]; /* one to standard output at most; none given: n_outputs 0 */
    size_t n_outputs;
    const char *const *args; /* what is left, in order */
    size_t n_args;
} rh_options;

/* Reads argv[first..argc). report: whose formats -o may name, where `taken` has it. keep holds the lists. RH_USAGE says
 * what is wrong. */
RH_MUST rh_code rh_options_read(rh_options *out, rh_arena *keep, rh_option_set taken, rh_report_kind report, int argc,
                                char *const *argv, int first, rh_err *err);

/* The value of an option as an instant: RFC 3339 with a zone. *out stays as it is when it was not given. */
RH_MUST rh_code rh_options_instant(rh_instant *out, const rh_options *options, rh_option option, rh_err *err);

/* The value of an option as a whole number in [least, most]; `otherwise` when it was not given. */
RH_MUST rh_code rh_options_int(int64_t *out, const rh_options *options, rh_option option, int64_t least, int64_t most,
                               int64_t otherwise, rh_err *err);

#endif
