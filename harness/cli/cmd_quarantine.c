/* rehearse quarantine: what a store set aside, and why. */
#include "harness/cli/output.h"
#include "harness/store/quarantine.h"

#include "engine/base/show.h"

#include <stdlib.h>

rh_exit rh_cmd_quarantine(rh_cli *cli, rh_err *err);

static bool is_verb(const rh_cli *cli, const char *verb)
{
    return cli->options.n_args == 1 && strcmp(cli->options.args[0], verb) == 0;
}

static rh_code read_wanted(rh_quarantine_wanted *wanted, const rh_cli *cli, rh_err *err)
{
    const rh_options *options = &cli->options;
    const char *verb = options->n_args > 0 ? options->args[0] : "";
    *wanted = (rh_quarantine_wanted){0};
    if (options->values[RH_OPT_STORE] == NULL) return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected --store FILE");
    if (is_verb(cli, "list") || is_verb(cli, "retry")) return RH_OK;
    if (strcmp(verb, "show") != 0 || options->n_args != 2)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected `list`, `show ID` or `retry`");
    char *end;
    wanted->id = strtoll(options->args[1], &end, 10);
    if (*end == '\0' && wanted->id > 0) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "show %s: expected a number that `list` prints", options->args[1]);
}

static rh_code show(rh_cli *cli, const rh_quarantine_wanted *wanted, rh_err *err)
{
    rh_store *store;
    rh_quarantine_report report;
    uint64_t before = 0, after = 0;
    rh_code code = RH_OK;
    if (is_verb(cli, "retry")) code = rh_store_retry(&before, &after, cli->options.values[RH_OPT_STORE], err);
    if (code == RH_OK) code = rh_store_open(&store, cli->options.values[RH_OPT_STORE], err);
    if (code != RH_OK) return code;
    code = rh_quarantine_list(&report, cli->run, store, wanted, err);
    rh_store_close(store);
    if (code != RH_OK) return code;
    if (wanted->id != 0 && report.n_rejected_all == 0)
        return rh_err_set(err, RH_QUARANTINE_MISSING, (rh_span){0}, "no quarantined record %lld",
                          (long long)wanted->id);
    /* The bytes may be a customer's: elsewhere than on a terminal their form is all that is shown (P5). */
    if (report.raw.ptr != NULL && !cli->options.given[RH_OPT_PRIVATE] && !rh_output_is_terminal(cli))
        report.raw = rh_show_form(cli->run, report.raw, report.raw.len);
    report.is_retry = is_verb(cli, "retry");
    report.n_accepted = before > after ? before - after : 0;
    report.store = rh_str_of(cli->options.values[RH_OPT_STORE]);
    return rh_output_report(cli, &(rh_report){.kind = RH_REPORT_QUARANTINE, .quarantine = &report}, err);
}

rh_exit rh_cmd_quarantine(rh_cli *cli, rh_err *err)
{
    rh_quarantine_wanted wanted;
    rh_code code = read_wanted(&wanted, cli, err);
    if (code == RH_OK) code = show(cli, &wanted, err);
    return rh_exit_of_code(code);
}
