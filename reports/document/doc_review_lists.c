/* The long lists of `review`: every figure of the areas and every rate, to be filtered and sorted. */
#include "reports/document/browse.h"
#include "reports/document/doc_review_parts.h"

enum { ALARM = 20 }; /* e-value that holds however often it is looked at */

/* ---- figures ---- */

static size_t count_figures(const rh_review_report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_areas; i++) n += r->areas[i].n_metrics;
    return n;
}

/* Which need a look: higher stands first. */
static int64_t standing_weight(rh_model_standing standing)
{
    static const int64_t weights[] = {0, 1, 4, 3, 2};
    return weights[standing];
}

static int64_t move_weight(rh_model_move move)
{
    static const int64_t weights[] = {0, 1, 2, 3, 5, 6, 4};
    return weights[move];
}

typedef struct figures {
    rh_str *standings, *moves;
    int64_t *by_standing, *by_move;
} figures;

static bool new_figures(figures *out, rh_arena *arena, size_t n)
{
    *out = (figures){RH_NEW_N(arena, n, rh_str), RH_NEW_N(arena, n, rh_str), RH_NEW_N(arena, n, int64_t),
                     RH_NEW_N(arena, n, int64_t)};
    return out->standings != NULL && out->moves != NULL && out->by_standing != NULL && out->by_move != NULL;
}

static void put_figure(rh_doc *doc, rh_doc_table *table, figures *of, const rh_model_area *area,
                       const rh_model_metric *m)
{
    const rh_model_figure *f = &m->figures[0];
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    const size_t at = table->n_rows - 1;
    of->standings[at] = f->standing == RH_MODEL_STANDING_NONE ? RH_STR("no limit")
                                                              : rh_str_of(rh_model_standing_name(f->standing));
    of->moves[at] = rh_str_of(rh_model_move_name(f->move));
    of->by_standing[at] = standing_weight(f->standing);
    of->by_move[at] = move_weight(f->move);
    row[0] = rh_doc_text_cell(rh_doc_sentence(doc, m->title));
    row[1] = rh_doc__figure_cell(doc, m, f);
    row[2] = rh_doc__before_cell(doc, f);
    row[3] = rh_doc_text_cell(area->title);
    row[4] = rh_doc_text_cell(rh_doc__or(m->owner, "nobody"));
}

void rh_doc__review_figures(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Figure", false, false},
                                            {"Now", false, false},
                                            {"Before", false, false},
                                            {"Area", false, false},
                                            {"Owner", false, false}};
    figures of = {0};
    const size_t n = count_figures(r);
    if (n == 0 || !new_figures(&of, doc->arena, n)) return;
    rh_doc_section(doc, "figures", "All figures", true);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Figures of the areas"), columns, 5);
    for (size_t i = 0; table != NULL && i < r->n_areas; i++)
        for (size_t k = 0; k < r->areas[i].n_metrics; k++)
            put_figure(doc, table, &of, &r->areas[i], r->areas[i].metrics[k]);
    if (table == NULL || table->n_rows < n) return;
    rh_doc_browse *browse = rh_doc_browse_of(doc, table);
    if (browse == NULL) return;
    rh_doc_filter_column(doc, table, "Area", 3, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_words(doc, browse, "Limit", of.standings, n, RH_DOC_VALUES_SORTED);
    rh_doc_filter_words(doc, browse, "Moved", of.moves, n, RH_DOC_VALUES_SORTED);
    rh_doc_filter_column(doc, table, "Owner", 4, RH_DOC_VALUES_SORTED);
    rh_doc_order_rows(doc, table, "beyond the limit first", of.by_standing);
    rh_doc_order_rows(doc, table, "area by area", NULL);
    rh_doc_order_rows(doc, table, "moved first", of.by_move);
}

/* ---- rates ---- */

/* Of fewer than five the counts alone (SPEC.md section 11). */
rh_str rh_doc__share_says(rh_doc *doc, uint64_t n, uint64_t of)
{
    if (of == 0) return RH_STR("none");
    const rh_model_quantity share = {RH_MODEL_RATE, (int64_t)n, (int64_t)of};
    if (of < RH_DOC__LEAST_SHARE || rh_doc_is_few_number(doc, share, of)) return rh_doc_people_of(doc, n, of);
    return rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(rh_doc_number(doc, share)), RH_ARG(rh_doc_people_of(doc, n, of)));
}

