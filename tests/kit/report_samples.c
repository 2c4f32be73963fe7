/* Filled models for the tests of reports. */
#include "tests/reports/samples.h"

#define S(lit)                                                                                                         \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }
#define TIME(text, s)                                                                                                  \
    {                                                                                                                  \
        S(text), s                                                                                                     \
    }

/* ---- history, revisions ---- */

static const rh_model_source sources[] = {
    {S("salesforce/opportunities.json"), 37, 36, 0, 1},
    {S("fixtures/onboarding-year.jsonl"), 41820, 41790, 30, 0},
};
#define HISTORY                                                                                                        \
    {                                                                                                                  \
        .sources = sources, .n_sources = 2, .total = {{NULL, 0}, 41857, 41826, 30, 1}, .journeys = 2000,               \
        .events = 41826, .synthetic_events = 41790, .real = 0, .mixed = 36, .synthetic = 1964, .still_open = 212,      \
        .since = TIME("2025-03-03T09:12:00Z", 1740993120), .until = TIME("2026-02-27T17:40:00Z", 1772214000),          \
        .as_of = TIME("2026-02-27T17:40:00Z", 1772214000),                                                             \
        .digest = S("5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"), .exact = 1964, .partial = 36, \
        .none = 0                                                                                                      \
    }
#define BASE                                                                                                           \
    {                                                                                                                  \
        S("main"), S("1f0c2b7a9d3e4f5061728394a5b6c7d8e9f00112"), S("aa0c2b7a9d3e4f5061728394a5b6c7d8e9f00112"),       \
            S("9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab")                                      \
    }
#define HEAD                                                                                                           \
    {                                                                                                                  \
        S("proposal"), S("7be1d02c5a6f4e3d2c1b0a99887766554433221a"), S("bb0c2b7a9d3e4f5061728394a5b6c7d8e9f00112"),   \
            S("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")                                      \
    }

/* ---- diff ---- */

static const rh_model_cause_unit unit_014[] = {{S("cases/register/CO-EDGE-014.yaml"), S("effect"), 31,
                                                S("5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e")}};
static const rh_model_cause_unit unit_both[] = {{S("cases/register/CO-EDGE-002.yaml"), S("when"), 7, {NULL, 0}},
                                                {S("cases/tiers.yaml"), S("tiers.2"), 4, {NULL, 0}}};
static const rh_model_cause cause_014[] = {{unit_014, 1, false}};
static const rh_model_cause cause_both[] = {{unit_both, 2, true}};

static const rh_model_change changes[] = {
    {S("J-000412"),
     TIME("2025-06-02T14:00:00Z", 1748872800),
     RH_MODEL_LOOSENED,
     RH_MODEL_ROW_OBSERVED,
     S("provisioning.grant_entitlement"),
     S("CO-EDGE-014"),
     S("hold"),
     S("allow"),
     S("default"),
     cause_014,
     1,
     true,
     false,
     false,
     {NULL, 0},
     {NULL, 0},
     S("tech_touch"),
     S("bad")},
    {S("J-001033"),
     TIME("2025-09-11T08:30:00Z", 1757579400),
     RH_MODEL_LOOSENED,
     RH_MODEL_ROW_AUTOMATIC,
     S("comms.send_welcome"),
     S("CO-EDGE-014"),
     S("hold"),
     S("allow"),
     S("default"),
     cause_014,
     1,
     true,
     false,
     true,
     S("W-001"),
     {NULL, 0},
     S("mid_market"),
     {NULL, 0}},
    {S("J-001544"),
     TIME("2025-11-20T10:00:00Z", 1763632800),
     RH_MODEL_TIGHTENED,
     RH_MODEL_ROW_OBSERVED,
     S("billing.write_field"),
     S("CO-EDGE-002"),
     S("allow"),
     S("block"),
     S("CO-EDGE-002"),
     cause_both,
     1,
     true,
     false,
     false,
     {NULL, 0},
     {NULL, 0},
     {NULL, 0},
     S("good")},
    {S("J-001544"),
     TIME("2025-11-20T10:00:00Z", 1763632800),
     RH_MODEL_RETIMED,
     RH_MODEL_ROW_ENTRY,
     {NULL, 0},
     S("CO-EDGE-003"),
     S("due 2025-11-20T14:00:00Z"),
     S("due 2025-11-21T10:00:00Z"),
     {NULL, 0},
     NULL,
     0,
     false,
     true,
     false,
     {NULL, 0},
     {NULL, 0},
     {NULL, 0},
     {NULL, 0}},
};
static const rh_model_loosening loosenings_014[] = {
    {S("effect"), 31, S("effect on provisioning.grant_entitlement is lowered from hold to draft"), false}};
static const rh_model_loosening loosenings_002[] = {
    {S("when"), 7, S("when of CO-EDGE-002 changed, and may open less than before"), true}};
