/* The document of `explain`: one time axis, then every moment with its reason and its place. */
#include "engine/base/vec.h"
#include "reports/document/browse.h"
#include "reports/document/parts.h"

typedef RH_VEC(rh_str) names;
typedef RH_VEC(rh_doc_stretch) stretches;

static size_t row_of(rh_arena *arena, names *rows, rh_str name)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rh_str_eq(rows->at[i], name)) return i;
    (void)RH_PUSH(arena, rows, name);
    return rows->n - 1;
}

static rh_tone moment_tone(rh_model_moment_kind kind)
{
    static const rh_tone tones[] = {RH_TONE_PLAIN, RH_TONE_MUTED, RH_TONE_WARN, RH_TONE_GOOD};
    return tones[kind];
}

/* Rows of the first screen: the moments, and the actions that tell most. */
enum { MOST_ACTIONS = 7 };

static const char *const lines_of_moments[] = {"events", "facts", "records", "decisions"};

static void add_moments(rh_doc *doc, const rh_journey_report *journey, names *rows, stretches *marks)
{
    for (size_t i = 0; i < journey->n_moments; i++) {
        const rh_model_moment *m = &journey->moments[i];
        const size_t row = row_of(doc->arena, rows, rh_str_of(lines_of_moments[m->kind]));
        (void)RH_PUSH(doc->arena, marks,
                      (rh_doc_stretch){row, m->at.s, m->at.s, moment_tone(m->kind),
                                       rh_doc_say(doc, "%.*s %.*s", RH_ARG(m->at.text), RH_ARG(m->text))});
    }
}

static bool is_in(const names *list, rh_str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (rh_str_eq(list->at[i], name)) return true;
    return false;
}

static bool was_seen(const rh_journey_report *journey, rh_str action)
{
    for (size_t i = 0; i < journey->n_moments; i++)
        if (rh_str_eq(journey->moments[i].what, RH_STR("observed")) && rh_str_eq(journey->moments[i].action, action))
            return true;
    return false;
}

/* Actions that an entry decided on, then those that history saw, then any. */
static names drawn_actions(rh_doc *doc, const rh_journey_report *journey)
{
    names drawn = {0};
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < journey->n_bands && drawn.n < MOST_ACTIONS; i++) {
            const rh_model_band *b = &journey->bands[i];
            const bool tells = pass == 0   ? b->by == RH_MODEL_BY_ENTRY
                               : pass == 1 ? was_seen(journey, b->action)
                                           : b->by != RH_MODEL_BY_RANGE;
            if (tells && !is_in(&drawn, b->action)) (void)RH_PUSH(doc->arena, &drawn, b->action);
        }
    return drawn;
}

/* Out of its states: nobody's doing, so it is not to catch the eye. */
static rh_tone band_tone(const rh_model_band *b)
{
    return b->by == RH_MODEL_BY_RANGE ? RH_TONE_MUTED : rh_doc__verdict_tone(b->verdict);
}

static void add_bands(rh_doc *doc, const rh_journey_report *journey, rh_model_time end, names *rows, stretches *marks)
{
    const names drawn = drawn_actions(doc, journey);
    for (size_t i = 0; i < journey->n_bands; i++) {
        const rh_model_band *b = &journey->bands[i];
        if (!is_in(&drawn, b->action) || b->from.s >= end.s) continue;
        const char *word = b->by == RH_MODEL_BY_RANGE ? "out of its states" : rh_model_verdict_name(b->verdict);
        const size_t row = row_of(doc->arena, rows, b->action);
        (void)RH_PUSH(doc->arena, marks,
                      (rh_doc_stretch){row, b->from.s, b->to.text.ptr != NULL ? b->to.s : end.s, band_tone(b),
                                       rh_doc_say(doc, "%s since %.*s", word, RH_ARG(b->from.text))});
    }
}

