/* Kept runs as commands use them. */
#include "harness/cli/keeping.h"

#include "harness/cli/docs.h"
#include "harness/cli/say.h"
#include "harness/cli/versions.h"
#include "harness/compare/screened.h"
#include "harness/system/build.h"

/* Whatever may change what a replay gives: the program itself, and the libraries that it was not linked with for
 * good. */
static rh_code made_by(rh_str *out, rh_arena *keep, rh_err *err)
{
    const rh_model_version *libraries;
    size_t n;
    rh_buf text;
    const rh_code code = rh_versions_of_libraries(&libraries, &n, keep, err);
    if (code != RH_OK) return code;
    rh_buf_init(&text, keep, 1 << 16);
    rh_buf_printf(&text, "rehearse %s\n", RH_CLI_VERSION);
    for (size_t i = 0; i < n; i++)
        rh_buf_printf(&text, "%.*s %.*s\n", RH_ARG(libraries[i].name), RH_ARG(libraries[i].version));
    rh_buf_put(&text, rh_build_id());
    *out = rh_buf_str(&text);
    return text.failed ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_keeping_key(rh_kept_key *out, const rh_world *world, const rh_revision *revision, rh_err *err)
{
    if (world->store == NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--keep-run keeps the run beside a store: give --store FILE");
    rh_kept_world of = {.journeys = rh_store_summary_get(world->store)->digest,
                        .n_journeys = world->history.n_journeys,
                        .as_of = world->as_of};
    const rh_code code = made_by(&of.made_by, world->cli->run, err);
    return code == RH_OK ? rh_kept_key_of(out, &of, revision, err) : code;
}

static void tell(const rh_world *world, const char *why)
{
    if (why != NULL && !world->cli->options.given[RH_OPT_QUIET])
        rh_say("%s.run does not serve, and every journey is replayed: %s; `rehearse replay --keep-run` makes it anew",
               world->cli->options.values[RH_OPT_STORE], why);
}

static rh_code choose(const rh_carried **out, const rh_world *world, const rh_program *program, rh_kept *kept,
                      rh_err *err)
{
    bool is_damaged = false;
    rh_carried *carried = RH_NEW(world->cli->run, rh_carried);
    if (carried == NULL) return rh_err_nomem(err);
    const rh_code code = rh_kept_choose(carried, &is_damaged, world->cli->run, kept, program, err);
    if (code == RH_OK && !is_damaged) *out = carried;
    if (code == RH_OK && is_damaged) tell(world, "it is damaged");
    if (code == RH_OK && !is_damaged && world->cli->options.given[RH_OPT_VERBOSE])
        rh_say("%s.run: %zu of %zu journeys are replayed, the others are known not to differ",
               world->cli->options.values[RH_OPT_STORE], carried->n_played, world->history.n_journeys);
    return code;
}

/* Without a kept run a snapshot tells by itself which journeys do not differ. */
static rh_code screen(const rh_carried **out, const rh_world *world, const rh_program *both,
                      const rh_revision *const revisions[2], rh_err *err)
{
    rh_screened_spec spec = {.both = both, .slabs = rh_store_slabs(world->store), .as_of = world->as_of,
                             .stop = world->cli->stop};
    rh_carried *carried = RH_NEW(world->cli->run, rh_carried);
    bool is_there;
    const char *why;
    if (spec.slabs == NULL) return RH_OK;
    rh_code code = carried != NULL ? RH_OK : rh_err_nomem(err);
    rh_diags told; /* when both were compiled */
    rh_diags_init(&told, world->cli->run);
    for (int i = 0; code == RH_OK && i < 2; i++)
        code = rh_program_compile(&spec.one[i], world->cli->run, &revisions[i]->reg, 1, &world->lender.lent, &told);
    if (code == RH_OK) code = rh_screened_choose(carried, &is_there, &why, world->cli->run, &spec, err);
    if (code != RH_OK) return code;
    if (is_there) *out = carried;
    if (world->cli->options.given[RH_OPT_VERBOSE])
        rh_say("%zu of %zu journeys were decided together%s%s", is_there ? (size_t)carried->journeys : 0,
               world->history.n_journeys, is_there ? "" : ": ", is_there ? "" : why);
    return RH_OK;
}

rh_code rh_keeping_choose(const rh_carried **out, const rh_world *world, const rh_program *program,
                          const rh_revision *head, const rh_revision *base, rh_err *err)
{
    rh_kept_key key;
    rh_kept *kept;
    const char *why;
    bool is_same = false;
    *out = NULL;
    if (world->store == NULL) return RH_OK;
    rh_code code = rh_kept_is_core_same(&is_same, head, base, err);
    if (code != RH_OK || !is_same) return code;
    code = rh_keeping_key(&key, world, head, err);
    if (code == RH_OK) code = rh_kept_open(&kept, &why, world->cli->options.values[RH_OPT_STORE], &key, err);
    if (code != RH_OK) return code;
    if (kept == NULL) {
        tell(world, why);
        return screen(out, world, program, (const rh_revision *[]){head, base}, err);
    }
    code = choose(out, world, program, kept, err);
    rh_kept_close(kept);
    return code;
}
