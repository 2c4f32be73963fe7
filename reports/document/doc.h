/* A document: what a report says, before any format. Sections, paragraphs, lists, tables and charts, in reading order.
 *
 * A command's model is made into a document by one function (documents.h); each format walks the blocks. Texts are
 * unescaped: a walker escapes with reports/text/esc.h and with nothing else. Built front to back; everything lives in
 * the arena given to rh_doc_begin, and lack of memory shows once, in rh_arena_failed of that arena.
 *
 * Vocabulary: *tone* is meaning, never a colour (a format may show it as colour, a word, a mark or not at all); a
 * *cell* is a short text with a tone; a *place* is file:line. */
#ifndef REPORTS_DOCUMENT_DOC_H
#define REPORTS_DOCUMENT_DOC_H

#include "engine/base/arena.h"
#include "reports/model/common.h"

typedef enum rh_tone { RH_TONE_PLAIN, RH_TONE_GOOD, RH_TONE_WARN, RH_TONE_BAD, RH_TONE_MUTED, RH_N_TONES } rh_tone;

/* A value on a scale of 0..1000000, its interval and its bound: a small bullet chart in formats that draw. */
typedef struct rh_doc_gauge {
    int64_t value, low, high, bound; /* parts per million of the scale; low = high: no interval */
    bool is_at_least;                /* good is at or above the bound, else at or below */
    rh_tone tone;
    rh_str alt; /* the same in words: never null */
} rh_doc_gauge;

typedef struct rh_doc_cell {
    rh_str text; /* null: an empty cell */
    rh_str note; /* a second, quieter text; null: none */
    rh_tone tone;
    bool is_code;              /* an id, a path, an expression: fixed-width */
    bool is_chip;              /* a word of state, set apart */
    const rh_doc_gauge *gauge; /* NULL: none */
    rh_str href;               /* a file beside this one, for formats that link; null: none. Never from data */
    rh_strs names;             /* journeys that text or note name: formats that link lead to their cards, where there are */
} rh_doc_cell;

typedef struct rh_doc_column {
    const char *title;
    bool is_number; /* right-aligned */
    bool is_whole;  /* a place: never broken over lines, so that it can be clicked or copied */
} rh_doc_column;

/* How a reader may look through a list: show what has some value, and choose an order. Formats that cannot ask write
 * the list as it stands (browse.h). */
typedef struct rh_doc_filter {
    const char *label;
    const rh_str *values; /* as they are to be offered */
    size_t n_values;
} rh_doc_filter;
enum { RH_DOC_FILTERS = 4, RH_DOC_ORDERS = 4 };
typedef struct rh_doc_order {
    const char *label;
    const size_t *at; /* which stands first, second, ...; NULL: as they are */
} rh_doc_order;
typedef struct rh_doc_browse {
    rh_doc_filter filters[RH_DOC_FILTERS]; /* one of fewer than two values chooses nothing and is not offered */
    size_t *keys;                          /* RH_DOC_FILTERS a row: which of the filter's values it has; NULL: none */
    rh_doc_order orders[RH_DOC_ORDERS];
    size_t n_filters, n_orders; /* one order is none to choose */
} rh_doc_browse;

typedef struct rh_doc_table {
    rh_str caption;
    const rh_doc_column *columns;
    size_t n_columns;
    rh_doc_cell *cells; /* row by row */
    size_t n_rows, cap_rows;
    uint64_t n_all; /* rows there are; above n_rows: "n_rows of n_all shown" */
    bool is_matrix; /* the first column names the rows; cells are shaded by tone and share */
    rh_doc_browse *browse; /* NULL: as it stands */
} rh_doc_table;

/* One item of a list: a sentence, then where, by whom, and what to type. */
typedef struct rh_doc_item {
    rh_str text;
    rh_model_place place; /* file null: none */
    rh_str owner, command;
    rh_tone tone;
} rh_doc_item;

/* Label and value. */
typedef struct rh_doc_fact {
    rh_str label;
    rh_doc_cell value;
} rh_doc_fact;

/* STACK: parts of one whole, side by side. TIME: what held or happened when, on rows over one axis. STEPS: nodes one
 * behind the other. */
