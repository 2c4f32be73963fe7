/* Opening repositories, naming commits, reading objects. */
#include "harness/load/git.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/vec.h"
#include "harness/load/git_insides.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { COMMIT_BYTES_MAX = 4 << 20, TREE_BYTES_MAX = 16 << 20 };

#if defined(__SANITIZE_ADDRESS__)
/* libgit2 1.5 loses pcre2's match data each time it asks whether a name is that of git describe. */
const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void)
{
    return "leak:libpcre2";
}
#endif

/* ---- ids ---- */

git_oid rh_git__oid(rh_git_id id)
{
    git_oid oid;
    memset(&oid, 0, sizeof oid);
    memcpy(oid.id, id.bytes, sizeof id.bytes);
    return oid;
}

rh_git_id rh_git__id(const git_oid *oid)
{
    rh_git_id id;
    memcpy(id.bytes, oid->id, sizeof id.bytes);
    return id;
}

rh_str rh_git_id_text(rh_arena *keep, rh_git_id id)
{
    static const char digits[] = "0123456789abcdef";
    char text[40];
    for (size_t i = 0; i < 20; i++) text[2 * i] = digits[id.bytes[i] >> 4], text[2 * i + 1] = digits[id.bytes[i] & 15];
    return rh_arena_str(keep, (rh_str){text, sizeof text});
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool rh_git_id_parse(rh_git_id *out, rh_str hex)
{
    rh_git_id id;
    if (hex.len != 40) return false;
    for (size_t i = 0; i < 20; i++) {
        const int high = nibble(hex.ptr[2 * i]), low = nibble(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        id.bytes[i] = (unsigned char)(high << 4 | low);
    }
    *out = id;
    return true;
}

const char *rh_git__reason(char out[160])
{
    const git_error *last = git_error_last();
    const char *text = last != NULL && last->message != NULL ? last->message : "no reason given";
    size_t n = 0;
    for (; text[n] != '\0' && n < 159; n++) out[n] = (unsigned char)text[n] < 0x20 ? ' ' : text[n];
    out[n] = '\0';
    return out;
}

/* ---- opening ---- */

static bool says(const char *reason, const char *words)
{
    return strstr(reason, words) != NULL;
}

/* A repository of another user: libgit2 1.5 answers -3, its code for what is missing, and speaks of the setting that it
 * did not find; later ones have a code for it. */
static bool is_foreign(int rc, const char *reason)
{
    return rc == GIT_EOWNER || says(reason, "not owned by") || says(reason, "safe.directory");
}

static rh_code open_failed(int rc, const char *path, rh_arena *keep, rh_err *err)
{
    char reason[160];
    const rh_str shown = rh_arena_str(keep, rh_str_of(path != NULL ? path : "."));
    rh_git__reason(reason);
    if (is_foreign(rc, reason))
        return rh_err_set(
            err, RH_GIT_OWNER, (rh_span){0},
            "repository \"%.*s\" belongs to another user: git config --global --add safe.directory DIR trusts it",
            RH_ARG(shown));
    if (says(reason, "unsupported extension") || says(reason, "unsupported repository version") ||
        says(reason, "unknown object format") || says(reason, "repository version"))
        return rh_err_set(err, RH_GIT_FORMAT, (rh_span){0}, "repository \"%.*s\" has a format that is not read: %s%s",
                          RH_ARG(shown), reason,
                          says(reason, "objectformat") ? " (SHA-256 repositories are refused)" : "");
    if (rc == GIT_ENOTFOUND)
        return rh_err_set(err, RH_GIT_NO_REPOSITORY, (rh_span){0},
                          "\"%.*s\" is not a repository: name one with --register REPO, or a folder with --cases DIR",
                          RH_ARG(shown));
    return rh_err_set(err, RH_GIT_FAILED, (rh_span){0}, "repository \"%.*s\" cannot be opened: %s", RH_ARG(shown),
                      reason);
}

static void init_library(void)
{
    const char *extensions[] = {"worktreeconfig"};
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)1);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
}

static rh_code refuse_found_bare(git_repository *repo, const char *path, rh_err *err)
{
    if (path != NULL || !git_repository_is_bare(repo)) return RH_OK;
    return rh_err_set(err, RH_GIT_BARE, (rh_span){0},
                      "the repository around the working directory is bare: name it with --register if it is meant");
}

