/* JSON of `review`. */
#include "reports/data/data.h"

static void put_quantity(rh_json_writer *json, const char *key, rh_model_quantity quantity)
{
    rh_json_key(json, key);
    rh_json_quantity(json, quantity);
}

static void put_period(rh_json_writer *json, const char *key, const rh_model_period *period)
{
    rh_json_key(json, key);
    rh_json_open(json, '{');
    rh_json_put_str(json, "as_of", period->as_of.text);
    rh_json_put_str(json, "since", period->since.text);
    rh_json_put_str(json, "until", period->until.text);
    rh_json_close(json);
}

/* ---- figures ---- */

static void put_figure(rh_json_writer *json, const rh_model_figure *f)
{
    const rh_model_quantity none = {RH_MODEL_RATE, 0, 0};
    rh_json_open(json, '{');
    put_quantity(json, "before", f->before);
    rh_json_put_str(json, "group", f->group);
    put_quantity(json, "high", f->has_interval ? f->high : none);
    put_quantity(json, "low", f->has_interval ? f->low : none);
    rh_json_put_str(json, "metric", f->metric);
    rh_json_put_word(json, "move", rh_model_move_name(f->move));
    rh_json_put_uint(json, "n", f->n);
    rh_json_put_uint(json, "n_before", f->n_before);
    put_quantity(json, "p", f->has_p ? f->p : none);
    put_quantity(json, "q", f->has_p ? f->q : none);
    rh_json_put_word(json, "standing", rh_model_standing_name(f->standing));
    rh_json_put_str(json, "stat", f->stat);
    rh_json_put_uint(json, "undecided", f->undecided);
    put_quantity(json, "value", f->value);
    rh_json_close(json);
}

static void put_metric(rh_json_writer *json, const rh_model_metric *m)
{
    rh_json_open(json, '{');
    rh_json_put_strs(json, "covers", m->covers);
    rh_json_put_str(json, "definition", m->definition);
    rh_json_key(json, "figures");
    rh_json_open(json, '[');
    for (size_t i = 0; i < m->n_figures; i++) put_figure(json, &m->figures[i]);
    rh_json_close(json);
    rh_json_put_str(json, "file", m->place.file);
    rh_json_put_str(json, "good", m->good);
    rh_json_put_str(json, "id", m->id);
    put_quantity(json, "limit", m->limit);
    rh_json_put_uint(json, "line", m->place.line);
    rh_json_put_str(json, "over", m->over);
    rh_json_put_str(json, "owner", m->owner);
    rh_json_put_strs(json, "reads", m->reads);
    rh_json_put_str(json, "title", m->title);
    rh_json_put_str(json, "unit", m->unit);
    rh_json_close(json);
}

/* ---- what is shown of them ---- */

static void put_area(rh_json_writer *json, const rh_model_area *a)
{
    rh_json_open(json, '{');
    rh_json_put_strs(json, "covers", a->covers);
    rh_json_put_word(json, "health", rh_model_health_name(a->health));
    rh_json_put_str(json, "id", a->id);
    rh_json_key(json, "metrics");
    rh_json_open(json, '[');
    for (size_t i = 0; i < a->n_metrics; i++) rh_json_str(json, a->metrics[i]->id);
    rh_json_close(json);
    rh_json_put_str(json, "owner", a->owner);
    rh_json_put_str(json, "title", a->title);
    rh_json_put_str(json, "weak", a->weak);
    rh_json_close(json);
}

static void put_widget(rh_json_writer *json, const rh_model_widget *w)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "chart", w->chart);
    rh_json_put_strs(json, "covers", w->covers);
    rh_json_key(json, "figures");
    rh_json_open(json, '[');
    for (size_t i = 0; i < w->metric->n_figures; i++) put_figure(json, &w->metric->figures[i]);
    rh_json_close(json);
    rh_json_put_str(json, "metric", w->metric->id);
    rh_json_put_str(json, "owner", w->owner);
    rh_json_put_str(json, "title", w->metric->title);
    rh_json_put_str(json, "unit", w->metric->unit);
    rh_json_close(json);
}

