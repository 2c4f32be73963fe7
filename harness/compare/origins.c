/* Keys followed back through commits. */
#include "harness/compare/origins.h"

#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "harness/load/yaml.h"
#include "harness/system/memory.h"

/* What one version of a file has as the head has it: per unit. */
typedef struct version {
    rh_git_id blob; /* none: the file is not there */
    const bool *is_same;
    bool is_unread; /* no YAML that composes: passed over, as if it had what its parents have */
} version;

/* Trees and commits that were read: neighbouring commits share most trees, and all keys walk the same commits. */
typedef struct known_tree {
    const rh_git_entry *entries;
    size_t n;
} known_tree;

enum { MOST_KNOWN = 4096 }; /* then it is begun anew, so that memory does not grow with the history */

typedef struct objects {
    rh_arena trees_arena, commits_arena;
    rh_map tree_of, commit_of; /* by id */
    RH_VEC(known_tree) trees;
    RH_VEC(rh_git_commit) commits;
} objects;

typedef struct tracing {
    rh_arena *keep;
    rh_arena scratch; /* of one file */
    objects known;
    const rh_place *place;
    const rh_revision *head;
    const rh_changed_file *file;
    rh_str path;         /* of the file below the repository's root */
    const rh_node *root; /* at the head; NULL: not there, or no YAML */
    rh_git_id head_blob; /* where it is no YAML */
    RH_VEC(version) versions;
    rh_map blobs; /* a commit to a place in versions */
    rh_err *err;
} tracing;

/* ---- a file at a commit ---- */

static rh_code read_tree(known_tree *out, tracing *t, rh_git_id id)
{
    objects *k = &t->known;
    rh_arena *keep = &k->trees_arena;
    if (k->trees.n == MOST_KNOWN) {
        rh_arena_reset(keep);
        k->tree_of = (rh_map){0};
        k->trees.at = NULL;
        k->trees.n = k->trees.cap = 0;
    }
    const rh_str key = rh_arena_str(keep, (rh_str){(const char *)id.bytes, sizeof id.bytes});
    const uint32_t at = key.ptr != NULL ? rh_map_get(&k->tree_of, key) : RH_MAP_NONE;
    if (at != RH_MAP_NONE) {
        *out = k->trees.at[at];
        return RH_OK;
    }
    if (key.ptr == NULL) return rh_err_nomem(t->err);
    const rh_code code = rh_git_tree_read(&out->entries, &out->n, keep, t->place->git, id, t->err);
    if (code != RH_OK) return code;
    const bool ok = RH_PUSH(keep, &k->trees, *out) && rh_map_set(&k->tree_of, keep, key, (uint32_t)k->trees.n - 1);
    return ok ? RH_OK : rh_err_nomem(t->err);
}

/* Borrows from what is known, until the next is read. */
static rh_code read_commit(rh_git_commit *out, tracing *t, rh_git_id id)
{
    objects *k = &t->known;
    rh_arena *keep = &k->commits_arena;
    if (k->commits.n == MOST_KNOWN) {
        rh_arena_reset(keep);
        k->commit_of = (rh_map){0};
        k->commits.at = NULL;
        k->commits.n = k->commits.cap = 0;
    }
    const rh_str key = rh_arena_str(keep, (rh_str){(const char *)id.bytes, sizeof id.bytes});
    const uint32_t at = key.ptr != NULL ? rh_map_get(&k->commit_of, key) : RH_MAP_NONE;
    if (at != RH_MAP_NONE) {
        *out = k->commits.at[at];
        return RH_OK;
    }
    if (key.ptr == NULL) return rh_err_nomem(t->err);
    const rh_code code = rh_git_commit_read(out, keep, t->place->git, id, t->err);
    if (code != RH_OK) return code;
    const bool ok = RH_PUSH(keep, &k->commits, *out) &&
                    rh_map_set(&k->commit_of, keep, key, (uint32_t)k->commits.n - 1);
    return ok ? RH_OK : rh_err_nomem(t->err);
}

/* As rh_git_find, by way of the cache. */
static rh_code blob_at(rh_git_id *out, tracing *t, rh_git_id root)
{
    *out = root;
    for (size_t from = 0; from < t->path.len && !rh_git_id_is_none(*out);) {
        size_t to = from;
        known_tree here;
        while (to < t->path.len && t->path.ptr[to] != '/') to++;
        const rh_code code = read_tree(&here, t, *out);
        if (code != RH_OK) return code;
        *out = (rh_git_id){{0}};
        for (size_t i = 0; i < here.n; i++)
            if (rh_str_eq(here.entries[i].name, rh_str_slice(t->path, from, to))) *out = here.entries[i].id;
        from = to + 1;
    }
    return RH_OK;
}

