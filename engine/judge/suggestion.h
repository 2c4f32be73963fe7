/* Suggestions of an AI, and what people made of them: the two rates of C26 beside the override of rules.
 *
 * The engine knows no domain, so a suggestion is told by its form. An event with actorkind ai suggests the fields of
 * its `data.fields`, a patch over namespaces as in fields_ingested; a suggested field is *edited* when the first human
 * who writes it afterwards, by fields_ingested or by the edits of a decision, gives it another value, and not if a
 * newer suggestion for the field came first. An event with actorkind ai whose `data.task` is the word that a human
 * decision has as its `scope` was decided by it: the AI's route, where both words say so. It was *changed* by
 * approve_with_edits or reject. Decisions that end nothing (request_info, escalate) leave it undecided. */
#ifndef RH_JUDGE_SUGGESTION_H
#define RH_JUDGE_SUGGESTION_H

#include "engine/judge/agreement.h"

typedef enum rh_suggestion_kind { RH_SUGGESTED_FIELD, RH_SUGGESTED_ROUTE } rh_suggestion_kind;

typedef struct rh_suggestion {
    rh_suggestion_kind kind;
    const rh_event *event;  /* the AI's */
    rh_str space, field;    /* FIELD: "crm" and "plan" */
    rh_value value;         /* FIELD */
    const rh_event *closer; /* the person's; NULL: nobody took it up. A ROUTE is only counted with one */
    bool is_changed;        /* with a closer */
} rh_suggestion;

/* In the order of the events; of one event, routes first. Decisions are those of rh_decisions_judge.
 * O(suggestions * what people wrote). */
RH_MUST rh_code rh_suggestions_judge(const rh_suggestion **out, size_t *n, rh_arena *keep,
                                     const rh_aftermath *aftermath, const rh_decision *decisions, size_t n_decisions,
                                     rh_err *err);

#endif
