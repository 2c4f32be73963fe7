/* The register tree: places, labels, look-ups and changes. */
#include "harness/load/tree.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/show.h"
#include "harness/load/tree_insides.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- places ---- */

/* A path below the root without slashes at its ends, or null when a part is empty, `.` or `..`. */
static rh_str clean_path(rh_str path)
{
    while (path.len != 0 && path.ptr[path.len - 1] == '/') path.len--;
    for (size_t i = 0; i <= path.len;) {
        const size_t from = i;
        while (i < path.len && path.ptr[i] != '/') i++;
        const rh_str part = rh_str_slice(path, from, i);
        if (part.len == 0 || rh_str_eq(part, RH_STR(".")) || rh_str_eq(part, RH_STR(".."))) return rh_str_null();
        if (i++ == path.len) break;
    }
    return path;
}

rh_code rh_place_open(rh_place *out, rh_arena *keep, const rh_place_spec *spec, rh_err *err)
{
    rh_place place = {.cases_dir = spec->cases_dir};
    if (spec->cases_dir == NULL) {
        const rh_str asked = rh_str_of(spec->path != NULL ? spec->path : "cases");
        place.path = clean_path(asked);
        if (place.path.ptr == NULL)
            return rh_err_set(err, RH_GIT_REVISION_FORM, (rh_span){0},
                              "path \"%.*s\" of the register is no path below a repository",
                              RH_ARG(rh_show(keep, asked, SIZE_MAX)));
        const rh_code code = rh_git_open(&place.git, keep, spec->repo, err);
        if (code != RH_OK) return code;
    }
    *out = place;
    return RH_OK;
}

void rh_place_close(rh_place *place)
{
    if (place == NULL) return;
    rh_git_close(place->git);
    *place = (rh_place){0};
}

/* ---- what folder and git share ---- */

const char *rh_tree__folder(rh_tree_part part)
{
    static const char *const folders[RH_N_PARTS] = {"", "register", "calendars", "fixtures"};
    return folders[part];
}

rh_str rh_tree__label(rh_tree_reader *r, rh_tree_part part, rh_str name)
{
    rh_buf buf;
    rh_buf_init(&buf, r->keep, 1 << 16);
    const rh_str folder = part == RH_PART_FIXTURES ? RH_STR("") : rh_str_of(rh_tree__folder(part));
    rh_buf_put(&buf, part == RH_PART_FIXTURES ? r->fixtures_label : r->label);
    rh_buf_put(&buf, folder);
    if (folder.len != 0 && name.len != 0) rh_buf_byte(&buf, '/');
    rh_buf_put(&buf, rh_show(r->keep, name, SIZE_MAX));
    return rh_buf_str(&buf);
}

void rh_tree__error(rh_tree_reader *r, const rh_err *err)
{
    rh_diags_error(r->diags, err);
    if (r->code == RH_OK) r->code = err->code;
}

static void refuse(rh_tree_reader *r, rh_tree_part part, rh_str name, rh_code code, const char *is,
                   const char *expected)
{
    rh_err err;
    (void)rh_err_set(&err, code, (rh_span){.file = rh_tree__label(r, part, name)}, "%s, expected %s", is, expected);
    rh_tree__error(r, &err);
}

/* Once: the files that follow are not counted. */
static void refuse_more(rh_tree_reader *r, rh_tree_part part, rh_str name)
{
    rh_err err;
    if (r->is_full) return;
    r->is_full = true;
    (void)rh_err_set(&err, RH_LOAD_FILES, (rh_span){.file = rh_tree__label(r, part, name)},
                     "one file more than the %d that are read", RH_LIMIT_TREE_FILES);
    rh_tree__error(r, &err);
}

static const char *kind_text(rh_tree_kind kind)
{
    switch (kind) {
    case RH_TREE_FILE: return "a file";
    case RH_TREE_FOLDER: return "a folder";
    case RH_TREE_LINK: return "a symbolic link";
    case RH_TREE_SUBMODULE: return "a submodule";
    case RH_TREE_OTHER: return "neither a file nor a folder";
    }
    return "";
}

/* The ending of files that a part holds, as `name` has it but for the case of its letters; NULL: it has another. */
static const char *ending_of(rh_tree_part part, rh_str name)
{
    static const char *const endings[RH_N_PARTS][2] = {
        {".yaml", ".yml"}, {".yaml", ".yml"}, {".ics", NULL}, {".jsonl", NULL}};
    for (size_t i = 0; i < 2 && endings[part][i] != NULL; i++) {
        const rh_str ending = rh_str_of(endings[part][i]);
        if (name.len < ending.len) continue;
        if (rh_str_cmp_folded(rh_str_slice(name, name.len - ending.len, name.len), ending) == 0) return endings[part][i];
    }
    return NULL;
}

/* What differs from a name of the register in case alone is passed over here, and stands in its place on a checkout that
 * knows no case. */
