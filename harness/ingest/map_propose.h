/* A mapping to begin with: from the header of an export and what stands in its first thousand rows. */
#ifndef RH_INGEST_MAP_PROPOSE_H
#define RH_INGEST_MAP_PROPOSE_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/err.h"

/* The text of a mapping that loads and reads the file; what it cannot know (which field is which, whose data it is) it
 * says in comments. Columns are typed by what they hold: a type that a value does not have is not proposed. No value of
 * the file stands in it. RH_INPUT_HEADER_ONLY when there are no rows, RH_MAP_MATCH for a
 * format whose rows nobody can guess, and the errors of the readers. */
RH_MUST rh_code rh_map_propose(rh_buf *out, rh_arena *keep, const char *path, rh_err *err);

#endif