/* SHA-256 repositories may open in later libraries and then read nothing: the setting itself decides. */
static rh_code refuse_sha256(git_repository *repo, rh_err *err)
{
    git_config *config = NULL;
    git_buf value = {0};
    bool is_sha256 = false;
    if (git_repository_config_snapshot(&config, repo) == 0 &&
        git_config_get_string_buf(&value, config, "extensions.objectformat") == 0)
        is_sha256 = strcmp(value.ptr, "sha1") != 0;
    git_buf_dispose(&value);
    git_config_free(config);
    return is_sha256
               ? rh_err_set(err, RH_GIT_FORMAT, (rh_span){0}, "SHA-256 repositories are refused: SHA-1 ones are read")
               : RH_OK;
}

static rh_code open_repository(rh_git *git, rh_arena *keep, const char *path, rh_err *err)
{
    const unsigned flags = path != NULL ? GIT_REPOSITORY_OPEN_NO_SEARCH : 0;
    const int rc = git_repository_open_ext(&git->repo, path != NULL ? path : ".", flags, NULL);
    if (rc != 0) return open_failed(rc, path, keep, err);
    rh_code code = refuse_found_bare(git->repo, path, err);
    if (code == RH_OK) code = refuse_sha256(git->repo, err);
    if (code != RH_OK) return code;
    if (git_repository_odb(&git->odb, git->repo) != 0) return open_failed(-1, path, keep, err);
    git->is_shallow = git_repository_is_shallow(git->repo) == 1;
    return RH_OK;
}

rh_code rh_git_open(rh_git **out, rh_arena *keep, const char *path, rh_err *err)
{
    rh_git *git = RH_NEW(keep, rh_git);
    if (git == NULL) return rh_err_nomem(err);
    init_library();
    const rh_code code = open_repository(git, keep, path, err);
    if (code == RH_OK) *out = git;
    else rh_git_close(git);
    return code;
}

void rh_git_close(rh_git *git)
{
    if (git == NULL) return;
    git_odb_free(git->odb);
    git_repository_free(git->repo);
    *git = (rh_git){0};
    git_libgit2_shutdown();
}

const char *rh_git_workdir(const rh_git *git)
{
    return git_repository_workdir(git->repo);
}
const char *rh_git_dir(const rh_git *git)
{
    return git_repository_path(git->repo);
}

bool rh_git_is_shallow(const rh_git *git)
{
    return git->is_shallow;
}

/* ---- revisions ---- */

static const char *refused_form(rh_str revision)
{
    if (revision.len == 0) return "is empty";
    if (revision.ptr[0] == '-') return "begins with -";
    if (rh_str_find(revision, RH_STR(":")) != SIZE_MAX) return "holds :";
    if (rh_str_find(revision, RH_STR("@{")) != SIZE_MAX) return "holds @{";
    if (rh_str_find(revision, RH_STR("^{/")) != SIZE_MAX) return "holds ^{/";
    return rh_str_find(revision, RH_STR("..")) != SIZE_MAX ? "holds .." : NULL;
}

static rh_code no_revision(rh_git *git, int rc, rh_str shown, rh_err *err)
{
    if (rc == GIT_EAMBIGUOUS)
        return rh_err_set(err, RH_GIT_NO_REVISION, (rh_span){0},
                          "revision \"%.*s\" fits several objects: write more of the id", RH_ARG(shown));
    if (git->is_shallow)
        return rh_err_set(err, RH_GIT_SHALLOW, (rh_span){0},
                          "revision \"%.*s\" is not in this shallow clone: run git fetch --unshallow", RH_ARG(shown));
    return rh_err_set(err, RH_GIT_NO_REVISION, (rh_span){0},
                      "revision \"%.*s\" is not there: see git log --oneline --all", RH_ARG(shown));
}

