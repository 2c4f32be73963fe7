/* A head against a base over one history. */
#include "harness/cli/versus.h"

#include "harness/cli/keeping.h"
#include "harness/cli/output.h"
#include "harness/compare/causes.h"
#include "harness/compare/loosening.h"
#include "harness/compare/origins.h"
#include "harness/compare/witness.h"
#include "harness/compare/timelines.h"
#include "harness/system/memory.h"

static rh_code load_base(rh_versus *versus, rh_world *world, const char *base, rh_err *err)
{
    if (base == NULL) return RH_OK;
    versus->has_base = true;
    return rh_world_revision(&versus->base, world, base, err);
}

/* What a waiver is bound to: the content of each changed file, as the head has it. */
static rh_code add_digests(rh_versus *versus, rh_arena *keep, rh_err *err)
{
    const rh_str cases = RH_STR("cases/"), fixtures = RH_STR("fixtures/"), ending = RH_STR(".jsonl");
    rh_changed_file *files = RH_NEW_N(keep, versus->changes.n, rh_changed_file);
    if (files == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < versus->changes.n; i++) {
        files[i] = versus->changes.at[i];
        const rh_str path = files[i].path;
        if (!files[i].in_head) continue;
        if (rh_str_starts(path, cases))
            files[i].head_sha256 = rh_revision_file_sha256(keep, &versus->head,
                                                           rh_str_slice(path, cases.len, path.len));
        else if (rh_str_starts(path, fixtures) && rh_str_ends(path, ending))
            files[i].head_sha256 = rh_revision_fixture_sha256(
                keep, &versus->head, rh_str_slice(path, fixtures.len, path.len - ending.len));
    }
    versus->changes.at = files;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

/* What differs between the two trees: keys of YAML files, and the files that have none. */
static rh_code find_changes(rh_versus *versus, rh_world *world, rh_err *err)
{
    rh_arena *keep = world->cli->run;
    const rh_change *files;
    size_t n;
    rh_code code = rh_changed_files_between(&versus->changes, keep, versus->base.reg, versus->head.reg, err);
    if (code == RH_OK)
        code = rh_tree_changes(&files, &n, keep, &world->place, &versus->base.tree, &versus->head.tree, err);
    if (code == RH_OK) code = rh_changed_files_add(&versus->changes, keep, files, n, err);
    if (code == RH_OK) code = add_digests(versus, keep, err);
    if (code == RH_OK) code = rh_origins_find(&versus->changes, keep, &versus->head, err);
    if (code != RH_OK) return code;
    code = rh_loosenings_find(&versus->changes, keep, versus->base.reg, versus->head.reg, err);
    if (code != RH_OK) return code;
    return rh_loosenings_witness(&versus->changes, keep, &versus->base, &versus->head, &world->lender.lent, err);
}

static rh_code init(rh_versus *versus, rh_world *world, rh_err *err)
{
    const rh_register *head = versus->head.reg, *base = versus->has_base ? versus->base.reg : NULL;
    const rh_register *registers[] = {head, base};
    rh_code code = rh_world_compile(&versus->program, world, registers, base != NULL ? 2 : 1, err);
    if (code == RH_OK) code = rh_summary_init(&versus->compare.summary, rh_memory_host(), head, base, err);
    if (code == RH_OK && base != NULL) code = find_changes(versus, world, err);
    if (code == RH_OK && base != NULL)
        code = rh_diff_init(&versus->compare.diff, rh_memory_host(), &versus->changes, 0, err);
    return code;
}

rh_code rh_versus_load(rh_versus *versus, rh_world *world, const char *base, const char *head, rh_err *err)
{
    *versus = (rh_versus){0};
    rh_err second = {0};
    rh_code code = load_base(versus, world, base, err);
    const rh_code head_code = rh_world_revision(&versus->head, world, head, code == RH_OK ? err : &second);
    if (code == RH_OK) code = head_code;
    return code == RH_OK ? init(versus, world, err) : code;
}

enum { HEAD_LANE, BASE_LANE, PARED_LANE };

/* A lane of its own, where it is not the base's. What reads but does not compile with the others cannot be taken apart
 * either. */
static rh_code compile_pared(rh_versus *versus, rh_world *world, rh_err *err)
{
    const rh_register *registers[] = {versus->head.reg, versus->base.reg, versus->pared.reg};
    rh_diags wrong;
    rh_diags_init(&wrong, world->cli->run);
    const rh_code code = rh_program_compile(&versus->program, world->cli->run, registers, 3, &world->lender.lent,
                                            &wrong);
    if (code == RH_OK) return RH_OK;
    rh_err *fault = RH_NEW(world->cli->run, rh_err);
    if (code == RH_NOMEM || fault == NULL) return rh_err_nomem(err);
    *fault = wrong.errors[0];
    versus->pared = (rh_without){.fault = fault};
    return RH_OK;
}

rh_code rh_versus_pare(rh_versus *versus, rh_world *world, rh_err *err)
{
    rh_without *pared = &versus->pared;
    rh_code code = rh_without_make(pared, world->cli->run, &versus->base, &versus->head, &versus->changes, world->zones,
                                   err);
    if (code == RH_OK && pared->reg != NULL && !pared->is_base) code = compile_pared(versus, world, err);
    if (code != RH_OK || pared->reg == NULL) return code;
    return rh_summary_init(&versus->without, rh_memory_host(), pared->reg, NULL, err);
}

void rh_versus_dispose(rh_versus *versus)
{
    rh_summary_dispose(&versus->compare.summary);
    rh_summary_dispose(&versus->without);
    if (versus->has_base) rh_diff_dispose(&versus->compare.diff);
}

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    rh_versus *versus = ctx;
    rh_progress_step(&versus->progress, n_done, n_all);
}

