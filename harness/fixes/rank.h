/* Ranking: from weighed symptoms to the changes that a review puts first. FORMATS.md section 8 "Fixes".
 *
 *     rh_fix_ranking ranking;   rh_fixes_rank(&ranking, keep, &cells, since, err)
 *
 * One fix a target (an entry, an action, a role, a person, a task of the AI, an alert), with all that was seen of it;
 * the symptom that touches most journeys speaks for it. Ranked by journeys affected times risk weight (hold 8, high 4,
 * medium 2, low 1), ties by target bytewise. Only what stands the tests of weigh.h is ranked, and only what still
 * showed itself in the period; what was seen too seldom for a test is kept apart, for "not shown" is no pass.
 *
 * Where decisions on an entry show a symptom, and it is some person's: those of that person show it more often than
 * those of the others (Fisher, times the people, 0.01), which stay within what is borne. Then the person is named, and the
 * fix is one of the operating model, whatever the entry says. */
#ifndef RH_FIXES_RANK_H
#define RH_FIXES_RANK_H

#include "harness/fixes/weigh.h"

typedef enum rh_fix_action {
    RH_FIX_DATA = 1, /* data or trigger */
    RH_FIX_OWNER,    /* owner or route */
    RH_FIX_INTEGRATION,
    RH_FIX_GATE,     /* gate, threshold or prompt */
    RH_FIX_OPERATING /* operating model */
} rh_fix_action;

typedef enum rh_fix_target {
    RH_FIX_ENTRY,
    RH_FIX_ACTION,
    RH_FIX_ROLE,
    RH_FIX_PERSON,
    RH_FIX_TASK,
    RH_FIX_RULE
} rh_fix_target;

enum { RH_FIX_EVIDENCE = 5, RH_FIX_REVIEWERS = 3 };

/* One by whom the symptom is, over all weeks of the scope's lane: the others show it no more often than is borne. */
typedef struct rh_fix_reviewer {
    rh_str actor, role;
    uint64_t shown, of, others_shown, others_of; /* others 0 where the fix is about the person */
    double p;
} rh_fix_reviewer;

typedef struct rh_fix {
    rh_fix_target target;
    rh_str subject;
    rh_fix_action action;
    uint32_t entry;           /* that it is about, or rests on most; RH_NONE */
    rh_str owner;             /* a role; null: none is known */
    rh_span span;             /* where it stands; line 0: nowhere */
    const rh_fix_case *seen;  /* the symptom that speaks for it */
    unsigned symptoms;        /* bits of all that were listed */
    uint64_t journeys, weight;
    bool is_critical;
    rh_fix_proof evidence[RH_FIX_EVIDENCE]; /* the newest weeks first */
    size_t n_evidence;
    rh_fix_reviewer reviewers[RH_FIX_REVIEWERS]; /* the surest first */
    size_t n_reviewers;
} rh_fix;

typedef struct rh_fix_ranking {
    const rh_fix *fixes;
    size_t n_fixes;
    const rh_fix *watched; /* too few cases for a test; likewise ordered */
    size_t n_watched;
    size_t n_tests;
} rh_fix_ranking;

/* since: the begin of the period. Borrows from the cells. RH_NOMEM. */
RH_MUST rh_code rh_fixes_rank(rh_fix_ranking *out, rh_arena *keep, const rh_fix_cells *cells, rh_instant since,
                              rh_err *err);
rh_fix_target rh_fix_target_of(rh_symptom symptom);

/* Inside: whether a cell belongs to a case; who is to be named (people.c), false on no memory. */
bool rh_fix__is_of(const rh_fix_cell *cell, const rh_fix_case *c);
bool rh_fix__reviewers(rh_fix *fix, rh_arena *keep, const rh_fix_cells *cells);

#endif
