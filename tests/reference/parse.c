/* Text to tree, by recursive descent straight over the bytes. */
#include "tests/reference/insides.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    ref_heap *heap;
    const char *text;
    size_t len, at;
    char *why;
    bool failed;
    int depth;
} reader;

static ref_node *expression(reader *r);

static ref_node *fail(reader *r, const char *what)
{
    if (!r->failed) snprintf(r->why, 80, "%s at byte %zu", what, r->at);
    r->failed = true;
    return NULL;
}

static char peek(const reader *r, size_t ahead)
{
    return r->at + ahead < r->len ? r->text[r->at + ahead] : '\0';
}

static void skip_space(reader *r)
{
    for (;;) {
        char c = peek(r, 0);
        if (r->at < r->len && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            r->at++;
        } else if (c == '/' && peek(r, 1) == '/') {
            while (r->at < r->len && peek(r, 0) != '\n') r->at++;
        } else {
            return;
        }
    }
}

/* Takes the sign when it comes next. */
static bool take(reader *r, const char *sign)
{
    skip_space(r);
    size_t n = strlen(sign);
    if (r->len - r->at < n || memcmp(r->text + r->at, sign, n) != 0) return false;
    r->at += n;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static int hex_of(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static ref_node *new_node(reader *r, ref_form form, size_t from)
{
    ref_node *node = ref_alloc(r->heap, sizeof *node);
    node->form = form;
    node->from = from;
    node->to = r->at;
    return node;
}

static char *name_copy(reader *r, const char *s, size_t n)
{
    char *copy = ref_alloc(r->heap, n + 1);
    memcpy(copy, s, n);
    return copy;
}

static ref_node *literal(reader *r, size_t from, const ref_value *v)
{
    ref_node *node = new_node(r, REF_LITERAL, from);
    node->value = v;
    return node;
}

/* ---- numbers ---- */

static ref_node *whole_number(reader *r, size_t from, bool is_negative, int base)
{
    uint64_t u = 0;
    bool overflow = false;
    size_t digits = 0;
    for (int d; (d = hex_of(peek(r, 0))) >= 0 && d < base; r->at++, digits++)
        if (__builtin_mul_overflow(u, (uint64_t)base, &u) || __builtin_add_overflow(u, (uint64_t)d, &u))
            overflow = true;
    if (digits == 0 || overflow) return fail(r, "bad number");
    if (peek(r, 0) == 'u' || peek(r, 0) == 'U') {
        r->at++;
        if (is_negative) return fail(r, "negative unsigned number");
        ref_value *v = ref_new(r->heap, REF_UINT);
        v->u = u;
        return literal(r, from, v);
    }
    if (u > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) return fail(r, "number out of range");
    return literal(r, from, ref_int(r->heap, is_negative ? (int64_t)(0 - u) : (int64_t)u));
}

static bool is_fraction(const reader *r)
{
    size_t k = r->at;
    while (k < r->len && is_digit(r->text[k])) k++;
    if (k + 1 < r->len && r->text[k] == '.' && is_digit(r->text[k + 1])) return true;
    return k < r->len && (r->text[k] == 'e' || r->text[k] == 'E');
}

static ref_node *number(reader *r, size_t from, bool is_negative)
{
    if (peek(r, 0) == '0' && (peek(r, 1) == 'x' || peek(r, 1) == 'X')) {
        r->at += 2;
        return whole_number(r, from, is_negative, 16);
    }
    if (!is_fraction(r)) return whole_number(r, from, is_negative, 10);
    size_t begin = r->at;
    while (is_digit(peek(r, 0))) r->at++;
    if (peek(r, 0) == '.')
        for (r->at++; is_digit(peek(r, 0));) r->at++;
    if (peek(r, 0) == 'e' || peek(r, 0) == 'E') {
        r->at++;
        if (peek(r, 0) == '+' || peek(r, 0) == '-') r->at++;
        if (!is_digit(peek(r, 0))) return fail(r, "bad exponent");
        while (is_digit(peek(r, 0))) r->at++;
    }
    ref_value *v = ref_new(r->heap, REF_DOUBLE);
    double d = strtod(name_copy(r, r->text + begin, r->at - begin), NULL);
    v->d = is_negative ? -d : d;
    return literal(r, from, v);
}

/* ---- text ---- */

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)), out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63)), out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static bool coded(reader *r, uint32_t *c, int digits, uint32_t base)
{
    *c = 0;
    for (int k = 0; k < digits; k++, r->at++) {
        int d = hex_of(peek(r, 0));
        if (d < 0 || (uint32_t)d >= base) return false;
        *c = *c * base + (uint32_t)d;
    }
    return true;
}

