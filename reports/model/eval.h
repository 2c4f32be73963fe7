/* One expression evaluated on one journey at one instant. */
#ifndef REPORTS_MODEL_EVAL_H
#define REPORTS_MODEL_EVAL_H

#include "reports/model/common.h"

/* A name that the expression reads. */
typedef struct rh_model_read {
    rh_str name;
    rh_str title; /* null: none */
    rh_str value; /* canonical JSON; null: absent, or not shown */
    rh_str mask;  /* what may be said of a value that is not shown: "<differs from crm.plan>"; null: it is shown */
    bool is_set;
    bool is_field; /* else of the core: workflow.state */
    bool is_derived;
    rh_model_time known; /* since when it has this value; null: never changed, or of the core */
    rh_str event;        /* source and id of the event in whose step it took the value; null: none, or a timer */
    rh_str written_by;   /* actorkind of that event; null likewise */
} rh_model_read;

/* A part of the expression, outer before inner. */
typedef struct rh_model_eval_step {
    uint32_t depth; /* 0: the whole */
    rh_str text;    /* canonical */
    rh_str value;   /* canonical JSON; null: undecided, or not shown */
    rh_str cause;   /* why it is undecided; null: it is decided */
    bool is_shown;
    bool counts; /* false: the outcome around it is the same whatever this is: absorbed, or a branch not taken */
    rh_model_time valid_until; /* null: the clock does not change it */
} rh_model_eval_step;

typedef struct rh_eval_report {
    rh_str expression;         /* as given */
    rh_str canonical;          /* as the program prints it */
    rh_str says;               /* in plain English */
    rh_str type;               /* of the value */
    rh_str value;              /* canonical JSON; null: undecided, or not shown */
    bool is_shown;             /* false: it may tell what must not be shown (P3) */
    rh_str cause;              /* why it is undecided; null: it is decided */
    rh_model_time valid_until; /* the earliest later instant at which the clock alone may change it; null: none */
    rh_str journey, state;
    rh_model_revision revision;
    rh_model_time at;
    const rh_model_read *reads; /* what it names, bytewise */
    size_t n_reads;
    const rh_model_eval_step *steps; /* calls and operators; none for a name or a literal alone */
    size_t n_steps;
} rh_eval_report;

#endif
