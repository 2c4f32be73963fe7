/* The inside of string and bytes literals: escapes decoded. */
#ifndef RH_EXPR_SYNTAX_LITERAL_H
#define RH_EXPR_SYNTAX_LITERAL_H

#include "engine/base/arena.h"

#include <stdint.h>

/* Decodes the escapes of a literal's inside into `keep`. In bytes, \x and octal are bytes and \u is refused; in text
 * they are code points. NULL when well-formed, else what is wrong with it. A null *out with NULL answered: no memory.
 */
const char *rh_literal__decode(rh_str *out, rh_arena *keep, rh_str inside, bool is_bytes);
/* Appends code point c (valid, no surrogate) as UTF-8; the length, 1 to 4. */
size_t rh_literal__put_utf8(char *to, uint32_t c);

#endif
