/* Holidays from an iCalendar file.
 *
 * Ruling 49: all-day VEVENTs, recurrence rules expanded over the covered years; a timed event is an error. The covered
 * years are those in which a dated event falls: each DTSTART, RDATE, and the occurrences of rules that end (UNTIL,
 * COUNT). A rule without end says nothing about how far the file was kept up, so it is expanded within those years and
 * covers none of its own beyond its DTSTART (T11: a year that the file lacks must show). Cancelled events are no
 * holidays. */
#ifndef RH_LOAD_HOLIDAYS_H
#define RH_LOAD_HOLIDAYS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include <stdint.h>

/* The days since 1970 that the events cover, sorted, without repeats. `file` names the file in messages. Errors:
 * RH_HOLIDAYS_BAD with the line of the event, RH_HOLIDAYS_MANY. libical keeps state of its own: one thread at a
 * time. */
RH_MUST rh_code rh_holidays_read(const int64_t **out, size_t *n, rh_arena *keep, rh_str file, rh_str bytes,
                                 rh_err *err);

#endif
