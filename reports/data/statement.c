/* The in-toto statement of an attestation. */
#include "reports/data/statement.h"

#include "reports/data/data.h"

#include <stdio.h>

/* ---- what every reader of in-toto knows ---- */

static void put_subject(rh_json_writer *json, const char *name, const char *algorithm, rh_str digest)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "name", name);
    rh_json_key(json, "digest");
    rh_json_open(json, '{');
    rh_json_put_str(json, algorithm, digest);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_subjects(rh_json_writer *json, const rh_model_revision *head)
{
    rh_json_key(json, "subject");
    rh_json_open(json, '[');
    put_subject(json, "commit", "gitCommit", head->commit);
    put_subject(json, "cases", "gitTree", head->tree);
    put_subject(json, "register", "sha256", head->sha256);
    rh_json_close(json);
}

/* By what it was judged: the base, and the policy files that stand in it. */
static void put_configuration(rh_json_writer *json, const rh_model_made_of *made_of)
{
    rh_json_key(json, "configuration");
    rh_json_open(json, '[');
    put_subject(json, "base", "gitCommit", made_of->base.commit);
    for (size_t i = 0; i < made_of->n_policy; i++)
        if (made_of->policy[i].sha256.ptr != NULL)
            put_subject(json, made_of->policy[i].name.ptr, "sha256", made_of->policy[i].sha256);
    rh_json_close(json);
}

typedef enum fate { PASSED, WARNED, FAILED } fate;

/* A failed criterion that keeps nobody from going live is a warning; so is one that could not be judged, and a waived
 * one. */
static fate fate_of_criterion(const rh_gate_report *gate, const rh_model_criterion *c)
{
    if (c->result == RH_MODEL_CRITERION_PASS) return PASSED;
    const bool is_warning = c->tier == RH_MODEL_ADVISORY || gate->verdict == RH_MODEL_GO;
    return c->result == RH_MODEL_CRITERION_FAIL && !is_warning ? FAILED : WARNED;
}

/* Of a test in one way: what was never exercised proves nothing. */
static fate fate_of_test(const rh_model_test *test)
{
    return test->result == RH_MODEL_PASS ? PASSED : test->result == RH_MODEL_FAIL ? FAILED : WARNED;
}

static void put_criterion_name(rh_json_writer *json, const rh_model_criterion *c)
{
    char name[400];
    const bool has_of = c->of.ptr != NULL;
    (void)snprintf(name, sizeof name, "gate: %.*s%s%.*s", RH_ARG(c->id), has_of ? " of " : "", RH_ARG(c->of));
    rh_json_str(json, rh_str_of(name));
}

static void put_test_name(rh_json_writer *json, const rh_model_test *test)
{
    char name[1000];
    (void)snprintf(name, sizeof name, "%.*s: %.*s (%s)", RH_ARG(test->entry), RH_ARG(test->name),
                   rh_model_way_name(test->way));
    rh_json_str(json, rh_str_of(name));
}

static void put_names(rh_json_writer *json, const char *key, const rh_gate_report *gate, fate wanted)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_criteria; i++)
        if (fate_of_criterion(gate, &gate->criteria[i]) == wanted) put_criterion_name(json, &gate->criteria[i]);
    for (size_t i = 0; i < gate->tests.n_tests; i++)
        if (fate_of_test(&gate->tests.tests[i]) == wanted) put_test_name(json, &gate->tests.tests[i]);
    rh_json_close(json);
}

static bool has_warning(const rh_gate_report *gate)
{
    for (size_t i = 0; i < gate->n_criteria; i++)
        if (fate_of_criterion(gate, &gate->criteria[i]) != PASSED) return true;
    for (size_t i = 0; i < gate->tests.n_tests; i++)
        if (fate_of_test(&gate->tests.tests[i]) != PASSED) return true;
    return false;
}

/* ---- what it was made of ---- */

static void put_revision(rh_json_writer *json, const char *key, const rh_model_revision *revision)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_str(json, "commit", revision->commit);
    rh_json_put_str(json, "tree", revision->tree);
    rh_json_put_str(json, "sha256", revision->sha256);
    rh_json_close(json);
}

static void put_register(rh_json_writer *json, const rh_model_made_of *made_of)
{
    rh_json_key(json, "register");
    rh_json_open(json, '{');
    put_revision(json, "head", &made_of->head);
    put_revision(json, "base", &made_of->base);
    rh_json_close(json);
}

