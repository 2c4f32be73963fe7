/* The document of `eval`. */
#include "reports/document/parts.h"

static rh_doc_cell value_of_read(const rh_model_read *read)
{
    if (!read->is_set) return (rh_doc_cell){.text = RH_STR("absent"), .tone = RH_TONE_MUTED};
    if (read->mask.ptr != NULL) return (rh_doc_cell){.text = read->mask, .tone = RH_TONE_MUTED};
    return rh_doc_code_cell(read->value);
}

/* The event is named where one set the field; a value without one came by the clock or was never anything else. */
static rh_str origin_of(rh_doc *doc, const rh_model_read *read)
{
    if (!read->is_field) return RH_STR("the core");
    if (read->event.ptr == NULL) return read->known.text.ptr != NULL ? RH_STR("the clock") : RH_STR("nothing yet");
    return rh_doc_say(doc, "%.*s, by %.*s%s", RH_ARG(read->event), RH_ARG(read->written_by),
                      read->is_derived ? ", derived" : "");
}

static void put_reads(rh_doc *doc, const rh_eval_report *eval)
{
    static const rh_doc_column columns[] = {
        {"Name", false, false}, {"Value", false, false}, {"Since", false, false}, {"Set by", false, false}};
    if (eval->n_reads == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What it reads"), columns, 4);
    for (size_t i = 0; i < eval->n_reads; i++) {
        const rh_model_read *read = &eval->reads[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(read->name);
        row[0].note = read->title;
        row[1] = value_of_read(read);
        row[2] = rh_doc_text_cell(rh_doc_time(doc, read->known));
        row[3] = (rh_doc_cell){.text = origin_of(doc, read), .tone = RH_TONE_MUTED};
    }
}

static rh_doc_cell value_of_step(rh_doc *doc, const rh_model_eval_step *step)
{
    if (step->cause.ptr != NULL)
        return (rh_doc_cell){.text = rh_doc_say(doc, "undecided: %.*s", RH_ARG(step->cause)), .tone = RH_TONE_WARN};
    if (!step->is_shown) return (rh_doc_cell){.text = RH_STR("<not shown>"), .tone = RH_TONE_MUTED};
    return rh_doc_code_cell(step->value);
}

static void put_steps(rh_doc *doc, const rh_eval_report *eval)
{
    static const rh_doc_column columns[] = {{"Part", false, false}, {"Value", false, false}, {"Until", false, false}};
    const size_t n = eval->n_steps < RH_DOC_MAX_ROWS ? eval->n_steps : RH_DOC_MAX_ROWS;
    if (n == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("How it comes about, the whole first"), columns, 3);
    if (table == NULL) return;
    table->n_all = eval->n_steps;
    for (size_t i = 0; i < n; i++) {
        const rh_model_eval_step *step = &eval->steps[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        rh_str indent = RH_STR("");
        for (uint32_t k = 0; k < step->depth; k++) indent = rh_doc_say(doc, "%.*s. ", RH_ARG(indent));
        row[0] = rh_doc_code_cell(rh_doc_say(doc, "%.*s%.*s", RH_ARG(indent), RH_ARG(step->text)));
        row[1] = value_of_step(doc, step);
        if (!step->counts) row[1].note = RH_STR("does not count");
        row[2] = rh_doc_text_cell(rh_doc_time(doc, step->valid_until));
    }
}

void rh_doc_of_eval(rh_doc *doc, rh_arena *arena, const rh_eval_report *eval)
{
    rh_doc_begin(doc, arena, RH_STR("Expression"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s under %.*s", RH_ARG(eval->journey),
                               RH_ARG(rh_doc__revision(doc, eval->revision)));
    const bool is_decided = eval->cause.ptr == NULL;
    rh_doc_hero hero = {.label = RH_STR("Value"),
                        .word = is_decided ? eval->value : RH_STR("undecided"),
                        .says = is_decided ? eval->says
                                           : rh_doc_say(doc, "It could not be decided: %.*s.", RH_ARG(eval->cause)),
                        .tone = is_decided ? RH_TONE_PLAIN : RH_TONE_WARN};
    if (is_decided && !eval->is_shown) hero.word = RH_STR("<not shown>");
    rh_doc_hero_put(doc, &hero);
    rh_doc_fact_put(doc, "Expression", rh_doc_code_cell(eval->canonical));
    rh_doc_fact_put(doc, "Type", rh_doc_text_cell(eval->type));
    rh_doc_fact_put(doc, "At", rh_doc_text_cell(rh_doc_time(doc, eval->at)));
    rh_doc_fact_put(doc, "State", rh_doc_text_cell(eval->state));
    rh_doc_fact_put(
        doc, "The clock may change it",
        rh_doc_text_cell(eval->valid_until.text.ptr != NULL ? rh_doc_time(doc, eval->valid_until) : RH_STR("never")));
    put_reads(doc, eval);
    put_steps(doc, eval);
}
