/* A small JSON reader for test data. */
#include "tests/kit/plain_json.h"

#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct reader {
    rh_arena *keep;
    const char *at, *end;
} reader;

static bool read_value(reader *r, rh_value *out);

static void skip(reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) != NULL) r->at++;
}

static bool take(reader *r, const char *word)
{
    skip(r);
    const size_t n = strlen(word);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) return false;
    r->at += n;
    return true;
}

static unsigned hex4(const char *s)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++) v = v * 16 + (unsigned)(s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
    return v;
}

static size_t put_utf8(char *to, unsigned c)
{
    if (c < 0x80) return to[0] = (char)c, 1;
    if (c < 0x800) return to[0] = (char)(0xC0 | c >> 6), to[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000)
        return to[0] = (char)(0xE0 | c >> 12), to[1] = (char)(0x80 | (c >> 6 & 63)), to[2] = (char)(0x80 | (c & 63)), 3;
    to[0] = (char)(0xF0 | c >> 18), to[1] = (char)(0x80 | (c >> 12 & 63)), to[2] = (char)(0x80 | (c >> 6 & 63)),
    to[3] = (char)(0x80 | (c & 63));
    return 4;
}

static size_t read_escape(reader *r, char *to)
{
    const char c = *r->at++;
    static const char from[] = "\"\\/bfnrt", what[] = "\"\\/\b\f\n\r\t";
    const char *simple = strchr(from, c);
    if (simple != NULL) return to[0] = what[simple - from], 1;
    unsigned code = hex4(r->at);
    r->at += 4;
    if (code >= 0xD800 && code < 0xDC00 && r->end - r->at >= 6 && r->at[0] == '\\') {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(r->at + 2) - 0xDC00);
        r->at += 6;
    }
    return put_utf8(to, code);
}

static bool read_string(reader *r, rh_value *out)
{
    if (!take(r, "\"")) return false;
    const char *close = r->at;
    while (close < r->end && *close != '"') close += *close == '\\' ? 2 : 1;
    char *text = rh_arena_alloc(r->keep, (size_t)(close - r->at) + 4);
    size_t n = 0;
    while (r->at < r->end && *r->at != '"') {
        if (*r->at != '\\') {
            text[n++] = *r->at++;
            continue;
        }
        r->at++;
        n += read_escape(r, text + n);
    }
    r->at++;
    *out = rh_string((rh_str){text, n});
    return r->at <= r->end;
}

static bool read_list(reader *r, rh_value *out)
{
    RH_VEC(rh_value) items = {0};
    while (!take(r, "]")) {
        rh_value item;
        if (!read_value(r, &item) || !RH_PUSH(r->keep, &items, item)) return false;
        take(r, ",");
    }
    *out = rh_list(items.at, items.n);
    return true;
}

static bool read_map(reader *r, rh_value *out)
{
    RH_VEC(rh_pair) pairs = {0};
    while (!take(r, "}")) {
        rh_pair pair;
        if (!read_string(r, &pair.key) || !take(r, ":") || !read_value(r, &pair.value) ||
            !RH_PUSH(r->keep, &pairs, pair))
            return false;
        take(r, ",");
    }
    *out = rh_map_value(pairs.at, pairs.n);
    return true;
}

static bool read_value(reader *r, rh_value *out)
{
    skip(r);
    if (r->at >= r->end) return false;
    if (*r->at == '"') return read_string(r, out);
    if (take(r, "[")) return read_list(r, out);
    if (take(r, "{")) return read_map(r, out);
    if (take(r, "true")) return *out = rh_bool(true), true;
    if (take(r, "false")) return *out = rh_bool(false), true;
    if (take(r, "null")) return *out = rh_null(), true;
    char *end = NULL;
    *out = rh_double(strtod(r->at, &end));
    const bool is_number = end != r->at;
    r->at = end;
    return is_number;
}

bool kit_json_read(rh_value *out, rh_arena *keep, rh_str text)
{
    reader r = {.keep = keep, .at = text.ptr, .end = text.ptr + text.len};
    return read_value(&r, out) && (skip(&r), r.at == r.end);
}

const rh_value *kit_json_get(const rh_value *v, const char *key)
{
    for (uint32_t i = 0; v != NULL && v->kind == RH_MAP && i < v->n; i++) {
        if (rh_str_eq(rh_value_str(v->map[i].key), rh_str_of(key))) return &v->map[i].value;
    }
    return NULL;
}

rh_str kit_json_text(const rh_value *v, const char *key)
{
    const rh_value *member = kit_json_get(v, key);
    return member != NULL && member->kind == RH_STRING ? rh_value_str(*member) : rh_str_null();
}

bool kit_file_exists(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL) fclose(file);
    return file != NULL;
}

rh_str kit_read_file(rh_arena *keep, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(66);
    }
    fseek(file, 0, SEEK_END);
    const size_t n = (size_t)ftell(file);
    rewind(file);
    char *bytes = rh_arena_alloc(keep, n + 1);
    const size_t got = fread(bytes, 1, n, file);
    fclose(file);
    return (rh_str){bytes, got};
}
