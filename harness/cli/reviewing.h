/* One review of a history, as the options ask: for `review` and for the site. */
#ifndef RH_CLI_REVIEWING_H
#define RH_CLI_REVIEWING_H

#include "harness/cli/progress.h"
#include "harness/cli/world.h"
#include "harness/review/review.h"

typedef struct rh_reviewing {
    rh_world world;
    rh_revision revision;
    const rh_program *program;
    const rh_review_plan *plan;
    rh_review review;
    rh_progress progress;
    rh_replay replay;
    rh_summary_lanes lanes; /* live revisions */
    rh_instant since, until;
    rh_review_report report;
} rh_reviewing;

/* Opens the world, the revision and its monitors, and the history. name NULL: HEAD, or the plain folder. */
RH_MUST rh_code rh_reviewing_open(rh_reviewing *r, rh_cli *cli, const char *name, rh_err *err);
/* "2026-03-09" of days since 1970; null without memory. */
rh_str rh_reviewing_day(rh_arena *keep, int64_t days);
/* Replays, and fills the report. */
RH_MUST rh_code rh_reviewing_run(rh_reviewing *r, rh_err *err);
/* Draws the journeys that the report names, for pages: they are replayed once more. */
RH_MUST rh_code rh_reviewing_draw(rh_reviewing *r, rh_err *err);
void rh_reviewing_close(rh_reviewing *r);

#endif
