/* Which rule looks at which changed file, and what no rule understands. */
#include "harness/compare/loosening_ripple.h"

#include "engine/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_SENTENCE_BYTES = 500 };

typedef enum unit_how { SAFE, JUDGED, UNKNOWN } unit_how;

static const struct {
    const char *file, *key;
    unit_how how;
} static_keys[] = {
#define X(file, key, how) {file, key, how},
#include "harness/compare/static_keys.def"
#undef X
};

/* Whether text fits a pattern in which * stands for any text. */
static bool fits(rh_str text, const char *pattern)
{
    const char *star = NULL;
    size_t at = 0, again = 0;
    while (at < text.len) {
        if (*pattern == '*') {
            star = pattern++;
            again = at;
        } else if (*pattern == text.ptr[at]) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star + 1;
            at = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == '*') pattern++;
    return *pattern == '\0';
}

static unit_how how_of(rh_str file, rh_str key)
{
    for (size_t i = 0; i < sizeof static_keys / sizeof static_keys[0]; i++)
        if (rh_str_eq(file, rh_str_of(static_keys[i].file)) && fits(key, static_keys[i].key)) return static_keys[i].how;
    return UNKNOWN;
}

/* ---- findings ---- */

static const rh_change_unit *unit_at(const rh_text_judge *j, const char *key)
{
    for (size_t i = 0; i < j->file->units.n; i++) {
        const rh_change_unit *unit = &j->file->units.at[i];
        if (unit->key.ptr != NULL && rh_str_starts(unit->key, rh_str_of(key))) return unit;
    }
    return NULL;
}

bool rh_text__has_unit(const rh_text_judge *j, const char *key)
{
    return unit_at(j, key) != NULL;
}

bool rh_text__has(rh_strs list, rh_str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (rh_str_eq(list.at[i], s)) return true;
    return false;
}

