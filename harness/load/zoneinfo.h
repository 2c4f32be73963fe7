/* Time zones of the machine's zone database, by name.
 *
 * For: what policy.yaml and expressions name. Zones are read once and kept until the end; the machine's own TZ, TZDIR
 * and /etc/localtime have no say (T7). Any number of threads may look up at once. */
#ifndef RH_LOAD_ZONEINFO_H
#define RH_LOAD_ZONEINFO_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/zone.h"

#define RH_ZONEINFO_DIR "/usr/share/zoneinfo"

typedef struct rh_zones rh_zones;

/* dir NULL: RH_ZONEINFO_DIR. RH_LOAD_MISSING when there is no such folder. */
RH_MUST rh_code rh_zones_open(rh_zones **out, rh_host_memory memory, const char *dir, rh_err *err);
/* The zones looked up end with it. Accepts NULL. */
void rh_zones_close(rh_zones *zones);
/* The zone named by IANA ("Europe/Berlin", "UTC") or by its offset ("+05:30", "-03:00"); NULL when there is none. ctx
 * is an rh_zones: this is an rh_zone_lookup. Names are sanitised: no path leaves the database, and "localtime",
 * "posixrules" and "right/..." (leap seconds) are not zones. */
const rh_zone *rh_zones_lookup(void *ctx, rh_str name);
/* As above, with the reason: RH_ZONE_UNKNOWN, or what is wrong with the file. */
RH_MUST rh_code rh_zones_get(const rh_zone **out, rh_zones *zones, rh_str name, rh_err *err);
/* The version of the database ("2025b"), "unknown" when it does not say (T6). */
rh_str rh_zones_version(const rh_zones *zones);

#endif
