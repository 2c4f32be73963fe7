/* The document of `test`, and the part of it that the gate shows. */
#include "reports/document/findings.h"
#include "reports/document/parts.h"

static rh_doc_outcome outcome_of(rh_model_result result)
{
    if (result == RH_MODEL_PASS) return RH_DOC_PASS;
    return result == RH_MODEL_FAIL ? RH_DOC_FAIL : RH_DOC_SKIPPED;
}

static rh_str failed_where(rh_doc *doc, const rh_model_test *t)
{
    if (t->journey.ptr == NULL) return rh_str_null();
    if (t->at.text.ptr == NULL) return rh_doc_say(doc, "journey %.*s", RH_ARG(t->journey));
    return rh_doc_say(doc, "journey %.*s at %.*s", RH_ARG(t->journey), RH_ARG(rh_doc_time(doc, t->at)));
}

static rh_str line_of(rh_doc *doc, const char *before, uint32_t line)
{
    return line != 0 ? rh_doc_say(doc, "%s%u", before, line) : RH_STR("");
}

/* The journey and instant, the clause with its line, the example with its, the record. */
static rh_str failed_how(rh_doc *doc, const rh_model_test *t)
{
    const rh_str where = failed_where(doc, t);
    if (where.ptr == NULL || t->clause.ptr == NULL) return where;
    const rh_str record = t->record_says.ptr != NULL ? rh_doc_say(doc, "; %.*s", RH_ARG(t->record_says)) : RH_STR("");
    const uint32_t example = t->example_line != t->clause_line ? t->example_line : 0;
    return rh_doc_say(doc, "%.*s; clause %.*s%.*s%.*s%.*s", RH_ARG(where), RH_ARG(t->clause),
                      RH_ARG(line_of(doc, " in line ", t->clause_line)),
                      RH_ARG(line_of(doc, ", shown by the example in line ", example)), RH_ARG(record));
}

static rh_str message_of(rh_doc *doc, const rh_model_test *t)
{
    if (t->result == RH_MODEL_PASS) return rh_str_null();
    const rh_str where = failed_how(doc, t);
    const char *result = rh_model_result_name(t->result);
    if (t->says.ptr != NULL && where.ptr != NULL)
        return rh_doc_say(doc, "%s: %.*s (%.*s)", result, RH_ARG(t->says), RH_ARG(where));
    if (t->says.ptr != NULL) return rh_doc_say(doc, "%s: %.*s", result, RH_ARG(t->says));
    return where.ptr != NULL ? rh_doc_say(doc, "%s: %.*s", result, RH_ARG(where)) : rh_str_of(result);
}

static void put_check(rh_doc *doc, const rh_model_test *t)
{
    rh_doc_check_put(doc,
                     (rh_doc_check){.suite = t->entry,
                                    .name = rh_doc_say(doc, "%.*s (%s)", RH_ARG(t->name), rh_model_way_name(t->way)),
                                    .outcome = outcome_of(t->result),
                                    .message = message_of(doc, t),
                                    .detail = t->record,
                                    .place = t->place});
}

static void put_row(rh_doc *doc, rh_doc_table *table, const rh_model_test *t)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_chip_cell(rh_str_of(rh_model_result_name(t->result)), rh_doc__result_tone(t->result));
    row[1] = rh_doc_code_cell(t->entry);
    row[1].note = rh_doc_place(doc, t->place);
    row[2] = rh_doc_text_cell(t->name);
    row[3] = rh_doc_text_cell(rh_str_of(rh_model_way_name(t->way)));
    row[4] = rh_doc_text_cell(t->says);
    row[4].note = failed_how(doc, t);
}

/* Failures first, then what is unproven; passes and skips are counted above. */
static void put_table(rh_doc *doc, const rh_test_report *test)
{
    static const rh_doc_column columns[] = {{"Result", false, false},
                                            {"Entry", false, false},
                                            {"Test", false, false},
                                            {"Way", false, false},
                                            {"Why", false, false}};
    static const rh_model_result order[] = {RH_MODEL_FAIL, RH_MODEL_UNPROVEN};
    if (test->failed + test->unproven == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Tests that failed or prove nothing"), columns, 5);
    if (table == NULL) return;
    table->n_all = test->failed + test->unproven;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < test->n_tests && table->n_rows < RH_DOC_MAX_ROWS; i++)
            if (test->tests[i].result == order[k]) put_row(doc, table, &test->tests[i]);
}

