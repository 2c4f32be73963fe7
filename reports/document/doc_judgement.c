/* A revision judged against what people did: the part that replay and gate show. */
#include "reports/document/parts.h"

enum { MAX_ACTIONS = 20 }; /* shown; JSON has more */

static rh_tone cell_tone(rh_str cell)
{
    if (rh_str_eq(cell, RH_STR("escaped"))) return RH_TONE_BAD;
    if (rh_str_eq(cell, RH_STR("drag"))) return RH_TONE_WARN;
    return rh_str_eq(cell, RH_STR("censored")) ? RH_TONE_MUTED : RH_TONE_GOOD;
}

static void put_cells(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {
        {"What became of it", false, false}, {"Actions", true, false}, {"After a divergence", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Observed actions, by verdict and outcome"), columns, 3);
    for (size_t i = 0; i < judgement->n_cells; i++) {
        const rh_model_cell *cell = &judgement->cells[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_chip_cell(cell->name, cell->n + cell->after > 0 ? cell_tone(cell->name) : RH_TONE_MUTED);
        row[0].note = cell->text;
        row[1] = rh_doc_text_cell(rh_doc_people(doc, cell->n));
        row[2] = rh_doc_text_cell(rh_doc_people(doc, cell->after));
    }
}

static rh_str range(rh_doc *doc, bool is_there, rh_model_quantity low, rh_model_quantity high)
{
    if (!is_there) return rh_str_null();
    return rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, low)), RH_ARG(rh_doc_number(doc, high)));
}

/* "12 of 80", and what share that is. */
static void put_share(rh_doc *doc, rh_doc_cell *count, rh_doc_cell *rate, const rh_model_share *share)
{
    const bool is_few = rh_doc_is_few_number(doc, share->value, RH_DOC_ANY);
    *count = rh_doc_text_cell(rh_doc_people_of(doc, (uint64_t)share->value.num, (uint64_t)share->value.den));
    *rate = rh_doc_text_cell(share->value.den == 0 ? RH_STR("no sample")
                                                   : rh_doc_people_number(doc, share->value, RH_DOC_ANY));
    if (!is_few) rate->note = range(doc, share->has_interval, share->low, share->high);
}

