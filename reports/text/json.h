/* A JSON writer: values out in the order in which they are written, commas and nesting kept right by it.
 *
 *     rh_json_writer json;  rh_json_begin(&json, &out, true);
 *     rh_json_open(&json, '{');
 *     rh_json_key(&json, "n");  rh_json_int(&json, 3);
 *     rh_json_close(&json);
 *
 * Texts that are no UTF-8 get U+FFFD for each bad byte, so that what is written can always be read. Closing more than
 * was opened, or a key outside an object, is a bug (assertion). */
#ifndef REPORTS_TEXT_JSON_H
#define REPORTS_TEXT_JSON_H

#include "engine/base/buf.h"
#include "reports/model/common.h"

enum { RH_JSON_MAX_OPEN = 32 };

typedef struct rh_json_writer {
    rh_buf *out;
    bool is_indented;            /* one member a line, two spaces a level; else no spaces at all (ndjson) */
    char open[RH_JSON_MAX_OPEN]; /* '{' or '[' */
    size_t count[RH_JSON_MAX_OPEN];
    size_t depth;
    bool after_key;
} rh_json_writer;

void rh_json_begin(rh_json_writer *json, rh_buf *out, bool is_indented);
void rh_json_open(rh_json_writer *json, char bracket); /* '{' or '[' */
void rh_json_close(rh_json_writer *json);
void rh_json_key(rh_json_writer *json, const char *key);
void rh_json_null(rh_json_writer *json);
void rh_json_bool(rh_json_writer *json, bool b);
void rh_json_int(rh_json_writer *json, int64_t i);
void rh_json_uint(rh_json_writer *json, uint64_t u);
void rh_json_str(rh_json_writer *json, rh_str s); /* null text: null */
/* A number of at most six decimals, rounded half away from zero, no trailing zeros; den 0: null. */
void rh_json_quantity(rh_json_writer *json, rh_model_quantity quantity);
/* A text that is JSON already, as it is; null text: null. */
void rh_json_raw(rh_json_writer *json, rh_str s);

/* Key and value in one. */
void rh_json_put_str(rh_json_writer *json, const char *key, rh_str s);
void rh_json_put_word(rh_json_writer *json, const char *key, const char *word); /* NULL: null */
void rh_json_put_uint(rh_json_writer *json, const char *key, uint64_t u);
void rh_json_put_bool(rh_json_writer *json, const char *key, bool b);
void rh_json_put_strs(rh_json_writer *json, const char *key, rh_strs strs);

#endif
