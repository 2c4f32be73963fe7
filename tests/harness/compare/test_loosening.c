/* Static loosening: an edit of the tree in tests/data/small, and what its text is found to let through. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/compare/loosening.h"
#include "tests/kit/memory.h"
#include "tests/kit/small.h"

#include <stdio.h>

#define GATE                                                                                                           \
    "undecided_max: 0\nmin_journeys: 20\nstale_max: 45 days\ncriteria:\n"                                              \
    "- {id: late, tier: critical, metric: breached, at_most: 0.1, scope: whole}\n"                                    \
    "- {id: seen, tier: advisory, metric: journeys, at_least: 20, scope: whole}\n"

#define OLD_WHEN                                                                                                       \
    "when: >-\n  days_since(crm.kickoff) >= 3 && crm.tasks.exists(t, t.status == \"open\")\n"                          \
    "  || crm.tags.exists(t, t.startsWith(policy.plan)) || business_days_since(crm.kickoff) >= 2\n"

#define E1 "register/E1.yaml"
#define E2 "register/E2.yaml"

typedef struct loosening_case {
    const char *file, *before, *after; /* before NULL: the file is added; after NULL: removed */
    const char *expected;              /* a line each: "loosens KEY: words", "unknown KEY: words"; "": safe */
} loosening_case;

typedef kit_small world;

static rh_tree edited(world *w, const loosening_case *c)
{
    return kit_small_edited(w, (kit_edit){c->file, c->before, c->after});
}

static void begin(world *w)
{
    kit_small_begin(w);
    w->tree = edited(w, &(loosening_case){"gate.yaml", NULL, GATE, NULL});
    w->tree = edited(w, &(loosening_case){E2, "never: [mail.welcome]}",
                                          "never: [mail.welcome], example: {base: clean}}", NULL});
    w->base = kit_small_load(w, &w->tree);
}

/* ---- findings as text ---- */

static void check(world *w, const loosening_case *c)
{
    const rh_tree tree = edited(w, c);
    const rh_revision head = kit_small_load(w, &tree);
    const rh_str got = kit_small_loosenings(w, head.reg);
    if (strcmp(got.ptr, c->expected) != 0)
        fail_msg("%s: %s -> %s:\n%swanted\n%s", c->file, c->before != NULL ? c->before : "(added)",
                 c->after != NULL ? c->after : "(removed)", got.ptr, c->expected);
}

