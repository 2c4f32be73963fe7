/* The rows of a diff: as a table, and as cards of journeys that a page lets its reader filter and unfold. */
#include "engine/base/vec.h"
#include "reports/document/browse.h"
#include "reports/document/parts.h"

#include <stdlib.h>

enum { SHORT_COMMIT = 12 }; /* digits that people can compare */
enum { MOST_PAIRS = 60 };   /* journeys that are drawn: more would make a page that no browser likes (H5) */
enum { BY_CLASS, BY_ENTRY, BY_LANE, BY_CAUSE };
_Static_assert(BY_CAUSE + 1 == RH_DOC_FILTERS, "a row has a key for each filter");

static rh_str cause_of(rh_doc *doc, const rh_model_change *change)
{
    if (change->cause_budget) return RH_STR("not searched: budget");
    if (change->n_causes == 0 || change->causes[0].n_units == 0) return rh_str_null();
    const rh_model_cause *cause = &change->causes[0];
    rh_str said = rh_doc_place(doc, (rh_model_place){cause->units[0].file, cause->units[0].line, 1});
    if (cause->n_units > 1) said = rh_doc_say(doc, "%.*s and %zu more together", RH_ARG(said), cause->n_units - 1);
    if (change->n_causes > 1)
        said = rh_doc_say(doc, "%.*s (or %zu %s)", RH_ARG(said), change->n_causes - 1,
                          change->n_causes == 2 ? "other" : "others");
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

static rh_str or_none(rh_str s)
{
    return s.ptr != NULL ? s : RH_STR("nothing");
}

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

/* ---- filters ---- */

/* An entry's own, or that of the file behind it. */
static rh_str entry_of(const rh_model_change *change)
{
    const rh_str folder = RH_STR("register/"), ending = RH_STR(".yaml");
    if (change->entry.ptr != NULL) return change->entry;
    if (change->n_causes == 0 || change->causes[0].n_units == 0) return RH_STR("none");
    const rh_str file = change->causes[0].units[0].file;
    const size_t at = rh_str_find(file, folder);
    if (at == SIZE_MAX || !rh_str_ends(file, ending)) return RH_STR("none");
    return rh_str_slice(file, at + folder.len, file.len - ending.len);
}

static const rh_model_timeline *timeline_of(const rh_diff_report *diff, rh_str journey)
{
    size_t low = 0, high = diff->n_timelines;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = rh_str_cmp(diff->timelines[middle].journey, journey);
        if (order == 0) return &diff->timelines[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static rh_str key_of(rh_doc *doc, const rh_model_change *change, int filter)
{
    switch (filter) {
    case BY_CLASS: return rh_str_of(rh_model_change_class_name(change->cls));
    case BY_ENTRY: return entry_of(change);
    case BY_LANE: return change->lane.ptr != NULL ? change->lane : RH_STR("none");
    default: break;
    }
    const rh_str cause = cause_of(doc, change);
    return cause.ptr != NULL ? cause : RH_STR("not named");
}

/* Classes by weight, as the list has them; all else bytewise. */
static void fill_filter(rh_doc *doc, rh_doc_browse *browse, const rh_diff_report *diff, size_t n, int filter)
{
    static const char *const labels[RH_DOC_FILTERS] = {"Class", "Entry", "Lane", "Cause"};
    rh_str *words = RH_NEW_N(doc->arena, n, rh_str);
    if (words == NULL) return;
    for (size_t i = 0; i < n; i++) words[i] = key_of(doc, &diff->changes[i], filter);
    rh_doc_filter_words(doc, browse, labels[filter], words, n,
                        filter == BY_CLASS ? RH_DOC_VALUES_AS_MET : RH_DOC_VALUES_SORTED);
}

/* ---- cards ---- */

static rh_str card_note(rh_doc *doc, rh_str lane, const rh_model_timeline *t)
{
    if (t == NULL) return lane;
    const rh_str state = rh_str_eq(t->base.state, t->head.state)
                             ? rh_doc_say(doc, "ends in %.*s", RH_ARG(t->head.state))
                             : rh_doc_say(doc, "ended in %.*s, now in %.*s", RH_ARG(t->base.state),
                                          RH_ARG(t->head.state));
    return lane.ptr == NULL ? state : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(lane), RH_ARG(state));
}

static const rh_doc_chart *side_of(rh_doc *doc, const rh_model_timeline *t, const rh_model_side *side,
                                   const char *when, rh_model_revision revision)
{
    const rh_str title = rh_doc_say(doc, "%s: %.*s", when, RH_ARG(rh_doc__revision(doc, revision)));
    return rh_doc__timeline(doc, t, side, title);
}

/* rows: of one journey, n > 0. */
static rh_doc_card card_of(rh_doc *doc, const rh_diff_report *diff, const size_t *rows, size_t n, bool is_drawn)
{
    const rh_model_change *first = &diff->changes[rows[0]];
    const rh_model_timeline *t = timeline_of(diff, first->journey);
    rh_doc_card card = {
        .title = first->journey, .note = card_note(doc, first->lane, t), .rows = rows, .n_rows = n};
    if (t == NULL || !is_drawn) return card;
    card.before = side_of(doc, t, &t->base, "Before", diff->base);
    card.after = side_of(doc, t, &t->head, "After", diff->head);
    if (t->n_tracks_all > t->n_tracks)
        card.cut = rh_doc_say(doc, "%zu of %zu lines that differ are drawn.", t->n_tracks, t->n_tracks_all);
    return card;
}

typedef struct row_of_journey {
    rh_str journey;
    size_t row, first; /* first: the journey's first row, which says where its card stands */
} row_of_journey;

static int by_journey(const void *pa, const void *pb)
{
    const row_of_journey *a = pa, *b = pb;
    const int order = rh_str_cmp(a->journey, b->journey);
    return order != 0 ? order : a->row < b->row ? -1 : a->row > b->row;
}

static int by_card(const void *pa, const void *pb)
{
    const row_of_journey *a = pa, *b = pb;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* A card for each journey, in the order in which the list first names them. */
static void fill_cards(rh_doc *doc, rh_doc_cards *out, const rh_diff_report *diff, size_t n)
{
    row_of_journey *rows = RH_NEW_N(doc->arena, n, row_of_journey);
    rh_doc_card *cards = RH_NEW_N(doc->arena, n, rh_doc_card);
    size_t *order = RH_NEW_N(doc->arena, n, size_t);
    if (rows == NULL || cards == NULL || order == NULL) return;
    for (size_t i = 0; i < n; i++) rows[i] = (row_of_journey){diff->changes[i].journey, i, i};
    qsort(rows, n, sizeof *rows, by_journey);
    for (size_t i = 1; i < n; i++)
        if (rh_str_eq(rows[i].journey, rows[i - 1].journey)) rows[i].first = rows[i - 1].first;
    qsort(rows, n, sizeof *rows, by_card);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && rows[to].first == rows[from].first; to++) order[to] = rows[to].row;
        cards[out->n_cards] = card_of(doc, diff, order + from, to - from, out->n_cards < MOST_PAIRS);
        out->n_cards++;
    }
    out->cards = cards;
}

typedef int64_t card_key(const rh_diff_report *diff, const rh_doc_card *card);

static void order_by(rh_doc *doc, rh_doc_cards *cards, const char *label, card_key *key, const rh_diff_report *diff)
{
    int64_t *keys = RH_NEW_N(doc->arena, cards->n_cards, int64_t);
    if (keys == NULL) return;
    for (size_t i = 0; i < cards->n_cards; i++) keys[i] = key(diff, &cards->cards[i]);
    rh_doc_order_keys(doc, &cards->browse, label, keys, cards->n_cards);
}

static int64_t latest_of(const rh_diff_report *diff, const rh_doc_card *card)
{
    int64_t latest = INT64_MIN;
    for (size_t i = 0; i < card->n_rows; i++)
        if (diff->changes[card->rows[i]].at.s > latest) latest = diff->changes[card->rows[i]].at.s;
    return latest;
}

static int64_t outcomes_of(const rh_diff_report *diff, const rh_doc_card *card)
{
    (void)diff;
    return (int64_t)card->n_rows;
}

static void fill_orders(rh_doc *doc, rh_doc_cards *cards, const rh_diff_report *diff)
{
    rh_doc_order_keys(doc, &cards->browse, "loosened first", NULL, cards->n_cards);
    order_by(doc, cards, "latest first", latest_of, diff);
    order_by(doc, cards, "most outcomes first", outcomes_of, diff);
}

void rh_doc__change_list(rh_doc *doc, const rh_diff_report *diff)
{
    static const rh_doc_column columns[] = {{"Class", false, false},
                                            {"Journey", false, false},
                                            {"What", false, false},
                                            {"Base \xe2\x86\x92 new", false, false},
                                            {"Cause", false, false}};
    if (rh_doc_is_few(doc, diff->changed)) {
        rh_doc_text(doc, RH_TONE_PLAIN,
                    RH_STR("The rows of <5 journeys are not listed in what is passed on: html and json have them."));
        return;
    }
    const size_t n = diff->n_changes < RH_DOC_MAX_ROWS ? diff->n_changes : RH_DOC_MAX_ROWS;
    rh_doc_table *table = RH_NEW(doc->arena, rh_doc_table);
    if (n == 0 || table == NULL) return;
    *table = (rh_doc_table){
        .caption = RH_STR("Outcomes that change, loosened first"), .columns = columns, .n_columns = 5};
    for (size_t i = 0; i < n; i++) put_change(doc, table, &diff->changes[i]);
    table->n_all = diff->n_changes_all;
    rh_doc_cards cards = {.table = table};
    for (int filter = 0; filter < RH_DOC_FILTERS; filter++) fill_filter(doc, &cards.browse, diff, n, filter);
    fill_cards(doc, &cards, diff, n);
    fill_orders(doc, &cards, diff);
    rh_doc_cards_put(doc, &cards);
}
