/* The gate, from evidence written by hand to verdicts, launches, reasons. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/compare/diff.h"
#include "harness/load/yaml.h"
#include "harness/verdict/gate.h"
#include "tests/kit/course.h"
#include "tests/kit/events.h"
#include "tests/kit/memory.h"

enum { MAX_JOURNEYS = 6 };
#define CONTENT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" /* digest of the changed file */

typedef struct journey_case {
    const char *lane, *base, *head;
} journey_case;

/* One world to judge. Zero values stand for: a policy that wants nothing, three journeys in which E1, E2 and E3 open
 * alike, one passing test an entry, base and head the same. */
typedef struct gate_case {
    const char *policy; /* gate.yaml; NULL: empty map */
    journey_case journeys[MAX_JOURNEYS];
    const char *results; /* of head's tests: a letter each for E1, E2, E3 (p f u, - for no test); NULL: "ppp" */
    const char *base_results, *old_on_head; /* of the base's tests: under the base, under the head; NULL: "ppp" */
    rh_policy_source source;
    bool is_bootstrap_allowed, no_history, no_base;
    const char *changed; /* an entry whose file differs, or NULL */
    const char *loosens, *unknown; /* what its text is found to do, or NULL */
    const char *waivers;           /* waivers.yaml of the base, or NULL */
    const char *outcomes;          /* of observed actions: "good", "bad", "open"; NULL: not judged */
    uint64_t read, quarantined;
    bool hold_risk;            /* E1 is of risk hold */
    int64_t newest_h, today_h; /* hours; today -1: not given */
} gate_case;

typedef struct world {
    rh_arena keep;
    rh_evidence in;
    rh_gate_report out;
    rh_register reg;
    rh_entry entries[3];
    rh_changed_files changes;
    rh_changed_file changed_file;
    rh_loosening loosenings[2];
    rh_summary summary;
    rh_diff diff;
    rh_diff_report diff_report;
    rh_test_report tests, on_base, on_head;
    rh_base_tests base_tests;
} world;

static const rh_policy_of_gate *read_policy(world *w, const char *yaml)
{
    rh_diags diags;
    const rh_node *root;
    const rh_policy_of_gate *policy;
    rh_diags_init(&diags, &w->keep);
    assert_int_equal(rh_yaml_compose(&root, &w->keep, RH_STR("gate.yaml"), rh_str_of(yaml), &diags), RH_OK);
    assert_int_equal(rh_gate_policy_read(&policy, &w->keep, root, &(rh_monitored){0}, &w->reg, &diags), RH_OK);
    return policy;
}

static rh_waivers read_waivers(world *w, const char *yaml)
{
    rh_diags diags;
    const rh_node *root = NULL;
    rh_waivers waivers;
    rh_diags_init(&diags, &w->keep);
    if (yaml != NULL)
        assert_int_equal(rh_yaml_compose(&root, &w->keep, RH_STR("waivers.yaml"), rh_str_of(yaml), &diags), RH_OK);
    if (rh_waivers_read(&waivers, &w->keep, root, &w->reg, &diags) != RH_OK) fail_msg("%s", diags.errors[0].text);
    return waivers;
}

static rh_test_report make_tests(world *w, const char *results)
{
    static const char *const entries[] = {"E1", "E2", "E3"};
    rh_test_report report = {0};
    rh_model_test *tests = RH_NEW_N(&w->keep, 3, rh_model_test);
    assert_non_null(tests);
    for (size_t i = 0; i < 3; i++) {
        const char c = results != NULL ? results[i] : 'p';
        if (c == '-') continue;
        rh_model_test *t = &tests[report.n_tests++];
        t->entry = rh_str_of(entries[i]);
        t->name = RH_STR("works");
        t->way = RH_MODEL_EXAMPLE;
        t->result = c == 'p' ? RH_MODEL_PASS : c == 'f' ? RH_MODEL_FAIL : RH_MODEL_UNPROVEN;
        report.passed += c == 'p';
        report.failed += c == 'f';
        report.unproven += c == 'u';
    }
    report.tests = tests;
    return report;
}

/* By as-of, two hours behind the observed action or years, and by what was said later. */
static void judge_outcomes(rh_diff_journey *row, rh_arena *scratch, const rh_course *base, const rh_course *head,
                           const char *outcome)
{
    rh_register reg = *kit_register();
    rh_course left = *base, right = *head;
    reg.policy.follow_up_days = 1;
    left.reg = right.reg = &reg;
    rh_aftermath aftermath = {.as_of = {strcmp(outcome, "open") == 0 ? INT64_C(1767236400) : INT64_C(4000000000), 0}};
    if (strcmp(outcome, "bad") == 0)
        aftermath.events = kit_events(&aftermath.n, scratch, "correction_recorded 5 c1 system of=e1");
    assert_int_equal(rh_diff_judge_outcomes(row, &left, &right, &aftermath, scratch, NULL), RH_OK);
}

static void add_journey(world *w, const gate_case *c, size_t i)
{
    rh_arena scratch = kit_arena();
    const rh_course head = kit_course(&scratch, c->journeys[i].head);
    const rh_course base = kit_course(&scratch,
                                      c->journeys[i].base != NULL ? c->journeys[i].base : c->journeys[i].head);
    char id[4] = {'j', (char)('0' + i), '\0'};
    rh_diff_journey row;
    rh_summary_result cell;
    assert_int_equal(rh_diff_judge(&row, &scratch, &w->changes, rh_str_of(id), &base, &head, false, &scratch, NULL),
                     RH_OK);
    row.lane = rh_str_of(c->journeys[i].lane);
    if (c->outcomes != NULL) judge_outcomes(&row, &scratch, &base, &head, c->outcomes);
    assert_int_equal(rh_diff_add(&w->diff, &row, NULL), RH_OK);
    const rh_summary_journey journey = {.id = rh_str_of(id),
                                        .lane = rh_str_of(c->journeys[i].lane),
                                        .n_events = 1,
                                        .head = &head,
                                        .base = &base,
                                        .is_changed = row.n_rows > 0};
    assert_int_equal(rh_summary_judge(&cell, &scratch, &journey, &scratch, NULL), RH_OK);
    assert_int_equal(rh_summary_add(&w->summary, &cell, NULL), RH_OK);
    rh_arena_dispose(&scratch);
}

