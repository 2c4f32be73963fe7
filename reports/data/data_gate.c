/* JSON of `gate` and `diff`. */
#include "reports/data/data.h"

/* ---- diff ---- */

void rh_data__cause(rh_json_writer *json, const rh_model_cause *cause)
{
    rh_json_open(json, '{');
    rh_json_put_bool(json, "interaction", cause->is_interaction);
    rh_json_key(json, "units");
    rh_json_open(json, '[');
    for (size_t i = 0; i < cause->n_units; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "commit", cause->units[i].commit);
        rh_json_put_str(json, "file", cause->units[i].file);
        rh_json_put_str(json, "key", cause->units[i].key);
        rh_json_put_uint(json, "line", cause->units[i].line);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_close(json);
}

void rh_data__change(rh_json_writer *json, const rh_model_change *change)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "action", change->action);
    rh_json_put_bool(json, "after_divergence", change->after_divergence);
    rh_json_put_str(json, "at", change->at.text);
    rh_json_put_str(json, "base", change->base);
    rh_json_put_str(json, "because", change->because);
    rh_json_put_bool(json, "cause_budget", change->cause_budget);
    rh_json_key(json, "causes");
    rh_json_open(json, '[');
    for (size_t i = 0; i < change->n_causes; i++) rh_data__cause(json, &change->causes[i]);
    rh_json_close(json);
    rh_json_put_word(json, "class", rh_model_change_class_name(change->cls));
    rh_json_put_str(json, "entry", change->entry);
    rh_json_put_str(json, "head", change->head);
    rh_json_put_str(json, "item", change->item);
    rh_json_put_str(json, "journey", change->journey);
    rh_json_put_str(json, "lane", change->lane);
    rh_json_put_word(json, "minimal", change->is_least ? "least" : "locally");
    rh_json_put_str(json, "outcome", change->outcome);
    rh_json_put_word(json, "row", rh_model_row_kind_name(change->kind));
    rh_json_put_str(json, "waiver", change->waiver);
    rh_json_close(json);
}

static void put_totals(rh_json_writer *json, const rh_diff_report *diff)
{
    rh_json_key(json, "totals");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "journeys", diff->journeys);
    rh_json_put_uint(json, "changed", diff->changed);
    for (int cls = 0; cls < RH_MODEL_N_CLASSES; cls++)
        rh_json_put_uint(json, rh_model_change_class_name((rh_model_change_class)cls), diff->by_class[cls]);
    rh_json_key(json, "rows");
    rh_json_open(json, '{');
    for (int cls = 0; cls < RH_MODEL_MIXED; cls++)
        rh_json_put_uint(json, rh_model_change_class_name((rh_model_change_class)cls), diff->rows[cls]);
    rh_json_put_uint(json, "loosened_good", diff->loosened_good);
    rh_json_put_uint(json, "loosened_bad", diff->loosened_bad);
    rh_json_put_uint(json, "loosened_open", diff->loosened_open);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_matrix(rh_json_writer *json, const rh_diff_report *diff)
{
    rh_json_key(json, "matrix");
    rh_json_open(json, '[');
    for (int base = 0; base < RH_MODEL_N_VERDICTS; base++)
        for (int head = 0; head < RH_MODEL_N_VERDICTS; head++) {
            rh_json_open(json, '{');
            rh_json_put_word(json, "base", rh_model_verdict_name((rh_model_verdict)base));
            rh_json_put_word(json, "head", rh_model_verdict_name((rh_model_verdict)head));
            rh_json_put_uint(json, "n", diff->matrix[base][head]);
            rh_json_close(json);
        }
    rh_json_close(json);
}

