/* The functions of the language: their table for the checker, their code for the evaluator. */
#ifndef RH_EXPR_BUILTINS_BUILTINS_H
#define RH_EXPR_BUILTINS_BUILTINS_H

#include "engine/expr/expr.h"

struct rh_machine;

/* A function gets arguments of the kinds that its row allows, none undecided unless the row says U. */
typedef rh_value (*rh_builtin_fn)(struct rh_machine *m, const rh_value *args, size_t n);

typedef enum rh_builtin_group { RH_GROUP_CEL, RH_GROUP_CORE, RH_GROUP_CLOCK, RH_GROUP_EXT } rh_builtin_group;

typedef struct rh_builtin {
    const char *name;
    bool is_method;
    const char *params; /* as in builtins.def */
    char result;
    rh_builtin_group group;
    rh_builtin_fn fn;
} rh_builtin;

enum { RH_BUILTIN_PARAMS = 6 };

/* The decoded parameters of a row. */
typedef struct rh_signature {
    uint32_t kinds[RH_BUILTIN_PARAMS]; /* bit rh_kind for each kind that the parameter takes */
    uint32_t n_min, n_max;             /* n_max UINT32_MAX: the last repeats */
} rh_signature;

extern const rh_builtin rh_builtins[];
extern const size_t rh_n_builtins;

rh_signature rh_builtin__signature(const rh_builtin *b);
/* Those of all rows, in `keep`; NULL without memory. */
const rh_signature *rh_builtin__signatures(rh_arena *keep);
/* The kinds that argument i may have. */
uint32_t rh_builtin__kinds(const rh_signature *s, size_t i);
/* Whether a function or method of this name exists in any group that the flags switch on. */
bool rh_builtin__exists(rh_str name, bool is_method, unsigned flags);
/* The first row at or after `from` of this name and style that takes n arguments; rh_n_builtins when there is none. */
size_t rh_builtin__find(size_t from, rh_str name, bool is_method, size_t n, unsigned flags);

#define X(ID, name, style, params, result, group) \
    rh_value rh_fn__##ID(struct rh_machine *m, const rh_value *args, size_t n);
#include "engine/expr/builtins/builtins.def"
#undef X

#endif