static size_t count_open(const rh_journey_report *journey)
{
    size_t n = 0;
    for (size_t i = 0; i < journey->n_entries; i++) n += rh_str_eq(journey->entries[i].status, RH_STR("open"));
    return n;
}

static size_t count_actions(const rh_journey_report *journey)
{
    size_t n = 0;
    for (size_t i = 0; i < journey->n_bands; i++)
        n += i == 0 || !rh_str_eq(journey->bands[i].action, journey->bands[i - 1].action);
    return n;
}

/* The axis ends with the last moment, or now where something still waits. */
static rh_doc_chart axis_of(rh_doc *doc, const rh_journey_report *journey)
{
    const rh_doc_part meanings[] = {{RH_STR("allow"), 0, RH_TONE_GOOD},
                                    {RH_STR("draft"), 0, RH_TONE_PLAIN},
                                    {RH_STR("hold"), 0, RH_TONE_WARN},
                                    {RH_STR("block"), 0, RH_TONE_BAD},
                                    {RH_STR("out of its states"), 0, RH_TONE_MUTED}};
    const rh_model_time first = journey->moments[0].at, last = journey->moments[journey->n_moments - 1].at;
    names rows = {0};
    stretches marks = {0};
    const rh_model_time end = count_open(journey) > 0 || last.s == first.s ? journey->at : last;
    add_moments(doc, journey, &rows, &marks);
    add_bands(doc, journey, end, &rows, &marks);
    rh_doc_chart chart = {.kind = RH_CHART_TIME,
                          .title = RH_STR("What happened, and what was allowed"),
                          .unit = RH_STR("time, UTC"),
                          .rows = rows.at,
                          .n_rows = rows.n,
                          .stretches = marks.at,
                          .n_stretches = marks.n,
                          .from = first,
                          .to = end};
    chart.alt = rh_doc_say(doc, "%.*s from %.*s to %.*s; verdicts of %.*s. The tables below list each of them.",
                           RH_ARG(rh_doc_plural(doc, journey->n_moments, "moment", "moments")),
                           RH_ARG(first.text), RH_ARG(end.text),
                           RH_ARG(rh_doc_plural(doc, journey->n_bands, "stretch", "stretches")));
    chart.parts = rh_doc__parts(doc, meanings, 5);
    chart.n_parts = chart.parts != NULL ? 5 : 0;
    return chart;
}

static void put_axis(rh_doc *doc, const rh_journey_report *journey)
{
    if (journey->n_moments == 0) return;
    rh_doc_section(doc, "course", "Course", false);
    const rh_doc_chart chart = axis_of(doc, journey);
    rh_doc_chart_put(doc, &chart);
    const size_t n = count_actions(journey), n_drawn = drawn_actions(doc, journey).n;
    if (n > n_drawn)
        rh_doc_text(doc, RH_TONE_MUTED,
                    rh_doc_say(doc, "%zu of %zu actions are drawn: first those that an entry decided on, then "
                                    "those that history saw. Verdicts over time has all.",
                               n_drawn, n));
}

