/* The domain's checklist: each item of the catalogue that a person must do is asked for, and the gate heeds it. All
 * others being done, the one in question is opened: it shows, counts, and holds or stops the gate as its tier says. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/load/revision.h"
#include "harness/verdict/gate.h"
#include "tests/kit/memory.h"

#include <string.h>

/* What opens it: nobody answers; a case without a test; only made-up journeys; nothing observed; too few journeys. */
typedef enum spoiler { ANSWER, TEST, SYNTHETIC, OBSERVED, JOURNEYS } spoiler;

typedef struct asked {
    const char *item, *covers; /* covers: ids of the catalogue, as the file has them */
    spoiler how;
} asked;

static const asked table[] = {
    /* Covers: S1-CHK-01 S4-TPL-01 S4-DES-01 */
    {"lane-chosen", "S1-CHK-01 S4-TPL-01 S4-DES-01", ANSWER},
    /* Covers: S1-CHK-02 S4-TPL-03 S4-DES-02 */
    {"trigger-defined", "S1-CHK-02 S4-TPL-03 S4-DES-02", ANSWER},
    /* Covers: S1-CHK-03 S4-TPL-05 S4-TPL-06 */
    /* Covers: S4-TPL-07 S4-TPL-08 */
    {"systems-named", "S1-CHK-03 S4-TPL-05 S4-TPL-06 S4-TPL-07 S4-TPL-08", ANSWER},
    /* Covers: S1-CHK-04 S4-TPL-16 */
    {"handoff-fields", "S1-CHK-04 S4-TPL-16", ANSWER},
    /* Covers: S1-CHK-05 S4-TPL-02 */
    {"segments-mapped", "S1-CHK-05 S4-TPL-02", ANSWER},
    /* Covers: S1-CHK-06 S4-DES-03 */
    {"cases-captured", "S1-CHK-06 S4-DES-03", ANSWER},
    /* Covers: S1-CHK-07 S4-TPL-09 S4-TPL-11 */
    /* Covers: S4-TPL-13 S4-TPL-15 */
    {"cases-tiered", "S1-CHK-07 S4-TPL-09 S4-TPL-11 S4-TPL-13 S4-TPL-15", ANSWER},
    /* Covers: S1-CHK-08 S1-BLD-03 */
    {"checks-first", "S1-CHK-08 S1-BLD-03", ANSWER},
    /* Covers: S1-CHK-09 S1-BLD-06 */
    {"ai-boundaries", "S1-CHK-09 S1-BLD-06", ANSWER},
    /* Covers: S1-CHK-10 S4-DES-04 S4-TPL-10 */
    /* Covers: S4-TPL-12 S4-TPL-14 */
    {"reviewers-named", "S1-CHK-10 S4-DES-04 S4-TPL-10 S4-TPL-12 S4-TPL-14", ANSWER},
    /* Covers: S1-CHK-11 S4-DES-06 S4-TPL-18 */
    /* Covers: S1-PKT-13 */
    {"packet-fields", "S1-CHK-11 S4-DES-06 S4-TPL-18 S1-PKT-13", ANSWER},
    /* Covers: S1-CHK-12 S4-DES-08 S4-TPL-20 */
    /* Covers: S4-TPL-21 */
    {"draft-first", "S1-CHK-12 S4-DES-08 S4-TPL-20 S4-TPL-21", ANSWER},
    /* Covers: S1-CHK-13 S4-DES-09 S4-TPL-22 */
    /* Covers: S4-TPL-23 */
    {"writes-gated", "S1-CHK-13 S4-DES-09 S4-TPL-22 S4-TPL-23", ANSWER},
    /* Covers: S1-CHK-14 */
    {"low-confidence", "S1-CHK-14", ANSWER},
    /* Covers: S1-CHK-15 S1-ACC-09 */
    {"tests-exist", "S1-CHK-15 S1-ACC-09", TEST},
    /* Covers: S1-CHK-16 S4-DES-10 S4-TPL-24 */
    {"audit-fields", "S1-CHK-16 S4-DES-10 S4-TPL-24", ANSWER},
    /* Covers: S1-CHK-17 */
    {"launch-metrics", "S1-CHK-17", ANSWER},
    /* Covers: S1-CHK-18 S4-DES-12 S4-TPL-27 */
    {"rollback-owner", "S1-CHK-18 S4-DES-12 S4-TPL-27", ANSWER},
    /* Covers: S4-DES-05 */
    {"sla-table", "S4-DES-05", ANSWER},
    /* Covers: S4-DES-07 S4-TPL-19 */
    {"reviewer-actions", "S4-DES-07 S4-TPL-19", ANSWER},
    /* Covers: S4-DES-11 S4-TPL-25 */
    {"escalation-dashboard", "S4-DES-11 S4-TPL-25", ANSWER},
    /* Covers: S1-CMP-12 */
    {"clean-path", "S1-CMP-12", ANSWER},
    /* Covers: S4-SDF-07 */
    {"escalations-recorded", "S4-SDF-07", ANSWER},
    /* Covers: S4-TPL-04 */
    {"workflow-owner", "S4-TPL-04", ANSWER},
    /* Covers: S4-TPL-17 */
    {"milestones-named", "S4-TPL-17", ANSWER},
    /* Covers: S4-TPL-26 S4-ROL-07 */
    {"weekly-sample", "S4-TPL-26 S4-ROL-07", ANSWER},
    /* Covers: S4-TPL-28 */
    {"launch-decision", "S4-TPL-28", ANSWER},
    /* Covers: S3-PRE-01 S3-RHY-03 */
    {"access-confirmed", "S3-PRE-01 S3-RHY-03", ANSWER},
    /* Covers: S3-PRE-02 */
    {"paths-documented", "S3-PRE-02", ANSWER},
    /* Covers: S3-PRE-03 S3-RHY-02 */
    {"baseline-taken", "S3-PRE-03 S3-RHY-02", ANSWER},
    /* Covers: S3-PRE-04 */
    {"stack-minimal", "S3-PRE-04", ANSWER},
    /* Covers: S3-CTL-03 */
    {"least-privilege", "S3-CTL-03", ANSWER},
    /* Covers: S1-SRC-14 */
    {"real-records", "S1-SRC-14", SYNTHETIC},
    /* Covers: S1-BLD-01 */
    {"lane-mapped", "S1-BLD-01", ANSWER},
    /* Covers: S1-BLD-02 */
    {"risk-table", "S1-BLD-02", ANSWER},
    /* Covers: S1-BLD-04 */
    {"packet-built", "S1-BLD-04", ANSWER},
    /* Covers: S1-BLD-05 */
    {"shadow-tested", "S1-BLD-05", OBSERVED},
    /* Covers: S1-BLD-07 */
    {"people-decide", "S1-BLD-07", ANSWER},
    /* Covers: S1-BLD-08 */
    {"outcomes-measured", "S1-BLD-08", ANSWER},
    /* Covers: S2-UNT-01 S2-UNT-02 */
    {"unit-defined", "S2-UNT-01 S2-UNT-02", ANSWER},
    /* Covers: S2-UNT-03 */
    {"volume", "S2-UNT-03", JOURNEYS},
    /* Covers: S2-PIL-01 */
    {"pilot-segment", "S2-PIL-01", ANSWER},
    /* Covers: S2-PIL-02 */
    {"pilot-bounds", "S2-PIL-02", ANSWER},
    /* Covers: S2-PIL-03 */
    {"managers-kept", "S2-PIL-03", ANSWER},
    /* Covers: S4-LAN-01 */
    {"lane-handoff", "S4-LAN-01", ANSWER},
    /* Covers: S4-LAN-02 */
    {"lane-kickoff", "S4-LAN-02", ANSWER},
    /* Covers: S4-LAN-03 */
    {"lane-provisioning", "S4-LAN-03", ANSWER},
    /* Covers: S4-LAN-04 */
    {"lane-milestones", "S4-LAN-04", ANSWER},
    /* Covers: S4-LAN-05 */
    {"lane-risk", "S4-LAN-05", ANSWER},
    /* Covers: S4-LAN-06 */
    {"lane-transition", "S4-LAN-06", ANSWER},
    /* Covers: S4-LAN-07 */
    {"lane-standard", "S4-LAN-07", ANSWER},
    /* Covers: S4-ROL-01 */
    {"rollout-trigger", "S4-ROL-01", ANSWER},
    /* Covers: S4-ROL-02 */
    {"rollout-packet", "S4-ROL-02", ANSWER},
    /* Covers: S4-ROL-03 */
    {"rollout-kickoff", "S4-ROL-03", ANSWER},
    /* Covers: S4-ROL-04 */
    {"rollout-missing", "S4-ROL-04", ANSWER},
    /* Covers: S4-ROL-05 */
    {"rollout-messages", "S4-ROL-05", ANSWER},
    /* Covers: S4-ROL-06 */
    {"rollout-risk", "S4-ROL-06", ANSWER},
    /* Covers: S3-RHY-01 */
    {"week-1-scope", "S3-RHY-01", ANSWER},
    /* Covers: S3-RHY-04 */
    {"week-2-subset", "S3-RHY-04", ANSWER},
    /* Covers: S3-RHY-05 */
    {"week-2-log", "S3-RHY-05", ANSWER},
    /* Covers: S3-RHY-06 */
    {"week-2-review", "S3-RHY-06", ANSWER},
    /* Covers: S3-RHY-07 */
    {"week-3-volume", "S3-RHY-07", ANSWER},
    /* Covers: S3-RHY-08 */
    {"week-3-tuned", "S3-RHY-08", ANSWER},
    /* Covers: S3-RHY-09 */
    {"week-3-sla", "S3-RHY-09", ANSWER},
    /* Covers: S3-RHY-10 */
    {"week-4-runbook", "S3-RHY-10", ANSWER},
    /* Covers: S3-RHY-11 */
    {"week-4-cadence", "S3-RHY-11", ANSWER},
    /* Covers: S3-RHY-12 */
    {"week-4-backlog", "S3-RHY-12", ANSWER},
    /* Covers: S0-CHK-01 */
    {"phase-before", "S0-CHK-01", ANSWER},
    /* Covers: S0-CHK-02 */
    {"phase-1", "S0-CHK-02", ANSWER},
    /* Covers: S0-CHK-03 */
    {"phase-2", "S0-CHK-03", ANSWER},
    /* Covers: S0-CHK-04 */
    {"phase-3", "S0-CHK-04", ANSWER},
    /* Covers: S0-CHK-05 */
    {"phase-4", "S0-CHK-05", ANSWER},
};
enum { N_ASKED = sizeof table / sizeof *table, JOURNEYS_ALL = 30 };

