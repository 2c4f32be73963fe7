/* Filled models for the tests of reports: plausible, small, and hostile where text comes from data. Static, never
 * freed. */
#ifndef TESTS_REPORTS_SAMPLES_H
#define TESTS_REPORTS_SAMPLES_H

#include "reports/report.h"

/* A gate that says NO-GO, one that says HOLD on nothing, one that says GO. */
const rh_gate_report *sample_gate_no_go(void);
const rh_gate_report *sample_gate_hold(void);
const rh_gate_report *sample_gate_go(void);
/* The no-go gate with hostile text in every place that comes from data. */
const rh_gate_report *sample_gate_hostile(void);
const rh_diff_report *sample_diff(void);
extern const rh_model_timeline sample_timelines[3]; /* of its journeys */
const rh_test_report *sample_test(void);
const rh_replay_report *sample_replay(void);
const rh_ingest_report *sample_ingest(void);
const rh_quarantine_report *sample_quarantine(void);
const rh_forget_report *sample_forget(void);
const rh_journey_report *sample_journey(void);
const rh_check_report *sample_check(void);
const rh_eval_report *sample_eval(void);
const rh_fmt_report *sample_fmt(void);
const rh_verify_report *sample_verify(void);
const rh_test_report *sample_mutation(void); /* test --mutate */
const rh_cover_report *sample_cover(void);
/* sample_replay with a judgement. */
rh_replay_report sample_judged(void);
const rh_poison_report *sample_poison(void), *sample_no_poison(void);
/* Found; and nothing to find, with hostile text in every place that comes from data. */
const rh_blame_report *sample_blame(void), *sample_bisect(void);
const rh_log_report *sample_log(void); /* hostile in what a commit says */
const rh_calibrate_report *sample_calibrate(void), *sample_calibrate_empty(void);
const rh_sweep_report *sample_sweep(void); /* hostile in a value */
const rh_table_report *sample_table(void);
/* An item that waits past its time, and the same one closed. */
const rh_packet_report *sample_packet(void);
const rh_packet_report *sample_packet_closed(void);

/* A change of each kind; and none. */
const rh_review_report *sample_review(void), *sample_review_idle(void);
const rh_site_report *sample_site(void);
const rh_status_report *sample_status(void);

/* One text with something against every format (X1 to X10). */
#define SAMPLE_HOSTILE \
    "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://e.vil/) @here " \
    "#1 | `b` ]]> \x1b[31m\x07\r\n::error::boo ##vso[task] =1+1 \xe2\x80\xae" "rtl \xe2\x80\xa8 \xff end"

#endif