static const journey_case plain_journeys[MAX_JOURNEYS] = {
    {"smb", NULL, "opened 1 E1 low r1 9; cleared 2 E1"},
    {"smb", NULL, "opened 1 E2 low r1 9; sla_breached 9 E2 r2; cleared 10 E2"},
    {"big", NULL, "opened 1 E3 low r1 9; cleared 2 E3"},
};

static void build(world *w, const gate_case *given)
{
    gate_case c = *given;
    *w = (world){.keep = kit_arena(), .reg = *kit_register()};
    memcpy(w->entries, kit_register()->entries, sizeof w->entries);
    if (c.hold_risk) w->entries[0].risk = RH_RISK_HOLD;
    w->reg.entries = w->entries;
    if (c.journeys[0].head == NULL && !c.no_history) memcpy(c.journeys, plain_journeys, sizeof plain_journeys);
    w->changed_file = (rh_changed_file){
        .path = RH_STR("register/X.yaml"), .entry = rh_str_of(c.changed), .in_base = true, .in_head = true, .line = 3};
    static const rh_change_unit unit = {.key = {"when", 4}, .line = 3, .in_head = true};
    w->changed_file.units = (rh_change_units){&unit, 1};
    w->changed_file.head_sha256 = RH_STR(CONTENT);
    w->changed_file.loosenings = w->loosenings;
    if (c.loosens != NULL)
        w->loosenings[w->changed_file.n_loosenings++] = (rh_loosening){.says = rh_str_of(c.loosens), .line = 4};
    if (c.unknown != NULL)
        w->loosenings[w->changed_file.n_loosenings++] =
            (rh_loosening){.is_unknown = true, .line = 5, .says = rh_str_of(c.unknown)};
    w->changes = (rh_changed_files){&w->changed_file, c.changed != NULL};
    assert_int_equal(rh_diff_init(&w->diff, kit_memory(), &w->changes, 0, NULL), RH_OK);
    assert_int_equal(rh_summary_init(&w->summary, kit_memory(), &w->reg, c.no_base ? NULL : &w->reg, NULL), RH_OK);
    for (size_t i = 0; i < MAX_JOURNEYS && c.journeys[i].head != NULL; i++) add_journey(w, &c, i);
    assert_int_equal(rh_diff_report_fill(&w->diff_report, &w->keep, &w->diff, NULL), RH_OK);
    w->tests = make_tests(w, c.results);
    w->on_base = make_tests(w, c.base_results);
    w->on_head = make_tests(w, c.old_on_head);
    w->base_tests = (rh_base_tests){&w->on_base, &w->on_head};
    w->in = (rh_evidence){.head = &w->reg,
                          .base = c.no_base ? NULL : &w->reg,
                          .policy_source = c.source,
                          .policy = c.source == RH_POLICY_MISSING ? NULL
                                                                  : read_policy(w, c.policy != NULL ? c.policy : "{}"),
                          .waivers = read_waivers(w, c.waivers),
                          .is_bootstrap_allowed = c.is_bootstrap_allowed,
                          .changes = c.no_base ? NULL : &w->changes,
                          .summary = &w->summary,
                          .diff = &w->diff_report,
                          .tests = &w->tests,
                          .base_tests = c.no_base ? NULL : &w->base_tests,
                          .read = c.read,
                          .quarantined = c.quarantined,
                          .has_newest = !c.no_history,
                          .newest = kit_hour(c.newest_h),
                          .has_today = c.today_h >= 0,
                          .today = kit_hour(c.today_h)};
    assert_int_equal(rh_gate_judge(&w->out, &w->keep, &w->in, NULL), RH_OK);
}

static void end(world *w)
{
    rh_diff_dispose(&w->diff);
    rh_summary_dispose(&w->summary);
    rh_arena_dispose(&w->keep);
}

/* Verdict, launch and the first reason; reason "": none, NULL: any. */
static void expect(const gate_case *c, rh_model_gate_verdict verdict, rh_model_launch launch, const char *reason)
{
    world w;
    build(&w, c);
    const rh_str first = w.out.n_reasons > 0 ? w.out.reasons[0].text : RH_STR("");
    if (reason != NULL) assert_string_equal(rh_arena_cstr(&w.keep, first), reason);
    assert_int_equal(w.out.verdict, verdict);
    assert_int_equal(w.out.launch, launch);
    end(&w);
}

static const rh_model_criterion *criterion(const world *w, const char *id)
{
    for (size_t i = 0; i < w->out.n_criteria; i++)
        if (rh_str_eq(w->out.criteria[i].id, rh_str_of(id))) return &w->out.criteria[i];
    fail_msg("no criterion %s", id);
    return NULL;
}

static void gate__nothing_against_it_is_go(void **state)
{
    (void)state;
    expect(&(gate_case){0}, RH_MODEL_GO, RH_MODEL_BUILD, "");
}

/* Covers: V8 */
static void gate__nothing_replayed_or_tested_is_never_a_pass(void **state)
{
    (void)state;
    world w;
    expect(&(gate_case){.no_history = true}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE, "no journey was replayed");
    expect(&(gate_case){.results = "uuu"}, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "3 entries have no test that passed or failed, first E1");
    expect(&(gate_case){.no_base = true}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE, "there is no base to compare with");
    build(&w, &(gate_case){.no_history = true});
    assert_int_equal(criterion(&w, "invariant")->result, RH_MODEL_INCONCLUSIVE);
    assert_int_equal(criterion(&w, "loosened_unwaived")->result, RH_MODEL_INCONCLUSIVE);
    end(&w);
}

