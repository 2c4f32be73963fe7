/* The document of `poison`. */
#include "reports/document/parts.h"

static rh_doc_hero hero_of(rh_doc *doc, const rh_poison_report *poison)
{
    rh_doc_hero hero = {.label = RH_STR("Poison"), .word = RH_STR("NO LEAK"), .tone = RH_TONE_GOOD};
    hero.says = RH_STR("With garbage in place of every fact that was known later, no verdict moved.");
    if (poison->n_leaks_all > 0) {
        hero.word = rh_doc_plural(doc, poison->n_leaks_all, "leak", "leaks");
        hero.says = RH_STR(
            "Verdicts rest on facts that were known later: what this history says of them is hindsight.");
        hero.tone = RH_TONE_BAD;
    } else if (poison->history.journeys == 0) {
        hero.word = RH_STR("NOTHING REPLAYED");
        hero.says = RH_STR("Nothing was replayed: this says nothing about leaks.");
        hero.tone = RH_TONE_WARN;
    }
    return hero;
}

static void put_leak(rh_doc *doc, rh_doc_table *table, const rh_model_leak *leak)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_chip_cell(leak->kind, RH_TONE_BAD);
    row[1] = rh_doc_code_cell(leak->journey);
    row[1].note = rh_doc_time(doc, leak->at);
    row[2] = rh_doc_code_cell(leak->action);
    row[2].note = rh_doc_say(doc, "%.*s \xe2\x86\x92 %.*s",
                             RH_ARG(leak->was.ptr != NULL ? leak->was : RH_STR("nothing")),
                             RH_ARG(leak->became.ptr != NULL ? leak->became : RH_STR("nothing")));
    row[3] = rh_doc_code_cell(leak->event);
    row[3].note = leak->facts;
    row[4] = rh_doc_text_cell(leak->known.text.ptr != NULL ? rh_doc_time(doc, leak->known)
                                                           : RH_STR("after the verdict"));
}

static void put_leaks(rh_doc *doc, const rh_poison_report *poison)
{
    static const rh_doc_column columns[] = {{"Kind", false, false},
                                            {"Journey", false, false},
                                            {"What moved", false, false},
                                            {"Rests on", false, false},
                                            {"Known not before", false, false}};
    if (poison->n_leaks_all == 0) return;
    rh_doc_section(doc, "leaks", "Leaks", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Verdicts that moved, and the facts that moved them"), columns,
                                             5);
    if (table == NULL) return;
    table->n_all = poison->n_leaks_all;
    for (size_t i = 0; i < poison->n_leaks; i++) put_leak(doc, table, &poison->leaks[i]);
}

void rh_doc_of_poison(rh_doc *doc, rh_arena *arena, const rh_poison_report *poison)
{
    rh_doc_begin(doc, arena, RH_STR("Poison"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, poison->revision);
    rh_doc_hero hero = hero_of(doc, poison);
    rh_doc_fact *facts = RH_NEW_N(arena, 3, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Replayed"),
                             rh_doc_text_cell(rh_doc_people_plural(doc, poison->history.journeys, "journey", "journeys"))};
    facts[1] = (rh_doc_fact){RH_STR("Held against garbage"),
                             rh_doc_text_cell(rh_doc_say(
                                 doc, "%.*s in %.*s",
                                 RH_ARG(rh_doc_plural(doc, poison->verdicts, "observed verdict", "observed verdicts")),
                                 RH_ARG(rh_doc_plural(doc, poison->replays, "replay", "replays"))))};
    facts[2] = (rh_doc_fact){RH_STR("Snapshots dated before they were made"),
                             rh_doc_text_cell(rh_doc_plural(doc, poison->suspects, "event", "events"))};
    hero.facts = facts;
    hero.n_facts = 3;
    rh_doc_hero_put(doc, &hero);
    put_leaks(doc, poison);
}