static void put_queue(rh_json_writer *json, const rh_model_queue *q)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "breached", q->breached);
    rh_json_put_strs(json, "covers", q->covers);
    rh_json_put_uint(json, "entered", q->entered);
    rh_json_put_str(json, "id", q->id);
    rh_json_put_uint(json, "left", q->left);
    rh_json_put_str(json, "limit", q->limit);
    put_quantity(json, "most", q->most);
    put_quantity(json, "oldest", q->oldest);
    rh_json_put_str(json, "oldest_journey", q->oldest_journey);
    rh_json_put_str(json, "owner", q->owner);
    put_quantity(json, "p50", q->p50);
    put_quantity(json, "p90", q->p90);
    rh_json_put_str(json, "title", q->title);
    rh_json_put_uint(json, "waiting", q->waiting);
    rh_json_close(json);
}

static void put_alert(rh_json_writer *json, const rh_model_watch_alert *a)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "before", a->before);
    rh_json_put_uint(json, "journeys", a->journeys);
    rh_json_put_str(json, "next", a->next);
    rh_json_put_uint(json, "raised", a->raised);
    rh_json_put_str(json, "rule", a->rule);
    rh_json_put_strs(json, "to", a->to);
    rh_json_close(json);
}

static void put_rate(rh_json_writer *json, const rh_model_rate *r)
{
    const rh_model_quantity none = {RH_MODEL_RATE, 0, 0};
    rh_json_open(json, '{');
    rh_json_put_str(json, "by", r->by);
    put_quantity(json, "claim", r->claim);
    rh_json_put_uint(json, "count", r->count);
    rh_json_put_uint(json, "count_before", r->count_before);
    rh_json_put_uint(json, "count_so_far", r->count_so_far);
    put_quantity(json, "e_value", r->e_value);
    rh_json_put_str(json, "entry", rh_str_eq(r->by, RH_STR("entry")) ? r->name : rh_str_null());
    put_quantity(json, "high", r->has_interval ? r->high : none);
    rh_json_put_str(json, "kind", r->kind);
    put_quantity(json, "low", r->has_interval ? r->low : none);
    rh_json_put_word(json, "move", rh_model_move_name(r->move));
    rh_json_put_str(json, "name", r->name);
    rh_json_put_uint(json, "of", r->of);
    rh_json_put_uint(json, "of_before", r->of_before);
    rh_json_put_uint(json, "of_so_far", r->of_so_far);
    put_quantity(json, "p", r->has_p ? r->p : none);
    put_quantity(json, "q", r->has_p ? r->q : none);
    put_quantity(json, "rate", (rh_model_quantity){RH_MODEL_RATE, (int64_t)r->count, (int64_t)r->of});
    rh_json_put_str(json, "revision", rh_str_eq(r->by, RH_STR("revision")) ? r->name : rh_str_null());
    rh_json_close(json);
}

static void put_agreement(rh_json_writer *json, const rh_model_agreement *a)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "hidden", a->hidden);
    rh_json_put_uint(json, "hidden_agreed", a->hidden_agreed);
    rh_json_put_uint(json, "instant", a->instant);
    put_quantity(json, "latency_p50", a->latency_p50);
    put_quantity(json, "latency_p90", a->latency_p90);
    rh_json_put_uint(json, "missed", a->missed);
    rh_json_put_uint(json, "quiet", a->quiet);
    rh_json_put_str(json, "role", a->role);
    rh_json_put_uint(json, "shown", a->shown);
    rh_json_put_uint(json, "shown_agreed", a->shown_agreed);
    rh_json_put_uint(json, "timed", a->timed);
    rh_json_put_uint(json, "useful", a->useful);
    rh_json_put_uint(json, "waved_through", a->waved_through);
    rh_json_close(json);
}

static void put_sample(rh_json_writer *json, const rh_model_sample *s)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "at", s->at.text);
    rh_json_put_str(json, "entry", s->entry);
    rh_json_put_str(json, "journey", s->journey);
    rh_json_put_str(json, "kind", s->kind);
    rh_json_put_str(json, "month", s->month);
    rh_json_put_str(json, "role", s->role);
    rh_json_close(json);
}

static void put_answer(rh_json_writer *json, const rh_model_answered *a)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "answer", rh_model_health_name(a->health));
    rh_json_put_strs(json, "covers", a->covers);
    rh_json_put_str(json, "id", a->id);
    rh_json_put_str(json, "question", a->question);
    rh_json_close(json);
}

static void put_weak(rh_json_writer *json, const rh_model_weak *w)
{
    rh_json_open(json, '{');
    rh_json_key(json, "figure");
    if (w->figure != NULL) put_figure(json, w->figure);
    else rh_json_null(json);
    rh_json_put_str(json, "id", w->id);
    rh_json_put_bool(json, "is_unknown", w->is_unknown);
    rh_json_put_str(json, "kind", w->kind);
    rh_json_put_str(json, "owner", w->owner);
    rh_json_put_str(json, "title", w->title);
    rh_json_close(json);
}

