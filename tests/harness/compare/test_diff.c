/* Diffs folded over journeys: causes, totals, and the same report from any split. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "harness/compare/diff.h"
#include "harness/load/yaml.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/memory.h"

#include <stdio.h>

enum { MAX_FILES = 4 };
typedef struct file_text {
    const char *path, *text;
} file_text;

/* The register of kit_course with these files, in the order of their paths. */
static const rh_register *with_files(rh_arena *keep, const file_text *files)
{
    rh_register *reg = RH_NEW(keep, rh_register);
    rh_register_file *at = RH_NEW_N(keep, MAX_FILES, rh_register_file);
    assert_true(reg != NULL && at != NULL);
    *reg = *kit_register();
    for (; files[reg->n_files].path != NULL; reg->n_files++) {
        rh_diags diags;
        rh_diags_init(&diags, keep);
        at[reg->n_files].path = rh_str_of(files[reg->n_files].path);
        assert_int_equal(rh_yaml_compose(&at[reg->n_files].root, keep, at[reg->n_files].path,
                                         rh_str_of(files[reg->n_files].text), &diags),
                         RH_OK);
    }
    reg->files = at;
    return reg;
}

static rh_changed_files changes_between(rh_arena *keep, const file_text *base, const file_text *head)
{
    rh_changed_files changes;
    assert_int_equal(rh_changed_files_between(&changes, keep, with_files(keep, base), with_files(keep, head), NULL),
                     RH_OK);
    return changes;
}

static const file_text base_files[] = {{"policy.yaml", "values: {n: 1}\n"},
                                       {"register/E1.yaml", "id: E1\ntitle: one\nwhen: a\nreview: {primary: r1}\n"},
                                       {"register/E2.yaml", "id: E2\nwhen: b\n"},
                                       {NULL, NULL}};
static const file_text head_files[] = {{"policy.yaml", "values: {n: 2}\n"},
                                       {"register/E1.yaml", "id: E1\ntitle: uno\nwhen: c\nreview: {primary: r2}\n"},
                                       {"register/E3.yaml", "id: E3\nwhen: b\n"},
                                       {NULL, NULL}};

typedef struct journey_case {
    const char *id, *base, *head;
} journey_case;

static void add(rh_diff *diff, const journey_case *j)
{
    rh_arena scratch = kit_arena(), keep = kit_arena();
    const rh_course base = kit_course(&scratch, j->base), head = kit_course(&scratch, j->head);
    rh_diff_journey judged;
    assert_int_equal(
        rh_diff_judge(&judged, &keep, diff->changes, rh_str_of(j->id), &base, &head, false, &scratch, NULL), RH_OK);
    rh_arena_dispose(&scratch); /* the result stands by itself */
    assert_int_equal(rh_diff_add(diff, &judged, NULL), RH_OK);
    rh_arena_dispose(&keep);
}

static void put_change(rh_buf *out, const rh_model_change *c)
{
    rh_buf_printf(out, "%d %.*s %.*s %.*s: %.*s -> %.*s", (int)c->cls, RH_ARG(c->journey), RH_ARG(c->entry),
                  RH_ARG(c->action), RH_ARG(c->base), RH_ARG(c->head));
    for (size_t i = 0; i < c->n_causes; i++)
        for (size_t k = 0; k < c->causes[i].n_units; k++) {
            const rh_model_cause_unit *unit = &c->causes[i].units[k];
            rh_buf_printf(out, " %.*s#%.*s:%u", RH_ARG(unit->file), RH_ARG(unit->key), unit->line);
        }
    rh_buf_byte(out, '\n');
}

/* The whole report as text, that two can be compared. */
static const char *render(rh_arena *keep, rh_diff *diff)
{
    rh_diff_report report = {0};
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 20);
    assert_int_equal(rh_diff_report_fill(&report, keep, diff, NULL), RH_OK);
    rh_buf_printf(&out, "%d of %d, rows %d listed %d;", (int)report.changed, (int)report.journeys,
                  (int)report.n_changes_all, (int)report.n_changes);
    for (int i = 0; i < RH_MODEL_N_CLASSES; i++)
        rh_buf_printf(&out, " %d/%d", (int)report.by_class[i], (int)report.rows[i]);
    for (int i = 0; i < 16; i++) rh_buf_printf(&out, " %d", (int)report.matrix[i / 4][i % 4]);
    rh_buf_byte(&out, '\n');
    for (size_t i = 0; i < report.n_files; i++)
        rh_buf_printf(&out, "%.*s %.*s %d %d:%d\n", RH_ARG(report.files[i].file), RH_ARG(report.files[i].what),
                      (int)report.files[i].journeys, (int)report.files[i].line,
                      (int)report.files[i].rows[RH_MODEL_LOOSENED]);
    for (size_t i = 0; i < report.n_changes; i++) put_change(&out, &report.changes[i]);
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

