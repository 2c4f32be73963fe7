/* Walking a list in a JSON text that is known to be well-formed. */
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

rh_code rh_json_rows_begin(rh_json_rows *out, rh_str text, rh_strs path, rh_err *err)
{
    rh_json_fault fault;
    rh_json_rows rows = {.text = text, .line = 1};
    if (rh_json__fault(&fault, text, RH_LIMIT_JSON_DEPTH))
        return rh_err_set(err, fault.code, rh_json__place(text, fault.at), "%s", fault.what);
    for (size_t i = 0; i < path.n; i++)
        if (!enter_member(&rows, path.at[i]))
            return rh_err_set(err, RH_JSON_SYNTAX, rh_json__place(text, rows.at),
                              "no member \"%.*s\" on the way to the rows", RH_ARG(path.at[i]));
    if (peek(&rows) != '[')
        return rh_err_set(err, RH_JSON_SYNTAX, rh_json__place(text, rows.at), "a list of rows was expected");
    rows.at++;
    *out = rows;
    return RH_OK;
}

bool rh_json_rows_next(rh_json_row *out, rh_json_rows *r)
{
    if (peek(r) == ',') r->at++;
    if (peek(r) == ']' || r->at >= r->text.len) return false;
    const size_t from = r->at;
    for (; r->counted_to < from; r->counted_to++) r->line += r->text.ptr[r->counted_to] == '\n';
    skip_value(r);
    *out = (rh_json_row){rh_str_slice(r->text, from, r->at), from, r->line};
    return true;
}
