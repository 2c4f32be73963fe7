/* Every report in every format, against the golden files of tests/reports/golden (`make golden` writes them anew). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/foreign/json.h"
#include "tests/kit/memory.h"
#include "tests/reports/samples.h"

#include <stdio.h>

static rh_str written(rh_arena *arena, rh_report report, rh_format format)
{
    rh_buf out;
    rh_err err = {0};
    rh_buf_init(&out, arena, 1 << 24);
    const rh_pretty_style style = {.has_colour = false, .width = 100};
    assert_int_equal(rh_report_write(&out, &report, format, &style, arena, &err), RH_OK);
    return rh_buf_str(&out);
}

static rh_str read_file(rh_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return rh_str_null();
    rh_buf out;
    char block[4096];
    rh_buf_init(&out, arena, 1 << 24);
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;) rh_buf_put(&out, (rh_str){block, n});
    fclose(file);
    return rh_buf_str(&out);
}

/* A page without what every page has: the style sheet, but for rules of its own, and its hash in the policy. */
static rh_str without_style(rh_arena *arena, rh_str page)
{
    const size_t policy = rh_str_find(page, RH_STR("style-src 'sha256-")), from = rh_str_find(page, RH_STR("<style>"));
    const size_t end = rh_str_find(page, RH_STR("</style>"));
    const size_t own = rh_str_find(page, RH_STR("@supports not selector("));
    assert_true(policy != SIZE_MAX && from != SIZE_MAX && end != SIZE_MAX);
    rh_buf out;
    rh_buf_init(&out, arena, 1 << 24);
    rh_buf_put(&out, rh_str_slice(page, 0, policy));
    rh_buf_put(&out, rh_str_slice(page, policy + 64, from));
    rh_buf_put(&out, rh_str_slice(page, own != SIZE_MAX ? own : end, page.len));
    return rh_buf_str(&out);
}

static void write_file(const char *path, rh_str text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void must_be_golden(rh_arena *arena, const char *path, rh_str got)
{
    if (getenv("REHEARSE_GOLDEN") != NULL) write_file(path, got);
    const rh_str want = read_file(arena, path);
    if (want.ptr == NULL) fail_msg("%s: not found; run make golden and read it", path);
    if (!rh_str_eq(got, want))
        fail_msg("%s: differs from what is written now; run make golden and read the diff", path);
}

/* REHEARSE_PAGES: a folder for the reports whole, for tests that read them with other programs. */
static void compare(const char *name, rh_report report, rh_format format)
{
    rh_arena arena = kit_arena();
    char path[1024];
    const char *pages = getenv("REHEARSE_PAGES");
    rh_str got = written(&arena, report, format);
    if (pages != NULL) {
        snprintf(path, sizeof path, "%s/%s.%s", pages, name, rh_format_name(format));
        write_file(path, got);
    }
    if (format == RH_FORMAT_HTML) got = without_style(&arena, got);
    snprintf(path, sizeof path, "tests/reports/golden/%s.%s", name, rh_format_name(format));
    must_be_golden(&arena, path, got);
    rh_arena_dispose(&arena);
}

static void golden__the_style_sheet_of_every_page(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = sample_gate_go()};
    const rh_str page = written(&arena, report, RH_FORMAT_HTML), begin = RH_STR("<style>");
    const size_t from = rh_str_find(page, begin), end = rh_str_find(page, RH_STR("</style>"));
    const size_t own = rh_str_find(page, RH_STR("@supports not selector("));
    assert_true(from != SIZE_MAX && end != SIZE_MAX);
    must_be_golden(&arena, "tests/reports/golden/style.css",
                   rh_str_slice(page, from + begin.len, own != SIZE_MAX ? own : end));
    rh_arena_dispose(&arena);
}

static void compare_all(const char *name, rh_report report)
{
    for (int f = 0; f < RH_N_FORMATS; f++)
        if (rh_report_has_format(report.kind, (rh_format)f)) compare(name, report, (rh_format)f);
}

