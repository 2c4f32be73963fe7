/* Samples of the review: one that leads to a change of each kind, and one that leads to none. */
#include "tests/reports/samples.h"

#define S(text) {text, sizeof(text) - 1}
#define RATE(num, den) {RH_MODEL_RATE, num, den}
#define HOURS(thousandths) {RH_MODEL_HOURS, thousandths, 1000}

static const rh_model_figure owner_figures[] = {
    {.metric = S("trigger_to_owner"), .stat = S("median"), .value = HOURS(9500), .n = 40, .undecided = 2,
     .standing = RH_MODEL_STANDING_BEYOND, .before = HOURS(7250), .n_before = 38, .move = RH_MODEL_MOVE_UNTESTED},
    {.metric = S("trigger_to_owner"), .stat = S("median"), .group = S(SAMPLE_HOSTILE), .value = HOURS(31000), .n = 6,
     .standing = RH_MODEL_STANDING_BEYOND, .before = {RH_MODEL_HOURS, 0, 0}, .move = RH_MODEL_MOVE_NONE}};
static const rh_model_figure complete_figures[] = {
    {.metric = S("complete_at_handoff"), .stat = S("share"), .value = RATE(30, 60), .n = 60, .has_interval = true,
     .low = RATE(376922, 1000000), .high = RATE(623078, 1000000), .standing = RH_MODEL_STANDING_BEYOND,
     .before = RATE(52, 61), .n_before = 61, .move = RH_MODEL_MOVE_WORSE, .has_p = true, .p = RATE(43, 1000000),
     .q = RATE(172, 1000000)}};
static const rh_str reads[] = {S("journey.eligible_at")};
static const rh_str covers[] = {S("S0-WID-04")};
static const rh_model_metric metrics[] = {
    {.id = S("trigger_to_owner"), .title = S("eligible to owner"), .over = S("journeys"), .owner = S("cs_leader"),
     .unit = S("business hours"), .definition = S("over journeys value business_hours_between(journey.eligible_at, ...)"),
     .reads = {reads, 1}, .covers = {covers, 1}, .place = {S("cases/monitors.yaml"), 130, 3}, .good = S("down"),
     .limit = HOURS(8000), .figures = owner_figures, .n_figures = 2},
    {.id = S("complete_at_handoff"), .title = S("complete when submitted"), .over = S("events"), .owner = S("revops"),
     .unit = S("share"), .definition = S("over events where type == \"handoff_submitted\" share with ..."),
     .place = {S("cases/monitors.yaml"), 84, 3}, .good = S("up"), .limit = RATE(8, 10), .figures = complete_figures,
     .n_figures = 1}};
static const rh_model_metric *const area_metrics[] = {&metrics[0], &metrics[1]};
static const rh_model_area areas[] = {
    {.id = S("account_setup"), .title = S("Account setup"), .owner = S("onboarding_lead"), .health = RH_MODEL_WEAK,
     .weak = S("metric.trigger_to_owner > 8"), .metrics = area_metrics, .n_metrics = 2},
    {.id = S("ai_behaviour"), .title = S("The AI"), .owner = S("automation_owner"), .health = RH_MODEL_UNKNOWN}};
static const rh_model_widget widgets[] = {{&metrics[0], S("bar"), S("cs_leader"), {covers, 1}}};
static const rh_model_queue queues[] = {{.id = S("owner_assignment"), .title = S("an owner"), .owner = S("revops"),
                                         .limit = S("1 business day"), .waiting = 3, .entered = 40, .left = 37,
                                         .breached = 2, .p50 = HOURS(1000), .p90 = HOURS(9000), .most = HOURS(40000),
                                         .oldest = HOURS(40000), .oldest_journey = S("J-000412")}};
static const rh_str told[] = {S("revops"), S("onboarding_lead")};
static const rh_model_watch_alert alerts[] = {
    {S("owner_missing"), S("name an owner or mend the routing"), {told, 2}, 3, 4, 1}};
