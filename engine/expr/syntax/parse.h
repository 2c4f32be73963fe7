/* Tokens to tree: recursive descent over CEL's grammar; macros become nodes of their own. The face is rh_ast_parse in
 * expr.h; here is what the parser and the macros share. */
#ifndef RH_EXPR_SYNTAX_PARSE_H
#define RH_EXPR_SYNTAX_PARSE_H

#include "engine/expr/syntax/ast.h"
#include "engine/expr/syntax/lex.h"

typedef struct rh_parser {
    rh_arena *keep;
    rh_lexer lexer;
    rh_token token;  /* the next one, not yet taken */
    uint32_t last_end; /* end of the last taken */
    unsigned depth;
    uint32_t n_nodes;
    const rh_ast *ast; /* for places */
    rh_diags *diags;
    rh_code code;    /* the first error; then nothing more is read */
} rh_parser;

/* Reports an error at an offset; answers NULL. Only the first one counts. */
__attribute__((format(printf, 4, 5))) const rh_ast_node *rh_parse__fail(rh_parser *p, rh_code code, size_t at,
                                                                      const char *format, ...);
/* A node made of a filled draft: numbered, with its height; NULL when a limit is reached. */
const rh_ast_node *rh_parse__node(rh_parser *p, rh_ast_node draft);
/* If `draft` (a CALL) is a macro, the node it stands for; the CALL itself otherwise; NULL after an error. */
const rh_ast_node *rh_parse__call(rh_parser *p, rh_ast_node draft);

#endif
