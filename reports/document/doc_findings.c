/* What each report finds on which line of the register. */
#include "reports/document/findings.h"

#include "engine/base/err.h"
#include "reports/document/parts.h"

#include <stdlib.h>

/* "CO-EDGE-002" of an entry's file; of any other file its name. */
static rh_str rule_of_file(rh_str file)
{
    size_t from = file.len;
    while (from > 0 && file.ptr[from - 1] != '/') from--;
    const rh_str name = rh_str_slice(file, from, file.len), folder = rh_str_slice(file, 0, from);
    const rh_str ending = RH_STR(".yaml");
    return rh_str_ends(folder, RH_STR("register/")) && rh_str_ends(name, ending)
               ? rh_str_slice(name, 0, name.len - ending.len)
               : name;
}

/* ---- outcomes that change ---- */

/* A row of the diff by what it has in common with others: what one clause does to customers in one direction is one
 * finding, whatever the number of actions and journeys. */
typedef struct row {
    const rh_model_change *change;
    size_t index;
    rh_str rule, file, key, what;
    rh_model_place place;
} row;

/* "contract" of the item "contract/2". */
static rh_str area_of(rh_str item)
{
    size_t end = item.len;
    while (end > 0 && item.ptr[end - 1] != '/') end--;
    return end > 0 ? rh_str_slice(item, 0, end - 1) : item;
}

static row row_of(const rh_model_change *change, size_t index)
{
    row r = {.change = change, .index = index, .rule = change->entry};
    r.what = change->action.ptr != NULL  ? change->action
             : change->entry.ptr != NULL ? change->entry
                                         : area_of(change->item);
    r.key = r.what;
    if (change->n_causes > 0 && change->causes[0].n_units > 0) {
        const rh_model_cause_unit *unit = &change->causes[0].units[0];
        r.file = unit->file;
        r.key = unit->key;
        r.place = (rh_model_place){unit->file, unit->line, 0};
        if (rh_str_find(unit->file, RH_STR("register/")) != SIZE_MAX || r.rule.ptr == NULL)
            r.rule = rule_of_file(unit->file);
    }
    if (r.rule.ptr == NULL) r.rule = RH_STR("diff");
    return r;
}

static int group_cmp(const row *a, const row *b)
{
    if (a->change->cls != b->change->cls) return a->change->cls < b->change->cls ? -1 : 1;
    int order = rh_str_cmp(a->rule, b->rule);
    if (order == 0) order = rh_str_cmp(a->file, b->file);
    if (order == 0) order = rh_str_cmp(a->key, b->key);
    return order != 0 ? order : rh_str_cmp(a->change->waiver, b->change->waiver);
}

static int what_cmp(const row *a, const row *b)
{
    if (a->change->kind != b->change->kind) return a->change->kind < b->change->kind ? -1 : 1;
    return rh_str_cmp(a->what, b->what);
}

static int row_cmp(const void *pa, const void *pb)
{
    const row *a = pa, *b = pb;
    int order = group_cmp(a, b);
    if (order == 0) order = what_cmp(a, b);
    return order != 0 ? order : a->index < b->index ? -1 : a->index > b->index;
}

static int journey_cmp(const void *pa, const void *pb)
{
    const row *a = pa, *b = pb;
    const int order = rh_str_cmp(a->change->journey, b->change->journey);
    return order != 0 ? order : a->index < b->index ? -1 : a->index > b->index;
}

static rh_doc_level level_of(const rh_model_change *change)
{
    if (change->waiver.ptr != NULL) return RH_DOC_NOTE;
    if (change->cls == RH_MODEL_LOOSENED) return RH_DOC_ERROR;
    return change->cls == RH_MODEL_TIGHTENED ? RH_DOC_WARNING : RH_DOC_NOTE;
}

static rh_str side(rh_str s)
{
    return s.ptr != NULL ? s : RH_STR("nothing");
}

