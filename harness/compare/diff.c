/* Journeys in, counts and the weightiest rows out. */
#include "harness/compare/diff.h"

#include "engine/base/limits.h"
#include "harness/compare/diff_insides.h"
#include "harness/compare/row_words.h"
#include "harness/replay/model_time.h"

#include <stdlib.h>

_Static_assert((int)RH_ROW_LOOSENED == (int)RH_MODEL_LOOSENED && (int)RH_ROW_MIXED == (int)RH_MODEL_MIXED &&
                   (int)RH_N_ROW_CLASSES == (int)RH_MODEL_N_CLASSES,
               "classes of rows and of the model agree");
_Static_assert((int)RH_ROW_ITEM == (int)RH_MODEL_ROW_ITEM && (int)RH_BLOCK == (int)RH_MODEL_BLOCK,
               "kinds and verdicts agree");

rh_code rh_diff_init(rh_diff *diff, rh_host_memory host, const rh_changed_files *changes, size_t max_rows, rh_err *err)
{
    *diff = (rh_diff){.changes = changes, .max_rows = max_rows > 0 ? max_rows : RH_LIMIT_DIFF_ROWS};
    rh_arena_init(&diff->arenas[0], host, 0);
    rh_arena_init(&diff->arenas[1], host, 0);
    rh_arena_init(&diff->files, host, 0);
    diff->rows = RH_NEW_N(&diff->arenas[0], 2 * diff->max_rows, rh_diff_row);
    diff->file_rows = RH_NEW_N(&diff->files, changes->n * RH_N_ROW_CLASSES, uint64_t);
    diff->file_journeys = RH_NEW_N(&diff->files, changes->n, uint64_t);
    if (diff->rows != NULL && diff->file_rows != NULL && diff->file_journeys != NULL) return RH_OK;
    rh_diff_dispose(diff);
    return rh_err_nomem(err);
}

void rh_diff_dispose(rh_diff *diff)
{
    if (diff == NULL) return;
    rh_arena_dispose(&diff->arenas[0]);
    rh_arena_dispose(&diff->arenas[1]);
    rh_arena_dispose(&diff->files);
}

/* ---- the rows that are kept ---- */

static int row_cmp(const void *pa, const void *pb)
{
    const rh_diff_row *a = pa, *b = pb;
    if (a->cls != b->cls) return a->cls < b->cls ? -1 : 1;
    int order = rh_str_cmp(a->journey, b->journey);
    if (order == 0) order = rh_instant_cmp(a->at, b->at);
    if (order == 0 && a->kind != b->kind) order = a->kind < b->kind ? -1 : 1;
    if (order == 0) order = rh_str_cmp(a->key, b->key);
    if (order == 0) order = a->nth < b->nth ? -1 : a->nth > b->nth;
    return order;
}

static const rh_row_side *copy_side(rh_arena *keep, const rh_row_side *side)
{
    rh_row_side *copy = RH_NEW(keep, rh_row_side);
    if (copy != NULL) *copy = rh_row_side_copy(keep, side);
    return copy;
}

static rh_diff_row copy_row(rh_arena *keep, const rh_diff_row *row)
{
    rh_diff_row copy = *row;
    rh_str *const texts[] = {&copy.journey, &copy.key,  &copy.action, &copy.base,
                             &copy.head,    &copy.lane, &copy.because};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) *texts[i] = rh_arena_str(keep, *texts[i]);
    uint32_t *files = RH_NEW_N(keep, row->cause.n, uint32_t);
    if (files != NULL && row->cause.n > 0) memcpy(files, row->cause.files, row->cause.n * sizeof *files);
    copy.cause.files = files;
    uint32_t *sets = RH_NEW_N(keep, row->n_sets, uint32_t);
    if (sets != NULL && row->n_sets > 0) memcpy(sets, row->sets, row->n_sets * sizeof *sets);
    copy.sets = sets;
    copy.needs.entry = rh_arena_str(keep, row->needs.entry);
    copy.side = row->side != NULL ? copy_side(keep, row->side) : NULL;
    return copy;
}