static void gate__tests_that_fail_are_gone_or_prove_nothing_stop_it(void **state)
{
    (void)state;
    expect(&(gate_case){.results = "pfp"}, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "1 result of an acceptance test is a failure, first E2: works");
    expect(&(gate_case){.results = "pup"}, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "1 entry has no test that passed or failed, first E2");
    /* Covers: M3 */
    expect(&(gate_case){.old_on_head = "ppf"}, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "1 test of the base passed there and fails now, first E3: works");
    /* what failed at the base already is not the proposal's doing */
    expect(&(gate_case){.base_results = "ppf", .old_on_head = "ppf"}, RH_MODEL_GO, RH_MODEL_BUILD, "");
    world w;
    build(&w, &(gate_case){.results = "-pp"});
    assert_int_equal(criterion(&w, "tests_removed")->observed.num, 1);
    assert_int_equal(criterion(&w, "entries_untested")->observed.num, 1);
    assert_int_equal(w.out.verdict, RH_MODEL_NO_GO);
    end(&w);
}

static const rh_mutation_report *mutation_report(void)
{
    static const rh_model_mutants operators[] = {
        {.killed = 36, .total = 41, .equivalent = 1}, {.killed = 1, .total = 9}, {.killed = 45, .total = 50}};
    static const rh_model_mutants entries[] = {
        {.killed = 50, .total = 50}, {.killed = 32, .total = 50, .equivalent = 1}, {.killed = 0, .total = 0}};
    static const rh_mutation_report report = {.has_score = true, .all = {.killed = 82, .total = 100, .equivalent = 1},
                                              .operators = operators, .n_operators = 3, .entries = entries,
                                              .n_entries = 3, .n_weakened = 2};
    return &report;
}

/* Covers: M3 */
static void gate__tests_that_notice_too_few_slips_stop_it(void **state)
{
    (void)state;
    world w;
    static const char criteria[] =
        "criteria:\n"
        "- {id: m, tier: critical, metric: mutation, at_least: 0.9, judge: point, min_n: 80, scope: whole}\n"
        "- {id: o, tier: critical, metric: mutation_min, at_least: 0.9, judge: point, scope: whole}\n"
        "- {id: h, tier: critical, metric: survivors_hold, at_most: 0, judge: point, scope: whole}\n"
        "- {id: e, tier: critical, metric: mutation, at_least: 0.6, judge: point, scope: entry}\n"
        "- {id: n, tier: advisory, metric: mutation, at_least: 0.9, judge: point, scope: whole, "
        "where: 'entry.id == \"E2\"'}\n";
    build(&w, &(gate_case){.policy = criteria});
    assert_int_equal(criterion(&w, "m")->result, RH_MODEL_INCONCLUSIVE); /* no mutant was made */
    assert_int_equal(w.out.verdict, RH_MODEL_GATE_HOLD);
    w.in.mutation = mutation_report();
    assert_int_equal(rh_gate_judge(&w.out, &w.keep, &w.in, NULL), RH_OK);
    assert_int_equal(w.out.verdict, RH_MODEL_NO_GO);
    assert_int_equal(criterion(&w, "m")->result, RH_MODEL_CRITERION_FAIL);
    assert_int_equal(criterion(&w, "m")->observed.num, 82);
    assert_int_equal(criterion(&w, "m")->observed.den, 99);
    /* 36 of 40 and 45 of 50 are alike; 1 of 9 is too small a sample to count */
    assert_int_equal(criterion(&w, "o")->result, RH_MODEL_CRITERION_PASS);
    assert_int_equal(criterion(&w, "h")->result, RH_MODEL_CRITERION_FAIL);
    assert_int_equal(criterion(&w, "h")->observed.num, 2);
    assert_int_equal(criterion(&w, "e")->result, RH_MODEL_CRITERION_PASS); /* of E1 */
    assert_int_equal(criterion(&w, "n")->observed.num, 32);
    assert_int_equal(criterion(&w, "n")->observed.den, 49);
    end(&w);
}

static void gate__every_loosened_row_stops_it(void **state)
{
    (void)state;
    const gate_case c = {.changed = "E1",
                         .journeys = {{"smb", "opened 1 E1 low r1 9", "opened 1 E2 low r1 9; opened 1 E3 low r1 9"}}};
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT, "1 outcome of the history is loosened, first in journey j0");
}

static void gate__loosening_in_the_text_stops_it_and_doubt_holds_it(void **state)
{
    (void)state;
    world w;
    const journey_case two[MAX_JOURNEYS] = {{"smb", NULL, "opened 1 E1 low r1 9; opened 1 E2 low r1 9"},
                                            {"smb", NULL, "opened 1 E1 low r1 9; opened 1 E3 low r1 9"}};
    gate_case safe = {.changed = "E1"};
    memcpy(safe.journeys, two, sizeof two);
    expect(&safe, RH_MODEL_GO, RH_MODEL_BUILD, "");
    build(&w, &(gate_case){.changed = "E1", .unknown = "when of E1 changed"});
    assert_int_equal(w.out.verdict, RH_MODEL_GATE_HOLD);
    assert_int_equal(criterion(&w, "static_loosened_unwaived")->result, RH_MODEL_INCONCLUSIVE);
    assert_string_equal(rh_arena_cstr(&w.keep, w.out.reasons[0].text), "it may loosen as written: when of E1 changed");
    assert_true(rh_str_eq(w.out.reasons[0].place.file, RH_STR("register/X.yaml")));
    assert_int_equal(w.out.reasons[0].place.line, 5);
    end(&w);
    build(&w, &(gate_case){.changed = "E1", .loosens = "clears of E1 is weaker", .unknown = "when of E1 changed"});
    assert_int_equal(w.out.verdict, RH_MODEL_NO_GO);
    assert_int_equal(w.out.launch, RH_MODEL_REJECT);
    assert_int_equal(criterion(&w, "static_loosened_unwaived")->result, RH_MODEL_CRITERION_FAIL);
    assert_int_equal(criterion(&w, "static_loosened_unwaived")->observed.num, 1);
    assert_string_equal(rh_arena_cstr(&w.keep, w.out.reasons[0].text), "it loosens as written: clears of E1 is weaker");
    assert_int_equal(w.out.reasons[0].place.line, 4);
    end(&w);
}

