/* A small site: this week's review, those of past weeks, and what others want to read of it. */
#ifndef REPORTS_MODEL_SITE_H
#define REPORTS_MODEL_SITE_H

#include "reports/model/review.h"

typedef struct rh_model_role {
    rh_str id, title;
    bool overrides;
} rh_model_role;

typedef struct rh_model_duty {
    rh_str id, title, owner, by; /* by: who answers for it; null: nobody yet */
    bool is_rollback;            /* without it nothing may go live */
} rh_model_duty;

/* An entry as a risk with its control. */
typedef struct rh_model_risk {
    rh_str id, title, risk, owner, escalation;
} rh_model_risk;

typedef struct rh_site_report {
    const rh_review_report *review; /* of the newest week */
    const rh_str *weeks; /* days on which weeks end, the newest first; each has week-DAY.html, .json and .csv */
    size_t n_weeks;
    const rh_model_role *roles;
    size_t n_roles;
    const rh_model_duty *duties; /* the checklist */
    size_t n_duties;
    const rh_model_risk *risks;
    size_t n_risks;
} rh_site_report;

#endif
