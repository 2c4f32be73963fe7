/* Timelines: what two revisions made of the same events, or one alone, journey by journey, for the journeys that a page
 * lists.
 *
 * The journeys are replayed once more, one after the other: they are few. Shown are event types, verdicts, openings and
 * reasons, never a value (FAULTS.md P3). */
#ifndef RH_COMPARE_TIMELINES_H
#define RH_COMPARE_TIMELINES_H

#include "harness/replay/replay.h"
#include "reports/model/diff.h"
#include "reports/model/timeline.h"

typedef struct rh_timelines_spec {
    const rh_program *program;
    size_t base, head; /* its lanes; the same: that revision alone */
    const rh_history *history;
    rh_instant as_of;
} rh_timelines_spec;

enum { RH_TIMELINE_TRACKS = 10 }; /* shown of a journey, those whose verdicts or openings differ first */

/* Fills report->timelines for the journeys of its first RH_MODEL_LISTED_CHANGES changes. Lives in keep. RH_NOMEM, and
 * the errors of the history and the run. */
RH_MUST rh_code rh_timelines_fill(rh_diff_report *report, rh_arena *keep, const rh_timelines_spec *spec, rh_err *err);

/* The same for these journeys, in their order. */
RH_MUST rh_code rh_timelines_of(const rh_model_timeline **out, rh_arena *keep, const rh_strs *ids,
                                const rh_timelines_spec *spec, rh_err *err);

#endif
