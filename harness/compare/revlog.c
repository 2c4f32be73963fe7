/* Revisions, their lanes, and what is said of each. */
#include "harness/compare/revlog.h"

#include "harness/compare/lanes.h"
#include "harness/compare/revlog_insides.h"
#include "harness/system/memory.h"

/* ---- lanes: every state once ---- */

typedef struct lane_table {
    const rh_register **registers; /* per state; NULL: not wanted, or it does not load */
    size_t *lane_of;               /* per state */
    size_t *base_state;            /* per listed commit; RH_NO_STATE: none */
} lane_table;

static rh_code want(lane_table *t, rh_revlog_work *w, size_t state)
{
    const rh_lineage_state *s;
    if (t->registers[state] != NULL) return RH_OK;
    const rh_code code = rh_lineage_state_at(&s, w->lineage, state, w->err);
    if (code == RH_OK) t->registers[state] = s->reg;
    return code;
}

/* The next commit back by first parents; NULL: there is none, or a shallow clone ends here. */
static rh_code first_parent(const rh_lineage_commit **out, rh_revlog_work *w, const rh_lineage_commit *commit)
{
    *out = NULL;
    if (commit->git.n_parents == 0) return RH_OK;
    return rh_lineage_commit_if_there(out, w->lineage, commit->git.parents[0], w->err);
}

/* The state of the nearest first parent that loads. */
static rh_code want_base(lane_table *t, rh_revlog_work *w, size_t row)
{
    const rh_lineage_commit *commit = w->listed.at[row];
    t->base_state[row] = RH_NO_STATE;
    for (;;) {
        rh_code code = first_parent(&commit, w, commit);
        if (code != RH_OK || commit == NULL) return code;
        if (commit->state == RH_NO_STATE) continue;
        code = want(t, w, commit->state);
        if (code != RH_OK) return code;
        if (t->registers[commit->state] == NULL) continue;
        t->base_state[row] = commit->state;
        return RH_OK;
    }
}

static rh_code make_lanes(lane_table *t, rh_revlog_work *w)
{
    const size_t n = w->listed.n, n_states = rh_lineage_n_states(w->lineage);
    t->registers = RH_NEW_N(&w->scratch, n_states, const rh_register *);
    t->lane_of = RH_NEW_N(&w->scratch, n_states, size_t);
    t->base_state = RH_NEW_N(&w->scratch, n, size_t);
    w->lanes = RH_NEW_N(&w->scratch, n, size_t);
    w->base_lanes = RH_NEW_N(&w->scratch, n, size_t);
    if (rh_arena_failed(&w->scratch)) return rh_err_nomem(w->err);
    rh_code code = RH_OK;
    for (size_t i = n; code == RH_OK && i-- > 0;) { /* the oldest first: each shares with the one before */
        code = want(t, w, w->listed.at[i]->state);
        if (code == RH_OK) code = want_base(t, w, i);
    }
    if (code == RH_OK)
        code = rh_lanes_compile(&w->program, t->lane_of, &w->scratch, t->registers, n_states, w->request->lent, w->err);
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const size_t base = t->base_state[i];
        w->lanes[i] = t->lane_of[w->listed.at[i]->state];
        w->base_lanes[i] = base != RH_NO_STATE && w->lanes[i] != SIZE_MAX ? t->lane_of[base] : SIZE_MAX;
    }
    return code;
}

/* ---- rows ---- */

static rh_code compare_texts(rh_revlog_row *row, rh_revlog_work *w, const rh_lineage_state *base,
                             const rh_lineage_state *head)
{
    rh_changed_files changes;
    const rh_change *files;
    size_t n;
    const rh_arena_mark before = rh_arena_begin(&w->scratch);
    rh_code code = rh_changed_files_between(&changes, &w->scratch, base->reg, head->reg, w->err);
    if (code == RH_OK)
        code = rh_tree_changes(&files, &n, &w->scratch, w->request->place, &base->tree, &head->tree, w->err);
    if (code == RH_OK) code = rh_changed_files_add(&changes, &w->scratch, files, n, w->err);
    if (code == RH_OK) code = rh_loosenings_find(&changes, &w->scratch, base->reg, head->reg, w->err);
    for (size_t i = 0; code == RH_OK && i < changes.n; i++) {
        row->n_changed += changes.at[i].entry.ptr != NULL;
        for (size_t k = 0; k < changes.at[i].n_loosenings; k++)
            *(changes.at[i].loosenings[k].is_unknown ? &row->n_unknown : &row->n_loosens) += 1;
    }
    rh_arena_end(&w->scratch, before);
    return code;
}

