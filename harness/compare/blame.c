/* The walk back from the start. */
#include "harness/compare/blame.h"

#include "engine/proof/expect.h"
#include "harness/compare/blame_insides.h"
#include "harness/compare/lanes.h"
#include "harness/system/memory.h"

typedef struct walking {
    rh_arena *keep;
    rh_blame_judge judge;
    rh_lineage *lineage;
    RH_VEC(uint8_t) given; /* per state; UNKNOWN: not judged yet */
    RH_VEC(rh_blame_skipped) skipped;
    rh_err *err;
} walking;

enum { UNKNOWN = 255 };

/* ---- judging states ---- */

static rh_code know(walking *w, size_t state)
{
    while (w->given.n <= state)
        if (!RH_PUSH(w->keep, &w->given, UNKNOWN)) return rh_err_nomem(w->err);
    return RH_OK;
}

static rh_code commit_at(const rh_lineage_commit **out, walking *w, rh_git_id id)
{
    const rh_code code = rh_lineage_commit_at(out, w->lineage, id, w->err);
    if (code != RH_OK || (*out)->state == RH_NO_STATE) return code;
    return know(w, (*out)->state);
}

static bool is_end(const walking *w, const rh_lineage_commit *commit)
{
    return w->judge.request->has_end && rh_git_id_eq(commit->git.id, w->judge.request->end);
}

static rh_code judge_states(walking *w, const size_t *states, size_t n)
{
    const rh_register *registers[RH_BLAME_LANES];
    rh_given given[RH_BLAME_LANES];
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) {
        const rh_lineage_state *state = NULL;
        code = rh_lineage_state_at(&state, w->lineage, states[i], w->err);
        registers[i] = code == RH_OK ? state->reg : NULL;
    }
    if (code == RH_OK) code = rh_blame__judge(given, &w->judge, registers, n);
    for (size_t i = 0; code == RH_OK && i < n; i++) w->given.at[states[i]] = (uint8_t)given[i];
    return code;
}

/* Judges the state, and with it those of the next ancestors: they will be asked for soon. */
static rh_code judge_around(walking *w, const rh_lineage_commit *commit)
{
    RH_VEC(const rh_lineage_commit *) next = {0};
    size_t states[RH_BLAME_LANES], n = 0;
    if (!RH_PUSH(w->keep, &next, commit)) return rh_err_nomem(w->err);
    for (size_t i = 0; i < next.n && i < 4 * RH_BLAME_LANES && n < RH_BLAME_LANES; i++) {
        const rh_lineage_commit *c = next.at[i];
        bool is_new = c->state != RH_NO_STATE && w->given.at[c->state] == UNKNOWN;
        for (size_t k = 0; k < n && is_new; k++) is_new = states[k] != c->state;
        if (is_new) states[n++] = c->state;
        for (size_t k = 0; k < c->git.n_parents && !is_end(w, c); k++) {
            const rh_lineage_commit *parent;
            rh_code code = rh_lineage_commit_if_there(&parent, w->lineage, c->git.parents[k], w->err);
            if (code == RH_OK && parent == NULL) continue; /* told when the walk comes there */
            if (code == RH_OK && parent->state != RH_NO_STATE) code = know(w, parent->state);
            if (code != RH_OK) return code;
            if (!RH_PUSH(w->keep, &next, parent)) return rh_err_nomem(w->err);
        }
    }
    return judge_states(w, states, n);
}

static rh_code given_at(rh_given *out, walking *w, const rh_lineage_commit *commit)
{
    rh_code code = RH_OK;
    *out = RH_GIVEN_BROKEN;
    if (commit->state == RH_NO_STATE) return RH_OK;
    if (w->given.at[commit->state] == UNKNOWN) code = judge_around(w, commit);
    if (code == RH_OK) *out = (rh_given)w->given.at[commit->state];
    return code;
}

/* ---- walking ---- */

