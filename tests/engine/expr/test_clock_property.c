/* Valid-until, held to brute force: for random clock conditions, facts and instants, the value does not change before
 * the instant that the evaluation named; and for a single atom it does change at it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/kit/expr_world.h"

#include <stdio.h>
#include <stdlib.h>

enum { N_EXPRESSIONS = 4000, N_SAMPLES = 60, HOUR = 3600 };

typedef struct fixture {
    kit_world w;
    uint64_t seed;
    uint32_t at, due;
} fixture;

static uint64_t next(fixture *f)
{
    f->seed ^= f->seed << 13;
    f->seed ^= f->seed >> 7;
    return f->seed ^= f->seed << 17;
}

static unsigned below(fixture *f, unsigned n) { return (unsigned)(next(f) % n); }

/* An instant of 2025 to 2027, often at a round one: an hour, an opening, a nanosecond off. */
static rh_instant instant(fixture *f)
{
    rh_instant t = {1735689600 + (int64_t)(next(f) % (3 * 365 * 86400)), 0};
    if (below(f, 2) == 0) t.s -= t.s % HOUR;
    if (below(f, 3) == 0) t.ns = below(f, 2) == 0 ? 1 : 999999999;
    return t;
}

static void put_operator(fixture *f, rh_buf *out)
{
    static const char *const ops[] = {" < ", " <= ", " > ", " >= ", " == ", " != "};
    rh_buf_put(out, rh_str_of(ops[below(f, 6)]));
}

static void put_duration(fixture *f, rh_buf *out)
{
    static const char *const units[] = {"h", "m", "s", "ns"};
    rh_buf_printf(out, "duration(\"%s%u%s\")", below(f, 6) == 0 ? "-" : "", below(f, 100), units[below(f, 4)]);
}

static const char *field(fixture *f) { return below(f, 2) == 0 ? "f.at" : "f.due"; }

/* now or a difference that is an instant, against an instant. */
static void put_instants(fixture *f, rh_buf *out)
{
    const bool is_turned = below(f, 2) == 0;
    if (is_turned) rh_buf_put(out, rh_str_of(field(f)));
    if (is_turned) put_operator(f, out);
    rh_buf_put(out, RH_STR("now"));
    if (below(f, 2) == 0) {
        rh_buf_put(out, RH_STR(" - "));
        put_duration(f, out);
    }
    if (!is_turned) put_operator(f, out);
    if (!is_turned) rh_buf_put(out, rh_str_of(field(f)));
}

static void put_differences(fixture *f, rh_buf *out)
{
    if (below(f, 2) == 0) rh_buf_printf(out, "now - %s", field(f));
    else rh_buf_printf(out, "%s - now", field(f));
    put_operator(f, out);
    if (below(f, 3) != 0) put_duration(f, out);
    else if (below(f, 2) == 0) rh_buf_printf(out, "now - %s", field(f));
    else rh_buf_printf(out, "%s - now", field(f));
}

static void put_count(fixture *f, rh_buf *out)
{
    static const char *const counts[] = {"days_since(%s)",           "business_days_since(%s)",
                                         "business_hours_since(%s)", "business_days_until(%s)",
                                         "days_between(%s, now)",    "days_between(now, %s)"};
    char text[64];
    const char *count = counts[below(f, 6)], *mark = strchr(count, '%');
    snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - count), count, field(f), mark + 2);
    rh_buf_put(out, rh_str_of(text));
}

/* Sets *is_exact when the atom's value, if it has one, must change at its valid-until. */
static void put_atom(fixture *f, rh_buf *out, bool *is_exact)
{
    const unsigned which = below(f, 4);
    *is_exact = true;
    if (which == 0) put_instants(f, out);
    else if (which == 1) put_differences(f, out);
    else if (which == 2) rh_buf_printf(out, "overdue(%s)", field(f));
    else {
        *is_exact = false;
        put_count(f, out);
        put_operator(f, out);
        rh_buf_printf(out, "%u", below(f, 12));
    }
}

static void put_condition(fixture *f, rh_buf *out, unsigned depth, bool *is_exact)
{
    const unsigned which = depth == 0 ? 0 : below(f, 6);
    bool ignored = false;
    if (which < 2) {
        put_atom(f, out, is_exact);
        return;
    }
    *is_exact = false;
    rh_buf_put(out, which == 5 ? RH_STR("!(") : RH_STR("("));
    put_condition(f, out, depth - 1, &ignored);
    if (which < 5) {
        rh_buf_put(out, which == 2 ? RH_STR(") && (") : which == 3 ? RH_STR(") || (") : RH_STR(") ? ("));
        put_condition(f, out, depth - 1, &ignored);
    }
    if (which == 4) {
        rh_buf_put(out, RH_STR(") : ("));
        put_condition(f, out, depth - 1, &ignored);
    }
    rh_buf_byte(out, ')');
}

