/* The criteria that no gate.yaml can remove: all critical, all 0. */
#include "harness/verdict/gate_insides.h"

rh_model_criterion_result rh_gate__built_in(rh_gate_work *w, rh_metric metric, const char *title, bool has_sample)
{
    const rh_metric_value v = rh_gate__metric(w->in, metric, RH_SCOPE_WHOLE, 0, NULL);
    rh_model_criterion row = {.id = rh_str_of(rh_metric_name(metric)), .title = rh_str_of(title), .is_built_in = true};
    row.metric = row.id;
    row.tier = RH_MODEL_CRITICAL;
    row.scope = rh_str_of(rh_scope_name(RH_SCOPE_WHOLE));
    row.observed = v.value;
    row.threshold = (rh_model_quantity){RH_MODEL_COUNT, 0, 1};
    row.n = v.n;
    row.is_of_register = rh_metric_is_of_register(metric);
    row.result = v.value.num > 0 ? RH_MODEL_CRITERION_FAIL
                 : has_sample    ? RH_MODEL_CRITERION_PASS
                                 : RH_MODEL_INCONCLUSIVE;
    if (row.result == RH_MODEL_INCONCLUSIVE) {
        row.has_needed = true;
        row.needed = 1;
        row.says = rh_gate__say(w, "no %s to judge by", rh_metric_sample(metric));
    }
    rh_gate__add_criterion(w, &row, RH_MODEL_REJECT);
    return row.result;
}

static void say_no_sample(rh_gate_work *w, const char *what, const char *step, const char *command)
{
    rh_gate__find(w, RH_GATE_HOLDS, rh_gate__nowhere(), rh_str_of(what), rh_str_of(step), rh_str_null(),
                  rh_str_of(command));
}

static const rh_model_test *first_failed(const rh_test_report *tests)
{
    for (size_t i = 0; i < tests->n_tests; i++)
        if (tests->tests[i].result == RH_MODEL_FAIL) return &tests->tests[i];
    return NULL;
}

static bool is_of_hold_entry(const rh_evidence *in, const rh_model_test *test)
{
    const uint32_t head = rh_register_entry(in->head, test->entry);
    const uint32_t base = in->base != NULL ? rh_register_entry(in->base, test->entry) : RH_NONE;
    return (head != RH_NONE && in->head->entries[head].risk == RH_RISK_HOLD) ||
           (base != RH_NONE && in->base->entries[base].risk == RH_RISK_HOLD);
}

static bool fails_of_hold(const rh_evidence *in, const rh_test_report *tests)
{
    for (size_t i = 0; i < tests->n_tests; i++)
        if (tests->tests[i].result == RH_MODEL_FAIL && is_of_hold_entry(in, &tests->tests[i])) return true;
    return false;
}

static bool hold_fails_against_base(const rh_evidence *in)
{
    const rh_test_report *on_base = in->base_tests != NULL ? in->base_tests->on_base : NULL;
    for (size_t i = 0; on_base != NULL && i < on_base->n_tests; i++)
        if (rh_gate__fails_now(in, &on_base->tests[i]) != NULL && is_of_hold_entry(in, &on_base->tests[i])) return true;
    return false;
}

static void say_own_failures(rh_gate_work *w)
{
    const rh_model_test *first = first_failed(w->in->tests);
    if (first == NULL) return;
    const rh_str many = rh_gate__many(w, w->in->tests->failed, "result of an acceptance test is",
                                      "results of acceptance tests are");
    rh_gate__find(
        w, RH_GATE_STOPS, first->place,
        rh_gate__say(w, "%.*s a failure, first %.*s: %.*s", RH_ARG(many), RH_ARG(first->entry), RH_ARG(first->name)),
        RH_STR("mend the entry, or the test if it asks for the wrong thing"), rh_str_null(), RH_STR("rehearse test"));
}

static void say_failures_against_base(rh_gate_work *w)
{
    const rh_model_test *first;
    const uint64_t n = rh_gate__failed_against_base(w->in, &first);
    if (first == NULL) return;
    const rh_str many = rh_gate__many(w, n, "test of the base", "tests of the base");
    rh_gate__find(w, RH_GATE_STOPS, first->place,
                  rh_gate__say(w, "%.*s passed there and %s now, first %.*s: %.*s", RH_ARG(many),
                               n == 1 ? "fails" : "fail", RH_ARG(first->entry), RH_ARG(first->name)),
                  RH_STR("keep what the base's tests ask for, or change the test in a proposal of its own first"),
                  rh_str_null(), rh_str_null());
}

static void judge_failed(rh_gate_work *w)
{
    const rh_evidence *in = w->in;
    const bool ran = in->tests->passed + in->tests->failed > 0;
    const rh_model_criterion_result result = rh_gate__built_in(w, RH_METRIC_TESTS_FAILED, "acceptance tests that fail",
                                                               ran);
    if (result == RH_MODEL_INCONCLUSIVE)
        say_no_sample(w, "no acceptance test passed or failed", "give the entries tests with examples",
                      "rehearse test");
    if (result != RH_MODEL_CRITERION_FAIL) return;
    w->always_rejects = fails_of_hold(in, in->tests) || hold_fails_against_base(in);
    say_own_failures(w);
    say_failures_against_base(w);
}

