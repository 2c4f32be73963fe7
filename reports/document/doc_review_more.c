/* People, weeks, targets, cadence, graphics, and the table of every number. */
#include "reports/document/doc_review_parts.h"
#include "reports/text/number.h"

enum { SHOWN_DATES = 6, WEEKS_SHOWN = 8, NUMBER_BYTES = 64 };

static void put_agreement(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Role", false, false},
                                            {"Useful", true, false},
                                            {"Waved through", true, false},
                                            {"Missed", true, false},
                                            {"Quiet", true, false},
                                            {"Half decided in", true, false},
                                            {"Nine in ten in", true, false},
                                            {"Within three minutes", true, false},
                                            {"Agreed when shown", false, false},
                                            {"Agreed when not", false, false}};
    if (r->n_agreement == 0) return;
    rh_doc_section(doc, "agreement", "People and the register", false);
    rh_doc_text(doc, RH_TONE_MUTED,
                RH_STR("Useful: asked for and changed something. Waved through: asked for and changed nothing. Missed: "
                       "not asked for and changed something. Who agrees within three minutes of open time has not read "
                       "the packet. Shown: an AI had suggested something before."));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Agreement and haste by reviewer's role"), columns, 10);
    for (size_t i = 0; table != NULL && i < r->n_agreement; i++) {
        const rh_model_agreement *a = &r->agreement[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc__or(a->role, "all"));
        row[1] = rh_doc_text_cell(rh_doc_people(doc, a->useful));
        row[2] = rh_doc_text_cell(rh_doc_people(doc, a->waved_through));
        row[3] = rh_doc_text_cell(rh_doc_people(doc, a->missed));
        row[4] = rh_doc_text_cell(rh_doc_people(doc, a->quiet));
        row[5] = rh_doc_text_cell(rh_doc_people_number(doc, a->latency_p50, a->timed));
        row[6] = rh_doc_text_cell(rh_doc_people_number(doc, a->latency_p90, a->timed));
        row[7] = rh_doc_text_cell(rh_doc_people_of(doc, a->instant, a->timed));
        row[7].tone = a->timed >= 5 && a->instant * 2 > a->timed ? RH_TONE_BAD : RH_TONE_PLAIN;
        row[8] = rh_doc_text_cell(rh_doc__share_says(doc, a->shown_agreed, a->shown));
        row[9] = rh_doc_text_cell(rh_doc__share_says(doc, a->hidden_agreed, a->hidden));
    }
}

/* What was decided is not told: who looks again must not know. */
static void put_samples(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Sample", false, false}, {"Journey", false, false}, {"Entry", false, false}, {"Decided", false, false}};
    if (r->n_samples == 0) return;
    rh_doc_section(doc, "samples", "Look again", false);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("For a second person who does not know the decision, and the month's overrides"), columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_samples; i++) {
        const rh_model_sample *s = &r->samples[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_chip_cell(s->kind, RH_TONE_PLAIN);
        row[0].note = s->month;
        row[1] = rh_doc_code_cell(s->journey);
        row[2] = rh_doc_code_cell(s->entry);
        row[3] = rh_doc_text_cell(rh_doc_time(doc, s->at));
        row[3].note = s->role;
    }
}

void rh_doc__review_people(rh_doc *doc, const rh_review_report *r)
{
    rh_doc__review_telling_rates(doc, r);
    put_agreement(doc, r);
    put_samples(doc, r);
}

/* ---- weeks, targets, cadence, graphics ---- */

static void put_series(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Signal", false, false}, {"Week 1", true, false}, {"Week 2", true, false},
                                            {"Week 3", true, false},  {"Week 4", true, false}, {"Week 5", true, false},
                                            {"Week 6", true, false},  {"Week 7", true, false}, {"Week 8", true, false}};
    if (r->n_series == 0) return;
    rh_doc_section(doc, "weeks", "Week by week since go-live", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("A week that is not over has no figure"), columns, 9);
    for (size_t i = 0; table != NULL && i < r->n_series; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(r->series[i].metric->title);
        row[0].note = r->series[i].metric->unit;
        for (size_t w = 0; w < r->series[i].n_weeks && w < WEEKS_SHOWN; w++)
            row[w + 1] = rh_doc_text_cell(rh_doc_people_number(doc, r->series[i].weeks[w], RH_DOC_ANY));
    }
}

