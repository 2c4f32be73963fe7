/* Changed files and the rows they cause. */
#include "harness/compare/changes.h"

#include "engine/base/buf.h"
#include "engine/base/vec.h"

#include <stdlib.h>

typedef RH_VEC(uint32_t) indexes;

const char *rh_changed_file_what(const rh_changed_file *file)
{
    if (file->in_base && file->in_head) return "changed";
    return file->in_head ? "added" : "removed";
}

/* ---- files ---- */

static rh_str entry_of(const rh_register *reg, rh_str path)
{
    for (size_t i = 0; i < reg->n_entries; i++)
        if (rh_str_eq(reg->entries[i].file, path)) return reg->entries[i].id;
    return rh_str_null();
}

static rh_str show_path(rh_arena *keep, rh_str below_cases)
{
    rh_buf path;
    rh_buf_init(&path, keep, 4096);
    rh_buf_printf(&path, "cases/%.*s", RH_ARG(below_cases));
    return rh_buf_str(&path);
}

static uint32_t first_line(const rh_change_units *units)
{
    uint32_t line = units->at[0].line;
    for (size_t i = 1; i < units->n; i++)
        if (units->at[i].line < line) line = units->at[i].line;
    return line;
}

typedef RH_VEC(rh_changed_file) changed_files;

static rh_code compare_file(changed_files *list, rh_arena *keep, rh_str path, const rh_register *base,
                            const rh_register_file *in_base, const rh_register *head, const rh_register_file *in_head,
                            rh_err *err)
{
    if (in_base != NULL && in_head != NULL && in_base->root == in_head->root) return RH_OK;
    rh_changed_file file = {.path = show_path(keep, path), .in_base = in_base != NULL, .in_head = in_head != NULL};
    const rh_code code = rh_units_between(&file.units, keep, in_base != NULL ? in_base->root : NULL,
                                          in_head != NULL ? in_head->root : NULL, err);
    if (code != RH_OK || file.units.n == 0) return code;
    file.entry = entry_of(in_head != NULL ? head : base, path);
    file.line = first_line(&file.units);
    return RH_PUSH(keep, list, file) ? RH_OK : rh_err_nomem(err);
}

rh_code rh_changed_files_between(rh_changed_files *out, rh_arena *keep, const rh_register *base,
                                 const rh_register *head, rh_err *err)
{
    changed_files list = {0};
    for (size_t a = 0, b = 0; a < base->n_files || b < head->n_files;) {
        const int order = a == base->n_files   ? 1
                          : b == head->n_files ? -1
                                               : rh_str_cmp(base->files[a].path, head->files[b].path);
        const rh_str path = order >= 0 ? head->files[b].path : base->files[a].path;
        const rh_register_file *in_base = order <= 0 ? &base->files[a++] : NULL,
                               *in_head = order >= 0 ? &head->files[b++] : NULL;
        const rh_code code = compare_file(&list, keep, path, base, in_base, head, in_head, err);
        if (code != RH_OK) return code;
    }
    *out = (rh_changed_files){list.at, list.n};
    return RH_OK;
}

static int file_cmp(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_changed_file *)a)->path, ((const rh_changed_file *)b)->path);
}

rh_code rh_changed_files_add(rh_changed_files *changes, rh_arena *keep, const rh_change *files, size_t n, rh_err *err)
{
    changed_files list = {0};
    for (size_t i = 0; i < changes->n; i++)
        if (!RH_PUSH(keep, &list, changes->at[i])) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        rh_changed_file file = {.path = files[i].path, .line = 1};
        rh_change_unit *unit = RH_NEW(keep, rh_change_unit);
        if (unit == NULL) return rh_err_nomem(err);
        if (rh_str_ends(file.path, RH_STR(".yaml"))) continue; /* its keys have been compared */
        file.in_base = files[i].kind != RH_CHANGE_ADDED;
        file.in_head = files[i].kind != RH_CHANGE_REMOVED;
        *unit = (rh_change_unit){.key = rh_str_null(), .line = 1, .in_head = file.in_head};
        file.units = (rh_change_units){unit, 1};
        if (!RH_PUSH(keep, &list, file)) return rh_err_nomem(err);
    }
    if (list.n > 1) qsort(list.at, list.n, sizeof *list.at, file_cmp);
    *changes = (rh_changed_files){list.at, list.n};
    return RH_OK;
}

/* ---- causes ---- */

/* The index of the changed file of an entry, or n. */
static size_t changed_entry(const rh_changed_files *changes, rh_str entry)
{
    size_t i = 0;
    while (i < changes->n && !(changes->at[i].entry.ptr != NULL && rh_str_eq(changes->at[i].entry, entry))) i++;
    return i;
}

static bool add_once(rh_arena *keep, indexes *list, size_t file)
{
    size_t at = 0;
    while (at < list->n && list->at[at] < file) at++;
    if (at < list->n && list->at[at] == file) return true;
    if (!RH_PUSH(keep, list, 0)) return false;
    memmove(&list->at[at + 1], &list->at[at], (list->n - 1 - at) * sizeof *list->at);
    list->at[at] = (uint32_t)file;
    return true;
}

static bool add_entry(rh_arena *keep, indexes *list, const rh_changed_files *changes, rh_str entry)
{
    const size_t file = changed_entry(changes, entry);
    return file == changes->n || add_once(keep, list, file);
}

static bool has(rh_strs list, rh_str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (rh_str_eq(list.at[i], s)) return true;
    return false;
}

