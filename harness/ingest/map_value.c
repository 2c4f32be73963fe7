/* The values of a row, typed by their columns. */
#include "harness/ingest/map_insides.h"

#include "engine/base/show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const words[] = {
#define X(NAME, word) word,
    RH_MAP_TYPES(X)
#undef X
};

/* An element of a list by its number; NULL when it has none of that number. */
static const rh_value *element(const rh_value *list, rh_str number)
{
    uint32_t n = 0;
    for (size_t i = 0; i < number.len; i++) {
        if (number.ptr[i] < '0' || number.ptr[i] > '9' || n > list->n) return NULL;
        n = n * 10 + (uint32_t)(number.ptr[i] - '0');
    }
    return number.len > 0 && n < list->n ? &list->list[n] : NULL;
}

static const rh_value *follow(const rh_value *row, rh_strs path)
{
    const rh_value *v = row;
    for (size_t i = 0; v != NULL && i < path.n; i++)
        v = v->kind == RH_MAP ? rh_value_field(*v, path.at[i]) : v->kind == RH_LIST ? element(v, path.at[i]) : NULL;
    return v;
}

const rh_value *rh_map__find(const rh_value *row, const rh_map_column *column)
{
    const rh_value *v = NULL;
    for (size_t i = 0; v == NULL && i < column->n_paths; i++) v = follow(row, column->paths[i]);
    return v;
}

/* Whether a member of the row has points in its own name, as none has in most exports. */
static bool has_points(rh_value row)
{
    for (uint32_t i = 0; row.kind == RH_MAP && i < row.n; i++) {
        const rh_str name = rh_value_str(row.map[i].key);
        if (memchr(name.ptr, '.', name.len) != NULL) return true;
    }
    return false;
}

/* A name with points leads into objects, and behind its path stands that of a member that is called so. Where both have
 * something, and not the same, nobody knows which of them is meant. */
static rh_code check_once(const rh_value *row, const rh_map_column *c, rh_err *err)
{
    for (size_t i = 0; i < c->n_paths; i++) {
        const rh_value *v = follow(row, c->paths[i]);
        if (v == NULL) continue;
        const rh_value *other = c->paths[i].n > 1 ? follow(row, c->paths[i + 1]) : NULL;
        if (other == NULL || rh_value_same(*v, *other)) return RH_OK;
        return rh_err_set(err, RH_ROW_TWICE, (rh_span){0},
                          "\"%.*s\" stands in the row twice, as a member of that name and inside another, with two "
                          "values",
                          RH_ARG(c->paths[i + 1].at[0]));
    }
    return RH_OK;
}

/* Columns that lead into one object stand beside each other in most mappings: the last one is remembered. */
typedef struct within {
    rh_str name;
    const rh_value *value;
} within;

static const rh_value *find_within(within *last, const rh_value *row, const rh_map_column *c)
{
    const rh_strs path = c->paths[0];
    if (path.n < 2) return rh_map__find(row, c);
    if (last->name.ptr == NULL || !rh_str_eq(last->name, path.at[0]))
        *last = (within){path.at[0], follow(row, (rh_strs){path.at, 1})};
    const rh_value *v = last->value != NULL ? follow(last->value, (rh_strs){path.at + 1, path.n - 1}) : NULL;
    for (size_t i = 1; v == NULL && i < c->n_paths; i++) v = follow(row, c->paths[i]);
    return v;
}

const rh_map_column *rh_map__column(const rh_map_file *map, rh_str name)
{
    for (size_t i = 0; i < map->n_columns; i++)
        if (rh_str_eq(map->columns[i].name, name)) return &map->columns[i];
    return NULL;
}

/* What a time is, by its form. */
static const char *const times[] = {
#define X(NAME, word, expected) expected,
    RH_MAP_FORMS(X)
#undef X
};

