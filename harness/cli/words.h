/* Formatted text in an arena. */
#ifndef RH_CLI_WORDS_H
#define RH_CLI_WORDS_H

#include "engine/base/arena.h"

/* %-format as printf. Null without memory. */
__attribute__((format(printf, 2, 3))) rh_str rh_words(rh_arena *keep, const char *format, ...);

#endif
