/* The document of `sweep`: the setting that is preferred, and all of them beside each other. */
#include "reports/document/browse.h"
#include "reports/document/parts.h"
#include "reports/text/number.h"

static const rh_model_setting *find(const rh_sweep_report *sweep, bool wants_current)
{
    for (size_t i = 0; i < sweep->n_settings; i++)
        if (wants_current ? sweep->settings[i].is_current : sweep->settings[i].is_preferred)
            return &sweep->settings[i];
    return NULL;
}

static rh_str difference(rh_doc *doc, uint64_t now, uint64_t then, const char *what)
{
    const rh_str n = rh_doc_people(doc, now > then ? now - then : then - now);
    if (now == then) return rh_doc_say(doc, "as many %s", what);
    return rh_doc_say(doc, "%.*s %s %s", RH_ARG(n), now > then ? "fewer" : "more", what);
}

static rh_str verdict_of(rh_doc *doc, const rh_sweep_report *sweep, const rh_model_setting *now,
                         const rh_model_setting *best)
{
    if (sweep->history.journeys == 0) return RH_STR("Nothing was replayed: this says nothing.");
    if (now == NULL || best == NULL) return RH_STR("No setting could be compared with the present one.");
    if (now == best) return RH_STR("The present setting is the one that the preference picks.");
    return rh_doc_say(doc, "Against the present %.*s: %.*s, %.*s, %.*s.", RH_ARG(now->text),
                      RH_ARG(difference(doc, now->escaped, best->escaped, "escapes")),
                      RH_ARG(difference(doc, now->drag, best->drag, "good actions held up")),
                      RH_ARG(difference(doc, now->items, best->items, "review items")));
}

static void put_hero(rh_doc *doc, const rh_sweep_report *sweep)
{
    const rh_model_setting *now = find(sweep, true), *best = find(sweep, false);
    rh_doc_hero hero = {.label = sweep->name, .tone = best != NULL && now == best ? RH_TONE_GOOD : RH_TONE_WARN};
    hero.word = best != NULL ? best->text : RH_STR("NOTHING COMPARED");
    hero.says = verdict_of(doc, sweep, now, best);
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 4, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Now"), rh_doc_text_cell(now != NULL ? now->text : RH_STR("none"))};
    facts[1] = (rh_doc_fact){RH_STR("Preferred is the least"), rh_doc_code_cell(sweep->preference)};
    facts[2] = (rh_doc_fact){RH_STR("Decisions a week"), rh_doc_text_cell(rh_doc_count(doc, sweep->capacity))};
    facts[2].value.note = sweep->is_capacity_given ? RH_STR("as given")
                                                   : RH_STR("nine in ten weeks of the history had no more");
    facts[3] = (rh_doc_fact){RH_STR("Replayed"),
                             rh_doc_text_cell(rh_doc_people_plural(doc, sweep->history.journeys, "journey", "journeys"))};
    hero.facts = facts;
    hero.n_facts = 4;
    rh_doc_hero_put(doc, &hero);
}

/* ---- settings ---- */

typedef enum rate_at { CATCH, ESCAPE, DRAG, N_RATES } rate_at;

static rh_model_quantity rate_of(const rh_model_setting *s, rate_at at)
{
    return at == CATCH ? s->catch_rate : at == ESCAPE ? s->escape_rate : s->drag_rate;
}

/* What the rows of the table stand beside: the present setting, and one scale a rate. */
typedef struct beside {
    const rh_model_setting *now;
    int64_t scales[N_RATES];
} beside;

static beside beside_of(const rh_sweep_report *sweep)
{
    beside out = {.now = find(sweep, true)};
    for (int at = CATCH; at < N_RATES; at++) {
        for (size_t i = 0; i < sweep->n_settings; i++) {
            const rh_model_quantity rate = rate_of(&sweep->settings[i], (rate_at)at);
            const int64_t ppm = rh_number_ppm(rate.num, rate.den);
            if (ppm > out.scales[at]) out.scales[at] = ppm;
        }
        out.scales[at] += out.scales[at] / 10 + 1;
        if (out.scales[at] > 1000000) out.scales[at] = 1000000;
    }
    return out;
}

static rh_tone against(rh_model_quantity rate, rh_model_quantity now, bool is_at_least)
{
    const int64_t a = rate.num * now.den, b = now.num * rate.den;
    if (a == b) return RH_TONE_MUTED;
    return (a < b) == is_at_least ? RH_TONE_BAD : RH_TONE_GOOD;
}

static rh_doc_cell with_rate(rh_doc *doc, const rh_model_setting *s, const beside *of, rate_at at)
{
    const uint64_t counts[] = {s->caught, s->escaped, s->drag};
    const uint64_t after[] = {s->caught_after, s->escaped_after, s->drag_after};
    const rh_model_quantity rate = rate_of(s, at);
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_people(doc, counts[at]));
    cell.note = rate.den > 0 ? rh_doc_people_number(doc, rate, RH_DOC_ANY) : RH_STR("no sample");
    if (after[at] > 0)
        cell.note = rh_doc_say(doc, "%.*s; behind a divergence %.*s", RH_ARG(cell.note),
                               RH_ARG(rh_doc_people(doc, after[at])));
    if (rh_doc_is_few_number(doc, rate, RH_DOC_ANY)) return cell;
    if (of->now == NULL || rate.den == 0 || rate_of(of->now, at).den == 0) return cell;
    cell.gauge = rh_doc__gauge(doc, &(rh_doc__gauged){.value = rate,
                                                      .low = rate,
                                                      .high = rate,
                                                      .bound = rate_of(of->now, at),
                                                      .scale = of->scales[at],
                                                      .is_at_least = at == CATCH,
                                                      .tone = against(rate, rate_of(of->now, at), at == CATCH)});
    return cell;
}

