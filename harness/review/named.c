/* The journeys that the page of a review names. */
#include "harness/review/named.h"

typedef struct list {
    rh_str *at;
    size_t n;
} list;

static bool has(const list *named, rh_str journey)
{
    for (size_t i = 0; i < named->n; i++)
        if (rh_str_eq(named->at[i], journey)) return true;
    return false;
}

static bool is_blind(const rh_review_report *report, rh_str journey)
{
    for (size_t i = 0; i < report->n_samples; i++)
        if (rh_str_eq(report->samples[i].kind, RH_STR("blind")) && rh_str_eq(report->samples[i].journey, journey))
            return true;
    return false;
}

static void add(list *named, const rh_review_report *report, rh_str journey)
{
    if (journey.len == 0 || named->n == RH_MODEL_NAMED || has(named, journey) || is_blind(report, journey)) return;
    named->at[named->n++] = journey;
}

static void add_evidence(list *named, const rh_review_report *report, const rh_model_fix *fixes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < fixes[i].evidence.n && e < RH_MODEL_EVIDENCE_SHOWN; e++)
            add(named, report, rh_model_evidence_journey(fixes[i].evidence.at[e]));
}

rh_code rh_review_name_journeys(rh_review_report *report, rh_arena *keep, rh_err *err)
{
    list named = {.at = RH_NEW_N(keep, RH_MODEL_NAMED, rh_str)};
    if (named.at == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < report->oscillated.first.n && i < RH_MODEL_EVIDENCE_SHOWN; i++)
        add(&named, report, report->oscillated.first.at[i]);
    add_evidence(&named, report, report->fixes, report->n_fixes);
    for (size_t i = 0; i < report->n_queues; i++) add(&named, report, report->queues[i].oldest_journey);
    add_evidence(&named, report, report->watched, report->n_watched);
    report->named = (rh_strs){named.at, named.n};
    return RH_OK;
}
