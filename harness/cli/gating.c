/* One run of the gate. */
#include "harness/cli/gating.h"

#include "harness/cli/docs.h"
#include "harness/cli/monitored.h"
#include "harness/replay/model_time.h"
#include "harness/review/plan.h"
#include "harness/system/memory.h"

/* The base's policy and waivers. The head's own policy where the base has none, the head is its own base, or there is
 * no base; never its own waivers (M2). */
static rh_code read_policy(rh_gating *g, rh_err *err)
{
    rh_evidence *e = &g->evidence;
    rh_cli *cli = g->world.cli;
    const rh_register *base = g->versus.has_base && !g->base.is_own ? g->versus.base.reg : NULL;
    rh_code code = rh_gate_policy_pick(&e->policy, &e->policy_source, &g->monitored, cli->run, base,
                                       g->versus.head.reg, &cli->diags);
    if (code == RH_OK && base != NULL) code = rh_waivers_read(&e->waivers, cli->run, base->waivers, base, &cli->diags);
    return code == RH_OK ? RH_OK : rh_world_first_error(cli, code, err);
}

/* Whether what the items rest on is in the repository, as the revision has it that the checklist stands in, and as the
 * proposal leaves it. */
static rh_code look_for_evidence(rh_gating *g, const rh_revision *of, rh_err *err)
{
    const rh_revision *const revisions[] = {of, &g->versus.head};
    for (size_t i = 0; i < g->checklist.n; i++) {
        rh_checklist_item *item = &g->checklist.at[i];
        item->is_evidence_there = rh_checklist_needs_evidence(item);
        for (size_t k = 0; k < 2 && item->is_evidence_there; k++) {
            const rh_code code = rh_tree_has_beside(&item->is_evidence_there, g->world.cli->run, &g->world.place,
                                                    &revisions[k]->tree, item->evidence, err);
            if (code != RH_OK) return code;
        }
    }
    return RH_OK;
}

