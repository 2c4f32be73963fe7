/* Base64 as RFC 4648 has it, padded. Written with the standard alphabet; read with that or the one for URLs, as DSSE
 * asks of every reader, but not with both in one text. Nothing else is read: no line feeds, no missing padding, no bits
 * left over, so that one sequence of bytes has one text in each alphabet. */
#ifndef RH_ATTEST_BASE64_H
#define RH_ATTEST_BASE64_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

#include <stdbool.h>

void rh_base64_put(rh_buf *out, rh_str bytes);
/* False, with *at the offset of the first byte that does not belong, or with keep failed: no memory. */
bool rh_base64_read(rh_str *out, rh_arena *keep, rh_str text, size_t *at);

#endif