static const rh_strs none = {NULL, 0};

static rh_strs reasons(const rh_row_side *side)
{
    return side != NULL ? side->because : none;
}
static rh_strs stoppers(const rh_row_side *side)
{
    return side != NULL ? side->stoppers : none;
}

/* The reasons of one side that the other does not have: what made the difference, where anything did. */
static bool add_reasons(rh_arena *keep, indexes *list, const rh_changed_files *changes, rh_strs of, rh_strs but_not)
{
    for (size_t i = 0; i < of.n; i++)
        if (!has(but_not, of.at[i]) && !add_entry(keep, list, changes, of.at[i])) return false;
    return true;
}

/* The changed entries that the row itself names: those that only one side names, or else all of them. */
static bool add_named(rh_arena *keep, indexes *list, const rh_changed_files *changes, const rh_row *row)
{
    const rh_strs lists[2][2] = {{reasons(row->base), reasons(row->head)}, {stoppers(row->base), stoppers(row->head)}};
    if (row->side->kind == RH_ROW_ENTRY) return add_entry(keep, list, changes, row->side->key);
    bool ok = true;
    for (int i = 0; i < 4 && ok; i++)
        ok = add_reasons(keep, list, changes, lists[i / 2][i % 2], lists[i / 2][!(i % 2)]);
    const bool is_found = list->n > 0;
    for (int i = 0; i < 4 && ok && !is_found; i++) ok = add_reasons(keep, list, changes, lists[i / 2][i % 2], none);
    return ok;
}

/* The changed entries whose openings differ no later than the row: a pause or a state that they changed reaches it. */
static bool add_earlier(rh_arena *keep, indexes *list, const rh_changed_files *changes, const rh_rows *rows, size_t row)
{
    const rh_instant at = rows->at[row].side->at;
    for (size_t i = 0; i < rows->n; i++) {
        const rh_row_side *other = rows->at[i].side;
        if (other->kind != RH_ROW_ENTRY || rh_instant_before(at, other->at)) continue;
        if (!add_entry(keep, list, changes, other->key)) return false;
    }
    return true;
}

/* Files that judge, and so never change what the core does. */
static bool is_judging(rh_str path)
{
    static const char *const names[] = {"cases/gate.yaml", "cases/waivers.yaml", "cases/checklist.yaml",
                                        "cases/monitors.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (rh_str_eq(path, rh_str_of(names[i]))) return true;
    return rh_str_starts(path, RH_STR("fixtures/"));
}

static bool add_shared(rh_arena *keep, indexes *list, const rh_changed_files *changes)
{
    for (size_t i = 0; i < changes->n; i++)
        if (changes->at[i].entry.ptr == NULL && !is_judging(changes->at[i].path) && !add_once(keep, list, i))
            return false;
    return true;
}

rh_code rh_changed_files_cause(rh_row_cause *out, rh_arena *keep, const rh_changed_files *changes, const rh_rows *rows,
                               size_t row, rh_err *err)
{
    indexes list = {0};
    if (!add_named(keep, &list, changes, &rows->at[row])) return rh_err_nomem(err);
    if (list.n == 0 && !add_earlier(keep, &list, changes, rows, row)) return rh_err_nomem(err);
    if (list.n == 0 && !add_shared(keep, &list, changes)) return rh_err_nomem(err);
    *out = (rh_row_cause){list.at, list.n};
    return RH_OK;
}

/* ---- units ---- */

enum {
    VERDICTS = 1u << RH_ROW_LOOSENED | 1u << RH_ROW_TIGHTENED | 1u << RH_ROW_REWORDED,
    ROUTES = 1u << RH_ROW_REROUTED | 1u << RH_ROW_RETIMED | 1u << RH_ROW_REWORDED,
    ANY = VERDICTS | ROUTES
};

static const struct {
    const char *key;
    unsigned classes;
} cause_keys[] = {
#define X(key, classes) {key, classes},
#include "harness/compare/cause_keys.def"
#undef X
};

static bool can_give(const rh_change_unit *unit, rh_row_class cls)
{
    const size_t end = rh_str_find(unit->key, RH_STR("."));
    const rh_str top = rh_str_slice(unit->key, 0, end == SIZE_MAX ? unit->key.len : end);
    for (size_t i = 0; i < sizeof cause_keys / sizeof cause_keys[0]; i++)
        if (rh_str_eq(top, rh_str_of(cause_keys[i].key))) return (cause_keys[i].classes & 1u << cls) != 0;
    return false;
}

bool rh_changed_file_judges(const rh_changed_file *file)
{
    return is_judging(file->path);
}

bool rh_changed_unit_acts(const rh_change_unit *unit)
{
    return unit->key.ptr == NULL || can_give(unit, RH_ROW_LOOSENED) || can_give(unit, RH_ROW_REROUTED);
}

rh_code rh_changed_file_units(rh_change_units *out, rh_arena *keep, const rh_changed_file *file, rh_row_class cls,
                              rh_err *err)
{
    if (file->entry.ptr == NULL || !file->in_base || !file->in_head) {
        *out = file->units;
        return RH_OK;
    }
    RH_VEC(rh_change_unit) list = {0};
    for (size_t i = 0; i < file->units.n; i++)
        if (can_give(&file->units.at[i], cls) && !RH_PUSH(keep, &list, file->units.at[i])) return rh_err_nomem(err);
    *out = (rh_change_units){list.at, list.n};
    return RH_OK;
}
