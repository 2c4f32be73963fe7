/* The checklist: what must be done before something goes live, computed or answered for by a person. FORMATS.md section
 * 7.
 *
 * A computed item holds where its `check`, over metric.NAME, is true; a metric without a sample decides nothing. An
 * attested one holds where a declared role answers for it, its evidence is there, and its time has not run out. The
 * tool proves that somebody named answers for it, and no more. */
#ifndef RH_VERDICT_CHECKLIST_H
#define RH_VERDICT_CHECKLIST_H

#include "engine/program/register.h"
#include "harness/verdict/metric_pool.h"

typedef struct rh_checklist_item {
    rh_str id, title, group, owner;
    rh_model_tier tier;
    bool is_computed, rejects; /* rejects: on_open: reject, else hold */
    rh_strs covers;
    rh_expr check; /* of a computed one */
    rh_str evidence; /* of an attested one: a path in the repository, or a URL, which is never fetched; null: none */
    bool is_url, is_evidence_there; /* there: filled by the caller, for paths */
    bool is_done, is_reconstructed, is_confirmed, has_valid;
    rh_str by, confirmed_by;
    rh_instant at;
    bool is_day; /* at is a day, in the policy's zone */
    rh_span_of_time valid;
    rh_span span;
} rh_checklist_item;

typedef struct rh_checklist {
    bool is_there; /* there is a checklist.yaml */
    rh_checklist_item *at;
    size_t n;
    rh_metric_pool pool; /* of the checks; where there are items */
    const rh_calendar *calendar;
} rh_checklist;

/* Reads `root` (checklist.yaml of reg's revision; NULL: there is none). Every error goes to diags; RH_OK only when
 * there was none. Its checks may read the metrics of `monitored`. Evidence is not looked for: set is_evidence_there of
 * what needs_evidence says. */
RH_MUST rh_code rh_checklist_read(rh_checklist *out, rh_arena *keep, const rh_node *root, const rh_monitored *monitored,
                                  const rh_register *reg, rh_diags *diags);
/* Whether a path of the repository stands behind it that somebody must look for. */
bool rh_checklist_needs_evidence(const rh_checklist_item *item);
/* Whether a check asks for a metric, so that what it needs is measured. */
bool rh_checklist_asks(const rh_checklist *checklist, rh_metric metric);
bool rh_checklist_asks_monitored(const rh_checklist *checklist, size_t monitored);

/* Whether nobody ever answered for what must be there: by this checklist nothing can have gone live. */
bool rh_checklist_is_unanswered(const rh_checklist *checklist);

#endif
