/* From a tree of bytes to a register. */
#include "harness/load/revision.h"

#include "engine/base/buf.h"
#include "engine/base/show.h"
#include "harness/load/canonical.h"
#include "harness/load/holidays.h"
#include "harness/load/yaml.h"

#include <stdlib.h>

/* ---- the calendar that policy.yaml names ---- */

typedef struct maker {
    const rh_tree *tree;
    rh_zones *zones;
    const rh_revision *like; /* whose calendar serves where it is named and filled alike; NULL: none */
} maker;

static bool same_calendar(const maker *m, const rh_policy *policy)
{
    if (m->like == NULL) return false;
    const rh_policy *known = &m->like->reg->policy;
    const rh_tree_file *file = rh_tree_find(m->tree, policy->holidays);
    const rh_tree_file *old = rh_tree_find(&m->like->tree, known->holidays);
    return file != NULL && old != NULL && rh_str_eq(policy->zone, known->zone) && policy->open_s == known->open_s &&
           policy->close_s == known->close_s &&
           memcmp(policy->weekdays, known->weekdays, sizeof known->weekdays) == 0 &&
           rh_str_eq(file->path, old->path) && rh_str_eq(file->bytes, old->bytes);
}

static rh_code no_holidays(const rh_tree *tree, rh_arena *keep, const rh_policy *policy, rh_err *err)
{
    const rh_str path = policy->holidays;
    rh_str *names = RH_NEW_N(keep, tree->n_files, rh_str);
    for (size_t i = 0; names != NULL && i < tree->n_files; i++) names[i] = tree->files[i].path;
    const rh_str nearest = rh_str_nearest(path, (rh_strs){names, names != NULL ? tree->n_files : 0});
    const rh_str shown = rh_show(keep, path, 80);
    if (nearest.ptr != NULL && rh_str_ends(nearest, RH_STR(".ics")))
        return rh_err_set(err, RH_HOLIDAYS_BAD, policy->holidays_span,
                          "holiday file \"%.*s\" is not in the tree, did you mean \"%.*s\"?", RH_ARG(shown),
                          RH_ARG(nearest));
    return rh_err_set(err, RH_HOLIDAYS_BAD, policy->holidays_span,
                      "holiday file \"%.*s\" is not in the tree, expected calendars/NAME.ics", RH_ARG(shown));
}

static rh_code make_calendar(void *ctx, const rh_calendar **out, rh_arena *keep, const rh_policy *policy, rh_err *err)
{
    const maker *m = ctx;
    const int64_t *holidays;
    rh_calendar_spec spec = {.open_s = policy->open_s, .close_s = policy->close_s};
    const rh_tree_file *file = rh_tree_find(m->tree, policy->holidays);
    memcpy(spec.weekdays, policy->weekdays, sizeof spec.weekdays);
    if (same_calendar(m, policy)) {
        *out = m->like->reg->calendar;
        return RH_OK;
    }
    rh_code code = rh_zones_get(&spec.zone, m->zones, policy->zone, err);
    if (code != RH_OK) {
        if (err != NULL && err->span.line == 0) err->span = policy->zone_span;
        return code;
    }
    if (file == NULL || !rh_str_ends(file->path, RH_STR(".ics"))) return no_holidays(m->tree, keep, policy, err);
    code = rh_holidays_read(&holidays, &spec.n_holidays, keep, file->label, file->bytes, err);
    if (code != RH_OK) return code;
    spec.holidays = holidays;
    return rh_calendar_make(out, keep, &spec, err);
}

/* ---- digests ---- */

static rh_str digest_of(rh_arena *keep, rh_hasher *hasher, const rh_tree_file *file, const rh_node *root)
{
    return root != NULL ? rh_canonical_sha256(keep, hasher, root) : rh_digest_text(keep, hasher, file->bytes);
}

static rh_str register_digest(rh_arena *keep, const rh_tree *tree, const rh_node *const *roots)
{
    rh_buf buf;
    rh_hasher *hasher;
    if (rh_hasher_new(&hasher, NULL) != RH_OK) return rh_str_null();
    rh_buf_init(&buf, keep, (size_t)64 << 20);
    for (size_t i = 0; i < tree->n_files; i++) {
        rh_buf_put(&buf, digest_of(keep, hasher, &tree->files[i], roots[i]));
        rh_buf_put(&buf, RH_STR("  "));
        rh_buf_put(&buf, tree->files[i].path);
        rh_buf_byte(&buf, '\n');
    }
    const rh_str digest = rh_digest_text(keep, hasher, rh_buf_str(&buf));
    rh_hasher_free(hasher);
    return buf.failed ? rh_str_null() : digest;
}

/* ---- what the register cannot check, as it does not know who writes records ---- */

