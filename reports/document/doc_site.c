/* The documents of a site: its index, the runbook, the brief for executives, the proof for governance. */
#include "reports/document/doc_review_parts.h"
#include "reports/text/number.h"

enum { SHOWN_FIXES = 3 };

static void begin(rh_doc *doc, rh_arena *arena, const rh_site_report *site, const char *title)
{
    rh_doc_begin(doc, arena, rh_str_of(title), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, site->review->revision);
}

static rh_str period_of(rh_doc *doc, const rh_review_report *r)
{
    return rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_str_slice(r->period.since.text, 0, 10)),
                      RH_ARG(rh_str_slice(r->period.until.text, 0, 10)));
}

/* ---- index ---- */

static rh_doc_cell link_cell(rh_str text, rh_str href)
{
    rh_doc_cell cell = rh_doc_text_cell(text);
    cell.href = href;
    return cell;
}

static void put_weeks(rh_doc *doc, const rh_site_report *site)
{
    static const rh_doc_column columns[] = {
        {"Week that ends", false, true}, {"Data", false, false}, {"Table", false, false}};
    rh_doc_section(doc, "weeks", "Weeks", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Every week that was reviewed, the newest first"), columns, 3);
    for (size_t i = 0; table != NULL && i < site->n_weeks; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = link_cell(site->weeks[i], rh_doc_say(doc, "week-%.*s.html", RH_ARG(site->weeks[i])));
        row[1] = link_cell(RH_STR("JSON"), rh_doc_say(doc, "week-%.*s.json", RH_ARG(site->weeks[i])));
        row[2] = link_cell(RH_STR("CSV"), rh_doc_say(doc, "week-%.*s.csv", RH_ARG(site->weeks[i])));
    }
}

static void put_others(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {{"Page", false, false}, {"For", false, false}};
    static const char *const pages[][3] = {
        {"brief.html", "Brief", "executives: what is weak, what changes, what came of it"},
        {"runbook.html", "Runbook", "who does what when: roles, alerts, clocks, rollback"},
        {"proof.html", "Proof", "governance: what was replayed, who overrode what, what was looked at again"},
        {"workbook-kpi.csv", "Workbook, figures", "every figure beside the period before and its limit"},
        {"workbook-risks.csv", "Workbook, risks", "every entry of the register as a risk with its control"},
        {"images/monitoring-hero.svg", "Picture of the areas", "the monitoring page's own picture"},
    };
    rh_doc_section(doc, "pages", "Pages and pictures", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Made of the newest week; nothing is loaded from elsewhere"),
                                             columns, 2);
    for (size_t i = 0; table != NULL && i < sizeof pages / sizeof *pages; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = link_cell(rh_str_of(pages[i][1]), rh_str_of(pages[i][0]));
        row[1] = rh_doc_text_cell(rh_str_of(pages[i][2]));
    }
    for (size_t i = 0; table != NULL && i < r->n_graphics; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = link_cell(r->graphics[i].title,
                           rh_doc_say(doc, "images/%.*s-checklist.svg", RH_ARG(r->graphics[i].id)));
        row[1] = rh_doc_text_cell(RH_STR("what happens step by step, with its figures"));
    }
}

void rh_doc_of_site(rh_doc *doc, rh_arena *arena, const rh_site_report *site)
{
    begin(doc, arena, site, "Reviews");
    rh_doc__review_hero(doc, site->review);
    put_weeks(doc, site);
    put_others(doc, site->review);
}

/* ---- brief ---- */

/* Two weak answers advise against it, and so do questions that nobody asked and journeys of which nobody knows the end. */
static void put_expansion(rh_doc *doc, const rh_review_report *r)
{
    size_t weak = 0;
    for (size_t i = 0; i < r->n_stability; i++) weak += r->stability[i].health != RH_MODEL_FINE;
    const bool is_possible = weak <= 1 && r->n_stability > 0 && r->oscillated.n == 0;
    rh_doc_section(doc, "answers", "Is it stable enough to be widened?", false);
    rh_doc_text(doc, is_possible ? RH_TONE_GOOD : RH_TONE_BAD,
                rh_doc_say(doc, "%zu of %zu answers %s weak or unknown: expansion is %s.", weak, r->n_stability,
                           weak == 1 ? "is" : "are", is_possible ? "possible" : "not advised"));
}

void rh_doc_of_brief(rh_doc *doc, rh_arena *arena, const rh_site_report *site)
{
    const rh_review_report *r = site->review;
    begin(doc, arena, site, "Executive brief");
    rh_doc__review_hero(doc, r);
    put_expansion(doc, r);
    rh_doc__review_targets(doc, r);
    rh_doc_section(doc, "next", "What changes next", false);
    if (r->n_fixes == 0) rh_doc_text(doc, RH_TONE_BAD, RH_STR("Nothing: the review led to no change."));
    for (size_t i = 0; i < r->n_fixes && i < SHOWN_FIXES; i++)
        rh_doc_item_put(doc, true,
                        (rh_doc_item){.text = rh_doc_sentence(doc, r->fixes[i].title),
                                      .place = r->fixes[i].place,
                                      .owner = r->fixes[i].owner});
}

/* ---- runbook ---- */

static void put_roles(rh_doc *doc, const rh_site_report *site)
{
    static const rh_doc_column columns[] = {{"Role", false, false}, {"Who", false, false}, {"Rights", false, false}};
    rh_doc_section(doc, "roles", "Roles", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Who decides"), columns, 3);
    for (size_t i = 0; table != NULL && i < site->n_roles; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(site->roles[i].id);
        row[1] = rh_doc_text_cell(rh_doc__or(site->roles[i].title, ""));
        row[2] = rh_doc_text_cell(site->roles[i].overrides ? RH_STR("may override any item") : RH_STR("its own items"));
    }
}

static void put_triggers(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"When", false, false}, {"Who is told", false, false}, {"Do", false, false}};
    rh_doc_section(doc, "triggers", "Triggers", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("What must not wait for the weekly review"), columns, 3);
    for (size_t i = 0; table != NULL && i < r->n_alerts; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(r->alerts[i].rule);
        row[1] = rh_doc_text_cell(rh_doc__joined(doc, r->alerts[i].to));
        row[2] = rh_doc_text_cell(rh_doc_sentence(doc, r->alerts[i].next));
    }
}

