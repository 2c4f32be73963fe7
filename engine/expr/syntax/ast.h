/* The tree of one expression, as its author wrote it.
 *
 * For: checking, printing, sentences, mutation. Macros stay what they are (no expansion). Immutable once parsed; nodes
 * live in the arena that the parser was given. `a && b && c` is one AND of three kids (only the left spine is joined,
 * so that `a && (b && c)` keeps its shape), and so is ||. */
#ifndef RH_EXPR_SYNTAX_AST_H
#define RH_EXPR_SYNTAX_AST_H

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/base/node.h"
#include "engine/value/value.h"

typedef enum rh_ast_kind {
    RH_AST_LITERAL, /* value */
    RH_AST_NAME,   /* text; is_rooted when written with a leading dot. "cel.index(0)" and the like stand here as text */
    RH_AST_SELECT, /* kids[0] . text */
    RH_AST_HAS,    /* has(kids[0] . text) */
    RH_AST_INDEX,  /* kids[0] [ kids[1] ] */
    RH_AST_CALL,   /* text(kids); is_method: kids[0].text(kids[1..]) */
    RH_AST_OP,     /* op over kids */
    RH_AST_LIST,   /* kids; marks[i]: written with ? */
    RH_AST_MAP,    /* kids in pairs of key and value; marks[i] for pair i */
    RH_AST_MACRO   /* macro over vars and kids */
} rh_ast_kind;

typedef enum rh_op {
#define X(NAME, text, precedence, words) RH_OP_##NAME,
#include "engine/expr/syntax/ops.def"
#undef X
    RH_N_OPS
} rh_op;

typedef enum rh_macro {
#define X(NAME, text, n_vars) RH_MACRO_##NAME,
#include "engine/expr/syntax/macros.def"
#undef X
    RH_N_MACROS
} rh_macro;

typedef struct rh_ast_node rh_ast_node;
struct rh_ast_node {
    uint8_t kind;     /* rh_ast_kind */
    uint8_t op;       /* OP: rh_op; MACRO: rh_macro */
    bool is_optional; /* SELECT, INDEX: written .? or [? */
    bool is_rooted;
    bool is_method;
    uint8_t height;   /* 1 for a leaf, at most RH_LIMIT_DEPTH */
    uint32_t id;      /* 0 .. n_nodes-1, kids before parents */
    uint32_t at, end; /* offsets in the text */
    rh_str text;
    rh_str vars[2];   /* MACRO; [1].ptr NULL: one variable */
    rh_value value;
    const rh_ast_node *const *kids;
    uint32_t n_kids;
    const bool *marks;
};

typedef struct rh_ast {
    const rh_ast_node *root;
    uint32_t n_nodes;
    rh_str text;          /* the source */
    const rh_node *place; /* the scalar it stands in, or NULL */
} rh_ast;

const char *rh_ast__op_text(rh_op op);
int rh_ast__op_precedence(rh_op op);
/* The ordering or equality that says the same of its sides when they change places; any other operator itself. */
rh_op rh_ast__op_turned(rh_op op);
const char *rh_ast__macro_text(rh_macro macro);
/* The place of an offset: in the file when the text stands in one, else line and column of the text itself. */
rh_span rh_ast__span(const rh_ast *ast, size_t offset);
/* Whether two trees say the same (positions apart). */
bool rh_ast_same(const rh_ast_node *a, const rh_ast_node *b);
/* The dotted text of a chain of selects over a name ("crm.plan") into buf of cap bytes; its length, 0 when the node is
 * no such chain or does not fit. */
size_t rh_ast__path(char *buf, size_t cap, const rh_ast_node *node);
/* As rh_ast_print, of a part. */
void rh_ast__print_node(rh_buf *out, const rh_ast_node *node);
/* The same, as what stands before a dot or a bracket. */
void rh_ast__print_target(rh_buf *out, const rh_ast_node *node);
/* The name of a field, in backticks where it is no identifier. */
void rh_ast__print_field(rh_buf *out, rh_str name);
/* How strongly the text of kid i of an operator of two or three operands must hold together to stand without
 * parentheses. */
int rh_ast__least_of(const rh_ast_node *node, uint32_t i);

#endif
