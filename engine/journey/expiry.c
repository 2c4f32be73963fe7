/* When approvals end: each core of a branch may have an instant of its own, and parts where one of them is there. */
#include "engine/journey/branch.h"

/* Of an approval that was given then; NEVER: it does not end. False where the holiday calendar lacks the year. */
static bool end_of(rh_instant *out, const rh_branch *b, size_t core, rh_instant given)
{
    const rh_policy *policy = &b->stratum->cores.at[core]->policy;
    *out = RH_INSTANT_NEVER;
    return !policy->has_approval_valid ||
           rh_calendar_add(b->stratum->reg->calendar, out, given, policy->approval_valid);
}

static bool is_alike(const rh_branch *b, size_t core)
{
    return rh_program_same_approval(&b->stratum->cores.at[core]->policy, &b->stratum->cores.at[b->core]->policy);
}

bool rh_branch_start_expiry(rh_branch *b, uint32_t entry)
{
    rh_entry_state *state = &b->entries[entry];
    state->released_at = b->now;
    if (!end_of(&state->expiry_due, b, b->core, b->now)) return false;
    for (size_t k = rh_branch_next_rider(b, 0); k < b->stratum->cores.n; k = rh_branch_next_rider(b, k + 1)) {
        rh_instant its;
        if (is_alike(b, k)) continue;
        if (end_of(&its, b, k, b->now)) state->expiry_due = rh_instant_min(state->expiry_due, its);
        else rh_branch_part(b, k);
    }
    state->expiry_waits = !rh_instant_is_never(state->expiry_due);
    return true;
}

/* That the calendar has the year is known since the approval was given. */
static bool is_over(const rh_branch *b, size_t core, rh_instant given)
{
    rh_instant end;
    return end_of(&end, b, core, given) && !rh_instant_before(b->now, end);
}

bool rh_branch_is_expired(rh_branch *b, uint32_t entry)
{
    const rh_entry_state *state = &b->entries[entry];
    if (rh_instant_before(b->now, state->expiry_due)) return false;
    const bool mine = is_over(b, b->core, state->released_at);
    for (size_t k = rh_branch_next_rider(b, 0); k < b->stratum->cores.n; k = rh_branch_next_rider(b, k + 1))
        if (!is_alike(b, k) && is_over(b, k, state->released_at) != mine) rh_branch_part(b, k);
    return mine;
}

/* The first end among the cores of the branch, and the lanes of those whose end it is. */
static rh_instant find_first(uint64_t *lanes, const rh_branch *b, rh_instant given)
{
    const rh_stratum *s = b->stratum;
    rh_instant first = RH_INSTANT_NEVER, end;
    for (size_t k = 0; k < s->cores.n; k++) {
        if (k != b->core && !rh_bits_has(b->riders, k)) continue;
        if (!end_of(&end, b, k, given) || rh_instant_before(first, end)) continue;
        if (rh_instant_before(end, first)) memset(lanes, 0, b->program->n_words * sizeof *lanes);
        first = end;
        for (size_t w = 0; w < b->program->n_words; w++) lanes[w] |= b->lanes[w] & s->of_core.at[k][w];
    }
    return first;
}

bool rh_branch_expires(uint64_t *waiting, rh_branch *b, rh_timer timer)
{
    rh_entry_state *state = &b->entries[timer.entry];
    if (b->stratum->cores.n == 1) return true;
    state->expiry_due = find_first(waiting, b, state->released_at);
    b->timers_are_stale = true;
    if (rh_instant_cmp(state->expiry_due, timer.at) != 0) return false;
    for (size_t w = 0; w < b->program->n_words; w++) waiting[w] = b->lanes[w] & ~waiting[w];
    return true;
}
