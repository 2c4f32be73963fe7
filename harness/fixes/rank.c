/* Targets, their weight, and their order. */
#include "harness/fixes/rank.h"

#include "engine/judge/rights.h"

#include <stdlib.h>

#define RH_FIX_MOVER ((rh_fix_action)0) /* by what makes the entry open */

typedef struct symptom_row {
    rh_fix_target target;
    rh_fix_action action;
} symptom_row;

static const symptom_row rows[RH_N_SYMPTOMS] = {
#define X(NAME, word, subject, tolerance, candidate, action, text) \
    [RH_SYMPTOM_##NAME] = {RH_FIX_##subject, RH_FIX_##action},
#include "engine/judge/symptoms.def"
#undef X
};

typedef RH_VEC(rh_fix) fix_list;
typedef RH_VEC(const rh_fix_case *) chosen_cases;

typedef struct ranker {
    rh_arena *keep;
    const rh_fix_cells *cells;
    int32_t since;
    fix_list fixes;
} ranker;

rh_fix_target rh_fix_target_of(rh_symptom symptom)
{
    return rows[symptom].target;
}

/* ---- what a case rests on ---- */

bool rh_fix__is_of(const rh_fix_cell *cell, const rh_fix_case *c)
{
    return cell->symptom == c->symptom && rh_str_eq(cell->subject, c->subject) &&
           (c->lane.ptr == NULL || rh_str_eq(cell->lane, c->lane));
}

static bool is_recent(const ranker *r, const rh_fix_case *c)
{
    for (size_t i = 0; i < r->cells->cells.n; i++) {
        const rh_fix_cell *cell = &r->cells->cells.at[i];
        if (!rh_fix__is_of(cell, c)) continue;
        for (size_t w = 0; w < cell->weeks.n; w++)
            if (cell->weeks.at[w].week >= r->since && cell->weeks.at[w].shown > 0) return true;
    }
    return false;
}

/* The entry at which the cells of a case were shown most often, and how often; the first of equals. */
static uint32_t entry_most(uint64_t *times, const ranker *r, const rh_fix_case *c)
{
    uint64_t most = 0;
    uint32_t entry = RH_NONE;
    for (size_t e = 0; e < r->cells->reg->n_entries; e++) {
        uint64_t n = 0;
        for (size_t i = 0; i < r->cells->cells.n; i++) {
            const rh_fix_cell *cell = &r->cells->cells.at[i];
            if (!rh_fix__is_of(cell, c)) continue;
            for (size_t k = 0; k < cell->entries.n; k++)
                if (cell->entries.at[k].entry == e) n += cell->entries.at[k].shown;
        }
        if (n > most) most = n, entry = (uint32_t)e;
    }
    *times = most;
    return entry;
}

/* Of the entries that list an action the one with the highest risk; the first of equals. */
static uint32_t entry_over(const rh_register *reg, rh_str action)
{
    uint32_t found = RH_NONE;
    for (uint32_t e = 0; e < reg->n_entries; e++)
        if (rh_entry_lists(reg, e, action) && (found == RH_NONE || reg->entries[e].risk > reg->entries[found].risk))
            found = e;
    return found;
}

static rh_fix_action mover_action(const ranker *r, const rh_fix_case *c)
{
    static const rh_fix_action of[RH_N_MOVERS] = {RH_FIX_OWNER, RH_FIX_DATA, RH_FIX_INTEGRATION};
    uint64_t movers[RH_N_MOVERS] = {0};
    size_t most = 0;
    for (size_t i = 0; i < r->cells->cells.n; i++)
        for (size_t m = 0; rh_fix__is_of(&r->cells->cells.at[i], c) && m < RH_N_MOVERS; m++)
            movers[m] += r->cells->cells.at[i].movers[m];
    for (size_t m = 1; m < RH_N_MOVERS; m++)
        if (movers[m] > movers[most]) most = m;
    return of[most];
}

static void add_proofs(rh_fix *fix, const ranker *r, const rh_fix_case *c, int32_t week)
{
    for (size_t i = 0; i < r->cells->cells.n; i++) {
        const rh_fix_cell *cell = &r->cells->cells.at[i];
        if (!rh_fix__is_of(cell, c)) continue;
        for (size_t w = 0; w < cell->weeks.n; w++)
            for (size_t p = 0; cell->weeks.at[w].week == week && p < cell->weeks.at[w].n_proofs; p++)
                if (fix->n_evidence < RH_FIX_EVIDENCE) fix->evidence[fix->n_evidence++] = cell->weeks.at[w].proofs[p];
    }
}

static void find_evidence(rh_fix *fix, const ranker *r)
{
    const rh_fix_case *c = fix->seen;
    int32_t newest = r->since, oldest = INT32_MAX;
    for (size_t i = 0; i < r->cells->cells.n; i++) {
        const rh_fix_cell *cell = &r->cells->cells.at[i];
        if (!rh_fix__is_of(cell, c) || cell->weeks.n == 0) continue;
        if (cell->weeks.at[cell->weeks.n - 1].week > newest) newest = cell->weeks.at[cell->weeks.n - 1].week;
        if (cell->weeks.at[0].week < oldest) oldest = cell->weeks.at[0].week;
    }
    if (c->has_since && oldest < c->since) oldest = c->since;
    fix->n_evidence = 0;
    for (int32_t w = newest; w >= oldest && fix->n_evidence < RH_FIX_EVIDENCE; w--) add_proofs(fix, r, c, w);
}

/* ---- a fix ---- */

static uint64_t weight_of(rh_risk risk)
{
    return UINT64_C(1) << risk;
}

static rh_span span_of(const rh_register *reg, const rh_fix *fix)
{
    if (fix->target == RH_FIX_ACTION) {
        const uint32_t action = rh_register_action(reg, fix->subject);
        return action != RH_NONE ? reg->actions[action].span : (rh_span){0};
    }
    if (fix->target == RH_FIX_RULE) {
        const uint32_t rule = rh_register_alert(reg, fix->subject);
        return rule != RH_NONE ? reg->monitors->alerts[rule].span : (rh_span){0};
    }
    if (fix->entry == RH_NONE) return (rh_span){0};
    const rh_entry *entry = &reg->entries[fix->entry];
    const bool is_route = fix->action == RH_FIX_OWNER || fix->action == RH_FIX_OPERATING;
    const rh_node *at = is_route ? rh_node_get(entry->node, RH_STR("review")) : entry->when.node;
    if (at == NULL) at = entry->node;
    return at != NULL ? at->span : (rh_span){0};
}

static rh_str owner_of(const rh_register *reg, const rh_fix *fix)
{
    const uint32_t rule = fix->target == RH_FIX_RULE ? rh_register_alert(reg, fix->subject) : RH_NONE;
    if (rule != RH_NONE && reg->monitors->alerts[rule].to.n > 0) return reg->monitors->alerts[rule].to.at[0];
    return fix->entry != RH_NONE ? reg->entries[fix->entry].owner : rh_str_null();
}

static rh_fix fix_of(const ranker *r, const rh_fix_case *c)
{
    const rh_register *reg = r->cells->reg;
    uint64_t times;
    rh_fix fix = {.target = rows[c->symptom].target, .subject = c->subject, .seen = c, .entry = RH_NONE};
    fix.action = rows[c->symptom].action != RH_FIX_MOVER ? rows[c->symptom].action : mover_action(r, c);
    if (fix.target == RH_FIX_ENTRY) fix.entry = rh_register_entry(reg, c->subject);
    else if (fix.target == RH_FIX_ACTION) fix.entry = entry_over(reg, c->subject);
    else fix.entry = entry_most(&times, r, c);
    fix.weight = weight_of(fix.entry != RH_NONE ? reg->entries[fix.entry].risk : RH_RISK_MEDIUM);
    fix.owner = owner_of(reg, &fix);
    fix.span = span_of(reg, &fix);
    fix.journeys = c->journeys;
    fix.symptoms = 1U << c->symptom;
    fix.is_critical = c->holm <= RH_FIX_CRITICAL;
    find_evidence(&fix, r);
    return fix;
}

/* The one that touches more journeys speaks for both; of equals the surer, then the one that stands. */
static void join(rh_fix *into, const rh_fix *fix)
{
    const unsigned symptoms = into->symptoms | fix->symptoms;
    const bool is_critical = into->is_critical || fix->is_critical;
    const bool is_more = fix->journeys > into->journeys ||
                         (fix->journeys == into->journeys && fix->seen->p < into->seen->p);
    if (is_more) *into = *fix;
    into->symptoms = symptoms;
    into->is_critical = is_critical;
}

static bool add(ranker *r, const rh_fix_case *c)
{
    rh_fix fix = fix_of(r, c);
    if (!rh_fix__reviewers(&fix, r->keep, r->cells)) return false;
    fix.span = span_of(r->cells->reg, &fix);
    for (size_t i = 0; i < r->fixes.n; i++) {
        rh_fix *other = &r->fixes.at[i];
        if (other->target != fix.target || !rh_str_eq(other->subject, fix.subject)) continue;
        join(other, &fix);
        return true;
    }
    return RH_PUSH(r->keep, &r->fixes, fix);
}

/* ---- the list ---- */

static int by_rank(const void *a, const void *b)
{
    const rh_fix *x = a, *y = b;
    const uint64_t left = x->journeys * x->weight, right = y->journeys * y->weight;
    if (left != right) return left > right ? -1 : 1;
    const int subject = rh_str_cmp(x->subject, y->subject);
    return subject != 0 ? subject : (int)x->target - (int)y->target;
}

static void sort(fix_list *list)
{
    if (list->n > 0) qsort(list->at, list->n, sizeof *list->at, by_rank);
}

/* How sure it is that it is so, and where it is said to be. */
static double doubt(const rh_fix_case *c) { return c->apart > c->p ? c->apart : c->p; }

/* Of the tests of one symptom of one subject the surest that is listed; the first of equals. */
static const rh_fix_case *surest(const ranker *r, const rh_fix_case *cases, size_t n)
{
    const rh_fix_case *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const rh_fix_case *c = &cases[i];
        if (c->q > RH_FIX_LISTED || !rh_fix_is_candidate(c->symptom, c->shown, c->of)) continue;
        if ((best == NULL || doubt(c) < doubt(best)) && is_recent(r, c)) best = c;
    }
    return best;
}