static const rh_model_changed_file files[] = {
    {.file = S("cases/register/CO-EDGE-014.yaml"), .what = S("changed"), .entry = S("CO-EDGE-014"), .line = 31,
     .is_static_loosening = true, .rows = {18, 0, 0, 0, 0, 0}, .journeys = 14, .loosenings = loosenings_014,
     .n_loosenings = 1},
    {.file = S("cases/register/CO-EDGE-002.yaml"), .what = S("changed"), .entry = S("CO-EDGE-002"), .line = 7,
     .is_unknown = true, .rows = {0, 6, 0, 0, 0, 0}, .journeys = 6, .loosenings = loosenings_002, .n_loosenings = 1},
    {.file = S("cases/tiers.yaml"), .what = S("changed"), .line = 4, .rows = {0, 0, 0, 41, 0, 0}, .journeys = 40},
};
/* Three journeys before and after: one has lost its hold, one keeps its verdicts and is routed otherwise, one has no
 * lane. */
static const rh_model_mark marks[] = {{TIME("2025-05-30T09:00:00Z", 1748595600), S("trigger_received"), false},
                                      {TIME("2025-06-01T12:30:00Z", 1748781000), S("human_decided"), true},
                                      {TIME("2025-06-02T14:00:00Z", 1748872800), S("entitlement_granted"), false}};
static const rh_model_track tracks[] = {{S("CO-EDGE-014"), true}, {S("provisioning.grant_entitlement"), false}};
static const rh_model_span base_spans[] = {
    {0, RH_MODEL_SPAN_OPEN, TIME("2025-05-30T09:00:00Z", 1748595600), TIME("2025-06-01T12:30:00Z", 1748781000),
     S("with revops, due 2025-05-30T13:00:00Z")},
    {0, RH_MODEL_SPAN_REJECTED, TIME("2025-06-01T12:30:00Z", 1748781000), TIME("2025-06-02T14:00:00Z", 1748872800),
     S("revops")},
    {1, RH_MODEL_SPAN_BLOCK, TIME("2025-05-30T09:00:00Z", 1748595600), TIME("2025-05-31T09:00:00Z", 1748682000),
     S("sequence")},
    {1, RH_MODEL_SPAN_HOLD, TIME("2025-05-31T09:00:00Z", 1748682000), TIME("2025-06-01T12:30:00Z", 1748781000),
     S("CO-EDGE-014, stop")},
    {1, RH_MODEL_SPAN_BLOCK, TIME("2025-06-01T12:30:00Z", 1748781000), TIME("2025-06-02T14:00:00Z", 1748872800),
     S("CO-EDGE-014")},
    {1, RH_MODEL_SPAN_DONE, TIME("2025-06-02T14:00:00Z", 1748872800), TIME("2025-06-02T14:00:00Z", 1748872800),
     {NULL, 0}}};
static const rh_model_span head_spans[] = {
    {1, RH_MODEL_SPAN_DRAFT, TIME("2025-05-30T09:00:00Z", 1748595600), TIME("2025-05-31T09:00:00Z", 1748682000),
     S("default")},
    {1, RH_MODEL_SPAN_ALLOW, TIME("2025-05-31T09:00:00Z", 1748682000), TIME("2025-06-02T14:00:00Z", 1748872800),
     S("default")},
    {1, RH_MODEL_SPAN_DONE, TIME("2025-06-02T14:00:00Z", 1748872800), TIME("2025-06-02T14:00:00Z", 1748872800),
     {NULL, 0}}};
#define JOURNEY(id, cut)                                                                                               \
    {                                                                                                                  \
        .journey = S(id), .from = TIME("2025-05-30T09:00:00Z", 1748595600),                                            \
        .to = TIME("2025-06-02T14:00:00Z", 1748872800), .marks = marks, .n_marks = 3, .tracks = tracks, .n_tracks = 2, \
        .n_tracks_all = cut, .base = {S("in_progress"), base_spans, 6}, .head = {S("closed"), head_spans, 3}           \
    }
const rh_model_timeline sample_timelines[] = {
    JOURNEY("J-000412", 14), JOURNEY("J-001033", 2),
    {.journey = S("J-001544"), .from = TIME("2025-05-30T09:00:00Z", 1748595600),
     .to = TIME("2025-05-30T09:00:00Z", 1748595600), .marks = marks, .n_marks = 1,
     .base = {S("closed"), NULL, 0}, .head = {S("closed"), NULL, 0}}};
#define DIFF                                                                                                           \
    {                                                                                                                  \
        .base = BASE, .head = HEAD, .history = HISTORY, .journeys = 2000, .changed = 57,                               \
        .by_class = {14, 3, 0, 37, 0, 3}, .rows = {18, 6, 0, 41, 0, 0},                                                \
        .matrix = {{9120, 0, 12, 6}, {4, 211, 0, 0}, {14, 0, 1033, 0}, {0, 0, 0, 87}}, .files = files, .n_files = 3,   \
        .changes = changes, .n_changes = 4, .n_changes_all = 65, .timelines = sample_timelines,    \
        .n_timelines = 3                                                                                               \
    }
static const rh_diff_report diff = DIFF;

/* ---- test ---- */

