/* Parts that several documents share (room-internal). */
#ifndef REPORTS_DOCUMENT_PARTS_H
#define REPORTS_DOCUMENT_PARTS_H

#include "reports/document/documents.h"

/* Rows of a list that a reader may scroll; the whole stands in json (H5). */
enum { RH_DOC_MAX_ROWS = RH_MODEL_LISTED_CHANGES };
/* Journeys that a reader looks through where they stand; more are unfolded when they are asked for. */
enum { RH_DOC_FEW_CHANGED = 60 };

rh_tone rh_doc__verdict_tone(rh_model_verdict verdict);
rh_tone rh_doc__class_tone(rh_model_change_class cls);
rh_tone rh_doc__result_tone(rh_model_result result);
rh_tone rh_doc__risk_tone(rh_str risk);
/* "main~3 (1a2b3c4d5e6f)", or the name alone. */
rh_str rh_doc__revision(rh_doc *doc, rh_model_revision revision);
/* "2026-03-02 to 2026-05-01", days only; "nothing" without instants. */
rh_str rh_doc__period(rh_doc *doc, const rh_model_history *history);
/* Which journeys are real and which are not, in one plain sentence. */
rh_str rh_doc__origin(rh_doc *doc, uint64_t real, uint64_t mixed, uint64_t synthetic);

/* A share beside its bound, on a scale on which value, interval and bound all show; NULL where there is no share, no
 * bound or no memory. low and high are the value where there is no interval. */
typedef struct rh_doc__gauged {
    rh_model_quantity value, low, high, bound;
    int64_t scale; /* of several beside each other, parts per million; 0: twice the bound, or as far as it goes */
    bool is_at_least;
    rh_tone tone;
} rh_doc__gauged;
const rh_doc_gauge *rh_doc__gauge(rh_doc *doc, const rh_doc__gauged *of);
/* "120 journeys, all synthetic". */
rh_str rh_doc__replayed(rh_doc *doc, const rh_model_history *history);
/* How often chance alone would do as much: "0.03 %", or "below 0.01 %", for it is never nothing. */
rh_str rh_doc__chance(rh_doc *doc, rh_model_quantity p);
/* "rule override" of "rule_override". */
rh_str rh_doc__words(rh_doc *doc, rh_str id);

/* A copy in the document's arena; NULL without memory. */
const rh_doc_part *rh_doc__parts(rh_doc *doc, const rh_doc_part *parts, size_t n);
/* read = accepted + duplicate + quarantined, as a chart and a table of sources. */
void rh_doc__counts(rh_doc *doc, const rh_model_source *total, const rh_model_source *sources, size_t n_sources);
/* The counts, the origin of the journeys, the period and the ledger. */
void rh_doc__history(rh_doc *doc, const rh_model_history *history);
/* "2 journeys oscillate"; the same with the first of them and why, without a full stop; a section that lists them. n > 0
 * but for the section, which is left out then. */
rh_str rh_doc__oscillate(rh_doc *doc, const rh_model_oscillated *oscillated);
rh_str rh_doc__oscillated_says(rh_doc *doc, const rh_model_oscillated *oscillated);
void rh_doc__oscillated(rh_doc *doc, const rh_model_oscillated *oscillated);
/* A section: cells, rates, agreement, overrides. */
void rh_doc__judgement(rh_doc *doc, const rh_judgement_report *judgement);
/* What a criterion saw, its n, and whether either is of few customers; why the verdict is none better. */
rh_str rh_doc__observed(rh_doc *doc, const rh_model_criterion *criterion);
rh_str rh_doc__sample(rh_doc *doc, const rh_model_criterion *criterion);
bool rh_doc__is_few_observed(const rh_doc *doc, const rh_model_criterion *criterion);
rh_str rh_doc__reason(const rh_doc *doc, const rh_model_reason *reason);
/* A side of a journey, drawn and in words. NULL without memory. */
const rh_doc_chart *rh_doc__timeline(rh_doc *doc, const rh_model_timeline *t, const rh_model_side *side, rh_str title);
/* The verdict matrix, the changed files and the rows. */
void rh_doc__changes(rh_doc *doc, const rh_diff_report *diff);
/* The rows: to be filtered, journey by journey, each before and after. */
void rh_doc__change_list(rh_doc *doc, const rh_diff_report *diff);
/* Totals, then what failed or is unproven; adds a check for every test. */
void rh_doc__tests(rh_doc *doc, const rh_test_report *test);
/* The mutation score in one cell, and the section that explains it. */
rh_doc_cell rh_doc__mutation_fact(rh_doc *doc, const rh_mutation_report *mutation);
void rh_doc__mutation(rh_doc *doc, const rh_mutation_report *mutation);

#endif