static const rh_model_rate rates[] = {
    {.kind = S("rule_override"), .by = S("entry"), .name = S("CO-EDGE-014"), .count = 12, .of = 30,
     .has_interval = true, .low = RATE(245900, 1000000), .high = RATE(576800, 1000000), .count_before = 3,
     .of_before = 28, .move = RH_MODEL_MOVE_OTHER, .has_p = true, .p = RATE(11000, 1000000), .q = RATE(22000, 1000000),
     .count_so_far = 40, .of_so_far = 120, .claim = RATE(100000, 1000000), .e_value = {RH_MODEL_NUMBER, 412345, 1000}},
    {.kind = S("ai_override"), .by = S("whole"), .name = S(""), .count = 1, .of = 3, .move = RH_MODEL_MOVE_FEW,
     .count_so_far = 1, .of_so_far = 3, .claim = RATE(100000, 1000000), .e_value = {RH_MODEL_NUMBER, 1029, 1000}}};
static const rh_model_agreement agreement[] = {
    {.useful = 12, .waved_through = 30, .missed = 2, .quiet = 5, .timed = 42, .latency_p50 = HOURS(1500),
     .latency_p90 = HOURS(9000), .instant = 9, .shown = 20, .shown_agreed = 18, .hidden = 22, .hidden_agreed = 12},
    {.role = S("csm"), .waved_through = 8, .timed = 8, .latency_p50 = HOURS(20), .latency_p90 = HOURS(40),
     .instant = 8, .shown = 8, .shown_agreed = 8}};
static const rh_model_sample samples[] = {
    {S("blind"), {NULL, 0}, S("J-000412"), S("CO-EDGE-014"), S("csm"), {S("2026-03-11T14:02:00Z"), 1773237720}},
    {S("override"), S("2026-03"), S("J-000007"), S("CO-EDGE-006"), S("csm"), {S("2026-03-12T14:02:00Z"), 1773324120}}};
static const rh_model_answered stability[] = {
    {S("owner_speed"), S("does every new customer have a named owner"), RH_MODEL_WEAK, {NULL, 0}},
    {S("ai_trusted"), S("are corrections of the AI explained"), RH_MODEL_UNKNOWN, {NULL, 0}},
    {S("sla_visible"), S("has each account that is stuck a next step in time"), RH_MODEL_FINE, {NULL, 0}}};
static const rh_model_weak weak[] = {
    {S("area"), S("account_setup"), S("Account setup"), S("onboarding_lead"), false, NULL},
    {S("figure"), S("trigger_to_owner"), S("eligible to owner"), S("cs_leader"), false, &owner_figures[0]},
    {S("queue"), S("owner_assignment"), S("an owner"), S("revops"), false, NULL},
    {S("answer"), S("ai_trusted"), S("are corrections of the AI explained"), {NULL, 0}, true, NULL}};
static const rh_model_figure *const moved[] = {&complete_figures[0]};
static const rh_str named[] = {S("J-000412"), S("J-000007")};
static const rh_str evidence[] = {S("J-000412#7"), S("J-000007#3"), S(SAMPLE_HOSTILE), S("J-000009#1")};
static const rh_model_effect effects[] = {{S("escaped"), {RH_MODEL_COUNT, 12, 1}, {RH_MODEL_COUNT, 3, 1}},
                                          {S("drag"), {RH_MODEL_COUNT, 4, 1}, {RH_MODEL_COUNT, 5, 1}}};
static const rh_model_reviewer reviewers[] = {{S(SAMPLE_HOSTILE), S("csm"), 31, 33, 4, 40},
                                              {S("dana.wolfe"), {NULL, 0}, 9, 9, 0, 0}};