static rh_str mark_of(const rh_model_setting *s)
{
    if (s->is_current && s->is_preferred) return RH_STR("now, preferred");
    if (s->is_current) return RH_STR("now");
    return s->is_preferred ? RH_STR("preferred") : rh_str_null();
}

static void put_row(rh_doc *doc, rh_doc_table *table, const rh_model_setting *s, const beside *of)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    row[0] = rh_doc_code_cell(s->text);
    row[1] = rh_doc_chip_cell(mark_of(s), s->is_preferred ? RH_TONE_GOOD : RH_TONE_PLAIN);
    if (s->why.ptr != NULL) {
        row[2] = rh_doc_text_cell(RH_STR("does not load"));
        row[2].note = s->why;
        return;
    }
    for (int at = CATCH; at < N_RATES; at++) row[2 + at] = with_rate(doc, s, of, (rate_at)at);
    row[5] = rh_doc_text_cell(rh_doc_people(doc, s->items));
    row[6] = rh_doc_text_cell(rh_doc_people(doc, s->breached));
    row[7] = rh_doc_text_cell(rh_doc_people(doc, s->queue_longest));
    row[7].note = rh_doc_plural(doc, s->weeks_over, "week over", "weeks over");
    row[8] = rh_doc_text_cell(rh_doc_people(doc, s->differing));
    if (s->oscillated > 0)
        row[8].note = rh_doc_say(doc, "%.*s",
                                 RH_ARG(rh_doc_people_plural(doc, s->oscillated, "oscillates", "oscillate")));
}

/* Those that do not load stand last. */
static void order_by(rh_doc *doc, rh_doc_table *table, const rh_sweep_report *sweep, const char *label,
                     int64_t (*key)(const rh_model_setting *))
{
    int64_t *keys = RH_NEW_N(doc->arena, table->n_rows, int64_t);
    if (keys == NULL) return;
    for (size_t i = 0; i < table->n_rows; i++)
        keys[i] = sweep->settings[i].why.ptr != NULL ? INT64_MIN : key(&sweep->settings[i]);
    rh_doc_order_rows(doc, table, label, keys);
}

static int64_t least_cost(const rh_model_setting *s) { return -s->cost; }
static int64_t least_escaped(const rh_model_setting *s) { return -(int64_t)s->escaped; }
static int64_t least_drag(const rh_model_setting *s) { return -(int64_t)s->drag; }

static void put_settings(rh_doc *doc, const rh_sweep_report *sweep)
{
    static const rh_doc_column columns[] = {{"Setting", false, false}, {"", false, false},      {"Caught", true, false},
                                            {"Escaped", true, false},  {"Drag", true, false},   {"Items", true, false},
                                            {"Too late", true, false}, {"Queue", true, false},
                                            {"Journeys that differ", true, false}};
    const beside of = beside_of(sweep);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What the history comes to at each setting"), columns, 9);
    if (table == NULL) return;
    for (size_t i = 0; i < sweep->n_settings && i < RH_DOC_MAX_ROWS; i++)
        put_row(doc, table, &sweep->settings[i], &of);
    table->n_all = sweep->n_settings;
    rh_doc_order_rows(doc, table, "as they were tried", NULL);
    order_by(doc, table, sweep, "preferred first", least_cost);
    order_by(doc, table, sweep, "fewest escapes first", least_escaped);
    order_by(doc, table, sweep, "least drag first", least_drag);
}

void rh_doc_of_sweep(rh_doc *doc, rh_arena *arena, const rh_sweep_report *sweep)
{
    rh_doc_begin(doc, arena, RH_STR("Sweep"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s at %.*s, %.*s", RH_ARG(sweep->name), RH_ARG(rh_doc_place(doc, sweep->place)),
                               RH_ARG(rh_doc__revision(doc, sweep->revision)));
    put_hero(doc, sweep);
    rh_doc_section(doc, "settings", "Settings", false);
    put_settings(doc, sweep);
    rh_doc_text(doc, RH_TONE_MUTED,
                RH_STR("Caught: held up and wrong. Escaped: allowed and wrong. Drag: held up and nothing was wrong. "
                       "What stands behind the first action that a setting would not have allowed is told apart, for "
                       "that setting would have changed it. Too late: items that nobody decided in time; decisions "
                       "are those of the history, so nobody decides what nobody was asked. Queue: items that wait at "
                       "the end of the worst week. The line across each bar is the present setting."));
    rh_doc_section(doc, "history", "The history behind this", true);
    rh_doc__history(doc, &sweep->history);
}
