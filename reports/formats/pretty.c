/* Pretty: a document for a person at a terminal. Colour only when asked for; widths in columns, not bytes. */
#include "reports/formats/formats.h"
#include "reports/formats/tones.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

enum { MAX_COLUMNS = 12, CELL_MAX_BYTES = 400, GAP = 2, LEAST_COLUMN = 16, BAR_WIDTH = 40 };

typedef struct printer {
    rh_buf *out;
    bool has_colour;
    size_t width;
    bool has_text; /* a block was written: the next begins after an empty line */
} printer;

static void put(printer *p, const char *s) { rh_buf_put(p->out, rh_str_of(s)); }
static void put_text(printer *p, rh_str s) { rh_esc_terminal(p->out, s); }

static void put_times(printer *p, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) rh_buf_byte(p->out, c);
}

static const char *colour_of(rh_tone tone)
{
    static const char *const codes[] = {"", "\033[32m", "\033[33m", "\033[31m", "\033[2m"};
    return codes[tone];
}

static void begin_tone(printer *p, rh_tone tone, bool is_bold)
{
    if (!p->has_colour) return;
    if (is_bold) put(p, "\033[1m");
    put(p, colour_of(tone));
}

static void end_tone(printer *p, rh_tone tone, bool is_bold)
{
    if (p->has_colour && (is_bold || tone != RH_TONE_PLAIN)) put(p, "\033[0m");
}

static void put_toned(printer *p, rh_tone tone, bool is_bold, rh_str s)
{
    begin_tone(p, tone, is_bold);
    put_text(p, s);
    end_tone(p, tone, is_bold);
}

/* ---- wrapping ---- */

/* The next line of s, at most `width` columns wide: ends at a space where it can. Moves *at past it. */
static rh_str next_line(rh_str s, size_t *at, size_t width)
{
    const size_t from = *at;
    size_t end = from, space = SIZE_MAX, used = 0;
    while (end < s.len) {
        size_t next = end;
        rh_esc_next(s, &next);
        const size_t w = rh_esc_width(rh_str_slice(s, end, next));
        if (s.ptr[end] == ' ') space = end;
        if (used + w > width && end > from) break;
        used += w;
        end = next;
    }
    if (end < s.len && space != SIZE_MAX && space > from) end = space;
    *at = end;
    while (*at < s.len && s.ptr[*at] == ' ') *at += 1;
    return rh_str_slice(s, from, end);
}

/* s over as many lines as it needs; the first stands where the cursor is, the others are indented. */
static void put_wrapped(printer *p, rh_str s, size_t indent, rh_tone tone)
{
    const size_t width = p->width > indent + 20 ? p->width - indent : 20;
    size_t at = 0;
    do {
        if (at > 0) put_times(p, ' ', indent);
        put_toned(p, tone, false, next_line(s, &at, width));
        put(p, "\n");
    } while (at < s.len);
}

/* ---- tables ---- */

static rh_str shown(printer *p, rh_str s) { return rh_esc_cut(p->out->arena, s, CELL_MAX_BYTES); }

static size_t cell_width(printer *p, const rh_doc_cell *cell)
{
    const size_t text = rh_esc_width(shown(p, cell->text)), note = rh_esc_width(shown(p, cell->note));
    return text > note ? text : note;
}

/* Column widths that fit: while the sum is too wide, the widest column that may be broken gives. */
static void fit(const printer *p, const rh_doc_table *table, size_t *widths)
{
    for (;;) {
        size_t sum = 0, widest = SIZE_MAX;
        for (size_t i = 0; i < table->n_columns; i++) {
            sum += widths[i] + GAP;
            if (!table->columns[i].is_whole && (widest == SIZE_MAX || widths[i] > widths[widest])) widest = i;
        }
        if (sum <= p->width + GAP || widest == SIZE_MAX || widths[widest] <= LEAST_COLUMN) return;
        widths[widest]--;
    }
}

static void measure(printer *p, const rh_doc_table *table, size_t *widths)
{
    for (size_t c = 0; c < table->n_columns; c++) widths[c] = rh_esc_width(rh_str_of(table->columns[c].title));
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++) {
            const size_t width = cell_width(p, &table->cells[r * table->n_columns + c]);
            if (width > widths[c]) widths[c] = width;
        }
    fit(p, table, widths);
}

static void put_padded(printer *p, rh_str s, size_t width, bool is_right, rh_tone tone, bool is_last)
{
    const size_t used = rh_esc_width(s), pad = used < width ? width - used : 0;
    if (is_right) put_times(p, ' ', pad);
    put_toned(p, tone, false, s);
    if (is_last) return;
    if (!is_right) put_times(p, ' ', pad);
    put_times(p, ' ', GAP);
}