static bool same(rh_value a, rh_value b)
{
    return a.kind == b.kind && (a.kind == RH_UNDECIDED ? a.cause == b.cause : rh_value_same(a, b));
}

/* An instant of [t, until): near one of its ends, near a fact, on an hour, or anywhere in the next fortnight. */
static rh_instant sample(fixture *f, rh_instant t, rh_instant until)
{
    static const int64_t days[] = {0, 1, 2, 3, 5, 10};
    rh_instant s = t;
    const rh_instant fact = rh_value_instant(f->w.slots[below(f, 2) == 0 ? f->at : f->due]);
    const unsigned which = below(f, 4);
    if (which == 0 && !rh_instant_is_never(until)) s = until;
    else if (which == 1) s = (rh_instant){fact.s + (below(f, 2) == 0 ? 1 : -1) * days[below(f, 6)] * 86400, fact.ns};
    else if (which == 2) s = (rh_instant){t.s - t.s % HOUR + HOUR * (int64_t)below(f, 400), 0};
    else s.s += below(f, 14 * 86400);
    if (below(f, 2) == 0) assert_true(rh_instant_add(&s, s, below(f, 2) == 0 ? 1 : -1));
    return s;
}

static void check(fixture *f, rh_str text, const rh_pool *pool, rh_expr root, bool is_exact)
{
    char a[32], b[32], c[32];
    const rh_instant t = f->w.ev.now;
    const rh_value at_t = rh_pool_eval(pool, root, &f->w.ev);
    const rh_instant until = f->w.ev.valid_until;
    assert_true(rh_instant_before(t, until));
    for (int i = 0; i < N_SAMPLES; i++) {
        const rh_instant s = sample(f, t, until);
        if (rh_instant_before(s, t) || !rh_instant_before(s, until)) continue;
        f->w.ev.now = s;
        if (same(rh_pool_eval(pool, root, &f->w.ev), at_t)) continue;
        rh_instant_text(a, t), rh_instant_text(b, s);
        if (rh_instant_is_never(until)) snprintf(c, sizeof c, "never");
        else rh_instant_text(c, until);
        fail_msg("%.*s\nat %s differs at %s, before valid-until %s", RH_ARG(text), a, b, c);
    }
    if (!is_exact || at_t.kind == RH_UNDECIDED || rh_instant_is_never(until)) return;
    f->w.ev.now = until;
    if (same(rh_pool_eval(pool, root, &f->w.ev), at_t)) {
        rh_instant_text(a, t), rh_instant_text(c, until);
        fail_msg("%.*s\nat %s has not changed at its valid-until %s", RH_ARG(text), a, c);
    }
}

static void clock__value_is_constant_until_valid_until(void **state)
{
    (void)state;
    fixture f = {.seed = 20260304};
    kit_world_init(&f.w);
    if (f.w.ev.calendar == NULL) {
        print_message("skipped: no zone files in /usr/share/zoneinfo\n");
        skip();
    }
    f.at = kit_world_slot(&f.w, "f.at");
    f.due = kit_world_slot(&f.w, "f.due");
    for (int i = 0; i < N_EXPRESSIONS; i++) {
        rh_arena_mark mark = rh_arena_begin(&f.w.keep);
        rh_buf text;
        bool is_exact = false;
        rh_buf_init(&text, &f.w.keep, 1 << 16);
        put_condition(&f, &text, 3, &is_exact);
        rh_diags diags;
        rh_pool *pool = NULL;
        rh_expr root = RH_EXPR_NONE;
        rh_diags_init(&diags, &f.w.keep);
        if (kit_world_load(&f.w, &pool, &root, rh_buf_str(&text), NULL, &diags) != RH_OK)
            fail_msg("%.*s: %s", RH_ARG(rh_buf_str(&text)), diags.errors[0].text);
        f.w.slots[f.at] = rh_timestamp(instant(&f));
        f.w.slots[f.due] = below(&f, 8) == 0 ? rh_null() : rh_timestamp(instant(&f));
        f.w.ev.now = instant(&f);
        check(&f, rh_buf_str(&text), pool, root, is_exact);
        rh_arena_end(&f.w.keep, mark);
    }
    kit_world_dispose(&f.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(clock__value_is_constant_until_valid_until)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