/* "billing.write_field hold \xe2\x86\x92 allow; CO-EDGE-002 opened \xe2\x86\x92 not opened; and 4 more" */
static rh_str whats_in_words(rh_doc *doc, const row *rows, size_t n)
{
    enum { SHOWN = 3 };
    rh_str said = rh_str_null();
    size_t n_whats = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && what_cmp(&rows[i - 1], &rows[i]) == 0) continue;
        if (n_whats++ >= SHOWN) continue;
        const rh_model_change *c = rows[i].change;
        const rh_str one = rh_doc_say(doc, "%.*s %.*s \xe2\x86\x92 %.*s", RH_ARG(rows[i].what), RH_ARG(side(c->base)),
                                      RH_ARG(side(c->head)));
        said = said.ptr == NULL ? one : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(said), RH_ARG(one));
    }
    return n_whats <= SHOWN ? said : rh_doc_say(doc, "%.*s; and %zu more", RH_ARG(said), n_whats - SHOWN);
}

/* Orders the rows by journey. */
static rh_str group_says(rh_doc *doc, row *rows, size_t n, bool is_cut)
{
    const rh_str whats = whats_in_words(doc, rows, n);
    uint64_t n_journeys = 1, n_bad = 0;
    qsort(rows, n, sizeof *rows, journey_cmp);
    for (size_t i = 0; i < n; i++) {
        n_journeys += i > 0 && !rh_str_eq(rows[i].change->journey, rows[i - 1].change->journey);
        n_bad += rh_str_eq(rows[i].change->outcome, RH_STR("bad"));
    }
    const rh_model_change *first = rows[0].change;
    rh_str said = rh_doc_say(doc, "%s in %s%.*s, first %.*s: %.*s", rh_model_change_class_name(first->cls),
                             is_cut ? "at least " : "", RH_ARG(rh_doc_plural(doc, n_journeys, "journey", "journeys")),
                             RH_ARG(first->journey), RH_ARG(whats));
    if (rh_doc_is_few(doc, n_journeys)) /* of a list that was cut there may be more */
        said = rh_doc_say(doc, "%s in %s journeys: %.*s", rh_model_change_class_name(first->cls),
                          is_cut ? "some" : "<5", RH_ARG(whats));
    if (n_bad > 0)
        said = rh_doc_say(doc, "%.*s; %.*s turned out to be wrong", RH_ARG(said),
                          RH_ARG(rh_doc_people_plural(doc, n_bad, "of these actions", "of these actions")));
    return first->waiver.ptr == NULL ? said
                                     : rh_doc_say(doc, "%.*s; waived by %.*s", RH_ARG(said), RH_ARG(first->waiver));
}

static void put_group(rh_doc *doc, row *rows, size_t n, bool is_cut)
{
    const row first = rows[0];
    rh_doc_finding_put(
        doc, (rh_doc_finding){.level = level_of(first.change),
                              .rule = first.rule,
                              .text = group_says(doc, rows, n, is_cut),
                              .place = first.place,
                              .id = rh_doc_say(doc, "row/%s/%.*s/%.*s", rh_model_change_class_name(first.change->cls),
                                               RH_ARG(first.file), RH_ARG(first.key))});
}

static void find_rows(rh_doc *doc, const rh_diff_report *diff)
{
    row *rows = RH_NEW_N(doc->arena, diff->n_changes, row);
    if (rows == NULL || diff->n_changes == 0) return;
    /* The list is by class: only the last class of a list that was cut is not whole. */
    const bool is_cut = diff->n_changes < diff->n_changes_all;
    const rh_model_change_class last = diff->changes[diff->n_changes - 1].cls;
    for (size_t i = 0; i < diff->n_changes; i++) rows[i] = row_of(&diff->changes[i], i);
    qsort(rows, diff->n_changes, sizeof *rows, row_cmp);
    for (size_t from = 0, to; from < diff->n_changes; from = to) {
        to = from + 1;
        while (to < diff->n_changes && group_cmp(&rows[from], &rows[to]) == 0) to++;
        put_group(doc, rows + from, to - from, is_cut && rows[from].change->cls == last);
    }
}

