/* The journeys that a review names: by what, and each in time. */
#include "reports/document/browse.h"
#include "reports/document/doc_review_parts.h"

#include "engine/base/vec.h"

/* Journeys that stand open on the page; more are unfolded by a link to one, or when they are asked for. */
enum { FEW_NAMED = 8 };

/* A row: one journey, named by one thing. */
typedef struct naming {
    size_t journey; /* index in named */
    rh_str by, what, record;
} naming;

typedef RH_VEC(naming) namings;

static size_t find(rh_strs named, rh_str journey)
{
    size_t i = 0;
    while (i < named.n && !rh_str_eq(named.at[i], journey)) i++;
    return i;
}

static void add(rh_doc *doc, namings *out, const rh_review_report *r, rh_str journey, naming of)
{
    of.journey = find(r->named, journey);
    if (of.journey < r->named.n) (void)RH_PUSH(doc->arena, out, of);
}

static void add_fixes(rh_doc *doc, namings *out, const rh_review_report *r, const rh_model_fix *fixes, size_t n,
                      bool is_ranked)
{
    for (size_t i = 0; i < n; i++) {
        const rh_model_fix *x = &fixes[i];
        const rh_str by = is_ranked ? rh_doc_say(doc, "fix %u", x->rank) : RH_STR("seen seldom");
        for (size_t e = 0; e < x->evidence.n && e < RH_MODEL_EVIDENCE_SHOWN; e++)
            add(doc, out, r, rh_model_evidence_journey(x->evidence.at[e]),
                (naming){.by = by, .what = x->title, .record = x->evidence.at[e]});
    }
}

static void find_namings(rh_doc *doc, namings *out, const rh_review_report *r)
{
    for (size_t i = 0; i < r->oscillated.first.n; i++)
        add(doc, out, r, r->oscillated.first.at[i],
            (naming){.by = RH_STR("oscillates"), .what = RH_STR("two rules undo each other in one step")});
    add_fixes(doc, out, r, r->fixes, r->n_fixes, true);
    for (size_t i = 0; i < r->n_queues; i++)
        add(doc, out, r, r->queues[i].oldest_journey,
            (naming){.by = RH_STR("queue"), .what = rh_doc_say(doc, "waits longest for %.*s", RH_ARG(r->queues[i].title))});
    add_fixes(doc, out, r, r->watched, r->n_watched, false);
}

static void put_rows(rh_doc *doc, rh_doc_table *table, const rh_review_report *r, const namings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const naming *at = &all->at[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_chip_cell(at->by, RH_TONE_PLAIN);
        row[1] = rh_doc_code_cell(r->named.at[at->journey]);
        row[2] = rh_doc_text_cell(rh_doc_sentence(doc, at->what));
        row[2].note = at->record;
    }
}

static rh_doc_card card_of(rh_doc *doc, const rh_review_report *r, const namings *all, size_t journey)
{
    rh_doc_card card = {.title = r->named.at[journey]};
    size_t *rows = RH_NEW_N(doc->arena, all->n, size_t);
    for (size_t i = 0; rows != NULL && i < all->n; i++)
        if (all->at[i].journey == journey) rows[card.n_rows++] = i;
    card.rows = rows;
    if (r->timelines == NULL) return card;
    const rh_model_timeline *t = &r->timelines[journey];
    card.note = rh_doc_say(doc, "in %.*s", RH_ARG(t->head.state));
    card.after = rh_doc__timeline(doc, t, &t->head, RH_STR("What happened, and what was held up"));
    if (t->n_tracks_all > t->n_tracks)
        card.cut = rh_doc_say(doc, "%zu of %zu lines are drawn.", t->n_tracks, t->n_tracks_all);
    return card;
}

void rh_doc__review_journeys(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Named by", false, false}, {"Journey", false, false}, {"What for", false, false}};
    namings all = {0};
    if (r->named.n == 0 || doc->is_shared) return; /* what is passed on names none (P4) */
    find_namings(doc, &all, r);
    rh_doc_table *table = RH_NEW(doc->arena, rh_doc_table);
    rh_doc_card *cards = RH_NEW_N(doc->arena, r->named.n, rh_doc_card);
    rh_str *by = RH_NEW_N(doc->arena, all.n, rh_str);
    if (table == NULL || cards == NULL || by == NULL) return;
    rh_doc_section(doc, "journeys", "Journeys to look at", r->named.n > FEW_NAMED);
    *table = (rh_doc_table){
        .caption = RH_STR("What names them above"), .columns = columns, .n_columns = 3};
    put_rows(doc, table, r, &all);
    table->n_all = all.n;
    rh_doc_cards list = {.table = table, .cards = cards, .n_cards = r->named.n};
    for (size_t i = 0; i < all.n; i++) by[i] = all.at[i].by;
    rh_doc_filter_words(doc, &list.browse, "Named by", by, all.n, RH_DOC_VALUES_AS_MET);
    for (size_t i = 0; i < r->named.n; i++) cards[i] = card_of(doc, r, &all, i);
    rh_doc_cards_put(doc, &list);
}
