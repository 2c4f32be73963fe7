/* Where keys lie. */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "harness/cli/secret.h"

#include "harness/load/git.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_below(const char *path, const char *folder)
{
    char root[PATH_MAX];
    if (folder == NULL || realpath(folder, root) == NULL) return false;
    const size_t n = strlen(root);
    return strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0' || strcmp(root, "/") == 0);
}

rh_code rh_secret_outside(const rh_place *place, const char *path, rh_err *err)
{
    char real[PATH_MAX];
    if (realpath(path, real) == NULL) return RH_OK; /* reading it will say what is wrong */
    const bool is_inside = place->git != NULL
                               ? is_below(real, rh_git_workdir(place->git)) || is_below(real, rh_git_dir(place->git))
                               : is_below(real, place->cases_dir);
    if (!is_inside) return RH_OK;
    return rh_err_set(err, RH_KEY_INSIDE, (rh_span){.file = rh_str_of(path)},
                      "the key lies in the repository that it is to serve, expected it elsewhere");
}
