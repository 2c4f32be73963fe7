/* Names of revisions that may mean two things. */
#include "harness/load/git_insides.h"

#include <stdio.h>

enum { NAME_BYTES = 1000, LEAST_DIGITS = 4, FULL_DIGITS = 40 };

/* What comes before the first ~ or ^. */
static rh_str name_of(rh_str revision)
{
    size_t n = 0;
    while (n < revision.len && revision.ptr[n] != '~' && revision.ptr[n] != '^') n++;
    return rh_str_slice(revision, 0, n);
}

static bool is_hex(rh_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    }
    return s.len >= LEAST_DIGITS && s.len < FULL_DIGITS;
}

/* The commit that a ref points to, through tags; false: there is no such ref, or it is of no commit. */
static bool commit_of_ref(git_oid *out, git_repository *repo, const char *ref)
{
    git_reference *found = NULL;
    git_object *commit = NULL;
    if (git_reference_lookup(&found, repo, ref) != 0) return false;
    const bool ok = git_reference_peel(&commit, found, GIT_OBJECT_COMMIT) == 0;
    if (ok) *out = *git_object_id(commit);
    git_object_free(commit);
    git_reference_free(found);
    return ok;
}

static bool commit_of_digits(git_oid *out, git_repository *repo, rh_str digits)
{
    git_oid prefix;
    git_commit *commit = NULL;
    if (!is_hex(digits) || git_oid_fromstrn(&prefix, digits.ptr, digits.len) != 0) return false;
    if (git_commit_lookup_prefix(&commit, repo, &prefix, digits.len) != 0) return false;
    *out = *git_commit_id(commit);
    git_commit_free(commit);
    return true;
}

bool rh_git__is_ambiguous(git_repository *repo, rh_str revision)
{
    static const char *const places[][2] = {
        {"refs/", ""}, {"refs/tags/", ""}, {"refs/heads/", ""}, {"refs/remotes/", ""}, {"refs/remotes/", "/HEAD"}};
    const rh_str name = name_of(revision);
    rh_git_id whole;
    git_oid first, other;
    if (rh_str_eq(name, RH_STR("HEAD")) || rh_str_starts(name, RH_STR("refs/")) || rh_git_id_parse(&whole, name))
        return false;
    bool is_found = commit_of_digits(&first, repo, name);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char ref[NAME_BYTES];
        const int n = snprintf(ref, sizeof ref, "%s%.*s%s", places[i][0], RH_ARG(name), places[i][1]);
        if (n < 0 || (size_t)n >= sizeof ref) return false;
        if (!commit_of_ref(&other, repo, ref)) continue;
        if (is_found && git_oid_cmp(&first, &other) != 0) return true;
        first = other;
        is_found = true;
    }
    return false;
}

bool rh_git_has_name(const rh_git *git, const char *name)
{
    static const char *const places[] = {"refs/heads/", "refs/tags/"};
    git_oid unused;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char ref[NAME_BYTES];
        const int n = snprintf(ref, sizeof ref, "%s%s", places[i], name);
        if (n > 0 && (size_t)n < sizeof ref && commit_of_ref(&unused, git->repo, ref)) return true;
    }
    return false;
}
