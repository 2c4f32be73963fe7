/* Events from scripts, for tests of what is judged beside records (tests/kit/course.h has those).
 *
 *     correction_recorded 5 c1 system of=s.e1; human_decided 6 d1 human:r1 entry=E1 decision=reject
 *
 * One event a part between `;`: TYPE AT ID ACTORKIND[:ROLE] then KEY=VALUE for texts of its data; KEY=SPACE.FIELD:TEXT
 * is a leaf of a patch over namespaces. AT is whole hours as in courses; source is "s". An ACTORKIND that ends in `!`
 * says the event is of a final snapshot. */
#ifndef KIT_EVENTS_H
#define KIT_EVENTS_H

#include "engine/journey/event.h"

/* Ends the test when the script is malformed. The events live in keep. */
rh_event *kit_events(size_t *n, rh_arena *keep, const char *script);

#endif
