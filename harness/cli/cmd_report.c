/* rehearse report: a small site of the week's review, with an index of past weeks. */
#include "harness/cli/docs.h"
#include "harness/cli/output.h"
#include "harness/cli/reviewing.h"
#include "harness/cli/say.h"
#include "harness/review/shelf.h"
#include "harness/verdict/checklist.h"

#include <stdio.h>

rh_exit rh_cmd_report(rh_cli *cli, rh_err *err);

enum { NAME_BYTES = 300 };
#define PAGE_MAX_BYTES ((size_t)1 << 30)

typedef struct reporting {
    rh_cli *cli;
    const char *folder;
    rh_reviewing reviewing;
    rh_checklist checklist;
    rh_site_report site;
    rh_str day; /* on which the week ends */
} reporting;

/* ---- the model ---- */

static rh_code fill_roles(reporting *r, rh_err *err)
{
    const rh_register *reg = r->reviewing.revision.reg;
    rh_model_role *roles = RH_NEW_N(r->cli->run, reg->n_roles, rh_model_role);
    if (roles == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < reg->n_roles; i++)
        roles[i] = (rh_model_role){reg->roles[i].id, reg->roles[i].title, reg->roles[i].may_override};
    r->site.roles = roles;
    r->site.n_roles = reg->n_roles;
    return RH_OK;
}

static rh_code fill_risks(reporting *r, rh_err *err)
{
    const rh_register *reg = r->reviewing.revision.reg;
    rh_model_risk *risks = RH_NEW_N(r->cli->run, reg->n_entries, rh_model_risk);
    if (risks == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < reg->n_entries; i++) {
        const rh_entry *e = &reg->entries[i];
        risks[i] = (rh_model_risk){e->id, e->title, rh_str_of(rh_risk_name(e->risk)), e->owner,
                                   e->escalation != RH_NONE ? reg->roles[e->escalation].id : rh_str_null()};
    }
    r->site.risks = risks;
    r->site.n_risks = reg->n_entries;
    return RH_OK;
}

static rh_code fill_duties(reporting *r, rh_err *err)
{
    const rh_register *reg = r->reviewing.revision.reg;
    rh_monitored monitored;
    rh_code code = rh_monitored_read(&monitored, r->cli->run, reg);
    if (code == RH_OK)
        code = rh_checklist_read(&r->checklist, r->cli->run, reg->checklist, &monitored, reg, &r->cli->diags);
    if (code != RH_OK) return rh_world_first_error(r->cli, code, err);
    rh_model_duty *duties = RH_NEW_N(r->cli->run, r->checklist.n, rh_model_duty);
    if (duties == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < r->checklist.n; i++) {
        const rh_checklist_item *item = &r->checklist.at[i];
        duties[i] = (rh_model_duty){item->id, item->title, item->owner,
                                    item->is_computed ? RH_STR("computed")
                                    : item->is_done   ? item->by
                                                      : rh_str_null(),
                                    item->rejects};
    }
    r->site.duties = duties;
    r->site.n_duties = r->checklist.n;
    return RH_OK;
}

/* The week is named by the day that it ends before, in the policy's zone. */
static rh_code name_week(reporting *r, rh_err *err)
{
    const rh_zone *zone = rh_calendar_zone(r->reviewing.revision.reg->calendar);
    r->day = rh_reviewing_day(r->cli->run, rh_zone_day(zone, r->reviewing.until));
    return r->day.ptr != NULL ? RH_OK : rh_err_nomem(err);
}

static rh_code fill(reporting *r, rh_err *err)
{
    rh_strs weeks = {0};
    r->site.review = &r->reviewing.report;
    rh_code code = name_week(r, err);
    if (code == RH_OK) code = rh_shelf_make(r->folder, r->cli->run, err);
    if (code == RH_OK) code = rh_shelf_weeks(&weeks, r->cli->run, r->folder, r->day, err);
    r->site.weeks = weeks.at;
    r->site.n_weeks = weeks.n;
    if (code == RH_OK) code = fill_roles(r, err);
    if (code == RH_OK) code = fill_risks(r, err);
    return code == RH_OK ? fill_duties(r, err) : code;
}

/* ---- the files ---- */

static rh_code put_report(reporting *r, const char *name, const rh_report *report, rh_format format, rh_err *err)
{
    rh_buf out;
    rh_report told = *report;
    const rh_pretty_style style = {0};
    told.version = RH_STR(RH_CLI_VERSION);
    told.register_path = r->cli->register_path;
    rh_buf_init(&out, r->cli->run, PAGE_MAX_BYTES);
    const rh_code code = rh_report_write(&out, &told, format, &style, r->cli->run, err);
    return code == RH_OK ? rh_shelf_put(r->folder, name, rh_buf_str(&out), r->cli->run, err) : code;
}

