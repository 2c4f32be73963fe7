/* The policy of the gate: gate.yaml, read strictly and with places. FORMATS.md section 1.
 *
 * Not for: judging (criteria.h). A missing gate.yaml is not an error here: the gate then HOLDs (ruling 125). */
#ifndef RH_VERDICT_POLICY_H
#define RH_VERDICT_POLICY_H

#include "harness/verdict/monitored.h"

typedef enum rh_metric {
#define X(NAME, word, kind, scopes, adds, sample) RH_METRIC_##NAME,
#include "harness/verdict/metrics.def"
#undef X
    RH_N_METRICS
} rh_metric;

typedef enum rh_scope { RH_SCOPE_WHOLE = 1, RH_SCOPE_LANE = 2, RH_SCOPE_ENTRY = 4 } rh_scope;
enum { RH_METRIC_NARROWS = 8 }; /* beside the scopes of a metric: `where` can narrow it to some entries */

const char *rh_metric_name(rh_metric metric);
const char *rh_metric_sample(rh_metric metric);
rh_metric_adds rh_metric_adds_of(rh_metric metric);
/* Whether it counts parts of the register (tests, mutants, files), not what happened to customers. */
bool rh_metric_is_of_register(rh_metric metric);
rh_model_unit rh_metric_unit(rh_metric metric);
const char *rh_scope_name(rh_scope scope);

typedef struct rh_criterion {
    rh_str id, title; /* title: the id where none is given */
    rh_model_tier tier;
    rh_metric metric;  /* RH_N_METRICS: one of monitors.yaml */
    size_t monitored;  /* which of those; else SIZE_MAX */
    rh_str metric_name, sample; /* sample: what n counts, in words */
    bool is_at_least; /* else at_most */
    rh_model_quantity threshold;
    bool is_bound;                /* of a rate: by its interval (the default), else by the rate itself */
    rh_model_quantity confidence; /* of the interval; default 0.95 */
    uint64_t min_n;               /* default 5 */
    rh_scope scope;
    const bool *where; /* parallel to the register's entries: those that count; NULL: all */
    rh_str where_text; /* as written; null: all */
    rh_strs covers;    /* the controls it stands for, as written */
    rh_model_launch on_fail; /* default reject */
    rh_span span;
} rh_criterion;

typedef struct rh_policy_of_gate {
    uint32_t lane;   /* field of the register it is read for; RH_NONE: no verdict by lane */
    bool is_lane_core; /* its value goes by what the core does: rh_core_fields */
    rh_strs handoff; /* entry lanes */
    rh_model_quantity undecided_max, quarantined_max; /* default 0 */
    uint64_t min_journeys;                            /* default 1 */
    bool has_stale_max;
    rh_span_of_time stale_max;
    const rh_criterion *criteria; /* file order */
    size_t n_criteria;
} rh_policy_of_gate;

/* Reads `root` (gate.yaml of any revision, whose metrics of monitors.yaml are `monitored`) for the register that is
 * judged, whose fields `lane` must name. Every error goes to diags; RH_OK only when there was none. Lives in keep; texts
 * borrow from root. */
RH_MUST rh_code rh_gate_policy_read(const rh_policy_of_gate **out, rh_arena *keep, const rh_node *root,
                                    const rh_monitored *monitored, const rh_register *reg, rh_diags *diags);

/* Whether a criterion asks for a metric, so that what it needs is measured. policy may be NULL. */
bool rh_gate_asks(const rh_policy_of_gate *policy, rh_metric metric);
bool rh_gate_asks_monitored(const rh_policy_of_gate *policy, size_t monitored);

/* The field that a register's own gate.yaml names as the lane; RH_NONE where it names none that is declared. */
uint32_t rh_gate_lane_field(const rh_register *reg);

typedef enum rh_policy_source {
    RH_POLICY_BASE, /* the base's gate.yaml */
    /* The head's own: first introduction, no repository, or a head that is its own base (ruling 131). */
    RH_POLICY_BOOTSTRAP,
    RH_POLICY_MISSING /* neither has one: HOLD */
} rh_policy_source;

/* The policy that counts for a proposal, and the metrics of the monitors.yaml beside it. base NULL: there is none, or the
 * head is its own base. *out is NULL when missing. */
RH_MUST rh_code rh_gate_policy_pick(const rh_policy_of_gate **out, rh_policy_source *source, rh_monitored *monitored,
                                    rh_arena *keep, const rh_register *base, const rh_register *head, rh_diags *diags);

#endif
