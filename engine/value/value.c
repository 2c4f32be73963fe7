/* Values: equality, order of keys, look-up, sorting, copies. */
#include "engine/value/value.h"

static const char *const kind_names[] = {
    [RH_NULL] = "null",         [RH_BOOL] = "bool",           [RH_INT] = "int",     [RH_UINT] = "uint",
    [RH_DOUBLE] = "double",     [RH_STRING] = "string",       [RH_BYTES] = "bytes", [RH_TIMESTAMP] = "timestamp",
    [RH_DURATION] = "duration", [RH_LIST] = "list",           [RH_MAP] = "map",     [RH_TYPE] = "type",
    [RH_OPTIONAL] = "optional", [RH_UNDECIDED] = "undecided",
};

const char *rh_kind_name(rh_kind k)
{
    return kind_names[k];
}

const char *rh_cause_name(rh_cause c)
{
    static const char *const names[] = {
#define X(NAME, text) text,
#include "engine/value/causes.def"
#undef X
    };
    return names[c];
}

/* ---- numbers ---- */

static bool is_number(rh_value v)
{
    return v.kind == RH_INT || v.kind == RH_UINT || v.kind == RH_DOUBLE;
}

static double as_double(rh_value v)
{
    return v.kind == RH_DOUBLE ? v.d : v.kind == RH_INT ? (double)v.i : (double)v.u;
}

/* Both INT or UINT. */
static int cmp_integers(rh_value a, rh_value b)
{
    const bool a_negative = a.kind == RH_INT && a.i < 0, b_negative = b.kind == RH_INT && b.i < 0;
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    return a.u < b.u ? -1 : a.u > b.u; /* the same sign: two's complement keeps the order */
}

static int cmp_numbers(rh_value a, rh_value b)
{
    if (a.kind != RH_DOUBLE && b.kind != RH_DOUBLE) return cmp_integers(a, b);
    const double x = as_double(a), y = as_double(b);
    const bool x_nan = x != x, y_nan = y != y;
    if (x_nan || y_nan) return (int)x_nan - (int)y_nan; /* behind all numbers: a total order for sorting */
    return x < y ? -1 : x > y;
}

static bool eq_numbers(rh_value a, rh_value b)
{
    if (a.kind != RH_DOUBLE && b.kind != RH_DOUBLE) return cmp_integers(a, b) == 0;
    return as_double(a) == as_double(b);
}

/* ---- equality ---- */

typedef bool equal_fn(rh_value a, rh_value b);

static bool eq_lists(rh_value a, rh_value b, equal_fn *equal)
{
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (!equal(a.list[i], b.list[i])) return false;
    return true;
}

static bool eq_maps(rh_value a, rh_value b, equal_fn *equal)
{
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (rh_value_key_cmp(a.map[i].key, b.map[i].key) != 0 || !equal(a.map[i].value, b.map[i].value)) return false;
    return true;
}

/* a and b are of one kind and no numbers. */
static bool eq_same_kind(rh_value a, rh_value b, equal_fn *equal)
{
    switch ((rh_kind)a.kind) {
    case RH_NULL: return true;
    case RH_BOOL: return a.b == b.b;
    case RH_DURATION: return a.i == b.i;
    case RH_TIMESTAMP: return a.i == b.i && a.n == b.n;
    case RH_STRING:
    case RH_BYTES:
    case RH_TYPE: return rh_str_eq(rh_value_str(a), rh_value_str(b));
    case RH_LIST:
    case RH_OPTIONAL: return eq_lists(a, b, equal);
    case RH_MAP: return eq_maps(a, b, equal);
    case RH_INT:
    case RH_UINT:
    case RH_DOUBLE:
    case RH_UNDECIDED:
    default: break;
    }
    return false;
}

bool rh_value_eq(rh_value a, rh_value b)
{
    if (is_number(a) && is_number(b)) return eq_numbers(a, b);
    return a.kind == b.kind && eq_same_kind(a, b, rh_value_eq);
}