#define WAIVER(scope, head)                                                                                            \
    "waivers:\n- {id: W-001, owner: r1, approver: r2, reason: why, approved_at: 2026-01-01T00:00:00Z, "                \
    "until: 2026-03-01T00:00:00Z, scope: {" scope "}, head: {" head "}}\n"
#define UNBOUND(scope)                                                                                                 \
    "waivers:\n- {id: W-001, owner: r1, approver: r2, reason: why, approved_at: 2026-01-01T00:00:00Z, "                \
    "until: 2026-03-01T00:00:00Z, scope: {" scope "}}\n"
#define BOND "register/X.yaml: 'sha256:" CONTENT "'"
#define FOR_E1 "entries: [E1], classes: [loosened]"

static const rh_model_waiver *waiver(const world *w)
{
    assert_int_equal(w->out.n_waivers, 1);
    return &w->out.waivers[0];
}

/* Covers: M2 T10 */
static void gate__a_waiver_covers_the_text_it_is_bound_to(void **state)
{
    (void)state;
    static const struct {
        const char *waivers;
        int64_t today_h;
        rh_model_gate_verdict verdict;
        rh_model_waiver_state state;
        const char *says;
    } cases[] = {
        {WAIVER(FOR_E1, BOND), 0, RH_MODEL_GO, RH_MODEL_WAIVER_USED, NULL},
        {WAIVER(FOR_E1, BOND), 59 * 24 - 1, RH_MODEL_GO, RH_MODEL_WAIVER_USED, NULL},
        {WAIVER(FOR_E1, BOND), 59 * 24, RH_MODEL_NO_GO, RH_MODEL_WAIVER_INVALID, "it has expired"},
        {WAIVER(FOR_E1, BOND), -1, RH_MODEL_GATE_HOLD, RH_MODEL_WAIVER_USED, NULL}, /* nobody said the day */
        {WAIVER("entries: [E2], classes: [loosened]", BOND), 0, RH_MODEL_NO_GO, RH_MODEL_WAIVER_UNUSED, NULL},
        {WAIVER("entries: [E1], classes: [retimed]", BOND), 0, RH_MODEL_NO_GO, RH_MODEL_WAIVER_UNUSED, NULL},
        {WAIVER(FOR_E1, "register/X.yaml: removed"), 0, RH_MODEL_NO_GO, RH_MODEL_WAIVER_INVALID,
         "register/X.yaml has other content than it allows"},
        {WAIVER(FOR_E1 ", lanes: [smb]", BOND), 0, RH_MODEL_GO, RH_MODEL_WAIVER_USED, NULL}, /* lanes are about rows */
        {UNBOUND(FOR_E1), 0, RH_MODEL_NO_GO, RH_MODEL_WAIVER_UNUSED, NULL}, /* bound to nothing, it covers no text */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world w;
        build(&w, &(gate_case){.changed = "E1",
                               .loosens = "clears of E1 is weaker",
                               .unknown = "when of E1 changed",
                               .waivers = cases[i].waivers,
                               .today_h = cases[i].today_h});
        assert_int_equal(w.out.verdict, cases[i].verdict);
        assert_int_equal(waiver(&w)->state, cases[i].state);
        const char *says = rh_arena_cstr(&w.keep, waiver(&w)->says);
        if (cases[i].says != NULL) assert_string_equal(says, cases[i].says);
        assert_int_equal(criterion(&w, "static_loosened_unwaived")->observed.num, cases[i].verdict == RH_MODEL_NO_GO);
        end(&w);
    }
}

static void gate__a_waiver_covers_the_rows_that_go_back_to_it(void **state)
{
    (void)state;
    gate_case c = {.changed = "E1",
                   .journeys = {{"smb", "opened 1 E1 low r1 9", "opened 1 E2 low r1 9; opened 1 E3 low r1 9"}}};
    world w;
    c.waivers = WAIVER(FOR_E1, BOND);
    build(&w, &c);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 0);
    assert_int_equal(waiver(&w)->rows, 1);
    assert_int_equal(waiver(&w)->state, RH_MODEL_WAIVER_USED);
    assert_int_equal(criterion(&w, "loosened_unwaived")->result, RH_MODEL_CRITERION_PASS);
    end(&w);
    c.waivers = WAIVER(FOR_E1 ", actions: [mail.send]", BOND); /* the row is of no action */
    build(&w, &c);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 1);
    assert_string_equal(rh_arena_cstr(&w.keep, w.out.steps[0].command),
                        "  - {id: W-002, owner: ROLE, approver: ANOTHER ROLE, approved_at: 2026-01-01T00:00:00Z, "
                        "until: 2026-04-01T00:00:00Z, reason: \"WHY\", "
                        "scope: {entries: [], classes: [loosened]}, head: {}}");
    end(&w);
}

