/* The document of `diff`, and the part of it that the gate shows. */
#include "reports/document/findings.h"
#include "reports/document/parts.h"

enum { SHORT_COMMIT = 12 }; /* digits that people can compare */

/* Rows from the strictest base verdict, columns from the loosest new one: what was loosened stands first. */
static const rh_model_verdict row_order[] = {RH_MODEL_BLOCK, RH_MODEL_HOLD, RH_MODEL_DRAFT, RH_MODEL_ALLOW};
static const rh_model_verdict column_order[] = {RH_MODEL_ALLOW, RH_MODEL_DRAFT, RH_MODEL_HOLD, RH_MODEL_BLOCK};

static rh_doc_cell matrix_cell(rh_doc *doc, uint64_t n, rh_model_verdict base, rh_model_verdict head)
{
    if (n == 0) return (rh_doc_cell){.text = RH_STR("0"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_count(doc, n));
    if (head < base) {
        cell.tone = RH_TONE_BAD;
        cell.note = RH_STR("loosened");
    } else if (head > base) {
        cell.tone = RH_TONE_WARN;
        cell.note = RH_STR("tightened");
    }
    return cell;
}

static void put_matrix(rh_doc *doc, const rh_diff_report *diff)
{
    static const rh_doc_column columns[] = {{"Base\xc2\xa0\xe2\x86\x93 new\xc2\xa0\xe2\x86\x92", false, false},
                                            {"allow", true, false},
                                            {"draft", true, false},
                                            {"hold", true, false},
                                            {"block", true, false}};
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("Verdicts of actions: base against new (actions, loosened first)"), columns, 5);
    if (table == NULL) return;
    table->is_matrix = true;
    for (size_t r = 0; r < RH_MODEL_N_VERDICTS; r++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_str_of(rh_model_verdict_name(row_order[r])));
        for (size_t c = 0; c < RH_MODEL_N_VERDICTS; c++)
            row[1 + c] = matrix_cell(doc, diff->matrix[row_order[r]][column_order[c]], row_order[r], column_order[c]);
    }
}

static rh_str rows_in_words(rh_doc *doc, const uint64_t *rows)
{
    rh_str said = rh_str_null();
    for (int cls = 0; cls < RH_MODEL_MIXED; cls++) {
        if (rows[cls] == 0) continue;
        const rh_str one = rh_doc_say(doc, "%.*s %s", RH_ARG(rh_doc_count(doc, rows[cls])),
                                      rh_model_change_class_name((rh_model_change_class)cls));
        said = said.ptr == NULL ? one : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(one));
    }
    return said.ptr != NULL ? said : RH_STR("none in this history");
}

static rh_doc_cell file_class(const rh_model_changed_file *file)
{
    if (file->is_static_loosening) return rh_doc_chip_cell(RH_STR("loosens as written"), RH_TONE_BAD);
    if (file->rows[RH_MODEL_LOOSENED] > 0) return rh_doc_chip_cell(RH_STR("loosens in history"), RH_TONE_BAD);
    if (file->is_unknown) return rh_doc_chip_cell(RH_STR("not proven safe"), RH_TONE_WARN);
    return rh_doc_chip_cell(RH_STR("no loosening"), RH_TONE_GOOD);
}

