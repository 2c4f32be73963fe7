/* Fixes, agenda, areas, widgets, queues, alerts, answers. */
#include "reports/document/doc_review_parts.h"
#include "reports/text/number.h"

/* ---- fixes ---- */

static rh_str effects_of(rh_doc *doc, const rh_model_fix *x)
{
    rh_str says = rh_str_null();
    for (size_t i = 0; i < x->n_effects; i++) {
        const rh_str one = rh_doc_say(doc, "%.*s %.*s to %.*s", RH_ARG(x->effects[i].what),
                                      RH_ARG(rh_doc_people_number(doc, x->effects[i].now, RH_DOC_ANY)),
                                      RH_ARG(rh_doc_people_number(doc, x->effects[i].then, RH_DOC_ANY)));
        says = says.ptr == NULL ? one : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(says), RH_ARG(one));
    }
    if (!x->is_replayed) return RH_STR("no change of a file: not replayed");
    if (says.ptr == NULL)
        says = rh_doc_say(doc, "none of %.*s comes out better",
                          RH_ARG(rh_doc_plural(doc, x->n_changes, "change tried", "changes tried")));
    return rh_doc_say(doc, "%.*s, in %.*s replayed", RH_ARG(says),
                      RH_ARG(rh_doc_people_plural(doc, x->n_tried, "journey", "journeys")));
}

static rh_str why_of(const rh_doc *doc, const rh_model_fix *x)
{
    return doc->is_shared && x->why_shared.ptr != NULL ? x->why_shared : x->why;
}

static rh_str evidence_of(rh_doc *doc, const rh_model_fix *x)
{
    rh_str says = rh_str_null();
    if (rh_doc_is_few(doc, x->journeys)) return says;
    for (size_t i = 0; i < x->evidence.n && i < RH_MODEL_EVIDENCE_SHOWN; i++)
        says = says.ptr == NULL ? x->evidence.at[i]
                                : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(says), RH_ARG(x->evidence.at[i]));
    if (x->evidence.n <= RH_MODEL_EVIDENCE_SHOWN) return says;
    return rh_doc_say(doc, "%.*s and %zu more", RH_ARG(says), x->evidence.n - RH_MODEL_EVIDENCE_SHOWN);
}

/* "dana.wolfe (revops): 31 of 33, the others 4 of 40" */
static rh_str reviewers_of(rh_doc *doc, const rh_model_fix *x)
{
    rh_str says = rh_str_null();
    for (size_t i = 0; i < x->n_reviewers; i++) {
        const rh_model_reviewer *r = &x->reviewers[i];
        rh_str one = rh_doc_say(doc, "%.*s (%.*s): %.*s", RH_ARG(r->id), RH_ARG(rh_doc__or(r->role, "no role")),
                                RH_ARG(rh_doc_people_of(doc, r->shown, r->of)));
        if (r->others_of > 0)
            one = rh_doc_say(doc, "%.*s, the others %.*s", RH_ARG(one),
                             RH_ARG(rh_doc_people_of(doc, r->others_shown, r->others_of)));
        says = says.ptr == NULL ? one : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(says), RH_ARG(one));
    }
    return says;
}

void rh_doc__review_fixes(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Rank", true, false},      {"What to change", false, false},
                                            {"Action", false, false},   {"Owner", false, false},
                                            {"Evidence", false, false}, {"Expected effect", false, false}};
    rh_doc_section(doc, "fixes", "Fixes, ranked", false);
    if (r->n_fixes == 0) {
        rh_doc_text(doc, RH_TONE_BAD,
                    RH_STR("No change follows from this review. A review that changes nothing is a failed review."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("By journeys affected times the weight of their risk"),
                                             columns, 6);
    if (table == NULL) return;
    table->n_all = r->n_fixes_all;
    for (size_t i = 0; i < r->n_fixes; i++) {
        const rh_model_fix *x = &r->fixes[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_count(doc, x->rank));
        row[0].note = x->is_critical ? RH_STR("critical") : rh_str_null();
        row[0].tone = x->is_critical ? RH_TONE_BAD : RH_TONE_PLAIN;
        row[1] = rh_doc_text_cell(rh_doc_sentence(doc, x->title));
        row[1].note = rh_doc__or(x->change, "");
        row[2] = rh_doc_chip_cell(rh_str_of(rh_model_fix_action_name(x->action)), RH_TONE_PLAIN);
        row[2].note = rh_doc_place(doc, x->place);
        row[3] = rh_doc_text_cell(rh_doc__or(x->owner, "nobody"));
        row[3].note = reviewers_of(doc, x);
        row[4] = rh_doc_text_cell(rh_doc_say(
            doc, "%.*s: %.*s", RH_ARG(rh_doc_people_plural(doc, x->journeys, "journey", "journeys")),
            RH_ARG(why_of(doc, x))));
        row[4].note = evidence_of(doc, x);
        row[4].names = r->named;
        row[5] = rh_doc_text_cell(effects_of(doc, x));
    }
}

/* Seen too seldom for a test. */
void rh_doc__review_watched(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"What may have to change", false, false}, {"Owner", false, false}, {"Seen", false, false}};
    if (r->n_watched == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Seen in fewer than five cases: no test, and no pass"),
                                             columns, 3);
    if (table == NULL) return;
    table->n_all = r->n_watched_all;
    for (size_t i = 0; i < r->n_watched; i++) {
        const rh_model_fix *x = &r->watched[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_sentence(doc, x->title));
        row[0].note = rh_doc_place(doc, x->place);
        row[1] = rh_doc_text_cell(rh_doc__or(x->owner, "nobody"));
        row[2] = rh_doc_text_cell(why_of(doc, x));
        row[2].note = evidence_of(doc, x);
        row[2].names = r->named;
    }
}

