/* What became of the observed actions of a course. */
#include "engine/judge/outcome.h"

#include "engine/base/vec.h"
#include "engine/judge/rights.h"
#include "engine/judge/rows.h"

enum { DAY_S = 86400 };

const char *rh_quality_name(rh_quality quality)
{
    static const char *const names[RH_N_QUALITIES] = {"good", "bad", "open"};
    return names[quality];
}

const char *rh_cell_name(rh_cell cell)
{
    static const char *const names[] = {
#define X(NAME, word, text) word,
#include "engine/judge/cells.def"
#undef X
    };
    return names[cell];
}

const char *rh_cell_text(rh_cell cell)
{
    static const char *const texts[] = {
#define X(NAME, word, text) text,
#include "engine/judge/cells.def"
#undef X
    };
    return texts[cell];
}

/* A person's no to an entry. */
typedef struct rejection {
    uint32_t entry;
    rh_instant at;
    size_t index;          /* of its record; SIZE_MAX: the decision stands in the events only */
    const rh_event *event; /* may be NULL with an index */
} rejection;

typedef struct judge {
    rh_arena *keep;
    const rh_course *course;
    const rh_aftermath *aftermath;
    RH_VEC(rh_judged) actions;
    RH_VEC(rejection) rejections;
    rh_judgement out;
} judge;

static const rh_record *record_of(const judge *j, const rh_judged *action)
{
    return j->course->records[action->index];
}

/* ---- corrections ---- */

static bool is_before(const rh_record *observed, const rh_event *event)
{
    return observed->event != NULL && rh_event_cmp(observed->event, event) < 0;
}

/* Whether a correction means an action: by its event, or without one by the action's id. */
static bool names(const rh_event *correction, const rh_record *observed)
{
    const rh_str of = rh_event_text(correction, "of");
    if (of.ptr != NULL) return rh_str_eq(of, observed->observed.event);
    return rh_str_eq(rh_event_text(correction, "action"), observed->observed.action);
}

static void prove(rh_judged *action, const rh_event *proof)
{
    if (action->outcome != RH_QUALITY_BAD) action->proof = proof;
    action->outcome = RH_QUALITY_BAD;
}

static void correct(judge *j, const rh_event *correction)
{
    j->out.corrections++;
    for (size_t i = j->actions.n; i-- > 0;) {
        const rh_record *observed = record_of(j, &j->actions.at[i]);
        if (!is_before(observed, correction) || !names(correction, observed)) continue;
        prove(&j->actions.at[i], correction);
        return;
    }
    j->out.stray_corrections++;
}

/* ---- rejections ---- */

static bool is_reject(const rh_event *event)
{
    return rh_str_eq(event->actorkind, RH_STR("human")) &&
           rh_str_eq(rh_event_text(event, "decision"), RH_STR("reject"));
}

/* The decision as history has it: whatever this revision made of it. */
static bool add_named(judge *j, const rh_event *event)
{
    const rh_str entry = rh_event_text(event, "entry");
    if (!is_reject(event) || !rh_role_decides(j->course->reg, entry, event->actorrole)) return true;
    return RH_PUSH(j->keep, &j->rejections,
                   (rejection){rh_register_entry(j->course->reg, entry), event->knowntime, SIZE_MAX, event});
}

static bool add_recorded(judge *j, size_t index)
{
    const rh_record *r = j->course->records[index];
    const uint32_t entry = rh_register_entry(j->course->reg, r->item.entry);
    if (entry == RH_NONE) return true;
    return RH_PUSH(j->keep, &j->rejections, (rejection){entry, r->at, index, r->event});
}

static bool is_later(const rejection *no, const rh_judged *action, const rh_record *observed)
{
    return no->index != SIZE_MAX ? no->index > action->index : is_before(observed, no->event);
}

static rh_instant follow_up_ends(const judge *j, rh_instant from)
{
    const int64_t days = j->course->reg->policy.follow_up_days;
    if (days > (RH_INSTANT_MAX.s - from.s) / DAY_S) return RH_INSTANT_MAX;
    return (rh_instant){from.s + days * DAY_S, from.ns};
}

/* The most days from `from` that end before `at`, or there. */
static int64_t most_days(rh_instant from, rh_instant at, bool or_there)
{
    const bool is_within = or_there ? from.ns <= at.ns : from.ns < at.ns;
    const int64_t seconds = at.s - from.s - (is_within ? 0 : 1);
    return seconds >= 0 ? seconds / DAY_S : -((-seconds + DAY_S - 1) / DAY_S);
}