static const rh_model_test tests[] = {
    {.entry = S("CO-EDGE-001"),
     .name = S("no start before the contract is signed"),
     .way = RH_MODEL_HISTORY,
     .result = RH_MODEL_PASS,
     .place = {S("cases/register/CO-EDGE-001.yaml"), 34, 5}},
    {.entry = S("CO-EDGE-001"),
     .name = S("no start before the contract is signed"),
     .way = RH_MODEL_EXAMPLE,
     .result = RH_MODEL_PASS,
     .place = {S("cases/register/CO-EDGE-001.yaml"), 34, 5}},
    {.entry = S("CO-EDGE-001"),
     .name = S("no start before the contract is signed"),
     .way = RH_MODEL_CLEAN,
     .result = RH_MODEL_PASS,
     .place = {S("cases/register/CO-EDGE-001.yaml"), 34, 5}},
    {.entry = S("CO-EDGE-002"),
     .name = S("the wrong plan cannot be provisioned by itself"),
     .way = RH_MODEL_HISTORY,
     .result = RH_MODEL_UNPROVEN,
     .says = S("no journey opened the entry"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 41, 5}},
    {.entry = S("CO-EDGE-002"),
     .name = S("the wrong plan cannot be provisioned by itself"),
     .way = RH_MODEL_EXAMPLE,
     .result = RH_MODEL_FAIL,
     .journey = S("example-1"),
     .at = TIME("2025-03-04T10:00:00Z", 1741082400),
     .record = S("{\"action\":\"billing.write_field\",\"at\":\"2025-03-04T10:00:00Z\",\"journey\":\"example-1\",\"kind\":\"did\","
       "\"n\":9}"),
     .record_says = S("record 9: did billing.write_field"),
     .clause = S("until"),
     .clause_line = 45,
     .example_line = 51,
     .says = S("billing.write_field was done before the condition of `until` held"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 41, 5}},
    {.entry = S("CO-EDGE-002"),
     .name = S("the wrong plan cannot be provisioned by itself"),
     .way = RH_MODEL_CLEAN,
     .result = RH_MODEL_SKIPPED,
     .place = {S("cases/register/CO-EDGE-002.yaml"), 41, 5}},
};
#define TEST                                                                                                           \
    {                                                                                                                  \
        .revision = HEAD, .has_history = true, .history = HISTORY, .n_entries = 7, .tests = tests, .n_tests = 6,       \
        .passed = 3, .failed = 1, .unproven = 1, .skipped = 1                                                          \
    }
static const rh_test_report test = TEST;

/* ---- replay ---- */

static const rh_model_count kinds[] = {
    {S("opened"), 812}, {S("cleared"), 640}, {S("verdict"), 30211}, {S("observed"), 10483}};
static const rh_model_undecided undecided[] = {{S("when of CO-EDGE-003"), S("CO-EDGE-003"), S("null_order"), 3}};
static const rh_model_replay_entry replay_entries[] = {
    {S("CO-EDGE-001"),
     S("Contract not signed at hand-off"),
     S("closed_won_handoff"),
     S("hold"),
     {S("cases/register/CO-EDGE-001.yaml"), 8, 7},
     51,
     55,
     0,
     4,
     40,
     3,
     2},
    {S("CO-EDGE-002"),
     S("Conflicting plan data"),
     S("closed_won_handoff"),
     S("high"),
     {S("cases/register/CO-EDGE-002.yaml"), 7, 7},
     0,
     0,
     0,
     0,
     0,
     0,
     0},
};
static const rh_str alert_to[] = {S("revops"), S("onboarding_lead")};
static const rh_model_alert alerts[] = {
    {S("owner_missing"), S("name an owner or mend the routing"), alert_to, 2, 17, 19},
    {S("launch_ready_provisioning_failed"), S("mend the set-up or fall back to doing it by hand"), alert_to, 1, 0, 0}};
#define REPLAY                                                                                                         \
    {                                                                                                                  \
        .revision = HEAD, .history = HISTORY, .read = 41826, .accepted = 41820, .quarantined = 6, .unmapped = 2,       \
        .produced = 11, .unknown_values = 1, .records = 44212, .kinds = kinds, .n_kinds = 4,          \
        .entries = replay_entries, .n_entries = 2, .undecided = undecided, .n_undecided = 1,                           \
        .alerts = alerts, .n_alerts = 2                                                                                \
    }
static const rh_replay_report replay = REPLAY;

/* ---- gate ---- */