static void find_texts(rh_doc *doc, const rh_model_changed_file *file)
{
    for (size_t i = 0; i < file->n_loosenings; i++) {
        const rh_model_loosening *l = &file->loosenings[i];
        const rh_str rule = file->entry.ptr != NULL ? file->entry : rule_of_file(file->file);
        rh_doc_level level = l->is_unknown ? RH_DOC_WARNING : RH_DOC_ERROR;
        rh_str text = rh_doc_say(doc, "%s as written: %.*s", l->is_unknown ? "may loosen" : "loosens", RH_ARG(l->says));
        if (file->waiver.ptr != NULL) {
            level = RH_DOC_NOTE;
            text = rh_doc_say(doc, "%.*s; waived by %.*s", RH_ARG(text), RH_ARG(file->waiver));
        }
        rh_doc_finding_put(
            doc, (rh_doc_finding){.level = level,
                                  .rule = rule,
                                  .text = text,
                                  .place = {file->file, l->line, 0},
                                  .id = rh_doc_say(doc, "text/%.*s/%.*s", RH_ARG(file->file), RH_ARG(l->key))});
    }
}

void rh_doc_find_changes(rh_doc *doc, const rh_diff_report *diff)
{
    find_rows(doc, diff);
    for (size_t i = 0; i < diff->n_files; i++) find_texts(doc, &diff->files[i]);
}

/* ---- tests ---- */

static void find_failure(rh_doc *doc, const rh_model_test *t)
{
    rh_str text = rh_doc_say(doc, "test fails (%s): %.*s", rh_model_way_name(t->way), RH_ARG(t->name));
    if (t->says.ptr != NULL) text = rh_doc_say(doc, "%.*s: %.*s", RH_ARG(text), RH_ARG(t->says));
    if (t->journey.ptr != NULL) text = rh_doc_say(doc, "%.*s, in journey %.*s", RH_ARG(text), RH_ARG(t->journey));
    rh_doc_finding_put(
        doc, (rh_doc_finding){.level = RH_DOC_ERROR,
                              .rule = t->entry,
                              .text = text,
                              .place = t->place,
                              .id = rh_doc_say(doc, "test/%.*s/%s", RH_ARG(t->name), rh_model_way_name(t->way))});
}

/* The ways of one test stand together: it is unproven when none of them passed or failed. */
static void find_unproven(rh_doc *doc, const rh_model_test *ways, size_t n)
{
    bool is_unproven = false;
    for (size_t i = 0; i < n; i++) {
        if (ways[i].result == RH_MODEL_PASS || ways[i].result == RH_MODEL_FAIL) return;
        is_unproven |= ways[i].result == RH_MODEL_UNPROVEN;
    }
    if (!is_unproven) return;
    rh_doc_finding_put(
        doc, (rh_doc_finding){.level = RH_DOC_NOTE,
                              .rule = ways[0].entry,
                              .text = rh_doc_say(doc, "test proves nothing in any way: %.*s", RH_ARG(ways[0].name)),
                              .place = ways[0].place,
                              .id = rh_doc_say(doc, "unproven/%.*s", RH_ARG(ways[0].name))});
}

static void find_survivors(rh_doc *doc, const rh_mutation_report *mutation)
{
    for (size_t i = 0; i < mutation->n_survivors; i++) {
        const rh_model_survivor *s = &mutation->survivors[i];
        rh_doc_finding_put(doc, (rh_doc_finding){.level = s->weakens_hold ? RH_DOC_WARNING : RH_DOC_NOTE,
                                                 .rule = s->entry,
                                                 .text = s->says,
                                                 .place = s->place,
                                                 .id = rh_doc_say(doc, "mutant/%.*s", RH_ARG(s->op))});
    }
}

