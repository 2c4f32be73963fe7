/* What the gate says of each entry, and the entries that no record matched, or one journey alone (FAULTS.md M5, M6). */
#include "harness/verdict/gate_insides.h"

const rh_changed_file *rh_gate__change_of(const rh_evidence *in, rh_str entry)
{
    for (size_t i = 0; in->changes != NULL && i < in->changes->n; i++)
        if (in->changes->at[i].entry.ptr != NULL && rh_str_eq(in->changes->at[i].entry, entry))
            return &in->changes->at[i];
    return NULL;
}

static const rh_entry *find_entry(const rh_register *reg, rh_str id)
{
    const uint32_t at = reg != NULL ? rh_register_entry(reg, id) : RH_NONE;
    return at == RH_NONE ? NULL : &reg->entries[at];
}

static rh_model_gate_entry describe(const rh_entry *e, const char *change)
{
    const rh_span span = e->node != NULL ? e->node->span : (rh_span){e->file, 1, 1};
    return (rh_model_gate_entry){.id = e->id,
                                 .title = e->title,
                                 .lane = e->lane,
                                 .risk = rh_str_of(rh_risk_name(e->risk)),
                                 .change = rh_str_of(change),
                                 .place = rh_gate__place(span)};
}

static void count_tests(rh_model_gate_entry *row, const rh_test_report *tests)
{
    for (size_t i = 0; i < tests->n_tests; i++) {
        const rh_model_test *t = &tests->tests[i];
        if (!rh_str_eq(t->entry, row->id)) continue;
        row->passed += t->result == RH_MODEL_PASS;
        row->failed += t->result == RH_MODEL_FAIL;
        row->unproven += t->result == RH_MODEL_UNPROVEN;
    }
}

/* Whether every example of the entry passed, and there was one. */
static bool examples_pass(const rh_test_report *tests, rh_str entry)
{
    size_t n = 0;
    for (size_t i = 0; i < tests->n_tests; i++) {
        const rh_model_test *t = &tests->tests[i];
        if (t->way != RH_MODEL_EXAMPLE || !rh_str_eq(t->entry, entry)) continue;
        if (t->result != RH_MODEL_PASS) return false;
        n++;
    }
    return n > 0;
}

static void judge_unmatched(rh_gate_work *w, const rh_entry *e, const rh_model_gate_entry *row)
{
    const rh_evidence *in = w->in;
    const char *but = row->openings_head > 0 ? ", but for what it is derived from" : "";
    const rh_entry *old = find_entry(in->base, e->id);
    if (rh_str_eq(row->change, RH_STR("unchanged"))) return;
    if (old != NULL && old->is_rare && examples_pass(in->tests, e->id)) return;
    rh_gate__find(w, RH_GATE_HOLDS, row->place,
                  rh_gate__say(w, "%.*s is %s and no journey of the history matched it%s", RH_ARG(e->id),
                               rh_str_eq(row->change, RH_STR("added")) ? "new" : "changed", but),
                  RH_STR("bring history in which it occurs, or have the base say rare: true and prove it by examples"),
                  e->owner, rh_str_null());
}

/* M6: an entry made, or changed, so that it meets one customer alone is worth a look. */
static void judge_only_one(rh_gate_work *w, const rh_entry *e, const rh_model_gate_entry *row)
{
    const rh_summary_cell *cell = &w->in->summary->entries[rh_register_entry(w->in->head, e->id)];
    if (cell->journeys - cell->motivating != 1 || w->in->summary->whole.journeys == 1) return;
    if (rh_str_eq(row->change, RH_STR("unchanged"))) return;
    rh_gate__find(w, RH_GATE_NOTE, row->place,
                  rh_gate__say(w, "%.*s is %s and matched one journey alone of %llu", RH_ARG(e->id),
                               rh_str_eq(row->change, RH_STR("added")) ? "new" : "changed",
                               (unsigned long long)w->in->summary->whole.journeys),
                  rh_str_null(), rh_str_null(), rh_str_null());
    rh_gate__share(w, rh_gate__say(w, "%.*s is %s and matched <5 journeys", RH_ARG(e->id),
                                   rh_str_eq(row->change, RH_STR("added")) ? "new" : "changed"));
}

/* A head that is its own base was replayed once: the summary has no base then. */
static uint64_t base_openings(const rh_evidence *in, rh_str entry)
{
    const uint32_t at = in->base != NULL ? rh_register_entry(in->base, entry) : RH_NONE;
    if (at == RH_NONE) return 0;
    return in->base == in->head ? in->summary->entries[at].openings : in->summary->base_openings[at];
}

static rh_model_gate_entry head_row(const rh_evidence *in, size_t index)
{
    const rh_entry *e = &in->head->entries[index];
    const rh_summary_cell *cell = &in->summary->entries[index];
    const bool is_new = in->base == NULL || find_entry(in->base, e->id) == NULL;
    rh_model_gate_entry row = describe(e, is_new                                  ? "added"
                                          : rh_gate__change_of(in, e->id) != NULL ? "changed"
                                                                                  : "unchanged");
    row.openings_base = base_openings(in, e->id);
    row.openings_head = cell->openings;
    row.journeys_head = cell->journeys;
    row.undecided = cell->undecided;
    row.breached = cell->breached;
    /* What an entry was made for is no evidence of it. */
    row.never_matched = cell->journeys == cell->motivating;
    count_tests(&row, in->tests);
    return row;
}

void rh_gate__entries(rh_gate_work *w, rh_gate_report *out)
{
    const rh_evidence *in = w->in;
    const size_t n_base = in->base != NULL ? in->base->n_entries : 0;
    rh_model_gate_entry *rows = RH_NEW_N(w->keep, in->head->n_entries + n_base, rh_model_gate_entry);
    size_t n = 0;
    if (rows == NULL) {
        w->failed = true;
        return;
    }
    /* Both are in bytewise order of ids; those that only the base has stand where they stood. */
    for (size_t h = 0, b = 0; h < in->head->n_entries || b < n_base;) {
        const int order = h == in->head->n_entries ? 1
                          : b == n_base            ? -1
                                                   : rh_str_cmp(in->head->entries[h].id, in->base->entries[b].id);
        if (order <= 0) {
            rows[n] = head_row(in, h);
            if (rows[n].never_matched) judge_unmatched(w, &in->head->entries[h], &rows[n]);
            judge_only_one(w, &in->head->entries[h], &rows[n]);
            h++;
        } else {
            rows[n] = describe(&in->base->entries[b], "removed");
            rows[n].openings_base = in->summary->base_openings[b];
        }
        b += order >= 0;
        n++;
    }
    out->entries = rows;
    out->n_entries = n;
}