void rh_doc__review_targets(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Outcome", false, false}, {"Baseline", true, false},
                                            {"Week 4", true, false},   {"Week 8", true, false},
                                            {"Target", false, false},  {"Reached", false, false}};
    if (r->n_targets == 0) return;
    rh_doc_section(doc, "targets", "Outcomes against the baseline", false);
    if (!r->has_baseline) rh_doc_text(doc, RH_TONE_WARN, RH_STR("No baseline is frozen: nothing can be compared."));
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("Where an outcome lags, first look at approvals that were late or missing"), columns, 6);
    for (size_t i = 0; table != NULL && i < r->n_targets; i++) {
        const rh_model_target *t = &r->targets[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(t->metric->title);
        row[1] = rh_doc_text_cell(rh_doc_people_number(doc, t->baseline, RH_DOC_ANY));
        row[2] = rh_doc_text_cell(rh_doc_people_number(doc, t->week4, RH_DOC_ANY));
        row[2].note = t->change4.den != 0 ? rh_doc_number(doc, t->change4) : rh_str_null();
        row[3] = rh_doc_text_cell(rh_doc_people_number(doc, t->week8, RH_DOC_ANY));
        row[3].note = t->change8.den != 0 ? rh_doc_number(doc, t->change8) : rh_str_null();
        row[4] = rh_doc_text_cell(t->says);
        row[5] = rh_doc_chip_cell(rh_str_of(rh_model_health_name(t->health)), rh_doc__health_tone(t->health));
    }
}

static rh_str dates_of(rh_doc *doc, const rh_model_cadence *c)
{
    rh_str out = rh_str_null();
    for (size_t i = 0; i < c->n_dates && i < SHOWN_DATES; i++) {
        const rh_str day = rh_str_slice(c->dates[i].text, 0, 10);
        out = out.ptr == NULL ? day : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(out), RH_ARG(day));
    }
    if (c->n_dates <= SHOWN_DATES) return out;
    return rh_doc_say(doc, "%.*s and %zu more", RH_ARG(out), c->n_dates - SHOWN_DATES);
}

void rh_doc__review_cadence(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Days", false, true}, {"Every", false, false}, {"Question", false, false}, {"Due", false, false}};
    if (r->n_cadence == 0) return;
    rh_doc_section(doc, "cadence", "When to look", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("By day since go-live"), columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_cadence; i++) {
        const rh_model_cadence *c = &r->cadence[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(c->to_day != 0 ? rh_doc_say(doc, "%u-%u", c->from_day, c->to_day)
                                                 : rh_doc_say(doc, "%u on", c->from_day));
        row[0].note = c->is_now ? RH_STR("now") : rh_str_null();
        row[1] = rh_doc_text_cell(c->every);
        row[2] = rh_doc_text_cell(rh_doc_sentence(doc, c->question));
        row[3] = rh_doc_text_cell(rh_doc__or(dates_of(doc, c), "not live"));
    }
}

static rh_doc_chart steps_of(rh_doc *doc, rh_str title, const rh_str *rows, const rh_doc_part *parts, size_t n)
{
    rh_str alt = rh_str_null();
    for (size_t i = 0; i < n; i++) {
        const rh_str one = rh_doc_say(doc, "%zu. %.*s%s%.*s", i + 1, RH_ARG(rows[i]),
                                      parts[i].label.len > 0 ? ", " : "", RH_ARG(parts[i].label));
        alt = alt.ptr == NULL ? one : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(alt), RH_ARG(one));
    }
    return (rh_doc_chart){.kind = RH_CHART_STEPS,
                          .title = title,
                          .unit = rh_doc_say(doc, "%zu steps", n),
                          .alt = rh_doc__or(alt, "no steps"),
                          .parts = parts,
                          .n_parts = n,
                          .rows = rows,
                          .n_rows = n};
}

rh_doc_chart rh_doc__graphic(rh_doc *doc, const rh_model_graphic *g)
{
    rh_str *rows = RH_NEW_N(doc->arena, g->n_nodes, rh_str);
    rh_doc_part *parts = RH_NEW_N(doc->arena, g->n_nodes, rh_doc_part);
    const bool ok = rows != NULL && parts != NULL;
    for (size_t i = 0; ok && i < g->n_nodes; i++) {
        const rh_model_metric *m = g->nodes[i].metric;
        rows[i] = g->nodes[i].label;
        parts[i] = (rh_doc_part){RH_STR(""), 0, RH_TONE_PLAIN};
        if (m == NULL) continue;
        parts[i].label = rh_doc_say(doc, "%.*s: %.*s", RH_ARG(m->title),
                                    RH_ARG(rh_doc__figure(doc, m, &m->figures[0])));
        parts[i].tone = rh_doc__standing_tone(m->figures[0].standing);
    }
    return steps_of(doc, g->title, rows, parts, ok ? g->n_nodes : 0);
}

