/* Reads the files of the register tree in the order in which they need each other. */
#include "engine/program/register.h"

#include "engine/base/map.h"
#include "engine/program/register_insides.h"

#include <stdlib.h>

/* The files of the tree beside register/ and calendars/. */
typedef struct tree_file {
    const char *path;
    bool is_required;
    void (*read)(rh_reader *r, const rh_node *root); /* NULL: kept as it is */
    size_t kept_at;                                  /* offset in rh_register, where read is NULL */
} tree_file;

static const tree_file tree[] = {
    {"schema.yaml", true, rh_read__schema, 0},
    {"health.yaml", false, rh_read__health, 0},
    {"roles.yaml", true, rh_read__roles, 0},
    {"states.yaml", true, rh_read__states, 0},
    {"actions.yaml", true, rh_read__actions_file, 0},
    {"policy.yaml", true, rh_read__policy, 0},
    {"tiers.yaml", true, rh_read__tiers, 0},
    {"events.yaml", true, rh_read__events, 0},
    {"gate.yaml", false, NULL, offsetof(rh_register, gate)},
    {"waivers.yaml", false, NULL, offsetof(rh_register, waivers)},
    {"checklist.yaml", false, NULL, offsetof(rh_register, checklist)},
    {"monitors.yaml", false, rh_read__monitors, 0},
};
enum { N_TREE = sizeof tree / sizeof tree[0] };

void rh_read_failed(rh_reader *r, rh_code code)
{
    if (r->code == RH_OK) r->code = code;
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_register_file *)a)->path, ((const rh_register_file *)b)->path);
}

static const rh_register_file *sorted(rh_reader *r, const rh_register_file *files, size_t n)
{
    rh_register_file *copy = RH_NEW_N(r->keep, n, rh_register_file);
    if (copy == NULL) return NULL;
    if (n != 0) memcpy(copy, files, n * sizeof files[0]);
    qsort(copy, n, sizeof copy[0], by_path);
    return copy;
}

static const rh_register_file *file_of(const rh_register *reg, const char *path)
{
    const rh_register_file key = {.path = rh_str_of(path)};
    return reg->n_files != 0 ? bsearch(&key, reg->files, reg->n_files, sizeof key, by_path) : NULL;
}

static void read_tree(rh_reader *r)
{
    for (size_t i = 0; i < N_TREE; i++) {
        const rh_register_file *file = file_of(r->reg, tree[i].path);
        if (file == NULL) {
            if (tree[i].is_required)
                RH_READ_ERROR(r, RH_REG_FILE_MISSING, (rh_span){0}, "the register lacks the file %s", tree[i].path);
        } else if (tree[i].read != NULL) {
            tree[i].read(r, file->root);
        } else {
            *(const rh_node **)(void *)((char *)r->reg + tree[i].kept_at) = file->root;
        }
    }
}

static bool is_entry(rh_str path)
{
    return rh_str_starts(path, RH_STR("register/")) && rh_str_ends(path, RH_STR(".yaml"));
}

static int by_id(const void *a, const void *b)
{
    const rh_entry *x = a, *y = b;
    const int c = rh_str_cmp(x->id, y->id);
    return c != 0 ? c : rh_str_cmp(x->file, y->file);
}

static rh_span span_of_id(const rh_entry *e)
{
    return rh_node_get(e->node, RH_STR("id"))->span;
}

static void check_unique(rh_reader *r, const rh_entry *entries, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (rh_str_eq(entries[i].id, entries[i - 1].id))
            rh_read_duplicate(r, "entry", entries[i].id, span_of_id(&entries[i]), span_of_id(&entries[i - 1]));
}

static int by_folded_id(const void *a, const void *b)
{
    const rh_entry *x = *(const rh_entry *const *)a, *y = *(const rh_entry *const *)b;
    const int c = rh_str_cmp_folded(x->id, y->id);
    return c != 0 ? c : by_id(x, y);
}

/* An entry's file has the name of its id: on a checkout that knows no case, one of two such files is not there, and an
 * entry is gone that every reader sees in the repository. */
static void check_case(rh_reader *r, const rh_entry *entries, size_t n)
{
    const rh_entry **at = RH_NEW_N(r->keep, n, const rh_entry *);
    if (at == NULL) return;
    for (size_t i = 0; i < n; i++) at[i] = &entries[i];
    if (n != 0) qsort(at, n, sizeof at[0], by_folded_id);
    for (size_t i = 1; i < n; i++) {
        if (rh_str_eq(at[i]->id, at[i - 1]->id) || rh_str_cmp_folded(at[i]->id, at[i - 1]->id) != 0) continue;
        const rh_span first = span_of_id(at[i - 1]);
        RH_READ_ERROR(r, RH_REG_CASE, span_of_id(at[i]),
                      "entry \"%.*s\" differs in case alone from \"%.*s\" at %.*s:%u:%u", RH_SHOW(r, at[i]->id),
                      RH_SHOW(r, at[i - 1]->id), RH_ARG(first.file), first.line, first.col);
    }
}

