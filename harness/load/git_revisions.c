/* Which commit a name means, and the tags. */
#include "engine/base/buf.h"
#include "engine/base/vec.h"
#include "harness/load/git_insides.h"

#include <stdlib.h>

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