static void put_policy(rh_json_writer *json, const rh_model_made_of *made_of)
{
    rh_json_key(json, "policy");
    rh_json_open(json, '{');
    rh_json_put_str(json, "source", made_of->policy_source);
    rh_json_key(json, "files");
    rh_json_open(json, '[');
    for (size_t i = 0; i < made_of->n_policy; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "name", made_of->policy[i].name);
        rh_json_put_str(json, "sha256", made_of->policy[i].sha256);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_close(json);
}

static void put_inputs(rh_json_writer *json, const rh_model_made_of *made_of)
{
    rh_json_key(json, "inputs");
    rh_json_open(json, '{');
    rh_json_key(json, "files");
    rh_json_open(json, '[');
    for (size_t i = 0; i < made_of->n_inputs; i++) {
        const rh_model_input *input = &made_of->inputs[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "sha256", input->sha256);
        rh_json_put_uint(json, "read", input->read);
        rh_json_put_uint(json, "accepted", input->accepted);
        rh_json_put_uint(json, "duplicate", input->duplicate);
        rh_json_put_uint(json, "quarantined", input->quarantined);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_put_str(json, "journeys_sha256", made_of->journeys_sha256);
    rh_json_close(json);
}

static void put_versions(rh_json_writer *json, const rh_model_made_of *made_of)
{
    rh_json_key(json, "versions");
    rh_json_open(json, '{');
    rh_json_put_str(json, "tool", made_of->tool);
    rh_json_put_str(json, "zones", made_of->zones);
    rh_json_key(json, "libraries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < made_of->n_libraries; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "name", made_of->libraries[i].name);
        rh_json_put_str(json, "version", made_of->libraries[i].version);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_close(json);
}

/* ---- what came out ---- */

static void put_replayed(rh_json_writer *json, const rh_gate_report *gate)
{
    const rh_replay_report *replay = &gate->replay;
    const rh_model_history *history = &replay->history;
    rh_json_key(json, "replayed");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "journeys", history->journeys);
    rh_json_put_uint(json, "real", history->real);
    rh_json_put_uint(json, "mixed", history->mixed);
    rh_json_put_uint(json, "synthetic", history->synthetic);
    rh_json_put_uint(json, "events", history->events);
    rh_json_put_str(json, "since", history->since.text);
    rh_json_put_str(json, "until", history->until.text);
    rh_json_put_uint(json, "read", replay->read);
    rh_json_put_uint(json, "accepted", replay->accepted);
    rh_json_put_uint(json, "quarantined", replay->quarantined);
    rh_json_put_uint(json, "exact", history->exact);
    rh_json_put_uint(json, "partial", history->partial);
    rh_json_put_uint(json, "none", history->none);
    rh_json_close(json);
}

static void put_covered(rh_json_writer *json, const rh_model_gate_entry *e)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", e->id);
    rh_json_put_str(json, "change", e->change);
    rh_json_put_uint(json, "journeys", e->journeys_head);
    rh_json_put_uint(json, "openings_base", e->openings_base);
    rh_json_put_uint(json, "openings_head", e->openings_head);
    rh_json_put_uint(json, "undecided", e->undecided);
    rh_json_put_uint(json, "pass", e->passed);
    rh_json_put_uint(json, "fail", e->failed);
    rh_json_put_uint(json, "unproven", e->unproven);
    rh_json_close(json);
}