/* The escape behind a backslash; appends to out. False: there is no such escape. */
static bool escape(reader *r, char *out, size_t *n, bool is_bytes)
{
    static const char plain[] = "a\ab\bf\fn\nr\rt\tv\v\\\\'\'\"\"``??";
    char c = peek(r, 0);
    for (const char *p = plain; *p != '\0'; p += 2)
        if (c == *p) {
            r->at++;
            out[(*n)++] = p[1];
            return true;
        }
    uint32_t code;
    bool is_byte = true, ok;
    if (c == 'x' || c == 'X') {
        r->at++;
        ok = coded(r, &code, 2, 16);
    } else if (c >= '0' && c <= '3') {
        ok = coded(r, &code, 3, 8);
    } else if (!is_bytes && (c == 'u' || c == 'U')) {
        r->at++;
        is_byte = false;
        ok = coded(r, &code, c == 'u' ? 4 : 8, 16) && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    } else {
        return false;
    }
    if (!ok) return false;
    if (is_byte && is_bytes) out[(*n)++] = (char)code;
    else *n += put_utf8(out + *n, code);
    return true;
}

static ref_node *quoted(reader *r, size_t from, bool is_raw, bool is_bytes)
{
    char q = peek(r, 0);
    bool is_triple = peek(r, 1) == q && peek(r, 2) == q;
    r->at += is_triple ? 3 : 1;
    char *out = ref_alloc(r->heap, r->len - r->at + 8);
    size_t n = 0;
    for (;;) {
        if (r->at >= r->len) return fail(r, "text that does not end");
        char c = peek(r, 0);
        if (c == q && (!is_triple || (peek(r, 1) == q && peek(r, 2) == q))) break;
        if (!is_triple && (c == '\n' || c == '\r')) return fail(r, "line break in text");
        r->at++;
        if (c == '\\' && !is_raw) {
            if (!escape(r, out, &n, is_bytes)) return fail(r, "bad escape");
        } else {
            out[n++] = c;
        }
    }
    r->at += is_triple ? 3 : 1;
    ref_value *v = ref_new(r->heap, is_bytes ? REF_BYTES : REF_STRING);
    v->s = out;
    v->len = n;
    return literal(r, from, v);
}

/* A string or bytes literal with its prefixes, or NULL without a failure when none begins here. */
static ref_node *text_literal(reader *r)
{
    bool is_raw = false, is_bytes = false;
    size_t k = 0;
    for (; k < 2; k++) {
        char c = peek(r, k);
        if ((c == 'r' || c == 'R') && !is_raw) is_raw = true;
        else if ((c == 'b' || c == 'B') && !is_bytes) is_bytes = true;
        else break;
    }
    if (peek(r, k) != '"' && peek(r, k) != '\'') return NULL;
    size_t from = r->at;
    r->at += k;
    return quoted(r, from, is_raw, is_bytes);
}

/* ---- calls, lists, maps ---- */

static bool push_arg(reader *r, ref_node *node, ref_node *arg, bool is_optional)
{
    if (arg == NULL) return false;
    if ((node->n & (node->n - 1)) == 0) { /* grows at powers of two */
        size_t room = node->n == 0 ? 1 : 2 * node->n;
        ref_node **args = ref_alloc(r->heap, room * sizeof *args);
        bool *optionals = ref_alloc(r->heap, room * sizeof *optionals);
        if (node->n > 0) memcpy(args, node->args, node->n * sizeof *args), memcpy(optionals, node->optionals, node->n);
        node->args = args;
        node->optionals = optionals;
    }
    node->optionals[node->n] = is_optional;
    node->args[node->n++] = arg;
    return true;
}

static ref_node *closed(reader *r, ref_node *node)
{
    node->to = r->at;
    return node;
}

