/* What one journey shows of what may have to be mended. */
#include "engine/judge/sighting.h"

#include "engine/base/vec.h"
#include "engine/judge/agreement.h"
#include "engine/judge/outcome.h"
#include "engine/judge/suggestion.h"

enum { STAMP_S = 180 };

const char *rh_symptom_name(rh_symptom symptom)
{
    static const char *const names[] = {
#define X(NAME, word, ...) word,
#include "engine/judge/symptoms.def"
#undef X
    };
    return names[symptom];
}

const char *rh_symptom_text(rh_symptom symptom)
{
    static const char *const texts[] = {
#define X(NAME, word, subject, tolerance, candidate, action, text) text,
#include "engine/judge/symptoms.def"
#undef X
    };
    return texts[symptom];
}

typedef struct finder {
    rh_arena *keep;
    const rh_course *course;
    const rh_aftermath *aftermath;
    RH_VEC(rh_sighting) list;
    const rh_decision *decisions;
    size_t n_decisions;
} finder;

static bool see(finder *f, const rh_sighting *sighting)
{
    return RH_PUSH(f->keep, &f->list, *sighting);
}

static rh_str entry_id(const finder *f, uint32_t entry)
{
    return f->course->reg->entries[entry].id;
}

/* ---- outcomes ---- */

static bool see_drag(finder *f, const rh_record *observed, bool is_good)
{
    for (size_t i = 0; i < observed->observed.because.n; i++) {
        const uint32_t entry = rh_register_entry(f->course->reg, observed->observed.because.at[i]);
        if (entry != RH_NONE && !see(f, &(rh_sighting){.symptom = RH_SYMPTOM_DRAG,
                                                       .is_shown = is_good,
                                                       .subject = entry_id(f, entry),
                                                       .entry = entry,
                                                       .at = observed->at,
                                                       .n = observed->n}))
            return false;
    }
    return true;
}

static bool see_outcome(finder *f, const rh_judged *action, bool wants_drag)
{
    const rh_record *observed = f->course->records[action->index];
    if (action->is_after || action->outcome == RH_QUALITY_OPEN) return true;
    const bool is_allowed = observed->observed.verdict == RH_ALLOW;
    if (wants_drag) return is_allowed || see_drag(f, observed, action->outcome == RH_QUALITY_GOOD);
    return !is_allowed || see(f, &(rh_sighting){.symptom = RH_SYMPTOM_ESCAPED,
                                                .is_shown = action->outcome == RH_QUALITY_BAD,
                                                .subject = observed->observed.action,
                                                .entry = RH_NONE,
                                                .at = observed->at,
                                                .n = observed->n});
}

static rh_code see_outcomes(finder *f, rh_err *err)
{
    rh_judgement judgement;
    const rh_code code = rh_outcomes_judge(&judgement, f->keep, f->course, f->aftermath, err);
    if (code != RH_OK) return code;
    bool ok = true;
    for (int wants_drag = 0; wants_drag < 2; wants_drag++)
        for (size_t i = 0; i < judgement.n && ok; i++) ok = see_outcome(f, &judgement.at[i], wants_drag != 0);
    return ok ? RH_OK : rh_err_nomem(err);
}

/* ---- decisions ---- */

/* The last opening of an entry by the time of an event; NULL: none. */
static const rh_record *opening_before(const rh_course *course, rh_str entry, rh_instant at)
{
    const rh_record *found = NULL;
    for (size_t i = 0; i < course->n && !rh_instant_before(at, course->records[i]->at); i++)
        if (rh_record_opens(course->records[i]) && rh_str_eq(course->records[i]->item.entry, entry))
            found = course->records[i];
    return found;
}

