/* One function a report: model in, document out. Each begins the document and fills it; the model must outlive it. */
#ifndef REPORTS_DOCUMENT_DOCUMENTS_H
#define REPORTS_DOCUMENT_DOCUMENTS_H

#include "reports/document/doc.h"
#include "reports/model/blame.h"
#include "reports/model/check.h"
#include "reports/model/diff.h"
#include "reports/model/eval.h"
#include "reports/model/calibrate.h"
#include "reports/model/cover.h"
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

void rh_doc_of_gate(rh_doc *doc, rh_arena *arena, const rh_gate_report *gate);
void rh_doc_of_diff(rh_doc *doc, rh_arena *arena, const rh_diff_report *diff);
void rh_doc_of_test(rh_doc *doc, rh_arena *arena, const rh_test_report *test);
void rh_doc_of_replay(rh_doc *doc, rh_arena *arena, const rh_replay_report *replay);
void rh_doc_of_ingest(rh_doc *doc, rh_arena *arena, const rh_ingest_report *ingest);
void rh_doc_of_forget(rh_doc *doc, rh_arena *arena, const rh_forget_report *forget);
void rh_doc_of_quarantine(rh_doc *doc, rh_arena *arena, const rh_quarantine_report *quarantine);
void rh_doc_of_journey(rh_doc *doc, rh_arena *arena, const rh_journey_report *journey);
void rh_doc_of_check(rh_doc *doc, rh_arena *arena, const rh_check_report *check);
void rh_doc_of_eval(rh_doc *doc, rh_arena *arena, const rh_eval_report *eval);
void rh_doc_of_packet(rh_doc *doc, rh_arena *arena, const rh_packet_report *packet);
void rh_doc_of_table(rh_doc *doc, rh_arena *arena, const rh_table_report *table);
void rh_doc_of_cover(rh_doc *doc, rh_arena *arena, const rh_cover_report *cover);
void rh_doc_of_fmt(rh_doc *doc, rh_arena *arena, const rh_fmt_report *fmt);
void rh_doc_of_verify(rh_doc *doc, rh_arena *arena, const rh_verify_report *verify);
void rh_doc_of_status(rh_doc *doc, rh_arena *arena, const rh_status_report *status);
void rh_doc_of_site(rh_doc *doc, rh_arena *arena, const rh_site_report *site);
void rh_doc_of_brief(rh_doc *doc, rh_arena *arena, const rh_site_report *site);
void rh_doc_of_runbook(rh_doc *doc, rh_arena *arena, const rh_site_report *site);
void rh_doc_of_proof(rh_doc *doc, rh_arena *arena, const rh_site_report *site);
void rh_doc_of_review(rh_doc *doc, rh_arena *arena, const rh_review_report *review);
void rh_doc_of_log(rh_doc *doc, rh_arena *arena, const rh_log_report *log);
void rh_doc_of_blame(rh_doc *doc, rh_arena *arena, const rh_blame_report *blame);
void rh_doc_of_bisect(rh_doc *doc, rh_arena *arena, const rh_blame_report *bisect);
void rh_doc_of_poison(rh_doc *doc, rh_arena *arena, const rh_poison_report *poison);
void rh_doc_of_calibrate(rh_doc *doc, rh_arena *arena, const rh_calibrate_report *calibrate);
void rh_doc_of_sweep(rh_doc *doc, rh_arena *arena, const rh_sweep_report *sweep);

#endif
