/* The document of `gate`: the answer first, then what it rests on. */
#include "reports/document/browse.h"
#include "reports/document/findings.h"
#include "reports/document/parts.h"

static rh_tone gate_tone(rh_model_gate_verdict verdict)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_WARN, RH_TONE_BAD};
    return tones[verdict];
}

static rh_tone criterion_tone(rh_model_criterion_result result)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN, RH_TONE_WARN};
    return tones[result];
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

/* ---- criteria ---- */

static const rh_doc_gauge *gauge_of(rh_doc *doc, const rh_model_criterion *c)
{
    return rh_doc__gauge(doc, &(rh_doc__gauged){.value = c->observed,
                                                .low = c->has_interval ? c->low : c->observed,
                                                .high = c->has_interval ? c->high : c->observed,
                                                .bound = c->threshold,
                                                .is_at_least = c->is_at_least,
                                                .tone = criterion_tone(c->result)});
}

static rh_str criterion_note(rh_doc *doc, const rh_model_criterion *c)
{
    const char *tier = rh_model_tier_name(c->tier), *where = c->where.ptr != NULL ? " \xc2\xb7 where " : "";
    if (c->is_built_in) return rh_doc_say(doc, "%.*s \xc2\xb7 %s, built in", RH_ARG(c->id), tier);
    if (c->of.ptr != NULL)
        return rh_doc_say(doc, "%.*s \xc2\xb7 %s \xc2\xb7 %.*s %.*s", RH_ARG(c->id), tier, RH_ARG(c->scope),
                          RH_ARG(c->of));
    return rh_doc_say(doc, "%.*s \xc2\xb7 %s%s%.*s", RH_ARG(c->id), tier, where, RH_ARG(c->where));
}

/* A metric of monitors.yaml is told with what it is made of, as nobody knows it by its name. */
static rh_str metric_note(rh_doc *doc, const rh_model_criterion *c)
{
    const rh_str note = criterion_note(doc, c);
    if (c->definition.ptr == NULL) return note;
    return rh_doc_say(doc, "%.*s \xc2\xb7 %.*s: %.*s", RH_ARG(note), RH_ARG(c->metric), RH_ARG(c->definition));
}

static rh_str result_note(rh_doc *doc, const rh_model_criterion *c)
{
    if (c->waiver.ptr != NULL) return rh_doc_say(doc, "by %.*s", RH_ARG(c->waiver));
    const char *how = c->is_without_additions ? "without what the proposal only adds" : "";
    if (c->result == RH_MODEL_INCONCLUSIVE && c->has_needed)
        return rh_doc_say(doc, "%s%sn = %.*s would decide", how, *how != '\0' ? "; " : "",
                          RH_ARG(rh_doc_count(doc, c->needed)));
    if (c->is_without_additions) return rh_str_of(how);
    if (c->undecided > 0) return rh_doc_say(doc, "%.*s undecided beside n", RH_ARG(rh_doc_people(doc, c->undecided)));
    return c->says;
}

static void put_criterion(rh_doc *doc, rh_doc_table *table, const rh_model_criterion *c)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    const bool is_few = rh_doc__is_few_observed(doc, c);
    row[0] = rh_doc_text_cell(c->title.ptr != NULL ? c->title : c->id);
    row[0].note = metric_note(doc, c);
    row[1] = rh_doc_chip_cell(rh_str_of(rh_model_criterion_result_name(c->result)), criterion_tone(c->result));
    row[1].note = result_note(doc, c);
    row[2] = rh_doc_text_cell(rh_doc__observed(doc, c));
    if (c->has_interval && !is_few)
        row[2].note = rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, c->low)),
                                 RH_ARG(rh_doc_number(doc, c->high)));
    if (!is_few) row[2].gauge = gauge_of(doc, c);
    row[3] = rh_doc_text_cell(
        rh_doc_say(doc, "%s %.*s", c->is_at_least ? "at least" : "at most", RH_ARG(rh_doc_number(doc, c->threshold))));
    row[4] = rh_doc_text_cell(rh_doc__sample(doc, c));
}