static bool see_decided(finder *f, const rh_decision *decision, const rh_decided *decided)
{
    if (decided->entry == RH_NONE) return true;
    const rh_str id = entry_id(f, decided->entry);
    const rh_instant at = decision->event->knowntime;
    const rh_record *opening = decided->is_asked ? opening_before(f->course, id, at) : NULL;
    rh_sighting s = {.subject = id,
                     .entry = decided->entry,
                     .at = at,
                     .n = opening != NULL ? opening->n : 0,
                     .actor = decision->event->actor,
                     .role = decided->role};
    const bool is_waved = decision->agreement == RH_AGREEMENT_WAVED_THROUGH;
    s.symptom = RH_SYMPTOM_WAVED, s.is_shown = is_waved;
    if (decided->is_asked && !see(f, &s)) return false;
    s.symptom = RH_SYMPTOM_MISSED, s.is_shown = decision->agreement == RH_AGREEMENT_MISSED;
    if (!see(f, &s)) return false;
    s.symptom = RH_SYMPTOM_UNAUTHORISED, s.is_shown = false;
    if (!see(f, &s)) return false;
    if (opening == NULL || decision->event->actor.ptr == NULL) return true;
    s.symptom = RH_SYMPTOM_STAMPED, s.subject = decision->event->actor;
    s.is_shown = is_waved && at.s - opening->at.s <= STAMP_S;
    return see(f, &s);
}

static bool see_decisions(finder *f)
{
    for (size_t i = 0; i < f->n_decisions; i++) {
        const rh_decision *decision = &f->decisions[i];
        if (decision->agreement == RH_AGREEMENT_NONE || decision->is_after) continue;
        for (size_t k = 0; k < decision->n_entries; k++)
            if (!see_decided(f, decision, &decision->entries[k])) return false;
    }
    return true;
}

/* ---- suggestions ---- */

static rh_code see_suggestions(finder *f, rh_err *err)
{
    const rh_suggestion *list;
    size_t n;
    const rh_code code = rh_suggestions_judge(&list, &n, f->keep, f->aftermath, f->decisions, f->n_decisions, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < n; i++) {
        const rh_str task = rh_event_text(list[i].event, "task");
        if (list[i].closer != NULL && !see(f, &(rh_sighting){.symptom = RH_SYMPTOM_AI_CHANGED,
                                                             .is_shown = list[i].is_changed,
                                                             .subject = task.len > 0 ? task : RH_STR("(none)"),
                                                             .entry = RH_NONE,
                                                             .at = list[i].closer->knowntime}))
            return rh_err_nomem(err);
    }
    return RH_OK;
}

/* ---- openings ---- */

typedef enum ending { ENDS_OPEN, ENDS_CLOSED, ENDS_BREACHED } ending;

/* What became of the opening at records[index] before its entry's next one. */
static ending ending_of(const finder *f, size_t index)
{
    const rh_course *course = f->course;
    const rh_str entry = course->records[index]->item.entry;
    for (size_t i = index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_SLA_BREACHED && rh_str_eq(r->moved.entry, entry)) return ENDS_BREACHED;
        const bool is_its = rh_record_group_of(r->kind) == RH_REC_GROUP_ITEM && rh_str_eq(r->item.entry, entry);
        if (is_its && (rh_record_closes(r) || rh_record_opens(r))) return ENDS_CLOSED;
    }
    return ENDS_OPEN;
}

/* Whether the opening at records[index] answers for another entry, whose time ran out in the same instant: then it is
 * that one which is to be looked at. */
static bool follows_breach(const rh_course *course, size_t index)
{
    const rh_record *opening = course->records[index];
    for (size_t i = index; i-- > 0 && rh_instant_cmp(course->records[i]->at, opening->at) == 0;) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_SLA_BREACHED && !rh_str_eq(r->moved.entry, opening->item.entry)) return true;
    }
    return false;
}

static bool see_opening(finder *f, size_t index)
{
    const rh_record *r = f->course->records[index];
    const uint32_t entry = rh_register_entry(f->course->reg, r->item.entry);
    const ending how = ending_of(f, index);
    if (entry == RH_NONE || how == ENDS_OPEN) return true;
    rh_sighting s = {.symptom = RH_SYMPTOM_BREACHED,
                     .is_shown = how == ENDS_BREACHED,
                     .subject = entry_id(f, entry),
                     .entry = entry,
                     .at = r->at,
                     .n = r->n};
    if (!see(f, &s)) return false;
    s.symptom = RH_SYMPTOM_ROLE_BREACHED, s.subject = r->item.route;
    return r->item.route.ptr == NULL || see(f, &s);
}

