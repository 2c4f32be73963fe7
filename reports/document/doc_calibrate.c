/* The document of `calibrate`: whether the score foretold anything, and what would do better. */
#include "reports/document/browse.h"
#include "reports/document/parts.h"
#include "reports/text/number.h"

static rh_str auc_text(rh_doc *doc, const rh_model_auc *auc)
{
    if (auc->value.den == 0) return RH_STR("too few cases");
    return rh_doc_say(doc, "%.*s (%.*s to %.*s)", RH_ARG(rh_doc_number(doc, auc->value)),
                      RH_ARG(rh_doc_number(doc, auc->low)), RH_ARG(rh_doc_number(doc, auc->high)));
}

static bool is_above_chance(const rh_model_auc *auc)
{
    return auc->value.den > 0 && auc->low.num * 2 > auc->low.den;
}

static rh_str verdict_of(const rh_calibrate_report *c)
{
    if (c->cases == 0) return RH_STR("No journey had a score before its outcome was known: nothing can be said.");
    if (c->auc.value.den == 0) return RH_STR("Fewer than five good or five bad cases: nothing can be said.");
    if (!is_above_chance(&c->auc)) return RH_STR("What the score tells of the outcome may be chance.");
    return RH_STR("The score tells good cases from bad ones better than chance.");
}

static void put_hero(rh_doc *doc, const rh_calibrate_report *c)
{
    rh_doc_hero hero = {.label = RH_STR("Health score"), .says = verdict_of(c)};
    hero.word = c->auc.value.den > 0 ? rh_doc_number(doc, c->auc.value) : RH_STR("not known");
    hero.tone = is_above_chance(&c->auc) ? RH_TONE_GOOD : RH_TONE_WARN;
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 4, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Area under the curve"), rh_doc_text_cell(auc_text(doc, &c->auc))};
    facts[1] = (rh_doc_fact){RH_STR("Cases"),
                             rh_doc_text_cell(rh_doc_say(doc, "%.*s: %.*s good, %.*s bad",
                                                         RH_ARG(rh_doc_people(doc, c->cases)),
                                                         RH_ARG(rh_doc_people(doc, c->n_good)),
                                                         RH_ARG(rh_doc_people(doc, c->n_bad))))};
    facts[2] = (rh_doc_fact){RH_STR("Left out"),
                             rh_doc_text_cell(rh_doc_say(
                                 doc, "%.*s never scored, %.*s scored too late, %.*s not known yet",
                                 RH_ARG(rh_doc_people(doc, c->unscored)), RH_ARG(rh_doc_people(doc, c->late)),
                                 RH_ARG(rh_doc_people(doc, c->censored))))};
    facts[3] = (rh_doc_fact){RH_STR("Good means"), rh_doc_code_cell(c->good)};
    facts[3].value.note = rh_doc_say(doc, "within %.*s", RH_ARG(c->within));
    hero.facts = facts;
    hero.n_facts = 4;
    rh_doc_hero_put(doc, &hero);
}

/* ---- inputs ---- */

/* A share with its interval, on a scale that ends at one; the line is what it is held against. */
static const rh_doc_gauge *share_gauge(rh_doc *doc, rh_model_quantity value, rh_model_quantity low,
                                       rh_model_quantity high, rh_model_quantity bound, rh_tone tone)
{
    const bool has_interval = low.den > 0 && high.den > 0;
    return rh_doc__gauge(doc, &(rh_doc__gauged){.value = value,
                                                .low = has_interval ? low : value,
                                                .high = has_interval ? high : value,
                                                .bound = bound,
                                                .scale = 1000000,
                                                .is_at_least = true,
                                                .tone = tone});
}

static rh_doc_cell proposed_cell(rh_doc *doc, const rh_model_health_input *x)
{
    if (!x->has_proposed) return (rh_doc_cell){.text = RH_STR("none"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_number(doc, x->proposed));
    cell.note = rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, x->low)),
                           RH_ARG(rh_doc_number(doc, x->high)));
    return cell;
}