static void gate__a_waiver_for_lanes_covers_the_rows_of_these_lanes(void **state)
{
    (void)state;
    gate_case c = {.changed = "E1",
                   .waivers = WAIVER(FOR_E1 ", lanes: [smb]", BOND),
                   .journeys = {{"smb", "opened 1 E1 low r1 9", "opened 1 E2 low r1 9"},
                                {"big", "opened 1 E1 low r1 9", "opened 1 E2 low r1 9"}}};
    world w;
    build(&w, &c);
    assert_int_equal(waiver(&w)->rows, 1);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 1);
    end(&w);
    c.waivers = WAIVER(FOR_E1 ", lanes: [smb, big]", BOND);
    build(&w, &c);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 0);
    end(&w);
    c.journeys[0].lane = NULL; /* a row that tells no lane is of none of them */
    build(&w, &c);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 1);
    end(&w);
}

/* FORMATS.md section 3: without `head` only what turned out good is covered. */
static void gate__a_waiver_without_content_covers_what_turned_out_good(void **state)
{
    (void)state;
    gate_case c = {.changed = "E1",
                   .waivers = UNBOUND(FOR_E1),
                   .journeys = {{"smb", "observed 1 act.go hold E1 e1 @automation:e1",
                                 "observed 1 act.go allow default e1 @automation:e1"}}};
    world w;
    c.outcomes = "good";
    build(&w, &c);
    assert_int_equal(waiver(&w)->rows, 1);
    assert_int_equal(waiver(&w)->state, RH_MODEL_WAIVER_USED);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 0);
    end(&w);
    static const char *const others[] = {"open", "bad"};
    for (size_t i = 0; i < 2; i++) {
        c.outcomes = others[i];
        build(&w, &c);
        assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 1);
        assert_int_equal(waiver(&w)->state, RH_MODEL_WAIVER_UNUSED);
        end(&w);
    }
    c.outcomes = "good";
    c.waivers = UNBOUND("entries: [E2], classes: [loosened]"); /* the cause is a change of E1 */
    build(&w, &c);
    assert_int_equal(criterion(&w, "loosened_unwaived")->observed.num, 1);
    end(&w);
}

static void gate__a_waiver_takes_out_a_supporting_criterion_and_no_other(void **state)
{
    (void)state;
#define LATE(id, tier)                                                                                                 \
    "- {id: " id ", tier: " tier ", metric: breached, judge: point, scope: whole, at_most: 0, min_n: 1}\n"
    gate_case c = {.changed = "E1", .waivers = WAIVER(FOR_E1 ", criteria: [a, b]", BOND)};
    world w;
    c.policy = "criteria:\n" LATE("a", "supporting") LATE("b", "supporting");
    build(&w, &c);
    assert_int_equal(w.out.verdict, RH_MODEL_GO);
    assert_int_equal(criterion(&w, "a")->result, RH_MODEL_WAIVED);
    assert_true(rh_str_eq(criterion(&w, "a")->waiver, RH_STR("W-001")));
    assert_int_equal(waiver(&w)->state, RH_MODEL_WAIVER_USED);
    end(&w);
    c.policy = "criteria:\n" LATE("a", "critical");
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT, NULL);
    c.policy = "criteria:\n" LATE("a", "supporting") LATE("b", "supporting");
    c.waivers = WAIVER(FOR_E1 ", criteria: [a, b]", BOND ", register/Y.yaml: removed"); /* another proposal's */
    expect(&c, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE, NULL);
    c.waivers = UNBOUND(FOR_E1 ", criteria: [a, b]"); /* any proposal's */
    expect(&c, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE, NULL);
}

/* Covers: M5 */
static void gate__a_changed_entry_that_matched_nothing_holds_it(void **state)
{
    (void)state;
    const gate_case c = {.changed = "E2", .journeys = {{"smb", NULL, "opened 1 E1 low r1 9"}}};
    world w;
    build(&w, &c);
    assert_int_equal(w.out.verdict, RH_MODEL_GATE_HOLD);
    assert_string_equal(rh_arena_cstr(&w.keep, w.out.reasons[0].text),
                        "E2 is changed and no journey of the history matched it");
    assert_true(w.out.entries[1].never_matched &&
                w.out.entries[2].never_matched); /* E3, unchanged: listed, no reason */
    assert_int_equal(w.out.n_reasons, 1);
    w.entries[1].is_rare = true; /* and its example passes */
    assert_int_equal(rh_gate_judge(&w.out, &w.keep, &w.in, NULL), RH_OK);
    assert_int_equal(w.out.n_reasons, 0);
    end(&w);
}

/* Covers: M6 */
static void gate__an_entry_that_matched_one_customer_alone_is_told(void **state)
{
    (void)state;
    const journey_case one = {"smb", NULL, "opened 1 E2 low r1 9"}, other = {"smb", NULL, "opened 1 E1 low r1 9"};
    expect(&(gate_case){.changed = "E2", .journeys = {one, other, other}}, RH_MODEL_GO, RH_MODEL_BUILD,
           "E2 is changed and matched one journey alone of 3");
    expect(&(gate_case){.changed = "E1", .journeys = {one, other, other}}, RH_MODEL_GO, RH_MODEL_BUILD, "");
    expect(&(gate_case){.journeys = {one, other, other}}, RH_MODEL_GO, RH_MODEL_BUILD, "");
    /* of a history of one journey it says nothing */
    expect(&(gate_case){.changed = "E2", .journeys = {one}}, RH_MODEL_GO, RH_MODEL_BUILD, "");
}

