/* What all parts of monitors.yaml are read with. */
#include "harness/review/read.h"

void rh_review__failed(rh_review_reader *r, rh_code code)
{
    if (r->code == RH_OK) r->code = code;
}

static bool is_known(const rh_review_key *keys, size_t n, rh_str name)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(rh_str_of(keys[i].name), name)) return true;
    return false;
}

static void tell_unknown(rh_review_reader *r, const rh_node *key, const char *what, const rh_review_key *keys, size_t n)
{
    rh_str *names = RH_NEW_N(r->keep, n, rh_str);
    for (size_t i = 0; names != NULL && i < n; i++) names[i] = rh_str_of(keys[i].name);
    const rh_str near = names != NULL ? rh_str_nearest(key->text, (rh_strs){names, n}) : rh_str_null();
    if (near.ptr != NULL)
        RH_REVIEW_ERROR(r, RH_REVIEW_KEY, key->span, "%s has no key '%.*s': did you mean '%.*s'", what,
                        RH_ARG(key->text), RH_ARG(near));
    else RH_REVIEW_ERROR(r, RH_REVIEW_KEY, key->span, "%s has no key '%.*s'", what, RH_ARG(key->text));
}

bool rh_review__map(rh_review_reader *r, const rh_node *node, const char *what, const rh_review_key *keys, size_t n)
{
    if (node->kind != RH_NODE_MAP) {
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s must be a map", what);
        return false;
    }
    for (size_t i = 0; i < node->n_pairs; i++)
        if (!is_known(keys, n, node->pairs[i].key->text)) tell_unknown(r, node->pairs[i].key, what, keys, n);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        *keys[i].value = rh_node_get(node, rh_str_of(keys[i].name));
        if (*keys[i].value != NULL || !keys[i].is_required) continue;
        RH_REVIEW_ERROR(r, RH_REVIEW_KEY, node->span, "%s has no '%s'", what, keys[i].name);
        ok = false;
    }
    return ok;
}

size_t rh_review__list(rh_review_reader *r, const rh_node *node, const char *what)
{
    if (node == NULL) return 0;
    if (node->kind == RH_NODE_LIST) return node->n_items;
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s must be a list", what);
    return 0;
}

void rh_review__text(rh_review_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    if (node == NULL) return;
    if (node->kind == RH_NODE_SCALAR && node->text.len > 0) *out = node->text;
    else RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s must be text", what);
}

void rh_review__texts(rh_review_reader *r, const rh_node *node, const char *what, rh_strs *out)
{
    const size_t n = rh_review__list(r, node, what);
    rh_str *at = RH_NEW_N(r->keep, n, rh_str);
    for (size_t i = 0; at != NULL && i < n; i++) rh_review__text(r, node->items[i], what, &at[i]);
    if (at != NULL && n > 0) *out = (rh_strs){at, n};
}

void rh_review__unknown(rh_review_reader *r, const rh_node *node, const char *what, rh_strs names)
{
    const rh_str near = rh_str_nearest(node->text, names);
    if (near.ptr != NULL)
        RH_REVIEW_ERROR(r, RH_REVIEW_NAME, node->span, "there is no %s '%.*s': did you mean '%.*s'", what,
                        RH_ARG(node->text), RH_ARG(near));
    else RH_REVIEW_ERROR(r, RH_REVIEW_NAME, node->span, "there is no %s '%.*s'", what, RH_ARG(node->text));
}

void rh_review__role(rh_review_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    const rh_register *reg = r->plan->reg;
    rh_str word = rh_str_null();
    rh_review__text(r, node, what, &word);
    if (word.ptr == NULL) return;
    const uint32_t role = rh_register_role(reg, word);
    if (role != RH_NONE) {
        *out = reg->roles[role].id;
        return;
    }
    rh_str *names = RH_NEW_N(r->keep, reg->n_roles, rh_str);
    for (size_t i = 0; names != NULL && i < reg->n_roles; i++) names[i] = reg->roles[i].id;
    rh_review__unknown(r, node, "role", (rh_strs){names, names != NULL ? reg->n_roles : 0});
}