static const rh_str controls[] = {S("S3-MAP-03"), S("S4-MET-05")};
static const rh_model_criterion criteria[] = {
    {.id = S("tests_failed"),
     .title = S("acceptance tests that passed and now fail"),
     .tier = RH_MODEL_CRITICAL,
     .metric = S("tests_failed"),
     .is_of_register = true,
     .scope = S("whole"),
     .result = RH_MODEL_CRITERION_FAIL,
     .observed = {RH_MODEL_COUNT, 1, 1},
     .threshold = {RH_MODEL_COUNT, 0, 1},
     .n = 6,
     .is_built_in = true},
    {.id = S("tests_removed"),
     .title = S("acceptance tests removed"),
     .tier = RH_MODEL_CRITICAL,
     .metric = S("tests_removed"),
     .is_of_register = true,
     .scope = S("whole"),
     .result = RH_MODEL_CRITERION_PASS,
     .observed = {RH_MODEL_COUNT, 0, 1},
     .threshold = {RH_MODEL_COUNT, 0, 1},
     .n = 6,
     .is_built_in = true},
    {.id = S("loosened_unwaived"),
     .title = S("loosened outcomes that no waiver covers"),
     .tier = RH_MODEL_CRITICAL,
     .metric = S("loosened_unwaived"),
     .scope = S("whole"),
     .result = RH_MODEL_CRITERION_FAIL,
     .observed = {RH_MODEL_COUNT, 18, 1},
     .threshold = {RH_MODEL_COUNT, 0, 1},
     .n = 10483,
     .is_built_in = true},
    {.id = S("escapes"),
     .title = S("bad actions let through"),
     .tier = RH_MODEL_CRITICAL,
     .metric = S("escape_rate"),
     .scope = S("whole"),
     .result = RH_MODEL_CRITERION_PASS,
     .observed = {RH_MODEL_RATE, 11, 1290},
     .threshold = {RH_MODEL_RATE, 20000, 1000000},
     .is_bound = true,
     .n = 1290,
     .min_n = 30,
     .has_interval = true,
     .low = {RH_MODEL_RATE, 4767, 1000000},
     .high = {RH_MODEL_RATE, 15203, 1000000},
     .confidence = {RH_MODEL_RATE, 95, 100}},
    {.id = S("drag"),
     .title = S("good actions held up"),
     .tier = RH_MODEL_SUPPORTING,
     .metric = S("drag_rate"),
     .scope = S("lane"),
     .of = S("tech_touch"),
     .result = RH_MODEL_INCONCLUSIVE,
     .is_without_additions = true,
     .with_additions = {RH_MODEL_RATE, 4, 90},
     .observed = {RH_MODEL_RATE, 4, 41},
     .threshold = {RH_MODEL_RATE, 100000, 1000000},
     .is_bound = true,
     .n = 41,
     .min_n = 30,
     .has_needed = true,
     .needed = 5210,
     .has_interval = true,
     .low = {RH_MODEL_RATE, 38580, 1000000},
     .high = {RH_MODEL_RATE, 225540, 1000000},
     .confidence = {RH_MODEL_RATE, 95, 100},
     .where = S("entry.risk == \"hold\""),
     .covers = {controls, 2}},
    {.id = S("replayable"),
     .title = S("journeys that replay exactly"),
     .tier = RH_MODEL_ADVISORY,
     .metric = S("replayable"),
     .scope = S("whole"),
     .result = RH_MODEL_WAIVED,
     .observed = {RH_MODEL_RATE, 1964, 2000},
     .threshold = {RH_MODEL_RATE, 990000, 1000000},
     .is_at_least = true,
     .n = 2000,
     .waiver = S("W-002")},
    {.id = S("breached"),
     .title = S("review items past their time"),
     .tier = RH_MODEL_SUPPORTING,
     .metric = S("breached"),
     .scope = S("whole"),
     .result = RH_MODEL_INCONCLUSIVE,
     .observed = {RH_MODEL_RATE, 0, 0},
     .threshold = {RH_MODEL_RATE, 100000, 1000000},
     .n = 0,
     .min_n = 5,
     .says = S("no item was opened")},
};
static const rh_model_reason reasons[] = {
    {.text = S("18 outcomes are loosened and no waiver covers them: CO-EDGE-014 no longer holds "
       "provisioning.grant_entitlement"),
     .place = {S("cases/register/CO-EDGE-014.yaml"), 31, 3}},
    {.text = S("1 acceptance test of the base fails on this revision: the wrong plan cannot be provisioned by itself"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 41, 5}},
    {.text = S("the changed condition of CO-EDGE-002 is not proven to be as strict as before"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 7, 7}},
    {.text = S("36 of 2,000 journeys replay only in part"), .place = {{NULL, 0}, 0, 0}},
};
static const rh_model_step steps[] = {
    {S("Restore the hold of CO-EDGE-014, or have this waiver merged into main first"), S("revops"),
     S("waivers:\n  - {id: W-003, owner: revops, approver: cs_leader, scope: {entries: [CO-EDGE-014], classes: "
       "[loosened]}}")},
    {S("Mend the failing acceptance test of CO-EDGE-002"),
     {NULL, 0},
     S("rehearse test proposal --events fixtures/onboarding-year.jsonl")},
};
static const rh_model_lane lanes[] = {
    {S("enterprise"), RH_MODEL_NO_GO, 240, 181, 9, S("loosened_unwaived")},
    {S("mid_market"), RH_MODEL_NO_GO, 760, 402, 31, S("loosened_unwaived")},
    {S("tech_touch"), RH_MODEL_GATE_HOLD, 1000, 229, 17, S("drag: n = 41 is too few")},
};
static const rh_model_waiver waivers[] = {
    {S("W-001"),
     S("revops"),
     S("cs_leader"),
     S("drag in tech touch, week 9"),
     TIME("2026-05-01T00:00:00Z", 1777593600),
     RH_MODEL_WAIVER_USED,
     {NULL, 0},
     1},
    {S("W-000"), S("revops"), S("revops"), S("old"), TIME("2025-05-01T00:00:00Z", 1746057600), RH_MODEL_WAIVER_INVALID,
     S("owner and approver are the same"), 0},
};
static const rh_model_gate_entry gate_entries[] = {
    {S("CO-EDGE-001"),
     S("Contract not signed at hand-off"),
     S("closed_won_handoff"),
     S("hold"),
     S("unchanged"),
     {S("cases/register/CO-EDGE-001.yaml"), 8, 7},
     55,
     55,
     51,
     0,
     4,
     3,
     0,
     0,
     false},
    {S("CO-EDGE-002"),
     S("Conflicting plan data"),
     S("closed_won_handoff"),
     S("high"),
     S("changed"),
     {S("cases/register/CO-EDGE-002.yaml"), 7, 7},
     31,
     37,
     36,
     3,
     2,
     0,
     1,
     1,
     false},
    {S("CO-EDGE-014"),
     S("Entitlement before the security review is done"),
     S("provisioning_access"),
     S("high"),
     S("changed"),
     {S("cases/register/CO-EDGE-014.yaml"), 31, 3},
     88,
     88,
     80,
     0,
     9,
     3,
     0,
     0,
     false},
    {S("CO-EDGE-031"),
     S("Region of the data differs from the contract"),
     S("legal_security"),
     S("medium"),
     S("added"),
     {S("cases/register/CO-EDGE-031.yaml"), 6, 7},
     0,
     0,
     0,
     0,
     0,
     1,
     0,
     1,
     true},
    {S("CO-EDGE-006"),
     S("Kick-off without a named sponsor"),
     S("kickoff_setup"),
     S("low"),
     S("removed"),
     {S("cases/register/CO-EDGE-006.yaml"), 1, 1},
     12,
     0,
     0,
     0,
     0,
     0,
     0,
     0,
     false},
};
static const rh_gate_report gate_no_go = {
    .verdict = RH_MODEL_NO_GO,
    .launch = RH_MODEL_REJECT,
    .expansion = false,
    .base = BASE,
    .head = HEAD,
    .base_how = S("merge base with main"),
    .policy = S("base"),
    .today = TIME("2026-03-02T09:00:00Z", 1772442000),
    .tool = S("rehearse 0.1.0"),
    .zones = S("2025b"),
    .reasons = reasons,
    .n_reasons = 4,
    .steps = steps,
    .n_steps = 2,
    .lanes = lanes,
    .n_lanes = 3,
    .criteria = criteria,
    .n_criteria = 7,
    .waivers = waivers,
    .n_waivers = 2,
    .entries = gate_entries,
    .n_entries = 5,
    .replay = REPLAY,
    .diff = DIFF,
    .tests = TEST,
};

