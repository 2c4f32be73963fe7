/* Files of a revision that are not of its register. */
#include "harness/load/tree.h"

#include <sys/stat.h>

static bool is_file(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* In a folder of the file system: the working tree's root, or the one that holds a plain register. */
static rh_code look_in_folder(bool *out, rh_arena *scratch, const char *root, const char *between, rh_str path,
                              rh_err *err)
{
    const size_t n[] = {strlen(root), strlen(between)};
    char *full = rh_arena_alloc(scratch, n[0] + n[1] + path.len + 1);
    if (full == NULL) return rh_err_nomem(err);
    memcpy(full, root, n[0]);
    memcpy(full + n[0], between, n[1]);
    memcpy(full + n[0] + n[1], path.ptr, path.len);
    *out = is_file(full);
    return RH_OK;
}

static const rh_git_entry *entry_of(const rh_git_entry *entries, size_t n, rh_str name)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(entries[i].name, name)) return &entries[i];
    return NULL;
}

static rh_code look_in_commit(bool *out, rh_arena *scratch, rh_git *git, rh_git_id here, rh_str path, rh_err *err)
{
    *out = false;
    for (size_t from = 0, to; from <= path.len; from = to + 1) {
        const rh_git_entry *entries;
        size_t n;
        to = from;
        while (to < path.len && path.ptr[to] != '/') to++;
        const rh_code code = rh_git_tree_read(&entries, &n, scratch, git, here, err);
        if (code != RH_OK) return code;
        const rh_git_entry *entry = entry_of(entries, n, rh_str_slice(path, from, to));
        if (entry == NULL) return RH_OK;
        if (to == path.len) *out = entry->kind == RH_GIT_FILE;
        else if (entry->kind != RH_GIT_FOLDER) return RH_OK;
        here = entry->id;
    }
    return RH_OK;
}

rh_code rh_tree_has_beside(bool *out, rh_arena *scratch, const rh_place *place, const rh_tree *tree, rh_str path,
                           rh_err *err)
{
    rh_git_id id;
    rh_git_commit commit;
    if (place->git == NULL) return look_in_folder(out, scratch, place->cases_dir, "/../", path, err);
    if (tree->is_worktree) return look_in_folder(out, scratch, rh_git_workdir(place->git), "", path, err);
    if (!rh_git_id_parse(&id, tree->commit))
        return rh_err_set(err, RH_INTERNAL, (rh_span){0}, "a revision without a commit");
    const rh_code code = rh_git_commit_read(&commit, scratch, place->git, id, err);
    return code == RH_OK ? look_in_commit(out, scratch, place->git, commit.tree, path, err) : code;
}
