/* The document of the register's table: the fifteen fields that its owners know, in twelve columns. */
#include "reports/document/parts.h"

static const rh_doc_column columns[] = {
    {"Edge case", false, true},      {"Onboarding lane", false, false},   {"Trigger", false, false},
    {"Risk tier", false, false},     {"Required evidence", false, false}, {"Deterministic check", false, false},
    {"AI may", false, false},        {"Human review rule", false, false}, {"First owner, then", false, false},
    {"System action", false, false}, {"Audit fields", false, false},      {"Acceptance tests", false, false}};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

static rh_str joined(rh_doc *doc, rh_strs texts)
{
    rh_str out = texts.n > 0 ? texts.at[0] : rh_str_null();
    for (size_t i = 1; i < texts.n; i++) out = rh_doc_say(doc, "%.*s; %.*s", RH_ARG(out), RH_ARG(texts.at[i]));
    return out;
}

/* "blocks a; b · holds c": what the entry does while it is open. */
static rh_str actions_of(rh_doc *doc, const rh_model_entry_row *row)
{
    const struct {
        const char *verb;
        rh_strs actions;
    } parts[] = {{"blocks", row->blocked}, {"holds", row->held}, {"drafts", row->drafted}};
    rh_str out = rh_str_null();
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].actions.n == 0) continue;
        const rh_str list = joined(doc, parts[i].actions);
        out = rh_doc_say(doc, "%.*s%s%s %.*s", RH_ARG(out), out.len > 0 ? ", " : "", parts[i].verb, RH_ARG(list));
    }
    return out.ptr != NULL ? out : RH_STR("none");
}

static rh_doc_cell cell(rh_str text, rh_str note)
{
    return (rh_doc_cell){.text = text, .note = note};
}

static void put_row(rh_doc *doc, rh_doc_table *table, const rh_model_entry_row *e)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = cell(e->id, e->title);
    row[1] = cell(e->lane, e->segments.n > 0 ? joined(doc, e->segments) : RH_STR("all segments"));
    row[2] = rh_doc_text_cell(e->trigger);
    row[3] = rh_doc_chip_cell(e->risk, rh_doc__risk_tone(e->risk));
    row[3].note = e->response;
    row[4] = rh_doc_text_cell(joined(doc, e->evidence));
    row[5] = cell(e->says, e->when);
    row[6] = rh_doc_text_cell(joined(doc, e->ai));
    row[7] = cell(e->human, joined(doc, e->tasks));
    row[8] = cell(e->owner, e->escalation);
    row[9] = rh_doc_text_cell(actions_of(doc, e));
    row[10] = rh_doc_text_cell(joined(doc, e->audit));
    row[11] = rh_doc_text_cell(joined(doc, e->tests));
}

void rh_doc_of_table(rh_doc *doc, rh_arena *arena, const rh_table_report *table)
{
    rh_doc_begin(doc, arena, RH_STR("The register"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, table->revision);
    rh_doc_text(doc, RH_TONE_PLAIN,
                rh_doc_say(doc, "%.*s. An entry opens when its check holds, or cannot be decided, within its window.",
                           RH_ARG(rh_doc_plural(doc, table->n_rows, "edge case", "edge cases"))));
    rh_doc_table *rows = rh_doc_table_begin(doc, RH_STR("Edge cases"), columns, N_COLUMNS);
    for (size_t r = 0; rows != NULL && r < table->n_rows; r++) put_row(doc, rows, &table->rows[r]);
}