static const rh_model_fix fixes[] = {
    {.rank = 1, .action = RH_MODEL_FIX_DATA, .title = S("ask for the success criteria when the handoff is submitted"),
     .why = S("30 of 60 handoffs came without"), .owner = S("revops"), .entry = S("CO-EDGE-001"),
     .place = {S("cases/register/CO-EDGE-001.yaml"), 12, 7}, .journeys = 30, .weight = 8, .evidence = {evidence, 4},
     .symptom = S("drift"), .subject = S("CO-EDGE-001"), .scope = S("tech_touch, since 2026-02-05"), .is_critical = true,
     .p = {RH_MODEL_RATE, 1, 1000000}, .q = {RH_MODEL_RATE, 12, 1000000},
     .change = S("when: size(x) > 1 -> size(x) > 0"), .is_replayed = true, .n_changes = 7, .n_tried = 5000,
     .effects = effects, .n_effects = 2},
    {.rank = 2, .action = RH_MODEL_FIX_OWNER, .title = S("give CO-EDGE-014 another route"), .why = S("nobody decides"),
     .owner = S("cs_leader"), .entry = S("CO-EDGE-014"), .journeys = 20, .weight = 4, .evidence = {evidence, 1}},
    {.rank = 3, .action = RH_MODEL_FIX_INTEGRATION, .title = S("mend the write into billing"), .why = S("it fails"),
     .owner = S("technical_lead"), .journeys = 9, .weight = 4, .evidence = {evidence, 1}},
    {.rank = 4, .action = RH_MODEL_FIX_GATE, .title = S("raise the least confidence"), .why = S("drafts are overridden"),
     .owner = S("automation_owner"), .journeys = 8, .weight = 2, .evidence = {evidence, 1}},
    {.rank = 5, .action = RH_MODEL_FIX_OPERATING, .title = S("name who decides next"), .why = S("two teams wait"),
     .owner = S("founder"), .journeys = 3, .weight = 1, .evidence = {evidence, 1}, .reviewers = reviewers,
     .n_reviewers = 2}};
static const rh_model_fix watched[] = {
    {.rank = 1, .action = RH_MODEL_FIX_DATA, .title = S(SAMPLE_HOSTILE), .why = S("3 of 3 (100.0 %)"),
     .symptom = S("missed"), .subject = S("CO-EDGE-029"), .entry = S("CO-EDGE-029"), .journeys = 3, .weight = 4,
     .evidence = {evidence, 3}}};
static const rh_str shows[] = {S("weak"), S("moved")};
static const rh_model_agenda agenda[] = {{0, 5, S("stable enough to stay live?"), S("revops"), {shows, 2}, {NULL, 0}},
                                         {25, 30, S("what changes until the next time?"), {NULL, 0}, {NULL, 0}, {NULL, 0}}};
static const rh_model_time dates[] = {{S("2026-03-02T14:00:00Z"), 1772460000}, {S("2026-03-03T14:00:00Z"), 1772546400}};
static const rh_model_cadence cadence[] = {{.from_day = 1, .to_day = 5, .every = S("1 business day"),
                                            .question = S("is every eligible customer in the flow?"), .is_now = true,
                                            .dates = dates, .n_dates = 2},
                                           {.from_day = 31, .every = S("7 days"), .question = S("what is to be tuned?")}};
static const rh_model_node nodes[] = {{S("capture"), &metrics[1]}, {S("assignment"), &metrics[0]}, {S("tuning"), NULL}};
static const rh_model_graphic graphics[] = {{S("hypercare"), S("The first thirty days"), nodes, 3, {NULL, 0}}};
static const rh_model_quantity weeks[] = {HOURS(9500), HOURS(7250), {RH_MODEL_HOURS, 0, 0}};
static const rh_model_series series[] = {{&metrics[0], weeks, 3}};
static const rh_model_target targets[] = {{.metric = &metrics[0], .says = S("20 to 40 percent less in 60 days"),
                                           .baseline = HOURS(40000), .week4 = HOURS(32000), .week8 = {RH_MODEL_HOURS, 0, 0},
                                           .change4 = RATE(-200000, 1000000), .change8 = RATE(0, 0),
                                           .from = RATE(-4, 10), .to = RATE(-2, 10), .health = RH_MODEL_UNKNOWN}};

