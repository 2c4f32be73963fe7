/* Building documents. */
#include "reports/document/doc.h"

#include "engine/base/vec.h"
#include "reports/text/number.h"

#include <stdio.h>

enum { SAY_MAX_BYTES = 1 << 20 };

void rh_doc_begin(rh_doc *doc, rh_arena *arena, rh_str title, rh_str subtitle)
{
    *doc = (rh_doc){.arena = arena, .is_shared = doc->is_shared, .title = title, .subtitle = subtitle};
}

rh_str rh_doc_say(rh_doc *doc, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    rh_str said = rh_str_null();
    char *text = length < 0 ? NULL : rh_arena_alloc(doc->arena, (size_t)length + 1);
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
        said = (rh_str){text, (size_t)length};
    }
    va_end(again);
    return said;
}

rh_str rh_doc_number(rh_doc *doc, rh_model_quantity quantity)
{
    rh_buf out;
    rh_buf_init(&out, doc->arena, SAY_MAX_BYTES);
    rh_number_put(&out, quantity);
    return rh_buf_str(&out);
}

rh_str rh_doc_count(rh_doc *doc, uint64_t n) { return rh_doc_number(doc, rh_number_count(n)); }

rh_str rh_doc_plural(rh_doc *doc, uint64_t n, const char *one, const char *many)
{
    return rh_doc_say(doc, "%.*s %s", RH_ARG(rh_doc_count(doc, n)), n == 1 ? one : many);
}

bool rh_doc_is_few(const rh_doc *doc, uint64_t n) { return doc->is_shared && n > 0 && n < RH_MODEL_FEW; }

rh_str rh_doc_people(rh_doc *doc, uint64_t n)
{
    return rh_doc_is_few(doc, n) ? RH_STR("<5") : rh_doc_count(doc, n);
}

rh_str rh_doc_people_plural(rh_doc *doc, uint64_t n, const char *one, const char *many)
{
    return rh_doc_is_few(doc, n) ? rh_doc_say(doc, "<5 %s", many) : rh_doc_plural(doc, n, one, many);
}

/* A share in millionths came from a decimal: its parts count nobody. */
bool rh_doc_is_few_number(const rh_doc *doc, rh_model_quantity v, uint64_t n)
{
    enum { PPM = 1000000 };
    if (rh_doc_is_few(doc, n) || v.den == 0) return v.den != 0;
    if (v.unit == RH_MODEL_COUNT) return v.num > 0 && rh_doc_is_few(doc, (uint64_t)v.num);
    if (v.unit != RH_MODEL_RATE || v.den == PPM) return false;
    return rh_doc_is_few(doc, (uint64_t)v.den) || (v.num > 0 && rh_doc_is_few(doc, (uint64_t)v.num));
}

rh_str rh_doc_people_number(rh_doc *doc, rh_model_quantity v, uint64_t n)
{
    if (!rh_doc_is_few_number(doc, v, n)) return rh_doc_number(doc, v);
    if (v.unit == RH_MODEL_COUNT && v.num > 0 && rh_doc_is_few(doc, (uint64_t)v.num)) return RH_STR("<5");
    return rh_doc_is_few(doc, n) ? RH_STR("not told, n is <5") : RH_STR("not told, of <5");
}

rh_str rh_doc_people_of(rh_doc *doc, uint64_t n, uint64_t of)
{
    if (rh_doc_is_few(doc, of)) return RH_STR("some of <5");
    return rh_doc_say(doc, "%.*s of %.*s", RH_ARG(rh_doc_people(doc, n)), RH_ARG(rh_doc_count(doc, of)));
}

rh_str rh_doc_sentence(rh_doc *doc, rh_str s)
{
    if (s.len == 0 || s.ptr[0] < 'a' || s.ptr[0] > 'z') return s;
    return rh_doc_say(doc, "%c%.*s", s.ptr[0] - 'a' + 'A', RH_ARG(rh_str_slice(s, 1, s.len)));
}

rh_str rh_doc_time(rh_doc *doc, rh_model_time time)
{
    const size_t t = time.text.ptr != NULL ? rh_str_find(time.text, RH_STR("T")) : SIZE_MAX;
    if (t == SIZE_MAX) return time.text;
    return rh_doc_say(doc, "%.*s %.*s", RH_ARG(rh_str_slice(time.text, 0, t)),
                      RH_ARG(rh_str_slice(time.text, t + 1, time.text.len)));
}

rh_str rh_doc_place(rh_doc *doc, rh_model_place place)
{
    if (place.file.ptr == NULL) return rh_str_null();
    if (place.line == 0) return place.file;
    return rh_doc_say(doc, "%.*s:%u", RH_ARG(place.file), place.line);
}

/* ---- blocks ---- */

