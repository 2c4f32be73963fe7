/* The value of each metric of metrics.def. */
#include "harness/verdict/gate_insides.h"

static rh_model_quantity rate(uint64_t num, uint64_t den)
{
    return (rh_model_quantity){RH_MODEL_RATE, (int64_t)num, (int64_t)den};
}

static rh_metric_value share(uint64_t num, uint64_t den)
{
    return (rh_metric_value){.value = rate(num, den), .n = den};
}

static rh_metric_value count(uint64_t n, uint64_t sample)
{
    return (rh_metric_value){.value = {RH_MODEL_COUNT, (int64_t)n, 1}, .n = sample};
}

static bool is_in(const bool *where, size_t entry)
{
    return where == NULL || where[entry];
}

/* The cells of some entries together: a journey counts once for each of them that opened in it, an action for each that
 * held it up, a decision for each that it was taken on. */
static rh_summary_cell cell_of_entries(const rh_summary *summary, const bool *where)
{
    rh_summary_cell sum = {0};
    for (size_t i = 0; i < summary->head->n_entries; i++) {
        const rh_summary_cell *c = &summary->entries[i];
        if (!is_in(where, i)) continue;
        sum.journeys += c->journeys;
        sum.openings += c->openings;
        sum.undecided += c->undecided;
        sum.items += c->items;
        sum.breached += c->breached;
        sum.unauthorised += c->unauthorised;
        sum.dual_broken += c->dual_broken;
        rh_judged_counts_add(&sum.judged, &c->judged);
    }
    return sum;
}

static rh_summary_cell cell_of(const rh_evidence *in, rh_scope scope, size_t index, const bool *where)
{
    if (scope == RH_SCOPE_WHOLE) return where != NULL ? cell_of_entries(in->summary, where) : in->summary->whole;
    return scope == RH_SCOPE_LANE ? in->summary->lanes[index].cell : in->summary->entries[index];
}

static uint64_t never_fired(const rh_summary *summary, const bool *where)
{
    uint64_t n = 0;
    for (size_t i = 0; i < summary->head->n_entries; i++) n += is_in(where, i) && summary->entries[i].openings == 0;
    return n;
}

static bool counts_test(const rh_evidence *in, const bool *where, const rh_model_test *test)
{
    const uint32_t entry = where != NULL ? rh_register_entry(in->head, test->entry) : RH_NONE;
    return where == NULL || (entry != RH_NONE && where[entry]);
}

/* Results of the head's tests, of entries that count; all of them, or those that are unproven. */
static uint64_t results(const rh_evidence *in, const bool *where, bool only_unproven)
{
    uint64_t n = 0;
    for (size_t i = 0; i < in->tests->n_tests; i++) {
        const rh_model_test *t = &in->tests->tests[i];
        n += counts_test(in, where, t) && (!only_unproven || t->result == RH_MODEL_UNPROVEN);
    }
    return n;
}

static uint64_t broken(const rh_summary *summary)
{
    uint64_t n = 0;
    for (int i = 0; i < RH_N_INVARIANTS; i++) n += summary->sums.broken[i];
    return n;
}

static bool is_of_base(const rh_evidence *in, const rh_model_test *test)
{
    const rh_test_report *base = in->base_tests->on_base;
    for (size_t i = 0; i < base->n_tests; i++)
        if (rh_str_eq(base->tests[i].entry, test->entry) && rh_str_eq(base->tests[i].name, test->name)) return true;
    return false;
}

rh_metric_value rh_gate__tests_of_base(const rh_evidence *in, const bool *where)
{
    uint64_t n = 0, n_unproven = 0;
    for (size_t i = 0; i < in->tests->n_tests; i++) {
        const rh_model_test *t = &in->tests->tests[i];
        if (!counts_test(in, where, t) || !is_of_base(in, t)) continue;
        n++;
        n_unproven += t->result == RH_MODEL_UNPROVEN;
    }
    return count(n_unproven, n);
}

/* ---- mutants ---- */

static rh_metric_value score_of(const rh_model_mutants *mutants)
{
    return share(mutants->killed, mutants->total - mutants->equivalent);
}

