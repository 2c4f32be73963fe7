/* Kept runs: a diff that carries journeys over says what one that replays all of them says, byte for byte, its causes
 * too, for which the one plays journeys as far as their rows ask and the other plays them whole; and a file that is not
 * what it should be serves nobody. Registers, histories and edits are random. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/compare/causes.h"
#include "harness/kept/kept.h"
#include "harness/replay/lender.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"
#include "reports/report.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"
#include "tests/kit/scale.h"
#include "tests/random/edit.h"
#include "tests/random/log.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIALS = 250, LEAST_TRIALS = 10, EDITS = 6, JOURNEYS = 20, MOST_ROWS = 100 };

typedef struct world {
    kit_folder folder;
    rh_arena keep;
    const char *store, *file; /* there is no store: only its name is asked for */
    rh_zones *zones;
    rh_lender lender;
    rh_ce_reader *reader;
} world;

/* What happened, over all trials. */
typedef struct tally {
    size_t diffs, refused, journeys, played, changed, rows;
} tally;

/* A register, a history, and the register's kept run. */
typedef struct trial {
    world *w;
    rh_arena keep;
    random_source r;
    random_sizes sizes;
    rh_tree tree;
    rh_revision kept;
    rh_journey journeys[JOURNEYS];
    rh_log log;
    rh_history history;
    rh_instant as_of;
} trial;

static int set_up(void **state)
{
    rh_err err = {0};
    world *w = calloc(1, sizeof *w);
    w->folder = kit_folder_make();
    w->keep = kit_arena();
    w->store = rh_arena_cstr(&w->keep, rh_str_of(kit_folder_at(&w->folder, "store.db")));
    w->file = rh_kept_path(&w->keep, w->store);
    if (rh_zones_open(&w->zones, rh_memory_host(), NULL, &err) != RH_OK) return -1;
    if (rh_lender_open(&w->lender, w->zones, &err) != RH_OK) return -1;
    if (rh_ce_reader_new(&w->reader, &err) != RH_OK) return -1;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    rh_ce_reader_free(w->reader);
    rh_lender_close(&w->lender);
    rh_zones_close(w->zones);
    kit_folder_remove(&w->folder);
    rh_arena_dispose(&w->keep);
    free(w);
    return 0;
}

/* ---- a trial ---- */

static bool load(rh_revision *out, trial *t, const rh_tree *tree)
{
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    return rh_revision_of_tree(out, &t->keep, NULL, t->w->zones, tree, &diags) == RH_OK;
}

static const rh_program *compile(trial *t, const rh_register *const *registers, size_t n)
{
    const rh_program *program = NULL;
    rh_diags diags;
    rh_diags_init(&diags, &t->keep);
    const rh_code code = rh_program_compile(&program, &t->keep, registers, n, &t->w->lender.lent, &diags);
    return code == RH_OK ? program : NULL;
}

static void add_journey(trial *t, size_t i)
{
    const random_log log = random_journey(&t->r, &t->keep, t->w->reader, &t->sizes);
    rh_event *events = RH_NEW_N(&t->keep, log.n, rh_event);
    rh_buf id;
    rh_buf_init(&id, &t->keep, 16);
    rh_buf_printf(&id, "J-%03zu", i);
    for (size_t e = 0; e < log.n; e++) {
        events[e] = log.events[e].event;
        events[e].subject = rh_buf_str(&id);
        if (rh_instant_before(t->as_of, events[e].knowntime)) t->as_of = events[e].knowntime;
    }
    t->journeys[i] = (rh_journey){.id = rh_buf_str(&id), .events = events, .n_events = log.n};
}

static void begin_trial(trial *t, world *w, uint64_t seed)
{
    *t = (trial){.w = w, .keep = kit_arena(), .r = {seed}, .as_of = RH_INSTANT_MIN};
    do t->tree = random_tree(&t->sizes, &t->r, &t->keep);
    while (!load(&t->kept, t, &t->tree) || compile(t, &t->kept.reg, 1) == NULL);
    for (size_t i = 0; i < JOURNEYS; i++) add_journey(t, i);
    t->log = (rh_log){.journeys = t->journeys, .n_journeys = JOURNEYS};
    t->history = rh_history_of_log(&t->log);
    /* As-of may cut journeys short, or let their timers run on. */
    t->as_of.s += (int64_t)random_below(&t->r, 86400 * 40) - 86400 * 10;
}

static rh_kept_key key_of(const trial *t, const rh_revision *revision)
{
    const rh_kept_world of = {.n_journeys = JOURNEYS, .as_of = t->as_of, .made_by = RH_STR("the tests")};
    rh_kept_key key;
    assert_int_equal(rh_kept_key_of(&key, &of, revision, NULL), RH_OK);
    return key;
}

