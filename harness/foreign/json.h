/* JSON text to rh_value, strictly.
 *
 * For: events and exports. What JSON leaves open is refused here, so that nothing is silently lost (FAULTS.md I2 to
 * I5): a key that stands twice in an object, text that is no Unicode (bad UTF-8, a lone surrogate, U+0000), nesting
 * over RH_LIMIT_JSON_DEPTH, more members than allowed, a number that cannot be kept exactly. Numbers by ruling 17:
 * integral and in the range of int64 is an int (5.0 too), any other is a double.
 *
 *     rh_json *json;                         rh_json_new(&json, max_members, err)
 *     for each text:                         rh_json_read(&value, arena, json, text, err)
 *     rh_json_free(json);
 *
 * A reader keeps buffers between texts. Not thread-safe: one reader, one thread. */
#ifndef RH_FOREIGN_JSON_H
#define RH_FOREIGN_JSON_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/value/value.h"

typedef struct rh_json rh_json;

/* max_members: most members of all objects of one text together (RH_LIMIT_EVENT_FIELDS for an event); 0: any number. */
RH_MUST rh_code rh_json_new(rh_json **out, size_t max_members, rh_err *err);
void rh_json_free(rh_json *json); /* accepts NULL */

/* The one value in `text`, all of it in keep. On an error err->span has the line and column (in bytes, from 1) within
 * the text and no file. RH_JSON_SYNTAX, RH_JSON_TEXT, RH_JSON_DUPLICATE, RH_JSON_DEPTH, RH_JSON_FIELDS, RH_JSON_NUMBER.
 */
RH_MUST rh_code rh_json_read(rh_value *out, rh_arena *keep, rh_json *json, rh_str text, rh_err *err);

#endif
