/* The values that matter for a slot: absent, those around the literals that it is compared with, and some that differ
 * from all of them. */
#include "engine/lint/insides.h"

#include <stdarg.h>
#include <stdio.h>

enum { OTHERS = 3, TEXT_BYTES = 64, MAX_WORDS = 6 };

typedef struct chooser {
    rh_lab *lab;
    const rh_shape *shape; /* NULL: of the core */
    const rh_lint_values *literals;
    rh_lint_choices *out;
} chooser;

static void add(const chooser *c, rh_value json)
{
    rh_lint_choice choice = {json, json};
    if (c->shape != NULL &&
        rh_shape_read(&choice.typed, c->lab->keep, c->shape, rh_calendar_zone(c->lab->reg->calendar), json) != RH_FITS)
        return;
    for (size_t i = 0; i < c->out->n; i++)
        if (rh_value_same(c->out->at[i].typed, choice.typed)) return;
    if (!RH_PUSH(c->lab->keep, c->out, choice)) c->lab->failed = true;
}

__attribute__((format(printf, 2, 3))) static rh_value text(const chooser *c, const char *format, ...)
{
    char out[TEXT_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(out, sizeof out, format, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof out ? (size_t)n : sizeof out - 1;
    return rh_string(rh_arena_str(c->lab->keep, (rh_str){out, len}));
}

static rh_value instant(const chooser *c, rh_instant t)
{
    char out[32];
    return rh_string(rh_arena_str(c->lab->keep, (rh_str){out, rh_instant_text(out, t)}));
}

/* ---- scalars ---- */

static double number_of(rh_value v)
{
    return v.kind == RH_DOUBLE ? v.d : v.kind == RH_INT ? (double)v.i : 0;
}

static void add_numbers(const chooser *c, bool is_double)
{
    for (int64_t i = 0; i < OTHERS; i++) add(c, rh_int(i)); /* fields are compared with each other, too */
    for (size_t i = 0; i < c->literals->n; i++) {
        const rh_value v = c->literals->at[i];
        if (v.kind == RH_INT && v.i > INT64_MIN && v.i < INT64_MAX)
            for (int64_t k = -1; k <= 1; k++) add(c, rh_int(v.i + k));
        if (v.kind == RH_DOUBLE && is_double) {
            for (int k = -1; k <= 1; k++) add(c, rh_double(v.d + 0.01 * k));
            for (size_t o = 0; o < i; o++) add(c, rh_double((v.d + number_of(c->literals->at[o])) / 2));
        }
        if (v.kind == RH_DOUBLE && !is_double && v.d > -1e15 && v.d < 1e15)
            for (int64_t k = -1; k <= 1; k++) add(c, rh_int((int64_t)v.d + k));
    }
}

static void add_words(const chooser *c)
{
    const rh_strs values = c->shape != NULL ? c->shape->values : (rh_strs){NULL, 0};
    size_t n_others = 0;
    for (size_t i = 0; i < c->literals->n; i++)
        if (c->literals->at[i].kind == RH_STRING) add(c, c->literals->at[i]);
    const size_t n_named = c->out->n;
    for (size_t i = 0; i < values.n && n_others < OTHERS; i++) {
        add(c, rh_string(values.at[i]));
        n_others = c->out->n - n_named;
    }
    for (size_t i = 1; values.n == 0 && i <= OTHERS; i++) add(c, text(c, "other %zu", i));
}

static void add_durations(const chooser *c)
{
    add(c, text(c, "0s"));
    for (size_t i = 0; i < c->literals->n; i++)
        if (c->literals->at[i].kind == RH_STRING) add(c, c->literals->at[i]);
    for (int hours = 1; hours <= 1024; hours *= 2) add(c, text(c, "%dh", hours));
}

/* ---- instants ---- */

static rh_instant around(const chooser *c, int64_t seconds)
{
    return (rh_instant){c->lab->now.s + seconds, c->lab->now.ns};
}

static void add_instant(const chooser *c, int64_t seconds)
{
    const rh_instant at = around(c, seconds);
    if (c->shape == NULL) {
        add(c, rh_timestamp(at));
    } else if (c->shape->type == RH_F_DATE) {
        const rh_value all = instant(c, at);
        add(c, rh_string(rh_str_slice(rh_value_str(all), 0, 10)));
    } else {
        add(c, instant(c, at));
    }
}

/* Now, an hour and some days either way, and so many days as the literals count. */
static void add_instants(const chooser *c)
{
    static const int64_t days[] = {1, 2, 3, 5, 8, 14, 31, 100, 400};
    const int64_t hour = 3600, day = 24 * hour;
    add_instant(c, 0);
    for (int64_t sign = -1; sign <= 1; sign += 2) {
        add_instant(c, sign * hour);
        for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) add_instant(c, sign * days[i] * day);
        for (size_t i = 0; i < c->literals->n; i++) {
            const rh_value v = c->literals->at[i];
            if (v.kind != RH_INT || v.i < 0 || v.i > 1000) continue;
            for (int64_t k = -1; k <= 1; k++) add_instant(c, sign * (v.i + k) * day);
            add_instant(c, sign * (2 * v.i + 4) * day); /* as many business days, whatever the week */
            add_instant(c, sign * (v.i * hour));
        }
    }
    for (size_t i = 0; i < c->literals->n; i++)
        if (c->literals->at[i].kind == RH_STRING && c->shape != NULL) add(c, c->literals->at[i]);
}

/* ---- lists ---- */

static rh_value list_of(const chooser *c, const rh_value *items, size_t n)
{
    rh_value *copy = RH_NEW_N(c->lab->keep, n + 1, rh_value);
    if (copy == NULL) {
        c->lab->failed = true;
        return rh_null();
    }
    memcpy(copy, items, n * sizeof *items);
    return rh_list(copy, n);
}

/* The longest list that a size is compared with and one more, or so many that lists can differ. */
static size_t longest(const chooser *c)
{
    int64_t n = 0;
    for (size_t i = 0; i < c->literals->n; i++) {
        const rh_value v = c->literals->at[i];
        if (v.kind == RH_INT && v.i > n && v.i < RH_LINT_MAX_COUNT) n = v.i;
    }
    return (size_t)n + 1 > OTHERS ? (size_t)n + 1 : OTHERS;
}

/* The words that it is compared with: of every set of them it is tried whether it matters. */
static size_t add_asked(const chooser *c, rh_value *words)
{
    size_t n = 0;
    for (size_t i = 0; i < c->literals->n; i++) {
        if (c->literals->at[i].kind != RH_STRING) continue;
        if (n == MAX_WORDS) c->lab->is_partial = true;
        else words[n++] = c->literals->at[i];
    }
    return n;
}

static bool is_among(const rh_value *words, size_t n, rh_str word)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(rh_value_str(words[i]), word)) return true;
    return false;
}

