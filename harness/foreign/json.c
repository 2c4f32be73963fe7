/* From simdjson's tape to values, with the checks that JSON leaves open. */
#include "harness/foreign/json.h"

#include "harness/foreign/json_locate.h"
#include "harness/foreign/simdjson_face.h"

#include "engine/base/limits.h"
#include "engine/base/show.h"

#include <math.h>
#include <stdlib.h>

struct rh_json {
    rh_simdjson *parser;
    size_t max_members;
};

/* One walk over the tape of one text. */
typedef struct walk {
    rh_simdjson_tape tape;
    size_t at;     /* word */
    size_t tokens; /* strings, numbers and words seen so far, keys included: finds a place in the text */
    size_t members, max_members;
    bool has_escape;     /* the text has \u: decoded strings must be looked at */
    const char *strings; /* the tape's, copied into keep */
    rh_arena *keep;
    rh_str text;
    rh_err *err;
} walk;

enum { TYPE_SHIFT = 56, COUNT_SHIFT = 32, COUNT_MOST = 0xFFFFFF };
static const uint64_t PAYLOAD = ((uint64_t)1 << TYPE_SHIFT) - 1;

#define LIMIT_2_53 9007199254740992.0
#define LIMIT_2_63 9223372036854775808.0

rh_code rh_json_new(rh_json **out, size_t max_members, rh_err *err)
{
    rh_json *json = malloc(sizeof *json);
    rh_simdjson *parser = rh_simdjson_new(RH_LIMIT_JSON_DEPTH);
    if (json == NULL || parser == NULL) {
        rh_simdjson_free(parser);
        free(json);
        return rh_err_nomem(err);
    }
    *json = (rh_json){parser, max_members};
    *out = json;
    return RH_OK;
}

void rh_json_free(rh_json *json)
{
    if (json == NULL) return;
    rh_simdjson_free(json->parser);
    free(json);
}

/* Whether a key, in its quotes, may be shown as a name of a field. Objects may have people's names and addresses for
 * keys, too: those are shown by their form. */
static bool is_name(rh_str quoted)
{
    for (size_t i = 1; i + 1 < quoted.len; i++) {
        const char c = quoted.ptr[i];
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && strchr("_-.:$", c) == NULL) return false;
    }
    return true;
}

/* An error at the n-th token. A key is shown, of a value its form. */
static rh_code fail_at(walk *w, rh_code code, size_t token, const char *what)
{
    const rh_str s = rh_json__token(w->text, token);
    const rh_str shown = code == RH_JSON_DUPLICATE && is_name(s) ? rh_show(w->keep, s, 80)
                                                                 : rh_show_form(w->keep, s, 80);
    return rh_err_set(w->err, code, rh_json__place(w->text, (size_t)(s.ptr - w->text.ptr)), "%s: %.*s", what,
                      RH_ARG(shown));
}

static rh_code read_text(rh_value *out, walk *w)
{
    const char *p = w->strings + (w->tape.words[w->at++] & PAYLOAD);
    uint32_t len;
    memcpy(&len, p, sizeof len);
    const rh_str s = {p + sizeof len, len};
    const size_t token = w->tokens++;
    if (w->has_escape && memchr(s.ptr, 0, len) != NULL)
        return fail_at(w, RH_JSON_TEXT, token, "text with the character U+0000");
    if (w->has_escape && !rh_str_is_utf8(s, NULL)) return fail_at(w, RH_JSON_TEXT, token, "text with a lone surrogate");
    *out = rh_string(s);
    return RH_OK;
}

/* Ruling 17. A number that is written with a point or exponent, integral and beyond 2^53 may have lost digits on its
 * way through a double: it is taken only when it is exact (I5). */
static rh_code read_double(rh_value *out, walk *w)
{
    double d;
    memcpy(&d, &w->tape.words[w->at + 1], sizeof d);
    const size_t token = w->tokens++;
    w->at += 2;
    if (d < -LIMIT_2_63 || d >= LIMIT_2_63 || d != trunc(d)) {
        *out = rh_double(d);
        return RH_OK;
    }
    const int64_t i = (int64_t)d;
    if (fabs(d) >= LIMIT_2_53 && !rh_json__is_exactly(rh_json__token(w->text, token), i))
        return fail_at(w, RH_JSON_NUMBER, token, "a whole number that a double cannot hold exactly");
    *out = rh_int(i);
    return RH_OK;
}

static rh_code read_int(rh_value *out, walk *w)
{
    int64_t i;
    memcpy(&i, &w->tape.words[w->at + 1], sizeof i);
    *out = rh_int(i);
    w->at += 2;
    w->tokens++;
    return RH_OK;
}

static rh_code read_word(rh_value *out, walk *w, rh_value word)
{
    *out = word;
    w->at++;
    w->tokens++;
    return RH_OK;
}

/* The elements (or members) between w->at, an opening bracket, and its end: the tape's count saturates. */
static size_t count_inside(const walk *w, bool is_object)
{
    const uint64_t open = w->tape.words[w->at] & PAYLOAD;
    const size_t count = (size_t)(open >> COUNT_SHIFT), end = (size_t)(open & UINT32_MAX) - 1;
    if (count < COUNT_MOST) return count;
    size_t n = 0;
    for (size_t i = w->at + 1; i < end; n++) {
        const uint64_t word = w->tape.words[i];
        const char type = (char)(word >> TYPE_SHIFT);
        i = type == '{' || type == '[' ? (size_t)(word & UINT32_MAX)
                                       : i + 1 + (type == 'l' || type == 'u' || type == 'd');
    }
    return is_object ? n / 2 : n;
}