/* ---- fixes ---- */

static void put_effect(rh_json_writer *json, const rh_model_effect *e)
{
    rh_json_open(json, '{');
    put_quantity(json, "now", e->now);
    put_quantity(json, "then", e->then);
    rh_json_put_str(json, "what", e->what);
    rh_json_close(json);
}

static void put_reviewer(rh_json_writer *json, const rh_model_reviewer *r)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "id", r->id);
    rh_json_put_uint(json, "of", r->of);
    rh_json_put_uint(json, "others_of", r->others_of);
    rh_json_put_uint(json, "others_shown", r->others_shown);
    rh_json_put_str(json, "role", r->role);
    rh_json_put_uint(json, "shown", r->shown);
    rh_json_close(json);
}

static void put_fix(rh_json_writer *json, const rh_model_fix *x)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "action", rh_model_fix_action_name(x->action));
    rh_json_put_uint(json, "action_class", (uint64_t)x->action);
    rh_json_put_str(json, "change", x->change);
    rh_json_put_uint(json, "changes_tried", x->n_changes);
    rh_json_key(json, "effect");
    rh_json_open(json, '[');
    for (size_t i = 0; i < x->n_effects; i++) put_effect(json, &x->effects[i]);
    rh_json_close(json);
    rh_json_put_str(json, "entry", x->entry);
    rh_json_put_strs(json, "evidence", x->evidence);
    rh_json_put_str(json, "file", x->place.file);
    rh_json_put_bool(json, "is_critical", x->is_critical);
    rh_json_put_bool(json, "is_replayed", x->is_replayed);
    rh_json_put_uint(json, "journeys", x->journeys);
    rh_json_put_uint(json, "line", x->place.line);
    rh_json_put_str(json, "owner", x->owner);
    put_quantity(json, "p", x->p);
    put_quantity(json, "q", x->q);
    rh_json_put_uint(json, "rank", x->rank);
    rh_json_key(json, "reviewers");
    rh_json_open(json, '[');
    for (size_t i = 0; i < x->n_reviewers; i++) put_reviewer(json, &x->reviewers[i]);
    rh_json_close(json);
    rh_json_put_str(json, "scope", x->scope);
    rh_json_put_str(json, "subject", x->subject);
    rh_json_put_str(json, "symptom", x->symptom);
    rh_json_put_str(json, "title", x->title);
    rh_json_put_uint(json, "tried_on", x->n_tried);
    rh_json_put_uint(json, "weight", x->weight);
    rh_json_put_str(json, "why", x->why);
    rh_json_close(json);
}

/* ---- the meeting ---- */

static void put_agenda(rh_json_writer *json, const rh_model_agenda *a)
{
    rh_json_open(json, '{');
    rh_json_put_strs(json, "covers", a->covers);
    rh_json_put_uint(json, "from", a->from_minute);
    rh_json_put_str(json, "owner", a->owner);
    rh_json_put_str(json, "question", a->question);
    rh_json_put_strs(json, "shows", a->shows);
    rh_json_put_uint(json, "to", a->to_minute);
    rh_json_close(json);
}

static void put_cadence(rh_json_writer *json, const rh_model_cadence *c)
{
    rh_json_open(json, '{');
    rh_json_put_strs(json, "covers", c->covers);
    rh_json_key(json, "dates");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->n_dates; i++) rh_json_str(json, c->dates[i].text);
    rh_json_close(json);
    rh_json_put_str(json, "every", c->every);
    rh_json_put_uint(json, "from_day", c->from_day);
    rh_json_put_bool(json, "is_now", c->is_now);
    rh_json_put_str(json, "question", c->question);
    rh_json_key(json, "to_day");
    if (c->to_day != 0) rh_json_uint(json, c->to_day);
    else rh_json_null(json);
    rh_json_close(json);
}

static void put_graphic(rh_json_writer *json, const rh_model_graphic *g)
{
    rh_json_open(json, '{');
    rh_json_put_strs(json, "covers", g->covers);
    rh_json_put_str(json, "id", g->id);
    rh_json_key(json, "steps");
    rh_json_open(json, '[');
    for (size_t i = 0; i < g->n_nodes; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "label", g->nodes[i].label);
        rh_json_put_str(json, "metric", g->nodes[i].metric != NULL ? g->nodes[i].metric->id : rh_str_null());
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_put_str(json, "title", g->title);
    rh_json_close(json);
}