static ref_node *arguments(reader *r, ref_node *call)
{
    if (take(r, ")")) return closed(r, call);
    do {
        if (!push_arg(r, call, expression(r), false)) return NULL;
    } while (take(r, ","));
    return take(r, ")") ? closed(r, call) : fail(r, "expected )");
}

static ref_node *list(reader *r, size_t from)
{
    ref_node *node = new_node(r, REF_LIST_OF, from);
    while (!take(r, "]")) {
        bool is_optional = take(r, "?");
        if (!push_arg(r, node, expression(r), is_optional)) return NULL;
        if (!take(r, ",")) return take(r, "]") ? closed(r, node) : fail(r, "expected ]");
    }
    return closed(r, node);
}

static ref_node *map(reader *r, size_t from)
{
    ref_node *node = new_node(r, REF_MAP_OF, from);
    while (!take(r, "}")) {
        bool is_optional = take(r, "?");
        if (!push_arg(r, node, expression(r), is_optional)) return NULL;
        if (!take(r, ":")) return fail(r, "expected :");
        if (!push_arg(r, node, expression(r), is_optional)) return NULL;
        if (!take(r, ",")) return take(r, "}") ? closed(r, node) : fail(r, "expected }");
    }
    return closed(r, node);
}

static char *identifier(reader *r)
{
    skip_space(r);
    size_t from = r->at;
    if (!is_letter(peek(r, 0))) return NULL;
    while (is_letter(peek(r, 0)) || is_digit(peek(r, 0))) r->at++;
    return name_copy(r, r->text + from, r->at - from);
}

static char *member_name(reader *r)
{
    skip_space(r);
    if (peek(r, 0) != '`') return identifier(r);
    size_t from = ++r->at;
    while (r->at < r->len && peek(r, 0) != '`') r->at++;
    if (r->at >= r->len || r->at == from) return NULL;
    return name_copy(r, r->text + from, r->at++ - from);
}

/* ---- from the tightest binding to the loosest ---- */

static ref_node *named(reader *r, size_t from, bool is_rooted)
{
    char *name = identifier(r);
    if (name == NULL) return fail(r, "expected an expression");
    if (!is_rooted) {
        if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0)
            return literal(r, from, ref_bool(r->heap, *name == 't'));
        if (strcmp(name, "null") == 0) return literal(r, from, ref_new(r->heap, REF_NULL));
    }
    bool is_call = take(r, "(");
    ref_node *node = new_node(r, is_call ? REF_CALL : REF_NAME, from);
    node->name = name;
    node->is_rooted = is_rooted;
    if (!is_call) return node;
    node = arguments(r, node);
    bool is_has = node != NULL && strcmp(name, "has") == 0 && node->n == 1;
    return is_has && node->args[0]->form != REF_SELECT ? fail(r, "has() of no field") : node;
}

static ref_node *primary(reader *r)
{
    skip_space(r);
    size_t from = r->at;
    char c = peek(r, 0);
    if (is_digit(c) || (c == '.' && is_digit(peek(r, 1)))) return number(r, from, false);
    ref_node *text = text_literal(r);
    if (text != NULL || r->failed) return text;
    if (take(r, "(")) {
        ref_node *inner = expression(r);
        if (inner == NULL) return NULL;
        return take(r, ")") ? inner : fail(r, "expected )");
    }
    if (take(r, "[")) return list(r, from);
    if (take(r, "{")) return map(r, from);
    return named(r, from, take(r, "."));
}

static ref_node *selection(reader *r, ref_node *target, size_t from)
{
    bool is_optional = take(r, "?");
    char *name = member_name(r);
    if (name == NULL) return fail(r, "expected a name");
    bool is_call = !is_optional && take(r, "(");
    ref_node *node = new_node(r, is_call ? REF_CALL : REF_SELECT, from);
    node->name = name;
    node->target = target;
    node->is_optional = is_optional;
    return is_call ? arguments(r, node) : node;
}

static ref_node *member(reader *r, size_t from, ref_node *node)
{
    while (node != NULL) {
        if (take(r, ".")) {
            node = selection(r, node, from);
        } else if (take(r, "[")) {
            ref_node *at = new_node(r, REF_AT, from);
            at->target = node;
            at->is_optional = take(r, "?");
            if (!push_arg(r, at, expression(r), false)) return NULL;
            node = take(r, "]") ? closed(r, at) : fail(r, "expected ]");
        } else {
            break;
        }
    }
    return node;
}

