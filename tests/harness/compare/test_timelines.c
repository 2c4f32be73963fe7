/* Journeys before and after, over the register of tests/data/revisions and an edit of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/buf.h"
#include "harness/compare/timelines.h"
#include "tests/kit/folder.h"
#include "tests/kit/git.h"
#include "tests/kit/bench.h"

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

/* The base's register with `from` replaced by `to` in one file. */
static rh_revision edited(world *w, const char *file, const char *from, const char *to)
{
    rh_tree tree = w->b.revision.tree;
    rh_tree_file *files = RH_NEW_N(&w->b.keep, tree.n_files, rh_tree_file);
    rh_revision head;
    size_t i = 0;
    rh_buf out;
    rh_diags diags;
    rh_diags_init(&diags, &w->b.keep);
    memcpy(files, tree.files, tree.n_files * sizeof *files);
    while (!rh_str_eq(files[i].path, rh_str_of(file))) i++;
    const size_t at = rh_str_find(files[i].bytes, rh_str_of(from));
    assert_true(at != SIZE_MAX);
    rh_buf_init(&out, &w->b.keep, 1 << 20);
    rh_buf_printf(&out, "%.*s%s%.*s", RH_ARG(rh_str_slice(files[i].bytes, 0, at)), to,
                  RH_ARG(rh_str_slice(files[i].bytes, at + strlen(from), files[i].bytes.len)));
    files[i].bytes = rh_buf_str(&out);
    tree.files = files;
    if (rh_revision_of_tree(&head, &w->b.keep, &w->b.place, w->b.zones, &tree, &diags) != RH_OK)
        fail_msg("the edited register does not load: %s", diags.errors[0].text);
    return head;
}

/* The timelines of these journeys, as if each had a row of the diff. as_of NULL: the newest event. */
static rh_diff_report timelines_of(world *w, const rh_revision *head, const char *const *journeys, size_t n,
                                   const char *as_of)
{
    const rh_register *registers[] = {head->reg, w->b.revision.reg};
    const rh_program *program = kit_bench_compile(&w->b, registers, 2);
    rh_model_change *changes = RH_NEW_N(&w->b.keep, n, rh_model_change);
    for (size_t i = 0; i < n; i++) changes[i].journey = rh_str_of(journeys[i]);
    rh_diff_report report = {.changes = changes, .n_changes = n};
    rh_timelines_spec spec = {.program = program,
                              .base = 1,
                              .history = &w->history,
                              .as_of = w->b.log->newest};
    if (as_of != NULL) assert_true(rh_instant_parse(&spec.as_of, rh_str_of(as_of)));
    assert_int_equal(rh_timelines_fill(&report, &w->b.keep, &spec, NULL), RH_OK);
    return report;
}

/* A side in one text: "mail.send: hold 12T15:00 13T15:00 (E2); done 12T16:00". */
static const char *render(world *w, const rh_model_timeline *t, const rh_model_side *side)
{
    static const char *const words[] = {"allow", "draft", "hold", "block", "open", "rejected", "done"};
    rh_buf out;
    rh_buf_init(&out, &w->b.keep, 1 << 16);
    for (size_t track = 0; track < t->n_tracks; track++) {
        rh_buf_printf(&out, "%s%.*s:", track > 0 ? "\n" : "", RH_ARG(t->tracks[track].name));
        for (size_t i = 0; i < side->n_spans; i++) {
            const rh_model_span *s = &side->spans[i];
            if (s->track != track) continue;
            rh_buf_printf(&out, " %s %.*s", words[s->kind], RH_ARG(rh_str_slice(s->from.text, 8, 16)));
            if (s->kind != RH_MODEL_SPAN_DONE) rh_buf_printf(&out, " %.*s", RH_ARG(rh_str_slice(s->to.text, 8, 16)));
            if (s->because.ptr != NULL) rh_buf_printf(&out, " (%.*s)", RH_ARG(s->because));
        }
    }
    rh_buf_byte(&out, '\0');
    return rh_buf_str(&out).ptr;
}

static void timelines__both_sides_of_what_a_default_changes(void **state)
{
    world *w = *state;
    const char *const journeys[] = {"j5-false-false"};
    const rh_revision head = edited(w, "actions.yaml", "mail.send, default: allow", "mail.send, default: draft");
    const rh_diff_report report = timelines_of(w, &head, journeys, 1, NULL);
    assert_int_equal(report.n_timelines, 1);
    const rh_model_timeline *t = &report.timelines[0];
    assert_string_equal(render(w, t, &t->base),
                        "mail.send: allow 12T15:00 14T16:00 (default) done 12T16:00 done 14T16:00");
    assert_string_equal(render(w, t, &t->head),
                        "mail.send: draft 12T15:00 14T16:00 (default) done 12T16:00 done 14T16:00");
    assert_int_equal(t->n_marks, 4);
    assert_true(rh_str_eq(t->marks[1].what, RH_STR("mailed")));
    assert_true(rh_str_eq(t->base.state, RH_STR("live")));
}