bool rh_value_same(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == RH_UNDECIDED) return a.cause == b.cause;
    if (is_number(a)) return cmp_numbers(a, b) == 0;
    return eq_same_kind(a, b, rh_value_same);
}

/* ---- keys ---- */

enum { FEW_KEYS = 12 };

static int key_rank(rh_value v)
{
    return v.kind == RH_BOOL ? 0 : is_number(v) ? 1 : 2;
}

int rh_value_key_cmp(rh_value a, rh_value b)
{
    if (a.kind == RH_STRING && b.kind == RH_STRING) return rh_str_cmp(rh_value_str(a), rh_value_str(b));
    const int rank = key_rank(a);
    if (rank != key_rank(b)) return rank - key_rank(b);
    if (rank == 0) return (int)a.b - (int)b.b;
    if (rank == 1) return cmp_numbers(a, b);
    return rh_str_cmp(rh_value_str(a), rh_value_str(b));
}

/* Few keys are sooner looked at in turn than halved: most differ by their lengths. */
static const rh_value *among_few(rh_value map, rh_value text)
{
    for (uint32_t i = 0; i < map.n; i++) {
        const rh_value k = map.map[i].key;
        if (k.n == text.n && k.kind == RH_STRING && rh_same_bytes(k.s, text.s, text.n)) return &map.map[i].value;
    }
    return NULL;
}

