/* Versions of libraries. */
#include "harness/cli/versions.h"

#include "harness/foreign/simdjson_face.h"

#include <git2.h>
#include <libical/ical.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <yaml.h>
#include <zlib.h>
#include <zstd.h>

rh_code rh_versions_of_libraries(const rh_model_version **out, size_t *n, rh_arena *keep, rh_err *err)
{
    char git[32];
    int major, minor, patch;
    git_libgit2_version(&major, &minor, &patch);
    (void)snprintf(git, sizeof git, "%d.%d.%d", major, minor, patch);
    const char *const rows[][2] = {{"libgit2", git},
                                   {"libical", ICAL_VERSION},
                                   {"libyaml", yaml_get_version_string()},
                                   {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
                                   {"simdjson", rh_simdjson_version()},
                                   {"sqlite", sqlite3_libversion()},
                                   {"zlib", zlibVersion()},
                                   {"zstd", ZSTD_versionString()}};
    enum { N = sizeof rows / sizeof *rows };
    rh_model_version *made = RH_NEW_N(keep, N, rh_model_version);
    for (size_t i = 0; made != NULL && i < N; i++)
        made[i] = (rh_model_version){rh_str_of(rows[i][0]), rh_arena_str(keep, rh_str_of(rows[i][1]))};
    if (made == NULL || rh_arena_failed(keep)) return rh_err_nomem(err);
    *out = made;
    *n = N;
    return RH_OK;
}