static void put_loosenings(rh_json_writer *json, const rh_model_changed_file *file)
{
    rh_json_key(json, "says");
    rh_json_open(json, '[');
    for (size_t i = 0; i < file->n_loosenings; i++) {
        const rh_model_loosening *l = &file->loosenings[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "key", l->key);
        rh_json_put_uint(json, "line", l->line);
        rh_json_put_str(json, "says", l->says);
        rh_json_put_bool(json, "unknown", l->is_unknown);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_files(rh_json_writer *json, const rh_diff_report *diff)
{
    rh_json_key(json, "files");
    rh_json_open(json, '[');
    for (size_t i = 0; i < diff->n_files; i++) {
        const rh_model_changed_file *file = &diff->files[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "file", file->file);
        rh_json_put_str(json, "what", file->what);
        rh_json_put_str(json, "entry", file->entry);
        rh_json_put_uint(json, "line", file->line);
        rh_json_put_bool(json, "static_loosening", file->is_static_loosening);
        rh_json_put_bool(json, "unknown", file->is_unknown);
        rh_json_put_uint(json, "journeys", file->journeys);
        put_loosenings(json, file);
        for (int cls = 0; cls < RH_MODEL_MIXED; cls++)
            rh_json_put_uint(json, rh_model_change_class_name((rh_model_change_class)cls), file->rows[cls]);
        rh_json_close(json);
    }
    rh_json_close(json);
}

/* What both `diff` and the gate's `diff` member hold, the revisions apart. */
static void put_diff(rh_json_writer *json, const rh_diff_report *diff)
{
    put_totals(json, diff);
    put_matrix(json, diff);
    put_files(json, diff);
    rh_json_put_uint(json, "changes_all", diff->n_changes_all);
    rh_json_key(json, "changes");
    rh_json_open(json, '[');
    for (size_t i = 0; i < diff->n_changes; i++) rh_data__change(json, &diff->changes[i]);
    rh_json_close(json);
}

void rh_data_of_diff(rh_json_writer *json, const rh_diff_report *diff)
{
    rh_data__revision(json, "base", diff->base);
    rh_data__revision(json, "head", diff->head);
    rh_data__history(json, "history", &diff->history);
    put_diff(json, diff);
}

void rh_lines_of_diff(rh_buf *out, const rh_diff_report *diff)
{
    for (size_t i = 0; i < diff->n_changes; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_data__change(&json, &diff->changes[i]);
        rh_buf_byte(out, '\n');
    }
}

/* ---- gate ---- */

static void put_threshold(rh_json_writer *json, const rh_model_criterion *c)
{
    rh_json_key(json, "threshold");
    rh_json_open(json, '{');
    rh_json_key(json, c->is_at_least ? "at_least" : "at_most");
    rh_json_quantity(json, c->threshold);
    rh_json_close(json);
}

static void put_interval(rh_json_writer *json, const rh_model_criterion *c)
{
    rh_json_key(json, "interval");
    if (!c->has_interval) {
        rh_json_null(json);
        return;
    }
    rh_json_open(json, '[');
    rh_json_quantity(json, c->low);
    rh_json_quantity(json, c->high);
    rh_json_close(json);
}

void rh_data__criterion(rh_json_writer *json, const rh_model_criterion *c)
{
    rh_json_open(json, '{');
    rh_json_put_word(json, "adjustment", "none"); /* no criterion's bound is moved for the number of criteria */
    rh_json_put_bool(json, "built_in", c->is_built_in);
    rh_json_key(json, "confidence");
    if (c->has_interval) rh_json_quantity(json, c->confidence);
    else rh_json_null(json);
    rh_json_key(json, "covers");
    rh_json_open(json, '[');
    for (size_t i = 0; i < c->covers.n; i++) rh_json_str(json, c->covers.at[i]);
    rh_json_close(json);
    rh_json_put_str(json, "definition", c->definition);
    rh_json_put_str(json, "id", c->id);
    put_interval(json, c);
    rh_json_put_word(json, "judge", c->is_bound ? "bound" : "point");
    rh_json_put_str(json, "metric", c->metric);
    rh_json_put_uint(json, "min_n", c->min_n);
    rh_json_put_uint(json, "n", c->n);
    rh_json_key(json, "needed");
    if (c->has_needed) rh_json_uint(json, c->needed);
    else rh_json_null(json);
    rh_json_key(json, "observed");
    rh_json_quantity(json, c->observed);
    rh_json_put_str(json, "of", c->of);
    rh_json_put_word(json, "result", rh_model_criterion_result_name(c->result));
    rh_json_put_str(json, "says", c->says);
    rh_json_put_str(json, "scope", c->scope);
    rh_json_put_word(json, "test", c->has_interval ? "wilson" : "comparison");
    put_threshold(json, c);
    rh_json_put_word(json, "tier", rh_model_tier_name(c->tier));
    rh_json_put_str(json, "title", c->title);
    rh_json_put_uint(json, "undecided", c->undecided);
    rh_json_put_str(json, "waiver", c->waiver);
    rh_json_put_str(json, "where", c->where);
    rh_json_key(json, "with_additions");
    if (c->is_without_additions) rh_json_quantity(json, c->with_additions);
    else rh_json_null(json);
    rh_json_put_bool(json, "without_additions", c->is_without_additions);
    rh_json_close(json);
}

void rh_data__lanes(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_key(json, "lanes");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_lanes; i++) {
        const rh_model_lane *lane = &gate->lanes[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "lane", lane->lane);
        rh_json_put_word(json, "verdict", rh_model_gate_verdict_name(lane->verdict));
        rh_json_put_uint(json, "journeys", lane->journeys);
        rh_json_put_uint(json, "openings", lane->openings);
        rh_json_put_uint(json, "changed", lane->changed);
        rh_json_put_str(json, "says", lane->says);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_reasons(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_key(json, "reasons");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_reasons; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "text", gate->reasons[i].text);
        rh_json_put_str(json, "file", gate->reasons[i].place.file);
        rh_json_put_uint(json, "line", gate->reasons[i].place.line);
        rh_json_close(json);
    }
    rh_json_close(json);
    rh_json_key(json, "next");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_steps; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "text", gate->steps[i].text);
        rh_json_put_str(json, "owner", gate->steps[i].owner);
        rh_json_put_str(json, "command", gate->steps[i].command);
        rh_json_close(json);
    }
    rh_json_close(json);
}

