/* monitors.yaml, read: what is refused, with its place, and what each part becomes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "harness/review/plan.h"

#include "engine/base/limits.h"
#include "harness/load/yaml.h"
#include "tests/kit/bench.h"

static kit_bench w;
static const rh_program *program;

static int open_world(void **state)
{
    (void)state;
    kit_bench_load(&w, "cases", NULL, 0);
    program = kit_bench_compile(&w, &w.revision.reg, 1);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    kit_bench_unload(&w);
    return 0;
}

static rh_code read(const rh_review_plan **out, const char *text, rh_diags *diags)
{
    const rh_node *root;
    rh_diags_init(diags, &w.keep);
    const rh_code code = rh_yaml_compose(&root, &w.keep, RH_STR("monitors.yaml"), rh_str_of(text), diags);
    if (code != RH_OK) return code;
    const rh_review_source source = {.root = root, .lane_field = rh_gate_lane_field(w.revision.reg)};
    return rh_review_plan_of(out, &w.keep, program, &source, &w.lender.lent, diags);
}

#define METRIC(body) "metrics:\n  m: {title: t, " body "}\n"
#define GOOD METRIC("over: journeys")

/* Text, and the first error's code, line and a part of its words. */
static const struct {
    const char *text;
    rh_code code;
    uint32_t line;
    const char *says;
} mistakes[] = {
    {"metricks: {}\n", RH_REVIEW_KEY, 1, "did you mean 'metrics'"},
    {"metrics: []\n", RH_REVIEW_VALUE, 1, "must be a map"},
    {METRIC("over: journeys, were: 'true'"), RH_REVIEW_KEY, 2, "did you mean 'where'"},
    {"metrics:\n  m: {over: journeys}\n", RH_REVIEW_KEY, 2, "has no 'title'"},
    {METRIC("over: journies"), RH_REVIEW_NAME, 2, "did you mean 'journeys'"},
    {METRIC("over: 'queue:nobody'"), RH_REVIEW_NAME, 2, "no queue"},
    /* Columns belong to their tables. */
    {METRIC("over: journeys, where: breached"), RH_EXPR_NAME, 2, "breached"},
    {METRIC("over: items, where: cell == \"drag\""), RH_EXPR_NAME, 2, "cell"},
    {METRIC("over: items, where: event.id == \"x\""), RH_EXPR_NAME, 2, "event"},
    /* Types. */
    {METRIC("over: items, where: sla"), RH_EXPR_TYPE, 2, ""},
    {METRIC("over: items, of: risk"), RH_EXPR_TYPE, 2, ""},
    {METRIC("over: items, value: risk, stat: [max]"), RH_REVIEW_VALUE, 2, "value must be a number"},
    {METRIC("over: items, of: breached, value: sla, stat: [max]"), RH_REVIEW_VALUE, 2, "has of and value"},
    {METRIC("over: items, value: sla"), RH_REVIEW_VALUE, 2, "a value and no stat"},
    {METRIC("over: items, of: breached, stat: [max]"), RH_REVIEW_VALUE, 2, "a stat and no value"},
    {METRIC("over: items, value: sla, stat: [p95]"), RH_REVIEW_NAME, 2, "no statistic 'p95'"},
    {METRIC("over: items, good: left"), RH_REVIEW_VALUE, 2, "expected up or down"},
    {METRIC("over: items, of: breached, limit: 0.2"), RH_REVIEW_VALUE, 2, "a limit and no good"},
    {METRIC("over: items, of: breached, good: down, limit: a lot"), RH_REVIEW_VALUE, 2, "expected a number"},
    {METRIC("over: items, owner: nobody_of_that_name"), RH_REVIEW_NAME, 2, "no role"},
    /* first, last and n look at what can happen, and only in journeys. */
    {METRIC("over: journeys, where: 'first(\"handoff_sumbitted\") != null'"), RH_EXPR_WORD, 2, "handoff_submitted"},
    {METRIC("over: items, where: 'n(\"opened\") > 0'"), RH_EXPR_FUNCTION, 2, "n()"},
    {"metrics:\n  breached: {title: t, over: items}\n", RH_REVIEW_VALUE, 2, "one of the gate's"},
    {"metrics:\n  Late: {title: t, over: items}\n", RH_REVIEW_VALUE, 2, "lower-case"},
    {GOOD "areas: [{id: a, title: t, metrics: [mm]}]\n", RH_REVIEW_NAME, 3, "no metric 'mm'"},
    {GOOD "areas: [{id: a, title: t, metrics: []}]\n", RH_REVIEW_VALUE, 3, "at least one metric"},
    {GOOD "areas: [{id: a, title: t, metrics: [m], weak: metric.mn > 1}]\n", RH_EXPR_NAME, 3, "mn"},
    {GOOD "areas: [{id: a, title: t, metrics: [m]}, {id: a, title: t, metrics: [m]}]\n", RH_REVIEW_VALUE, 3, "already"},
    {GOOD "widgets: [{metric: m, chart: pie, owner: revops}]\n", RH_REVIEW_NAME, 3, "no chart"},
    {GOOD "widgets: [{metric: m, chart: bar}]\n", RH_REVIEW_KEY, 3, "has no 'owner'"},
    {"queues: [{id: q, enter: journey.owner, leave: 'true', owner: revops}]\n", RH_EXPR_TYPE, 1, ""},
    {"queues: [{id: q, enter: 'true', leave: 'true', owner: revops, limit: soon}]\n", RH_REVIEW_VALUE, 1, "a span"},
    {"agenda: [{minutes: 0..10, question: a}, {minutes: 5..15, question: b}]\n", RH_REVIEW_VALUE, 1, "has ended"},
    {"agenda: [{minutes: 0..45, question: a}]\n", RH_REVIEW_VALUE, 1, "30 at most"},
    {"agenda: [{minutes: 5, question: a}]\n", RH_REVIEW_VALUE, 1, "expected a range"},
    {"cadence: [{days: 6..15, every: 3 days, question: a}, {days: 1..5, every: 1 day, question: b}]\n", RH_REVIEW_VALUE,
     1, "behind the stretch before"},
    {"graphics: [{id: ../x, title: t, steps: []}]\n", RH_REVIEW_VALUE, 1, "lower-case"},
    {"live_since: soon\n", RH_REVIEW_VALUE, 1, "expected a day"},
    {"baseline: {since: 2025-12-01, until: 2025-09-01}\n", RH_REVIEW_VALUE, 1, "ends before it begins"},
    {"baseline: {since: 2025-12-01}\n", RH_REVIEW_KEY, 1, "has no 'until'"},
};

