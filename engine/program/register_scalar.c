/* Reading scalars: texts, ids, numbers, expressions. */
#include "engine/program/register_insides.h"

#include "engine/base/assert.h"
#include "engine/base/map.h"

enum { ID_BYTES_MAX = 200 };

/* ---- what a plain scalar might be taken for ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads the characters of `set` at *i; how many. */
static size_t skip(rh_str s, size_t *i, const char *set)
{
    const size_t from = *i;
    while (*i < s.len && memchr(set, s.ptr[*i], strlen(set)) != NULL) ++*i;
    return *i - from;
}

static bool is_prefixed(rh_str s)
{
    static const struct {
        rh_str prefix;
        const char *digits;
    } bases[] = {{{"0x", 2}, "0123456789abcdefABCDEF_"}, {{"0o", 2}, "01234567_"}, {{"0b", 2}, "01_"}};
    for (size_t k = 0; k < sizeof bases / sizeof bases[0]; k++) {
        size_t i = 2;
        if (rh_str_starts(s, bases[k].prefix) && skip(s, &i, bases[k].digits) != 0 && i == s.len) return true;
    }
    return false;
}

bool rh_read_is_numeric(rh_str s)
{
    size_t i = 0;
    if (s.len != 0 && (s.ptr[0] == '-' || s.ptr[0] == '+')) s = rh_str_slice(s, 1, s.len);
    if (is_prefixed(s)) return true;
    static const char *const words[] = {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        if (rh_str_eq(s, rh_str_of(words[k]))) return true;
    const bool has_point = s.len > 1 && s.ptr[0] == '.' && is_digit(s.ptr[1]);
    if (s.len == 0 || (!is_digit(s.ptr[0]) && !has_point)) return false;
    skip(s, &i, "0123456789_");
    while (i < s.len && s.ptr[i] == ':') { /* base 60: 12:30 */
        i++;
        if (skip(s, &i, "0123456789") == 0) return false;
    }
    if (i < s.len && s.ptr[i] == '.') i++, skip(s, &i, "0123456789_");
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i++;
        if (i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+')) i++;
        if (skip(s, &i, "0123456789") == 0) return false;
    }
    return i == s.len;
}

static bool eq_any_case(rh_str s, const char *lower)
{
    if (s.len != strlen(lower)) return false;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != lower[i]) return false;
    }
    return true;
}

bool rh_read_is_ambiguous(const rh_node *scalar)
{
    static const char *const words[] = {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    if (!scalar->is_plain) return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (eq_any_case(scalar->text, words[i])) return true;
    return rh_read_is_numeric(scalar->text);
}

/* ---- characters that deceive ---- */

typedef struct range {
    uint32_t first, last;
} range;

/* Scripts with letters that look like Latin ones: Greek, Cyrillic, Armenian, Cherokee, Lisu, full-width,
 * mathematical. */
static const range lookalikes[] = {{0x0370, 0x03FF}, {0x0400, 0x052F}, {0x0530, 0x058F},  {0x13A0, 0x13FF},
                                   {0x1C80, 0x1C8F}, {0x2DE0, 0x2DFF}, {0xA4D0, 0xA4FF},  {0xA640, 0xA69F},
                                   {0xAB70, 0xABBF}, {0xFF00, 0xFF5E}, {0x1D400, 0x1D7FF}};

static bool is_lookalike(uint32_t c)
{
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++)
        if (c >= lookalikes[i].first && c <= lookalikes[i].last) return true;
    return false;
}

/* Line breaks and tabs are what an expression of several lines is made of. */
static bool is_hidden(uint32_t c)
{
    return c != '\n' && c != '\t' && rh_is_invisible(c);
}

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