static rh_metric_value mutation(const rh_evidence *in, rh_scope scope, size_t index, const bool *where)
{
    const rh_mutation_report *report = in->mutation;
    if (report == NULL || !report->has_score) return share(0, 0);
    if (scope == RH_SCOPE_ENTRY) return score_of(&report->entries[index]);
    if (where == NULL) return score_of(&report->all);
    rh_model_mutants some = {0};
    for (size_t e = 0; e < report->n_entries; e++) {
        if (!where[e]) continue;
        some.killed += report->entries[e].killed;
        some.total += report->entries[e].total;
        some.equivalent += report->entries[e].equivalent;
    }
    return score_of(&some);
}

/* The least score of the operators that have at least ten mutants to judge by. */
static rh_metric_value least_operator(const rh_mutation_report *report)
{
    enum { LEAST_SAMPLE = 10 };
    rh_metric_value least = share(0, 0);
    for (size_t i = 0; report != NULL && i < report->n_operators; i++) {
        const rh_metric_value score = score_of(&report->operators[i]);
        if (score.n >= LEAST_SAMPLE && (least.n == 0 || !rh_gate__is_at_most(least.value, score.value))) least = score;
    }
    return least;
}

static rh_metric_value survivors(const rh_mutation_report *report)
{
    if (report == NULL || !report->has_score) return count(0, 0);
    return count(report->n_weakened, report->all.total - report->all.equivalent);
}

static uint64_t failed_tests(const rh_evidence *in)
{
    const rh_model_test *first;
    return in->tests->failed + rh_gate__failed_against_base(in, &first);
}

/* What a metric is when nobody measured it: no sample, so nothing passes. */
static rh_metric_value poison_leaks(const rh_evidence *in)
{
    return in->poison != NULL ? count(in->poison->n_leaks, in->poison->verdicts) : count(0, 0);
}

static rh_metric_value hold_hours(const rh_summary *summary, rh_scope scope, size_t index)
{
    const rh_rate_by by = scope == RH_SCOPE_WHOLE ? RH_BY_WHOLE : scope == RH_SCOPE_LANE ? RH_BY_LANE : RH_BY_ENTRY;
    const rh_str name = scope == RH_SCOPE_WHOLE  ? RH_STR("")
                        : scope == RH_SCOPE_LANE ? summary->lanes[index].lane
                                                 : summary->head->entries[index].id;
    return (rh_metric_value){.value = rh_judging_hold(&summary->judging, by, name, 90),
                             .n = rh_judging_holds(&summary->judging, by, name)};
}

static rh_metric_value censored(const uint64_t *cells)
{
    uint64_t all = 0;
    for (int i = 0; i < RH_N_CELLS; i++) all += cells[i];
    return share(cells[RH_CELL_CENSORED], all);
}

static rh_metric_value share_beside(uint64_t n, uint64_t rest)
{
    return share(n, n + rest);
}

static uint64_t decisions(const rh_judged_counts *c)
{
    uint64_t n = 0;
    for (int i = 0; i < RH_N_AGREEMENTS; i++) n += c->agreement[i];
    return n;
}

