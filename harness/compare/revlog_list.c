/* Which commits touched cases/, in an order that ancestry alone decides: children before parents, and of a merge
 * the first parent's side last, so that a branch stands together. */
#include "engine/base/map.h"
#include "harness/compare/revlog_insides.h"

typedef struct node {
    const rh_lineage_commit *commit;
    uint32_t n_children; /* not put out yet */
    bool is_excluded;    /* reached from `end` */
    bool is_seen;        /* reached from `start` */
} node;

typedef struct graph {
    rh_revlog_work *w;
    rh_map index; /* commit id to node */
    RH_VEC(node) nodes;
    RH_VEC(uint32_t) todo;
} graph;

/* RH_MAP_NONE: a shallow clone ends before it. */
static rh_code node_of(uint32_t *out, graph *g, rh_git_id id)
{
    rh_revlog_work *w = g->w;
    const rh_str key = rh_arena_str(&w->scratch, (rh_str){(const char *)id.bytes, sizeof id.bytes});
    *out = key.ptr != NULL ? rh_map_get(&g->index, key) : RH_MAP_NONE;
    if (*out != RH_MAP_NONE) return RH_OK;
    node made = {0};
    const rh_code code = rh_lineage_commit_if_there(&made.commit, w->lineage, id, w->err);
    if (code != RH_OK || made.commit == NULL) return code;
    *out = (uint32_t)g->nodes.n;
    const bool ok = key.ptr != NULL && RH_PUSH(&w->scratch, &g->nodes, made) &&
                    rh_map_set(&g->index, &w->scratch, key, *out);
    return ok ? RH_OK : rh_err_nomem(w->err);
}

/* Marks what a commit reaches; a clone that ends earlier ends the walk there. */
static rh_code reach(graph *g, rh_git_id from, bool excludes)
{
    uint32_t first;
    rh_code code = node_of(&first, g, from);
    g->todo.n = 0;
    if (code == RH_OK && !RH_PUSH(&g->w->scratch, &g->todo, first)) code = rh_err_nomem(g->w->err);
    while (code == RH_OK && g->todo.n > 0) {
        const uint32_t at = g->todo.at[--g->todo.n];
        if (excludes ? g->nodes.at[at].is_excluded : g->nodes.at[at].is_seen || g->nodes.at[at].is_excluded) continue;
        if (excludes) g->nodes.at[at].is_excluded = true;
        else g->nodes.at[at].is_seen = true;
        const rh_git_commit *commit = &g->nodes.at[at].commit->git;
        for (size_t i = 0; code == RH_OK && i < commit->n_parents; i++) {
            uint32_t parent = 0;
            code = node_of(&parent, g, commit->parents[i]);
            if (code == RH_OK && parent == RH_MAP_NONE) continue;
            if (code == RH_OK && !excludes) g->nodes.at[parent].n_children++;
            if (code == RH_OK && !RH_PUSH(&g->w->scratch, &g->todo, parent)) code = rh_err_nomem(g->w->err);
        }
    }
    return code;
}

static rh_code touches(bool *out, graph *g, const rh_lineage_commit *commit)
{
    *out = commit->state != RH_NO_STATE;
    for (size_t i = 0; *out && i < commit->git.n_parents; i++) {
        uint32_t parent;
        const rh_code code = node_of(&parent, g, commit->git.parents[i]);
        if (code != RH_OK) return code;
        if (parent == RH_MAP_NONE) continue;
        *out = g->nodes.at[parent].commit->state != commit->state;
    }
    return RH_OK;
}

static rh_code put_out(graph *g, uint32_t at)
{
    rh_revlog_work *w = g->w;
    const rh_lineage_commit *commit = g->nodes.at[at].commit;
    bool is_listed = false;
    const rh_code code = touches(&is_listed, g, commit);
    if (code != RH_OK || !is_listed) return code;
    if (w->n_all++ >= RH_REVLOG_MOST) return RH_OK;
    return RH_PUSH(w->keep, &w->listed, commit) ? RH_OK : rh_err_nomem(w->err);
}

/* A parent whose last child has been put out is next. */
static rh_code sort(graph *g)
{
    uint32_t at;
    rh_code code = node_of(&at, g, g->w->request->start);
    g->todo.n = 0;
    if (code == RH_OK && !g->nodes.at[at].is_excluded && !RH_PUSH(&g->w->scratch, &g->todo, at))
        code = rh_err_nomem(g->w->err);
    while (code == RH_OK && g->todo.n > 0) {
        at = g->todo.at[--g->todo.n];
        code = put_out(g, at);
        const rh_git_commit *commit = &g->nodes.at[at].commit->git;
        for (size_t i = 0; code == RH_OK && i < commit->n_parents; i++) {
            uint32_t parent = 0;
            code = node_of(&parent, g, commit->parents[i]);
            if (code != RH_OK || parent == RH_MAP_NONE) continue;
            if (--g->nodes.at[parent].n_children > 0 || g->nodes.at[parent].is_excluded) continue;
            if (!RH_PUSH(&g->w->scratch, &g->todo, parent)) code = rh_err_nomem(g->w->err);
        }
    }
    return code;
}

rh_code rh_revlog__list(rh_revlog_work *w)
{
    graph g = {.w = w};
    rh_code code = w->request->has_end ? reach(&g, w->request->end, true) : RH_OK;
    if (code == RH_OK) code = reach(&g, w->request->start, false);
    return code == RH_OK ? sort(&g) : code;
}
