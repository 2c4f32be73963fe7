/* Models of a judgement and of a poison report, for golden reports. */
#include "tests/reports/samples.h"

#define S(lit) {"" lit, sizeof(lit) - 1}
#define RATE(n, of) {RH_MODEL_RATE, n, of}
#define PPM(n) {RH_MODEL_RATE, n, 1000000}
#define HOURS(minutes) {RH_MODEL_HOURS, minutes, 60}

static const rh_model_cell cells[] = {{S("escaped"), S("allowed, and it turned out to be wrong"), 6, 0},
                                      {S("drag"), S("held up, and nothing was wrong"), 15, 169},
                                      {S("caught"), S("held up, and it turned out to be wrong"), 8, 8},
                                      {S("clean"), S("allowed, and nothing was wrong"), 7503, 141},
                                      {S("censored"), S("too recent to know"), 865, 23}};
static const rh_model_cell agreement[] = {{S("useful"), S("asked, and the person changed something"), 73, 0},
                                          {S("waved_through"), S("asked, and the person changed nothing"), 26, 0},
                                          {S("missed"), S("not asked, and the person changed something"), 1, 0},
                                          {S("quiet"), S("not asked, and the person changed nothing"), 0, 0}};
static const rh_model_share shares[] = {
    {S("escape_rate"), S("wrong, of what was allowed"), RATE(6, 7509), true, PPM(366), PPM(1742), true, RATE(6, 7827),
     RATE(324, 7827)},
    {S("catch_rate"), S("caught, of what was wrong"), RATE(0, 0), false, PPM(0), PPM(0), false, RATE(0, 0), RATE(0, 0)},
    {S("waved_through"), S("changed nothing, of the decisions asked for"), RATE(1, 4), false, PPM(0), PPM(0), false,
     RATE(0, 0), RATE(0, 0)}};
static const rh_model_override overrides[] = {
    {S("rule_override"),
     S("whole"),
     S(""),
     {.value = RATE(3, 74), .has_interval = true, .low = PPM(13884), .high = PPM(112510)}},
    {S("rule_override"), S("role"), S("cs_leader"), {.value = RATE(3, 4)}},
    {S("rule_override"),
     S("revision"),
     S("unknown"),
     {.value = RATE(0, 70), .has_interval = true, .high = PPM(52022)}}};
static const rh_model_leaky_field fields[] = {{S("crm.stage"), 112}};
static const rh_model_judged_action actions[] = {{S("escaped"),
                                                  S("J-0000090"),
                                                  S("provisioning.grant_entitlement"),
                                                  S("/provisioning J-0000090-033"),
                                                  S("allow"),
                                                  S("default"),
                                                  S("/cs J-0000090-034"),
                                                  {S("2025-11-21T18:53:00Z"), 1763751180},
                                                  HOURS(0),
                                                  false},
                                                 {S("drag"),
                                                  S("J-0000007"),
                                                  S("project.create_kickoff"),
                                                  S("/project J-0000007-020"),
                                                  S("hold"),
                                                  S("CO-EDGE-002, stop"),
                                                  {NULL, 0},
                                                  {S("2025-05-22T14:16:00Z"), 1747923360},
                                                  HOURS(390),
                                                  true},
                                                 {S("drag"),
                                                  S("J-0000008"),
                                                  S("comms.send_welcome"),
                                                  S("/comms J-0000008-021"),
                                                  S("block"),
                                                  S("sequence"),
                                                  {NULL, 0},
                                                  {S("2025-05-23T14:16:00Z"), 1748009760},
                                                  {RH_MODEL_HOURS, 0, 0},
                                                  false}};
static const rh_judgement_report judgement = {.cells = cells,
                                              .n_cells = 5,
                                              .agreement = agreement,
                                              .n_agreement = 4,
                                              .decisions_apart = 2,
                                              .shares = shares,
                                              .n_shares = 3,
                                              .overrides = overrides,
                                              .n_overrides = 3,
                                              .corrections = 22,
                                              .stray_corrections = 1,
                                              .holds = 14,
                                              .holds_open = 1,
                                              .hold_p50 = HOURS(120),
                                              .hold_p90 = HOURS(390),
                                              .hold_most = HOURS(2400),
                                              .fields = fields,
                                              .n_fields = 1,
                                              .actions = actions,
                                              .n_actions = 3,
                                              .n_actions_all = 206};

static const rh_model_leak leaks[] = {{S("later"),
                                       S("J-0000003"),
                                       S("project.create"),
                                       {S("2025-08-29T16:33:00Z"), 1756485180},
                                       S("{\"kind\":\"opened\"}"),
                                       {NULL, 0},
                                       S("/crm J-0000003-004"),
                                       {NULL, 0},
                                       {{NULL, 0}, 0}},
                                      {S("snapshot"),
                                       S("J-0000003"),
                                       S("project.create"),
                                       {S("2025-08-29T16:33:00Z"), 1756485180},
                                       S("allow"),
                                       S("hold"),
                                       S("/contracts J-0000003-002"),
                                       S("contract.plan, contract.state"),
                                       {S("2026-01-01T15:05:00Z"), 1767279900}}};
static const rh_poison_report poison = {.revision = {.name = S("worktree"), .sha256 = S("77e2")},
                                        .history = {.journeys = 31, .as_of = {S("2026-01-01T15:05:00Z"), 1767279900}},
                                        .verdicts = 655,
                                        .replays = 3710,
                                        .suspects = 30,
                                        .leaks = leaks,
                                        .n_leaks = 2,
                                        .n_leaks_all = 1186};
static const rh_poison_report no_poison = {.revision = {.name = S("worktree"), .sha256 = S("77e2")},
                                           .history = {.journeys = 31},
                                           .verdicts = 655,
                                           .replays = 1310};

rh_replay_report sample_judged(void)
{
    rh_replay_report replay = *sample_replay();
    static const rh_str restless[] = {S("J-000007"), S("J-000019"), S("J-000020"), S(SAMPLE_HOSTILE)};
    replay.oscillated = (rh_model_oscillated){23, {restless, 4}};
    replay.is_judged = true;
    replay.judgement = judgement;
    return replay;
}
const rh_poison_report *sample_poison(void) { return &poison; }
const rh_poison_report *sample_no_poison(void) { return &no_poison; }
