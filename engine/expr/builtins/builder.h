/* Text that a function builds piece by piece, within the text budget of its evaluation. */
#ifndef RH_EXPR_BUILTINS_BUILDER_H
#define RH_EXPR_BUILTINS_BUILDER_H

#include "engine/expr/eval/machine.h"

typedef struct rh_builder {
    rh_machine *m;
    char *at;
    size_t n, cap;
    bool failed; /* over the budget; the machine is exhausted then */
} rh_builder;

void rh_builder_put(rh_builder *b, rh_str s);
void rh_builder_byte(rh_builder *b, char c);
/* The text, counted as made; undecided (budget) when it failed. */
rh_value rh_builder_finish(rh_builder *b);

/* Numbers as CEL's string() writes them. `out` has room for 32 bytes; the length. */
size_t rh_text_of_uint(char *out, uint64_t v);
size_t rh_text_of_int(char *out, int64_t v);
/* For numbers that are none: "NaN", and `infinity` with a sign. */
size_t rh_text_of_double(char *out, double d, const char *infinity);

#endif
