/* Commits with their registers, each loaded once: what blame, bisect and log walk through.
 *
 * Commits whose register is the same, whatever else stands in cases/, share a *state*. Files that states share are
 * composed once, and entries that they share are read once, so that hundreds of revisions cost little more than
 * what differs between them. A state that does not load is kept with its first error: who walks passes it over and
 * names it. Expressions are not checked here: they are where states become lanes (lanes.h). */
#ifndef RH_COMPARE_LINEAGE_H
#define RH_COMPARE_LINEAGE_H

#include "harness/load/revision.h"

#define RH_NO_STATE SIZE_MAX /* the commit has no cases/ */

typedef struct rh_lineage rh_lineage;

typedef struct rh_lineage_commit {
    rh_git_commit git;
    size_t state; /* or RH_NO_STATE */
} rh_lineage_commit;

typedef struct rh_lineage_state {
    const rh_register *reg; /* NULL: it does not load */
    rh_tree tree;           /* of its first commit; of the files those of calendars have bytes */
    rh_err why;             /* where it does not load */
} rh_lineage_state;

/* place must be a repository; it and zones are borrowed. */
RH_MUST rh_code rh_lineage_open(rh_lineage **out, const rh_place *place, rh_zones *zones, rh_err *err);
void rh_lineage_close(rh_lineage *lineage);
/* Does not load its state yet. Lives as long as the lineage. Errors are those of rh_git_commit_read. */
RH_MUST rh_code rh_lineage_commit_at(const rh_lineage_commit **out, rh_lineage *lineage, rh_git_id id, rh_err *err);
/* The same, where a shallow clone may end: *out NULL then, and no error. */
RH_MUST rh_code rh_lineage_commit_if_there(const rh_lineage_commit **out, rh_lineage *lineage, rh_git_id id,
                                           rh_err *err);
/* Loads it when it was not. Lives as long as the lineage. Errors are operating errors only. */
RH_MUST rh_code rh_lineage_state_at(const rh_lineage_state **out, rh_lineage *lineage, size_t state, rh_err *err);
size_t rh_lineage_n_states(const rh_lineage *lineage);
/* The state as a revision: for what compares two of them. It has fixtures, and no digest. */
rh_revision rh_lineage_revision(const rh_lineage *lineage, const rh_lineage_state *state);

#endif
