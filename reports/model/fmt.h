/* Which files of a register had expressions that were not in their one spelling. */
#ifndef REPORTS_MODEL_FMT_H
#define REPORTS_MODEL_FMT_H

#include "reports/model/common.h"

typedef struct rh_model_formatted {
    uint64_t expressions, changed;
    rh_model_place place; /* of the first that changed */
    bool is_imported;     /* the file was written from a table */
} rh_model_formatted;

typedef struct rh_fmt_report {
    rh_str name;                                  /* "worktree", the folder, or the revision */
    bool is_check;                                /* nothing was written */
    uint64_t n_files, expressions, changed, left; /* left: with a comment inside, and the like */
    uint64_t imported;                            /* entries of a table that were taken */
    const rh_model_formatted *rows;               /* files with changes, bytewise */
    size_t n_rows;
} rh_fmt_report;

#endif