static const rh_model_reason hold_reasons[] = {
    {.text = S("no journey was replayed: nothing replayed is never a pass"), .place = {{NULL, 0}, 0, 0}}};
static const rh_model_step hold_steps[] = {
    {S("Give a history of at least 20 journeys"), {NULL, 0}, S("rehearse ingest FILE --store history.db")}};
static const rh_gate_report gate_hold = {
    .verdict = RH_MODEL_GATE_HOLD,
    .launch = RH_MODEL_LAUNCH_NONE,
    .expansion = true,
    .base = {S("cases"), {NULL, 0}, {NULL, 0}, {NULL, 0}},
    .head = {S("cases"), {NULL, 0}, {NULL, 0}, {NULL, 0}},
    .base_how = S("none: a plain folder"),
    .policy = S("bootstrap"),
    .tool = S("rehearse 0.1.0"),
    .zones = S("2025b"),
    .reasons = hold_reasons,
    .n_reasons = 1,
    .steps = hold_steps,
    .n_steps = 1,
};

static const rh_gate_report gate_go = {
    .verdict = RH_MODEL_GO,
    .launch = RH_MODEL_BUILD,
    .expansion = true,
    .base = BASE,
    .head = HEAD,
    .base_how = S("--base"),
    .policy = S("base"),
    .today = TIME("2026-03-02T09:00:00Z", 1772442000),
    .tool = S("rehearse 0.1.0"),
    .zones = S("2025b"),
    .lanes = lanes,
    .n_lanes = 0,
    .criteria = criteria + 3,
    .n_criteria = 1,
    .entries = gate_entries,
    .n_entries = 1,
    .replay = REPLAY,
    .diff = {.base = BASE,
             .head = HEAD,
             .history = HISTORY,
             .journeys = 2000,
             .matrix = {{9120, 0, 0, 0}, {0, 211, 0, 0}, {0, 0, 1047, 0}, {0, 0, 0, 87}}},
    .tests = {.revision = HEAD,
              .has_history = true,
              .history = HISTORY,
              .n_entries = 7,
              .tests = tests,
              .n_tests = 3,
              .passed = 3},
};

/* ---- hostile ---- */

#define H S(SAMPLE_HOSTILE)
static const rh_model_reason bad_reasons[] = {{.text = H, .shared = H, .place = {H, 3, 1}}};
static const rh_model_step bad_steps[] = {{H, H, H}};
static const rh_model_lane bad_lanes[] = {{H, RH_MODEL_NO_GO, 1, 1, 1, H}};
static const rh_model_criterion bad_criteria[] = {{.id = H,
                                                   .title = H,
                                                   .metric = H,
                                                   .scope = H,
                                                   .of = H,
                                                   .threshold = {RH_MODEL_COUNT, 0, 1},
                                                   .observed = {RH_MODEL_COUNT, 1, 1},
                                                   .result = RH_MODEL_CRITERION_FAIL,
                                                   .waiver = H,
                                                   .says = H}};
