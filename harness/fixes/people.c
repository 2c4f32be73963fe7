/* Whether what decisions show is somebody's doing. */
#include "engine/stats/exact.h"
#include "harness/fixes/rank.h"

enum { LEAST = 5 };
#define SURE 0.01

static const unsigned tolerances[RH_N_SYMPTOMS] = {
#define X(NAME, word, subject, tolerance, candidate, action, text) [RH_SYMPTOM_##NAME] = tolerance,
#include "engine/judge/symptoms.def"
#undef X
};

static bool gather(rh_fix_people *out, rh_arena *keep, const rh_fix_cells *cells, const rh_fix_case *c)
{
    for (size_t i = 0; i < cells->cells.n; i++) {
        const rh_fix_cell *cell = &cells->cells.at[i];
        for (size_t k = 0; rh_fix__is_of(cell, c) && k < cell->people.n; k++) {
            const rh_fix_person *from = &cell->people.at[k];
            rh_fix_person *into = rh_fix__person(out, keep, from->actor, from->role);
            if (into == NULL) return false;
            into->n += from->n, into->shown += from->shown;
        }
    }
    return true;
}

/* The surest first, of equals by name. */
static bool goes_before(const rh_fix_reviewer *a, const rh_fix_reviewer *b)
{
    if (a->p < b->p || b->p < a->p) return a->p < b->p;
    const int c = rh_str_cmp(a->actor, b->actor);
    return c != 0 ? c < 0 : rh_str_cmp(a->role, b->role) < 0;
}

static void name(rh_fix *fix, const rh_fix_reviewer *reviewer)
{
    size_t at = fix->n_reviewers;
    if (at == RH_FIX_REVIEWERS && !goes_before(reviewer, &fix->reviewers[at - 1])) return;
    if (at < RH_FIX_REVIEWERS) fix->n_reviewers++;
    else at--;
    for (; at > 0 && goes_before(reviewer, &fix->reviewers[at - 1]); at--) fix->reviewers[at] = fix->reviewers[at - 1];
    fix->reviewers[at] = *reviewer;
}

static void judge(rh_fix *fix, const rh_fix_person *person, uint64_t n, uint64_t shown, size_t n_people)
{
    rh_fix_reviewer r = {person->actor, person->role, person->shown, person->n,
                         shown - person->shown, n - person->n, 0};
    rh_fisher fisher;
    if (r.of < LEAST || r.others_of < LEAST || r.others_shown * 1000 > tolerances[fix->seen->symptom] * r.others_of)
        return;
    if (!rh_exact_fisher(&fisher, &(rh_two_by_two){r.shown, r.of - r.shown, r.others_shown,
                                                   r.others_of - r.others_shown}))
        return;
    r.p = fisher.greater * (double)n_people;
    if (r.p <= SURE) name(fix, &r);
}

bool rh_fix__reviewers(rh_fix *fix, rh_arena *keep, const rh_fix_cells *cells)
{
    rh_fix_people people = {0};
    uint64_t n = 0, shown = 0;
    if (!gather(&people, keep, cells, fix->seen)) return false;
    for (size_t i = 0; i < people.n; i++) n += people.at[i].n, shown += people.at[i].shown;
    for (size_t i = 0; i < people.n; i++) {
        const rh_fix_person *p = &people.at[i];
        if (fix->target != RH_FIX_PERSON) judge(fix, p, n, shown, people.n);
        else name(fix, &(rh_fix_reviewer){p->actor, p->role, p->shown, p->n, 0, 0, 0});
    }
    if (fix->n_reviewers > 0) fix->action = RH_FIX_OPERATING;
    return true;
}
