/* The part of `test --mutate` that asks: would anybody notice? */
#include "reports/document/parts.h"

static rh_str score_of(rh_doc *doc, const rh_model_mutants *m)
{
    const rh_model_quantity score = rh_model_mutants_score(m);
    if (score.den == 0) return RH_STR("none");
    return rh_doc_say(doc, "%.*s (%.*s of %.*s)", RH_ARG(rh_doc_number(doc, score)),
                      RH_ARG(rh_doc_count(doc, m->killed)), RH_ARG(rh_doc_count(doc, (uint64_t)score.den)));
}

static rh_tone tone_of(const rh_model_mutants *m)
{
    const uint64_t judged = m->total - m->equivalent;
    if (judged == 0) return RH_TONE_MUTED;
    return m->killed == judged ? RH_TONE_GOOD : RH_TONE_WARN;
}

static void put_counts(rh_doc *doc, rh_doc_table *table, const rh_model_mutants *m)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(m->name);
    row[0].note = m->title;
    row[1] = rh_doc_chip_cell(score_of(doc, m), tone_of(m));
    row[2] = rh_doc_text_cell(rh_doc_count(doc, m->killed));
    row[3] = rh_doc_text_cell(rh_doc_count(doc, m->total - m->equivalent - m->killed));
    row[4] = rh_doc_text_cell(rh_doc_count(doc, m->equivalent));
}

static void put_operators(rh_doc *doc, const rh_mutation_report *mutation)
{
    static const rh_doc_column columns[] = {{"Operator", false, false},
                                            {"Score", false, false},
                                            {"Noticed", true, false},
                                            {"Unnoticed", true, false},
                                            {"Equivalent", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("By operator"), columns, 5);
    if (table == NULL) return;
    for (size_t i = 0; i < mutation->n_operators; i++) put_counts(doc, table, &mutation->operators[i]);
    table = rh_doc_table_begin(doc, RH_STR("Apart from the score: any test that fires notices these"), columns, 5);
    if (table == NULL) return;
    for (size_t i = 0; i < mutation->n_apart; i++) put_counts(doc, table, &mutation->apart[i]);
}

static bool has_survivors(const rh_model_mutants *m) { return m->killed + m->equivalent < m->total; }

/* Entries whose tests miss something, in the register's order. */
static void put_entries(rh_doc *doc, const rh_mutation_report *mutation)
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Score", false, false},
                                            {"Noticed", true, false},
                                            {"Unnoticed", true, false},
                                            {"Equivalent", true, false}};
    size_t n = 0;
    for (size_t i = 0; i < mutation->n_entries; i++) n += has_survivors(&mutation->entries[i]);
    if (n == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Entries whose tests miss something"), columns, 5);
    if (table == NULL) return;
    table->n_all = n;
    for (size_t i = 0; i < mutation->n_entries && table->n_rows < RH_DOC_MAX_ROWS; i++)
        if (has_survivors(&mutation->entries[i])) put_counts(doc, table, &mutation->entries[i]);
}

static void put_survivors(rh_doc *doc, const rh_mutation_report *mutation)
{
    static const rh_doc_column columns[] = {
        {"Entry", false, false}, {"Operator", false, false}, {"What nobody would notice", false, false}};
    if (mutation->n_survivors == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Survivors"), columns, 3);
    if (table == NULL) return;
    table->n_all = mutation->n_survivors;
    for (size_t i = 0; i < mutation->n_survivors && table->n_rows < RH_DOC_MAX_ROWS; i++) {
        const rh_model_survivor *s = &mutation->survivors[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(s->entry);
        row[0].note = rh_doc_place(doc, s->place);
        row[1] = rh_doc_chip_cell(s->op, s->weakens_hold ? RH_TONE_BAD : RH_TONE_WARN);
        row[2] = rh_doc_text_cell(rh_doc_sentence(doc, s->says));
        if (s->weakens_hold) row[2].note = RH_STR("this weakens a hold entry");
    }
}

/* For formats that list tests: an entry passes when each of its clauses matters to a test. Survivors fail nothing by
 * themselves: a gate judges the score. */
static void put_checks(rh_doc *doc, const rh_mutation_report *mutation)
{
    for (size_t i = 0; i < mutation->n_entries; i++) {
        const rh_model_mutants *m = &mutation->entries[i];
        rh_doc_check check = {.suite = RH_STR("mutation"), .name = m->name, .outcome = RH_DOC_PASS};
        check.message = check.detail = rh_str_null();
        if (has_survivors(m) || m->total == m->equivalent) {
            check.outcome = RH_DOC_SKIPPED;
            check.message = rh_doc_say(doc, "mutation score %.*s", RH_ARG(score_of(doc, m)));
        }
        rh_doc_check_put(doc, check);
    }
}

static void put_summary(rh_doc *doc, const rh_mutation_report *mutation)
{
    const rh_str score = score_of(doc, &mutation->all);
    if (mutation->n_survivors == 0) {
        rh_doc_text(doc, RH_TONE_GOOD, rh_doc_say(doc, "Score %.*s: no slip went unnoticed.", RH_ARG(score)));
        return;
    }
    const rh_str left = rh_doc_plural(doc, mutation->n_survivors, "slip", "slips");
    rh_doc_text(doc, mutation->n_weakened > 0 ? RH_TONE_BAD : RH_TONE_WARN,
                rh_doc_say(doc, "Score %.*s: %.*s would go unnoticed, %.*s of them would weaken a hold entry.",
                           RH_ARG(score), RH_ARG(left), RH_ARG(rh_doc_count(doc, mutation->n_weakened))));
}

rh_doc_cell rh_doc__mutation_fact(rh_doc *doc, const rh_mutation_report *mutation)
{
    if (mutation->n_originals > 0) return rh_doc_text_cell(RH_STR("no score: the tests fail as they are"));
    if (!mutation->has_score) return rh_doc_text_cell(RH_STR("no score: there is no mutant to judge by"));
    return rh_doc_text_cell(score_of(doc, &mutation->all));
}

void rh_doc__mutation(rh_doc *doc, const rh_mutation_report *mutation)
{
    rh_doc_section(doc, "mutation", "Would a test notice?", false);
    if (mutation->n_originals > 0) {
        rh_doc_text(doc, RH_TONE_BAD,
                    rh_doc_say(doc, "%.*s on the register as it is: no mutant was judged.",
                               RH_ARG(rh_doc_plural(doc, mutation->n_originals, "result fails", "results fail"))));
        return;
    }
    if (!mutation->has_score) {
        rh_doc_text(doc, RH_TONE_WARN, RH_STR("There is no mutant to judge by: that is never a pass."));
        return;
    }
    put_summary(doc, mutation);
    put_operators(doc, mutation);
    put_entries(doc, mutation);
    put_survivors(doc, mutation);
    put_checks(doc, mutation);
}