/* A role is slow when it is late with several entries. Where two in three of what it is late with are of one entry,
 * that entry is what is to be looked at. */
static bool is_of_one_entry(const ranker *r, const rh_fix_case *c)
{
    uint64_t times, all = 0;
    (void)entry_most(&times, r, c);
    for (size_t i = 0; i < r->cells->cells.n; i++)
        for (size_t k = 0; rh_fix__is_of(&r->cells->cells.at[i], c) && k < r->cells->cells.at[i].entries.n; k++)
            all += r->cells->cells.at[i].entries.at[k].shown;
    return 3 * times >= 2 * all;
}

/* Whether what is late is told by its role. */
static bool is_told_by_role(const ranker *r, const rh_fix_case *c, const chosen_cases *chosen)
{
    const uint32_t entry = rh_register_entry(r->cells->reg, c->subject);
    if (c->symptom != RH_SYMPTOM_BREACHED || entry == RH_NONE) return false;
    const uint32_t role = r->cells->reg->entries[entry].primary;
    for (size_t i = 0; i < chosen->n && role != RH_NONE; i++)
        if (chosen->at[i]->symptom == RH_SYMPTOM_ROLE_BREACHED && !is_of_one_entry(r, chosen->at[i]) &&
            rh_str_eq(chosen->at[i]->subject, r->cells->reg->roles[role].id))
            return true;
    return false;
}

