/* 300 hostile texts, as they could stand in records, in every report of customers and every format: written here, read
 * back as JSON here, and by other programs in check_hostile_reports.sh (REHEARSE_HOSTILE names a folder for them). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/foreign/json.h"
#include "tests/kit/memory.h"
#include "tests/reports/samples.h"

#include <stdio.h>

/* The faults' own examples, and what surrounds them: FAULTS.md X1 to X10. */
static const char *const payloads[] = {
    /* X1 */ "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)", "javascript:alert(1)", "<!--", "-->", "</title></style></textarea>", "&amp;&#60;",
    /* X2 */ "[x](javascript:alert(1))", "![i](http://e.vil/p)", "| a | b |", "@here #12", "</details>", "**b** `c`",
    "# h", "http://e.vil/", "<http://e.vil/>", "1. one",
    /* X3 */ "[f](1) {0}",
    /* X4 */ "]]>", "<![CDATA[", "\x01\x0b\x1f",
    /* X5 */ "=1+1", "+1", "-1", "@SUM(A1)", "\tcell", "\rcell",
    /* X6 */ "\x1b[31m\x07", "\xc2\x9b" "31m", "\x08\x7f",
    /* X7 */ "::error::x", "##vso[task.x]", "##[add-mask]x",
    /* X8 */ "</script><script>", "\xe2\x80\xa8\xe2\x80\xa9",
    /* X9 */ "%0A%25,a:b",
    /* X10 */ "\xe2\x80\xae" "rtl", "\xe2\x81\xa6 \xe2\x80\x8b",
};
static const char *const around[][2] = {{"", ""},       {"a ", ""},  {"", " z"}, {"a ", " z"},
                                        {"\"", "\""}, {"\n", ""}, {"x,", ";"}, {"<", ">"}};
enum { N_PAYLOADS = sizeof payloads / sizeof *payloads, N_AROUND = sizeof around / sizeof *around };
enum { N_TEXTS = N_PAYLOADS * N_AROUND, BATCH = 160 };
_Static_assert(N_TEXTS >= 300, "300 texts");

static rh_str text_at(rh_arena *arena, size_t i)
{
    char text[256];
    const char *const *with = around[i / N_PAYLOADS];
    const int n = snprintf(text, sizeof text, "%s%s%s", with[0], payloads[i % N_PAYLOADS], with[1]);
    return rh_arena_str(arena, (rh_str){text, (size_t)n});
}

typedef struct batch {
    rh_arena arena;
    rh_str *at;
    size_t first, n;
} batch;

static batch batch_of(size_t first)
{
    batch b = {.arena = kit_arena(), .first = first, .n = N_TEXTS - first < BATCH ? N_TEXTS - first : BATCH};
    b.at = RH_NEW_N(&b.arena, b.n, rh_str);
    assert_non_null(b.at);
    for (size_t i = 0; i < b.n; i++) b.at[i] = text_at(&b.arena, first + i);
    return b;
}

#define NEW_LIST(b, T) RH_NEW_N(&(b)->arena, (b)->n, T)
static const rh_model_time at = {{"2025-06-01T09:00:00Z", 20}, 1748768400};

/* ---- a report of each kind, with a text in each row ---- */

static const rh_gate_report *gate_of(batch *b)
{
    rh_gate_report *gate = RH_NEW(&b->arena, rh_gate_report);
    rh_model_criterion *criteria = NEW_LIST(b, rh_model_criterion);
    *gate = *sample_gate_go();
    for (size_t i = 0; i < b->n; i++)
        criteria[i] = (rh_model_criterion){.id = b->at[i], .title = b->at[i], .metric = RH_STR("escape_rate"),
                                           .scope = RH_STR("whole"), .result = RH_MODEL_CRITERION_FAIL,
                                           .observed = {RH_MODEL_RATE, 1, 10}, .threshold = {RH_MODEL_RATE, 1, 50},
                                           .n = 10, .says = b->at[i]};
    gate->criteria = criteria;
    gate->n_criteria = b->n;
    return gate;
}

static const rh_diff_report *diff_of(batch *b)
{
    rh_diff_report *diff = RH_NEW(&b->arena, rh_diff_report);
    rh_model_change *changes = NEW_LIST(b, rh_model_change);
    *diff = *sample_diff();
    for (size_t i = 0; i < b->n; i++)
        changes[i] = (rh_model_change){.journey = b->at[i], .at = at, .cls = RH_MODEL_LOOSENED, .action = b->at[i],
                                       .entry = b->at[i], .base = RH_STR("hold"), .head = b->at[i], .lane = b->at[i]};
    diff->changes = changes;
    diff->n_changes = diff->n_changes_all = b->n;
    diff->timelines = NULL;
    diff->n_timelines = 0;
    return diff;
}

