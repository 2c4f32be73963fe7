/* What a change that is safe by itself sets in motion, and who minds: found by `make edits`, one row each. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/small.h"

#define E1 "register/E1.yaml"
#define E2 "register/E2.yaml"
#define OLD_WHEN                                                                                                       \
    "when: >-\n  days_since(crm.kickoff) >= 3 && crm.tasks.exists(t, t.status == \"open\")\n"                          \
    "  || crm.tags.exists(t, t.startsWith(policy.plan)) || business_days_since(crm.kickoff) >= 2\n"

/* An edit that makes the base, and one of that; what is found, NULL: nothing. */
typedef struct ripple_case {
    kit_edit first, edit;
    const char *expected;
} ripple_case;

#define WHEN(text) {E2, OLD_WHEN, "when: '" text "'\n"}
#define GUARD(text) {"states.yaml", "guard: crm.value > 10", "guard: '" text "'"}
#define AUTO(text) {"actions.yaml", "auto: crm.stage == \"won\" && present(crm.plan)", "auto: '" text "'"}
#define ALERT(text) {"monitors.yaml", "present(crm.kickoff) && days_since(crm.kickoff) >= 3", "'" text "'"}
#define LIFT(text) {"tiers.yaml", "when: crm.value > 100", "when: '" text "'"}
#define DERIVED(text) {"schema.yaml", "derived: crm.value * 2", "derived: '" text "'"}

#define RELEASE(text) {"actions.yaml", "release: crm.value > 5", "release: '" text "'"}

#define GAINS_OR {E1, "&& crm.stage in [\"won\"]", "&& crm.stage in [\"won\"] || crm.value > 7"}
#define GRANT_WAITS {"actions.yaml", "plan.grant, default: allow", "plan.grant, default: hold"}
#define WELCOME_BLOCKED {"actions.yaml", "mail.welcome, default: hold", "mail.welcome, default: block"}

