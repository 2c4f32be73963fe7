/* The story of one journey: every event, change of a field and record, with reasons, for `explain`.
 *
 * Values of fields whose class is not `safe` are never shown (FAULTS.md P3): it is said that they are set, or changed. */
#ifndef RH_CLI_STORY_H
#define RH_CLI_STORY_H

#include "engine/step/run.h"
#include "harness/ingest/log.h"
#include "reports/model/journey.h"

/* Replays the journey up to `at` under lane 0 of the program and fills everything but the revision. Lives in keep. */
RH_MUST rh_code rh_story_tell(rh_journey_report *out, rh_arena *keep, const rh_program *program,
                              const rh_journey *journey, rh_instant at, rh_err *err);

#endif