void rh_data__waivers(rh_json_writer *json, const rh_gate_report *gate)
{
    static const char *const states[] = {"used", "unused", "invalid"};
    rh_json_key(json, "waivers");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_waivers; i++) {
        const rh_model_waiver *w = &gate->waivers[i];
        rh_json_open(json, '{');
        rh_json_put_str(json, "id", w->id);
        rh_json_put_str(json, "owner", w->owner);
        rh_json_put_str(json, "approver", w->approver);
        rh_json_put_str(json, "until", w->until.text);
        rh_json_put_str(json, "reason", w->reason);
        rh_json_put_word(json, "state", states[w->state]);
        rh_json_put_str(json, "says", w->says);
        rh_json_put_uint(json, "rows", w->rows);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_listed(rh_json_writer *json, const rh_model_listed *item)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "id", item->id);
    rh_json_put_str(json, "title", item->title);
    rh_json_put_str(json, "group", item->group);
    rh_json_put_word(json, "tier", rh_model_tier_name(item->tier));
    rh_json_put_word(json, "how", item->is_computed ? "computed" : "attested");
    rh_json_put_word(json, "on_open", item->rejects ? "reject" : "hold");
    rh_json_put_word(json, "state", rh_model_listed_state_name(item->state));
    rh_json_put_str(json, "says", item->says);
    rh_json_put_str(json, "owner", item->owner);
    rh_json_put_str(json, "attested_by", item->by);
    rh_json_put_str(json, "at", item->at.text);
    rh_json_put_str(json, "until", item->until.text);
    rh_json_put_str(json, "evidence", item->evidence);
    rh_json_put_strs(json, "covers", item->covers);
    rh_json_close(json);
}

void rh_data__checklist(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_key(json, "checklist");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_checklist; i++) put_listed(json, &gate->checklist[i]);
    rh_json_close(json);
}

void rh_data__stability(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_key(json, "stability");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_questions; i++) {
        rh_json_open(json, '{');
        rh_json_put_str(json, "id", gate->questions[i].id);
        rh_json_put_str(json, "question", gate->questions[i].question);
        rh_json_put_word(json, "answer", rh_model_answer_name(gate->questions[i].answer));
        rh_json_put_strs(json, "covers", gate->questions[i].covers);
        rh_json_close(json);
    }
    rh_json_close(json);
}

static void put_entry(rh_json_writer *json, const rh_model_gate_entry *e)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", e->id);
    rh_json_put_str(json, "change", e->change);
    rh_json_put_str(json, "file", e->place.file);
    rh_json_put_uint(json, "line", e->place.line);
    rh_json_put_uint(json, "openings_base", e->openings_base);
    rh_json_put_uint(json, "openings_head", e->openings_head);
    rh_json_put_uint(json, "journeys", e->journeys_head);
    rh_json_put_uint(json, "undecided", e->undecided);
    rh_json_put_uint(json, "breached", e->breached);
    rh_json_put_uint(json, "pass", e->passed);
    rh_json_put_uint(json, "fail", e->failed);
    rh_json_put_uint(json, "unproven", e->unproven);
    rh_json_put_bool(json, "never_matched", e->never_matched);
    rh_json_close(json);
}