/* An entry that goes takes its tests along, and no waiver covers those: SPEC.md section 10 has no other way. */
static void say_gone(rh_gate_work *w, const rh_model_test *first)
{
    const rh_str id = first->entry;
    rh_gate__find(w, RH_GATE_STOPS, first->place,
                  rh_gate__say(w,
                               "entry %.*s is gone with its acceptance tests, which no waiver covers: no proposal that "
                               "removes a tested entry is GO",
                               RH_ARG(id)),
                  rh_gate__say(w,
                               "keep %.*s and its tests; if it must go, that is for those who may merge against the "
                               "gate, with %.*s under retired in policy.yaml",
                               RH_ARG(id), RH_ARG(id)),
                  rh_str_null(), rh_str_null());
}

static void judge_removed(rh_gate_work *w)
{
    const rh_model_test *first;
    const uint64_t n = rh_gate__removed(w->in, &first);
    rh_gate__built_in(w, RH_METRIC_TESTS_REMOVED, "acceptance tests of the base that are gone", true);
    if (n == 0) return;
    const rh_str many = rh_gate__many(w, n, "acceptance test of the base is", "acceptance tests of the base are");
    const bool is_entry_gone = rh_register_entry(w->in->head, first->entry) == RH_NONE;
    if (is_entry_gone) say_gone(w, first);
    rh_gate__find(
        w, RH_GATE_STOPS, first->place,
        rh_gate__say(w, "%.*s gone, first %.*s: %.*s", RH_ARG(many), RH_ARG(first->entry), RH_ARG(first->name)),
        is_entry_gone ? rh_str_null() : RH_STR("put the tests back"), rh_str_null(), rh_str_null());
}

static void judge_untested(rh_gate_work *w)
{
    const rh_entry *first;
    const uint64_t n = rh_gate__untested(w->in, &first);
    rh_gate__built_in(w, RH_METRIC_ENTRIES_UNTESTED, "entries that no test proves", w->in->head->n_entries > 0);
    if (n == 0) return;
    const rh_str many = rh_gate__many(w, n, "entry has", "entries have");
    rh_gate__find(w, RH_GATE_STOPS,
                  rh_gate__place(first->node != NULL ? first->node->span : (rh_span){first->file, 0, 0}),
                  rh_gate__say(w, "%.*s no test that passed or failed, first %.*s", RH_ARG(many), RH_ARG(first->id)),
                  rh_gate__say(w, "give a test of %.*s an example that exercises it", RH_ARG(first->id)), first->owner,
                  rh_str_null());
}

/* The first loosened row with a cause that no waiver covers, for the place that the reason points at. */
static rh_model_place place_of_loosening(const rh_evidence *in)
{
    for (size_t i = 0; i < in->diff->n_changes; i++) {
        const rh_model_change *c = &in->diff->changes[i];
        if (c->cls != RH_MODEL_LOOSENED || c->n_causes == 0 || rh_gate__waiver_of_row(in, c) != NULL) continue;
        return (rh_model_place){c->causes[0].units[0].file, c->causes[0].units[0].line, 0};
    }
    return rh_gate__nowhere();
}

static void judge_loosened(rh_gate_work *w)
{
    const rh_evidence *in = w->in;
    const uint64_t rows = rh_gate__rows_unwaived(in);
    const bool has_sample = in->summary->whole.journeys > 0 && in->base != NULL;
    const rh_model_criterion_result result = rh_gate__built_in(w, RH_METRIC_LOOSENED_UNWAIVED,
                                                     "loosened rows that no waiver covers", has_sample);
    if (result == RH_MODEL_INCONCLUSIVE && in->base == NULL)
        say_no_sample(w, "there is no base to compare with", "name the revision that is live",
                      "rehearse gate --base REV");
    if (result != RH_MODEL_CRITERION_FAIL) return;
    const rh_str many = rh_gate__many(w, rows, "outcome of the history is", "outcomes of the history are");
    const bool can_waive = in->changes != NULL && in->changes->n > 0;
    size_t first = 0;
    while (first < in->diff->n_changes && rh_gate__waiver_of_row(in, &in->diff->changes[first]) != NULL) first++;
    const rh_str names = first < in->diff->n_changes ? in->diff->changes[first].journey : rh_str_null();
    rh_gate__find(w, RH_GATE_STOPS, place_of_loosening(in),
                  rh_gate__say(w, "%.*s loosened, first in journey %.*s", RH_ARG(many), RH_ARG(names)),
                  can_waive ? RH_STR("have an owner and an approver merge this line of cases/waivers.yaml first")
                            : RH_STR("see what is loosened"),
                  rh_str_null(),
                  can_waive
                      ? rh_gate__waiver_to_merge(w)
                      : rh_gate__say(w, "rehearse diff %.*s..%.*s", RH_ARG(in->base_name), RH_ARG(in->head_name)));
    if (rh_gate__is_few(rows)) rh_gate__share(w, RH_STR("<5 outcomes of the history are loosened"));
}

static void judge_invariants(rh_gate_work *w)
{
    const rh_summary *summary = w->in->summary;
    rh_gate__built_in(w, RH_METRIC_INVARIANT, "records that break an invariant", summary->whole.journeys > 0);
    if (summary->n_breaks == 0) return;
    const rh_summary_break *first = &summary->breaks[0];
    rh_gate__find(w, RH_GATE_STOPS, rh_gate__nowhere(),
                  rh_gate__say(w, "an invariant is broken: %s, first in journey %.*s, record %u",
                               rh_invariant_text(first->invariant), RH_ARG(first->journey), first->n),
                  RH_STR("report it: no register can do this"), rh_str_null(),
                  rh_gate__say(w, "rehearse explain %.*s", RH_ARG(first->journey)));
}

void rh_gate__builtins(rh_gate_work *w)
{
    judge_invariants(w);
    judge_failed(w);
    judge_removed(w);
    judge_untested(w);
    judge_loosened(w);
    rh_gate__static(w);
}
