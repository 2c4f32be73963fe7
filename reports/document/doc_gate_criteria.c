/* The document of `gate`: its criteria, the controls that they hold, and both as checks. */
#include "reports/document/doc_gate_parts.h"

#include "reports/document/browse.h"
#include "reports/document/parts.h"

static rh_tone criterion_tone(rh_model_criterion_result result)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN, RH_TONE_WARN};
    return tones[result];
}

static const rh_doc_gauge *gauge_of(rh_doc *doc, const rh_model_criterion *c)
{
    return rh_doc__gauge(doc, &(rh_doc__gauged){.value = c->observed,
                                                .low = c->has_interval ? c->low : c->observed,
                                                .high = c->has_interval ? c->high : c->observed,
                                                .bound = c->threshold,
                                                .is_at_least = c->is_at_least,
                                                .tone = criterion_tone(c->result)});
}

static rh_str criterion_note(rh_doc *doc, const rh_model_criterion *c)
{
    const char *tier = rh_model_tier_name(c->tier), *where = c->where.ptr != NULL ? " \xc2\xb7 where " : "";
    if (c->is_built_in) return rh_doc_say(doc, "%.*s \xc2\xb7 %s, built in", RH_ARG(c->id), tier);
    if (c->of.ptr != NULL)
        return rh_doc_say(doc, "%.*s \xc2\xb7 %s \xc2\xb7 %.*s %.*s", RH_ARG(c->id), tier, RH_ARG(c->scope),
                          RH_ARG(c->of));
    return rh_doc_say(doc, "%.*s \xc2\xb7 %s%s%.*s", RH_ARG(c->id), tier, where, RH_ARG(c->where));
}

/* A metric of monitors.yaml is told with what it is made of, as nobody knows it by its name. */
static rh_str metric_note(rh_doc *doc, const rh_model_criterion *c)
{
    const rh_str note = criterion_note(doc, c);
    if (c->definition.ptr == NULL) return note;
    return rh_doc_say(doc, "%.*s \xc2\xb7 %.*s: %.*s", RH_ARG(note), RH_ARG(c->metric), RH_ARG(c->definition));
}

static rh_str result_note(rh_doc *doc, const rh_model_criterion *c)
{
    if (c->waiver.ptr != NULL) return rh_doc_say(doc, "by %.*s", RH_ARG(c->waiver));
    const char *how = c->is_without_additions ? "without what the proposal only adds" : "";
    if (c->result == RH_MODEL_INCONCLUSIVE && c->has_needed)
        return rh_doc_say(doc, "%s%sn = %.*s would decide", how, *how != '\0' ? "; " : "",
                          RH_ARG(rh_doc_count(doc, c->needed)));
    if (c->is_without_additions) return rh_str_of(how);
    if (c->undecided > 0) return rh_doc_say(doc, "%.*s undecided beside n", RH_ARG(rh_doc_people(doc, c->undecided)));
    return c->says;
}

static void put_criterion(rh_doc *doc, rh_doc_table *table, const rh_model_criterion *c)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    const bool is_few = rh_doc__is_few_observed(doc, c);
    row[0] = rh_doc_text_cell(c->title.ptr != NULL ? c->title : c->id);
    row[0].note = metric_note(doc, c);
    row[1] = rh_doc_chip_cell(rh_str_of(rh_model_criterion_result_name(c->result)), criterion_tone(c->result));
    row[1].note = result_note(doc, c);
    row[2] = rh_doc_text_cell(rh_doc__observed(doc, c));
    if (c->has_interval && !is_few)
        row[2].note = rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, c->low)),
                                 RH_ARG(rh_doc_number(doc, c->high)));
    if (!is_few) row[2].gauge = gauge_of(doc, c);
    row[3] = rh_doc_text_cell(
        rh_doc_say(doc, "%s %.*s", c->is_at_least ? "at least" : "at most", RH_ARG(rh_doc_number(doc, c->threshold))));
    row[4] = rh_doc_text_cell(rh_doc__sample(doc, c));
}

void rh_doc__gate_criteria(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {{"Criterion", false, false},
                                            {"Result", false, false},
                                            {"Observed", true, false},
                                            {"Bound", true, false},
                                            {"n", true, false}};
    static const rh_model_criterion_result order[] = {RH_MODEL_CRITERION_FAIL, RH_MODEL_INCONCLUSIVE, RH_MODEL_WAIVED,
                                                      RH_MODEL_CRITERION_PASS};
    rh_doc_section(doc, "criteria", "Criteria", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What was asked for, and what was observed"), columns, 5);
    for (size_t k = 0; k < 4; k++)
        for (size_t tier = RH_MODEL_CRITICAL; tier <= RH_MODEL_ADVISORY; tier++)
            for (size_t i = 0; i < gate->n_criteria; i++)
                if (gate->criteria[i].result == order[k] && gate->criteria[i].tier == tier)
                    put_criterion(doc, table, &gate->criteria[i]);
    rh_doc_filter_column(doc, table, "Result", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_order_rows(doc, table, "those that decide first", NULL);
    rh_doc_order_column(doc, table, "by name", 0);
}

/* Which control is held by which criterion. */
void rh_doc__gate_controls(rh_doc *doc, const rh_gate_report *gate)
{
    static const rh_doc_column columns[] = {
        {"Control", false, false}, {"Held by", false, false}, {"Result", false, false}};
    rh_doc_table *table = NULL;
    for (size_t i = 0; i < gate->n_criteria; i++) {
        const rh_model_criterion *c = &gate->criteria[i];
        for (size_t k = 0; k < c->covers.n; k++) {
            if (table == NULL) {
                rh_doc_section(doc, "controls", "Controls", true);
                table = rh_doc_table_begin(doc, RH_STR("Controls, and the criterion that holds each"), columns, 3);
            }
            rh_doc_cell *row = rh_doc_row(doc, table);
            if (row == NULL) return;
            row[0] = rh_doc_text_cell(c->covers.at[k]);
            row[1] = rh_doc_text_cell(c->title.ptr != NULL ? c->title : c->id);
            row[1].note = criterion_note(doc, c);
            row[2] = rh_doc_chip_cell(rh_str_of(rh_model_criterion_result_name(c->result)), criterion_tone(c->result));
        }
    }
}

void rh_doc__gate_checks(rh_doc *doc, const rh_gate_report *gate)
{
    for (size_t i = 0; i < gate->n_criteria; i++) {
        const rh_model_criterion *c = &gate->criteria[i];
        rh_doc_check check = {.suite = RH_STR("gate"),
                              .name = c->of.ptr != NULL ? rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(c->id), RH_ARG(c->of))
                                                        : c->id};
        check.outcome = c->result == RH_MODEL_CRITERION_FAIL ? RH_DOC_FAIL
                        : c->result == RH_MODEL_INCONCLUSIVE ? RH_DOC_SKIPPED
                                                             : RH_DOC_PASS;
        if (check.outcome != RH_DOC_PASS)
            check.message = rh_doc_say(doc, "%s%s: observed %.*s, bound %s %.*s, n %.*s",
                                       rh_model_criterion_result_name(c->result),
                                       c->is_without_additions ? ", without what the proposal only adds" : "",
                                       RH_ARG(rh_doc_number(doc, c->observed)), c->is_at_least ? "at least" : "at most",
                                       RH_ARG(rh_doc_number(doc, c->threshold)), RH_ARG(rh_doc_count(doc, c->n)));
        rh_doc_check_put(doc, check);
    }
}
