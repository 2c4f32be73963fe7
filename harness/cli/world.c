/* What a command works on. */
#include "harness/cli/world.h"

#include "engine/proof/proof.h"
#include "harness/cli/say.h"
#include "harness/load/live.h"
#include "harness/replay/model_time.h"
#include "harness/system/memory.h"

enum { MOST_THREADS = 64 };

/* --register REPO[:PATH]: a colon splits where what stands before it is not empty. */
static rh_code split_register(rh_place_spec *spec, rh_arena *keep, const char *value, rh_err *err)
{
    const char *colon = strrchr(value, ':');
    if (colon == NULL || colon == value) {
        spec->repo = value;
        return RH_OK;
    }
    spec->repo = rh_arena_cstr(keep, (rh_str){value, (size_t)(colon - value)});
    spec->path = colon + 1;
    return spec->repo == NULL ? rh_err_nomem(err) : RH_OK;
}

static rh_code open_place(rh_world *world, rh_err *err)
{
    const rh_options *options = &world->cli->options;
    rh_place_spec spec = {.cases_dir = options->values[RH_OPT_CASES]};
    const char *reg = options->values[RH_OPT_REGISTER];
    if (spec.cases_dir != NULL && reg != NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--cases and --register exclude each other");
    rh_code code = reg != NULL ? split_register(&spec, world->cli->run, reg, err) : RH_OK;
    if (code == RH_OK) code = rh_place_open(&world->place, world->cli->run, &spec, err);
    return code;
}

rh_code rh_world_open(rh_world *world, rh_cli *cli, rh_err *err)
{
    *world = (rh_world){.cli = cli};
    rh_code code = rh_zones_open(&world->zones, rh_memory_host(), NULL, err);
    if (code == RH_OK) code = rh_lender_open(&world->lender, world->zones, err);
    if (code == RH_OK) code = open_place(world, err);
    if (code == RH_OK && world->place.git != NULL) cli->register_path = world->place.path;
    return code;
}

void rh_world_close(rh_world *world)
{
    rh_store_close(world->store);
    rh_place_close(&world->place);
    rh_lender_close(&world->lender);
    rh_zones_close(world->zones);
}

rh_code rh_world_first_error(const rh_cli *cli, rh_code code, rh_err *err)
{
    if (cli->diags.n_errors_kept > 0) *err = cli->diags.errors[0];
    return code;
}

/* Takes back the warnings that were added since there were n_kept of n_all, unless they are asked for. */
static void hush(rh_cli *cli, size_t n_kept, size_t n_all)
{
    if (cli->options.given[RH_OPT_VERBOSE] || strcmp(cli->command->name, "check") == 0) return;
    cli->diags.n_warnings_kept = n_kept;
    cli->diags.n_warnings = n_all;
}

rh_code rh_world_revision(rh_revision *out, rh_world *world, const char *name, rh_err *err)
{
    rh_cli *cli = world->cli;
    const size_t n_kept = cli->diags.n_warnings_kept, n_all = cli->diags.n_warnings;
    if (world->place.cases_dir != NULL && name != NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "revision %s: a plain folder has none", name);
    if (name == NULL) name = "HEAD";
    const rh_code code = rh_revision_load(out, cli->run, &world->place, world->zones, name, &cli->diags);
    hush(cli, n_kept, n_all);
    return code == RH_OK ? RH_OK : rh_world_first_error(cli, code, err);
}

rh_code rh_world_compile(const rh_program **out, rh_world *world, const rh_register *const *registers, size_t n,
                         rh_err *err)
{
    rh_cli *cli = world->cli;
    const size_t n_kept = cli->diags.n_warnings_kept, n_all = cli->diags.n_warnings;
    rh_code code = rh_program_compile(out, cli->run, registers, n, &world->lender.lent, &cli->diags);
    for (size_t lane = 0; code == RH_OK && lane < n; lane++) {
        const rh_proof *proof; /* read for its errors: acceptance tests are part of the register */
        code = rh_proof_read(&proof, cli->run, *out, lane, registers[lane], &cli->diags);
    }
    hush(cli, n_kept, n_all);
    return code == RH_OK ? RH_OK : rh_world_first_error(cli, code, err);
}

/* ---- history ---- */

bool rh_world_has_history(const rh_cli *cli)
{
    return cli->options.n_events > 0 || cli->options.values[RH_OPT_STORE] != NULL;
}

static rh_code set_as_of(rh_world *world, bool has_newest, rh_instant newest, rh_err *err)
{
    world->as_of = has_newest ? newest : RH_INSTANT_MIN;
    return rh_options_instant(&world->as_of, &world->cli->options, RH_OPT_AS_OF, err);
}

rh_code rh_world_sources(const rh_model_source **out, rh_model_source *total, rh_arena *keep,
                         const rh_source_counts *counts, size_t n, rh_err *err)
{
    rh_model_source *sources = RH_NEW_N(keep, n, rh_model_source);
    if (sources == NULL) return rh_err_nomem(err);
    *total = (rh_model_source){0};
    for (size_t i = 0; i < n; i++) {
        const rh_source_counts *c = &counts[i];
        sources[i] = (rh_model_source){c->file, c->read, c->accepted, c->duplicate, c->quarantined};
        total->read += c->read;
        total->accepted += c->accepted;
        total->duplicate += c->duplicate;
        total->quarantined += c->quarantined;
    }
    *out = sources;
    return RH_OK;
}

static rh_code open_log(rh_world *world, rh_err *err)
{
    rh_cli *cli = world->cli;
    const rh_ingest_options options = {0};
    rh_code code = rh_log_read(&world->log, cli->run, cli->options.events, cli->options.n_events, &options,
                               &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    for (size_t i = 0; i < world->log->n_quarantined; i++) rh_diags_warn(&cli->diags, &world->log->quarantined[i].why);
    world->history = rh_history_of_log(world->log);
    world->counts = world->log->sources;
    world->n_sources = world->log->n_sources;
    code = rh_world_sources(&world->sources, &world->total, cli->run, world->log->sources, world->n_sources, err);
    return code == RH_OK ? set_as_of(world, world->log->n_events > 0, world->log->newest, err) : code;
}

static rh_code open_store(rh_world *world, rh_err *err)
{
    rh_cli *cli = world->cli;
    rh_code code = rh_store_open(&world->store, cli->options.values[RH_OPT_STORE], err);
    if (code != RH_OK) return code;
    const rh_store_summary *summary = rh_store_summary_get(world->store);
    if (summary->is_unfinished && !cli->options.given[RH_OPT_QUIET])
        rh_say("%s: an ingest was cut short; run it again to have what it read", cli->options.values[RH_OPT_STORE]);
    code = rh_store_history(&world->history, world->store, (rh_shard){0, 0}, err);
    if (code == RH_OK) code = rh_store_sources(&world->counts, &world->n_sources, cli->run, world->store, err);
    if (code == RH_OK)
        code = rh_world_sources(&world->sources, &world->total, cli->run, world->counts, world->n_sources, err);
    return code == RH_OK ? set_as_of(world, summary->has_newest, summary->newest, err) : code;
}

rh_code rh_world_history(rh_world *world, rh_err *err)
{
    const rh_options *options = &world->cli->options;
    if (!rh_world_has_history(world->cli))
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "no history: give --store FILE or --events FILE...");
    if (options->n_events > 0 && options->values[RH_OPT_STORE] != NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--store and --events exclude each other");
    const rh_code code = options->n_events > 0 ? open_log(world, err) : open_store(world, err);
    world->has_history = code == RH_OK;
    return code;
}

rh_code rh_world_count(rh_world *world, rh_err *err)
{
    const rh_code code = rh_counted_begin(&world->counted, world->cli->run, &world->history, world->as_of, err);
    world->is_counted = code == RH_OK;
    return code;
}

rh_code rh_world_journey(rh_journey *out, rh_world *world, rh_str id, rh_err *err)
{
    return rh_history_find(out, &world->history, id, world->cli->run, err);
}

rh_code rh_world_at(rh_instant *out, const rh_world *world, rh_err *err)
{
    rh_instant at = world->as_of;
    const rh_code code = rh_options_instant(&at, &world->cli->options, RH_OPT_AT, err);
    if (code == RH_OK) *out = rh_instant_min(at, world->as_of);
    return code;
}

rh_code rh_world_replay(rh_replay *out, const rh_world *world, rh_err *err)
{
    int64_t n_threads = 0;
    const rh_code code = rh_options_int(&n_threads, &world->cli->options, RH_OPT_JOBS, 1, MOST_THREADS, 0, err);
    if (code != RH_OK) return code;
    *out = (rh_replay){.history = world->is_counted ? &world->counted.history : &world->history,
                       .as_of = world->as_of,
                       .n_threads = (unsigned)n_threads,
                       .stop = world->cli->stop,
                       .oscillated = &world->cli->oscillated};
    return RH_OK;
}

rh_code rh_world_judges(rh_summary_lanes *lanes, const rh_world *world, rh_err *err)
{
    lanes->is_judged = true;
    return rh_live_read(&lanes->live, &lanes->n_live, world->cli->run, &world->place, err);
}

/* ---- models ---- */

void rh_world_fill(rh_model_history *out, const rh_world *world)
{
    out->sources = world->sources;
    out->n_sources = world->n_sources;
    out->total = world->total;
    if (out->journeys > 0) out->as_of = rh_model_time_of(world->cli->run, world->as_of);
    if (world->is_counted) rh_counted_fill(out, &world->counted, world->cli->run);
    if (world->store == NULL) return;
    char digest[RH_SHA256_HEX + 1];
    rh_sha256_hex(digest, &rh_store_summary_get(world->store)->digest);
    out->digest = rh_arena_str(world->cli->run, rh_str_of(digest));
}

rh_model_revision rh_world_model(const rh_revision *revision)
{
    return (rh_model_revision){.name = revision->tree.name,
                               .commit = revision->tree.commit,
                               .tree = revision->tree.tree,
                               .sha256 = revision->reg->sha256};
}

rh_model_place rh_world_span(rh_span span) { return (rh_model_place){span.file, span.line, span.col}; }