static const rh_review_report full = {
    .revision = {.name = S("main"), .commit = S("5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e")},
    .history = {.journeys = 411, .real = 11, .mixed = 400, .exact = 411, .events = 20550, .synthetic_events = 16000,
                .is_end_unknown = true, .since = {S("2025-09-01T13:00:00Z"), 1756731600},
                .until = {S("2026-03-15T20:00:00Z"), 1773604800}, .as_of = {S("2026-03-16T04:00:00Z"), 1773633600}},
    .period = {{S("2026-03-09T04:00:00Z"), 1773028800}, {S("2026-03-16T04:00:00Z"), 1773633600},
               {S("2026-03-16T04:00:00Z"), 1773633600}},
    .before = {{S("2026-03-02T05:00:00Z"), 1772427600}, {S("2026-03-09T04:00:00Z"), 1773028800},
               {S("2026-03-09T04:00:00Z"), 1773028800}},
    .live_since = {S("2026-03-02T05:00:00Z"), 1772427600},
    .day = 15,
    .metrics = metrics, .n_metrics = 2, .areas = areas, .n_areas = 2, .widgets = widgets, .n_widgets = 1,
    .queues = queues, .n_queues = 1, .alerts = alerts, .n_alerts = 1, .rates = rates, .n_rates = 2,
    .agreement = agreement, .n_agreement = 2, .samples = samples, .n_samples = 2, .stability = stability,
    .n_stability = 3, .weak = weak, .n_weak = 4, .moved = moved, .n_moved = 1, .fixes = fixes, .n_fixes = 5,
    .watched = watched, .n_watched = 1, .n_watched_all = 4, .n_tests = 211,
    .n_fixes_all = 5, .agenda = agenda, .n_agenda = 2, .cadence = cadence, .n_cadence = 2, .graphics = graphics,
    .n_graphics = 1, .series = series, .n_series = 1, .targets = targets, .n_targets = 1,
    .named = {named, 2}, .timelines = sample_timelines};

const rh_review_report *sample_review(void) { return &full; }

const rh_review_report *sample_review_idle(void)
{
    static rh_review_report idle;
    idle = full;
    idle.fixes = NULL;
    idle.n_fixes = idle.n_fixes_all = 0;
    return &idle;
}

const rh_site_report *sample_site(void)
{
    static const rh_str days[] = {S("2026-03-16"), S("2026-03-09")};
    static const rh_model_role roles[] = {{S("revops"), S("revenue operations"), false},
                                          {S("founder"), S("founder"), true}};
    static const rh_model_duty duties[] = {{S("rollback-owner"), S("somebody is named who takes it back"), S("cs_leader"),
                                            {NULL, 0}, true},
                                           {S("tests-exist"), S("tests for every high risk"), S("revops"), S("computed"),
                                            false}};
    static const rh_model_risk risks[] = {{S("CO-EDGE-006"), S(SAMPLE_HOSTILE), S("hold"), S("csm"), S("revenue_leader")}};
    static const rh_site_report site = {.review = &full, .weeks = days, .n_weeks = 2, .roles = roles, .n_roles = 2,
                                        .duties = duties, .n_duties = 2, .risks = risks, .n_risks = 1};
    return &site;
}

const rh_status_report *sample_status(void)
{
    static const rh_model_status_step steps[] = {
        {{S("2026-03-09T14:00:00Z"), 1773064800}, S("handoff received"), true},
        {{S("2026-03-09T16:00:00Z"), 1773072000}, S(SAMPLE_HOSTILE), false}};
    static const rh_status_report status = {.journey = S(SAMPLE_HOSTILE), .state = S("handoff received"),
                                            .since = {S("2026-03-09T14:00:00Z"), 1773064800},
                                            .at = {S("2026-03-16T04:00:00Z"), 1773633600}, .steps = steps,
                                            .n_steps = 2};
    return &status;
}
