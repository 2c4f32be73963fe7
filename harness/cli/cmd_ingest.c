/* rehearse ingest: files of events into a store, with every record accounted for. */
#include "harness/cli/becoming.h"
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/secret.h"
#include "harness/store/quarantine.h"
#include "harness/cli/world.h"
#include "harness/ingest/map.h"
#include "harness/ingest/map_choose.h"
#include "harness/ingest/pseudonym.h"
#include "harness/ingest/doubts.h"
#include "harness/system/memory.h"

#include <stdlib.h>
#include <sys/stat.h>

rh_exit rh_cmd_ingest(rh_cli *cli, rh_err *err);

typedef struct ingesting {
    rh_cli *cli;
    rh_ingest_options options;
    rh_zones *zones; /* what mappings need */
    rh_lender lender;
    double most_quarantined; /* a share; above 1: no limit */
    rh_world world;          /* --pseudonymise: whose schema says what identifies somebody */
    rh_revision revision;
    bool has_register; /* given: the history is also looked through for what is doubtful */
    rh_doubts *doubts; /* NULL: neither a register nor a mapping was given */
    rh_progress progress;
    struct {
        const char *path;           /* told of last */
        uint64_t before, size, all; /* bytes: of the files before it, of it, of all */
    } reading;
    rh_becoming becoming;
    rh_ingest_report report;
} ingesting;

/* Of all files: they are read in turn, and a path that was not told of before is the next. */
static void on_progress(void *ctx, const char *path, uint64_t done_bytes, uint64_t size_bytes)
{
    ingesting *in = ctx;
    if (in->reading.path != path) {
        in->reading.before += in->reading.size;
        in->reading.path = path;
        in->reading.size = size_bytes;
    }
    rh_progress_step(&in->progress, in->reading.before + done_bytes, in->reading.all);
}

/* All is read: another bar for each of what is counted. */
static void on_settling(void *ctx, const char *what, uint64_t n_done, uint64_t n_all)
{
    ingesting *in = ctx;
    if (strcmp(in->progress.what, what) != 0) {
        rh_progress_end(&in->progress);
        rh_progress_begin(&in->progress, what, in->cli->options.given[RH_OPT_QUIET]);
    }
    rh_progress_step(&in->progress, n_done, n_all);
}

static void add_sizes(ingesting *in)
{
    for (size_t i = 0; i < in->cli->options.n_args; i++) {
        struct stat st;
        if (stat(in->cli->options.args[i], &st) == 0) in->reading.all += (uint64_t)st.st_size;
    }
}

static bool is_stopped(void *ctx)
{
    const ingesting *in = ctx;
    return atomic_load(in->cli->stop);
}

static rh_code read_options(ingesting *in, rh_err *err)
{
    const rh_options *options = &in->cli->options;
    const char *share = options->values[RH_OPT_MAX_QUARANTINED];
    in->options = (rh_ingest_options){.progress = on_progress,
                                      .settling = on_settling,
                                      .progress_ctx = in,
                                      .is_stopped = is_stopped,
                                      .is_stopped_ctx = in};
    in->most_quarantined = 2;
    if (options->n_args == 0) return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected at least one file");
    if (options->values[RH_OPT_STORE] == NULL && !options->given[RH_OPT_DRY_RUN])
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "expected --store FILE or --dry-run");
    if (options->given[RH_OPT_EXPLAIN] && !options->given[RH_OPT_DRY_RUN])
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--explain goes with --dry-run");
    if (share == NULL) return RH_OK;
    char *end;
    in->most_quarantined = strtod(share, &end);
    if (*end == '\0' && end != share && in->most_quarantined >= 0 && in->most_quarantined <= 1) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "--max-quarantined %s: expected a share from 0 to 1", share);
}

static rh_code read_exported_at(ingesting *in, rh_err *err)
{
    in->options.has_exported_at = in->cli->options.given[RH_OPT_EXPORTED_AT];
    return rh_options_instant(&in->options.exported_at, &in->cli->options, RH_OPT_EXPORTED_AT, err);
}