rh_metric_value rh_gate__metric(const rh_evidence *in, rh_metric metric, rh_scope scope, size_t index,
                                const bool *where)
{
    const rh_summary_cell narrowed = cell_of(in, scope, index, where), *cell = &narrowed;
    const rh_judged_counts *judged = &cell->judged;
    const uint64_t *cells = in->is_turned ? judged->turned : judged->cells, *agreement = judged->agreement;
    const rh_diff_report *diff = in->diff;
    const uint64_t tests = in->tests->n_tests, compared = in->base != NULL ? cell->journeys : 0;
    const rh_model_test *test;
    const rh_entry *entry;
    switch (metric) {
    case RH_METRIC_JOURNEYS: return count(cell->journeys, cell->journeys);
    case RH_METRIC_OBSERVED: return count(cell->observed, cell->observed);
    case RH_METRIC_QUARANTINED: return share(in->quarantined, in->read);
    case RH_METRIC_SYNTHETIC: return share(in->summary->sums.synthetic + in->summary->sums.mixed, cell->journeys);
    case RH_METRIC_UNDECIDED: return share(cell->undecided, cell->openings);
    case RH_METRIC_BREACHED: return share(cell->breached, cell->items);
    case RH_METRIC_DIVERGED: return share(cell->diverged, cell->journeys);
    case RH_METRIC_REPLAYABLE: return share(in->summary->sums.exact, cell->journeys);
    case RH_METRIC_CATCH_RATE: return share_beside(cells[RH_CELL_CAUGHT], cells[RH_CELL_ESCAPED]);
    case RH_METRIC_ESCAPE_RATE: return share_beside(cells[RH_CELL_ESCAPED], cells[RH_CELL_CLEAN]);
    case RH_METRIC_DRAG_RATE: return share_beside(cells[RH_CELL_DRAG], cells[RH_CELL_CLEAN]);
    case RH_METRIC_PRECISION: return share_beside(cells[RH_CELL_CAUGHT], cells[RH_CELL_DRAG]);
    case RH_METRIC_DRAG_HOURS_P90: return hold_hours(in->summary, scope, index);
    case RH_METRIC_CENSORED: return censored(cells);
    case RH_METRIC_RULE_OVERRIDE: return share(judged->overrides, judged->decided);
    case RH_METRIC_WAVED_THROUGH:
        return share_beside(agreement[RH_AGREEMENT_WAVED_THROUGH], agreement[RH_AGREEMENT_USEFUL]);
    case RH_METRIC_MISSED: return share(agreement[RH_AGREEMENT_MISSED], decisions(judged));
    case RH_METRIC_LOOSENED_GOOD: return count(diff->loosened_good, compared);
    case RH_METRIC_LOOSENED_BAD: return count(diff->loosened_bad, compared);
    case RH_METRIC_LOOSENED_OPEN: return count(diff->loosened_open, compared);
    case RH_METRIC_POISON_LEAKS: return poison_leaks(in);
    case RH_METRIC_UNAUTHORISED: return count(cell->unauthorised, cell->journeys);
    case RH_METRIC_DUAL_BROKEN: return count(cell->dual_broken, cell->journeys);
    case RH_METRIC_LOOSENED: return count(diff->rows[RH_MODEL_LOOSENED], compared);
    case RH_METRIC_TIGHTENED: return count(diff->rows[RH_MODEL_TIGHTENED], compared);
    case RH_METRIC_REROUTED: return count(diff->rows[RH_MODEL_REROUTED], compared);
    case RH_METRIC_RETIMED: return count(diff->rows[RH_MODEL_RETIMED], compared);
    case RH_METRIC_TESTS_FAILED: return count(failed_tests(in), in->tests->passed + in->tests->failed);
    case RH_METRIC_TESTS_REMOVED: return count(rh_gate__removed(in, &test), tests);
    case RH_METRIC_TESTS_UNPROVEN: return count(results(in, where, true), results(in, where, false));
    case RH_METRIC_ENTRIES_UNTESTED: return count(rh_gate__untested(in, &entry), tests);
    case RH_METRIC_NEVER_FIRED: return count(never_fired(in->summary, where), in->summary->whole.journeys);
    case RH_METRIC_MUTATION: return mutation(in, scope, index, where);
    case RH_METRIC_MUTATION_MIN: return least_operator(in->mutation);
    case RH_METRIC_SURVIVORS_HOLD: return survivors(in->mutation);
    case RH_METRIC_LOOSENED_UNWAIVED: return count(rh_gate__rows_unwaived(in), compared);
    case RH_METRIC_STATIC_LOOSENED_UNWAIVED:
        return count(rh_gate__static_count(in, false), in->changes != NULL ? in->changes->n : 0);
    case RH_METRIC_CHECKLIST_OPEN:
        return count(rh_gate__checklist_open(in), in->checklist != NULL ? in->checklist->n : 0);
    case RH_METRIC_WEAK_ANSWERS:
        return count(rh_gate__weak_answers(in), in->stability != NULL ? in->stability->n : 0);
    case RH_METRIC_INVARIANT: return count(broken(in->summary), cell->journeys);
    case RH_N_METRICS:
    default: return count(0, 0);
    }
}

/* ---- metrics of monitors.yaml ---- */

static const rh_monitored_cell *cell_of_lane(const rh_monitored_figure *f, rh_str lane)
{
    for (size_t i = 0; i < f->n_lanes; i++)
        if (rh_str_eq(f->lanes[i].lane, lane)) return &f->lanes[i].cell;
    return NULL;
}

/* A lane that has no row of it: a count of nothing, and no sample of anything else. */
static rh_monitored_cell nothing_of(const rh_monitored_figure *f)
{
    const rh_model_quantity none = {f->whole.value.unit, 0, f->whole.value.unit == RH_MODEL_COUNT};
    return (rh_monitored_cell){.value = none, .low = none, .high = none};
}

