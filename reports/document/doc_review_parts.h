/* Parts of the document of `review` (room-internal). */
#ifndef REPORTS_DOCUMENT_DOC_REVIEW_PARTS_H
#define REPORTS_DOCUMENT_DOC_REVIEW_PARTS_H

#include "reports/document/parts.h"

rh_tone rh_doc__standing_tone(rh_model_standing standing);
rh_tone rh_doc__health_tone(rh_model_health health);
rh_tone rh_doc__move_tone(rh_model_move move);
/* "8.2 h (median of 40)", with the unit where the number does not say it. */
rh_str rh_doc__figure(rh_doc *doc, const rh_model_metric *metric, const rh_model_figure *figure);
/* "before 9.1 h: not shown to have moved". */
rh_str rh_doc__figure_moved(rh_doc *doc, const rh_model_figure *figure);
const rh_model_metric *rh_doc__metric_of(const rh_review_report *review, rh_str id);
rh_str rh_doc__or(rh_str text, const char *otherwise);

void rh_doc__review_fixes(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_watched(rh_doc *doc, const rh_review_report *r);
void rh_doc__review_agenda(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_areas(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_people(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_weeks(rh_doc *doc, const rh_review_report *review);
/* Parts that other pages show, too. */
void rh_doc__review_hero(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_targets(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_cadence(rh_doc *doc, const rh_review_report *review);
rh_str rh_doc__joined(rh_doc *doc, rh_strs texts);
/* A graphic of the monitors, or all areas. */
rh_doc_chart rh_doc__graphic(rh_doc *doc, const rh_model_graphic *graphic);
rh_doc_chart rh_doc__areas_picture(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_numbers(rh_doc *doc, const rh_review_report *review);

#endif
