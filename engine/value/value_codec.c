/* Values as bytes: a tag, then varints (LEB128), raw bytes, or the parts in turn. */
#include "engine/value/codec.h"

#include "engine/base/limits.h"
#include "engine/value/value.h"

/* ---- out ---- */

enum { VARINT_MOST = 10 };

/* Where there is room for it, which there mostly is. */
static inline char *varint_at(char *to, uint64_t v)
{
    for (; v >= 0x80; v >>= 7) *to++ = (char)(unsigned char)(v | 0x80);
    *to++ = (char)(unsigned char)v;
    return to;
}

static inline bool has_room(const rh_buf *out, size_t n)
{
    return !out->failed && out->cap - out->len >= n;
}

static void put_varint(rh_buf *out, uint64_t v)
{
    char bytes[VARINT_MOST];
    if (has_room(out, VARINT_MOST)) out->len = (size_t)(varint_at(out->ptr + out->len, v) - out->ptr);
    else rh_buf_put(out, (rh_str){bytes, (size_t)(varint_at(bytes, v) - bytes)});
}

static void put_tagged(rh_buf *out, rh_tag tag, uint64_t v)
{
    if (has_room(out, 1 + VARINT_MOST)) {
        char *to = out->ptr + out->len;
        *to++ = (char)tag;
        out->len = (size_t)(varint_at(to, v) - out->ptr);
        return;
    }
    rh_buf_byte(out, (char)tag);
    put_varint(out, v);
}

static void put_double(rh_buf *out, double d)
{
    uint64_t bits;
    char bytes[9] = {RH_TAG_DOUBLE};
    memcpy(&bits, &d, sizeof bits);
    for (int i = 0; i < 8; i++) bytes[1 + i] = (char)(unsigned char)(bits >> (8 * i));
    rh_buf_put(out, (rh_str){bytes, sizeof bytes});
}

static void put_map(rh_buf *out, rh_value v, const rh_key_table *keys)
{
    put_tagged(out, RH_TAG_MAP, v.n);
    for (uint32_t i = 0; i < v.n; i++) {
        if (v.map[i].key.kind != RH_STRING) out->failed = true;
        else put_varint(out, keys->intern(keys->ctx, rh_value_str(v.map[i].key)));
        rh_value_encode(out, v.map[i].value, keys);
    }
}

void rh_value_encode(rh_buf *out, rh_value v, const rh_key_table *keys)
{
    switch ((rh_kind)v.kind) {
    case RH_NULL: rh_buf_byte(out, RH_TAG_NULL); break;
    case RH_BOOL: rh_buf_byte(out, v.b ? RH_TAG_TRUE : RH_TAG_FALSE); break;
    case RH_INT: put_tagged(out, RH_TAG_INT, (uint64_t)v.i << 1 ^ (v.i < 0 ? UINT64_MAX : 0)); break;
    case RH_UINT: put_tagged(out, RH_TAG_UINT, v.u); break;
    case RH_DOUBLE: put_double(out, v.d); break;
    case RH_STRING:
        put_tagged(out, RH_TAG_STRING, v.n);
        rh_buf_put(out, rh_value_str(v));
        break;
    case RH_LIST:
        put_tagged(out, RH_TAG_LIST, v.n);
        for (uint32_t i = 0; i < v.n; i++) rh_value_encode(out, v.list[i], keys);
        break;
    case RH_MAP: put_map(out, v, keys); break;
    case RH_BYTES:
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_TYPE:
    case RH_OPTIONAL:
    case RH_UNDECIDED:
    default: out->failed = true; break; /* not JSON-like */
    }
}

/* ---- in ---- */

typedef struct reader {
    rh_arena *keep;
    rh_coded in;
    const rh_key_table *keys;
} reader;

bool rh_coded__long(rh_coded *in, uint64_t *out)
{
    uint64_t v = 0;
    for (unsigned shift = 0; in->at < in->end; shift += 7) {
        const unsigned char c = (unsigned char)*in->at++;
        if (shift == 63 && c > 1) return false;
        v |= (uint64_t)(c & 0x7F) << shift;
        if (c < 0x80) {
            *out = v;
            return true;
        }
    }
    return false;
}

