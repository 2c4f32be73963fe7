/* CSV of `sweep`: a setting a row. */
#include "reports/data/data.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

#include <stddef.h>

enum { PLACES = 6 };

typedef struct column {
    const char *title;
    size_t offset;
    bool is_share; /* a quantity, else a count */
} column;

#define COUNT(name) {#name, offsetof(rh_model_setting, name), false}
#define SHARE(name) {#name, offsetof(rh_model_setting, name), true}
static const column columns[] = {
    COUNT(caught),       COUNT(escaped),       COUNT(drag),       COUNT(clean),     COUNT(censored),
    SHARE(catch_rate),   SHARE(escape_rate),   SHARE(drag_rate),  COUNT(items),     COUNT(openings),
    COUNT(breached),     COUNT(useful),        COUNT(waved_through), COUNT(missed), COUNT(queue_longest),
    COUNT(queue_last),   COUNT(weeks_over),    COUNT(differing),  COUNT(caught_after), COUNT(escaped_after),
    COUNT(drag_after),   COUNT(clean_after),
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static void put_figure(rh_buf *out, const rh_model_setting *s, const column *c)
{
    const char *at = (const char *)s + c->offset;
    rh_model_quantity share;
    uint64_t count;
    if (s->why.ptr != NULL) return;
    if (c->is_share) {
        memcpy(&share, at, sizeof share);
        if (share.den > 0) rh_number_put_decimal(out, share, PLACES);
    } else {
        memcpy(&count, at, sizeof count);
        rh_buf_int(out, (int64_t)count);
    }
}

void rh_csv_of_sweep(rh_buf *out, const rh_sweep_report *sweep)
{
    rh_buf_put(out, RH_STR("value,current,preferred"));
    for (size_t c = 0; c < N_COLUMNS; c++) rh_buf_printf(out, ",%s", columns[c].title);
    rh_buf_put(out, RH_STR(",why\r\n"));
    for (size_t i = 0; i < sweep->n_settings; i++) {
        const rh_model_setting *s = &sweep->settings[i];
        rh_esc_csv(out, s->text);
        rh_buf_printf(out, ",%s,%s", s->is_current ? "true" : "false", s->is_preferred ? "true" : "false");
        for (size_t c = 0; c < N_COLUMNS; c++) {
            rh_buf_byte(out, ',');
            put_figure(out, s, &columns[c]);
        }
        rh_buf_byte(out, ',');
        if (s->why.ptr != NULL) rh_esc_csv(out, s->why);
        rh_buf_put(out, RH_STR("\r\n"));
    }
}
