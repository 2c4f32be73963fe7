/* Small cells: what is passed on says "<5" of 1 to 4 customers, and does not name them (FAULTS.md P4). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/vec.h"
#include "reports/report.h"
#include "tests/kit/memory.h"
#include "tests/reports/samples.h"

static const rh_format shared[] = {RH_FORMAT_SARIF, RH_FORMAT_GITHUB, RH_FORMAT_GITLAB, RH_FORMAT_COMMENT,
                                   RH_FORMAT_MARKDOWN};
static const rh_format own[] = {RH_FORMAT_PRETTY, RH_FORMAT_HTML, RH_FORMAT_JSON};
enum { N_SHARED = sizeof shared / sizeof *shared, N_OWN = sizeof own / sizeof *own };

static rh_str write(rh_arena *arena, const rh_report *report, rh_format format)
{
    static const rh_pretty_style style = {.width = 100};
    rh_buf out;
    rh_buf_init(&out, arena, (size_t)1 << 24);
    assert_int_equal(rh_report_write(&out, report, format, &style, arena, NULL), RH_OK);
    return rh_buf_str(&out);
}

static bool has(rh_str text, const char *what) { return rh_str_find(text, rh_str_of(what)) != SIZE_MAX; }
static bool says_few(rh_str text) { return has(text, "<5") || has(text, "&lt;5"); }

/* n journeys in which one line of the register loosens one action. */
static rh_diff_report diff_of(rh_arena *arena, size_t n)
{
    rh_model_cause_unit *unit = RH_NEW(arena, rh_model_cause_unit);
    rh_model_cause *cause = RH_NEW(arena, rh_model_cause);
    *unit = (rh_model_cause_unit){.file = RH_STR("cases/register/E-1.yaml"), .key = RH_STR("effect"), .line = 9};
    *cause = (rh_model_cause){.units = unit, .n_units = 1};
    rh_model_change *changes = RH_NEW_N(arena, n, rh_model_change);
    for (size_t i = 0; i < n; i++) {
        rh_buf id;
        rh_buf_init(&id, arena, 32);
        rh_buf_printf(&id, "SMALL-%zu", i);
        changes[i] = (rh_model_change){.journey = rh_buf_str(&id),
                                       .cls = RH_MODEL_LOOSENED,
                                       .kind = RH_MODEL_ROW_OBSERVED,
                                       .action = RH_STR("a.b"),
                                       .base = RH_STR("hold"),
                                       .head = RH_STR("allow"),
                                       .causes = cause,
                                       .n_causes = 1};
    }
    rh_diff_report diff = {.journeys = 2000, .changed = n, .changes = changes, .n_changes = n, .n_changes_all = n};
    diff.base.name = diff.head.name = RH_STR("main");
    diff.by_class[RH_MODEL_LOOSENED] = diff.rows[RH_MODEL_LOOSENED] = n;
    return diff;
}

static void small_cells__of_changed_journeys_are_told_by_no_number_and_no_name(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 5; n++) {
        rh_arena arena = kit_arena();
        const rh_diff_report diff = diff_of(&arena, n);
        const rh_report report = {.kind = RH_REPORT_DIFF, .diff = &diff};
        for (size_t f = 0; f < N_SHARED; f++) {
            const rh_str text = write(&arena, &report, shared[f]);
            /* Covers: P4 */
            if (says_few(text) != (n < 5)) fail_msg("%s of %zu: %.*s", rh_format_name(shared[f]), n, RH_ARG(text));
            if (has(text, "SMALL-0") != (n == 5)) fail_msg("%s names journeys", rh_format_name(shared[f]));
        }
        for (size_t f = 0; f < N_OWN; f++) {
            const rh_str text = write(&arena, &report, own[f]);
            assert_false(says_few(text));
            assert_true(has(text, "SMALL-0"));
        }
        rh_arena_dispose(&arena);
    }
}

