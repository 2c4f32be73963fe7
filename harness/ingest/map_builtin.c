/* Looking up the mappings that are part of the program. */
#include "harness/ingest/map_builtin.h"

#include "harness/ingest/map_insides.h"

rh_strs rh_map_builtin(rh_str names[RH_MAP_BUILTIN_MOST])
{
    const size_t n = rh_map__n_builtins < RH_MAP_BUILTIN_MOST ? rh_map__n_builtins : RH_MAP_BUILTIN_MOST;
    for (size_t i = 0; i < n; i++) names[i] = rh_map__builtins[i].name;
    return (rh_strs){names, n};
}

rh_str rh_map__builtin_text(rh_str name)
{
    for (size_t i = 0; i < rh_map__n_builtins; i++)
        if (rh_str_eq(rh_map__builtins[i].name, name)) return rh_map__builtins[i].text;
    return rh_str_null();
}
