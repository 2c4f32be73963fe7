/* CSV of `review`: every figure, a row each. */
#include "reports/data/data.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

static const char *const columns[] = {"metric",    "title", "stat", "group",    "value",     "unit",   "n",
                                      "undecided", "low",   "high", "standing", "limit",     "before", "n_before",
                                      "move",      "p",     "q",    "owner",    "definition"};

static void put_text(rh_buf *out, rh_str text)
{
    rh_buf_byte(out, ',');
    rh_esc_csv(out, text.ptr != NULL ? text : RH_STR(""));
}

/* As JSON has it; empty where there is none. A number is no formula, whatever its sign. */
static void put_quantity(rh_buf *out, rh_model_quantity quantity)
{
    rh_buf_byte(out, ',');
    if (quantity.den != 0) rh_number_put_decimal(out, quantity, 6);
}

static void put_count(rh_buf *out, uint64_t n)
{
    rh_buf_printf(out, ",%llu", (unsigned long long)n);
}

static void put_figure(rh_buf *out, const rh_model_metric *m, const rh_model_figure *f)
{
    const rh_model_quantity none = {RH_MODEL_RATE, 0, 0};
    rh_esc_csv(out, m->id);
    put_text(out, m->title);
    put_text(out, f->stat);
    put_text(out, f->group);
    put_quantity(out, f->value);
    put_text(out, m->unit);
    put_count(out, f->n);
    put_count(out, f->undecided);
    put_quantity(out, f->has_interval ? f->low : none);
    put_quantity(out, f->has_interval ? f->high : none);
    put_text(out, rh_str_of(rh_model_standing_name(f->standing)));
    put_quantity(out, m->limit);
    put_quantity(out, f->before);
    put_count(out, f->n_before);
    put_text(out, rh_str_of(rh_model_move_name(f->move)));
    put_quantity(out, f->has_p ? f->p : none);
    put_quantity(out, f->has_p ? f->q : none);
    put_text(out, m->owner);
    put_text(out, m->definition);
    rh_buf_put(out, RH_STR("\r\n"));
}

void rh_csv_of_review(rh_buf *out, const rh_review_report *review)
{
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        rh_buf_printf(out, "%s%s", c > 0 ? "," : "", columns[c]);
    rh_buf_put(out, RH_STR("\r\n"));
    for (size_t i = 0; i < review->n_metrics; i++)
        for (size_t k = 0; k < review->metrics[i].n_figures; k++)
            put_figure(out, &review->metrics[i], &review->metrics[i].figures[k]);
}