void rh_doc_find_tests(rh_doc *doc, const rh_test_report *test)
{
    for (size_t from = 0, to; from < test->n_tests; from = to) {
        const rh_model_test *t = &test->tests[from];
        for (to = from; to < test->n_tests && rh_str_eq(test->tests[to].entry, t->entry) &&
                        rh_str_eq(test->tests[to].name, t->name);
             to++)
            if (test->tests[to].result == RH_MODEL_FAIL) find_failure(doc, &test->tests[to]);
        find_unproven(doc, t, to - from);
    }
    if (test->mutation != NULL) find_survivors(doc, test->mutation);
}

/* ---- gate ---- */

static bool is_finding(rh_doc_level *level, const rh_model_criterion *c)
{
    const bool is_open = c->result == RH_MODEL_INCONCLUSIVE;
    if (c->result != RH_MODEL_CRITERION_FAIL && !is_open) return false;
    *level = is_open ? RH_DOC_WARNING : RH_DOC_ERROR;
    if (c->tier == RH_MODEL_SUPPORTING) *level = is_open ? RH_DOC_NOTE : RH_DOC_WARNING;
    if (c->tier == RH_MODEL_ADVISORY) *level = RH_DOC_NOTE;
    return true;
}

static void find_criterion(rh_doc *doc, const rh_model_criterion *c)
{
    rh_doc_level level;
    if (!is_finding(&level, c)) return;
    rh_str text = c->title.ptr != NULL ? c->title : c->id;
    if (c->of.ptr != NULL) text = rh_doc_say(doc, "%.*s in %.*s", RH_ARG(text), RH_ARG(c->of));
    text = rh_doc_say(doc, "%.*s: %s, observed %.*s, %s %.*s is allowed, n %.*s", RH_ARG(text),
                      rh_model_criterion_result_name(c->result), RH_ARG(rh_doc__observed(doc, c)),
                      c->is_at_least ? "at least" : "at most", RH_ARG(rh_doc_number(doc, c->threshold)),
                      RH_ARG(rh_doc__sample(doc, c)));
    rh_doc_finding_put(doc, (rh_doc_finding){.level = level,
                                             .rule = c->id,
                                             .rule_title = c->title,
                                             .text = text,
                                             .place = c->place,
                                             .id = rh_doc_say(doc, "criterion/%.*s", RH_ARG(c->of))});
}

/* An item of the checklist stands in the file that the base has of it. */
static void find_listed(rh_doc *doc, const rh_model_listed *item)
{
    if (item->state == RH_MODEL_LISTED_DONE || item->tier == RH_MODEL_ADVISORY) return;
    rh_doc_level level = item->tier == RH_MODEL_CRITICAL ? RH_DOC_WARNING : RH_DOC_NOTE;
    if (item->tier == RH_MODEL_CRITICAL && item->rejects) level = RH_DOC_ERROR;
    rh_doc_finding_put(doc, (rh_doc_finding){.level = level,
                                             .rule = item->id,
                                             .rule_title = item->title,
                                             .text = rh_doc_say(doc, "checklist, %s: %.*s: %.*s",
                                                                rh_model_listed_state_name(item->state),
                                                                RH_ARG(item->title), RH_ARG(item->says)),
                                             .place = {RH_STR("cases/checklist.yaml"), 0, 0},
                                             .id = RH_STR("checklist")});
}

/* FAULTS.md M5, of what the proposal brings. */
static void find_unmatched(rh_doc *doc, const rh_model_gate_entry *e)
{
    if (!e->never_matched || rh_str_eq(e->change, RH_STR("unchanged")) || rh_str_eq(e->change, RH_STR("removed")))
        return;
    rh_doc_finding_put(doc, (rh_doc_finding){.level = RH_DOC_WARNING,
                                             .rule = e->id,
                                             .text = rh_doc_say(doc, "%.*s, and no journey of the history matched it",
                                                                RH_ARG(e->change)),
                                             .place = e->place,
                                             .id = RH_STR("unmatched")});
}

