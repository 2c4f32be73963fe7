/* Ancestry: the merge base, and the base of a head by ruling 131. Parents are read from the commits themselves. */
#include "harness/load/git.h"

#include "engine/base/map.h"
#include "engine/base/vec.h"
#include "harness/load/git_insides.h"

#include <stdlib.h>

/* What the walks know of a commit. */
enum {
    FROM_A = 1, /* an ancestor of a, or a itself */
    FROM_B = 2,
    COMMON = 3,
    BELOW = 4,  /* a proper ancestor of a common one */
    REACHED = 8 /* seen from a or b without passing a common one */
};

#define NOT_LOADED UINT32_MAX

typedef struct seen_commit {
    rh_git_id id;
    uint32_t first_parent, n_parents; /* in walk.parents, indexes of commits */
    unsigned flags;
    bool is_missing; /* cut off by a shallow clone */
} seen_commit;

typedef struct walk {
    rh_arena arena;
    rh_git *git;
    rh_map index; /* the bytes of an id to its place in commits */
    RH_VEC(seen_commit) commits;
    RH_VEC(uint32_t) parents;
    RH_VEC(uint32_t) todo;
    rh_err *err;
} walk;

static void *take(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

static void give(void *ctx, void *block, size_t size)
{
    (void)ctx, (void)size;
    free(block);
}

/* The place of a commit, made when it is new; RH_MAP_NONE without memory. */
static uint32_t place_of(walk *w, rh_git_id id)
{
    const rh_str key = rh_arena_str(&w->arena, (rh_str){(const char *)id.bytes, sizeof id.bytes});
    if (key.ptr == NULL) return RH_MAP_NONE;
    const uint32_t found = rh_map_get(&w->index, key);
    if (found != RH_MAP_NONE) return found;
    const uint32_t place = (uint32_t)w->commits.n;
    const seen_commit c = {.id = id, .first_parent = NOT_LOADED};
    return RH_PUSH(&w->arena, &w->commits, c) && rh_map_set(&w->index, &w->arena, key, place) ? place : RH_MAP_NONE;
}

static rh_code load(walk *w, uint32_t i)
{
    rh_git_commit commit;
    rh_err err;
    const rh_code code = rh_git_commit_read(&commit, &w->arena, w->git, w->commits.at[i].id, &err);
    if (code == RH_GIT_SHALLOW) {
        w->commits.at[i].is_missing = true;
        return RH_OK;
    }
    if (code != RH_OK) {
        if (w->err != NULL) *w->err = err;
        return code;
    }
    w->commits.at[i].first_parent = (uint32_t)w->parents.n;
    w->commits.at[i].n_parents = (uint32_t)commit.n_parents;
    for (size_t k = 0; k < commit.n_parents; k++) {
        const uint32_t parent = place_of(w, commit.parents[k]);
        if (parent == RH_MAP_NONE || !RH_PUSH(&w->arena, &w->parents, parent)) return rh_err_nomem(w->err);
    }
    return RH_OK;
}

static bool is_loaded(const seen_commit *c)
{
    return c->first_parent != NOT_LOADED || c->is_missing;
}

/* Sets `flag` on start and all its ancestors; goes not below a commit for which all of `stop` is set. */
static rh_code paint(walk *w, uint32_t start, unsigned flag, unsigned stop)
{
    w->todo.n = 0;
    if (!RH_PUSH(&w->arena, &w->todo, start)) return rh_err_nomem(w->err);
    while (w->todo.n != 0) {
        const uint32_t i = w->todo.at[--w->todo.n];
        if ((w->commits.at[i].flags & flag) != 0) continue;
        w->commits.at[i].flags |= flag;
        if (stop != 0 && (w->commits.at[i].flags & stop) == stop) continue;
        if (!is_loaded(&w->commits.at[i])) {
            const rh_code code = load(w, i);
            if (code != RH_OK) return code;
        }
        for (uint32_t k = 0; k < w->commits.at[i].n_parents; k++)
            if (!RH_PUSH(&w->arena, &w->todo, w->parents.at[w->commits.at[i].first_parent + k]))
                return rh_err_nomem(w->err);
    }
    return RH_OK;
}

/* Every ancestor of a common commit is common, so those that are no parent of one are the best. */
static void mark_below(walk *w)
{
    for (size_t i = 0; i < w->commits.n; i++) {
        const seen_commit c = w->commits.at[i];
        if ((c.flags & COMMON) != COMMON) continue;
        for (uint32_t k = 0; k < c.n_parents; k++) w->commits.at[w->parents.at[c.first_parent + k]].flags |= BELOW;
    }
}

/* Above the common commits nothing may be missing, or a better base might hide there. */
static bool is_cut_off(const walk *w)
{
    for (size_t i = 0; i < w->commits.n; i++)
        if (w->commits.at[i].is_missing && (w->commits.at[i].flags & REACHED) != 0) return true;
    return false;
}

static rh_code choose(const walk *w, rh_git_id *out)
{
    const seen_commit *best = NULL;
    if (is_cut_off(w))
        return rh_err_set(w->err, RH_GIT_SHALLOW, (rh_span){0},
                          "the merge base is not in this shallow clone: run git fetch --unshallow");
    for (size_t i = 0; i < w->commits.n; i++) {
        const seen_commit *c = &w->commits.at[i];
        if ((c->flags & COMMON) != COMMON || (c->flags & BELOW) != 0 || c->is_missing) continue;
        if (best == NULL || memcmp(c->id.bytes, best->id.bytes, 20) < 0) best = c;
    }
    if (best == NULL)
        return rh_err_set(w->err, RH_GIT_NO_BASE, (rh_span){0},
                          "the two revisions have no common ancestor: name a base with --base REV");
    *out = best->id;
    return RH_OK;
}

static rh_code find(walk *w, rh_git_id *out, rh_git_id a, rh_git_id b)
{
    const uint32_t at_a = place_of(w, a), at_b = place_of(w, b);
    if (at_a == RH_MAP_NONE || at_b == RH_MAP_NONE) return rh_err_nomem(w->err);
    rh_code code = paint(w, at_a, FROM_A, 0);
    if (code == RH_OK) code = paint(w, at_b, FROM_B, 0);
    if (code == RH_OK) code = paint(w, at_a, REACHED, COMMON);
    if (code == RH_OK) code = paint(w, at_b, REACHED, COMMON);
    if (code != RH_OK) return code;
    mark_below(w);
    return choose(w, out);
}

rh_code rh_git_merge_base(rh_git_id *out, rh_git *git, rh_git_id a, rh_git_id b, rh_err *err)
{
    walk w = {.git = git, .err = err};
    rh_arena_init(&w.arena, (rh_host_memory){.take = take, .give = give}, 0);
    const rh_code code = find(&w, out, a, b);
    rh_arena_dispose(&w.arena);
    return code;
}

/* ---- the base of a head ---- */

static bool find_default(rh_git *git, rh_git_id *out, rh_str *name)
{
    static const struct {
        const char *ref, *name;
    } defaults[] = {
        {"refs/remotes/origin/HEAD", "origin/HEAD"}, {"refs/heads/main", "main"}, {"refs/heads/master", "master"}};
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        git_oid oid;
        if (git_reference_name_to_id(&oid, git->repo, defaults[i].ref) != 0) continue;
        *out = rh_git__id(&oid);
        *name = rh_str_of(defaults[i].name);
        return true;
    }
    return false;
}

