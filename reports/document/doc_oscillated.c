/* Journeys that come to no rest: in a sentence, and the first of them. */
#include "reports/document/parts.h"

enum { SAID = 3 }; /* named in a sentence */

/* " (J-1, J-2, J-3 and 4 more)"; nothing where the document is passed on, which names none (P4). */
static rh_str names_of(rh_doc *doc, const rh_model_oscillated *oscillated)
{
    const rh_strs first = oscillated->first;
    if (doc->is_shared || first.n == 0) return RH_STR("");
    rh_str said = first.at[0];
    size_t n = 1;
    for (; n < first.n && n < SAID; n++) said = rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(first.at[n]));
    if (oscillated->n == n) return rh_doc_say(doc, " (%.*s)", RH_ARG(said));
    return rh_doc_say(doc, " (%.*s and %.*s more)", RH_ARG(said), RH_ARG(rh_doc_count(doc, oscillated->n - n)));
}

rh_str rh_doc__oscillate(rh_doc *doc, const rh_model_oscillated *oscillated)
{
    return rh_doc_people_plural(doc, oscillated->n, "journey oscillates", "journeys oscillate");
}

rh_str rh_doc__oscillated_says(rh_doc *doc, const rh_model_oscillated *oscillated)
{
    const rh_str many = rh_doc__oscillate(doc, oscillated), names = names_of(doc, oscillated);
    return rh_doc_say(doc, "%.*s%.*s: two rules undo each other in one step", RH_ARG(many), RH_ARG(names));
}

void rh_doc__oscillated(rh_doc *doc, const rh_model_oscillated *oscillated)
{
    static const rh_doc_column columns[] = {{"Journey", false, false}};
    if (doc->is_shared || oscillated->n == 0) return;
    rh_doc_section(doc, "oscillated", "Journeys that come to no rest", false);
    rh_doc_text(doc, RH_TONE_BAD,
                RH_STR("What became of them is known up to that step and no further; rehearse explain JOURNEY shows "
                       "it. The error record of each stands in the records, rehearse replay -o ndjson."));
    rh_doc_table *table = rh_doc_table_begin(
        doc, rh_doc_say(doc, "The first of %.*s, by their ids", RH_ARG(rh_doc_count(doc, oscillated->n))), columns, 1);
    for (size_t i = 0; table != NULL && i < oscillated->first.n; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(oscillated->first.at[i]);
    }
}
