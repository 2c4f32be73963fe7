/* What no record may show. */
#include "engine/judge/invariant.h"

#include "engine/base/vec.h"
#include "engine/judge/rights.h"

const char *rh_invariant_text(rh_invariant invariant)
{
    static const char *const texts[] = {
#define X(NAME, text) text,
#include "engine/judge/invariants.def"
#undef X
    };
    return texts[invariant];
}

static bool is_decided(const rh_record *r)
{
    return r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED ||
           r->kind == RH_REC_INFO_REQUESTED;
}

static bool is_timeout_release(const rh_record *r)
{
    return is_decided(r) && (r->event == NULL || r->item.by.ptr == NULL);
}

/* Ruling 80: the entry's three roles and those that may override. Ruling 81: only humans. */
static bool is_unauthorised(const rh_course *course, const rh_record *r)
{
    if (!is_decided(r) || is_timeout_release(r)) return false;
    return !rh_str_eq(r->event->actorkind, RH_STR("human")) || !rh_role_decides(course->reg, r->item.entry, r->item.by);
}

static bool is_second_run(const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    if (r->kind != RH_REC_DID) return false;
    for (size_t i = 0; i < index; i++)
        if (course->records[i]->kind == RH_REC_DID && rh_str_eq(course->records[i]->action.action, r->action.action))
            return true;
    return false;
}

static bool is_verdict_of(const rh_record *r, rh_str action)
{
    return r->kind == RH_REC_VERDICT && rh_str_eq(r->verdict.action, action);
}

/* Whether the same step gives the action another verdict later: only the last one stands. */
static bool is_overtaken(const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    for (size_t i = index + 1; i < course->n && course->records[i]->step == r->step; i++)
        if (is_verdict_of(course->records[i], r->verdict.action)) return true;
    return false;
}

/* Whether a verdict rests on entries. One that rests on the state or the default moves with the facts, whoever brings
 * them. */
static bool rests_on_entries(const rh_record *r)
{
    if (r->verdict.because.n == 0) return false;
    const rh_str first = r->verdict.because.at[0];
    return !rh_str_eq(first, RH_STR("sequence")) && !rh_str_eq(first, RH_STR("default"));
}

/* Whether an entry that a verdict rested on reopens in the same step: after a rejection its block gives way to what the
 * entry asks for, whoever changed the field (ruling 67), and people are asked again. */
static bool is_asked_again(const rh_course *course, size_t index, const rh_record *before)
{
    const uint32_t step = course->records[index]->step;
    for (size_t i = index; i-- > 0 && course->records[i]->step == step;) {
        const rh_record *r = course->records[i];
        for (size_t k = 0; r->kind == RH_REC_REOPENED && k < before->verdict.because.n; k++)
            if (rh_str_eq(before->verdict.because.at[k], r->item.entry)) return true;
    }
    return false;
}

static bool is_lowered_by_ai(const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    if (r->kind != RH_REC_VERDICT || r->event == NULL || !rh_str_eq(r->event->actorkind, RH_STR("ai"))) return false;
    if (is_overtaken(course, index)) return false;
    for (size_t i = index; i-- > 0;) {
        const rh_record *before = course->records[i];
        if (before->step != r->step && is_verdict_of(before, r->verdict.action))
            return r->verdict.to < before->verdict.to && rests_on_entries(before) &&
                   !is_asked_again(course, index, before);
    }
    return false;
}

rh_code rh_invariants_find(const rh_break **out, size_t *n, rh_arena *keep, const rh_course *course, rh_err *err)
{
    RH_VEC(rh_break) list = {0};
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const bool broken[RH_N_INVARIANTS] = {
            [RH_INVARIANT_TIMEOUT_RELEASE] = is_timeout_release(r),
            [RH_INVARIANT_RUN_TWICE] = is_second_run(course, i),
            [RH_INVARIANT_UNAUTHORISED] = is_unauthorised(course, r),
            [RH_INVARIANT_AI_LOWERED] = is_lowered_by_ai(course, i),
        };
        for (int k = 0; k < RH_N_INVARIANTS; k++)
            if (broken[k] && !RH_PUSH(keep, &list, (rh_break){.invariant = (rh_invariant)k, .record = r}))
                return rh_err_nomem(err);
    }
    *out = list.at;
    *n = list.n;
    return RH_OK;
}