uint32_t rh_read_hidden(rh_str s, size_t *at)
{
    bool has_latin = false; /* in this word */
    uint32_t foreign = 0;
    size_t foreign_at = 0;
    for (size_t i = 0; i < s.len;) {
        *at = i;
        const uint32_t c = (uint32_t)rh_utf8_next(s, &i);
        if (is_hidden(c)) return c;
        if (is_latin(c)) {
            has_latin = true;
        } else if (c < 0x80 && c != '_' && c != '-' && !(c >= '0' && c <= '9')) {
            has_latin = false, foreign = 0;
        } else if (foreign == 0 && is_lookalike(c)) {
            foreign = c, foreign_at = *at;
        }
        if (has_latin && foreign != 0) {
            *at = foreign_at;
            return foreign;
        }
    }
    return 0;
}

bool rh_read_no_hidden(rh_reader *r, const rh_node *node, const char *what)
{
    size_t at;
    const uint32_t c = rh_read_hidden(node->text, &at);
    if (c == 0) return true;
    RH_READ_ERROR(r, RH_REG_HIDDEN, rh_node_at(node, at), "%s holds U+%04X, which is %s", what, (unsigned)c,
                  is_hidden(c) ? "not visible" : "a letter of another script among Latin ones");
    return false;
}

/* ---- scalars ---- */

static bool is_scalar(rh_reader *r, const rh_node *node, const char *what, const char *expected)
{
    if (node->kind == RH_NODE_SCALAR) return true;
    RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is a %s, expected %s", what,
                  node->kind == RH_NODE_LIST ? "list" : "map", expected);
    return false;
}

bool rh_read_text(rh_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    if (!is_scalar(r, node, what, "text")) return false;
    if (rh_node_is_null(node)) {
        RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is null, expected text", what);
        return false;
    }
    if (rh_read_is_ambiguous(node)) {
        RH_READ_ERROR(r, RH_REG_QUOTE, node->span, "%s is the plain scalar %.*s, expected text: quote it", what,
                      RH_SHOW(r, node->text));
        return false;
    }
    *out = node->text;
    return true;
}

bool rh_read_word(rh_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    rh_str text;
    if (!rh_read_text(r, node, what, &text) || !rh_read_no_hidden(r, node, what)) return false;
    if (text.len == 0) {
        RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is empty, expected a word", what);
        return false;
    }
    *out = text;
    return true;
}

static bool is_id_char(char c)
{
    return is_latin((unsigned char)c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

bool rh_read_id(rh_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    rh_str text;
    if (!rh_read_word(r, node, what, &text)) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (is_id_char(text.ptr[i])) continue;
        const rh_span at = rh_node_at(node, i);
        if ((unsigned char)text.ptr[i] >= 0x80) {
            const uint32_t c = (uint32_t)rh_utf8_next(text, &i);
            RH_READ_ERROR(r, RH_REG_HIDDEN, at, "%s holds U+%04X, expected ASCII letters, digits, _ - and .", what,
                          (unsigned)c);
        } else {
            RH_READ_ERROR(r, RH_REG_ID, at, "%s \"%.*s\" holds '%c', expected ASCII letters, digits, _ - and .", what,
                          RH_SHOW(r, text), text.ptr[i]);
        }
        return false;
    }
    if (text.len > ID_BYTES_MAX) {
        RH_READ_ERROR(r, RH_REG_ID, node->span, "%s has %zu bytes, at most %d are allowed", what, text.len,
                      ID_BYTES_MAX);
        return false;
    }
    *out = text;
    return true;
}

bool rh_read_is_name(rh_str s, size_t n_parts)
{
    size_t parts = 0;
    for (size_t i = 0;;) {
        const size_t from = i;
        while (i < s.len && (is_latin((unsigned char)s.ptr[i]) || s.ptr[i] == '_' || (i > from && is_digit(s.ptr[i]))))
            i++;
        if (i == from || (i < s.len && s.ptr[i] != '.')) return false;
        parts++;
        if (i++ == s.len) break;
    }
    return n_parts == 0 || parts == n_parts;
}

bool rh_read_bool(rh_reader *r, const rh_node *node, const char *what, bool *out)
{
    if (!is_scalar(r, node, what, "true or false")) return false;
    if (rh_node_bool(node, out)) return true;
    RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is %s%.*s%s, expected true or false", what,
                  node->is_plain ? "" : "the text \"", RH_SHOW(r, node->text), node->is_plain ? "" : "\"");
    return false;
}

