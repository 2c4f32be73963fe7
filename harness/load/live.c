/* Which revision was live when. */
#include "harness/load/live.h"

#include "engine/base/vec.h"

#include <stdio.h>

#define PREFIX RH_STR("live/")

enum { STAMP_LEN = 16 }; /* YYYYMMDDTHHMMSSZ */

/* Spelt out as RFC 3339, which is read strictly. */
bool rh_live_instant(rh_instant *out, rh_str text)
{
    char spelt[24];
    if (text.len != STAMP_LEN) return false;
    const char *t = text.ptr;
    const int n = snprintf(spelt, sizeof spelt, "%.4s-%.2s-%.3s%.2s:%.2s:%.3s", t, t + 4, t + 6, t + 9, t + 11, t + 13);
    return n == 20 && t[8] == 'T' && t[15] == 'Z' && rh_instant_parse(out, (rh_str){spelt, (size_t)n});
}

rh_code rh_live_read(const rh_live **out, size_t *n, rh_arena *keep, const rh_place *place, rh_err *err)
{
    const rh_git_tag *tags = NULL;
    size_t n_tags = 0;
    RH_VEC(rh_live) list = {0};
    if (place->git != NULL) {
        const rh_code code = rh_git_tags(&tags, &n_tags, keep, place->git, PREFIX, err);
        if (code != RH_OK) return code;
    }
    for (size_t i = 0; i < n_tags; i++) { /* names of one length: their order is that of the instants */
        rh_live live = {.commit = rh_git_id_text(keep, tags[i].commit)};
        if (!rh_live_instant(&live.since, rh_str_slice(tags[i].name, PREFIX.len, tags[i].name.len))) continue;
        if (live.commit.ptr == NULL || !RH_PUSH(keep, &list, live)) return rh_err_nomem(err);
    }
    *out = list.at;
    *n = list.n;
    return RH_OK;
}