/* A cell's lines come from its text, then from its note. */
typedef struct cell_lines {
    rh_str text, note;
    size_t at_text, at_note;
    bool has_begun;
} cell_lines;

static bool has_more(const cell_lines *lines)
{
    return lines->at_text < lines->text.len || lines->at_note < lines->note.len;
}

static rh_str take_line(cell_lines *lines, size_t width, bool *is_note)
{
    *is_note = lines->at_text >= lines->text.len;
    if (!*is_note) return next_line(lines->text, &lines->at_text, width);
    return lines->at_note < lines->note.len ? next_line(lines->note, &lines->at_note, width) : RH_STR("");
}

/* The last column of this line that has something to say, so that no line ends in blanks. */
static size_t last_column(const cell_lines *lines, size_t n)
{
    while (n > 1 && !has_more(&lines[n - 1])) n--;
    return n - 1;
}

static void put_row(printer *p, const rh_doc_table *table, const rh_doc_cell *cells, const size_t *widths)
{
    cell_lines lines[MAX_COLUMNS] = {0};
    bool is_more = true;
    for (size_t c = 0; c < table->n_columns; c++)
        lines[c] = (cell_lines){.text = shown(p, cells[c].text), .note = shown(p, cells[c].note)};
    while (is_more) {
        const size_t last = last_column(lines, table->n_columns);
        for (size_t c = 0; c <= last; c++) {
            bool is_note;
            const rh_str line = take_line(&lines[c], widths[c], &is_note);
            put_padded(p, line, widths[c], table->columns[c].is_number, is_note ? RH_TONE_MUTED : cells[c].tone,
                       c == last);
        }
        put(p, "\n");
        is_more = false;
        for (size_t c = 0; c < table->n_columns; c++) is_more = is_more || has_more(&lines[c]);
    }
}

static void put_table(printer *p, const rh_doc_table *table)
{
    size_t widths[MAX_COLUMNS] = {0};
    if (table->n_columns > MAX_COLUMNS) return;
    measure(p, table, widths);
    put_toned(p, RH_TONE_PLAIN, true, table->caption);
    if (table->n_all > table->n_rows) {
        put(p, " (");
        rh_number_put_count(p->out, table->n_rows);
        put(p, " of ");
        rh_number_put_count(p->out, table->n_all);
        put(p, " shown)");
    }
    put(p, "\n");
    for (size_t c = 0; c < table->n_columns; c++)
        put_padded(p, rh_str_of(table->columns[c].title), widths[c], table->columns[c].is_number, RH_TONE_MUTED,
                   c + 1 == table->n_columns);
    put(p, "\n");
    for (size_t r = 0; r < table->n_rows; r++) put_row(p, table, table->cells + r * table->n_columns, widths);
}

/* ---- lists, facts, charts ---- */

static void put_command(printer *p, rh_str command, size_t indent)
{
    for (size_t at = 0; at < command.len;) {
        const rh_str rest = rh_str_slice(command, at, command.len);
        const size_t end = rh_str_find(rest, RH_STR("\n"));
        const rh_str line = rh_str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
        put_times(p, ' ', indent);
        put_toned(p, RH_TONE_PLAIN, true, line);
        put(p, "\n");
        at += line.len + 1;
    }
}

static void put_item(printer *p, const rh_doc_item *item, size_t number)
{
    size_t indent = 4;
    if (number > 0) rh_buf_printf(p->out, "%3zu ", number);
    else put(p, "  - ");
    put_wrapped(p, item->text, indent, item->tone);
    if (item->owner.ptr != NULL) {
        put_times(p, ' ', indent);
        put(p, "owner: ");
        put_text(p, item->owner);
        put(p, "\n");
    }
    if (item->place.file.ptr != NULL) {
        put_times(p, ' ', indent);
        begin_tone(p, RH_TONE_MUTED, false);
        put_text(p, item->place.file);
        if (item->place.line > 0) rh_buf_printf(p->out, ":%u", item->place.line);
        end_tone(p, RH_TONE_MUTED, false);
        put(p, "\n");
    }
    if (item->command.ptr != NULL) put_command(p, item->command, indent + 2);
}

