/* The documents of `replay`, `ingest`, `quarantine` and `check`: counts first, then what was not as expected. */
#include "reports/document/findings.h"
#include "reports/document/parts.h"

static rh_doc_fact *copy_facts(rh_doc *doc, const rh_doc_fact *facts, size_t n)
{
    rh_doc_fact *kept = RH_NEW_N(doc->arena, n, rh_doc_fact);
    if (kept != NULL) memcpy(kept, facts, n * sizeof *facts);
    return kept;
}

static void put_hero(rh_doc *doc, rh_doc_hero hero, const rh_doc_fact *facts, size_t n)
{
    hero.facts = copy_facts(doc, facts, n);
    hero.n_facts = hero.facts != NULL ? n : 0;
    rh_doc_hero_put(doc, &hero);
}

/* ---- replay ---- */

static void put_entries(rh_doc *doc, const rh_replay_report *replay)
{
    static const rh_doc_column columns[] = {
        {"Entry", false, false},    {"Risk", false, false},    {"Journeys", true, false}, {"Openings", true, false},
        {"Undecided", true, false}, {"Breached", true, false}, {"Released", true, false}, {"Rejected", true, false}};
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("How often each entry opened"), columns, 8);
    for (size_t i = 0; i < replay->n_entries; i++) {
        const rh_model_replay_entry *e = &replay->entries[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(rh_doc_say(doc, "%.*s %.*s", RH_ARG(e->id), RH_ARG(e->title)));
        row[0].note = rh_doc_place(doc, e->place);
        row[1] = rh_doc_chip_cell(e->risk, rh_doc__risk_tone(e->risk));
        const uint64_t counts[] = {e->journeys, e->openings, e->undecided, e->breached, e->released, e->rejected};
        for (size_t c = 0; c < 6; c++) row[2 + c] = rh_doc_text_cell(rh_doc_people(doc, counts[c]));
        if (e->openings == 0) row[3].note = RH_STR("matched no record");
        if (e->undecided > 0) row[4].tone = RH_TONE_WARN;
    }
}

static void put_undecided(rh_doc *doc, const rh_replay_report *replay)
{
    static const rh_doc_column columns[] = {{"Where", false, false}, {"Cause", false, false}, {"Times", true, false}};
    if (replay->n_undecided == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Expressions that could not be decided"), columns, 3);
    for (size_t i = 0; i < replay->n_undecided; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(replay->undecided[i].where);
        row[0].note = replay->undecided[i].entry;
        row[1] = rh_doc_text_cell(replay->undecided[i].cause);
        row[2] = rh_doc_text_cell(rh_doc_people(doc, replay->undecided[i].n));
    }
}

static rh_str in_a_row(rh_doc *doc, const rh_str *words, size_t n)
{
    rh_str said = n > 0 ? words[0] : rh_str_null();
    for (size_t i = 1; i < n; i++) said = rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(words[i]));
    return said;
}