static rh_code check_produced(const rh_register *reg, rh_diags *diags)
{
    static const rh_str kinds[] = {
#define X(NAME, word, group) {word, sizeof word - 1},
#include "engine/journey/records.def"
#undef X
    };
    const rh_strs known = {kinds, sizeof kinds / sizeof kinds[0]};
    rh_code code = RH_OK;
    for (size_t i = 0; i < reg->n_events; i++) {
        const rh_event_decl *event = &reg->events[i];
        size_t k = 0;
        if (event->produced.ptr == NULL || rh_str_eq(event->produced, RH_STR("true"))) continue;
        while (k < known.n && !rh_str_eq(known.at[k], event->produced)) k++;
        if (k < known.n) continue;
        const rh_str nearest = rh_str_nearest(event->produced, known);
        code = rh_diags_add(diags, RH_REG_WORD, event->span, "produced \"%.*s\" is no kind of record%s%.*s%s",
                            RH_ARG(event->produced), nearest.ptr != NULL ? ", did you mean \"" : "", RH_ARG(nearest),
                            nearest.ptr != NULL ? "\"?" : "");
    }
    return code;
}

/* ---- loading ---- */

static bool is_yaml(rh_str path)
{
    return rh_str_ends(path, RH_STR(".yaml")) || rh_str_ends(path, RH_STR(".yml"));
}

/* Composes every YAML file. One that cannot be composed goes on as a file without content, so that the register does
 * not miss it once more. */
static rh_code compose_all(rh_register_file *files, size_t *n_files, const rh_node **roots, rh_arena *keep,
                           const rh_tree *tree, rh_diags *diags)
{
    rh_code first = RH_OK;
    for (size_t i = 0; i < tree->n_files; i++) {
        const rh_tree_file *file = &tree->files[i];
        if (!is_yaml(file->path)) continue;
        const rh_code code = rh_yaml_compose(&roots[i], keep, file->label, file->bytes, diags);
        if (first == RH_OK) first = code;
        files[(*n_files)++] = (rh_register_file){file->path, roots[i]};
    }
    return first;
}

static int by_folded_path(const void *a, const void *b)
{
    const rh_tree_file *x = *(const rh_tree_file *const *)a, *y = *(const rh_tree_file *const *)b;
    const int c = rh_str_cmp_folded(x->path, y->path);
    return c != 0 ? c : rh_str_cmp(x->path, y->path);
}

/* The register says it of entries. */
static bool is_entry(rh_str path)
{
    return rh_str_starts(path, RH_STR("register/")) && is_yaml(path);
}

/* Of two files whose names differ in case alone, a checkout that knows no case has one. */
static rh_code check_case_of(rh_arena *keep, const rh_tree_file *files, size_t n, rh_diags *diags)
{
    const rh_tree_file **at = RH_NEW_N(keep, n, const rh_tree_file *);
    rh_code code = RH_OK;
    if (at == NULL) return RH_NOMEM;
    for (size_t i = 0; i < n; i++) at[i] = &files[i];
    if (n > 1) qsort(at, n, sizeof *at, by_folded_path);
    for (size_t i = 1; i < n; i++) {
        if (is_entry(at[i]->path) || rh_str_cmp_folded(at[i]->path, at[i - 1]->path) != 0) continue;
        const rh_span span = {.file = at[i]->label, .line = 1, .col = 1};
        code = rh_diags_add(diags, RH_REG_CASE, span, "file \"%.*s\" differs in case alone from \"%.*s\"",
                            RH_ARG(rh_show(keep, at[i]->path, 80)), RH_ARG(rh_show(keep, at[i - 1]->path, 80)));
    }
    return code;
}

static rh_code check_case(rh_arena *keep, const rh_tree *tree, rh_diags *diags)
{
    const rh_code code = check_case_of(keep, tree->files, tree->n_files, diags);
    const rh_code of_fixtures = check_case_of(keep, tree->fixtures, tree->n_fixtures, diags);
    return code != RH_OK ? code : of_fixtures;
}

/* What is said of no file is said of the tree. */
static void name_tree(const rh_tree *tree, rh_diags *diags)
{
    for (size_t i = 0; i < diags->n_errors_kept; i++)
        if (diags->errors[i].span.file.ptr == NULL) diags->errors[i].span.file = tree->label;
}