static void golden__gate_no_go(void **state)
{
    (void)state;
    compare_all("gate-no-go", (rh_report){.kind = RH_REPORT_GATE, .gate = sample_gate_no_go()});
}

static void golden__gate_hold(void **state)
{
    (void)state;
    compare_all("gate-hold", (rh_report){.kind = RH_REPORT_GATE, .gate = sample_gate_hold()});
}

static void golden__gate_go(void **state)
{
    (void)state;
    compare_all("gate-go", (rh_report){.kind = RH_REPORT_GATE, .gate = sample_gate_go()});
}

static void golden__gate_hostile(void **state)
{
    (void)state;
    compare_all("gate-hostile", (rh_report){.kind = RH_REPORT_GATE, .gate = sample_gate_hostile()});
}

static void golden__the_other_reports(void **state)
{
    (void)state;
    compare_all("diff", (rh_report){.kind = RH_REPORT_DIFF, .diff = sample_diff()});
    compare_all("test", (rh_report){.kind = RH_REPORT_TEST, .test = sample_test()});
    compare_all("test-mutate", (rh_report){.kind = RH_REPORT_TEST, .test = sample_mutation()});
    compare_all("cover", (rh_report){.kind = RH_REPORT_COVER, .cover = sample_cover()});
    compare_all("replay", (rh_report){.kind = RH_REPORT_REPLAY, .replay = sample_replay()});
    compare_all("ingest", (rh_report){.kind = RH_REPORT_INGEST, .ingest = sample_ingest()});
    compare_all("quarantine", (rh_report){.kind = RH_REPORT_QUARANTINE, .quarantine = sample_quarantine()});
    compare_all("forget", (rh_report){.kind = RH_REPORT_FORGET, .forget = sample_forget()});
    compare_all("explain", (rh_report){.kind = RH_REPORT_JOURNEY, .journey = sample_journey()});
    compare_all("eval", (rh_report){.kind = RH_REPORT_EVAL, .eval = sample_eval()});
    compare_all("verify", (rh_report){.kind = RH_REPORT_VERIFY, .verify = sample_verify()});
    compare_all("fmt", (rh_report){.kind = RH_REPORT_FMT, .fmt = sample_fmt()});
    const rh_replay_report judged = sample_judged();
    compare_all("replay-judged", (rh_report){.kind = RH_REPORT_REPLAY, .replay = &judged});
    compare_all("poison", (rh_report){.kind = RH_REPORT_POISON, .poison = sample_poison()});
    compare_all("poison-none", (rh_report){.kind = RH_REPORT_POISON, .poison = sample_no_poison()});
    compare_all("blame", (rh_report){.kind = RH_REPORT_BLAME, .blame = sample_blame()});
    compare_all("bisect", (rh_report){.kind = RH_REPORT_BISECT, .bisect = sample_bisect()});
    compare_all("log", (rh_report){.kind = RH_REPORT_LOG, .log = sample_log()});
    compare_all("calibrate", (rh_report){.kind = RH_REPORT_CALIBRATE, .calibrate = sample_calibrate()});
    compare_all("calibrate-empty",
                (rh_report){.kind = RH_REPORT_CALIBRATE, .calibrate = sample_calibrate_empty()});
    compare_all("sweep", (rh_report){.kind = RH_REPORT_SWEEP, .sweep = sample_sweep()});
    compare_all("review", (rh_report){.kind = RH_REPORT_REVIEW, .review = sample_review()});
    compare_all("status", (rh_report){.kind = RH_REPORT_STATUS, .status = sample_status()});
    compare_all("site", (rh_report){.kind = RH_REPORT_SITE, .site = sample_site()});
    compare_all("brief", (rh_report){.kind = RH_REPORT_BRIEF, .brief = sample_site()});
    compare_all("runbook", (rh_report){.kind = RH_REPORT_RUNBOOK, .runbook = sample_site()});
    compare_all("proof", (rh_report){.kind = RH_REPORT_PROOF, .proof = sample_site()});
    compare_all("table", (rh_report){.kind = RH_REPORT_TABLE, .table = sample_table()});
    compare_all("packet", (rh_report){.kind = RH_REPORT_PACKET, .packet = sample_packet()});
    compare_all("packet-closed", (rh_report){.kind = RH_REPORT_PACKET, .packet = sample_packet_closed()});
    compare_all("check", (rh_report){.kind = RH_REPORT_CHECK, .check = sample_check()});
}

