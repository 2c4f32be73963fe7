/* The document of `log`. */
#include "reports/document/parts.h"

enum { SHORT_COMMIT = 12 };

static rh_tone tone_of(rh_model_log_verdict verdict)
{
    static const rh_tone tones[] = {[RH_MODEL_LOG_GO] = RH_TONE_GOOD,
                                    [RH_MODEL_LOG_HOLD] = RH_TONE_WARN,
                                    [RH_MODEL_LOG_NO_GO] = RH_TONE_BAD,
                                    [RH_MODEL_LOG_BROKEN] = RH_TONE_BAD};
    return tones[verdict];
}

static rh_str add(rh_doc *doc, rh_str said, uint64_t n, const char *what)
{
    if (n == 0) return said;
    const rh_str one = rh_doc_say(doc, "%.*s %s", RH_ARG(rh_doc_count(doc, n)), what);
    return said.ptr == NULL ? one : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(one));
}

static rh_str add_people(rh_doc *doc, rh_str said, uint64_t n, const char *what)
{
    if (!rh_doc_is_few(doc, n)) return add(doc, said, n, what);
    const rh_str one = rh_doc_say(doc, "<5 %s", what);
    return said.ptr == NULL ? one : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(one));
}

/* What the change does to outcomes. */
static rh_str outcomes_of(rh_doc *doc, const rh_model_log_row *row)
{
    rh_str said = rh_str_null();
    for (int cls = 0; cls < RH_MODEL_MIXED; cls++)
        said = add_people(doc, said, row->rows[cls], rh_model_change_class_name((rh_model_change_class)cls));
    if (said.ptr != NULL) return said;
    return row->is_compared ? RH_STR("no outcome") : RH_STR("compared with nothing");
}

/* What its text does by itself, and whether a journey comes to no rest under it. */
static rh_str text_of(rh_doc *doc, const rh_model_log_row *row)
{
    const rh_str said = add(doc, rh_str_null(), row->loosens, "loosen as written");
    return add_people(doc, add(doc, said, row->unknown, "not proven safe"), row->oscillated,
                      row->oscillated == 1 ? "journey oscillates" : "journeys oscillate");
}

static rh_doc_cell share_cell(rh_doc *doc, rh_model_quantity share)
{
    if (share.den == 0) return (rh_doc_cell){.text = RH_STR("none"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(rh_doc_people_number(doc, share, RH_DOC_ANY));
    cell.note = rh_doc_people_of(doc, (uint64_t)share.num, (uint64_t)share.den);
    return cell;
}

static void put_row(rh_doc *doc, rh_doc_table *table, const rh_model_log_row *row)
{
    rh_doc_cell *cells = rh_doc_row(doc, table);
    if (cells == NULL) return;
    cells[0] = rh_doc_code_cell(rh_str_slice(row->commit, 0, SHORT_COMMIT));
    cells[0].note = row->summary;
    cells[1] = rh_doc_chip_cell(rh_str_of(rh_model_log_verdict_name(row->verdict)), tone_of(row->verdict));
    cells[2] = rh_doc_text_cell(row->why);
    if (row->verdict == RH_MODEL_LOG_BROKEN) return;
    cells[2] = rh_doc_text_cell(outcomes_of(doc, row));
    cells[2].note = text_of(doc, row);
    cells[3] = rh_doc_text_cell(rh_doc_count(doc, row->entries));
    cells[3].note = rh_doc_say(doc, "%.*s changed", RH_ARG(rh_doc_count(doc, row->changed_entries)));
    cells[4] = share_cell(doc, row->overrides);
    cells[5] = share_cell(doc, row->escapes);
}

static void put_rows(rh_doc *doc, const rh_log_report *log)
{
    static const rh_doc_column columns[] = {{"Commit", false, false},          {"Verdict", false, false},
                                            {"What it changes", false, false}, {"Entries", true, false},
                                            {"Overridden", true, false},       {"Escaped", true, false}};
    rh_doc_section(doc, "revisions", "Revisions", false);
    rh_doc_text(
        doc, RH_TONE_MUTED,
        RH_STR("The verdict is of the change alone, against its first parent: NO-GO where it loosens; HOLD where a "
               "journey oscillates under it, where it is not proven safe, or where there is nothing to compare it with "
               "or to replay. Waivers, acceptance tests and criteria are the gate's."));
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Revisions that touched the register, the newest first"),
                                             columns, 6);
    if (table == NULL) return;
    table->n_all = log->n_rows_all;
    for (size_t i = 0; i < log->n_rows && i < RH_DOC_MAX_ROWS; i++) put_row(doc, table, &log->rows[i]);
}

/* "1 loosens, 2 oscillate, 1 is not proven safe." */
static rh_str verdicts_of(rh_doc *doc, const rh_log_report *log)
{
    static const char *const words[RH_N_MODEL_LOG_HELD][2] = {
        [RH_MODEL_LOG_OSCILLATES] = {"oscillates", "oscillate"},
        [RH_MODEL_LOG_NOT_PROVEN_SAFE] = {"is not proven safe", "are not proven safe"},
        [RH_MODEL_LOG_NOT_COMPARED] = {"is compared with nothing", "are compared with nothing"},
        [RH_MODEL_LOG_NOT_REPLAYED] = {"has nothing to replay", "have nothing to replay"}};
    const uint64_t n_loose = rh_model_log_count(log, RH_MODEL_LOG_NO_GO);
    rh_str said = n_loose > 0 ? rh_doc_plural(doc, n_loose, "loosens", "loosen") : RH_STR("None loosens");
    for (int i = 0; i < RH_N_MODEL_LOG_HELD; i++) {
        const uint64_t n = rh_model_log_count_held(log, (rh_model_log_held)i);
        said = add(doc, said, n, words[i][n != 1]);
    }
    return rh_doc_say(doc, "%.*s.", RH_ARG(said));
}

void rh_doc_of_log(rh_doc *doc, rh_arena *arena, const rh_log_report *log)
{
    rh_doc_begin(doc, arena, RH_STR("Log"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "up to %.*s", RH_ARG(rh_doc__revision(doc, log->revision)));
    rh_doc_hero hero = {.label = RH_STR("Log"), .tone = RH_TONE_PLAIN};
    if (rh_model_log_count(log, RH_MODEL_LOG_NO_GO) > 0) hero.tone = RH_TONE_WARN;
    hero.word = rh_doc_plural(doc, log->n_rows_all, "revision", "revisions");
    hero.says = verdicts_of(doc, log);
    rh_doc_fact *facts = RH_NEW_N(arena, 2, rh_doc_fact);
    if (facts == NULL) return;
    facts[0] = (rh_doc_fact){RH_STR("Replayed"),
                             rh_doc_text_cell(rh_doc_people_plural(doc, log->history.journeys, "journey", "journeys"))};
    facts[1] = (rh_doc_fact){RH_STR("Do not load"),
                             rh_doc_text_cell(rh_doc_count(doc, rh_model_log_count(log, RH_MODEL_LOG_BROKEN)))};
    hero.facts = facts;
    hero.n_facts = 2;
    rh_doc_hero_put(doc, &hero);
    put_rows(doc, log);
}
