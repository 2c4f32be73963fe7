/* Which built-in mapping reads a file: the one whose format the file has, whose columns it has (`match` and what is not
 * optional), and whose kind of rows its first fifty are. */
#ifndef RH_INGEST_MAP_CHOOSE_H
#define RH_INGEST_MAP_CHOOSE_H

#include "harness/ingest/map.h"

/* The name of the mapping. RH_MAP_NO_MATCH when there is none, RH_MAP_MATCHES with their names when there are several:
 * nothing is guessed. Errors of the file itself are those of harness/ingest/input.h. */
RH_MUST rh_code rh_map_choose(rh_str *out, rh_arena *keep, const char *path, const rh_lent *lent, rh_err *err);

#endif
