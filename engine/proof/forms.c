/* What each form makes of the items, steps and ends of a segment. FORMATS.md section 4; rulings 106, 148 to 154. */
#include "engine/proof/proof_insides.h"

void rh_case__broken(rh_case *c, rh_instant at, const rh_record *record, rh_why why)
{
    rh_outcome *o = &c->outcome;
    if (o->result == RH_RESULT_FAIL && !rh_instant_before(at, o->at)) return; /* the earliest in the journey is told */
    o->result = RH_RESULT_FAIL;
    o->why = why;
    o->at = at;
    o->record = record;
    o->clause = c->test->face.clause;
    o->clause_span = c->test->face.clause_span;
}

static bool holds(rh_case *c, const rh_moment *m, rh_expr expr)
{
    return expr != RH_EXPR_NONE && rh_case__is_true(c, m, c->proof->facts, expr, true);
}

/* When `within` runs out; NEVER where there is none. */
static rh_instant deadline(rh_case *c, rh_instant from)
{
    rh_instant at = RH_INSTANT_NEVER;
    rh_err err;
    const rh_delay *delay = &c->test->delay;
    if (!delay->is_given || delay->is_zero || rh_calendar_add(c->proof->reg->calendar, &at, from, delay->span))
        return at;
    rh_err_set(&err, RH_PROOF_CALENDAR, c->test->face.span,
               "test \"%.*s\" of %.*s: its deadline lies in a year without holidays data", RH_ARG(c->test->face.name),
               RH_ARG(c->test->face.entry));
    rh_trial__fail(c->trial, RH_PROOF_CALENDAR, &err);
    return RH_INSTANT_NEVER;
}

static void wait_for(rh_case *c, const rh_moment *m, const rh_record *record)
{
    const rh_pending p = {.at = m->now, .deadline = deadline(c, m->now), .step = m->step, .record = record};
    if (!RH_PUSH(&c->trial->journey, &c->segment->pending, p)) rh_trial__fail(c->trial, RH_NOMEM, NULL);
}

/* ---- never ---- */

static bool is_listed(const rh_test *test, rh_str action)
{
    for (size_t i = 0; i < test->n_never; i++)
        if (rh_str_eq(test->never[i], action)) return true;
    return false;
}

static void never_item(rh_case *c, const rh_moment *m, const rh_record *r)
{
    rh_segment *s = c->segment;
    if (r == NULL) return;
    if (r->kind == RH_REC_OBSERVED && is_listed(c->test, r->observed.action)) {
        s->is_exercised = true;
        if (r->observed.verdict == RH_ALLOW && !s->has_held) rh_case__broken(c, m->now, r, RH_WHY_BROKEN);
    } else if (r->kind == RH_REC_PROPOSED && is_listed(c->test, r->action.action)) {
        s->is_exercised = true;
    } else if (r->kind == RH_REC_DID && !s->has_held && is_listed(c->test, r->action.action)) {
        wait_for(c, m, r); /* `until` may still hold by the end of this step */
    }
}

static void never_step_end(rh_case *c, const rh_moment *m)
{
    rh_segment *s = c->segment;
    if (!s->has_held && holds(c, m, c->test->condition)) {
        s->has_held = true;
        s->is_vacuous = s->is_beginning;
    }
    for (size_t i = 0; !s->has_held && i < s->pending.n; i++)
        rh_case__broken(c, s->pending.at[i].at, s->pending.at[i].record, RH_WHY_BROKEN);
    s->pending.n = 0;
}

/* ---- within ---- */

static void within_item(rh_case *c, const rh_moment *m, rh_item item)
{
    rh_segment *s = c->segment;
    if (s->is_over || !rh_pattern__matches(&c->test->watched, c, m, item)) return;
    s->matched_here = true;
    if (s->has_held) s->is_seen = s->is_exercised = s->is_over = true;
}

static void within_step_end(rh_case *c, const rh_moment *m)
{
    rh_segment *s = c->segment;
    if (!s->is_over && !s->has_held && holds(c, m, c->test->condition)) {
        s->has_held = true;
        s->deadline = deadline(c, m->now);
        if (s->matched_here) s->is_seen = s->is_exercised = s->is_over = true;
        if (c->test->delay.is_zero && !s->is_seen) {
            s->is_over = true;
            rh_case__broken(c, m->now, NULL, RH_WHY_MISSED);
        }
    }
    s->matched_here = false;
}

/* Nothing came by the deadline, which lies before (or, at the journey's end, not behind) now. */
static void within_missed(rh_case *c)
{
    c->segment->is_over = true;
    rh_case__broken(c, c->segment->deadline, NULL, RH_WHY_MISSED);
}

/* ---- at_most ---- */

static void at_most_item(rh_case *c, const rh_moment *m, rh_item item)
{
    rh_segment *s = c->segment;
    if (!rh_pattern__matches(&c->test->watched, c, m, item)) return;
    s->is_exercised = true;
    if (++s->count == c->test->limit + 1) rh_case__broken(c, m->now, item.record, RH_WHY_TOO_MANY);
}

/* ---- each ---- */