static void timelines__an_entry_that_opens_on_one_side_only(void **state)
{
    world *w = *state;
    const char *const journeys[] = {"j45-false-false"};
    const rh_revision head = edited(w, "policy.yaml", "limit: 50", "limit: 40");
    const rh_diff_report report = timelines_of(w, &head, journeys, 1, NULL);
    const rh_model_timeline *t = &report.timelines[0];
    assert_int_equal(t->n_tracks, 2);
    assert_true(t->tracks[0].is_entry && !t->tracks[1].is_entry);
    assert_string_equal(render(w, t, &t->base),
                        "E2:\nmail.send: allow 12T15:00 14T16:00 (default) done 12T16:00 done 14T16:00");
    assert_non_null(
        strstr(render(w, t, &t->head), "E2: open 12T15:00 14T16:00 (with revops, due 2026-01-13T15:00:00Z)"));
    assert_non_null(strstr(render(w, t, &t->head), "mail.send: hold 12T15:00 14T16:00 (E2)"));
}

static void timelines__a_due_time_is_a_difference_behind_verdicts(void **state)
{
    world *w = *state;
    const char *const journeys[] = {"j55-false-false"};
    const rh_revision head = edited(w, "register/E2.yaml", "sla: 1", "sla: 2");
    const rh_diff_report report = timelines_of(w, &head, journeys, 1, NULL);
    const rh_model_timeline *t = &report.timelines[0];
    assert_int_equal(t->n_tracks, 1);
    assert_string_not_equal(render(w, t, &t->base), render(w, t, &t->head));
    assert_non_null(strstr(render(w, t, &t->base), "E2: open"));
}

static void timelines__journeys_come_once_and_bytewise(void **state)
{
    world *w = *state;
    const char *const journeys[] = {"plans55-true", "j55-true-true", "plans55-true", "j500-true-false"};
    const rh_revision head = edited(w, "policy.yaml", "limit: 50", "limit: 40");
    const rh_diff_report report = timelines_of(w, &head, journeys, 4, NULL);
    assert_int_equal(report.n_timelines, 3);
    assert_true(rh_str_eq(report.timelines[0].journey, RH_STR("j500-true-false")));
    assert_true(rh_str_eq(report.timelines[1].journey, RH_STR("j55-true-true")));
    assert_true(rh_str_eq(report.timelines[2].journey, RH_STR("plans55-true")));
    /* Nothing differs there, and that is what it shows. */
    assert_int_equal(report.timelines[2].n_tracks, 0);
}

static void timelines__what_is_known_after_as_of_is_not_drawn(void **state)
{
    world *w = *state;
    const char *const journeys[] = {"j45-false-false"};
    const rh_revision head = edited(w, "policy.yaml", "limit: 50", "limit: 40");
    const rh_diff_report report = timelines_of(w, &head, journeys, 1, "2026-01-12T18:00:00Z");
    const rh_model_timeline *t = &report.timelines[0];
    /* Covers: T8 */
    assert_int_equal(t->n_marks, 2);
    assert_true(rh_str_eq(t->to.text, RH_STR("2026-01-12T16:00:00Z")));
    assert_true(rh_str_eq(t->head.state, RH_STR("received")));
}

static void timelines__a_page_has_no_more_than_it_lists(void **state)
{
    world *w = *state;
    const char *journeys[RH_MODEL_LISTED_CHANGES + 1];
    const rh_revision head = edited(w, "policy.yaml", "limit: 50", "limit: 40");
    for (size_t i = 0; i < RH_MODEL_LISTED_CHANGES; i++) journeys[i] = "j45-true-true";
    journeys[RH_MODEL_LISTED_CHANGES] = "j55-true-true";
    const rh_diff_report report = timelines_of(w, &head, journeys, RH_MODEL_LISTED_CHANGES + 1, NULL);
    /* Covers: H5 */
    assert_int_equal(report.n_timelines, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timelines__both_sides_of_what_a_default_changes),
        cmocka_unit_test(timelines__an_entry_that_opens_on_one_side_only),
        cmocka_unit_test(timelines__a_due_time_is_a_difference_behind_verdicts),
        cmocka_unit_test(timelines__journeys_come_once_and_bytewise),
        cmocka_unit_test(timelines__what_is_known_after_as_of_is_not_drawn),
        cmocka_unit_test(timelines__a_page_has_no_more_than_it_lists),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
