/* CSV of a table: every cell without loss, but for what a spreadsheet would run (ruling 142). */
#include "reports/formats/formats.h"
#include "reports/text/esc.h"

void rh_format_csv(rh_buf *out, const rh_table_report *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        if (c > 0) rh_buf_byte(out, ',');
        rh_esc_csv(out, table->titles[c]);
    }
    rh_buf_put(out, RH_STR("\r\n"));
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            if (c > 0) rh_buf_byte(out, ',');
            rh_esc_csv(out, table->rows[r].cells[c]);
        }
        rh_buf_put(out, RH_STR("\r\n"));
    }
}