/* What a value of the column must be, for a message. */
static rh_str expected(const rh_map_column *c, rh_arena *arena)
{
    rh_buf buf;
    rh_buf_init(&buf, arena, 256);
    const char *order = rh_map__orders[c->order];
    if (c->type == RH_MAP_MONEY && c->scale > 0)
        rh_buf_printf(&buf, "%s (a number, at most %d digits behind a point)", words[c->type], (int)c->scale);
    else if (c->type == RH_MAP_DATE && c->form == RH_FORM_RFC3339)
        rh_buf_printf(&buf, "a day of the calendar (%s), or an RFC 3339 time with a zone,", order);
    else if (c->type == RH_MAP_DATE || c->type == RH_MAP_TIMESTAMP) {
        rh_buf_put(&buf, rh_str_of(times[c->form]));
        if (c->form == RH_FORM_LOCAL) rh_buf_printf(&buf, " (%s)", order);
    } else rh_buf_put(&buf, rh_str_of(words[c->type]));
    if (c->type == RH_MAP_DOUBLE) rh_buf_put(&buf, RH_STR(" (a whole number only where it holds that exactly)"));
    return rh_buf_str(&buf);
}

static const char *const forms[] = {
#define X(NAME, word, expected) word,
    RH_MAP_FORMS(X)
#undef X
};

static rh_code misfit(const rh_map_column *c, rh_value v, rh_arena *arena, rh_err *err)
{
    const rh_map_form other = rh_map__other_form(c, v);
    if (other != RH_N_MAP_FORMS)
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0},
                          "column \"%.*s\" read as %s is no time from 1990 to 2099, read as %s it is one: mend its form",
                          RH_ARG(c->name), forms[c->form], forms[other]);
    const rh_str wanted = expected(c, arena);
    if (v.kind != RH_STRING)
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" is %s, where %.*s is expected",
                          RH_ARG(c->name), rh_kind_name((rh_kind)v.kind), RH_ARG(wanted));
    const rh_str shown = rh_show_form(arena, rh_value_str(v), 80);
    return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" has the form \"%.*s\", where %.*s is expected",
                      RH_ARG(c->name), RH_ARG(shown), RH_ARG(wanted));
}

/* A decimal number, as text, times 10^scale; false when it has more digits behind the point or does not fit. */
static bool read_decimal(int64_t *out, rh_str s, int64_t scale)
{
    int64_t v = 0, behind = -1;
    size_t i = s.len > 0 && s.ptr[0] == '-';
    const bool is_negative = i == 1;
    if (i == s.len) return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] == '.' && behind < 0 && i + 1 < s.len) {
            behind = 0;
            continue;
        }
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        if (behind >= scale && behind >= 0 && s.ptr[i] == '0') continue;
        if (behind >= scale && behind >= 0) return false;
        if (__builtin_mul_overflow(v, (int64_t)10, &v) || __builtin_add_overflow(v, (int64_t)(s.ptr[i] - '0'), &v))
            return false;
        if (behind >= 0) behind++;
    }
    for (int64_t k = behind < 0 ? 0 : behind; k < scale; k++)
        if (__builtin_mul_overflow(v, (int64_t)10, &v)) return false;
    *out = is_negative ? -v : v;
    return true;
}

/* Up to here a double has every whole number; beyond, what its digits were is not known any more (I5). */
#define EXACT_MOST (INT64_C(1) << 53)

static bool read_number(rh_value *out, const rh_map_column *c, rh_value v)
{
    char text[32];
    int64_t i;
    rh_str s = v.kind == RH_STRING ? rh_value_str(v) : rh_str_null();
    if (v.kind == RH_DOUBLE) s = (rh_str){text, rh_double_text(text, v.d)};
    if (v.kind == RH_INT) {
        rh_value made = v;
        for (int64_t k = 0; c->type == RH_MAP_MONEY && k < c->scale; k++)
            if (__builtin_mul_overflow(made.i, (int64_t)10, &made.i)) return false;
        *out = made;
        return true;
    }
    if (s.ptr == NULL || !read_decimal(&i, s, c->type == RH_MAP_MONEY ? c->scale : 0)) return false;
    if (v.kind == RH_DOUBLE && (i > EXACT_MOST || i < -EXACT_MOST)) return false;
    *out = rh_int(i);
    return true;
}

/* Whether digits alone are the number that the double is, if they are digits alone. */
static bool is_exact(const char *digits, double d)
{
    char made[352]; /* the largest double has 309 digits */
    if (*digits == '+') digits++;
    if (strspn(digits + (*digits == '-'), "0123456789") != strlen(digits + (*digits == '-'))) return true;
    if (fabs(d) < (double)EXACT_MOST) return true;
    const bool is_negative = *digits == '-';
    digits += is_negative;
    digits += strspn(digits, "0");
    snprintf(made, sizeof made, "%.0f", fabs(d));
    return strcmp(made, digits) == 0;
}