static void put_facts(printer *p, const rh_doc_fact *facts, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t w = rh_esc_width(facts[i].label);
        if (w > width) width = w;
    }
    for (size_t i = 0; i < n; i++) {
        put_padded(p, facts[i].label, width, false, RH_TONE_MUTED, false);
        put_wrapped(p, facts[i].value.text, width + GAP, facts[i].value.tone);
        if (facts[i].value.note.ptr == NULL) continue;
        put_times(p, ' ', width + GAP);
        put_wrapped(p, facts[i].value.note, width + GAP, RH_TONE_MUTED);
    }
}

static void put_bar(printer *p, const rh_doc_chart *chart)
{
    static const char marks[] = "#=+-.:ox";
    for (size_t i = 0; i < chart->n_parts && i < sizeof marks - 1; i++) {
        const rh_doc_part *part = &chart->parts[i];
        size_t n = (size_t)(rh_number_ppm((int64_t)part->value, (int64_t)chart->whole) * BAR_WIDTH / 1000000);
        if (n == 0 && part->value > 0) n = 1;
        begin_tone(p, part->tone, false);
        put_times(p, marks[i], n);
        end_tone(p, part->tone, false);
    }
    put(p, "\n");
}

static void put_chart(printer *p, const rh_doc_chart *chart)
{
    put_toned(p, RH_TONE_PLAIN, true, chart->title);
    put(p, " (");
    put_text(p, chart->unit);
    put(p, ")\n");
    if (chart->kind == RH_CHART_STACK && chart->whole > 0) put_bar(p, chart);
    put_wrapped(p, chart->alt, 0, RH_TONE_PLAIN);
}

/* ---- first screen ---- */

static void put_hero(printer *p, const rh_doc_hero *hero)
{
    put_text(p, hero->label);
    put(p, ": ");
    put_toned(p, hero->tone, true, hero->word);
    put(p, "\n");
    put_wrapped(p, hero->says, 0, RH_TONE_PLAIN);
    if (hero->n_facts > 0) put(p, "\n");
    put_facts(p, hero->facts, hero->n_facts);
    if (hero->n_reasons > 0) {
        put(p, "\n");
        put_toned(p, RH_TONE_PLAIN, true, hero->reasons_title);
        put(p, "\n");
        for (size_t i = 0; i < hero->n_reasons; i++) put_item(p, &hero->reasons[i], i + 1);
    }
    if (hero->next == NULL) return;
    put(p, "\n");
    put_toned(p, RH_TONE_PLAIN, true, RH_STR("Next"));
    put(p, "\n");
    put_item(p, hero->next, 0);
}

static void put_code(printer *p, rh_str text)
{
    rh_esc_terminal_block(p->out, text);
    if (!rh_str_ends(text, RH_STR("\n"))) put(p, "\n");
}

static void put_section(printer *p, rh_str title)
{
    put_toned(p, RH_TONE_PLAIN, true, title);
    put(p, "\n");
    put_times(p, '-', rh_esc_width(title));
    put(p, "\n");
}

static void put_block(printer *p, const rh_doc_block *block)
{
    if (p->has_text) put(p, "\n");
    p->has_text = true;
    switch (block->kind) {
    case RH_DOC_HERO: put_hero(p, &block->hero); break;
    case RH_DOC_SECTION:
        put_section(p, block->section.title);
        p->has_text = false;
        break;
    case RH_DOC_TEXT: put_wrapped(p, block->text.text, 0, block->text.tone); break;
    case RH_DOC_FACTS: put_facts(p, block->facts.at, block->facts.n); break;
    case RH_DOC_LIST:
        for (size_t i = 0; i < block->list.n; i++) put_item(p, &block->list.at[i], block->list.is_ordered ? i + 1 : 0);
        break;
    case RH_DOC_TABLE: put_table(p, &block->table); break;
    case RH_DOC_CHART: put_chart(p, &block->chart); break;
    case RH_DOC_CODE: put_code(p, block->code.text); break;
    case RH_DOC_CARDS: put_table(p, block->cards.table); break;
    }
}

void rh_format_pretty(rh_buf *out, const rh_doc *doc, const rh_pretty_style *style)
{
    printer p = {.out = out, .has_colour = style->has_colour, .width = style->width != 0 ? style->width : 100};
    if (doc->subtitle.ptr != NULL) {
        begin_tone(&p, RH_TONE_MUTED, false);
        put(&p, "rehearse: ");
        put_text(&p, doc->title);
        put(&p, ", ");
        put_text(&p, doc->subtitle);
        end_tone(&p, RH_TONE_MUTED, false);
        put(&p, "\n");
        p.has_text = true;
    }
    for (size_t i = 0; i < doc->n_blocks; i++) put_block(&p, &doc->blocks[i]);
}
