/* Filled models for the tests of reports: what is asked of clauses. */
#include "tests/reports/samples.h"

#define S(lit)                                                                                                         \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }

/* ---- test --mutate ---- */

static const rh_model_mutants operators[] = {
    {S("DROP"), S("an operand of && or || dropped"), 7, 9, 1},
    {S("EFF"), S("an action one level lower"), 4, 5, 0},
    {S("SEG"), S("a segment dropped"), 0, 0, 0},
};
static const rh_model_mutants apart[] = {
    {S("NEG"), S("the condition negated"), 2, 2, 0},
    {S("DEL"), S("the entry deleted"), 2, 2, 0},
};
static const rh_model_mutants by_entry[] = {
    {S("CO-EDGE-002"), S("Conflicting plan data"), 8, 9, 1},
    {S("CO-EDGE-006"), S("A draft by AI that is not sure | of itself"), 3, 5, 0},
};
static const rh_model_survivor survivors[] = {
    {S("CO-EDGE-002"), S("DROP"), {S("cases/register/CO-EDGE-002.yaml"), 9, 6},
     S("nobody would notice if it did not ask whether plan in the CRM and plan in billing disagree"), false},
    {S("CO-EDGE-006"), S("EFF"), {S("cases/register/CO-EDGE-006.yaml"), 31, 7},
     S("nobody would notice if comms.send_any were only held, where it must be blocked"), true},
};
static const rh_mutation_report mutation = {.has_score = true, .all = {{NULL, 0}, {NULL, 0}, 11, 14, 1},
                                            .apart = apart, .n_apart = 2, .operators = operators, .n_operators = 3,
                                            .entries = by_entry, .n_entries = 2, .survivors = survivors,
                                            .n_survivors = 2, .n_weakened = 1};
static const rh_model_test passes[] = {
    {.entry = S("CO-EDGE-002"), .name = S("the wrong plan waits"), .way = RH_MODEL_EXAMPLE, .result = RH_MODEL_PASS,
     .place = {S("cases/register/CO-EDGE-002.yaml"), 40, 5}},
};
static const rh_test_report mutated = {.revision = {.name = S("worktree")}, .n_entries = 2, .tests = passes,
                                       .n_tests = 1, .passed = 1, .mutation = &mutation};

const rh_test_report *sample_mutation(void) { return &mutated; }

/* ---- cover ---- */

static const rh_model_fired fired[] = {
    {.entry = S("CO-EDGE-002"), .title = S("Conflicting plan data"), .risk = S("high"),
     .place = {S("cases/register/CO-EDGE-002.yaml"), 1, 1}, .tests = 11, .journeys = 80,
     .last = {S("2025-12-24T19:23:00Z"), 1766604180}, .n_clauses = 3, .n_decided = 2},
    {.entry = S("CO-EDGE-007"), .title = S("Eligible customer never captured"), .risk = S("medium"),
     .place = {S("cases/register/CO-EDGE-007.yaml"), 1, 1}, .tests = 6, .is_quiet = true, .n_clauses = 1,
     .n_decided = 1},
    {.entry = S("CO-EDGE-074"), .title = S("AI unsure of route or extraction"), .risk = S("medium"),
     .place = {S("cases/register/CO-EDGE-074.yaml"), 1, 1}, .journeys = 76,
     .last = {S("2026-01-01T16:09:00Z"), 1767283740}, .is_idle = true, .n_clauses = 1, .n_decided = 1},
};
static const rh_model_covered covered[] = {
    {S("CO-EDGE-002"), S("operand"), S("plan in the CRM and plan in billing disagree"),
     {S("cases/register/CO-EDGE-002.yaml"), 8, 3}, 4, 80, {S("2025-12-24T19:23:00Z"), 1766604180}},
    {S("CO-EDGE-002"), S("primary"), S("revops"), {S("cases/register/CO-EDGE-002.yaml"), 25, 12}, 0, 12,
     {S("2025-12-20T10:00:00Z"), 1766224800}},
    {S("CO-EDGE-002"), S("effect"), S("hold billing.write_field"), {S("cases/register/CO-EDGE-002.yaml"), 33, 7}, 0, 0,
     {{NULL, 0}, 0}},
    {S("CO-EDGE-007"), S("condition"), S("Nobody has captured an eligible customer"),
     {S("cases/register/CO-EDGE-007.yaml"), 7, 7}, 6, 0, {{NULL, 0}, 0}},
    {S("CO-EDGE-074"), S("window"), S("accepted..go_live"), {S("cases/register/CO-EDGE-074.yaml"), 12, 9}, 1, 3,
     {S("2026-01-01T16:09:00Z"), 1767283740}},
};
static const rh_cover_report cover = {
    .revision = {.name = S("HEAD"), .commit = S("0123456789abcdef0123456789abcdef01234567")},
    .has_history = true,
    .history = {.total = {{NULL, 0}, 400, 400, 0, 0}, .journeys = 100, .synthetic = 100, .events = 400,
                .synthetic_events = 400, .since = {S("2025-01-06T09:00:00Z"), 1736154000},
                .until = {S("2026-01-06T09:00:00Z"), 1767690000}, .as_of = {S("2026-01-06T09:00:00Z"), 1767690000},
                .exact = 100},
    .months = 6, .since = {S("2025-07-06T09:00:00Z"), 1751792400},
    .entries = fired, .n_entries = 3, .clauses = covered, .n_clauses = 5,
    .in_tests = 3, .in_history = 3, .never = 1, .n_quiet = 1, .n_idle = 1};

const rh_cover_report *sample_cover(void) { return &cover; }