static void put_duties(rh_doc *doc, const rh_site_report *site, bool only_rollback)
{
    static const rh_doc_column columns[] = {
        {"Item", false, false}, {"Owner", false, false}, {"Answered by", false, false}};
    rh_doc_table *table = rh_doc_table_begin(
        doc, only_rollback ? RH_STR("Without these nothing may go live") : RH_STR("The checklist"), columns, 3);
    for (size_t i = 0; table != NULL && i < site->n_duties; i++) {
        const rh_model_duty *d = &site->duties[i];
        if (only_rollback && !d->is_rollback) continue;
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_sentence(doc, d->title));
        row[0].note = d->id;
        row[1] = rh_doc_text_cell(rh_doc__or(d->owner, "nobody"));
        row[2] = rh_doc_chip_cell(rh_doc__or(d->by, "nobody yet"), d->by.ptr != NULL ? RH_TONE_GOOD : RH_TONE_BAD);
    }
}

void rh_doc_of_runbook(rh_doc *doc, rh_arena *arena, const rh_site_report *site)
{
    begin(doc, arena, site, "Runbook");
    rh_doc_text(doc, RH_TONE_PLAIN,
                RH_STR("Made of the register: it changes when the register does, and is never edited by hand."));
    put_roles(doc, site);
    put_triggers(doc, site->review);
    rh_doc__review_agenda(doc, site->review);
    rh_doc__review_cadence(doc, site->review);
    rh_doc_section(doc, "rollback", "Rollback", false);
    rh_doc_text(
        doc, RH_TONE_PLAIN,
        RH_STR("Put the commit back that was live before, tag it live/YYYYMMDDTHHMMSSZ, and run the gate on it. "
               "Open items stay open: a rollback releases nothing."));
    put_duties(doc, site, true);
    rh_doc_section(doc, "checklist", "Checklist", true);
    put_duties(doc, site, false);
}

/* ---- proof ---- */

void rh_doc_of_proof(rh_doc *doc, rh_arena *arena, const rh_site_report *site)
{
    const rh_review_report *r = site->review;
    begin(doc, arena, site, "Proof for governance");
    rh_doc_section(doc, "what", "What was looked at", false);
    rh_doc_fact_put(doc, "Period", rh_doc_text_cell(period_of(doc, r)));
    rh_doc_fact_put(doc, "Register, SHA-256", rh_doc_code_cell(rh_doc__or(r->revision.sha256, "unknown")));
    rh_doc_fact_put(doc, "Commit", rh_doc_code_cell(rh_doc__or(r->revision.commit, "none: a folder")));
    rh_doc_fact_put(doc, "History, digest", rh_doc_code_cell(rh_doc__or(r->history.digest, "none: a plain log")));
    rh_doc_fact_put(doc, "Onboardings replayed", rh_doc_text_cell(rh_doc_count(doc, r->history.journeys)));
    rh_doc_fact_put(doc, "Entries of the register", rh_doc_text_cell(rh_doc_count(doc, site->n_risks)));
    rh_doc__review_people(doc, r);
}
