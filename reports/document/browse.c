/* Filters and orders of lists. */
#include "reports/document/browse.h"

#include "engine/base/assert.h"

#include <stdlib.h>

static int text_cmp(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

static size_t find(const rh_str *values, size_t n, rh_str word)
{
    size_t i = 0;
    while (i < n && !rh_str_eq(values[i], word)) i++;
    return i;
}

/* Each word once, as first met. */
static size_t values_of(rh_str *values, const rh_str *words, size_t n)
{
    size_t n_values = 0;
    for (size_t i = 0; i < n; i++)
        if (find(values, n_values, words[i]) == n_values) values[n_values++] = words[i];
    return n_values;
}

void rh_doc_filter_words(rh_doc *doc, rh_doc_browse *browse, const char *label, const rh_str *words, size_t n_rows,
                         rh_doc_values order)
{
    RH_ASSERT(browse->n_filters < RH_DOC_FILTERS);
    rh_str *values = RH_NEW_N(doc->arena, n_rows, rh_str);
    if (browse->keys == NULL) browse->keys = RH_NEW_N(doc->arena, n_rows * RH_DOC_FILTERS, size_t);
    if (values == NULL || browse->keys == NULL) return;
    const size_t filter = browse->n_filters++, n = values_of(values, words, n_rows);
    if (order == RH_DOC_VALUES_SORTED) qsort(values, n, sizeof *values, text_cmp);
    for (size_t i = 0; i < n_rows; i++) browse->keys[i * RH_DOC_FILTERS + filter] = find(values, n, words[i]);
    browse->filters[filter] = (rh_doc_filter){label, values, n};
}

typedef struct ranked {
    int64_t key;
    size_t at;
} ranked;

static int rank_cmp(const void *pa, const void *pb)
{
    const ranked *a = pa, *b = pb;
    if (a->key != b->key) return a->key > b->key ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

void rh_doc_order_keys(rh_doc *doc, rh_doc_browse *browse, const char *label, const int64_t *keys, size_t n)
{
    RH_ASSERT(browse->n_orders < RH_DOC_ORDERS);
    rh_doc_order *order = &browse->orders[browse->n_orders];
    *order = (rh_doc_order){.label = label};
    browse->n_orders++;
    if (keys == NULL) return;
    ranked *rows = RH_NEW_N(doc->arena, n, ranked);
    size_t *at = RH_NEW_N(doc->arena, n, size_t);
    if (rows == NULL || at == NULL) return;
    for (size_t i = 0; i < n; i++) rows[i] = (ranked){keys[i], i};
    qsort(rows, n, sizeof *rows, rank_cmp);
    for (size_t i = 0; i < n; i++) at[i] = rows[i].at;
    order->at = at;
}

/* ---- of tables ---- */

rh_doc_browse *rh_doc_browse_of(rh_doc *doc, rh_doc_table *table)
{
    if (table != NULL && table->browse == NULL) table->browse = RH_NEW(doc->arena, rh_doc_browse);
    return table != NULL ? table->browse : NULL;
}

static rh_str *column_of(rh_doc *doc, const rh_doc_table *table, size_t column)
{
    rh_str *words = RH_NEW_N(doc->arena, table->n_rows, rh_str);
    for (size_t i = 0; words != NULL && i < table->n_rows; i++) {
        const rh_str text = table->cells[i * table->n_columns + column].text;
        words[i] = text.len > 0 ? text : RH_STR("none");
    }
    return words;
}

void rh_doc_filter_column(rh_doc *doc, rh_doc_table *table, const char *label, size_t column, rh_doc_values values)
{
    rh_doc_browse *browse = rh_doc_browse_of(doc, table);
    const rh_str *words = browse != NULL ? column_of(doc, table, column) : NULL;
    if (words != NULL) rh_doc_filter_words(doc, browse, label, words, table->n_rows, values);
}

void rh_doc_order_rows(rh_doc *doc, rh_doc_table *table, const char *label, const int64_t *keys)
{
    rh_doc_browse *browse = rh_doc_browse_of(doc, table);
    if (browse != NULL) rh_doc_order_keys(doc, browse, label, keys, table->n_rows);
}

void rh_doc_order_column(rh_doc *doc, rh_doc_table *table, const char *label, size_t column)
{
    const rh_str *words = table != NULL ? column_of(doc, table, column) : NULL;
    rh_str *values = table != NULL ? RH_NEW_N(doc->arena, table->n_rows, rh_str) : NULL;
    int64_t *keys = table != NULL ? RH_NEW_N(doc->arena, table->n_rows, int64_t) : NULL;
    if (words == NULL || values == NULL || keys == NULL) return;
    const size_t n = values_of(values, words, table->n_rows);
    qsort(values, n, sizeof *values, text_cmp);
    for (size_t i = 0; i < table->n_rows; i++) keys[i] = -(int64_t)find(values, n, words[i]);
    rh_doc_order_rows(doc, table, label, keys);
}