/* Whether the text is JSON by the strict reader of the harness: no key twice, nothing behind it. */
static void must_be_json(rh_str text)
{
    rh_arena arena = kit_arena();
    rh_json *json;
    rh_value value;
    rh_err err = {0};
    assert_int_equal(rh_json_new(&json, 1 << 16, &err), RH_OK);
    const rh_code code = rh_json_read(&value, &arena, json, text, &err);
    if (code != RH_OK) fail_msg("%s: %.*s", err.text, RH_ARG(text));
    rh_json_free(json);
    rh_arena_dispose(&arena);
}

static void must_be_lines(rh_str text)
{
    for (size_t at = 0; at < text.len;) {
        const size_t end = rh_str_find(rh_str_slice(text, at, text.len), RH_STR("\n"));
        assert_true(end != SIZE_MAX);
        must_be_json(rh_str_slice(text, at, at + end));
        at += end + 1;
    }
}

static bool page_says(rh_report report, const char *text)
{
    rh_arena arena = kit_arena();
    const bool found = rh_str_find(written(&arena, report, RH_FORMAT_HTML), rh_str_of(text)) != SIZE_MAX;
    rh_arena_dispose(&arena);
    return found;
}

static bool says(const rh_review_report *review, const char *text)
{
    return page_says((rh_report){.kind = RH_REPORT_REVIEW, .review = review}, text);
}

/* Whether the brief of that review advises against expansion, in its colour, too. */
static bool brief_warns(const rh_review_report *review)
{
    rh_site_report site = *sample_site();
    site.review = review;
    const rh_report report = {.kind = RH_REPORT_BRIEF, .brief = &site};
    const bool warns = page_says(report, "expansion is not advised.");
    assert_int_equal(page_says(report, "expansion is possible."), !warns);
    assert_int_equal(page_says(report, "<p class=\"t-bad\">"), warns);
    return warns;
}

static void brief__expansion_wants_answers_and_journeys_that_come_to_rest(void **state)
{
    (void)state;
    const rh_str journeys[] = {RH_STR("J-1")};
    const rh_model_answered answers[] = {{.question = RH_STR("a"), .health = RH_MODEL_FINE},
                                         {.question = RH_STR("b"), .health = RH_MODEL_WEAK},
                                         {.question = RH_STR("c"), .health = RH_MODEL_UNKNOWN}};
    rh_review_report review = *sample_review();
    review.stability = answers;
    review.n_stability = 2;
    assert_false(brief_warns(&review));
    review.oscillated = (rh_model_oscillated){1, {journeys, 1}};
    assert_true(brief_warns(&review));
    review.oscillated = (rh_model_oscillated){0, {NULL, 0}};
    review.n_stability = 3;
    assert_true(brief_warns(&review));
    review.n_stability = 0;
    assert_true(brief_warns(&review));
}

static void review__names_the_kind_of_each_change(void **state)
{
    (void)state;
    /* Covers: S0-ACT-01 S0-ACT-02 S0-ACT-03 */
    assert_true(says(sample_review(), ">data or trigger<"));
    assert_true(says(sample_review(), ">owner or route<"));
    assert_true(says(sample_review(), ">integration<"));
    /* Covers: S0-ACT-04 S0-ACT-05 */
    assert_true(says(sample_review(), ">gate, threshold or prompt<"));
    assert_true(says(sample_review(), ">operating model<"));
}