void rh_text__find(rh_text_judge *j, rh_text_finding finding, const char *key, const char *format, ...)
{
    char text[MAX_SENTENCE_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    const rh_change_unit *unit = unit_at(j, key);
    const rh_loosening found = {.is_unknown = finding == RH_TEXT_UNKNOWN,
                                .key = unit != NULL ? unit->key : rh_str_null(),
                                .line = unit != NULL ? unit->line : j->file->line,
                                .says = rh_arena_str(j->keep, (rh_str){text, len})};
    j->failed |= found.says.ptr == NULL || !RH_PUSH(j->keep, &j->found, found);
}

/* ---- files ---- */

static const rh_entry *entry_in(const rh_register *reg, rh_str path)
{
    for (size_t i = 0; i < reg->n_entries; i++)
        if (rh_str_eq(reg->entries[i].file, path)) return &reg->entries[i];
    return NULL;
}

static const rh_entry *entry_named(const rh_register *reg, rh_str id)
{
    const uint32_t at = rh_register_entry(reg, id);
    return at == RH_NONE ? NULL : &reg->entries[at];
}

static void judge_units(rh_text_judge *j, rh_str name)
{
    for (size_t i = 0; i < j->file->units.n; i++) {
        const rh_str key = j->file->units.at[i].key;
        if (key.ptr == NULL || how_of(name, key) != UNKNOWN) continue;
        rh_text__find(j, RH_TEXT_UNKNOWN, rh_arena_cstr(j->keep, key), "%.*s changed, and that is not proven safe",
                      RH_ARG(key));
    }
}

/* One that is new takes nothing away, but by being open beside others. */
static void judge_new_entry(rh_text_judge *j, rh_str below)
{
    const rh_entry *now = entry_in(j->head, below);
    rh_ripple ripple;
    rh_buf says;
    rh_buf_init(&says, j->keep, 1 << 12);
    if (now == NULL) return;
    rh_buf_printf(&says, "%.*s is new", RH_ARG(now->id));
    rh_ripple__begin(&ripple, j, "", rh_buf_str(&says));
    rh_ripple__is_new(&ripple, now);
    rh_ripple__spread(&ripple);
}

/* The entry that stood in the file, wherever it stands now. */
static void judge_entry_file(rh_text_judge *j, rh_str below)
{
    const rh_entry *old = entry_in(j->base, below);
    const rh_entry *now = old != NULL ? entry_named(j->head, old->id) : NULL;
    if (old == NULL) {
        judge_new_entry(j, below);
        return;
    }
    if (now == NULL) {
        rh_text__find(j, RH_TEXT_LOOSENS, "id", "entry %.*s is removed", RH_ARG(old->id));
        return;
    }
    rh_text__entry(j, old, now);
    judge_units(j, RH_STR("register"));
}

static void judge_shared(rh_text_judge *j, rh_str below)
{
    static const struct {
        const char *file;
        void (*rule)(rh_text_judge *j);
    } rules[] = {{"actions.yaml", rh_text__actions}, {"roles.yaml", rh_text__roles},   {"tiers.yaml", rh_text__tiers},
                 {"policy.yaml", rh_text__policy},   {"schema.yaml", rh_text__schema}, {"gate.yaml", rh_text__gate},
                 {"monitors.yaml", rh_text__monitors}};
    if (!j->file->in_base) return; /* no file that may be missing loosens by being there */
    if (!j->file->in_head) {
        const bool is_gate = rh_str_eq(below, RH_STR("gate.yaml"));
        if (rh_str_eq(below, RH_STR("waivers.yaml"))) return;
        rh_text__find(j, is_gate ? RH_TEXT_LOOSENS : RH_TEXT_UNKNOWN, "", "%.*s is removed", RH_ARG(below));
        return;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rh_str_eq(below, rh_str_of(rules[i].file))) rules[i].rule(j);
    judge_units(j, below);
}

/* Fixtures are what tests stand on; holidays are what clocks count by. */
static void judge_content(rh_text_judge *j, bool is_fixture)
{
    if (!j->file->in_base) return;
    rh_text__find(j, is_fixture ? RH_TEXT_LOOSENS : RH_TEXT_UNKNOWN, "", "%s %.*s is %s",
                  is_fixture ? "fixture" : "calendar", RH_ARG(j->file->path), rh_changed_file_what(j->file));
}

static void judge_file(rh_text_judge *j)
{
    const rh_str path = j->file->path, cases = RH_STR("cases/");
    const bool is_in_cases = rh_str_starts(path, cases);
    const rh_str below = is_in_cases ? rh_str_slice(path, cases.len, path.len) : path;
    if (!is_in_cases || !rh_str_ends(path, RH_STR(".yaml"))) judge_content(j, !is_in_cases);
    else if (rh_str_starts(below, RH_STR("register/"))) judge_entry_file(j, below);
    else judge_shared(j, below);
}

static int by_weight(const void *a, const void *b)
{
    const rh_loosening *left = a, *right = b;
    if (left->is_unknown != right->is_unknown) return left->is_unknown ? 1 : -1;
    if (left->line != right->line) return left->line < right->line ? -1 : 1;
    return rh_str_cmp(left->says, right->says);
}

void rh_text__sort(rh_loosening *at, size_t n)
{
    if (n > 1) qsort(at, n, sizeof *at, by_weight);
}

rh_code rh_loosenings_find(rh_changed_files *changes, rh_arena *keep, const rh_register *base, const rh_register *head,
                           rh_err *err)
{
    rh_changed_file *files = RH_NEW_N(keep, changes->n, rh_changed_file);
    if (files == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < changes->n; i++) {
        files[i] = changes->at[i];
        rh_text_judge j = {.keep = keep, .base = base, .head = head, .file = &files[i]};
        judge_file(&j);
        if (j.failed || rh_arena_failed(keep)) return rh_err_nomem(err);
        rh_text__sort(j.found.at, j.found.n);
        files[i].loosenings = j.found.at;
        files[i].n_loosenings = j.found.n;
    }
    changes->at = files;
    return RH_OK;
}