static rh_doc_block *add_block(rh_doc *doc, rh_doc_kind kind)
{
    if (doc->n_blocks == doc->cap_blocks &&
        !rh_vec_grow(doc->arena, &doc->blocks, doc->n_blocks, &doc->cap_blocks, sizeof *doc->blocks)) {
        return NULL;
    }
    rh_doc_block *block = &doc->blocks[doc->n_blocks++];
    *block = (rh_doc_block){.kind = kind};
    return block;
}

/* The last block if it is of that kind, else a new one. */
static rh_doc_block *join_block(rh_doc *doc, rh_doc_kind kind)
{
    if (doc->n_blocks > 0 && doc->blocks[doc->n_blocks - 1].kind == kind) return &doc->blocks[doc->n_blocks - 1];
    return add_block(doc, kind);
}

void rh_doc_section(rh_doc *doc, const char *id, const char *title, bool is_folded)
{
    rh_doc_block *block = add_block(doc, RH_DOC_SECTION);
    if (block == NULL) return;
    block->section.id = rh_str_of(id);
    block->section.title = rh_str_of(title);
    block->section.is_folded = is_folded;
}

void rh_doc_text(rh_doc *doc, rh_tone tone, rh_str text)
{
    rh_doc_block *block = add_block(doc, RH_DOC_TEXT);
    if (block == NULL) return;
    block->text.text = text;
    block->text.tone = tone;
}

void rh_doc_code(rh_doc *doc, rh_str text)
{
    rh_doc_block *block = add_block(doc, RH_DOC_CODE);
    if (block != NULL) block->code.text = text;
}

void rh_doc_chart_put(rh_doc *doc, const rh_doc_chart *chart)
{
    rh_doc_block *block = add_block(doc, RH_DOC_CHART);
    if (block != NULL) block->chart = *chart;
}

rh_doc_hero *rh_doc_hero_put(rh_doc *doc, const rh_doc_hero *hero)
{
    rh_doc_block *block = add_block(doc, RH_DOC_HERO);
    if (block == NULL) return NULL;
    block->hero = *hero;
    return &block->hero;
}

void rh_doc_fact_put(rh_doc *doc, const char *label, rh_doc_cell value)
{
    rh_doc_block *block = join_block(doc, RH_DOC_FACTS);
    if (block != NULL) (void)RH_PUSH(doc->arena, &block->facts, (rh_doc_fact){rh_str_of(label), value});
}

void rh_doc_item_put(rh_doc *doc, bool is_ordered, rh_doc_item item)
{
    rh_doc_block *block = join_block(doc, RH_DOC_LIST);
    if (block == NULL) return;
    block->list.is_ordered = is_ordered;
    (void)RH_PUSH(doc->arena, &block->list, item);
}

rh_doc_table *rh_doc_table_begin(rh_doc *doc, rh_str caption, const rh_doc_column *columns, size_t n_columns)
{
    rh_doc_block *block = add_block(doc, RH_DOC_TABLE);
    if (block == NULL) return NULL;
    block->table = (rh_doc_table){.caption = caption, .columns = columns, .n_columns = n_columns};
    return &block->table;
}

void rh_doc_cards_put(rh_doc *doc, const rh_doc_cards *cards)
{
    rh_doc_block *block = add_block(doc, RH_DOC_CARDS);
    if (block != NULL) block->cards = *cards;
}

rh_doc_cell *rh_doc_row(rh_doc *doc, rh_doc_table *table)
{
    if (table == NULL) return NULL;
    if (table->n_rows == table->cap_rows && !rh_vec_grow(doc->arena, &table->cells, table->n_rows, &table->cap_rows,
                                                         table->n_columns * sizeof *table->cells)) {
        return NULL;
    }
    rh_doc_cell *row = table->cells + table->n_rows++ * table->n_columns;
    for (size_t i = 0; i < table->n_columns; i++) row[i] = (rh_doc_cell){0};
    if (table->n_all < table->n_rows) table->n_all = table->n_rows;
    return row;
}

void rh_doc_check_put(rh_doc *doc, rh_doc_check check)
{
    if (doc->n_checks == doc->cap_checks &&
        !rh_vec_grow(doc->arena, &doc->checks, doc->n_checks, &doc->cap_checks, sizeof *doc->checks)) {
        return;
    }
    doc->checks[doc->n_checks++] = check;
}

void rh_doc_finding_put(rh_doc *doc, rh_doc_finding finding)
{
    if (doc->n_findings == doc->cap_findings &&
        !rh_vec_grow(doc->arena, &doc->findings, doc->n_findings, &doc->cap_findings, sizeof *doc->findings)) {
        return;
    }
    doc->findings[doc->n_findings++] = finding;
}