typedef struct world {
    rh_arena keep;
    rh_zones *zones;
    rh_place place;
    rh_revision revision;
    rh_checklist checklist;
    const rh_policy_of_gate *policy;
    rh_summary summary;
    rh_diff_report diff;
    rh_test_report tests;
    rh_base_tests base_tests;
    rh_changed_files changes;
    rh_gate_report out;
} world;

static void load(world *w)
{
    rh_diags diags;
    const rh_place_spec spec = {.cases_dir = "cases"};
    *w = (world){.keep = kit_arena()};
    rh_diags_init(&diags, &w->keep);
    assert_int_equal(rh_zones_open(&w->zones, kit_memory(), NULL, NULL), RH_OK);
    assert_int_equal(rh_place_open(&w->place, &w->keep, &spec, NULL), RH_OK);
    if (rh_revision_load(&w->revision, &w->keep, &w->place, w->zones, NULL, &diags) != RH_OK)
        fail_msg("%s", diags.errors[0].text);
    const rh_register *reg = w->revision.reg;
    if (rh_checklist_read(&w->checklist, &w->keep, reg->checklist, &(rh_monitored){0}, reg, &diags) != RH_OK)
        fail_msg("%s", diags.errors[0].text);
    rh_node *empty = RH_NEW(&w->keep, rh_node);
    empty->kind = RH_NODE_MAP;
    assert_int_equal(rh_gate_policy_read(&w->policy, &w->keep, empty, &(rh_monitored){0}, reg, &diags), RH_OK);
    assert_int_equal(rh_summary_init(&w->summary, kit_memory(), reg, reg, NULL), RH_OK);
}

