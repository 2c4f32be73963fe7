/* The first names of any number. */
#include "harness/replay/first_names.h"

#include <string.h>

rh_code rh_first_names_add(rh_first_names *names, rh_arena *keep, rh_str name, rh_err *err)
{
    size_t at = names->n;
    while (at > 0 && rh_str_cmp(name, names->at[at - 1]) < 0) at--;
    if (at == RH_FIRST_NAMES) return RH_OK;
    const rh_str copy = rh_arena_str(keep, name);
    if (copy.ptr == NULL) return rh_err_nomem(err);
    if (names->n < RH_FIRST_NAMES) names->n++;
    memmove(&names->at[at + 1], &names->at[at], (names->n - at - 1) * sizeof copy);
    names->at[at] = copy;
    return RH_OK;
}

rh_code rh_first_names_merge(rh_first_names *into, rh_arena *keep, const rh_first_names *from, rh_err *err)
{
    rh_code code = RH_OK;
    for (size_t i = 0; i < from->n && code == RH_OK; i++) code = rh_first_names_add(into, keep, from->at[i], err);
    return code;
}
