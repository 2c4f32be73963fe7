/* rehearse version: what this program is and what it is built on. */
#include "harness/cli/docs.h"
#include "harness/cli/output.h"
#include "harness/load/zoneinfo.h"
#include "harness/system/memory.h"
#include "reports/text/json.h"

#include <git2.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

rh_exit rh_cmd_version(rh_cli *cli, rh_err *err);

typedef struct version_row {
    const char *name, *version;
} version_row;

static void put_text(rh_buf *out, const version_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) rh_buf_printf(out, "%s %s\n", rows[i].name, rows[i].version);
}

static void put_json(rh_buf *out, const version_row *rows, size_t n)
{
    rh_json_writer json;
    rh_json_begin(&json, out, true);
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "schema", "rehearse/version/1");
    for (size_t i = 0; i < n; i++) rh_json_put_word(&json, rows[i].name, rows[i].version);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}

/* The version of the zone data (T6); "none" where the machine has no zone data. */
static const char *zones_version(rh_cli *cli)
{
    rh_zones *zones;
    rh_err err;
    if (rh_zones_open(&zones, rh_memory_host(), NULL, &err) != RH_OK) return "none";
    const char *version = rh_arena_cstr(cli->run, rh_zones_version(zones));
    rh_zones_close(zones);
    return version != NULL ? version : "unknown";
}

rh_exit rh_cmd_version(rh_cli *cli, rh_err *err)
{
    char git[32];
    int major, minor, patch;
    git_libgit2_version(&major, &minor, &patch);
    (void)snprintf(git, sizeof git, "%d.%d.%d", major, minor, patch);
    const version_row rows[] = {{"rehearse", RH_CLI_VERSION},
                                {"sqlite", sqlite3_libversion()},
                                {"libgit2", git},
                                {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
                                {"zones", zones_version(cli)}};
    rh_buf out;
    rh_buf_init(&out, cli->run, 1 << 16);
    if (cli->options.given[RH_OPT_JSON]) put_json(&out, rows, sizeof rows / sizeof *rows);
    else put_text(&out, rows, sizeof rows / sizeof *rows);
    const rh_code code = out.failed ? rh_err_nomem(err) : rh_output_text(rh_buf_str(&out), err);
    return rh_exit_of_code(code);
}
