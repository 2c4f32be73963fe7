/* rehearse verify: hold an attestation against the repository and the history. */
#include "harness/attest/checks.h"
#include "harness/attest/dsse.h"
#include "harness/cli/attesting.h"
#include "harness/cli/output.h"
#include "harness/cli/words.h"
#include "harness/load/git_note.h"
#include "harness/system/file.h"

rh_exit rh_cmd_verify(rh_cli *cli, rh_err *err);

typedef struct verifying {
    rh_cli *cli;
    rh_gating gating;
    rh_key *key;
    rh_str text; /* of the envelope */
    rh_dsse envelope;
    rh_stated stated;
    rh_model_made_of found;
    rh_str wanted; /* the commit that it must be of; null: any */
    bool has_revisions, has_history;
    rh_verify_report report;
} verifying;

/* ---- results ---- */

static void put(verifying *v, rh_model_check check, rh_model_checked checked)
{
    v->report.checks[check] = checked;
}

/* What an error says is why the check fails; it is told in the report and nowhere else. Lack of memory and broken files
 * are no finding. */
static rh_code refuse(verifying *v, rh_model_check check, const rh_err *why, rh_err *err)
{
    const rh_class cls = rh_code_class(why->code);
    const bool is_ours = cls == RH_CLASS_LIMIT || cls == RH_CLASS_IO || cls == RH_CLASS_INTERNAL;
    if (is_ours && why->code != RH_INPUT_LARGE) {
        *err = *why;
        return why->code;
    }
    put(v, check, rh_check_says(v->cli->run, RH_MODEL_CHECK_FAILS, "%s", why->text));
    return RH_OK;
}

static bool holds(const verifying *v, rh_model_check check)
{
    return v->report.checks[check].result == RH_MODEL_CHECK_HOLDS;
}

/* Until it is judged, every check is open. */
static void begin(verifying *v)
{
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++)
        put(v, (rh_model_check)i,
            (rh_model_checked){RH_MODEL_CHECK_OPEN, RH_STR("nothing behind a check that fails is looked at")});
}

/* ---- input ---- */

static rh_code read_note(verifying *v, const char *revision, rh_err *err)
{
    rh_git_id commit;
    rh_git *git = v->gating.world.place.git;
    if (git == NULL) return rh_err_set(err, RH_USAGE, (rh_span){0}, "--note: a plain folder has no notes");
    rh_code code = rh_git_resolve(&commit, git, revision, err);
    if (code == RH_OK) code = rh_git_note_read(&v->text, v->cli->run, git, commit, err);
    v->report.name = rh_words(v->cli->run, "note on %s", revision);
    return code;
}

static rh_code read_envelope(verifying *v, rh_err *err)
{
    const rh_options *options = &v->cli->options;
    if (options->given[RH_OPT_NOTE])
        return read_note(v, options->n_args > 0 ? options->args[options->n_args - 1] : "HEAD", err);
    v->report.name = rh_str_of(options->args[0]);
    return rh_file_read(&v->text, v->cli->run, options->args[0], RH_DSSE_MAX_BYTES, err);
}

static rh_code check_usage(const rh_cli *cli, rh_err *err)
{
    const rh_options *options = &cli->options;
    if (options->values[RH_OPT_KEY] == NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "no key: give --key FILE, a public key in PEM");
    if (options->given[RH_OPT_NOTE] && options->n_args > 1)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--note reads the note on one REVISION, got %zu arguments",
                          options->n_args);
    if (!options->given[RH_OPT_NOTE] && options->n_args == 0)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "no attestation: give its file, or --note REVISION");
    return RH_OK;
}

/* The revision that it must be of: the second argument, or the one that the note is on. */
static rh_code find_wanted(verifying *v, rh_err *err)
{
    const rh_options *options = &v->cli->options;
    const bool is_note = options->given[RH_OPT_NOTE];
    const char *name = is_note ? (options->n_args > 0 ? options->args[0] : "HEAD")
                               : options->n_args > 1 ? options->args[1] : NULL;
    rh_git_id id;
    if (name == NULL) return RH_OK;
    if (v->gating.world.place.git == NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "revision %s: a plain folder has none", name);
    const rh_code code = rh_git_resolve(&id, v->gating.world.place.git, name, err);
    if (code != RH_OK) return code;
    v->wanted = rh_git_id_text(v->cli->run, id);
    return v->wanted.ptr == NULL ? rh_err_nomem(err) : RH_OK;
}

