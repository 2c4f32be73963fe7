/* Playing examples: a base journey with facts set in it and events behind it, and the unchanged base. Rulings 156, 157.
 */
#include "engine/proof/proof_insides.h"

typedef rh_player player;

static const rh_str example_source = {"rehearse/example", 16};

static rh_code refuse(const player *p, const rh_example *example, const rh_test *test, const char *why, rh_str what)
{
    return rh_err_set(p->err, RH_PROOF_EXAMPLE, example->span, "example of \"%.*s\" of %.*s: %s%.*s",
                      RH_ARG(test->face.name), RH_ARG(test->face.entry), why, RH_ARG(what));
}

/* ---- one journey through the run ---- */

static rh_code begin(const player *p, rh_str journey, size_t only)
{
    const rh_code code = rh_trial_begin(p->trial, journey, only, p->err);
    return code == RH_OK ? rh_run_begin(p->run, journey, p->err) : code;
}

static rh_code end(const player *p, rh_instant as_of)
{
    const rh_code code = rh_run_end(p->run, as_of, p->err);
    return code == RH_OK ? rh_trial_end(p->trial, as_of, p->err) : code;
}

/* ---- the example's own events ---- */

typedef struct script {
    size_t at; /* index of the base's event that the facts are set behind */
    rh_event set;
    const rh_event *thens;
    size_t n_thens;
    rh_instant as_of; /* the newest of all (ruling 156) */
} script;

static bool find_at(const rh_base *base, rh_str type, size_t *out)
{
    for (size_t i = 0; i < base->n_events; i++)
        if (type.ptr == NULL || rh_str_eq(base->events[i].type, type)) {
            *out = i;
            return true;
        }
    return false;
}

static rh_event own_event(const script *s, rh_str id, rh_instant at)
{
    rh_event e = {.id = id, .source = example_source, .subject = s->set.subject, .time = at, .knowntime = at};
    e.sequence = e.actor = e.actorrole = e.registerrev = rh_str_null();
    return e;
}

static rh_code write_thens(const player *p, script *s, const rh_test *test, const rh_example *example)
{
    rh_arena *arena = rh_run_arena(p->run);
    rh_event *thens = RH_NEW_N(arena, example->n_thens, rh_event);
    if (thens == NULL) return rh_err_nomem(p->err);
    rh_instant at = s->set.knowntime;
    for (size_t i = 0; i < example->n_thens; i++) {
        const rh_then *then = &example->thens[i];
        rh_buf id;
        rh_buf_init(&id, arena, 64);
        rh_buf_printf(&id, "then-%zu", i + 1);
        if (id.failed) return rh_err_nomem(p->err);
        if (then->has_after && !rh_calendar_add(p->proof->reg->calendar, &at, at, then->after))
            return refuse(p, example, test, "an event falls into a year without holidays data: ", then->type);
        thens[i] = own_event(s, rh_buf_str(&id), at);
        thens[i].type = then->type;
        thens[i].actor = then->actor;
        thens[i].actorrole = then->actorrole;
        thens[i].actorkind = then->actorkind;
        thens[i].data = then->data;
    }
    s->thens = thens;
    s->n_thens = example->n_thens;
    if (rh_instant_before(s->as_of, at)) s->as_of = at;
    return RH_OK;
}

static rh_code write_script(const player *p, script *s, const rh_test *test, const rh_example *example)
{
    const rh_base *base = &p->bases[example->base];
    if (base->n_events == 0)
        return refuse(p, example, test, "its base has no events: ", p->proof->bases.at[example->base]);
    if (!find_at(base, example->at, &s->at))
        return refuse(p, example, test, "its base has no event of type ", example->at);
    s->as_of = base->events[base->n_events - 1].knowntime;
    s->set.subject = base->events[0].subject;
    s->set = own_event(s, RH_STR("set"), base->events[s->at].knowntime);
    s->set.type = RH_STR("fields_ingested");
    s->set.actorkind = RH_STR("system");
    s->set.data = example->data;
    return RH_OK;
}

