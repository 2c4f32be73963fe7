/* All that a run tells of a lane after a journey, as one text, so that two runs can be held against each other. */
#ifndef KIT_TOLD_H
#define KIT_TOLD_H

#include "engine/step/run.h"

/* The records of the lane, canonical, a line each; *n how many, unless NULL. The text lives in keep. */
rh_str kit_records(rh_run *run, size_t lane, rh_str journey, rh_arena *keep, size_t *n);
/* The records and all else: what was undecided, in the order in which it was met or, if `sorted`, in that of places;
 * what was refused; whether it oscillated; and the counts. */
rh_str kit_told(rh_run *run, size_t lane, rh_str journey, rh_arena *keep, bool sorted);
/* From where they differ on, the line of `text`: for the message of a test that fails. */
rh_str kit_told_apart(rh_str text, rh_str other);

#endif