/* Sorts what is there and keeps the first max_rows of it, in the other arena. */
rh_code rh_diff__settle(rh_diff *diff, rh_err *err)
{
    rh_arena *next = &diff->arenas[!diff->now];
    qsort(diff->rows, diff->n_rows, sizeof *diff->rows, row_cmp);
    const size_t n = diff->n_rows < diff->max_rows ? diff->n_rows : diff->max_rows;
    rh_diff_row *rows = RH_NEW_N(next, 2 * diff->max_rows, rh_diff_row);
    for (size_t i = 0; rows != NULL && i < n; i++) rows[i] = copy_row(next, &diff->rows[i]);
    if (rows == NULL || rh_arena_failed(next)) return rh_err_nomem(err);
    rh_arena_reset(&diff->arenas[diff->now]);
    diff->now = !diff->now;
    diff->rows = rows;
    diff->n_rows = n;
    return RH_OK;
}

bool rh_diff__is_given(const rh_diff_row *row, const rh_sides *course)
{
    const rh_row_side named = {.kind = row->kind, .key = row->key, .nth = row->nth};
    const rh_row_side *there = rh_sides_find(course, &named);
    if (there == NULL || row->side == NULL) return there == row->side;
    return rh_row_side_same(there, row->side);
}

static rh_code keep_row(rh_diff *diff, const rh_diff_row *row, rh_err *err)
{
    if (diff->n_rows == 2 * diff->max_rows) {
        const rh_code code = rh_diff__settle(diff, err);
        if (code != RH_OK) return code;
    }
    rh_arena *keep = &diff->arenas[diff->now];
    diff->rows[diff->n_rows++] = copy_row(keep, row);
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

/* ---- a journey ---- */

static rh_strs because_of(const rh_row *row)
{
    return row->side->kind == RH_ROW_ITEM || row->head == NULL ? (rh_strs){NULL, 0} : row->head->because;
}

static rh_code judge_row(rh_diff_row *out, rh_arena *keep, const rh_changed_files *changes, rh_str journey,
                         const rh_rows *rows, size_t index, rh_arena *scratch, rh_err *err)
{
    const rh_row *row = &rows->at[index];
    const rh_row_side *side = row->side;
    rh_diff_row kept = {.journey = journey, .key = side->key, .action = side->action, .cls = row->cls};
    kept.kind = side->kind;
    kept.nth = side->nth;
    kept.at = side->at;
    kept.known_at = rh_row_known_at(row);
    kept.side = row->head;
    kept.needs = rh_row_needs_of(row);
    kept.after_divergence = row->after_divergence;
    kept.base = rh_row_words_base(scratch, row);
    kept.head = rh_row_words_head(scratch, row);
    kept.because = rh_row_words_list(scratch, because_of(row));
    const rh_code code = rh_changed_files_cause(&kept.cause, scratch, changes, rows, index, err);
    if (code != RH_OK) return code;
    *out = copy_row(keep, &kept);
    return rh_arena_failed(keep) || rh_arena_failed(scratch) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_diff_judge(rh_diff_journey *out, rh_arena *keep, const rh_changed_files *changes, rh_str journey,
                      const rh_course *base, const rh_course *head, bool is_same, rh_arena *scratch, rh_err *err)
{
    *out = (rh_diff_journey){.cls = RH_ROW_SAME};
    if (is_same) {
        rh_course_count_verdicts(out->matrix, head);
        return RH_OK;
    }
    rh_rows rows;
    rh_code code = rh_rows_compare(&rows, scratch, base, head, err);
    if (code != RH_OK) return code;
    out->rows = RH_NEW_N(keep, rows.n, rh_diff_row);
    if (out->rows == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < rows.n && code == RH_OK; i++)
        code = judge_row(&out->rows[i], keep, changes, journey, &rows, i, scratch, err);
    out->cls = rows.cls;
    out->n_rows = rows.n;
    memcpy(out->matrix, rows.matrix, sizeof out->matrix);
    return code;
}

/* An action is as good as the worse of the two sides says: a side that lacks an entry does not know who rejected it. */
static void judge_outcome(rh_diff_row *row, const rh_course *course, const rh_judgement *judgement)
{
    static const int weight[] = {[RH_QUALITY_GOOD] = 0, [RH_QUALITY_OPEN] = 1, [RH_QUALITY_BAD] = 2};
    for (size_t i = 0; i < judgement->n; i++) {
        const rh_record *observed = course->records[judgement->at[i].index];
        const rh_quality outcome = judgement->at[i].outcome;
        if (!rh_str_eq(observed->observed.event, row->key)) continue;
        if (!row->is_judged || weight[outcome] > weight[row->outcome]) row->outcome = outcome;
        row->is_judged = true;
    }
}

rh_code rh_diff_judge_outcomes(rh_diff_journey *journey, const rh_course *base, const rh_course *head,
                               const rh_aftermath *aftermath, rh_arena *scratch, rh_err *err)
{
    const rh_course *const sides[] = {base, head};
    bool has_observed = false;
    for (size_t i = 0; i < journey->n_rows; i++) has_observed |= journey->rows[i].kind == RH_ROW_OBSERVED;
    for (size_t s = 0; s < 2 && has_observed; s++) {
        rh_judgement judgement;
        const rh_code code = rh_outcomes_judge(&judgement, scratch, sides[s], aftermath, err);
        if (code != RH_OK) return code;
        for (size_t i = 0; i < journey->n_rows; i++)
            if (journey->rows[i].kind == RH_ROW_OBSERVED) judge_outcome(&journey->rows[i], sides[s], &judgement);
    }
    return RH_OK;
}

static void count_files(rh_diff *diff, const rh_diff_journey *journey, size_t index)
{
    const rh_diff_row *row = &journey->rows[index];
    for (size_t i = 0; i < row->cause.n; i++) {
        const uint32_t file = row->cause.files[i];
        bool is_first = true; /* of the journey's rows that go back to this file */
        for (size_t k = 0; k < index && is_first; k++)
            for (size_t f = 0; f < journey->rows[k].cause.n; f++) is_first &= journey->rows[k].cause.files[f] != file;
        diff->file_rows[file * RH_N_ROW_CLASSES + row->cls]++;
        diff->file_journeys[file] += is_first;
    }
}

static void add_matrix(uint64_t into[4][4], const uint64_t from[4][4])
{
    for (int b = 0; b < 4; b++)
        for (int h = 0; h < 4; h++) into[b][h] += from[b][h];
}

rh_code rh_diff_add(rh_diff *diff, const rh_diff_journey *journey, rh_err *err)
{
    diff->journeys++;
    add_matrix(diff->matrix, journey->matrix);
    if (journey->n_rows == 0) return RH_OK;
    diff->changed++;
    diff->by_class[journey->cls]++;
    for (size_t i = 0; i < journey->n_rows; i++) {
        rh_diff_row row = journey->rows[i];
        row.index = journey->index;
        row.lane = journey->lane;
        count_files(diff, journey, i);
        diff->rows_by_class[row.cls]++;
        diff->after_divergence += row.after_divergence;
        if (row.cls == RH_ROW_LOOSENED) diff->loosened[row.is_judged ? row.outcome : RH_QUALITY_OPEN]++;
        diff->n_all++;
        const rh_code code = keep_row(diff, &row, err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

rh_code rh_diff_merge(rh_diff *into, const rh_diff *from, rh_err *err)
{
    into->journeys += from->journeys;
    into->changed += from->changed;
    into->n_all += from->n_all;
    into->after_divergence += from->after_divergence;
    for (int c = 0; c < RH_N_ROW_CLASSES; c++) {
        into->by_class[c] += from->by_class[c];
        into->rows_by_class[c] += from->rows_by_class[c];
    }
    for (int q = 0; q < RH_N_QUALITIES; q++) into->loosened[q] += from->loosened[q];
    add_matrix(into->matrix, from->matrix);
    for (size_t i = 0; i < into->changes->n * RH_N_ROW_CLASSES; i++) into->file_rows[i] += from->file_rows[i];
    for (size_t i = 0; i < into->changes->n; i++) into->file_journeys[i] += from->file_journeys[i];
    for (size_t i = 0; i < from->n_rows; i++) {
        const rh_code code = keep_row(into, &from->rows[i], err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* ---- the report ---- */

static rh_model_cause_unit unit_model(const rh_changed_file *file, const rh_change_unit *unit)
{
    return (rh_model_cause_unit){.file = file->path, .key = unit->key, .line = unit->line, .commit = unit->commit};
}

/* All files that a row names are one set: it has been tried with none of them alone. */
static rh_code fill_named(rh_model_change *out, rh_arena *keep, const rh_diff *diff, const rh_diff_row *row,
                          rh_err *err)
{
    rh_change_units units[1];
    size_t n = 0;
    rh_model_cause_unit *at = NULL;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && (at = RH_NEW_N(keep, n, rh_model_cause_unit)) == NULL) return rh_err_nomem(err);
        n = 0;
        for (size_t i = 0; i < row->cause.n; i++) {
            const rh_changed_file *file = &diff->changes->at[row->cause.files[i]];
            const rh_code code = rh_changed_file_units(units, keep, file, row->cls, err);
            if (code != RH_OK) return code;
            for (size_t k = 0; k < units->n; k++, n++)
                if (at != NULL) at[n] = unit_model(file, &units->at[k]);
        }
    }
    if (n == 0) return RH_OK;
    rh_model_cause *cause = RH_NEW(keep, rh_model_cause);
    if (cause == NULL) return rh_err_nomem(err);
    *cause = (rh_model_cause){.units = at, .n_units = n, .is_interaction = n > 1};
    out->causes = cause;
    out->n_causes = 1;
    return RH_OK;
}

static rh_code fill_set(rh_model_cause *out, rh_arena *keep, const rh_diff *diff, const rh_cause_set *set, rh_err *err)
{
    rh_model_cause_unit *at = RH_NEW_N(keep, set->units.n, rh_model_cause_unit);
    if (at == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < set->units.n; i++) {
        const rh_unit_place place = diff->units[set->units.units[i]];
        const rh_changed_file *file = &diff->changes->at[place.file];
        at[i] = unit_model(file, &file->units.at[place.unit]);
    }
    *out = (rh_model_cause){.units = at, .n_units = set->units.n, .is_interaction = set->is_interaction};
    return RH_OK;
}

static rh_code fill_cause(rh_model_change *out, rh_arena *keep, const rh_diff *diff, const rh_diff_row *row,
                          rh_err *err)
{
    if (!diff->is_searched) return fill_named(out, keep, diff, row, err);
    rh_model_cause *causes = RH_NEW_N(keep, row->n_sets, rh_model_cause);
    rh_code code = causes != NULL ? RH_OK : rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && i < row->n_sets; i++)
        code = fill_set(&causes[i], keep, diff, &diff->sets[row->sets[i]], err);
    if (code != RH_OK) return code;
    out->causes = causes;
    out->n_causes = row->n_sets;
    out->is_least = row->is_least;
    out->cause_budget = row->is_budget;
    return RH_OK;
}

static rh_code fill_change(rh_model_change *out, rh_arena *keep, const rh_diff *diff, const rh_diff_row *row,
                           rh_err *err)
{
    *out = (rh_model_change){.journey = row->journey,
                             .at = rh_model_time_of(keep, row->at),
                             .cls = (rh_model_change_class)row->cls,
                             .kind = (rh_model_row_kind)row->kind,
                             .action = row->action,
                             .entry = row->kind == RH_ROW_ENTRY ? row->key : rh_str_null(),
                             .base = row->base,
                             .head = row->head,
                             .because = row->because,
                             .after_divergence = row->after_divergence,
                             .lane = row->lane,
                             .outcome = row->is_judged ? rh_str_of(rh_quality_name(row->outcome)) : rh_str_null(),
                             .waiver = rh_str_null()};
    if (row->kind == RH_ROW_ITEM) {
        rh_buf item;
        rh_buf_init(&item, keep, 4096);
        rh_buf_printf(&item, "%.*s/%u", RH_ARG(row->key), row->nth);
        out->item = rh_buf_str(&item);
    }
    return fill_cause(out, keep, diff, row, err);
}

static void fill_counts(rh_diff_report *out, const rh_diff *diff)
{
    out->journeys = diff->journeys;
    out->changed = diff->changed;
    out->n_changes_all = diff->n_all;
    memcpy(out->by_class, diff->by_class, sizeof out->by_class);
    memcpy(out->rows, diff->rows_by_class, sizeof out->rows);
    memcpy(out->matrix, diff->matrix, sizeof out->matrix);
    out->loosened_good = diff->loosened[RH_QUALITY_GOOD];
    out->loosened_bad = diff->loosened[RH_QUALITY_BAD];
    out->loosened_open = diff->loosened[RH_QUALITY_OPEN];
}

static rh_code fill_loosenings(rh_model_changed_file *out, rh_arena *keep, const rh_changed_file *file, rh_err *err)
{
    rh_model_loosening *at = RH_NEW_N(keep, file->n_loosenings, rh_model_loosening);
    if (at == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < file->n_loosenings; i++) {
        const rh_loosening *l = &file->loosenings[i];
        at[i] = (rh_model_loosening){l->key, l->line, l->says, l->is_unknown};
        out->is_static_loosening |= !l->is_unknown;
        out->is_unknown |= l->is_unknown;
    }
    out->loosenings = at;
    out->n_loosenings = file->n_loosenings;
    return RH_OK;
}

static rh_code fill_files(rh_diff_report *out, rh_arena *keep, const rh_diff *diff, rh_err *err)
{
    rh_model_changed_file *files = RH_NEW_N(keep, diff->changes->n, rh_model_changed_file);
    if (files == NULL) return rh_err_nomem(err);
    rh_code code = RH_OK;
    for (size_t i = 0; i < diff->changes->n && code == RH_OK; i++) {
        const rh_changed_file *file = &diff->changes->at[i];
        files[i] = (rh_model_changed_file){.file = file->path,
                                           .what = rh_str_of(rh_changed_file_what(file)),
                                           .entry = file->entry,
                                           .line = file->line,
                                           .journeys = diff->file_journeys[i]};
        code = fill_loosenings(&files[i], keep, file, err);
        memcpy(files[i].rows, &diff->file_rows[i * RH_N_ROW_CLASSES], sizeof files[i].rows);
    }
    out->files = files;
    out->n_files = diff->changes->n;
    return code;
}

rh_code rh_diff_report_fill(rh_diff_report *out, rh_arena *keep, rh_diff *diff, rh_err *err)
{
    rh_code code = rh_diff__settle(diff, err);
    if (code != RH_OK) return code;
    rh_model_change *changes = RH_NEW_N(keep, diff->n_rows, rh_model_change);
    if (changes == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < diff->n_rows && code == RH_OK; i++)
        code = fill_change(&changes[i], keep, diff, &diff->rows[i], err);
    if (code == RH_OK) code = fill_files(out, keep, diff, err);
    if (code != RH_OK || rh_arena_failed(keep)) return code != RH_OK ? code : rh_err_nomem(err);
    fill_counts(out, diff);
    out->changes = changes;
    out->n_changes = diff->n_rows;
    return RH_OK;
}
