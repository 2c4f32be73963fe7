/* rehearse forget: customers taken out of a store. */
#include "harness/cli/output.h"
#include "harness/kept/kept.h"
#include "harness/store/store.h"

rh_exit rh_cmd_forget(rh_cli *cli, rh_err *err);

static rh_code forget(rh_cli *cli, rh_err *err)
{
    const rh_options *options = &cli->options;
    const char *store = options->values[RH_OPT_STORE];
    rh_forgotten forgotten;
    if (store == NULL) return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected --store FILE");
    if (options->n_args == 0) return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected at least one journey");
    rh_str *journeys = RH_NEW_N(cli->run, options->n_args, rh_str);
    if (journeys == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < options->n_args; i++) journeys[i] = rh_str_of(options->args[i]);
    /* Before, so that a kill leaves nothing of the forgotten beside the store; after, for a run kept meanwhile. */
    rh_code code = rh_kept_remove(store, err);
    if (code == RH_OK) code = rh_store_forget(&forgotten, store, journeys, options->n_args, err);
    if (code == RH_OK) code = rh_kept_remove(store, err);
    if (code != RH_OK) return code;
    const rh_forget_report report = {.store = rh_str_of(store),
                                     .journeys = options->n_args,
                                     .records = forgotten.records,
                                     .erased = forgotten.erased};
    return rh_output_report(cli, &(rh_report){.kind = RH_REPORT_FORGET, .forget = &report}, err);
}

rh_exit rh_cmd_forget(rh_cli *cli, rh_err *err)
{
    return rh_exit_of_code(forget(cli, err));
}