static bool read_double(rh_value *out, rh_value v)
{
    char text[64], *end;
    if (v.kind == RH_INT) {
        const bool is_small = v.i > -EXACT_MOST && v.i < EXACT_MOST;
        if (!is_small) snprintf(text, sizeof text, "%lld", (long long)v.i);
        if (!is_small && !is_exact(text, (double)v.i)) return false;
        *out = rh_double((double)v.i);
    } else if (v.kind == RH_DOUBLE) *out = v;
    else if (v.kind != RH_STRING || v.n == 0 || v.n >= sizeof text) return false;
    else {
        const rh_str s = rh_value_str(v);
        for (size_t i = 0; i < s.len; i++)
            if (strchr("0123456789+-.eE", s.ptr[i]) == NULL || s.ptr[i] == '\0') return false;
        memcpy(text, s.ptr, s.len);
        text[s.len] = '\0';
        const double d = strtod(text, &end);
        if (*end != '\0' || !isfinite(d) || !is_exact(text, d)) return false;
        *out = rh_double(d);
    }
    return true;
}

static bool read_bool(rh_value *out, rh_value v)
{
    static const char *const pairs[][2] = {{"false", "true"}, {"FALSE", "TRUE"}, {"False", "True"}};
    if (v.kind == RH_BOOL) {
        *out = v;
        return true;
    }
    for (size_t i = 0; v.kind == RH_STRING && i < sizeof pairs / sizeof *pairs; i++)
        for (int is = 0; is < 2; is++)
            if (rh_str_eq(rh_value_str(v), rh_str_of(pairs[i][is]))) {
                *out = rh_bool(is);
                return true;
            }
    return false;
}

/* The text that `values` gives in place of a value. */
static rh_value replaced(const rh_map_column *c, rh_value v)
{
    char number[24];
    rh_str text = rh_str_null();
    if (c->values == NULL) return v;
    if (v.kind == RH_STRING) text = rh_value_str(v);
    else if (v.kind == RH_BOOL) text = rh_value_is_true(v) ? RH_STR("true") : RH_STR("false");
    else if (v.kind == RH_INT) text = (rh_str){number, (size_t)snprintf(number, sizeof number, "%lld", (long long)v.i)};
    const rh_node *other = text.ptr != NULL ? rh_node_get(c->values, text) : NULL;
    return other != NULL ? rh_string(other->text) : v;
}