bool rh_read_int(rh_reader *r, const rh_node *node, const char *what, int64_t low, int64_t high, int64_t *out)
{
    int64_t n;
    if (!is_scalar(r, node, what, "an integer")) return false;
    if (rh_node_int(node, &n) && n >= low && n <= high) {
        *out = n;
        return true;
    }
    const bool is_number = node->is_plain && rh_read_is_numeric(node->text);
    RH_READ_ERROR(r, is_number ? RH_REG_NUMBER : RH_REG_KIND, node->span,
                  "%s is %s%.*s%s, expected an integer from %lld to %lld", what, node->is_plain ? "" : "the text \"",
                  RH_SHOW(r, node->text), node->is_plain ? "" : "\"", (long long)low, (long long)high);
    return false;
}

/* An expression may be a plain true, a number or any other scalar: its text is what counts, so none is ambiguous. */
bool rh_read_source(rh_reader *r, const rh_node *node, const char *what, rh_source *out)
{
    if (!is_scalar(r, node, what, "an expression")) return false;
    if (rh_node_is_null(node) || node->text.len == 0) {
        RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is empty, expected an expression", what);
        return false;
    }
    if (!rh_read_no_hidden(r, node, what)) return false;
    *out = (rh_source){node->text, node};
    return true;
}

bool rh_read_span(rh_reader *r, const rh_node *node, const char *what, rh_span_of_time *out)
{
    rh_str text;
    rh_span_of_time span;
    if (!rh_read_text(r, node, what, &text)) return false;
    if (!rh_span_parse(&span, text)) {
        RH_READ_ERROR(r, RH_REG_SPAN, node->span,
                      "%s is \"%.*s\", expected N minutes, hours, days, business hours or business days", what,
                      RH_SHOW(r, text));
        return false;
    }
    if (span.n < 1) {
        RH_READ_ERROR(r, RH_REG_SPAN, node->span, "%s is \"%.*s\", expected at least 1", what, RH_SHOW(r, text));
        return false;
    }
    *out = span;
    return true;
}

bool rh_read_words(rh_reader *r, const rh_node *node, const char *what, rh_strs *out)
{
    if (!rh_read_is_list(r, node, what)) return false;
    rh_str *at = RH_NEW_N(r->keep, node->n_items, rh_str);
    rh_map seen = {0}; /* word to the index of its item */
    size_t n = 0;
    bool is_whole = at != NULL;
    for (size_t i = 0; at != NULL && i < node->n_items; i++) {
        const rh_node *item = node->items[i];
        if (!rh_read_word(r, item, what, &at[n])) {
            is_whole = false;
            continue;
        }
        const uint32_t first = rh_map_get(&seen, at[n]);
        if (first != RH_MAP_NONE) rh_read_duplicate(r, what, at[n], item->span, node->items[first]->span);
        else if (rh_map_set(&seen, r->keep, at[n], (uint32_t)i)) n++;
    }
    if (is_whole) *out = (rh_strs){at, n};
    return is_whole;
}

bool rh_read_one_of(rh_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n,
                    size_t *out)
{
    rh_str text, known[32];
    RH_ASSERT(n <= sizeof known / sizeof known[0]);
    if (!rh_read_word(r, node, what, &text)) return false;
    for (size_t i = 0; i < n; i++) {
        known[i] = rh_str_of(names[i]);
        if (rh_str_eq(known[i], text)) {
            *out = i;
            return true;
        }
    }
    rh_read_unknown(r, RH_REG_WORD, node->span, what, text, (rh_strs){known, n});
    return false;
}
