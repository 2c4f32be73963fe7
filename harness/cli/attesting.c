/* An attestation from a run of the gate. */
#include "harness/cli/attesting.h"

#include "harness/attest/changed.h"
#include "harness/cli/docs.h"
#include "harness/cli/versions.h"
#include "harness/load/canonical.h"
#include "reports/data/data.h"
#include "reports/data/statement.h"

#include <stdlib.h>

#define STATEMENT_MAX_BYTES ((size_t)32 << 20)

enum { MOST_DAYS = 90 };

/* What a proposal is judged by beside its register and tests. Where the base has no gate.yaml, the head's own gate.yaml
 * and checklist.yaml take the places that are empty, monitors.yaml goes with gate.yaml, and nothing else of the head
 * ever does (M2). */
typedef enum policy_from { ALWAYS_BASES, HEADS_WHERE_NONE, WITH_GATE } policy_from;
static const struct {
    const char *name;
    policy_from from;
} policy_files[] = {{"gate.yaml", HEADS_WHERE_NONE},
                    {"waivers.yaml", ALWAYS_BASES},
                    {"checklist.yaml", HEADS_WHERE_NONE},
                    {"monitors.yaml", WITH_GATE}};
enum { N_POLICY_FILES = sizeof policy_files / sizeof *policy_files };

rh_code rh_attesting_policy(rh_model_made_of *out, rh_arena *keep, const rh_revision *head, const rh_revision *base,
                            bool is_bootstrap, rh_err *err)
{
    rh_model_digest *digests = RH_NEW_N(keep, N_POLICY_FILES, rh_model_digest);
    if (digests == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < N_POLICY_FILES; i++) {
        digests[i].name = rh_str_of(policy_files[i].name);
        if (!is_bootstrap || policy_files[i].from != WITH_GATE)
            digests[i].sha256 = rh_revision_file_sha256(keep, base, digests[i].name);
        if (digests[i].sha256.ptr == NULL && is_bootstrap && policy_files[i].from != ALWAYS_BASES)
            digests[i].sha256 = rh_revision_file_sha256(keep, head, digests[i].name);
    }
    out->policy_source = is_bootstrap ? RH_STR("bootstrap") : RH_STR("base");
    out->policy = digests;
    out->n_policy = N_POLICY_FILES;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static int by_digest(const void *a, const void *b)
{
    const rh_model_input *x = a, *y = b;
    const int by_sha256 = rh_str_cmp(x->sha256, y->sha256);
    return by_sha256 != 0 ? by_sha256 : (x->accepted < y->accepted) - (x->accepted > y->accepted);
}

rh_code rh_attesting_inputs(rh_model_made_of *out, const rh_world *world, rh_err *err)
{
    rh_model_history history = {0};
    rh_model_input *inputs = RH_NEW_N(world->cli->run, world->n_sources, rh_model_input);
    if (inputs == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < world->n_sources; i++) {
        const rh_source_counts *c = &world->counts[i];
        char hex[RH_SHA256_HEX + 1];
        rh_sha256_hex(hex, &c->hash);
        inputs[i] = (rh_model_input){rh_arena_str(world->cli->run, rh_str_of(hex)), c->read, c->accepted, c->duplicate,
                                     c->quarantined};
    }
    if (world->n_sources > 0) qsort(inputs, world->n_sources, sizeof *inputs, by_digest);
    rh_world_fill(&history, world);
    out->inputs = inputs;
    out->n_inputs = world->n_sources;
    out->journeys_sha256 = history.digest;
    return rh_arena_failed(world->cli->run) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_attesting_versions(rh_model_made_of *out, rh_world *world, rh_err *err)
{
    out->tool = RH_STR(RH_CLI_VERSION);
    out->zones = rh_zones_version(world->zones);
    return rh_versions_of_libraries(&out->libraries, &out->n_libraries, world->cli->run, err);
}

rh_code rh_attesting_made_of(rh_model_made_of *out, rh_gating *g, rh_err *err)
{
    const rh_versus *v = &g->versus;
    const bool is_bootstrap = g->evidence.policy_source != RH_POLICY_BASE;
    *out = (rh_model_made_of){.head = g->report.head, .base = g->report.base};
    rh_code code = rh_attesting_policy(out, g->world.cli->run, &v->head, &v->base, is_bootstrap, err);
    if (code == RH_OK) code = rh_attesting_inputs(out, &g->world, err);
    return code == RH_OK ? rh_attesting_versions(out, &g->world, err) : code;
}

rh_code rh_attesting_term(rh_instant *today, rh_instant *last, const rh_gating *g, rh_err *err)
{
    const rh_waivers *waivers = &g->evidence.waivers;
    if (!g->evidence.has_today && !g->evidence.has_newest)
        return rh_err_set(err, RH_USAGE, (rh_span){0},
                          "nothing was replayed and nobody said what day it is: give --today");
    *today = *last = g->evidence.has_today ? g->evidence.today : g->world.as_of;
    (void)rh_instant_add(last, *today, (int64_t)MOST_DAYS * 86400 * 1000000000);
    for (size_t i = 0; i < waivers->n && i < g->report.n_waivers; i++)
        if (g->report.waivers[i].state == RH_MODEL_WAIVER_USED) *last = rh_instant_min(*last, waivers->at[i].until);
    for (size_t i = 0; i < g->report.n_checklist; i++) {
        const rh_model_listed *item = &g->report.checklist[i];
        rh_instant until;
        if (item->state == RH_MODEL_LISTED_DONE && item->until.text.ptr != NULL &&
            rh_instant_parse(&until, item->until.text))
            *last = rh_instant_min(*last, until);
    }
    return RH_OK;
}

/* The digest of the lines that `diff -o ndjson` writes. */
static rh_code digest_changes(rh_str *out, rh_arena *keep, const rh_diff_report *diff, rh_err *err)
{
    rh_buf lines;
    rh_hasher *hasher;
    rh_buf_init(&lines, keep, (size_t)1 << 30);
    rh_lines_of_diff(&lines, diff);
    if (lines.failed) return rh_err_nomem(err);
    const rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    *out = rh_digest_text(keep, hasher, rh_buf_str(&lines));
    rh_hasher_free(hasher);
    return out->ptr == NULL ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_attesting_state(rh_str *payload, const rh_gating *g, const rh_model_made_of *made_of, rh_str expires,
                           rh_err *err)
{
    rh_arena *keep = g->world.cli->run;
    rh_buf out;
    rh_attestation a = {.made_of = *made_of, .gate = &g->report, .mutation = g->evidence.mutation, .expires = expires};
    a.is_bootstrap = g->evidence.is_bootstrap_allowed;
    rh_code code = rh_changed_of(&a.changed, &a.n_changed, keep, &g->report.diff, err);
    if (code == RH_OK) code = digest_changes(&a.changed_sha256, keep, &g->report.diff, err);
    if (code != RH_OK) return code;
    rh_buf_init(&out, keep, STATEMENT_MAX_BYTES);
    rh_statement_put(&out, &a);
    if (out.failed) return rh_err_nomem(err);
    *payload = rh_buf_str(&out);
    return RH_OK;
}