static void each_item(rh_case *c, const rh_moment *m, rh_item item)
{
    rh_segment *s = c->segment;
    if (s->pending.n != 0 && rh_pattern__matches(&c->test->answer, c, m, item)) {
        s->is_exercised = true;
        s->pending.n = 0;
    }
    if (rh_pattern__matches(&c->test->watched, c, m, item)) wait_for(c, m, item.record);
}

static void unanswered(rh_case *c, const rh_pending *p, rh_instant at)
{
    c->segment->is_exercised = true;
    rh_case__broken(c, at, p->record, RH_WHY_UNANSWERED);
}

/* Fails what waited past its deadline; the rest goes on waiting. */
static void each_clock(rh_case *c, rh_instant now, bool inclusive)
{
    rh_segment *s = c->segment;
    size_t kept = 0;
    for (size_t i = 0; i < s->pending.n; i++) {
        const rh_pending p = s->pending.at[i];
        const int order = rh_instant_cmp(p.deadline, now);
        if (order < 0 || (inclusive && order == 0)) unanswered(c, &p, p.deadline);
        else s->pending.at[kept++] = p;
    }
    s->pending.n = kept;
}

/* The segment is over: without `within` what waits has failed, with it it is left out. */
static void each_end(rh_case *c)
{
    rh_segment *s = c->segment;
    for (size_t i = 0; !c->test->delay.is_given && i < s->pending.n; i++)
        unanswered(c, &s->pending.at[i], s->pending.at[i].at);
    s->pending.n = 0;
}

static void each_step_end(rh_case *c, const rh_moment *m)
{
    rh_segment *s = c->segment;
    for (size_t i = 0; c->test->delay.is_zero && i < s->pending.n; i++) unanswered(c, &s->pending.at[i], m->now);
    if (c->test->delay.is_zero) s->pending.n = 0;
}

/* ---- always ---- */

static void always_step_end(rh_case *c, const rh_moment *m)
{
    if (c->test->scope != RH_EXPR_NONE && !holds(c, m, c->test->scope)) return;
    c->segment->is_exercised = true;
    if (!holds(c, m, c->test->condition)) rh_case__broken(c, m->now, NULL, RH_WHY_NOT_ALWAYS);
}

/* ---- routes_to ---- */

static void check_route(rh_case *c, rh_instant at, const rh_record *record, rh_str route)
{
    c->segment->is_exercised = true;
    if (!rh_str_eq(route, c->test->role)) rh_case__broken(c, at, record, RH_WHY_ROUTE);
}

static void routes_item(rh_case *c, const rh_moment *m, const rh_record *r)
{
    if (r == NULL || r->kind != RH_REC_SLA_BREACHED || !rh_str_eq(r->moved.entry, c->test->face.entry)) return;
    if (++c->segment->count == c->test->limit) check_route(c, m->now, r, r->moved.to);
}

/* ---- a segment's life ---- */

void rh_form__begin(rh_case *c, const rh_moment *m, const rh_record *opening)
{
    if (c->test->form == RH_FORM_ROUTES_TO && c->test->limit == 0 && opening != NULL)
        check_route(c, m->now, opening, opening->item.route);
    if (c->test->form == RH_FORM_AT_MOST && c->test->limit == 0) c->segment->is_exercised = true; /* ruling 151 */
}

void rh_form__clock(rh_case *c, rh_instant now)
{
    rh_segment *s = c->segment;
    if (c->test->form == RH_FORM_WITHIN && s->has_held && !s->is_over && rh_instant_before(s->deadline, now))
        within_missed(c);
    if (c->test->form == RH_FORM_EACH) each_clock(c, now, false);
}

void rh_form__item(rh_case *c, const rh_moment *m, rh_item item)
{
    switch (c->test->form) {
    case RH_FORM_NEVER: never_item(c, m, item.record); break;
    case RH_FORM_WITHIN: within_item(c, m, item); break;
    case RH_FORM_AT_MOST: at_most_item(c, m, item); break;
    case RH_FORM_EACH: each_item(c, m, item); break;
    case RH_FORM_ROUTES_TO: routes_item(c, m, item.record); break;
    case RH_FORM_ALWAYS:
    case RH_N_FORMS: break;
    }
}

void rh_form__step_end(rh_case *c, const rh_moment *m)
{
    switch (c->test->form) {
    case RH_FORM_NEVER: never_step_end(c, m); break;
    case RH_FORM_WITHIN: within_step_end(c, m); break;
    case RH_FORM_EACH: each_step_end(c, m); break;
    case RH_FORM_ALWAYS: always_step_end(c, m); break;
    case RH_FORM_AT_MOST:
    case RH_FORM_ROUTES_TO:
    case RH_N_FORMS: break;
    }
}

void rh_form__segment_end(rh_case *c, const rh_moment *m)
{
    if (c->test->form == RH_FORM_NEVER && c->segment->pending.n != 0) never_step_end(c, m);
    if (c->test->form == RH_FORM_EACH) {
        each_step_end(c, m);
        each_end(c);
    }
}

void rh_form__journey_end(rh_case *c, rh_instant as_of)
{
    rh_segment *s = c->segment;
    if (c->test->form == RH_FORM_WITHIN && s->has_held && !s->is_over && !rh_instant_before(as_of, s->deadline))
        within_missed(c);
    if (c->test->form != RH_FORM_EACH) return;
    each_clock(c, as_of, true);
    each_end(c);
}
