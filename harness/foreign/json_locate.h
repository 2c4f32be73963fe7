/* Where in a JSON text something stands. Insides of json.h.
 *
 * simdjson says that a text is wrong, not where. These readers are slow, exact and run only when an error is certain.
 */
#ifndef RH_FOREIGN_JSON_LOCATE_H
#define RH_FOREIGN_JSON_LOCATE_H

#include "engine/base/err.h"
#include "engine/base/str.h"

/* The first error of a text that is not well-formed: its code, offset and a line of what was expected. False when none
 * was found (then the text is JSON by RFC 8259). Depth is limited by max_depth (RH_JSON_DEPTH). */
typedef struct rh_json_fault {
    rh_code code;
    size_t at;
    const char *what;
} rh_json_fault;
bool rh_json__fault(rh_json_fault *out, rh_str text, size_t max_depth);

/* The n-th (from 0) string, number or word of a well-formed text, keys included, as it is written. */
rh_str rh_json__token(rh_str text, size_t n);

/* Line and column (in bytes) of an offset, both from 1. */
rh_span rh_json__place(rh_str text, size_t at);

/* Whether a JSON number, as written, has exactly the value i. */
bool rh_json__is_exactly(rh_str number, long long i);

#endif
