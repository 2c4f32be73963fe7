/* A filled review packet: a conflict that stops an onboarding, with a suggestion of the AI and one of two approvals. */
#include "tests/reports/samples.h"

#define S(text)                                                                                                        \
    {                                                                                                                  \
        text, sizeof text - 1                                                                                          \
    }
#define T(text, seconds)                                                                                               \
    {                                                                                                                  \
        S(text), seconds                                                                                               \
    }
#define OPENED T("2026-03-02T14:10:00Z", 1772460600)
#define KNOWN T("2026-03-02T14:00:00Z", 1772460000)
#define VALUE(json)                                                                                                    \
    {                                                                                                                  \
        S(json),                                                                                                       \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define MASK(text)                                                                                                     \
    {                                                                                                                  \
        {0}, S(text)                                                                                                   \
    }
#define FACT(field, words, system, masked)                                                                             \
    {                                                                                                                  \
        .name = S(field), .title = S(words), .source = S(system), .is = masked, .is_set = true, .known = KNOWN,        \
        .event = S("/crm e-7"), .written_by = S("system")                                                              \
    }
#define ABSENT(field)                                                                                                  \
    {                                                                                                                  \
        .name = S(field), .source = S("crm")                                                                           \
    }
#define FACTS(array)                                                                                                   \
    {                                                                                                                  \
        (array), sizeof(array) / sizeof *(array)                                                                       \
    }

static const rh_model_packet_fact values[] = {
    FACT("billing.value_minor", "value in billing", "billing", MASK("<differs from contract>")),
    FACT("contract.value_minor", "value of the contract", "contracts", MASK("<differs from billing>"))};
static const rh_model_packet_fact plans[] = {
    FACT("contract.plan", "plan in the contract", "contracts", VALUE("\"enterprise\"")),
    FACT("crm.plan", "plan in the CRM", "crm", VALUE("\"pro\"")), ABSENT("order_form.plan")};
static const rh_model_packet_fact contact[] = {ABSENT("billing.bill_to_contact")};
static const rh_model_packet_fact cadence[] = {
    FACT("billing.cadence", "billing rhythm in billing", "billing", VALUE("\"annual\"")),
    FACT("crm.billing_cadence", "billing rhythm in the CRM", "crm", VALUE("\"annual\""))};
static const rh_model_packet_side sides[] = {{S("plan"), RH_SIDE_DIFFERS, true, FACTS(plans)},
                                             {S("value_minor"), RH_SIDE_DIFFERS, true, FACTS(values)},
                                             {S("bill_to_contact"), RH_SIDE_MISSING, true, FACTS(contact)},
                                             {S("cadence"), RH_SIDE_AGREES, true, FACTS(cadence)},
                                             {S("value_minor"), RH_SIDE_DIFFERS, false, FACTS(values)}};

static const rh_model_packet_fact evidence[] = {
    FACT("contract.document_ref", "contract document", "contracts", MASK("<set>")),
    FACT("contract.plan", "plan in the contract", "contracts", VALUE("\"enterprise\"")),
    {.name = S("workflow.earliest_due"), .is = VALUE("\"2026-03-02T18:10:00Z\""), .is_set = true},
    ABSENT("order_form.plan")};
static const rh_model_packet_task tasks[] = {
    {S("task.create_internal"), S("deal_owner"), S("say which plan was sold"), OPENED, true},
    {S("review.notify"), S("deal_owner"), S("say it again"), T("2026-03-04T14:10:00Z", 1772633400), false},
    {S("review.notify"), S("csm"), S("the customer waits"), {{0}, 0}, false}};
static const rh_str audit[] = {S("values per source"), S("chosen source")};
static const rh_str because[] = {S("plan in the contract and plan in the CRM disagree"), S("handoff is accepted"),
                                 S("a policy exception has been asked for")};
static const rh_model_packet_entry entries[] = {
    {.id = S("CO-EDGE-002"),
     .title = S("Conflicting plan data"),
     .lane = S("closed_won_handoff"),
     .exception = S("commercial_conflict"),
     .reason = S("scope_mismatch"),
     .trigger = S("The sources name different plans"),
     .status = S("open"),
     .risk = S("high"),
     .clock = S("4 business hours"),
     .sla = 4,
     .opened = OPENED,
     .due = T("2026-03-02T18:10:00Z", 1772475000),
     .breaches = 1,
     .is_stop = true,
     .when = S("conflict(contract.plan, crm.plan) && handoff.status == \"accepted\""),
     .says = S("plan in the contract and plan in the CRM disagree and handoff is accepted"),
     .holds = true,
     .because = because,
     .n_because = 2,
     .place = {S("cases/register/CO-EDGE-002.yaml"), 8, 7},
     .evidence = FACTS(evidence),
     .human = S("settle which source is right"),
     .primary = S("revops"),
     .backup = S("finance_ops"),
     .escalation = S("cs_leader"),
     .route = S("finance_ops"),
     .needs_two = true,
     .first_of_two = S("revops"),
     .tasks = tasks,
     .n_tasks = 3,
     .audit = audit,
     .n_audit = 2},
    {.id = S("CO-EDGE-080"),
     .title = S("Policy exception above materiality"),
     .lane = S("billing_subscription"),
     .exception = S("commercial_conflict"),
     .reason = S("scope_mismatch"),
     .trigger = S("An exception is large"),
     .status = S("open"),
     .risk = S("hold"),
     .clock = S("4 business hours"),
     .sla = 4,
     .opened = OPENED,
     .is_undecided = true,
     .when = S("project.policy_exception_requested == true"),
     .says = S("a policy exception has been asked for"),
     .holds = true,
     .because = because + 2,
     .n_because = 1,
     .place = {S("cases/register/CO-EDGE-080.yaml"), 8, 7},
     .human = S("two different people approve"),
     .primary = S("finance_lead"),
     .backup = S("revenue_leader"),
     .escalation = S("founder"),
     .route = S("finance_lead"),
     .needs_two = true}};

static const rh_model_packet_given given[] = {{S("citations"), MASK("<3 given>")}, {S("confidence"), MASK("<given>")}};
static const rh_model_packet_fact ai_facts[] = {{.name = S("customer.use_case"),
                                                 .title = S("what the customer uses the product for"),
                                                 .source = S("cs"),
                                                 .is = MASK("<set>"),
                                                 .is_set = true,
                                                 .is_ai = true,
                                                 .known = KNOWN,
                                                 .event = S("/assistant e-9"),
                                                 .written_by = S("ai")}};
static const rh_model_packet_action actions[] = {
    {S("billing.write_field"), S("write a field of billing"), RH_MODEL_BLOCK,
     S("CO-EDGE-080 (Policy exception above materiality) at cases/register/CO-EDGE-080.yaml:8:7"), true, false, OPENED},
    {S("comms.send_welcome"), S("send the welcome message"), RH_MODEL_HOLD, S("an open entry stops the journey"), false,
     true, OPENED}};
static const rh_model_packet_action drafts[] = {
    {S("comms.send_welcome"), S("send the welcome message"), RH_MODEL_DRAFT, S("its default"), false, true, KNOWN}};
static const rh_str roles[] = {S("revops"), S("finance_ops"), S("cs_leader"), S("founder")};
static const rh_model_packet_option options[] = {{S("approve"),
                                                  S("release the item: what waits goes on"),
                                                  {0},
                                                  roles,
                                                  4,
                                                  S("{\"area\":\"billing\",\"decision\":\"approve\"}")},
                                                 {S("reject"),
                                                  S("block what the item lists; what waits is dropped"),
                                                  {0},
                                                  roles,
                                                  4,
                                                  S("{\"area\":\"billing\",\"decision\":\"reject\"}")},
                                                 {S("override"), S("go ahead against the warning; it is counted apart"),
                                                  S("a reason"), roles + 3, 1,
                                                  S("{\"area\":\"billing\",\"decision\":\"override\"}")}};
static const rh_model_packet_event history[] = {
    {.at = OPENED,
     .text = S("CO-EDGE-002 (Conflicting plan data) opened: risk high, goes to revops"),
     .event = S("/crm e-7")},
    {.at = T("2026-03-02T18:10:00Z", 1772475000),
     .text = S("nobody decided in time on CO-EDGE-002: it goes to finance_ops")},
    {.at = T("2026-03-02T18:20:00Z", 1772475600),
     .text = S("CO-EDGE-002 has the first of two approvals, by revops"),
     .by = S("revops"),
     .actor = MASK("<given>"),
     .reason = MASK("<given>"),
     .event = S("/review e-12"),
     .is_decision = true}};
static const rh_model_packet_prior priors[] = {
    {S("J-000412/billing/1"), T("2026-02-02T14:10:00Z", 1770041400), T("2026-02-03T14:10:00Z", 1770127800),
     S("CO-EDGE-080"), S("CO-EDGE-080 (Policy exception above materiality) rejected: reject by founder")}};

static const rh_model_packet_fact links[] = {
    FACT("crm.opportunity_id", "opportunity id in the CRM", "crm", MASK("<set>")), ABSENT("project.id")};
static const rh_model_packet_fact hostile[] = {
    FACT("handoff.commercial_terms", "terms", "crm", VALUE("\"<script>alert(1)</script> | `b` ]]> @here ::error::\""))};
static const rh_model_packet_block blocks[] = {
    {1, S("source links"), RH_PACKET_FACTS, FACTS(links), true},
    {2, S("segment, revenue, package"), RH_PACKET_FACTS, FACTS(contact), false},
    {3, {0}, RH_PACKET_FACTS, {0}, false},
    {4, S("outcome, criteria"), RH_PACKET_FACTS, FACTS(contact), false},
    {5, S("contract, terms"), RH_PACKET_FACTS, FACTS(hostile), true},
    {6, S("stakeholders"), RH_PACKET_FACTS, FACTS(contact), false},
    {7, S("flags"), RH_PACKET_FACTS, FACTS(plans), true},
    {8, S("what is missing or in conflict"), RH_PACKET_SIDES, {0}, true},
    {9, S("what the AI suggests"), RH_PACKET_SUGGESTION, {0}, true},
    {10, S("trigger and reason"), RH_PACKET_REASONS, {0}, true},
    {11, S("stage and what waits"), RH_PACKET_ACTIONS, {0}, true},
    {12, S("risk, tier and due instant"), RH_PACKET_CLOCK, {0}, true},
    {13, S("reviewer, backup, escalation"), RH_PACKET_REVIEWERS, {0}, true},
    {14, S("what is recommended"), RH_PACKET_ADVICE, {0}, true},
    {15, S("impact on the customer"), RH_PACKET_IMPACT, {0}, true},
    {16, S("draft of a message"), RH_PACKET_DRAFTS, {0}, true},
    {17, S("decisions"), RH_PACKET_OPTIONS, {0}, true},
    {18, S("history"), RH_PACKET_HISTORY, {0}, true}};

#define PACKET                                                                                                         \
    .journey = S("J-000412"), .item = S("J-000412/billing/2"), .area = S("billing"),                                   \
    .revision = {S("main"), S("0123456789abcdef0123456789abcdef01234567"), S("89abcdef01234567"), S("5f1d")},          \
    .policy_sha256 = S("6458e02951a3577d"), .at = T("2026-03-02T19:40:00Z", 1772480400), .opened = OPENED,             \
    .state = S("accepted"), .state_title = S("handoff accepted"), .is_paused = true, .risk = S("hold"),                \
    .route = S("finance_ops"), .sla = 4, .has_waited = true, .waited_minutes = 330, .entries = entries,                \
    .n_entries = 2, .sides = sides, .n_sides = 5, .given = given, .n_given = 2, .ai_facts = FACTS(ai_facts),           \
    .actions = actions, .n_actions = 2, .drafts = drafts, .n_drafts = 1, .history = history, .n_history = 3,           \
    .blocks = blocks, .n_blocks = 18, .n_filled = 14

static const rh_packet_report open_item = {
    PACKET,           .is_open = true,     .due = T("2026-03-02T18:10:00Z", 1772475000),
    .has_left = true, .left_minutes = -90, .options = options,
    .n_options = 3,   .priors = priors,    .n_priors = 1};
static const rh_packet_report closed_item = {PACKET, .closed = T("2026-03-02T19:40:00Z", 1772480400),
                                             .is_private = true};

const rh_packet_report *sample_packet(void)
{
    return &open_item;
}
const rh_packet_report *sample_packet_closed(void)
{
    return &closed_item;
}