/* Covers: P4 */
static void gate__what_is_passed_on_does_not_say_how_many_few_are(void **state)
{
    (void)state;
    const struct {
        gate_case c;
        const char *shared;
    } rows[] = {
        {{.changed = "E1",
          .journeys = {{"smb", "opened 1 E1 low r1 9", "opened 1 E2 low r1 9; opened 1 E3 low r1 9"}}},
         "<5 outcomes of the history are loosened"},
        {{.changed = "E2",
          .journeys = {{"smb", NULL, "opened 1 E2 low r1 9"}, {"smb", NULL, "opened 1 E1 low r1 9"}}},
         "E2 is changed and matched <5 journeys"},
        {{.policy = "criteria:\n- {id: b, title: late, tier: critical, metric: breached, judge: point, scope: whole, "
                    "at_most: 0.333333, min_n: 3}\n"},
         "late: some of <5, at most 33.33% is allowed"},
        {{.policy = "criteria:\n- {id: b, title: late, tier: critical, metric: breached, judge: point, scope: whole, "
                    "at_most: 0, min_n: 4}\n"},
         "late: <5 review items are too few to judge"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        world w;
        build(&w, &rows[i].c);
        assert_true(w.out.n_reasons > 0);
        assert_string_equal(rh_arena_cstr(&w.keep, w.out.reasons[0].shared), rows[i].shared);
        end(&w);
    }
}

static void gate__a_broken_invariant_stops_it(void **state)
{
    (void)state;
    const gate_case c = {.journeys = {{"smb", NULL, "opened 1 E1 low r1 9; released 9 E1 r1 approve"}}};
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "an invariant is broken: a timer released or rejected, first in journey j0, record 2");
}

static void gate__criteria_compare_points(void **state)
{
    (void)state;
#define BREACHED "criteria:\n- {id: b, title: late, tier: critical, metric: breached, judge: point, scope: whole, "
    expect(&(gate_case){.policy = BREACHED "at_most: 0.4, min_n: 3}\n"}, RH_MODEL_GO, RH_MODEL_BUILD, "");
    expect(&(gate_case){.policy = BREACHED "at_most: 0.333333, min_n: 3}\n"}, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "late: 1 of 3 (33.33%), at most 33.33% is allowed");
    expect(&(gate_case){.policy = BREACHED "at_most: 0, min_n: 3, on_fail: fix_handoff_first}\n"}, RH_MODEL_NO_GO,
           RH_MODEL_FIX_HANDOFF_FIRST, "late: 1 of 3 (33.33%), at most 0.00% is allowed");
    expect(&(gate_case){.policy = BREACHED "at_most: 0, min_n: 4}\n"}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "late: 3 review items are too few to judge");
    expect(&(gate_case){.policy = BREACHED "at_least: 0.3, min_n: 3}\n"}, RH_MODEL_GO, RH_MODEL_BUILD, "");
    /* advisory never matters; one supporting failure does not, two do */
#define ROW(id, tier)                                                                                                  \
    "- {id: " id ", tier: " tier ", metric: breached, judge: point, scope: whole, at_most: 0, min_n: 1}\n"
    expect(&(gate_case){.policy = "criteria:\n" ROW("a", "advisory") ROW("b", "advisory")}, RH_MODEL_GO, RH_MODEL_BUILD,
           "");
    expect(&(gate_case){.policy = "criteria:\n" ROW("a", "supporting")}, RH_MODEL_GO, RH_MODEL_BUILD, NULL);
    expect(&(gate_case){.policy = "criteria:\n" ROW("a", "supporting") ROW("b", "supporting")}, RH_MODEL_GATE_HOLD,
           RH_MODEL_LAUNCH_NONE, "a: 1 of 3 (33.33%), at most 0.00% is allowed");
}

/* One item in each of six journeys, of which `late` breach. */
static gate_case six_items(const char *policy, int late)
{
    gate_case c = {.policy = policy};
    for (int i = 0; i < MAX_JOURNEYS; i++) {
        const bool is_late = i < late;
        const char *records = is_late ? "opened 1 E1 low r1 9; sla_breached 9 E1 r2; cleared 10 E1"
                                      : "opened 1 E2 low r1 9; cleared 2 E2; opened 3 E3 low r1 9; cleared 4 E3";
        c.journeys[i] = (journey_case){"smb", NULL, records};
    }
    return c;
}

/* Of 8 items, or 7, some breach; the intervals are Wilson's, held to vectors in tests/engine/stats. */
static void gate__criteria_judge_the_interval_of_a_rate(void **state)
{
    (void)state;
#define BOUND "criteria:\n- {id: b, title: late, tier: critical, metric: breached, scope: whole, "
    gate_case c = six_items(BOUND "at_most: 0.65, min_n: 1}\n", 4); /* 4 of 8: 21.52% to 78.48% */
    world w;
    build(&w, &c);
    const rh_model_criterion *row = criterion(&w, "b");
    assert_true(row->is_bound && row->has_interval);
    assert_int_equal(row->observed.num * 2, row->observed.den);
    assert_int_equal(row->low.num, 215216);
    assert_int_equal(row->high.num, 784784);
    assert_int_equal(row->low.den, 1000000);
    assert_int_equal(row->confidence.num, 95);
    assert_int_equal(row->result, RH_MODEL_INCONCLUSIVE);
    assert_true(row->has_needed);
    assert_int_equal(row->needed, 39); /* 3.8415 * 0.65 * 0.35 / 0.15^2 = 38.84 */
    assert_string_equal(rh_arena_cstr(&w.keep, w.out.steps[0].text),
                        "bring more history: 39 review items decide at this rate");
    end(&w);
    expect(&c, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "late: 4 of 8 (50.00%), 95.00% interval 21.52% to 78.47%, "
           "which does not settle whether it is at most 65.00%");
    c.policy = BOUND "at_most: 0.8, min_n: 1}\n"; /* whole inside */
    expect(&c, RH_MODEL_GO, RH_MODEL_BUILD, "");
    c.policy = BOUND "at_most: 0.2, min_n: 1}\n"; /* whole outside */
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT,
           "late: 4 of 8 (50.00%), 95.00% interval 21.52% to 78.47%, at most 20.00% is allowed");
    c.policy = BOUND "at_most: 0.65, min_n: 1, confidence: 0.5}\n"; /* a narrower interval settles it */
    expect(&c, RH_MODEL_GO, RH_MODEL_BUILD, "");
    c.policy = BOUND "at_least: 0.2, min_n: 1}\n";
    expect(&c, RH_MODEL_GO, RH_MODEL_BUILD, "");
    c.policy = BOUND "at_least: 0.8, min_n: 1}\n";
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT, NULL);
    c.policy = BOUND "at_most: 0.65, min_n: 1, judge: point}\n";
    expect(&c, RH_MODEL_GO, RH_MODEL_BUILD, "");
}