static void put_alerts(rh_doc *doc, const rh_replay_report *replay)
{
    static const rh_doc_column columns[] = {
        {"Alert", false, false}, {"Goes to", false, false}, {"Journeys", true, false}, {"Raised", true, false}};
    if (replay->n_alerts == 0) return;
    rh_doc_section(doc, "alerts", "Alerts", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Whom the alerts told, and what to do next"), columns, 4);
    for (size_t i = 0; i < replay->n_alerts; i++) {
        const rh_model_alert *alert = &replay->alerts[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(alert->rule);
        row[0].note = alert->next;
        row[1] = rh_doc_text_cell(in_a_row(doc, alert->to, alert->n_to));
        row[2] = rh_doc_text_cell(rh_doc_people(doc, alert->journeys));
        row[3] = rh_doc_text_cell(rh_doc_people(doc, alert->raised));
        if (alert->raised > 0) row[3].tone = RH_TONE_WARN;
    }
}

static void put_kinds(rh_doc *doc, const rh_replay_report *replay)
{
    static const rh_doc_column columns[] = {{"Record", false, false}, {"Times", true, false}};
    if (replay->n_kinds == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Records by kind"), columns, 2);
    for (size_t i = 0; i < replay->n_kinds; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(replay->kinds[i].name);
        row[1] = rh_doc_text_cell(rh_doc_people(doc, replay->kinds[i].n));
    }
}

static void put_events(rh_doc *doc, const rh_replay_report *replay)
{
    rh_doc_fact_put(doc, "Events under this revision",
                    rh_doc_text_cell(rh_doc_say(
                        doc, "%.*s read = %.*s accepted + %.*s quarantined", RH_ARG(rh_doc_count(doc, replay->read)),
                        RH_ARG(rh_doc_count(doc, replay->accepted)), RH_ARG(rh_doc_count(doc, replay->quarantined)))));
    rh_doc_fact_put(doc, "Of these",
                    rh_doc_text_cell(rh_doc_say(doc, "%.*s unmapped, %.*s the core's own, %.*s with an unknown value",
                                                RH_ARG(rh_doc_count(doc, replay->unmapped + replay->unmapped_parts)),
                                                RH_ARG(rh_doc_count(doc, replay->produced)),
                                                RH_ARG(rh_doc_count(doc, replay->unknown_values)))));
}

void rh_doc_of_replay(rh_doc *doc, rh_arena *arena, const rh_replay_report *replay)
{
    rh_doc_begin(doc, arena, RH_STR("Replay"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, replay->revision);
    rh_doc_hero hero = {.label = RH_STR("Replay"), .tone = RH_TONE_GOOD};
    hero.word = rh_doc_people_plural(doc, replay->history.journeys, "journey", "journeys");
    hero.says = rh_doc_say(doc, "%.*s written.", RH_ARG(rh_doc_plural(doc, replay->records, "record", "records")));
    if (replay->history.journeys == 0) {
        hero.says = RH_STR("Nothing was replayed: this says nothing about the register.");
        hero.tone = RH_TONE_WARN;
    }
    if (replay->oscillated.n > 0) {
        hero.says = rh_doc_say(doc, "%.*s.", RH_ARG(rh_doc__oscillated_says(doc, &replay->oscillated)));
        hero.tone = RH_TONE_BAD;
    }
    const rh_doc_fact facts[] = {
        {RH_STR("Period"), rh_doc_text_cell(rh_doc__period(doc, &replay->history))},
        {RH_STR("Register"), rh_doc_text_cell(rh_doc_plural(doc, replay->n_entries, "entry", "entries"))}};
    put_hero(doc, hero, facts, 2);
    rh_doc__oscillated(doc, &replay->oscillated);
    rh_doc_section(doc, "entries", "Entries", false);
    put_entries(doc, replay);
    put_undecided(doc, replay);
    put_alerts(doc, replay);
    if (replay->is_judged) rh_doc__judgement(doc, &replay->judgement);
    rh_doc_section(doc, "records", "Records", false);
    put_events(doc, replay);
    put_kinds(doc, replay);
    rh_doc_section(doc, "history", "The history behind this", false);
    rh_doc__history(doc, &replay->history);
}

/* ---- ingest, quarantine ---- */

static void put_rejected(rh_doc *doc, const rh_model_rejected *rejected, size_t n, uint64_t n_all)
{
    static const rh_doc_column columns[] = {{"Place", false, true}, {"Code", false, false}, {"Why", false, false}};
    if (n_all == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Quarantined"), columns, 3);
    if (table == NULL) return;
    table->n_all = n_all;
    for (size_t i = 0; i < n; i++) {
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(rh_doc_place(doc, rejected[i].place));
        if (rejected[i].id != 0) row[0].note = rh_doc_say(doc, "quarantine#%llu", (unsigned long long)rejected[i].id);
        row[1] = rh_doc_code_cell(rejected[i].code);
        row[2] = rh_doc_text_cell(rejected[i].message);
        row[2].note = rejected[i].context;
    }
}

/* What is doubtful, the kinds in words. */
static rh_str quality_says(rh_str kind)
{
    static const char *const words[][2] = {{"unmapped_column", "the mapping does not name it"},
                                           {"unknown_value", "a word that the field does not have"},
                                           {"undeclared", "nobody declared it"},
                                           {"personal_data", "personal data in the wrong field"},
                                           {"day_off", "on a day off"},
                                           {"amounts_differ", "amounts that contradict each other"},
                                           {"shared_value", "several journeys have the same"},
                                           {"told_twice", "events that two sources tell alike"},
                                           {"facts_only", "journeys in which nothing happens"},
                                           {"gap", "time between two events"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rh_str_eq(kind, rh_str_of(words[i][0]))) return rh_str_of(words[i][1]);
    return kind;
}

static void put_quality(rh_doc *doc, const rh_ingest_report *ingest)
{
    static const rh_doc_column columns[] = {
        {"What", false, true}, {"Where", false, false}, {"Seen as", false, false}, {"How often", true, false}};
    if (!ingest->has_quality) return;
    rh_doc_section(doc, "quality", "Data quality", false);
    if (ingest->n_quality == 0) rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("Nothing is doubtful."));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Doubts, the most frequent of each kind"), columns, 4);
    for (size_t i = 0; table != NULL && i < ingest->n_quality; i++) {
        const rh_model_quality *q = &ingest->quality[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_text_cell(quality_says(q->kind));
        row[1] = rh_doc_code_cell(q->where);
        row[2] = rh_doc_code_cell(q->form.ptr != NULL ? q->form : RH_STR(""));
        if (q->near.ptr != NULL) row[2].note = rh_doc_say(doc, "like %.*s", RH_ARG(q->near));
        row[3] = rh_doc_text_cell(rh_doc_count(doc, q->n));
    }
}

void rh_doc_of_ingest(rh_doc *doc, rh_arena *arena, const rh_ingest_report *ingest)
{
    rh_doc_begin(doc, arena, RH_STR("Ingest"), ingest->store);
    rh_doc_hero hero = {.label = ingest->is_dry_run ? RH_STR("Ingest, dry run") : RH_STR("Ingest"),
                        .tone = RH_TONE_GOOD};
    hero.word = rh_doc_plural(doc, ingest->total.accepted, "record accepted", "records accepted");
    hero.says = rh_doc__origin(doc, ingest->real, ingest->mixed, ingest->synthetic);
    if (ingest->total.quarantined > 0 || ingest->total.read == 0) hero.tone = RH_TONE_WARN;
    const rh_doc_fact facts[] = {
        {RH_STR("Journeys"), rh_doc_text_cell(rh_doc_count(doc, ingest->journeys))},
        {RH_STR("Mapping"),
         rh_doc_text_cell(ingest->map.ptr != NULL ? ingest->map : RH_STR("none: CloudEvents as they are"))},
        {RH_STR("Digest"), rh_doc_code_cell(ingest->digest.ptr != NULL ? ingest->digest : RH_STR("none"))}};
    put_hero(doc, hero, facts, 3);
    rh_doc_section(doc, "counts", "Counts", false);
    rh_doc__counts(doc, &ingest->total, ingest->sources, ingest->n_sources);
    rh_doc_fact_put(doc, "Replayable",
                    rh_doc_text_cell(rh_doc_say(
                        doc, "%.*s exactly, %.*s in part, %.*s not", RH_ARG(rh_doc_count(doc, ingest->exact)),
                        RH_ARG(rh_doc_count(doc, ingest->partial)), RH_ARG(rh_doc_count(doc, ingest->none)))));
    put_quality(doc, ingest);
    put_rejected(doc, ingest->rejected, ingest->n_rejected, ingest->n_rejected_all);
}

void rh_doc_of_forget(rh_doc *doc, rh_arena *arena, const rh_forget_report *forget)
{
    rh_doc_begin(doc, arena, RH_STR("Forget"), forget->store);
    rh_doc_text(doc, RH_TONE_PLAIN,
                rh_doc_say(doc, "%.*s forgotten, with %.*s.",
                           RH_ARG(rh_doc_plural(doc, forget->journeys, "journey is", "journeys are")),
                           RH_ARG(rh_doc_plural(doc, forget->records, "record", "records"))));
    rh_doc_text(doc, RH_TONE_PLAIN,
                rh_doc_say(doc, "In all, %.*s been taken out of this store.",
                           RH_ARG(rh_doc_plural(doc, forget->erased, "journey has", "journeys have"))));
}

void rh_doc_of_quarantine(rh_doc *doc, rh_arena *arena, const rh_quarantine_report *quarantine)
{
    rh_doc_begin(doc, arena, RH_STR("Quarantine"), quarantine->store);
    if (quarantine->is_retry)
        rh_doc_text(doc, RH_TONE_PLAIN,
                    rh_doc_say(doc, "%.*s now.",
                               RH_ARG(rh_doc_plural(doc, quarantine->n_accepted, "record more is accepted",
                                                    "records more are accepted"))));
    if (quarantine->n_rejected_all == 0) rh_doc_text(doc, RH_TONE_PLAIN, RH_STR("Nothing is quarantined."));
    put_rejected(doc, quarantine->rejected, quarantine->n_rejected, quarantine->n_rejected_all);
    if (quarantine->raw.ptr == NULL) return;
    rh_doc_section(doc, "raw", "As it came", false);
    rh_doc_code(doc, quarantine->raw);
}

/* ---- check ---- */

static void put_findings(rh_doc *doc, const rh_check_report *check)
{
    static const rh_doc_column columns[] = {{"Place", false, true}, {"Kind", false, false}, {"What", false, false}};
    if (check->n_findings == 0) return;
    rh_doc_section(doc, "findings", "Findings", false);
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Errors first"), columns, 3);
    if (table == NULL) return;
    for (int s = 0; s < RH_N_MODEL_SEVERITIES; s++) table->n_all += check->counts[s];
    for (size_t i = 0; i < check->n_findings; i++) {
        const rh_model_finding *f = &check->findings[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(
            f->place.line == 0 ? f->place.file
                               : rh_doc_say(doc, "%.*s:%u:%u", RH_ARG(f->place.file), f->place.line, f->place.col));
        row[1] = rh_doc_chip_cell(rh_str_of(rh_model_severity_name(f->severity)),
                                  f->severity == RH_MODEL_WARNING ? RH_TONE_WARN : RH_TONE_BAD);
        row[1].note = f->code;
        row[2] = rh_doc_text_cell(f->message);
        row[2].note = f->witness.ptr != NULL ? rh_doc_say(doc, "witness: %.*s", RH_ARG(f->witness)) : f->hint;
        rh_doc_check_put(doc,
                         (rh_doc_check){.suite = f->place.file.ptr != NULL ? f->place.file : RH_STR("register"),
                                        .name = f->message,
                                        .outcome = f->severity == RH_MODEL_WARNING ? RH_DOC_SKIPPED : RH_DOC_FAIL,
                                        .message = rh_doc_say(doc, "%.*s: %.*s", RH_ARG(f->code), RH_ARG(f->message)),
                                        .detail = f->witness.ptr != NULL ? f->witness : f->hint,
                                        .place = f->place});
    }
}

void rh_doc_of_check(rh_doc *doc, rh_arena *arena, const rh_check_report *check)
{
    rh_doc_begin(doc, arena, RH_STR("Check of the register"), rh_str_null());
    doc->subtitle = rh_doc__revision(doc, check->revision);
    rh_doc_hero hero = {.label = RH_STR("Register"), .word = RH_STR("LOADS"), .tone = RH_TONE_GOOD};
    const uint64_t *n = check->counts;
    hero.says = RH_STR("Every file reads, every name resolves, every condition type-checks, and none is in vain.");
    if (n[RH_MODEL_WARNING] > 0 || n[RH_MODEL_FINDING] > 0)
        hero.says = rh_doc_say(doc, "It loads, with %.*s and %.*s.",
                               RH_ARG(rh_doc_plural(doc, n[RH_MODEL_FINDING], "finding", "findings")),
                               RH_ARG(rh_doc_plural(doc, n[RH_MODEL_WARNING], "warning", "warnings")));
    if (n[RH_MODEL_WARNING] > 0) hero.tone = RH_TONE_WARN;
    if (n[RH_MODEL_FINDING] > 0) hero.tone = RH_TONE_BAD;
    if (n[RH_MODEL_ERROR] > 0) {
        hero.word = RH_STR("DOES NOT LOAD");
        hero.tone = RH_TONE_BAD;
        hero.says = rh_doc_say(doc, "%.*s.", RH_ARG(rh_doc_plural(doc, n[RH_MODEL_ERROR], "error", "errors")));
    }
    const rh_doc_fact facts[] = {{RH_STR("Entries"), rh_doc_text_cell(rh_doc_count(doc, check->entries))},
                                 {RH_STR("Fields"), rh_doc_text_cell(rh_doc_count(doc, check->fields))},
                                 {RH_STR("Event types"), rh_doc_text_cell(rh_doc_count(doc, check->events))},
                                 {RH_STR("Actions"), rh_doc_text_cell(rh_doc_count(doc, check->actions))},
                                 {RH_STR("States"), rh_doc_text_cell(rh_doc_count(doc, check->states))}};
    put_hero(doc, hero, facts, n[RH_MODEL_ERROR] > 0 ? 0 : 5);
    put_findings(doc, check);
    rh_doc_find_check(doc, check);
}
