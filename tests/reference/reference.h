/* The reference: a second, slow evaluator of the expression language, to hold engine/expr against.
 *
 * Written from SPEC.md section 3 and RULINGS.md alone and sharing no code with engine/expr or engine/value, time zones
 * excepted (engine/value/zone.h). It walks the tree, allocates every value, counts instants in 128-bit nanoseconds and
 * steps through calendars day by day. It types nothing: what the engine's checker refuses, the reference evaluates
 * anyway.
 *
 *     ref_heap heap = {0};
 *     ref_node *tree = ref_parse(&heap, text, len, why);
 *     const ref_value *v = ref_eval(&heap, &env, tree);
 *     ref_heap_dispose(&heap);
 *
 * One heap belongs to one thread. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "engine/value/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- memory: everything of one evaluation, given back at once ---- */

typedef struct ref_chunk ref_chunk;
typedef struct ref_heap {
    ref_chunk *first, *current;
    size_t used; /* of the current chunk */
} ref_heap;

void *ref_alloc(ref_heap *heap, size_t size); /* zeroed; ends the program when there is no memory */
void ref_heap_reset(ref_heap *heap);
void ref_heap_dispose(ref_heap *heap);

/* ---- values ---- */

__extension__ typedef __int128 ref_wide; /* nanoseconds since 1970 for timestamps */

typedef enum ref_kind {
    REF_NULL,
    REF_BOOL,
    REF_INT,
    REF_UINT,
    REF_DOUBLE,
    REF_STRING,
    REF_BYTES,
    REF_TIME,
    REF_SPAN,
    REF_LIST,
    REF_MAP,
    REF_TYPE,
    REF_OPTIONAL,
    REF_ERROR
} ref_kind;

/* Ruling 37, in its order. */
typedef enum ref_why {
    REF_NULL_ORDER,
    REF_MISSING_KEY,
    REF_OVERFLOW,
    REF_DIVIDE,
    REF_CONVERSION,
    REF_INDEX,
    REF_BAD_TYPE,
    REF_REGEX,
    REF_CALENDAR,
    REF_BUDGET
} ref_why;

typedef struct ref_value ref_value;
struct ref_value {
    ref_kind kind;
    ref_why why; /* ERROR */
    bool b;
    bool is_record; /* MAP: a row or a payload, whose null members read as absent */
    int64_t i;      /* INT; SPAN in nanoseconds */
    uint64_t u;
    double d;
    ref_wide t;    /* TIME */
    const char *s; /* STRING, BYTES, TYPE */
    size_t len;
    const ref_value **items; /* LIST; MAP values; OPTIONAL: items[0] when n is 1 */
    const ref_value **keys;  /* MAP, in the order of keys */
    size_t n;
};

const ref_value *ref_error(ref_heap *heap, ref_why why);
ref_value *ref_new(ref_heap *heap, ref_kind kind);
const ref_value *ref_bool(ref_heap *heap, bool b);
const ref_value *ref_int(ref_heap *heap, int64_t i);
const ref_value *ref_string(ref_heap *heap, const char *s, size_t len);
/* Overflow beyond years 0001 to 9999, or beyond int64 nanoseconds. */
const ref_value *ref_time(ref_heap *heap, ref_wide t);
const ref_value *ref_span(ref_heap *heap, ref_wide ns);
/* A list or a map with room for n. */
ref_value *ref_list(ref_heap *heap, ref_kind kind, size_t n);

bool ref_equal(const ref_value *a, const ref_value *b);
/* Orders two of one comparable type: false when they do not order. *order is -1, 0, 1, or 2 for NaN. */
bool ref_order(int *order, const ref_value *a, const ref_value *b);
const ref_value *ref_member(const ref_value *map, const ref_value *key); /* NULL: none */
bool ref_is_text(const ref_value *v, const char *text);

/* ---- trees ---- */

typedef enum ref_form { REF_LITERAL, REF_NAME, REF_SELECT, REF_AT, REF_CALL, REF_LIST_OF, REF_MAP_OF } ref_form;

typedef struct ref_node ref_node;
struct ref_node {
    ref_form form;
    size_t from, to;        /* its text is source[from, to) */
    const ref_value *value; /* LITERAL */
    const char *name;       /* NAME, SELECT, CALL (operators by their sign, "neg", "?:") */
    bool is_optional;       /* SELECT .?  AT [? */
    bool is_rooted;         /* NAME with a leading dot: no local variable */
    ref_node *target;       /* SELECT, AT, CALL with a receiver */
    ref_node **args;        /* CALL, AT (one), LIST_OF; MAP_OF: key, value, key, value */
    bool *optionals;        /* LIST_OF, MAP_OF: one an element or pair */
    size_t n;               /* args */
    int bound; /* filled by evaluation: which name of the environment, -1 not one, 0 not looked up, else + 1 */
};

/* NULL: not of the language; why (80 bytes) says what was met. */
ref_node *ref_parse(ref_heap *heap, const char *text, size_t len, char why[80]);

/* ---- the calendar of SPEC.md section 4, by counting days ---- */

typedef struct ref_calendar {
    const rh_zone *zone;
    int32_t open_s, close_s;
    bool weekdays[7];
    const int64_t *holidays; /* days since 1970 */
    size_t n_holidays;
    /* Filled by ref_calendar_prepare: one row a day from `first` on. */
    struct ref_day *days;
    int64_t first;
    size_t n_days;
} ref_calendar;

void ref_calendar_prepare(ref_calendar *cal, int32_t first_year, int32_t last_year);
void ref_calendar_dispose(ref_calendar *cal);
/* False: an uncovered year was needed. */
bool ref_days_since(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now);
bool ref_hours_since(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now);
bool ref_days_until(const ref_calendar *cal, int64_t *n, ref_wide t, ref_wide now);

/* ---- evaluation ---- */

typedef struct ref_env {
    const char *const *names; /* dotted; "now" is one of them */
    const ref_value *const *values;
    size_t n;
    ref_wide now;
    const ref_calendar *calendar; /* NULL: none */
    rh_zone_lookup zones;
    void *zones_ctx;
    int (*regex)(void *ctx, const char *pattern, size_t pattern_len, const char *text,
                 size_t text_len); /* 1, 0, -1 bad */
    void *regex_ctx;
} ref_env;

const ref_value *ref_eval(ref_heap *heap, const ref_env *env, ref_node *tree);

#endif
