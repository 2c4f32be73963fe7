/* Parts of the document of `gate` (room-internal): a section each, nothing where there is nothing to show. */
#ifndef REPORTS_DOCUMENT_DOC_GATE_PARTS_H
#define REPORTS_DOCUMENT_DOC_GATE_PARTS_H

#include "reports/document/documents.h"

/* Those that decide first. */
void rh_doc__gate_criteria(rh_doc *doc, const rh_gate_report *gate);
/* Which control is held by which criterion. */
void rh_doc__gate_controls(rh_doc *doc, const rh_gate_report *gate);
/* Criteria as checks, for the formats that machines read; no section. */
void rh_doc__gate_checks(rh_doc *doc, const rh_gate_report *gate);
void rh_doc__gate_entries(rh_doc *doc, const rh_gate_report *gate);
void rh_doc__gate_waivers(rh_doc *doc, const rh_gate_report *gate);
void rh_doc__gate_checklist(rh_doc *doc, const rh_gate_report *gate);
void rh_doc__gate_stability(rh_doc *doc, const rh_gate_report *gate);

#endif
