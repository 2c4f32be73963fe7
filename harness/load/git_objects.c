/* Reading objects: blobs, trees and what stands below them, commits. */
#include "engine/base/vec.h"
#include "harness/load/git_insides.h"

enum { COMMIT_BYTES_MAX = 4 << 20, TREE_BYTES_MAX = 16 << 20 };

/* ---- objects ---- */

static rh_code corrupt(rh_git_id id, rh_err *err)
{
    char reason[160], hex[41];
    const git_oid oid = rh_git__oid(id);
    git_oid_tostr(hex, sizeof hex, &oid);
    return rh_err_set(err, RH_GIT_OBJECT, (rh_span){0}, "object %s cannot be read: %s", hex, rh_git__reason(reason));
}

rh_code rh_git__object(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id id, git_object_t type, size_t max_bytes,
                       rh_err *err)
{
    size_t size;
    git_object_t real;
    const git_oid oid = rh_git__oid(id);
    const int found = git_odb_read_header(&size, &real, git->odb, &oid);
    if (found == GIT_ENOTFOUND) return RH_LOAD_MISSING;
    if (found != 0) return corrupt(id, err);
    if (size > max_bytes)
        return rh_err_set(err, RH_LOAD_FILE_SIZE, (rh_span){0}, "the object has %zu bytes, at most %zu are read", size,
                          max_bytes);
    git_odb_object *object = NULL;
    if (git_odb_read(&object, git->odb, &oid) != 0) return corrupt(id, err);
    rh_code code = RH_OK;
    const size_t got = git_odb_object_size(object);
    if (git_odb_object_type(object) != type || got != size) code = corrupt(id, err);
    else *out = rh_arena_str(keep, (rh_str){git_odb_object_data(object), got});
    git_odb_object_free(object);
    return code == RH_OK && rh_arena_failed(keep) ? rh_err_nomem(err) : code;
}

static rh_code find_entry(rh_git_id *out, rh_arena *keep, rh_git *git, rh_git_id tree, rh_str name, rh_err *err)
{
    const rh_git_entry *entries;
    size_t n;
    const rh_code code = rh_git_tree_read(&entries, &n, keep, git, tree, err);
    *out = (rh_git_id){{0}};
    for (size_t i = 0; code == RH_OK && i < n; i++)
        if (rh_str_eq(entries[i].name, name)) *out = entries[i].id;
    return code;
}

rh_code rh_git_find(rh_git_id *out, rh_arena *keep, rh_git *git, rh_git_id tree, rh_str path, rh_err *err)
{
    rh_code code = RH_OK;
    *out = tree;
    for (size_t from = 0; code == RH_OK && from < path.len && !rh_git_id_is_none(*out);) {
        size_t to = from;
        while (to < path.len && path.ptr[to] != '/') to++;
        code = find_entry(out, keep, git, *out, rh_str_slice(path, from, to), err);
        from = to + 1;
    }
    return code;
}

rh_code rh_git_blob_read(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id blob, size_t max_bytes, rh_err *err)
{
    const rh_code code = rh_git__object(out, keep, git, blob, GIT_OBJECT_BLOB, max_bytes, err);
    return code == RH_LOAD_MISSING ? corrupt(blob, err) : code;
}

/* ---- trees: "MODE NAME\0" and the 20 bytes of an id, again and again ---- */

static bool read_entry(rh_git_entry *out, rh_str bytes, size_t *at)
{
    unsigned mode = 0;
    size_t i = *at;
    for (; i < bytes.len && bytes.ptr[i] != ' '; i++) {
        if (bytes.ptr[i] < '0' || bytes.ptr[i] > '7' || mode > 0777777) return false;
        mode = mode * 8 + (unsigned)(bytes.ptr[i] - '0');
    }
    const char *name = bytes.ptr + i + 1;
    const char *nul = i + 1 < bytes.len ? memchr(name, '\0', bytes.len - i - 1) : NULL;
    if (nul == NULL || bytes.len - (size_t)(nul + 1 - bytes.ptr) < 20) return false;
    const unsigned kind = mode & 0170000;
    out->name = (rh_str){name, (size_t)(nul - name)};
    out->kind = kind == 0040000   ? RH_GIT_FOLDER
                : kind == 0120000 ? RH_GIT_LINK
                : kind == 0160000 ? RH_GIT_SUBMODULE
                                  : RH_GIT_FILE;
    memcpy(out->id.bytes, nul + 1, 20);
    *at = (size_t)(nul + 21 - bytes.ptr);
    return true;
}