/* Fills others with words that are none of `words`, as many as matter and as there are. */
static size_t add_others(const chooser *c, const rh_value *words, size_t n_words, rh_value *others)
{
    const rh_strs values = c->shape->values;
    const size_t most = longest(c);
    size_t n = 0;
    for (size_t i = 0; i < values.n && n < most; i++)
        if (!is_among(words, n_words, values.at[i])) others[n++] = rh_string(values.at[i]);
    while (values.n == 0 && n < most) {
        others[n] = text(c, "other %zu", n + 1);
        n++;
    }
    return n;
}

/* Every set of the words that matter, with none, some and all of the others. */
static void add_lists(const chooser *c)
{
    rh_value words[MAX_WORDS], others[RH_LINT_MAX_COUNT + 1], items[MAX_WORDS + RH_LINT_MAX_COUNT + 1];
    if (c->shape->values.n == 0 && c->shape->of != RH_F_STRING && c->shape->of != RH_F_TEXT) {
        c->lab->is_partial = true;
        return;
    }
    const size_t n_words = add_asked(c, words), n_others = add_others(c, words, n_words, others);
    for (size_t extra = 0; extra <= n_others; extra++) {
        for (size_t mask = 0; mask < (size_t)1 << n_words; mask++) {
            size_t n = 0;
            for (size_t i = 0; i < n_words; i++)
                if ((mask >> i & 1) != 0) items[n++] = words[i];
            for (size_t i = 0; i < extra; i++) items[n++] = others[i];
            add(c, list_of(c, items, n));
        }
    }
}

