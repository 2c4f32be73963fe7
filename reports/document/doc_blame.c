/* The documents of `blame` and `bisect`. */
#include "reports/document/parts.h"

enum { SHORT_COMMIT = 12 };

static rh_str what_of(rh_doc *doc, const rh_blame_report *blame)
{
    if (blame->expect.ptr == NULL) return rh_doc_say(doc, "Journey %.*s comes out as it does", RH_ARG(blame->journey));
    return rh_doc_say(doc, "What is expected of journey %.*s fails", RH_ARG(blame->journey));
}

static rh_doc_hero hero_of(rh_doc *doc, const rh_blame_report *blame)
{
    rh_doc_hero hero = {.label = blame->expect.ptr != NULL ? RH_STR("Bisect") : RH_STR("Blame"),
                        .word = rh_str_slice(blame->commit, 0, SHORT_COMMIT),
                        .tone = RH_TONE_PLAIN};
    const rh_str what = what_of(doc, blame);
    switch (blame->result) {
    case RH_MODEL_BLAME_FOUND: hero.says = rh_doc_say(doc, "%.*s since this commit.", RH_ARG(what)); break;
    case RH_MODEL_BLAME_FIRST:
        hero.says = rh_doc_say(doc, "%.*s since the first commit that loads.", RH_ARG(what));
        break;
    case RH_MODEL_BLAME_END:
        hero.word = RH_STR("BEFORE THAT");
        hero.says = rh_doc_say(doc, "%.*s already at the commit where the search was to end.", RH_ARG(what));
        hero.tone = RH_TONE_WARN;
        break;
    case RH_MODEL_BLAME_NOTHING:
        hero.word = RH_STR("NOTHING TO FIND");
        hero.says = rh_doc_say(doc, "What is expected of journey %.*s holds at this revision.", RH_ARG(blame->journey));
        hero.tone = RH_TONE_WARN;
        break;
    }
    return hero;
}

static void put_facts(rh_doc *doc, rh_doc_hero *hero, const rh_blame_report *blame)
{
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 4, rh_doc_fact);
    if (facts == NULL) return;
    facts[hero->n_facts++] = (rh_doc_fact){RH_STR("Commit"), rh_doc_text_cell(blame->summary)};
    facts[hero->n_facts++] = (rh_doc_fact){RH_STR("Author"), rh_doc_text_cell(blame->author)};
    facts[hero->n_facts++] = (rh_doc_fact){RH_STR("Written"), rh_doc_text_cell(rh_doc_time(doc, blame->author_date))};
    if (blame->expect.ptr != NULL)
        facts[hero->n_facts++] = (rh_doc_fact){RH_STR("Expected"), rh_doc_code_cell(blame->expect)};
    hero->facts = facts;
}

static void put_unit(rh_doc *doc, rh_doc_table *table, const rh_model_cause *cause, size_t i)
{
    const rh_model_cause_unit *unit = &cause->units[i];
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(unit->key.ptr != NULL ? unit->key : RH_STR("the whole file"));
    if (cause->n_units > 1) row[0].note = rh_doc_say(doc, "together, %zu of %zu", i + 1, cause->n_units);
    row[1] = rh_doc_code_cell(rh_doc_place(doc, (rh_model_place){unit->file, unit->line, 1}));
}

static void put_causes(rh_doc *doc, const rh_blame_report *blame)
{
    static const rh_doc_column columns[] = {{"Key", false, false}, {"Place", false, false}};
    if (blame->result != RH_MODEL_BLAME_FOUND) return;
    rh_doc_section(doc, "keys", "What the commit changed", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Keys that alone give it"), columns, 2);
    for (size_t i = 0; table != NULL && i < blame->n_causes; i++)
        for (size_t k = 0; k < blame->causes[i].n_units; k++) put_unit(doc, table, &blame->causes[i], k);
}

static void put_skipped(rh_doc *doc, const rh_blame_report *blame)
{
    static const rh_doc_column columns[] = {{"Commit", false, false}, {"Why", false, false}};
    if (blame->n_skipped == 0) return;
    rh_doc_section(doc, "skipped", "Passed over", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Commits that do not load"), columns, 2);
    for (size_t i = 0; table != NULL && i < blame->n_skipped; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(rh_str_slice(blame->skipped[i].commit, 0, SHORT_COMMIT));
        row[1] = rh_doc_text_cell(blame->skipped[i].why);
    }
}

void rh_doc_of_blame(rh_doc *doc, rh_arena *arena, const rh_blame_report *blame)
{
    rh_doc_begin(doc, arena, blame->expect.ptr != NULL ? RH_STR("Bisect") : RH_STR("Blame"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s, from %.*s back", RH_ARG(blame->journey),
                               RH_ARG(rh_doc__revision(doc, blame->revision)));
    rh_doc_hero hero = hero_of(doc, blame);
    put_facts(doc, &hero, blame);
    rh_doc_hero_put(doc, &hero);
    put_causes(doc, blame);
    put_skipped(doc, blame);
}

void rh_doc_of_bisect(rh_doc *doc, rh_arena *arena, const rh_blame_report *bisect)
{
    rh_doc_of_blame(doc, arena, bisect);
}