rh_code rh_git_tree_read(const rh_git_entry **out, size_t *n, rh_arena *keep, rh_git *git, rh_git_id tree, rh_err *err)
{
    rh_str bytes;
    RH_VEC(rh_git_entry) entries = {0};
    const rh_code code = rh_git__object(&bytes, keep, git, tree, GIT_OBJECT_TREE, TREE_BYTES_MAX, err);
    if (code != RH_OK) return code == RH_LOAD_MISSING ? corrupt(tree, err) : code;
    for (size_t at = 0; at < bytes.len;) {
        rh_git_entry entry;
        if (!read_entry(&entry, bytes, &at)) return corrupt(tree, err);
        if (!RH_PUSH(keep, &entries, entry)) return rh_err_nomem(err);
    }
    *out = entries.at;
    *n = entries.n;
    return RH_OK;
}

/* ---- commits ---- */

static bool header(rh_str line, rh_str key, rh_str *value)
{
    if (!rh_str_starts(line, key)) return false;
    *value = rh_str_slice(line, key.len, line.len);
    return true;
}

/* "Name <mail> 1700000000 +0100": the seconds, and the text before them. */
static void read_author(rh_git_commit *commit, rh_str value)
{
    size_t end = value.len;
    for (int fields = 0; fields < 2 && end != 0; fields++) do
            end--;
        while (end != 0 && value.ptr[end] != ' ');
    commit->author = rh_str_slice(value, 0, end);
    for (size_t i = end + 1;
         i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9' && commit->author_time < INT64_MAX / 20; i++)
        commit->author_time = commit->author_time * 10 + (value.ptr[i] - '0');
}

static rh_code no_commit(rh_git *git, rh_git_id id, rh_err *err)
{
    char hex[41];
    const git_oid oid = rh_git__oid(id);
    git_oid_tostr(hex, sizeof hex, &oid);
    if (git->is_shallow)
        return rh_err_set(err, RH_GIT_SHALLOW, (rh_span){0},
                          "commit %s is not in this shallow clone: run git fetch --unshallow", hex);
    return rh_err_set(err, RH_GIT_OBJECT, (rh_span){0}, "commit %s is missing: run git fsck", hex);
}

rh_code rh_git_commit_read(rh_git_commit *out, rh_arena *keep, rh_git *git, rh_git_id id, rh_err *err)
{
    rh_str text, value;
    rh_git_commit commit = {.id = id};
    RH_VEC(rh_git_id) parents = {0};
    const rh_code code = rh_git__object(&text, keep, git, id, GIT_OBJECT_COMMIT, COMMIT_BYTES_MAX, err);
    if (code != RH_OK) return code == RH_LOAD_MISSING ? no_commit(git, id, err) : code;
    size_t at = 0;
    if (!header(rh_str_line(text, &at), RH_STR("tree "), &value) || !rh_git_id_parse(&commit.tree, value))
        return corrupt(id, err);
    for (rh_str line = rh_str_line(text, &at); line.len != 0; line = rh_str_line(text, &at)) {
        rh_git_id parent;
        if (header(line, RH_STR("parent "), &value)) {
            if (!rh_git_id_parse(&parent, value)) return corrupt(id, err);
            if (!RH_PUSH(keep, &parents, parent)) return rh_err_nomem(err);
        } else if (commit.author.ptr == NULL && header(line, RH_STR("author "), &value)) {
            read_author(&commit, value);
        }
    }
    commit.summary = rh_str_line(text, &at);
    commit.parents = parents.at;
    commit.n_parents = parents.n;
    *out = commit;
    return RH_OK;
}