/* ---- envelope, signature, statement ---- */

static rh_code check_envelope(verifying *v, rh_err *err)
{
    rh_err why = {0};
    const rh_code code = rh_dsse_read(&v->envelope, v->cli->run, v->text, v->report.name, &why);
    if (code != RH_OK) return refuse(v, RH_MODEL_CHECK_ENVELOPE, &why, err);
    put(v, RH_MODEL_CHECK_ENVELOPE,
        rh_check_says(v->cli->run, RH_MODEL_CHECK_HOLDS, "%zu bytes of %s", v->envelope.payload.len,
                      RH_DSSE_PAYLOAD_TYPE));
    return RH_OK;
}

static rh_code check_signature(verifying *v, rh_err *err)
{
    char id[RH_SHA256_HEX + 1];
    rh_err why = {0};
    rh_code code = rh_dsse_verify(&v->envelope, v->cli->run, v->key, &why);
    if (code != RH_OK) return refuse(v, RH_MODEL_CHECK_SIGNATURE, &why, err);
    code = rh_key_id(id, v->key, err);
    put(v, RH_MODEL_CHECK_SIGNATURE, rh_check_says(v->cli->run, RH_MODEL_CHECK_HOLDS, "Ed25519 by key %s", id));
    return code;
}

static rh_code find_today(rh_instant *out, const verifying *v, rh_err *err)
{
    *out = v->stated.has_today ? v->stated.today : v->stated.as_of;
    return rh_options_instant(out, &v->cli->options, RH_OPT_TODAY, err);
}

static rh_code check_statement(verifying *v, rh_err *err)
{
    rh_instant today;
    rh_err why = {0};
    rh_code code = rh_stated_read(&v->stated, v->cli->run, v->envelope.payload, &why);
    if (code != RH_OK) return refuse(v, RH_MODEL_CHECK_STATEMENT, &why, err);
    code = find_today(&today, v, err);
    if (code != RH_OK) return code;
    put(v, RH_MODEL_CHECK_STATEMENT, rh_check_day(v->cli->run, &v->stated, today));
    rh_verify_report *out = &v->report;
    out->has_statement = true;
    out->verdict = v->stated.verdict;
    out->head = v->stated.made_of.head;
    out->base = v->stated.made_of.base;
    out->as_of = v->stated.as_of_text;
    out->today = v->stated.today_text;
    out->expires = v->stated.expires_text;
    return RH_OK;
}

/* ---- register, policy, inputs, versions ---- */

/* Loads by the full id. Errors of files are a finding here: the repository does not hold what is stated. */
static rh_code load(rh_revision *out, verifying *v, rh_str commit, rh_err *why)
{
    rh_diags diags;
    rh_world *world = &v->gating.world;
    const char *name = rh_arena_cstr(v->cli->run, commit);
    if (name == NULL) return rh_err_nomem(why);
    rh_diags_init(&diags, v->cli->run);
    const rh_code code = rh_revision_load(out, v->cli->run, &world->place, world->zones, name, &diags);
    if (code != RH_OK && diags.n_errors_kept > 0) *why = diags.errors[0];
    return code;
}

