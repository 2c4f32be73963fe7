/* Lines and clauses of YAML. */
#include "tests/random/lines.h"

#include "engine/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

static size_t end_of_line(rh_str text, size_t at)
{
    while (at < text.len && text.ptr[at++] != '\n') {}
    return at;
}

lines_place lines_find(rh_str text, size_t from, const char *prefix)
{
    for (size_t at = from; at < text.len; at = end_of_line(text, at))
        if (rh_str_starts(rh_str_slice(text, at, text.len), rh_str_of(prefix)))
            return (lines_place){at, end_of_line(text, at)};
    return (lines_place){text.len, text.len};
}

lines_place lines_nth(rh_str text, const char *prefix, size_t nth)
{
    lines_place place = lines_find(text, 0, prefix);
    while (nth-- > 0) place = lines_find(text, place.end, prefix);
    return place;
}

size_t lines_count(rh_str text, const char *prefix)
{
    size_t n = 0;
    for (lines_place p = lines_find(text, 0, prefix); p.at < p.end; p = lines_find(text, p.end, prefix)) n++;
    return n;
}

rh_str lines_put(rh_arena *keep, rh_str text, lines_place place, rh_str bytes)
{
    rh_buf out;
    rh_buf_init(&out, keep, (size_t)1 << 20);
    rh_buf_put(&out, rh_str_slice(text, 0, place.at));
    rh_buf_put(&out, bytes);
    rh_buf_put(&out, rh_str_slice(text, place.end, text.len));
    if (out.failed) {
        fprintf(stderr, "random lines: no memory\n");
        exit(70);
    }
    return rh_buf_str(&out);
}

/* The line that begins with KEY:, and those below it that are indented. */
static lines_place find_clause(rh_str text, const char *key)
{
    const rh_str name = rh_str_of(key);
    for (lines_place p = {0, 0}; p.at < text.len; p.at = p.end) {
        const rh_str line = rh_str_slice(text, p.at, text.len);
        p.end = end_of_line(text, p.at);
        while (p.end < text.len && text.ptr[p.end] == ' ') p.end = end_of_line(text, p.end);
        if (rh_str_starts(line, name) && line.ptr[name.len] == ':') return p;
    }
    return (lines_place){text.len, text.len};
}

rh_str lines_take_clause(rh_arena *keep, rh_str text, rh_str other, const char *key)
{
    const lines_place its = find_clause(other, key);
    return lines_put(keep, text, find_clause(text, key), rh_str_slice(other, its.at, its.end));
}