static void put_files(rh_doc *doc, const rh_diff_report *diff)
{
    static const rh_doc_column columns[] = {{"Changed", false, false},
                                            {"Effect", false, false},
                                            {"Outcomes it changes", false, false},
                                            {"Journeys", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What was changed in the register"), columns, 4);
    for (size_t i = 0; i < diff->n_files; i++) {
        const rh_model_changed_file *file = &diff->files[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(rh_doc_place(doc, (rh_model_place){file->file, file->line, 1}));
        row[0].note = file->what;
        row[1] = file_class(file);
        row[2] = rh_doc_text_cell(rows_in_words(doc, file->rows));
        row[3] = rh_doc_text_cell(rh_doc_count(doc, file->journeys));
    }
}

static rh_str cause_of(rh_doc *doc, const rh_model_change *change)
{
    if (change->cause_budget) return RH_STR("not searched: budget");
    if (change->n_causes == 0 || change->causes[0].n_units == 0) return rh_str_null();
    const rh_model_cause *cause = &change->causes[0];
    rh_str said = rh_doc_place(doc, (rh_model_place){cause->units[0].file, cause->units[0].line, 1});
    if (cause->n_units > 1) said = rh_doc_say(doc, "%.*s and %zu more together", RH_ARG(said), cause->n_units - 1);
    if (change->n_causes > 1) said = rh_doc_say(doc, "%.*s (or %zu others)", RH_ARG(said), change->n_causes - 1);
    return said;
}

/* The key, and who gave it what the head has. */
static rh_str origin_of(rh_doc *doc, const rh_model_change *change)
{
    if (change->n_causes == 0 || change->causes[0].n_units == 0) return rh_str_null();
    const rh_model_cause_unit *unit = &change->causes[0].units[0];
    const rh_str key = unit->key.ptr != NULL ? unit->key : RH_STR("the whole file");
    if (unit->commit.ptr == NULL) return key;
    return rh_doc_say(doc, "%.*s, commit %.*s", RH_ARG(key), RH_ARG(rh_str_slice(unit->commit, 0, SHORT_COMMIT)));
}

static rh_str or_none(rh_str s) { return s.ptr != NULL ? s : RH_STR("nothing"); }

static rh_str outcome_in_words(rh_str outcome)
{
    if (rh_str_eq(outcome, RH_STR("bad"))) return RH_STR("it turned out to be wrong");
    return rh_str_eq(outcome, RH_STR("good")) ? RH_STR("nothing was wrong") : RH_STR("too recent to know");
}

static void put_change(rh_doc *doc, rh_doc_table *table, const rh_model_change *change)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_chip_cell(rh_str_of(rh_model_change_class_name(change->cls)), rh_doc__class_tone(change->cls));
    row[1] = rh_doc_code_cell(change->journey);
    row[1].note = rh_doc_time(doc, change->at);
    row[2] = rh_doc_code_cell(change->action.ptr != NULL  ? change->action
                              : change->entry.ptr != NULL ? change->entry
                                                          : change->item);
    if (change->action.ptr != NULL) row[2].note = change->entry;
    if (change->outcome.ptr != NULL) row[2].note = outcome_in_words(change->outcome);
    row[3] = rh_doc_text_cell(
        rh_doc_say(doc, "%.*s \xe2\x86\x92 %.*s", RH_ARG(or_none(change->base)), RH_ARG(or_none(change->head))));
    if (change->after_divergence) row[3].note = RH_STR("after the journey diverged from history");
    row[4] = rh_doc_code_cell(cause_of(doc, change));
    row[4].note = origin_of(doc, change);
    if (change->waiver.ptr != NULL) row[4].note = rh_doc_say(doc, "waived by %.*s", RH_ARG(change->waiver));
}

static void put_changes(rh_doc *doc, const rh_diff_report *diff)
{
    static const rh_doc_column columns[] = {{"Class", false, false},
                                            {"Journey", false, false},
                                            {"What", false, false},
                                            {"Base \xe2\x86\x92 new", false, false},
                                            {"Cause", false, false}};
    if (diff->n_changes == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Outcomes that change, loosened first"), columns, 5);
    if (table == NULL) return;
    table->n_all = diff->n_changes_all;
    for (size_t i = 0; i < diff->n_changes && i < RH_DOC_MAX_ROWS; i++) put_change(doc, table, &diff->changes[i]);
}

void rh_doc__changes(rh_doc *doc, const rh_diff_report *diff)
{
    if (diff->n_files == 0 && diff->changed == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("The register is the same as the base's, and so is every outcome."));
    } else {
        rh_doc_text(doc, RH_TONE_PLAIN,
                    rh_doc_say(doc, "%.*s of %.*s %s. Outcomes that change: %.*s.",
                               RH_ARG(rh_doc_count(doc, diff->changed)),
                               RH_ARG(rh_doc_plural(doc, diff->journeys, "journey", "journeys")),
                               diff->changed == 1 ? "changes" : "change", RH_ARG(rows_in_words(doc, diff->rows))));
    }
    put_matrix(doc, diff);
    if (diff->n_files > 0) put_files(doc, diff);
    put_changes(doc, diff);
}

static rh_doc_hero hero_of(rh_doc *doc, const rh_diff_report *diff)
{
    rh_doc_hero hero = {.label = RH_STR("What changes"), .word = RH_STR("NO CHANGE"), .tone = RH_TONE_GOOD};
    hero.says = RH_STR("No outcome of this history changes.");
    if (diff->changed > 0) {
        hero.word = rh_doc_say(doc, "%.*s",
                               RH_ARG(rh_doc_plural(doc, diff->changed, "journey changes", "journeys change")));
        hero.says = rh_doc_say(doc, "Outcomes: %.*s.", RH_ARG(rows_in_words(doc, diff->rows)));
        hero.tone = diff->rows[RH_MODEL_LOOSENED] > 0 ? RH_TONE_BAD : RH_TONE_WARN;
    }
    return hero;
}

void rh_doc_of_diff(rh_doc *doc, rh_arena *arena, const rh_diff_report *diff)
{
    rh_doc_begin(doc, arena, RH_STR("What changes"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s \xe2\x86\x92 %.*s", RH_ARG(rh_doc__revision(doc, diff->base)),
                               RH_ARG(rh_doc__revision(doc, diff->head)));
    rh_doc_hero hero = hero_of(doc, diff);
    rh_doc_fact *facts = RH_NEW_N(arena, 2, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Replayed"),
                             rh_doc_text_cell(rh_doc_plural(doc, diff->journeys, "journey", "journeys"))};
    facts[1] = (rh_doc_fact){RH_STR("Period"), rh_doc_text_cell(rh_doc__period(doc, &diff->history))};
    hero.facts = facts;
    hero.n_facts = 2;
    rh_doc_hero_put(doc, &hero);
    rh_doc_section(doc, "changes", "Changes", false);
    rh_doc__changes(doc, diff);
    rh_doc_section(doc, "history", "The history behind this", false);
    rh_doc__history(doc, &diff->history);
    rh_doc_find_changes(doc, diff);
}
