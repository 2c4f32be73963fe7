/* Text as a message may show it.
 *
 * For: values, names and paths from files and records inside one line for a person (FAULTS.md V3). Control characters,
 * bidirectional and invisible ones and bytes that are not UTF-8 become \xNN, a quote or backslash gets a backslash, and
 * what is longer than asked is cut at a character with "..." behind it. Not for: output in a format (reports/esc). */
#ifndef RH_BASE_SHOW_H
#define RH_BASE_SHOW_H

#include "engine/base/arena.h"
#include "engine/base/str.h"

/* At most max_bytes of s are read; the result is NUL-terminated, and empty when there is no memory. */
rh_str rh_show(rh_arena *keep, rh_str s, size_t max_bytes);
/* The form of a value of a customer, which a message must not show (P5): a letter is a or A, a digit 9, the rest stays.
 * "01/02/2026" is 99/99/9999: what is wrong can be seen, whose it is cannot. Else as rh_show. */
rh_str rh_show_form(rh_arena *keep, rh_str s, size_t max_bytes);
/* Whether the character at s (well-formed UTF-8 of n bytes) has no look of its own: controls, bidirectional marks,
 * Default_Ignorable_Code_Point of Unicode 15. */
bool rh_is_invisible(unsigned long code_point);
/* The code point at *i of well-formed UTF-8; *i moves behind it. */
unsigned long rh_utf8_next(rh_str s, size_t *i);

#endif