static const rh_model_gate_entry bad_entries[] = {{H, H, H, H, H, {H, 1, 1}, 0, 0, 0, 0, 0, 0, 0, 0, true}};
static const rh_model_test bad_tests[] = {
    {.entry = H, .name = H, .result = RH_MODEL_FAIL, .journey = H, .at = {H, 0}, .record = S("{\"a\":\"]]>\"}"),
     .record_says = H, .clause = H, .clause_line = 2, .example_line = 3, .says = H, .place = {H, 1, 1}}};
static const rh_model_source bad_sources[] = {{H, 1, 1, 0, 0}};
static const rh_model_change bad_changes[] = {
    {H, {H, 0}, RH_MODEL_LOOSENED, RH_MODEL_ROW_OBSERVED, H, H, H, H, H, cause_014, 1, true, false, false, H, H, H,
     {NULL, 0}}};
static const rh_gate_report gate_hostile = {
    .verdict = RH_MODEL_NO_GO,
    .launch = RH_MODEL_REJECT,
    .base = {H, {NULL, 0}, {NULL, 0}, H},
    .head = {H, {NULL, 0}, {NULL, 0}, H},
    .base_how = H,
    .policy = H,
    .today = {H, 0},
    .tool = H,
    .zones = H,
    .reasons = bad_reasons,
    .n_reasons = 1,
    .steps = bad_steps,
    .n_steps = 1,
    .lanes = bad_lanes,
    .n_lanes = 1,
    .criteria = bad_criteria,
    .n_criteria = 1,
    .entries = bad_entries,
    .n_entries = 1,
    .replay = {.history = {.sources = bad_sources,
                           .n_sources = 1,
                           .total = {{NULL, 0}, 1, 1, 0, 0},
                           .journeys = 1,
                           .real = 1,
                           .digest = H}},
    .diff = {.changes = bad_changes, .n_changes = 1, .n_changes_all = 1, .changed = 1, .journeys = 1, .rows = {1}},
    .tests = {.tests = bad_tests, .n_tests = 1, .failed = 1, .has_history = true},
};

/* ---- ingest, quarantine, journey, check ---- */

static const rh_model_rejected rejected[] = {
    {{S("opportunities.json"), 12, 31},
     S("RH-0452"),
     S("time \"2026-02-30T10:00:00Z\": no such day, expected RFC 3339"),
     S("{\"id\":\"006\",\"time\":\"2026-02-30T10:00:00Z\""),
     7},
};
static const rh_ingest_report ingest = {
    .store = S("history.db"),
    .map = S("salesforce-import-tree"),
    .sources = sources,
    .n_sources = 2,
    .total = {{NULL, 0}, 41857, 41826, 30, 1},
    .journeys = 2000,
    .mixed = 36,
    .synthetic = 1964,
    .digest = S("5d41402abc4b2a76b9719d911017c592"),
    .exact = 1964,
    .partial = 36,
    .rejected = rejected,
    .n_rejected = 1,
    .n_rejected_all = 1,
};
static const rh_quarantine_report quarantine = {.store = S("history.db"),
                                                .rejected = rejected,
                                                .n_rejected = 1,
                                                .n_rejected_all = 1,
                                                .raw = S("{\"id\":\"006\",\"time\":\"2026-02-30T10:00:00Z\"}")};

static const rh_forget_report forget = {.store = S("history.db"), .journeys = 2, .records = 97, .erased = 3};

