/* What is done with trees: fixtures on demand, and what differs between two of them. */
#include "harness/load/tree.h"

#include "engine/base/show.h"
#include "harness/load/tree_insides.h"

#include <stdlib.h>
#include <unistd.h>

enum { FIXTURE_BYTES_MAX = 256 << 20 };

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

static rh_code read_from_disk(rh_str *out, rh_arena *keep, const rh_place *place, const rh_tree_file *file, rh_err *err)
{
    int cases;
    const rh_code opened = rh_tree__open_cases(&cases, keep, place, file->label, err);
    if (opened != RH_OK) return opened;
    const int fixtures = rh_tree__open_fixtures(cases);
    const char *name = rh_arena_cstr(keep, file->path);
    rh_code code;
    if (name == NULL) code = rh_err_nomem(err);
    else if (fixtures < 0)
        code = rh_err_set(err, RH_LOAD_MISSING, (rh_span){.file = file->label}, "the folder is gone");
    else code = rh_file__read_at(out, keep, fixtures, name, FIXTURE_BYTES_MAX, file->label, err);
    if (fixtures >= 0) close(fixtures);
    close(cases);
    return code;
}

static rh_code read_fixture(rh_str *out, rh_arena *keep, const rh_place *place, const rh_tree_file *file, rh_err *err)
{
    rh_git_id id;
    if (file->blob.ptr == NULL || !rh_git_id_parse(&id, file->blob)) return read_from_disk(out, keep, place, file, err);
    const rh_code code = rh_git_blob_read(out, keep, place->git, id, FIXTURE_BYTES_MAX, err);
    if (code != RH_OK && err != NULL) err->span.file = file->label;
    return code;
}

static rh_str name_of(const rh_tree_file *file)
{
    return rh_str_slice(file->path, 0, file->path.len - (sizeof ".jsonl" - 1));
}

static rh_code no_fixture(rh_arena *keep, const rh_tree *tree, rh_str name, rh_err *err)
{
    rh_str *names = RH_NEW_N(keep, tree->n_fixtures, rh_str);
    for (size_t i = 0; names != NULL && i < tree->n_fixtures; i++) names[i] = name_of(&tree->fixtures[i]);
    const rh_str nearest = rh_str_nearest(name, (rh_strs){names, names != NULL ? tree->n_fixtures : 0});
    const rh_str shown = rh_show(keep, name, SIZE_MAX);
    if (nearest.ptr == NULL)
        return rh_err_set(err, RH_LOAD_MISSING, (rh_span){0}, "fixture \"%.*s\" is not there", RH_ARG(shown));
    return rh_err_set(err, RH_LOAD_MISSING, (rh_span){0}, "fixture \"%.*s\" is not there, did you mean \"%.*s\"?",
                      RH_ARG(shown), RH_ARG(nearest));
}

rh_code rh_tree_fixture(rh_str *out, rh_arena *keep, const rh_place *place, const rh_tree *tree, rh_str name,
                        rh_err *err)
{
    const rh_tree_file key = {.path = rh_tree__join(keep, name, "", RH_STR(".jsonl"), "")};
    const rh_tree_file *file = tree->n_fixtures != 0
                                   ? bsearch(&key, tree->fixtures, tree->n_fixtures, sizeof key, by_path)
                                   : NULL;
    rh_str bytes;
    if (file == NULL) return no_fixture(keep, tree, name, err);
    const rh_code code = read_fixture(&bytes, keep, place, file, err);
    if (code != RH_OK) return code;
    if (rh_tree__is_pointer(bytes))
        return rh_err_set(err, RH_LOAD_POINTER, (rh_span){.file = file->label},
                          "a large-file pointer, expected the content itself");
    *out = bytes;
    return RH_OK;
}

rh_str rh_tree_path_in_repository(rh_arena *keep, const rh_place *place, rh_str path)
{
    const rh_str cases = RH_STR("cases");
    const rh_str below = rh_str_slice(path, cases.len, path.len);
    if (rh_str_starts(path, RH_STR("cases/"))) return rh_tree__join(keep, place->path, "", below, "");
    return rh_tree__join(keep, rh_tree__above(place->path), "", path, "");
}

const char *rh_tree_file_path(rh_arena *keep, const rh_place *place, const rh_tree_file *file)
{
    rh_str folder = rh_str_of(place->cases_dir);
    if (place->cases_dir == NULL)
        folder = rh_tree__join(keep, rh_str_of(rh_git_workdir(place->git)), "/", place->path, "");
    return rh_arena_cstr(keep, rh_tree__join(keep, folder, "/", file->path, ""));
}

/* ---- changes ---- */

typedef RH_VEC(rh_change) changes;

typedef struct comparing {
    rh_arena *keep;
    const rh_place *place;
    const char *folder; /* before each path: "cases/" or "fixtures/" */
    changes *out;
    rh_err *err;
} comparing;

static rh_code bytes_of(const comparing *c, const rh_tree_file *file, rh_str *out)
{
    *out = file->bytes;
    return file->bytes.ptr != NULL ? RH_OK : read_fixture(out, c->keep, c->place, file, c->err);
}

static rh_code is_same(const comparing *c, const rh_tree_file *a, const rh_tree_file *b, bool *same)
{
    rh_str bytes[2];
    const rh_arena_mark before = rh_arena_begin(c->keep);
    rh_code code = bytes_of(c, a, &bytes[0]);
    if (code == RH_OK) code = bytes_of(c, b, &bytes[1]);
    if (code == RH_OK) *same = rh_str_eq(bytes[0], bytes[1]);
    rh_arena_end(c->keep, before);
    return code;
}

static rh_code add(const comparing *c, const rh_tree_file *file, rh_change_kind kind)
{
    const rh_change change = {rh_tree__join(c->keep, rh_str_of(c->folder), "", file->path, ""), kind};
    return RH_PUSH(c->keep, c->out, change) ? RH_OK : rh_err_nomem(c->err);
}

static rh_code compare_file(const comparing *c, const rh_tree_file *a, const rh_tree_file *b)
{
    bool same = false;
    rh_code code = RH_OK;
    if (a->blob.ptr != NULL && b->blob.ptr != NULL) same = rh_str_eq(a->blob, b->blob);
    else code = is_same(c, a, b, &same);
    return code != RH_OK || same ? code : add(c, b, RH_CHANGE_CHANGED);
}

/* Both lists are sorted by path. */
static rh_code compare(const comparing *c, const rh_tree_file *a, size_t n_a, const rh_tree_file *b, size_t n_b)
{
    rh_code code = RH_OK;
    for (size_t i = 0, k = 0; code == RH_OK && (i < n_a || k < n_b);) {
        const int order = i == n_a ? 1 : k == n_b ? -1 : rh_str_cmp(a[i].path, b[k].path);
        if (order < 0) code = add(c, &a[i++], RH_CHANGE_REMOVED);
        else if (order > 0) code = add(c, &b[k++], RH_CHANGE_ADDED);
        else code = compare_file(c, &a[i++], &b[k++]);
    }
    return code;
}

rh_code rh_tree_changes(const rh_change **out, size_t *n, rh_arena *keep, const rh_place *place, const rh_tree *a,
                        const rh_tree *b, rh_err *err)
{
    changes all = {0};
    comparing c = {keep, place, "cases/", &all, err};
    rh_code code = compare(&c, a->files, a->n_files, b->files, b->n_files);
    c.folder = "fixtures/";
    if (code == RH_OK) code = compare(&c, a->fixtures, a->n_fixtures, b->fixtures, b->n_fixtures);
    if (code != RH_OK) return code;
    *out = all.at;
    *n = all.n;
    return RH_OK;
}