static void put_shares(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {{"Rate", false, false},
                                            {"Count", true, false},
                                            {"Share", true, false},
                                            {"Whatever the tail was", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Rates up to the divergence, with bounds"), columns, 4);
    for (size_t i = 0; i < judgement->n_shares; i++) {
        const rh_model_share *share = &judgement->shares[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(share->name);
        row[0].note = share->text;
        put_share(doc, &row[1], &row[2], share);
        if (!rh_doc_is_few_number(doc, share->value, RH_DOC_ANY))
            row[3] = rh_doc_text_cell(range(doc, share->has_bounds, share->least, share->most));
    }
}

static rh_str hours(rh_doc *doc, rh_model_quantity quantity, uint64_t n)
{
    return quantity.den == 0 ? RH_STR("none") : rh_doc_people_number(doc, quantity, n);
}

static void put_facts(rh_doc *doc, const rh_judgement_report *j)
{
    rh_doc_fact_put(
        doc, "Good actions held up",
        rh_doc_text_cell(rh_doc_say(
            doc, "%.*s allowed again, after a median of %.*s, nine in ten within %.*s, at most %.*s; %.*s not yet",
            RH_ARG(rh_doc_people(doc, j->holds)), RH_ARG(hours(doc, j->hold_p50, j->holds)),
            RH_ARG(hours(doc, j->hold_p90, j->holds)), RH_ARG(hours(doc, j->hold_most, j->holds)),
            RH_ARG(rh_doc_people(doc, j->holds_open)))));
    rh_doc_fact_put(doc, "Corrections",
                    rh_doc_text_cell(rh_doc_say(doc, "%.*s, %.*s of them of nothing that was observed",
                                                RH_ARG(rh_doc_people(doc, j->corrections)),
                                                RH_ARG(rh_doc_people(doc, j->stray_corrections)))));
}

static void put_agreement(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {{"Decisions of people", false, false}, {"Times", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What the register asked for, and what people did"), columns,
                                             2);
    for (size_t i = 0; i < judgement->n_agreement; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(judgement->agreement[i].name);
        row[0].note = judgement->agreement[i].text;
        row[1] = rh_doc_text_cell(rh_doc_people(doc, judgement->agreement[i].n));
    }
    if (judgement->decisions_apart > 0)
        rh_doc_fact_put(doc, "Of people without rights, or malformed",
                        rh_doc_text_cell(rh_doc_people(doc, judgement->decisions_apart)));
}

static void put_overrides(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {
        {"Rate", false, false}, {"By", false, false}, {"Count", true, false}, {"Share", true, false}};
    if (judgement->n_overrides == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Overrides and corrections, where there are any"), columns, 4);
    if (table == NULL) return;
    table->n_all = judgement->n_overrides;
    for (size_t i = 0; i < judgement->n_overrides && table->n_rows < RH_DOC_MAX_ROWS; i++) {
        const rh_model_override *o = &judgement->overrides[i];
        if (o->name.len > 0 && o->share.value.num == 0) continue;
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(o->kind);
        row[1] = rh_doc_text_cell(o->name.len > 0 ? o->name : o->by);
        row[1].note = o->name.len > 0 ? o->by : rh_str_null();
        put_share(doc, &row[2], &row[3], &o->share);
    }
}

static void put_action(rh_doc *doc, rh_doc_table *table, const rh_model_judged_action *action)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_chip_cell(action->cell, cell_tone(action->cell));
    if (action->after_divergence) row[0].note = RH_STR("after a divergence");
    row[1] = rh_doc_code_cell(action->journey);
    row[1].note = rh_doc_time(doc, action->at);
    row[2] = rh_doc_code_cell(action->action);
    row[2].note = action->event;
    row[3] = rh_doc_text_cell(action->verdict);
    row[3].note = action->because;
    row[4] = action->proof.ptr != NULL ? rh_doc_code_cell(action->proof)
             : action->held.den != 0
                 ? rh_doc_text_cell(rh_doc_say(doc, "held %.*s", RH_ARG(rh_doc_number(doc, action->held))))
                 : rh_doc_text_cell(RH_STR("not allowed again"));
}

static void put_actions(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {{"Cell", false, false},
                                            {"Journey", false, false},
                                            {"Action", false, false},
                                            {"Verdict", false, false},
                                            {"Proof, or time held", false, false}};
    if (judgement->n_actions_all == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Escaped, held up for nothing, caught"), columns, 5);
    if (table == NULL) return;
    table->n_all = judgement->n_actions_all;
    for (size_t i = 0; i < judgement->n_actions && i < MAX_ACTIONS; i++) put_action(doc, table, &judgement->actions[i]);
}

static void put_fields(rh_doc *doc, const rh_judgement_report *judgement)
{
    static const rh_doc_column columns[] = {{"Field", false, false}, {"Journeys", true, false}};
    if (judgement->n_fields == 0) return;
    rh_doc_text(doc, RH_TONE_WARN,
                RH_STR("These fields have the values of a final snapshot: they may have been written later than they "
                       "count here. `rehearse poison` says whether a verdict rests on one."));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Fields that may leak"), columns, 2);
    for (size_t i = 0; i < judgement->n_fields; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(judgement->fields[i].field);
        row[1] = rh_doc_text_cell(rh_doc_people(doc, judgement->fields[i].journeys));
    }
}

void rh_doc__judgement(rh_doc *doc, const rh_judgement_report *judgement)
{
    rh_doc_section(doc, "judgement", "Judged by what people did", true);
    put_cells(doc, judgement);
    put_facts(doc, judgement);
    put_shares(doc, judgement);
    put_agreement(doc, judgement);
    put_overrides(doc, judgement);
    put_actions(doc, judgement);
    put_fields(doc, judgement);
}