static const loosening_case cases[] = {
    /* words */
    {E1, "The plans differ", "The plans are not the same", ""},
    {E1, "evidence: [crm.plan, workflow.state]", "evidence: [crm.plan]", ""},
    {"states.yaml", "title: Received", "title: Arrived", ""},
    {"schema.yaml", "title: CRM plan", "title: plan", ""},
    /* the entry itself */
    {E2, "id: E2", NULL, "loosens : entry E2 is removed\n"},
    {E1, "block: [plan.grant]", "block: [plan.grant, mail.send]", ""},
    {E1, "{hold: [mail.welcome], block: [plan.grant]}", "{block: [plan.grant, mail.welcome]}", ""},
    {E1, ", block: [plan.grant]", "", "loosens effect.block: E1 no longer has plan.grant blocked\n"},
    {E1, "{hold: [mail.welcome], block: [plan.grant]}", "{hold: [mail.welcome, plan.grant]}",
     "loosens effect.block: effect of E1 on plan.grant is lowered from block to hold\n"},
    {E1, "window: received..accepted", "window: any", ""},
    {E1, "window: received..accepted", "window: accepted..accepted",
     "loosens window: window of E1 is narrowed from received..accepted\n"},
    {E2, "window: any", "window: received..closed", "loosens window: window of E2 is narrowed from any\n"},
    {E1, "segments: [high_touch]", "segments: all", ""},
    {E1, "segments: [high_touch]", "segments: [self_serve]", "loosens segments: segments of E1 are narrowed\n"},
    {E2, "segments: all", "segments: [self_serve]", "loosens segments: segments of E2 are narrowed\n"},
    {E1, "clears: human_data", "clears: decision", ""},
    {E1, "clears: human_data", "clears: data", "loosens clears: E1 is cleared by data, where it took human_data\n"},
    {E1, "primary: revops, backup: lead", "primary: lead, backup: revops",
     "loosens review.backup: review.backup of E1 is changed from lead to revops\n"
     "loosens review.primary: review.primary of E1 is changed from revops to lead\n"},
    {E1, "primary: revops", "primary: rev", ""}, /* an alias of the same role */
    {E1, "sla: 4", "sla: 2", "loosens sla: sla of E1 is lowered from tier 4 to 2\n"},
    {E2, "sla: 1", "sla: 4", ""},
    {E2, "sla: 1", "sla: 2", ""}, /* four hours, where it was a business day */
    {E1, "risk: high", "risk: medium", "unknown risk: risk of E1 is lowered from high to medium\n"},
    {E1, "lane: handoff", "lane: billing", "unknown lane: lane changed, and that is not proven safe\n"},
    {E1, "do: task.create, owner: revenue_operations, text: ask", "do: task.create, owner: revops, text: ask twice",
     ""},
    {E1, "do: task.create, owner: revenue_operations", "do: task.create, owner: lead",
     "loosens tasks: task task.create of E1 for revops is removed\n"},
    {E1, "after: 2 business days", "after: 4000 business days",
     "loosens tasks: task task.create of E1 comes later\n"},
    /* what it is held to (Covers: M3) */
    {E1, "{name: no mail, never: [mail.welcome], until: present(crm.plan)}",
     "{name: no mail, never: [mail.welcome], until: present(crm.stage)}",
     "unknown acceptance[no mail].until: acceptance test of E1 asks for something else: no mail\n"},
    {E1, "{name: no mail, never", "{name: other, never",
     "loosens acceptance[no mail]: acceptance test of E1 is removed: no mail\n"},
    {E2, "{name: no mail, never: [mail.welcome], example: {base: clean}}", "{name: no mail, never: [mail.welcome]}",
     "loosens acceptance[no mail].example: acceptance test of E2 has lost an example: no mail\n"},
    {E2, "example: {base: clean}}", "examples: [{base: clean}, {base: clean, opens: false}]}", ""},
    {E1, "until: present(crm.plan)}", "until: present(crm.plan)}\n  - {name: more, never: [mail.welcome]}", ""},
    /* the condition */
    {E1, "&& crm.stage in [\"won\"]", "", ""},
    {E1, "&& crm.stage in [\"won\"]", "&& crm.stage in [\"won\"] || crm.value > 7", ""},
    {E1, "&& crm.stage in [\"won\"]", "&& crm.stage in [\"won\"] && crm.value > 7",
     "unknown when: when of E1 changed, and may open less than before\n"},
    {E1, "[\"won\"]", "[\"open\"]", "unknown when: when of E1 changed, and may open less than before\n"},
    /* actions */
    {"actions.yaml", "title: Send mail", "title: Send a mail", ""},
    {"actions.yaml", "mail.welcome, default: hold", "mail.welcome, default: block", ""},
    {"actions.yaml", "mail.welcome, default: hold", "mail.welcome, default: draft",
     "loosens actions[mail.welcome].default: default of mail.welcome is lowered from hold to draft\n"},
    {"actions.yaml", "release: crm.value > 5", "release: crm.value > 4",
     "loosens actions[mail.welcome].release: release of mail.welcome is changed\n"},
    {"actions.yaml", ", auto: crm.stage == \"won\" && present(crm.plan)", "",
     "loosens actions[plan.grant].auto: auto of plan.grant is changed\n"},
    {"actions.yaml", "pausable: false", "pausable: true", ""},
    {"actions.yaml", "Send mail, default: allow", "Send mail, pausable: false, default: allow",
     "loosens actions[mail.send].pausable: mail.send is no longer pausable\n"},
    {"actions.yaml", "family: [mail.send], ", "",
     "loosens actions[mail.welcome].family: mail.welcome has left the family mail.send\n"},
    {"actions.yaml", "range: received..accepted", "range: any",
     "unknown actions[mail.welcome].range: range of mail.welcome is wider\n"},
    {"actions.yaml", "range: received..accepted", "range: accepted..accepted", ""},
    /* roles, tiers, policy */
    {"roles.yaml", "- {id: lead}", "- {id: lead, override: true}",
     "loosens roles[lead].override: role lead gains override\n"},
    {"roles.yaml", "- {id: lead}", "- {id: lead, aliases: [chief]}",
     "loosens roles[lead].aliases: role lead gains the alias chief\n"},
    {"roles.yaml", "- {id: lead}", "- {id: lead}\n  - {id: king, override: true}",
     "loosens roles[king]: role king gains override\n"},
    {"roles.yaml", "- {id: boss, override: true}", "- {id: boss}",
     "unknown roles[boss].override: role boss loses override, and may have rejected by it\n"},
    {"roles.yaml", "  - {id: desk, notify_only: true}\n", "", ""},
    {"roles.yaml", ", rev]}\n  - {id: lead}", "]}\n  - {id: lead}",
     "unknown roles[revops].aliases: rev means no role, and may have rejected as revops\n"},
    {"roles.yaml", ", rev]}\n  - {id: lead}", "]}\n  - {id: lead}\n  - {id: rev}",
     "loosens roles[revops].aliases: rev means role rev, where it meant revops\n"},
    {"roles.yaml", "id: revops, title: Revenue operations, aliases: [revenue_operations, rev]}",
     "id: rev, title: Revenue operations, aliases: [revenue_operations, revops]}",
     "loosens roles[revops]: rev means role rev, where it meant revops\n"
     "loosens roles[revops]: revenue_operations means role rev, where it meant revops\n"
     "loosens roles[revops]: revops means role rev, where it meant revops\n"
     "loosens roles[rev]: role rev gains the alias revenue_operations\n"
     "loosens roles[rev]: role rev gains the alias revops\n"},
    {"tiers.yaml", ", stop: true", "", "loosens tiers: tier 4 no longer stops\n"},
    {"tiers.yaml", "clock: 4 hours", "clock: 5 hours", "loosens tiers: clock of tier 2 is longer: 5, where it was 4\n"},
    {"tiers.yaml", "clock: 4 hours", "clock: 3 hours", ""},
    {"tiers.yaml", "clock: 4 hours", "clock: 1 business day",
     "unknown tiers: clock of tier 2 counts in another unit\n"},
    {"tiers.yaml", "  - {from: high, to: hold, when: crm.rate > 0.5}\n", "",
     "loosens lift: lift from high to hold is removed or changed\n"},
    {"policy.yaml", "materiality: 1000", "materiality: 999", ""},
    {"policy.yaml", "materiality: 1000", "materiality: 1001",
     "loosens values.materiality: materiality is raised from 1000\n"},
    {"policy.yaml", "approval_valid: 5 days", "approval_valid: 6 days",
     "loosens values.approval_valid: approval_valid is raised from 5 to 6\n"},
    {"policy.yaml", "dual: {amount: crm.value, actions: [mail.welcome]}\n", "",
     "loosens dual: two approvers are no longer asked for mail.welcome\n"
     "loosens dual: two approvers go by another amount than crm.value\n"},
    {"policy.yaml", "share: 0.5", "share: 0.6",
     "unknown values.share: values.share changed, and that is not proven safe\n"},
    {"policy.yaml", "lane: [handoff, billing]", "lane: [handoff, billing, other]", ""},
    {"policy.yaml", "retired: [E9]", "retired: [E8, E9]", ""},
    {"policy.yaml", "retired: [E9]", "retired: [e9]", ""},
    {"policy.yaml", "retired: [E9]\n", "", "unknown retired: id E9 was retired, and may be used again\n"},
    /* schema, events, states */
    {"schema.yaml", "  crm.rate:", "  crm.more: {type: bool, class: safe, from: crm}\n  crm.rate:", ""},
    {"schema.yaml", "derived: crm.value * 2", "derived: crm.value * 3",
     "unknown fields.crm.double.derived: field crm.double is changed\n"},
    {"events.yaml", "mailed: {payload: {}, action: mail.welcome}", "mailed: {payload: {}}",
     "unknown events.mailed.action: events.mailed.action changed, and that is not proven safe\n"},
    {"states.yaml", "guard: crm.value > 10", "guard: crm.value > 11",
     "unknown transitions: transitions changed, and that is not proven safe\n"},
    /* the gate (Covers: M1) */
    {"gate.yaml", "undecided_max: 0\n", NULL, "loosens : gate.yaml is removed\n"},
    {"gate.yaml", "undecided_max: 0", "undecided_max: 0.1", "loosens undecided_max: undecided_max is raised\n"},
    {"gate.yaml", "min_journeys: 20", "min_journeys: 2", "loosens min_journeys: min_journeys is lowered\n"},
    {"gate.yaml", "min_journeys: 20", "min_journeys: 200", ""},
    {"gate.yaml", "stale_max: 45 days\n", "", "loosens stale_max: stale_max is removed\n"},
    {"gate.yaml", "at_most: 0.1", "at_most: 0.2",
     "loosens criteria[late].at_most: criterion late allows more than before\n"},
    {"gate.yaml", "at_most: 0.1", "at_most: 0.05", ""},
    {"gate.yaml", "at_least: 20", "at_least: 2",
     "loosens criteria[seen].at_least: criterion seen asks for less than before\n"},
    {"gate.yaml", "tier: critical", "tier: supporting",
     "loosens criteria[late].tier: criterion late has a lower tier\n"},
    {"gate.yaml", "scope: whole}\n- {id: seen", "scope: whole, judge: point}\n- {id: seen",
     "unknown criteria[late].judge: judge of criterion late changed\n"},
    {"gate.yaml", "- {id: seen, tier: advisory, metric: journeys, at_least: 20, scope: whole}\n", "",
     "loosens criteria[seen]: criterion seen is removed\n"},
    /* files that may be missing */
    {"waivers.yaml", NULL, "waivers: []\n", ""},
    {"checklist.yaml", NULL, "items: []\n", ""},
};