static void put_criteria(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Criterion", false, false},
                                            {"Result", false, false},
                                            {"Observed", true, false},
                                            {"Bound", true, false},
                                            {"n", true, false}};
    static const rh_model_criterion_result order[] = {RH_MODEL_CRITERION_FAIL, RH_MODEL_INCONCLUSIVE, RH_MODEL_WAIVED,
                                                      RH_MODEL_CRITERION_PASS};
    rh_doc_section(doc, "criteria", "Criteria", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What was asked for, and what was observed"), columns, 5);
    for (size_t k = 0; k < 4; k++)
        for (size_t tier = RH_MODEL_CRITICAL; tier <= RH_MODEL_ADVISORY; tier++)
            for (size_t i = 0; i < gate->n_criteria; i++)
                if (gate->criteria[i].result == order[k] && gate->criteria[i].tier == tier)
                    put_criterion(doc, table, &gate->criteria[i]);
    rh_doc_filter_column(doc, table, "Result", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_order_rows(doc, table, "those that decide first", NULL);
    rh_doc_order_column(doc, table, "by name", 0);
}

/* Which control is held by which criterion. */
static void put_controls(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {
        {"Control", false, false}, {"Held by", false, false}, {"Result", false, false}};
    rh_doc_table *table = NULL;
    for (size_t i = 0; i < gate->n_criteria; i++) {
        const rh_model_criterion *c = &gate->criteria[i];
        for (size_t k = 0; k < c->covers.n; k++) {
            if (table == NULL) {
                rh_doc_section(doc, "controls", "Controls", true);
                table = rh_doc_table_begin(doc, RH_STR("Controls, and the criterion that holds each"), columns, 3);
            }
            rh_doc_cell *row = rh_doc_row(doc, table);
            if (row == NULL) return;
            row[0] = rh_doc_text_cell(c->covers.at[k]);
            row[1] = rh_doc_text_cell(c->title.ptr != NULL ? c->title : c->id);
            row[1].note = criterion_note(doc, c);
            row[2] = rh_doc_chip_cell(rh_str_of(rh_model_criterion_result_name(c->result)), criterion_tone(c->result));
        }
    }
}

/* ---- lanes, entries, waivers ---- */

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

static rh_doc_cell change_cell(rh_str change)
{
    if (rh_str_eq(change, RH_STR("unchanged"))) return (rh_doc_cell){.text = change, .tone = RH_TONE_MUTED};
    return rh_doc_chip_cell(change, rh_str_eq(change, RH_STR("removed")) ? RH_TONE_BAD : RH_TONE_WARN);
}

static rh_doc_cell tests_cell(rh_doc *doc, const rh_model_gate_entry *e)
{
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_say(doc, "%.*s pass", RH_ARG(rh_doc_count(doc, e->passed))));
    if (e->unproven > 0) {
        cell.note = rh_doc_say(doc, "%.*s unproven", RH_ARG(rh_doc_count(doc, e->unproven)));
        cell.tone = e->passed == 0 ? RH_TONE_WARN : RH_TONE_PLAIN;
    }
    if (e->failed > 0) {
        cell.note = rh_doc_say(doc, "%.*s fail", RH_ARG(rh_doc_count(doc, e->failed)));
        cell.tone = RH_TONE_BAD;
    }
    return cell;
}

static void put_entry(rh_doc *doc, rh_doc_table *table, const rh_model_gate_entry *e)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_text_cell(rh_doc_say(doc, "%.*s %.*s", RH_ARG(e->id), RH_ARG(e->title)));
    row[0].note = rh_doc_place(doc, e->place);
    row[1] = rh_doc_chip_cell(e->risk, rh_doc__risk_tone(e->risk));
    row[2] = change_cell(e->change);
    row[3] = rh_doc_text_cell(rh_doc_people(doc, e->openings_base));
    row[4] = rh_doc_text_cell(rh_doc_people(doc, e->openings_head));
    if (e->never_matched) {
        row[4].note = RH_STR("matched no record");
        row[4].tone = RH_TONE_WARN;
    }
    row[5] = rh_doc_text_cell(rh_doc_people(doc, e->undecided));
    row[5].tone = e->undecided > 0 ? RH_TONE_WARN : RH_TONE_PLAIN;
    row[6] = rh_doc_text_cell(rh_doc_people(doc, e->breached));
    row[7] = tests_cell(doc, e);
}