static bool is_alarm(const rh_model_rate *a)
{
    return a->e_value.den != 0 && a->e_value.num >= ALARM * a->e_value.den;
}

static bool is_telling(const rh_model_rate *a)
{
    const bool is_moved = a->move >= RH_MODEL_MOVE_BETTER;
    return is_alarm(a) || is_moved || rh_str_eq(a->by, RH_STR("whole"));
}

static const rh_doc_column rate_columns[] = {
    {"Of", false, false},     {"Part", false, false},          {"Rate", false, false},   {"Now", false, false},
    {"Before", false, false}, {"Since go-live", false, false}, {"E-value", true, false},
};
enum { N_RATE_COLUMNS = sizeof rate_columns / sizeof *rate_columns };

static void put_rate(rh_doc *doc, rh_doc_table *table, const rh_model_rate *a)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_text_cell(a->name.len > 0 ? a->name : RH_STR("all"));
    row[1] = rh_doc_text_cell(rh_doc__words(doc, a->by));
    row[2] = rh_doc_text_cell(rh_doc__words(doc, a->kind));
    row[3] = rh_doc_text_cell(rh_doc__share_says(doc, a->count, a->of));
    const bool is_few = rh_doc_is_few(doc, a->count) || rh_doc_is_few(doc, a->of);
    row[3].note = is_few          ? rh_str_null()
                  : a->has_interval ? rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, a->low)),
                                               RH_ARG(rh_doc_number(doc, a->high)))
                                  : RH_STR("too few for an interval");
    row[4] = rh_doc_text_cell(rh_doc__share_says(doc, a->count_before, a->of_before));
    row[4].note = rh_str_of(rh_model_move_name(a->move));
    row[4].tone = rh_doc__move_tone(a->move);
    row[5] = rh_doc_text_cell(rh_doc__share_says(doc, a->count_so_far, a->of_so_far));
    row[6] = rh_doc_text_cell(is_few ? RH_STR("not told, of <5") : rh_doc_number(doc, a->e_value));
    row[6].note = rh_doc_say(doc, "against %.*s", RH_ARG(rh_doc_number(doc, a->claim)));
    row[6].tone = is_alarm(a) ? RH_TONE_BAD : RH_TONE_PLAIN;
}

void rh_doc__review_telling_rates(rh_doc *doc, const rh_review_report *r)
{
    if (r->n_rates == 0) return;
    rh_doc_section(doc, "rates", "Overrides and corrections", false);
    rh_doc_text(doc, RH_TONE_MUTED,
                RH_STR("An e-value of 20 or more says that the share since go-live is not the usual one, and holds "
                       "however often it is looked at. Fewer than five: counts alone. Fewer than twenty: no test. "
                       "Every part stands in the list at the end."));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Rates of the whole, and of parts that moved or alarm"),
                                             rate_columns, N_RATE_COLUMNS);
    for (size_t i = 0; table != NULL && i < r->n_rates; i++)
        if (is_telling(&r->rates[i])) put_rate(doc, table, &r->rates[i]);
}

/* Shares as parts per million, none below all. */
static int64_t share_key(uint64_t n, uint64_t of)
{
    return of == 0 ? -1 : (int64_t)(n * 1000000 / of);
}

void rh_doc__review_rates(rh_doc *doc, const rh_review_report *r)
{
    int64_t *by_share = RH_NEW_N(doc->arena, r->n_rates, int64_t);
    int64_t *by_cases = RH_NEW_N(doc->arena, r->n_rates, int64_t);
    if (r->n_rates == 0 || by_share == NULL || by_cases == NULL) return;
    rh_doc_section(doc, "parts", "Overrides in parts", true);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Overrides and corrections in parts"), rate_columns,
                                             N_RATE_COLUMNS);
    for (size_t i = 0; table != NULL && i < r->n_rates; i++) {
        put_rate(doc, table, &r->rates[i]);
        by_share[i] = share_key(r->rates[i].count, r->rates[i].of);
        by_cases[i] = (int64_t)r->rates[i].of;
    }
    if (table == NULL || table->n_rows < r->n_rates) return;
    rh_doc_filter_column(doc, table, "Rate", 2, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Part", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_order_rows(doc, table, "part by part", NULL);
    rh_doc_order_rows(doc, table, "highest share first", by_share);
    rh_doc_order_rows(doc, table, "most cases first", by_cases);
}
