/* Reads monitors.yaml whole, but for what the core itself reads of it (alerts, packet). */
#include "harness/review/plan.h"

#include "harness/review/read.h"

enum { MOST_WIDGETS = 14, MOST_MINUTES = 30, MOST_ID_BYTES = 60 };

#define KEYS(...)                                                                                                      \
    (const rh_review_key[]){__VA_ARGS__}, sizeof((const rh_review_key[]){__VA_ARGS__}) / sizeof(rh_review_key)

/* Room for the rows of a list; NULL for none, or on no memory. */
static void *rows(rh_review_reader *r, const rh_node *list, const char *what, size_t size_bytes, size_t *n)
{
    *n = rh_review__list(r, list, what);
    void *at = *n > 0 ? rh_arena_array(r->keep, *n, size_bytes) : NULL;
    if (at == NULL) *n = 0;
    return at;
}

static void check_twice(rh_review_reader *r, const char *what, rh_str id, rh_span span, rh_str other,
                        rh_span other_span)
{
    if (id.len > 0 && rh_str_eq(id, other))
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, span, "%s '%.*s' stands at line %u already", what, RH_ARG(id),
                        other_span.line);
}

static void read_queues(rh_review_reader *r, const rh_node *list)
{
    rh_queue_plan *at = rows(r, list, "queues", sizeof *at, &r->plan->n_queues);
    for (size_t i = 0; i < r->plan->n_queues; i++) {
        const rh_node *id, *title, *enter, *leave, *owner, *limit, *covers;
        rh_queue_plan *q = &at[i];
        *q = (rh_queue_plan){.span = list->items[i]->span, .enter = RH_EXPR_NONE, .leave = RH_EXPR_NONE};
        if (!rh_review__map(r, list->items[i], "a queue",
                            KEYS({"id", true, &id}, {"title", false, &title}, {"enter", true, &enter},
                                 {"leave", true, &leave}, {"owner", true, &owner}, {"limit", false, &limit},
                                 {"covers", false, &covers})))
            continue;
        rh_review__text(r, id, "id", &q->id);
        q->title = q->id;
        rh_review__text(r, title, "title", &q->title);
        q->enter = rh_review__condition(r, enter, "enter");
        q->leave = rh_review__condition(r, leave, "leave");
        rh_review__role(r, owner, "owner", &q->owner);
        q->has_limit = rh_review__span(r, limit, "limit", &q->limit);
        if (q->has_limit) q->limit_text = limit->text;
        rh_review__texts(r, covers, "covers", &q->covers);
        for (size_t k = 0; k < i; k++) check_twice(r, "queue", q->id, q->span, at[k].id, at[k].span);
    }
    r->plan->queues = at;
}

/* ---- what names metrics ---- */

static void read_names(rh_review_reader *r, const rh_node *list, const size_t **out, size_t *n)
{
    size_t *at = rows(r, list, "metrics", sizeof *at, n);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        at[kept] = rh_review__metric(r, list->items[i]);
        if (at[kept] != SIZE_MAX) kept++;
    }
    *n = kept;
    *out = at;
}

static rh_expr read_weak(rh_review_reader *r, const rh_node *node)
{
    rh_expr root = RH_EXPR_NONE;
    if (node == NULL) return root;
    const rh_code code = rh_metric_pool_add(&r->plan->answers, &root, node, r->diags);
    if (code != RH_OK) rh_review__failed(r, code);
    return code == RH_OK ? root : RH_EXPR_NONE;
}

static void read_areas(rh_review_reader *r, const rh_node *list)
{
    rh_area_plan *at = rows(r, list, "areas", sizeof *at, &r->plan->n_areas);
    for (size_t i = 0; i < r->plan->n_areas; i++) {
        const rh_node *id, *title, *metrics, *weak, *covers, *owner;
        rh_area_plan *a = &at[i];
        *a = (rh_area_plan){.span = list->items[i]->span, .weak = RH_EXPR_NONE};
        if (!rh_review__map(r, list->items[i], "an area",
                            KEYS({"id", true, &id}, {"title", true, &title}, {"metrics", true, &metrics},
                                 {"weak", false, &weak}, {"owner", false, &owner}, {"covers", false, &covers})))
            continue;
        rh_review__text(r, id, "id", &a->id);
        rh_review__text(r, title, "title", &a->title);
        read_names(r, metrics, &a->metrics, &a->n_metrics);
        if (a->n_metrics == 0) RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, metrics->span, "an area has at least one metric");
        a->weak = read_weak(r, weak);
        if (weak != NULL) a->weak_text = weak->text;
        rh_review__role(r, owner, "owner", &a->owner);
        rh_review__texts(r, covers, "covers", &a->covers);
        for (size_t k = 0; k < i; k++) check_twice(r, "area", a->id, a->span, at[k].id, at[k].span);
    }
    r->plan->areas = at;
}