static bool is_in_other_case(rh_tree_reader *r, rh_tree_part part, rh_str name)
{
    const char *expected = ending_of(part, name);
    if (expected != NULL && rh_str_ends(name, rh_str_of(expected))) expected = NULL;
    for (rh_tree_part sub = RH_PART_REGISTER; part == RH_PART_TOP && sub <= RH_PART_CALENDARS; sub++) {
        const rh_str folder = rh_str_of(rh_tree__folder(sub));
        if (rh_str_cmp_folded(name, folder) == 0 && !rh_str_eq(name, folder)) expected = folder.ptr;
    }
    if (expected != NULL) refuse(r, part, name, RH_REG_CASE, "a name in another case", expected);
    return expected != NULL;
}

bool rh_tree__wants(rh_tree_reader *r, rh_tree_part part, rh_str name, rh_tree_kind kind)
{
    if (rh_str_starts(name, RH_STR(".")) || is_in_other_case(r, part, name)) return false;
    const bool is_lost = part == RH_PART_REGISTER && kind != RH_TREE_FILE; /* entries may lie behind it */
    if (ending_of(part, name) == NULL && !is_lost) return false;
    if (kind == RH_TREE_FILE) {
        if (r->files.n + r->fixtures.n < RH_LIMIT_TREE_FILES) return true;
        refuse_more(r, part, name);
        return false;
    }
    refuse(r, part, name, kind == RH_TREE_LINK || kind == RH_TREE_SUBMODULE ? RH_LOAD_LINK : RH_LOAD_KIND,
           kind_text(kind), "a file");
    return false;
}

bool rh_tree__may_enter(rh_tree_reader *r, rh_tree_part part, rh_tree_kind kind)
{
    if (kind == RH_TREE_FOLDER) return true;
    refuse(r, part, RH_STR(""), kind == RH_TREE_LINK || kind == RH_TREE_SUBMODULE ? RH_LOAD_LINK : RH_LOAD_KIND,
           kind_text(kind), "a folder");
    return false;
}

static rh_str path_of(rh_tree_reader *r, rh_tree_part part, rh_str name)
{
    if (part == RH_PART_TOP || part == RH_PART_FIXTURES) return rh_arena_str(r->keep, name);
    rh_buf buf;
    rh_buf_init(&buf, r->keep, 1 << 16);
    rh_buf_put(&buf, rh_str_of(rh_tree__folder(part)));
    rh_buf_byte(&buf, '/');
    rh_buf_put(&buf, name);
    return rh_buf_str(&buf);
}

bool rh_tree__is_pointer(rh_str bytes)
{
    return rh_str_starts(bytes, RH_STR("version https://git-lfs.github.com/spec/"));
}

void rh_tree__add(rh_tree_reader *r, rh_tree_part part, rh_str name, rh_str bytes, rh_str blob)
{
    const rh_tree_file file = {path_of(r, part, name), rh_tree__label(r, part, name), bytes, blob};
    if (rh_tree__is_pointer(bytes))
        refuse(r, part, name, RH_LOAD_POINTER, "a large-file pointer", "the content itself");
    const bool ok = part == RH_PART_FIXTURES ? RH_PUSH(r->keep, &r->fixtures, file) : RH_PUSH(r->keep, &r->files, file);
    if (!ok) r->code = RH_NOMEM;
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

/* ---- reading ---- */

rh_str rh_tree__join(rh_arena *keep, rh_str a, const char *between, rh_str b, const char *end)
{
    rh_buf buf;
    rh_buf_init(&buf, keep, a.len + b.len + 64);
    rh_buf_put(&buf, a);
    rh_buf_put(&buf, rh_str_of(between));
    rh_buf_put(&buf, b);
    rh_buf_put(&buf, rh_str_of(end));
    return rh_buf_str(&buf);
}

rh_str rh_tree__above(rh_str path)
{
    size_t n = path.len;
    while (n != 0 && path.ptr[n - 1] != '/') n--;
    return rh_str_slice(path, 0, n);
}

rh_code rh_tree__finish(rh_tree *out, rh_tree_reader *r, rh_tree tree)
{
    if (rh_arena_failed(r->keep) && r->code == RH_OK)
        r->code = rh_diags_add(r->diags, RH_NOMEM, (rh_span){0}, "no memory");
    if (r->code != RH_OK) return r->code;
    if (r->files.n != 0) qsort(r->files.at, r->files.n, sizeof r->files.at[0], by_path);
    if (r->fixtures.n != 0) qsort(r->fixtures.at, r->fixtures.n, sizeof r->fixtures.at[0], by_path);
    tree.label = rh_str_slice(r->label, 0, r->label.len - 1);
    tree.files = r->files.at;
    tree.n_files = r->files.n;
    tree.fixtures = r->fixtures.at;
    tree.n_fixtures = r->fixtures.n;
    *out = tree;
    return RH_OK;
}

/* The folder is not there, is none, or is there and cannot be opened. */
static rh_code cannot_open(rh_str label, rh_err *err)
{
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
        return rh_err_set(err, RH_LOAD_MISSING, (rh_span){.file = label}, "no such folder, expected a register tree");
    return rh_err_set(err, RH_LOAD_IO, (rh_span){.file = label}, "cannot open: %s", strerror(errno));
}

/* The folder of the register in the working tree: every part of its path is a real folder. */
static rh_code open_in_workdir(int *out, rh_arena *keep, const rh_place *place, rh_str label, rh_err *err)
{
    const char *root = rh_git_workdir(place->git);
    if (root == NULL)
        return rh_err_set(err, RH_LOAD_MISSING, (rh_span){0}, "the repository is bare: it has no working tree");
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *path = rh_arena_cstr(keep, place->path);
    for (char *part = path; fd >= 0 && part != NULL;) {
        char *slash = strchr(part, '/');
        if (slash != NULL) *slash = '\0';
        const int next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), saved = errno;
        close(fd);
        errno = saved;
        fd = next;
        part = slash != NULL ? slash + 1 : NULL;
    }
    if (fd < 0) return cannot_open(label, err);
    *out = fd;
    return RH_OK;
}

