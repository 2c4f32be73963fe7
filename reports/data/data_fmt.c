/* JSON of `fmt`. */
#include "reports/data/data.h"

static void put_row(rh_json_writer *json, const rh_model_formatted *row)
{
    rh_json_open(json, '{');
    rh_json_put_uint(json, "changed", row->changed);
    rh_json_put_uint(json, "col", row->place.col);
    rh_json_put_uint(json, "expressions", row->expressions);
    rh_json_put_str(json, "file", row->place.file);
    rh_json_put_bool(json, "imported", row->is_imported);
    rh_json_put_uint(json, "line", row->place.line);
    rh_json_close(json);
}

void rh_data_of_fmt(rh_json_writer *json, const rh_fmt_report *fmt)
{
    rh_json_put_str(json, "revision", fmt->name);
    rh_json_put_bool(json, "check", fmt->is_check);
    rh_json_put_uint(json, "files", fmt->n_files);
    rh_json_put_uint(json, "expressions", fmt->expressions);
    rh_json_put_uint(json, "changed", fmt->changed);
    rh_json_put_uint(json, "left", fmt->left);
    rh_json_put_uint(json, "imported", fmt->imported);
    rh_json_key(json, "changes");
    rh_json_open(json, '[');
    for (size_t i = 0; i < fmt->n_rows; i++) put_row(json, &fmt->rows[i]);
    rh_json_close(json);
}

void rh_lines_of_fmt(rh_buf *out, const rh_fmt_report *fmt)
{
    for (size_t i = 0; i < fmt->n_rows; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_row(&json, &fmt->rows[i]);
        rh_buf_byte(out, '\n');
    }
}
