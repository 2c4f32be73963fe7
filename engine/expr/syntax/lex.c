/* The lexer: CEL source to tokens. */
#include "engine/expr/syntax/lex.h"

#include "engine/base/buf.h"
#include "engine/base/show.h"
#include "engine/expr/syntax/literal.h"

#include <stdlib.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_name(char c) { return is_name_start(c) || is_digit(c); }
static bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

static char peek(const rh_lexer *l, size_t ahead)
{
    return l->at + ahead < l->source.len ? l->source.ptr[l->at + ahead] : '\0';
}

static void skip_blank(rh_lexer *l)
{
    for (;;) {
        const char c = peek(l, 0);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            l->at++;
        } else if (c == '/' && peek(l, 1) == '/') {
            while (l->at < l->source.len && l->source.ptr[l->at] != '\n') l->at++;
        } else {
            return;
        }
    }
}

static rh_token finish(const rh_lexer *l, rh_tok kind, size_t start)
{
    return (rh_token){.kind = kind, .at = (uint32_t)start, .end = (uint32_t)l->at,
                      .text = rh_str_slice(l->source, start, l->at)};
}

static rh_token bad(const rh_lexer *l, size_t start, const char *what)
{
    rh_token t = finish(l, RH_TOK_BAD, start);
    t.text = rh_str_of(what);
    return t;
}

bool rh_lex__is_reserved(rh_str name)
{
    static const char *const words[] = {"as", "break", "const", "continue", "else", "for", "function", "if", "import",
                                        "let", "loop", "package", "namespace", "return", "var", "void", "while"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (rh_str_eq(name, rh_str_of(words[i]))) return true;
    }
    return false;
}

/* ---- numbers ---- */

static bool add_digit(uint64_t *v, unsigned base, unsigned digit)
{
    return !__builtin_mul_overflow(*v, base, v) && !__builtin_add_overflow(*v, digit, v);
}

static rh_token integer(rh_lexer *l, size_t start, bool is_hexadecimal)
{
    uint64_t v = 0;
    bool fits = true;
    const unsigned base = is_hexadecimal ? 16 : 10;
    for (; is_hexadecimal ? is_hex(peek(l, 0)) : is_digit(peek(l, 0)); l->at++) {
        const char c = peek(l, 0);
        const unsigned digit = is_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
        fits = fits && add_digit(&v, base, digit);
    }
    const bool is_unsigned = peek(l, 0) == 'u' || peek(l, 0) == 'U';
    if (is_unsigned) l->at++;
    if (!fits) return bad(l, start, "the number does not fit 64 bits");
    rh_token t = finish(l, is_unsigned ? RH_TOK_UINT : RH_TOK_INT, start);
    t.magnitude = v;
    t.value = rh_uint(v);
    return t;
}

static rh_token floating(rh_lexer *l, size_t start)
{
    char text[512];
    const size_t n = l->at - start;
    if (n >= sizeof text) return bad(l, start, "the number is too long");
    memcpy(text, l->source.ptr + start, n);
    text[n] = '\0';
    rh_token t = finish(l, RH_TOK_DOUBLE, start);
    t.value = rh_double(strtod(text, NULL));
    return t.value.d - t.value.d == 0.0 ? t : bad(l, start, "the number does not fit a double");
}

/* Where an exponent at offset `ahead` ends, or 0 when there is none. */
static size_t exponent(const rh_lexer *l, size_t ahead)
{
    if ((peek(l, ahead) | 0x20) != 'e') return 0;
    ahead++;
    if (peek(l, ahead) == '+' || peek(l, ahead) == '-') ahead++;
    if (!is_digit(peek(l, ahead))) return 0;
    while (is_digit(peek(l, ahead))) ahead++;
    return ahead;
}

static rh_token number(rh_lexer *l)
{
    const size_t start = l->at;
    if (peek(l, 0) == '0' && (peek(l, 1) | 0x20) == 'x' && is_hex(peek(l, 2))) {
        l->at += 2;
        return integer(l, start, true);
    }
    size_t n = 0;
    while (is_digit(peek(l, n))) n++;
    const bool has_point = peek(l, n) == '.' && is_digit(peek(l, n + 1));
    if (has_point) {
        n++;
        while (is_digit(peek(l, n))) n++;
    }
    const size_t with_exponent = exponent(l, n);
    if (!has_point && with_exponent == 0) return integer(l, start, false);
    l->at += with_exponent != 0 ? with_exponent : n;
    return floating(l, start);
}

/* ---- text ---- */

/* The length of the closing quote at l->at, or 0. */
static size_t closes(const rh_lexer *l, char quote, bool is_triple)
{
    if (peek(l, 0) != quote) return 0;
    if (!is_triple) return 1;
    return peek(l, 1) == quote && peek(l, 2) == quote ? 3 : 0;
}

static rh_token quoted(rh_lexer *l, size_t start, bool is_raw, bool is_bytes)
{
    const char quote = peek(l, 0);
    const bool is_triple = peek(l, 1) == quote && peek(l, 2) == quote;
    l->at += is_triple ? 3 : 1;
    const size_t from = l->at;
    size_t close = 0;
    while (l->at < l->source.len && (close = closes(l, quote, is_triple)) == 0) {
        const char c = peek(l, 0);
        if (!is_triple && (c == '\n' || c == '\r')) return bad(l, start, "the text is not closed in its line");
        l->at += c == '\\' && !is_raw ? 2 : 1;
    }
    if (l->at >= l->source.len) {
        l->at = l->source.len;
        return bad(l, start, "the text is not closed");
    }
    rh_str inside = rh_str_slice(l->source, from, l->at);
    l->at += close;
    const char *wrong = NULL;
    if (!is_raw) wrong = rh_literal__decode(&inside, l->keep, inside, is_bytes);
    if (wrong != NULL) return bad(l, start, wrong);
    rh_token t = finish(l, is_bytes ? RH_TOK_BYTES : RH_TOK_STRING, start);
    t.value = rh_string(inside);
    if (is_bytes) t.value.kind = RH_BYTES;
    return t;
}