static rh_code check_revisions(verifying *v, rh_err *err)
{
    rh_arena *keep = v->cli->run;
    const rh_model_made_of *is = &v->stated.made_of;
    const bool is_bootstrap = !rh_str_eq(is->policy_source, RH_STR("base"));
    rh_revision head, base;
    rh_err why = {0};
    rh_code code = load(&head, v, is->head.commit, &why);
    if (code == RH_OK) code = load(&base, v, is->base.commit, &why);
    if (code != RH_OK) return refuse(v, RH_MODEL_CHECK_REGISTER, &why, err);
    v->found.head = rh_world_model(&head);
    v->found.base = rh_world_model(&base);
    put(v, RH_MODEL_CHECK_REGISTER, rh_check_register(keep, &v->stated, &v->found, v->wanted));
    code = rh_attesting_policy(&v->found, keep, &head, &base, is_bootstrap, err);
    if (code != RH_OK) return code;
    put(v, RH_MODEL_CHECK_POLICY, rh_check_policy(keep, &v->stated, &v->found));
    v->has_revisions = true;
    return RH_OK;
}

static rh_code check_inputs(verifying *v, rh_err *err)
{
    if (!rh_world_has_history(v->cli)) {
        put(v, RH_MODEL_CHECK_INPUTS, rh_check_says(v->cli->run, RH_MODEL_CHECK_OPEN,
                                                    "no history was given: --store FILE or --events FILE..."));
        return RH_OK;
    }
    rh_code code = rh_world_history(&v->gating.world, err);
    if (code == RH_OK) code = rh_attesting_inputs(&v->found, &v->gating.world, err);
    if (code != RH_OK) return code;
    v->has_history = true;
    put(v, RH_MODEL_CHECK_INPUTS, rh_check_inputs(v->cli->run, &v->stated, &v->found));
    return RH_OK;
}

static rh_code check_versions(verifying *v, rh_err *err)
{
    const rh_code code = rh_attesting_versions(&v->found, &v->gating.world, err);
    if (code == RH_OK) put(v, RH_MODEL_CHECK_VERSIONS, rh_check_versions(v->cli->run, &v->stated, &v->found));
    return code;
}

/* ---- the gate, again ---- */

/* As it was called then: what the statement says of its options takes the place of this command's. */
static rh_code run_again(verifying *v, rh_err *err)
{
    const rh_model_made_of *is = &v->stated.made_of;
    const bool is_own = !rh_str_eq(is->policy_source, RH_STR("base")) && rh_str_eq(is->head.commit, is->base.commit);
    const rh_gating_spec spec = {.head = rh_arena_cstr(v->cli->run, is->head.commit),
                                 .base = rh_arena_cstr(v->cli->run, is->base.commit),
                                 .is_own_base = is_own,
                                 .with_mutants = true};
    if (spec.head == NULL || spec.base == NULL) return rh_err_nomem(err);
    return rh_gating_run(&v->gating, &spec, err);
}

static rh_code take_options(verifying *v, rh_err *err)
{
    rh_options *options = &v->cli->options;
    const char *today = v->stated.has_today ? rh_arena_cstr(v->cli->run, v->stated.today_text) : NULL;
    const char *as_of = v->stated.has_as_of ? rh_arena_cstr(v->cli->run, v->stated.as_of_text) : NULL;
    options->values[RH_OPT_TODAY] = today;
    options->given[RH_OPT_TODAY] = today != NULL;
    options->values[RH_OPT_AS_OF] = as_of;
    options->given[RH_OPT_AS_OF] = as_of != NULL;
    options->given[RH_OPT_BOOTSTRAP] = v->stated.is_bootstrap;
    return rh_arena_failed(v->cli->run) ? rh_err_nomem(err) : RH_OK;
}

/* How long it counts is the attester's to say, no longer than what the gate rests on: of the statement, though only the
 * gate tells. */
static rh_code check_term(verifying *v, rh_err *err)
{
    rh_instant today, last;
    char shown[32];
    const rh_code code = rh_attesting_term(&today, &last, &v->gating, err);
    if (code != RH_OK || !rh_instant_before(last, v->stated.expires)) return code;
    rh_instant_text(shown, last);
    put(v, RH_MODEL_CHECK_STATEMENT,
        rh_check_says(v->cli->run, RH_MODEL_CHECK_FAILS, "it says that it counts until %.*s, expected %s at most",
                      RH_ARG(v->stated.expires_text), shown));
    return RH_OK;
}

