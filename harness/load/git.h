/* A git repository, read through its objects.
 *
 * For: revisions, commits, their order, trees and blobs, in process by libgit2. Nothing of a repository is ever run,
 * and neither replace refs nor grafts are heeded: parents are those that stand in the commit object itself (G4, G9).
 * Commit dates decide nothing (G14). Not for writing. One thread a handle. */
#ifndef RH_LOAD_GIT_H
#define RH_LOAD_GIT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include <stdint.h>

typedef struct rh_git rh_git;

/* The id of an object. */
typedef struct rh_git_id {
    unsigned char bytes[20];
} rh_git_id;

static inline bool rh_git_id_eq(rh_git_id a, rh_git_id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}
static inline bool rh_git_id_is_none(rh_git_id a)
{
    return rh_git_id_eq(a, (rh_git_id){{0}});
}
/* 40 hex digits. */
rh_str rh_git_id_text(rh_arena *keep, rh_git_id id);
bool rh_git_id_parse(rh_git_id *out, rh_str hex);

/* Opens the repository at path, or the one around the working directory when path is NULL. A bare repository is opened
 * only when it is named (G5). Errors: RH_GIT_NO_REPOSITORY, RH_GIT_OWNER, RH_GIT_BARE, RH_GIT_FORMAT. */
RH_MUST rh_code rh_git_open(rh_git **out, rh_arena *keep, const char *path, rh_err *err);
/* Accepts NULL. */
void rh_git_close(rh_git *git);
/* The root of the working tree with a slash at its end, or NULL for a bare repository. */
const char *rh_git_workdir(const rh_git *git);
/* The folder that git itself keeps, with a slash at its end. */
const char *rh_git_dir(const rh_git *git);
bool rh_git_is_shallow(const rh_git *git);

/* The commit that a revision names: HEAD, main~3, v1.0, an id or an unambiguous beginning of one. Refused are a leading
 * `-`, `:`, `@{` and `^{/`, which name no commit or one that depends on clocks and searches (RH_GIT_REVISION_FORM),
 * and what a tag, a branch or the beginning of an id name differently (RH_GIT_NO_REVISION): refs/heads/main, or a whole
 * id, is always one. Others: RH_GIT_NO_REVISION, RH_GIT_SHALLOW. */
RH_MUST rh_code rh_git_resolve(rh_git_id *out, rh_git *git, const char *revision, rh_err *err);
/* Whether a local branch or a tag has that name. */
bool rh_git_has_name(const rh_git *git, const char *name);

typedef struct rh_git_commit {
    rh_git_id id, tree;
    const rh_git_id *parents;
    size_t n_parents;
    rh_str author, summary; /* "Name <mail>" as written; first line of the message */
    int64_t author_time;    /* seconds since 1970: for show only */
} rh_git_commit;

/* Errors: RH_GIT_SHALLOW for a commit that a shallow clone cut off, RH_GIT_OBJECT. */
RH_MUST rh_code rh_git_commit_read(rh_git_commit *out, rh_arena *keep, rh_git *git, rh_git_id id, rh_err *err);
/* The best common ancestor; of several, the one whose id is bytewise least. RH_GIT_NO_BASE when there is none,
 * RH_GIT_SHALLOW when a shallow boundary hides whether there is a better one. Linear in the ancestors of both. */
RH_MUST rh_code rh_git_merge_base(rh_git_id *out, rh_git *git, rh_git_id a, rh_git_id b, rh_err *err);

typedef struct rh_git_base {
    rh_git_id id;
    rh_str from;       /* "origin/HEAD", "main", "master" or, given, the revision as written */
    bool is_parent;    /* head is on the default branch: the base is its first parent */
    bool is_bootstrap; /* head has no parent: it is its own base */
} rh_git_base;

/* The base of a head, ruling 131. given may be NULL. */
RH_MUST rh_code rh_git_base_of(rh_git_base *out, rh_arena *keep, rh_git *git, rh_git_id head, const char *given,
                               rh_err *err);

typedef enum rh_git_entry_kind { RH_GIT_FILE, RH_GIT_FOLDER, RH_GIT_LINK, RH_GIT_SUBMODULE } rh_git_entry_kind;
typedef struct rh_git_entry {
    rh_str name; /* any bytes but NUL and / */
    rh_git_entry_kind kind;
    rh_git_id id;
} rh_git_entry;

/* The entries of a tree object, in git's order. */
RH_MUST rh_code rh_git_tree_read(const rh_git_entry **out, size_t *n, rh_arena *keep, rh_git *git, rh_git_id tree,
                                 rh_err *err);
/* The id of what stands at a path (parts with / between) below a tree; none where nothing does. */
RH_MUST rh_code rh_git_find(rh_git_id *out, rh_arena *keep, rh_git *git, rh_git_id tree, rh_str path, rh_err *err);
/* A blob's bytes. Its size is looked at before it is unpacked: over max_bytes is RH_LOAD_FILE_SIZE (G8). */
RH_MUST rh_code rh_git_blob_read(rh_str *out, rh_arena *keep, rh_git *git, rh_git_id blob, size_t max_bytes,
                                 rh_err *err);

typedef struct rh_git_tag {
    rh_str name; /* without refs/tags/ */
    rh_git_id commit;
} rh_git_tag;

/* The tags whose name begins with prefix, peeled to commits, sorted bytewise by name. */
RH_MUST rh_code rh_git_tags(const rh_git_tag **out, size_t *n, rh_arena *keep, rh_git *git, rh_str prefix, rh_err *err);

#endif