static const rh_review_report *review_of(batch *b)
{
    rh_review_report *review = RH_NEW(&b->arena, rh_review_report);
    rh_model_metric *metrics = NEW_LIST(b, rh_model_metric);
    rh_model_fix *fixes = NEW_LIST(b, rh_model_fix);
    rh_str *named = NEW_LIST(b, rh_str);
    *review = *sample_review();
    for (size_t i = 0; i < b->n; i++) {
        metrics[i] = review->metrics[0];
        metrics[i].id = metrics[i].title = metrics[i].owner = metrics[i].definition = b->at[i];
        fixes[i] = review->fixes[0];
        fixes[i].title = fixes[i].why = fixes[i].change = b->at[i];
        fixes[i].evidence = (rh_strs){&b->at[i], 1};
        named[i] = rh_model_evidence_journey(b->at[i]);
    }
    review->named = (rh_strs){named, b->n};
    review->timelines = NULL;
    review->metrics = metrics;
    review->fixes = fixes;
    review->n_metrics = review->n_fixes = b->n;
    review->n_fixes_all = b->n;
    return review;
}

static const rh_sweep_report *sweep_of(batch *b)
{
    rh_sweep_report *sweep = RH_NEW(&b->arena, rh_sweep_report);
    rh_model_setting *settings = NEW_LIST(b, rh_model_setting);
    *sweep = *sample_sweep();
    for (size_t i = 0; i < b->n; i++) settings[i] = (rh_model_setting){.text = b->at[i], .is_current = i == 0};
    sweep->settings = settings;
    sweep->n_settings = b->n;
    return sweep;
}

static const rh_calibrate_report *calibrate_of(batch *b)
{
    rh_calibrate_report *calibrate = RH_NEW(&b->arena, rh_calibrate_report);
    rh_model_health_input *inputs = NEW_LIST(b, rh_model_health_input);
    *calibrate = *sample_calibrate();
    for (size_t i = 0; i < b->n; i++) {
        inputs[i] = calibrate->inputs[0];
        inputs[i].id = inputs[i].title = b->at[i];
    }
    calibrate->inputs = inputs;
    calibrate->n_inputs = b->n;
    return calibrate;
}

static const rh_journey_report *journey_of(batch *b)
{
    rh_journey_report *journey = RH_NEW(&b->arena, rh_journey_report);
    rh_model_moment *moments = NEW_LIST(b, rh_model_moment);
    *journey = *sample_journey();
    journey->journey = b->at[0];
    for (size_t i = 0; i < b->n; i++)
        moments[i] = (rh_model_moment){.at = at, .kind = RH_MODEL_EVENT, .what = b->at[i], .text = b->at[i],
                                       .because = b->at[i]};
    journey->moments = moments;
    journey->n_moments = b->n;
    return journey;
}

static const rh_packet_report *packet_of(batch *b)
{
    rh_packet_report *packet = RH_NEW(&b->arena, rh_packet_report);
    rh_model_packet_fact *facts = NEW_LIST(b, rh_model_packet_fact);
    rh_model_packet_side *side = RH_NEW(&b->arena, rh_model_packet_side);
    *packet = *sample_packet();
    for (size_t i = 0; i < b->n; i++)
        facts[i] = (rh_model_packet_fact){.name = b->at[i], .is = {{NULL, 0}, b->at[i]}, .is_set = true, .known = at,
                                          .event = b->at[i]};
    *side = (rh_model_packet_side){b->at[0], RH_SIDE_DIFFERS, true, {facts, b->n}};
    packet->sides = side;
    packet->n_sides = 1;
    return packet;
}

/* ---- writing ---- */

static rh_str written(rh_arena *arena, const rh_report *report, rh_format format)
{
    rh_buf out;
    rh_err err = {0};
    rh_buf_init(&out, arena, 1 << 26);
    const rh_pretty_style style = {.has_colour = false, .width = 100};
    assert_int_equal(rh_report_write(&out, report, format, &style, arena, &err), RH_OK);
    return rh_buf_str(&out);
}

