/* The register as the table its owners know: one row an entry. */
#ifndef REPORTS_MODEL_TABLE_H
#define REPORTS_MODEL_TABLE_H

#include "reports/model/common.h"

/* A test of an entry, and a task: what people read of them. */
typedef struct rh_model_entry_row {
    const rh_str *cells; /* parallel to the columns: as a file holds them, without loss; null: the key is not there */
    rh_model_place place;
    rh_str id, title, lane, trigger, risk, human;
    rh_str says; /* the condition in plain English */
    rh_str when;
    rh_str owner, escalation, response; /* titles of roles; the clock of the tier in words */
    rh_strs segments;                   /* n 0: all */
    rh_strs evidence, ai, blocked, held, drafted, audit, tests, tasks;
} rh_model_entry_row;

typedef struct rh_table_report {
    rh_model_revision revision;
    const rh_str *keys, *titles; /* of the columns */
    size_t n_columns;
    const rh_model_entry_row *rows; /* bytewise by id */
    size_t n_rows;
} rh_table_report;

#endif
