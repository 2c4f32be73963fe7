/* The log: every revision that touched the register, with what a history says of it. SPEC.md section 9.
 *
 * A revision is listed when its register is that of none of its parents. All of them are lanes of one program, so
 * the history is played once; what lanes had in common in a journey is judged once. Changes count against the first
 * parent that loads.
 *
 * The verdict is that of a change as a change: NO-GO when it loosens, in the text or in this history, HOLD when the
 * text is not proven safe, a journey oscillates under it, or there is nothing to compare or to replay, else GO. Waivers, acceptance tests and the
 * criteria of gate.yaml are the gate's own affair. */
#ifndef RH_COMPARE_REVLOG_H
#define RH_COMPARE_REVLOG_H

#include "harness/compare/lineage.h"
#include "harness/compare/loosening.h"
#include "harness/replay/judging.h"
#include "harness/replay/replay.h"

enum { RH_REVLOG_MOST = 1000 }; /* listed; all are counted */

typedef enum rh_revlog_verdict { RH_REVLOG_GO, RH_REVLOG_HOLD, RH_REVLOG_NO_GO, RH_REVLOG_BROKEN } rh_revlog_verdict;

typedef struct rh_revlog_row {
    rh_git_commit commit;      /* its parents are not kept */
    rh_revlog_verdict verdict; /* BROKEN: it does not load, and only `why` is set besides */
    rh_err why;
    size_t n_entries, n_changed; /* entries; of them those added, removed or changed */
    bool is_compared;            /* with its first parent that loads */
    size_t n_loosens, n_unknown; /* as written, with is_compared */
    uint64_t rows[RH_N_ROW_CLASSES];
    uint64_t changed; /* journeys with a row */
    uint64_t oscillated; /* journeys that came to no rest */
    rh_judged_counts judged;
} rh_revlog_row;

typedef struct rh_revlog {
    const rh_revlog_row *rows; /* children before parents */
    size_t n_rows, n_all;
    uint64_t journeys;
} rh_revlog;

typedef struct rh_revlog_request {
    const rh_place *place;
    rh_zones *zones;
    const rh_lent *lent;
    rh_git_id start;
    bool has_end; /* without the commits that `end` reaches */
    rh_git_id end;
    const rh_replay *replay; /* history, as_of, threads, stop, progress */
    const rh_live *live;
    size_t n_live;
} rh_revlog_request;

/* Everything lives in keep. Errors are those of git and of a replay. */
RH_MUST rh_code rh_revlog_make(rh_revlog *out, rh_arena *keep, const rh_revlog_request *request, rh_err *err);

#endif
