/* The program: reads the command line, runs one command, says what went wrong, answers an exit status. */
#include "harness/cli/cli.h"
#include "harness/cli/docs.h"
#include "harness/cli/output.h"
#include "harness/cli/say.h"
#include "harness/system/memory.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static atomic_bool stop;
static volatile sig_atomic_t stopped_by;

/* The first signal asks the command to finish or roll back; a second one ends the process at once. */
static void on_stop(int signal)
{
    stopped_by = signal;
    atomic_store(&stop, true);
}

/* A broken invariant ends in abort(): the exit status is 70, never a death by signal (V5). */
static void on_abort(int signal)
{
    (void)signal;
    _exit(70);
}

static void set_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = on_abort;
    sigaction(SIGABRT, &action, NULL);
    action.sa_handler = SIG_IGN;
    action.sa_flags = 0;
    sigaction(SIGPIPE, &action, NULL);
}

/* Nesting is limited (RH_LIMIT_DEPTH and its kin) so that it fits a stack of this size, of threads too, which are given
 * as much; on a smaller one the process would die by a signal (F9). */
enum { STACK_BYTES_LEAST = 1 << 20 };

static rh_code check_stack(rh_err *err)
{
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) != 0 || stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur >= STACK_BYTES_LEAST)
        return RH_OK;
    return rh_err_set(err, RH_STACK, (rh_span){0}, "the stack may grow to %llu kB, expected at least %d kB",
                      (unsigned long long)stack.rlim_cur / 1024, STACK_BYTES_LEAST / 1024);
}

/* "rehearse", "rehearse --help", "rehearse --version": what people type before they know the commands. */
static const char *command_name(int argc, char *const *argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return "help";
    return strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
}

static rh_exit show_help(rh_cli *cli, rh_err *err)
{
    rh_buf out;
    rh_buf_init(&out, cli->run, 1 << 20);
    rh_docs_command(&out, cli->command);
    const rh_code code = out.failed ? rh_err_nomem(err) : rh_output_text(rh_buf_str(&out), err);
    return rh_exit_of_code(code);
}

/* An argument more than the command shows is a mistake: it would be left out without a word. Files may be any number,
 * and diff itself says how its two revisions are written. */
static rh_code check_arguments(const rh_cli *cli, rh_err *err)
{
    const char *shown = cli->command->arguments;
    size_t most = *shown != '\0';
    for (const char *c = shown; *c != '\0'; c++) most += *c == ' ';
    if (strstr(shown, "..") != NULL || cli->options.n_args <= most) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "unexpected argument \"%s\"; expected %s", cli->options.args[most],
                      most == 0 ? "none" : shown);
}

static rh_exit run(rh_cli *cli, int argc, char *const *argv, rh_err *err)
{
    const char *name = command_name(argc, argv);
    cli->command = rh_command_of(name);
    if (cli->command == NULL) {
        const rh_str near = rh_command_near(name);
        return rh_exit_of_code(rh_err_set(err, RH_USAGE, (rh_span){0}, "no command %s%s%.*s", name,
                                          near.ptr != NULL ? "; did you mean " : "", RH_ARG(near)));
    }
    const rh_code code = rh_options_read(&cli->options, cli->run, cli->command->options, cli->command->report, argc,
                                         argv, 2, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    if (cli->options.given[RH_OPT_HELP]) return show_help(cli, err);
    if (check_arguments(cli, err) != RH_OK) return RH_EXIT_USAGE;
    return cli->command->run(cli, err);
}

/* Errors found while loading are told once, in diags; an error beside them is told after. */
static void say_all(const rh_cli *cli, const rh_err *err)
{
    rh_say_diags(&cli->diags, cli->options.given[RH_OPT_QUIET]);
    if (err->code == RH_OK) return;
    for (size_t i = 0; i < cli->diags.n_errors_kept; i++)
        if (cli->diags.errors[i].code == err->code && strcmp(cli->diags.errors[i].text, err->text) == 0) return;
    rh_say_error(err);
}

/* What a command told of the other journeys stands; the run fails (ruling 63). The one place that says so. */
static rh_exit judge_rest(const rh_cli *cli, rh_exit exit)
{
    rh_err err = {0};
    if (cli->oscillated == 0) return exit;
    const rh_code code = rh_err_set(&err, RH_OSCILLATION, (rh_span){0}, "%llu %s: rehearse replay -o ndjson has %s",
                                    (unsigned long long)cli->oscillated,
                                    cli->oscillated == 1 ? "journey oscillates" : "journeys oscillate",
                                    cli->oscillated == 1 ? "its error record" : "their error records");
    rh_say_error(&err);
    return rh_exit_worse(exit, rh_exit_of_code(code));
}

int main(int argc, char **argv)
{
    rh_arena arena;
    rh_err err = {0};
    rh_arena_init(&arena, rh_memory_host(), 0);
    set_signals();
    rh_cli cli = {.run = &arena, .stop = &stop};
    rh_diags_init(&cli.diags, &arena);
    const rh_code code = check_stack(&err);
    rh_exit exit = code == RH_OK ? run(&cli, argc, argv, &err) : rh_exit_of_code(code);
    say_all(&cli, &err);
    exit = judge_rest(&cli, exit);
    for (size_t i = 0; i < cli.diags.n_errors_kept; i++)
        exit = rh_exit_worse(exit, rh_exit_of_code(cli.diags.errors[i].code));
    /* Errors that no memory could keep are told as its lack, so the status says that, too. */
    if (cli.diags.n_errors > 0 && cli.diags.n_errors_kept == 0) exit = rh_exit_of_code(RH_NOMEM);
    rh_arena_dispose(&arena);
    return stopped_by != 0 && exit != RH_EXIT_OK ? 128 + (int)stopped_by : rh_exit_status(exit);
}
