/* Columns as strips: which of what a batch asks they can tell, and what they hold. */
#include "engine/expr/batch/batch_insides.h"

/* ---- what a batch asks ---- */

static bool is_by_rows(const rh_part *part)
{
    return part->kind == RH_PART_STEP || part->kind == RH_PART_ROOT;
}

/* Of a list in a column: whether it is there, and how long it is. */
static bool asks_little(const rh_part *part)
{
    switch (part->line.op) {
    case RH_LINE_IS_NULL:
    case RH_LINE_NOT_NULL:
    case RH_LINE_HAS:
    case RH_LINE_PRESENT:
    case RH_LINE_ABSENT:
    case RH_LINE_ORDER_SIZE: return true;
    default: return false;
    }
}

typedef struct taker {
    rh_batch *batch;
    bool (*takes)(void *ctx, rh_asked asked, uint32_t slot, rh_value key);
    void *ctx;
} taker;

static void take_column(taker *t, uint32_t k, rh_asked asked)
{
    rh_column *c = &t->batch->plan.columns.at[k];
    c->is_odd = c->is_odd || !t->takes(t->ctx, asked, c->slot, rh_null());
}

static void take_atom(taker *t, const rh_part *part)
{
    const uint8_t op = part->line.op;
    const rh_asked asked = asks_little(part) ? RH_ASKED_LENGTH : RH_ASKED_VALUE;
    take_column(t, part->a, asked);
    if (op == RH_LINE_SAME || op == RH_LINE_DIFFERENT || op == RH_LINE_ORDER) take_column(t, part->b, asked);
}

static void take_lists(taker *t, rh_lists *lists)
{
    lists->is_odd = !t->takes(t->ctx, RH_ASKED_LENGTH, lists->slot, rh_null());
    for (size_t c = 0; c < lists->columns.n; c++)
        if (!t->takes(t->ctx, RH_ASKED_ELEMENT, lists->slot, lists->columns.at[c].key)) lists->is_odd = true;
    t->batch->needs_rows |= lists->is_odd;
}

/* The codes of texts that no root names are made where a column is filled: those that are compared with each other are
 * filled in one place. */
static void join_pairs(rh_plan *plan)
{
    bool some = false;
    for (size_t k = 0; k < plan->columns.n; k++)
        some |= (plan->columns.at[k].asks & RH_ASKS_PAIR) != 0 && plan->columns.at[k].is_odd;
    for (size_t k = 0; some && k < plan->columns.n; k++)
        plan->columns.at[k].is_odd |= (plan->columns.at[k].asks & RH_ASKS_PAIR) != 0;
}

void rh_batch_take_strips(rh_batch *batch, bool (*takes)(void *ctx, rh_asked asked, uint32_t slot, rh_value key),
                          void *ctx)
{
    taker t = {batch, takes, ctx};
    for (size_t i = 0; i < batch->plan.parts.n; i++) {
        const rh_part *part = &batch->plan.parts.at[i];
        batch->needs_rows |= is_by_rows(part);
        if (part->kind == RH_PART_ATOM) take_atom(&t, part);
    }
    for (size_t k = 0; k < batch->lists.n; k++) take_lists(&t, &batch->lists.at[k]);
    join_pairs(&batch->plan);
    for (size_t k = 0; k < batch->plan.columns.n; k++) batch->needs_rows |= batch->plan.columns.at[k].is_odd;
}

bool rh_batch_needs_rows(const rh_batch *batch) { return batch->needs_rows; }

bool rh_batch_counts(const rh_batch *batch, uint32_t slot)
{
    for (size_t i = 0; i < batch->plan.parts.n; i++) {
        const rh_part *part = &batch->plan.parts.at[i];
        const bool is_one = part->kind == RH_PART_LOOP &&
                            batch->pool->steps.at[part->step].op == RH_STEP_EXISTS_ONE &&
                            batch->lists.at[part->a].slot == slot;
        const bool is_size = part->kind == RH_PART_ATOM && part->line.op == RH_LINE_ORDER_SIZE &&
                             batch->plan.columns.at[part->a].slot == slot;
        if (is_one || is_size) return true;
    }
    return false;
}

/* ---- values by themselves ---- */

static bool has_bit(const uint64_t *mask, size_t i) { return mask != NULL && (mask[i / 64] >> (i % 64) & 1) != 0; }

static int64_t int_at(const rh_slab_column *c, size_t i)
{
    switch (c->width) {
    case 1: return ((const int8_t *)c->numbers)[i];
    case 2: return ((const int16_t *)c->numbers)[i];
    case 4: return ((const int32_t *)c->numbers)[i];
    default: return ((const int64_t *)c->numbers)[i];
    }
}

rh_value rh_strip_scalar(const rh_strip *strip, size_t row)
{
    const rh_slab_column *c = strip->column;
    if (c == NULL) return strip->otherwise;
    if (has_bit(c->are[RH_SLAB_TRUE], row)) return rh_bool(true);
    if (has_bit(c->are[RH_SLAB_FALSE], row)) return rh_bool(false);
    if (has_bit(c->are[RH_SLAB_INT], row))
        return strip->are_doubles ? rh_double((double)int_at(c, row)) : rh_int(int_at(c, row));
    if (has_bit(c->are[RH_SLAB_DOUBLE], row)) return rh_double(((const double *)c->numbers)[row]);
    if (!has_bit(c->are[RH_SLAB_TEXT], row)) return rh_null();
    return strip->texts != NULL ? strip->texts[c->codes[row]] : rh_string(c->texts[c->codes[row]]);
}

rh_value rh_batch__look(const rh_table *t, size_t k, size_t i)
{
    const rh_strip *strip = &t->strips[k];
    const rh_slab_column *c = strip->column;
    const size_t row = t->from + i;
    if (!strip->is_list) return rh_strip_scalar(strip, row);
    return rh_list(NULL, c != NULL && c->first != NULL ? c->first[row + 1] - c->first[row] : 0);
}
