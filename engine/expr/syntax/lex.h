/* Tokens of the expression language (CEL's lexis: literals with every escape, raw, triple-quoted and bytes forms,
 * backtick identifiers, // comments). One token at a time; texts borrow from the source or live in `keep`. */
#ifndef RH_EXPR_SYNTAX_LEX_H
#define RH_EXPR_SYNTAX_LEX_H

#include "engine/base/arena.h"
#include "engine/value/value.h"

typedef enum rh_tok {
    RH_TOK_END, RH_TOK_BAD, RH_TOK_INT, RH_TOK_UINT, RH_TOK_DOUBLE, RH_TOK_STRING, RH_TOK_BYTES, RH_TOK_NAME,
    RH_TOK_QUOTED, /* `a name` */
    RH_TOK_TRUE, RH_TOK_FALSE, RH_TOK_NULL, RH_TOK_IN,
    RH_TOK_OR, RH_TOK_AND, RH_TOK_EQ, RH_TOK_NE, RH_TOK_LE, RH_TOK_GE, RH_TOK_LT, RH_TOK_GT,
    RH_TOK_PLUS, RH_TOK_MINUS, RH_TOK_STAR, RH_TOK_SLASH, RH_TOK_PERCENT, RH_TOK_NOT,
    RH_TOK_QUESTION, RH_TOK_COLON, RH_TOK_COMMA, RH_TOK_DOT,
    RH_TOK_LPAREN, RH_TOK_RPAREN, RH_TOK_LBRACKET, RH_TOK_RBRACKET, RH_TOK_LBRACE, RH_TOK_RBRACE
} rh_tok;

typedef struct rh_token {
    rh_tok kind;
    uint32_t at, end;  /* offsets in the source */
    rh_str text;       /* NAME, QUOTED (without quotes), and for messages: as written; BAD: what is wrong */
    rh_value value;    /* DOUBLE, STRING, BYTES, UINT */
    uint64_t magnitude; /* INT: without its sign, which is an operator until the parser joins them */
} rh_token;

typedef struct rh_lexer {
    rh_str source;
    size_t at;
    rh_arena *keep;
} rh_lexer;

/* The next token; END again and again at the end. BAD does not advance past the source's end. */
rh_token rh_lex__next(rh_lexer *lexer);
/* A name that CEL reserves: no identifier, but a field or a method (`m.return`). */
bool rh_lex__is_reserved(rh_str name);

#endif
