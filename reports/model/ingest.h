/* What ingest did: SPEC.md section 13. */
#ifndef REPORTS_MODEL_INGEST_H
#define REPORTS_MODEL_INGEST_H

#include "reports/model/common.h"

/* A quarantined line. */
typedef struct rh_model_rejected {
    rh_model_place place;
    rh_str code;    /* "RH-0452" */
    rh_str message; /* one line; context already escaped and redacted (V3) */
    rh_str context; /* at most 200 bytes; null: none */
    uint64_t id;    /* of the row in the store's quarantine; 0: no store */
} rh_model_rejected;

/* Something doubtful in the history. */
typedef struct rh_model_quality {
    rh_str kind;  /* unknown_value, personal_data, ...: harness/ingest/doubts.c */
    rh_str where; /* a column, a field, TYPE.KEY of a payload, or the size of a gap */
    rh_str form;  /* of the value, or the other field; null: none */
    rh_str near;  /* the word that the value looks like; null: none */
    uint64_t n;
} rh_model_quality;

typedef struct rh_ingest_report {
    bool is_dry_run;
    rh_str store;                     /* path; null: dry run */
    rh_str map;                       /* name of the mapping; null: CloudEvents */
    const rh_model_source *sources;   /* one a file; V1 holds for each */
    size_t n_sources;
    rh_model_source total;
    uint64_t journeys, real, mixed, synthetic;
    rh_str digest;                    /* of the whole store, hex */
    uint64_t exact, partial, none;    /* ledger */
    const rh_model_rejected *rejected; /* the first 100 (V4) */
    size_t n_rejected;
    uint64_t n_rejected_all;
    bool has_quality; /* a register was given to judge by, or a mapping left columns */
    const rh_model_quality *quality;
    size_t n_quality;
} rh_ingest_report;

/* The same list for `quarantine list|show`. */
typedef struct rh_quarantine_report {
    rh_str store;
    const rh_model_rejected *rejected;
    size_t n_rejected;
    uint64_t n_rejected_all;
    rh_str raw; /* `show`: the bytes as they came; null for `list` */
    bool is_retry; /* `retry`: what is listed is what is left */
    uint64_t n_accepted; /* of a retry: records that are quarantined no more */
} rh_quarantine_report;

/* What `forget` took out. */
typedef struct rh_forget_report {
    rh_str store;
    uint64_t journeys;
    uint64_t records; /* parts of records */
    uint64_t erased;  /* journeys ever taken out of the store */
} rh_forget_report;

#endif