static void read_widgets(rh_review_reader *r, const rh_node *list)
{
    static const char *const charts[] = {"bar", "number", "line", "table"};
    enum { N_CHARTS = sizeof charts / sizeof *charts };
    rh_widget_plan *at = rows(r, list, "widgets", sizeof *at, &r->plan->n_widgets);
    if (r->plan->n_widgets > MOST_WIDGETS)
        RH_REVIEW_ERROR(r, RH_REVIEW_WIDGETS, list->items[MOST_WIDGETS]->span,
                        "%zu widgets: expected at most %d, as nobody reads more", r->plan->n_widgets, MOST_WIDGETS);
    for (size_t i = 0; i < r->plan->n_widgets; i++) {
        const rh_node *metric, *chart, *owner, *covers;
        rh_str names[N_CHARTS];
        bool is_known = false;
        at[i] = (rh_widget_plan){.metric = SIZE_MAX};
        if (!rh_review__map(r, list->items[i], "a widget",
                            KEYS({"metric", true, &metric}, {"chart", true, &chart}, {"owner", true, &owner},
                                 {"covers", false, &covers})))
            continue;
        at[i].metric = rh_review__metric(r, metric);
        rh_review__text(r, chart, "chart", &at[i].chart);
        for (size_t k = 0; k < N_CHARTS; k++) {
            names[k] = rh_str_of(charts[k]);
            is_known |= rh_str_eq(at[i].chart, names[k]);
        }
        if (!is_known) rh_review__unknown(r, chart, "chart", (rh_strs){names, N_CHARTS});
        rh_review__role(r, owner, "owner", &at[i].owner);
        rh_review__texts(r, covers, "covers", &at[i].covers);
    }
    r->plan->widgets = at;
}

static void read_questions(rh_review_reader *r, const rh_node *list)
{
    rh_question_plan *at = rows(r, list, "stability", sizeof *at, &r->plan->n_questions);
    for (size_t i = 0; i < r->plan->n_questions; i++) {
        const rh_node *id, *question, *weak, *covers;
        at[i] = (rh_question_plan){.weak = RH_EXPR_NONE};
        if (!rh_review__map(r, list->items[i], "a question of stability",
                            KEYS({"id", true, &id}, {"question", false, &question}, {"weak", false, &weak},
                                 {"covers", false, &covers})))
            continue;
        rh_review__text(r, id, "id", &at[i].id);
        at[i].question = at[i].id;
        rh_review__text(r, question, "question", &at[i].question);
        at[i].weak = read_weak(r, weak);
        rh_review__texts(r, covers, "covers", &at[i].covers);
    }
    r->plan->questions = at;
}

static void read_steps(rh_review_reader *r, const rh_node *list, rh_graphic_plan *g)
{
    rh_step_plan *at = rows(r, list, "steps", sizeof *at, &g->n_steps);
    for (size_t i = 0; i < g->n_steps; i++) {
        const rh_node *label, *metric;
        at[i] = (rh_step_plan){.metric = SIZE_MAX};
        if (!rh_review__map(r, list->items[i], "a step of a graphic",
                            KEYS({"label", true, &label}, {"metric", false, &metric})))
            continue;
        rh_review__text(r, label, "label", &at[i].label);
        if (metric != NULL) at[i].metric = rh_review__metric(r, metric);
    }
    g->steps = at;
}

/* The id of a graphic names a file of a site. */
static void check_file_name(rh_review_reader *r, const rh_node *node, rh_str id)
{
    bool ok = id.len <= MOST_ID_BYTES;
    for (size_t i = 0; i < id.len; i++) {
        const char c = id.ptr[i];
        ok &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    if (!ok)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span,
                        "graphic '%.*s': expected at most %d lower-case letters, digits, _ and -", RH_ARG(id),
                        MOST_ID_BYTES);
}

