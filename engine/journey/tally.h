/* What became of the events of a journey in one revision. Plain data, added up over journeys. */
#ifndef RH_JOURNEY_TALLY_H
#define RH_JOURNEY_TALLY_H

#include "engine/journey/event.h"

#include <stdint.h>

typedef struct rh_tally {
    uint64_t accepted, quarantined;          /* together: the events given */
    uint64_t unmapped, produced;             /* of the accepted: undeclared types; what the core itself produces */
    uint64_t unmapped_parts, unknown_values; /* undeclared fields, unknown actions; values that no enum has */
} rh_tally;

/* An event that this revision could not take. */
typedef struct rh_rejection {
    const rh_event *event;
    char text[200];
} rh_rejection;

#endif