static void put_coverage(rh_json_writer *json, const rh_gate_report *gate)
{
    uint64_t matched = 0;
    for (size_t i = 0; i < gate->n_entries; i++) matched += gate->entries[i].openings_head > 0;
    rh_json_key(json, "coverage");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "matched", matched);
    rh_json_put_uint(json, "n", gate->n_entries);
    rh_json_key(json, "entries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_entries; i++) put_covered(json, &gate->entries[i]);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_mutants(rh_json_writer *json, const rh_model_mutants *m)
{
    rh_json_open(json, '{');
    if (m->name.ptr != NULL) rh_json_put_str(json, "op", m->name);
    rh_json_put_uint(json, "killed", m->killed);
    rh_json_put_uint(json, "total", m->total);
    rh_json_put_uint(json, "equivalent", m->equivalent);
    rh_json_key(json, "score");
    rh_json_quantity(json, rh_model_mutants_score(m));
    rh_json_close(json);
}

/* Null where an original fails its own examples: then nothing is known of mutants. */
static void put_mutation(rh_json_writer *json, const rh_mutation_report *mutation)
{
    rh_json_key(json, "mutation");
    if (mutation == NULL || !mutation->has_score) {
        rh_json_null(json);
        return;
    }
    rh_json_open(json, '{');
    rh_json_key(json, "all");
    put_mutants(json, &mutation->all);
    rh_json_key(json, "apart");
    rh_json_open(json, '[');
    for (size_t i = 0; i < mutation->n_apart; i++) put_mutants(json, &mutation->apart[i]);
    rh_json_close(json);
    rh_json_key(json, "operators");
    rh_json_open(json, '[');
    for (size_t i = 0; i < mutation->n_operators; i++) put_mutants(json, &mutation->operators[i]);
    rh_json_close(json);
    rh_json_put_uint(json, "survivors_hold", mutation->n_weakened);
    rh_json_close(json);
}

static void put_changed_row(rh_json_writer *json, const rh_model_changed *c)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "class", rh_model_change_class_name(c->cls));
    rh_json_put_word(json, "row", rh_model_row_kind_name(c->kind));
    rh_json_put_str(json, "entry", c->entry);
    rh_json_put_str(json, "action", c->action);
    rh_json_put_str(json, "base", c->base);
    rh_json_put_str(json, "head", c->head);
    rh_json_put_str(json, "outcome", c->outcome);
    rh_json_put_str(json, "waiver", c->waiver);
    rh_json_put_uint(json, "rows", c->rows);
    rh_json_close(json);
}

static void put_changed(rh_json_writer *json, const rh_attestation *a)
{
    const rh_diff_report *diff = &a->gate->diff;
    rh_json_key(json, "changed");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "journeys", diff->changed);
    for (int cls = 0; cls < RH_MODEL_MIXED; cls++)
        rh_json_put_uint(json, rh_model_change_class_name((rh_model_change_class)cls), diff->rows[cls]);
    rh_json_put_uint(json, "listed", diff->n_changes);
    rh_json_put_uint(json, "all", diff->n_changes_all);
    rh_json_put_str(json, "sha256", a->changed_sha256);
    rh_json_key(json, "decisions");
    rh_json_open(json, '[');
    for (size_t i = 0; i < a->n_changed; i++) put_changed_row(json, &a->changed[i]);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_criteria(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_key(json, "criteria");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_criteria; i++) rh_data__criterion(json, &gate->criteria[i]);
    rh_json_close(json);
}

static void put_extension(rh_json_writer *json, const rh_attestation *a)
{
    const rh_gate_report *gate = a->gate;
    rh_json_key(json, RH_STATEMENT_EXTENSION);
    rh_json_open(json, '{');
    rh_json_put_word(json, "schema", RH_STATEMENT_SCHEMA);
    rh_json_put_word(json, "verdict", rh_model_gate_verdict_name(gate->verdict));
    rh_json_put_word(json, "launch", rh_model_launch_name(gate->launch));
    rh_json_put_bool(json, "expansion", gate->expansion);
    rh_json_put_bool(json, "bootstrap", a->is_bootstrap);
    rh_json_put_str(json, "as_of", gate->replay.history.as_of.text);
    rh_json_put_str(json, "today", gate->today.text);
    rh_json_put_str(json, "expires", a->expires);
    put_register(json, &a->made_of);
    put_policy(json, &a->made_of);
    put_inputs(json, &a->made_of);
    put_versions(json, &a->made_of);
    put_replayed(json, gate);
    rh_data__lanes(json, gate);
    put_criteria(json, gate);
    rh_data__waivers(json, gate);
    rh_data__checklist(json, gate);
    rh_data__stability(json, gate);
    put_coverage(json, gate);
    put_mutation(json, a->mutation);
    put_changed(json, a);
    rh_json_close(json);
}

void rh_statement_put(rh_buf *out, const rh_attestation *a)
{
    const rh_gate_report *gate = a->gate;
    const char *result = gate->verdict != RH_MODEL_GO ? "FAILED" : has_warning(gate) ? "WARNED" : "PASSED";
    rh_json_writer json;
    rh_json_begin(&json, out, false);
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "_type", RH_STATEMENT_TYPE);
    put_subjects(&json, &a->made_of.head);
    rh_json_put_word(&json, "predicateType", RH_STATEMENT_PREDICATE);
    rh_json_key(&json, "predicate");
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "result", result);
    put_configuration(&json, &a->made_of);
    put_names(&json, "passedTests", gate, PASSED);
    put_names(&json, "warnedTests", gate, WARNED);
    put_names(&json, "failedTests", gate, FAILED);
    put_extension(&json, a);
    rh_json_close(&json);
    rh_json_close(&json);
}
