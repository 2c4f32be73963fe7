/* Human agreement: for each decision of a person, what the revision said at that instant against what the person did.
 *
 * SPEC.md section 8, ruling 133, C26. Asked: an entry of the decision's target was open. Changed: reject,
 * approve_with_edits, approve_with_conditions, request_info. A decision that no entry could take, because the person
 * had no rights or it was malformed, agrees with nothing and is counted apart. */
#ifndef RH_JUDGE_AGREEMENT_H
#define RH_JUDGE_AGREEMENT_H

#include "engine/judge/aftermath.h"
#include "engine/judge/item.h"
#include "engine/step/verbs.h"

typedef enum rh_agreement {
#define X(NAME, word, text) RH_AGREEMENT_##NAME,
#include "engine/judge/agreement.def"
#undef X
    RH_N_AGREEMENTS,
    RH_AGREEMENT_NONE = RH_N_AGREEMENTS /* counted apart */
} rh_agreement;

/* What a decision did to one entry. */
typedef struct rh_decided {
    uint32_t entry; /* of the register; RH_NONE: it does not have it */
    int sla;        /* 0: not known, it was not open */
    rh_str role;    /* folded; null: none */
    bool is_asked;  /* it was open and the decision counted */
    bool is_item;   /* the decision ended its opening: a decided item */
    bool is_override; /* with is_item: by override, or the first of two approvers overrode */
} rh_decided;

typedef struct rh_decision {
    const rh_event *event;
    rh_agreement agreement;
    rh_verb verb; /* RH_N_VERBS: none */
    bool is_after; /* behind the divergence */
    const rh_decided *entries; /* those that it was taken on; of a decision that met none, the one that it names */
    size_t n_entries;
} rh_decision;

/* The decisions of people that the revision took, in the order of the events. */
RH_MUST rh_code rh_decisions_judge(const rh_decision **out, size_t *n, rh_arena *keep, const rh_course *course,
                                   const rh_aftermath *aftermath, rh_err *err);
/* Whether a verb changes something. */
bool rh_verb_changes(rh_verb verb);
const char *rh_agreement_name(rh_agreement agreement);
const char *rh_agreement_text(rh_agreement agreement);

#endif
