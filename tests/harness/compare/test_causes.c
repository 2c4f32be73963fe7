/* Causes of rows, proven by replay. Each case edits the register of tests/data/revisions; named must be the keys that
 * alone, or together, give the rows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "engine/base/vec.h"
#include "harness/compare/causes.h"
#include "harness/compare/run.h"
#include "tests/kit/folder.h"
#include "tests/kit/git.h"
#include "tests/kit/bench.h"
#include "tests/kit/memory.h"

enum { MAX_EDITS = 8 };

/* In that file, `from` becomes `to`; from NULL: the file is removed. */
typedef struct edit {
    const char *file, *from, *to;
} edit;

typedef struct cause_case {
    const char *what;
    edit edits[MAX_EDITS];
    const char *wanted; /* the distinct "minimal: set | set" of the rows, each set its keys with + between, sorted */
    size_t max_variants;
} cause_case;

/* The register of tests/data/revisions and its log. */
typedef struct world {
    kit_bench b;
    kit_folder folder;
    rh_history history;
} world;

static int set_up(void **state)
{
    static world w;
    w.folder = kit_folder_make();
    const char *path = kit_folder_at(&w.folder, "log.jsonl");
    if (kit_shell(".", "tests/harness/compare/make_log.sh > %s", path) != 0) return -1;
    kit_bench_load(&w.b, "tests/data/revisions/cases", &path, 1);
    w.history = rh_history_of_log(w.b.log);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    kit_bench_unload(&w->b);
    kit_folder_remove(&w->folder);
    return 0;
}

/* ---- the edited register ---- */

static rh_str replace(rh_arena *keep, rh_str text, const char *from, const char *to)
{
    const size_t at = rh_str_find(text, rh_str_of(from));
    rh_buf out;
    assert_true(at != SIZE_MAX);
    rh_buf_init(&out, keep, 1 << 20);
    rh_buf_put(&out, rh_str_slice(text, 0, at));
    rh_buf_put(&out, rh_str_of(to));
    rh_buf_put(&out, rh_str_slice(text, at + strlen(from), text.len));
    return rh_buf_str(&out);
}

static rh_revision edited(world *w, rh_arena *keep, const edit *edits)
{
    rh_tree tree = w->b.revision.tree;
    rh_tree_file *files = RH_NEW_N(keep, tree.n_files, rh_tree_file);
    rh_diags diags;
    rh_revision head;
    memcpy(files, tree.files, tree.n_files * sizeof *files);
    for (const edit *e = edits; e < edits + MAX_EDITS && e->file != NULL; e++) {
        size_t i = 0;
        while (i < tree.n_files && !rh_str_eq(files[i].path, rh_str_of(e->file))) i++;
        assert_true(i < tree.n_files);
        if (e->from != NULL) files[i].bytes = replace(keep, files[i].bytes, e->from, e->to);
        else memmove(&files[i], &files[i + 1], (--tree.n_files - i) * sizeof *files);
    }
    tree.files = files;
    rh_diags_init(&diags, keep);
    const rh_code code = rh_revision_of_tree(&head, keep, &w->b.place, w->b.zones, &tree, &diags);
    if (code != RH_OK) fail_msg("the edited register does not load: %s", diags.errors[0].text);
    return head;
}

/* ---- what is found ---- */

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

static rh_str set_text(rh_arena *keep, const rh_model_cause *cause)
{
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 16);
    for (size_t i = 0; i < cause->n_units; i++) {
        const rh_str file = cause->units[i].file;
        const size_t from = rh_str_starts(file, RH_STR("cases/register/")) ? 15 : 6;
        rh_buf_printf(&out, "%s%.*s#%.*s", i > 0 ? "+" : "", RH_ARG(rh_str_slice(file, from, file.len)),
                      RH_ARG(cause->units[i].key));
    }
    if (cause->is_interaction) rh_buf_put(&out, RH_STR("!"));
    return rh_buf_str(&out);
}

static rh_str change_text(rh_arena *keep, const rh_model_change *change)
{
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 16);
    if (change->cause_budget) rh_buf_put(&out, RH_STR("budget"));
    for (size_t i = 0; i < change->n_causes; i++) {
        rh_buf_put(&out, i > 0 ? RH_STR(" | ") : change->is_least ? RH_STR("least: ") : RH_STR("locally: "));
        rh_buf_put(&out, set_text(keep, &change->causes[i]));
    }
    return rh_buf_str(&out);
}

