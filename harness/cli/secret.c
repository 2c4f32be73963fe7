/* Where keys lie. */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "harness/cli/secret.h"

#include "harness/load/git.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_below(const char *path, const char *folder)
{
    char root[PATH_MAX];
    if (folder == NULL || realpath(folder, root) == NULL) return false;
    const size_t n = strlen(root);
    return strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0' || strcmp(root, "/") == 0);
}

/* Whether the path lies in the clone that a plain folder of cases stands in. */
static bool is_in_clone(const char *path, const char *cases_dir)
{
    char root[PATH_MAX], mark[PATH_MAX + 8];
    struct stat st;
    if (cases_dir == NULL || realpath(cases_dir, root) == NULL) return false;
    for (size_t n = strlen(root);;) {
        snprintf(mark, sizeof mark, "%.*s/.git", (int)n, root);
        if (stat(mark, &st) == 0) {
            root[n] = '\0';
            return is_below(path, n > 0 ? root : "/");
        }
        if (n == 0) return false;
        while (n > 0 && root[--n] != '/') continue;
    }
}

rh_code rh_secret_outside(const rh_place *place, const char *path, rh_err *err)
{
    char real[PATH_MAX];
    if (realpath(path, real) == NULL) return RH_OK; /* reading it will say what is wrong */
    const bool is_inside = place->git != NULL
                               ? is_below(real, rh_git_workdir(place->git)) || is_below(real, rh_git_dir(place->git))
                               : is_below(real, place->cases_dir) || is_in_clone(real, place->cases_dir);
    if (!is_inside) return RH_OK;
    return rh_err_set(err, RH_KEY_INSIDE, (rh_span){.file = rh_str_of(path)},
                      "the key lies in the repository that it is to serve, expected it elsewhere");
}
