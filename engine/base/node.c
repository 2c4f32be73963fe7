/* Reading plain data trees. */
#include "engine/base/node.h"

#include <math.h>
#include <stdlib.h>

const rh_node *rh_node_get(const rh_node *node, rh_str key)
{
    if (node == NULL || node->kind != RH_NODE_MAP) return NULL;
    for (size_t i = 0; i < node->n_pairs; i++)
        if (rh_str_eq(node->pairs[i].key->text, key)) return node->pairs[i].value;
    return NULL;
}

static bool same_items(const rh_node *a, const rh_node *b)
{
    for (size_t i = 0; i < a->n_items; i++)
        if (!rh_node_same(a->items[i], b->items[i])) return false;
    return true;
}

static bool same_pairs(const rh_node *a, const rh_node *b)
{
    for (size_t i = 0; i < a->n_pairs; i++)
        if (!rh_str_eq(a->pairs[i].key->text, b->pairs[i].key->text) ||
            !rh_node_same(a->pairs[i].value, b->pairs[i].value))
            return false;
    return true;
}

bool rh_node_same(const rh_node *a, const rh_node *b)
{
    if (a == b) return true;
    if (a == NULL || b == NULL || a->kind != b->kind) return false;
    switch (a->kind) {
    case RH_NODE_SCALAR: return a->is_plain == b->is_plain && rh_str_eq(a->text, b->text);
    case RH_NODE_LIST: return a->n_items == b->n_items && same_items(a, b);
    case RH_NODE_MAP: return a->n_pairs == b->n_pairs && same_pairs(a, b);
    }
    return false;
}

rh_span rh_node_at(const rh_node *scalar, size_t offset)
{
    rh_span span = scalar->span;
    for (size_t i = 0; i < scalar->n_lines && scalar->lines[i].from <= offset; i++) {
        span.line = scalar->lines[i].line;
        span.col = scalar->lines[i].col + (uint32_t)(offset - scalar->lines[i].from);
    }
    return span;
}

static bool is_plain_scalar(const rh_node *node)
{
    return node != NULL && node->kind == RH_NODE_SCALAR && node->is_plain;
}

bool rh_node_each_scalar(const rh_node *node, bool (*see)(void *ctx, rh_str text), void *ctx)
{
    if (node == NULL) return true;
    if (node->kind == RH_NODE_SCALAR) return see(ctx, node->text);
    for (size_t i = 0; node->kind == RH_NODE_LIST && i < node->n_items; i++)
        if (!rh_node_each_scalar(node->items[i], see, ctx)) return false;
    for (size_t i = 0; node->kind == RH_NODE_MAP && i < node->n_pairs; i++)
        if (!rh_node_each_scalar(node->pairs[i].value, see, ctx)) return false;
    return true;
}

bool rh_node_is_null(const rh_node *node)
{
    return is_plain_scalar(node) &&
           (node->text.len == 0 || rh_str_eq(node->text, RH_STR("null")) || rh_str_eq(node->text, RH_STR("~")));
}

bool rh_node_bool(const rh_node *node, bool *out)
{
    if (!is_plain_scalar(node)) return false;
    const bool is_true = rh_str_eq(node->text, RH_STR("true"));
    if (!is_true && !rh_str_eq(node->text, RH_STR("false"))) return false;
    *out = is_true;
    return true;
}

/* The form of a JSON number: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?; *is_int when neither point nor
 * exponent. */
static bool is_number(rh_str s, bool *is_int)
{
    size_t i = 0;
    const size_t n = s.len;
#define DIGIT(k) ((k) < n && s.ptr[k] >= '0' && s.ptr[k] <= '9')
    if (i < n && s.ptr[i] == '-') i++;
    if (!DIGIT(i)) return false;
    if (s.ptr[i] == '0') i++;
    else
        while (DIGIT(i)) i++;
    *is_int = i == n;
    if (i < n && s.ptr[i] == '.') {
        if (!DIGIT(i + 1)) return false;
        for (i++; DIGIT(i);) i++;
    }
    if (i < n && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i++;
        if (i < n && (s.ptr[i] == '+' || s.ptr[i] == '-')) i++;
        if (!DIGIT(i)) return false;
        while (DIGIT(i)) i++;
    }
#undef DIGIT
    return i == n;
}

bool rh_node_int(const rh_node *node, int64_t *out)
{
    bool is_int = false;
    if (!is_plain_scalar(node) || !is_number(node->text, &is_int) || !is_int) return false;
    const bool is_negative = node->text.ptr[0] == '-';
    int64_t v = 0; /* counts down from zero, where there is room for INT64_MIN */
    for (size_t i = is_negative; i < node->text.len; i++) {
        const int digit = node->text.ptr[i] - '0';
        if (v < (INT64_MIN + digit) / 10) return false;
        v = v * 10 - digit;
    }
    if (!is_negative && v == INT64_MIN) return false;
    *out = is_negative ? v : -v;
    return true;
}

bool rh_node_double(const rh_node *node, double *out)
{
    bool is_int = false;
    char text[512];
    if (!is_plain_scalar(node) || node->text.len >= sizeof text || !is_number(node->text, &is_int)) return false;
    memcpy(text, node->text.ptr, node->text.len);
    text[node->text.len] = '\0';
    const double v = strtod(text, NULL);
    if (!isfinite(v)) return false;
    *out = v;
    return true;
}