rh_code rh_git_resolve(rh_git_id *out, rh_git *git, const char *revision, rh_err *err)
{
    const rh_str text = rh_str_of(revision);
    const char *form = refused_form(text);
    char shown_bytes[120];
    size_t n = 0; /* what is shown is plain ASCII */
    for (; n < text.len && n < sizeof shown_bytes; n++)
        shown_bytes[n] = text.ptr[n] >= ' ' && text.ptr[n] < 0x7F && text.ptr[n] != '"' ? text.ptr[n] : '?';
    const rh_str shown = {shown_bytes, n};
    if (form != NULL)
        return rh_err_set(err, RH_GIT_REVISION_FORM, (rh_span){0},
                          "revision \"%.*s\" %s, expected a branch, a tag, a commit or one with ~N", RH_ARG(shown),
                          form);
    if (rh_git__is_ambiguous(git->repo, text))
        return rh_err_set(err, RH_GIT_NO_REVISION, (rh_span){0},
                          "revision \"%.*s\" is the name of several commits: write refs/heads/, refs/tags/ or "
                          "refs/remotes/ before it, or the whole id", RH_ARG(shown));
    git_object *object = NULL, *commit = NULL;
    int rc = git_revparse_single(&object, git->repo, revision);
    if (rc == 0) rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
    const bool is_no_commit = object != NULL && commit == NULL;
    if (commit != NULL) *out = rh_git__id(git_object_id(commit));
    git_object_free(object);
    git_object_free(commit);
    if (is_no_commit)
        return rh_err_set(err, RH_GIT_NO_REVISION, (rh_span){0}, "revision \"%.*s\" is no commit", RH_ARG(shown));
    return rc == 0 ? RH_OK : no_revision(git, rc, shown, err);
}

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

/* The line at *at without its end; *at moves behind it. */
static rh_str next_line(rh_str text, size_t *at)
{
    const size_t from = *at;
    while (*at < text.len && text.ptr[*at] != '\n') ++*at;
    const rh_str line = rh_str_slice(text, from, *at);
    if (*at < text.len) ++*at;
    return line;
}

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
    if (!header(next_line(text, &at), RH_STR("tree "), &value) || !rh_git_id_parse(&commit.tree, value))
        return corrupt(id, err);
    for (rh_str line = next_line(text, &at); line.len != 0; line = next_line(text, &at)) {
        rh_git_id parent;
        if (header(line, RH_STR("parent "), &value)) {
            if (!rh_git_id_parse(&parent, value)) return corrupt(id, err);
            if (!RH_PUSH(keep, &parents, parent)) return rh_err_nomem(err);
        } else if (commit.author.ptr == NULL && header(line, RH_STR("author "), &value)) {
            read_author(&commit, value);
        }
    }
    commit.summary = next_line(text, &at);
    commit.parents = parents.at;
    commit.n_parents = parents.n;
    *out = commit;
    return RH_OK;
}

/* ---- tags ---- */

static int by_name(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_git_tag *)a)->name, ((const rh_git_tag *)b)->name);
}

rh_code rh_git_tags(const rh_git_tag **out, size_t *n, rh_arena *keep, rh_git *git, rh_str prefix, rh_err *err)
{
    char reason[160];
    git_strarray names = {0};
    RH_VEC(rh_git_tag) tags = {0};
    if (git_tag_list(&names, git->repo) != 0)
        return rh_err_set(err, RH_GIT_FAILED, (rh_span){0}, "tags cannot be read: %s", rh_git__reason(reason));
    for (size_t i = 0; i < names.count; i++) {
        git_object *commit = NULL, *object = NULL;
        rh_buf ref;
        if (!rh_str_starts(rh_str_of(names.strings[i]), prefix)) continue;
        rh_buf_init(&ref, keep, 4096);
        rh_buf_printf(&ref, "refs/tags/%s", names.strings[i]);
        if (!ref.failed && git_revparse_single(&object, git->repo, ref.ptr) == 0 &&
            git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0 &&
            !RH_PUSH(keep, &tags,
                     (rh_git_tag){rh_arena_str(keep, rh_str_of(names.strings[i])), rh_git__id(git_object_id(commit))}))
            rh_err_nomem(err);
        git_object_free(commit);
        git_object_free(object);
    }
    git_strarray_dispose(&names);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    if (tags.n != 0) qsort(tags.at, tags.n, sizeof tags.at[0], by_name);
    *out = tags.at;
    *n = tags.n;
    return RH_OK;
}