static void read_graphics(rh_review_reader *r, const rh_node *list)
{
    rh_graphic_plan *at = rows(r, list, "graphics", sizeof *at, &r->plan->n_graphics);
    for (size_t i = 0; i < r->plan->n_graphics; i++) {
        const rh_node *id, *title, *steps, *covers;
        at[i] = (rh_graphic_plan){0};
        if (!rh_review__map(
                r, list->items[i], "a graphic",
                KEYS({"id", true, &id}, {"title", true, &title}, {"steps", true, &steps}, {"covers", false, &covers})))
            continue;
        rh_review__text(r, id, "id", &at[i].id);
        check_file_name(r, id, at[i].id);
        rh_review__text(r, title, "title", &at[i].title);
        read_steps(r, steps, &at[i]);
        rh_review__texts(r, covers, "covers", &at[i].covers);
    }
    r->plan->graphics = at;
}

/* ---- the meeting ---- */

static void read_agenda(rh_review_reader *r, const rh_node *list)
{
    rh_agenda_plan *at = rows(r, list, "agenda", sizeof *at, &r->plan->n_agenda);
    for (size_t i = 0; i < r->plan->n_agenda; i++) {
        const rh_node *minutes, *question, *shows, *owner, *covers;
        rh_agenda_plan *a = &at[i];
        *a = (rh_agenda_plan){0};
        if (!rh_review__map(r, list->items[i], "a point of the agenda",
                            KEYS({"minutes", true, &minutes}, {"question", true, &question}, {"shows", false, &shows},
                                 {"owner", false, &owner}, {"covers", false, &covers})))
            continue;
        rh_review__text(r, question, "question", &a->question);
        rh_review__texts(r, shows, "shows", &a->shows);
        rh_review__role(r, owner, "owner", &a->owner);
        rh_review__texts(r, covers, "covers", &a->covers);
        if (!rh_review__range(r, minutes, "minutes", false, &a->from, &a->to)) continue;
        if (i > 0 && a->from < at[i - 1].to)
            RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, minutes->span, "minutes %u..%u begin before %u..%u has ended", a->from,
                            a->to, at[i - 1].from, at[i - 1].to);
        if (a->to > MOST_MINUTES)
            RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, minutes->span, "minutes end at %u: a review takes %d at most", a->to,
                            MOST_MINUTES);
    }
    r->plan->agenda = at;
}

static void read_cadence(rh_review_reader *r, const rh_node *list)
{
    rh_cadence_plan *at = rows(r, list, "cadence", sizeof *at, &r->plan->n_cadence);
    for (size_t i = 0; i < r->plan->n_cadence; i++) {
        const rh_node *days, *every, *question, *covers;
        rh_cadence_plan *c = &at[i];
        *c = (rh_cadence_plan){0};
        if (!rh_review__map(r, list->items[i], "a stretch of the cadence",
                            KEYS({"days", true, &days}, {"every", true, &every}, {"question", true, &question},
                                 {"covers", false, &covers})))
            continue;
        rh_review__text(r, question, "question", &c->question);
        rh_review__texts(r, covers, "covers", &c->covers);
        if (rh_review__span(r, every, "every", &c->every)) c->every_text = every->text;
        if (!rh_review__range(r, days, "days", true, &c->from, &c->to)) continue;
        if (c->from == 0 || (i > 0 && (at[i - 1].to == 0 || c->from <= at[i - 1].to)))
            RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, days->span,
                            "days begin at %u: expected day 1 or later, behind the stretch before", c->from);
    }
    r->plan->cadence = at;
}

static void read_baseline(rh_review_reader *r, const rh_node *node)
{
    const rh_node *since, *until;
    rh_review_plan *p = r->plan;
    if (node == NULL || !rh_review__map(r, node, "baseline", KEYS({"since", true, &since}, {"until", true, &until})))
        return;
    rh_review__instant(r, since, "since", &p->baseline_since);
    rh_review__instant(r, until, "until", &p->baseline_until);
    p->has_baseline = true;
    if (r->code == RH_OK && !rh_instant_before(p->baseline_since, p->baseline_until))
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "baseline ends before it begins");
}