static void end(world *w)
{
    rh_summary_dispose(&w->summary);
    rh_place_close(&w->place);
    rh_zones_close(w->zones);
    rh_arena_dispose(&w->keep);
}

static rh_checklist_item *item_of(world *w, const char *id)
{
    for (size_t i = 0; i < w->checklist.n; i++)
        if (rh_str_eq(w->checklist.at[i].id, rh_str_of(id))) return &w->checklist.at[i];
    fail_msg("no item %s", id);
    return NULL;
}

static void answer_all(world *w)
{
    for (size_t i = 0; i < w->checklist.n; i++) {
        rh_checklist_item *item = &w->checklist.at[i];
        item->is_done = item->is_confirmed = item->is_evidence_there = !item->is_computed;
        item->by = RH_STR("cs_leader");
        if (item->evidence.ptr == NULL) item->evidence = RH_STR("somewhere");
    }
}

/* A passing test of each entry, of all but the first with TEST. */
static void make_tests(world *w, bool is_short)
{
    const size_t n = w->revision.reg->n_entries - is_short;
    rh_model_test *tests = RH_NEW_N(&w->keep, n, rh_model_test);
    assert_non_null(tests);
    for (size_t i = 0; i < n; i++)
        tests[i] = (rh_model_test){.entry = w->revision.reg->entries[i + is_short].id,
                                   .name = RH_STR("works"),
                                   .way = RH_MODEL_EXAMPLE,
                                   .result = RH_MODEL_PASS};
    w->tests = (rh_test_report){.tests = tests, .n_tests = n, .passed = n};
    w->base_tests = (rh_base_tests){&w->tests, &w->tests};
}

