/* Numbers and values, to bytes and back. */
#include "harness/kept/bytes.h"

enum { DEPTH_MOST = 64 };

void rh_kept__put_number(rh_buf *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) rh_buf_byte(out, (char)(unsigned char)(n | 0x80));
    rh_buf_byte(out, (char)(unsigned char)n);
}

void rh_kept__put_signed(rh_buf *out, int64_t n)
{
    rh_kept__put_number(out, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

/* Whole seconds are the rule: their lowest bit says that no nanoseconds follow. */
void rh_kept__put_instant(rh_buf *out, rh_instant t)
{
    rh_kept__put_number(out, t.ns != 0);
    rh_kept__put_signed(out, t.s);
    if (t.ns != 0) rh_kept__put_number(out, (uint64_t)t.ns);
}

void rh_kept__put_text(rh_buf *out, rh_str text)
{
    rh_kept__put_number(out, text.len);
    rh_buf_put(out, text);
}

static bool put_value(rh_buf *out, rh_value v, int depth);

static bool put_parts(rh_buf *out, rh_value v, int depth)
{
    bool ok = depth < DEPTH_MOST;
    rh_kept__put_number(out, v.n);
    for (uint32_t i = 0; i < v.n && ok; i++)
        ok = v.kind == RH_LIST ? put_value(out, v.list[i], depth + 1)
                               : put_value(out, v.map[i].key, depth + 1) && put_value(out, v.map[i].value, depth + 1);
    return ok;
}

static bool put_value(rh_buf *out, rh_value v, int depth)
{
    rh_buf_byte(out, (char)v.kind);
    switch ((rh_kind)v.kind) {
    case RH_NULL: return true;
    case RH_BOOL: rh_kept__put_number(out, v.b); return true;
    case RH_INT:
    case RH_DURATION: rh_kept__put_signed(out, v.i); return true;
    case RH_UINT:
    case RH_DOUBLE: rh_kept__put_number(out, v.u); return true;
    case RH_STRING: rh_kept__put_text(out, rh_value_str(v)); return true;
    case RH_TIMESTAMP: rh_kept__put_instant(out, rh_value_instant(v)); return true;
    case RH_LIST:
    case RH_MAP: return put_parts(out, v, depth);
    case RH_BYTES:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED: return false;
    }
    return false;
}

bool rh_kept__put_value(rh_buf *out, rh_value v) { return put_value(out, v, 0); }

/* ---- back ---- */

uint64_t rh_kept__number(rh_kept_reader *r)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && !r->failed; shift += 7) {
        if (r->at == r->bytes.len) break;
        const unsigned char byte = (unsigned char)r->bytes.ptr[r->at++];
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return n;
    }
    r->failed = true;
    return 0;
}

size_t rh_kept__index(rh_kept_reader *r, size_t end)
{
    const uint64_t n = rh_kept__number(r);
    if (n < end) return (size_t)n;
    r->failed = true;
    return 0;
}

int64_t rh_kept__signed(rh_kept_reader *r)
{
    const uint64_t n = rh_kept__number(r);
    return (int64_t)(n >> 1 ^ (0 - (n & 1)));
}

rh_instant rh_kept__instant(rh_kept_reader *r)
{
    const bool has_ns = rh_kept__index(r, 2) != 0;
    const int64_t s = rh_kept__signed(r);
    return (rh_instant){s, has_ns ? (int32_t)rh_kept__index(r, 1000000000) : 0};
}

rh_str rh_kept__text(rh_kept_reader *r)
{
    const size_t len = rh_kept__index(r, r->bytes.len - r->at + 1);
    if (r->failed || len > r->bytes.len - r->at) {
        r->failed = true;
        return RH_STR("");
    }
    const rh_str text = rh_str_slice(r->bytes, r->at, r->at + len);
    r->at += len;
    return text;
}

static rh_value value(rh_kept_reader *r, rh_arena *keep, int depth);

/* Each part takes a byte at least, so that a count cannot ask for more memory than the file has bytes. */
static rh_value list(rh_kept_reader *r, rh_arena *keep, int depth)
{
    const size_t n = rh_kept__index(r, r->bytes.len - r->at + 1);
    rh_value *at = RH_NEW_N(keep, n, rh_value);
    r->failed |= at == NULL || depth >= DEPTH_MOST;
    for (size_t i = 0; i < n && !r->failed; i++) at[i] = value(r, keep, depth + 1);
    return r->failed ? rh_null() : rh_list(at, n);
}

static rh_value map(rh_kept_reader *r, rh_arena *keep, int depth)
{
    const size_t n = rh_kept__index(r, r->bytes.len - r->at + 1);
    rh_pair *at = RH_NEW_N(keep, n, rh_pair);
    r->failed |= at == NULL || depth >= DEPTH_MOST;
    for (size_t i = 0; i < n && !r->failed; i++) {
        at[i].key = value(r, keep, depth + 1);
        at[i].value = value(r, keep, depth + 1);
        r->failed |= i > 0 && rh_value_key_cmp(at[i - 1].key, at[i].key) >= 0;
    }
    return r->failed ? rh_null() : rh_map_value(at, n);
}

static rh_value value(rh_kept_reader *r, rh_arena *keep, int depth)
{
    rh_value v;
    switch (rh_kept__index(r, RH_UNDECIDED)) {
    case RH_NULL: return rh_null();
    case RH_BOOL: return rh_bool(rh_kept__index(r, 2) != 0);
    case RH_INT: return rh_int(rh_kept__signed(r));
    case RH_DURATION: return rh_duration_value(rh_kept__signed(r));
    case RH_UINT: return rh_uint(rh_kept__number(r));
    case RH_DOUBLE:
        v = rh_double(0);
        v.u = rh_kept__number(r);
        return v;
    case RH_STRING: return rh_string(rh_kept__text(r));
    case RH_TIMESTAMP: return rh_timestamp(rh_kept__instant(r));
    case RH_LIST: return list(r, keep, depth);
    case RH_MAP: return map(r, keep, depth);
    default: r->failed = true; return rh_null();
    }
}

rh_value rh_kept__value(rh_kept_reader *r, rh_arena *keep) { return value(r, keep, 0); }
