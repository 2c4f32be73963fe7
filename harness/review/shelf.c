/* The folder of a site. */
#include "harness/review/shelf.h"

#include "engine/base/vec.h"
#include "engine/value/time.h"
#include "harness/system/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *path_of(rh_arena *scratch, const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = rh_arena_alloc(scratch, size);
    if (path != NULL) (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static rh_code make(const char *path, rh_err *err)
{
    if (path == NULL) return rh_err_nomem(err);
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return RH_OK;
    return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = rh_str_of(path)}, "cannot create: %s", strerror(errno));
}

rh_code rh_shelf_make(const char *folder, rh_arena *scratch, rh_err *err)
{
    const rh_code code = make(folder, err);
    return code == RH_OK ? make(path_of(scratch, folder, "images"), err) : code;
}

rh_code rh_shelf_put(const char *folder, const char *name, rh_str bytes, rh_arena *scratch, rh_err *err)
{
    const char *path = path_of(scratch, folder, name);
    return path != NULL ? rh_file_write(path, bytes, 0644, err) : rh_err_nomem(err);
}

/* The day of "week-YYYY-MM-DD.json"; null for any other name. */
static rh_str day_of(const char *name)
{
    const rh_str prefix = RH_STR("week-"), ending = RH_STR(".json"), s = rh_str_of(name);
    int32_t year, month, day;
    if (!rh_str_starts(s, prefix) || !rh_str_ends(s, ending)) return rh_str_null();
    const rh_str text = rh_str_slice(s, prefix.len, s.len - ending.len);
    return rh_date_parse(&year, &month, &day, text) ? text : rh_str_null();
}

static int newest_first(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)b, *(const rh_str *)a);
}

rh_code rh_shelf_weeks(rh_strs *out, rh_arena *keep, const char *folder, rh_str now, rh_err *err)
{
    RH_VEC(rh_str) list = {0};
    bool ok = RH_PUSH(keep, &list, now);
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return rh_err_set(err, RH_OUTPUT_CREATE, (rh_span){.file = rh_str_of(folder)}, "cannot look: %s",
                          strerror(errno));
    for (const struct dirent *entry = readdir(dir); ok && entry != NULL; entry = readdir(dir)) {
        const rh_str day = day_of(entry->d_name);
        if (day.ptr == NULL || rh_str_eq(day, now)) continue;
        const rh_str kept = rh_arena_str(keep, day);
        ok = kept.ptr != NULL && RH_PUSH(keep, &list, kept);
    }
    closedir(dir);
    if (!ok) return rh_err_nomem(err);
    qsort(list.at, list.n, sizeof *list.at, newest_first);
    *out = (rh_strs){list.at, list.n};
    return RH_OK;
}
