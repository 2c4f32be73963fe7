/* The ten questions of stability, and what the gate makes of their answers: two weak ones advise against expansion, an
 * answer that nobody knows is weak, and the verdict stays what it is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/load/yaml.h"
#include "harness/verdict/gate.h"
#include "tests/kit/memory.h"

typedef struct asked {
    const char *id, *covers;
} asked;

static const asked table[] = {
    /* Covers: S0-STB-01 S0-STB-02 S0-STB-03 */
    {"eligible_capture", "S0-STB-01"},
    {"handoff_usable", "S0-STB-02"},
    {"owner_speed", "S0-STB-03"},
    /* Covers: S0-STB-04 S0-STB-05 S0-STB-06 */
    {"billing_controlled", "S0-STB-04"},
    {"customers_moving", "S0-STB-05"},
    {"sla_visible", "S0-STB-06"},
    /* Covers: S0-STB-07 S0-STB-08 S0-STB-09 */
    {"ai_trusted", "S0-STB-07"},
    {"integrations_reliable", "S0-STB-08"},
    {"value_measurable", "S0-STB-09"},
    /* Covers: S0-STB-10 */
    {"backlog_tuned", "S0-STB-10"},
};
enum { N_ASKED = sizeof table / sizeof *table, JOURNEYS = 30 };

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_place place;
    rh_revision revision;
    rh_diags diags;
    const rh_policy_of_gate *policy;
    rh_stability stability;
    rh_summary summary;
    rh_diff_report diff;
    rh_test_report tests;
    rh_base_tests base_tests;
    rh_changed_files changes;
    rh_gate_report out;
} world;

static void load(world *w)
{
    const rh_place_spec spec = {.cases_dir = "cases"};
    *w = (world){.keep = kit_arena()};
    rh_diags_init(&w->diags, &w->keep);
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, NULL), RH_OK);
    assert_int_equal(rh_place_open(&w->place, &w->keep, &spec, NULL), RH_OK);
    if (rh_revision_load(&w->revision, &w->keep, &w->place, w->zones, NULL, &w->diags) != RH_OK)
        fail_msg("%s", w->diags.errors[0].text);
    rh_node *empty = RH_NEW(&w->keep, rh_node);
    empty->kind = RH_NODE_MAP;
    assert_int_equal(rh_gate_policy_read(&w->policy, &w->keep, empty, &(rh_monitored){0}, w->revision.reg, &w->diags), RH_OK);
    assert_int_equal(rh_summary_init(&w->summary, kit_memory(), w->revision.reg, w->revision.reg, NULL), RH_OK);
    w->summary.whole.journeys = JOURNEYS;
}

static void end(world *w)
{
    rh_summary_dispose(&w->summary);
    rh_place_close(&w->place);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
}

/* The register with other questions: those of the table, whose answers `weak` gives; NULL: nobody knows. */
static rh_code ask(world *w, const char *const weak[N_ASKED], const char *more)
{
    rh_buf yaml;
    const rh_node *root;
    rh_register reg = *w->revision.reg;
    rh_monitors monitors = *reg.monitors;
    rh_buf_init(&yaml, &w->keep, 1 << 16);
    rh_buf_printf(&yaml, "metrics:\n  unowned: {}\nstability:\n");
    for (size_t i = 0; i < N_ASKED; i++) {
        rh_buf_printf(&yaml, "- {id: %s, question: how is it", table[i].id);
        if (weak[i] != NULL) rh_buf_printf(&yaml, ", weak: '%s'", weak[i]);
        rh_buf_printf(&yaml, "}\n");
    }
    rh_buf_printf(&yaml, "%s", more);
    assert_int_equal(rh_yaml_compose(&root, &w->keep, RH_STR("monitors.yaml"), rh_buf_str(&yaml), &w->diags), RH_OK);
    monitors.stability = rh_node_get(root, RH_STR("stability"));
    monitors.metrics = rh_node_get(root, RH_STR("metrics"));
    reg.monitors = &monitors;
    rh_monitored monitored;
    assert_int_equal(rh_monitored_read(&monitored, &w->keep, &reg), RH_OK);
    return rh_stability_read(&w->stability, &w->keep, &reg, &monitored, &w->diags);
}