static bool is_told_elsewhere(const ranker *r, const rh_fix_case *c, const chosen_cases *chosen)
{
    if (c->symptom == RH_SYMPTOM_ROLE_BREACHED) return is_of_one_entry(r, c);
    return is_told_by_role(r, c, chosen);
}

static bool rank_tested(ranker *r, const rh_fix_cases *cases)
{
    chosen_cases chosen = {0};
    for (size_t i = 0, end; i < cases->n; i = end) {
        for (end = i + 1; end < cases->n && cases->at[end].symptom == cases->at[i].symptom &&
                          rh_str_eq(cases->at[end].subject, cases->at[i].subject);)
            end++;
        const rh_fix_case *best = surest(r, cases->at + i, end - i);
        if (best != NULL && !RH_PUSH(r->keep, &chosen, best)) return false;
    }
    for (size_t i = 0; i < chosen.n; i++)
        if (!is_told_elsewhere(r, chosen.at[i], &chosen) && !add(r, chosen.at[i])) return false;
    return true;
}

static bool rank_few(ranker *r, const rh_fix_cases *cases)
{
    for (size_t i = 0; i < cases->n_few; i++)
        if (is_recent(r, &cases->few[i]) && !add(r, &cases->few[i])) return false;
    return true;
}

rh_code rh_fixes_rank(rh_fix_ranking *out, rh_arena *keep, const rh_fix_cells *cells, rh_instant since, rh_err *err)
{
    rh_fix_cases cases;
    ranker tested = {.keep = keep, .cells = cells, .since = rh_fix_week_of(since)}, few = tested;
    const rh_code code = rh_fix_cells_weigh(&cases, keep, cells, err);
    if (code != RH_OK) return code;
    if (!rank_tested(&tested, &cases) || !rank_few(&few, &cases)) return rh_err_nomem(err);
    sort(&tested.fixes);
    sort(&few.fixes);
    *out = (rh_fix_ranking){.fixes = tested.fixes.at,
                            .n_fixes = tested.fixes.n,
                            .watched = few.fixes.at,
                            .n_watched = few.fixes.n,
                            .n_tests = cases.n};
    return RH_OK;
}
