/* The register tree as bytes: from a plain folder, from git objects at any revision, or from the files of a working
 * tree.
 *
 * For: which files a register has and what stands in them. Not for: what they mean (revision.h). A tree of a revision
 * is read from git objects in process, never from a checkout, so no hook, filter or setting of the repository has a
 * say. Read are cases/ *.yaml, register/ *.yaml and calendars/ *.ics; fixtures/ *.jsonl beside cases/ are listed, and
 * read when asked for. Links and submodules at these places are refused, whatever they point to. */
#ifndef RH_LOAD_TREE_H
#define RH_LOAD_TREE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "harness/load/git.h"

/* Where registers come from. Borrowed texts. */
typedef struct rh_place_spec {
    const char *cases_dir; /* --cases DIR: a plain folder, and then the others are NULL */
    const char *repo;      /* --register REPO; NULL: the repository around the working directory */
    const char *path;      /* --register REPO:PATH: the register below the repository's root; NULL: "cases" */
} rh_place_spec;

typedef struct rh_place {
    const char *cases_dir; /* a plain folder, or NULL */
    rh_git *git;           /* the repository, or NULL */
    rh_str path;           /* of the register below the repository's root, no slash at either end */
} rh_place;

/* Opens the repository, if one is meant. keep holds what the place needs for its life. */
RH_MUST rh_code rh_place_open(rh_place *out, rh_arena *keep, const rh_place_spec *spec, rh_err *err);
/* Accepts NULL and a zeroed place. */
void rh_place_close(rh_place *place);

typedef struct rh_tree_file {
    rh_str path;  /* below cases/: "register/CO-EDGE-001.yaml"; fixtures: below fixtures/ */
    rh_str label; /* for messages, escaped: "main~3:cases/schema.yaml", "DIR/schema.yaml" */
    rh_str bytes; /* null for a fixture */
    rh_str blob;  /* git's id of the content, 40 hex; null for a plain folder or working tree */
} rh_tree_file;

typedef struct rh_tree {
    rh_str name;               /* as asked: "HEAD", "worktree", or the folder */
    rh_str label;              /* for messages: "HEAD:cases", "DIR" */
    rh_str commit, tree;       /* 40 hex: of the commit, of its cases/; null for a folder or working tree */
    bool is_worktree;          /* may be judged, never attested (G12) */
    const rh_tree_file *files; /* sorted bytewise by path */
    size_t n_files;
    const rh_tree_file *fixtures; /* sorted bytewise by path */
    size_t n_fixtures;
} rh_tree;

#define RH_REVISION_WORKTREE "worktree"

/* What a reader of many trees has of a blob already: true, and its file gets those bytes (null: who asks has what it
 * needs of it) without a look at the object. name: of the file; blob: 40 hex. */
typedef struct rh_tree_known {
    void *ctx;
    bool (*blob)(void *ctx, rh_str *bytes, rh_str name, rh_str blob);
} rh_tree_known;

/* Reads the tree of a revision: "worktree", or whatever rh_git_resolve takes. revision is ignored (may be NULL) for a
 * plain folder. Every error goes to diags; the first code is returned and *out is then untouched. */
RH_MUST rh_code rh_tree_read(rh_tree *out, rh_arena *keep, const rh_place *place, const char *revision,
                             rh_diags *diags);
/* The same of a repository's commit, where `known` (NULL: nothing) spares blobs. */
RH_MUST rh_code rh_tree_read_commit(rh_tree *out, rh_arena *keep, const rh_place *place, const char *revision,
                                    const rh_tree_known *known, rh_diags *diags);
/* The file with this path, or NULL. O(log n). */
const rh_tree_file *rh_tree_find(const rh_tree *tree, rh_str path);
/* The bytes of fixtures/NAME.jsonl. Errors: RH_LOAD_MISSING with the nearest name, RH_LOAD_IO, and what git may
 * answer. */
RH_MUST rh_code rh_tree_fixture(rh_str *out, rh_arena *keep, const rh_place *place, const rh_tree *tree, rh_str name,
                                rh_err *err);

/* Where a path that begins with "cases/" or "fixtures/" stands below the root of the repository; null without memory.
 */
rh_str rh_tree_path_in_repository(rh_arena *keep, const rh_place *place, rh_str path);
/* Whether a regular file stands at `path` in the repository as the tree's revision has it; of a plain folder, beside
 * the folder. path: below the repository's root, no step upwards. Links are none. */
RH_MUST rh_code rh_tree_has_beside(bool *out, rh_arena *scratch, const rh_place *place, const rh_tree *tree,
                                   rh_str path, rh_err *err);

/* Where a file of a plain folder or of the working tree stands in the file system; NULL without memory. */
const char *rh_tree_file_path(rh_arena *keep, const rh_place *place, const rh_tree_file *file);

typedef enum rh_change_kind { RH_CHANGE_ADDED, RH_CHANGE_REMOVED, RH_CHANGE_CHANGED } rh_change_kind;
/* Paths begin with "cases/" or "fixtures/": the folders stand for themselves, wherever they are. */
typedef struct rh_change {
    rh_str path;
    rh_change_kind kind;
} rh_change;

/* The files that differ between two trees of one place, fixtures included, sorted bytewise by path. */
RH_MUST rh_code rh_tree_changes(const rh_change **out, size_t *n, rh_arena *keep, const rh_place *place,
                                const rh_tree *a, const rh_tree *b, rh_err *err);

#endif
