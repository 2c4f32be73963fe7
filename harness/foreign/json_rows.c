/* Walking the lists in a JSON text that is known to be well-formed. */
#include "harness/foreign/json_rows.h"

#include "harness/foreign/json_locate.h"

#include "engine/base/limits.h"

static void skip_space(rh_json_rows *r)
{
    while (r->at < r->text.len && strchr(" \t\r\n", r->text.ptr[r->at]) != NULL) r->at++;
}

static char peek(rh_json_rows *r)
{
    skip_space(r);
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static void skip_string(rh_json_rows *r)
{
    for (r->at++; r->at < r->text.len && r->text.ptr[r->at] != '"'; r->at++)
        if (r->text.ptr[r->at] == '\\') r->at++;
    r->at++;
}

static void skip_value(rh_json_rows *r)
{
    size_t depth = 0;
    do {
        const char c = peek(r);
        if (c == '"') skip_string(r);
        else if (c == '{' || c == '[') depth++, r->at++;
        else if (c == '}' || c == ']') depth--, r->at++;
        else if (c == ',' || c == ':') r->at++;
        else
            while (r->at < r->text.len && strchr(",:]}{[\" \t\r\n", r->text.ptr[r->at]) == NULL) r->at++;
    } while (depth > 0 && r->at < r->text.len);
}

/* From an object to the value of its member `key`, which is written without escapes. */
static bool enter_member(rh_json_rows *r, rh_str key)
{
    if (peek(r) != '{') return false;
    r->at++;
    while (peek(r) == '"') {
        const size_t from = r->at + 1;
        skip_string(r);
        const bool is_it = rh_str_eq(rh_str_slice(r->text, from, r->at - 1), key);
        if (peek(r) == ':') r->at++;
        skip_space(r);
        if (is_it) return true;
        skip_value(r);
        if (peek(r) == ',') r->at++;
    }
    return false;
}

/* Follows steps to members from `at` on. *step: the first that was not followed: a step to many, one whose member is
 * missing, or the end. */
static void follow(rh_json_rows *r, size_t *step)
{
    while (*step < r->steps.n && r->steps.at[*step].kind == RH_STEP_KEY && enter_member(r, r->steps.at[*step].key))
        ++*step;
}

/* Opens the list or object that a step to many wants; false when something else stands there. */
static bool open_level(rh_json_rows *r, size_t step)
{
    if (peek(r) != (r->steps.at[step].kind == RH_STEP_EACH ? '[' : '{')) return false;
    r->levels[r->n_levels++] = (rh_json_level){.at = ++r->at, .step = step + 1};
    return true;
}

/* Goes to the next element of a level; false at its end. */
static bool next_element(rh_json_rows *r, rh_json_level *level)
{
    r->at = level->at;
    if (peek(r) == ',') r->at++;
    if (peek(r) == ']' || peek(r) == '}' || r->at >= r->text.len) return false;
    level->key = rh_str_null();
    if (r->steps.at[level->step - 1].kind == RH_STEP_MEMBERS) {
        const size_t from = r->at + 1;
        skip_string(r);
        level->key = rh_str_slice(r->text, from, r->at - 1);
        if (peek(r) == ':') r->at++;
        skip_space(r);
    }
    const size_t from = r->at;
    skip_value(r);
    level->at = r->at;
    level->element = rh_str_slice(r->text, from, r->at);
    r->at = from;
    return true;
}

static void put_row(rh_json_row *out, rh_json_rows *r)
{
    const size_t from = r->at;
    for (; r->counted_to < from; r->counted_to++) r->line += r->text.ptr[r->counted_to] == '\n';
    skip_value(r);
    *out = (rh_json_row){.text = rh_str_slice(r->text, from, r->at), .offset = from, .line = r->line};
    for (size_t i = 0; i < r->n_levels; i++) {
        out->key[i] = r->levels[i].key;
        if (r->levels[i].element.ptr != out->text.ptr) out->outer[out->n_outer++] = r->levels[i].element;
    }
}

rh_code rh_json_rows_begin(rh_json_rows *out, rh_str text, rh_steps steps, rh_err *err)
{
    rh_json_fault fault;
    rh_json_rows rows = {.text = text, .steps = steps, .line = 1};
    size_t step = 0;
    if (rh_json__fault(&fault, text, RH_LIMIT_JSON_DEPTH))
        return rh_err_set(err, fault.code, rh_json__place(text, fault.at), "%s", fault.what);
    follow(&rows, &step);
    skip_space(&rows);
    rows.has_many = step < steps.n && steps.at[step].kind != RH_STEP_KEY;
    if (step < steps.n && !rows.has_many)
        return rh_err_set(err, RH_JSON_SYNTAX, rh_json__place(text, rows.at),
                          "no member \"%.*s\" on the way to the rows", RH_ARG(steps.at[step].key));
    if (rows.has_many && !open_level(&rows, step))
        return rh_err_set(err, RH_JSON_SYNTAX, rh_json__place(text, rows.at), "%s of rows was expected",
                          steps.at[step].kind == RH_STEP_EACH ? "a list" : "an object");
    *out = rows;
    return RH_OK;
}

bool rh_json_rows_next(rh_json_row *out, rh_json_rows *r)
{
    if (!r->has_many) {
        if (r->at >= r->text.len) return false;
        put_row(out, r);
        r->at = r->text.len;
        return true;
    }
    while (r->n_levels > 0) {
        rh_json_level *level = &r->levels[r->n_levels - 1];
        if (!next_element(r, level)) {
            r->n_levels--;
            continue;
        }
        size_t step = level->step;
        follow(r, &step);
        skip_space(r);
        if (step == r->steps.n) {
            put_row(out, r);
            return true;
        }
        if (r->steps.at[step].kind != RH_STEP_KEY) open_level(r, step);
    }
    return false;
}