rh_code rh_revision_of_tree(rh_revision *out, rh_arena *keep, const rh_place *place, rh_zones *zones,
                            const rh_tree *tree, rh_diags *diags)
{
    size_t n_files = 0;
    const rh_register *read = NULL;
    maker m = {tree, zones, NULL};
    const rh_calendar_maker calendars = {make_calendar, &m};
    rh_register_file *files = RH_NEW_N(keep, tree->n_files, rh_register_file);
    const rh_node **roots = RH_NEW_N(keep, tree->n_files, const rh_node *);
    rh_register *reg = RH_NEW(keep, rh_register);
    if (tree->n_files == 0)
        return rh_diags_add(diags, RH_LOAD_MISSING, (rh_span){.file = tree->label},
                            "the folder holds no register, expected schema.yaml, register/ and the rest");
    if (files == NULL || roots == NULL || reg == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    rh_code code = compose_all(files, &n_files, roots, keep, tree, diags);
    const rh_code read_code = rh_register_read(&read, keep, files, n_files, &calendars, diags);
    name_tree(tree, diags);
    if (code == RH_OK) code = read_code;
    const rh_code case_code = check_case(keep, tree, diags);
    if (code == RH_OK) code = case_code;
    if (code == RH_OK) code = check_produced(read, diags);
    if (code != RH_OK) return code;
    *reg = *read;
    reg->sha256 = register_digest(keep, tree, roots);
    if (reg->sha256.ptr == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    *out = (rh_revision){reg, *tree, place, rh_zones_version(zones)};
    return RH_OK;
}

rh_code rh_revision_load(rh_revision *out, rh_arena *keep, const rh_place *place, rh_zones *zones, const char *revision,
                         rh_diags *diags)
{
    rh_tree tree;
    const rh_code code = rh_tree_read(&tree, keep, place, revision, diags);
    return code == RH_OK ? rh_revision_of_tree(out, keep, place, zones, &tree, diags) : code;
}

/* Whether all files that are no entries are the same nodes, and the holidays the same bytes. */
static bool shares_all_but_entries(const rh_tree *tree, const rh_register_file *files, size_t n_files,
                                   const rh_revision *like)
{
    const maker m = {tree, NULL, like};
    const rh_register *reg = like->reg;
    size_t n = 0, n_like = 0;
    for (size_t i = 0; i < reg->n_files; i++) n_like += !rh_str_starts(reg->files[i].path, RH_STR("register/"));
    for (size_t i = 0; i < n_files; i++) {
        if (rh_str_starts(files[i].path, RH_STR("register/"))) continue;
        size_t k = 0;
        while (k < reg->n_files && !rh_str_eq(reg->files[k].path, files[i].path)) k++;
        if (k == reg->n_files || reg->files[k].root != files[i].root) return false;
        n++;
    }
    return n == n_like && same_calendar(&m, &reg->policy);
}

rh_code rh_revision_of_files(const rh_register **out, rh_arena *keep, rh_zones *zones, const rh_tree *tree,
                             const rh_register_file *files, size_t n_files, const rh_revision *like, rh_diags *diags)
{
    maker m = {tree, zones, like};
    const rh_calendar_maker calendars = {make_calendar, &m};
    const rh_register *read = NULL;
    const rh_code code = like != NULL && shares_all_but_entries(tree, files, n_files, like)
                             ? rh_register_reread(&read, keep, like->reg, files, n_files, diags)
                             : rh_register_read(&read, keep, files, n_files, &calendars, diags);
    if (code != RH_OK) return code;
    const rh_code produced = check_produced(read, diags);
    if (produced == RH_OK) *out = read;
    return produced;
}

rh_code rh_revision_fixture(rh_str *out, rh_arena *keep, const rh_revision *revision, rh_str name, rh_err *err)
{
    return rh_tree_fixture(out, keep, revision->place, &revision->tree, name, err);
}

rh_str rh_revision_file_sha256(rh_arena *keep, const rh_revision *revision, rh_str path)
{
    const rh_tree_file *file = rh_tree_find(&revision->tree, path);
    const rh_node *root = NULL;
    rh_hasher *hasher;
    if (file == NULL || rh_hasher_new(&hasher, NULL) != RH_OK) return rh_str_null();
    for (size_t i = 0; i < revision->reg->n_files; i++)
        if (rh_str_eq(revision->reg->files[i].path, path)) root = revision->reg->files[i].root;
    const rh_str digest = digest_of(keep, hasher, file, root);
    rh_hasher_free(hasher);
    return digest;
}

rh_str rh_revision_fixture_sha256(rh_arena *keep, const rh_revision *revision, rh_str name)
{
    rh_err unheard;
    rh_str bytes;
    rh_hasher *hasher;
    if (rh_revision_fixture(&bytes, keep, revision, name, &unheard) != RH_OK) return rh_str_null();
    if (rh_hasher_new(&hasher, NULL) != RH_OK) return rh_str_null();
    const rh_str digest = rh_digest_text(keep, hasher, bytes);
    rh_hasher_free(hasher);
    return digest;
}
