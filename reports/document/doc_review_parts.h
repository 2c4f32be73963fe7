/* Parts of the document of `review` (room-internal). */
#ifndef REPORTS_DOCUMENT_DOC_REVIEW_PARTS_H
#define REPORTS_DOCUMENT_DOC_REVIEW_PARTS_H

#include "reports/document/parts.h"

rh_tone rh_doc__standing_tone(rh_model_standing standing);
rh_tone rh_doc__health_tone(rh_model_health health);
rh_tone rh_doc__move_tone(rh_model_move move);
/* The period's days, where it begins and ends with one. */
rh_str rh_doc__review_period(rh_doc *doc, const rh_review_report *review);
/* "8.2 h (median of 40)", with the unit where the number does not say it. */
rh_str rh_doc__figure(rh_doc *doc, const rh_model_metric *metric, const rh_model_figure *figure);
/* "before 9.1 h: not shown to have moved". */
rh_str rh_doc__figure_moved(rh_doc *doc, const rh_model_figure *figure);
/* The figure with what stands behind it, its limit, and where it stands to that; and what it was before. */
rh_doc_cell rh_doc__figure_cell(rh_doc *doc, const rh_model_metric *metric, const rh_model_figure *figure);
rh_doc_cell rh_doc__before_cell(rh_doc *doc, const rh_model_figure *figure);
/* "at most 8 h"; null: none. */
rh_str rh_doc__limit(rh_doc *doc, const rh_model_metric *metric);
const rh_model_metric *rh_doc__metric_of(const rh_review_report *review, rh_str id);
rh_str rh_doc__or(rh_str text, const char *otherwise);

void rh_doc__review_fixes(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_watched(rh_doc *doc, const rh_review_report *r);
void rh_doc__review_agenda(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_areas(rh_doc *doc, const rh_review_report *review);
/* Every figure of the areas, and every rate: to be filtered and sorted. */
void rh_doc__review_figures(rh_doc *doc, const rh_review_report *review);
void rh_doc__review_rates(rh_doc *doc, const rh_review_report *review);
/* The rates of the whole, and those of parts that moved or raise an alarm. */
void rh_doc__review_telling_rates(rh_doc *doc, const rh_review_report *review);
/* "40 % (12 of 30)"; "none" of nothing. */
enum { RH_DOC__LEAST_SHARE = 5 }; /* of fewer no share is told */
rh_str rh_doc__share_says(rh_doc *doc, uint64_t n, uint64_t of);
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
/* The journeys that fixes and queues name, each in time. */
void rh_doc__review_journeys(rh_doc *doc, const rh_review_report *review);

#endif
