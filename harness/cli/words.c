/* Formatted text in an arena. */
#include "harness/cli/words.h"

#include <stdarg.h>
#include <stdio.h>

rh_str rh_words(rh_arena *keep, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : rh_arena_alloc(keep, (size_t)n + 1);
    if (text != NULL) vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text == NULL ? rh_str_null() : (rh_str){text, (size_t)n};
}
