/* The verbs of decisions. */
#include "engine/step/verbs.h"

static const char *const names[RH_N_VERBS] = {
#define X(NAME, word) [RH_VERB_##NAME] = word,
#include "engine/step/verbs.def"
#undef X
};

rh_verb rh_verb_of(rh_str word)
{
    int v = 0;
    while (v < RH_N_VERBS && (word.ptr == NULL || !rh_str_eq(word, rh_str_of(names[v])))) v++;
    return (rh_verb)v;
}

const char *rh_verb_name(rh_verb verb)
{
    return names[verb];
}