/* ---- keeping ---- */

typedef struct keeping {
    rh_keeper *keeper;
    const rh_program *program;
    rh_instant as_of;
} keeping;

static rh_code begin_keeping(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    const keeping *k = ctx;
    (void)journey, (void)err;
    rh_keeper_begin(k->keeper, worker, run);
    return RH_OK;
}

static rh_code judge_keeping(void *ctx, rh_run *run, const rh_journey *journey, rh_arena *keep, void **result,
                             rh_err *err)
{
    const keeping *k = ctx;
    const rh_summary_lanes lanes = {.base = SIZE_MAX, .lane_field = RH_NONE};
    rh_course courses[2];
    rh_summary_journey seen;
    rh_summary_result summary;
    rh_kept_part *part;
    rh_code code = rh_summary_of_run(&seen, courses, run, k->program, &lanes, journey, k->as_of, err);
    if (code == RH_OK) code = rh_summary_judge(&summary, keep, &seen, rh_run_arena(run), err);
    if (code == RH_OK) code = rh_keeper_judge(&part, keep, run, &summary, err);
    *result = part;
    return code;
}

static rh_code fold_keeping(void *ctx, size_t index, void *result, rh_err *err)
{
    const keeping *k = ctx;
    (void)index;
    return rh_keeper_add(k->keeper, result, err);
}

static void keep_run(trial *t)
{
    rh_err err = {0};
    const rh_kept_key key = key_of(t, &t->kept);
    keeping k = {.program = compile(t, &t->kept.reg, 1), .as_of = t->as_of};
    const rh_replay replay = {.program = k.program,
                              .history = &t->history,
                              .as_of = t->as_of,
                              .n_threads = 1 + (unsigned)random_below(&t->r, 3),
                              .begin = begin_keeping,
                              .judge = judge_keeping,
                              .fold = fold_keeping,
                              .ctx = &k};
    assert_int_equal(rh_keeper_open(&k.keeper, t->w->store, &key, k.program, &err), RH_OK);
    if (rh_replay_run(&replay, &err) != RH_OK) fail_msg("%s", err.text);
    assert_int_equal(rh_keeper_commit(k.keeper, &err), RH_OK);
    rh_keeper_close(k.keeper);
}

/* ---- diffs ---- */

typedef struct pair {
    rh_revision base, head;
    const rh_program *program;
    rh_changed_files changes;
} pair;

static rh_str text_of(trial *t, const pair *p, rh_compare *compare)
{
    rh_replay_report summary = {0};
    rh_diff_report report = {0};
    rh_err err = {0};
    rh_buf out;
    rh_buf_init(&out, &t->keep, (size_t)1 << 26);
    assert_int_equal(rh_summary_report_fill(&summary, &t->keep, &compare->summary, &err), RH_OK);
    assert_int_equal(rh_diff_report_fill(&report, &t->keep, &compare->diff, &err), RH_OK);
    report.history = summary.history;
    report.head = (rh_model_revision){.name = p->head.tree.name, .sha256 = p->head.reg->sha256};
    report.base = (rh_model_revision){.name = p->base.tree.name, .sha256 = p->base.reg->sha256};
    const rh_report whole = {.kind = RH_REPORT_DIFF, .diff = &report};
    assert_int_equal(rh_report_write(&out, &whole, RH_FORMAT_JSON, NULL, &t->keep, &err), RH_OK);
    return rh_buf_str(&out);
}

/* The diff as JSON, with causes. carried NULL: every journey is replayed. */
static rh_str diff(trial *t, const pair *p, const rh_carried *carried, tally *n)
{
    rh_err err = {0};
    const rh_replay replay = {
        .program = p->program, .history = &t->history, .as_of = t->as_of, .n_threads = carried != NULL ? 2 : 1};
    rh_compare compare = {.replay = &replay,
                          .carried = carried,
                          .changes = &p->changes,
                          .lanes = {.head = 0, .base = 1, .lane_field = RH_NONE, .is_judged = true}};
    const rh_causes_request request = {.base = &p->base,
                                       .head = &p->head,
                                       .zones = t->w->zones,
                                       .lent = &t->w->lender.lent,
                                       .replay = &replay,
                                       .max_variants = RH_CAUSE_VARIANTS,
                                       .plays_whole = carried == NULL};
    assert_int_equal(rh_summary_init(&compare.summary, kit_memory(), p->head.reg, p->base.reg, &err), RH_OK);
    assert_int_equal(rh_diff_init(&compare.diff, kit_memory(), &p->changes, MOST_ROWS, &err), RH_OK);
    if (rh_compare_run(&compare, &err) != RH_OK) fail_msg("%s", err.text);
    if (rh_causes_find(&compare.diff, &request, &err) != RH_OK) fail_msg("%s", err.text);
    const rh_str text = text_of(t, p, &compare);
    if (carried != NULL) n->changed += compare.diff.changed, n->rows += compare.diff.n_all;
    rh_summary_dispose(&compare.summary);
    rh_diff_dispose(&compare.diff);
    return text;
}