/* The base's events do not change what was set; the example's own do. */
static rh_code feed_own(const player *p, const rh_example *example, const rh_event *event)
{
    rh_code code = rh_run_pin(p->run, NULL, 0, p->err);
    if (code == RH_OK) code = rh_run_event(p->run, event, p->err);
    return code == RH_OK ? rh_run_pin(p->run, example->fields, example->n_fields, p->err) : code;
}

/* Behind each event of the base come the example's own that are due before the next: at one instant the base is first.
 */
static rh_code feed(const player *p, const script *s, const rh_example *example)
{
    const rh_base *base = &p->bases[example->base];
    size_t next = 0;
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < base->n_events; i++) {
        while (code == RH_OK && next < s->n_thens && i > s->at &&
               rh_instant_before(s->thens[next].knowntime, base->events[i].knowntime))
            code = feed_own(p, example, &s->thens[next++]);
        if (code == RH_OK) code = rh_run_event(p->run, &base->events[i], p->err);
        if (code == RH_OK && i == s->at && example->n_fields != 0) code = feed_own(p, example, &s->set);
    }
    while (code == RH_OK && next < s->n_thens) code = feed_own(p, example, &s->thens[next++]);
    return code;
}

/* ---- what it shows ---- */

/* Why the lane refused one of the example's own events; null when it refused none. */
static rh_str refusal(const player *p, size_t lane)
{
    size_t n;
    const rh_rejected *const *rejected = rh_run_rejected(p->run, lane, &n);
    for (size_t i = 0; i < n; i++) {
        if (!rh_str_eq(rejected[i]->event->source, example_source)) continue;
        rh_buf says;
        rh_buf_init(&says, rh_run_arena(p->run), 1024);
        rh_buf_printf(&says, "the register refuses the example's event \"%.*s\": %s", RH_ARG(rejected[i]->event->type),
                      rejected[i]->text);
        return says.failed ? rh_str_of(rh_why_text(RH_WHY_REFUSED)) : rh_buf_str(&says);
    }
    return rh_str_null();
}

static rh_outcome failed(rh_why why, rh_instant at, const rh_record *record)
{
    return (rh_outcome){.result = RH_RESULT_FAIL, .why = why, .at = at, .record = record, .says = rh_str_null(),
                        .clause = rh_str_null()};
}

static rh_outcome failed_example(rh_why why, rh_instant at, const rh_record *record, const rh_example *example)
{
    rh_outcome o = failed(why, at, record);
    o.clause = RH_STR("example");
    o.clause_span = example->span;
    return o;
}

static rh_outcome oscillated(const rh_lane_state *state)
{
    return failed(RH_WHY_OSCILLATED, state->died_at, state->death);
}

rh_outcome rh_player__outcome(const rh_player *p, size_t i, size_t test, const rh_example *example, rh_instant set_at)
{
    rh_outcome o = rh_trial_outcome(p->trial, i, test);
    const rh_str says = refusal(p, p->trial->lanes[i].lane);
    if (says.ptr != NULL) {
        o = failed_example(RH_WHY_REFUSED, set_at, NULL, example);
        o.says = says;
    } else if (example->opens) {
        if (!o.opened) o = failed_example(RH_WHY_NOT_OPENED, set_at, NULL, example);
    } else if (o.opened) {
        o = failed_example(RH_WHY_OPENED, o.opened_at, o.opened_record, example);
    } else if (p->trial->states[i].death != NULL) {
        o = oscillated(&p->trial->states[i]);
    } else {
        o.why = RH_WHY_NEVER_OPENED; /* as it must: the form is not judged */
    }
    o.example_span = example->span;
    return o;
}