/* Rows that do not occur are counted by the journeys that could have had them, as all counts of the gate are. */
rh_metric_value rh_gate__monitored(const rh_evidence *in, size_t monitored, rh_scope scope, size_t index)
{
    const rh_monitored_figure *f = monitored < in->monitored.n ? &in->monitored.at[monitored] : NULL;
    if (f == NULL || !f->is_measured) return (rh_metric_value){0};
    const rh_summary_lane *lane = scope == RH_SCOPE_LANE ? &in->summary->lanes[index] : NULL;
    const rh_monitored_cell none = nothing_of(f), *found = lane != NULL ? cell_of_lane(f, lane->lane) : &f->whole;
    const rh_monitored_cell *cell = found != NULL ? found : &none;
    const uint64_t journeys = lane != NULL ? lane->cell.journeys : in->summary->whole.journeys;
    return (rh_metric_value){.value = cell->value,
                             .n = cell->value.unit == RH_MODEL_COUNT ? journeys : cell->n,
                             .undecided = cell->undecided,
                             .low = cell->low,
                             .high = cell->high};
}

/* Values of monitors.yaml go up to 1e15 thousandths, bounds have six decimals. */
bool rh_gate__is_at_most(rh_model_quantity value, rh_model_quantity bound)
{
    __extension__ typedef __int128 wide;
    return (wide)value.num * bound.den <= (wide)bound.num * value.den;
}

/* ---- tests against the base ---- */

static bool is_same_test(const rh_model_test *a, const rh_model_test *b)
{
    return rh_str_eq(a->entry, b->entry) && rh_str_eq(a->name, b->name);
}

static const rh_model_test *find_way(const rh_test_report *report, const rh_model_test *test)
{
    for (size_t i = 0; i < report->n_tests; i++)
        if (report->tests[i].way == test->way && is_same_test(&report->tests[i], test)) return &report->tests[i];
    return NULL;
}

const rh_model_test *rh_gate__fails_now(const rh_evidence *in, const rh_model_test *on_base)
{
    if (on_base->result != RH_MODEL_PASS) return NULL;
    const rh_model_test *now = find_way(in->base_tests->on_head, on_base);
    return now != NULL && now->result == RH_MODEL_FAIL ? now : NULL;
}

uint64_t rh_gate__failed_against_base(const rh_evidence *in, const rh_model_test **first)
{
    uint64_t n = 0;
    *first = NULL;
    if (in->base_tests == NULL) return 0;
    const rh_test_report *on_base = in->base_tests->on_base;
    for (size_t i = 0; i < on_base->n_tests; i++) {
        const rh_model_test *now = rh_gate__fails_now(in, &on_base->tests[i]);
        if (now != NULL && n++ == 0) *first = now;
    }
    return n;
}

uint64_t rh_gate__removed(const rh_evidence *in, const rh_model_test **first)
{
    uint64_t n = 0;
    *first = NULL;
    if (in->base_tests == NULL) return 0;
    const rh_test_report *on_base = in->base_tests->on_base;
    for (size_t i = 0; i < on_base->n_tests; i++) {
        const rh_model_test *test = &on_base->tests[i];
        if (i > 0 && is_same_test(test, &on_base->tests[i - 1])) continue; /* the ways of one test are neighbours */
        bool is_there = false;
        for (size_t k = 0; k < in->tests->n_tests && !is_there; k++)
            is_there = is_same_test(test, &in->tests->tests[k]);
        if (!is_there && n++ == 0) *first = test;
    }
    return n;
}

static bool is_tested(const rh_test_report *tests, rh_str entry)
{
    for (size_t i = 0; i < tests->n_tests; i++) {
        const rh_model_test *t = &tests->tests[i];
        if ((t->result == RH_MODEL_PASS || t->result == RH_MODEL_FAIL) && rh_str_eq(t->entry, entry)) return true;
    }
    return false;
}

uint64_t rh_gate__untested(const rh_evidence *in, const rh_entry **first)
{
    uint64_t n = 0;
    *first = NULL;
    for (size_t i = 0; i < in->head->n_entries; i++)
        if (!is_tested(in->tests, in->head->entries[i].id) && n++ == 0) *first = &in->head->entries[i];
    return n;
}
