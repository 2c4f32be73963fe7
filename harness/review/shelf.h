/* A folder of weekly reviews: week-YYYY-MM-DD.html, .json and .csv, and pictures in images/. */
#ifndef RH_REVIEW_SHELF_H
#define RH_REVIEW_SHELF_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

/* Makes the folder, and images/ in it, where they are not there. RH_OUTPUT_CREATE. */
RH_MUST rh_code rh_shelf_make(const char *folder, rh_arena *scratch, rh_err *err);
/* The days of the weeks whose JSON lies there, the newest first; `now` is one of them, whether it lies there or not. */
RH_MUST rh_code rh_shelf_weeks(rh_strs *out, rh_arena *keep, const char *folder, rh_str now, rh_err *err);
/* Writes FOLDER/NAME whole or not at all. */
RH_MUST rh_code rh_shelf_put(const char *folder, const char *name, rh_str bytes, rh_arena *scratch, rh_err *err);

#endif
