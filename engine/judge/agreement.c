/* Decisions of people beside what the revision asked for. */
#include "engine/judge/agreement.h"

#include "engine/base/vec.h"
#include "engine/judge/rows.h"

const char *rh_agreement_name(rh_agreement agreement)
{
    static const char *const names[] = {
#define X(NAME, word, text) word,
#include "engine/judge/agreement.def"
#undef X
    };
    return names[agreement];
}

const char *rh_agreement_text(rh_agreement agreement)
{
    static const char *const texts[] = {
#define X(NAME, word, text) text,
#include "engine/judge/agreement.def"
#undef X
    };
    return texts[agreement];
}

bool rh_verb_changes(rh_verb verb)
{
    return verb == RH_VERB_REJECT || verb == RH_VERB_APPROVE_WITH_EDITS || verb == RH_VERB_APPROVE_WITH_CONDITIONS ||
           verb == RH_VERB_REQUEST_INFO;
}

typedef RH_VEC(rh_decided) decided_list;

/* ---- what a decision did, from the records of its step ---- */

static bool is_override(rh_str verb)
{
    return rh_verb_of(verb) == RH_VERB_OVERRIDE;
}

/* Whether the first approver of the opening that records[index] ends overrode. */
static bool was_overridden(const rh_course *course, size_t index)
{
    const rh_str entry = course->records[index]->item.entry;
    for (size_t i = index; i-- > 0;) {
        const rh_record *r = course->records[i];
        if (rh_record_group_of(r->kind) != RH_REC_GROUP_ITEM || !rh_str_eq(r->item.entry, entry)) continue;
        if (r->kind == RH_REC_APPROVED) return is_override(r->item.decision);
        if (rh_record_opens(r)) return false;
    }
    return false;
}

static rh_decided decided_item(const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    const bool ends = r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED;
    return (rh_decided){.entry = rh_register_entry(course->reg, r->item.entry),
                        .sla = r->item.sla,
                        .role = r->item.by,
                        .is_asked = true,
                        .is_item = ends,
                        .is_override = ends && (is_override(r->item.decision) || was_overridden(course, index))};
}

static bool is_of_person(const rh_record *r)
{
    return r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED ||
           r->kind == RH_REC_INFO_REQUESTED;
}

static rh_str folded_role(const rh_register *reg, rh_str role)
{
    const uint32_t at = role.ptr != NULL ? rh_register_role(reg, role) : RH_NONE;
    return at != RH_NONE ? reg->roles[at].id : role;
}

/* The SLA tier that an entry was last opened with. */
static int tier_of(const rh_course *course, rh_str entry, size_t index)
{
    for (size_t i = index; i-- > 0;)
        if (rh_record_opens(course->records[i]) && rh_str_eq(course->records[i]->item.entry, entry))
            return course->records[i]->item.sla;
    return 0;
}

/* Adds what one record of a decision's step says. */
static bool read_record(decided_list *list, bool *is_unmatched, rh_arena *keep, const rh_course *course, size_t index,
                        rh_str role)
{
    const rh_record *r = course->records[index];
    if (is_of_person(r)) return RH_PUSH(keep, list, decided_item(course, index));
    if (r->kind == RH_REC_ESCALATED)
        return RH_PUSH(keep, list,
                       (rh_decided){.entry = rh_register_entry(course->reg, r->moved.entry),
                                    .sla = tier_of(course, r->moved.entry, index),
                                    .role = role,
                                    .is_asked = true});
    if (r->kind != RH_REC_UNMATCHED_DECISION) return true;
    *is_unmatched = true;
    const uint32_t entry = r->decision.entry.ptr != NULL ? rh_register_entry(course->reg, r->decision.entry) : RH_NONE;
    return RH_PUSH(keep, list, (rh_decided){.entry = entry, .role = role});
}

static rh_agreement agreement_of(rh_verb verb, bool is_asked)
{
    if (rh_verb_changes(verb)) return is_asked ? RH_AGREEMENT_USEFUL : RH_AGREEMENT_MISSED;
    return is_asked ? RH_AGREEMENT_WAVED_THROUGH : RH_AGREEMENT_QUIET;
}

/* ---- events and records side by side ---- */

static bool is_of(const rh_record *record, const rh_event *event)
{
    return record->event != NULL && rh_event_cmp(record->event, event) == 0;
}

static bool is_behind(const rh_record *record, const rh_event *event)
{
    return record->event == NULL ? rh_instant_before(event->knowntime, record->at)
                                 : rh_event_cmp(record->event, event) > 0;
}

/* The records from *cursor on that were written in the event's step; the cursor moves behind what came before. */
static rh_code judge_one(rh_decision *out, rh_arena *keep, const rh_course *course, size_t *cursor,
                         const rh_event *event, size_t divergence, rh_err *err)
{
    decided_list list = {0};
    bool is_unmatched = false;
    const rh_str role = folded_role(course->reg, event->actorrole);
    *out = (rh_decision){.event = event, .verb = rh_verb_of(rh_event_text(event, "decision"))};
    while (*cursor < course->n && !is_of(course->records[*cursor], event) &&
           !is_behind(course->records[*cursor], event))
        ++*cursor;
    out->is_after = *cursor > divergence;
    for (size_t i = *cursor; i < course->n && is_of(course->records[i], event); i++)
        if (!read_record(&list, &is_unmatched, keep, course, i, role)) return rh_err_nomem(err);
    out->entries = list.at;
    out->n_entries = list.n;
    out->agreement = list.n == 0 ? RH_AGREEMENT_NONE : agreement_of(out->verb, !is_unmatched);
    return RH_OK;
}

rh_code rh_decisions_judge(const rh_decision **out, size_t *n, rh_arena *keep, const rh_course *course,
                           const rh_aftermath *aftermath, rh_err *err)
{
    RH_VEC(rh_decision) list = {0};
    const size_t divergence = rh_course_divergence(course);
    size_t cursor = 0;
    for (size_t i = 0; i < aftermath->n; i++) {
        const rh_event *event = &aftermath->events[i];
        rh_decision decision;
        if (!rh_str_eq(event->actorkind, RH_STR("human"))) continue;
        if (!rh_aftermath_has(aftermath, event, RH_STR("human_decided"))) continue;
        const rh_code code = judge_one(&decision, keep, course, &cursor, event, divergence, err);
        if (code != RH_OK) return code;
        if (!RH_PUSH(keep, &list, decision)) return rh_err_nomem(err);
    }
    *out = list.at;
    *n = list.n;
    return RH_OK;
}
