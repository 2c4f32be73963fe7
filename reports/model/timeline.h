/* A journey in time: what one revision, or two, made of its events. Shown are event types, verdicts, openings and reasons,
 * never a value (FAULTS.md P3). */
#ifndef REPORTS_MODEL_TIMELINE_H
#define REPORTS_MODEL_TIMELINE_H

#include "reports/model/common.h"

typedef struct rh_model_mark {
    rh_model_time at;
    rh_str what;      /* an event's type */
    bool is_decision; /* a person's */
} rh_model_mark;
/* A line of the timeline: an action's verdicts or an entry's openings. */
typedef struct rh_model_track {
    rh_str name;
    bool is_entry;
} rh_model_track;
/* On one side and track. OPEN and REJECTED are an entry's; the rest an action's: a verdict for a time, or the instant
 * at which the action was done (from and to are then the same). */
typedef enum rh_model_span_kind {
    RH_MODEL_SPAN_ALLOW, RH_MODEL_SPAN_DRAFT, RH_MODEL_SPAN_HOLD, RH_MODEL_SPAN_BLOCK, /* in the order of verdicts */
    RH_MODEL_SPAN_OPEN, RH_MODEL_SPAN_REJECTED, RH_MODEL_SPAN_DONE
} rh_model_span_kind;
typedef struct rh_model_span {
    size_t track;
    rh_model_span_kind kind;
    rh_model_time from, to;
    rh_str because; /* reasons of a verdict; null: none */
} rh_model_span;
typedef struct rh_model_side {
    rh_str state;               /* at the end */
    const rh_model_span *spans; /* by track, then time */
    size_t n_spans;
} rh_model_side;
typedef struct rh_model_timeline {
    rh_str journey;
    rh_model_time from, to; /* the journey's first event; as-of */
    const rh_model_mark *marks;
    size_t n_marks;
    const rh_model_track *tracks; /* the first of those that differ, or that tell something; entries before actions */
    size_t n_tracks, n_tracks_all;
    rh_model_side base, head; /* of one revision: head alone */
} rh_model_timeline;

#endif
