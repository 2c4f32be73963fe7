/* The gate: may this revision go live? From evidence to a verdict with its reasons. SPEC.md section 10, FORMATS.md 1.
 *
 *     rh_gate_judge(&report, keep, &evidence, err)
 *
 * Pure: everything it looks at is in the evidence, and the same evidence gives the same report. What fails is a
 * finding, never an error. Nothing tested and nothing replayed is never a pass (V8). */
#ifndef RH_VERDICT_GATE_H
#define RH_VERDICT_GATE_H

#include "harness/compare/changes.h"
#include "harness/verdict/checklist.h"
#include "harness/verdict/policy.h"
#include "harness/verdict/stability.h"
#include "harness/replay/poison.h"
#include "harness/verdict/waivers.h"
#include "harness/replay/summary.h"

/* The base's acceptance tests, with the base's examples and fixtures: under the base, and under the head. */
typedef struct rh_base_tests {
    const rh_test_report *on_base, *on_head;
} rh_base_tests;

typedef struct rh_evidence rh_evidence;
struct rh_evidence {
    const rh_register *head, *base;  /* base NULL: there is none */
    rh_str head_name, base_name;     /* as a command takes them */
    const rh_policy_of_gate *policy; /* NULL: RH_POLICY_MISSING */
    rh_policy_source policy_source;
    rh_waivers waivers;              /* of the base */
    const rh_stability *stability;   /* of the base, or of the head that brings its own policy; NULL: none */
    rh_monitored_figures monitored;  /* of the metrics of monitors.yaml that something asks for */
    const rh_checklist *checklist;   /* of the base, or of the head that brings its own policy; NULL: none */
    bool is_checklist_of_head;       /* by --bootstrap, as nobody ever answered for the base's */
    bool is_bootstrap_allowed;       /* --bootstrap */
    rh_str worktree; /* where HEAD is judged and the working tree differs from it: the first file; null: no */
    const rh_err *own_fault;         /* of the files that the proposal would have the next gate go by; NULL: none */
    const rh_changed_files *changes; /* between base and head; NULL without a base */
    const rh_summary *summary;
    const rh_poison *poison; /* NULL: not run, as no criterion asks for it */
    const rh_diff_report *diff;
    const rh_test_report *tests;     /* of head */
    const rh_base_tests *base_tests; /* NULL without a base */
    const rh_mutation_report *mutation; /* of head; NULL: not made, and its metrics have no sample */
    uint64_t read, quarantined;      /* events: at ingest and under the head together */
    bool has_newest;
    rh_instant newest; /* knowntime of the newest event that was replayed */
    bool has_today;
    rh_instant today; /* --today */
    bool is_turned; /* outcomes are read as rh_judging_turn has them, beside `without` */
    /* The same of the proposal without what it only adds (harness/compare/without.h): head, summary, figures and mutants;
     * all else is the proposal's. NULL: it adds nothing. */
    const rh_evidence *without;
    const rh_err *without_fault; /* why nobody can say what it is without its additions; NULL: none */
};

/* The mutants that the base has, and no more: what a proposal adds may be killed as it likes. Of those of an entry as many
 * survive as there, or as of the proposal where these are fewer. By entries of `reg`, and by operator. RH_NOMEM. */
RH_MUST rh_code rh_mutation_without(rh_mutation_report *out, rh_arena *keep, const rh_mutation_report *head,
                                    const rh_mutation_report *base, const rh_register *reg, rh_err *err);
/* Fills verdict, launch, expansion, policy, reasons, steps, lanes, criteria, waivers and entries of *out; the caller
 * has filled the rest (revisions, replay, diff, tests, tool, zones) or does so afterwards. */
RH_MUST rh_code rh_gate_judge(rh_gate_report *out, rh_arena *keep, const rh_evidence *evidence, rh_err *err);
/* Whether more events were quarantined than the policy allows: exit status 68 (rulings 120, 140). */
bool rh_gate_is_share_over(const rh_evidence *evidence);

#endif