static void put_coverage(rh_json_writer *json, const rh_gate_report *gate)
{
    uint64_t matched = 0;
    for (size_t i = 0; i < gate->n_entries; i++) matched += gate->entries[i].openings_head > 0;
    rh_json_key(json, "coverage");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "matched", matched);
    rh_json_put_uint(json, "n", gate->n_entries);
    rh_json_key(json, "entries");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_entries; i++) put_entry(json, &gate->entries[i]);
    rh_json_close(json);
    rh_json_close(json);
}

/* Nothing failed, so there is no record, clause or instant to tell of. */
static void put_unproven(rh_json_writer *json, const rh_model_test *test)
{
    rh_json_open(json, '{');
    rh_json_put_str(json, "entry", test->entry);
    rh_json_put_str(json, "name", test->name);
    rh_json_put_str(json, "way", rh_str_of(rh_model_way_name(test->way)));
    rh_json_put_str(json, "result", rh_str_of(rh_model_result_name(test->result)));
    rh_json_put_str(json, "says", test->says);
    rh_json_put_str(json, "file", test->place.file);
    rh_json_put_uint(json, "line", test->place.line);
    rh_json_close(json);
}

static void put_tests(rh_json_writer *json, const rh_test_report *tests)
{
    rh_json_key(json, "tests");
    rh_json_open(json, '{');
    rh_json_put_uint(json, "tests", tests->n_tests);
    rh_json_put_uint(json, "pass", tests->passed);
    rh_json_put_uint(json, "fail", tests->failed);
    rh_json_put_uint(json, "unproven", tests->unproven);
    rh_json_put_uint(json, "skipped", tests->skipped);
    rh_json_key(json, "failed");
    rh_json_open(json, '[');
    for (size_t i = 0; i < tests->n_tests; i++)
        if (tests->tests[i].result == RH_MODEL_FAIL) rh_data__test(json, &tests->tests[i]);
    rh_json_close(json);
    rh_json_key(json, "prove_nothing");
    rh_json_open(json, '[');
    for (size_t i = 0; i < tests->n_tests; i++)
        if (tests->tests[i].result == RH_MODEL_UNPROVEN) put_unproven(json, &tests->tests[i]);
    rh_json_close(json);
    rh_json_close(json);
}

static void put_provenance(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_data__history(json, "inputs", &gate->replay.history);
    if (gate->replay.is_judged) rh_data__judgement(json, &gate->replay.judgement);
    rh_json_put_str(json, "policy", gate->policy);
    rh_json_key(json, "register");
    rh_json_open(json, '{');
    rh_data__revision(json, "base", gate->base);
    rh_data__revision(json, "head", gate->head);
    rh_json_put_str(json, "base_how", gate->base_how);
    rh_json_close(json);
    rh_json_put_str(json, "today", gate->today.text);
    rh_json_put_str(json, "tool", gate->tool);
    rh_json_put_str(json, "zones", gate->zones);
}

void rh_data_of_gate(rh_json_writer *json, const rh_gate_report *gate)
{
    rh_json_put_word(json, "verdict", rh_model_gate_verdict_name(gate->verdict));
    rh_json_put_word(json, "launch", rh_model_launch_name(gate->launch));
    rh_json_put_bool(json, "expansion", gate->expansion);
    put_reasons(json, gate);
    rh_data__lanes(json, gate);
    rh_json_key(json, "criteria");
    rh_json_open(json, '[');
    for (size_t i = 0; i < gate->n_criteria; i++) rh_data__criterion(json, &gate->criteria[i]);
    rh_json_close(json);
    rh_data__waivers(json, gate);
    rh_data__checklist(json, gate);
    rh_data__stability(json, gate);
    put_coverage(json, gate);
    put_tests(json, &gate->tests);
    rh_json_key(json, "diff");
    rh_json_open(json, '{');
    put_diff(json, &gate->diff);
    rh_json_close(json);
    put_provenance(json, gate);
}

void rh_lines_of_gate(rh_buf *out, const rh_gate_report *gate)
{
    for (size_t i = 0; i < gate->n_criteria; i++) {
        rh_json_writer json;
        rh_json_begin(&json, out, false);
        rh_data__criterion(&json, &gate->criteria[i]);
        rh_buf_byte(out, '\n');
    }
}
