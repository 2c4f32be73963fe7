/* Sightings: what one journey shows of the things that a weekly review may have to mend (symptoms.def).
 *
 * Each sighting is one case of a symptom: an action, a decision, an opening, an alert, that shows it or not. A share of
 * many of them is what harness/fixes weighs. Cases whose end is not known yet are left out, and so is what stands
 * behind the divergence (outcome.h), for the revision would have changed it. An opening in the instant in which the
 * time of another entry ran out answers for that one, and is itself no sighting of BREACHED, DRIFTED or IDLE.
 *
 *   ESCAPED        actions that were allowed and have an outcome; shown: it was bad
 *   DRAG           actions that an entry held up; shown: nothing was wrong
 *   WAVED          decisions that an entry asked for; shown: the person changed nothing
 *   MISSED         decisions on an entry; shown: it had not asked, and the person changed something
 *   UNAUTHORISED   decisions on an entry; shown: by somebody without rights
 *   BREACHED       openings that closed, or whose time ran out; shown: it ran out. ROLE_BREACHED the same by the role
 *                  that it was routed to
 *   STAMPED        decisions of a person that an entry asked for; shown: agreed within three minutes
 *   AI_CHANGED     suggestions that a person took up, by task; shown: the person wrote something else
 *   ALERTED, DRIFTED, IDLE    journeys with the alert, with an opening of the entry (both only when shown), with an
 *                  opening (shown: it made no difference: no verdict for its sake alone, no task)
 *
 * Pure. RH_NOMEM. */
#ifndef RH_JUDGE_SIGHTING_H
#define RH_JUDGE_SIGHTING_H

#include "engine/judge/aftermath.h"
#include "engine/judge/item.h"

typedef enum rh_symptom {
#define X(NAME, ...) RH_SYMPTOM_##NAME,
#include "engine/judge/symptoms.def"
#undef X
    RH_N_SYMPTOMS
} rh_symptom;

/* Whose doing an opening was. */
typedef enum rh_mover { RH_MOVER_CLOCK, RH_MOVER_PERSON, RH_MOVER_SYSTEM, RH_N_MOVERS } rh_mover;

typedef struct rh_sighting {
    rh_symptom symptom;
    bool is_shown;
    rh_str subject; /* an id of the register, or who it was; borrowed from records and events */
    uint32_t entry; /* the entry that it concerns, or RH_NONE */
    rh_mover mover; /* DRIFTED */
    rh_instant at;
    uint32_t n;     /* of the record that shows it */
    rh_str actor, role; /* WAVED, MISSED, UNAUTHORISED, STAMPED: who decided, and as what; null: not known */
} rh_sighting;

/* In a fixed order: outcomes, suggestions, decisions, openings, what counts once. The list lives in keep. */
RH_MUST rh_code rh_sightings_find(const rh_sighting **out, size_t *n, rh_arena *keep, const rh_course *course,
                                  const rh_aftermath *aftermath, rh_err *err);

const char *rh_symptom_name(rh_symptom symptom);
const char *rh_symptom_text(rh_symptom symptom);

#endif