static void judge(world *w)
{
    const rh_register *reg = w->revision.reg;
    rh_model_test *tests = RH_NEW_N(&w->keep, reg->n_entries, rh_model_test);
    for (size_t i = 0; i < reg->n_entries; i++)
        tests[i] = (rh_model_test){
            .entry = reg->entries[i].id, .name = RH_STR("works"), .way = RH_MODEL_EXAMPLE, .result = RH_MODEL_PASS};
    w->tests = (rh_test_report){.tests = tests, .n_tests = reg->n_entries, .passed = reg->n_entries};
    w->base_tests = (rh_base_tests){&w->tests, &w->tests};
    const rh_evidence in = {.head = reg,
                            .base = reg,
                            .policy = w->policy,
                            .policy_source = RH_POLICY_BASE,
                            .stability = &w->stability,
                            .changes = &w->changes,
                            .summary = &w->summary,
                            .diff = &w->diff,
                            .tests = &w->tests,
                            .base_tests = &w->base_tests};
    w->out = (rh_gate_report){0};
    assert_int_equal(rh_gate_judge(&w->out, &w->keep, &in, NULL), RH_OK);
    assert_int_equal(w->out.verdict, RH_MODEL_GO); /* whatever the answers */
}

static void all_stable(const char *weak[N_ASKED])
{
    for (size_t i = 0; i < N_ASKED; i++) weak[i] = "metric.journeys < 1";
}

static void stability__the_domain_asks_the_ten(void **state)
{
    (void)state;
    world w;
    load(&w);
    rh_monitored monitored;
    assert_int_equal(rh_monitored_read(&monitored, &w.keep, w.revision.reg), RH_OK);
    assert_int_equal(rh_stability_read(&w.stability, &w.keep, w.revision.reg, &monitored, &w.diags), RH_OK);
    assert_int_equal(w.stability.n, N_ASKED);
    for (size_t i = 0; i < N_ASKED; i++) {
        assert_true(rh_str_eq(w.stability.at[i].id, rh_str_of(table[i].id)));
        assert_int_equal(w.stability.at[i].covers.n, 1);
        assert_true(rh_str_eq(w.stability.at[i].covers.at[0], rh_str_of(table[i].covers)));
    }
    judge(&w);
    /* Covers: S0-STB-12 V8 */
    assert_false(w.out.expansion); /* most of them nobody can answer yet */
    end(&w);
}

static void stability__each_answer_counts_and_two_weak_ones_are_too_many(void **state)
{
    (void)state;
    static const char *const bad[] = {"metric.journeys > 1", NULL, "metric.catch_rate > 0.5", "metric.unowned > 0.0"};
    static const rh_model_answer is[] = {RH_MODEL_ANSWER_WEAK, RH_MODEL_ANSWER_UNKNOWN, RH_MODEL_ANSWER_UNKNOWN,
                                         RH_MODEL_ANSWER_UNKNOWN};
    world w;
    load(&w);
    for (size_t i = 0; i < N_ASKED; i++)
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
            const char *weak[N_ASKED];
            all_stable(weak);
            weak[i] = bad[k];
            assert_int_equal(ask(&w, weak, ""), RH_OK);
            judge(&w);
            assert_int_equal(w.out.questions[i].answer, is[k]);
            assert_true(w.out.expansion); /* one alone */
            weak[(i + 1) % N_ASKED] = bad[k];
            assert_int_equal(ask(&w, weak, ""), RH_OK);
            judge(&w);
            /* Covers: S0-STB-11 */
            assert_false(w.out.expansion);
        }
    end(&w);
}

static void stability__all_stable_lets_it_grow_and_nothing_asked_does_not(void **state)
{
    (void)state;
    const char *weak[N_ASKED];
    world w;
    load(&w);
    all_stable(weak);
    assert_int_equal(ask(&w, weak, ""), RH_OK);
    judge(&w);
    assert_true(w.out.expansion);
    w.stability = (rh_stability){0};
    judge(&w);
    assert_false(w.out.expansion);
    end(&w);
}

static void stability__mistakes_are_errors_with_their_reason(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *says;
    } cases[] = {
        {"- {id: backlog_tuned}\n", "question 'backlog_tuned' stands at line 13 already"},
        {"- {question: who}\n", "a question of stability has no id"},
        {"- {id: x, wek: 1 == 1}\n", "has no key 'wek'"},
        {"- {id: x, weak: metric.nosuch > 1}\n", "metric.nosuch"},
        {"- {id: x, weak: metric.weak_answers > 1}\n", "metric.weak_answers"},
        {"- {id: x, weak: [1]}\n", "expected an expression over metric.NAME"},
    };
    const char *weak[N_ASKED];
    all_stable(weak);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w;
        load(&w);
        assert_int_not_equal(ask(&w, weak, cases[i].yaml), RH_OK);
        if (strstr(w.diags.errors[0].text, cases[i].says) == NULL)
            fail_msg("said \"%s\", wanted \"%s\"", w.diags.errors[0].text, cases[i].says);
        end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stability__the_domain_asks_the_ten),
                                       cmocka_unit_test(stability__each_answer_counts_and_two_weak_ones_are_too_many),
                                       cmocka_unit_test(stability__all_stable_lets_it_grow_and_nothing_asked_does_not),
                                       cmocka_unit_test(stability__mistakes_are_errors_with_their_reason)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
