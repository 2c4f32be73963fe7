/* Events as bytes. */
#include "harness/store/blob.h"

enum flag { /* the format of stored blobs: never renumber */
            HAS_TIME = 1,
            HAS_SEQUENCE = 2,
            HAS_ACTOR = 4,
            HAS_ACTORROLE = 8,
            HAS_REGISTERREV = 16,
            IS_SYNTHETIC = 32,
            IS_SNAPSHOT = 64
};

/* ---- out ---- */

typedef struct writer {
    rh_names *names;
    rh_arena *scratch;
    rh_buf body;
    RH_VEC(rh_str) locals;
    bool failed;
} writer;

static void put_varint(rh_buf *out, uint64_t v)
{
    for (; v >= 0x80; v >>= 7) rh_buf_byte(out, (char)(unsigned char)(v | 0x80));
    rh_buf_byte(out, (char)(unsigned char)v);
}

static void put_text(rh_buf *out, rh_str s)
{
    put_varint(out, s.len);
    rh_buf_put(out, s);
}

static void put_instant(rh_buf *out, rh_instant t)
{
    put_varint(out, (uint64_t)t.s << 1 ^ (t.s < 0 ? UINT64_MAX : 0));
    put_varint(out, (uint64_t)t.ns);
}

static uint32_t number_of(void *ctx, rh_str text)
{
    writer *w = ctx;
    const uint32_t number = rh_names__number(w->names, text);
    if (number != RH_MAP_NONE) return number;
    if (!RH_PUSH(w->scratch, &w->locals, text)) w->failed = true;
    return (uint32_t)(RH_NAMES_MOST + w->locals.n - 1);
}

static unsigned flags_of(const rh_event *e)
{
    return (rh_instant_cmp(e->time, e->knowntime) != 0 ? HAS_TIME : 0u) |
           (e->sequence.ptr != NULL ? HAS_SEQUENCE : 0u) | (e->actor.ptr != NULL ? HAS_ACTOR : 0u) |
           (e->actorrole.ptr != NULL ? HAS_ACTORROLE : 0u) | (e->registerrev.ptr != NULL ? HAS_REGISTERREV : 0u) |
           (e->is_synthetic ? IS_SYNTHETIC : 0u) | (e->is_snapshot ? IS_SNAPSHOT : 0u);
}

static void put_body(writer *w, const rh_event *e)
{
    const unsigned flags = flags_of(e);
    rh_buf *out = &w->body;
    rh_buf_byte(out, (char)flags);
    put_instant(out, e->knowntime);
    if (flags & HAS_TIME) put_instant(out, e->time);
    put_varint(out, number_of(w, e->source));
    put_varint(out, number_of(w, e->type));
    put_varint(out, number_of(w, e->actorkind));
    put_text(out, e->id);
    if (flags & HAS_SEQUENCE) put_text(out, e->sequence);
    if (flags & HAS_ACTOR) put_text(out, e->actor);
    if (flags & HAS_ACTORROLE) put_varint(out, number_of(w, e->actorrole));
    if (flags & HAS_REGISTERREV) put_text(out, e->registerrev);
    const rh_key_table keys = {.intern = number_of, .ctx = w};
    rh_value_encode(out, e->data, &keys);
}

void rh_blob__put(rh_buf *out, rh_arena *scratch, const rh_event *event, uint64_t item, rh_names *names)
{
    const rh_arena_mark mark = rh_arena_begin(scratch);
    writer w = {.names = names, .scratch = scratch};
    rh_buf head;
    rh_buf_init(&w.body, scratch, out->max_bytes);
    rh_buf_init(&head, scratch, out->max_bytes);
    put_body(&w, event);
    put_varint(&head, item);
    put_varint(&head, w.locals.n);
    for (size_t i = 0; i < w.locals.n; i++) put_text(&head, w.locals.at[i]);
    put_varint(out, head.len + w.body.len);
    rh_buf_put(out, rh_buf_str(&head));
    rh_buf_put(out, rh_buf_str(&w.body));
    if (w.failed || w.body.failed || head.failed) out->failed = true;
    rh_arena_end(scratch, mark);
}

/* ---- in ---- */

typedef struct reader {
    const rh_names *names;
    rh_str bytes; /* up to the end of this event */
    size_t at;
    const rh_str *locals;
    uint64_t n_locals;
    bool failed;
} reader;

static uint64_t get_long_varint(reader *in)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && in->at < in->bytes.len; shift += 7) {
        const unsigned char c = (unsigned char)in->bytes.ptr[in->at++];
        v |= (uint64_t)(c & 0x7F) << shift;
        if (c < 0x80) return v;
    }
    in->failed = true;
    return 0;
}