static rh_code check_replay(verifying *v, rh_err *err)
{
    rh_str payload;
    if (!v->has_revisions || !v->has_history || !holds(v, RH_MODEL_CHECK_INPUTS)) {
        put(v, RH_MODEL_CHECK_REPLAY, rh_check_says(v->cli->run, RH_MODEL_CHECK_OPEN,
                                                    "not run: register or history is not the one that it names"));
        return RH_OK;
    }
    rh_code code = run_again(v, err);
    if (code == RH_OK) code = check_term(v, err);
    if (code == RH_OK)
        code = rh_attesting_state(&payload, &v->gating, &v->stated.made_of, v->stated.expires_text, err);
    if (code != RH_OK) return code;
    put(v, RH_MODEL_CHECK_REPLAY, rh_check_replay(v->cli->run, v->envelope.payload, payload));
    return RH_OK;
}

/* ---- the whole ---- */

/* Nothing of a payload is looked at before its signature holds, and nothing is replayed for a statement that does not
 * count. */
static rh_code check_all(verifying *v, rh_err *err)
{
    rh_code code = check_envelope(v, err);
    if (code == RH_OK && holds(v, RH_MODEL_CHECK_ENVELOPE)) code = check_signature(v, err);
    if (code == RH_OK && holds(v, RH_MODEL_CHECK_SIGNATURE)) code = check_statement(v, err);
    if (code != RH_OK || !holds(v, RH_MODEL_CHECK_STATEMENT)) return code;
    code = take_options(v, err);
    if (code == RH_OK) code = check_revisions(v, err);
    if (code == RH_OK) code = check_inputs(v, err);
    if (code == RH_OK) code = check_versions(v, err);
    return code == RH_OK ? check_replay(v, err) : code;
}

static rh_exit finding(verifying *v, rh_err *err)
{
    static const rh_exit exits[] = {RH_EXIT_OK, RH_EXIT_HOLD, RH_EXIT_NO};
    rh_buf names;
    rh_buf_init(&names, v->cli->run, 1 << 12);
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++)
        if (v->report.checks[i].result == RH_MODEL_CHECK_FAILS)
            rh_buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", rh_model_check_word((rh_model_check)i));
    const rh_str said = rh_buf_str(&names);
    if (v->report.n_failed > 0)
        return rh_exit_of_code(rh_err_set(err, RH_ATTEST_REFUSED, (rh_span){.file = v->report.name},
                                          "%u of %d checks failed: %.*s", v->report.n_failed, (int)RH_MODEL_N_CHECKS,
                                          RH_ARG(said)));
    return v->report.n_open > 0 ? RH_EXIT_HOLD : exits[v->report.verdict];
}

static void count(rh_verify_report *report)
{
    for (int i = 0; i < RH_MODEL_N_CHECKS; i++) {
        report->n_failed += report->checks[i].result == RH_MODEL_CHECK_FAILS;
        report->n_open += report->checks[i].result == RH_MODEL_CHECK_OPEN;
    }
}

static rh_exit verify(verifying *v, rh_err *err)
{
    rh_cli *cli = v->cli;
    rh_code code = rh_gating_open(&v->gating, cli, err);
    if (code == RH_OK) code = rh_key_read(&v->key, cli->run, cli->options.values[RH_OPT_KEY], false, err);
    if (code == RH_OK) code = find_wanted(v, err);
    if (code == RH_OK) code = read_envelope(v, err);
    if (code == RH_OK) code = check_all(v, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    count(&v->report);
    code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_VERIFY, .verify = &v->report}, err);
    return code == RH_OK ? finding(v, err) : rh_exit_of_code(code);
}

rh_exit rh_cmd_verify(rh_cli *cli, rh_err *err)
{
    verifying *v = RH_NEW(cli->run, verifying);
    if (v == NULL) return rh_exit_of_code(rh_err_nomem(err));
    v->cli = cli;
    begin(v);
    const rh_code code = check_usage(cli, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    const rh_exit exit = verify(v, err);
    rh_gating_close(&v->gating);
    rh_key_free(v->key);
    return exit;
}
