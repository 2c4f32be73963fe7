/* The document of `cover`: what decides nothing stands first. */
#include "reports/document/parts.h"

static void put_hero(rh_doc *doc, const rh_cover_report *cover)
{
    rh_doc_hero hero = {.label = RH_STR("Clauses that decide"), .tone = RH_TONE_GOOD};
    hero.word = rh_doc_say(doc, "%.*s of %.*s", RH_ARG(rh_doc_count(doc, cover->n_clauses - cover->never)),
                           RH_ARG(rh_doc_count(doc, cover->n_clauses)));
    if (cover->never > 0) hero.tone = RH_TONE_WARN;
    hero.says = cover->never == 0
                    ? RH_STR("Without any one of them something would come out otherwise.")
                    : rh_doc_say(doc, "%.*s nothing, in tests or in the history.",
                                 RH_ARG(rh_doc_plural(doc, cover->never, "clause decides", "clauses decide")));
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 3, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("In tests"), rh_doc_text_cell(rh_doc_count(doc, cover->in_tests))};
    facts[1] = (rh_doc_fact){RH_STR("In the history"), rh_doc_text_cell(cover->has_history
                                                                            ? rh_doc_count(doc, cover->in_history)
                                                                            : RH_STR("none given"))};
    facts[2] = (rh_doc_fact){RH_STR("Never fired"),
                             rh_doc_text_cell(cover->has_history
                                                  ? rh_doc_plural(doc, cover->n_quiet, "entry", "entries")
                                                  : RH_STR("not known"))};
    hero.facts = facts;
    hero.n_facts = 3;
    rh_doc_hero_put(doc, &hero);
}

/* ---- entries ---- */

static rh_str when_last(rh_doc *doc, rh_model_time last)
{
    return last.text.ptr != NULL ? rh_doc_time(doc, last) : RH_STR("never");
}

static void put_entry(rh_doc *doc, rh_doc_table *table, const rh_model_fired *e)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(e->entry);
    row[0].note = e->title;
    row[1] = rh_doc_chip_cell(e->risk, rh_doc__risk_tone(e->risk));
    row[2] = rh_doc_text_cell(rh_doc_count(doc, e->tests));
    row[3] = rh_doc_text_cell(rh_doc_people(doc, e->journeys));
    row[4] = rh_doc_text_cell(when_last(doc, e->last));
}

static bool is_quiet(const rh_model_fired *e) { return e->is_quiet; }
static bool is_idle(const rh_model_fired *e) { return e->is_idle; }

static void put_entries(rh_doc *doc, const rh_cover_report *cover, rh_str caption, uint64_t n,
                        bool (*wanted)(const rh_model_fired *))
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Risk", false, false},
                                            {"Tests", true, false},
                                            {"Journeys", true, false},
                                            {"Last opened", false, false}};
    if (n == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, caption, columns, 5);
    if (table == NULL) return;
    table->n_all = n;
    for (size_t i = 0; i < cover->n_entries && table->n_rows < RH_DOC_MAX_ROWS; i++)
        if (wanted(&cover->entries[i])) put_entry(doc, table, &cover->entries[i]);
}

/* ---- clauses ---- */

static bool decides_never(const rh_model_covered *c) { return c->tests == 0 && c->journeys == 0; }
static bool decides_in_tests_alone(const rh_model_covered *c) { return c->tests > 0 && c->journeys == 0; }
static bool decides_untested(const rh_model_covered *c) { return c->tests == 0 && c->journeys > 0; }

static void put_clause(rh_doc *doc, rh_doc_table *table, const rh_model_covered *c)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(c->entry);
    row[0].note = rh_doc_place(doc, c->place);
    row[1] = rh_doc_text_cell(c->kind);
    row[2] = rh_doc_text_cell(c->says);
    row[3] = rh_doc_text_cell(rh_doc_count(doc, c->tests));
    row[4] = rh_doc_text_cell(rh_doc_people(doc, c->journeys));
    row[4].note = c->last.text.ptr != NULL ? rh_doc_time(doc, c->last) : rh_str_null();
}

static void put_clauses(rh_doc *doc, const rh_cover_report *cover, rh_str caption,
                        bool (*wanted)(const rh_model_covered *))
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Clause", false, false},
                                            {"In words", false, false},
                                            {"Tests", true, false},
                                            {"Journeys", true, false}};
    uint64_t n = 0;
    for (size_t i = 0; i < cover->n_clauses; i++) n += wanted(&cover->clauses[i]);
    if (n == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, caption, columns, 5);
    if (table == NULL) return;
    table->n_all = n;
    for (size_t i = 0; i < cover->n_clauses && table->n_rows < RH_DOC_MAX_ROWS; i++)
        if (wanted(&cover->clauses[i])) put_clause(doc, table, &cover->clauses[i]);
}

void rh_doc_of_cover(rh_doc *doc, rh_arena *arena, const rh_cover_report *cover)
{
    rh_doc_begin(doc, arena, RH_STR("Coverage of the register"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, cover->revision);
    put_hero(doc, cover);
    rh_doc_section(doc, "idle", "What decides nothing", false);
    if (!cover->has_history) {
        rh_doc_text(
            doc, RH_TONE_MUTED,
            RH_STR("No history was given: the tests alone say what decides, and nothing is known of what fires."));
    }
    put_clauses(doc, cover, RH_STR("Clauses that decide nothing, in tests or in the history"), decides_never);
    put_entries(doc, cover,
                rh_doc_say(doc, "Entries that did not open in the last %.*s",
                           RH_ARG(rh_doc_plural(doc, cover->months, "month", "months"))),
                cover->n_quiet, is_quiet);
    put_entries(doc, cover, RH_STR("Entries that opened and made no difference: no verdict of theirs alone, no task"),
                cover->n_idle, is_idle);
    if (cover->has_history)
        put_clauses(doc, cover, RH_STR("Clauses that decided in the history and in no test"), decides_untested);
    if (cover->has_history) {
        rh_doc_section(doc, "tests", "What only tests have seen", true);
        put_clauses(doc, cover, RH_STR("Clauses that decided in tests alone"), decides_in_tests_alone);
        rh_doc_section(doc, "history", "The history behind this", false);
        rh_doc__history(doc, &cover->history);
    }
}
