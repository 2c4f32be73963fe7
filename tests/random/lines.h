/* Text of YAML files, line by line: what random edits take out, put in and replace. */
#ifndef TESTS_RANDOM_LINES_H
#define TESTS_RANDOM_LINES_H

#include "engine/base/arena.h"
#include "engine/base/str.h"

/* A line, its end included, as bytes from `at` to `end` of a text; at == end: none. */
typedef struct lines_place {
    size_t at, end;
} lines_place;

/* The first line behind `from` that begins with the prefix, blanks included. */
lines_place lines_find(rh_str text, size_t from, const char *prefix);
/* The nth such line, from 0. */
lines_place lines_nth(rh_str text, const char *prefix, size_t nth);
size_t lines_count(rh_str text, const char *prefix);
/* The text with other bytes in that place. These end the process without memory; what they give lives in keep. */
rh_str lines_put(rh_arena *keep, rh_str text, lines_place place, rh_str bytes);
/* The clause of one text (`KEY: ...` at the left margin, and what is indented below) in place of that of the other; where
 * either has none, it is put at the end or left out. */
rh_str lines_take_clause(rh_arena *keep, rh_str text, rh_str other, const char *key);

#endif