static void put_entries(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Entry", false, false},      {"Risk", false, false},
                                            {"Text", false, false},       {"Opened, base", true, false},
                                            {"Opened, new", true, false}, {"Undecided", true, false},
                                            {"Breached", true, false},    {"Tests", false, false}};
    rh_doc_section(doc, "entries", "Entries of the register", true);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("How often each entry opened in this history"), columns, 8);
    int64_t *opened = RH_NEW_N(doc->arena, gate->n_entries, int64_t);
    int64_t *moved = RH_NEW_N(doc->arena, gate->n_entries, int64_t);
    if (opened == NULL || moved == NULL) return;
    for (size_t i = 0; i < gate->n_entries; i++) {
        const rh_model_gate_entry *e = &gate->entries[i];
        put_entry(doc, table, e);
        opened[i] = (int64_t)e->openings_head;
        moved[i] = e->openings_head > e->openings_base ? (int64_t)(e->openings_head - e->openings_base)
                                                       : (int64_t)(e->openings_base - e->openings_head);
    }
    if (table == NULL || table->n_rows < gate->n_entries) return;
    rh_doc_filter_column(doc, table, "Risk", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Text", 2, RH_DOC_VALUES_AS_MET);
    rh_doc_order_rows(doc, table, "by entry", NULL);
    rh_doc_order_rows(doc, table, "most openings first", opened);
    rh_doc_order_rows(doc, table, "most that changed first", moved);
}

static void put_waivers(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {
        {"Waiver", false, false}, {"State", false, false}, {"Owner, approver", false, false},
        {"Until", false, false},  {"Rows", true, false},   {"Reason", false, false}};
    static const char *const states[] = {"used", "unused", "invalid"};
    static const rh_tone tones[] = {RH_TONE_WARN, RH_TONE_MUTED, RH_TONE_BAD};
    if (gate->n_waivers == 0) return;
    rh_doc_section(doc, "waivers", "Waivers", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Waivers of the base, and the loosened rows each covers"),
                                             columns, 6);
    for (size_t i = 0; i < gate->n_waivers; i++) {
        const rh_model_waiver *w = &gate->waivers[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(w->id);
        row[1] = rh_doc_chip_cell(rh_str_of(states[w->state]), tones[w->state]);
        row[1].note = w->says;
        row[2] = rh_doc_text_cell(rh_doc_say(doc, "%.*s, %.*s", RH_ARG(w->owner), RH_ARG(w->approver)));
        row[3] = rh_doc_text_cell(rh_doc_time(doc, w->until));
        row[4] = rh_doc_text_cell(rh_doc_people(doc, w->rows));
        row[5] = rh_doc_text_cell(w->reason);
    }
}

/* Whose word it is, and until when. */
static rh_doc_cell answer_cell(rh_doc *doc, const rh_model_listed *item)
{
    if (item->is_computed) return rh_doc_text_cell(RH_STR("computed"));
    if (item->by.ptr == NULL) return (rh_doc_cell){.text = RH_STR("nobody"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_say(doc, "attested by %.*s", RH_ARG(item->by)));
    cell.note = item->evidence;
    return cell;
}

static void put_listed(rh_doc *doc, rh_doc_table *table, const rh_model_listed *item)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_BAD, RH_TONE_WARN};
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_text_cell(rh_doc_sentence(doc, item->title));
    row[0].note = rh_doc_say(doc, "%.*s \xc2\xb7 %s%s", RH_ARG(item->id), rh_model_tier_name(item->tier),
                             item->rejects ? ", rejects" : "");
    row[1] = rh_doc_chip_cell(rh_str_of(rh_model_listed_state_name(item->state)), tones[item->state]);
    row[1].note = item->says;
    row[2] = answer_cell(doc, item);
    row[3] = rh_doc_text_cell(item->owner);
    row[4] = rh_doc_text_cell(rh_doc_time(doc, item->until));
}