rh_code rh_player__example(const rh_player *p, size_t t, const rh_example *example, rh_instant *set_at)
{
    const rh_test *test = &p->proof->tests[t];
    script s = {0};
    rh_code code = write_script(p, &s, test, example);
    if (code == RH_OK) code = begin(p, s.set.subject, t);
    if (code == RH_OK) code = write_thens(p, &s, test, example);
    if (code == RH_OK) code = feed(p, &s, example);
    *set_at = s.set.knowntime;
    return code == RH_OK ? end(p, s.as_of) : code;
}

static rh_code play_example(const player *p, rh_results *results, size_t t, const rh_example *example)
{
    rh_instant set_at;
    rh_code code = rh_player__example(p, t, example, &set_at);
    for (size_t i = 0; code == RH_OK && i < p->trial->n_lanes; i++) {
        const rh_outcome o = rh_player__outcome(p, i, t, example, set_at);
        const rh_str subject = p->bases[example->base].events[0].subject;
        code = rh_results_fold(&results[i], t, RH_WAY_EXAMPLE, subject, &o, p->err);
    }
    return code;
}

/* ---- the unchanged bases ---- */

bool rh_test__uses_base(const rh_test *test, size_t base)
{
    for (size_t i = 0; i < test->face.n_examples; i++)
        if (test->examples[i].base == base) return true;
    return false;
}

rh_outcome rh_player__clean(const rh_player *p, size_t i, size_t test)
{
    const rh_outcome o = rh_trial_outcome(p->trial, i, test);
    if (o.opened) return failed(RH_WHY_OPENED, o.opened_at, o.opened_record);
    if (p->trial->states[i].death != NULL) return oscillated(&p->trial->states[i]);
    return (rh_outcome){.result = RH_RESULT_PASS, .says = rh_str_null()};
}

rh_code rh_player__base(const rh_player *p, size_t b, size_t only)
{
    const rh_base *base = &p->bases[b];
    rh_code code = begin(p, base->events[0].subject, only);
    for (size_t i = 0; code == RH_OK && i < base->n_events; i++) code = rh_run_event(p->run, &base->events[i], p->err);
    return code == RH_OK ? end(p, base->events[base->n_events - 1].knowntime) : code;
}

static rh_code play_base(const player *p, rh_results *results, size_t b, size_t only)
{
    const rh_base *base = &p->bases[b];
    if (base->n_events == 0) return RH_OK; /* the example that needs it says so */
    rh_code code = rh_player__base(p, b, only);
    for (size_t t = 0; code == RH_OK && t < p->proof->n_tests; t++) {
        if ((only != RH_EVERY_TEST && only != t) || !rh_test__uses_base(&p->proof->tests[t], b)) continue;
        for (size_t i = 0; code == RH_OK && i < p->trial->n_lanes; i++) {
            const rh_outcome o = rh_player__clean(p, i, t);
            code = rh_results_fold(&results[i], t, RH_WAY_CLEAN, base->events[0].subject, &o, p->err);
        }
    }
    return code;
}

rh_code rh_examples_play(rh_results *results, rh_trial *trial, rh_run *run, const rh_base *bases, size_t only,
                         rh_err *err)
{
    if (trial->n_lanes == 0) return RH_OK;
    const player p = {.trial = trial, .run = run, .proof = trial->lanes[0].proof, .bases = bases, .err = err};
    rh_code code = RH_OK;
    for (size_t t = 0; code == RH_OK && t < p.proof->n_tests; t++)
        for (size_t i = 0;
             code == RH_OK && (only == RH_EVERY_TEST || only == t) && i < p.proof->tests[t].face.n_examples; i++)
            code = play_example(&p, results, t, &p.proof->tests[t].examples[i]);
    for (size_t b = 0; code == RH_OK && b < p.proof->bases.n; b++)
        if (only == RH_EVERY_TEST || rh_test__uses_base(&p.proof->tests[only], b))
            code = play_base(&p, results, b, only);
    return code;
}