static void check_retired(rh_reader *r)
{
    const rh_strs retired = r->reg->policy.retired;
    for (size_t i = 0; i < retired.n; i++)
        for (size_t k = 0; k < r->reg->n_entries; k++) {
            const rh_entry *e = &r->reg->entries[k];
            if (rh_str_cmp_folded(e->id, retired.at[i]) == 0)
                RH_READ_ERROR(r, RH_REG_RETIRED, span_of_id(e),
                              "id \"%.*s\" was retired by policy.yaml and is used again", RH_SHOW(r, e->id));
        }
}

/* What is no entry and no file of the tree is a misspelling: an optional file must not get lost by one. */
static void check_path(rh_reader *r, const rh_register_file *file)
{
    rh_str names[N_TREE];
    for (size_t i = 0; i < N_TREE; i++) {
        names[i] = rh_str_of(tree[i].path);
        if (rh_str_eq(file->path, names[i])) return;
    }
    const rh_span span = {.file = file->root != NULL ? file->root->span.file : file->path, .line = 1, .col = 1};
    const rh_str nearest = rh_str_nearest(file->path, (rh_strs){names, N_TREE});
    if (nearest.ptr != NULL)
        RH_READ_ERROR(r, RH_REG_FILE, span, "file %.*s is not part of a register, did you mean %.*s?",
                      RH_SHOW(r, file->path), RH_SHOW(r, nearest));
    else RH_READ_ERROR(r, RH_REG_FILE, span, "file %.*s is not part of a register", RH_SHOW(r, file->path));
}

/* The entry that `like` (NULL: none) read from the same node. */
static const rh_entry *known_entry(const rh_register *like, const rh_register_file *file)
{
    for (size_t i = 0; like != NULL && i < like->n_entries; i++) {
        const rh_entry *e = &like->entries[i];
        if (e->node == file->root && rh_str_eq(e->file, file->path)) return e;
    }
    return NULL;
}

static bool read_entry(rh_reader *r, const rh_register *like, const rh_register_file *file, rh_entry *out)
{
    const rh_entry *known = known_entry(like, file);
    if (known == NULL) return file->root != NULL && rh_read__entry(r, file->path, file->root, out);
    *out = *known;
    return true;
}

static void read_entries(rh_reader *r, const rh_register *like)
{
    size_t n = 0, n_files = 0;
    rh_entry *entries = RH_NEW_N(r->keep, r->reg->n_files, rh_entry);
    for (size_t i = 0; entries != NULL && i < r->reg->n_files; i++) {
        const rh_register_file *file = &r->reg->files[i];
        if (!is_entry(file->path)) {
            check_path(r, file);
            continue;
        }
        n_files++;
        n += read_entry(r, like, file, &entries[n]);
    }
    if (n_files == 0)
        RH_READ_ERROR(r, RH_REG_EMPTY, (rh_span){0}, "the register has no entries: register/ holds no <id>.yaml");
    if (n != 0) qsort(entries, n, sizeof entries[0], by_id);
    check_unique(r, entries, n);
    check_case(r, entries, n);
    r->reg->entries = entries;
    r->reg->n_entries = n;
    check_retired(r);
}

rh_code rh_register_read(const rh_register **out, rh_arena *keep, const rh_register_file *files, size_t n_files,
                         const rh_calendar_maker *calendars, rh_diags *diags)
{
    const size_t n_errors = diags->n_errors;
    rh_register *reg = RH_NEW(keep, rh_register);
    if (reg == NULL) return rh_diags_nomem(diags, n_errors);
    rh_reader r = {.keep = keep, .diags = diags, .reg = reg, .calendars = calendars};
    reg->policy = (rh_policy){
        .segment = RH_NONE, .dual_amount = RH_NONE, .materiality = INT64_MAX, .follow_up_days = 30};
    reg->files = sorted(&r, files, n_files);
    reg->n_files = reg->files != NULL ? n_files : 0;
    read_tree(&r);
    read_entries(&r, NULL);
    if (rh_arena_failed(keep)) return rh_diags_nomem(diags, n_errors);
    if (r.code == RH_OK) *out = reg;
    return r.code;
}

rh_code rh_register_reread(const rh_register **out, rh_arena *keep, const rh_register *like,
                           const rh_register_file *files, size_t n_files, rh_diags *diags)
{
    const size_t n_errors = diags->n_errors;
    rh_register *reg = RH_NEW(keep, rh_register);
    if (reg == NULL) return rh_diags_nomem(diags, n_errors);
    *reg = *like;
    rh_reader r = {.keep = keep,
                   .diags = diags,
                   .reg = reg,
                   .knows_fields = true,
                   .knows_states = true,
                   .knows_actions = true,
                   .knows_roles = true,
                   .knows_tiers = true,
                   .knows_policy = true};
    reg->entries = NULL;
    reg->n_entries = 0;
    reg->files = sorted(&r, files, n_files);
    reg->n_files = reg->files != NULL ? n_files : 0;
    read_entries(&r, like);
    if (rh_arena_failed(keep)) return rh_diags_nomem(diags, n_errors);
    if (r.code == RH_OK) *out = reg;
    return r.code;
}
