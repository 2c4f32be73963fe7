/* Revisions whose cores go by other values share a branch and give what each gives alone: random registers, random
 * commits that edit entries and move values, random journeys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/program/insides.h"
#include "harness/ingest/cloudevents.h"
#include "harness/load/revision.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"
#include "tests/random/edit.h"
#include "tests/random/log.h"
#include "tests/random/valued.h"

#include <stdio.h>
#include <stdlib.h>

enum { LANES = 8, JOURNEYS = 3, TRIALS = 500 };

typedef struct world {
    rh_zones *zones;
    rh_lender lender;
    rh_ce_reader *reader;
} world;

typedef struct trial {
    world *w;
    rh_arena keep;
    random_source r;
    random_sizes sizes;
    rh_journey journeys[JOURNEYS];
    rh_instant as_of;
    const rh_register *registers[LANES];
    size_t n_lanes;
    const rh_program *program;
} trial;

typedef struct tally {
    size_t n_cores, n_strata;
    size_t n_rode;   /* journeys of a lane in the branch of one of another core */
    size_t n_parted; /* journeys of a lane of another core elsewhere */
    size_t n_records;
} tally;

/* ---- making a trial ---- */

static const rh_program *compile(trial *t, const rh_register *const *registers, size_t n)
{
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    const rh_code code = rh_program_compile(&program, &t->keep, registers, n, &t->w->lender.lent, &diags);
    return code == RH_OK ? program : NULL;
}

/* NULL: it does not load or compile. */
static const rh_register *load(trial *t, const rh_tree *tree)
{
    rh_revision revision;
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    if (rh_revision_of_tree(&revision, &t->keep, NULL, t->w->zones, tree, &diags) != RH_OK) return NULL;
    return compile(t, &revision.reg, 1) != NULL ? revision.reg : NULL;
}

static void add_journey(trial *t, size_t i)
{
    const random_log log = random_journey(&t->r, &t->keep, t->w->reader, &t->sizes);
    rh_event *events = RH_NEW_N(&t->keep, log.n, rh_event);
    for (size_t e = 0; e < log.n; e++) {
        events[e] = log.events[e].event;
        if (rh_instant_before(t->as_of, events[e].knowntime)) t->as_of = events[e].knowntime;
    }
    t->journeys[i] = (rh_journey){.id = RH_STR("J"), .events = events, .n_events = log.n};
}

/* Each commit follows an earlier one: it moves values, edits entries, or both. */
static void add_commits(trial *t, const rh_tree *first)
{
    rh_tree trees[LANES] = {*first};
    for (unsigned tries = 0; t->n_lanes < LANES && tries < 4 * LANES; tries++) {
        rh_tree tree = trees[random_below(&t->r, t->n_lanes)];
        const uint64_t what = random_below(&t->r, 3);
        if (what != 0) tree = random_moved(&tree, &t->r, &t->keep);
        if (what != 1) tree = random_edit(&tree, &t->sizes, &t->r, &t->keep);
        const rh_register *reg = load(t, &tree);
        if (reg == NULL) continue;
        trees[t->n_lanes] = tree;
        t->registers[t->n_lanes++] = reg;
    }
}

static void begin_trial(trial *t, world *w, uint64_t seed)
{
    *t = (trial){.w = w, .keep = kit_arena(), .r = {seed}, .as_of = RH_INSTANT_MIN};
    rh_tree tree;
    do {
        tree = random_tree(&t->sizes, &t->r, &t->keep);
        tree = random_valued(&tree, &t->sizes, &t->r, &t->keep);
        t->registers[0] = load(t, &tree);
    } while (t->registers[0] == NULL);
    t->n_lanes = 1;
    add_commits(t, &tree);
    for (size_t i = 0; i < JOURNEYS; i++) add_journey(t, i);
    t->as_of.s += (int64_t)random_below(&t->r, 86400 * 40) - 86400 * 10;
    t->program = compile(t, t->registers, t->n_lanes);
    assert_non_null(t->program);
}

/* ---- comparing ---- */

static rh_str told(trial *t, rh_run *run, size_t lane)
{
    rh_buf out;
    size_t n;
    rh_buf_init(&out, &t->keep, (size_t)1 << 30);
    const rh_record *const *records = rh_run_records(run, lane, &n);
    for (size_t i = 0; i < n; i++) rh_record_put(&out, RH_STR("J"), records[i]);
    const rh_undecided_count *undecided = rh_run_undecided(run, lane, &n);
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(&out, "%.*s %.*s %d %llu\n", RH_ARG(undecided[i].where), RH_ARG(undecided[i].entry),
                      (int)undecided[i].cause, (unsigned long long)undecided[i].n);
    const rh_rejected *const *rejected = rh_run_rejected(run, lane, &n);
    for (size_t i = 0; i < n; i++) rh_buf_printf(&out, "%s\n", rejected[i]->text);
    rh_buf_printf(&out, "%d\n", rh_run_oscillated(run, lane));
    assert_false(out.failed);
    return rh_buf_str(&out);
}