static bool is_yaml(const tracing *t)
{
    return rh_str_ends(t->file->path, RH_STR(".yaml"));
}

static rh_code compare_yaml(bool *is_same, bool *is_unread, tracing *t, rh_git_id blob)
{
    rh_str bytes;
    rh_diags unheard;
    rh_change_units units;
    const rh_node *root = NULL;
    rh_diags_init(&unheard, &t->scratch);
    rh_code code = rh_git_blob_read(&bytes, &t->scratch, t->place->git, blob, RH_LIMIT_FILE_BYTES, t->err);
    if (code != RH_OK) return code;
    code = rh_yaml_compose(&root, &t->scratch, t->path, bytes, &unheard);
    if (code == RH_NOMEM) return rh_err_nomem(t->err);
    *is_unread = code != RH_OK;
    for (size_t i = 0; *is_unread && i < t->file->units.n; i++) is_same[i] = true;
    if (code != RH_OK || t->root == NULL) return RH_OK;
    code = rh_units_between(&units, &t->scratch, root, t->root, t->err);
    for (size_t i = 0; code == RH_OK && i < t->file->units.n; i++) {
        is_same[i] = true;
        for (size_t k = 0; k < units.n; k++)
            is_same[i] &= !rh_unit_keys_meet(units.at[k].key, t->file->units.at[i].key);
    }
    return code;
}

static rh_code add_version(size_t *out, tracing *t, rh_git_id blob)
{
    bool *is_same = RH_NEW_N(&t->scratch, t->file->units.n, bool);
    bool is_unread = false;
    rh_code code = is_same != NULL ? RH_OK : rh_err_nomem(t->err);
    if (code != RH_OK) return code;
    if (rh_git_id_is_none(blob) || !is_yaml(t)) {
        const bool same = rh_git_id_is_none(blob) ? !t->file->in_head : rh_git_id_eq(blob, t->head_blob);
        for (size_t i = 0; i < t->file->units.n; i++) is_same[i] = same;
    } else {
        code = compare_yaml(is_same, &is_unread, t, blob);
    }
    *out = t->versions.n;
    if (code != RH_OK) return code;
    return RH_PUSH(&t->scratch, &t->versions, (version){blob, is_same, is_unread}) ? RH_OK : rh_err_nomem(t->err);
}

static rh_code version_at(size_t *out, tracing *t, const rh_git_commit *commit)
{
    const rh_str id = rh_arena_str(&t->scratch, (rh_str){(const char *)commit->id.bytes, sizeof commit->id.bytes});
    const uint32_t known = id.ptr != NULL ? rh_map_get(&t->blobs, id) : RH_MAP_NONE;
    rh_git_id blob;
    *out = known;
    if (known != RH_MAP_NONE) return RH_OK;
    rh_code code = id.ptr != NULL ? blob_at(&blob, t, commit->tree) : rh_err_nomem(t->err);
    if (code != RH_OK) return code;
    for (*out = 0; *out < t->versions.n && !rh_git_id_eq(t->versions.at[*out].blob, blob);) ++*out;
    if (*out == t->versions.n) code = add_version(out, t, blob);
    if (code != RH_OK) return code;
    return rh_map_set(&t->blobs, &t->scratch, id, (uint32_t)*out) ? RH_OK : rh_err_nomem(t->err);
}

/* ---- a unit ---- */

/* Whether the commit has the unit as the head has it, or passes for it. */
static rh_code has_unit(bool *out, bool *is_unread, rh_git_commit *commit, tracing *t, rh_git_id id, size_t unit)
{
    size_t at = 0;
    rh_code code = read_commit(commit, t, id);
    if (code == RH_OK) code = version_at(&at, t, commit);
    if (code != RH_OK) return code;
    *out = t->versions.at[at].is_same[unit];
    *is_unread = t->versions.at[at].is_unread;
    return RH_OK;
}