/* 1.23457E+11: what a spreadsheet makes of a long number (I16). */
static bool is_mangled(rh_value v)
{
    const rh_str s = v.kind == RH_STRING ? rh_value_str(v) : rh_str_null();
    size_t i = 0, n_digits = 0;
    for (; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '.' || s.ptr[i] == ','); i++) n_digits++;
    if (n_digits == 0 || i + 2 >= s.len || (s.ptr[i] != 'E' && s.ptr[i] != 'e') || s.ptr[i + 1] != '+') return false;
    for (i += 2; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

/* An id that an export has as a number is its digits. */
static rh_value as_text(const rh_map_column *c, rh_value v, rh_arena *arena)
{
    char digits[24];
    if (!c->is_id || v.kind != RH_INT) return v;
    const int n = snprintf(digits, sizeof digits, "%lld", (long long)v.i);
    return rh_string(rh_arena_str(arena, (rh_str){digits, (size_t)n}));
}

/* A place in at least five digits, so that texts order as numbers do. */
static rh_str place_name(uint32_t place, rh_arena *arena)
{
    char digits[12];
    size_t at = sizeof digits;
    for (uint64_t rest = (uint64_t)place + 1; rest != 0 || at > sizeof digits - 5; rest /= 10)
        digits[--at] = (char)('0' + rest % 10);
    return rh_arena_str(arena, (rh_str){digits + at, sizeof digits - at});
}

/* The name of a row: what stands under the table's key, or its place. */
static rh_str row_name(const rh_map_column *c, rh_value row, uint32_t place, rh_arena *arena)
{
    char digits[24];
    int n = 0;
    const rh_value *v = c->key.ptr != NULL ? rh_value_field(row, c->key) : NULL;
    if (c->key.ptr == NULL) return place_name(place, arena);
    if (v != NULL && v->kind == RH_STRING) return rh_value_str(*v);
    if (v != NULL && v->kind == RH_INT) n = snprintf(digits, sizeof digits, "%lld", (long long)v->i);
    return rh_arena_str(arena, (rh_str){digits, (size_t)n});
}

/* A list of objects as a table takes it: an object from key to row. Each row has a key, and each key one row. */
static bool read_table(rh_value *out, const rh_map_column *c, rh_value v, rh_arena *arena)
{
    rh_pair *rows = v.kind == RH_LIST ? RH_NEW_N(arena, v.n, rh_pair) : NULL;
    for (uint32_t i = 0; rows != NULL && i < v.n; i++) {
        const rh_str name = v.list[i].kind == RH_MAP ? row_name(c, v.list[i], i, arena) : rh_str_null();
        if (name.len == 0) return false;
        rows[i] = (rh_pair){rh_string(name), v.list[i]};
    }
    if (rows == NULL || !rh_pairs_sort(rows, v.n)) return false;
    *out = rh_map_value(rows, v.n);
    return true;
}

static bool read_typed(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_value v, rh_arena *arena)
{
    switch (c->type) {
    case RH_MAP_STRING:
    case RH_MAP_TEXT: *out = as_text(c, v, arena); return out->kind == RH_STRING;
    case RH_MAP_INT:
    case RH_MAP_MONEY: return read_number(out, c, v);
    case RH_MAP_DOUBLE: return read_double(out, v);
    case RH_MAP_BOOL: return read_bool(out, v);
    case RH_MAP_DATE: return rh_map__date(out, local, c, v);
    case RH_MAP_TIMESTAMP: return rh_map__time(out, local, c, v);
    case RH_MAP_JSON: *out = v; return true;
    case RH_MAP_TABLE: return read_table(out, c, v, arena);
    case RH_N_MAP_TYPES: break;
    }
    return false;
}

static bool is_null(const rh_map_file *map, const rh_value *v)
{
    if (v == NULL || v->kind == RH_NULL) return true;
    for (size_t i = 0; v->kind == RH_STRING && i < map->nulls.n; i++)
        if (rh_str_eq(rh_value_str(*v), map->nulls.at[i])) return true;
    return false;
}

/* What stands at a place in a row, which may be NULL. */
static rh_code read_found(rh_value *out, rh_local_times *local, const rh_map_file *map, const rh_map_column *column,
                          const rh_value *at, rh_arena *arena, rh_err *err)
{
    *local = RH_LOCAL_ONCE;
    const rh_value v = at != NULL ? replaced(column, *at) : rh_null();
    if (is_null(map, &v)) {
        *out = rh_null();
        if (column->is_optional) return RH_OK;
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" has no value and is not optional",
                          RH_ARG(column->name));
    }
    if (column->is_id && is_mangled(v))
        return rh_err_set(err, RH_ROW_MANGLED, (rh_span){0},
                          "column \"%.*s\" is a rounded number, where an id is "
                          "expected",
                          RH_ARG(column->name));
    return read_typed(out, local, column, v, arena) ? RH_OK : misfit(column, v, arena, err);
}

rh_code rh_map__read(rh_value *out, rh_local_times *local, const rh_map_file *map, const rh_map_column *column,
                     rh_value row, rh_arena *arena, rh_err *err)
{
    const rh_code code = has_points(row) ? check_once(&row, column, err) : RH_OK;
    if (code != RH_OK) return code;
    return read_found(out, local, map, column, rh_map__find(&row, column), arena, err);
}

rh_code rh_map__read_columns(const rh_map_at *at, rh_map_local *counts, rh_value row, rh_err *err)
{
    within last = {0};
    const bool may_be_twice = !rh_map__is_table(at->map) && has_points(row);
    for (size_t i = 0; i < at->map->n_columns; i++) {
        rh_local_times local;
        const rh_map_column *c = &at->columns[i];
        const rh_value *found = find_within(&last, &row, c);
        rh_code code = may_be_twice ? check_once(&row, c, err) : RH_OK;
        if (code == RH_OK) code = read_found(&at->slots[i], &local, at->map, c, found, at->arena, err);
        if (code != RH_OK) return code;
        (c->type == RH_MAP_DATE ? counts->midnights : counts->times)[local]++;
    }
    return RH_OK;
}