static rh_code find_causes(rh_versus *versus, rh_world *world, const rh_replay *replay, rh_err *err)
{
    const rh_causes_request request = {.base = &versus->base,
                                       .head = &versus->head,
                                       .zones = world->zones,
                                       .lent = &world->lender.lent,
                                       .replay = replay};
    return rh_causes_find(&versus->compare.diff, &request, err);
}

/* The lane field of the head, by its name: another register may number its fields otherwise. */
static void set_without(rh_versus *versus, uint32_t lane_field)
{
    const rh_register *reg = versus->pared.reg;
    if (reg == NULL) return;
    versus->compare.without = &versus->without;
    versus->compare.without_lanes = versus->compare.lanes;
    versus->compare.without_lanes.head = versus->pared.is_base ? BASE_LANE : PARED_LANE;
    versus->compare.without_lanes.base = SIZE_MAX;
    versus->compare.without_lanes.lane_field =
        lane_field != RH_NONE ? rh_register_field(reg, versus->head.reg->fields[lane_field].name) : RH_NONE;
}

rh_code rh_versus_replay(rh_versus *versus, rh_world *world, uint32_t lane_field, rh_err *err)
{
    rh_replay replay;
    rh_code code = rh_world_replay(&replay, world, err);
    if (code != RH_OK) return code;
    replay.program = versus->program;
    replay.progress = progress;
    replay.progress_ctx = versus;
    versus->compare.replay = &replay;
    versus->compare.changes = &versus->changes;
    versus->compare.lanes = (rh_summary_lanes){
        .head = HEAD_LANE, .base = versus->has_base ? BASE_LANE : SIZE_MAX, .lane_field = lane_field};
    code = rh_world_judges(&versus->compare.lanes, world, err);
    set_without(versus, lane_field);
    if (code == RH_OK && versus->may_carry)
        code = rh_keeping_choose(&versus->compare.carried, world, versus->program, &versus->head, &versus->base, err);
    if (code != RH_OK) return code;
    rh_progress_begin(&versus->progress, "journeys", world->cli->options.given[RH_OPT_QUIET]);
    code = rh_compare_run(&versus->compare, err);
    rh_progress_end(&versus->progress);
    if (code == RH_OK && versus->has_base) code = find_causes(versus, world, &replay, err);
    versus->compare.replay = NULL;
    return code;
}

/* Timelines are for pages: they replay some journeys once more. */
static rh_code fill_timelines(rh_diff_report *diff, rh_versus *versus, const rh_world *world, rh_err *err)
{
    const bool has_page = rh_output_has_page(world->cli);
    const rh_timelines_spec spec = {.program = versus->program,
                                    .base = 1,
                                    .history = &world->history,
                                    .as_of = world->as_of};
    return has_page && versus->has_base ? rh_timelines_fill(diff, world->cli->run, &spec, err) : RH_OK;
}

rh_code rh_versus_fill(rh_replay_report *replay, rh_diff_report *diff, rh_versus *versus, const rh_world *world,
                       rh_err *err)
{
    rh_arena *keep = world->cli->run;
    *replay = (rh_replay_report){.revision = rh_world_model(&versus->head), .is_judged = true};
    *diff = (rh_diff_report){0};
    rh_code code = rh_summary_report_fill(replay, keep, &versus->compare.summary, err);
    if (code == RH_OK && versus->has_base) code = rh_diff_report_fill(diff, keep, &versus->compare.diff, err);
    rh_world_fill(&replay->history, world);
    diff->head = replay->revision;
    diff->base = versus->has_base ? rh_world_model(&versus->base) : replay->revision;
    diff->history = replay->history;
    return code == RH_OK ? fill_timelines(diff, versus, world, err) : code;
}