static void gate__says_which_sample_would_decide(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        int late;
        bool has_needed;
        uint64_t needed;
        const char *reason;
    } cases[] = {
        /* too few for min_n: that many, or as many as the interval asks for */
        {BOUND "at_most: 0.9, min_n: 30}\n", 4, true, 30, "late: 8 review items are too few to judge"},
        {BOUND "at_most: 0.55, min_n: 30}\n", 4, true, 381, "late: 8 review items are too few to judge"},
        /* the rate is the threshold: no sample decides */
        {BOUND "at_most: 0.5, min_n: 1}\n", 4, false, 0, NULL},
        {BOUND "at_most: 0, min_n: 1}\n", 0, false, 0, NULL},
        /* no sample at all */
        {"criteria:\n- {id: b, title: late, tier: critical, metric: breached, at_most: 0, scope: entry, "
         "where: entry.id == 'none'}\n",
         4, true, 5, "late: 0 review items are too few to judge"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world w;
        const gate_case c = six_items(cases[i].policy, cases[i].late);
        build(&w, &c);
        const rh_model_criterion *row = criterion(&w, "b");
        assert_int_equal(row->result, RH_MODEL_INCONCLUSIVE);
        assert_int_equal(row->has_needed, cases[i].has_needed);
        if (row->has_needed) assert_int_equal(row->needed, cases[i].needed);
        assert_int_equal(w.out.verdict, RH_MODEL_GATE_HOLD);
        if (cases[i].reason != NULL)
            assert_string_equal(rh_arena_cstr(&w.keep, w.out.reasons[0].text), cases[i].reason);
        end(&w);
    }
}

static void gate__where_takes_some_entries(void **state)
{
    (void)state;
#define NARROW(metric, id) "- {id: b, tier: critical, metric: " metric ", judge: point, at_most: 0, min_n: 1, " id "}\n"
    /* E1 breached, E2 and E3 did not */
    gate_case c = six_items("criteria:\n" NARROW("breached", "scope: whole, where: entry.id != 'E1'"), 4);
    world w;
    build(&w, &c);
    assert_int_equal(w.out.verdict, RH_MODEL_GO);
    assert_int_equal(criterion(&w, "b")->n, 4); /* two openings each of E2 and E3 */
    assert_string_equal(rh_arena_cstr(&w.keep, criterion(&w, "b")->where), "entry.id != 'E1'");
    end(&w);
    c.policy = "criteria:\n" NARROW("breached", "scope: whole, where: entry.id == 'E1'");
    expect(&c, RH_MODEL_NO_GO, RH_MODEL_REJECT, NULL);
    c.policy = "criteria:\n" NARROW("breached", "scope: entry, where: entry.id != 'E1'");
    build(&w, &c);
    assert_int_equal(w.out.verdict, RH_MODEL_GO);
    assert_true(rh_str_eq(criterion(&w, "b")->of, RH_STR("E2")));
    end(&w);
    const journey_case only_e1 = {"smb", NULL, "opened 1 E1 low r1 9; cleared 2 E1"};
    c = (gate_case){.journeys = {only_e1}, .results = "ppu", .base_results = "ppu", .old_on_head = "ppu"};
    c.policy = "criteria:\n" NARROW("never_fired", "scope: whole, where: entry.id == 'E1'");
    build(&w, &c);
    assert_int_equal(criterion(&w, "b")->observed.num, 0);
    end(&w);
    c.policy = "criteria:\n" NARROW("never_fired", "scope: whole, where: entry.id != 'E1'");
    build(&w, &c);
    assert_int_equal(criterion(&w, "b")->observed.num, 2);
    end(&w);
    c.policy = "criteria:\n" NARROW("tests_unproven", "scope: whole, where: entry.id == 'E3'");
    build(&w, &c);
    assert_int_equal(criterion(&w, "b")->observed.num, 1);
    assert_int_equal(criterion(&w, "b")->n, 1);
    end(&w);
}

static void gate__a_lane_is_judged_by_its_rows_and_by_the_whole(void **state)
{
    (void)state;
#define BY_LANE                                                                                                        \
    "lane: journey.lane\ncriteria:\n- {id: b, title: late, tier: critical, metric: breached, judge: point, scope: "    \
    "lane, "
    world w;
    build(&w, &(gate_case){.policy = BY_LANE "at_most: 0, min_n: 1, on_fail: narrow}\n"});
    assert_int_equal(w.out.verdict, RH_MODEL_NO_GO);
    assert_int_equal(w.out.n_lanes, 2);
    assert_true(rh_str_eq(w.out.lanes[0].lane, RH_STR("big")));
    assert_int_equal(w.out.lanes[0].verdict, RH_MODEL_GO);
    assert_int_equal(w.out.lanes[1].verdict, RH_MODEL_NO_GO);
    assert_int_equal(w.out.lanes[1].journeys, 2);
    /* Covers: S4-LCH-02 */
    assert_int_equal(w.out.launch, RH_MODEL_NARROW); /* one lane passes */
    end(&w);
    /* no lane passes when what is judged as a whole fails too */
    expect(&(gate_case){.policy = BY_LANE
                        "at_most: 0, min_n: 1, on_fail: narrow}\n"
                        "- {id: w, tier: critical, metric: breached, judge: point, scope: whole, at_most: 0, "
                        "min_n: 1, on_fail: narrow}\n"},
           RH_MODEL_NO_GO, RH_MODEL_REJECT, NULL);
}

