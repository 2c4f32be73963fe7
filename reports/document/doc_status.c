/* The document of `explain --customer`. */
#include "reports/document/parts.h"

void rh_doc_of_status(rh_doc *doc, rh_arena *arena, const rh_status_report *status)
{
    static const rh_doc_column columns[] = {{"When", false, true}, {"What", false, false}};
    rh_doc_fact *facts = RH_NEW_N(arena, 2, rh_doc_fact);
    rh_doc_begin(doc, arena, RH_STR("Your onboarding"), rh_str_null());
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Since"), rh_doc_text_cell(rh_doc_time(doc, status->since))};
    facts[1] = (rh_doc_fact){RH_STR("As of"), rh_doc_text_cell(rh_doc_time(doc, status->at))};
    const rh_doc_hero hero = {.label = RH_STR("Your onboarding"),
                              .word = rh_doc_sentence(doc, status->state),
                              .says = rh_doc_say(doc, "Onboarding %.*s.", RH_ARG(status->journey)),
                              .tone = status->is_final ? RH_TONE_GOOD : RH_TONE_PLAIN,
                              .facts = facts,
                              .n_facts = 2};
    rh_doc_hero_put(doc, &hero);
    rh_doc_section(doc, "steps", "What has happened", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Step by step"), columns, 2);
    for (size_t i = 0; table != NULL && i < status->n_steps; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_time(doc, status->steps[i].at));
        row[1] = rh_doc_text_cell(rh_doc_sentence(doc, status->steps[i].title));
    }
}
