/* Invariants: a check of the records that trusts nothing the core did to make them. */
#ifndef RH_JUDGE_INVARIANT_H
#define RH_JUDGE_INVARIANT_H

#include "engine/judge/item.h"

typedef enum rh_invariant {
#define X(NAME, text) RH_INVARIANT_##NAME,
#include "engine/judge/invariants.def"
#undef X
    RH_N_INVARIANTS
} rh_invariant;

typedef struct rh_break {
    rh_invariant invariant;
    const rh_record *record; /* the one that shows it */
} rh_break;

/* Every record that breaks one, in order. */
RH_MUST rh_code rh_invariants_find(const rh_break **out, size_t *n, rh_arena *keep, const rh_course *course,
                                   rh_err *err);
const char *rh_invariant_text(rh_invariant invariant);

#endif