static const rh_model_moment moments[] = {
    {TIME("2025-06-01T09:00:00Z", 1748768400),
     RH_MODEL_EVENT,
     S("trigger_received"),
     S("trigger_received from salesforce"),
     {NULL, 0},
     {NULL, 0},
     {NULL, 0},
     {S("opportunities.json"), 12, 1},
     {NULL, 0}},
    {TIME("2025-06-01T09:00:00Z", 1748768400),
     RH_MODEL_FACT,
     S("crm.plan"),
     S("crm.plan became \"pro\""),
     {NULL, 0},
     {NULL, 0},
     {NULL, 0},
     {{NULL, 0}, 0, 0},
     {NULL, 0}},
    {TIME("2025-06-02T14:00:00Z", 1748872800),
     RH_MODEL_RECORD,
     S("opened"),
     S("CO-EDGE-002 opened, routed to revops, due in 2 business hours"),
     S("CO-EDGE-002"),
     {NULL, 0},
     S("contract.plan \"enterprise\" and crm.plan \"pro\" differ"),
     {S("cases/register/CO-EDGE-002.yaml"), 7, 7},
     S("{\"kind\":\"opened\"}")},
    {TIME("2025-06-03T10:30:00Z", 1748946600),
     RH_MODEL_DECISION,
     S("human_decided"),
     S("revops approved CO-EDGE-002"),
     S("CO-EDGE-002"),
     {NULL, 0},
     {NULL, 0},
     {{NULL, 0}, 0, 0},
     {NULL, 0}},
};
static const rh_model_band bands[] = {
    {S("provisioning.grant_entitlement"), TIME("2025-06-01T09:00:00Z", 1748768400),
     TIME("2025-06-02T14:00:00Z", 1748872800), RH_MODEL_ALLOW, S("default"), RH_MODEL_BY_DEFAULT},
    {S("provisioning.grant_entitlement"), TIME("2025-06-02T14:00:00Z", 1748872800),
     TIME("2025-06-03T10:30:00Z", 1748946600), RH_MODEL_HOLD, S("CO-EDGE-002"), RH_MODEL_BY_ENTRY},
    {S("provisioning.grant_entitlement"),
     TIME("2025-06-03T10:30:00Z", 1748946600),
     {{NULL, 0}, 0},
     RH_MODEL_ALLOW,
     S("default"),
     RH_MODEL_BY_DEFAULT},
    {S("billing.write_field"), TIME("2025-06-01T09:00:00Z", 1748768400), {{NULL, 0}, 0}, RH_MODEL_BLOCK, S("sequence"),
     RH_MODEL_BY_RANGE},
};
static const rh_model_fact facts[] = {
    {S("crm.account_name"),
     S("Account"),
     {NULL, 0},
     S("system"),
     S("salesforce 006/fields"),
     TIME("2025-06-01T09:00:00Z", 1748768400),
     false, false},
    {S("crm.plan"), S("Plan in the CRM"), S("\"pro\""), S("system"), S("salesforce 006/fields"),
     TIME("2025-06-01T09:00:00Z", 1748768400), true, true},
};
static const rh_model_open_entry open_entries[] = {
    {S("CO-EDGE-003"),
     S("No billing contact"),
     S("medium"),
     S("finance_ops"),
     S("billing"),
     S("open"),
     TIME("2025-06-02T14:00:00Z", 1748872800),
     TIME("2025-06-05T14:00:00Z", 1749132000),
     false,
     S("absent(billing.bill_to_contact)"),
     S("billing.bill_to_contact is absent"),
     {S("cases/register/CO-EDGE-003.yaml"), 7, 7}},
};
static const rh_journey_report journey = {
    .journey = S("J-000412"),
    .state = S("kickoff_scheduled"),
    .lane = S("mid_market"),
    .revision = HEAD,
    .at = TIME("2025-06-04T12:00:00Z", 1749038400),
    .is_synthetic = true,
    .events = 17,
    .snapshots = 2,
    .entries = open_entries,
    .n_entries = 1,
    .moments = moments,
    .n_moments = 4,
    .bands = bands,
    .n_bands = 4,
    .facts = facts,
    .n_facts = 2,
};

static const rh_model_finding findings[] = {
    {.severity = RH_MODEL_ERROR,
     .code = S("RH-0211"),
     .message = S("unknown field crm.plam, expected one of the schema's fields"),
     .hint = S("did you mean crm.plan"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 7, 22}},
    {.severity = RH_MODEL_FINDING,
     .code = S("RH-0354"),
     .message = S("a task of it asks for task.create_finance, which CO-EDGE-005 blocks while both are open"),
     .place = {S("cases/register/CO-EDGE-004.yaml"), 7, 7},
     .witness = S("{base: clean-mid-market, at: handoff_submitted, set: {billing.tax_id: null}}")},
    {.severity = RH_MODEL_WARNING,
     .code = S("RH-0140"),
     .message = S("crm.value_minor may be absent and is ordered without a presence test"),
     .place = {S("cases/register/CO-EDGE-004.yaml"), 7, 9}},
};
static const rh_check_report check = {.revision = HEAD,
                                      .entries = 7,
                                      .fields = 284,
                                      .events = 29,
                                      .actions = 41,
                                      .states = 18,
                                      .findings = findings,
                                      .n_findings = 3,
                                      .counts = {1, 1, 1}};

static const rh_model_read reads[] = {
    {.name = S("contract.plan"), .mask = S("<differs from crm.plan>"), .is_set = true, .is_field = true,
     .known = TIME("2025-06-02T14:00:00Z", 1748872800), .event = S("contracts c-77"), .written_by = S("human")},
    {.name = S("crm.plan"), .title = S("Plan in the CRM"), .value = S("\"pro\""), .is_set = true, .is_field = true,
     .known = TIME("2025-06-01T09:00:00Z", 1748768400), .event = S("salesforce 006/fields"), .written_by = S("system")},
    {.name = S("crm.renewal_at"), .is_field = true},
    {.name = S("workflow.open_items"), .value = S("1"), .is_set = true},
};
static const rh_model_eval_step eval_steps[] = {
    {.depth = 0, .text = S("crm.plan == \"pro\" && !overdue(crm.renewal_at)"), .value = S("false"), .is_shown = true,
     .counts = true, .valid_until = TIME("2025-06-09T00:00:00Z", 1749427200)},
    {.depth = 1, .text = S("crm.plan == \"pro\""), .value = S("false"), .is_shown = true, .counts = true},
    {.depth = 1, .text = S("!overdue(crm.renewal_at)"), .cause = S("null_order"), .is_shown = true},
    {.depth = 2, .text = S("overdue(crm.renewal_at)")},
};
static const rh_eval_report eval = {
    .expression = S("crm.plan==\"pro\"&&!overdue(crm.renewal_at)"),
    .canonical = S("crm.plan == \"pro\" && !overdue(crm.renewal_at)"),
    .says = S("plan in the CRM is \"pro\" and renewal is not overdue"), .type = S("bool"), .value = S("false"),
    .is_shown = true, .journey = S("J-000412"), .state = S("kickoff_scheduled"), .revision = HEAD,
    .at = TIME("2025-06-04T12:00:00Z", 1749038400), .reads = reads, .n_reads = 4, .steps = eval_steps, .n_steps = 4,
};

