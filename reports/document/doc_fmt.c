/* The document of `fmt`. */
#include "reports/document/parts.h"

static void put_hero(rh_doc *doc, const rh_fmt_report *fmt)
{
    rh_doc_hero hero = {.label = RH_STR("Expressions"), .word = RH_STR("CANONICAL"), .tone = RH_TONE_GOOD};
    hero.says = rh_doc_say(doc, "%.*s in %.*s, each in its one spelling.",
                           RH_ARG(rh_doc_plural(doc, fmt->expressions, "expression", "expressions")),
                           RH_ARG(rh_doc_plural(doc, fmt->n_files, "file", "files")));
    if (fmt->n_rows > 0) {
        hero.word = fmt->is_check ? RH_STR("WOULD CHANGE") : RH_STR("WRITTEN");
        hero.tone = fmt->is_check ? RH_TONE_WARN : RH_TONE_GOOD;
        hero.says = rh_doc_say(doc, "%.*s of %.*s in %.*s.", RH_ARG(rh_doc_count(doc, fmt->changed)),
                               RH_ARG(rh_doc_plural(doc, fmt->expressions, "expression", "expressions")),
                               RH_ARG(rh_doc_plural(doc, fmt->n_rows, "file", "files")));
    }
    if (fmt->imported > 0)
        hero.says = rh_doc_say(doc, "%.*s %s from the table.",
                               RH_ARG(rh_doc_plural(doc, fmt->imported, "entry", "entries")),
                               fmt->is_check ? "would be written" : "written");
    rh_doc_hero_put(doc, &hero);
}

void rh_doc_of_fmt(rh_doc *doc, rh_arena *arena, const rh_fmt_report *fmt)
{
    static const rh_doc_column columns[] = {
        {"First change", false, true}, {"Changed", true, false}, {"Of", true, false}};
    rh_doc_begin(doc, arena, RH_STR("Format of the register"), fmt->name);
    put_hero(doc, fmt);
    if (fmt->left > 0)
        rh_doc_text(doc, RH_TONE_MUTED,
                    rh_doc_say(doc, "%.*s left alone: a comment inside, or letters that need their escape.",
                               RH_ARG(rh_doc_plural(doc, fmt->left, "expression is", "expressions are"))));
    if (fmt->n_rows == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Files"), columns, 3);
    for (size_t i = 0; i < fmt->n_rows; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(rh_doc_place(doc, fmt->rows[i].place));
        row[1] = rh_doc_text_cell(fmt->rows[i].is_imported ? RH_STR("all") : rh_doc_count(doc, fmt->rows[i].changed));
        row[2] = rh_doc_text_cell(rh_doc_count(doc, fmt->rows[i].expressions));
    }
}