static void keep(const char *name, size_t first, const char *ending, rh_str text)
{
    char path[1024];
    const char *folder = getenv("REHEARSE_HOSTILE");
    if (folder == NULL) return;
    snprintf(path, sizeof path, "%s/%s-%zu.%s", folder, name, first, ending);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

/* What no reader of any format may meet as it is: escapes, C1, marks that turn the text around. */
static void must_be_tame(rh_str text, rh_format format)
{
    if (format == RH_FORMAT_JSON || format == RH_FORMAT_NDJSON) return;
    static const char *const wild[] = {"\x1b", "\x07", "\x08", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6",
                                       "\xe2\x80\xa8"};
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
        if (rh_str_find(text, rh_str_of(wild[i])) != SIZE_MAX)
            fail_msg("%s: control character number %zu came through", rh_format_name(format), i);
}

static void mark(const rh_value *value, const batch *b, bool *found)
{
    const rh_str text = {value->s, value->n};
    for (size_t i = 0; value->kind == RH_STRING && i < b->n; i++) found[i] = found[i] || rh_str_eq(text, b->at[i]);
    for (uint32_t i = 0; value->kind == RH_LIST && i < value->n; i++) mark(&value->list[i], b, found);
    for (uint32_t i = 0; value->kind == RH_MAP && i < value->n; i++) mark(&value->map[i].value, b, found);
}

/* JSON gives back each text, byte for byte. */
static void must_hold_all(batch *b, const char *name, rh_str text)
{
    rh_json *json;
    rh_value value;
    rh_err err = {0};
    bool *found = NEW_LIST(b, bool);
    assert_int_equal(rh_json_new(&json, 1 << 16, &err), RH_OK);
    const rh_code code = rh_json_read(&value, &b->arena, json, rh_str_slice(text, 0, text.len - 1), &err);
    if (code != RH_OK) fail_msg("%s: %s", name, err.text);
    mark(&value, b, found);
    for (size_t i = 0; i < b->n; i++)
        if (!found[i]) fail_msg("%s: text %zu is not in the json", name, b->first + i);
    rh_json_free(json);
}

static void write_all(batch *b, const char *name, rh_report report)
{
    for (int f = 0; f < RH_N_FORMATS; f++) {
        if (!rh_report_has_format(report.kind, (rh_format)f)) continue;
        const rh_str text = written(&b->arena, &report, (rh_format)f);
        /* Covers: X6, X10 */
        must_be_tame(text, (rh_format)f);
        keep(name, b->first, rh_format_name((rh_format)f), text);
    }
    must_hold_all(b, name, written(&b->arena, &report, RH_FORMAT_JSON));
}

/* The texts as hexadecimal digits, a line each: what other programs hold the reports against. */
static void keep_texts(batch *b)
{
    rh_buf out;
    rh_buf_init(&out, &b->arena, 1 << 20);
    for (size_t i = 0; i < b->n; i++) {
        for (size_t k = 0; k < b->at[i].len; k++) rh_buf_printf(&out, "%02x", (unsigned)(unsigned char)b->at[i].ptr[k]);
        rh_buf_byte(&out, '\n');
    }
    keep("texts", b->first, "hex", rh_buf_str(&out));
}

static void hostile__texts_are_texts_in_every_report_and_format(void **state)
{
    (void)state;
    for (size_t first = 0; first < N_TEXTS; first += BATCH) {
        batch b = batch_of(first);
        keep_texts(&b);
        write_all(&b, "gate", (rh_report){.kind = RH_REPORT_GATE, .gate = gate_of(&b)});
        write_all(&b, "diff", (rh_report){.kind = RH_REPORT_DIFF, .diff = diff_of(&b)});
        write_all(&b, "review", (rh_report){.kind = RH_REPORT_REVIEW, .review = review_of(&b)});
        write_all(&b, "sweep", (rh_report){.kind = RH_REPORT_SWEEP, .sweep = sweep_of(&b)});
        write_all(&b, "calibrate", (rh_report){.kind = RH_REPORT_CALIBRATE, .calibrate = calibrate_of(&b)});
        write_all(&b, "explain", (rh_report){.kind = RH_REPORT_JOURNEY, .journey = journey_of(&b)});
        write_all(&b, "packet", (rh_report){.kind = RH_REPORT_PACKET, .packet = packet_of(&b)});
        rh_arena_dispose(&b.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile__texts_are_texts_in_every_report_and_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
