/* Ranked fixes of planted years, held against what was planted: tests/harness/fixes/check_planted.sh runs it.
 *
 *     planted CASES (EVENTS TRUTH)...
 *
 * A year a line: seed, kind, the rank at which a planted target stands (0: not), how many fixes are listed, how many
 * of them are critical, and the first fixes. The register is read once. */
#include "harness/fixes/rank.h"
#include "harness/fixes/seen.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "harness/replay/summary.h"
#include "harness/system/memory.h"
#include "harness/verdict/policy.h"
#include "tests/kit/plain_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN = 4 };

typedef struct setting {
    rh_arena keep;
    rh_zones *zones;
    rh_lender lender;
    rh_revision revision;
    const rh_program *program;
} setting;

typedef struct year {
    rh_arena arena;
    const rh_log *log;
    const setting *set;
    rh_summary_lanes lanes;
    rh_fix_cells cells;
} year;

static void need(rh_code code, const rh_err *err)
{
    if (code == RH_OK) return;
    fprintf(stderr, "planted: %s\n", err->text);
    exit(1);
}

static void load(setting *set, const char *cases)
{
    static rh_place place;
    const rh_place_spec spec = {.cases_dir = cases};
    rh_err err = {.code = RH_OK};
    rh_diags diags;
    rh_arena_init(&set->keep, rh_memory_host(), 0);
    rh_diags_init(&diags, &set->keep);
    need(rh_zones_open(&set->zones, rh_memory_host(), NULL, &err), &err);
    need(rh_lender_open(&set->lender, set->zones, &err), &err);
    need(rh_place_open(&place, &set->keep, &spec, &err), &err);
    rh_code code = rh_revision_load(&set->revision, &set->keep, &place, set->zones, NULL, &diags);
    const rh_register *registers[] = {set->revision.reg};
    if (code == RH_OK)
        code = rh_program_compile(&set->program, &set->keep, registers, 1, &set->lender.lent, &diags);
    need(code, diags.n_errors_kept > 0 ? &diags.errors[0] : &err);
}

/* ---- one year ---- */

static rh_code judge(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result, rh_err *err)
{
    const year *y = ctx;
    const rh_fix_seen **seen = RH_NEW(keep, const rh_fix_seen *);
    *result = seen;
    if (seen == NULL) return rh_err_nomem(err);
    return rh_fix_see(seen, keep, run, y->set->program, &y->lanes, journey, y->log->newest, err);
}

static rh_code fold(void *ctx, size_t index, void *result, rh_err *err)
{
    year *y = ctx;
    const rh_fix_seen *const *seen = result;
    (void)index;
    return rh_fix_take(&y->cells, *seen, err);
}

static void replay(year *y, const char *events)
{
    static const rh_ingest_options options = {0};
    rh_err err = {.code = RH_OK};
    rh_diags diags;
    rh_diags_init(&diags, &y->arena);
    if (rh_log_read(&y->log, &y->arena, &events, 1, &options, &diags) != RH_OK) need(RH_LOAD_IO, &diags.errors[0]);
    const rh_register *reg = y->set->revision.reg;
    y->lanes = (rh_summary_lanes){
        .head = 0, .base = SIZE_MAX, .lane_field = rh_gate_lane_field(reg), .is_judged = true};
    rh_fix_cells_init(&y->cells, rh_memory_host(), reg, RH_INSTANT_MAX);
    const rh_history history = rh_history_of_log(y->log);
    const rh_replay spec = {.program = y->set->program,
                            .history = &history,
                            .as_of = y->log->newest,
                            .n_threads = 1,
                            .judge = judge,
                            .fold = fold,
                            .ctx = y};
    need(rh_replay_run(&spec, &err), &err);
}

static bool is_target(const rh_value *truth, rh_str subject)
{
    const rh_value *targets = kit_json_get(truth, "targets");
    for (uint32_t i = 0; targets != NULL && i < targets->n; i++)
        if (rh_str_eq(rh_value_str(targets->list[i]), subject)) return true;
    return false;
}

static size_t rank_of(const rh_fix_ranking *ranking, const rh_value *truth)
{
    for (size_t i = 0; i < ranking->n_fixes; i++)
        if (is_target(truth, ranking->fixes[i].subject)) return i + 1;
    return 0;
}

static void tell(const rh_fix_ranking *ranking, const rh_value *truth)
{
    size_t critical = 0;
    for (size_t i = 0; i < ranking->n_fixes; i++) critical += ranking->fixes[i].is_critical;
    const rh_str kind = kit_json_text(truth, "kind");
    printf("%.0f %.*s %zu %zu %zu", kit_json_get(truth, "seed")->d, RH_ARG(kind), rank_of(ranking, truth),
           ranking->n_fixes, critical);
    for (size_t i = 0; i < ranking->n_fixes && i < SHOWN; i++) {
        const rh_fix *fix = &ranking->fixes[i];
        printf(" | %s%.*s %s %d %.*s%s %" PRIu64 "/%" PRIu64 " j%" PRIu64 " w%" PRIu64 " p%.1e",
               fix->is_critical ? "!" : "", RH_ARG(fix->subject), rh_symptom_name(fix->seen->symptom),
               (int)fix->action, RH_ARG(fix->seen->lane), fix->seen->has_since ? "+" : "", fix->seen->shown,
               fix->seen->of, fix->journeys, fix->weight, fix->seen->p);
    }
    printf("\n");
}

static void do_year(const setting *set, const char *events, const char *truth_path)
{
    year y = {.set = set};
    rh_err err = {.code = RH_OK};
    rh_fix_ranking ranking;
    rh_value truth;
    rh_arena_init(&y.arena, rh_memory_host(), 0);
    if (!kit_json_read(&truth, &y.arena, kit_read_file(&y.arena, truth_path))) {
        fprintf(stderr, "planted: %s is not JSON\n", truth_path);
        exit(1);
    }
    replay(&y, events);
    const rh_instant begin = {0, 0};
    need(rh_fixes_rank(&ranking, &y.arena, &y.cells, begin, &err), &err);
    tell(&ranking, &truth);
    rh_fix_cells_dispose(&y.cells);
    rh_arena_dispose(&y.arena);
}

int main(int argc, char **argv)
{
    static setting set;
    if (argc < 4 || argc % 2 != 0) {
        fprintf(stderr, "usage: planted CASES (EVENTS TRUTH)...\n");
        return 64;
    }
    load(&set, argv[1]);
    for (int i = 2; i + 1 < argc; i += 2) do_year(&set, argv[i], argv[i + 1]);
    rh_arena_dispose(&set.keep);
    return 0;
}