/* ---- agenda ---- */

rh_str rh_doc__joined(rh_doc *doc, rh_strs texts)
{
    rh_str out = rh_str_null();
    for (size_t i = 0; i < texts.n; i++)
        out = out.ptr == NULL ? texts.at[i] : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(out), RH_ARG(texts.at[i]));
    return out;
}

void rh_doc__review_agenda(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Minutes", false, true}, {"Question", false, false}, {"Look at", false, false}, {"Leads", false, false}};
    if (r->n_agenda == 0) return;
    rh_doc_section(doc, "agenda", "Agenda", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Thirty minutes that end with a ranked list of changes"),
                                             columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_agenda; i++) {
        const rh_model_agenda *a = &r->agenda[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_say(doc, "%u-%u", a->from_minute, a->to_minute));
        row[1] = rh_doc_text_cell(rh_doc_sentence(doc, a->question));
        row[2] = rh_doc_text_cell(rh_doc__or(rh_doc__joined(doc, a->shows), "fixes"));
        row[3] = rh_doc_text_cell(rh_doc__or(a->owner, "all"));
    }
}

/* ---- areas and widgets ---- */

/* "two of its six figures are beyond their limit", by name. */
static rh_str figures_with(rh_doc *doc, const rh_model_area *a, rh_model_standing standing)
{
    rh_str out = rh_str_null();
    for (size_t i = 0; i < a->n_metrics; i++) {
        if (a->metrics[i]->figures[0].standing != standing) continue;
        const rh_str title = a->metrics[i]->title;
        out = out.ptr == NULL ? title : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(out), RH_ARG(title));
    }
    return out;
}

static void put_areas(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Area", false, false},
                                            {"Health", false, false},
                                            {"Owner", false, false},
                                            {"Beyond their limit", false, false},
                                            {"No sample", false, false}};
    if (r->n_areas == 0) return;
    rh_doc_section(doc, "areas", "Areas", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What is watched, and how each area stands"), columns, 5);
    for (size_t i = 0; table != NULL && i < r->n_areas; i++) {
        const rh_model_area *a = &r->areas[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(a->title);
        row[0].note = rh_doc_plural(doc, a->n_metrics, "figure", "figures");
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_health_name(a->health)), rh_doc__health_tone(a->health));
        row[2] = rh_doc_text_cell(rh_doc__or(a->owner, "nobody"));
        row[3] = rh_doc_text_cell(figures_with(doc, a, RH_MODEL_STANDING_BEYOND));
        row[4] = rh_doc_text_cell(figures_with(doc, a, RH_MODEL_STANDING_NO_SAMPLE));
        row[4].tone = RH_TONE_MUTED;
    }
}

static rh_str groups_of(rh_doc *doc, const rh_model_metric *m)
{
    rh_str out = rh_str_null();
    for (size_t i = 0; i < m->n_figures; i++) {
        const rh_model_figure *f = &m->figures[i];
        if (f->group.ptr == NULL || !rh_str_eq(f->stat, m->figures[0].stat)) continue;
        const rh_str one = rh_doc_say(doc, "%.*s %.*s", RH_ARG(f->group),
                                      RH_ARG(rh_doc_people_number(doc, f->value, f->n)));
        out = out.ptr == NULL ? one : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(out), RH_ARG(one));
    }
    return out;
}

/* Several statistics of all rows: "median 3 h, p90 8 h". */
static rh_str stats_of(rh_doc *doc, const rh_model_metric *m)
{
    rh_str out = rh_str_null();
    for (size_t i = 1; i < m->n_figures && m->figures[i].group.ptr == NULL; i++) {
        const rh_str one = rh_doc_say(doc, "%.*s %.*s", RH_ARG(m->figures[i].stat),
                                      RH_ARG(rh_doc_people_number(doc, m->figures[i].value, m->figures[i].n)));
        out = out.ptr == NULL ? one : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(out), RH_ARG(one));
    }
    return out;
}