static const char *distinct_texts(rh_arena *keep, const rh_diff_report *report)
{
    rh_str *texts = RH_NEW_N(keep, report->n_changes, rh_str);
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 20);
    for (size_t i = 0; i < report->n_changes; i++) texts[i] = change_text(keep, &report->changes[i]);
    if (report->n_changes > 1) qsort(texts, report->n_changes, sizeof *texts, by_text);
    for (size_t i = 0; i < report->n_changes; i++)
        if (i == 0 || !rh_str_eq(texts[i], texts[i - 1])) rh_buf_printf(&out, "%.*s\n", RH_ARG(texts[i]));
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static const char *causes(world *w, rh_arena *keep, const cause_case *c, unsigned n_threads, bool plays_whole)
{
    const rh_revision head = edited(w, keep, c->edits);
    const rh_register *registers[] = {head.reg, w->b.revision.reg};
    rh_changed_files changes;
    rh_compare compare = {.changes = &changes, .lanes = {.head = 0, .base = 1, .lane_field = RH_NONE}};
    rh_replay replay = {.history = &w->history, .as_of = w->b.log->newest, .n_threads = n_threads};
    rh_diff_report report = {0};
    rh_err err = {0};
    rh_diags diags;
    rh_diags_init(&diags, keep);
    assert_int_equal(rh_changed_files_between(&changes, keep, w->b.revision.reg, head.reg, &err), RH_OK);
    assert_int_equal(rh_program_compile(&replay.program, keep, registers, 2, &w->b.lender.lent, &diags), RH_OK);
    compare.replay = &replay;
    assert_int_equal(rh_summary_init(&compare.summary, kit_memory(), head.reg, w->b.revision.reg, &err), RH_OK);
    assert_int_equal(rh_diff_init(&compare.diff, kit_memory(), &changes, 0, &err), RH_OK);
    assert_int_equal(rh_compare_run(&compare, &err), RH_OK);
    const rh_causes_request request = {.base = &w->b.revision,
                                       .head = &head,
                                       .zones = w->b.zones,
                                       .lent = &w->b.lender.lent,
                                       .replay = &replay,
                                       .max_variants = c->max_variants,
                                       .plays_whole = plays_whole};
    assert_int_equal(rh_causes_find(&compare.diff, &request, &err), RH_OK);
    assert_int_equal(rh_diff_report_fill(&report, keep, &compare.diff, &err), RH_OK);
    const char *text = distinct_texts(keep, &report);
    rh_summary_dispose(&compare.summary);
    rh_diff_dispose(&compare.diff);
    return text;
}

static void check(world *w, const cause_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        rh_arena keep = kit_arena();
        const char *got = causes(w, &keep, &cases[i], 1, false);
        if (strcmp(got, cases[i].wanted) != 0) fail_msg("%s: got\n%s", cases[i].what, got);
        assert_string_equal(causes(w, &keep, &cases[i], 3, false), got);
        assert_string_equal(causes(w, &keep, &cases[i], 1, true), got);
        rh_arena_dispose(&keep);
    }
}

static void causes__are_the_keys_that_alone_give_a_row(void **state)
{
    static const cause_case cases[] = {
        {"one key is the whole change",
         {{"policy.yaml", "limit: 50", "limit: 40"}},
         "least: policy.yaml#values.limit\n",
         0},
        {"two keys that have nothing to do with each other",
         {{"policy.yaml", "limit: 50", "limit: 40"}, {"register/E3.yaml", "size > 10", "size >= 5"}},
         "least: E3.yaml#when\n"
         "least: policy.yaml#values.limit\n",
         0},
        {"one entry, two keys",
         {{"register/E2.yaml", "policy.limit", "40"}, {"register/E2.yaml", "sla: 1", "sla: 2"}},
         "least: E2.yaml#sla\n"
         "least: E2.yaml#sla+E2.yaml#when!\n"
         "least: E2.yaml#when\n",
         0},
        {"a key of a policy that no entry reads",
         {{"policy.yaml", "follow_up_days: 10", "follow_up_days: 12"}, {"register/E2.yaml", "sla: 1", "sla: 2"}},
         "least: E2.yaml#sla\n",
         0},
        {"either is enough",
         {{"register/E2.yaml", "deal.size > policy.limit", "deal.size > 40"},
          {"policy.yaml", "limit: 50", "limit: 40"},
          {"register/E3.yaml", "deal.size > 10", "deal.size > 11"}},
         "least: policy.yaml#values.limit | E2.yaml#when\n",
         0},
        {"an entry that is removed",
         {{"register/E4.yaml", NULL, NULL}, {"register/E2.yaml", "sla: 1", "sla: 2"}},
         "least: E2.yaml#sla\n"
         "least: E2.yaml#sla+E4.yaml#!\n"
         "least: E4.yaml#\n",
         0},
        {"what only people read is no cause",
         {{"register/E1.yaml", "title: Case E1", "title: Plans"}, {"register/E2.yaml", "size: 60", "size: 61"}},
         "",
         0},
    };
    check(*state, cases, sizeof cases / sizeof cases[0]);
}

