/* Findings in the formats that show them beside the code: limits, order, fingerprints, paths. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "reports/document/findings.h"
#include "tests/kit/memory.h"
#include "tests/reports/samples.h"

#include <stdio.h>
#include <string.h>

enum { STEP_SUMMARY_MAX_BYTES = 1 << 20, COMMENT_MAX_CHARS = 65536 };

static rh_str written(rh_arena *arena, rh_report report, rh_format format)
{
    rh_buf out;
    rh_err err = {0};
    rh_buf_init(&out, arena, 1 << 26);
    const rh_pretty_style style = {0};
    assert_int_equal(rh_report_write(&out, &report, format, &style, arena, &err), RH_OK);
    return rh_buf_str(&out);
}

static size_t count(rh_str text, const char *what)
{
    size_t n = 0;
    for (size_t at = 0, found; (found = rh_str_find(rh_str_slice(text, at, text.len), rh_str_of(what))) != SIZE_MAX;
         at += found + 1)
        n++;
    return n;
}

/* Where something stands first; it must be there. */
static size_t where(rh_str text, const char *what)
{
    const size_t at = rh_str_find(text, rh_str_of(what));
    if (at == SIZE_MAX) fail_msg("does not say: %s", what);
    return at;
}

/* A check report of n errors and n warnings, the warnings first. */
static const rh_check_report *many(rh_arena *arena, size_t n, rh_str message)
{
    rh_model_finding *findings = RH_NEW_N(arena, 2 * n, rh_model_finding);
    rh_check_report *report = RH_NEW(arena, rh_check_report);
    for (size_t i = 0; i < 2 * n; i++) {
        rh_buf file;
        rh_buf_init(&file, arena, 100);
        rh_buf_printf(&file, "cases/register/E-%05zu.yaml", i);
        findings[i] = (rh_model_finding){.severity = i < n ? RH_MODEL_WARNING : RH_MODEL_ERROR,
                                         .code = i < n ? RH_STR("RH-0140") : RH_STR("RH-0211"),
                                         .message = message,
                                         .place = {rh_buf_str(&file), 7, 3}};
    }
    *report = (rh_check_report){.findings = findings, .n_findings = 2 * n};
    report->counts[RH_MODEL_ERROR] = report->counts[RH_MODEL_WARNING] = n;
    return report;
}

static void sarif__more_than_5000_results_are_cut_by_severity_then_id(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_CHECK, .check = many(&arena, 3000, RH_STR("wrong"))};
    const rh_str sarif = written(&arena, report, RH_FORMAT_SARIF);
    /* Covers: H5 */
    assert_int_equal(count(sarif, "\"ruleId\""), 5000);
    assert_int_equal(count(sarif, "\"level\": \"error\""), 3000);
    where(sarif, "5000 of 6000 findings shown");
    /* All errors come before the first warning, and each in the order of its id. */
    assert_true(where(sarif, "E-05999.yaml") < where(sarif, "E-00000.yaml"));
    assert_true(where(sarif, "E-01999.yaml") != SIZE_MAX);
    assert_int_equal(count(sarif, "E-02000.yaml"), 0);
    /* An error's rule is named by the table of errors. */
    where(sarif, rh_code_text(RH_REG_NUMBER));
    rh_arena_dispose(&arena);
}

static void sarif__a_short_run_tells_of_no_cut(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_report report = {.kind = RH_REPORT_GATE, .gate = sample_gate_no_go(), .version = RH_STR("1.2.3")};
    const rh_str sarif = written(&arena, report, RH_FORMAT_SARIF);
    assert_int_equal(count(sarif, "findings shown"), 0);
    where(sarif, "\"version\": \"1.2.3\"");
    rh_arena_dispose(&arena);
}

static void github__ten_of_each_level_and_the_number_of_all(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_CHECK, .check = many(&arena, 30, RH_STR("wrong"))};
    const rh_str log = written(&arena, report, RH_FORMAT_GITHUB);
    assert_int_equal(count(log, "::error file="), 10);
    assert_int_equal(count(log, "::warning file="), 10);
    where(log, "rehearse: 30 errors (10 shown), 30 warnings (10 shown), 0 notices\n");
    rh_arena_dispose(&arena);
}