static void put_input(rh_doc *doc, rh_doc_table *table, const rh_model_health_input *x, int64_t weights)
{
    const rh_model_quantity chance = {RH_MODEL_RATE, 1, 2};
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(x->id);
    row[0].note = x->title;
    row[1] = rh_doc_text_cell(auc_text(doc, &x->auc));
    row[1].gauge = share_gauge(doc, x->auc.value, x->auc.low, x->auc.high, chance,
                               x->is_noisy ? RH_TONE_WARN : RH_TONE_GOOD);
    row[2] = x->is_noisy ? rh_doc_chip_cell(RH_STR("noise, retire"), RH_TONE_WARN) : rh_doc_text_cell(rh_str_null());
    row[3] = rh_doc_text_cell(rh_doc_number(doc, (rh_model_quantity){RH_MODEL_RATE, x->weight, weights}));
    row[4] = proposed_cell(doc, x);
    row[5] = rh_doc_text_cell(rh_doc_people(doc, x->absent));
}

static void order_inputs(rh_doc *doc, rh_doc_table *table, const rh_calibrate_report *c)
{
    int64_t *telling = RH_NEW_N(doc->arena, table->n_rows, int64_t);
    int64_t *heavy = RH_NEW_N(doc->arena, table->n_rows, int64_t);
    if (telling == NULL || heavy == NULL) return;
    for (size_t i = 0; i < table->n_rows; i++) {
        const rh_model_quantity auc = c->inputs[i].auc.value;
        telling[i] = auc.den > 0 ? rh_number_ppm(auc.num, auc.den) : -1;
        heavy[i] = c->inputs[i].weight;
    }
    rh_doc_order_rows(doc, table, "as they are written", NULL);
    rh_doc_order_rows(doc, table, "most telling first", telling);
    rh_doc_order_rows(doc, table, "heaviest first", heavy);
}

static void put_inputs(rh_doc *doc, const rh_calibrate_report *c)
{
    static const rh_doc_column columns[] = {{"Input", false, false}, {"Area under the curve", true, false},
                                            {"", false, false},      {"Weight", true, false},
                                            {"Proposed", true, false}, {"Not given", true, false}};
    int64_t weights = 0;
    for (size_t i = 0; i < c->n_inputs; i++) weights += c->inputs[i].weight;
    rh_doc_section(doc, "inputs", "What each input tells", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("One half is chance; an interval that holds it may be noise"),
                                             columns, 6);
    if (table == NULL) return;
    table->n_all = c->n_inputs;
    for (size_t i = 0; i < c->n_inputs && i < RH_DOC_MAX_ROWS; i++) put_input(doc, table, &c->inputs[i], weights);
    order_inputs(doc, table, c);
    if (c->has_proposal)
        rh_doc_text(doc, RH_TONE_PLAIN,
                    rh_doc_say(doc,
                               "Proposed by the %.*s that began before %.*s. On the %.*s since then the present "
                               "weights reach %.*s, the proposed ones %.*s.",
                               RH_ARG(rh_doc_people_plural(doc, c->fitted, "case", "cases")),
                               RH_ARG(rh_doc_time(doc, c->split)),
                               RH_ARG(rh_doc_people_plural(doc, c->held_out, "case", "cases")),
                               RH_ARG(auc_text(doc, &c->now_later)), RH_ARG(auc_text(doc, &c->proposed_later))));
    else
        rh_doc_text(doc, RH_TONE_MUTED, rh_doc_say(doc, "No weights are proposed: %.*s.", RH_ARG(c->why)));
}

/* ---- bands ---- */