static const ripple_case cases[] = {
    /* the state, and with it windows and ranges, whichever way it turns */
    {GUARD("workflow.open_items < 2"), GAINS_OR,
     "unknown when: when of E1 changed, and guard 2 of states.yaml reads workflow.open_items\n"},
    {GUARD("workflow.paused"), {E1, "window: received..accepted", "window: any"},
     "unknown window: window of E1 changed, and guard 2 of states.yaml reads workflow.paused\n"},
    {GUARD("crm.value > 10"), GAINS_OR, NULL},
    /* when something runs by itself */
    {AUTO("workflow.open_items > 1"), GAINS_OR,
     "unknown when: when of E1 changed, and plan.grant, whose auto reads workflow.open_items, may be proposed at another "
     "time\n"},
    /* risk, and who is told */
    {LIFT("workflow.open_items < 2"), GAINS_OR,
     "unknown when: when of E1 changed, and a lift to high, which reads workflow.open_items, may lift less\n"},
    {LIFT("workflow.open_items > 2"), GAINS_OR, NULL},
    {ALERT("!workflow.paused"), GAINS_OR,
     "unknown when: when of E1 changed, and alert late, which reads workflow.paused, may tell less\n"},
    {ALERT("workflow.paused"), GAINS_OR, NULL},
    /* what stays open for longer by another file than its own, or by its risk */
    {WHEN("workflow.open_items == 0"), {"policy.yaml", "approval_valid: 5 days", "approval_valid: 4 days"},
     "unknown values.approval_valid: values.approval_valid changed, and E2, which reads workflow.open_items, may open "
     "less\n"},
    {WHEN("workflow.open_items == 0"), {"policy.yaml", "materiality: 1000", "materiality: 999"},
     "unknown values.materiality: values.materiality changed, and E2, which reads workflow.open_items, may open less\n"},
    {WHEN("workflow.open_items == 0"),
     {"tiers.yaml", "when: crm.rate > 0.5}", "when: crm.rate > 0.5}\n  - {from: high, to: hold, when: crm.is_live}"},
     "unknown lift: a lift is new, and E2, which reads workflow.open_items, may open less\n"},
    {WHEN("!workflow.paused"), {E1, "clears: human_data", "clears: decision"},
     "unknown clears: clears of E1 changed, and E2, which reads workflow.paused, may open less\n"},
    {WHEN("!workflow.paused"), {"tiers.yaml", "tier: 2, clock: 4 hours", "tier: 2, clock: 4 hours, stop: true"},
     "unknown tiers: a tier begins to stop journeys, and E2, which reads workflow.paused, may open less\n"},
    /* clocks that run out earlier */
    {RELEASE("!overdue(workflow.earliest_due)"), {"tiers.yaml", "clock: 4 hours", "clock: 3 hours"},
     "unknown tiers: a clock changed, and mail.welcome, whose release reads workflow.earliest_due, may be let go\n"},
    {RELEASE("!overdue(workflow.earliest_due)"), {E2, "sla: 1", "sla: 2"},
     "unknown sla: sla of E2 changed, and mail.welcome, whose release reads workflow.earliest_due, may be let go\n"},
    {RELEASE("!overdue(workflow.earliest_due)"), GAINS_OR,
     "unknown when: when of E1 changed, and mail.welcome, whose release reads workflow.earliest_due, may be let go\n"},
    {WHEN("!overdue(workflow.earliest_due)"), GAINS_OR,
     "unknown when: when of E1 changed, and E2, which reads workflow.earliest_due, may open less\n"},
    {WHEN("overdue(workflow.earliest_due)"), GAINS_OR, NULL},
    {WHEN("overdue(workflow.earliest_due)"), WELCOME_BLOCKED,
     NULL},
    /* what is done later: minded where something rises for it, and where a lift falls */
    {WHEN("!(\"plan.grant\" in workflow.did)"), {E2, "draft: [mail.send]", "draft: [mail.send], hold: [plan.grant]"},
     NULL},
    {{"actions.yaml", "release: crm.value > 5", "release: '!(\"plan.grant\" in workflow.did)'"},
     {E2, "draft: [mail.send]", "draft: [mail.send], hold: [plan.grant]"},
     "unknown effect.hold: effect of E2 changed, and mail.welcome, whose release reads workflow.did, may be let go\n"},
    {{"actions.yaml", "release: crm.value > 5", "release: '!(\"mail.send\" in workflow.did)'"},
     {E2, "draft: [mail.send]", "draft: [mail.send], hold: [plan.grant]"}, NULL},
    {{"actions.yaml", "release: crm.value > 5", "release: '\"plan.grant\" in workflow.did'"},
     {E2, "draft: [mail.send]", "draft: [mail.send], hold: [plan.grant]"}, NULL},
    {LIFT("\"plan.grant\" in workflow.did"), GRANT_WAITS,
     "unknown actions[plan.grant].default: plan.grant may be held where it was not, and a lift to high, which reads "
     "workflow.did, may lift less\n"},
    {GUARD("!(\"plan.grant\" in workflow.did)"), GRANT_WAITS,
     "unknown actions[plan.grant].default: plan.grant may be held where it was not, and guard 2 of states.yaml reads "
     "workflow.did\n"},
    /* what is made of these, wherever it is read */
    {DERIVED("workflow.open_items"), GAINS_OR, NULL},
    /* a draft is done with, and what waits may run */
    {{"actions.yaml", "mail.send, title: Send mail, default: allow", "mail.send, auto: crm.is_live, default: allow"},
     {E2, "draft: [mail.send]", "hold: [mail.send]"},
     "unknown effect.draft: mail.send may wait for E2 and run by itself where it was drafted\n"},
    /* clocks in other units: four hours are no more than a business day, on whichever day, and may be more than four
     * business hours on none; a business day of eight hours is no more than ten of them */
    {{"tiers.yaml", "tier: 4, clock: 4 business hours, stop: true", "tier: 4, clock: 5 business hours"},
     {E2, "sla: 1", "sla: 4"}, NULL},
    {{"tiers.yaml", "tier: 4, clock: 4 business hours, stop: true", "tier: 4, clock: 3 days"}, {E2, "sla: 1", "sla: 4"},
     "unknown sla: E2 goes from tier 1 to 4, whose clock may be longer\n"},
    {{"tiers.yaml", "tier: 4, clock: 4 business hours, stop: true", "tier: 4, clock: 1 day"}, {E2, "sla: 1", "sla: 4"},
     "unknown sla: E2 goes from tier 1 to 4, whose clock may be longer\n"},
    {{"tiers.yaml", "tier: 4, clock: 4 business hours, stop: true", "tier: 4, clock: 20 hours"}, {E2, "sla: 1", "sla: 4"},
     NULL},
};

/* Of w->tree as it is by now. */
static void check(kit_small *w, size_t i, kit_edit edit, const char *expected)
{
    w->base = kit_small_load(w, &w->tree);
    const rh_tree tree = kit_small_edited(w, edit);
    const rh_revision head = kit_small_load(w, &tree);
    const rh_str got = kit_small_loosenings(w, head.reg);
    if (strcmp(got.ptr, expected != NULL ? expected : "") != 0)
        fail_msg("case %zu, %s\n  found: %s\n  not:   %s", i, edit.after, got.ptr, expected);
}

static void ripple__finds_who_minds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_small w;
        kit_small_begin(&w);
        w.tree = kit_small_edited(&w, cases[i].first);
        check(&w, i, cases[i].edit, cases[i].expected);
        kit_small_end(&w);
    }
}

static void ripple__goes_by_facts_that_are_made_of_what_moves(void **state)
{
    (void)state;
    kit_small w;
    kit_small_begin(&w);
    w.tree = kit_small_edited(&w, (kit_edit)DERIVED("workflow.open_items"));
    w.tree = kit_small_edited(&w, (kit_edit)WHEN("crm.double > 1"));
    check(&w, 0, (kit_edit)GAINS_OR, "unknown when: when of E1 changed, and E2, which reads crm.double, may open less\n");
    kit_small_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ripple__finds_who_minds),
        cmocka_unit_test(ripple__goes_by_facts_that_are_made_of_what_moves),
    };
    return cmocka_run_group_tests_name("what a change sets in motion", tests, NULL, NULL);
}