/* What is told from the first line on that differs. */
static rh_str from_there(rh_str text, rh_str other)
{
    size_t at = 0, line = 0;
    for (; at < text.len && at < other.len && text.ptr[at] == other.ptr[at]; at++)
        if (text.ptr[at] == '\n') line = at + 1;
    return rh_str_slice(text, line, line + 300);
}

static void compare_lane(trial *t, rh_run *together, size_t lane, rh_run *alone, uint64_t seed)
{
    const rh_str expected = told(t, alone, 0), found = told(t, together, lane);
    if (!rh_str_eq(expected, found))
        fail_msg("seed %llu lane %zu: %.*s\nalone: %.*s", (unsigned long long)seed, lane,
                 RH_ARG(from_there(found, expected)), RH_ARG(from_there(expected, found)));
    assert_memory_equal(rh_run_counts(together, lane), rh_run_counts(alone, 0), sizeof(rh_counts));
}

static bool is_other_core(const rh_program *p, size_t a, size_t b)
{
    return p->stratum_of[a] == p->stratum_of[b] && p->core_of[a] != p->core_of[b];
}

static void count(tally *seen, const trial *t, rh_run *run, const size_t *lanes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool rode = false, has_other = false;
        for (size_t k = 0; k < n; k++) {
            if (!is_other_core(t->program, lanes[i], lanes[k])) continue;
            has_other = true;
            rode |= rh_run_same(run, lanes[i], lanes[k]);
        }
        size_t n_records;
        (void)rh_run_records(run, lanes[i], &n_records);
        seen->n_records += n_records;
        seen->n_rode += rode;
        seen->n_parted += has_other && !rode;
    }
}

/* Some of the lanes: at least one. */
static size_t choose(size_t *lanes, trial *t)
{
    size_t n = 0;
    for (size_t lane = 0; lane < t->n_lanes; lane++)
        if (n + 1 == t->n_lanes - lane || !random_once_in(&t->r, 3)) lanes[n++] = lane;
    if (n == 0) lanes[n++] = 0;
    return n;
}

static void compare(trial *t, rh_run *together, rh_run *const *alone, tally *seen, uint64_t seed)
{
    rh_err err;
    size_t lanes[LANES];
    for (size_t j = 0; j < JOURNEYS; j++) {
        const size_t n = choose(lanes, t);
        rh_run_set_lanes(together, lanes, n);
        const bool eager = random_once_in(&t->r, 4);
        rh_run_set_eager(together, eager);
        assert_int_equal(rh_replay_journey(together, &t->journeys[j], t->as_of, &err), RH_OK);
        for (size_t i = 0; i < n; i++) {
            rh_run_set_eager(alone[lanes[i]], eager);
            assert_int_equal(rh_replay_journey(alone[lanes[i]], &t->journeys[j], t->as_of, &err), RH_OK);
            compare_lane(t, together, lanes[i], alone[lanes[i]], seed);
        }
        count(seen, t, together, lanes, n);
    }
}

static void play(trial *t, tally *seen, uint64_t seed)
{
    rh_err err;
    rh_run *together, *alone[LANES];
    assert_int_equal(rh_run_new(&together, kit_memory(), t->program, &err), RH_OK);
    for (size_t k = 0; k < t->n_lanes; k++)
        assert_int_equal(rh_run_new(&alone[k], kit_memory(), compile(t, &t->registers[k], 1), &err), RH_OK);
    compare(t, together, alone, seen, seed);
    for (size_t k = 0; k < t->n_lanes; k++) rh_run_dispose(alone[k]);
    rh_run_dispose(together);
    seen->n_strata += t->program->n_strata;
    for (size_t s = 0; s < t->program->n_strata; s++) seen->n_cores += t->program->strata[s].cores.n;
}

static void cores__that_share_a_branch_give_what_each_gives_alone(void **state)
{
    tally seen = {0};
    const char *seed = getenv("CORES_SEED"), *trials = getenv("CORES_TRIALS");
    const uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    const uint64_t n = trials != NULL ? strtoull(trials, NULL, 10) : kit_scaled(TRIALS, 20, "random programs");
    for (uint64_t i = first; i < first + n; i++) {
        trial t;
        begin_trial(&t, *state, i);
        play(&t, &seen, i);
        rh_arena_dispose(&t.keep);
    }
    print_message("%zu strata with %zu cores; journeys of a lane: %zu rode with another core, %zu parted from all; "
                  "%zu records\n", seen.n_strata, seen.n_cores, seen.n_rode, seen.n_parted, seen.n_records);
    assert_true(seen.n_cores > seen.n_strata && seen.n_rode > 0 && seen.n_parted > 0);
    assert_true(seen.n_records > 0);
}

/* ---- a world ---- */

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    rh_err err;
    if (w == NULL || rh_zones_open(&w->zones, kit_memory(), NULL, &err) != RH_OK) return -1;
    if (rh_lender_open(&w->lender, w->zones, &err) != RH_OK || rh_ce_reader_new(&w->reader, &err) != RH_OK) return -1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_ce_reader_free(w->reader);
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores__that_share_a_branch_give_what_each_gives_alone),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