static rh_doc_cell share_cell(rh_doc *doc, rh_model_quantity value, rh_model_quantity low, rh_model_quantity high)
{
    if (value.den == 0) return (rh_doc_cell){.text = RH_STR("no sample"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_people_number(doc, value, RH_DOC_ANY));
    cell.note = rh_doc_people_of(doc, (uint64_t)value.num, (uint64_t)value.den);
    if (low.den > 0 && !rh_doc_is_few_number(doc, value, RH_DOC_ANY))
        cell.note = rh_doc_say(doc, "%.*s; %.*s to %.*s", RH_ARG(cell.note), RH_ARG(rh_doc_number(doc, low)),
                               RH_ARG(rh_doc_number(doc, high)));
    return cell;
}

static void put_alarms(rh_doc *doc, const rh_calibrate_report *c)
{
    static const rh_doc_column columns[] = {{"Alarm below", false, false}, {"Alarms", true, false},
                                            {"Right", true, false},        {"Of the bad found", true, false},
                                            {"Days before the end", true, false}};
    rh_doc_section(doc, "alarms", "If each band were an alarm", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Precision, recall and lead time"), columns, 5);
    if (table == NULL) return;
    table->n_all = c->n_alarms;
    for (size_t i = 0; i < c->n_alarms && i < RH_DOC_MAX_ROWS; i++) {
        const rh_model_alarm *a = &c->alarms[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_say(doc, "%lld", (long long)a->below));
        row[0].note = a->band;
        row[1] = rh_doc_text_cell(rh_doc_people(doc, a->alarms));
        row[2] = share_cell(doc, a->precision, a->precision_low, a->precision_high);
        row[3] = share_cell(doc, a->recall, a->recall_low, a->recall_high);
        row[4] = rh_doc_text_cell(RH_STR("none"));
        if (a->lead_days.den == 0) continue;
        row[4].text = rh_doc_people_number(doc, a->lead_days, a->alarms);
        row[4].note = RH_STR("median");
    }
}

/* ---- beside another revision ---- */

static rh_tone tone_of(rh_str says)
{
    if (rh_str_eq(says, RH_STR("better"))) return RH_TONE_GOOD;
    return rh_str_eq(says, RH_STR("worse")) ? RH_TONE_BAD : RH_TONE_MUTED;
}

static rh_doc_cell apart_cell(rh_doc *doc, uint64_t right, uint64_t n)
{
    return rh_doc_text_cell(n > 0 ? rh_doc_people_of(doc, right, n) : RH_STR("none"));
}

static void put_move(rh_doc *doc, rh_doc_table *table, const rh_model_alarm_move *m)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_text_cell(rh_doc_say(doc, "%lld", (long long)m->below));
    row[0].note = m->below == m->base_below ? m->band
                                            : rh_doc_say(doc, "%.*s; %lld before", RH_ARG(m->band),
                                                         (long long)m->base_below);
    row[1] = share_cell(doc, m->base_precision, m->base_low, m->base_high);
    row[2] = share_cell(doc, m->precision, m->precision_low, m->precision_high);
    row[3] = apart_cell(doc, m->only_base_right, m->only_base);
    row[4] = apart_cell(doc, m->only_now_right, m->only_now);
    row[5] = rh_doc_chip_cell(m->says, tone_of(m->says));
    if (m->p.den > 0) row[5].note = rh_doc_say(doc, "p %.*s", RH_ARG(rh_doc__chance(doc, m->p)));
}

static void put_compared(rh_doc *doc, const rh_calibrate_report *c)
{
    static const rh_doc_column columns[] = {{"Alarm below", false, false},      {"Right before", true, false},
                                            {"Right now", true, false},         {"Right of those dropped", true, false},
                                            {"Right of those new", true, false}, {"", false, false}};
    if (!c->is_compared) return;
    rh_doc_section(doc, "compared", "Early warnings beside the other revision", false);
    rh_doc_text(doc, RH_TONE_PLAIN,
                rh_doc_say(doc,
                           "On the %.*s that both know, weights %.*s of %.*s reach %.*s, the present ones %.*s.",
                           RH_ARG(rh_doc_people_plural(doc, c->cases_both, "case", "cases")), RH_ARG(c->base_version),
                           RH_ARG(rh_doc__revision(doc, c->base)), RH_ARG(auc_text(doc, &c->base_auc)),
                           RH_ARG(auc_text(doc, &c->auc_both))));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("How many alarms were right, and what the change of weights "
                                                         "did to that; not shown to differ is not the same"),
                                             columns, 6);
    if (table == NULL) return;
    table->n_all = c->n_moves;
    for (size_t i = 0; i < c->n_moves && i < RH_DOC_MAX_ROWS; i++) put_move(doc, table, &c->moves[i]);
}

/* ---- bias ---- */

static void put_bias(rh_doc *doc, rh_doc_table *table, const rh_model_bias *b)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(b->predictor);
    row[1] = rh_doc_text_cell(b->group);
    row[1].note = b->field;
    const bool is_few = rh_doc_is_few(doc, b->bad) || rh_doc_is_few(doc, b->n);
    row[2] = rh_doc_text_cell(is_few ? RH_STR("not told, of <5") : rh_doc_number(doc, b->share));
    row[2].note = rh_doc_people_of(doc, b->bad, b->n);
    row[3] = rh_doc_text_cell(rh_doc_number(doc, b->expected));
    row[4] = rh_doc_text_cell(rh_doc__chance(doc, b->q));
}

