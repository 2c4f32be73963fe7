/* The search: one variable after the other, given up as soon as a goal cannot come true any more. */
#include "engine/lint/insides.h"

enum { MAX_VARS = 48, MAX_EVALUATIONS = 40000 };

typedef struct searching {
    rh_lab *lab;
    const rh_goal *goals;
    size_t n_goals;
    rh_lint_slots vars, atoms;
    rh_lint_choices *choices; /* per variable */
    bool gave_up;
} searching;

static void collect(searching *s)
{
    rh_lab *lab = s->lab;
    for (size_t g = 0; g < s->n_goals; g++) rh_lab__atoms(lab, s->goals[g].formula, &s->atoms);
    for (size_t a = 0; a < s->atoms.n; a++) {
        rh_lint_atom *atom = &lab->atoms.at[s->atoms.at[a]];
        atom->level = 0;
        for (size_t v = 0; v < atom->vars.n; v++) {
            size_t at = 0;
            while (at < s->vars.n && s->vars.at[at] != atom->vars.at[v]) at++;
            if (at == s->vars.n && !RH_PUSH(lab->keep, &s->vars, atom->vars.at[v])) lab->failed = true;
            if (atom->level < at + 1) atom->level = (uint32_t)at + 1;
        }
    }
}

/* Evaluates what becomes known at this level; false when a goal is lost. */
static bool stands(searching *s, uint32_t level)
{
    rh_lab *lab = s->lab;
    for (size_t a = 0; a < s->atoms.n; a++) {
        rh_lint_atom *atom = &lab->atoms.at[s->atoms.at[a]];
        if (atom->level != level) continue;
        if (lab->budget == 0) {
            s->gave_up = true;
            return false;
        }
        lab->budget--;
        atom->truth = rh_lab__evaluate(lab, s->atoms.at[a]);
    }
    for (size_t g = 0; g < s->n_goals; g++)
        if ((rh_lab__truth(lab, s->goals[g].formula, level) & (s->goals[g].wants | RH_IS_UNKNOWN)) == 0) return false;
    return true;
}

/* level variables are set. Recursion is bounded by MAX_VARS. */
static bool try_from(searching *s, uint32_t level)
{
    if (level == s->vars.n) return true;
    const uint32_t slot = s->vars.at[level];
    for (size_t i = 0; i < s->choices[level].n && !s->gave_up; i++) {
        s->lab->slots[slot] = s->choices[level].at[i].typed;
        s->lab->chosen[slot] = s->choices[level].at[i].json;
        if (stands(s, level + 1) && try_from(s, level + 1)) return true;
    }
    s->lab->slots[slot] = rh_null();
    return false;
}

static bool is_exact(const searching *s)
{
    if (s->lab->is_partial) return false;
    for (size_t g = 0; g < s->n_goals; g++)
        if (!rh_lab__is_exact(s->lab, s->goals[g].formula)) return false;
    return true;
}

rh_search rh_lab__search(rh_lab *lab, const rh_goal *goals, size_t n, rh_lint_slots *vars)
{
    searching s = {.lab = lab, .goals = goals, .n_goals = n};
    memset(lab->slots, 0, lab->s->n_slots * sizeof *lab->slots);
    for (uint32_t i = 0; i < lab->reg->n_fields; i++) lab->slots[i] = rh_shape_absent(&lab->reg->fields[i].shape);
    lab->is_partial = false;
    collect(&s);
    if (lab->failed || s.vars.n > MAX_VARS) return RH_SEARCH_GAVE_UP;
    s.choices = RH_NEW_N(lab->keep, s.vars.n + 1, rh_lint_choices);
    for (size_t i = 0; s.choices != NULL && i < s.vars.n; i++) s.choices[i] = rh_lab__choices(lab, s.vars.at[i]);
    if (s.choices == NULL || lab->failed) return RH_SEARCH_GAVE_UP;
    lab->budget = MAX_EVALUATIONS;
    const bool is_found = stands(&s, 0) && try_from(&s, 0);
    if (vars != NULL) *vars = s.vars;
    if (is_found) return RH_SEARCH_FOUND;
    return s.gave_up || !is_exact(&s) ? RH_SEARCH_GAVE_UP : RH_SEARCH_NONE;
}
