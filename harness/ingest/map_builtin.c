/* Looking up the mappings that are part of the program. */
#include "harness/ingest/map_builtin.h"

#include "harness/ingest/map_insides.h"

rh_strs rh_map_builtin(rh_str names[RH_MAP_BUILTIN_MOST])
{
    const size_t n = rh_map__n_builtins < RH_MAP_BUILTIN_MOST ? rh_map__n_builtins : RH_MAP_BUILTIN_MOST;
    for (size_t i = 0, k; i < n; i++) {
        for (k = i; k > 0 && rh_str_cmp(names[k - 1], rh_map__builtins[i].name) > 0; k--) names[k] = names[k - 1];
        names[k] = rh_map__builtins[i].name;
    }
    return (rh_strs){names, n};
}

rh_str rh_map__builtin_text(rh_str name)
{
    for (size_t i = 0; i < rh_map__n_builtins; i++)
        if (rh_str_eq(rh_map__builtins[i].name, name)) return rh_map__builtins[i].text;
    return rh_str_null();
}

/* The comment above a mapping is prose, a # at the beginning of each line: its first clause. */
void rh_map_put_summary(rh_buf *out, rh_str name)
{
    const rh_str text = rh_map__builtin_text(name);
    for (size_t i = 1; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == ':' || c == ';' || (c == '.' && i + 1 < text.len && strchr(" \n", text.ptr[i + 1]) != NULL)) return;
        if (c == '\n' && text.ptr[i + 1] != '#') return;
        if (c == '#' || (c == ' ' && text.ptr[i - 1] == '#' && i == 1)) continue;
        if (c != '\n') rh_buf_byte(out, c);
    }
}
