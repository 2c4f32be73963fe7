/* Whether bytes that were refused speak of a journey. Insides of store.h: for `forget`, which must find what no event
 * names. */
#ifndef RH_STORE_MENTION_H
#define RH_STORE_MENTION_H

#include "engine/base/str.h"

/* Whether the id stands in the bytes as a word of its own, as it is or with the escapes of JSON: J-1 does not stand in
 * J-12, but does in J-1/won. With is_mapped, where rows have what mappings make ids of, what is behind the first colon
 * of the id counts as well, if it has at least four bytes (0061 of sf:0061). Linear but for ids that repeat
 * themselves. */
bool rh_mention__is_in(rh_str bytes, rh_str id, bool is_mapped);

#endif