typedef enum rh_doc_chart_kind { RH_CHART_STACK, RH_CHART_TIME, RH_CHART_STEPS } rh_doc_chart_kind;
typedef struct rh_doc_part {
    rh_str label;
    uint64_t value;
    rh_tone tone;
} rh_doc_part;
/* TIME: a stretch or (from_s == to_s) a point on one of the rows. */
typedef struct rh_doc_stretch {
    size_t row;
    int64_t from_s, to_s;
    rh_tone tone;
    rh_str label;
} rh_doc_stretch;
typedef struct rh_doc_chart {
    rh_doc_chart_kind kind;
    rh_str title, unit;
    rh_str alt;               /* what the chart shows, in words: never null */
    /* TIME: what the tones of stretches mean; values unused. STEPS: parallel to rows, the figure of each node in
     * words */
    const rh_doc_part *parts;
    size_t n_parts;
    uint64_t whole;
    const rh_str *rows; /* TIME, STEPS: labels */
    size_t n_rows;
    const rh_doc_stretch *stretches;
    size_t n_stretches;
    rh_model_time from, to;
} rh_doc_chart;

/* The first screen: the answer, why, how sure, what next. */
typedef struct rh_doc_hero {
    rh_str label, word; /* "go-live gate", "NO-GO" */
    rh_str says;        /* one sentence */
    rh_tone tone;
    const rh_doc_fact *facts; /* launch, n, period */
    size_t n_facts;
    rh_str reasons_title;
    const rh_doc_item *reasons; /* at most three */
    size_t n_reasons;
    const rh_doc_item *next; /* NULL: nothing to do */
} rh_doc_hero;

/* A list that its reader may filter: rows of a table, gathered in cards, each with what it was before and after, side
 * by side. Formats that cannot fold write the table alone. */
typedef struct rh_doc_card {
    rh_str title, note;
    const size_t *rows; /* of the table */
    size_t n_rows;
    const rh_doc_chart *before, *after; /* over one axis and with the same rows; NULL: none */
    rh_str cut;                         /* what the charts leave out, in words; null: nothing */
} rh_doc_card;
typedef struct rh_doc_cards {
    const rh_doc_table *table; /* its second column is the card's title, with a note for the row */
    rh_doc_browse browse;      /* filters of the rows; orders of the cards */
    const rh_doc_card *cards;
    size_t n_cards;
} rh_doc_cards;

typedef enum rh_doc_kind {
    RH_DOC_HERO,
    RH_DOC_SECTION,
    RH_DOC_TEXT,
    RH_DOC_FACTS,
    RH_DOC_LIST,
    RH_DOC_TABLE,
    RH_DOC_CHART,
    RH_DOC_CODE,
    RH_DOC_CARDS
} rh_doc_kind;

typedef struct rh_doc_block {
    rh_doc_kind kind;
    union {
        rh_doc_hero hero;
        struct {
            rh_str id, title;
            bool is_folded;
        } section; /* folded: detail that a page may hide behind its title */
        struct {
            rh_str text;
            rh_tone tone;
        } text;
        struct {
            rh_doc_fact *at;
            size_t n, cap;
        } facts;
        struct {
            rh_doc_item *at;
            size_t n, cap;
            bool is_ordered;
        } list;
        rh_doc_table table;
        rh_doc_chart chart;
        struct {
            rh_str text;
        } code;
        rh_doc_cards cards;
    };
} rh_doc_block;

/* Something judged, for formats that list tests (junit): independent of the blocks. */
typedef enum rh_doc_outcome { RH_DOC_PASS, RH_DOC_FAIL, RH_DOC_SKIPPED } rh_doc_outcome;
typedef struct rh_doc_check {
    rh_str suite, name;
    rh_doc_outcome outcome;
    rh_str message, detail; /* null: none */
    rh_model_place place;
} rh_doc_check;

/* Something to look at on a line of the register, for formats that show findings beside the code (sarif, github,
 * gitlab, comment): independent of the blocks. */
typedef enum rh_doc_level { RH_DOC_ERROR, RH_DOC_WARNING, RH_DOC_NOTE, RH_N_DOC_LEVELS } rh_doc_level;
typedef struct rh_doc_finding {
    rh_doc_level level;
    rh_str rule;          /* the entry; where it is no entry's, a criterion, an error's id or a file */
    rh_str rule_title;    /* null: none */
    rh_str text;          /* one sentence, without a full stop */
    rh_model_place place; /* below the root of the repository; file null: none */
    rh_str id;            /* what makes it the same finding tomorrow: ids only, no line, no number (X12) */
    size_t nth;           /* among those of one rule and id, from 0: set by rh_doc_findings_sort */
} rh_doc_finding;