static void review__without_a_change_is_a_failed_review(void **state)
{
    (void)state;
    const char *failed = "A review that changes nothing is a failed review.";
    /* Covers: S0-ACT-06 */
    assert_true(says(sample_review_idle(), failed));
    assert_false(says(sample_review(), failed));
    assert_false(says(sample_review_idle(), ">operating model<"));
}

static void review__what_oscillates_stands_before_all_answers(void **state)
{
    (void)state;
    const rh_str journeys[] = {RH_STR("J-1"), RH_STR("J-2"), RH_STR("J-3"), RH_STR("J-4")};
    rh_review_report review = *sample_review();
    review.oscillated = (rh_model_oscillated){2, {journeys, 2}};
    assert_true(says(&review, ">2 journeys oscillate<"));
    assert_true(says(&review, "2 journeys oscillate (J-1, J-2): two rules undo each other in one step<"));
    review.oscillated = (rh_model_oscillated){25, {journeys, 4}};
    assert_true(says(&review, "25 journeys oscillate (J-1, J-2, J-3 and 22 more):"));
    review.is_empty = true;
    assert_true(says(&review, "In the period nobody came"));
    assert_true(says(&review, "25 journeys oscillate (J-1"));
    assert_false(says(sample_review(), "oscillate"));
}

static void report__json_can_be_read_back_whatever_the_text(void **state)
{
    (void)state;
    const rh_replay_report judged = sample_judged();
    const rh_report reports[] = {
        {.kind = RH_REPORT_GATE, .gate = sample_gate_hostile()},
        {.kind = RH_REPORT_GATE, .gate = sample_gate_no_go()},
        {.kind = RH_REPORT_GATE, .gate = sample_gate_hold()},
        {.kind = RH_REPORT_DIFF, .diff = sample_diff()},
        {.kind = RH_REPORT_TEST, .test = sample_test()},
        {.kind = RH_REPORT_TEST, .test = sample_mutation()},
        {.kind = RH_REPORT_COVER, .cover = sample_cover()},
        {.kind = RH_REPORT_REPLAY, .replay = sample_replay()},
        {.kind = RH_REPORT_INGEST, .ingest = sample_ingest()},
        {.kind = RH_REPORT_JOURNEY, .journey = sample_journey()},
        {.kind = RH_REPORT_EVAL, .eval = sample_eval()},
        {.kind = RH_REPORT_FMT, .fmt = sample_fmt()},
        {.kind = RH_REPORT_VERIFY, .verify = sample_verify()},
        {.kind = RH_REPORT_BLAME, .blame = sample_blame()},
        {.kind = RH_REPORT_BISECT, .bisect = sample_bisect()},
        {.kind = RH_REPORT_LOG, .log = sample_log()},
        {.kind = RH_REPORT_CALIBRATE, .calibrate = sample_calibrate()},
        {.kind = RH_REPORT_SWEEP, .sweep = sample_sweep()},
        {.kind = RH_REPORT_TABLE, .table = sample_table()},
        {.kind = RH_REPORT_REVIEW, .review = sample_review()},
        {.kind = RH_REPORT_SITE, .site = sample_site()},
        {.kind = RH_REPORT_STATUS, .status = sample_status()},
        {.kind = RH_REPORT_REPLAY, .replay = &judged},
        {.kind = RH_REPORT_POISON, .poison = sample_poison()},
        {.kind = RH_REPORT_CHECK, .check = sample_check()},
        {.kind = RH_REPORT_QUARANTINE, .quarantine = sample_quarantine()},
        {.kind = RH_REPORT_FORGET, .forget = sample_forget()},
        {.kind = RH_REPORT_PACKET, .packet = sample_packet()},
        {.kind = RH_REPORT_PACKET, .packet = sample_packet_closed()},
    };
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        rh_arena arena = kit_arena();
        const rh_str whole = written(&arena, reports[i], RH_FORMAT_JSON);
        must_be_json(rh_str_slice(whole, 0, whole.len - 1));
        must_be_lines(written(&arena, reports[i], RH_FORMAT_NDJSON));
        for (int f = RH_FORMAT_SARIF; f <= RH_FORMAT_GITLAB; f++) {
            if (f == RH_FORMAT_GITHUB || !rh_report_has_format(reports[i].kind, (rh_format)f)) continue;
            const rh_str text = written(&arena, reports[i], (rh_format)f);
            must_be_json(rh_str_slice(text, 0, text.len - 1));
        }
        rh_arena_dispose(&arena);
    }
}

