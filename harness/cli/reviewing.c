/* One review of a history. */
#include "harness/cli/reviewing.h"

#include "harness/compare/timelines.h"
#include "harness/fixes/effects.h"
#include "harness/fixes/fill.h"
#include "harness/replay/model_time.h"
#include "harness/review/named.h"
#include "harness/system/memory.h"

#include <stdio.h>

/* Proposals are tried on so many journeys: enough to tell them apart, and no second replay of a large history. */
enum { DEFAULT_DAYS = 7, MOST_TRIED = 5000 };
#define NS_A_DAY (86400 * INT64_C(1000000000))

rh_code rh_reviewing_open(rh_reviewing *r, rh_cli *cli, const char *name, rh_err *err)
{
    *r = (rh_reviewing){0};
    rh_code code = rh_world_open(&r->world, cli, err);
    if (code == RH_OK) code = rh_world_revision(&r->revision, &r->world, name, err);
    if (code == RH_OK) code = rh_world_compile(&r->program, &r->world, &r->revision.reg, 1, err);
    if (code != RH_OK) return code;
    code = rh_review_plan_read(&r->plan, cli->run, r->program, &r->world.lender.lent, &cli->diags);
    if (code != RH_OK) return rh_world_first_error(cli, code, err);
    code = rh_world_history(&r->world, err);
    if (code == RH_OK) code = rh_world_count(&r->world, err);
    if (code == RH_OK) code = rh_world_judges(&r->lanes, &r->world, err);
    return code;
}

/* An instant, or a day: its first instant in the policy's zone. */
static rh_code read_instant(rh_instant *out, const rh_reviewing *r, rh_option option, const char *name, rh_err *err)
{
    const char *text = r->world.cli->options.values[option];
    int32_t year, month, day;
    if (text == NULL || rh_instant_parse(out, rh_str_of(text))) return RH_OK;
    if (rh_date_parse(&year, &month, &day, rh_str_of(text))) {
        *out = rh_zone_local(rh_calendar_zone(r->revision.reg->calendar), rh_days_from_civil(year, month, day), 0);
        return RH_OK;
    }
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "--%s %s: expected a day, as 2026-03-02, or RFC 3339 with a zone",
                      name, text);
}

/* The week that ends with the day of as-of, in the policy's zone. */
static rh_code read_period(rh_reviewing *r, rh_err *err)
{
    const rh_zone *zone = rh_calendar_zone(r->revision.reg->calendar);
    r->until = rh_zone_local(zone, rh_zone_day(zone, r->world.as_of) + 1, 0);
    rh_code code = read_instant(&r->until, r, RH_OPT_UNTIL, "until", err);
    if (code != RH_OK) return code;
    r->since = rh_zone_local(zone, rh_zone_day(zone, r->until) - DEFAULT_DAYS, 0);
    code = read_instant(&r->since, r, RH_OPT_SINCE, "since", err);
    if (code == RH_OK && !rh_instant_before(r->since, r->until))
        code = rh_err_set(err, RH_USAGE, (rh_span){0}, "--since %s: expected an instant before --until",
                          r->world.cli->options.values[RH_OPT_SINCE] != NULL
                              ? r->world.cli->options.values[RH_OPT_SINCE]
                              : "(a week)");
    return code;
}

static void progress(void *ctx, size_t n_done, size_t n_all)
{
    rh_reviewing *r = ctx;
    rh_progress_step(&r->progress, n_done, n_all);
}

static rh_code replay(rh_reviewing *r, rh_err *err)
{
    rh_cli *cli = r->world.cli;
    const rh_review_request request = {.plan = r->plan,
                                       .program = r->program,
                                       .since = r->since,
                                       .until = r->until,
                                       .as_of = r->world.as_of,
                                       .live = r->lanes.live,
                                       .n_live = r->lanes.n_live};
    rh_code code = rh_review_open(&r->review, rh_memory_host(), &request, err);
    if (code == RH_OK) code = rh_world_replay(&r->replay, &r->world, err);
    if (code != RH_OK) return code;
    r->replay.progress = progress;
    r->replay.progress_ctx = r;
    rh_progress_begin(&r->progress, "journeys", cli->options.given[RH_OPT_QUIET]);
    code = rh_review_run(&r->review, &r->replay, err);
    rh_progress_end(&r->progress);
    return code;
}

static rh_code find_fixes(rh_reviewing *r, rh_err *err)
{
    rh_arena *keep = r->world.cli->run;
    rh_fix_ranking ranking;
    rh_model_fix *fixes;
    rh_code code = rh_fixes_rank(&ranking, keep, &r->review.fixes, r->since, err);
    if (code == RH_OK) code = rh_fixes_fill(&r->report, &fixes, keep, &ranking, r->revision.reg, err);
    if (code != RH_OK) return code;
    const rh_fix_effects_spec spec = {.revision = &r->revision,
                                      .zones = r->world.zones,
                                      .lent = &r->world.lender.lent,
                                      .replay = &r->replay,
                                      .most = MOST_TRIED,
                                      .live = r->lanes.live,
                                      .n_live = r->lanes.n_live};
    rh_progress_begin(&r->progress, "journeys", r->world.cli->options.given[RH_OPT_QUIET]);
    code = rh_fix_effects(fixes, r->report.n_fixes, keep, &ranking, &spec, err);
    rh_progress_end(&r->progress);
    return code;
}

rh_str rh_reviewing_day(rh_arena *keep, int64_t days)
{
    int32_t year = 0, month = 0, day = 0;
    char text[32];
    rh_civil_from_days(days, &year, &month, &day);
    const int n = snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return rh_arena_str(keep, (rh_str){text, n > 0 ? (size_t)n : 0});
}

static bool begins_a_day(const rh_zone *zone, rh_instant t)
{
    return rh_instant_cmp(t, rh_zone_local(zone, rh_zone_day(zone, t), 0)) == 0;
}

static void name_days(rh_reviewing *r)
{
    const rh_zone *zone = rh_calendar_zone(r->revision.reg->calendar);
    if (!begins_a_day(zone, r->since) || !begins_a_day(zone, r->until)) return;
    r->report.first_day = rh_reviewing_day(r->world.cli->run, rh_zone_day(zone, r->since));
    r->report.last_day = rh_reviewing_day(r->world.cli->run, rh_zone_day(zone, r->until) - 1);
}

rh_code rh_reviewing_run(rh_reviewing *r, rh_err *err)
{
    rh_code code = read_period(r, err);
    if (code == RH_OK) code = replay(r, err);
    if (code != RH_OK) return code;
    r->report.revision = rh_world_model(&r->revision);
    name_days(r);
    r->report.history.journeys = r->review.journeys;
    rh_world_fill(&r->report.history, &r->world);
    code = rh_review_fill(&r->report, r->world.cli->run, &r->review, err);
    if (code == RH_OK) code = find_fixes(r, err);
    return code == RH_OK ? rh_review_name_journeys(&r->report, r->world.cli->run, err) : code;
}

rh_code rh_reviewing_draw(rh_reviewing *r, rh_err *err)
{
    const rh_timelines_spec spec = {.program = r->program, .history = &r->world.history, .as_of = r->world.as_of};
    return rh_timelines_of(&r->report.timelines, r->world.cli->run, &r->report.named, &spec, err);
}

void rh_reviewing_close(rh_reviewing *r)
{
    rh_review_dispose(&r->review);
    rh_world_close(&r->world);
}
