/* Values as JSON: RFC 8785, with integers of 64 bits in full. */
#include "engine/value/value.h"

static void put_base64(rh_buf *buf, rh_str bytes)
{
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    rh_buf_byte(buf, '"');
    for (size_t i = 0; i < bytes.len; i += 3) {
        const size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++) group = group << 8 | (k < n ? (unsigned char)bytes.ptr[i + k] : 0u);
        for (size_t k = 0; k < 4; k++) rh_buf_byte(buf, k <= n ? set[group >> (18 - 6 * k) & 63] : '=');
    }
    rh_buf_byte(buf, '"');
}

/* NaN and the infinities have no JSON: they stand as text. */
static void put_double(rh_buf *buf, double d)
{
    char text[32];
    const rh_str s = {text, rh_double_text(text, d)};
    if (d - d == 0.0) rh_buf_put(buf, s);
    else rh_buf_json_str(buf, s);
}

static void put_uint(rh_buf *buf, uint64_t u)
{
    rh_buf_printf(buf, "%llu", (unsigned long long)u);
}

static void put_list(rh_buf *buf, rh_value v)
{
    rh_buf_byte(buf, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i != 0) rh_buf_byte(buf, ',');
        rh_value_put_json(buf, v.list[i]);
    }
    rh_buf_byte(buf, ']');
}

/* ---- maps: members in the order of their keys' UTF-16 units ---- */

typedef struct member {
    rh_str key;
    const rh_value *value;
} member;

/* A lead byte F0..F4 stands for surrogates D800..DFFF, which UTF-16 orders before U+E000..U+FFFF (lead EE, EF). */
static int unit_order(unsigned char c)
{
    return c >= 0xF0 ? c - 0xF0 + 0xEE : c >= 0xEE ? c + 5 : c;
}

static int cmp_utf16(rh_str a, rh_str b)
{
    const size_t n = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < n; i++)
        if (a.ptr[i] != b.ptr[i]) return unit_order((unsigned char)a.ptr[i]) - unit_order((unsigned char)b.ptr[i]);
    return a.len < b.len ? -1 : a.len > b.len;
}

static void sift_down(member *at, size_t from, size_t n)
{
    for (size_t child; (child = 2 * from + 1) < n; from = child) {
        if (child + 1 < n && cmp_utf16(at[child].key, at[child + 1].key) < 0) child++;
        if (cmp_utf16(at[from].key, at[child].key) >= 0) return;
        const member t = at[from];
        at[from] = at[child];
        at[child] = t;
    }
}

static void sort_members(member *at, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift_down(at, i, n);
    for (size_t end = n; end-- > 1;) {
        const member t = at[0];
        at[0] = at[end];
        at[end] = t;
        sift_down(at, 0, end);
    }
}

static rh_str key_text(rh_buf *buf, rh_value key)
{
    if (key.kind == RH_STRING) return rh_value_str(key);
    if (key.kind == RH_BOOL) return key.b ? RH_STR("true") : RH_STR("false");
    rh_buf text;
    rh_buf_init(&text, buf->arena, 32);
    if (key.kind == RH_INT) rh_buf_int(&text, key.i);
    else put_uint(&text, key.u);
    if (text.failed) buf->failed = true;
    return rh_buf_str(&text);
}

/* The last bytes are looked at together with some before them. */
static bool has_high_byte(rh_str s)
{
    uint64_t w, any = 0;
    if (s.len >= sizeof w) {
        for (size_t i = 0; i < s.len - sizeof w; i += sizeof w) {
            memcpy(&w, s.ptr + i, sizeof w);
            any |= w;
        }
        memcpy(&w, s.ptr + s.len - sizeof w, sizeof w);
        any |= w;
    } else
        for (size_t i = 0; i < s.len; i++) any |= (unsigned char)s.ptr[i];
    return (any & UINT64_MAX / 0xFF << 7) != 0;
}

/* A map has its keys in the order of their bytes, which is that of UTF-16 as long as all are ASCII. */
static bool is_in_order(rh_value map)
{
    uint32_t n_plain = 0;
    while (n_plain < map.n && map.map[n_plain].key.kind == RH_STRING &&
           !has_high_byte(rh_value_str(map.map[n_plain].key)))
        n_plain++;
    if (n_plain == map.n) return true;
    for (uint32_t i = 0; i < map.n; i++) {
        if (map.map[i].key.kind != RH_STRING) return false;
        if (i != 0 && cmp_utf16(rh_value_str(map.map[i - 1].key), rh_value_str(map.map[i].key)) > 0) return false;
    }
    return true;
}

static void put_member(rh_buf *buf, rh_str key, rh_value value, bool is_first)
{
    if (!is_first) rh_buf_byte(buf, ',');
    rh_buf_json_str(buf, key);
    rh_buf_byte(buf, ':');
    rh_value_put_json(buf, value);
}

static void put_reordered(rh_buf *buf, rh_value v)
{
    member *at = RH_NEW_N(buf->arena, v.n, member);
    if (at == NULL) {
        buf->failed = true;
        return;
    }
    for (uint32_t i = 0; i < v.n; i++) at[i] = (member){key_text(buf, v.map[i].key), &v.map[i].value};
    sort_members(at, v.n);
    for (uint32_t i = 0; i < v.n; i++) put_member(buf, at[i].key, *at[i].value, i == 0);
}

static void put_map(rh_buf *buf, rh_value v)
{
    rh_buf_byte(buf, '{');
    if (is_in_order(v))
        for (uint32_t i = 0; i < v.n; i++) put_member(buf, rh_value_str(v.map[i].key), v.map[i].value, i == 0);
    else put_reordered(buf, v);
    rh_buf_byte(buf, '}');
}

void rh_value_put_json(rh_buf *buf, rh_value v)
{
    char text[32];
    switch ((rh_kind)v.kind) {
    case RH_NULL: rh_buf_put(buf, RH_STR("null")); break;
    case RH_BOOL: rh_buf_put(buf, v.b ? RH_STR("true") : RH_STR("false")); break;
    case RH_INT: rh_buf_int(buf, v.i); break;
    case RH_UINT: put_uint(buf, v.u); break;
    case RH_DOUBLE: put_double(buf, v.d); break;
    case RH_STRING:
    case RH_TYPE: rh_buf_json_str(buf, rh_value_str(v)); break;
    case RH_BYTES: put_base64(buf, rh_value_str(v)); break;
    case RH_TIMESTAMP: rh_buf_json_str(buf, (rh_str){text, rh_instant_text(text, rh_value_instant(v))}); break;
    case RH_DURATION: rh_buf_json_str(buf, (rh_str){text, rh_duration_text(text, v.i)}); break;
    case RH_LIST: put_list(buf, v); break;
    case RH_MAP: put_map(buf, v); break;
    case RH_OPTIONAL: rh_value_put_json(buf, v.n != 0 ? v.list[0] : rh_null()); break;
    case RH_UNDECIDED:
    default: rh_buf_printf(buf, "{\"undecided\":\"%s\"}", rh_cause_name((rh_cause)v.cause)); break;
    }
}