rh_code rh_tree__open_cases(int *out, rh_arena *keep, const rh_place *place, rh_str label, rh_err *err)
{
    if (place->cases_dir == NULL) return open_in_workdir(out, keep, place, label, err);
    const int fd = open(place->cases_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return cannot_open(label, err);
    *out = fd;
    return RH_OK;
}

int rh_tree__open_fixtures(int cases_fd)
{
    const int above = openat(cases_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int fixtures = above >= 0 ? openat(above, "fixtures", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (above >= 0) close(above);
    return fixtures;
}

/* Reads the files of a plain folder or of the working tree. */
static rh_code read_files(rh_tree *out, rh_tree_reader *r, const rh_place *place, rh_tree tree)
{
    int fd;
    rh_err err;
    if (rh_tree__open_cases(&fd, r->keep, place, rh_str_slice(r->label, 0, r->label.len - 1), &err) != RH_OK) {
        rh_tree__error(r, &err);
        return r->code;
    }
    const int fixtures = rh_tree__open_fixtures(fd);
    rh_tree__read_folder(r, fd, fixtures);
    if (fixtures >= 0) close(fixtures);
    close(fd);
    return rh_tree__finish(out, r, tree);
}

static rh_code read_plain(rh_tree *out, rh_arena *keep, const rh_place *place, rh_diags *diags)
{
    const rh_str shown = rh_show(keep, rh_str_of(place->cases_dir), SIZE_MAX);
    const char *slash = rh_str_ends(shown, RH_STR("/")) ? "" : "/";
    rh_tree_reader r = {.keep = keep,
                        .diags = diags,
                        .label = rh_tree__join(keep, shown, slash, RH_STR(""), ""),
                        .fixtures_label = rh_tree__join(keep, shown, slash, RH_STR("../fixtures/"), "")};
    return read_files(out, &r, place, (rh_tree){.name = shown});
}

/* Who may push a branch of that name would have something else judged in its place. */
static rh_code refuse_other_worktree(const rh_place *place, rh_diags *diags)
{
    if (!rh_git_has_name(place->git, RH_REVISION_WORKTREE)) return RH_OK;
    return rh_diags_add(diags, RH_GIT_NO_REVISION, (rh_span){0},
                        "revision \"%s\" is the working tree, and there is a branch or tag of that name: write "
                        "refs/heads/%s for it, or rename it", RH_REVISION_WORKTREE, RH_REVISION_WORKTREE);
}

static rh_code read_worktree(rh_tree *out, rh_arena *keep, const rh_place *place, rh_diags *diags)
{
    const rh_code code = refuse_other_worktree(place, diags);
    if (code != RH_OK) return code;
    const rh_str shown = rh_show(keep, place->path, SIZE_MAX),
                 above = rh_show(keep, rh_tree__above(place->path), SIZE_MAX);
    rh_tree_reader r = {.keep = keep,
                        .diags = diags,
                        .label = rh_tree__join(keep, RH_STR("worktree:"), "", shown, "/"),
                        .fixtures_label = rh_tree__join(keep, RH_STR("worktree:"), "", above, "fixtures/")};
    return read_files(out, &r, place, (rh_tree){.name = RH_STR(RH_REVISION_WORKTREE), .is_worktree = true});
}

rh_code rh_tree_read(rh_tree *out, rh_arena *keep, const rh_place *place, const char *revision, rh_diags *diags)
{
    if (place->cases_dir != NULL) return read_plain(out, keep, place, diags);
    if (strcmp(revision, RH_REVISION_WORKTREE) == 0) return read_worktree(out, keep, place, diags);
    return rh_tree_read_commit(out, keep, place, revision, NULL, diags);
}

const rh_tree_file *rh_tree_find(const rh_tree *tree, rh_str path)
{
    const rh_tree_file key = {.path = path};
    return tree->n_files != 0 ? bsearch(&key, tree->files, tree->n_files, sizeof key, by_path) : NULL;
}
