/* Functions of text: over arrays of characters, one by one. */
#include "tests/reference/insides.h"

#include <string.h>

size_t ref__char(const char *s, size_t len)
{
    unsigned char c = (unsigned char)*s;
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    return n < len ? n : len;
}

static uint32_t code_of(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;
    if (n == 1) return u[0];
    if (n == 2) return (uint32_t)(u[0] & 31) << 6 | (u[1] & 63);
    if (n == 3) return (uint32_t)(u[0] & 15) << 12 | (uint32_t)(u[1] & 63) << 6 | (u[2] & 63);
    return (uint32_t)(u[0] & 7) << 18 | (uint32_t)(u[1] & 63) << 12 | (uint32_t)(u[2] & 63) << 6 | (u[3] & 63);
}

size_t ref__space(const char *s, size_t at, size_t len)
{
    static const uint32_t spaces[] = {9,    10,     11,     12,     13,     32,     0x85,
                                      0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    size_t n = ref__char(s + at, len - at);
    uint32_t c = code_of(s + at, n);
    if (c >= 0x2000 && c <= 0x200a) return n;
    for (size_t k = 0; k < sizeof spaces / sizeof *spaces; k++)
        if (spaces[k] == c) return n;
    return 0;
}

/* ---- characters of a value ---- */

typedef struct chars {
    const char *s;
    size_t *at; /* n + 1 offsets */
    size_t n;
} chars;

static chars chars_of(ref_run *run, const ref_value *v)
{
    chars c = {.s = v->s, .at = ref_alloc(run->heap, (v->len + 1) * sizeof(size_t))};
    for (size_t at = 0; at < v->len; at += ref__char(v->s + at, v->len - at)) c.at[c.n++] = at;
    c.at[c.n] = v->len;
    return c;
}

static const ref_value *piece(ref_run *run, const chars *c, size_t from, size_t to)
{
    return ref_string(run->heap, c->s + c->at[from], c->at[to] - c->at[from]);
}

/* Whether `needle` stands at character k of c. */
static bool stands_at(const chars *c, size_t k, const ref_value *needle)
{
    size_t left = c->at[c->n] - c->at[k];
    return needle->len <= left && (needle->len == 0 || memcmp(c->s + c->at[k], needle->s, needle->len) == 0);
}

static bool in_bounds(const ref_value *index, size_t n)
{
    return index->i >= 0 && (uint64_t)index->i <= n;
}

static const ref_value *index_of(ref_run *run, const ref_value *const *args, size_t n, bool last)
{
    chars c = chars_of(run, args[0]);
    if (n == 3 && !in_bounds(args[2], c.n)) return ref_error(run->heap, REF_INDEX);
    size_t from = n == 3 ? (size_t)args[2]->i : last ? c.n : 0;
    if (last) {
        for (size_t k = from + 1; k-- > 0;)
            if (stands_at(&c, k, args[1])) return ref_int(run->heap, (int64_t)k);
    } else {
        for (size_t k = from; k <= c.n; k++)
            if (stands_at(&c, k, args[1])) return ref_int(run->heap, (int64_t)k);
    }
    return ref_int(run->heap, -1);
}

static const ref_value *substring(ref_run *run, const ref_value *const *args, size_t n)
{
    chars c = chars_of(run, args[0]);
    for (size_t k = 1; k < n; k++)
        if (!in_bounds(args[k], c.n)) return ref_error(run->heap, REF_INDEX);
    size_t from = (size_t)args[1]->i, to = n == 3 ? (size_t)args[2]->i : c.n;
    return from <= to ? piece(run, &c, from, to) : ref_error(run->heap, REF_INDEX);
}

static const ref_value *char_at(ref_run *run, const ref_value *const *args)
{
    chars c = chars_of(run, args[0]);
    if (!in_bounds(args[1], c.n)) return ref_error(run->heap, REF_INDEX);
    size_t k = (size_t)args[1]->i;
    return piece(run, &c, k, k < c.n ? k + 1 : k);
}

static const ref_value *cased(ref_run *run, const ref_value *v, char first, char last, int shift)
{
    const ref_value *out = ref_string(run->heap, v->s, v->len);
    char *copy = ref_alloc(run->heap, v->len + 1);
    for (size_t k = 0; k < v->len; k++)
        copy[k] = (char)(v->s[k] >= first && v->s[k] <= last ? v->s[k] + shift : v->s[k]);
    return ref_string(run->heap, copy, out->len);
}

static const ref_value *trim(ref_run *run, const ref_value *v)
{
    chars c = chars_of(run, v);
    size_t from = 0, to = c.n;
    while (from < to && ref__space(v->s, c.at[from], v->len) > 0) from++;
    while (to > from && ref__space(v->s, c.at[to - 1], v->len) > 0) to--;
    return piece(run, &c, from, to);
}

static const ref_value *reversed(ref_run *run, const ref_value *v)
{
    chars c = chars_of(run, v);
    char *out = ref_alloc(run->heap, v->len + 1);
    size_t n = 0;
    for (size_t k = c.n; k-- > 0; n += c.at[k + 1] - c.at[k]) memcpy(out + n, v->s + c.at[k], c.at[k + 1] - c.at[k]);
    return ref_string(run->heap, out, n);
}

/* Splits at each `mark`, into at most `most` pieces (negative: any number); an empty mark splits between characters. */
static ref_value *split(ref_run *run, const ref_value *v, const ref_value *mark, int64_t most)
{
    chars c = chars_of(run, v);
    ref_value *list = ref_list(run->heap, REF_LIST, c.n + 2);
    if (most == 0) return list;
    size_t from = 0, step = chars_of(run, mark).n;
    for (size_t k = 0; k < c.n;) {
        bool is_full = most > 0 && list->n + 1 >= (uint64_t)most;
        if (is_full) break;
        if (step == 0 && k + 1 < c.n) {
            list->items[list->n++] = piece(run, &c, from, k + 1);
            from = ++k;
        } else if (step > 0 && stands_at(&c, k, mark)) {
            list->items[list->n++] = piece(run, &c, from, k);
            from = k += step;
        } else {
            k++;
        }
    }
    if (step > 0 || c.n > 0) list->items[list->n++] = piece(run, &c, from, c.n);
    return list;
}

static const ref_value *join(ref_run *run, const ref_value *list, const ref_value *mark)
{
    size_t len = 0;
    for (size_t k = 0; k < list->n; k++) {
        if (list->items[k]->kind != REF_STRING) return ref__misfit(run, &list->items[k], 1);
        len += list->items[k]->len + (mark != NULL ? mark->len : 0);
    }
    char *out = ref_alloc(run->heap, len + 1);
    size_t n = 0;
    for (size_t k = 0; k < list->n; k++) {
        if (k > 0 && mark != NULL && mark->len > 0) memcpy(out + n, mark->s, mark->len), n += mark->len;
        if (list->items[k]->len > 0) memcpy(out + n, list->items[k]->s, list->items[k]->len), n += list->items[k]->len;
    }
    return ref_string(run->heap, out, n);
}

/* Replaces the first `most` (negative: all) places of args[1] by args[2]; an empty needle stands between all
 * characters. */
static const ref_value *replace(ref_run *run, const ref_value *const *args, int64_t most)
{
    const ref_value *needle = args[1], *by = args[2];
    chars c = chars_of(run, args[0]);
    char *out = ref_alloc(run->heap, (c.n + 2) * (by->len + 4) + args[0]->len);
    size_t n = 0, step = chars_of(run, needle).n;
    for (size_t k = 0; k <= c.n;) {
        bool here = most != 0 && stands_at(&c, k, needle) && (step > 0 ? k < c.n : true);
        if (here) {
            if (by->len > 0) memcpy(out + n, by->s, by->len), n += by->len;
            most--;
        }
        if (here && step > 0) {
            k += step;
        } else {
            size_t more = k < c.n ? c.at[k + 1] - c.at[k] : 0;
            if (more > 0) memcpy(out + n, c.s + c.at[k], more), n += more;
            k++;
        }
    }
    return ref_string(run->heap, out, n);
}

static const ref_value *matches(ref_run *run, const ref_value *text, const ref_value *pattern)
{
    int found = run->env->regex == NULL
                    ? -1
                    : run->env->regex(run->env->regex_ctx, pattern->s, pattern->len, text->s, text->len);
    return found < 0 ? ref_error(run->heap, REF_REGEX) : ref_bool(run->heap, found == 1);
}

static const ref_value *size_of(ref_run *run, const ref_value *v)
{
    switch ((int)v->kind) {
    case REF_STRING: return ref_int(run->heap, (int64_t)chars_of(run, v).n);
    case REF_BYTES: return ref_int(run->heap, (int64_t)v->len);
    case REF_LIST:
    case REF_MAP: return ref_int(run->heap, (int64_t)v->n);
    default: return ref__misfit(run, &v, 1);
    }
}

/* ---- the table: name, and the kinds of its arguments (s string, i int, l list; capitals may be left out) ---- */

typedef enum text_fn {
    F_CONTAINS,
    F_STARTS,
    F_ENDS,
    F_MATCHES,
    F_CHAR_AT,
    F_INDEX_OF,
    F_LAST_INDEX_OF,
    F_LOWER,
    F_UPPER,
    F_REPLACE,
    F_SPLIT,
    F_SUBSTRING,
    F_TRIM,
    F_REVERSE,
    F_JOIN
} text_fn;

static const struct {
    const char *name, *kinds;
    text_fn fn;
} table[] = {
    {"contains", "ss", F_CONTAINS},
    {"startsWith", "ss", F_STARTS},
    {"endsWith", "ss", F_ENDS},
    {"matches", "ss", F_MATCHES},
    {"charAt", "si", F_CHAR_AT},
    {"indexOf", "ssI", F_INDEX_OF},
    {"lastIndexOf", "ssI", F_LAST_INDEX_OF},
    {"lowerAscii", "s", F_LOWER},
    {"upperAscii", "s", F_UPPER},
    {"replace", "sssI", F_REPLACE},
    {"split", "ssI", F_SPLIT},
    {"substring", "siI", F_SUBSTRING},
    {"trim", "s", F_TRIM},
    {"reverse", "s", F_REVERSE},
    {"join", "lS", F_JOIN},
};

static bool fits(const char *kinds, const ref_value *const *args, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        ref_kind want = kinds[k] == 's' || kinds[k] == 'S' ? REF_STRING : kinds[k] == 'l' ? REF_LIST : REF_INT;
        if (args[k]->kind != want) return false;
    }
    return true;
}

