/* The values of a row, typed by their columns. */
#include "harness/ingest/map_insides.h"

#include "engine/base/show.h"

static const char *const words[] = {
#define X(NAME, word) word,
    RH_MAP_TYPES(X)
#undef X
};

const rh_value *rh_map__find(const rh_value *row, rh_strs path)
{
    const rh_value *v = row;
    for (size_t i = 0; v != NULL && i < path.n; i++) v = v->kind == RH_MAP ? rh_value_field(*v, path.at[i]) : NULL;
    return v;
}

static rh_code misfit(const rh_map_column *c, rh_value v, rh_arena *arena, rh_err *err)
{
    if (v.kind != RH_STRING)
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" is %s, where %s is expected",
                          RH_ARG(c->name), rh_kind_name((rh_kind)v.kind), words[c->type]);
    const rh_str shown = rh_show_form(arena, rh_value_str(v), 80);
    return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" has the form \"%.*s\", where %s is expected",
                      RH_ARG(c->name), RH_ARG(shown), words[c->type]);
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
    *out = rh_int(i);
    return true;
}

static bool read_double(rh_value *out, rh_value v)
{
    if (v.kind == RH_INT) *out = rh_double((double)v.i);
    else if (v.kind == RH_DOUBLE) *out = v;
    else return false;
    return true;
}

static bool read_bool(rh_value *out, rh_value v)
{
    if (v.kind == RH_BOOL) *out = v;
    else if (v.kind == RH_STRING && rh_str_eq(rh_value_str(v), RH_STR("true"))) *out = rh_bool(true);
    else if (v.kind == RH_STRING && rh_str_eq(rh_value_str(v), RH_STR("false"))) *out = rh_bool(false);
    else return false;
    return true;
}

/* Up to three numbers between - / or . ; all the same mark. */
static bool split_date(int64_t out[3], size_t lengths[3], rh_str s)
{
    size_t part = 0;
    char mark = '\0';
    out[0] = out[1] = out[2] = 0;
    lengths[0] = lengths[1] = lengths[2] = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (c >= '0' && c <= '9') {
            if (++lengths[part] > 4) return false;
            out[part] = out[part] * 10 + (c - '0');
        } else if ((c == '-' || c == '/' || c == '.') && part < 2 && (mark == '\0' || mark == c)) {
            mark = c;
            part++;
        } else {
            return false;
        }
    }
    return part == 2;
}

/* A date by the column's order, as the first instant of its day (T5: no order is guessed). */
static bool read_date(rh_value *out, rh_local_times *midnight, const rh_map_file *map, const rh_map_column *c,
                      rh_value v)
{
    static const int places[][3] = {[RH_ORDER_YMD] = {0, 1, 2}, [RH_ORDER_DMY] = {2, 1, 0}, [RH_ORDER_MDY] = {2, 0, 1}};
    int64_t parts[3];
    size_t lengths[3];
    if (v.kind != RH_STRING || !split_date(parts, lengths, rh_value_str(v))) return false;
    const int *at = places[c->order];
    const int64_t year = parts[at[0]], month = parts[at[1]], day = parts[at[2]];
    if (lengths[at[0]] != 4 || lengths[at[1]] == 0 || lengths[at[1]] > 2 || lengths[at[2]] == 0 || lengths[at[2]] > 2)
        return false;
    if (!rh_civil_is_date(year, month, day)) return false;
    const int64_t days = rh_days_from_civil((int32_t)year, (int32_t)month, (int32_t)day);
    *out = rh_timestamp(rh_zone_local(map->zone, days, 0));
    *midnight = rh_zone_local_is(map->zone, days, 0);
    return true;
}

static bool read_timestamp(rh_value *out, rh_value v)
{
    rh_instant t;
    if (v.kind != RH_STRING || !rh_instant_parse(&t, rh_value_str(v))) return false;
    *out = rh_timestamp(t);
    return true;
}

static bool read_text(rh_value *out, const rh_map_column *c, rh_value v)
{
    if (v.kind != RH_STRING) return false;
    const rh_node *other = rh_node_get(c->values, rh_value_str(v));
    *out = other != NULL ? rh_string(other->text) : v;
    return true;
}

static bool read_typed(rh_value *out, rh_local_times *midnight, const rh_map_file *map, const rh_map_column *c,
                       rh_value v)
{
    switch (c->type) {
    case RH_MAP_STRING:
    case RH_MAP_TEXT: return read_text(out, c, v);
    case RH_MAP_INT:
    case RH_MAP_MONEY: return read_number(out, c, v);
    case RH_MAP_DOUBLE: return read_double(out, v);
    case RH_MAP_BOOL: return read_bool(out, v);
    case RH_MAP_DATE: return read_date(out, midnight, map, c, v);
    case RH_MAP_TIMESTAMP: return read_timestamp(out, v);
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

rh_code rh_map__read(rh_value *out, rh_local_times *midnight, const rh_map_file *map, const rh_map_column *column,
                     rh_value row, rh_arena *arena, rh_err *err)
{
    *midnight = RH_LOCAL_ONCE;
    const rh_value *v = rh_map__find(&row, column->path);
    if (is_null(map, v)) {
        *out = rh_null();
        if (column->is_optional) return RH_OK;
        return rh_err_set(err, RH_ROW_VALUE, (rh_span){0}, "column \"%.*s\" has no value and is not optional",
                          RH_ARG(column->name));
    }
    return read_typed(out, midnight, map, column, *v) ? RH_OK : misfit(column, *v, arena, err);
}
