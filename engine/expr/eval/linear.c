/* Clock atoms: comparisons and day counts of quantities that are linear in now, with their exact next change.
 *
 * A linear quantity is a value and its slope: how fast it moves with the clock (now: 1, t - now: -1). By the clock rule
 * every use of now is one of these, so the instant at which a truth flips has a closed form. */
#include "engine/expr/eval/linear.h"

enum { BILLION = 1000000000, DAY = 86400 };

typedef struct linear {
    rh_value v;
    int slope;
} linear;

static rh_wide normal(int64_t s, int64_t ns)
{
    if (ns < 0) return (rh_wide){s - 1, (int32_t)(ns + BILLION)};
    if (ns >= BILLION) return (rh_wide){s + 1, (int32_t)(ns - BILLION)};
    return (rh_wide){s, (int32_t)ns};
}

rh_wide rh_wide_sub(rh_wide a, rh_wide b) { return normal(a.s - b.s, (int64_t)a.ns - b.ns); }
static rh_wide wide_add(rh_wide a, rh_wide b) { return normal(a.s + b.s, (int64_t)a.ns + b.ns); }
static rh_wide wide_negative(rh_wide a) { return rh_wide_sub((rh_wide){0, 0}, a); }
static rh_wide wide_abs(rh_wide a) { return a.s < 0 ? wide_negative(a) : a; }

rh_wide rh_wide_of_ns(int64_t ns)
{
    return normal(ns / BILLION, ns % BILLION);
}

/* w / k for w >= 0, k >= 1, rounded down or up. */
static rh_wide wide_divide(rh_wide w, int k, bool up)
{
    if (k == 1) return w;
    const int64_t rest = (w.s % k) * BILLION + w.ns;
    const rh_wide q = normal(w.s / k, rest / k);
    return up && rest % k != 0 ? wide_add(q, (rh_wide){0, 1}) : q;
}

void rh_clock_change_after(rh_machine *m, rh_wide delta)
{
    const rh_instant at = wide_add(m->ev->now, delta);
    if (!rh_instant_before(RH_INSTANT_MAX, at)) rh_machine__change(m, at);
}

/* Lowers valid-until to when x, moving by slope, enters or leaves [low, high]. */
static void change_of_range(rh_machine *m, rh_wide x, int slope, rh_wide low, rh_wide high)
{
    if (slope == 0) return;
    if (slope < 0) {
        change_of_range(m, wide_negative(x), -slope, wide_negative(high), wide_negative(low));
        return;
    }
    if (rh_instant_before(high, x)) return;
    if (rh_instant_before(x, low)) rh_clock_change_after(m, wide_divide(rh_wide_sub(low, x), slope, true));
    else rh_clock_change_after(m, wide_add(wide_divide(rh_wide_sub(high, x), slope, false), (rh_wide){0, 1}));
}

static rh_wide wide_of(rh_value v)
{
    return v.kind == RH_TIMESTAMP ? rh_value_instant(v) : rh_wide_of_ns(v.i);
}

static bool is_time(rh_value v) { return v.kind == RH_TIMESTAMP || v.kind == RH_DURATION; }

static linear evaluate(rh_machine *m, uint32_t step);

static linear difference(rh_machine *m, const rh_step *s)
{
    m->cost += s->weight;
    const linear a = evaluate(m, s->a), b = evaluate(m, s->b);
    const linear d = {rh_arithmetic(m, RH_STEP_SUB, a.v, b.v), a.slope - b.slope};
    if (!is_time(a.v) || !is_time(b.v)) return d;
    const rh_wide x = rh_wide_sub(wide_of(a.v), wide_of(b.v));
    const bool is_instant = a.v.kind == RH_TIMESTAMP && b.v.kind == RH_DURATION;
    if (is_instant) change_of_range(m, x, d.slope, RH_INSTANT_MIN, RH_INSTANT_MAX);
    else change_of_range(m, x, d.slope, rh_wide_of_ns(INT64_MIN), rh_wide_of_ns(INT64_MAX));
    return d;
}

