/* Reads policy.yaml: the calendar, the values of policy.*, the words, who approves twice. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

enum { FORMAT = 1, FOLLOW_UP_DAYS_MAX = 36500 };

/* ---- calendar ---- */

typedef struct calendar_row {
    rh_str zone, open, close, holidays;
    const rh_node *open_node, *close_node, *days;
} calendar_row;

static const rh_key calendar_keys[] = {
    RH_NEEDS(calendar_row, "zone", WORD, zone),         RH_NEEDS(calendar_row, "open", ANY, open_node),
    RH_NEEDS(calendar_row, "close", ANY, close_node),   RH_NEEDS(calendar_row, "days", LIST, days),
    RH_NEEDS(calendar_row, "holidays", WORD, holidays),
};

/* "HH:MM" from 00:00 to 24:00 in seconds; -1 after an error. */
static int32_t read_time_of_day(rh_reader *r, const rh_node *node, const char *what)
{
    rh_str t;
    if (node == NULL || !rh_read_text(r, node, what, &t)) return -1;
    const bool has_form = t.len == 5 && t.ptr[2] == ':' && t.ptr[0] >= '0' && t.ptr[0] <= '9' && t.ptr[1] >= '0' &&
                          t.ptr[1] <= '9' && t.ptr[3] >= '0' && t.ptr[3] <= '5' && t.ptr[4] >= '0' && t.ptr[4] <= '9';
    const int32_t s = has_form ? ((t.ptr[0] - '0') * 10 + (t.ptr[1] - '0')) * 3600 +
                                     ((t.ptr[3] - '0') * 10 + (t.ptr[4] - '0')) * 60
                               : -1;
    if (s >= 0 && s <= 86400) return s;
    RH_READ_ERROR(r, RH_REG_NUMBER, node->span, "%s is \"%.*s\", expected \"HH:MM\" from 00:00 to 24:00", what,
                  RH_SHOW(r, t));
    return -1;
}

static void read_weekdays(rh_reader *r, const rh_node *list, bool weekdays[7])
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    if (list->n_items == 0) RH_READ_ERROR(r, RH_REG_RULE, list->span, "days is empty, expected at least one day");
    for (size_t i = 0; i < list->n_items; i++) {
        size_t day;
        if (!rh_read_one_of(r, list->items[i], "day", names, 7, &day)) continue;
        if (weekdays[day])
            RH_READ_ERROR(r, RH_REG_DUPLICATE, list->items[i]->span, "day \"%s\" stands twice", names[day]);
        weekdays[day] = true;
    }
}

static void make_calendar(rh_reader *r, const rh_node *node)
{
    rh_err err = {0};
    if (r->calendars->make(r->calendars->ctx, &r->reg->calendar, r->keep, &r->reg->policy, &err) == RH_OK) return;
    if (err.span.line == 0 && err.span.file.ptr == NULL) err.span = node->span;
    rh_diags_error(r->diags, &err);
    rh_read_failed(r, err.code);
}

static void read_calendar(rh_reader *r, const rh_node *node)
{
    calendar_row row = {0};
    rh_policy *policy = &r->reg->policy;
    const rh_code before = r->code;
    const size_t n_before = r->diags->n_errors;
    if (!rh_read_row(r, node, "calendar", RH_KEYS(calendar_keys), &row)) return;
    policy->zone = row.zone;
    policy->holidays = row.holidays;
    if (row.zone.ptr != NULL) policy->zone_span = rh_node_get(node, RH_STR("zone"))->span;
    if (row.holidays.ptr != NULL) policy->holidays_span = rh_node_get(node, RH_STR("holidays"))->span;
    policy->open_s = read_time_of_day(r, row.open_node, "open");
    policy->close_s = read_time_of_day(r, row.close_node, "close");
    if (policy->open_s >= 0 && policy->close_s >= 0 && policy->open_s >= policy->close_s)
        RH_READ_ERROR(r, RH_REG_NUMBER, row.close_node->span, "close is not after open");
    if (row.days != NULL) read_weekdays(r, row.days, policy->weekdays);
    if (r->code == before && r->diags->n_errors == n_before) make_calendar(r, node);
}

/* ---- values ---- */

static bool read_scalar(rh_reader *r, const rh_node *node, rh_value *out)
{
    bool b;
    int64_t i;
    double d;
    rh_str text;
    if (rh_node_bool(node, &b)) {
        *out = rh_bool(b);
    } else if (rh_node_int(node, &i)) {
        *out = rh_int(i);
    } else if (rh_node_double(node, &d) && memchr(node->text.ptr, '.', node->text.len) == NULL &&
               memchr(node->text.ptr, 'e', node->text.len) == NULL &&
               memchr(node->text.ptr, 'E', node->text.len) == NULL) {
        RH_READ_ERROR(r, RH_REG_NUMBER, node->span, "integer %.*s is out of range, expected 64 bits",
                      RH_SHOW(r, node->text));
        return false;
    } else if (rh_node_double(node, &d)) {
        *out = rh_double(d);
    } else if (node->kind == RH_NODE_SCALAR && node->is_plain && rh_read_is_numeric(node->text) &&
               memchr(node->text.ptr, ':', node->text.len) == NULL) {
        RH_READ_ERROR(r, RH_REG_NUMBER, node->span, "number %.*s is out of range or no JSON number",
                      RH_SHOW(r, node->text));
        return false;
    } else {
        if (!rh_read_word(r, node, "value", &text)) return false;
        *out = rh_string(text);
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_policy_value *)a)->name, ((const rh_policy_value *)b)->name);
}

