/* Inside the git room. */
#ifndef RH_LOAD_GIT_INSIDES_H
#define RH_LOAD_GIT_INSIDES_H

#include "harness/load/git.h"

#include <git2.h>

struct rh_git {
    git_repository *repo;
    git_odb *odb;
    bool is_shallow;
};

_Static_assert(sizeof(rh_git_id) == GIT_OID_RAWSZ, "an id is a SHA-1");

git_oid rh_git__oid(rh_git_id id);
rh_git_id rh_git__id(const git_oid *oid);
/* libgit2's last words: "no reason given" when it has none. One line, lower-case start. */
const char *rh_git__reason(char out[160]);
/* The bytes of an object of the given type, at most max_bytes of them, its size being looked at first. RH_LOAD_MISSING
 * (err untouched) when there is no such object. */
rh_code rh_git__object(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id id, git_object_t type, size_t max_bytes,
                       rh_err *err);
/* Whether the name that a revision begins with is that of different commits, as a tag, a branch, or the first digits of an
 * id: git would take one of them, and whoever may push a tag would choose which. */
bool rh_git__is_ambiguous(git_repository *repo, rh_str revision);

#endif
