/* Inside the lints: conditions as formulas over atoms, the values that matter, the search.
 *
 * The *lab* holds one lane's formulas, the slots that are tried and the pool that evaluates atoms. A *variable* is a
 * slot that can be set: an ingested field, or what the core provides. Derived fields are computed from them. */
#ifndef RH_LINT_INSIDES_H
#define RH_LINT_INSIDES_H

#include "engine/base/vec.h"
#include "engine/expr/syntax/ast.h"
#include "engine/lint/lint.h"
#include "engine/program/compiled.h"
#include "engine/program/shape.h"

enum { RH_LINT_MAX_COUNT = 100 }; /* literals that counts and sizes are compared with: beyond it nothing is claimed */

/* Truths, as bits, so that several may be wanted. */
enum { RH_IS_FALSE = 1, RH_IS_TRUE = 2, RH_IS_UNDECIDED = 4, RH_IS_OPEN = 6, RH_IS_UNKNOWN = 8 };

typedef RH_VEC(uint32_t) rh_lint_slots;
typedef RH_VEC(rh_value) rh_lint_values;

typedef struct rh_lint_atom {
    const rh_ast_node *node;
    rh_expr root;
    rh_lint_slots vars;    /* below it, derived fields resolved */
    rh_lint_slots derived; /* indexes of the stratum's, in order: computed before it is evaluated */
    bool is_exact;         /* the values that are tried tell everything about it */
    uint32_t level;        /* in a search: the variable after which it is known */
    uint8_t truth;         /* in a search */
} rh_lint_atom;

typedef enum rh_formula_kind {
    RH_FORMULA_ATOM,
    RH_FORMULA_AND,
    RH_FORMULA_OR,
    RH_FORMULA_NOT,
    RH_FORMULA_COND
} rh_formula_kind;

typedef struct rh_formula rh_formula;
struct rh_formula {
    rh_formula_kind kind;
    uint32_t atom; /* index in the lab */
    uint32_t n_kids;
    const rh_formula **kids;
};

/* A value to try: as an event would carry it, and as the slot holds it. */
typedef struct rh_lint_choice {
    rh_value json, typed;
} rh_lint_choice;
typedef RH_VEC(rh_lint_choice) rh_lint_choices;

typedef struct rh_lab {
    rh_arena *keep;
    rh_arena scratch;
    const rh_program *program;
    uint32_t core; /* of the lane, in its stratum */
    const rh_stratum *s;
    const rh_register *reg; /* of the lane */
    const rh_env *env;      /* of the lane */
    rh_pool *pool;
    rh_value *slots;
    rh_value *chosen;         /* per slot: the json of the choice */
    uint32_t *derived_of;     /* per slot: index of the stratum's derived, or RH_NONE */
    rh_lint_values *literals; /* per slot: what it is compared with */
    RH_VEC(rh_lint_atom) atoms;
    const rh_formula **whens;    /* per entry */
    const rh_formula **guards;   /* per transition */
    const rh_formula **segments; /* per entry; NULL: all */
    rh_lint_values states;       /* workflow.state in the next search */
    bool *reached;               /* per state */
    rh_instant now;
    uint64_t budget; /* evaluations left in this search */
    bool is_partial; /* in this search: not every choice that matters is tried */
    bool failed;     /* no memory */
} rh_lab;

/* Makes the formulas of a lane. */
RH_MUST rh_code rh_lab__open(rh_lab *lab, rh_arena *keep, const rh_lint_request *request, rh_err *err);
/* Whether every atom of the formula is exact. */
bool rh_lab__is_exact(const rh_lab *lab, const rh_formula *f);
/* The value of a formula as far as its atoms are known; an UNKNOWN atom makes it unknown unless others decide. */
uint8_t rh_lab__truth(const rh_lab *lab, const rh_formula *f, uint32_t level);
/* Evaluates an atom on the slots. */
uint8_t rh_lab__evaluate(rh_lab *lab, uint32_t atom);
/* Adds the formula's atoms to a list, each once. */
void rh_lab__atoms(rh_lab *lab, const rh_formula *f, rh_lint_slots *out);

/* The values to try for a slot, absent first. */
rh_lint_choices rh_lab__choices(rh_lab *lab, uint32_t slot);

typedef struct rh_goal {
    const rh_formula *formula;
    uint8_t wants; /* truths, as bits */
} rh_goal;

typedef enum rh_search { RH_SEARCH_FOUND, RH_SEARCH_NONE, RH_SEARCH_GAVE_UP } rh_search;
/* Looks for values that give every goal one of the truths it wants, with workflow.state among lab->states. FOUND: they
 * stand in lab->slots and lab->chosen; *vars are the slots that were tried. NONE only where that is certain. */
rh_search rh_lab__search(rh_lab *lab, const rh_goal *goals, size_t n, rh_lint_slots *vars);

/* lab->reached: the states that some sequence of transitions leads to, as far as is known. */
void rh_lab__reach(rh_lab *lab);
/* Sets lab->states to those in which an entry of this window may be open. False: there is none that is reached. */
bool rh_lab__enter(rh_lab *lab, rh_range window);
/* The same for a stretch that both windows share. */
bool rh_lab__enter_both(rh_lab *lab, rh_range a, rh_range b);

/* The witness of the values just found: on a base journey where all `n` entries open when they are set, else the values
 * alone. Null without memory. */
rh_str rh_lab__witness(rh_lab *lab, const rh_lint_request *request, const rh_goal *goals, size_t n_goals,
                       const uint32_t *entries, size_t n, const rh_lint_slots *vars, rh_err *err);

#endif