static rh_code skip(walking *w, const rh_lineage_commit *commit)
{
    const rh_lineage_state *state = NULL;
    rh_blame_skipped skipped = {.commit = rh_git_id_text(w->keep, commit->git.id)};
    if (skipped.commit.ptr == NULL) return rh_err_nomem(w->err);
    for (size_t i = 0; i < w->skipped.n; i++)
        if (rh_str_eq(w->skipped.at[i].commit, skipped.commit)) return RH_OK;
    rh_code code = RH_OK;
    if (commit->state != RH_NO_STATE) code = rh_lineage_state_at(&state, w->lineage, commit->state, w->err);
    if (code != RH_OK) return code;
    if (state != NULL && state->why.code != RH_OK) skipped.why = state->why;
    else if (state == NULL) rh_err_set(&skipped.why, RH_LOAD_MISSING, (rh_span){0}, "the commit has no register");
    else rh_err_set(&skipped.why, RH_REG_WORD, (rh_span){0}, "its conditions do not compile");
    skipped.why.span.file = rh_arena_str(w->keep, skipped.why.span.file);
    return RH_PUSH(w->keep, &w->skipped, skipped) ? RH_OK : rh_err_nomem(w->err);
}

typedef struct stride {
    const rh_lineage_commit *next;  /* gives it; NULL: none does */
    const rh_lineage_commit *other; /* loads, and does not give it */
    RH_VEC(const rh_lineage_commit *) todo;
} stride;

static rh_code push_parents(walking *w, stride *s, const rh_lineage_commit *commit)
{
    for (size_t i = 0; i < commit->git.n_parents; i++) {
        const rh_lineage_commit *parent;
        const rh_code code = commit_at(&parent, w, commit->git.parents[i]);
        if (code != RH_OK) return code;
        if (!RH_PUSH(w->keep, &s->todo, parent)) return rh_err_nomem(w->err);
    }
    return RH_OK;
}

/* The nearest ancestors that load: the first that gives it, and the first that does not. */
static rh_code stride_from(stride *s, walking *w, const rh_lineage_commit *commit)
{
    *s = (stride){0};
    rh_code code = push_parents(w, s, commit);
    for (size_t i = 0; code == RH_OK && i < s->todo.n && s->next == NULL; i++) {
        rh_given given = RH_GIVEN_BROKEN;
        code = given_at(&given, w, s->todo.at[i]);
        if (code != RH_OK) return code;
        if (given == RH_GIVEN_YES) s->next = s->todo.at[i];
        else if (given == RH_GIVEN_NO && s->other == NULL) s->other = s->todo.at[i];
        if (given != RH_GIVEN_BROKEN) continue;
        code = skip(w, s->todo.at[i]);
        if (code == RH_OK && !is_end(w, s->todo.at[i])) code = push_parents(w, s, s->todo.at[i]);
    }
    return code;
}

static rh_code find_keys(rh_blame *out, walking *w, const rh_lineage_commit *base, const rh_lineage_commit *head)
{
    const rh_lineage_state *from = NULL, *to = NULL;
    rh_code code = rh_lineage_state_at(&from, w->lineage, base->state, w->err);
    if (code == RH_OK) code = rh_lineage_state_at(&to, w->lineage, head->state, w->err);
    if (code != RH_OK) return code;
    const rh_revision a = rh_lineage_revision(w->lineage, from), b = rh_lineage_revision(w->lineage, to);
    return rh_blame__keys(out, w->keep, &w->judge, &a, &b);
}

static rh_code walk(rh_blame *out, walking *w, const rh_lineage_commit *start)
{
    stride s = {.next = start};
    const rh_lineage_commit *commit = start;
    rh_code code = RH_OK;
    while (s.next != NULL) {
        commit = s.next;
        if (is_end(w, commit)) {
            out->result = RH_BLAME_END;
            out->commit = commit->git;
            return RH_OK;
        }
        code = stride_from(&s, w, commit);
        if (code != RH_OK) return code;
    }
    out->commit = commit->git;
    out->result = s.other != NULL ? RH_BLAME_FOUND : RH_BLAME_FIRST;
    return s.other != NULL ? find_keys(out, w, s.other, commit) : RH_OK;
}

