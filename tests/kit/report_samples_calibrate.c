/* Samples of the calibration of health. */
#include "tests/reports/samples.h"

#define S(text) {text, sizeof(text) - 1}
#define PPM(n) {RH_MODEL_RATE, n, 1000000}

static const rh_model_alarm alarms[] = {
    {.band = S("severe"), .below = 40, .alarms = 3, .right = 3, .bad = 61, .precision = {RH_MODEL_RATE, 3, 3},
     .recall = {RH_MODEL_RATE, 3, 61}, .recall_low = PPM(16858), .recall_high = PPM(134979),
     .lead_days = {RH_MODEL_COUNT, 41, 1}},
    {.band = S("at_risk"), .below = 60, .alarms = 58, .right = 40, .bad = 61, .precision = {RH_MODEL_RATE, 40, 58},
     .precision_low = PPM(561900), .precision_high = PPM(793600), .recall = {RH_MODEL_RATE, 40, 61},
     .recall_low = PPM(530400), .recall_high = PPM(762600), .lead_days = {RH_MODEL_COUNT, 37, 1}}};

static const rh_model_bin curve[] = {{.from = 0, .to = 10},
                                     {.from = 50, .to = 60, .n = 120, .good = 71, .low = PPM(502300),
                                      .high = PPM(675400)},
                                     {.from = 90, .to = 101, .n = 4, .good = 4}};

static const rh_model_health_input inputs[] = {
    {.id = S("milestone_progress"), .title = S("milestones on time"), .place = {S("cases/health.yaml"), 13, 44},
     .auc = {PPM(812000), PPM(760100), PPM(863900)}, .weight = 40, .has_proposed = true, .proposed = PPM(661000),
     .low = PPM(501000), .high = PPM(821000)},
    {.id = S("blockers"), .title = S(SAMPLE_HOSTILE), .absent = 7, .auc = {PPM(511000), PPM(440000), PPM(582000)},
     .is_noisy = true, .weight = 60, .has_proposed = true, .proposed = PPM(339000), .low = PPM(0),
     .high = PPM(690000)}};

static const rh_model_bias biases[] = {
    {.predictor = S("score"), .field = S("customer.segment"), .group = S(SAMPLE_HOSTILE), .n = 96, .bad = 31,
     .share = {RH_MODEL_RATE, 31, 96}, .expected = PPM(187500), .p = PPM(1300), .q = PPM(5200), .is_biased = true},
    {.predictor = S("blockers"), .field = S("customer.segment"), .group = S("smb"), .n = 240, .bad = 34,
     .share = {RH_MODEL_RATE, 34, 240}, .expected = PPM(150100), .p = PPM(612000), .q = PPM(816000)}};

static const rh_model_alarm_move moves[] = {
    {.band = S("severe"), .below = 40, .base_below = 40, .alarms = 3, .right = 3, .base_alarms = 3, .base_right = 3,
     .precision = {RH_MODEL_RATE, 3, 3}, .base_precision = {RH_MODEL_RATE, 3, 3}, .says = S("the same alarms")},
    {.band = S("at_risk"), .below = 60, .base_below = 55, .alarms = 58, .right = 40, .base_alarms = 51, .base_right = 24,
     .precision = {RH_MODEL_RATE, 40, 58}, .precision_low = PPM(561900), .precision_high = PPM(793600),
     .base_precision = {RH_MODEL_RATE, 24, 51}, .base_low = PPM(340000), .base_high = PPM(604000), .only_now = 27,
     .only_now_right = 21, .only_base = 20, .only_base_right = 5, .p = PPM(410), .says = S("better")}};

const rh_calibrate_report *sample_calibrate(void)
{
    static const rh_calibrate_report report = {
        .revision = {.name = S("HEAD"), .commit = S("5f0c1e2a9b7d4c3e8a6f1b2d3c4e5f6a7b8c9d0e")},
        .history = {.journeys = 1204, .synthetic = 1204, .exact = 1204, .events = 30100,
                    .synthetic_events = 30100, .is_end_unknown = true, .as_of = {S("2026-03-02T09:00:00Z"), 1772442000}},
        .version = S("h1"),
        .good = S("present(product.first_value_at)"),
        .within = S("60 days"),
        .place = {S("cases/health.yaml"), 22, 11},
        .cases = 412,
        .n_good = 351,
        .n_bad = 61,
        .unscored = 700,
        .censored = 80,
        .late = 12,
        .auc = {PPM(741000), PPM(680000), PPM(802000)},
        .alarms = alarms,
        .n_alarms = 2,
        .curve = curve,
        .n_curve = 3,
        .inputs = inputs,
        .n_inputs = 2,
        .has_proposal = true,
        .fitted = 274,
        .held_out = 138,
        .split = {S("2025-09-01T14:00:00Z"), 1756735200},
        .now_later = {PPM(702000), PPM(600000), PPM(804000)},
        .proposed_later = {PPM(781000), PPM(690000), PPM(872000)},
        .biases = biases,
        .n_biases = 2,
        .small_groups = 3,
        .is_compared = true,
        .base = {.name = S("main"), .commit = S("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567")},
        .base_version = S("h0"),
        .cases_both = 405,
        .auc_both = {PPM(742000), PPM(681000), PPM(803000)},
        .base_auc = {PPM(655000), PPM(590000), PPM(720000)},
        .moves = moves,
        .n_moves = 2};
    return &report;
}

/* Nothing to say. */
const rh_calibrate_report *sample_calibrate_empty(void)
{
    static const rh_calibrate_report report = {
        .revision = {.name = S("HEAD")},
        .version = S("h1"),
        .good = S("present(product.first_value_at)"),
        .within = S("60 days"),
        .unscored = 3,
        .inputs = inputs,
        .n_inputs = 0,
        .why = S("fewer than 20 good or 20 bad ones among the earlier cases")};
    return &report;
}