rh_doc_chart rh_doc__areas_picture(rh_doc *doc, const rh_review_report *r)
{
    rh_str *rows = RH_NEW_N(doc->arena, r->n_areas, rh_str);
    rh_doc_part *parts = RH_NEW_N(doc->arena, r->n_areas, rh_doc_part);
    const bool ok = rows != NULL && parts != NULL;
    for (size_t i = 0; ok && i < r->n_areas; i++) {
        rows[i] = r->areas[i].title;
        parts[i] = (rh_doc_part){rh_str_of(rh_model_health_name(r->areas[i].health)), 0,
                                 rh_doc__health_tone(r->areas[i].health)};
    }
    return steps_of(doc, RH_STR("Monitoring"), rows, parts, ok ? r->n_areas : 0);
}

void rh_doc__review_weeks(rh_doc *doc, const rh_review_report *r)
{
    put_series(doc, r);
    rh_doc__review_targets(doc, r);
    rh_doc__review_cadence(doc, r);
    if (r->n_graphics > 0) rh_doc_section(doc, "graphics", "In pictures", false);
    for (size_t i = 0; i < r->n_graphics; i++) {
        const rh_doc_chart chart = rh_doc__graphic(doc, &r->graphics[i]);
        rh_doc_chart_put(doc, &chart);
    }
}

/* ---- every number ---- */

/* As JSON and CSV have it, to the last digit. */
static rh_str exact(rh_doc *doc, rh_model_quantity quantity)
{
    rh_buf out;
    if (quantity.den == 0) return RH_STR("none");
    rh_buf_init(&out, doc->arena, NUMBER_BYTES);
    rh_number_put_decimal(&out, quantity, 6);
    return rh_buf_str(&out);
}

static rh_str reads_of(rh_doc *doc, rh_strs reads)
{
    rh_str out = rh_str_null();
    for (size_t i = 0; i < reads.n; i++)
        out = out.ptr == NULL ? reads.at[i] : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(out), RH_ARG(reads.at[i]));
    return rh_doc__or(out, "nothing");
}

static void put_number(rh_doc *doc, rh_doc_table *table, const rh_model_metric *m, const rh_model_figure *f)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(m->id);
    row[0].note = f->group;
    row[1] = rh_doc_text_cell(f->stat);
    row[2] = rh_doc_text_cell(rh_doc_is_few_number(doc, f->value, f->n) ? rh_doc_people_number(doc, f->value, f->n)
                                                                        : exact(doc, f->value));
    row[2].note = m->unit;
    row[3] = rh_doc_text_cell(rh_doc_people(doc, f->n));
    row[4] = rh_doc_text_cell(rh_doc_people(doc, f->undecided));
    row[5] = rh_doc_text_cell(rh_doc_is_few_number(doc, f->before, f->n_before)
                                  ? rh_doc_people_number(doc, f->before, f->n_before)
                                  : exact(doc, f->before));
    if (f->group.ptr != NULL || f != &m->figures[0]) return;
    row[6] = rh_doc_text_cell(m->definition);
    row[6].note = rh_doc_say(doc, "reads %.*s; rehearse review -o json: metrics[id=%.*s]",
                             RH_ARG(reads_of(doc, m->reads)), RH_ARG(m->id));
}

void rh_doc__review_numbers(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Metric", false, false},   {"Statistic", false, false}, {"Value", true, false},      {"Rows", true, false},
        {"Undecided", true, false}, {"Before", true, false},     {"Definition", false, false}};
    rh_doc_section(doc, "numbers", "Every number", true);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("What is shown above, to the last digit, and where it comes from"), columns, 7);
    for (size_t i = 0; table != NULL && i < r->n_metrics; i++)
        for (size_t k = 0; k < r->metrics[i].n_figures; k++)
            put_number(doc, table, &r->metrics[i], &r->metrics[i].figures[k]);
}