/* On the default branch itself the base is the first parent; the first commit of all is its own base. */
static rh_code use_parent(rh_git_base *base, rh_arena *keep, rh_git *git, rh_git_id head, rh_err *err)
{
    rh_git_commit commit, parent;
    rh_code code = rh_git_commit_read(&commit, keep, git, head, err);
    if (code != RH_OK) return code;
    base->is_bootstrap = commit.n_parents == 0;
    base->is_parent = commit.n_parents != 0;
    base->id = base->is_parent ? commit.parents[0] : head;
    return base->is_parent ? rh_git_commit_read(&parent, keep, git, base->id, err)
                           : RH_OK; /* a shallow clone may lack it */
}

rh_code rh_git_base_of(rh_git_base *out, rh_arena *keep, rh_git *git, rh_git_id head, const char *given, rh_err *err)
{
    rh_git_id tip;
    rh_git_base base = {0};
    rh_code code = RH_OK;
    if (given != NULL) {
        base.from = rh_arena_str(keep, rh_str_of(given));
        code = rh_git_resolve(&base.id, git, given, err);
    } else if (!find_default(git, &tip, &base.from)) {
        code = rh_err_set(err, RH_GIT_NO_BASE, (rh_span){0},
                          "there is no origin/HEAD, main or master: name a base with --base REV");
    } else {
        code = rh_git_merge_base(&base.id, git, head, tip, err);
        if (code == RH_OK && rh_git_id_eq(base.id, head)) code = use_parent(&base, keep, git, head, err);
    }
    if (code == RH_OK) *out = base;
    return code;
}