static void github__no_text_of_the_data_begins_a_line(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = sample_gate_hostile()};
    const rh_str log = written(&arena, report, RH_FORMAT_GITHUB);
    /* Covers: X7, X9 */
    for (size_t at = 0; at < log.len;) {
        const rh_str rest = rh_str_slice(log, at, log.len);
        const rh_str own[] = {RH_STR("::error "), RH_STR("::warning "), RH_STR("::notice "), RH_STR("rehearse: ")};
        bool is_own = false;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) is_own |= rh_str_starts(rest, own[i]);
        assert_true(is_own);
        at += where(rest, "\n") + 1;
    }
    assert_int_equal(count(log, "\r"), 0);
    rh_arena_dispose(&arena);
}

static void pretty__a_line_of_a_log_is_no_command(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_CHECK,
                              .check = many(&arena, 2, RH_STR("::set-env name=X::y ##[error]z"))};
    const rh_str text = written(&arena, report, RH_FORMAT_PRETTY);
    /* Covers: X7 */
    assert_true(count(text, "##[error]") > 0);
    assert_int_equal(count(text, "##[error]"), count(text, "\\##[error]"));
    rh_arena_dispose(&arena);
}

static void comment__at_most_five_excerpts_whatever_there_is(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    char *huge = rh_arena_alloc(&arena, 200000);
    memset(huge, '@', 200000);
    const rh_report report = {.kind = RH_REPORT_CHECK, .check = many(&arena, 500, (rh_str){huge, 200000})};
    const rh_str comment = written(&arena, report, RH_FORMAT_COMMENT);
    assert_true(rh_str_starts(comment, RH_STR("<!-- rehearse/check -->\n")));
    assert_int_equal(count(comment, "\n- "), 5);
    where(comment, "**5 of 1,000 findings: 500 errors, 500 warnings**");
    assert_true(comment.len < COMMENT_MAX_CHARS);
    rh_arena_dispose(&arena);
}

static void comment__only_its_first_line_can_be_its_marker(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_str forged = RH_STR("<!-- rehearse/check -->");
    const rh_report report = {.kind = RH_REPORT_CHECK, .check = many(&arena, 3, forged)};
    const rh_str comment = written(&arena, report, RH_FORMAT_COMMENT);
    /* Covers: X2 */
    assert_int_equal(count(comment, "<!--"), 1);
    const rh_str hostile = written(&arena, (rh_report){.kind = RH_REPORT_GATE, .gate = sample_gate_hostile()},
                                   RH_FORMAT_COMMENT);
    assert_int_equal(count(hostile, "<!--"), 1);
    assert_true(hostile.len < COMMENT_MAX_CHARS);
    rh_arena_dispose(&arena);
}

static void markdown__a_summary_stays_below_one_mebibyte_and_says_so(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    char *long_text = rh_arena_alloc(&arena, 400);
    memset(long_text, '*', 400);
    const rh_report report = {.kind = RH_REPORT_CHECK, .check = many(&arena, 3000, (rh_str){long_text, 400})};
    const rh_str summary = written(&arena, report, RH_FORMAT_MARKDOWN);
    /* Covers: H5 */
    assert_true(summary.len < STEP_SUMMARY_MAX_BYTES);
    assert_true(summary.len > STEP_SUMMARY_MAX_BYTES / 2);
    where(summary, "Cut here at 1 MB");
    const rh_str whole = written(&arena, (rh_report){.kind = RH_REPORT_CHECK, .check = sample_check()},
                                 RH_FORMAT_MARKDOWN);
    assert_int_equal(count(whole, "Cut here"), 0);
    rh_arena_dispose(&arena);
}

/* ---- fingerprints and paths ---- */

/* The fingerprints of a diff, in their order. */
static rh_str fingerprints(rh_arena *arena, const rh_diff_report *diff)
{
    const rh_str sarif = written(arena, (rh_report){.kind = RH_REPORT_DIFF, .diff = diff}, RH_FORMAT_SARIF);
    rh_buf out;
    rh_buf_init(&out, arena, 1 << 16);
    for (size_t at = 0, found;
         (found = rh_str_find(rh_str_slice(sarif, at, sarif.len), RH_STR("\"rehearse/v1\": \""))) != SIZE_MAX;) {
        at += found + 16;
        rh_buf_put(&out, rh_str_slice(sarif, at, at + 64));
        rh_buf_byte(&out, '\n');
    }
    return rh_buf_str(&out);
}

