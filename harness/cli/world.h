/* What a command works on: a place with registers, zone data, regular expressions, a history. Opened from the options.
 *
 *     rh_world world;  rh_world_open(&world, cli, err)
 *     rh_world_revision(&rev, &world, "HEAD", err);  rh_world_compile(&program, &world, &rev.reg, 1, err)
 *     rh_world_history(&world, err);  ... world.history, world.as_of
 *     rh_world_close(&world)          always, also after an error of open
 *
 * Errors of files go to cli->diags, each with its place; the code returned is the first one's and *err is the same. */
#ifndef RH_CLI_WORLD_H
#define RH_CLI_WORLD_H

#include "harness/cli/cli.h"
#include "harness/load/revision.h"
#include "harness/replay/counted.h"
#include "harness/replay/lender.h"
#include "harness/replay/replay.h"
#include "harness/replay/summary.h"
#include "harness/store/store.h"
#include "reports/model/common.h"

typedef struct rh_world {
    rh_cli *cli;
    rh_place place;
    rh_zones *zones;
    rh_lender lender;
    const rh_log *log; /* --events */
    rh_store *store;   /* --store */
    rh_history history;
    rh_counted counted; /* of what is replayed, once rh_world_count was called */
    bool has_history, is_counted;
    rh_instant as_of; /* --as-of, or the newest event's knowntime; valid with has_history and at least one event */
    rh_model_source total;
    const rh_model_source *sources;  /* of the history's files */
    const rh_source_counts *counts;  /* the same, with their digests */
    size_t n_sources;
} rh_world;

RH_MUST rh_code rh_world_open(rh_world *world, rh_cli *cli, rh_err *err);
void rh_world_close(rh_world *world);

/* A revision's register. name NULL: HEAD, or the plain folder. Warnings about it are told by `check`, or with -v:
 * elsewhere they would bury the result. */
RH_MUST rh_code rh_world_revision(rh_revision *out, rh_world *world, const char *name, rh_err *err);
RH_MUST rh_code rh_world_compile(const rh_program **out, rh_world *world, const rh_register *const *registers, size_t n,
                                 rh_err *err);
/* Whether --events or --store was given. */
bool rh_world_has_history(const rh_cli *cli);
/* Reads the history; quarantined lines become warnings. RH_USAGE when none was given. */
RH_MUST rh_code rh_world_history(rh_world *world, rh_err *err);
/* Has replays count what they load, so that rh_world_fill knows of events and their origin: for commands that make no
 * summary. After rh_world_history. */
RH_MUST rh_code rh_world_count(rh_world *world, rh_err *err);
/* The journey of that id; its events live in the run's arena. RH_JOURNEY_MISSING. */
RH_MUST rh_code rh_world_journey(rh_journey *out, rh_world *world, rh_str id, rh_err *err);
/* --at, no later than as_of; as_of when it was not given. */
RH_MUST rh_code rh_world_at(rh_instant *out, const rh_world *world, rh_err *err);
/* A replay of the world's history with the options' threads and the stop flag; the caller adds program, judge and
 * fold. What oscillates in lane 0 fails the command (cli->oscillated): replays that try something else out leave it
 * alone, or tell of their lanes themselves. */
RH_MUST rh_code rh_world_replay(rh_replay *out, const rh_world *world, rh_err *err);

/* Asks for judging: sets what of *lanes has to do with it, from the repository's tags. */
RH_MUST rh_code rh_world_judges(rh_summary_lanes *lanes, const rh_world *world, rh_err *err);

/* What the world knows of the history and the journeys do not tell: sources, totals, as-of, digest; and what was
 * counted, if it was. */
void rh_world_fill(rh_model_history *out, const rh_world *world);

/* Counts of files as model rows, and their sum. */
RH_MUST rh_code rh_world_sources(const rh_model_source **out, rh_model_source *total, rh_arena *keep,
                                 const rh_source_counts *counts, size_t n, rh_err *err);
/* Puts the first error of cli->diags into *err, when there is one; returns code. */
rh_code rh_world_first_error(const rh_cli *cli, rh_code code, rh_err *err);

rh_model_revision rh_world_model(const rh_revision *revision);
rh_model_place rh_world_span(rh_span span);

#endif
