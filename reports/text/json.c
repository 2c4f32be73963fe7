/* The JSON writer. */
#include "reports/text/json.h"

#include "engine/base/assert.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

#include <inttypes.h>

void rh_json_begin(rh_json_writer *json, rh_buf *out, bool is_indented)
{
    *json = (rh_json_writer){.out = out, .is_indented = is_indented};
}

static void new_line(rh_json_writer *json)
{
    if (!json->is_indented) return;
    rh_buf_byte(json->out, '\n');
    for (size_t i = 0; i < json->depth; i++) rh_buf_put(json->out, RH_STR("  "));
}

/* What stands before a value or a key: a comma, a new line. */
static void before(rh_json_writer *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) return;
    if (json->count[json->depth - 1]++ > 0) rh_buf_byte(json->out, ',');
    new_line(json);
}

void rh_json_open(rh_json_writer *json, char bracket)
{
    RH_ASSERT(json->depth < RH_JSON_MAX_OPEN && (bracket == '{' || bracket == '['));
    before(json);
    rh_buf_byte(json->out, bracket);
    json->open[json->depth] = bracket;
    json->count[json->depth++] = 0;
}

void rh_json_close(rh_json_writer *json)
{
    RH_ASSERT(json->depth > 0 && !json->after_key);
    json->depth--;
    if (json->count[json->depth] > 0) new_line(json);
    rh_buf_byte(json->out, json->open[json->depth] == '{' ? '}' : ']');
}

static void put_str(rh_json_writer *json, rh_str s)
{
    if (rh_str_is_utf8(s, NULL)) {
        rh_buf_json_str(json->out, s);
        return;
    }
    rh_buf mended;
    rh_buf_init(&mended, json->out->arena, 3 * s.len + 1);
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        int32_t cp = rh_esc_next(s, &at);
        rh_buf_put(&mended, cp < 0 ? RH_STR("\xef\xbf\xbd") : rh_str_slice(s, from, at));
    }
    if (mended.failed) json->out->failed = true;
    rh_buf_json_str(json->out, rh_buf_str(&mended));
}

void rh_json_key(rh_json_writer *json, const char *key)
{
    RH_ASSERT(json->depth > 0 && json->open[json->depth - 1] == '{' && !json->after_key);
    before(json);
    put_str(json, rh_str_of(key));
    rh_buf_byte(json->out, ':');
    if (json->is_indented) rh_buf_byte(json->out, ' ');
    json->after_key = true;
}

void rh_json_raw(rh_json_writer *json, rh_str s)
{
    before(json);
    rh_buf_put(json->out, s.ptr != NULL ? s : RH_STR("null"));
}

void rh_json_null(rh_json_writer *json) { rh_json_raw(json, rh_str_null()); }
void rh_json_bool(rh_json_writer *json, bool b) { rh_json_raw(json, b ? RH_STR("true") : RH_STR("false")); }

void rh_json_int(rh_json_writer *json, int64_t i)
{
    before(json);
    rh_buf_printf(json->out, "%" PRId64, i);
}

void rh_json_uint(rh_json_writer *json, uint64_t u)
{
    before(json);
    rh_buf_printf(json->out, "%" PRIu64, u);
}

void rh_json_str(rh_json_writer *json, rh_str s)
{
    if (s.ptr == NULL) {
        rh_json_null(json);
        return;
    }
    before(json);
    put_str(json, s);
}

void rh_json_quantity(rh_json_writer *json, rh_model_quantity quantity)
{
    if (quantity.den == 0) {
        rh_json_null(json);
        return;
    }
    before(json);
    rh_number_put_decimal(json->out, quantity, 6);
}

void rh_json_put_str(rh_json_writer *json, const char *key, rh_str s)
{
    rh_json_key(json, key);
    rh_json_str(json, s);
}

void rh_json_put_word(rh_json_writer *json, const char *key, const char *word)
{
    rh_json_put_str(json, key, rh_str_of(word));
}

void rh_json_put_uint(rh_json_writer *json, const char *key, uint64_t u)
{
    rh_json_key(json, key);
    rh_json_uint(json, u);
}

void rh_json_put_bool(rh_json_writer *json, const char *key, bool b)
{
    rh_json_key(json, key);
    rh_json_bool(json, b);
}

void rh_json_put_strs(rh_json_writer *json, const char *key, rh_strs strs)
{
    rh_json_key(json, key);
    rh_json_open(json, '[');
    for (size_t i = 0; i < strs.n; i++) rh_json_str(json, strs.at[i]);
    rh_json_close(json);
}
