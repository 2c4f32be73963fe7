/* rehearse version: what this program is and what it is built on. */
#include "harness/cli/docs.h"
#include "harness/cli/output.h"
#include "harness/cli/versions.h"
#include "harness/load/zoneinfo.h"
#include "harness/system/memory.h"
#include "reports/text/json.h"

rh_exit rh_cmd_version(rh_cli *cli, rh_err *err);

static void put_text(rh_buf *out, const rh_model_version *libraries, size_t n, rh_str zones)
{
    rh_buf_printf(out, "rehearse %s\n", RH_CLI_VERSION);
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(out, "%.*s %.*s\n", RH_ARG(libraries[i].name), RH_ARG(libraries[i].version));
    rh_buf_printf(out, "zones %.*s\n", RH_ARG(zones));
}

static void put_json(rh_buf *out, const rh_model_version *libraries, size_t n, rh_str zones)
{
    rh_json_writer json;
    rh_json_begin(&json, out, true);
    rh_json_open(&json, '{');
    rh_json_put_word(&json, "schema", "rehearse/version/1");
    rh_json_put_word(&json, "rehearse", RH_CLI_VERSION);
    rh_json_key(&json, "libraries");
    rh_json_open(&json, '{');
    for (size_t i = 0; i < n; i++) rh_json_put_str(&json, libraries[i].name.ptr, libraries[i].version);
    rh_json_close(&json);
    rh_json_put_str(&json, "zones", zones);
    rh_json_close(&json);
    rh_buf_byte(out, '\n');
}

/* The version of the zone data (T6); "none" where the machine has no zone data. */
static rh_str zones_version(rh_cli *cli)
{
    rh_zones *zones;
    rh_err err;
    if (rh_zones_open(&zones, rh_memory_host(), NULL, &err) != RH_OK) return RH_STR("none");
    const rh_str version = rh_arena_str(cli->run, rh_zones_version(zones));
    rh_zones_close(zones);
    return version.ptr != NULL ? version : RH_STR("unknown");
}

rh_exit rh_cmd_version(rh_cli *cli, rh_err *err)
{
    const rh_model_version *libraries;
    size_t n;
    rh_buf out;
    rh_buf_init(&out, cli->run, 1 << 16);
    rh_code code = rh_versions_of_libraries(&libraries, &n, cli->run, err);
    if (code != RH_OK) return rh_exit_of_code(code);
    if (cli->options.given[RH_OPT_JSON]) put_json(&out, libraries, n, zones_version(cli));
    else put_text(&out, libraries, n, zones_version(cli));
    code = out.failed ? rh_err_nomem(err) : rh_output_text(rh_buf_str(&out), err);
    return rh_exit_of_code(code);
}
