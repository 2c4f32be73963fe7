/* Courses from scripts: record lists for tests of what is made of records.
 *
 *     opened 1 E1 high revops 9; verdict 1 act.go allow hold E1; observed 2 act.go hold E1 e7; cleared 3 E1
 *
 * One record a part between `;`, words by spaces: KIND AT then, by the group of the kind,
 *   opened, cleared, ...: ENTRY [RISK ROUTE DUE [undecided]]   (- for no due; risk hold: tier 4, which stops, else
 *       tier 1; RISK ROUTE of the last opening if left out)
 *   approved, released, rejected, info_requested: ENTRY BY DECISION
 *   escalated, sla_breached: ENTRY TO        state: FROM TO       verdict: ACTION FROM TO BECAUSE,BECAUSE
 *   observed: ACTION VERDICT BECAUSE EVENT   proposed, did, ...: ACTION
 *   unauthorised_decision, ...: ENTRY BY EVENT
 * A part may end in @KIND, @KIND:ID or @KIND:ID:ACTOR:DECISION: the actorkind and id of the event whose step it is,
 * known then, of source "s", who acted, and data.decision; without, a timer's.
 * AT and DUE are whole hours from 2026-01-01T00:00:00Z; records of one hour are one step. */
#ifndef KIT_COURSE_H
#define KIT_COURSE_H

#include "engine/judge/item.h"

/* The register of these tests: roles r1 r2 r3 and boss (override), actions act.go act.stop, entries E1 E2 of area one
 * and lane l1, E3 of area two and lane l2, each reviewed by r1, r2, r3; field journey.lane. Static. */
const rh_register *kit_register(void);
/* Ends the test when the script is malformed. The course lives in keep. */
rh_course kit_course(rh_arena *keep, const char *script);
rh_instant kit_hour(int64_t hour);

#endif
