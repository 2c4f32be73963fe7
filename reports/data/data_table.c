/* JSON of the register's table. */
#include "reports/data/data.h"

static void put_row(rh_json_writer *json, const rh_table_report *table, const rh_model_entry_row *row)
{
    rh_json_open(json, '{');
    rh_json_key(json, "cells");
    rh_json_open(json, '[');
    for (size_t c = 0; c < table->n_columns; c++) rh_json_str(json, row->cells[c]);
    rh_json_close(json);
    rh_json_put_str(json, "entry", row->id);
    rh_json_put_str(json, "file", row->place.file);
    rh_json_put_uint(json, "line", row->place.line);
    rh_json_put_str(json, "response", row->response);
    rh_json_put_str(json, "says", row->says);
    rh_json_close(json);
}

void rh_data_of_table(rh_json_writer *json, const rh_table_report *table)
{
    rh_data__revision(json, "register", table->revision);
    rh_json_put_strs(json, "keys", (rh_strs){table->keys, table->n_columns});
    rh_json_put_strs(json, "titles", (rh_strs){table->titles, table->n_columns});
    rh_json_key(json, "rows");
    rh_json_open(json, '[');
    for (size_t r = 0; r < table->n_rows; r++) put_row(json, table, &table->rows[r]);
    rh_json_close(json);
}

void rh_lines_of_table(rh_buf *out, const rh_table_report *table)
{
    for (size_t r = 0; r < table->n_rows; r++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        put_row(&json, table, &table->rows[r]);
        rh_buf_byte(out, '\n');
    }
}
