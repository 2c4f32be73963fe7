/* Ranges of a policy value, and the registers that have them. */
#include "harness/sweep/settings.h"

#include "engine/base/vec.h"
#include "engine/base/show.h"
#include "harness/sweep/vary.h"

enum { MOST_PLACES = 9, SHOWN_BYTES = 80 };

typedef RH_VEC(rh_str) text_list;

typedef struct maker {
    rh_arena *keep;
    const rh_revision *revision;
    rh_str name, current, given; /* current: the text of the node */
    text_list texts;
    rh_err *err;
} maker;

/* ---- decimals: whole numbers of a place ---- */

typedef struct decimal {
    int64_t units;
    unsigned places;
} decimal;

/* "0.80" is 80 units of two places. */
static bool read_decimal(decimal *out, rh_str text)
{
    const bool is_negative = text.len > 0 && text.ptr[0] == '-';
    bool has_dot = false;
    *out = (decimal){0};
    if (text.len == is_negative) return false;
    for (size_t i = is_negative; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '.' && !has_dot && i > is_negative && i + 1 < text.len) {
            has_dot = true;
            continue;
        }
        if (c < '0' || c > '9' || out->units > (INT64_MAX - 9) / 10 || out->places == MOST_PLACES) return false;
        out->units = out->units * 10 + (c - '0');
        out->places += has_dot;
    }
    if (is_negative) out->units = -out->units;
    return true;
}

static bool to_places(decimal *d, unsigned places)
{
    for (; d->places < places; d->places++) {
        if (d->units > INT64_MAX / 10 || d->units < INT64_MIN / 10) return false;
        d->units *= 10;
    }
    return true;
}

static rh_str decimal_text(rh_arena *keep, decimal d, rh_str rest)
{
    rh_buf text;
    int64_t scale = 1;
    rh_buf_init(&text, keep, 4096);
    for (unsigned i = 0; i < d.places; i++) scale *= 10;
    const int64_t size = d.units < 0 ? -d.units : d.units;
    if (d.units < 0) rh_buf_byte(&text, '-');
    rh_buf_int(&text, size / scale);
    if (d.places > 0) rh_buf_printf(&text, ".%0*lld", (int)d.places, (long long)(size % scale));
    rh_buf_put(&text, rest);
    return rh_buf_str(&text);
}

/* ---- ranges ---- */

static rh_code bad(const maker *m, const char *why)
{
    return rh_err_set(m->err, RH_SWEEP_RANGE, (rh_span){0}, "%.*s: %s",
                      RH_ARG(rh_show(m->keep, m->given, SHOWN_BYTES)), why);
}

/* The number that the value begins with, and what is behind it: " business days". */
static rh_str leading_number(rh_str text, rh_str *rest)
{
    size_t n = 0;
    while (n < text.len && (text.ptr[n] == '-' || text.ptr[n] == '.' || (text.ptr[n] >= '0' && text.ptr[n] <= '9')))
        n++;
    *rest = rh_str_slice(text, n, text.len);
    return rh_str_slice(text, 0, n);
}

static bool add_text(maker *m, rh_str text)
{
    return text.ptr != NULL && RH_PUSH(m->keep, &m->texts, text);
}

/* Every number of the range, and the one that stands where it belongs. */
static rh_code add_numbers(maker *m, decimal from, decimal to, decimal step, decimal now, rh_str rest)
{
    bool ok = true, is_told = false;
    if (step.units <= 0) return bad(m, "a step is a number above 0");
    if (to.units < from.units) return bad(m, "a range runs from the lower number to the higher");
    if (((uint64_t)to.units - (uint64_t)from.units) / (uint64_t)step.units >= RH_SWEEP_MOST)
        return bad(m, "a sweep has at most 200 settings");
    for (int64_t u = from.units; u <= to.units && ok; u += step.units) {
        if (!is_told && now.units <= u) {
            ok = add_text(m, m->current);
            is_told = true;
        }
        if (now.units != u) ok = ok && add_text(m, decimal_text(m->keep, (decimal){u, from.places}, rest));
        if (u > INT64_MAX - step.units) break;
    }
    if (!is_told) ok = ok && add_text(m, m->current);
    return ok ? RH_OK : rh_err_nomem(m->err);
}

static rh_code add_range(maker *m, rh_str range, size_t dots)
{
    rh_str rest, step_text = rh_str_null(), to_text = rh_str_slice(range, dots + 2, range.len);
    const size_t colon = rh_str_find(to_text, RH_STR(":"));
    decimal from, to, step, now;
    if (colon != SIZE_MAX) {
        step_text = rh_str_slice(to_text, colon + 1, to_text.len);
        to_text = rh_str_slice(to_text, 0, colon);
    }
    if (!read_decimal(&now, leading_number(m->current, &rest)))
        return bad(m, "the value is no number: give the values, with commas between them");
    if (!read_decimal(&from, rh_str_slice(range, 0, dots)) || !read_decimal(&to, to_text))
        return bad(m, rest.len > 0 ? "expected policy.NAME=A..B or policy.NAME=A..B:STEP with the numbers alone: the unit "
                                     "is that of the value"
                                   : "expected policy.NAME=A..B or policy.NAME=A..B:STEP with two numbers");
    step = (decimal){1, from.places > to.places ? from.places : to.places};
    if (colon != SIZE_MAX && !read_decimal(&step, step_text)) return bad(m, "a step is a number above 0");
    decimal *all[] = {&from, &to, &step, &now};
    unsigned places = 0;
    for (size_t i = 0; i < 4; i++) places = all[i]->places > places ? all[i]->places : places;
    for (size_t i = 0; i < 4; i++)
        if (!to_places(all[i], places)) return bad(m, "the numbers are too large");
    return add_numbers(m, from, to, step, now, rest);
}