void rh_doc__tests(rh_doc *doc, const rh_test_report *test)
{
    const rh_doc_part parts[] = {{RH_STR("pass"), test->passed, RH_TONE_GOOD},
                                 {RH_STR("fail"), test->failed, RH_TONE_BAD},
                                 {RH_STR("unproven"), test->unproven, RH_TONE_WARN},
                                 {RH_STR("skipped"), test->skipped, RH_TONE_MUTED}};
    const rh_doc_part *kept = rh_doc__parts(doc, parts, 4);
    if (kept == NULL) return;
    rh_doc_chart chart = {.kind = RH_CHART_STACK,
                          .title = RH_STR("Acceptance tests"),
                          .unit = RH_STR("results, one a test and way"),
                          .parts = kept,
                          .n_parts = 4,
                          .whole = test->n_tests};
    chart.alt = rh_doc_say(doc, "%.*s: %.*s pass, %.*s fail, %.*s unproven, %.*s skipped",
                           RH_ARG(rh_doc_plural(doc, test->n_tests, "result", "results")),
                           RH_ARG(rh_doc_count(doc, test->passed)), RH_ARG(rh_doc_count(doc, test->failed)),
                           RH_ARG(rh_doc_count(doc, test->unproven)), RH_ARG(rh_doc_count(doc, test->skipped)));
    rh_doc_chart_put(doc, &chart);
    if (!test->has_history) {
        rh_doc_text(doc, RH_TONE_MUTED,
                    RH_STR("No history was given: the tests ran on their examples and on the unchanged bases only."));
    }
    put_table(doc, test);
    for (size_t i = 0; i < test->n_tests; i++) put_check(doc, &test->tests[i]);
}

static rh_doc_hero hero_of(rh_doc *doc, const rh_test_report *test)
{
    rh_doc_hero hero = {.label = RH_STR("Acceptance tests"), .word = RH_STR("PASS"), .tone = RH_TONE_GOOD};
    if (test->failed > 0) {
        hero.word = RH_STR("FAIL");
        hero.tone = RH_TONE_BAD;
        hero.says = rh_doc_say(doc, "%.*s.",
                               RH_ARG(rh_doc_plural(doc, test->failed, "result is a failure", "results are failures")));
    } else if (test->passed == 0) {
        hero.word = RH_STR("NOTHING PROVEN");
        hero.tone = RH_TONE_WARN;
        hero.says = RH_STR("No test passed or failed: nothing tested is never a pass.");
    } else if (test->unproven > 0) {
        hero.tone = RH_TONE_WARN;
        hero.says = rh_doc_say(
            doc, "No failure, but %.*s: unproven is not pass.",
            RH_ARG(rh_doc_plural(doc, test->unproven, "result proves nothing", "results prove nothing")));
    } else {
        hero.says = RH_STR("Every test that ran holds.");
    }
    return hero;
}

void rh_doc_of_test(rh_doc *doc, rh_arena *arena, const rh_test_report *test)
{
    rh_doc_begin(doc, arena, RH_STR("Acceptance tests"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, test->revision);
    rh_doc_hero hero = hero_of(doc, test);
    rh_doc_fact *facts = RH_NEW_N(arena, 3, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Register"),
                             rh_doc_text_cell(rh_doc_plural(doc, test->n_entries, "entry", "entries"))};
    facts[1] = (rh_doc_fact){RH_STR("History"),
                             rh_doc_text_cell(test->has_history
                                                  ? rh_doc_people_plural(doc, test->history.journeys, "journey", "journeys")
                                                  : RH_STR("none given"))};
    hero.facts = facts;
    hero.n_facts = 2;
    if (test->mutation != NULL)
        facts[hero.n_facts++] = (rh_doc_fact){RH_STR("Mutation score"), rh_doc__mutation_fact(doc, test->mutation)};
    rh_doc_hero_put(doc, &hero);
    rh_doc_find_tests(doc, test);
    rh_doc_section(doc, "tests", "Results", false);
    rh_doc__tests(doc, test);
    if (test->mutation != NULL) rh_doc__mutation(doc, test->mutation);
    if (!test->has_history) return;
    rh_doc_section(doc, "history", "The history behind this", false);
    rh_doc__history(doc, &test->history);
}