/* Whether the follow-up ends before an instant, or there; notes with which days it does the same. */
static bool is_over(judge *j, rh_instant from, rh_instant at, bool or_there)
{
    const rh_instant end = follow_up_ends(j, from);
    const bool is_past = rh_instant_before(end, at) || (or_there && rh_instant_cmp(end, at) == 0);
    const int64_t days = most_days(from, at, or_there);
    if (is_past && days < j->out.days_to) j->out.days_to = days;
    if (!is_past && days + 1 > j->out.days_from) j->out.days_from = days + 1;
    return is_past;
}

static void reject(judge *j, rh_judged *action)
{
    const rh_record *observed = record_of(j, action);
    for (size_t i = 0; i < j->rejections.n && action->outcome != RH_QUALITY_BAD; i++) {
        const rejection *no = &j->rejections.at[i];
        if (!is_later(no, action, observed)) continue;
        if (!rh_entry_lists(j->course->reg, no->entry, observed->observed.action)) continue;
        if (!is_over(j, observed->at, no->at, false)) prove(action, no->event);
    }
}

/* ---- time held ---- */

/* Whether the step of records[index] gives the action another verdict later: only the last one stands. */
static bool is_overtaken(const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    for (size_t i = index + 1; i < course->n && course->records[i]->step == r->step; i++)
        if (course->records[i]->kind == RH_REC_VERDICT &&
            rh_str_eq(course->records[i]->verdict.action, r->verdict.action))
            return true;
    return false;
}

/* From the observation to the first instant at which the verdict is allow, in open time. A span that the calendar does
 * not cover is one whose end is not known. */
static void measure(const judge *j, rh_judged *action)
{
    const rh_course *course = j->course;
    const rh_record *observed = record_of(j, action);
    for (size_t i = action->index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (r->kind != RH_REC_VERDICT || r->verdict.to != RH_ALLOW) continue;
        if (!rh_str_eq(r->verdict.action, observed->observed.action) || is_overtaken(course, i)) continue;
        action->has_hold = rh_calendar_open_between(course->reg->calendar, &action->hold_ns, observed->at, r->at);
        return;
    }
}

/* ---- all of it ---- */

rh_cell rh_cell_of(rh_verdict verdict, rh_quality outcome)
{
    if (outcome == RH_QUALITY_OPEN) return RH_CELL_CENSORED;
    if (verdict == RH_ALLOW) return outcome == RH_QUALITY_BAD ? RH_CELL_ESCAPED : RH_CELL_CLEAN;
    return outcome == RH_QUALITY_BAD ? RH_CELL_CAUGHT : RH_CELL_DRAG;
}

static bool collect(judge *j)
{
    const rh_course *course = j->course;
    const size_t divergence = rh_course_divergence(course);
    bool ok = true;
    for (size_t i = 0; i < course->n && ok; i++) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_OBSERVED)
            ok = RH_PUSH(j->keep, &j->actions, (rh_judged){.index = i, .is_after = i > divergence});
        else if (r->kind == RH_REC_REJECTED) ok = add_recorded(j, i);
    }
    return ok;
}

static bool read_events(judge *j)
{
    const rh_aftermath *a = j->aftermath;
    bool ok = true;
    for (size_t i = 0; i < a->n && ok; i++) {
        const rh_event *event = &a->events[i];
        if (rh_aftermath_has(a, event, RH_STR("correction_recorded"))) correct(j, event);
        else if (rh_aftermath_has(a, event, RH_STR("human_decided"))) ok = add_named(j, event);
    }
    return ok;
}

static void settle(judge *j, rh_judged *action)
{
    const rh_record *observed = record_of(j, action);
    reject(j, action);
    if (action->outcome != RH_QUALITY_BAD && !is_over(j, observed->at, j->aftermath->as_of, true))
        action->outcome = RH_QUALITY_OPEN;
    action->cell = rh_cell_of(observed->observed.verdict, action->outcome);
    if (action->cell == RH_CELL_DRAG) measure(j, action);
}

rh_code rh_outcomes_judge(rh_judgement *out, rh_arena *keep, const rh_course *course, const rh_aftermath *aftermath,
                          rh_err *err)
{
    judge j = {.keep = keep, .course = course, .aftermath = aftermath, .out = {.days_to = INT64_MAX}};
    if (!collect(&j) || !read_events(&j)) return rh_err_nomem(err);
    for (size_t i = 0; i < j.actions.n; i++) settle(&j, &j.actions.at[i]);
    j.out.at = j.actions.at;
    j.out.n = j.actions.n;
    *out = j.out;
    return RH_OK;
}