static void sarif__fingerprints_stay_when_lines_move_and_customers_change(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_diff_report *diff = sample_diff();
    const rh_model_change *first = &diff->changes[0];
    rh_model_cause_unit unit = first->causes[0].units[0];
    const rh_model_cause cause = {&unit, 1, false};
    rh_model_change moved = *first;
    rh_diff_report one = *diff, other = *diff;
    one.changes = first;
    other.changes = &moved;
    one.n_changes = other.n_changes = one.n_files = other.n_files = 1;
    moved.causes = &cause;
    moved.journey = RH_STR("J-999999");
    unit.line += 200;
    /* Covers: X12 */
    assert_true(rh_str_eq(fingerprints(&arena, &one), fingerprints(&arena, &other)));
    unit.key = RH_STR("when");
    assert_false(rh_str_eq(fingerprints(&arena, &one), fingerprints(&arena, &other)));
    rh_arena_dispose(&arena);
}

static void sarif__two_errors_of_one_file_have_two_fingerprints(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_model_finding twice[] = {
        {.severity = RH_MODEL_ERROR,
         .code = RH_STR("RH-0211"),
         .message = RH_STR("b"),
         .place = {RH_STR("cases/a.yaml"), 9, 1}},
        {.severity = RH_MODEL_ERROR,
         .code = RH_STR("RH-0211"),
         .message = RH_STR("a"),
         .place = {RH_STR("cases/a.yaml"), 3, 1}},
    };
    const rh_check_report check = {.findings = twice, .n_findings = 2, .counts = {2}};
    rh_doc doc = {0};
    char first[RH_DOC_FINGERPRINT], second[RH_DOC_FINGERPRINT];
    rh_doc_of_check(&doc, &arena, &check);
    rh_doc_findings_settle(&doc);
    assert_int_equal(doc.n_findings, 2);
    assert_int_equal(doc.findings[0].place.line, 3);
    rh_doc_fingerprint(first, &arena, &doc.findings[0]);
    rh_doc_fingerprint(second, &arena, &doc.findings[1]);
    assert_string_not_equal(first, second);
    rh_arena_dispose(&arena);
}

