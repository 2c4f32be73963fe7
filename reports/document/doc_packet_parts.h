/* What the blocks of a review packet show besides their facts: one function a part (room-internal). */
#ifndef REPORTS_DOCUMENT_DOC_PACKET_PARTS_H
#define REPORTS_DOCUMENT_DOC_PACKET_PARTS_H

#include "reports/document/parts.h"

/* Those that are set as a table, those that are not in one line; nothing when there are none. */
void rh_doc__packet_facts(rh_doc *doc, const char *caption, rh_model_packet_facts facts);
void rh_doc__packet_sides(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_suggestion(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_reasons(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_actions(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_clock(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_reviewers(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_advice(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_impact(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_drafts(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_options(rh_doc *doc, const rh_packet_report *packet);
void rh_doc__packet_history(rh_doc *doc, const rh_packet_report *packet);

/* "3 h 10 min"; the sign is left to the caller. */
rh_str rh_doc__minutes(rh_doc *doc, int64_t minutes);

#endif
