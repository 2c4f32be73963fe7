/* The document of `gate`: entries, waivers, checklist and stability. */
#include "reports/document/doc_gate_parts.h"

#include "reports/document/browse.h"
#include "reports/document/parts.h"

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

void rh_doc__gate_entries(rh_doc *doc, const rh_gate_report *gate)
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

void rh_doc__gate_waivers(rh_doc *doc, const rh_gate_report *gate)
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

void rh_doc__gate_checklist(rh_doc *doc, const rh_gate_report *gate)
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

void rh_doc__gate_stability(rh_doc *doc, const rh_gate_report *gate)
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
