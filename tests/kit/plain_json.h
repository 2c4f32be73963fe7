/* A small JSON reader for files of test data: any text that Python's json writes, U+0000 and surrogates included (which
 * the reader of events refuses). Numbers are doubles; maps keep the file's order, so look members up with kit_json_get.
 */
#ifndef KIT_PLAIN_JSON_H
#define KIT_PLAIN_JSON_H

#include "engine/base/arena.h"
#include "engine/value/value.h"

/* False when the text is not JSON. */
bool kit_json_read(rh_value *out, rh_arena *keep, rh_str text);
/* The member, or NULL (also when v is no map). */
const rh_value *kit_json_get(const rh_value *v, const char *key);
/* The text of a member, or null text. */
rh_str kit_json_text(const rh_value *v, const char *key);
/* A whole file; exits when it cannot be read. */
rh_str kit_read_file(rh_arena *keep, const char *path);
/* Whether the file can be opened. */
bool kit_file_exists(const char *path);

#endif