/* Whether a register can have what the pattern means; *why where it cannot. */
static rh_code can_expect(bool *out, rh_err *why, walking *w, const rh_lineage_state *state)
{
    const rh_program *program;
    rh_expect *expect;
    rh_diags diags;
    const size_t lane = 0;
    *out = false;
    if (state->reg == NULL) return RH_OK;
    rh_diags_init(&diags, w->keep);
    rh_code code = rh_program_compile(&program, w->keep, &state->reg, 1, w->judge.request->lent, &diags);
    if (code != RH_OK) return code == RH_NOMEM ? rh_err_nomem(w->err) : RH_OK;
    code = rh_expect_new(&expect, rh_memory_host(), program, &lane, 1, w->judge.request->pattern, w->err);
    if (code != RH_OK) return code;
    const rh_err *found = rh_expect_why(expect, 0);
    *out = found == NULL;
    if (found != NULL) *why = *found;
    rh_expect_dispose(expect);
    return RH_OK;
}

/* A pattern of names that neither end has is misspelt; one of an entry that is gone can be read where the search
 * ends. */
static rh_code check_pattern(walking *w, const rh_lineage_state *start)
{
    const rh_blame_request *request = w->judge.request;
    const rh_lineage_commit *end;
    const rh_lineage_state *state = NULL;
    rh_err why = {0}, unheard;
    bool is_good = false;
    rh_code code = can_expect(&is_good, &why, w, start);
    if (code == RH_OK && !is_good && request->has_end) code = commit_at(&end, w, request->end);
    else end = NULL;
    if (code == RH_OK && end != NULL && end->state != RH_NO_STATE)
        code = rh_lineage_state_at(&state, w->lineage, end->state, w->err);
    if (code == RH_OK && state != NULL) code = can_expect(&is_good, &unheard, w, state);
    if (code != RH_OK || is_good) return code;
    return rh_err_set(w->err, RH_USAGE, (rh_span){0}, "--expect: %s", why.text);
}

/* The start must load. */
static rh_code check_start(walking *w, const rh_lineage_state *state)
{
    const rh_program *program;
    rh_diags diags;
    if (state->reg == NULL) {
        if (w->err != NULL) *w->err = state->why;
        return state->why.code;
    }
    rh_diags_init(&diags, w->keep);
    const rh_code code = rh_program_compile(&program, w->keep, &state->reg, 1, w->judge.request->lent, &diags);
    if (code != RH_OK && w->err != NULL && diags.n_errors_kept > 0) *w->err = diags.errors[0];
    w->judge.start = state->reg;
    return code == RH_OK && w->judge.request->pattern != NULL ? check_pattern(w, state) : code;
}

static rh_code find(rh_blame *out, walking *w)
{
    const rh_lineage_commit *start;
    const rh_lineage_state *state = NULL;
    rh_given given;
    rh_code code = commit_at(&start, w, w->judge.request->start);
    if (code == RH_OK && start->state == RH_NO_STATE)
        code = rh_err_set(w->err, RH_LOAD_MISSING, (rh_span){0}, "the commit has no register");
    if (code == RH_OK) code = rh_lineage_state_at(&state, w->lineage, start->state, w->err);
    if (code == RH_OK) code = check_start(w, state);
    if (code == RH_OK) code = given_at(&given, w, start);
    if (code != RH_OK) return code;
    out->result = RH_BLAME_NOTHING;
    out->commit = start->git;
    return given == RH_GIVEN_YES ? walk(out, w, start) : RH_OK;
}

static rh_code copy_commit(rh_git_commit *commit, rh_arena *keep, rh_err *err)
{
    commit->author = rh_arena_str(keep, commit->author);
    commit->summary = rh_arena_str(keep, commit->summary);
    commit->parents = NULL; /* the lineage's */
    commit->n_parents = 0;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

rh_code rh_blame_find(rh_blame *out, rh_arena *keep, const rh_blame_request *request, rh_err *err)
{
    walking w = {.keep = keep, .judge = {.request = request, .err = err}, .err = err};
    rh_blame found = {0};
    rh_arena_init(&w.judge.pass, rh_memory_host(), 0);
    rh_code code = rh_lineage_open(&w.lineage, request->place, request->zones, err);
    if (code == RH_OK) code = find(&found, &w);
    if (code == RH_OK) code = copy_commit(&found.commit, keep, err);
    rh_lineage_close(w.lineage);
    rh_arena_dispose(&w.judge.pass);
    if (code != RH_OK) return code;
    found.skipped = w.skipped.at;
    found.n_skipped = w.skipped.n;
    *out = found;
    return RH_OK;
}