static bool contains(ref_run *run, const ref_value *text, const ref_value *part)
{
    chars c = chars_of(run, text);
    for (size_t k = 0; k <= c.n; k++)
        if (stands_at(&c, k, part)) return true;
    return false;
}

static bool ends_with(const ref_value *text, const ref_value *part)
{
    return part->len == 0 ||
           (part->len <= text->len && memcmp(text->s + text->len - part->len, part->s, part->len) == 0);
}

static const ref_value *call(ref_run *run, text_fn fn, const ref_value *const *args, size_t n)
{
    switch (fn) {
    case F_CONTAINS: return ref_bool(run->heap, contains(run, args[0], args[1]));
    case F_STARTS: {
        chars c = chars_of(run, args[0]);
        return ref_bool(run->heap, stands_at(&c, 0, args[1]));
    }
    case F_ENDS: return ref_bool(run->heap, ends_with(args[0], args[1]));
    case F_MATCHES: return matches(run, args[0], args[1]);
    case F_CHAR_AT: return char_at(run, args);
    case F_INDEX_OF: return index_of(run, args, n, false);
    case F_LAST_INDEX_OF: return index_of(run, args, n, true);
    case F_LOWER: return cased(run, args[0], 'A', 'Z', 'a' - 'A');
    case F_UPPER: return cased(run, args[0], 'a', 'z', 'A' - 'a');
    case F_REPLACE: return replace(run, args, n == 4 ? args[3]->i : -1);
    case F_SPLIT: return split(run, args[0], args[1], n == 3 ? args[2]->i : -1);
    case F_SUBSTRING: return substring(run, args, n);
    case F_TRIM: return trim(run, args[0]);
    case F_REVERSE: return reversed(run, args[0]);
    case F_JOIN: return join(run, args[0], n == 2 ? args[1] : NULL);
    }
    return NULL;
}

const ref_value *ref__text(ref_run *run, const char *name, const ref_value *const *args, size_t n)
{
    if (strcmp(name, "size") == 0 && n == 1) return size_of(run, args[0]);
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        if (strcmp(table[k].name, name) != 0) continue;
        size_t most = strlen(table[k].kinds), least = most;
        while (least > 0 && table[k].kinds[least - 1] < 'a') least--;
        if (n < least || n > most) return NULL;
        return fits(table[k].kinds, args, n) ? call(run, table[k].fn, args, n) : ref__misfit(run, args, n);
    }
    return NULL;
}