static const rh_str table_keys[] = {S("id"), S("title"), S("segments"), S("when"), S("sla")};
static const rh_str table_titles[] = {S("Edge case"), S("Scenario"), S("Customer segment"), S("Deterministic check"),
                                      S("Response tier")};
static const rh_str table_cells[] = {S("CO-EDGE-002"), S("=Conflicting \"plan\" data"), S("smb\nenterprise"),
                                     S("conflict(crm.plan, contract.plan)"), {NULL, 0}};
static const rh_str table_words[] = {S("provisioning.grant_entitlement"), S("billing.write_field")};
static const rh_model_entry_row table_rows[] = {
    {.cells = table_cells,
     .place = {S("cases/register/CO-EDGE-002.yaml"), 1, 1},
     .id = S("CO-EDGE-002"),
     .title = S("=Conflicting \"plan\" data"),
     .lane = S("closed_won_handoff"),
     .trigger = S("Contract | order form name different plans"),
     .risk = S("high"),
     .human = S("settle the source of truth"),
     .says = S("plan in the CRM and plan in the contract disagree"),
     .when = S("conflict(crm.plan, contract.plan)"),
     .owner = S("Revenue operations"),
     .escalation = S("Customer success leader"),
     .response = S("2 business hours"),
     .evidence = {table_words, 1},
     .ai = {table_words, 1},
     .blocked = {table_words, 1},
     .held = {table_words, 2},
     .audit = {table_words, 1},
     .tests = {table_words, 2},
     .tasks = {table_words, 1}},
};
static const rh_table_report table = {.revision = HEAD,
                                      .keys = table_keys,
                                      .titles = table_titles,
                                      .n_columns = 5,
                                      .rows = table_rows,
                                      .n_rows = 1};

static const rh_model_formatted formatted[] = {
    {3, 2, {S("cases/register/CO-EDGE-002.yaml"), 7, 7}, false},
    {12, 1, {S("cases/states.yaml"), 40, 14}, false},
};
static const rh_fmt_report fmt = {.name = S("worktree"), .is_check = true, .n_files = 9, .expressions = 44,
                                  .changed = 3, .left = 1, .rows = formatted, .n_rows = 2};

const rh_gate_report *sample_gate_no_go(void) { return &gate_no_go; }
const rh_gate_report *sample_gate_hold(void) { return &gate_hold; }
const rh_gate_report *sample_gate_go(void) { return &gate_go; }
const rh_gate_report *sample_gate_hostile(void) { return &gate_hostile; }
const rh_diff_report *sample_diff(void) { return &diff; }
const rh_test_report *sample_test(void) { return &test; }
const rh_replay_report *sample_replay(void) { return &replay; }
const rh_ingest_report *sample_ingest(void) { return &ingest; }
const rh_quarantine_report *sample_quarantine(void) { return &quarantine; }
const rh_forget_report *sample_forget(void) { return &forget; }
const rh_journey_report *sample_journey(void) { return &journey; }
const rh_check_report *sample_check(void) { return &check; }
const rh_eval_report *sample_eval(void) { return &eval; }
const rh_table_report *sample_table(void) { return &table; }
const rh_fmt_report *sample_fmt(void) { return &fmt; }

/* ---- verify ---- */

static const rh_verify_report verify_sample = {
    .name = S("gate.intoto.json"),
    .checks = {{RH_MODEL_CHECK_HOLDS, S("6449 bytes of application/vnd.in-toto+json")},
               {RH_MODEL_CHECK_HOLDS, S("Ed25519 by key aebb69cea7ad868a")},
               {RH_MODEL_CHECK_HOLDS, S("a gate's test-result v0.1, in force")},
               {RH_MODEL_CHECK_FAILS, S("it is of commit 31e4ccecd637, expected 4d5e6f708192")},
               {RH_MODEL_CHECK_HOLDS, S("the policy of the base, commit 9a8b7c6d5e4f")},
               {RH_MODEL_CHECK_OPEN, S("no history was given: --store FILE or --events FILE...")},
               {RH_MODEL_CHECK_HOLDS, S("rehearse 0.1.0, zone data 2026f")},
               {RH_MODEL_CHECK_OPEN, S("not run: the register or the history is not the one that it names")}},
    .n_failed = 1,
    .n_open = 2,
    .has_statement = true,
    .verdict = RH_MODEL_GO,
    .head = {.commit = S("31e4ccecd6377fe0baa2cd21fd07bc1dec306a87")},
    .base = {.commit = S("9a8b7c6d5e4f9a8b7c6d5e4f9a8b7c6d5e4f9a8b")},
    .as_of = S("2026-03-01T09:00:00Z"),
    .expires = S("2026-05-30T09:00:00Z")};

const rh_verify_report *sample_verify(void)
{
    return &verify_sample;
}