static rh_code put_week(reporting *r, rh_err *err)
{
    static const rh_format formats[] = {RH_FORMAT_HTML, RH_FORMAT_JSON, RH_FORMAT_CSV};
    const rh_report review = {.kind = RH_REPORT_REVIEW, .review = &r->reviewing.report};
    rh_code code = RH_OK;
    for (size_t i = 0; i < sizeof formats / sizeof *formats && code == RH_OK; i++) {
        char name[NAME_BYTES];
        (void)snprintf(name, sizeof name, "week-%.*s.%s", RH_ARG(r->day), rh_format_name(formats[i]));
        code = put_report(r, name, &review, formats[i], err);
    }
    return code == RH_OK ? put_report(r, "workbook-kpi.csv", &review, RH_FORMAT_CSV, err) : code;
}

static rh_code put_pages(reporting *r, rh_err *err)
{
    const rh_site_report *site = &r->site;
    rh_code code = put_report(r, "brief.html", &(rh_report){.kind = RH_REPORT_BRIEF, .brief = site}, RH_FORMAT_HTML,
                              err);
    if (code == RH_OK)
        code = put_report(r, "runbook.html", &(rh_report){.kind = RH_REPORT_RUNBOOK, .runbook = site}, RH_FORMAT_HTML,
                          err);
    if (code == RH_OK)
        code = put_report(r, "proof.html", &(rh_report){.kind = RH_REPORT_PROOF, .proof = site}, RH_FORMAT_HTML, err);
    if (code != RH_OK) return code;
    return put_report(r, "index.html", &(rh_report){.kind = RH_REPORT_SITE, .site = site}, RH_FORMAT_HTML, err);
}

static rh_code put_picture(reporting *r, rh_str id, const char *name, rh_err *err)
{
    rh_buf out;
    rh_buf_init(&out, r->cli->run, PAGE_MAX_BYTES);
    const rh_code code = rh_report_picture(&out, &r->reviewing.report, id, r->cli->run, err);
    return code == RH_OK ? rh_shelf_put(r->folder, name, rh_buf_str(&out), r->cli->run, err) : code;
}

/* Ids of graphics become names of files: monitors.yaml allows no others (letters, digits, _ and -). */
static rh_code put_pictures(reporting *r, rh_err *err)
{
    const rh_review_report *review = &r->reviewing.report;
    rh_code code = put_picture(r, RH_STR("areas"), "images/monitoring-hero.svg", err);
    for (size_t i = 0; i < review->n_graphics && code == RH_OK; i++) {
        char name[NAME_BYTES];
        (void)snprintf(name, sizeof name, "images/%.*s-checklist.svg", RH_ARG(review->graphics[i].id));
        code = put_picture(r, review->graphics[i].id, name, err);
    }
    return code;
}

static rh_code put_risks(reporting *r, rh_err *err)
{
    rh_buf out;
    rh_buf_init(&out, r->cli->run, PAGE_MAX_BYTES);
    const rh_code code = rh_report_risks(&out, &r->site, err);
    return code == RH_OK ? rh_shelf_put(r->folder, "workbook-risks.csv", rh_buf_str(&out), r->cli->run, err) : code;
}

static rh_code report(reporting *r, rh_err *err)
{
    rh_code code = rh_reviewing_run(&r->reviewing, err);
    if (code == RH_OK) code = rh_reviewing_draw(&r->reviewing, err);
    if (code == RH_OK) code = fill(r, err);
    if (code == RH_OK) code = put_week(r, err);
    if (code == RH_OK) code = put_pictures(r, err);
    if (code == RH_OK) code = put_risks(r, err);
    if (code == RH_OK) code = put_pages(r, err);
    if (code == RH_OK && !r->cli->options.given[RH_OPT_QUIET]) rh_say("wrote %s/index.html", r->folder);
    return code;
}

rh_exit rh_cmd_report(rh_cli *cli, rh_err *err)
{
    reporting r = {.cli = cli};
    if (cli->options.n_args == 0)
        return rh_exit_of_code(rh_err_set(err, RH_USAGE, (rh_span){0}, "no folder: rehearse report FOLDER [REVISION]"));
    r.folder = cli->options.args[0];
    rh_code code = rh_reviewing_open(&r.reviewing, cli, cli->options.n_args > 1 ? cli->options.args[1] : NULL, err);
    if (code == RH_OK) code = report(&r, err);
    const rh_review_report *review = &r.reviewing.report;
    const bool is_empty = code == RH_OK && (review->history.journeys == 0 || review->is_empty);
    rh_reviewing_close(&r.reviewing);
    return is_empty ? RH_EXIT_HOLD : rh_exit_of_code(code);
}