/* An instant, or a day: its first instant in the policy's zone. */
void rh_review__instant(rh_review_reader *r, const rh_node *node, const char *what, rh_instant *out)
{
    int32_t year, month, day;
    if (node == NULL) return;
    if (node->kind == RH_NODE_SCALAR && rh_instant_parse(out, node->text)) return;
    if (node->kind == RH_NODE_SCALAR && rh_date_parse(&year, &month, &day, node->text)) {
        *out = rh_zone_local(rh_calendar_zone(r->plan->reg->calendar), rh_days_from_civil(year, month, day), 0);
        return;
    }
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span,
                    "%s is '%.*s': expected a day, as 2026-03-02, or an instant with a zone", what, RH_ARG(node->text));
}

bool rh_review__span(rh_review_reader *r, const rh_node *node, const char *what, rh_span_of_time *out)
{
    if (node == NULL) return false;
    if (node->kind == RH_NODE_SCALAR && rh_span_parse(out, node->text) && out->n >= 1) return true;
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s is '%.*s': expected a span, as 2 business days", what,
                    RH_ARG(node->text));
    return false;
}

static bool parse_decimal(rh_str text, rh_model_quantity *out)
{
    int64_t num = 0, den = 1;
    const bool is_negative = text.len > 0 && text.ptr[0] == '-';
    bool is_behind = false;
    if (text.len == (size_t)is_negative) return false;
    for (size_t i = is_negative; i < text.len; i++) {
        const char c = text.ptr[i];
        if (c == '.' && !is_behind && i > 0 && i + 1 < text.len) {
            is_behind = true;
            continue;
        }
        if (c < '0' || c > '9' || num > INT32_MAX || (is_behind && den == 1000)) return false;
        num = num * 10 + (c - '0');
        if (is_behind) den *= 10;
    }
    out->num = is_negative ? -num : num;
    out->den = den;
    return true;
}

bool rh_review__decimal(rh_review_reader *r, const rh_node *node, const char *what, rh_model_quantity *out)
{
    if (node == NULL) return false;
    if (node->kind == RH_NODE_SCALAR && node->is_plain && parse_decimal(node->text, out)) return true;
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s is '%.*s': expected a number, at most three decimal places",
                    what, RH_ARG(node->text));
    return false;
}

static bool parse_number(rh_str text, uint32_t *out)
{
    uint32_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > 100000) return false;
        n = n * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    *out = n;
    return text.len > 0;
}

bool rh_review__range(rh_review_reader *r, const rh_node *node, const char *what, bool is_open, uint32_t *from,
                      uint32_t *to)
{
    if (node == NULL) return false;
    const size_t dots = node->kind == RH_NODE_SCALAR ? rh_str_find(node->text, RH_STR("..")) : SIZE_MAX;
    if (dots != SIZE_MAX) {
        const rh_str last = rh_str_slice(node->text, dots + 2, node->text.len);
        uint32_t a = 0, b = 0;
        const bool ok = parse_number(rh_str_slice(node->text, 0, dots), &a) &&
                        (parse_number(last, &b) ? b >= a : is_open && last.len == 0);
        if (ok) {
            *from = a;
            *to = b;
            return true;
        }
    }
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "%s is '%.*s': expected a range, as 1..5%s", what,
                    RH_ARG(node->text), is_open ? " or 31.." : "");
    return false;
}

size_t rh_review__metric(rh_review_reader *r, const rh_node *node)
{
    const rh_review_plan *plan = r->plan;
    for (size_t i = 0; node->kind == RH_NODE_SCALAR && i < plan->n_metrics; i++)
        if (rh_str_eq(plan->metrics[i].id, node->text)) return i;
    rh_str *names = RH_NEW_N(r->keep, plan->n_metrics, rh_str);
    for (size_t i = 0; names != NULL && i < plan->n_metrics; i++) names[i] = plan->metrics[i].id;
    rh_review__unknown(r, node, "metric", (rh_strs){names, names != NULL ? plan->n_metrics : 0});
    return SIZE_MAX;
}