static linear evaluate(rh_machine *m, uint32_t step)
{
    const rh_step *s = &m->steps[step];
    if ((s->flags & RH_STEP_LINEAR) == 0) return (linear){rh_machine__value(m, step), 0};
    if (s->op == RH_STEP_SUB) return difference(m, s);
    m->cost += s->weight;
    return (linear){rh_timestamp(m->ev->now), 1};
}

static rh_truth truth_of_sign(rh_op op, int sign)
{
    if (op == RH_OP_EQ) return rh_truth_of(sign == 0);
    if (op == RH_OP_NE) return rh_truth_of(sign != 0);
    return rh_order_sign(op, sign);
}

/* Lowers valid-until to when `op` applied to the sign of x, moving by slope, changes. */
static void change_of_sign(rh_machine *m, rh_op op, rh_wide x, int slope)
{
    const int sign = rh_wide_sign(x), way = slope > 0 ? 1 : -1;
    const rh_truth now = truth_of_sign(op, sign);
    if (slope == 0 || sign == way) return;
    const rh_wide to_zero = wide_divide(wide_abs(x), way * slope, true),
                  short_of = wide_divide(wide_abs(x), way * slope, false);
    /* With a slope of two nanoseconds a nanosecond, zero may be jumped over. */
    const bool meets_zero = rh_instant_cmp(to_zero, short_of) == 0;
    if (sign != 0 && meets_zero && truth_of_sign(op, 0) != now) rh_clock_change_after(m, to_zero);
    else if (truth_of_sign(op, way) != now) rh_clock_change_after(m, wide_add(short_of, (rh_wide){0, 1}));
}

rh_truth rh_clock_order(rh_machine *m, const rh_step *s)
{
    const rh_op op = (rh_op)s->n;
    const linear a = evaluate(m, s->a), b = evaluate(m, s->b);
    if (a.v.kind == RH_UNDECIDED) return rh_open((rh_cause)a.v.cause);
    if (b.v.kind == RH_UNDECIDED) return rh_open((rh_cause)b.v.cause);
    if (a.v.kind != b.v.kind) {
        if (op == RH_OP_EQ || op == RH_OP_NE) return rh_truth_of(op == RH_OP_NE);
        return rh_order(op, a.v, b.v);
    }
    const rh_wide x = rh_wide_sub(wide_of(a.v), wide_of(b.v));
    change_of_sign(m, op, x, a.slope - b.slope);
    return truth_of_sign(op, rh_wide_sign(x));
}

/* ---- whole days ---- */

int64_t rh_wide_days(rh_wide w)
{
    return w.s < 0 ? -(wide_negative(w).s / DAY) : w.s / DAY;
}

void rh_clock_days_change(rh_machine *m, rh_wide span, int slope)
{
    if (slope == 0) return;
    if (slope < 0) span = wide_negative(span);
    const int64_t n = rh_wide_days(span);
    /* A growing span: a positive count rises at the next whole day, a negative one just behind its own. */
    const rh_wide target = n >= 0 ? (rh_wide){(n + 1) * DAY, 0} : (rh_wide){n * DAY, 1};
    rh_clock_change_after(m, rh_wide_sub(target, span));
}

rh_value rh_clock_days(rh_machine *m, const rh_step *s)
{
    const linear from = evaluate(m, s->a), to = evaluate(m, s->b);
    if (from.v.kind != RH_TIMESTAMP) return rh_misfit(from.v);
    if (to.v.kind != RH_TIMESTAMP) return rh_misfit(to.v);
    const rh_wide span = rh_wide_sub(wide_of(to.v), wide_of(from.v));
    rh_clock_days_change(m, span, to.slope - from.slope);
    return rh_int(rh_wide_days(span));
}