static void loosening__is_found_in_the_text(void **state)
{
    (void)state;
    world w;
    begin(&w);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) check(&w, &cases[i]);
    kit_small_end(&w);
}

/* E2 and the release of mail.welcome as the base has them, and whether another entry that opens, and stops, may make the
 * one hold less or let the other go. */
static const struct {
    const char *when, *release;
    bool is_closed, is_let_go;
} readers[] = {
    {"workflow.paused", "!workflow.paused", false, false},
    {"!workflow.paused", "workflow.paused", true, true},
    {"workflow.paused == true || crm.value > 7", "crm.value > 7", false, false},
    {"workflow.paused == false && crm.value > 7", "workflow.paused != true", true, true},
    {"workflow.open_items > 2", "!(workflow.open_items > 2)", false, false},
    {"workflow.open_items == 2", "workflow.open_items < 2", true, true},
    {"!(crm.value > 7 && workflow.open_items >= 2)", "workflow.open_items >= 2", true, true},
    {"overdue(workflow.earliest_due)", "!overdue(workflow.earliest_due)", false, true}, /* E2's own clock runs out */
    {"!overdue(workflow.earliest_due)", "overdue(workflow.earliest_due)", true, true},
    {"present(workflow.oldest_open_at) && days_since(workflow.oldest_open_at) > 1",
     "absent(workflow.oldest_open_at) && crm.value > 7", false, true}, /* true: nothing tells that it only falls */
};

