/* What history did with one approval where two are asked for. */
#include "engine/judge/dual.h"

#include "engine/base/vec.h"
#include "engine/judge/aftermath.h"
#include "engine/judge/rights.h"
#include "engine/step/verbs.h"

/* Whether a record ends the wait of an entry for its second approver. */
static bool ends_wait(const rh_record *r, rh_str entry)
{
    return (rh_record_opens(r) || rh_record_closes(r)) && rh_str_eq(r->item.entry, entry);
}

/* Whether a decision that did not count is an approval by the person who gave the first one. */
static bool is_own_second(const rh_record *r, const rh_record *first)
{
    if (r->kind != RH_REC_UNAUTHORISED_DECISION || !rh_str_eq(r->decision.entry, first->item.entry)) return false;
    if (r->event == NULL || first->event == NULL || !rh_str_eq(r->event->actor, first->event->actor)) return false;
    const rh_verb verb = rh_verb_of(rh_event_text(r->event, "decision"));
    return verb == RH_VERB_APPROVE || verb == RH_VERB_APPROVE_WITH_EDITS || verb == RH_VERB_APPROVE_WITH_CONDITIONS ||
           verb == RH_VERB_OVERRIDE;
}

rh_code rh_duals_find(const rh_dual_break **out, size_t *n, rh_arena *keep, const rh_course *course, rh_err *err)
{
    RH_VEC(rh_dual_break) list = {0};
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *first = course->records[i];
        if (first->kind != RH_REC_APPROVED) continue;
        const uint32_t entry = rh_register_entry(course->reg, first->item.entry);
        for (size_t k = i + 1; entry != RH_NONE && k < course->n; k++) {
            const rh_record *r = course->records[k];
            if (ends_wait(r, first->item.entry)) break;
            const bool is_done = r->kind == RH_REC_OBSERVED && rh_entry_lists(course->reg, entry, r->observed.action);
            if ((is_done || is_own_second(r, first)) && !RH_PUSH(keep, &list, (rh_dual_break){entry, r}))
                return rh_err_nomem(err);
        }
    }
    *out = list.at;
    *n = list.n;
    return RH_OK;
}
