/* Samples of the log. */
#include "tests/reports/samples.h"

#define S(text) {text, sizeof(text) - 1}

static const rh_model_log_row rows[] = {
    {.commit = S("5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e"),
     .author = S("Carla Reyes <carla@northgate.example>"),
     .summary = S("CO-EDGE-014: strategic handoffs are approved"),
     .author_date = {S("2025-05-19T14:00:00Z"), 1747663200},
     .verdict = RH_MODEL_LOG_NO_GO,
     .entries = 80,
     .changed_entries = 2,
     .is_compared = true,
     .rows = {[RH_MODEL_LOOSENED] = 1204, [RH_MODEL_RETIMED] = 3},
     .journeys = 411,
     .loosens = 1,
     .unknown = 2,
     .overrides = {RH_MODEL_RATE, 17, 230},
     .escapes = {RH_MODEL_RATE, 4, 2347}},
    {.commit = S("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"),
     .author = S(SAMPLE_HOSTILE),
     .summary = S(SAMPLE_HOSTILE),
     .author_date = {S("2025-05-18T14:00:00Z"), 1747576800},
     .verdict = RH_MODEL_LOG_BROKEN,
     .why = S("RH-0402: key \"when\" stands twice, first at 7:1")},
    {.commit = S("2222222222222222222222222222222222222222"),
     .author = S("Ravi Iyer <ravi@northgate.example>"),
     .summary = S("CO-EDGE-015: back and forth"),
     .author_date = {S("2025-02-06T15:00:00Z"), 1738854000},
     .verdict = RH_MODEL_LOG_HOLD,
     .entries = 79,
     .changed_entries = 1,
     .is_compared = true,
     .oscillated = 12,
     .unknown = 1,
     .overrides = {RH_MODEL_RATE, 0, 0},
     .escapes = {RH_MODEL_RATE, 0, 0}},
    {.commit = S("1111111111111111111111111111111111111111"),
     .author = S("Ravi Iyer <ravi@northgate.example>"),
     .summary = S("Register of the first edge cases"),
     .author_date = {S("2025-01-06T15:00:00Z"), 1736175600},
     .verdict = RH_MODEL_LOG_HOLD,
     .entries = 79,
     .changed_entries = 79,
     .overrides = {RH_MODEL_RATE, 0, 0},
     .escapes = {RH_MODEL_RATE, 0, 0}}};

const rh_log_report *sample_log(void)
{
    static const rh_log_report report = {
        .revision = {.name = S("HEAD"), .commit = S("5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e")},
        .history = {.journeys = 1204, .as_of = {S("2026-03-02T09:00:00Z"), 1772442000}},
        .rows = rows,
        .n_rows = 4,
        .n_rows_all = 41};
    return &report;
}
