/* rehearse packet: what a person needs to decide one review item. */
#include "harness/cli/output.h"
#include "harness/cli/world.h"
#include "harness/packet/packet.h"

rh_exit rh_cmd_packet(rh_cli *cli, rh_err *err);

/* --private is for files that only their owner may read, or for the eyes at a terminal. */
static rh_code check_private(const rh_cli *cli, rh_err *err)
{
    bool is_piped = cli->options.n_outputs == 0;
    for (size_t i = 0; i < cli->options.n_outputs; i++) is_piped |= cli->options.outputs[i].path == NULL;
    if (!cli->options.given[RH_OPT_PRIVATE] || !is_piped || rh_output_is_terminal(cli)) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0},
                      "--private: standard output is no terminal; name a file, as -o markdown=packet.md");
}

static rh_code packet(rh_packet_report *report, rh_cli *cli, rh_world *world, rh_err *err)
{
    rh_revision revision;
    rh_journey journey;
    rh_packet_request request = {.journey = &journey, .oscillated = &cli->oscillated};
    rh_code code = rh_world_revision(&revision, world, cli->options.n_args > 1 ? cli->options.args[1] : NULL, err);
    if (code == RH_OK) code = rh_world_compile(&request.program, world, &revision.reg, 1, err);
    if (code == RH_OK) code = rh_world_history(world, err);
    if (code != RH_OK) return code;
    request.id = rh_packet_id_of(revision.reg, rh_str_of(cli->options.args[0]));
    code = rh_world_journey(&journey, world, request.id.journey, err);
    if (code == RH_OK) code = rh_world_at(&request.at, world, err);
    request.shows_all = cli->options.given[RH_OPT_PRIVATE] || rh_output_is_terminal(cli);
    if (code == RH_OK) code = rh_packet_make(report, cli->run, &request, err);
    if (code != RH_OK) return code;
    report->revision = rh_world_model(&revision);
    report->policy_sha256 = rh_revision_file_sha256(cli->run, &revision, RH_STR("policy.yaml"));
    return RH_OK;
}

rh_exit rh_cmd_packet(rh_cli *cli, rh_err *err)
{
    rh_world world = {0};
    rh_packet_report report;
    rh_code code = RH_OK;
    if (cli->options.n_args == 0)
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "expected the id of an item, as JOURNEY/AREA/N");
    if (code == RH_OK) code = check_private(cli, err);
    if (code == RH_OK) code = rh_world_open(&world, cli, err);
    if (code == RH_OK) code = packet(&report, cli, &world, err);
    if (code == RH_OK) code = rh_output_report(cli, &(rh_report){.kind = RH_REPORT_PACKET, .packet = &report}, err);
    rh_world_close(&world);
    return rh_exit_of_code(code);
}