static void put_widgets(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Widget", false, false},
                                            {"Now", false, false},
                                            {"Before", false, false},
                                            {"In parts", false, false}};
    if (r->n_widgets == 0) return;
    rh_doc_section(doc, "widgets", "Dashboard", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What is looked at every week, and who owns it"), columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_widgets; i++) {
        const rh_model_widget *w = &r->widgets[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_sentence(doc, w->metric->title));
        row[0].note = w->owner;
        row[1] = rh_doc__figure_cell(doc, w->metric, &w->metric->figures[0]);
        row[2] = rh_doc__before_cell(doc, &w->metric->figures[0]);
        row[3] = rh_doc_text_cell(rh_doc__or(stats_of(doc, w->metric), ""));
        row[3].note = groups_of(doc, w->metric);
    }
}

/* ---- queues, alerts, answers ---- */

static void put_queues(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"Queue", false, false},      {"Waiting", true, false}, {"Oldest", true, false},
        {"Entered", true, false},     {"Left", true, false},    {"Half", true, false},
        {"Nine in ten", true, false}, {"Most", true, false},    {"Too long", true, false}};
    if (r->n_queues == 0) return;
    rh_doc_section(doc, "queues", "Queues", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Who waits for what, in business hours"), columns, 9);
    for (size_t i = 0; table != NULL && i < r->n_queues; i++) {
        const rh_model_queue *q = &r->queues[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(q->title);
        row[0].note = q->limit.ptr != NULL ? rh_doc_say(doc, "%.*s, limit %.*s", RH_ARG(q->owner), RH_ARG(q->limit))
                                           : q->owner;
        row[1] = rh_doc_text_cell(rh_doc_people(doc, q->waiting));
        row[2] = rh_doc_text_cell(rh_doc_people_number(doc, q->oldest, q->waiting));
        if (!rh_doc_is_few(doc, q->waiting)) {
            row[2].note = q->oldest_journey;
            row[2].names = r->named;
        }
        row[3] = rh_doc_text_cell(rh_doc_people(doc, q->entered));
        row[4] = rh_doc_text_cell(rh_doc_people(doc, q->left));
        row[5] = rh_doc_text_cell(rh_doc_people_number(doc, q->p50, q->entered));
        row[6] = rh_doc_text_cell(rh_doc_people_number(doc, q->p90, q->entered));
        row[7] = rh_doc_text_cell(rh_doc_people_number(doc, q->most, q->entered));
        row[8] = rh_doc_text_cell(rh_doc_people(doc, q->breached));
        row[8].tone = q->breached > 0 ? RH_TONE_BAD : RH_TONE_PLAIN;
    }
}

static void put_alerts(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Alert", false, false}, {"Journeys", true, false}, {"Raised", true, false},
                                            {"Before", true, false}, {"To", false, false},      {"Next", false, false}};
    if (r->n_alerts == 0) return;
    rh_doc_section(doc, "alerts", "Alerts", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Each with who was told and what to do"), columns, 6);
    for (size_t i = 0; table != NULL && i < r->n_alerts; i++) {
        const rh_model_watch_alert *a = &r->alerts[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(a->rule);
        row[1] = rh_doc_text_cell(rh_doc_people(doc, a->journeys));
        row[2] = rh_doc_text_cell(rh_doc_people(doc, a->raised));
        row[3] = rh_doc_text_cell(rh_doc_people(doc, a->before));
        row[4] = rh_doc_text_cell(rh_doc__joined(doc, a->to));
        row[5] = rh_doc_text_cell(rh_doc_sentence(doc, a->next));
    }
}

static void put_stability(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Answer", false, false}, {"Question", false, false}};
    if (r->n_stability == 0) return;
    rh_doc_section(doc, "stability", "Stability", false);
    rh_doc_table *table = rh_doc_table_begin(doc,
                                             RH_STR("Two weak answers, or two that nobody can give, advise "
                                                    "against expansion"),
                                             columns, 2);
    for (size_t i = 0; table != NULL && i < r->n_stability; i++) {
        const rh_model_answered *a = &r->stability[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_chip_cell(rh_str_of(rh_model_health_name(a->health)), rh_doc__health_tone(a->health));
        row[1] = rh_doc_text_cell(rh_doc_sentence(doc, a->question));
        row[1].note = a->id;
    }
}

void rh_doc__review_areas(rh_doc *doc, const rh_review_report *r)
{
    put_widgets(doc, r);
    put_areas(doc, r);
    put_queues(doc, r);
    put_alerts(doc, r);
    put_stability(doc, r);
}
