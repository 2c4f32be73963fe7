/* Values of the reference and the heap they live in. */
#include "tests/reference/insides.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ref_chunk {
    ref_chunk *next;
    size_t size;
    _Alignas(16) char bytes[];
};

static ref_chunk *new_chunk(size_t size)
{
    ref_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) {
        fprintf(stderr, "reference: no memory\n");
        exit(70);
    }
    chunk->next = NULL;
    chunk->size = size;
    return chunk;
}

void *ref_alloc(ref_heap *heap, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    while (heap->current == NULL || heap->used + size > heap->current->size) {
        ref_chunk *next = heap->current != NULL ? heap->current->next : heap->first;
        if (next == NULL) {
            next = new_chunk(size > 65536 ? size : 65536);
            if (heap->current != NULL) heap->current->next = next;
            else heap->first = next;
        }
        heap->current = next;
        heap->used = 0;
    }
    void *p = heap->current->bytes + heap->used;
    heap->used += size;
    return memset(p, 0, size);
}

void ref_heap_reset(ref_heap *heap)
{
    heap->current = NULL;
    heap->used = 0;
}

void ref_heap_dispose(ref_heap *heap)
{
    for (ref_chunk *c = heap->first; c != NULL;) {
        ref_chunk *next = c->next;
        free(c);
        c = next;
    }
    *heap = (ref_heap){0};
}

ref_value *ref_new(ref_heap *heap, ref_kind kind)
{
    ref_value *v = ref_alloc(heap, sizeof *v);
    v->kind = kind;
    return v;
}

const ref_value *ref_error(ref_heap *heap, ref_why why)
{
    ref_value *v = ref_new(heap, REF_ERROR);
    v->why = why;
    return v;
}

const ref_value *ref_bool(ref_heap *heap, bool b)
{
    ref_value *v = ref_new(heap, REF_BOOL);
    v->b = b;
    return v;
}

const ref_value *ref_int(ref_heap *heap, int64_t i)
{
    ref_value *v = ref_new(heap, REF_INT);
    v->i = i;
    return v;
}

const ref_value *ref_string(ref_heap *heap, const char *s, size_t len)
{
    ref_value *v = ref_new(heap, REF_STRING);
    char *copy = ref_alloc(heap, len + 1);
    if (len > 0) memcpy(copy, s, len);
    v->s = copy;
    v->len = len;
    return v;
}

const ref_value *ref_time(ref_heap *heap, ref_wide t)
{
    ref_wide first = (ref_wide)-62135596800 * 1000000000, last = (ref_wide)253402300800 * 1000000000 - 1;
    if (t < first || t > last) return ref_error(heap, REF_OVERFLOW);
    ref_value *v = ref_new(heap, REF_TIME);
    v->t = t;
    return v;
}

const ref_value *ref_span(ref_heap *heap, ref_wide ns)
{
    if (ns < INT64_MIN || ns > INT64_MAX) return ref_error(heap, REF_OVERFLOW);
    ref_value *v = ref_new(heap, REF_SPAN);
    v->i = (int64_t)ns;
    return v;
}

ref_value *ref_list(ref_heap *heap, ref_kind kind, size_t n)
{
    ref_value *v = ref_new(heap, kind);
    v->items = ref_alloc(heap, (n + 1) * sizeof *v->items);
    if (kind == REF_MAP) v->keys = ref_alloc(heap, (n + 1) * sizeof *v->keys);
    return v;
}

static bool is_number(const ref_value *v)
{
    return v->kind == REF_INT || v->kind == REF_UINT || v->kind == REF_DOUBLE;
}

static int sign_of(bool less, bool more)
{
    return less ? -1 : more;
}

static int order_numbers(const ref_value *a, const ref_value *b)
{
    if (a->kind == REF_DOUBLE || b->kind == REF_DOUBLE) {
        double x = a->kind == REF_DOUBLE ? a->d : a->kind == REF_INT ? (double)a->i : (double)a->u;
        double y = b->kind == REF_DOUBLE ? b->d : b->kind == REF_INT ? (double)b->i : (double)b->u;
        if (isnan(x) || isnan(y)) return 2;
        return sign_of(x<y, x> y);
    }
    ref_wide x = a->kind == REF_INT ? (ref_wide)a->i : (ref_wide)a->u;
    ref_wide y = b->kind == REF_INT ? (ref_wide)b->i : (ref_wide)b->u;
    return sign_of(x<y, x> y);
}

static int order_bytes(const ref_value *a, const ref_value *b)
{
    size_t n = a->len < b->len ? a->len : b->len;
    int c = n == 0 ? 0 : memcmp(a->s, b->s, n);
    if (c == 0) return sign_of(a->len<b->len, a->len> b->len);
    return c < 0 ? -1 : 1;
}

bool ref_order(int *order, const ref_value *a, const ref_value *b)
{
    if (is_number(a) && is_number(b)) {
        *order = order_numbers(a, b);
        return true;
    }
    if (a->kind != b->kind) return false;
    switch ((int)a->kind) {
    case REF_BOOL: *order = sign_of(!a->b && b->b, a->b && !b->b); return true;
    case REF_STRING:
    case REF_BYTES: *order = order_bytes(a, b); return true;
    case REF_TIME: *order = sign_of(a->t<b->t, a->t> b->t); return true;
    case REF_SPAN: *order = sign_of(a->i<b->i, a->i> b->i); return true;
    default: return false;
    }
}

static bool equal_items(const ref_value *a, const ref_value *b)
{
    if (a->n != b->n) return false;
    for (size_t k = 0; k < a->n; k++)
        if (!ref_equal(a->items[k], b->items[k])) return false;
    return true;
}

static bool equal_maps(const ref_value *a, const ref_value *b)
{
    if (a->n != b->n) return false;
    for (size_t k = 0; k < a->n; k++) {
        const ref_value *other = ref_member(b, a->keys[k]);
        if (other == NULL || !ref_equal(a->items[k], other)) return false;
    }
    return true;
}

bool ref_equal(const ref_value *a, const ref_value *b)
{
    int order;
    if (ref_order(&order, a, b)) return order == 0;
    if (a->kind != b->kind) return false;
    switch ((int)a->kind) {
    case REF_NULL: return true;
    case REF_TYPE: return order_bytes(a, b) == 0;
    case REF_LIST:
    case REF_OPTIONAL: return equal_items(a, b);
    case REF_MAP: return equal_maps(a, b);
    default: return false;
    }
}

const ref_value *ref_member(const ref_value *map, const ref_value *key)
{
    for (size_t k = 0; k < map->n; k++)
        if (ref_equal(map->keys[k], key)) return map->items[k];
    return NULL;
}

bool ref_is_text(const ref_value *v, const char *text)
{
    return v->kind == REF_STRING && v->len == strlen(text) && memcmp(v->s, text, v->len) == 0;
}