/* False: one of the two does not load. */
static bool make_pair(pair *out, trial *t, const rh_tree *base, const rh_tree *head)
{
    if (!load(&out->base, t, base) || !load(&out->head, t, head)) return false;
    const rh_register *const registers[] = {out->head.reg, out->base.reg};
    out->program = compile(t, registers, 2);
    if (out->program == NULL) return false;
    assert_int_equal(rh_changed_files_between(&out->changes, &t->keep, out->base.reg, out->head.reg, NULL), RH_OK);
    return true;
}

static void fail_at_difference(uint64_t seed, rh_str cold, rh_str warm)
{
    enum { BEFORE = 300, SHOWN = 700 };
    size_t at = 0;
    while (at < cold.len && at < warm.len && cold.ptr[at] == warm.ptr[at]) at++;
    const size_t from = at > BEFORE ? at - BEFORE : 0;
    const rh_str texts[] = {rh_str_slice(cold, from, cold.len), rh_str_slice(warm, from, warm.len)};
    print_error("seed %llu: replayed\n%.*s\n", (unsigned long long)seed, RH_ARG(rh_str_slice(texts[0], 0, SHOWN)));
    fail_msg("carried over\n%.*s", RH_ARG(rh_str_slice(texts[1], 0, SHOWN)));
}

static void check_pair(trial *t, const pair *p, tally *n, uint64_t seed)
{
    rh_err err = {0};
    const rh_kept_key key = key_of(t, &p->head);
    const char *why;
    bool is_damaged = true;
    rh_kept *kept;
    rh_carried carried;
    assert_int_equal(rh_kept_open(&kept, &why, t->w->store, &key, &err), RH_OK);
    if (kept == NULL) fail_msg("seed %llu: %s", (unsigned long long)seed, why);
    assert_int_equal(rh_kept_choose(&carried, &is_damaged, &t->keep, kept, p->program, &err), RH_OK);
    assert_false(is_damaged);
    rh_kept_close(kept);
    const rh_str cold = diff(t, p, NULL, n), warm = diff(t, p, &carried, n);
    if (!rh_str_eq(cold, warm)) fail_at_difference(seed, cold, warm);
    n->diffs++;
    n->journeys += JOURNEYS;
    n->played += carried.n_played;
}

/* The run may be of the base, of the head, or of a register that both were made of. */
static void try_edit(trial *t, tally *n, uint64_t seed)
{
    const rh_tree one = random_edit(&t->tree, &t->sizes, &t->r, &t->keep);
    const rh_tree other = random_edit(&t->tree, &t->sizes, &t->r, &t->keep);
    const rh_tree *const trees[] = {&t->tree, &one, &other};
    const uint64_t base = random_below(&t->r, 3), head = (base + 1 + random_below(&t->r, 2)) % 3;
    pair p;
    if (make_pair(&p, t, trees[base], trees[head])) check_pair(t, &p, n, seed);
    else n->refused++;
}

static void kept__a_diff_says_the_same_whether_journeys_are_carried_over_or_replayed(void **state)
{
    tally n = {0};
    const size_t trials = kit_scaled(TRIALS, LEAST_TRIALS, "registers");
    const char *first = getenv("KEPT_SEED");
    for (uint64_t seed = first != NULL ? strtoull(first, NULL, 10) : 1, left = trials; left > 0; left--, seed++) {
        trial t;
        begin_trial(&t, *state, seed);
        keep_run(&t);
        for (int k = 0; k < EDITS; k++) try_edit(&t, &n, seed);
        rh_arena_dispose(&t.keep);
    }
    print_message("%zu diffs, %zu refused; %zu of %zu journeys replayed, %zu changed, %zu rows\n", n.diffs, n.refused,
                  n.played, n.journeys, n.changed, n.rows);
    assert_true(n.diffs > trials * EDITS / 2);
    assert_true(n.played > n.journeys / 20);      /* something is replayed, */
    assert_true(n.played < n.journeys * 9 / 10);  /* and much is not */
    assert_true(n.changed > n.journeys / 50);
}

/* ---- files that are not what they should be ---- */

