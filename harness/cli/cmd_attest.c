/* rehearse attest: run the gate and sign what it found. */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "harness/attest/dsse.h"
#include "harness/cli/attesting.h"
#include "harness/cli/output.h"
#include "harness/cli/secret.h"
#include "harness/cli/say.h"
#include "harness/load/git_note.h"
#include "harness/system/file.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

rh_exit rh_cmd_attest(rh_cli *cli, rh_err *err);


typedef struct attesting {
    rh_gating gating;
    rh_key *key;
    rh_instant today; /* --today, else as-of */
    rh_str expires, envelope;
} attesting;

/* ---- before any work ---- */

static rh_code read_key(attesting *a, rh_cli *cli, rh_err *err)
{
    const char *path = cli->options.values[RH_OPT_KEY];
    if (path == NULL) return rh_err_set(err, RH_USAGE, (rh_span){0}, "no key: give --key FILE, a private key in PEM");
    const rh_code code = rh_secret_outside(&a->gating.world.place, path, err);
    return code == RH_OK ? rh_key_read(&a->key, cli->run, path, true, err) : code;
}

static rh_code check_head(const rh_cli *cli, const rh_world *world, rh_err *err)
{
    const char *head = cli->options.n_args > 0 ? cli->options.args[0] : NULL;
    const bool is_worktree = head != NULL && strcmp(head, RH_REVISION_WORKTREE) == 0;
    if (world->place.git != NULL && !is_worktree) return RH_OK;
    return rh_err_set(err, RH_ATTEST_UNCOMMITTED, (rh_span){0}, "%s has no commit, expected a revision",
                      is_worktree ? "the working tree" : "a plain folder");
}

static bool goes_to_stdout(const rh_cli *cli)
{
    return cli->options.values[RH_OPT_ENVELOPE] == NULL && !cli->options.given[RH_OPT_NOTE];
}

/* Two results on standard output would be none. */
static rh_code check_outputs(const rh_cli *cli, rh_err *err)
{
    for (size_t i = 0; goes_to_stdout(cli) && i < cli->options.n_outputs; i++)
        if (cli->options.outputs[i].path == NULL)
            return rh_err_set(err, RH_USAGE, (rh_span){0}, "-o %s and the attestation both go to standard output: give "
                              "--envelope FILE, or -o FORMAT=PATH",
                              rh_format_name(cli->options.outputs[i].format));
    return RH_OK;
}

/* ---- how long it counts ---- */

static rh_code find_expiry(attesting *a, rh_err *err)
{
    rh_cli *cli = a->gating.world.cli;
    const char *text = cli->options.values[RH_OPT_UNTIL];
    char shown[32];
    rh_instant last;
    rh_code code = rh_attesting_term(&a->today, &last, &a->gating, err);
    if (code != RH_OK) return code;
    rh_instant until = last;
    code = rh_options_instant(&until, &cli->options, RH_OPT_UNTIL, err);
    if (code != RH_OK) return code;
    rh_instant_text(shown, last);
    if (rh_instant_before(last, until) || !rh_instant_before(a->today, until))
        return rh_err_set(err, RH_USAGE, (rh_span){0},
                          "--until %s: expected an instant after --today and no later than %s",
                          text != NULL ? text : "of a waiver", shown);
    rh_instant_text(shown, until);
    a->expires = rh_arena_str(cli->run, rh_str_of(shown));
    return a->expires.ptr == NULL ? rh_err_nomem(err) : RH_OK;
}

/* ---- the attestation ---- */

static rh_code make_envelope(attesting *a, rh_err *err)
{
    rh_cli *cli = a->gating.world.cli;
    rh_model_made_of made_of;
    rh_str payload;
    rh_buf out;
    rh_code code = rh_attesting_made_of(&made_of, &a->gating, err);
    if (code == RH_OK) code = rh_attesting_state(&payload, &a->gating, &made_of, a->expires, err);
    if (code != RH_OK) return code;
    rh_buf_init(&out, cli->run, RH_DSSE_MAX_BYTES);
    code = rh_dsse_write(&out, cli->run, payload, a->key, err);
    a->envelope = rh_buf_str(&out);
    return code;
}

/* The note bears the day that counts, never a clock's. */
static rh_code write_note(attesting *a, rh_err *err)
{
    rh_git_id commit;
    if (!rh_git_id_parse(&commit, a->gating.report.head.commit))
        return rh_err_set(err, RH_INTERNAL, (rh_span){0}, "a head without a commit was attested");
    return rh_git_note_write(a->gating.world.place.git, commit, a->envelope, a->today.s, err);
}

static rh_code write_all(attesting *a, rh_cli *cli, rh_err *err)
{
    const char *path = cli->options.values[RH_OPT_ENVELOPE];
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = &a->gating.report};
    rh_code code = RH_OK;
    if (!goes_to_stdout(cli) || cli->options.n_outputs > 0) code = rh_output_report(cli, &report, err);
    if (code == RH_OK && path != NULL) code = rh_file_write(path, a->envelope, 0644, err);
    if (code == RH_OK && cli->options.given[RH_OPT_NOTE]) code = write_note(a, err);
    if (code == RH_OK && goes_to_stdout(cli)) code = rh_output_text(a->envelope, err);
    return code;
}

static rh_exit attest(attesting *a, rh_cli *cli, rh_err *err)
{
    const rh_gating_spec spec = {.head = cli->options.n_args > 0 ? cli->options.args[0] : NULL,
                                 .base = cli->options.values[RH_OPT_BASE],
                                 .with_mutants = true};
    rh_code code = rh_gating_open(&a->gating, cli, err);
    if (code == RH_OK) code = check_head(cli, &a->gating.world, err);
    if (code == RH_OK) code = read_key(a, cli, err);
    if (code == RH_OK) code = rh_gating_run(&a->gating, &spec, err);
    if (code == RH_OK) code = find_expiry(a, err);
    if (code == RH_OK) code = make_envelope(a, err);
    if (code == RH_OK) code = write_all(a, cli, err);
    return code == RH_OK ? rh_gating_exit(&a->gating, err) : rh_exit_of_code(code);
}

rh_exit rh_cmd_attest(rh_cli *cli, rh_err *err)
{
    attesting *a = RH_NEW(cli->run, attesting);
    if (a == NULL) return rh_exit_of_code(rh_err_nomem(err));
    const rh_code code = check_outputs(cli, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    const rh_exit exit = attest(a, cli, err);
    rh_gating_close(&a->gating);
    rh_key_free(a->key);
    return exit;
}
