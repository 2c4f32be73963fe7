/* One journey explained: what happened, what the register made of it, and by which clause.
 *
 * The journey is replayed up to an instant while every step is watched; each record is put in words and led back to the
 * entry and the place of its condition. Values are shown of fields classed `safe` only (FAULTS.md P3); of others it is
 * said that they are set or changed. */
#ifndef RH_EXPLAIN_EXPLAIN_H
#define RH_EXPLAIN_EXPLAIN_H

#include "harness/replay/replay.h"
#include "reports/model/journey.h"

typedef struct rh_explain_request {
    const rh_program *program;
    size_t lane;
    const rh_journey *journey;
    rh_instant at;       /* replayed up to here */
    uint32_t lane_field; /* of the register; RH_NONE: none */
    uint64_t *oscillated; /* raised to 1 where it oscillates by then; may be NULL */
} rh_explain_request;

/* Everything of the report but its revision. Lives in keep; texts may borrow from the program. */
RH_MUST rh_code rh_explain(rh_journey_report *out, rh_arena *keep, const rh_explain_request *request, rh_err *err);

/* ---- words; null, and keep failed, on no memory ---- */
rh_str rh_explain_record(rh_arena *keep, const rh_register *reg, const rh_record *record);
/* The sources of a verdict, each with the place of its clause. Null where there are none. */
rh_str rh_explain_because(rh_arena *keep, const rh_register *reg, rh_strs because);

#endif