/* Most are of one byte. */
static inline uint64_t get_varint(reader *in)
{
    if (in->at >= in->bytes.len || (unsigned char)in->bytes.ptr[in->at] >= 0x80) return get_long_varint(in);
    return (unsigned char)in->bytes.ptr[in->at++];
}

static rh_str get_text(reader *in)
{
    const uint64_t n = get_varint(in);
    if (n > in->bytes.len - in->at) {
        in->failed = true;
        return RH_STR("");
    }
    const rh_str s = {in->bytes.ptr + in->at, (size_t)n};
    in->at += (size_t)n;
    return s;
}

static rh_instant get_instant(reader *in)
{
    const uint64_t s = get_varint(in), ns = get_varint(in);
    if (ns > 999999999) in->failed = true;
    return (rh_instant){(int64_t)(s >> 1 ^ (s & 1 ? UINT64_MAX : 0)), (int32_t)ns};
}

static rh_str text_of(void *ctx, uint32_t number)
{
    const reader *in = ctx;
    if (number < in->names->texts.n) return in->names->texts.at[number];
    if (number >= RH_NAMES_MOST && number - RH_NAMES_MOST < in->n_locals) return in->locals[number - RH_NAMES_MOST];
    return rh_str_null();
}

static rh_str get_name(reader *in)
{
    const uint64_t number = get_varint(in);
    const rh_str s = number <= UINT32_MAX ? text_of(in, (uint32_t)number) : rh_str_null();
    if (s.ptr == NULL) in->failed = true;
    return s;
}

static bool get_locals(reader *in, rh_arena *keep)
{
    in->n_locals = get_varint(in);
    if (in->n_locals == 0) return true;
    if (in->n_locals > in->bytes.len - in->at) return false;
    rh_str *locals = RH_NEW_N(keep, (size_t)in->n_locals, rh_str);
    if (locals == NULL) return false;
    for (uint64_t i = 0; i < in->n_locals; i++) locals[i] = get_text(in);
    in->locals = locals;
    return true;
}

static void get_head(rh_event *out, reader *in)
{
    const unsigned flags = in->at < in->bytes.len ? (unsigned char)in->bytes.ptr[in->at] : 0;
    in->at++;
    out->is_synthetic = (flags & IS_SYNTHETIC) != 0;
    out->is_snapshot = (flags & IS_SNAPSHOT) != 0;
    out->knowntime = get_instant(in);
    out->time = flags & HAS_TIME ? get_instant(in) : out->knowntime;
    out->source = get_name(in);
    out->type = get_name(in);
    out->actorkind = get_name(in);
    out->id = get_text(in);
    if (flags & HAS_SEQUENCE) out->sequence = get_text(in);
    if (flags & HAS_ACTOR) out->actor = get_text(in);
    if (flags & HAS_ACTORROLE) out->actorrole = get_name(in);
    if (flags & HAS_REGISTERREV) out->registerrev = get_text(in);
}

bool rh_blob__head(rh_event *out, uint64_t *item, rh_str *data, rh_strs *locals, rh_arena *keep, rh_str bytes,
                   size_t *at, rh_str subject, const rh_names *names)
{
    reader in = {.names = names, .bytes = bytes, .at = *at};
    const uint64_t size = get_varint(&in);
    if (in.failed || size > bytes.len - in.at) return false;
    in.bytes.len = in.at + (size_t)size;
    *item = get_varint(&in);
    if (in.failed || !get_locals(&in, keep)) return false;
    *out = (rh_event){.subject = subject};
    get_head(out, &in);
    if (in.failed) return false;
    *data = rh_str_slice(in.bytes, in.at, in.bytes.len);
    *locals = (rh_strs){in.locals, (size_t)in.n_locals};
    *at = in.bytes.len;
    return true;
}

bool rh_blob__get(rh_event *out, uint64_t *item, rh_arena *keep, rh_str bytes, size_t *at, rh_str subject,
                  const rh_names *names, bool with_data)
{
    rh_str data;
    rh_strs locals;
    size_t behind = *at, read = 0;
    if (!rh_blob__head(out, item, &data, &locals, keep, bytes, &behind, subject, names)) return false;
    reader in = {.names = names, .locals = locals.at, .n_locals = locals.n};
    const rh_key_table keys = {.text = text_of, .ctx = &in, .texts = names->texts.at, .n_texts = names->texts.n};
    if (with_data && (!rh_value_decode(&out->data, keep, data, &read, &keys) || read != data.len)) return false;
    *at = behind;
    return !with_data || out->data.kind == RH_MAP;
}