static const char *cause_of(rh_arena *keep, const char *base, const char *head)
{
    const rh_changed_files changes = changes_between(keep, base_files, head_files);
    const journey_case j = {"j", base, head};
    rh_diff diff;
    assert_int_equal(rh_diff_init(&diff, kit_memory(), &changes, 0, NULL), RH_OK);
    add(&diff, &j);
    const char *text = render(keep, &diff);
    char *copy = rh_arena_cstr(keep, rh_str_of(strrchr(text, '>') + 2));
    rh_diff_dispose(&diff);
    return copy;
}

static void diff__names_the_changed_entry_behind_a_row(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    /* in the reasons of one side only; keys that change no record (title) are left out */
    assert_string_equal(cause_of(&keep, "observed 1 act.go hold E1 e", "observed 1 act.go allow default e"),
                        "allow cases/register/E1.yaml#when:3\n");
    /* added and removed entries are whole files */
    assert_string_equal(cause_of(&keep, "observed 1 act.go hold E2 e", "observed 1 act.go allow default e"),
                        "allow cases/register/E2.yaml#:1\n");
    /* a route is explained by the keys that route */
    assert_string_equal(cause_of(&keep, "opened 1 E1 low r1 9; cleared 2 E1", "opened 1 E1 low r2 9; cleared 2 E1"),
                        "r2 cases/register/E1.yaml#review.primary:4 cases/register/E1.yaml#when:3\n");
    /* an entry of a stop tier stops what does not list it */
    assert_string_equal(cause_of(&keep, "opened 0 E1 hold r1 9; observed 1 act.go hold stop e",
                                 "opened 0 E1 hold r1 9; observed 1 act.go allow default e"),
                        "allow cases/register/E1.yaml#when:3\n");
    /* no changed entry in sight: the files that all entries share */
    assert_string_equal(cause_of(&keep, "observed 1 act.go hold default e", "observed 1 act.go allow default e"),
                        "allow cases/policy.yaml#values.n:1\n");
    rh_arena_dispose(&keep);
}

static void diff__an_action_reached_through_an_earlier_opening_goes_back_to_it(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_changed_files changes = changes_between(&keep, base_files, head_files);
    const journey_case j = {"j", "observed 3 act.go allow default e",
                            "opened 1 E3 low r1 9; observed 3 act.go hold stop e"};
    rh_diff diff;
    assert_int_equal(rh_diff_init(&diff, kit_memory(), &changes, 0, NULL), RH_OK);
    add(&diff, &j);
    assert_non_null(strstr(render(&keep, &diff), "act.go: allow -> hold cases/register/E3.yaml#:1\n"));
    rh_diff_dispose(&diff);
    rh_arena_dispose(&keep);
}

/* Sixteen journeys of every class, made from their number. */
static void nth_journey(char id[16], journey_case *out, int n)
{
    static const journey_case kinds[] = {
        {NULL, "observed 1 act.go hold E1 e", "observed 1 act.go allow default e"},
        {NULL, "opened 1 E1 low r1 9", "opened 1 E1 low r2 9; observed 2 act.go hold E1 e"},
        {NULL, "opened 1 E2 low r1 9; observed 2 act.go hold E2 e", "observed 2 act.go hold default e"},
        {NULL, "observed 1 act.go hold E1 e", "observed 1 act.go hold E1 e"},
        {NULL, "opened 1 E1 low r1 9", "opened 1 E1 low r1 8"},
    };
    *out = kinds[n % 5];
    snprintf(id, 16, "j%02d", (n * 7) % 16);
    out->id = id;
}

/* Folds the journeys into as many diffs as given (journey n goes to n % folds), merges them from the last to the
 * first. */
static const char *fold_in(rh_arena *keep, const rh_changed_files *changes, size_t folds, size_t max_rows)
{
    rh_diff diff[16];
    char id[16];
    journey_case j;
    for (size_t f = 0; f < folds; f++)
        assert_int_equal(rh_diff_init(&diff[f], kit_memory(), changes, max_rows, NULL), RH_OK);
    for (int n = 0; n < 16; n++) {
        nth_journey(id, &j, n);
        add(&diff[(size_t)n % folds], &j);
    }
    for (size_t f = folds - 1; f > 0; f--) assert_int_equal(rh_diff_merge(&diff[f - 1], &diff[f], NULL), RH_OK);
    const char *text = rh_arena_cstr(keep, rh_str_of(render(keep, &diff[0])));
    for (size_t f = 0; f < folds; f++) rh_diff_dispose(&diff[f]);
    return text;
}

/* Covers: K6 */
static void diff__is_the_same_from_any_split(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_changed_files changes = changes_between(&keep, base_files, head_files);
    static const size_t limits[] = {1, 3, 7, 1000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const char *whole = fold_in(&keep, &changes, 1, limits[i]);
        for (size_t folds = 2; folds <= 16; folds++)
            assert_string_equal(fold_in(&keep, &changes, folds, limits[i]), whole);
    }
    rh_arena_dispose(&keep);
}