static void findings__places_are_paths_of_the_repository(void **state)
{
    (void)state;
    static const struct {
        const char *reg, *file, *path;
    } rows[] = {
        {NULL, "cases/register/E-1.yaml", "cases/register/E-1.yaml"},
        {NULL, "main~3:cases/policy.yaml", "cases/policy.yaml"},
        {"teams/onboarding/cases", "cases/policy.yaml", "teams/onboarding/cases/policy.yaml"},
        {"teams/onboarding/cases", "fixtures/clean.jsonl", "teams/onboarding/fixtures/clean.jsonl"},
        {"teams/onboarding/cases", "worktree:teams/onboarding/cases/policy.yaml", "teams/onboarding/cases/policy.yaml"},
        {"teams/onboarding/cases", "HEAD:teams/onboarding/fixtures/a.jsonl", "teams/onboarding/fixtures/a.jsonl"},
        {"reg", "cases/policy.yaml", "reg/policy.yaml"},
        {"reg", "fixtures/clean.jsonl", "fixtures/clean.jsonl"},
        {NULL, "/tmp/plain/policy.yaml", "/tmp/plain/policy.yaml"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rh_arena arena = kit_arena();
        rh_doc doc = {0};
        rh_doc_begin(&doc, &arena, RH_STR("t"), rh_str_null());
        doc.register_path = rh_str_of(rows[i].reg);
        rh_doc_finding_put(&doc, (rh_doc_finding){.rule = RH_STR("r"), .place = {rh_str_of(rows[i].file), 1, 1}});
        rh_doc_findings_settle(&doc);
        if (!rh_str_eq(doc.findings[0].place.file, rh_str_of(rows[i].path)))
            fail_msg("%s: %.*s", rows[i].file, RH_ARG(doc.findings[0].place.file));
        rh_arena_dispose(&arena);
    }
}

static rh_doc_level level_of(rh_doc *doc, const char *rule)
{
    for (size_t i = 0; i < doc->n_findings; i++)
        if (rh_str_eq(doc->findings[i].rule, rh_str_of(rule))) return doc->findings[i].level;
    return RH_N_DOC_LEVELS;
}

static void findings__of_a_checklist_are_what_keeps_it_from_going_live(void **state)
{
    (void)state;
    const rh_model_listed items[] = {
        {.id = RH_STR("owner"), .title = RH_STR("t"), .rejects = true, .state = RH_MODEL_LISTED_OPEN},
        {.id = RH_STR("old"), .title = RH_STR("t"), .state = RH_MODEL_LISTED_EXPIRED},
        {.id = RH_STR("nice"), .title = RH_STR("t"), .tier = RH_MODEL_SUPPORTING, .state = RH_MODEL_LISTED_OPEN},
        {.id = RH_STR("fyi"), .title = RH_STR("t"), .tier = RH_MODEL_ADVISORY, .state = RH_MODEL_LISTED_OPEN},
        {.id = RH_STR("done"), .title = RH_STR("t"), .state = RH_MODEL_LISTED_DONE},
    };
    rh_arena arena = kit_arena();
    rh_gate_report gate = *sample_gate_go();
    rh_doc doc = {0};
    gate.checklist = items;
    gate.n_checklist = sizeof items / sizeof *items;
    rh_doc_of_gate(&doc, &arena, &gate);
    assert_int_equal(level_of(&doc, "owner"), RH_DOC_ERROR);
    assert_int_equal(level_of(&doc, "old"), RH_DOC_WARNING);
    assert_int_equal(level_of(&doc, "nice"), RH_DOC_NOTE);
    assert_int_equal(level_of(&doc, "fyi"), RH_N_DOC_LEVELS);
    assert_int_equal(level_of(&doc, "done"), RH_N_DOC_LEVELS);
    rh_arena_dispose(&arena);
}

static void findings__of_a_criterion_weigh_as_its_tier_does(void **state)
{
    (void)state;
    static const struct {
        rh_model_tier tier;
        rh_model_criterion_result result;
        rh_doc_level level;
    } rows[] = {
        {RH_MODEL_CRITICAL, RH_MODEL_CRITERION_FAIL, RH_DOC_ERROR},
        {RH_MODEL_CRITICAL, RH_MODEL_INCONCLUSIVE, RH_DOC_WARNING},
        {RH_MODEL_SUPPORTING, RH_MODEL_CRITERION_FAIL, RH_DOC_WARNING},
        {RH_MODEL_SUPPORTING, RH_MODEL_INCONCLUSIVE, RH_DOC_NOTE},
        {RH_MODEL_ADVISORY, RH_MODEL_CRITERION_FAIL, RH_DOC_NOTE},
        {RH_MODEL_CRITICAL, RH_MODEL_CRITERION_PASS, RH_N_DOC_LEVELS},
        {RH_MODEL_SUPPORTING, RH_MODEL_WAIVED, RH_N_DOC_LEVELS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rh_arena arena = kit_arena();
        const rh_model_criterion criterion = {
            .id = RH_STR("late"), .tier = rows[i].tier, .result = rows[i].result, .threshold = {RH_MODEL_RATE, 1, 10}};
        rh_gate_report gate = *sample_gate_go();
        rh_doc doc = {0};
        gate.criteria = &criterion;
        gate.n_criteria = 1;
        rh_doc_of_gate(&doc, &arena, &gate);
        assert_int_equal(level_of(&doc, "late"), rows[i].level);
        rh_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sarif__more_than_5000_results_are_cut_by_severity_then_id),
        cmocka_unit_test(sarif__a_short_run_tells_of_no_cut),
        cmocka_unit_test(github__ten_of_each_level_and_the_number_of_all),
        cmocka_unit_test(github__no_text_of_the_data_begins_a_line),
        cmocka_unit_test(pretty__a_line_of_a_log_is_no_command),
        cmocka_unit_test(comment__at_most_five_excerpts_whatever_there_is),
        cmocka_unit_test(comment__only_its_first_line_can_be_its_marker),
        cmocka_unit_test(markdown__a_summary_stays_below_one_mebibyte_and_says_so),
        cmocka_unit_test(sarif__fingerprints_stay_when_lines_move_and_customers_change),
        cmocka_unit_test(sarif__two_errors_of_one_file_have_two_fingerprints),
        cmocka_unit_test(findings__places_are_paths_of_the_repository),
        cmocka_unit_test(findings__of_a_checklist_are_what_keeps_it_from_going_live),
        cmocka_unit_test(findings__of_a_criterion_weigh_as_its_tier_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