static rh_str without_spaces(rh_str text)
{
    size_t from = 0, to = text.len;
    while (from < to && text.ptr[from] == ' ') from++;
    while (to > from && text.ptr[to - 1] == ' ') to--;
    return rh_str_slice(text, from, to);
}

static bool is_listed(const maker *m, rh_str text)
{
    for (size_t i = 0; i < m->texts.n; i++)
        if (rh_str_eq(text, m->texts.at[i])) return true;
    return false;
}

/* The present value and those of the list, each once. */
static rh_code add_list(maker *m, rh_str list)
{
    bool ok = add_text(m, m->current), is_over = false;
    while (ok && !is_over) {
        const size_t comma = rh_str_find(list, RH_STR(","));
        const rh_str text = without_spaces(rh_str_slice(list, 0, comma));
        is_over = comma == SIZE_MAX;
        list = is_over ? list : rh_str_slice(list, comma + 1, list.len);
        if (text.len == 0) return bad(m, "expected a value between commas");
        if (!is_listed(m, text)) ok = add_text(m, text);
        if (m->texts.n > RH_SWEEP_MOST) return bad(m, "a sweep has at most 200 settings");
    }
    return ok ? RH_OK : rh_err_nomem(m->err);
}

/* ---- registers ---- */

static rh_code make_one(rh_sweep_setting *out, const maker *m, rh_zones *zones, const rh_node *node, rh_str text)
{
    rh_diags diags;
    *out = (rh_sweep_setting){.text = text, .is_current = rh_str_eq(text, m->current)};
    rh_diags_init(&diags, m->keep);
    const rh_change_of_node change = {node, rh_node_scalar(m->keep, node, text)};
    if (change.put == NULL) return rh_err_nomem(m->err);
    const rh_code code = rh_revision_vary(&out->reg, m->keep, zones, m->revision, out->is_current ? NULL : &change,
                                          &diags);
    if (code == RH_OK) return RH_OK;
    if (diags.n_errors_kept > 0) out->why = diags.errors[0];
    out->reg = NULL;
    return code == RH_NOMEM ? rh_err_nomem(m->err) : RH_OK;
}

static const rh_policy_value *value_of(const maker *m)
{
    const rh_policy *policy = &m->revision->reg->policy;
    for (size_t i = 0; i < policy->n_values; i++)
        if (rh_str_eq(policy->values[i].name, m->name)) return &policy->values[i];
    return NULL;
}

static rh_code no_value(const maker *m)
{
    const rh_policy *policy = &m->revision->reg->policy;
    rh_str *names = RH_NEW_N(m->keep, policy->n_values, rh_str);
    if (names == NULL) return rh_err_nomem(m->err);
    for (size_t i = 0; i < policy->n_values; i++) names[i] = policy->values[i].name;
    const rh_str nearest = rh_str_nearest(m->name, (rh_strs){names, policy->n_values});
    if (nearest.ptr != NULL)
        return rh_err_set(m->err, RH_SWEEP_RANGE, (rh_span){0}, "policy.yaml has no value %.*s, did you mean %.*s?",
                          RH_ARG(rh_show(m->keep, m->name, SHOWN_BYTES)), RH_ARG(nearest));
    return rh_err_set(m->err, RH_SWEEP_RANGE, (rh_span){0}, "policy.yaml has no value %.*s",
                      RH_ARG(rh_show(m->keep, m->name, SHOWN_BYTES)));
}

rh_code rh_sweep_settings_make(rh_sweep_settings *out, rh_arena *keep, rh_zones *zones, const rh_revision *revision,
                               rh_str range, rh_err *err)
{
    const rh_str prefix = RH_STR("policy.");
    const size_t equals = rh_str_find(range, RH_STR("="));
    maker m = {.keep = keep, .revision = revision, .given = range, .err = err};
    if (!rh_str_starts(range, prefix) || equals == SIZE_MAX)
        return bad(&m, "expected policy.NAME=A..B, policy.NAME=A..B:STEP or policy.NAME=VALUE,VALUE");
    m.name = rh_str_slice(range, prefix.len, equals);
    const rh_policy_value *value = value_of(&m);
    if (value == NULL) return no_value(&m);
    m.current = value->node->text;
    const rh_str values = rh_str_slice(range, equals + 1, range.len);
    const size_t dots = rh_str_find(values, RH_STR(".."));
    rh_code code = dots != SIZE_MAX ? add_range(&m, values, dots) : add_list(&m, values);
    rh_sweep_setting *at = RH_NEW_N(keep, m.texts.n, rh_sweep_setting);
    if (code == RH_OK && at == NULL) code = rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && i < m.texts.n; i++)
        code = make_one(&at[i], &m, zones, value->node, m.texts.at[i]);
    if (code == RH_OK) *out = (rh_sweep_settings){m.name, value->node, at, m.texts.n};
    return code;
}
