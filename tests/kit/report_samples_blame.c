/* Samples of what blame and bisect find. */
#include "tests/reports/samples.h"

#define S(text) {text, sizeof(text) - 1}
#define COMMIT "5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e"

static const rh_model_cause_unit one[] = {{S("cases/register/CO-EDGE-014.yaml"), S("effect.hold"), 31, S(COMMIT)}};
static const rh_model_cause_unit two[] = {{S("cases/register/CO-EDGE-002.yaml"), S("when"), 7, S(COMMIT)},
                                          {S("cases/policy.yaml"), S("values.limit"), 12, S(COMMIT)}};
static const rh_model_cause causes[] = {{one, 1, false}, {two, 2, true}};
static const rh_model_skipped skipped[] = {
    {S("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"),
     S("0a1b2c3:cases/register/CO-EDGE-009.yaml:4:1: RH-0402: key \"when\" stands twice, first at line 3")}};

const rh_blame_report *sample_blame(void)
{
    static const rh_blame_report report = {
        .revision = {.name = S("HEAD"), .commit = S(COMMIT)},
        .journey = S("J-000412"),
        .as_of = {S("2026-03-02T09:00:00Z"), 1772442000},
        .result = RH_MODEL_BLAME_FOUND,
        .commit = S(COMMIT),
        .author = S("Carla Reyes <carla@northgate.example>"),
        .summary = S("CO-EDGE-014: strategic handoffs are approved"),
        .author_date = {S("2025-05-19T14:00:00Z"), 1747663200},
        .causes = causes,
        .n_causes = 2,
        .skipped = skipped,
        .n_skipped = 1};
    return &report;
}

const rh_blame_report *sample_bisect(void)
{
    static const rh_blame_report report = {
        .revision = {.name = S("main"), .commit = S(COMMIT)},
        .journey = S(SAMPLE_HOSTILE),
        .expect = S("not {kind: sla_breached}"),
        .as_of = {S("2026-03-02T09:00:00Z"), 1772442000},
        .result = RH_MODEL_BLAME_NOTHING,
        .commit = S(COMMIT),
        .author = S(SAMPLE_HOSTILE),
        .summary = S(SAMPLE_HOSTILE),
        .author_date = {S("2025-05-19T14:00:00Z"), 1747663200}};
    return &report;
}
