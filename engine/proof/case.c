/* One test on one journey: its segments, step by step (ruling 147). */
#include "engine/proof/proof_insides.h"

static bool is_opening(const rh_case *c, const rh_record *r)
{
    return (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED) && rh_str_eq(r->item.entry, c->test->face.entry);
}

static bool opens_here(const rh_case *c, const rh_moment *m)
{
    for (size_t i = 0; i < m->n_records; i++)
        if (is_opening(c, m->records[i])) return true;
    return false;
}

/* ---- segments ---- */

static void close_segment(rh_case *c)
{
    const rh_segment *s = c->segment;
    if (s->is_exercised && !s->is_vacuous) c->has_passed = true;
    if (c->outcome.result == RH_RESULT_UNPROVEN && s->is_vacuous) c->outcome.why = RH_WHY_VACUOUS;
    c->segment = NULL;
}

static void begin_segment(rh_case *c, const rh_moment *m, const rh_record *opening)
{
    if (c->segment != NULL) {
        rh_form__segment_end(c, m);
        close_segment(c);
    }
    c->segment = RH_NEW(&c->trial->journey, rh_segment);
    if (c->segment == NULL) {
        rh_trial__fail(c->trial, RH_NOMEM, NULL);
        return;
    }
    *c->segment = (rh_segment){.is_beginning = true, .deadline = RH_INSTANT_NEVER};
    rh_form__begin(c, m, opening);
}

/* ---- items ---- */

/* What approved, decided and did will see. */
static void note(rh_case *c, const rh_record *r)
{
    rh_segment *s = c->segment;
    rh_arena *arena = &c->trial->journey;
    bool ok = true;
    if (r->kind == RH_REC_DID) ok = RH_PUSH(arena, &s->did, r->action.action);
    if (r->kind == RH_REC_OBSERVED) ok = RH_PUSH(arena, &s->did, r->observed.action);
    const bool approves = r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED;
    const bool decides = approves || r->kind == RH_REC_REJECTED || r->kind == RH_REC_INFO_REQUESTED;
    if (decides && rh_str_eq(r->item.entry, c->test->face.entry))
        ok = RH_PUSH(arena, &s->decided, (rh_decided){r->item.by, approves});
    if (!ok) rh_trial__fail(c->trial, RH_NOMEM, NULL);
}

static void take(rh_case *c, const rh_moment *m, rh_item item)
{
    if (c->segment == NULL) return;
    if (item.record != NULL) note(c, item.record);
    rh_form__item(c, m, item);
}

static bool per_changed(const rh_case *c, const rh_moment *m)
{
    return c->test->per != RH_NONE && c->segment != NULL &&
           !rh_value_same(rh_view_field(m->view, c->test->per), c->per);
}

/* What workflow.approvers says to the test. The core's own is for conditions, which the second approver ends. */
static void count_approvers(rh_case *c, const rh_moment *m)
{
    for (size_t i = 0; i < m->n_records; i++) {
        const rh_record *r = m->records[i];
        const bool approves = r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED;
        if (is_opening(c, r)) c->n_approvers = 0;
        else if (approves && rh_str_eq(r->item.entry, c->test->face.entry)) c->n_approvers++;
        else if (r->kind == RH_REC_REJECTED && rh_str_eq(r->item.entry, c->test->face.entry)) c->n_approvers = 0;
    }
}

void rh_case__step(rh_case *c, const rh_moment *m)
{
    count_approvers(c, m);
    if (c->segment != NULL) rh_form__clock(c, m->now);
    if (m->event != NULL) take(c, m, (rh_item){.event = m->event});
    for (size_t i = 0; i < m->n_records; i++)
        if (m->records[i]->kind == RH_REC_OBSERVED) take(c, m, (rh_item){.record = m->records[i]});
    if (per_changed(c, m) && !opens_here(c, m)) begin_segment(c, m, NULL);
    for (size_t i = 0; i < m->n_records; i++) {
        const rh_record *r = m->records[i];
        if (r->kind == RH_REC_OBSERVED) continue;
        take(c, m, (rh_item){.record = r});
        if (!is_opening(c, r)) continue;
        if (!c->outcome.opened) c->outcome.opened = true, c->outcome.opened_at = m->now, c->outcome.opened_record = r;
        begin_segment(c, m, r);
    }
    if (c->segment != NULL) {
        rh_form__step_end(c, m);
        c->segment->is_beginning = false;
    }
    if (c->test->per != RH_NONE) c->per = rh_view_field(m->view, c->test->per);
}

void rh_case__end(rh_case *c, rh_instant as_of)
{
    if (c->segment != NULL) {
        rh_form__journey_end(c, as_of);
        close_segment(c);
    }
    if (c->outcome.result == RH_RESULT_FAIL || !c->has_passed) return;
    c->outcome.result = RH_RESULT_PASS;
    c->outcome.why = RH_WHY_NONE;
}

void rh_case__cut_off(rh_case *c, rh_instant at, const rh_record *error)
{
    rh_outcome *o = &c->outcome;
    rh_case__end(c, at);
    if (o->result == RH_RESULT_FAIL) return;
    o->result = RH_RESULT_FAIL;
    o->why = RH_WHY_OSCILLATED;
    o->at = at;
    o->record = error;
    o->clause = rh_str_null();
}
