/* The review packet of one item: what is asked, what is known and from where, who may decide what and until when.
 *
 * The journey is replayed up to an instant. A packet shows the situation at the last step in which its item was open:
 * of a decided item, what its reviewers saw; its history goes on to the end. Values of fields whose class is not
 * `safe`, and what people wrote, are masked unless `shows_all` (FORMATS.md section 10, FAULTS.md P1, P3): a mask may
 * say how a value compares with that of another system, never what it is. */
#ifndef RH_PACKET_PACKET_H
#define RH_PACKET_PACKET_H

#include "harness/replay/replay.h"
#include "reports/model/packet.h"

/* JOURNEY/AREA/N (ruling 129). */
typedef struct rh_packet_id {
    rh_str journey;
    rh_str area;  /* null: the one item of the journey that is open */
    uint32_t nth; /* from 1; 0 with a null area */
} rh_packet_id;

/* Ids of journeys may hold slashes: what does not end in an area of the register and a number is a journey. */
rh_packet_id rh_packet_id_of(const rh_register *reg, rh_str text);

typedef struct rh_packet_request {
    const rh_program *program;
    size_t lane;
    const rh_journey *journey;
    rh_packet_id id;
    rh_instant at; /* replayed up to here */
    bool shows_all;
    uint64_t *oscillated; /* raised to 1 where it oscillates by then; may be NULL */
} rh_packet_request;

/* Everything of the report but its revision and its policy's digest. Lives in keep; texts may borrow from the program
 * and the journey. RH_ITEM_MISSING when there is no such item by then, or none or several are open where none was
 * named. */
RH_MUST rh_code rh_packet_make(rh_packet_report *out, rh_arena *keep, const rh_packet_request *request, rh_err *err);

#endif
