/* Findings: what a report has to say about lines of the register. Each function adds to the document's findings what
 * its part of a model gives; rh_doc_findings_settle then puts them in the one order in which every format cuts them. */
#ifndef REPORTS_DOCUMENT_FINDINGS_H
#define REPORTS_DOCUMENT_FINDINGS_H

#include "reports/document/documents.h"

/* Outcomes that change, one finding a (class, clause, action or entry), and changes of the text that loosen. */
void rh_doc_find_changes(rh_doc *doc, const rh_diff_report *diff);
/* Tests that fail, or that are proven in no way, and mutants that survive. */
void rh_doc_find_tests(rh_doc *doc, const rh_test_report *test);
/* The verdict, criteria that do not pass, entries of the proposal that nothing matched, what its diff and tests
 * find. */
void rh_doc_find_gate(rh_doc *doc, const rh_gate_report *gate);
void rh_doc_find_check(rh_doc *doc, const rh_check_report *check);

/* Sorts by level, rule, id and place, numbers those of one rule and id, and makes every place a path of the repository.
 * Places of revisions ("main~3:cases/policy.yaml") lose the revision; doc->register_path says where the register is. */
void rh_doc_findings_settle(rh_doc *doc);
/* 64 hex digits of a finding's rule, id and number: the same when lines move or words change (X12). */
enum { RH_DOC_FINGERPRINT = 65 };
void rh_doc_fingerprint(char out[RH_DOC_FINGERPRINT], rh_arena *scratch, const rh_doc_finding *finding);

#endif
