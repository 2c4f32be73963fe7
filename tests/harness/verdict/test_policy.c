/* gate.yaml: what it may say, and what each mistake is told, with its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/yaml.h"
#include "harness/verdict/policy.h"
#include "tests/kit/course.h"
#include "tests/kit/memory.h"

#include <stdio.h>

typedef struct policy_case {
    const char *yaml;
    const char *error; /* "line:col id: text", the first; NULL: it loads */
} policy_case;

#define CRITERION "criteria:\n- {id: c, tier: critical, metric: undecided, at_most: 0.5, judge: point, scope: whole"

static const rh_policy_of_gate *read_policy(rh_arena *keep, const char *yaml, rh_diags *diags, rh_code *code)
{
    const rh_node *root;
    const rh_policy_of_gate *policy = NULL;
    const rh_monitored none = {0};
    rh_diags_init(diags, keep);
    assert_int_equal(rh_yaml_compose(&root, keep, RH_STR("gate.yaml"), rh_str_of(yaml), diags), RH_OK);
    *code = rh_gate_policy_read(&policy, keep, root, &none, kit_register(), diags);
    return policy;
}

static void check(const policy_case *c)
{
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_code code;
    char got[500] = "loads";
    read_policy(&keep, c->yaml, &diags, &code);
    assert_int_equal(code == RH_OK, diags.n_errors == 0);
    if (diags.n_errors > 0)
        snprintf(got, sizeof got, "%u:%u %s: %s", diags.errors[0].span.line, diags.errors[0].span.col,
                 rh_code_id(diags.errors[0].code), diags.errors[0].text);
    assert_string_equal(got, c->error != NULL ? c->error : "loads");
    rh_arena_dispose(&keep);
}