static rh_code take_checklist(rh_gating *g, const rh_revision *of, rh_err *err)
{
    rh_cli *cli = g->world.cli;
    const rh_code code = rh_checklist_read(&g->checklist, cli->run, of->reg->checklist, &g->monitored, of->reg,
                                           &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    g->evidence.checklist = &g->checklist;
    return look_for_evidence(g, of, err);
}

/* The base's. The head's own where it brings its own policy and the base has none, and at a first launch: --bootstrap,
 * and nobody ever answered for what the base's checklist asks, so that the base itself cannot have gone live. */
static rh_code read_checklist(rh_gating *g, rh_err *err)
{
    const rh_versus *v = &g->versus;
    const bool has_base = v->has_base && !g->base.is_own;
    const bool brings_policy = g->evidence.policy_source != RH_POLICY_BASE;
    if (!has_base || (v->base.reg->checklist == NULL && brings_policy)) return take_checklist(g, &v->head, err);
    const rh_code code = take_checklist(g, &v->base, err);
    const bool is_first = g->world.cli->options.given[RH_OPT_BOOTSTRAP] && rh_checklist_is_unanswered(&g->checklist);
    if (code != RH_OK || !is_first || v->head.reg->checklist == NULL) return code;
    g->evidence.is_checklist_of_head = true;
    return take_checklist(g, &v->head, err);
}

/* From where the policy is from. */
static rh_code read_stability(rh_gating *g, rh_err *err)
{
    rh_cli *cli = g->world.cli;
    const rh_register *of = g->evidence.policy_source == RH_POLICY_BASE ? g->versus.base.reg : g->versus.head.reg;
    const rh_code code = rh_stability_read(&g->stability, cli->run, of, &g->monitored, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    g->evidence.stability = &g->stability;
    return RH_OK;
}

/* What the proposal would have the next gate go by. It does not count here, but one that cannot be read would leave the
 * next gate without any: that is told, and holds. */
static rh_code try_own_policy(rh_gating *g, rh_err *err)
{
    const rh_register *reg = g->versus.head.reg;
    rh_arena *keep = g->world.cli->run;
    const rh_policy_of_gate *policy;
    const rh_review_plan *plan;
    rh_monitored monitored;
    rh_waivers waivers;
    rh_checklist checklist;
    rh_diags wrong;
    rh_diags_init(&wrong, keep);
    rh_code code = rh_monitored_read(&monitored, keep, reg);
    if (code == RH_OK && reg->gate != NULL)
        code = rh_gate_policy_read(&policy, keep, reg->gate, &monitored, reg, &wrong);
    if (code == RH_OK) code = rh_waivers_read(&waivers, keep, reg->waivers, reg, &wrong);
    if (code == RH_OK) code = rh_checklist_read(&checklist, keep, reg->checklist, &monitored, reg, &wrong);
    if (code == RH_OK)
        code = rh_review_plan_read(&plan, keep, g->versus.program, &g->world.lender.lent, &wrong);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    if (wrong.n_errors == 0 && code == RH_OK) return RH_OK;
    if (wrong.n_errors == 0) return rh_err_set(err, code, (rh_span){0}, "%s", rh_code_text(code));
    rh_err *first = RH_NEW(keep, rh_err);
    if (first == NULL) return rh_err_nomem(err);
    *first = wrong.errors[0];
    g->evidence.own_fault = first;
    return RH_OK;
}

/* Whether HEAD is judged while the working tree, which its reader may have before them, holds something else. */
static rh_code look_at_worktree(rh_gating *g, const rh_gating_spec *spec, rh_err *err)
{
    const rh_place *place = &g->world.place;
    const bool is_head = spec->head == NULL || strcmp(spec->head, "HEAD") == 0;
    rh_arena *keep = g->world.cli->run;
    const rh_change *files;
    rh_diags unreadable;
    rh_tree tree;
    size_t n;
    if (!spec->minds_worktree || !is_head || place->git == NULL || rh_git_workdir(place->git) == NULL) return RH_OK;
    rh_diags_init(&unreadable, keep);
    rh_code code = rh_tree_read(&tree, keep, place, RH_REVISION_WORKTREE, &unreadable);
    if (code == RH_NOMEM) return rh_err_nomem(err);
    if (code != RH_OK) { /* HEAD reads, so this is something else */
        const rh_str file = unreadable.errors[0].span.file;
        g->evidence.worktree = file.ptr != NULL ? file : place->path;
        return RH_OK;
    }
    code = rh_tree_changes(&files, &n, keep, place, &g->versus.head.tree, &tree, err);
    if (code == RH_OK && n > 0) g->evidence.worktree = files[0].path;
    return code;
}

static rh_code read_today(rh_gating *g, rh_err *err)
{
    const rh_options *options = &g->world.cli->options;
    const rh_code code = rh_options_instant(&g->evidence.today, options, RH_OPT_TODAY, err);
    if (code != RH_OK || !options->given[RH_OPT_TODAY]) return code;
    g->evidence.has_today = true;
    g->report.today = rh_model_time_of(g->world.cli->run, g->evidence.today);
    return RH_OK;
}

/* With a base whose policy counts: who brings their own policy is judged by that alone. */
static rh_code pare(rh_gating *g, rh_err *err)
{
    rh_versus *v = &g->versus;
    if (g->evidence.policy_source != RH_POLICY_BASE || !v->has_base) return RH_OK;
    const rh_code code = rh_versus_pare(v, &g->world, err);
    g->evidence.without_fault = v->pared.fault;
    return code;
}

static rh_code load(rh_gating *g, const rh_gating_spec *spec, rh_err *err)
{
    rh_code code = read_today(g, err);
    if (code == RH_OK) code = rh_base_choose(&g->base, &g->world, spec->head, spec->base, err);
    g->base.is_own |= spec->is_own_base;
    if (code == RH_OK) code = rh_versus_load(&g->versus, &g->world, g->base.name, spec->head, err);
    if (code == RH_OK) code = read_policy(g, err);
    if (code == RH_OK) code = pare(g, err);
    if (code == RH_OK) code = read_checklist(g, err);
    if (code == RH_OK) code = read_stability(g, err);
    if (code == RH_OK) code = try_own_policy(g, err);
    if (code == RH_OK) code = look_at_worktree(g, spec, err);
    return code == RH_OK && !g->world.has_history ? rh_world_history(&g->world, err) : code;
}

/* What is dear is measured where a criterion or a checklist asks for it. */
static bool asks(const rh_gating *g, rh_metric metric)
{
    return rh_gate_asks(g->evidence.policy, metric) || rh_checklist_asks(&g->checklist, metric) ||
           rh_stability_asks(&g->stability, metric);
}

/* Poisoned replays are many: only where a criterion asks for them. The head is lane 0 of the program. */
static rh_code poison(rh_gating *g, rh_err *err)
{
    rh_replay replay;
    if (!asks(g, RH_METRIC_POISON_LEAKS)) return RH_OK;
    rh_code code = rh_world_replay(&replay, &g->world, err);
    if (code != RH_OK) return code;
    replay.program = g->versus.program;
    code = rh_poison_run(&g->poison, rh_memory_host(), &replay, err);
    if (code == RH_OK) g->evidence.poison = &g->poison;
    return code;
}

static bool asks_for_mutants(const rh_gating *g)
{
    return asks(g, RH_METRIC_MUTATION) || asks(g, RH_METRIC_MUTATION_MIN) || asks(g, RH_METRIC_SURVIVORS_HOLD);
}

static uint32_t lane_of(const rh_gating *g)
{
    return g->evidence.policy != NULL ? g->evidence.policy->lane : RH_NONE;
}

/* The same metrics where nothing was added: those that additions can make look better. */
static rh_code measure_without(rh_gating *g, rh_monitored_spec spec, uint32_t lane_field, rh_err *err)
{
    const bool moves = g->evidence.policy != NULL && g->evidence.policy->is_lane_core;
    bool *grows = RH_NEW_N(g->world.cli->run, g->monitored.n, bool), is_any = false;
    if (grows == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < g->monitored.n; i++) {
        grows[i] = spec.is_asked[i] && (moves || g->monitored.at[i].adds != RH_ADDS_FIXED);
        is_any |= grows[i];
    }
    spec.is_asked = grows;
    spec.of = g->versus.pared.reg;
    if (spec.of == NULL || !is_any) return RH_OK;
    spec.lane_field = lane_field != RH_NONE ? rh_register_field(spec.of, g->versus.head.reg->fields[lane_field].name)
                                            : RH_NONE;
    return rh_monitored_measure(&g->without.monitored, &g->world, &spec, err);
}

/* Metrics of monitors.yaml are the base's in all that they say, values of the policy included: the proposal gives the
 * journeys, and nothing else of what is measured. The base is lane 1 of the program. */
static rh_code measure(rh_gating *g, rh_err *err)
{
    const rh_evidence *e = &g->evidence;
    const bool is_of_base = e->policy_source == RH_POLICY_BASE;
    bool *is_asked = RH_NEW_N(g->world.cli->run, g->monitored.n, bool), is_any = false;
    if (is_asked == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < g->monitored.n; i++) {
        is_asked[i] = rh_gate_asks_monitored(e->policy, i) || rh_checklist_asks_monitored(&g->checklist, i) ||
                      rh_stability_asks_monitored(&g->stability, i);
        is_any |= is_asked[i];
    }
    if (!is_any) return RH_OK;
    rh_monitored_spec spec = {.of = g->versus.head.reg,
                              .metrics = &g->monitored,
                              .is_asked = is_asked,
                              .lane_field = lane_of(g)};
    rh_code code = is_of_base
                       ? rh_program_env(&spec.values, g->world.cli->run, g->versus.program, 1, NULL, 0, err)
                       : RH_OK;
    if (code == RH_OK) code = rh_monitored_measure(&g->evidence.monitored, &g->world, &spec, err);
    return code == RH_OK ? measure_without(g, spec, lane_of(g), err) : code;
}

static rh_code gather(rh_gating *g, bool wants_mutants, rh_err *err)
{
    rh_gate_report *out = &g->report;
    const uint32_t lane = lane_of(g);
    rh_code code = rh_versus_replay(&g->versus, &g->world, lane, err);
    if (code == RH_OK) code = rh_versus_fill(&out->replay, &out->diff, &g->versus, &g->world, err);
    if (code == RH_OK) code = poison(g, err);
    if (code == RH_OK) code = measure(g, err);
    const bool with_mutants = wants_mutants || asks_for_mutants(g);
    const rh_mutants_wanted mutants = !with_mutants                   ? RH_MUTANTS_NONE
                                      : g->versus.pared.reg != NULL ? RH_MUTANTS_OF_BOTH
                                                                    : RH_MUTANTS_OF_HEAD;
    if (code == RH_OK) code = rh_proofs_run(&g->proofs, &g->versus, &g->world, &out->replay.history, mutants, err);
    if (code != RH_OK) return code;
    out->tests = g->proofs.head;
    g->evidence.mutation = with_mutants ? &g->proofs.mutation : NULL;
    out->base = out->diff.base;
    out->head = out->diff.head;
    out->base_how = g->base.how;
    out->tool = RH_STR("rehearse " RH_CLI_VERSION);
    out->zones = g->versus.head.zone_version;
    return RH_OK;
}

/* What is not another without the additions is what it is with them. */
static rh_code set_without(rh_gating *g, rh_err *err)
{
    rh_evidence *without = &g->without;
    const rh_monitored_figures monitored = without->monitored;
    if (g->versus.pared.reg == NULL) return RH_OK;
    *without = g->evidence;
    without->head = g->versus.pared.reg;
    without->summary = &g->versus.without;
    without->monitored = monitored;
    g->evidence.without = without;
    if (without->mutation == NULL || !g->proofs.base_mutation.has_score) return RH_OK;
    rh_mutation_report *fewer = RH_NEW(g->world.cli->run, rh_mutation_report);
    if (fewer == NULL) return rh_err_nomem(err);
    without->mutation = fewer;
    return rh_mutation_without(fewer, g->world.cli->run, &g->proofs.mutation, &g->proofs.base_mutation,
                               without->head, err);
}

static rh_code judge(rh_gating *g, rh_err *err)
{
    rh_evidence *e = &g->evidence;
    const rh_versus *v = &g->versus;
    /* A plain folder is its own base: nothing changed (ruling 131). */
    e->head = v->head.reg;
    e->base = v->has_base ? v->base.reg : v->head.reg;
    e->head_name = v->head.tree.name;
    e->base_name = v->has_base ? v->base.tree.name : v->head.tree.name;
    e->is_bootstrap_allowed = g->world.cli->options.given[RH_OPT_BOOTSTRAP];
    e->changes = &v->changes;
    e->summary = &v->compare.summary;
    e->diff = &g->report.diff;
    e->tests = &g->report.tests;
    e->base_tests = v->has_base ? &g->proofs.base : NULL;
    e->read = g->world.total.read;
    e->quarantined = g->world.total.quarantined + g->report.replay.quarantined;
    e->has_newest = g->report.replay.history.journeys > 0;
    e->newest = v->compare.summary.sums.until;
    const rh_code code = set_without(g, err);
    return code == RH_OK ? rh_gate_judge(&g->report, g->world.cli->run, e, err) : code;
}

rh_code rh_gating_open(rh_gating *g, rh_cli *cli, rh_err *err)
{
    *g = (rh_gating){0};
    return rh_world_open(&g->world, cli, err);
}

rh_code rh_gating_run(rh_gating *g, const rh_gating_spec *spec, rh_err *err)
{
    rh_code code = load(g, spec, err);
    if (code == RH_OK) code = gather(g, spec->with_mutants, err);
    return code == RH_OK ? judge(g, err) : code;
}

void rh_gating_close(rh_gating *g)
{
    rh_poison_dispose(&g->poison);
    rh_versus_dispose(&g->versus);
    rh_world_close(&g->world);
}

rh_exit rh_gating_exit(const rh_gating *g, rh_err *err)
{
    static const rh_exit exits[] = {RH_EXIT_OK, RH_EXIT_HOLD, RH_EXIT_NO};
    if (!rh_gate_is_share_over(&g->evidence)) return exits[g->report.verdict];
    return rh_exit_of_code(rh_err_set(
        err, RH_INGEST_SHARE, (rh_span){0}, "%llu of %llu events were quarantined, more than the gate allows",
        (unsigned long long)g->evidence.quarantined, (unsigned long long)g->evidence.read));
}