/* How many letters of a prefix such as r, b, Rb stand before a quote at l->at, or 0. */
static size_t text_prefix(const rh_lexer *l, bool *is_raw, bool *is_bytes)
{
    size_t n = 0;
    *is_raw = *is_bytes = false;
    for (; n < 2; n++) {
        const char c = (char)(peek(l, n) | 0x20);
        if (c == 'r' && !*is_raw) *is_raw = true;
        else if (c == 'b' && !*is_bytes) *is_bytes = true;
        else break;
    }
    const char q = peek(l, n);
    return q == '"' || q == '\'' ? n : 0;
}

static rh_token name(rh_lexer *l)
{
    const size_t start = l->at;
    bool is_raw = false, is_bytes = false;
    const size_t prefix = text_prefix(l, &is_raw, &is_bytes);
    if (prefix > 0) {
        l->at += prefix;
        return quoted(l, start, is_raw, is_bytes);
    }
    while (is_name(peek(l, 0))) l->at++;
    rh_token t = finish(l, RH_TOK_NAME, start);
    if (rh_str_eq(t.text, RH_STR("true"))) t.kind = RH_TOK_TRUE;
    else if (rh_str_eq(t.text, RH_STR("false"))) t.kind = RH_TOK_FALSE;
    else if (rh_str_eq(t.text, RH_STR("null"))) t.kind = RH_TOK_NULL;
    else if (rh_str_eq(t.text, RH_STR("in"))) t.kind = RH_TOK_IN;
    return t;
}

static bool is_quoted_name(char c)
{
    return is_name(c) || c == '.' || c == '-' || c == '/' || c == ' ';
}

static rh_token backtick(rh_lexer *l)
{
    const size_t start = l->at++;
    while (is_quoted_name(peek(l, 0))) l->at++;
    if (peek(l, 0) != '`' || l->at == start + 1)
        return bad(l, start, "a name in backticks holds letters, digits and ._-/ only");
    l->at++;
    rh_token t = finish(l, RH_TOK_QUOTED, start);
    t.text = rh_str_slice(l->source, start + 1, l->at - 1);
    return t;
}

/* ---- operators ---- */

typedef struct mark {
    char text[3];
    rh_tok kind;
} mark;

static const mark MARKS[] = {
    {"||", RH_TOK_OR}, {"&&", RH_TOK_AND}, {"==", RH_TOK_EQ}, {"!=", RH_TOK_NE}, {"<=", RH_TOK_LE}, {">=", RH_TOK_GE},
    {"<", RH_TOK_LT}, {">", RH_TOK_GT}, {"+", RH_TOK_PLUS}, {"-", RH_TOK_MINUS}, {"*", RH_TOK_STAR},
    {"/", RH_TOK_SLASH}, {"%", RH_TOK_PERCENT}, {"!", RH_TOK_NOT}, {"?", RH_TOK_QUESTION}, {":", RH_TOK_COLON},
    {",", RH_TOK_COMMA}, {".", RH_TOK_DOT}, {"(", RH_TOK_LPAREN}, {")", RH_TOK_RPAREN}, {"[", RH_TOK_LBRACKET},
    {"]", RH_TOK_RBRACKET}, {"{", RH_TOK_LBRACE}, {"}", RH_TOK_RBRACE}};

/* A character with which nothing begins. Outside of quotes all is ASCII: what is not may look like what was meant. */
static rh_token stray(rh_lexer *l, size_t start)
{
    rh_buf what;
    const unsigned long c = rh_utf8_next(l->source, &l->at);
    rh_buf_init(&what, l->keep, 128);
    if (c == '=' || c == '&' || c == '|')
        rh_buf_printf(&what, "a single %c means nothing, expected %c%c", (char)c, (char)c, (char)c);
    else if (c > ' ' && c < 0x7F) rh_buf_printf(&what, "the character %c means nothing here", (char)c);
    else rh_buf_printf(&what, "U+%04lX stands outside of quotes, where all is ASCII: type the character anew", c);
    rh_token t = finish(l, RH_TOK_BAD, start);
    t.text = rh_buf_str(&what);
    return t;
}

static rh_token operator_mark(rh_lexer *l)
{
    const size_t start = l->at;
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        const mark *m = &MARKS[i];
        if (peek(l, 0) != m->text[0] || (m->text[1] != '\0' && peek(l, 1) != m->text[1])) continue;
        l->at += m->text[1] != '\0' ? 2 : 1;
        return finish(l, m->kind, start);
    }
    return stray(l, start);
}

rh_token rh_lex__next(rh_lexer *l)
{
    skip_blank(l);
    if (l->at >= l->source.len) return finish(l, RH_TOK_END, l->at);
    const char c = peek(l, 0);
    if (is_name_start(c)) return name(l);
    if (is_digit(c) || (c == '.' && is_digit(peek(l, 1)))) return number(l);
    if (c == '"' || c == '\'') return quoted(l, l->at, false, false);
    if (c == '`') return backtick(l);
    return operator_mark(l);
}
