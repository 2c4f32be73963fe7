/* What the files of the sentence renderer share; the face is rh_expr_words in expr.h. */
#ifndef RH_EXPR_WORDS_WORDS_H
#define RH_EXPR_WORDS_WORDS_H

#include "engine/expr/expr.h"
#include "engine/expr/syntax/ast.h"

enum { RH_WORDS_VARS = 16 };

typedef struct rh_speaker {
    rh_buf *out;
    const rh_env *env;
    rh_str vars[RH_WORDS_VARS]; /* bound by the macros around, innermost last; of more, the name itself is said */
    uint32_t n_vars;
} rh_speaker;

static inline void rh_say(rh_speaker *s, const char *words) { rh_buf_put(s->out, rh_str_of(words)); }

/* A condition as a clause with its verb ("CRM plan is \"pro\""), or its opposite. */
void rh_words__clause(rh_speaker *s, const rh_ast_node *n, bool is_negated);
/* A value as a noun ("CRM plan", "24 hours", "the number of open tasks"). */
void rh_words__value(rh_speaker *s, const rh_ast_node *n);
/* Values kids[from..] with commas and `word` before the last. */
void rh_words__series(rh_speaker *s, const rh_ast_node *n, uint32_t from, const char *word);
/* The declared name that a node reads, or NULL. */
const rh_name *rh_words__name(const rh_speaker *s, const rh_ast_node *n);
/* Its static kind as far as the words need it: of a name, a literal or a call of duration() or timestamp(); dyn
 * otherwise. */
int rh_words__kind(const rh_speaker *s, const rh_ast_node *n);
/* atoms.c: comparisons of times and counts, which have wording of their own. False: not one of them, nothing said. */
bool rh_words__time_order(rh_speaker *s, const rh_ast_node *n, bool is_negated);
/* Whether a node is a call of this function or method with n arguments (the method's value counted). */
bool rh_words__is_call(const rh_ast_node *n, const char *name, uint32_t n_args);
/* "more than", "at least", .. of an ordering or equality. */
const char *rh_words__amount(rh_op op);
rh_op rh_words__opposite(rh_op op);

#endif