static void judge(world *w, spoiler how)
{
    rh_summary_cell *whole = &w->summary.whole;
    make_tests(w, how == TEST);
    whole->journeys = how == JOURNEYS ? JOURNEYS_ALL / 2 : JOURNEYS_ALL;
    whole->observed = how == OBSERVED ? 0 : JOURNEYS_ALL;
    w->summary.sums.synthetic = how == SYNTHETIC ? JOURNEYS_ALL : 0;
    const rh_evidence in = {.head = w->revision.reg,
                            .base = w->revision.reg,
                            .policy = w->policy,
                            .policy_source = RH_POLICY_BASE,
                            .checklist = &w->checklist,
                            .changes = &w->changes,
                            .summary = &w->summary,
                            .diff = &w->diff,
                            .tests = &w->tests,
                            .base_tests = &w->base_tests};
    w->out = (rh_gate_report){0};
    assert_int_equal(rh_gate_judge(&w->out, &w->keep, &in, NULL), RH_OK);
}

static size_t count_open(const world *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->out.n_checklist; i++) n += w->out.checklist[i].state != RH_MODEL_LISTED_DONE;
    return n;
}

static bool is_a_reason(const world *w, rh_str title)
{
    for (size_t i = 0; i < w->out.n_reasons; i++)
        if (rh_str_find(w->out.reasons[i].text, title) != SIZE_MAX) return true;
    return false;
}

static void checklist__with_every_answer_the_gate_lets_go(void **state)
{
    (void)state;
    world w;
    load(&w);
    answer_all(&w);
    judge(&w, ANSWER);
    assert_int_equal(count_open(&w), 0);
    assert_int_equal(w.out.verdict, RH_MODEL_GO);
    /* Covers: S4-LCH-01 */
    assert_int_equal(w.out.launch, RH_MODEL_BUILD);
    end(&w);
}

static void checklist__as_it_stands_nobody_has_answered(void **state)
{
    (void)state;
    world w;
    load(&w);
    judge(&w, ANSWER);
    assert_int_equal(w.out.verdict, RH_MODEL_NO_GO);
    assert_int_equal(w.out.launch, RH_MODEL_REJECT);
    end(&w);
}

static void open_one(world *w, const asked *a)
{
    rh_checklist_item *item = item_of(w, a->item);
    assert_int_equal(item->is_computed, a->how != ANSWER);
    answer_all(w);
    item->is_done = false;
    judge(w, a->how);
}

static void checklist__the_gate_heeds_each_item(void **state)
{
    (void)state;
    world w;
    load(&w);
    for (size_t i = 0; i < N_ASKED; i++) {
        open_one(&w, &table[i]);
        const rh_checklist_item *item = item_of(&w, table[i].item);
        const bool is_critical = item->tier == RH_MODEL_CRITICAL;
        if (count_open(&w) != 1) fail_msg("%s: %zu open", table[i].item, count_open(&w));
        if (w.out.checklist[item - w.checklist.at].state != RH_MODEL_LISTED_OPEN)
            fail_msg("%s is not open", table[i].item);
        if (is_a_reason(&w, item->title) != is_critical) fail_msg("%s: told or not told", table[i].item);
        const rh_model_gate_verdict wanted = item->rejects || table[i].how == TEST ? RH_MODEL_NO_GO
                                             : is_critical                         ? RH_MODEL_GATE_HOLD
                                                                                   : RH_MODEL_GO;
        if (table[i].how != OBSERVED && w.out.verdict != wanted) fail_msg("%s: another verdict", table[i].item);
        assert_true(w.out.verdict == RH_MODEL_GO ? !is_critical : is_critical);
    }
    end(&w);
}

static void checklist__each_item_stands_for_what_the_catalogue_asks(void **state)
{
    (void)state;
    world w;
    load(&w);
    assert_int_equal(w.checklist.n, N_ASKED);
    for (size_t i = 0; i < N_ASKED; i++) {
        char said[300] = "";
        const rh_checklist_item *item = item_of(&w, table[i].item);
        for (size_t k = 0; k < item->covers.n; k++) {
            if (k > 0) strcat(said, " ");
            strncat(said, item->covers.at[k].ptr, item->covers.at[k].len);
        }
        assert_string_equal(said, table[i].covers);
        assert_non_null(item->owner.ptr);
        assert_true(rh_register_role(w.revision.reg, item->owner) != RH_NONE);
    }
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(checklist__with_every_answer_the_gate_lets_go),
                                       cmocka_unit_test(checklist__as_it_stands_nobody_has_answered),
                                       cmocka_unit_test(checklist__the_gate_heeds_each_item),
                                       cmocka_unit_test(checklist__each_item_stands_for_what_the_catalogue_asks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