static rh_err copy_why(rh_arena *keep, const rh_lineage_state *state)
{
    rh_err why = state->why;
    if (why.code == RH_OK) rh_err_set(&why, RH_REG_WORD, (rh_span){0}, "its conditions do not compile");
    why.span.file = rh_arena_str(keep, why.span.file);
    return why;
}

static rh_code fill_row(rh_revlog_work *w, const lane_table *t, size_t i)
{
    const rh_lineage_commit *commit = w->listed.at[i];
    rh_revlog_row *row = &w->rows[i];
    const rh_lineage_state *state, *base;
    rh_code code = rh_lineage_state_at(&state, w->lineage, commit->state, w->err);
    if (code != RH_OK) return code;
    row->commit = commit->git;
    row->commit.author = rh_arena_str(w->keep, commit->git.author);
    row->commit.summary = rh_arena_str(w->keep, commit->git.summary);
    row->commit.parents = NULL;
    row->commit.n_parents = 0;
    if (w->lanes[i] == SIZE_MAX) {
        row->verdict = RH_REVLOG_BROKEN;
        row->why = copy_why(w->keep, state);
        return RH_OK;
    }
    row->n_entries = state->reg->n_entries;
    row->is_compared = w->base_lanes[i] != SIZE_MAX;
    if (!row->is_compared) row->n_changed = row->n_entries;
    else code = rh_lineage_state_at(&base, w->lineage, t->base_state[i], w->err);
    if (code == RH_OK && row->is_compared) code = compare_texts(row, w, base, state);
    return code;
}

static rh_revlog_verdict verdict_of(const rh_revlog_work *w, const rh_revlog_row *row)
{
    if (row->verdict == RH_REVLOG_BROKEN) return RH_REVLOG_BROKEN;
    if (row->rows[RH_ROW_LOOSENED] > 0 || row->n_loosens > 0) return RH_REVLOG_NO_GO;
    if (!row->is_compared || row->n_unknown > 0 || row->oscillated > 0 || w->journeys == 0) return RH_REVLOG_HOLD;
    return RH_REVLOG_GO;
}

static rh_code make(rh_revlog_work *w)
{
    lane_table lanes;
    rh_code code = rh_revlog__list(w);
    if (code == RH_OK) code = make_lanes(&lanes, w);
    if (code != RH_OK) return code;
    w->rows = RH_NEW_N(w->keep, w->listed.n, rh_revlog_row);
    if (w->rows == NULL) return rh_err_nomem(w->err);
    for (size_t i = 0; code == RH_OK && i < w->listed.n; i++) code = fill_row(w, &lanes, i);
    if (code == RH_OK && w->program != NULL) code = rh_revlog__play(w);
    for (size_t i = 0; i < w->listed.n; i++) w->rows[i].verdict = verdict_of(w, &w->rows[i]);
    return code == RH_OK && rh_arena_failed(w->keep) ? rh_err_nomem(w->err) : code;
}

rh_code rh_revlog_make(rh_revlog *out, rh_arena *keep, const rh_revlog_request *request, rh_err *err)
{
    rh_revlog_work w = {.request = request, .keep = keep, .err = err};
    rh_arena_init(&w.scratch, rh_memory_host(), 0);
    rh_code code = rh_lineage_open(&w.lineage, request->place, request->zones, err);
    if (code == RH_OK) code = make(&w);
    rh_lineage_close(w.lineage);
    rh_arena_dispose(&w.scratch);
    if (code == RH_OK) *out = (rh_revlog){w.rows, w.listed.n, w.n_all, w.journeys};
    return code;
}