static bool read_list(reader *in, rh_value *out, int depth);
static bool read_map(reader *in, rh_value *out, int depth);

static inline bool read_number(reader *in, rh_value *out, rh_tag tag)
{
    uint64_t bits = 0;
    if (tag == RH_TAG_DOUBLE) {
        double d;
        if (!rh_coded_double(&in->in, &bits)) return false;
        memcpy(&d, &bits, sizeof d);
        *out = rh_double(d);
        return true;
    }
    if (!rh_coded_number(&in->in, &bits)) return false;
    *out = tag == RH_TAG_UINT ? rh_uint(bits) : rh_int(rh_coded_signed(bits));
    return true;
}

static inline bool read_string(reader *in, rh_value *out)
{
    uint32_t n;
    if (!rh_coded_count(&in->in, &n)) return false;
    *out = rh_string((rh_str){in->in.at, n});
    in->in.at += n;
    return true;
}

/* Made anew in lists and maps: what they hold is mostly short. */
static inline __attribute__((always_inline)) bool read_value(reader *in, rh_value *out, int depth)
{
    if (in->in.at >= in->in.end || depth > RH_LIMIT_JSON_DEPTH) return false;
    const rh_tag tag = (rh_tag)(unsigned char)*in->in.at++;
    switch (tag) {
    case RH_TAG_NULL: *out = rh_null(); return true;
    case RH_TAG_FALSE: *out = rh_bool(false); return true;
    case RH_TAG_TRUE: *out = rh_bool(true); return true;
    case RH_TAG_INT:
    case RH_TAG_UINT:
    case RH_TAG_DOUBLE: return read_number(in, out, tag);
    case RH_TAG_STRING: return read_string(in, out);
    case RH_TAG_LIST: return read_list(in, out, depth);
    case RH_TAG_MAP: return read_map(in, out, depth);
    }
    return false;
}

static bool read_list(reader *in, rh_value *out, int depth)
{
    uint32_t n;
    if (!rh_coded_count(&in->in, &n)) return false;
    rh_value *to = rh_arena_room(in->keep, n * sizeof *to);
    if (to == NULL) return false;
    for (uint32_t i = 0; i < n; i++)
        if (!read_value(in, &to[i], depth + 1)) return false;
    *out = rh_list(to, n);
    return true;
}

static inline bool read_key(reader *in, rh_value *out)
{
    uint64_t number;
    if (!rh_coded_number(&in->in, &number) || number > UINT32_MAX) return false;
    const rh_key_table *keys = in->keys;
    const rh_str text = number < keys->n_texts ? keys->texts[number] : keys->text(keys->ctx, (uint32_t)number);
    *out = rh_string(text);
    return text.ptr != NULL;
}

/* Most keys differ in their first byte. */
static inline bool is_ascending(rh_value a, rh_value b)
{
    if (a.n != 0 && b.n != 0 && a.s[0] != b.s[0]) return (unsigned char)a.s[0] < (unsigned char)b.s[0];
    return rh_str_cmp(rh_value_str(a), rh_value_str(b)) < 0;
}

static bool read_map(reader *in, rh_value *out, int depth)
{
    uint32_t n;
    if (!rh_coded_count(&in->in, &n)) return false;
    rh_pair *to = rh_arena_room(in->keep, n * sizeof *to);
    if (to == NULL) return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!read_key(in, &to[i].key) || (i != 0 && !is_ascending(to[i - 1].key, to[i].key))) return false;
        if (!read_value(in, &to[i].value, depth + 1)) return false;
    }
    *out = rh_map_value(to, n);
    return true;
}

bool rh_value_decode(rh_value *out, rh_arena *keep, rh_str bytes, size_t *at, const rh_key_table *keys)
{
    reader in = {.keep = keep, .in = {bytes.ptr + *at, bytes.ptr + bytes.len}, .keys = keys};
    rh_value v;
    if (!read_value(&in, &v, 0)) return false;
    *out = v;
    *at = (size_t)(in.in.at - bytes.ptr);
    return true;
}