static void put_open_entries(rh_doc *doc, const rh_journey_report *journey)
{
    static const rh_doc_column columns[] = {{"Entry", false, false},
                                            {"Status", false, false},
                                            {"Route", false, false},
                                            {"Due", false, false},
                                            {"Because", false, false}};
    if (journey->n_entries == 0) {
        rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("No entry of the register is open, released or rejected."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Entries that are open, released or rejected"), columns, 5);
    for (size_t i = 0; i < journey->n_entries; i++) {
        const rh_model_open_entry *e = &journey->entries[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_say(doc, "%.*s %.*s", RH_ARG(e->id), RH_ARG(e->title)));
        row[0].note = rh_doc_place(doc, e->place);
        row[1] = rh_doc_chip_cell(e->status, rh_str_eq(e->status, RH_STR("released")) ? RH_TONE_GOOD : RH_TONE_WARN);
        row[1].note = e->is_undecided ? RH_STR("undecided: fails closed")
                                      : rh_doc_say(doc, "risk %.*s", RH_ARG(e->risk));
        row[2] = rh_doc_text_cell(e->route);
        row[2].note = e->area;
        row[3] = rh_doc_text_cell(rh_doc_time(doc, e->due));
        row[4] = e->says.ptr != NULL ? rh_doc_text_cell(e->says) : rh_doc_code_cell(e->when);
        if (e->says.ptr != NULL) row[4].note = e->when;
    }
}

/* How many moments from `first` on are facts of one instant. */
static size_t facts_together(const rh_journey_report *journey, size_t first)
{
    size_t n = 0;
    while (first + n < journey->n_moments && journey->moments[first + n].kind == RH_MODEL_FACT &&
           rh_str_eq(journey->moments[first + n].at.text, journey->moments[first].at.text)) {
        n++;
    }
    return n;
}

/* Facts that became known together are one line: the first few, and how many more. */
static rh_str facts_in_words(rh_doc *doc, const rh_model_moment *facts, size_t n)
{
    enum { SHOWN = 6 };
    rh_str said = facts[0].text;
    for (size_t i = 1; i < n && i < SHOWN; i++)
        said = rh_doc_say(doc, "%.*s; %.*s", RH_ARG(said), RH_ARG(facts[i].text));
    return n <= SHOWN ? said : rh_doc_say(doc, "%.*s; and %zu more", RH_ARG(said), n - SHOWN);
}

static void order_by_time(rh_doc *doc, rh_doc_table *table)
{
    int64_t *newest = table != NULL ? RH_NEW_N(doc->arena, table->n_rows, int64_t) : NULL;
    if (newest == NULL) return;
    for (size_t i = 0; i < table->n_rows; i++) newest[i] = (int64_t)i;
    rh_doc_order_rows(doc, table, "oldest first", NULL);
    rh_doc_order_rows(doc, table, "newest first", newest);
}

static void put_moments(rh_doc *doc, const rh_journey_report *journey)
{
    static const rh_doc_column columns[] = {
        {"At", false, false}, {"Kind", false, false}, {"What", false, false}, {"Because", false, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Every moment, in order"), columns, 4);
    for (size_t i = 0, n; i < journey->n_moments; i += n) {
        const rh_model_moment *m = &journey->moments[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        n = m->kind == RH_MODEL_FACT ? facts_together(journey, i) : 1;
        row[0] = rh_doc_code_cell(rh_doc_time(doc, m->at));
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_moment_kind_name(m->kind)), moment_tone(m->kind));
        row[2] = rh_doc_text_cell(m->kind == RH_MODEL_FACT ? facts_in_words(doc, m, n) : m->text);
        row[3] = rh_doc_text_cell(m->because);
        row[3].note = rh_doc_place(doc, m->place);
    }
    rh_doc_filter_column(doc, table, "Kind", 1, RH_DOC_VALUES_AS_MET);
    order_by_time(doc, table);
}

static void put_bands(rh_doc *doc, const rh_journey_report *journey)
{
    static const rh_doc_column columns[] = {{"Action", false, false},
                                            {"Verdict", false, false},
                                            {"From", false, false},
                                            {"To", false, false},
                                            {"Because", false, false}};
    if (journey->n_bands == 0) return;
    rh_doc_section(doc, "verdicts", "Verdicts over time", true);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What each action was allowed, and why"), columns, 5);
    for (size_t i = 0; i < journey->n_bands; i++) {
        const rh_model_band *b = &journey->bands[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(b->action);
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_verdict_name(b->verdict)), rh_doc__verdict_tone(b->verdict));
        row[2] = rh_doc_text_cell(rh_doc_time(doc, b->from));
        row[3] = rh_doc_text_cell(rh_doc_time(doc, b->to));
        row[4] = rh_doc_text_cell(b->because);
    }
    rh_doc_filter_column(doc, table, "Action", 0, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Verdict", 1, RH_DOC_VALUES_AS_MET);
}

static void put_facts(rh_doc *doc, const rh_journey_report *journey)
{
    static const rh_doc_column columns[] = {
        {"Field", false, false}, {"Value", false, false}, {"Known", false, false}, {"From", false, false}};
    if (journey->n_facts == 0) return;
    rh_doc_section(doc, "facts", "Facts at that instant", true);
    rh_doc_table *table = rh_doc_table_begin(
        doc, RH_STR("Values of the fields that are set (not shown where their class forbids it)"), columns, 4);
    for (size_t i = 0; i < journey->n_facts; i++) {
        const rh_model_fact *f = &journey->facts[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(f->field);
        row[0].note = f->title;
        row[1] = f->is_shown ? rh_doc_code_cell(f->value)
                             : (rh_doc_cell){.text = RH_STR("set, not shown"), .tone = RH_TONE_MUTED};
        row[2] = rh_doc_text_cell(rh_doc_time(doc, f->known));
        if (f->is_snapshot) row[2].note = RH_STR("by a final snapshot: since when, nobody can say");
        row[3] = rh_doc_code_cell(f->event);
        row[3].note = f->written_by;
    }
}

static rh_str say_replayable(rh_doc *doc, const rh_journey_report *journey)
{
    if (journey->snapshots == 0) return RH_STR("exactly");
    if (journey->snapshots == journey->events)
        return RH_STR("not: all that is known of it was written down in the end");
    return rh_doc_say(doc, "in part: %.*s of a final snapshot, which may tell what came later",
                      RH_ARG(rh_doc_plural(doc, journey->snapshots, "event is", "events are")));
}

static void put_hero(rh_doc *doc, const rh_journey_report *journey)
{
    const size_t n_open = count_open(journey);
    rh_doc_hero hero = {.label = rh_doc_say(doc, "Journey %.*s", RH_ARG(journey->journey)), .word = journey->state};
    hero.tone = n_open == 0 ? RH_TONE_GOOD : RH_TONE_WARN;
    hero.says = n_open == 0 ? RH_STR("Nothing waits for a person.")
                            : rh_doc_say(doc, "%.*s for a person%s.",
                                         RH_ARG(rh_doc_plural(doc, n_open, "entry waits", "entries wait")),
                                         journey->is_paused ? "; the journey is stopped" : "");
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 5, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("At"), rh_doc_text_cell(rh_doc_time(doc, journey->at))};
    facts[1] = (rh_doc_fact){RH_STR("Events"), rh_doc_text_cell(rh_doc_count(doc, journey->events))};
    facts[2] = (rh_doc_fact){RH_STR("Origin"), rh_doc_text_cell(journey->is_synthetic ? RH_STR("holds synthetic events")
                                                                : journey->events > 0 ? RH_STR("real records")
                                                                                      : RH_STR("no event by then"))};
    facts[3] = (rh_doc_fact){RH_STR("Replayable"), rh_doc_text_cell(say_replayable(doc, journey))};
    facts[4] = (rh_doc_fact){RH_STR("Lane"), rh_doc_text_cell(journey->lane)};
    hero.facts = facts;
    hero.n_facts = journey->lane.ptr != NULL ? 5 : 4;
    rh_doc_hero_put(doc, &hero);
}

void rh_doc_of_journey(rh_doc *doc, rh_arena *arena, const rh_journey_report *journey)
{
    rh_doc_begin(doc, arena, RH_STR("Journey"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s under %.*s", RH_ARG(journey->journey),
                               RH_ARG(rh_doc__revision(doc, journey->revision)));
    put_hero(doc, journey);
    put_axis(doc, journey);
    rh_doc_section(doc, "now", "Where it stands", false);
    put_open_entries(doc, journey);
    rh_doc_section(doc, "moments", "What happened", false);
    put_moments(doc, journey);
    put_bands(doc, journey);
    put_facts(doc, journey);
}