static rh_code read_value(rh_value *out, walk *w);

static rh_code read_list(rh_value *out, walk *w)
{
    const size_t n = count_inside(w, false);
    rh_value *items = rh_arena_room(w->keep, n * sizeof *items);
    if (items == NULL || n > UINT32_MAX) return rh_err_nomem(w->err);
    w->at++;
    for (size_t i = 0; i < n; i++) {
        const rh_code code = read_value(&items[i], w);
        if (code != RH_OK) return code;
    }
    w->at++;
    *out = rh_list(items, n);
    return RH_OK;
}

typedef struct named_token {
    rh_str key;
    size_t token;
} named_token;

static int by_key_then_place(const void *a, const void *b)
{
    const named_token *x = a, *y = b;
    const int c = rh_str_cmp(x->key, y->key);
    return c != 0 ? c : x->token < y->token ? -1 : x->token > y->token;
}

/* The object's pairs have two equal keys: names the later one that comes first in the text. */
static rh_code fail_duplicate(walk *w, named_token *keys, size_t n)
{
    size_t worst = SIZE_MAX;
    qsort(keys, n, sizeof *keys, by_key_then_place);
    for (size_t i = 1; i < n; i++)
        if (rh_str_eq(keys[i - 1].key, keys[i].key) && keys[i].token < worst) worst = keys[i].token;
    return fail_at(w, RH_JSON_DUPLICATE, worst, "a key that stands twice in its object");
}

static rh_code read_members(rh_pair *pairs, named_token *keys, size_t n, walk *w)
{
    for (size_t i = 0; i < n; i++) {
        keys[i].token = w->tokens;
        rh_code code = read_text(&pairs[i].key, w);
        if (code != RH_OK) return code;
        keys[i].key = rh_value_str(pairs[i].key);
        if (w->max_members != 0 && ++w->members > w->max_members)
            return fail_at(w, RH_JSON_FIELDS, keys[i].token, "more members than an event may have, from this one on");
        code = read_value(&pairs[i].value, w);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

static rh_code read_object(rh_value *out, walk *w)
{
    const size_t n = count_inside(w, true);
    rh_pair *pairs = rh_arena_room(w->keep, n * sizeof *pairs);
    named_token few[32], *keys = n <= 32 ? few : RH_NEW_N(w->keep, n, named_token);
    if (pairs == NULL || keys == NULL || n > UINT32_MAX) return rh_err_nomem(w->err);
    w->at++;
    const rh_code code = read_members(pairs, keys, n, w);
    if (code != RH_OK) return code;
    w->at++;
    if (!rh_pairs_sort(pairs, n)) return fail_duplicate(w, keys, n);
    *out = rh_map_value(pairs, n);
    return RH_OK;
}

static rh_code read_value(rh_value *out, walk *w)
{
    switch ((char)(w->tape.words[w->at] >> TYPE_SHIFT)) {
    case '{': return read_object(out, w);
    case '[': return read_list(out, w);
    case '"': return read_text(out, w);
    case 'l': return read_int(out, w);
    case 'd': return read_double(out, w);
    case 't': return read_word(out, w, rh_bool(true));
    case 'f': return read_word(out, w, rh_bool(false));
    case 'n': return read_word(out, w, rh_null());
    case 'u': return fail_at(w, RH_JSON_NUMBER, w->tokens, "an integer beyond 64 bits");
    default: return rh_err_set(w->err, RH_INTERNAL, (rh_span){0}, "an unknown type on the tape");
    }
}

/* The bytes of the tape's strings up to the end of the last, its NUL included. */
static size_t strings_size(rh_simdjson_tape tape)
{
    const size_t end = (size_t)(tape.words[0] & PAYLOAD) - 1;
    uint64_t last = 0;
    for (size_t i = 1; i < end; i++) {
        const char type = (char)(tape.words[i] >> TYPE_SHIFT);
        if (type == '"') last = tape.words[i];
        else if (type == 'l' || type == 'u' || type == 'd') i++;
    }
    if (last == 0) return 0;
    uint32_t len;
    memcpy(&len, tape.strings + (last & PAYLOAD), sizeof len);
    return (size_t)(last & PAYLOAD) + sizeof len + len + 1;
}

/* All strings at once: one by one they would cost more than parsing. */
static bool copy_strings(walk *w)
{
    const rh_str all = {(const char *)w->tape.strings, strings_size(w->tape)};
    w->strings = rh_arena_str(w->keep, all).ptr;
    return w->strings != NULL;
}

/* simdjson refused the text: says where and why. */
static rh_code explain(rh_str text, rh_err *err)
{
    rh_json_fault fault;
    if (!rh_json__fault(&fault, text, RH_LIMIT_JSON_DEPTH))
        return rh_err_set(err, RH_JSON_SYNTAX, (rh_span){.line = 1, .col = 1}, "not JSON");
    return rh_err_set(err, fault.code, rh_json__place(text, fault.at), "%s", fault.what);
}

rh_code rh_json_read(rh_value *out, rh_arena *keep, rh_json *json, rh_str text, rh_err *err)
{
    walk w = {.at = 1, .max_members = json->max_members, .keep = keep, .text = text, .err = err};
    const rh_simdjson_result result = rh_simdjson_parse(&w.tape, json->parser, text.ptr, text.len);
    if (result == RH_SIMDJSON_NOMEM) return rh_err_nomem(err);
    if (result != RH_SIMDJSON_OK) return explain(text, err);
    w.has_escape = rh_str_find(text, RH_STR("\\u")) != SIZE_MAX;
    return copy_strings(&w) ? read_value(out, &w) : rh_err_nomem(err);
}
