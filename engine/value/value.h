/* rh_value: one value of the expression language, 16 bytes, passed by value.
 *
 * For: facts, payloads, literals and results. A value borrows what it points to (the arena of whoever made it); it is
 * immutable. Absent is null (SPEC.md section 2). UNDECIDED is the result of an evaluation error with its cause; it
 * never stands inside a list or map and is never a fact. */
#ifndef RH_VALUE_VALUE_H
#define RH_VALUE_VALUE_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/node.h"
#include "engine/base/str.h"
#include "engine/value/time.h"

#include <stdint.h>

typedef enum rh_kind {
    RH_NULL, /* zeroed memory is null */
    RH_BOOL,
    RH_INT,
    RH_UINT,
    RH_DOUBLE,
    RH_STRING,
    RH_BYTES,
    RH_TIMESTAMP,
    RH_DURATION,
    RH_LIST,
    RH_MAP,
    RH_TYPE,     /* s: the type's name, as `type(x)` gives it */
    RH_OPTIONAL, /* n: 0 none, 1 of(*list) */
    RH_UNDECIDED
} rh_kind;

/* Why an evaluation has no value: ruling 37, in its order. */
typedef enum rh_cause {
#define X(NAME, text) RH_CAUSE_##NAME,
#include "engine/value/causes.def"
#undef X
    RH_N_CAUSES
} rh_cause;

typedef struct rh_value rh_value;
typedef struct rh_pair rh_pair;

struct rh_value {
    uint8_t kind;   /* rh_kind */
    uint8_t cause;  /* rh_cause, UNDECIDED only */
    uint16_t flags; /* 0; room for the owner of a slot */
    uint32_t n;     /* STRING, BYTES, TYPE: bytes; LIST, MAP: elements; TIMESTAMP: nanoseconds 0..999999999; OPTIONAL: 0
                       or 1 */
    union {
        bool b;
        int64_t i; /* INT; DURATION in ns; TIMESTAMP in seconds since 1970 */
        uint64_t u;
        double d;
        const char *s;
        const rh_value *list;
        const rh_pair *map; /* sorted by rh_value_key_cmp, keys unique */
    };
};

struct rh_pair {
    rh_value key; /* BOOL, INT, UINT or STRING */
    rh_value value;
};

_Static_assert(sizeof(rh_value) == 16, "a value is two words");

static inline rh_value rh_null(void) { return (rh_value){.kind = RH_NULL}; }
static inline rh_value rh_bool(bool b) { return (rh_value){.kind = RH_BOOL, .b = b}; }
static inline rh_value rh_int(int64_t i) { return (rh_value){.kind = RH_INT, .i = i}; }
static inline rh_value rh_uint(uint64_t u) { return (rh_value){.kind = RH_UINT, .u = u}; }
static inline rh_value rh_double(double d) { return (rh_value){.kind = RH_DOUBLE, .d = d}; }
static inline rh_value rh_string(rh_str s)
{
    return (rh_value){.kind = RH_STRING, .n = (uint32_t)s.len, .s = s.ptr != NULL ? s.ptr : ""};
}
static inline rh_value rh_duration_value(int64_t ns) { return (rh_value){.kind = RH_DURATION, .i = ns}; }
static inline rh_value rh_timestamp(rh_instant t)
{
    return (rh_value){.kind = RH_TIMESTAMP, .n = (uint32_t)t.ns, .i = t.s};
}
static inline rh_value rh_list(const rh_value *at, size_t n)
{
    return (rh_value){.kind = RH_LIST, .n = (uint32_t)n, .list = at};
}
static inline rh_value rh_map_value(const rh_pair *at, size_t n)
{
    return (rh_value){.kind = RH_MAP, .n = (uint32_t)n, .map = at};
}
static inline rh_value rh_undecided(rh_cause c) { return (rh_value){.kind = RH_UNDECIDED, .cause = (uint8_t)c}; }

static inline rh_str rh_value_str(rh_value v) { return (rh_str){v.s, v.n}; }
static inline rh_instant rh_value_instant(rh_value v) { return (rh_instant){v.i, (int32_t)v.n}; }
static inline bool rh_value_is_true(rh_value v) { return v.kind == RH_BOOL && v.b; }
static inline bool rh_value_is_false(rh_value v) { return v.kind == RH_BOOL && !v.b; }

/* CEL's heterogeneous equality: numbers by their exact mathematical value except that mixed int and double compare as
 * doubles (ruling 39), NaN equals nothing, different kinds are unequal, lists and maps element by element. */
bool rh_value_eq(rh_value a, rh_value b);
/* The same value of the same kind, NaN equal to itself: for "has this fact changed". */
bool rh_value_same(rh_value a, rh_value b);
/* Total order over map keys: bool < numbers by value < string (bytewise). */
int rh_value_key_cmp(rh_value a, rh_value b);
/* The value under a key of a MAP by binary search; NULL when it is missing. */
const rh_value *rh_value_at(rh_value map, rh_value key);
const rh_value *rh_value_field(rh_value map, rh_str key);
/* Sorts n pairs in place by key; false when two keys are equal. */
bool rh_pairs_sort(rh_pair *pairs, size_t n);
/* A deep copy into `keep`; null value with keep->failed set on no memory. */
rh_value rh_value_copy(rh_arena *keep, rh_value v);
/* The same of what stands in `passing`; all else is borrowed, and whatever holds something in `passing` stands there
 * itself. */
rh_value rh_value_keep(rh_arena *keep, const rh_arena *passing, rh_value v);
/* A node as JSON-like data: plain true, false, null and numbers are what they look like, all else is text. Texts are
 * borrowed from the node; lists and maps live in keep. Null with keep->failed set on no memory. */
rh_value rh_value_of_node(rh_arena *keep, const rh_node *node);
/* JSON by RFC 8785 (keys sorted by UTF-16 units, shortest doubles; timestamps and durations as their text; bytes
 * base64). */
void rh_value_put_json(rh_buf *buf, rh_value v);
/* The shortest text that reads back as the same double (ECMAScript's Number::toString), needs 32 bytes; its length. */
size_t rh_double_text(char out[32], double d);

const char *rh_kind_name(rh_kind k);   /* "int", "timestamp", ... */
const char *rh_cause_name(rh_cause c); /* "null_order", ... */

/* A compact, self-contained binary form of JSON-like values (null, bool, int, uint, double, string, list, map), used
 * for journey blobs: a tag byte, varints, raw bytes. Strings that repeat are the caller's concern: `keys` interns map
 * keys. */
typedef struct rh_key_table {
    uint32_t (*intern)(void *ctx, rh_str key); /* encode: a number for key */
    rh_str (*text)(void *ctx, uint32_t number);  /* decode: its text (null: unknown number) */
    void *ctx;
    const rh_str *texts; /* decode: those of the numbers below n_texts, which are not asked for */
    size_t n_texts;
} rh_key_table;

void rh_value_encode(rh_buf *out, rh_value v, const rh_key_table *keys);
/* Reads one value at *at (advanced behind it). Strings borrow from `bytes`. False: malformed or no memory. */
bool rh_value_decode(rh_value *out, rh_arena *keep, rh_str bytes, size_t *at, const rh_key_table *keys);

#endif