static void put_checklist(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Item", false, false},
                                            {"State", false, false},
                                            {"Who answers", false, false},
                                            {"Owner", false, false},
                                            {"Until", false, false}};
    if (gate->n_checklist == 0) return;
    rh_doc_section(doc, "checklist", "Checklist", true);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What must be done before this goes live"), columns, 5);
    for (size_t i = 0; table != NULL && i < gate->n_checklist; i++) put_listed(doc, table, &gate->checklist[i]);
    rh_doc_filter_column(doc, table, "State", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Owner", 3, RH_DOC_VALUES_SORTED);
}

static void put_stability(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Question", false, false}, {"Answer", false, false}};
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN};
    if (gate->n_questions == 0) return;
    rh_doc_section(doc, "stability", "Stability", false);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("What must be so before more segments follow; unknown counts as weak"), columns, 2);
    for (size_t i = 0; table != NULL && i < gate->n_questions; i++) {
        const rh_model_question *q = &gate->questions[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_sentence(doc, q->question));
        row[0].note = q->id;
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_answer_name(q->answer)), tones[q->answer]);
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

static void put_checks(rh_doc *doc, const rh_gate_report *gate)
{
    for (size_t i = 0; i < gate->n_criteria; i++) {
        const rh_model_criterion *c = &gate->criteria[i];
        rh_doc_check check = {.suite = RH_STR("gate"),
                              .name = c->of.ptr != NULL ? rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(c->id), RH_ARG(c->of))
                                                        : c->id};
        check.outcome = c->result == RH_MODEL_CRITERION_FAIL ? RH_DOC_FAIL
                        : c->result == RH_MODEL_INCONCLUSIVE ? RH_DOC_SKIPPED
                                                             : RH_DOC_PASS;
        if (check.outcome != RH_DOC_PASS)
            check.message = rh_doc_say(doc, "%s: observed %.*s, bound %s %.*s, n %.*s",
                                       rh_model_criterion_result_name(c->result),
                                       RH_ARG(rh_doc_number(doc, c->observed)), c->is_at_least ? "at least" : "at most",
                                       RH_ARG(rh_doc_number(doc, c->threshold)), RH_ARG(rh_doc_count(doc, c->n)));
        rh_doc_check_put(doc, check);
    }
}

void rh_doc_of_gate(rh_doc *doc, rh_arena *arena, const rh_gate_report *gate)
{
    rh_doc_begin(doc, arena, RH_STR("Go-live gate"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s against %.*s", RH_ARG(rh_doc__revision(doc, gate->head)),
                               RH_ARG(rh_doc__revision(doc, gate->base)));
    put_hero(doc, gate);
    put_rest(doc, gate);
    put_criteria(doc, gate);
    put_controls(doc, gate);
    put_lanes(doc, gate);
    rh_doc_section(doc, "changes", "What changes against the base", gate->diff.changed > RH_DOC_FEW_CHANGED);
    rh_doc__changes(doc, &gate->diff);
    put_entries(doc, gate);
    put_waivers(doc, gate);
    put_checklist(doc, gate);
    put_stability(doc, gate);
    rh_doc_section(doc, "tests", "Acceptance tests", true);
    put_checks(doc, gate);
    rh_doc__tests(doc, &gate->tests);
    if (gate->replay.is_judged) rh_doc__judgement(doc, &gate->replay.judgement);
    rh_doc_section(doc, "history", "The history behind this", true);
    rh_doc__history(doc, &gate->replay.history);
    put_provenance(doc, gate);
    rh_doc_find_gate(doc, gate);
}