static void report__no_data_reaches_a_page_as_markup(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = sample_gate_hostile()};
    const rh_str page = written(&arena, report, RH_FORMAT_HTML);
    /* Covers: X1 */
    assert_int_equal(rh_str_find(page, RH_STR("<script")), SIZE_MAX);
    assert_int_equal(rh_str_find(page, RH_STR("<img")), SIZE_MAX);
    assert_int_equal(rh_str_find(page, RH_STR("style=")), SIZE_MAX);
    assert_int_equal(rh_str_find(page, RH_STR("unsafe-inline")), SIZE_MAX);
    assert_true(rh_str_find(page, RH_STR("default-src 'none'; style-src 'sha256-")) != SIZE_MAX);
    /* Covers: X6, X10 */
    for (int f = 0; f < RH_N_FORMATS; f++) {
        if (!rh_report_has_format(RH_REPORT_GATE, (rh_format)f)) continue;
        const rh_str text = written(&arena, report, (rh_format)f);
        if (f == RH_FORMAT_JSON || f == RH_FORMAT_NDJSON) continue;
        assert_int_equal(rh_str_find(text, RH_STR("\x1b")), SIZE_MAX);
        assert_int_equal(rh_str_find(text, RH_STR("\xe2\x80\xae")), SIZE_MAX);
    }
    rh_arena_dispose(&arena);
}

static void report__junit_needs_something_judged(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf out;
    rh_err err = {0};
    rh_buf_init(&out, &arena, 1 << 20);
    const rh_pretty_style style = {0};
    const rh_report report = {.kind = RH_REPORT_DIFF, .diff = sample_diff()};
    assert_int_equal(rh_report_write(&out, &report, RH_FORMAT_JUNIT, &style, &arena, &err), RH_REPORT_FORMAT);
    assert_string_equal(rh_code_id(err.code), "RH-0801");
    assert_int_equal(rh_code_class(err.code), RH_CLASS_USAGE);
    assert_int_equal(out.len, 0);
    rh_arena_dispose(&arena);
}

static void report__too_little_room_is_an_error_not_a_cut_report(void **state)
{
    (void)state;
    rh_arena arena = kit_arena();
    rh_buf out;
    rh_err err = {0};
    rh_buf_init(&out, &arena, 1000);
    const rh_pretty_style style = {0};
    const rh_report report = {.kind = RH_REPORT_GATE, .gate = sample_gate_no_go()};
    assert_int_equal(rh_report_write(&out, &report, RH_FORMAT_HTML, &style, &arena, &err), RH_NOMEM);
    rh_arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden__the_style_sheet_of_every_page),
        cmocka_unit_test(golden__gate_no_go),
        cmocka_unit_test(golden__gate_hold),
        cmocka_unit_test(golden__gate_go),
        cmocka_unit_test(golden__gate_hostile),
        cmocka_unit_test(golden__the_other_reports),
        cmocka_unit_test(review__names_the_kind_of_each_change),
        cmocka_unit_test(review__without_a_change_is_a_failed_review),
        cmocka_unit_test(brief__expansion_wants_answers_and_journeys_that_come_to_rest),
        cmocka_unit_test(review__what_oscillates_stands_before_all_answers),
        cmocka_unit_test(report__json_can_be_read_back_whatever_the_text),
        cmocka_unit_test(report__no_data_reaches_a_page_as_markup),
        cmocka_unit_test(report__junit_needs_something_judged),
        cmocka_unit_test(report__too_little_room_is_an_error_not_a_cut_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