static bool see_openings(finder *f)
{
    for (size_t i = 0; i < f->course->n; i++) {
        const rh_record *r = f->course->records[i];
        if (rh_record_opens(r) && !follows_breach(f->course, i) && !see_opening(f, i)) return false;
        if (r->kind != RH_REC_UNAUTHORISED_DECISION || r->decision.entry.ptr == NULL) continue;
        const uint32_t entry = rh_register_entry(f->course->reg, r->decision.entry);
        if (entry != RH_NONE && !see(f, &(rh_sighting){.symptom = RH_SYMPTOM_UNAUTHORISED,
                                                       .is_shown = true,
                                                       .subject = entry_id(f, entry),
                                                       .entry = entry,
                                                       .at = r->at,
                                                       .n = r->n,
                                                       .actor = r->event != NULL ? r->event->actor : rh_str_null(),
                                                       .role = r->decision.by}))
            return false;
    }
    return true;
}

/* ---- once a journey ---- */

static rh_mover mover_of(const rh_event *event)
{
    if (event == NULL) return RH_MOVER_CLOCK;
    const bool is_person = rh_str_eq(event->actorkind, RH_STR("human")) ||
                           rh_str_eq(event->actorkind, RH_STR("customer"));
    return is_person ? RH_MOVER_PERSON : RH_MOVER_SYSTEM;
}

/* The one source of a verdict, beside the stop that comes with an entry of a tier that stops; null: several. */
static rh_str only_source(rh_strs because)
{
    rh_str found = rh_str_null();
    for (size_t i = 0; i < because.n; i++) {
        if (rh_str_eq(because.at[i], RH_STR("stop"))) continue;
        if (found.ptr != NULL) return rh_str_null();
        found = because.at[i];
    }
    return found;
}

/* Entries that made a difference: a verdict for their sake alone, or a task. */
static void mark_decisive(bool *decisive, const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        rh_str entry = rh_str_null();
        if (r->kind == RH_REC_TASK) entry = r->task.entry;
        else if (r->kind == RH_REC_VERDICT) entry = only_source(r->verdict.because);
        else if (r->kind == RH_REC_OBSERVED) entry = only_source(r->observed.because);
        const uint32_t at = entry.ptr != NULL ? rh_register_entry(course->reg, entry) : RH_NONE;
        if (at != RH_NONE) decisive[at] = true;
    }
}

static bool see_once(finder *f)
{
    const rh_course *course = f->course;
    const size_t n_entries = course->reg->n_entries, n_rules = rh_register_alerts(course->reg);
    bool *decisive = RH_NEW_N(f->keep, n_entries, bool), *seen = RH_NEW_N(f->keep, n_entries + n_rules, bool);
    if (decisive == NULL || seen == NULL) return false;
    mark_decisive(decisive, course);
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const bool is_alert = r->kind == RH_REC_ALERT;
        if (!is_alert && (!rh_record_opens(r) || follows_breach(course, i))) continue;
        const uint32_t at = is_alert ? rh_register_alert(course->reg, r->alert.rule)
                                     : rh_register_entry(course->reg, r->item.entry);
        if (at == RH_NONE || seen[is_alert ? n_entries + at : at]) continue;
        seen[is_alert ? n_entries + at : at] = true;
        rh_sighting s = {.symptom = is_alert ? RH_SYMPTOM_ALERTED : RH_SYMPTOM_DRIFTED,
                         .is_shown = true,
                         .subject = is_alert ? r->alert.rule : entry_id(f, at),
                         .entry = is_alert ? RH_NONE : at,
                         .mover = mover_of(r->event),
                         .at = r->at,
                         .n = r->n};
        if (!see(f, &s)) return false;
        s.symptom = RH_SYMPTOM_IDLE, s.is_shown = is_alert || !decisive[at];
        if (!is_alert && !see(f, &s)) return false;
    }
    return true;
}

rh_code rh_sightings_find(const rh_sighting **out, size_t *n, rh_arena *keep, const rh_course *course,
                          const rh_aftermath *aftermath, rh_err *err)
{
    finder f = {.keep = keep, .course = course, .aftermath = aftermath};
    rh_code code = see_outcomes(&f, err);
    if (code == RH_OK)
        code = rh_decisions_judge(&f.decisions, &f.n_decisions, keep, course, aftermath, err);
    if (code == RH_OK) code = see_suggestions(&f, err);
    if (code != RH_OK) return code;
    if (!see_decisions(&f) || !see_openings(&f) || !see_once(&f)) return rh_err_nomem(err);
    *out = f.list.at;
    *n = f.list.n;
    return RH_OK;
}