static void plan__mistakes_are_errors_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const rh_review_plan *plan = NULL;
        rh_diags diags;
        const rh_code code = read(&plan, mistakes[i].text, &diags);
        if (code != mistakes[i].code || diags.n_errors_kept == 0)
            fail_msg("%s: got %s, %s", mistakes[i].text, rh_code_name(code),
                     diags.n_errors_kept > 0 ? diags.errors[0].text : "no error");
        assert_null(plan);
        if (diags.errors[0].span.line != mistakes[i].line || strstr(diags.errors[0].text, mistakes[i].says) == NULL)
            fail_msg("%s: %u: %s", mistakes[i].text, diags.errors[0].span.line, diags.errors[0].text);
    }
}

/* Fifteen rows: one more than anybody looks at. */
static void plan__a_fifteenth_widget_is_refused(void **state)
{
    (void)state;
    char text[4000] = GOOD "widgets:\n";
    const rh_review_plan *plan = NULL;
    rh_diags diags;
    for (int i = 0; i < 14; i++) strcat(text, "  - {metric: m, chart: bar, owner: revops}\n");
    assert_int_equal(read(&plan, text, &diags), RH_OK);
    assert_int_equal(plan->n_widgets, 14);
    strcat(text, "  - {metric: m, chart: bar, owner: revops}\n");
    /* Covers: S0-WID-15 */
    assert_int_equal(read(&plan, text, &diags), RH_REVIEW_WIDGETS);
    assert_int_equal(rh_code_class(RH_REVIEW_WIDGETS), RH_CLASS_DATA);
    assert_int_equal(diags.errors[0].span.line, 18);
}

static void plan__nothing_is_a_plan_without_metrics_of_its_own(void **state)
{
    (void)state;
    const rh_review_plan *plan;
    rh_diags diags;
    assert_int_equal(read(&plan, "{}\n", &diags), RH_OK);
    assert_int_equal(plan->n_own, 0);
    assert_true(plan->n_metrics > 0); /* the gate's */
    assert_false(rh_review_plan_is_idle(plan));
}

static void plan__a_dashboard_must_lead_to_fixes(void **state)
{
    (void)state;
    const rh_review_plan *plan;
    rh_diags diags;
    const char *widgets = GOOD "widgets: [{metric: m, chart: bar, owner: revops}]\n";
    char text[400];
    assert_int_equal(read(&plan, widgets, &diags), RH_OK);
    /* Covers: S0-WID-16 */
    assert_true(rh_review_plan_is_idle(plan));
    strcpy(text, widgets);
    strcat(text, "agenda: [{minutes: 0..5, question: what next, shows: [fixes]}]\n");
    assert_int_equal(read(&plan, text, &diags), RH_OK);
    assert_false(rh_review_plan_is_idle(plan));
}

static void plan__values_say_what_they_are_measured_in(void **state)
{
    (void)state;
    static const struct {
        const char *body, *unit;
    } cases[] = {
        {"over: items", "items"},
        {"over: items, of: breached", "share"},
        {"over: states, value: hours, stat: [max]", "business hours"},
        {"over: items, value: 'business_hours_between(opened_at, closed_at)', stat: [max]", "business hours"},
        {"over: items, value: 'days_between(opened_at, now)', stat: [max]", "days"},
        {"over: items, value: sla, stat: [mean]", "number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rh_review_plan *plan;
        rh_diags diags;
        char text[300];
        snprintf(text, sizeof text, "metrics:\n  m: {title: t, %s}\n", cases[i].body);
        if (read(&plan, text, &diags) != RH_OK) fail_msg("%s: %s", text, diags.errors[0].text);
        assert_true(rh_str_eq(plan->metrics[0].unit, rh_str_of(cases[i].unit)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan__mistakes_are_errors_with_their_place),
        cmocka_unit_test(plan__a_fifteenth_widget_is_refused),
        cmocka_unit_test(plan__nothing_is_a_plan_without_metrics_of_its_own),
        cmocka_unit_test(plan__a_dashboard_must_lead_to_fixes),
        cmocka_unit_test(plan__values_say_what_they_are_measured_in),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
