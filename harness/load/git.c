/* Opening repositories; ids. */
#include "harness/load/git_insides.h"

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
                          says(reason, "object") ? " (SHA-256 repositories are refused)" : "");
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