/* The built-in mapping that reads the files; all of them, for they are ingested as one. */
static rh_code choose_map(const char **name, ingesting *in, rh_err *err)
{
    rh_str first = rh_str_null();
    const rh_options *options = &in->cli->options;
    for (size_t i = 0; i < options->n_args; i++) {
        rh_str chosen;
        const rh_code code = rh_map_choose(&chosen, in->cli->run, options->args[i], &in->lender.lent, err);
        if (code != RH_OK) return code;
        if (i > 0 && !rh_str_eq(chosen, first))
            return rh_err_set(err, RH_USAGE, (rh_span){.file = rh_str_of(options->args[i])},
                              "mapping %.*s reads this file and %.*s the one before: ingest them one after another",
                              RH_ARG(chosen), RH_ARG(first));
        first = chosen;
    }
    *name = rh_arena_cstr(in->cli->run, first);
    return *name != NULL ? RH_OK : rh_err_nomem(err);
}

static rh_code load_map(ingesting *in, rh_err *err)
{
    rh_cli *cli = in->cli;
    const char *name = cli->options.values[RH_OPT_MAP];
    if (name == NULL) return RH_OK;
    rh_code code = rh_zones_open(&in->zones, rh_memory_host(), NULL, err);
    if (code == RH_OK) code = rh_lender_open(&in->lender, in->zones, err);
    if (code != RH_OK) return code;
    if (strcmp(name, "auto") == 0) code = choose_map(&name, in, err);
    if (code != RH_OK) return code;
    code = rh_map_load(&in->options.map, cli->run, name, &in->lender.lent, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    in->report.map = rh_map_name(in->options.map);
    return RH_OK;
}

static rh_code open_pseudonyms(ingesting *in, rh_err *err)
{
    const char *path = in->cli->options.values[RH_OPT_PSEUDONYMISE];
    in->has_register = in->cli->options.values[RH_OPT_REGISTER] != NULL ||
                       in->cli->options.values[RH_OPT_CASES] != NULL;
    if (path == NULL && !in->has_register) return RH_OK;
    rh_code code = rh_world_open(&in->world, in->cli, err);
    if (code == RH_OK && path != NULL) code = rh_secret_outside(&in->world.place, path, err);
    if (code == RH_OK) code = rh_world_revision(&in->revision, &in->world, NULL, err);
    if (code != RH_OK || path == NULL) return code;
    return rh_pseudonyms_open(&in->options.pseudonyms, path, in->revision.reg, err);
}

static rh_code fill_summary(rh_ingest_report *out, rh_arena *keep, const rh_store_summary *summary, rh_err *err)
{
    char digest[RH_SHA256_HEX + 1];
    rh_sha256_hex(digest, &summary->digest);
    out->digest = rh_arena_str(keep, rh_str_of(digest));
    out->journeys = summary->journeys;
    out->real = summary->real;
    out->mixed = summary->mixed;
    out->synthetic = summary->synthetic;
    out->exact = summary->exact;
    out->partial = summary->partial;
    out->none = summary->none;
    return out->digest.ptr == NULL ? rh_err_nomem(err) : RH_OK;
}

/* What stands in the store's quarantine from the files that were given. */
static rh_code fill_quarantined(ingesting *in, const char *path, rh_err *err)
{
    rh_store *store;
    const rh_quarantine_wanted wanted = {.files = in->cli->options.args, .n_files = in->cli->options.n_args};
    rh_quarantine_report listed;
    rh_code code = rh_store_open(&store, path, err);
    if (code != RH_OK) return code;
    code = rh_quarantine_list(&listed, in->cli->run, store, &wanted, err);
    rh_store_close(store);
    in->report.rejected = listed.rejected;
    in->report.n_rejected = listed.n_rejected;
    in->report.n_rejected_all = listed.n_rejected_all;
    return code;
}

/* ---- what is doubtful ---- */

static void on_unmapped(void *ctx, rh_str column, uint64_t n_rows)
{
    const ingesting *in = ctx;
    rh_doubts_column(in->doubts, column, n_rows);
}

static rh_code begin_doubts(ingesting *in, rh_err *err)
{
    const rh_register *reg = in->has_register ? in->revision.reg : NULL;
    const rh_lent *lent = &in->world.lender.lent;
    if (reg == NULL && in->options.map == NULL) return RH_OK;
    const rh_zone *zone = reg != NULL ? lent->zones(lent->ctx, reg->policy.zone) : NULL;
    in->options.unmapped = on_unmapped;
    in->options.unmapped_ctx = in;
    return rh_doubts_begin(&in->doubts, in->cli->run, reg, zone != NULL ? zone : rh_zone_utc(), err);
}

static rh_code end_doubts(ingesting *in, rh_err *err)
{
    if (in->doubts == NULL) return RH_OK;
    const rh_code code = rh_doubts_end(&in->report.quality, &in->report.n_quality, in->doubts, err);
    in->report.has_quality = code == RH_OK && (in->has_register || in->report.n_quality > 0);
    return code;
}

static rh_code look_through(ingesting *in, const rh_history *history, rh_err *err)
{
    rh_arena journey_arena;
    rh_code code = RH_OK;
    rh_arena_init(&journey_arena, rh_memory_host(), 0);
    for (size_t i = 0; code == RH_OK && i < history->n_journeys; i++) {
        rh_journey journey;
        rh_arena_reset(&journey_arena);
        code = history->load(history->ctx, 0, i, &journey_arena, &journey, err);
        if (code == RH_OK) rh_doubts_add(in->doubts, &journey);
    }
    rh_arena_dispose(&journey_arena);
    return code;
}

static rh_code look_through_store(ingesting *in, const char *path, rh_err *err)
{
    rh_store *store;
    rh_history history;
    if (!in->has_register) return RH_OK;
    rh_code code = rh_store_open(&store, path, err);
    if (code != RH_OK) return code;
    code = rh_store_history(&history, store, (rh_shard){0}, err);
    if (code == RH_OK) code = look_through(in, &history, err);
    rh_store_close(store);
    return code;
}

static rh_code into_store(ingesting *in, const rh_source_counts **sources, size_t *n, rh_err *err)
{
    rh_cli *cli = in->cli;
    const char *path = cli->options.values[RH_OPT_STORE];
    rh_store_ingest_result result;
    rh_code code = rh_store_ingest(&result, cli->run, path, cli->options.args, cli->options.n_args, &in->options,
                                   &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    *sources = result.sources;
    *n = result.n_sources;
    in->report.store = rh_str_of(path);
    uint64_t n_quarantined = 0;
    for (size_t i = 0; i < result.n_sources; i++) n_quarantined += result.sources[i].quarantined;
    code = fill_summary(&in->report, cli->run, &result.summary, err);
    if (code == RH_OK) code = look_through_store(in, path, err);
    return code == RH_OK && n_quarantined > 0 ? fill_quarantined(in, path, err) : code;
}

/* A dry run beside a store: its journeys answer for rows that joins lead to one. */
static rh_code ask_store(ingesting *in, rh_err *err)
{
    rh_store *store;
    const char *path = in->cli->options.values[RH_OPT_STORE];
    const rh_strs names = in->options.map != NULL ? rh_map_joins(in->options.map) : (rh_strs){0};
    if (path == NULL) return RH_OK;
    if (names.n == 0)
        return rh_err_set(err, RH_USAGE, (rh_span){0},
                          "--store with --dry-run: only a mapping with joins asks a store for anything");
    rh_code code = rh_store_open(&store, path, err);
    if (code != RH_OK) return code;
    code = rh_store_answers(&in->options.facts, &in->options.n_facts, in->cli->run, store, names, err);
    rh_store_close(store);
    return code;
}

/* Of how many journeys all is known as of when it was, some of it, nothing: the others come of final snapshots. */
static void count_ledger(rh_ingest_report *out, const rh_log *log)
{
    for (size_t i = 0; i < log->n_journeys; i++) {
        size_t n = 0;
        for (size_t k = 0; k < log->journeys[i].n_events; k++) n += log->journeys[i].events[k].is_snapshot;
        out->exact += n == 0;
        out->none += n == log->journeys[i].n_events;
        out->partial += n > 0 && n < log->journeys[i].n_events;
    }
}

/* How many journeys hold no, some, only synthetic events. */
static void count_origins(rh_ingest_report *out, const rh_log *log)
{
    for (size_t i = 0; i < log->n_journeys; i++) {
        size_t n = 0;
        for (size_t k = 0; k < log->journeys[i].n_events; k++) n += log->journeys[i].events[k].is_synthetic;
        out->real += n == 0;
        out->synthetic += n > 0 && n == log->journeys[i].n_events;
        out->mixed += n > 0 && n < log->journeys[i].n_events;
    }
}

/* A dry run reads the same files by the same rules into memory, and keeps nothing. */
static rh_code into_memory(ingesting *in, const rh_source_counts **sources, size_t *n, rh_err *err)
{
    rh_cli *cli = in->cli;
    const rh_log *log;
    rh_code code = ask_store(in, err);
    if (code != RH_OK) return code;
    code = rh_log_read(&log, cli->run, cli->options.args, cli->options.n_args, &in->options, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    *sources = log->sources;
    *n = log->n_sources;
    in->report.is_dry_run = true;
    in->report.journeys = log->n_journeys;
    count_ledger(&in->report, log);
    count_origins(&in->report, log);
    const rh_history history = rh_history_of_log(log);
    const rh_code looked = in->has_register ? look_through(in, &history, err) : RH_OK;
    return looked == RH_OK ? rh_quarantine_of_log(&in->report, cli->run, log, err) : looked;
}

static rh_code ingest(ingesting *in, rh_err *err)
{
    const rh_source_counts *sources = NULL;
    size_t n = 0;
    rh_code code;
    code = rh_becoming_open(&in->becoming, &in->options, in->cli, err);
    if (code != RH_OK) return code;
    code = begin_doubts(in, err);
    if (code != RH_OK) return code;
    add_sizes(in);
    rh_progress_begin(&in->progress, "bytes", in->cli->options.given[RH_OPT_QUIET]);
    if (in->cli->options.given[RH_OPT_DRY_RUN]) code = into_memory(in, &sources, &n, err);
    else code = into_store(in, &sources, &n, err);
    rh_progress_end(&in->progress);
    if (code == RH_OK) code = end_doubts(in, err);
    if (code == RH_OK) code = rh_becoming_end(&in->becoming, err);
    if (code == RH_OK) code = rh_world_sources(&in->report.sources, &in->report.total, in->cli->run, sources, n, err);
    if (code != RH_OK) return code;
    in->report.n_sources = n;
    code = rh_output_report(in->cli, &(rh_report){.kind = RH_REPORT_INGEST, .ingest = &in->report}, err);
    if (code != RH_OK || in->most_quarantined > 1) return code;
    return rh_counts_check_share(sources, n, in->most_quarantined, err);
}

rh_exit rh_cmd_ingest(rh_cli *cli, rh_err *err)
{
    ingesting in = {.cli = cli};
    rh_code code = read_options(&in, err);
    if (code == RH_OK) code = read_exported_at(&in, err);
    if (code == RH_OK) code = open_pseudonyms(&in, err);
    if (code == RH_OK) code = load_map(&in, err);
    if (code == RH_OK) code = ingest(&in, err);
    rh_becoming_close(&in.becoming);
    rh_doubts_close(in.doubts);
    rh_pseudonyms_close(in.options.pseudonyms);
    rh_world_close(&in.world);
    rh_lender_close(&in.lender);
    rh_zones_close(in.zones);
    if (code != RH_OK) return rh_exit_of_code(code);
    return in.report.total.read == 0 ? RH_EXIT_HOLD : RH_EXIT_OK;
}