/* The first parent that has it; false when none does. */
static rh_code step_back(bool *out, bool *is_unread, rh_git_commit *commit, tracing *t, size_t unit)
{
    const size_t n = commit->n_parents;
    rh_git_id *parents = RH_NEW_N(&t->scratch, n, rh_git_id); /* the commit's own end with the next that is read */
    *out = false;
    if (parents == NULL) return rh_err_nomem(t->err);
    if (n > 0) memcpy(parents, commit->parents, n * sizeof *parents);
    for (size_t i = 0; i < n; i++) {
        rh_git_commit parent;
        const rh_code code = has_unit(out, is_unread, &parent, t, parents[i], unit);
        if (code != RH_OK) return code;
        if (*out) {
            *commit = parent;
            return RH_OK;
        }
    }
    return RH_OK;
}

/* The answer is a commit that can be read. */
static rh_code trace(rh_change_unit *out, tracing *t, rh_git_id start, size_t unit)
{
    rh_git_commit commit;
    rh_git_id found = {{0}};
    bool has = false, is_unread = false;
    rh_code code = has_unit(&has, &is_unread, &commit, t, start, unit);
    while (code == RH_OK && has) {
        if (!is_unread) found = commit.id;
        code = step_back(&has, &is_unread, &commit, t, unit);
    }
    if (code == RH_GIT_SHALLOW) {
        if (t->err != NULL) *t->err = (rh_err){0};
        return RH_OK;
    }
    /* none: the working tree alone has it */
    if (code == RH_OK && !rh_git_id_is_none(found)) out->commit = rh_git_id_text(t->keep, found);
    return code;
}

/* ---- files ---- */

static void open_file(tracing *t, const rh_changed_file *file)
{
    const rh_str cases = RH_STR("cases/"), fixtures = RH_STR("fixtures/");
    const bool is_in_cases = rh_str_starts(file->path, cases);
    const rh_str below = rh_str_slice(file->path, is_in_cases ? cases.len : fixtures.len, file->path.len);
    const rh_register *reg = t->head->reg;
    const rh_tree *tree = &t->head->tree;
    rh_arena_reset(&t->scratch);
    t->file = file;
    t->versions.at = NULL;
    t->versions.n = t->versions.cap = 0;
    t->blobs = (rh_map){0};
    t->root = NULL;
    t->head_blob = (rh_git_id){{0}};
    t->path = rh_tree_path_in_repository(&t->scratch, t->place, file->path);
    for (size_t i = 0; is_in_cases && i < reg->n_files; i++)
        if (rh_str_eq(reg->files[i].path, below)) t->root = reg->files[i].root;
    const rh_tree_file *files = is_in_cases ? tree->files : tree->fixtures;
    for (size_t i = 0; i < (is_in_cases ? tree->n_files : tree->n_fixtures); i++)
        if (rh_str_eq(files[i].path, below) && files[i].blob.ptr != NULL)
            (void)rh_git_id_parse(&t->head_blob, files[i].blob);
}

rh_code rh_origins_find(rh_changed_files *changes, rh_arena *keep, const rh_revision *head, rh_err *err)
{
    rh_git_id start;
    tracing t = {.keep = keep, .place = head->place, .head = head, .err = err};
    if (head->place->git == NULL || changes->n == 0) return RH_OK;
    const char *from = head->tree.commit.ptr != NULL ? rh_arena_cstr(keep, head->tree.commit) : "HEAD";
    rh_changed_file *files = RH_NEW_N(keep, changes->n, rh_changed_file);
    if (from == NULL || files == NULL) return rh_err_nomem(err);
    rh_code code = rh_git_resolve(&start, head->place->git, from, err);
    rh_arena_init(&t.scratch, rh_memory_host(), 0);
    rh_arena_init(&t.known.trees_arena, rh_memory_host(), 0);
    rh_arena_init(&t.known.commits_arena, rh_memory_host(), 0);
    for (size_t i = 0; code == RH_OK && i < changes->n; i++) {
        files[i] = changes->at[i];
        rh_change_unit *units = RH_NEW_N(keep, files[i].units.n, rh_change_unit);
        open_file(&t, &files[i]);
        if (units == NULL || t.path.ptr == NULL) code = rh_err_nomem(err);
        for (size_t k = 0; code == RH_OK && k < files[i].units.n; k++) {
            units[k] = files[i].units.at[k];
            code = trace(&units[k], &t, start, k);
        }
        files[i].units.at = units;
    }
    rh_arena_dispose(&t.known.commits_arena);
    rh_arena_dispose(&t.known.trees_arena);
    rh_arena_dispose(&t.scratch);
    if (code == RH_OK) changes->at = files;
    return code;
}