/* ---- the whole ---- */

static rh_code open_answers(rh_review_reader *r, rh_err *err)
{
    const rh_review_plan *p = r->plan;
    rh_str *names = RH_NEW_N(r->keep, p->n_own, rh_str);
    for (size_t i = 0; names != NULL && i < p->n_own; i++) names[i] = p->metrics[i].id;
    if (names == NULL) return rh_err_nomem(err);
    return rh_metric_pool_init(&r->plan->answers, r->keep, RH_METRIC_WEAK_ANSWERS, (rh_strs){names, p->n_own}, err);
}

typedef struct monitors_nodes {
    const rh_node *alerts, *packet, *live_since, *baseline, *metrics, *areas, *widgets, *queues, *stability, *graphics,
        *agenda, *cadence;
} monitors_nodes;

static rh_code read_all(rh_review_reader *r, const monitors_nodes *m, rh_err *err)
{
    rh_review_plan *p = r->plan;
    rh_review__instant(r, m->live_since, "live_since", &p->live_since);
    p->has_live_since = m->live_since != NULL;
    read_baseline(r, m->baseline);
    rh_code code = rh_review__open_tables(r, err);
    if (code != RH_OK) return code;
    read_queues(r, m->queues);
    rh_review__read_metrics(r, m->metrics);
    code = open_answers(r, err);
    if (code != RH_OK) return code;
    read_areas(r, m->areas);
    read_widgets(r, m->widgets);
    read_questions(r, m->stability);
    read_graphics(r, m->graphics);
    read_agenda(r, m->agenda);
    read_cadence(r, m->cadence);
    if (r->code != RH_OK) return r->code;
    code = rh_metric_pool_seal(&p->answers, err);
    return code == RH_OK ? rh_review__seal_tables(r, err) : code;
}

bool rh_review_plan_is_idle(const rh_review_plan *plan)
{
    for (size_t i = 0; i < plan->n_agenda; i++)
        for (size_t k = 0; k < plan->agenda[i].shows.n; k++)
            if (rh_str_eq(plan->agenda[i].shows.at[k], RH_STR("fixes"))) return false;
    return plan->n_widgets > 0;
}

/* The lane of the business is what the register's own gate.yaml names. */
rh_code rh_review_plan_read(const rh_review_plan **out, rh_arena *keep, const rh_program *program, const rh_lent *lent,
                            rh_diags *diags)
{
    const rh_register *reg = rh_program_register(program, 0);
    const rh_review_source own = {.root = reg->monitors != NULL ? reg->monitors->root : NULL,
                                  .lane_field = rh_gate_lane_field(reg)};
    return rh_review_plan_of(out, keep, program, &own, lent, diags);
}

rh_code rh_review_plan_of(const rh_review_plan **out, rh_arena *keep, const rh_program *program,
                          const rh_review_source *source, const rh_lent *lent, rh_diags *diags)
{
    static const rh_node empty = {.kind = RH_NODE_MAP};
    const rh_register *reg = rh_program_register(program, 0);
    rh_review_plan *plan = RH_NEW(keep, rh_review_plan);
    rh_review_reader r = {.keep = keep, .diags = diags, .program = program, .values = source->values, .plan = plan};
    monitors_nodes m;
    rh_err err = {0};
    if (plan == NULL) return RH_NOMEM;
    *plan = (rh_review_plan){.reg = reg, .lent = lent, .lane_field = source->lane_field};
    const bool ok = rh_review__map(
        &r, source->root != NULL ? source->root : &empty, "monitors.yaml",
        KEYS({"alerts", false, &m.alerts}, {"packet", false, &m.packet}, {"live_since", false, &m.live_since},
             {"baseline", false, &m.baseline}, {"metrics", false, &m.metrics}, {"areas", false, &m.areas},
             {"widgets", false, &m.widgets}, {"queues", false, &m.queues}, {"stability", false, &m.stability},
             {"graphics", false, &m.graphics}, {"agenda", false, &m.agenda}, {"cadence", false, &m.cadence}));
    if (!ok) return r.code;
    const rh_code code = read_all(&r, &m, &err);
    if (code != RH_OK && diags->n_errors == 0) rh_diags_error(diags, &err);
    if (code == RH_OK) *out = plan;
    return code;
}