/* The three values that the core itself reads. */
static void read_core_value(rh_reader *r, const rh_policy_value *v)
{
    rh_policy *policy = &r->reg->policy;
    if (rh_str_eq(v->name, RH_STR("materiality"))) {
        rh_read_int(r, v->node, "materiality", INT64_MIN, INT64_MAX, &policy->materiality);
    } else if (rh_str_eq(v->name, RH_STR("approval_valid"))) {
        policy->has_approval_valid = rh_read_span(r, v->node, "approval_valid", &policy->approval_valid);
    } else if (rh_str_eq(v->name, RH_STR("follow_up_days"))) {
        rh_read_int(r, v->node, "follow_up_days", 1, FOLLOW_UP_DAYS_MAX, &policy->follow_up_days);
    }
}

static void read_values(rh_reader *r, const rh_node *map)
{
    rh_policy_value *values = RH_NEW_N(r->keep, map->n_pairs, rh_policy_value);
    size_t n = 0;
    for (size_t i = 0; values != NULL && i < map->n_pairs; i++) {
        const rh_node_pair *pair = &map->pairs[i];
        if (!rh_read_is_name(pair->key->text, 1))
            RH_READ_ERROR(r, RH_REG_ID, pair->key->span, "value \"%.*s\" is malformed, expected a name",
                          RH_SHOW(r, pair->key->text));
        values[n] = (rh_policy_value){.name = pair->key->text, .node = pair->value};
        if (!read_scalar(r, pair->value, &values[n].value)) continue;
        read_core_value(r, &values[n]);
        n++;
    }
    if (values != NULL) qsort(values, n, sizeof values[0], by_name);
    r->reg->policy.values = values;
    r->reg->policy.n_values = n;
}

/* ---- words, dual, the file ---- */

static const rh_key word_keys[] = {
    RH_TAKES(rh_policy, "lane", WORDS, lanes),
    RH_TAKES(rh_policy, "exception", WORDS, exceptions),
    RH_TAKES(rh_policy, "reason", WORDS, reasons),
    RH_TAKES(rh_policy, "area", WORDS, areas),
};

typedef struct dual_row {
    const rh_node *amount, *actions;
} dual_row;

static const rh_key dual_keys[] = {
    RH_NEEDS(dual_row, "amount", ANY, amount),
    RH_NEEDS(dual_row, "actions", LIST, actions),
};

static bool is_amount(rh_field_type t)
{
    return t == RH_F_MONEY || t == RH_F_INT || t == RH_F_DOUBLE;
}

static void read_dual(rh_reader *r, const rh_node *node)
{
    dual_row row = {0};
    rh_policy *policy = &r->reg->policy;
    if (!rh_read_row(r, node, "dual", RH_KEYS(dual_keys), &row)) return;
    if (row.amount != NULL) policy->dual_amount = rh_read_field(r, row.amount);
    policy->dual_actions = rh_read_actions(r, row.actions, "actions", &policy->n_dual_actions);
    if (policy->dual_amount == RH_NONE) return;
    const rh_field *field = &r->reg->fields[policy->dual_amount];
    if (!is_amount(field->shape.type))
        RH_READ_ERROR(r, RH_REG_RULE, row.amount->span, "field \"%.*s\" is of type %s, expected an amount",
                      RH_SHOW(r, field->name), rh_field_type_name(field->shape.type));
}

typedef struct policy_file {
    const rh_node *format, *calendar, *values, *words, *segment, *dual;
    rh_strs retired;
} policy_file;

static const rh_key file_keys[] = {
    RH_TAKES(policy_file, "format", ANY, format),     RH_NEEDS(policy_file, "calendar", ANY, calendar),
    RH_NEEDS(policy_file, "values", MAP, values),     RH_TAKES(policy_file, "words", MAP, words),
    RH_TAKES(policy_file, "segment", ANY, segment),   RH_TAKES(policy_file, "dual", ANY, dual),
    RH_TAKES(policy_file, "retired", WORDS, retired),
};

static void check_format(rh_reader *r, const rh_node *node)
{
    int64_t format;
    if (node == NULL || (rh_node_int(node, &format) && format == FORMAT)) return;
    RH_READ_ERROR(r, RH_REG_FORMAT, node->span, "format %.*s is unknown, this program reads format %d",
                  RH_SHOW(r, node->kind == RH_NODE_SCALAR ? node->text : RH_STR("that is no number")), FORMAT);
}

void rh_read__policy(rh_reader *r, const rh_node *root)
{
    policy_file file = {0};
    if (!rh_read_row(r, root, "policy.yaml", RH_KEYS(file_keys), &file)) return;
    check_format(r, file.format);
    r->reg->policy.retired = file.retired;
    if (file.words != NULL) rh_read_row(r, file.words, "words", RH_KEYS(word_keys), &r->reg->policy);
    if (file.values != NULL) read_values(r, file.values);
    if (file.segment != NULL) r->reg->policy.segment = rh_read_field(r, file.segment);
    if (file.dual != NULL) read_dual(r, file.dual);
    if (file.calendar != NULL) read_calendar(r, file.calendar);
    r->knows_policy = true;
}
