/* Inside the gate: what its parts hand to each other while a report is made. */
#ifndef RH_VERDICT_GATE_INSIDES_H
#define RH_VERDICT_GATE_INSIDES_H

#include "engine/base/vec.h"
#include "harness/verdict/gate.h"

/* Something that keeps the gate from GO, or (NOTE) that adds to what does, in words. */
typedef enum rh_gate_weight { RH_GATE_STOPS, RH_GATE_HOLDS, RH_GATE_NOTE } rh_gate_weight;
typedef struct rh_gate_finding {
    rh_gate_weight weight;
    rh_model_reason reason;
    rh_model_step step;
} rh_gate_finding;

typedef struct rh_gate_work {
    rh_arena *keep;
    const rh_evidence *in;
    RH_VEC(rh_model_criterion) criteria; /* built-ins first, then those of gate.yaml */
    RH_VEC(rh_model_launch) on_fail;     /* parallel to criteria */
    RH_VEC(rh_gate_finding) findings;    /* the weightier first within a weight */
    bool always_rejects;                 /* a failed test of a hold entry: reject, whatever on_fail says */
    bool failed;                         /* no memory */
} rh_gate_work;

/* A metric's value at a scope: the whole, lane `index` of the summary, entry `index` of the head. den 0: no sample.
 * where: parallel to the head's entries, those that count of a whole that NARROWS; NULL: all. */
typedef struct rh_metric_value {
    rh_model_quantity value;
    uint64_t n; /* the sample */
    uint64_t undecided;          /* of monitors.yaml's: rows of which nobody can say */
    rh_model_quantity low, high; /* with undecided > 0: the least and the most that they could make of it; den 0: no bound */
} rh_metric_value;
rh_metric_value rh_gate__metric(const rh_evidence *in, rh_metric metric, rh_scope scope, size_t index,
                                const bool *where);

/* A metric of monitors.yaml at the whole, or at lane `index` of the summary. Not measured: no sample. */
rh_metric_value rh_gate__monitored(const rh_evidence *in, size_t monitored, rh_scope scope, size_t index);

/* A criterion's metric at the lane or entry `of` (null: the whole), without what the proposal only adds. False where that
 * is no other: nothing is added, an addition makes no difference to the metric, or `of` is an addition itself. all: the
 * value over everything, as some of it may have been mended. */
bool rh_gate__without(rh_metric_value *out, rh_gate_work *work, const rh_criterion *criterion, rh_str of,
                      rh_metric_value all);
/* tests_unproven of the tests that the base has, too. With base_tests. */
rh_metric_value rh_gate__tests_of_base(const rh_evidence *in, const bool *where);
/* A metric at the whole, by its slot in a rh_metric_pool: over everything, or as rh_gate__without has it. */
rh_metric_value rh_gate__at_whole(const rh_evidence *in, size_t slot, bool is_without);
/* SIZE_MAX: no journey has that lane. */
size_t rh_gate__lane_at(const rh_summary *summary, rh_str lane);

/* value <= bound, as fractions. den of both > 0. */
bool rh_gate__is_at_most(rh_model_quantity value, rh_model_quantity bound);

/* Adds the row of a built-in metric and returns its result. Without a sample nothing is proven, so nothing passes. */
rh_model_criterion_result rh_gate__built_in(rh_gate_work *work, rh_metric metric, const char *title, bool has_sample);
/* Loosening of the text: its criterion and findings. */
void rh_gate__static(rh_gate_work *work);
/* Changes of the text that loosen, or that are not proven safe, and that no waiver covers. */
uint64_t rh_gate__static_count(const rh_evidence *in, bool is_unknown);

/* What the base's waivers cover; NULL: no waiver does. */
const rh_waiver *rh_gate__waiver_of_file(const rh_evidence *in, const rh_changed_file *file);
const rh_waiver *rh_gate__waiver_of_row(const rh_evidence *in, const rh_model_change *row);
const rh_waiver *rh_gate__waiver_of_criterion(const rh_evidence *in, rh_str id);
/* Loosened rows that no waiver covers. */
uint64_t rh_gate__rows_unwaived(const rh_evidence *in);
/* The waiver, as a line of waivers.yaml, that would cover what none covers. */
rh_str rh_gate__waiver_to_merge(rh_gate_work *work);
/* The report's waivers, after all criteria are judged. */
void rh_gate__waivers(rh_gate_work *work, rh_gate_report *out);

/* Each adds its criteria and findings, in this order. */
void rh_gate__sample(rh_gate_work *work); /* is there enough, and is it what it should be */
void rh_gate__builtins(rh_gate_work *work);
void rh_gate__criteria(rh_gate_work *work);
/* The checklist: its rows in the report, its criterion and findings. Nothing where there is none. */
void rh_gate__checklist(rh_gate_work *work, rh_gate_report *out);
/* Stability: its answers, and whether to expand. Nothing where nothing is asked. */
void rh_gate__stability(rh_gate_work *work, rh_gate_report *out);
uint64_t rh_gate__weak_answers(const rh_evidence *in);
/* Items that are not done. */
uint64_t rh_gate__checklist_open(const rh_evidence *in);
void rh_gate__entries(rh_gate_work *work, rh_gate_report *out);
/* From criteria and findings: verdict, launch, expansion, lanes. */
void rh_gate__verdict(rh_gate_work *work, rh_gate_report *out);

void rh_gate__add_criterion(rh_gate_work *work, const rh_model_criterion *criterion, rh_model_launch on_fail);
void rh_gate__find(rh_gate_work *work, rh_gate_weight weight, rh_model_place place, rh_str reason, rh_str step,
                   rh_str owner, rh_str command);
/* Text in work->keep; null, and work->failed, on no memory. */
__attribute__((format(printf, 2, 3))) rh_str rh_gate__say(rh_gate_work *work, const char *format, ...);
/* "1 test", "3 tests". */
rh_str rh_gate__many(rh_gate_work *work, uint64_t n, const char *one, const char *many);
/* The last finding's reason where it may be passed on (FAULTS.md P4). */
void rh_gate__share(rh_gate_work *work, rh_str reason);
/* Of customers: 1 to 4 are few, and a report that is passed on does not say how many. */
static inline bool rh_gate__is_few(uint64_t n) { return n > 0 && n < RH_MODEL_FEW; }
/* rh_gate__say_quantity with "<5" in place of few. */
rh_str rh_gate__share_quantity(rh_gate_work *work, rh_model_quantity value);
/* "12 of 80 (15%)", "3"; "no sample". */
rh_str rh_gate__say_quantity(rh_gate_work *work, rh_model_quantity value);
static inline rh_model_place rh_gate__place(rh_span span)
{
    return (rh_model_place){span.file, span.line, span.col};
}
static inline rh_model_place rh_gate__nowhere(void)
{
    return (rh_model_place){rh_str_null(), 0, 0};
}

/* The base's tests that passed there and fail under the head; and those that the head no longer has. Both counts; the
 * first of each in *first_*, NULL when there is none. */
/* A result of the base's tests under the base: what it is under the head, where it passed and now fails; else NULL. */
const rh_model_test *rh_gate__fails_now(const rh_evidence *in, const rh_model_test *on_base);
uint64_t rh_gate__failed_against_base(const rh_evidence *in, const rh_model_test **first);
uint64_t rh_gate__removed(const rh_evidence *in, const rh_model_test **first);
uint64_t rh_gate__untested(const rh_evidence *in, const rh_entry **first);
/* Whether the file of an entry is new or changed in the head. */
const rh_changed_file *rh_gate__change_of(const rh_evidence *in, rh_str entry);

#endif