static void find_verdict(rh_doc *doc, const rh_gate_report *gate)
{
    if (gate->verdict == RH_MODEL_GO) return;
    rh_str text = rh_str_of(rh_model_gate_verdict_name(gate->verdict));
    if (gate->n_reasons > 0) text = rh_doc_say(doc, "%.*s: %.*s", RH_ARG(text),
                                                 RH_ARG(rh_doc__reason(doc, &gate->reasons[0])));
    rh_doc_finding_put(doc,
                       (rh_doc_finding){.level = gate->verdict == RH_MODEL_NO_GO ? RH_DOC_ERROR : RH_DOC_WARNING,
                                        .rule = RH_STR("gate"),
                                        .rule_title = RH_STR("may this revision go live"),
                                        .text = text,
                                        .place = gate->n_reasons > 0 ? gate->reasons[0].place : (rh_model_place){0},
                                        .id = RH_STR("verdict")});
}

static int entry_cmp(const void *pa, const void *pb)
{
    const rh_model_gate_entry *const *a = pa, *const *b = pb;
    return rh_str_cmp((*a)->id, (*b)->id);
}

/* The rules of entries get the titles of the entries. */
static void add_titles(rh_doc *doc, const rh_gate_report *gate)
{
    const rh_model_gate_entry **entries = RH_NEW_N(doc->arena, gate->n_entries, const rh_model_gate_entry *);
    if (entries == NULL || gate->n_entries == 0) return;
    for (size_t i = 0; i < gate->n_entries; i++) entries[i] = &gate->entries[i];
    qsort(entries, gate->n_entries, sizeof *entries, entry_cmp);
    for (size_t i = 0; i < doc->n_findings; i++) {
        rh_doc_finding *f = &doc->findings[i];
        const rh_model_gate_entry wanted = {.id = f->rule}, *key = &wanted;
        const rh_model_gate_entry **found = bsearch(&key, entries, gate->n_entries, sizeof *entries, entry_cmp);
        if (found != NULL && f->rule_title.ptr == NULL) f->rule_title = (*found)->title;
    }
}

void rh_doc_find_gate(rh_doc *doc, const rh_gate_report *gate)
{
    find_verdict(doc, gate);
    for (size_t i = 0; i < gate->n_criteria; i++) find_criterion(doc, &gate->criteria[i]);
    for (size_t i = 0; i < gate->n_checklist; i++) find_listed(doc, &gate->checklist[i]);
    for (size_t i = 0; i < gate->n_entries; i++) find_unmatched(doc, &gate->entries[i]);
    rh_doc_find_changes(doc, &gate->diff);
    rh_doc_find_tests(doc, &gate->tests);
    add_titles(doc, gate);
}

/* ---- check ---- */

static rh_str title_of_code(rh_str id)
{
    for (int code = RH_OK + 1; code < RH_N_CODES; code++)
        if (rh_str_eq(id, rh_str_of(rh_code_id((rh_code)code)))) return rh_str_of(rh_code_text((rh_code)code));
    return rh_str_null();
}

void rh_doc_find_check(rh_doc *doc, const rh_check_report *check)
{
    for (size_t i = 0; i < check->n_findings; i++) {
        const rh_model_finding *f = &check->findings[i];
        rh_doc_finding_put(doc,
                           (rh_doc_finding){.level = f->severity == RH_MODEL_WARNING ? RH_DOC_WARNING : RH_DOC_ERROR,
                                            .rule = f->code,
                                            .rule_title = title_of_code(f->code),
                                            .text = f->message,
                                            .place = f->place,
                                            .id = rh_doc_say(doc, "%.*s", RH_ARG(rule_of_file(f->place.file)))});
    }
}
