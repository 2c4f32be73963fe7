/* A slab made ready for a batch: strips where its plan has columns, and codes of their texts. */
#include "engine/expr/batch/laid.h"

typedef struct layer {
    rh_laid *laid;
    rh_arena *keep;
    rh_map others; /* texts that the roots do not name, to how many came before */
    bool failed;
} layer;

static uint32_t code_of(layer *l, uint8_t asks, rh_str text)
{
    const rh_map *texts = &l->laid->batch->texts;
    const uint32_t known = rh_map_get(texts, text), first = RH_CODE_FIRST + (uint32_t)texts->n;
    if (known != RH_MAP_NONE) return known;
    if ((asks & RH_ASKS_PAIR) == 0) return RH_CODE_NONE;
    const uint32_t met = rh_map_get(&l->others, text), next = (uint32_t)l->others.n;
    if (met != RH_MAP_NONE) return first + met;
    l->failed = l->failed || !rh_map_set(&l->others, l->keep, text, next);
    return first + next;
}

static const uint32_t *codes_of(layer *l, const rh_strip *strip, uint8_t asks)
{
    const rh_slab_column *c = strip->column;
    if (c == NULL || c->n_texts == 0 || strip->texts != NULL || (asks & (RH_ASKS_TEXT | RH_ASKS_PAIR)) == 0)
        return NULL;
    uint32_t *codes = rh_arena_room_for(l->keep, c->n_texts, sizeof *codes);
    for (uint32_t i = 0; codes != NULL && i < c->n_texts; i++) codes[i] = code_of(l, asks, c->texts[i]);
    l->failed = l->failed || codes == NULL;
    return codes;
}

static bool make_room(layer *l, rh_laid_columns *to, size_t n)
{
    to->strips = RH_NEW_N(l->keep, n, rh_strip);
    to->codes = RH_NEW_N(l->keep, n, const uint32_t *);
    return to->strips != NULL && to->codes != NULL;
}

static bool lay_rows(layer *l, const rh_strips *strips)
{
    const rh_plan *plan = &l->laid->batch->plan;
    rh_laid_columns *to = &l->laid->rows;
    if (!make_room(l, to, plan->columns.n)) return false;
    for (size_t k = 0; k < plan->columns.n; k++) {
        if (plan->columns.at[k].is_odd) continue;
        to->strips[k] = strips->slots[plan->columns.at[k].slot];
        to->codes[k] = codes_of(l, &to->strips[k], plan->columns.at[k].asks);
    }
    return true;
}

static bool lay_elements(layer *l, const rh_strips *strips, size_t k)
{
    const rh_lists *lists = &l->laid->batch->lists.at[k];
    rh_laid_columns *to = &l->laid->elements[k];
    const rh_slab_column *column = strips->slots[lists->slot].column;
    if (lists->is_odd) return true;
    l->laid->lists[k] = column != NULL && column->first != NULL ? column : NULL;
    if (!make_room(l, to, lists->columns.n)) return false;
    for (size_t c = 0; c < lists->columns.n; c++) {
        to->strips[c] = strips->member(strips->ctx, lists->slot, lists->columns.at[c].key);
        to->codes[c] = codes_of(l, &to->strips[c], lists->columns.at[c].asks);
    }
    return true;
}

rh_code rh_batch_lay(rh_laid **out, rh_arena *keep, const rh_batch *batch, const rh_strips *strips, rh_err *err)
{
    rh_laid *laid = RH_NEW(keep, rh_laid);
    layer l = {.laid = laid, .keep = keep};
    if (laid == NULL) return rh_err_nomem(err);
    *laid = (rh_laid){.batch = batch,
                      .strips = *strips,
                      .elements = RH_NEW_N(keep, batch->lists.n, rh_laid_columns),
                      .lists = RH_NEW_N(keep, batch->lists.n, const rh_slab_column *)};
    if (laid->elements == NULL || laid->lists == NULL || !lay_rows(&l, strips)) return rh_err_nomem(err);
    for (size_t k = 0; k < batch->lists.n; k++)
        if (!lay_elements(&l, strips, k)) return rh_err_nomem(err);
    if (l.failed) return rh_err_nomem(err);
    *out = laid;
    return RH_OK;
}
