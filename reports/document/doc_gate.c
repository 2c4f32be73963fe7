/* The document of `gate`: the answer first, then what it rests on. */
#include "reports/document/doc_gate_parts.h"
#include "reports/document/findings.h"
#include "reports/document/parts.h"

static rh_tone gate_tone(rh_model_gate_verdict verdict)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_WARN, RH_TONE_BAD};
    return tones[verdict];
}

/* ---- first screen ---- */

static rh_str verdict_says(const rh_gate_report *gate)
{
    switch (gate->verdict) {
    case RH_MODEL_GO: return RH_STR("This revision may go live.");
    case RH_MODEL_GATE_HOLD: return RH_STR("Not decided: it may not go live until the open points are settled.");
    case RH_MODEL_NO_GO: return RH_STR("This revision may not go live.");
    }
    return rh_str_null();
}

static rh_str launch_says(const rh_gate_report *gate)
{
    switch (gate->launch) {
    case RH_MODEL_LAUNCH_NONE: return RH_STR("not decided yet");
    case RH_MODEL_BUILD: return RH_STR("build");
    case RH_MODEL_NARROW: return RH_STR("narrow to the lanes that pass");
    case RH_MODEL_FIX_HANDOFF_FIRST: return RH_STR("fix the handoff first");
    case RH_MODEL_REJECT: return RH_STR("reject");
    }
    return rh_str_null();
}

static rh_str expansion_says(rh_doc *doc, const rh_gate_report *gate)
{
    size_t n = 0;
    if (gate->n_questions == 0) return RH_STR("not advised: stability is not shown");
    for (size_t i = 0; i < gate->n_questions; i++) n += gate->questions[i].answer != RH_MODEL_ANSWER_STABLE;
    return rh_doc_say(doc, "not advised: %zu of %zu answers are weak", n, gate->n_questions);
}

static size_t hero_facts(rh_doc *doc, const rh_gate_report *gate, rh_doc_fact *facts)
{
    size_t n = 0;
    facts[n++] = (rh_doc_fact){RH_STR("Launch"), rh_doc_text_cell(launch_says(gate))};
    facts[n++] = (rh_doc_fact){RH_STR("Replayed"), rh_doc_text_cell(rh_doc__replayed(doc, &gate->replay.history))};
    facts[n++] = (rh_doc_fact){RH_STR("Period"), rh_doc_text_cell(rh_doc__period(doc, &gate->replay.history))};
    if (!gate->expansion) {
        facts[n++] = (rh_doc_fact){RH_STR("Expansion"),
                                   rh_doc_text_cell(expansion_says(doc, gate))};
    }
    return n;
}

static rh_doc_item reason_item(rh_doc *doc, const rh_model_reason *reason)
{
    return (rh_doc_item){.text = rh_doc_sentence(doc, rh_doc__reason(doc, reason)), .place = reason->place};
}

/* Every step has an owner: where none is named, whoever proposes the revision. */
static rh_doc_item step_item(rh_doc *doc, const rh_model_step *step)
{
    return (rh_doc_item){.text = rh_doc_sentence(doc, step->text),
                         .owner = step->owner.ptr != NULL ? step->owner : RH_STR("the proposer"),
                         .command = step->command};
}

static void put_hero(rh_doc *doc, const rh_gate_report *gate)
{
    rh_doc_hero hero = {.label = RH_STR("Go-live gate"), .tone = gate_tone(gate->verdict), .says = verdict_says(gate)};
    hero.word = rh_str_of(rh_model_gate_verdict_name(gate->verdict));
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 4, rh_doc_fact);
    hero.n_reasons = gate->n_reasons < 3 ? gate->n_reasons : 3;
    rh_doc_item *reasons = RH_NEW_N(doc->arena, hero.n_reasons, rh_doc_item);
    rh_doc_item *next = RH_NEW(doc->arena, rh_doc_item);
    if (facts == NULL || reasons == NULL || next == NULL) return;
    hero.facts = facts;
    hero.n_facts = hero_facts(doc, gate, facts);
    hero.reasons_title = gate->n_reasons > 3 ? rh_doc_say(doc, "Why (3 of %zu reasons)", gate->n_reasons)
                                             : RH_STR("Why");
    for (size_t i = 0; i < hero.n_reasons; i++) reasons[i] = reason_item(doc, &gate->reasons[i]);
    hero.reasons = reasons;
    if (gate->n_steps > 0) {
        *next = step_item(doc, &gate->steps[0]);
        hero.next = next;
    }
    rh_doc_hero_put(doc, &hero);
}

