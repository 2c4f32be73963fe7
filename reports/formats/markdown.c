/* Markdown (GitHub's dialect): a document for a pull request. No text from data forms a link, a mention or markup. */
#include "reports/formats/formats.h"
#include "reports/formats/markdown.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

/* GitHub refuses a step summary of more than 1 MiB whole. Behind MOST_BYTES no row, item or block is begun. */
enum { CELL_MAX_BYTES = 500, COMMAND_MAX_BYTES = 8000, MOST_BYTES = 1000 * 1000 };

static bool is_full(const rh_buf *out) { return out->len > MOST_BYTES; }

static void put(rh_buf *out, const char *s) { rh_buf_put(out, rh_str_of(s)); }
static void put_text(rh_buf *out, rh_str s) { rh_esc_markdown(out, rh_esc_cut(out->arena, s, CELL_MAX_BYTES)); }

const char *rh_markdown_mark(rh_tone tone)
{
    static const char *const marks[] = {"", "\xe2\x9c\x85 ", "\xe2\x9a\xa0\xef\xb8\x8f ", "\xe2\x9d\x8c ", ""};
    return marks[tone];
}

void rh_markdown_place(rh_buf *out, rh_model_place place)
{
    if (place.file.ptr == NULL) return;
    rh_buf where;
    rh_buf_init(&where, out->arena, 1 << 16);
    rh_buf_put(&where, rh_esc_cut(out->arena, place.file, CELL_MAX_BYTES));
    if (place.line > 0) rh_buf_printf(&where, ":%u", place.line);
    put(out, " (");
    rh_esc_markdown_code(out, rh_buf_str(&where), false);
    put(out, ")");
}

static void put_cell(rh_buf *out, const rh_doc_cell *cell)
{
    if (cell->is_chip) put(out, rh_markdown_mark(cell->tone));
    if (cell->is_code) rh_esc_markdown_code(out, rh_esc_cut(out->arena, cell->text, CELL_MAX_BYTES), true);
    else put_text(out, cell->text);
    if (cell->note.len == 0) return;
    put(out, cell->text.len != 0 ? "<br><sub>" : "<sub>");
    put_text(out, cell->note);
    put(out, "</sub>");
}

static void put_table(rh_buf *out, const rh_doc_table *table)
{
    put(out, "**");
    put_text(out, table->caption);
    put(out, "**");
    if (table->n_all > table->n_rows) {
        put(out, " (");
        rh_number_put_count(out, table->n_rows);
        put(out, " of ");
        rh_number_put_count(out, table->n_all);
        put(out, " shown)");
    }
    put(out, "\n\n|");
    for (size_t c = 0; c < table->n_columns; c++) {
        put(out, " ");
        put_text(out, rh_str_of(table->columns[c].title));
        put(out, " |");
    }
    put(out, "\n|");
    for (size_t c = 0; c < table->n_columns; c++) put(out, table->columns[c].is_number ? "---:|" : "---|");
    for (size_t r = 0; r < table->n_rows && !is_full(out); r++) {
        put(out, "\n|");
        for (size_t c = 0; c < table->n_columns; c++) {
            put(out, " ");
            put_cell(out, &table->cells[r * table->n_columns + c]);
            put(out, " |");
        }
    }
    put(out, "\n");
}

static void put_command(rh_buf *out, rh_str command)
{
    if (command.ptr == NULL) return;
    put(out, "\n");
    rh_esc_markdown_block(out, rh_esc_cut(out->arena, command, COMMAND_MAX_BYTES));
}

static void put_item(rh_buf *out, const rh_doc_item *item, size_t number)
{
    if (number > 0) rh_buf_printf(out, "%zu. ", number);
    else put(out, "- ");
    put_text(out, item->text);
    if (item->owner.ptr != NULL) {
        put(out, ". Owner: ");
        put_text(out, item->owner);
        put(out, ".");
    }
    rh_markdown_place(out, item->place);
    put(out, "\n");
    put_command(out, item->command);
}

static void put_facts(rh_buf *out, const rh_doc_fact *facts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put(out, "- **");
        put_text(out, facts[i].label);
        put(out, ":** ");
        if (facts[i].value.is_code) rh_esc_markdown_code(out, facts[i].value.text, false);
        else put_text(out, facts[i].value.text);
        if (facts[i].value.note.len != 0) {
            put(out, ", ");
            put_text(out, facts[i].value.note);
        }
        put(out, "\n");
    }
}

void rh_markdown_hero(rh_buf *out, const rh_doc_hero *hero, const char *heading)
{
    put(out, heading);
    put(out, " ");
    put(out, rh_markdown_mark(hero->tone));
    put_text(out, hero->label);
    put(out, ": ");
    put_text(out, hero->word);
    put(out, "\n\n");
    put_text(out, hero->says);
    put(out, "\n\n");
    put_facts(out, hero->facts, hero->n_facts);
    if (hero->n_reasons > 0) {
        put(out, "\n**");
        put_text(out, hero->reasons_title);
        put(out, "**\n\n");
    }
    for (size_t i = 0; i < hero->n_reasons; i++) put_item(out, &hero->reasons[i], i + 1);
    if (hero->next == NULL) return;
    put(out, "\n**Next:** ");
    put_text(out, hero->next->text);
    if (hero->next->owner.ptr != NULL) {
        put(out, ". Owner: ");
        put_text(out, hero->next->owner);
        put(out, ".");
    }
    put(out, "\n");
    put_command(out, hero->next->command);
}

static void put_chart(rh_buf *out, const rh_doc_chart *chart)
{
    put(out, "**");
    put_text(out, chart->title);
    put(out, "** (");
    put_text(out, chart->unit);
    put(out, "): ");
    put_text(out, chart->alt);
    put(out, "\n");
}

static void put_section(rh_buf *out, rh_str title)
{
    put(out, "## ");
    put_text(out, title);
    put(out, "\n");
}

static void put_block(rh_buf *out, const rh_doc_block *block)
{
    switch (block->kind) {
    case RH_DOC_HERO: rh_markdown_hero(out, &block->hero, "#"); break;
    case RH_DOC_SECTION: put_section(out, block->section.title); break;
    case RH_DOC_TEXT:
        put_text(out, block->text.text);
        put(out, "\n");
        break;
    case RH_DOC_FACTS: put_facts(out, block->facts.at, block->facts.n); break;
    case RH_DOC_LIST:
        for (size_t i = 0; i < block->list.n && !is_full(out); i++)
            put_item(out, &block->list.at[i], block->list.is_ordered ? i + 1 : 0);
        break;
    case RH_DOC_TABLE: put_table(out, &block->table); break;
    case RH_DOC_CHART: put_chart(out, &block->chart); break;
    case RH_DOC_CODE: rh_esc_markdown_block(out, block->code.text); break;
    case RH_DOC_CARDS: put_table(out, block->cards.table); break;
    }
}

void rh_format_markdown(rh_buf *out, const rh_doc *doc)
{
    for (size_t i = 0; i < doc->n_blocks && !is_full(out); i++) {
        put_block(out, &doc->blocks[i]);
        put(out, "\n");
    }
    if (is_full(out))
        put(out, "**Cut here at 1 MB**, which is what a summary may hold: html and json have all of it.\n\n");
    put(out, "<sub>");
    put_text(out, doc->title);
    if (doc->subtitle.ptr != NULL) {
        put(out, ", ");
        put_text(out, doc->subtitle);
    }
    put(out, "</sub>\n");
}
