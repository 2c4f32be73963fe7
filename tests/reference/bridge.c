/* Values across the two worlds, compared and printed. */
#include "tests/reference/bridge.h"

#include "tests/reference/insides.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const ref_value *bytes_value(ref_heap *heap, ref_kind kind, rh_value v)
{
    ref_value *out = ref_new(heap, kind);
    const ref_value *copy = ref_string(heap, v.s, v.n);
    out->s = copy->s;
    out->len = copy->len;
    return out;
}

static const ref_value *list_value(ref_heap *heap, rh_value v, bool is_record)
{
    ref_value *out = ref_list(heap, REF_LIST, v.n);
    for (uint32_t k = 0; k < v.n; k++) out->items[out->n++] = bridge_value(heap, v.list[k], is_record);
    return out;
}

static const ref_value *map_value(ref_heap *heap, rh_value v, bool is_record)
{
    ref_value *out = ref_list(heap, REF_MAP, v.n);
    out->is_record = is_record;
    for (uint32_t k = 0; k < v.n; k++) {
        out->keys[out->n] = bridge_value(heap, v.map[k].key, false);
        out->items[out->n++] = bridge_value(heap, v.map[k].value, is_record);
    }
    return out;
}

static const ref_value *optional_value(ref_heap *heap, rh_value v)
{
    ref_value *out = ref_list(heap, REF_OPTIONAL, 1);
    if (v.n == 1) out->items[out->n++] = bridge_value(heap, v.list[0], false);
    return out;
}

const ref_value *bridge_value(ref_heap *heap, rh_value v, bool is_record)
{
    ref_value *out;
    switch ((rh_kind)v.kind) {
    case RH_NULL: return ref_new(heap, REF_NULL);
    case RH_BOOL: return ref_bool(heap, v.b);
    case RH_INT: return ref_int(heap, v.i);
    case RH_UINT:
        out = ref_new(heap, REF_UINT);
        out->u = v.u;
        return out;
    case RH_DOUBLE:
        out = ref_new(heap, REF_DOUBLE);
        out->d = v.d;
        return out;
    case RH_STRING: return bytes_value(heap, REF_STRING, v);
    case RH_BYTES: return bytes_value(heap, REF_BYTES, v);
    case RH_TYPE: return bytes_value(heap, REF_TYPE, v);
    case RH_TIMESTAMP: return ref_time(heap, bridge_instant(rh_value_instant(v)));
    case RH_DURATION: return ref_span(heap, v.i);
    case RH_LIST: return list_value(heap, v, is_record);
    case RH_MAP: return map_value(heap, v, is_record);
    case RH_OPTIONAL: return optional_value(heap, v);
    case RH_UNDECIDED: return ref_error(heap, (ref_why)v.cause);
    }
    return ref_error(heap, REF_BAD_TYPE);
}

ref_wide bridge_instant(rh_instant t)
{
    return (ref_wide)t.s * 1000000000 + t.ns;
}

rh_instant bridge_back(ref_wide t)
{
    ref_wide ns = ((t % 1000000000) + 1000000000) % 1000000000;
    return (rh_instant){(int64_t)((t - ns) / 1000000000), (int32_t)ns};
}

static bool same_items(const ref_value *a, const ref_value *b)
{
    for (size_t k = 0; k < a->n; k++)
        if (!bridge_same(a->items[k], b->items[k])) return false;
    return true;
}

static bool same_maps(const ref_value *a, const ref_value *b)
{
    for (size_t k = 0; k < a->n; k++) {
        const ref_value *other = NULL;
        for (size_t i = 0; i < b->n; i++)
            if (bridge_same(a->keys[k], b->keys[i])) other = b->items[i];
        if (other == NULL || !bridge_same(a->items[k], other)) return false;
    }
    return true;
}

bool bridge_same(const ref_value *a, const ref_value *b)
{
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case REF_NULL:
    case REF_ERROR: return true;
    case REF_DOUBLE: return (isnan(a->d) && isnan(b->d)) || (a->d == b->d && signbit(a->d) == signbit(b->d));
    case REF_BOOL: return a->b == b->b;
    case REF_INT:
    case REF_SPAN: return a->i == b->i;
    case REF_UINT: return a->u == b->u;
    case REF_TIME: return a->t == b->t;
    case REF_STRING:
    case REF_BYTES:
    case REF_TYPE: return a->len == b->len && (a->len == 0 || memcmp(a->s, b->s, a->len) == 0);
    case REF_LIST:
    case REF_OPTIONAL: return a->n == b->n && same_items(a, b);
    case REF_MAP: return a->n == b->n && same_maps(a, b);
    }
    return false;
}

/* ---- printing ---- */

typedef struct printer {
    char *out;
    size_t size, len;
} printer;

static void put(printer *p, const char *s, size_t n)
{
    if (p->len + n + 1 > p->size) n = p->size - p->len - 1;
    memcpy(p->out + p->len, s, n);
    p->len += n;
    p->out[p->len] = '\0';
}

static void print(printer *p, const ref_value *v);

static void print_items(printer *p, const ref_value *v, const char *brackets)
{
    put(p, brackets, 1);
    for (size_t k = 0; k < v->n; k++) {
        if (k > 0) put(p, ", ", 2);
        if (v->kind == REF_MAP) print(p, v->keys[k]), put(p, ": ", 2);
        print(p, v->items[k]);
    }
    put(p, brackets + 1, 1);
}

static void print(printer *p, const ref_value *v)
{
    static const char *const causes[] = {"null_order", "missing_key", "overflow", "divide_by_zero", "bad_conversion",
                                         "index",      "type",        "regex",    "calendar",       "budget"};
    char text[64] = "null";
    switch (v->kind) {
    case REF_NULL: break;
    case REF_BOOL: snprintf(text, sizeof text, "%s", v->b ? "true" : "false"); break;
    case REF_INT: snprintf(text, sizeof text, "%lld", (long long)v->i); break;
    case REF_UINT: snprintf(text, sizeof text, "%lluu", (unsigned long long)v->u); break;
    case REF_DOUBLE: ref__double_text(text, v->d), put(p, "double ", 7); break;
    case REF_TIME: text[rh_instant_text(text, bridge_back(v->t))] = '\0'; break;
    case REF_SPAN: snprintf(text, sizeof text, "duration %lld ns", (long long)v->i); break;
    case REF_ERROR: snprintf(text, sizeof text, "undecided (%s)", causes[v->why]); break;
    case REF_STRING:
    case REF_BYTES:
    case REF_TYPE: put(p, "\"", 1), put(p, v->s, v->len), put(p, "\"", 1); return;
    case REF_LIST: print_items(p, v, "[]"); return;
    case REF_MAP: print_items(p, v, "{}"); return;
    case REF_OPTIONAL: print_items(p, v, "<>"); return;
    }
    put(p, text, strlen(text));
}

void bridge_print(char *out, size_t size, const ref_value *v)
{
    printer p = {.out = out, .size = size};
    *out = '\0';
    print(&p, v);
}