static const char e3[] =
    "id: E3\ntitle: t\nlane: handoff\nexception: conflict\nsegments: all\ntrigger: t\nwhen: crm.value > 9\n"
    "window: any\nrisk: medium\nsla: 4\nreason: scope\nevidence: []\nai: {may: []}\nhuman: look\n"
    "review: {area: contract, primary: lead, backup: lead, escalation: boss}\neffect: {hold: [mail.send]}\n"
    "audit: []\nowner: lead\ncovers: []\nacceptance:\n  - {name: no mail, never: [mail.send]}\n";

static void loosening__more_that_is_open_may_close_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        world w;
        char when[200], release[200];
        snprintf(when, sizeof when, "when: '%s'\n", readers[i].when);
        snprintf(release, sizeof release, "release: '%s'", readers[i].release);
        begin(&w);
        w.tree = edited(&w, &(loosening_case){E2, OLD_WHEN, when, NULL});
        w.tree = edited(&w, &(loosening_case){"actions.yaml", "release: crm.value > 5", release, NULL});
        w.base = kit_small_load(&w, &w.tree);
        const rh_tree tree = edited(&w, &(loosening_case){"register/E3.yaml", NULL, e3, NULL});
        const rh_revision head = kit_small_load(&w, &tree);
        const rh_str got = kit_small_loosenings(&w, head.reg);
        const bool is_closed = strstr(got.ptr, "E3 is new, and E2, which reads workflow.") != NULL;
        const bool is_let_go = strstr(got.ptr, "E3 is new, and mail.welcome, whose release reads workflow.") != NULL;
        if (is_closed != readers[i].is_closed || is_let_go != readers[i].is_let_go)
            fail_msg("%s, %s: %s", readers[i].when, readers[i].release, got.ptr);
        kit_small_end(&w);
    }
}

/* What is safe one way is not the other: no edit of a rule and its reverse are both safe, unless it only changes
 * words. */
