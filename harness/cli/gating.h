/* One run of the gate: what `gate`, `attest` and `verify` share. From options and revisions to a filled report.
 *
 *     rh_gating *g = RH_NEW(cli->run, rh_gating);
 *     rh_gating_open(g, cli, err)
 *     rh_gating_run(g, &(rh_gating_spec){.head = "HEAD"}, err)   ... g->report, g->evidence
 *     rh_gating_close(g)                                          always, also after an error
 *
 * The policy, waivers and tests are the base's; nothing here decides, that is harness/verdict. */
#ifndef RH_CLI_GATING_H
#define RH_CLI_GATING_H

#include "harness/cli/base.h"
#include "harness/cli/proofs.h"
#include "harness/cli/versus.h"
#include "harness/verdict/gate.h"

typedef struct rh_gating_spec {
    const char *head;  /* NULL: HEAD, or the plain folder */
    const char *base;  /* NULL: chosen by ruling 131 */
    bool is_own_base;  /* the head is its own base and brings its own policy, though `base` names it */
    bool with_mutants; /* mutants are made whether a criterion asks for them or not */
    bool minds_worktree; /* where HEAD is judged, it is told that the working tree differs from it */
} rh_gating_spec;

typedef struct rh_gating {
    rh_world world;
    rh_versus versus;
    rh_base_choice base;
    rh_proofs proofs;
    rh_checklist checklist;
    rh_stability stability;
    rh_monitored monitored; /* what monitors.yaml defines, where the policy is from */
    rh_poison poison;
    rh_evidence evidence, without; /* without: of the proposal without what it only adds */
    rh_gate_report report;
} rh_gating;

RH_MUST rh_code rh_gating_open(rh_gating *gating, rh_cli *cli, rh_err *err);
/* The history (unless it is open already), --today and --bootstrap are read from the options of the cli. */
RH_MUST rh_code rh_gating_run(rh_gating *gating, const rh_gating_spec *spec, rh_err *err);
void rh_gating_close(rh_gating *gating);

/* The exit of what was found: GO, NO-GO, HOLD, or too much quarantined (then *err says so). */
rh_exit rh_gating_exit(const rh_gating *gating, rh_err *err);

#endif
