/* The document of `eval`. */
#include "reports/document/parts.h"

static void put_reads(rh_doc *doc, const rh_eval_report *eval)
{
    static const rh_doc_column columns[] = {{"Name", false, false}, {"Value", false, false}};
    if (eval->n_reads == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What it reads"), columns, 2);
    for (size_t i = 0; i < eval->n_reads; i++) {
        const rh_model_read *read = &eval->reads[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(read->name);
        row[1] = rh_doc_code_cell(read->value);
        if (!read->is_set) row[1] = (rh_doc_cell){.text = RH_STR("absent"), .tone = RH_TONE_MUTED};
        else if (!read->is_shown) row[1] = (rh_doc_cell){.text = RH_STR("set, not shown"), .tone = RH_TONE_MUTED};
    }
}

void rh_doc_of_eval(rh_doc *doc, rh_arena *arena, const rh_eval_report *eval)
{
    rh_doc_begin(doc, arena, RH_STR("Expression"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s under %.*s", RH_ARG(eval->journey),
                               RH_ARG(rh_doc__revision(doc, eval->revision)));
    const bool is_decided = eval->cause.ptr == NULL;
    const rh_doc_hero hero = {
        .label = RH_STR("Value"),
        .word = is_decided ? eval->value : RH_STR("undecided"),
        .says = is_decided ? eval->says : rh_doc_say(doc, "It could not be decided: %.*s.", RH_ARG(eval->cause)),
        .tone = is_decided ? RH_TONE_PLAIN : RH_TONE_WARN};
    rh_doc_hero_put(doc, &hero);
    rh_doc_fact_put(doc, "Expression", rh_doc_code_cell(eval->canonical));
    rh_doc_fact_put(doc, "Type", rh_doc_text_cell(eval->type));
    rh_doc_fact_put(doc, "At", rh_doc_text_cell(rh_doc_time(doc, eval->at)));
    rh_doc_fact_put(doc, "State", rh_doc_text_cell(eval->state));
    rh_doc_fact_put(
        doc, "The clock may change it",
        rh_doc_text_cell(eval->valid_until.text.ptr != NULL ? rh_doc_time(doc, eval->valid_until) : RH_STR("never")));
    put_reads(doc, eval);
}