/* Covers: H5 */
static void diff__lists_the_weightiest_rows_and_counts_all(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_changed_files changes = changes_between(&keep, base_files, head_files);
    const char *all = fold_in(&keep, &changes, 1, 1000), *few = fold_in(&keep, &changes, 1, 2);
    const char *header = "13 of 16, rows 28 listed ";
    assert_memory_equal(all, header, strlen(header));
    assert_memory_equal(few, header, strlen(header));
    const char *first = strstr(all, "\n0 "), *listed = strstr(few, "\n0 ");
    assert_true(first != NULL && listed != NULL);
    assert_memory_equal(first, listed, strlen(listed));
    rh_arena_dispose(&keep);
}

static void diff__of_a_journey_known_to_be_the_same_counts_its_verdicts(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_changed_files changes = changes_between(&keep, base_files, head_files);
    const rh_course course = kit_course(&keep, "observed 1 act.go hold E1 e");
    rh_diff diff;
    rh_diff_journey judged;
    assert_int_equal(rh_diff_init(&diff, kit_memory(), &changes, 0, NULL), RH_OK);
    assert_int_equal(rh_diff_judge(&judged, &keep, &changes, RH_STR("j"), &course, &course, true, &keep, NULL), RH_OK);
    assert_int_equal(judged.cls, RH_ROW_SAME);
    assert_int_equal(rh_diff_add(&diff, &judged, NULL), RH_OK);
    assert_int_equal(diff.journeys, 1);
    assert_int_equal(diff.matrix[RH_HOLD][RH_HOLD], 1);
    rh_diff_dispose(&diff);
    rh_arena_dispose(&keep);
}

/* Base held three actions that head allows; one of them was corrected, one was not, the third is too young to know. An
 * opening that is gone has no outcome. */
static void diff__a_loosened_action_says_what_became_of_it(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    const rh_changed_files changes = changes_between(&keep, base_files, head_files);
    static const char base_text[] =
        "opened 1 E1 low r1 9; observed 2 act.go hold E1 e1 @automation:e1; "
        "observed 3 act.go hold E1 e2 @automation:e2; observed 40 act.go hold E1 e3 @automation:e3";
    static const char head_text[] =
        "observed 2 act.go allow default e1 @automation:e1; observed 3 act.go allow default e2 @automation:e2; "
        "observed 40 act.go allow default e3 @automation:e3";
    rh_register reg = *kit_register();
    reg.policy.follow_up_days = 1;
    rh_course base = kit_course(&keep, base_text), head = kit_course(&keep, head_text);
    base.reg = head.reg = &reg;
    rh_aftermath aftermath = {.as_of = kit_hour(60)};
    aftermath.events = kit_events(&aftermath.n, &keep, "correction_recorded 5 c1 system of=e1");
    rh_diff diff;
    rh_diff_journey judged;
    rh_diff_report report = {0};
    assert_int_equal(rh_diff_init(&diff, kit_memory(), &changes, 0, NULL), RH_OK);
    assert_int_equal(rh_diff_judge(&judged, &keep, &changes, RH_STR("j"), &base, &head, false, &keep, NULL), RH_OK);
    assert_int_equal(rh_diff_judge_outcomes(&judged, &base, &head, &aftermath, &keep, NULL), RH_OK);
    assert_int_equal(rh_diff_add(&diff, &judged, NULL), RH_OK);
    assert_int_equal(rh_diff_report_fill(&report, &keep, &diff, NULL), RH_OK);
    assert_int_equal(report.rows[RH_MODEL_LOOSENED], 5); /* the opening and its item as well */
    assert_int_equal(report.loosened_bad, 1);
    assert_int_equal(report.loosened_good, 1);
    assert_int_equal(report.loosened_open, 3);
    size_t seen = 0;
    for (size_t i = 0; i < report.n_changes; i++) {
        const rh_model_change *c = &report.changes[i];
        const bool is_observed = c->kind == RH_MODEL_ROW_OBSERVED;
        assert_int_equal(c->outcome.ptr != NULL, is_observed);
        static const char *const wanted[] = {"bad", "good", "open"};
        if (is_observed) assert_true(rh_str_eq(c->outcome, rh_str_of(wanted[seen++])));
    }
    assert_int_equal(seen, 3);
    rh_diff_dispose(&diff);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff__names_the_changed_entry_behind_a_row),
        cmocka_unit_test(diff__an_action_reached_through_an_earlier_opening_goes_back_to_it),
        cmocka_unit_test(diff__is_the_same_from_any_split),
        cmocka_unit_test(diff__lists_the_weightiest_rows_and_counts_all),
        cmocka_unit_test(diff__a_loosened_action_says_what_became_of_it),
        cmocka_unit_test(diff__of_a_journey_known_to_be_the_same_counts_its_verdicts),
    };
    return cmocka_run_group_tests_name("compare diff", tests, NULL, NULL);
}
