/* The document of `diff`, and the part of it that the gate shows. */
#include "reports/document/findings.h"
#include "reports/document/parts.h"

/* Rows from the strictest base verdict, columns from the loosest new one: what was loosened stands first. */
static const rh_model_verdict row_order[] = {RH_MODEL_BLOCK, RH_MODEL_HOLD, RH_MODEL_DRAFT, RH_MODEL_ALLOW};
static const rh_model_verdict column_order[] = {RH_MODEL_ALLOW, RH_MODEL_DRAFT, RH_MODEL_HOLD, RH_MODEL_BLOCK};

static rh_doc_cell matrix_cell(rh_doc *doc, uint64_t n, rh_model_verdict base, rh_model_verdict head)
{
    if (n == 0) return (rh_doc_cell){.text = RH_STR("0"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_people(doc, n));
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
        const rh_str one = rh_doc_say(doc, "%.*s %s", RH_ARG(rh_doc_people(doc, rows[cls])),
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

/* The first of what its text does, and how many more there are. */
static rh_str loosening_in_words(rh_doc *doc, const rh_model_changed_file *file)
{
    if (file->n_loosenings == 0) return rh_str_null();
    if (file->n_loosenings == 1) return file->loosenings[0].says;
    return rh_doc_say(doc, "%.*s; and %zu more", RH_ARG(file->loosenings[0].says), file->n_loosenings - 1);
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
        row[2].note = loosening_in_words(doc, file);
        row[3] = rh_doc_text_cell(rh_doc_people(doc, file->journeys));
    }
}

static void put_text_and_matrix(rh_doc *doc, const rh_diff_report *diff)
{
    put_matrix(doc, diff);
    if (diff->n_files > 0) put_files(doc, diff);
}

void rh_doc__changes(rh_doc *doc, const rh_diff_report *diff)
{
    if (diff->n_files == 0 && diff->changed == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("The register is the same as the base's, and so is every outcome."));
    } else {
        rh_doc_text(doc, RH_TONE_PLAIN,
                    rh_doc_say(doc, "%.*s of %.*s %s. Outcomes that change: %.*s.",
                               RH_ARG(rh_doc_people(doc, diff->changed)),
                               RH_ARG(rh_doc_people_plural(doc, diff->journeys, "journey", "journeys")),
                               diff->changed == 1 ? "changes" : "change", RH_ARG(rows_in_words(doc, diff->rows))));
    }
    put_text_and_matrix(doc, diff);
    rh_doc__change_list(doc, diff);
}

/* ---- the page of diff ---- */

static bool loosens(const rh_model_changed_file *file)
{
    return file->is_static_loosening || file->rows[RH_MODEL_LOOSENED] > 0;
}

static rh_str loosens_in_words(rh_doc *doc, const rh_model_changed_file *file)
{
    const rh_str name = file->entry.ptr != NULL ? file->entry : file->file;
    if (file->rows[RH_MODEL_LOOSENED] == 0)
        return rh_doc_say(doc, "%.*s: %.*s", RH_ARG(name), RH_ARG(loosening_in_words(doc, file)));
    return rh_doc_say(doc, "%.*s: %.*s loosened", RH_ARG(name),
                      RH_ARG(rh_doc_people_plural(doc, file->rows[RH_MODEL_LOOSENED], "outcome", "outcomes")));
}

/* The files that loosen: file and line stand on the first screen. */
static void put_reasons(rh_doc *doc, rh_doc_hero *hero, const rh_diff_report *diff)
{
    enum { MOST = 3 };
    rh_doc_item *reasons = RH_NEW_N(doc->arena, MOST, rh_doc_item);
    size_t n = 0;
    if (reasons == NULL) return;
    for (size_t i = 0; i < diff->n_files; i++) {
        const rh_model_changed_file *file = &diff->files[i];
        if (!loosens(file) || n++ >= MOST) continue;
        reasons[hero->n_reasons++] = (rh_doc_item){.text = loosens_in_words(doc, file),
                                                   .place = {file->file, file->line, 1}};
    }
    hero->reasons = reasons;
    hero->reasons_title = n > MOST ? rh_doc_say(doc, "What loosens (%d of %zu files)", MOST, n)
                                   : RH_STR("What loosens");
}

static rh_doc_hero hero_of(rh_doc *doc, const rh_diff_report *diff)
{
    rh_doc_hero hero = {.label = RH_STR("What changes"), .word = RH_STR("NO CHANGE"), .tone = RH_TONE_GOOD};
    hero.says = RH_STR("No outcome of this history changes.");
    put_reasons(doc, &hero, diff);
    if (diff->journeys == 0) {
        hero.word = RH_STR("NOTHING REPLAYED");
        hero.says = RH_STR("There is no journey to compare: nothing replayed is never no change.");
        hero.tone = RH_TONE_WARN;
    } else if (diff->changed > 0) {
        hero.word = rh_doc_say(doc, "%.*s",
                               RH_ARG(rh_doc_people_plural(doc, diff->changed, "journey changes", "journeys change")));
        hero.says = rh_doc_say(doc, "Outcomes: %.*s.", RH_ARG(rows_in_words(doc, diff->rows)));
        hero.tone = diff->rows[RH_MODEL_LOOSENED] > 0 ? RH_TONE_BAD : RH_TONE_WARN;
    } else if (hero.n_reasons > 0) {
        hero.tone = RH_TONE_WARN;
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
                             rh_doc_text_cell(rh_doc_people_plural(doc, diff->journeys, "journey", "journeys"))};
    facts[1] = (rh_doc_fact){RH_STR("Period"), rh_doc_text_cell(rh_doc__period(doc, &diff->history))};
    hero.facts = facts;
    hero.n_facts = 2;
    rh_doc_hero_put(doc, &hero);
    rh_doc_section(doc, "changes", "Changes", false);
    put_text_and_matrix(doc, diff);
    if (diff->n_changes > 0) rh_doc_section(doc, "journeys", "Journeys", diff->changed > RH_DOC_FEW_CHANGED);
    rh_doc__change_list(doc, diff);
    rh_doc_section(doc, "history", "The history behind this", false);
    rh_doc__history(doc, &diff->history);
    rh_doc_find_changes(doc, diff);
}