static void causes__of_keys_that_act_together_are_sets(void **state)
{
    static const cause_case cases[] = {
        {"a condition and its window, and a clock of the same item: all three are needed where no pair gives it",
         {{"register/E3.yaml", "deal.urgent == true && deal.size > 10", "deal.size > 10"},
          {"register/E3.yaml", "window: any", "window: live..live"},
          {"register/E5.yaml", "sla: 1", "sla: 2"}},
         "least: E3.yaml#when\n"
         "least: E3.yaml#when+E3.yaml#window!\n"
         "least: E3.yaml#when+E3.yaml#window+E5.yaml#sla!\n"
         "least: E3.yaml#window\n"
         "least: E3.yaml#window+E5.yaml#sla!\n"
         "least: E5.yaml#sla\n",
         0},
        {"a condition and a value that it did not read before",
         {{"register/E6.yaml", "size >= 1000", "size >= policy.limit"}, {"policy.yaml", "limit: 50", "limit: 400"}},
         "least: E6.yaml#when\n"
         "least: policy.yaml#values.limit\n",
         0},
        {"three that act together",
         {{"register/E6.yaml", "size >= 1000", "size >= policy.limit"},
          {"policy.yaml", "limit: 50", "limit: 10"},
          {"register/E6.yaml", "[plan.grant, mail.send]", "[mail.send]"},
          {"register/E2.yaml", "deal.size > policy.limit", "deal.size > 10000"}},
         "least: E2.yaml#when\n"
         "least: E2.yaml#when+E6.yaml#when!\n"
         "least: E6.yaml#when\n"
         "least: policy.yaml#values.limit+E2.yaml#when+E6.yaml#when!\n"
         "least: policy.yaml#values.limit+E6.yaml#when!\n",
         0},
        {"three of five that act together: what is left when others are taken away",
         {{"register/E6.yaml", "size >= 1000", "size >= policy.limit"},
          {"policy.yaml", "limit: 50", "limit: 10"},
          {"register/E6.yaml", "[plan.grant, mail.send]", "[mail.send]"},
          {"register/E2.yaml", "deal.size > policy.limit", "deal.size > 10000"},
          {"register/E4.yaml", "sla: 3", "sla: 2"}},
         "least: E2.yaml#when\n"
         "least: E2.yaml#when+E4.yaml#sla!\n"
         "least: E2.yaml#when+E6.yaml#when!\n"
         "least: E4.yaml#sla\n"
         "least: E6.yaml#when\n"
         "least: policy.yaml#values.limit+E6.yaml#when!\n"
         "locally: policy.yaml#values.limit+E2.yaml#when+E4.yaml#sla+E6.yaml#when!\n"
         "locally: policy.yaml#values.limit+E2.yaml#when+E6.yaml#when!\n",
         0},
        {"who looks first, and the clock: a row of both needs both",
         {{"register/E4.yaml", "primary: revops", "primary: boss"},
          {"register/E4.yaml", "sla: 3", "sla: 2"},
          {"register/E4.yaml", "deal.signed == true", "deal.signed == true && deal.size != 7"},
          {"register/E5.yaml", "sla: 1", "sla: 2"}},
         "least: E4.yaml#review.primary+E4.yaml#sla!\n"
         "least: E5.yaml#sla\n",
         0},
        {"no budget to look",
         {{"register/E6.yaml", "size >= 1000", "size >= policy.limit"},
          {"policy.yaml", "limit: 50", "limit: 10"},
          {"register/E2.yaml", "deal.size > policy.limit", "deal.size > 10000"}},
         "budget\n"
         "least: E2.yaml#when\n"
         "least: E6.yaml#when\n",
         3},
    };
    check(*state, cases, sizeof cases / sizeof cases[0]);
}

static void causes__units_that_do_not_load_alone_are_joined(void **state)
{
    static const cause_case cases[] = {
        {"a hold must block, and only a hold may",
         {{"register/E6.yaml", "risk: high", "risk: hold"},
          {"register/E6.yaml", "hold: [plan.grant, mail.send]", "block: [plan.grant, mail.send]"},
          {"register/E2.yaml", "sla: 1", "sla: 2"}},
         "least: E2.yaml#sla\n"
         "least: E6.yaml#effect.block+E6.yaml#effect.hold+E6.yaml#risk\n",
         0},
        {"a field under another name",
         {{"schema.yaml", "  deal.urgent:", "  deal.rushed:"},
          {"register/E3.yaml", "deal.urgent == true", "deal.rushed == true"},
          {"register/E3.yaml", "deal.urgent: true, deal.size: 20", "deal.size: 20"}},
         "least: E3.yaml#when+schema.yaml#fields.deal.rushed+schema.yaml#fields.deal.urgent\n",
         0},
    };
    check(*state, cases, sizeof cases / sizeof cases[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(causes__are_the_keys_that_alone_give_a_row),
        cmocka_unit_test(causes__of_keys_that_act_together_are_sets),
        cmocka_unit_test(causes__units_that_do_not_load_alone_are_joined),
    };
    return cmocka_run_group_tests_name("compare causes", tests, set_up, tear_down);
}
