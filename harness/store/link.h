/* Records whose journey is found by joins (harness/ingest/join.h), as the store keeps them. Insides of store.h.
 *
 * Their events never stand in chunks: they are kept beside, and a journey's blob is made of its own events and of
 * those that joins lead to it. Each settling resolves all of them anew, so an anchor that comes late, or a second one,
 * has the effect that it would have had at once, and journeys that gain or lose a record are written again. */
#ifndef RH_STORE_LINK_H
#define RH_STORE_LINK_H

#include "harness/store/settle.h"
#include "harness/store/stage.h"

/* Makes the joins of the stage's mapping known to the store: from now on what events say under their names is noted,
 * and what those say that the store has already. Inside a transaction. */
RH_MUST rh_code rh_link__use_names(rh_stage *stage, rh_err *err);
/* What a plain event says under a name that joins ask for. */
RH_MUST rh_code rh_link__note(rh_stage *stage, const rh_event *event, int64_t item, rh_err *err);
/* A record that is_joined, whose items begin at the stage's next one. */
RH_MUST rh_code rh_link__put(rh_stage *stage, const rh_intake_record *record, rh_err *err);
/* Forgets the links of a range of items. */
RH_MUST rh_code rh_link__remove(rh_db *db, int64_t first, int64_t last, rh_err *err);

/* Resolves every link. Adds the journeys that gain or lose a record to `touched`. */
RH_MUST rh_code rh_link__resolve(rh_journey_names *touched, rh_arena *keep, rh_db *db, rh_settle_told told,
                                 rh_err *err);

#endif