static ref_node *operation(reader *r, const char *sign, size_t from, ref_node *a, ref_node *b)
{
    if (a == NULL) return NULL;
    ref_node *node = new_node(r, REF_CALL, from);
    node->name = sign;
    push_arg(r, node, a, false);
    if (b != NULL) push_arg(r, node, b, false);
    return closed(r, node);
}

static bool is_number_next(const reader *r, size_t ahead)
{
    return is_digit(peek(r, ahead)) || (peek(r, ahead) == '.' && is_digit(peek(r, ahead + 1)));
}

/* A member, or a negative number with its members: the sign belongs to the literal. */
static ref_node *signed_member(reader *r)
{
    skip_space(r);
    size_t from = r->at;
    if (peek(r, 0) != '-') return member(r, from, primary(r));
    r->at++;
    skip_space(r);
    if (!is_number_next(r, 0)) return fail(r, "a sign without a number");
    return member(r, from, number(r, from, true));
}

/* Any number of one sign before a member; of minus signs, the last belongs to a number that follows. */
static ref_node *prefixed(reader *r, char sign, size_t from)
{
    if (sign == '-') {
        size_t before = r->at++;
        skip_space(r);
        if (is_number_next(r, 0)) return r->at = before, signed_member(r);
    } else {
        r->at++;
        skip_space(r);
    }
    bool more = peek(r, 0) == sign && !(sign == '!' && peek(r, 1) == '=');
    ref_node *inner = more ? prefixed(r, sign, r->at) : sign == '!' ? signed_member(r) : member(r, r->at, primary(r));
    return operation(r, sign == '!' ? "!" : "neg", from, inner, NULL);
}

static ref_node *unary(reader *r)
{
    skip_space(r);
    size_t from = r->at;
    char c = peek(r, 0);
    if (++r->depth > 400) return fail(r, "too deep");
    bool is_prefixed = c == '-' || (c == '!' && peek(r, 1) != '=');
    ref_node *node = is_prefixed ? prefixed(r, c, from) : member(r, from, primary(r));
    r->depth--;
    return node;
}

static const char *const levels[][8] = {
    {"||"}, {"&&"}, {"<=", ">=", "==", "!=", "<", ">", "in"}, {"+", "-"}, {"*", "/", "%"}};
enum { N_LEVELS = 5 };

static const char *take_one_of(reader *r, const char *const *signs)
{
    for (; *signs != NULL; signs++) {
        size_t before = r->at;
        if (!take(r, *signs)) continue;
        char next = peek(r, 0);
        if (**signs != 'i' || (!is_letter(next) && !is_digit(next))) return *signs;
        r->at = before;
    }
    return NULL;
}

static ref_node *binary(reader *r, int level)
{
    if (level == N_LEVELS) return unary(r);
    skip_space(r);
    size_t from = r->at;
    ref_node *a = binary(r, level + 1);
    for (const char *sign; a != NULL && (sign = take_one_of(r, levels[level])) != NULL;) {
        ref_node *b = binary(r, level + 1);
        if (b == NULL) return NULL;
        a = operation(r, sign, from, a, b);
    }
    return a;
}

static ref_node *expression(reader *r)
{
    skip_space(r);
    size_t from = r->at;
    if (++r->depth > 400) return fail(r, "too deep");
    ref_node *a = binary(r, 0);
    if (a != NULL && take(r, "?")) {
        ref_node *b = binary(r, 0);
        if (b != NULL && !take(r, ":")) return fail(r, "expected :");
        ref_node *c = b == NULL ? NULL : expression(r);
        a = c == NULL ? NULL : operation(r, "?:", from, a, b);
        if (a != NULL) push_arg(r, a, c, false), closed(r, a);
    }
    r->depth--;
    return a;
}

ref_node *ref_parse(ref_heap *heap, const char *text, size_t len, char why[80])
{
    reader r = {.heap = heap, .text = text, .len = len, .why = why};
    ref_node *node = expression(&r);
    skip_space(&r);
    if (node != NULL && r.at < len) return fail(&r, "something behind the expression");
    return node;
}