const rh_value *rh_value_at(rh_value map, rh_value key)
{
    if (map.kind == RH_MAP && map.n <= FEW_KEYS && key.kind == RH_STRING) return among_few(map, key);
    const bool may_be_key = key.kind == RH_BOOL || key.kind == RH_STRING || (is_number(key) && eq_numbers(key, key));
    if (map.kind != RH_MAP || !may_be_key) return NULL;
    size_t low = 0, high = map.n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_value_key_cmp(map.map[mid].key, key);
        if (c == 0) return &map.map[mid].value;
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

const rh_value *rh_value_field(rh_value map, rh_str key)
{
    return rh_value_at(map, rh_string(key));
}

static void swap_pairs(rh_pair *a, rh_pair *b)
{
    const rh_pair t = *a;
    *a = *b;
    *b = t;
}

static void sift_down(rh_pair *pairs, size_t from, size_t n)
{
    for (size_t child; (child = 2 * from + 1) < n; from = child) {
        if (child + 1 < n && rh_value_key_cmp(pairs[child].key, pairs[child + 1].key) < 0) child++;
        if (rh_value_key_cmp(pairs[from].key, pairs[child].key) >= 0) return;
        swap_pairs(&pairs[from], &pairs[child]);
    }
}

static bool is_ascending(const rh_pair *pairs, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (rh_value_key_cmp(pairs[i - 1].key, pairs[i].key) >= 0) return false;
    return true;
}

enum { FEW_PAIRS = 32 };

/* A key's first eight bytes as a number, and where its pair stands. */
typedef struct begun_key {
    uint64_t first;
    size_t at;
} begun_key;

static uint64_t first_bytes(rh_value key)
{
    uint64_t number = 0;
    if (key.n >= 8) return rh_eight_bytes(key.s);
    /* Of five to seven the last four overlap the first. */
    if (key.n >= 4) return rh_four_bytes(key.s) << 32 | rh_four_bytes(key.s + key.n - 4) << 8 * (8 - key.n);
    for (uint32_t i = 0; i < key.n; i++) number |= (uint64_t)(unsigned char)key.s[i] << 8 * (7 - i);
    return number;
}

static int begun_cmp(const rh_pair *pairs, begun_key a, begun_key b)
{
    if (a.first != b.first) return a.first < b.first ? -1 : 1;
    return rh_value_key_cmp(pairs[a.at].key, pairs[b.at].key);
}

static bool are_few_texts(const rh_pair *pairs, size_t n)
{
    if (n > FEW_PAIRS) return false;
    for (size_t i = 0; i < n; i++)
        if (pairs[i].key.kind != RH_STRING) return false;
    return true;
}

/* Sorts a few pairs with texts for keys, most of which differ in their first bytes; false: two are equal. */
static bool sort_few(rh_pair *pairs, size_t n)
{
    rh_pair sorted[FEW_PAIRS];
    begun_key keys[FEW_PAIRS];
    bool is_moved = false, is_ascending = true;
    for (size_t i = 0; i < n; i++) {
        const begun_key key = {first_bytes(pairs[i].key), i};
        size_t k = i;
        int c = 1;
        for (; k > 0 && (c = begun_cmp(pairs, keys[k - 1], key)) > 0; k--) keys[k] = keys[k - 1];
        is_ascending &= c != 0;
        is_moved |= k < i;
        keys[k] = key;
    }
    if (!is_moved) return is_ascending;
    for (size_t i = 0; i < n; i++) sorted[i] = pairs[keys[i].at];
    memcpy(pairs, sorted, n * sizeof *pairs);
    return is_ascending;
}

bool rh_pairs_sort(rh_pair *pairs, size_t n)
{
    if (are_few_texts(pairs, n)) return sort_few(pairs, n);
    if (is_ascending(pairs, n)) return true; /* most maps come sorted */
    for (size_t i = n / 2; i-- > 0;) sift_down(pairs, i, n);
    for (size_t end = n; end-- > 1;) {
        swap_pairs(&pairs[0], &pairs[end]);
        sift_down(pairs, 0, end);
    }
    return is_ascending(pairs, n);
}

/* ---- copies ---- */

static rh_value copy_text(rh_arena *keep, rh_value v)
{
    v.s = rh_arena_str(keep, rh_value_str(v)).ptr;
    return v.s != NULL ? v : rh_null();
}

static rh_value copy_list(rh_arena *keep, rh_value v)
{
    rh_value *to = RH_NEW_N(keep, v.n, rh_value);
    if (to == NULL) return rh_null();
    for (uint32_t i = 0; i < v.n; i++) to[i] = rh_value_copy(keep, v.list[i]);
    v.list = to;
    return v;
}

static rh_value copy_map(rh_arena *keep, rh_value v)
{
    rh_pair *to = RH_NEW_N(keep, v.n, rh_pair);
    if (to == NULL) return rh_null();
    for (uint32_t i = 0; i < v.n; i++) {
        to[i].key = rh_value_copy(keep, v.map[i].key);
        to[i].value = rh_value_copy(keep, v.map[i].value);
    }
    v.map = to;
    return v;
}

rh_value rh_value_copy(rh_arena *keep, rh_value v)
{
    switch ((rh_kind)v.kind) {
    case RH_STRING:
    case RH_BYTES:
    case RH_TYPE: v = copy_text(keep, v); break;
    case RH_LIST:
    case RH_OPTIONAL: v = copy_list(keep, v); break;
    case RH_MAP: v = copy_map(keep, v); break;
    case RH_NULL:
    case RH_BOOL:
    case RH_INT:
    case RH_UINT:
    case RH_DOUBLE:
    case RH_TIMESTAMP:
    case RH_DURATION:
    case RH_UNDECIDED:
    default: break;
    }
    return rh_arena_failed(keep) ? rh_null() : v;
}

static rh_value keep_list(rh_arena *keep, const rh_arena *passing, rh_value v)
{
    rh_value *to = rh_arena_room(keep, v.n * sizeof *to);
    if (to == NULL) return rh_null();
    for (uint32_t i = 0; i < v.n; i++) to[i] = rh_value_keep(keep, passing, v.list[i]);
    return rh_list(to, v.n);
}

rh_value rh_value_keep(rh_arena *keep, const rh_arena *passing, rh_value v)
{
    const bool points = v.kind == RH_STRING || v.kind == RH_BYTES || v.kind == RH_LIST || v.kind == RH_MAP ||
                        v.kind == RH_OPTIONAL;
    if (!points || v.n == 0 || !rh_arena_has(passing, v.s)) return v;
    if (v.kind != RH_LIST) return rh_value_copy(keep, v);
    v = keep_list(keep, passing, v);
    return rh_arena_failed(keep) ? rh_null() : v;
}
