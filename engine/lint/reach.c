/* Which states can be reached, and in which of them an entry may be open. */
#include "engine/lint/insides.h"

static void put_state(rh_lab *lab, uint32_t state)
{
    const rh_str id = state == RH_STATE_NONE ? RH_STR("none") : lab->reg->states[state].id;
    if (!RH_PUSH(lab->keep, &lab->states, rh_string(id))) lab->failed = true;
}

static bool is_reached(const rh_lab *lab, uint32_t state)
{
    return state == RH_STATE_NONE || lab->reached[state];
}

/* Whether the transition leads on from this state: its guard is not certain to be false there. */
static bool may_pass(rh_lab *lab, size_t transition, uint32_t from)
{
    const rh_goal goal = {lab->guards[transition], RH_IS_TRUE};
    lab->states.n = 0;
    put_state(lab, from);
    return rh_lab__search(lab, &goal, 1, NULL) != RH_SEARCH_NONE;
}

static bool follow(rh_lab *lab, size_t i)
{
    const rh_transition *t = &lab->reg->transitions[i];
    if (t->to == RH_STATE_RETURN || lab->reached[t->to]) return false;
    for (size_t k = 0; k < t->n_from; k++) {
        if (!is_reached(lab, t->from[k]) || !may_pass(lab, i, t->from[k])) continue;
        lab->reached[t->to] = true;
        return true;
    }
    return false;
}

void rh_lab__reach(rh_lab *lab)
{
    for (bool goes_on = true; goes_on && !lab->failed;) {
        goes_on = false;
        for (size_t i = 0; i < lab->reg->n_transitions; i++) goes_on = follow(lab, i) || goes_on;
    }
}

static bool holds(rh_range window, uint32_t state)
{
    return window.is_any || (state >= window.first && state <= window.last);
}

bool rh_lab__enter_both(rh_lab *lab, rh_range a, rh_range b)
{
    lab->states.n = 0;
    if (a.is_any && b.is_any) put_state(lab, RH_STATE_NONE);
    for (uint32_t i = 0; i < lab->reg->n_states; i++) {
        const rh_state *state = &lab->reg->states[i];
        if (!state->is_side && !state->is_final && lab->reached[i] && holds(a, i) && holds(b, i)) put_state(lab, i);
    }
    if (lab->states.n == 0) return false;
    /* A side state stands where its return_to stands, which may be any of these. */
    for (uint32_t i = 0; i < lab->reg->n_states; i++)
        if (lab->reg->states[i].is_side && lab->reached[i]) put_state(lab, i);
    return !lab->failed;
}

bool rh_lab__enter(rh_lab *lab, rh_range window)
{
    return rh_lab__enter_both(lab, window, window);
}