/* ---- what the core provides ---- */

/* Every set of the actions that are asked for, done an hour ago. */
static void add_done(const chooser *c)
{
    rh_value words[MAX_WORDS];
    const size_t n_words = add_asked(c, words);
    for (size_t mask = 0; mask < (size_t)1 << n_words; mask++) {
        rh_pair *pairs = RH_NEW_N(c->lab->keep, n_words + 1, rh_pair);
        size_t n = 0;
        for (size_t i = 0; pairs != NULL && i < n_words; i++)
            if ((mask >> i & 1) != 0) pairs[n++] = (rh_pair){words[i], rh_timestamp(around(c, -3600))};
        if (pairs == NULL || !rh_pairs_sort(pairs, n)) c->lab->failed = true;
        else add(c, rh_map_value(pairs, n));
    }
}

static void add_core(const chooser *c, rh_core_slot slot)
{
    switch ((int)slot) {
    case RH_SLOT_STATE:
        for (size_t i = 0; i < c->lab->states.n; i++) add(c, c->lab->states.at[i]);
        return;
    case RH_SLOT_PAUSED:
        add(c, rh_bool(false));
        add(c, rh_bool(true));
        return;
    case RH_SLOT_DID: add_done(c); return;
    case RH_SLOT_OPEN_ITEMS:
    case RH_SLOT_APPROVERS: add_numbers(c, false); return;
    case RH_SLOT_TRIGGERED_AT:
    case RH_SLOT_EARLIEST_DUE:
    case RH_SLOT_OLDEST_OPEN_AT:
        add(c, rh_null());
        add_instants(c);
        return;
    default: add(c, rh_null()); return;
    }
}

static void add_field(const chooser *c)
{
    add(c, rh_null());
    switch (c->shape->type) {
    case RH_F_BOOL:
        add(c, rh_bool(true));
        add(c, rh_bool(false));
        return;
    case RH_F_INT:
    case RH_F_MONEY: add_numbers(c, false); return;
    case RH_F_DOUBLE: add_numbers(c, true); return;
    case RH_F_ENUM: add_words(c); return;
    case RH_F_STRING:
    case RH_F_TEXT:
    case RH_F_CONTACT:
    case RH_F_PRINCIPAL:
    case RH_F_DOC:
        add_words(c);
        add(c, text(c, "%s", "")); /* there, and yet absent to present() */
        add(c, text(c, "%s", " "));
        return;
    case RH_F_TIMESTAMP:
    case RH_F_DATE: add_instants(c); return;
    case RH_F_DURATION: add_durations(c); return;
    case RH_F_SET:
    case RH_F_LIST: add_lists(c); return;
    case RH_F_JSON:
    case RH_F_TABLE:
    case RH_N_FIELD_TYPES: return;
    }
}

rh_lint_choices rh_lab__choices(rh_lab *lab, uint32_t slot)
{
    rh_lint_choices out = {0};
    chooser c = {lab, NULL, &lab->literals[slot], &out};
    if (slot >= lab->s->n_fields) {
        add_core(&c, (rh_core_slot)(slot - lab->s->n_fields));
        return out;
    }
    const rh_field *field = &lab->reg->fields[slot];
    c.shape = &field->shape;
    if (field->shape.type == RH_F_TABLE || field->shape.type == RH_F_JSON) {
        c.shape = NULL;
        add(&c, rh_shape_absent(&field->shape));
        return out;
    }
    add_field(&c);
    return out;
}