/* Whether the file serves a diff of the trial's register against that of `p`; when it does, it must say the same. */
static bool serves(trial *t, const pair *p, const char **why)
{
    const rh_kept_key key = key_of(t, &p->head);
    bool is_damaged = false;
    tally n = {0};
    rh_kept *kept;
    rh_carried carried;
    rh_err err = {0};
    assert_int_equal(rh_kept_open(&kept, why, t->w->store, &key, &err), RH_OK);
    if (kept == NULL) return false;
    assert_int_equal(rh_kept_choose(&carried, &is_damaged, &t->keep, kept, p->program, &err), RH_OK);
    rh_kept_close(kept);
    if (!is_damaged) assert_true(rh_str_eq(diff(t, p, NULL, &n), diff(t, p, &carried, &n)));
    return !is_damaged;
}

static void begin_edited(trial *t, pair *p, world *w)
{
    begin_trial(t, w, 7);
    keep_run(t);
    rh_tree head;
    do head = random_edit(&t->tree, &t->sizes, &t->r, &t->keep);
    while (!make_pair(p, t, &t->tree, &head));
}

static void write_kept(const world *w, rh_str bytes)
{
    assert_int_equal(rh_file_write(w->file, bytes, 0600, NULL), RH_OK);
}


static void kept__a_damaged_file_serves_nobody_or_is_not_damaged_where_it_is_read(void **state)
{
    trial t;
    pair p;
    rh_str whole;
    const char *why;
    size_t n_refused = 0;
    begin_edited(&t, &p, *state);
    assert_true(serves(&t, &p, &why));
    assert_int_equal(rh_file_read(&whole, &t.keep, t.w->file, 1 << 28, NULL), RH_OK);
    const size_t n = kit_scaled(300, 30, "damaged files");
    for (size_t i = 0; i < n; i++) {
        const size_t at = (size_t)random_below(&t.r, whole.len);
        char *copy = rh_arena_alloc(&t.keep, whole.len);
        memcpy(copy, whole.ptr, whole.len);
        copy[at] = (char)(copy[at] ^ 1 << random_below(&t.r, 8));
        write_kept(t.w, (rh_str){copy, whole.len});
        n_refused += !serves(&t, &p, &why);
    }
    assert_true(n_refused > n / 20);
    for (size_t len = 0; len < whole.len; len += 1 + whole.len / 50) {
        write_kept(t.w, rh_str_slice(whole, 0, len));
        assert_false(serves(&t, &p, &why));
        assert_non_null(why);
    }
    rh_arena_dispose(&t.keep);
}

static void kept__a_run_of_something_else_serves_nobody(void **state)
{
    trial t;
    pair p;
    const char *why;
    begin_edited(&t, &p, *state);
    const rh_instant as_of = t.as_of;
    t.as_of.s++;
    assert_false(serves(&t, &p, &why));
    assert_non_null(why);
    t.as_of = as_of;
    assert_true(serves(&t, &p, &why));
    rh_tree_file *files = RH_NEW_N(&t.keep, p.head.tree.n_files, rh_tree_file);
    memcpy(files, p.head.tree.files, p.head.tree.n_files * sizeof *files);
    p.head.tree.files = files;
    for (size_t i = 0; i < p.head.tree.n_files; i++)
        if (rh_str_eq(files[i].path, RH_STR("policy.yaml"))) files[i].bytes = RH_STR("# another\n");
    assert_false(serves(&t, &p, &why));
    assert_int_equal(rh_kept_remove(t.w->store, NULL), RH_OK);
    assert_false(serves(&t, &p, &why));
    assert_null(why); /* there is none, which is nothing to tell of */
    assert_int_equal(rh_kept_remove(t.w->store, NULL), RH_OK);
    rh_arena_dispose(&t.keep);
}

static void kept__its_file_is_its_owner_s_alone_and_there_in_full_or_not_at_all(void **state)
{
    trial t;
    pair p;
    struct stat st;
    begin_edited(&t, &p, *state);
    assert_int_equal(stat(t.w->file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(rh_kept_remove(t.w->store, NULL), RH_OK);
    const rh_kept_key key = key_of(&t, &t.kept);
    rh_keeper *keeper;
    assert_int_equal(rh_keeper_open(&keeper, t.w->store, &key, compile(&t, &t.kept.reg, 1), NULL), RH_OK);
    rh_keeper_close(keeper);
    assert_int_not_equal(stat(t.w->file, &st), 0);
    rh_arena_dispose(&t.keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept__a_damaged_file_serves_nobody_or_is_not_damaged_where_it_is_read),
        cmocka_unit_test(kept__a_run_of_something_else_serves_nobody),
        cmocka_unit_test(kept__its_file_is_its_owner_s_alone_and_there_in_full_or_not_at_all),
        cmocka_unit_test(kept__a_diff_says_the_same_whether_journeys_are_carried_over_or_replayed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