static void loosening__is_not_safe_both_ways(void **state)
{
    (void)state;
    world w;
    begin(&w);
    const loosening_case ways[] = {
        {E1, "sla: 4", "sla: 2", NULL},
        {E1, "clears: human_data", "clears: decision", NULL},
        {E1, "window: received..accepted", "window: any", NULL},
        {E1, "block: [plan.grant]", "block: [plan.grant, mail.send]", NULL},
        {E1, "&& crm.stage in [\"won\"]", "", NULL},
        {"actions.yaml", "mail.welcome, default: hold", "mail.welcome, default: block", NULL},
        {"tiers.yaml", "clock: 4 hours", "clock: 3 hours", NULL},
        {"gate.yaml", "at_most: 0.1", "at_most: 0.05", NULL},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const rh_tree tree = edited(&w, &ways[i]);
        const rh_revision head = kit_small_load(&w, &tree), base = w.base;
        const bool is_safe = kit_small_loosenings(&w, head.reg).len == 1;
        w.base = head;
        assert_true(is_safe != (kit_small_loosenings(&w, base.reg).len == 1));
        w.base = base;
    }
    kit_small_end(&w);
}

static void loosening__of_content_without_keys_is_by_its_place(void **state)
{
    (void)state;
    world w;
    begin(&w);
    const rh_change files[] = {{RH_STR("cases/calendars/us.ics"), RH_CHANGE_CHANGED},
                               {RH_STR("fixtures/clean.jsonl"), RH_CHANGE_CHANGED},
                               {RH_STR("fixtures/gone.jsonl"), RH_CHANGE_REMOVED},
                               {RH_STR("fixtures/new.jsonl"), RH_CHANGE_ADDED}};
    rh_changed_files changes = {0};
    assert_int_equal(rh_changed_files_add(&changes, &w.keep, files, 4, NULL), RH_OK);
    assert_int_equal(rh_loosenings_find(&changes, &w.keep, w.base.reg, w.base.reg, NULL), RH_OK);
    assert_true(changes.at[0].n_loosenings == 1 && changes.at[0].loosenings[0].is_unknown);
    assert_true(changes.at[1].n_loosenings == 1 && !changes.at[1].loosenings[0].is_unknown);
    assert_string_equal(rh_arena_cstr(&w.keep, changes.at[2].loosenings[0].says),
                        "fixture fixtures/gone.jsonl is removed");
    assert_int_equal(changes.at[3].n_loosenings, 0);
    kit_small_end(&w);
}

static void condition__is_wider_where_it_follows(void **state)
{
    (void)state;
    static const struct {
        const char *base, *head;
        bool is_wider;
    } pairs[] = {
        {"a && b", "a&&b", true},
        {"a && b", "b && a", true},
        {"a && b", "a", true},
        {"a", "a && b", false},
        {"a", "a || b", true},
        {"a || b", "a", false},
        {"a || b", "b || c || a", true},
        {"a && (b || c)", "a && (b || c || d)", true},
        {"a && b || c", "a || c", true},
        {"a && b", "c || (b && a) || d", true},
        {"a || b", "(a || b) && c", false},
        {"!a", "!(a && b)", false}, /* true, but not seen */
        {"a || a && b", "a", false}, /* holds as often, and reads less: a released entry opens again less often */
        {"a || a && b", "a && b || a", true},
        {"a || a && b", "a || b || c", true},
        {"(a || b) && (a || c)", "a || b && c", false},
        {"(a || b) && c", "b || (d || a)", true},
        {"a.b > 1", "a.b >= 1", false},
        {"a", "a |", false},
        {"a / 0.0 > 1.0", "a / -0.0 > 1.0", false},
        {"a / 0.0 > 1.0", "a / 0.00 > 1.0", true},
    };
    rh_arena scratch = kit_arena();
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (rh_condition_is_wider(rh_str_of(pairs[i].base), rh_str_of(pairs[i].head), &scratch) != pairs[i].is_wider)
            fail_msg("%s -> %s", pairs[i].base, pairs[i].head);
    rh_arena_dispose(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loosening__is_found_in_the_text),
        cmocka_unit_test(loosening__more_that_is_open_may_close_others),
        cmocka_unit_test(loosening__is_not_safe_both_ways),
        cmocka_unit_test(loosening__of_content_without_keys_is_by_its_place),
        cmocka_unit_test(condition__is_wider_where_it_follows),
    };
    return cmocka_run_group_tests_name("static loosening", tests, NULL, NULL);
}