typedef struct rh_doc {
    rh_arena *arena;
    bool is_shared; /* it will be passed on: counts of few customers are "<5" (FAULTS.md P4). Set before it is begun */
    rh_str title, subtitle;
    rh_doc_block *blocks;
    size_t n_blocks, cap_blocks;
    rh_doc_check *checks; /* grouped by suite */
    size_t n_checks, cap_checks;
    rh_doc_finding *findings; /* sorted by rh_doc_findings_sort: level, rule, id */
    size_t n_findings, cap_findings;
    rh_str command, version; /* of the program that writes; version null: not told */
    rh_str register_path;    /* of the register below the root of its repository; null: "cases" */
} rh_doc;

/* Of what doc held before, is_shared stays. */
void rh_doc_begin(rh_doc *doc, rh_arena *arena, rh_str title, rh_str subtitle);

/* Text in the document's arena; %-format as printf. */
__attribute__((format(printf, 2, 3))) rh_str rh_doc_say(rh_doc *doc, const char *format, ...);
rh_str rh_doc_count(rh_doc *doc, uint64_t n);                                     /* "1,234" */
rh_str rh_doc_number(rh_doc *doc, rh_model_quantity quantity);                    /* number.h */
rh_str rh_doc_plural(rh_doc *doc, uint64_t n, const char *one, const char *many); /* "1 journey", "2,000 journeys" */
/* Of customers, or what happened to them: "<5" for 1 to 4 where the document is passed on. */
rh_str rh_doc_people(rh_doc *doc, uint64_t n);
rh_str rh_doc_people_plural(rh_doc *doc, uint64_t n, const char *one, const char *many);
bool rh_doc_is_few(const rh_doc *doc, uint64_t n); /* "<5" stands for it */
/* A figure of n customers, rows or decisions: as it is, or as much of it as may be told of few. n RH_DOC_ANY: not known. */
#define RH_DOC_ANY UINT64_MAX
rh_str rh_doc_people_number(rh_doc *doc, rh_model_quantity value, uint64_t n);
bool rh_doc_is_few_number(const rh_doc *doc, rh_model_quantity value, uint64_t n);
/* "12 of 80"; "<5 of 80"; "some of <5". */
rh_str rh_doc_people_of(rh_doc *doc, uint64_t n, uint64_t of);
/* s with a capital first letter. */
rh_str rh_doc_sentence(rh_doc *doc, rh_str s);
/* "2026-03-02 09:00:00Z": as exact as the canonical text, and it wraps; null stays null. */
rh_str rh_doc_time(rh_doc *doc, rh_model_time time);
rh_str rh_doc_place(rh_doc *doc, rh_model_place place); /* "file:line"; null without a file */

/* Blocks, in reading order. What they return may be filled until the next block is begun. */
void rh_doc_section(rh_doc *doc, const char *id, const char *title, bool is_folded);
void rh_doc_text(rh_doc *doc, rh_tone tone, rh_str text);
void rh_doc_code(rh_doc *doc, rh_str text);
void rh_doc_chart_put(rh_doc *doc, const rh_doc_chart *chart);
rh_doc_hero *rh_doc_hero_put(rh_doc *doc, const rh_doc_hero *hero);
void rh_doc_fact_put(rh_doc *doc, const char *label,
                     rh_doc_cell value); /* joins the facts block that is last, or begins one */
void rh_doc_item_put(rh_doc *doc, bool is_ordered, rh_doc_item item); /* likewise for lists */
/* columns live as long as the document. */
rh_doc_table *rh_doc_table_begin(rh_doc *doc, rh_str caption, const rh_doc_column *columns, size_t n_columns);
void rh_doc_cards_put(rh_doc *doc, const rh_doc_cards *cards);
/* The next row's cells, all empty: fill row[0 .. n_columns). NULL without memory. */
rh_doc_cell *rh_doc_row(rh_doc *doc, rh_doc_table *table);
void rh_doc_check_put(rh_doc *doc, rh_doc_check check);
void rh_doc_finding_put(rh_doc *doc, rh_doc_finding finding);

static inline rh_doc_cell rh_doc_text_cell(rh_str text) { return (rh_doc_cell){.text = text}; }
static inline rh_doc_cell rh_doc_code_cell(rh_str text) { return (rh_doc_cell){.text = text, .is_code = true}; }
static inline rh_doc_cell rh_doc_chip_cell(rh_str text, rh_tone tone)
{
    return (rh_doc_cell){.text = text, .tone = tone, .is_chip = true};
}

#endif
