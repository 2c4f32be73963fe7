/* Inside the log: which commits, then the one pass over the history. */
#ifndef RH_COMPARE_REVLOG_INSIDES_H
#define RH_COMPARE_REVLOG_INSIDES_H

#include "engine/base/vec.h"
#include "harness/compare/revlog.h"

typedef struct rh_revlog_work {
    const rh_revlog_request *request;
    rh_arena *keep;
    rh_arena scratch;
    rh_lineage *lineage;
    RH_VEC(const rh_lineage_commit *) listed; /* children before parents, at most RH_REVLOG_MOST */
    size_t n_all;
    rh_revlog_row *rows; /* parallel to listed */
    size_t *lanes;       /* per row; SIZE_MAX: it does not load */
    size_t *base_lanes;  /* per row: of the parent that it is compared with; SIZE_MAX: none */
    const rh_program *program;
    uint64_t journeys;
    rh_err *err;
} rh_revlog_work;

/* Fills listed and n_all. */
RH_MUST rh_code rh_revlog__list(rh_revlog_work *work);
/* Plays the history and adds what it says to rows. */
RH_MUST rh_code rh_revlog__play(rh_revlog_work *work);

#endif
