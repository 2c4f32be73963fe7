/* Rows of a diff, gathered. */
#include "harness/attest/changed.h"

#include <stdlib.h>

enum { N_TEXTS = 6 };

static rh_str text_at(const rh_model_changed *c, size_t i)
{
    const rh_str texts[N_TEXTS] = {c->entry, c->action, c->base, c->head, c->outcome, c->waiver};
    return texts[i];
}

/* Null before every text. */
static int order_of_texts(rh_str a, rh_str b)
{
    if (a.ptr == NULL || b.ptr == NULL) return (a.ptr != NULL) - (b.ptr != NULL);
    return rh_str_cmp(a, b);
}

static int order(const void *a, const void *b)
{
    const rh_model_changed *x = a, *y = b;
    if (x->cls != y->cls) return x->cls < y->cls ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    for (size_t i = 0; i < N_TEXTS; i++) {
        const int by_text = order_of_texts(text_at(x, i), text_at(y, i));
        if (by_text != 0) return by_text;
    }
    return 0;
}

/* What is retimed differs in instants, which are the journey's own. */
static rh_model_changed decision_of(const rh_model_change *row)
{
    const bool has_times = row->cls == RH_MODEL_RETIMED;
    return (rh_model_changed){.cls = row->cls,
                              .kind = row->kind,
                              .entry = row->entry,
                              .action = row->action,
                              .base = has_times ? rh_str_null() : row->base,
                              .head = has_times ? rh_str_null() : row->head,
                              .outcome = row->outcome,
                              .waiver = row->waiver,
                              .rows = 1};
}

rh_code rh_changed_of(const rh_model_changed **out, size_t *n, rh_arena *keep, const rh_diff_report *diff, rh_err *err)
{
    size_t last = 0;
    rh_model_changed *all = RH_NEW_N(keep, diff->n_changes, rh_model_changed);
    if (all == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < diff->n_changes; i++) all[i] = decision_of(&diff->changes[i]);
    if (diff->n_changes > 0) qsort(all, diff->n_changes, sizeof *all, order);
    for (size_t i = 1; i < diff->n_changes; i++) {
        if (order(&all[last], &all[i]) == 0) all[last].rows++;
        else all[++last] = all[i];
    }
    *out = all;
    *n = diff->n_changes > 0 ? last + 1 : 0;
    return RH_OK;
}
