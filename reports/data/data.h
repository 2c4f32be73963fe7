/* The data of each report as JSON: one function a report, keys as SPEC.md section 13 names them. Each writes the
 * members of the top object, behind "schema"; the caller opens and closes it. Lines for ndjson: one function where a
 * report is a list. */
#ifndef REPORTS_DATA_DATA_H
#define REPORTS_DATA_DATA_H

#include "reports/model/blame.h"
#include "reports/model/check.h"
#include "reports/model/calibrate.h"
#include "reports/model/cover.h"
#include "reports/model/diff.h"
#include "reports/model/eval.h"
#include "reports/model/fmt.h"
#include "reports/model/gate.h"
#include "reports/model/ingest.h"
#include "reports/model/journey.h"
#include "reports/model/log.h"
#include "reports/model/packet.h"
#include "reports/model/poison.h"
#include "reports/model/replay.h"
#include "reports/model/review.h"
#include "reports/model/sweep.h"
#include "reports/model/site.h"
#include "reports/model/status.h"
#include "reports/model/table.h"
#include "reports/model/test.h"
#include "reports/model/verify.h"
#include "reports/text/json.h"

void rh_data_of_gate(rh_json_writer *json, const rh_gate_report *gate);
void rh_data_of_diff(rh_json_writer *json, const rh_diff_report *diff);
void rh_data_of_test(rh_json_writer *json, const rh_test_report *test);
void rh_data_of_replay(rh_json_writer *json, const rh_replay_report *replay);
void rh_data_of_poison(rh_json_writer *json, const rh_poison_report *poison);
void rh_data_of_ingest(rh_json_writer *json, const rh_ingest_report *ingest);
void rh_data_of_forget(rh_json_writer *json, const rh_forget_report *forget);
void rh_data_of_quarantine(rh_json_writer *json, const rh_quarantine_report *quarantine);
void rh_data_of_journey(rh_json_writer *json, const rh_journey_report *journey);
void rh_data_of_check(rh_json_writer *json, const rh_check_report *check);
void rh_data_of_eval(rh_json_writer *json, const rh_eval_report *eval);
void rh_data_of_packet(rh_json_writer *json, const rh_packet_report *packet);
void rh_data_of_table(rh_json_writer *json, const rh_table_report *table);
void rh_data_of_cover(rh_json_writer *json, const rh_cover_report *cover);
void rh_data_of_log(rh_json_writer *json, const rh_log_report *log);
void rh_data_of_status(rh_json_writer *json, const rh_status_report *status);
/* What a site is made of: its weeks, and whom its pages name. The figures stand in each week's own JSON. */
void rh_data_of_site(rh_json_writer *json, const rh_site_report *site);
void rh_data_of_review(rh_json_writer *json, const rh_review_report *review);
void rh_data_of_blame(rh_json_writer *json, const rh_blame_report *blame);
void rh_data_of_calibrate(rh_json_writer *json, const rh_calibrate_report *calibrate);
void rh_data_of_sweep(rh_json_writer *json, const rh_sweep_report *sweep);
void rh_data_of_fmt(rh_json_writer *json, const rh_fmt_report *fmt);
void rh_data_of_verify(rh_json_writer *json, const rh_verify_report *verify);

/* One line a row; keys sorted bytewise, no spaces. */
void rh_lines_of_gate(rh_buf *out, const rh_gate_report *gate); /* a criterion a line */
void rh_lines_of_diff(rh_buf *out, const rh_diff_report *diff); /* a change a line */
void rh_lines_of_test(rh_buf *out,
                      const rh_test_report *test); /* a (entry, test, way) a line, then a survivor a line */
void rh_lines_of_forget(rh_buf *out, const rh_forget_report *forget);
void rh_lines_of_quarantine(rh_buf *out, const rh_quarantine_report *quarantine);
void rh_lines_of_ingest(rh_buf *out, const rh_ingest_report *ingest);    /* a source a line */
void rh_lines_of_journey(rh_buf *out, const rh_journey_report *journey); /* a moment a line */
void rh_lines_of_check(rh_buf *out, const rh_check_report *check);       /* a finding a line */
void rh_lines_of_replay(rh_buf *out, const rh_replay_report *replay);    /* an entry a line */
void rh_lines_of_poison(rh_buf *out, const rh_poison_report *poison);    /* a leak a line */
void rh_lines_of_eval(rh_buf *out, const rh_eval_report *eval);          /* a name that is read a line */
void rh_lines_of_packet(rh_buf *out, const rh_packet_report *packet);       /* a block a line */
void rh_lines_of_table(rh_buf *out, const rh_table_report *table);          /* an entry a line */
void rh_lines_of_cover(rh_buf *out, const rh_cover_report *cover);       /* a clause a line */
void rh_lines_of_fmt(rh_buf *out, const rh_fmt_report *fmt);             /* a file a line */
void rh_lines_of_verify(rh_buf *out, const rh_verify_report *verify);    /* a check a line */

void rh_lines_of_status(rh_buf *out, const rh_status_report *status); /* a step a line */
void rh_lines_of_site(rh_buf *out, const rh_site_report *site); /* a week a line */
/* The entries as risks with their controls. */
void rh_csv_of_risks(rh_buf *out, const rh_site_report *site);
void rh_lines_of_review(rh_buf *out, const rh_review_report *review);     /* a figure a line */
/* Every figure as a row, numbers as in JSON. */
void rh_csv_of_review(rh_buf *out, const rh_review_report *review);
void rh_lines_of_log(rh_buf *out, const rh_log_report *log);             /* a revision a line */
void rh_lines_of_calibrate(rh_buf *out, const rh_calibrate_report *calibrate); /* an input a line */
void rh_lines_of_sweep(rh_buf *out, const rh_sweep_report *sweep);       /* a setting a line */
void rh_lines_of_blame(rh_buf *out, const rh_blame_report *blame);       /* one line */

/* CSV with a row of names; figures as in JSON, nothing where there is none. */
void rh_csv_of_calibrate(rh_buf *out, const rh_calibrate_report *calibrate); /* an input a row */
void rh_csv_of_sweep(rh_buf *out, const rh_sweep_report *sweep);

/* Shared by the functions above. */
void rh_data__revision(rh_json_writer *json, const char *key, rh_model_revision revision);
void rh_data__source(rh_json_writer *json, const rh_model_source *source);
void rh_data__sources(rh_json_writer *json, const char *key, const rh_model_source *sources, size_t n);
/* "oscillated": how many; "oscillated_journeys": the first of them. */
void rh_data__oscillated(rh_json_writer *json, const rh_model_oscillated *oscillated);
void rh_data__history(rh_json_writer *json, const char *key, const rh_model_history *history);
void rh_data__criterion(rh_json_writer *json, const rh_model_criterion *criterion);
void rh_data__lanes(rh_json_writer *json, const rh_gate_report *gate);
void rh_data__waivers(rh_json_writer *json, const rh_gate_report *gate);
void rh_data__cause(rh_json_writer *json, const rh_model_cause *cause);
void rh_data__stability(rh_json_writer *json, const rh_gate_report *gate);
void rh_data__checklist(rh_json_writer *json, const rh_gate_report *gate);
void rh_data__change(rh_json_writer *json, const rh_model_change *change);
void rh_data__judgement(rh_json_writer *json, const rh_judgement_report *judgement);
void rh_data__test(rh_json_writer *json, const rh_model_test *test);
void rh_data__mutation(rh_json_writer *json, const rh_mutation_report *mutation);
void rh_data__survivor(rh_json_writer *json, const rh_model_survivor *survivor);

#endif
