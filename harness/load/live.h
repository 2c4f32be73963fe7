/* Which revision was live when: the tags `live/YYYYMMDDTHHMMSSZ` of a repository (ruling 130). */
#ifndef RH_LOAD_LIVE_H
#define RH_LOAD_LIVE_H

#include "engine/judge/aftermath.h"
#include "harness/load/tree.h"

/* The revisions that went live, by instant: the tag's name says when, never a commit's date. Tags whose name holds no
 * such instant are passed over. None for a plain folder. Errors: what git may answer, RH_NOMEM. */
RH_MUST rh_code rh_live_read(const rh_live **out, size_t *n, rh_arena *keep, const rh_place *place, rh_err *err);
/* "20260302T090000Z" as an instant; false: it is none. */
bool rh_live_instant(rh_instant *out, rh_str text);

#endif