static void small_cells__of_journeys_that_oscillate_are_told_by_no_number_and_no_name(void **state)
{
    (void)state;
    const rh_str journeys[] = {RH_STR("SMALL-0"), RH_STR("SMALL-1"), RH_STR("SMALL-2"), RH_STR("SMALL-3")};
    rh_arena arena = kit_arena();
    rh_replay_report replay = sample_judged();
    rh_review_report review = *sample_review();
    replay.oscillated = review.oscillated = (rh_model_oscillated){4, {journeys, 4}};
    const rh_report reports[] = {{.kind = RH_REPORT_REPLAY, .replay = &replay},
                                 {.kind = RH_REPORT_REVIEW, .review = &review}};
    for (size_t i = 0; i < 2; i++) {
        const rh_str text = write(&arena, &reports[i], RH_FORMAT_MARKDOWN);
        /* Covers: P4 */
        assert_true(has(text, "&lt;5 journeys oscillate: two rules"));
        assert_false(has(text, "SMALL-"));
        for (size_t f = 0; f < N_OWN; f++) {
            const rh_str own_text = write(&arena, &reports[i], own[f]);
            assert_true(has(own_text, "SMALL-0"));
            assert_true(has(own_text, "oscillated") || has(own_text, "4 journeys oscillate (SMALL-0, SMALL-1, SMALL-2 and 1"));
        }
    }
    rh_arena_dispose(&arena);
}

static rh_model_criterion criterion(rh_model_unit unit, int64_t num, int64_t den, uint64_t n, bool is_of_register)
{
    return (rh_model_criterion){.id = RH_STR("c"),
                                .title = RH_STR("held up"),
                                .result = RH_MODEL_CRITERION_FAIL,
                                .observed = {unit, num, den},
                                .threshold = {unit, 0, 1},
                                .n = n,
                                .has_interval = true,
                                .low = {RH_MODEL_RATE, 123456, 1000000},
                                .high = {RH_MODEL_RATE, 654321, 1000000},
                                .is_of_register = is_of_register};
}

static void small_cells__of_criteria_are_told_neither_as_counts_nor_as_shares(void **state)
{
    (void)state;
    const struct {
        rh_model_criterion c;
        bool is_few;
        const char *hidden;
    } rows[] = {
        {criterion(RH_MODEL_COUNT, 3, 1, 2000, false), true, "observed 3,"},
        {criterion(RH_MODEL_COUNT, 3, 1, 12, true), false, NULL},
        {criterion(RH_MODEL_COUNT, 5, 1, 2000, false), false, NULL},
        {criterion(RH_MODEL_RATE, 3, 41, 41, false), true, "7.3"},
        {criterion(RH_MODEL_RATE, 2, 3, 3, false), true, "66.6"},
        {criterion(RH_MODEL_RATE, 30, 41, 41, false), false, NULL},
        {criterion(RH_MODEL_HOURS, 35, 10, 4, false), true, "3.5"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rh_arena arena = kit_arena();
        rh_gate_report gate = *sample_gate_go();
        gate.n_lanes = gate.n_entries = gate.n_waivers = 0;
        gate.criteria = &rows[i].c;
        gate.n_criteria = 1;
        const rh_report report = {.kind = RH_REPORT_GATE, .gate = &gate};
        for (size_t f = 0; f < N_SHARED; f++) {
            const rh_str text = write(&arena, &report, shared[f]);
            if (says_few(text) != rows[i].is_few)
                fail_msg("row %zu, %s: %.*s", i, rh_format_name(shared[f]), RH_ARG(text));
            if (rows[i].hidden != NULL) assert_false(has(text, rows[i].hidden));
        }
        assert_false(says_few(write(&arena, &report, RH_FORMAT_HTML)));
        rh_arena_dispose(&arena);
    }
}

static void small_cells__of_reasons_stand_in_what_is_passed_on(void **state)
{
    (void)state;
    const rh_model_reason reasons[] = {
        {.text = RH_STR("E-1 is new and matched one journey alone"),
         .shared = RH_STR("E-1 is new and matched <5 journeys")}};
    rh_arena arena = kit_arena();
    rh_gate_report gate = *sample_gate_go();
    gate.verdict = RH_MODEL_GATE_HOLD;
    gate.reasons = reasons;
    gate.n_reasons = 1;
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = &gate};
    for (size_t f = 0; f < N_SHARED; f++) assert_false(has(write(&arena, &report, shared[f]), "one journey alone"));
    for (size_t f = 0; f < N_OWN; f++) assert_true(has(write(&arena, &report, own[f]), "one journey alone"));
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_cells__of_changed_journeys_are_told_by_no_number_and_no_name),
        cmocka_unit_test(small_cells__of_journeys_that_oscillate_are_told_by_no_number_and_no_name),
        cmocka_unit_test(small_cells__of_criteria_are_told_neither_as_counts_nor_as_shares),
        cmocka_unit_test(small_cells__of_reasons_stand_in_what_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