static void gate__an_entry_criterion_that_fails_in_handoff_lanes_only_fixes_those_first(void **state)
{
    (void)state;
#define BY_ENTRY                                                                                                       \
    "criteria:\n- {id: b, tier: critical, metric: breached, judge: point, scope: entry, at_most: 0, min_n: 1}\n"
    /* Covers: S4-LCH-03 */
    expect(&(gate_case){.policy = "handoff: [l1]\n" BY_ENTRY}, RH_MODEL_NO_GO, RH_MODEL_FIX_HANDOFF_FIRST, NULL);
    /* Covers: S4-LCH-04 */
    expect(&(gate_case){.policy = "handoff: [l2]\n" BY_ENTRY}, RH_MODEL_NO_GO, RH_MODEL_REJECT, NULL);
    /* a failing test of a hold entry rejects whatever else is said */
    expect(&(gate_case){.policy = "handoff: [l1]\n" BY_ENTRY, .results = "fpp", .hold_risk = true}, RH_MODEL_NO_GO,
           RH_MODEL_REJECT, NULL);
}

static void gate__holds_when_the_sample_is_not_what_it_should_be(void **state)
{
    (void)state;
    expect(&(gate_case){.policy = "min_journeys: 4\n"}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "3 journeys were replayed, 4 are needed");
    /* Covers: E15 */
    const gate_case undecided = {
        .journeys = {{"smb", NULL, "opened 1 E1 low r1 9 undecided; opened 1 E2 low r1 9; opened 1 E3 low r1 9"}}};
    expect(&undecided, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "1 of 3 (33.33%) openings were undecided, more than undecided_max allows");
    expect(&(gate_case){.read = 100, .quarantined = 1}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "1 of 100 (1.00%) events were quarantined, more than quarantined_max allows");
    expect(&(gate_case){.policy = "quarantined_max: 0.01\n", .read = 100, .quarantined = 1}, RH_MODEL_GO,
           RH_MODEL_BUILD, "");
    expect(&(gate_case){.source = RH_POLICY_MISSING}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "there is no gate.yaml, so nothing says what may go live");
    expect(&(gate_case){.source = RH_POLICY_BOOTSTRAP}, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "the base has no gate.yaml, so the proposal is judged by its own");
    expect(&(gate_case){.source = RH_POLICY_BOOTSTRAP, .is_bootstrap_allowed = true}, RH_MODEL_GO, RH_MODEL_BUILD, "");
}

static void gate__asks_what_day_it_is_before_it_calls_history_stale(void **state)
{
    (void)state;
    gate_case c = {.policy = "stale_max: 2 days\n", .newest_h = 10, .today_h = -1};
    expect(&c, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "stale_max asks how old the history is, and nobody said what day it is");
    c.today_h = 10 + 48;
    expect(&c, RH_MODEL_GO, RH_MODEL_BUILD, "");
    c.today_h = 10 + 49;
    expect(&c, RH_MODEL_GATE_HOLD, RH_MODEL_LAUNCH_NONE,
           "the newest event is of 2026-01-01T10:00:00Z, older than stale_max allows");
}

static void gate__the_share_of_quarantined_events_is_an_exit_of_its_own(void **state)
{
    (void)state;
    world w;
    build(&w, &(gate_case){.read = 100, .quarantined = 1});
    assert_true(rh_gate_is_share_over(&w.in));
    w.in.quarantined = 0;
    assert_false(rh_gate_is_share_over(&w.in));
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate__nothing_against_it_is_go),
        cmocka_unit_test(gate__nothing_replayed_or_tested_is_never_a_pass),
        cmocka_unit_test(gate__tests_that_fail_are_gone_or_prove_nothing_stop_it),
        cmocka_unit_test(gate__tests_that_notice_too_few_slips_stop_it),
        cmocka_unit_test(gate__every_loosened_row_stops_it),
        cmocka_unit_test(gate__loosening_in_the_text_stops_it_and_doubt_holds_it),
        cmocka_unit_test(gate__a_changed_entry_that_matched_nothing_holds_it),
        cmocka_unit_test(gate__an_entry_that_matched_one_customer_alone_is_told),
        cmocka_unit_test(gate__what_is_passed_on_does_not_say_how_many_few_are),
        cmocka_unit_test(gate__a_broken_invariant_stops_it),
        cmocka_unit_test(gate__criteria_compare_points),
        cmocka_unit_test(gate__criteria_judge_the_interval_of_a_rate),
        cmocka_unit_test(gate__says_which_sample_would_decide),
        cmocka_unit_test(gate__where_takes_some_entries),
        cmocka_unit_test(gate__a_waiver_covers_the_text_it_is_bound_to),
        cmocka_unit_test(gate__a_waiver_covers_the_rows_that_go_back_to_it),
        cmocka_unit_test(gate__a_waiver_for_lanes_covers_the_rows_of_these_lanes),
        cmocka_unit_test(gate__a_waiver_without_content_covers_what_turned_out_good),
        cmocka_unit_test(gate__a_waiver_takes_out_a_supporting_criterion_and_no_other),
        cmocka_unit_test(gate__a_lane_is_judged_by_its_rows_and_by_the_whole),
        cmocka_unit_test(gate__an_entry_criterion_that_fails_in_handoff_lanes_only_fixes_those_first),
        cmocka_unit_test(gate__holds_when_the_sample_is_not_what_it_should_be),
        cmocka_unit_test(gate__asks_what_day_it_is_before_it_calls_history_stale),
        cmocka_unit_test(gate__the_share_of_quarantined_events_is_an_exit_of_its_own),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
