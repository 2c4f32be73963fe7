/* Time zones from TZif bytes (RFC 8536, versions 1 to 4, footer rule included).
 *
 * For: local time to instant and back, exactly, for years 0001 to 9999. Not for finding files: the host reads the bytes
 * (harness/load/zoneinfo) and owns the choice of the zone database. Immutable once read: any number of threads. */
#ifndef RH_VALUE_ZONE_H
#define RH_VALUE_ZONE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/time.h"

typedef struct rh_zone rh_zone;

/* Reads TZif bytes (copied into keep). name is for messages. RH_ZONE_BAD when malformed. */
RH_MUST rh_code rh_zone_read(const rh_zone **out, rh_arena *keep, rh_str name, rh_str bytes, rh_err *err);
/* The zone UTC, static. */
const rh_zone *rh_zone_utc(void);
rh_str rh_zone_name(const rh_zone *zone);
/* Seconds east of UTC in force at t. O(log transitions). */
int32_t rh_zone_offset(const rh_zone *zone, rh_instant t);
/* The seconds since 1970 up to which (exclusive) that offset surely holds; INT64_MAX: for ever. */
int64_t rh_zone_until(const rh_zone *zone, rh_instant t);
/* The instant of a local time (days since 1970, seconds 0..86400 in the day). A local time that does not exist is the
 * first instant after the gap; one that exists twice is the first (SPEC.md section 4). */
rh_instant rh_zone_local(const rh_zone *zone, int64_t days, int32_t second_of_day);
/* How often a local time is the time in that zone. */
typedef enum rh_local_times { RH_LOCAL_ONCE, RH_LOCAL_NEVER, RH_LOCAL_TWICE } rh_local_times;
rh_local_times rh_zone_local_is(const rh_zone *zone, int64_t days, int32_t second_of_day);
/* The local day (days since 1970) that holds t. */
int64_t rh_zone_day(const rh_zone *zone, rh_instant t);
/* Looks up a zone by IANA name or "+hh:mm" (CEL's timestamp methods); NULL when unknown. Given by the host. */
typedef const rh_zone *(*rh_zone_lookup)(void *ctx, rh_str name);

#endif