static void put_series(rh_json_writer *json, const rh_model_series *s)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "metric", s->metric->id);
    rh_json_key(json, "weeks");
    rh_json_open(json, '[');
    for (size_t i = 0; i < s->n_weeks; i++) rh_json_quantity(json, s->weeks[i]);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_target(rh_json_writer *json, const rh_model_target *t)
{
    rh_json_open(json, '{');
    put_quantity(json, "baseline", t->baseline);
    put_quantity(json, "change4", t->change4);
    put_quantity(json, "change8", t->change8);
    put_quantity(json, "from", t->from);
    rh_json_put_word(json, "health", rh_model_health_name(t->health));
    rh_json_put_str(json, "metric", t->metric->id);
    rh_json_put_str(json, "says", t->says);
    put_quantity(json, "to", t->to);
    put_quantity(json, "week4", t->week4);
    put_quantity(json, "week8", t->week8);
    rh_json_close(json);
}

/* A list under a key, each row by its function. */
#define PUT_LIST(json, key, review, at, put_row)                                                                       \
    do {                                                                                                               \
        rh_json_key(json, key);                                                                                        \
        rh_json_open(json, '[');                                                                                       \
        for (size_t i = 0; i < (review)->n_##at; i++) put_row(json, &(review)->at[i]);                                 \
        rh_json_close(json);                                                                                           \
    } while (0)

static void put_moved(rh_json_writer *json, const rh_model_figure *const *figure)
{
    put_figure(json, *figure);
}

void rh_data_of_review(rh_json_writer *json, const rh_review_report *review)
{
    rh_data__revision(json, "register", review->revision);
    rh_json_put_uint(json, "journeys", review->history.journeys);
    rh_json_put_str(json, "as_of", review->history.as_of.text);
    rh_json_put_str(json, "digest", review->history.digest);
    rh_data__history(json, "history", &review->history);
    rh_data__oscillated(json, &review->oscillated);
    put_period(json, "period", &review->period);
    rh_json_put_bool(json, "empty", review->is_empty);
    rh_json_put_str(json, "first_day", review->first_day);
    rh_json_put_str(json, "last_day", review->last_day);
    put_period(json, "before", &review->before);
    rh_json_key(json, "baseline");
    if (review->has_baseline) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "since", review->baseline.since.text);
        rh_json_put_str(json, "until", review->baseline.until.text);
        rh_json_close(json);
    } else rh_json_null(json);
    rh_json_put_str(json, "live_since", review->live_since.text);
    rh_json_put_uint(json, "day", review->day);
    PUT_LIST(json, "weak", review, weak, put_weak);
    PUT_LIST(json, "fixes", review, fixes, put_fix);
    rh_json_put_uint(json, "fixes_all", review->n_fixes_all);
    rh_json_put_uint(json, "fixes_tests", review->n_tests);
    PUT_LIST(json, "fixes_watched", review, watched, put_fix);
    rh_json_put_uint(json, "fixes_watched_all", review->n_watched_all);
    PUT_LIST(json, "moved", review, moved, put_moved);
    PUT_LIST(json, "stability", review, stability, put_answer);
    PUT_LIST(json, "areas", review, areas, put_area);
    PUT_LIST(json, "widgets", review, widgets, put_widget);
    PUT_LIST(json, "queues", review, queues, put_queue);
    PUT_LIST(json, "alerts", review, alerts, put_alert);
    PUT_LIST(json, "rates", review, rates, put_rate);
    PUT_LIST(json, "agreement", review, agreement, put_agreement);
    PUT_LIST(json, "samples", review, samples, put_sample);
    PUT_LIST(json, "targets", review, targets, put_target);
    PUT_LIST(json, "weeks", review, series, put_series);
    PUT_LIST(json, "agenda", review, agenda, put_agenda);
    PUT_LIST(json, "cadence", review, cadence, put_cadence);
    PUT_LIST(json, "graphics", review, graphics, put_graphic);
    PUT_LIST(json, "metrics", review, metrics, put_metric);
}

void rh_lines_of_review(rh_buf *out, const rh_review_report *review)
{
    for (size_t i = 0; i < review->n_metrics; i++) {
        for (size_t k = 0; k < review->metrics[i].n_figures; k++) {
            rh_json_writer json;
            rh_json_begin(&json, out, false);
            put_figure(&json, &review->metrics[i].figures[k]);
            rh_buf_byte(out, '\n');
        }
    }
}