static void put_rest(rh_doc *doc, const rh_gate_report *gate)
{
    if (gate->n_reasons > 3) rh_doc_section(doc, "reasons", "What else stands in the way", false);
    for (size_t i = 3; i < gate->n_reasons; i++) rh_doc_item_put(doc, false, reason_item(doc, &gate->reasons[i]));
    if (gate->n_steps > 1) rh_doc_section(doc, "next", "What to do, in this order", false);
    for (size_t i = 0; i < gate->n_steps && gate->n_steps > 1; i++)
        rh_doc_item_put(doc, true, step_item(doc, &gate->steps[i]));
}

/* ---- lanes ---- */

static void put_lanes(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Lane", false, false},    {"Verdict", false, false},
                                            {"Journeys", true, false}, {"Openings", true, false},
                                            {"Changed", true, false},  {"Why", false, false}};
    if (gate->n_lanes == 0) return;
    rh_doc_section(doc, "lanes", "Lanes", false);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("Verdict by lane (journeys; openings of entries; journeys whose outcome changes)"), columns, 6);
    for (size_t i = 0; i < gate->n_lanes; i++) {
        const rh_model_lane *lane = &gate->lanes[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(lane->lane);
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_gate_verdict_name(lane->verdict)), gate_tone(lane->verdict));
        row[2] = rh_doc_text_cell(rh_doc_people(doc, lane->journeys));
        row[3] = rh_doc_text_cell(rh_doc_people(doc, lane->openings));
        row[4] = rh_doc_text_cell(rh_doc_people(doc, lane->changed));
        row[5] = rh_doc_text_cell(lane->says);
    }
}

/* ---- what it rests on ---- */

static void put_revision(rh_doc *doc, const char *label, rh_model_revision revision)
{
    rh_doc_cell cell = rh_doc_code_cell(revision.commit.ptr != NULL ? revision.commit : revision.name);
    if (revision.sha256.ptr != NULL) cell.note = rh_doc_say(doc, "sha256 %.*s", RH_ARG(revision.sha256));
    rh_doc_fact_put(doc, label, cell);
}

static void put_provenance(rh_doc *doc, const rh_gate_report *gate)
{
    rh_doc_section(doc, "inputs", "What this result depends on", true);
    put_revision(doc, "New revision", gate->head);
    put_revision(doc, "Base revision", gate->base);
    rh_doc_fact_put(doc, "How the base was found", rh_doc_text_cell(gate->base_how));
    rh_doc_fact_put(doc, "Gate policy",
                    rh_doc_text_cell(rh_str_eq(gate->policy, RH_STR("base"))
                                         ? RH_STR("the base's")
                                         : RH_STR("bootstrap: the base has none, so the new revision's own")));
    rh_doc_fact_put(doc, "Replayed to", rh_doc_text_cell(rh_doc_time(doc, gate->replay.history.as_of)));
    rh_doc_fact_put(doc, "Today",
                    rh_doc_text_cell(gate->today.text.ptr != NULL ? gate->today.text : RH_STR("not given")));
    rh_doc_fact_put(doc, "Program", rh_doc_text_cell(gate->tool));
    rh_doc_fact_put(doc, "Zone data", rh_doc_text_cell(gate->zones));
    rh_doc_text(doc, RH_TONE_MUTED,
                RH_STR("These bytes depend on nothing else: the same inputs give the same page, whatever the machine, "
                       "the number of threads or the order of the files."));
}

void rh_doc_of_gate(rh_doc *doc, rh_arena *arena, const rh_gate_report *gate)
{
    rh_doc_begin(doc, arena, RH_STR("Go-live gate"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s against %.*s", RH_ARG(rh_doc__revision(doc, gate->head)),
                               RH_ARG(rh_doc__revision(doc, gate->base)));
    put_hero(doc, gate);
    put_rest(doc, gate);
    rh_doc__gate_criteria(doc, gate);
    rh_doc__gate_controls(doc, gate);
    put_lanes(doc, gate);
    rh_doc_section(doc, "changes", "What changes against the base", gate->diff.changed > RH_DOC_FEW_CHANGED);
    rh_doc__changes(doc, &gate->diff);
    rh_doc__gate_entries(doc, gate);
    rh_doc__gate_waivers(doc, gate);
    rh_doc__gate_checklist(doc, gate);
    rh_doc__gate_stability(doc, gate);
    rh_doc_section(doc, "tests", "Acceptance tests", true);
    rh_doc__gate_checks(doc, gate);
    rh_doc__tests(doc, &gate->tests);
    if (gate->replay.is_judged) rh_doc__judgement(doc, &gate->replay.judgement);
    rh_doc_section(doc, "history", "The history behind this", true);
    rh_doc__history(doc, &gate->replay.history);
    put_provenance(doc, gate);
    rh_doc_find_gate(doc, gate);
}