static void policy__each_mistake_has_its_place_and_words(void **state)
{
    (void)state;
    static const policy_case cases[] = {
        {"lane: journey.lane\nundecided_max: 0\nquarantined_max: 0.01\nmin_journeys: 20\nstale_max: 45 days\n", NULL},
        {CRITERION "}\n", NULL},
        {CRITERION ", on_fail: narrow, covers: [S1], min_n: 1, title: t, confidence: 0.95}\n", NULL},
        {"criteria:\n- {id: n, tier: advisory, metric: journeys, at_least: 5, scope: lane}\n", NULL},
        {"lanes: x\n", "1:1 RH-0650: gate.yaml has no key 'lanes': expected one of lane, handoff, undecided_max, "
                       "quarantined_max, min_journeys, stale_max, criteria"},
        {"- a\n", "1:1 RH-0651: gate.yaml must be a map"},
        {"lane: journey.line\n", "1:7 RH-0651: lane names field 'journey.line', which schema.yaml does not declare"},
        {"undecided_max: 1.5\n",
         "1:16 RH-0651: undecided_max is '1.5': expected a share from 0 to 1, at most six decimal places"},
        {"undecided_max: 0.0000001\n",
         "1:16 RH-0651: undecided_max is '0.0000001': expected a share from 0 to 1, at most six decimal places"},
        {"min_journeys: -1\n", "1:15 RH-0651: min_journeys must be a whole number, 0 or more"},
        {"stale_max: soon\n", "1:12 RH-0651: stale_max is 'soon': expected a span such as 45 days"},
        {"handoff: a\n", "1:10 RH-0651: handoff must be a list"},
        {"criteria: {}\n", "1:11 RH-0651: criteria must be a list"},
        {"criteria:\n- {id: c, tier: critical, metric: undecidded, at_most: 0, scope: whole}\n",
         "2:35 RH-0652: there is no metric 'undecidded': did you mean 'undecided'"},
        {"criteria:\n- {id: c, tier: critical, metric: undecided, scope: whole, judge: point}\n",
         "2:3 RH-0651: a criterion has exactly one of at_most and at_least"},
        {"criteria:\n- {id: c, tier: vital, metric: undecided, at_most: 0, scope: whole, judge: point}\n",
         "2:17 RH-0651: tier is 'vital': expected one of critical, supporting, advisory"},
        {"criteria:\n- {id: c, tier: critical, metric: quarantined, at_most: 0, scope: lane, judge: point}\n",
         "2:67 RH-0651: metric 'quarantined' has no value for scope 'lane'"},
        {"criteria:\n- {id: c, tier: critical, metric: journeys, at_least: 0.5, scope: whole}\n",
         "2:55 RH-0651: at_least is '0.5': expected a whole number"},
        {CRITERION ", wat: 1}\n",
         "2:88 RH-0650: a criterion has no key 'wat': expected one of id, title, tier, metric, "
         "at_most, at_least, judge, confidence, min_n, scope, where, on_fail, covers"},
        {CRITERION "}\n- {id: c, tier: critical, metric: journeys, at_least: 1, scope: whole}\n",
         "3:3 RH-0651: criterion 'c' stands at line 2 already"},
        {"criteria:\n- {id: c, tier: critical, metric: undecided, at_most: 0, scope: whole}\n", NULL},
        {CRITERION ", confidence: 0.4}\n",
         "2:100 RH-0651: confidence is '0.4': expected a share from 0.5 to 0.999999"},
        {CRITERION ", confidence: 1}\n", "2:100 RH-0651: confidence is '1': expected a share from 0.5 to 0.999999"},
        {CRITERION ", where: entry.sla == 1}\n", NULL},
        {CRITERION ", where: 'entry.sla == 1 && entry.risk in [\"high\", \"hold\"]'}\n", NULL},
        {CRITERION ", where: [a]}\n", "2:95 RH-0651: where must be an expression over entry.id, .lane, .risk, .sla"},
        {CRITERION ", where: entry.slo == 1}\n",
         "2:95 RH-0133: unknown name \"entry.slo\"; the nearest is \"entry.sla\""},
        {CRITERION ", where: entry.id}\n", "2:95 RH-0135: the expression yields string where bool is wanted"},
        {CRITERION ", where: entry.id.matches('E.')}\n", "2:95 RH-0651: where is neither true nor false of entry E1"},
        {"criteria:\n- {id: c, tier: critical, metric: undecided, at_most: 0, scope: lane, where: entry.sla == 1}\n",
         "2:78 RH-0651: criterion 'c' has a where: expected scope whole or entry"},
        {"criteria:\n- {id: c, tier: critical, metric: quarantined, at_most: 0, scope: whole, where: entry.sla == 1}\n",
         "2:81 RH-0651: metric 'quarantined' is not made of entries: expected no where"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check(&cases[i]);
}

static void policy__thresholds_are_exact_fractions(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_code code;
    const rh_policy_of_gate *policy = read_policy(&keep, "quarantined_max: 0.015\nundecided_max: 1\n", &diags, &code);
    assert_int_equal(code, RH_OK);
    assert_int_equal(policy->quarantined_max.num, 15);
    assert_int_equal(policy->quarantined_max.den, 1000);
    assert_int_equal(policy->undecided_max.num, 1);
    assert_int_equal(policy->min_journeys, 1);
    rh_arena_dispose(&keep);
}

/* Covers: M1 */
static void policy__is_the_bases_where_it_has_one(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_diags_init(&diags, &keep);
    const rh_node *strict, *lax;
    assert_int_equal(rh_yaml_compose(&strict, &keep, RH_STR("a"), RH_STR("min_journeys: 9\n"), &diags), RH_OK);
    assert_int_equal(rh_yaml_compose(&lax, &keep, RH_STR("b"), RH_STR("min_journeys: 1\n"), &diags), RH_OK);
    rh_register base = *kit_register(), head = *kit_register();
    const rh_policy_of_gate *policy;
    rh_policy_source source;
    rh_monitored monitored;
    assert_int_equal(rh_gate_policy_pick(&policy, &source, &monitored, &keep, &base, &head, &diags), RH_OK);
    assert_true(source == RH_POLICY_MISSING && policy == NULL);
    head.gate = lax;
    assert_int_equal(rh_gate_policy_pick(&policy, &source, &monitored, &keep, &base, &head, &diags), RH_OK);
    assert_true(source == RH_POLICY_BOOTSTRAP && policy->min_journeys == 1);
    base.gate = strict;
    assert_int_equal(rh_gate_policy_pick(&policy, &source, &monitored, &keep, &base, &head, &diags), RH_OK);
    assert_true(source == RH_POLICY_BASE && policy->min_journeys == 9);
    assert_int_equal(rh_gate_policy_pick(&policy, &source, &monitored, &keep, NULL, &head, &diags), RH_OK);
    assert_true(source == RH_POLICY_BOOTSTRAP && policy->min_journeys == 1);
    rh_arena_dispose(&keep);
}

static void policy__reads_how_a_criterion_is_judged(void **state)
{
    (void)state;
    rh_arena keep = kit_arena();
    rh_diags diags;
    rh_code code;
#define SHORT(id, metric, more) "- {id: " id ", tier: advisory, metric: " metric ", at_most: 1, scope: whole" more "}\n"
    const rh_policy_of_gate *policy = read_policy(
        &keep, "criteria:\n" SHORT("a", "undecided", "") SHORT("b", "undecided", ", judge: point, confidence: 0.9")
        SHORT("c", "journeys", ", judge: bound") SHORT("d", "undecided", ", where: entry.id != 'E2'"), &diags, &code);
    assert_int_equal(code, RH_OK);
    assert_true(policy->criteria[0].is_bound); /* the default */
    assert_int_equal(policy->criteria[0].confidence.num * 100, 95 * policy->criteria[0].confidence.den);
    assert_false(policy->criteria[1].is_bound);
    assert_int_equal(policy->criteria[1].confidence.num, 9);
    assert_false(policy->criteria[2].is_bound); /* counts are always compared as they are */
    assert_null(policy->criteria[0].where);
    const bool *where = policy->criteria[3].where;
    assert_true(where[0] && !where[1] && where[2]);
    rh_arena_dispose(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policy__reads_how_a_criterion_is_judged),
        cmocka_unit_test(policy__each_mistake_has_its_place_and_words),
        cmocka_unit_test(policy__is_the_bases_where_it_has_one),
        cmocka_unit_test(policy__thresholds_are_exact_fractions),
    };
    return cmocka_run_group_tests_name("gate policy", tests, NULL, NULL);
}
