/* The verbs of decisions. */
#ifndef RH_STEP_VERBS_H
#define RH_STEP_VERBS_H

#include "engine/base/str.h"

typedef enum rh_verb {
#define X(NAME, word) RH_VERB_##NAME,
#include "engine/step/verbs.def"
#undef X
    RH_N_VERBS
} rh_verb;

/* RH_N_VERBS when the word is none. */
rh_verb rh_verb_of(rh_str word);
const char *rh_verb_name(rh_verb verb);

#endif
