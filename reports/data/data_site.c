/* JSON and CSV of a site. */
#include "reports/data/data.h"
#include "reports/text/esc.h"

void rh_data_of_site(rh_json_writer *json, const rh_site_report *site)
{
    rh_data__revision(json, "register", site->review->revision);
    rh_json_put_str(json, "since", site->review->period.since.text);
    rh_json_put_str(json, "until", site->review->period.until.text);
    rh_json_put_strs(json, "weeks", (rh_strs){site->weeks, site->n_weeks});
    rh_json_key(json, "duties");
    rh_json_open(json, '[');
    for (size_t i = 0; i < site->n_duties; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "by", site->duties[i].by);
        rh_json_put_str(json, "id", site->duties[i].id);
        rh_json_put_str(json, "owner", site->duties[i].owner);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_put_uint(json, "entries", site->n_risks);
}

void rh_lines_of_site(rh_buf *out, const rh_site_report *site)
{
    for (size_t i = 0; i < site->n_weeks; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_json_open(&json, '{');
        rh_json_put_str(&json, "week", site->weeks[i]);
        rh_json_close(&json);
        rh_buf_byte(out, '\n');
    }
}

void rh_csv_of_risks(rh_buf *out, const rh_site_report *site)
{
    rh_buf_put(out, RH_STR("entry,risk,level,control owner,escalation\r\n"));
    for (size_t i = 0; i < site->n_risks; i++) {
        const rh_str cells[] = {site->risks[i].id, site->risks[i].title, site->risks[i].risk, site->risks[i].owner,
                                site->risks[i].escalation};
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
            if (c > 0) rh_buf_byte(out, ',');
            rh_esc_csv(out, cells[c].ptr != NULL ? cells[c] : RH_STR(""));
        }
        rh_buf_put(out, RH_STR("\r\n"));
    }
}