static void put_biases(rh_doc *doc, const rh_calibrate_report *c)
{
    static const rh_doc_column columns[] = {
        {"Predictor", false, false},
        {"Group", false, false},
        {"Turned out bad", true, false},
        {"As others of the same value", true, false},
        {"Adjusted p", true, false},
    };
    size_t n = 0;
    for (size_t i = 0; i < c->n_biases; i++) n += c->biases[i].is_biased;
    rh_doc_section(doc, "bias", "Whether it means the same for every group", false);
    if (c->n_biases == 0) rh_doc_text(doc, RH_TONE_MUTED, RH_STR("No group has the 20 cases that a test needs."));
    else rh_doc_text(doc, n > 0 ? RH_TONE_WARN : RH_TONE_MUTED,
                n > 0 ? rh_doc_say(doc,
                                   "In %.*s of %.*s the same value means something else: it may stand for what a group "
                                   "is, not for what it needs.",
                                   RH_ARG(rh_doc_count(doc, n)),
                                   RH_ARG(rh_doc_plural(doc, c->n_biases, "comparison", "comparisons")))
                      : rh_doc_say(doc, "No bias is shown in %.*s, which does not show that there is none.",
                                   RH_ARG(rh_doc_plural(doc, c->n_biases, "comparison", "comparisons"))));
    if (c->small_groups > 0)
        rh_doc_text(doc, RH_TONE_MUTED, rh_doc_say(doc, "%.*s of fewer than 20 cases not tested.",
                                                   RH_ARG(rh_doc_plural(doc, c->small_groups, "group", "groups"))));
    if (n == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Groups that fare otherwise than others of about the same "
                                                         "value"),
                                             columns, 5);
    if (table == NULL) return;
    table->n_all = n;
    for (size_t i = 0; i < c->n_biases && table->n_rows < RH_DOC_MAX_ROWS; i++)
        if (c->biases[i].is_biased) put_bias(doc, table, &c->biases[i]);
}

static void put_curve(rh_doc *doc, const rh_calibrate_report *c)
{
    static const rh_doc_column columns[] = {
        {"Score", false, false}, {"Cases", true, false}, {"Good", true, false}, {"Interval", true, false}};
    rh_doc_section(doc, "curve", "How many were good, by score", false);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("The share should rise with the score; the line is the share of all cases"), columns, 4);
    const rh_model_quantity all = {RH_MODEL_RATE, (int64_t)c->n_good, (int64_t)c->cases};
    if (table == NULL) return;
    table->n_all = c->n_curve;
    for (size_t i = 0; i < c->n_curve && i < RH_DOC_MAX_ROWS; i++) {
        const rh_model_bin *b = &c->curve[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_say(doc, "%lld to %lld", (long long)b->from, (long long)b->to - 1));
        row[1] = rh_doc_text_cell(rh_doc_people(doc, b->n));
        if (b->n == 0) continue;
        const rh_model_quantity good = {RH_MODEL_RATE, (int64_t)b->good, (int64_t)b->n};
        row[2] = rh_doc_text_cell(rh_doc_people_number(doc, good, b->n));
        if (rh_doc_is_few_number(doc, good, b->n)) continue;
        row[2].gauge = share_gauge(doc, good, b->low, b->high, all, RH_TONE_PLAIN);
        if (b->low.den > 0)
            row[3] = rh_doc_text_cell(rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_number(doc, b->low)),
                                                 RH_ARG(rh_doc_number(doc, b->high))));
    }
}

void rh_doc_of_calibrate(rh_doc *doc, rh_arena *arena, const rh_calibrate_report *c)
{
    rh_doc_begin(doc, arena, RH_STR("Calibration of health"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "weights %.*s at %.*s, %.*s", RH_ARG(c->version),
                               RH_ARG(rh_doc_place(doc, c->place)), RH_ARG(rh_doc__revision(doc, c->revision)));
    put_hero(doc, c);
    put_inputs(doc, c);
    put_alarms(doc, c);
    put_compared(doc, c);
    put_biases(doc, c);
    put_curve(doc, c);
}
