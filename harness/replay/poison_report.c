/* Poison as a report model. */
#include "harness/replay/poison.h"

#include "harness/replay/model_time.h"

static rh_model_leak leak_row(rh_arena *keep, const rh_leak *leak)
{
    const bool is_later = leak->kind == RH_LEAK_LATER;
    return (rh_model_leak){.kind = is_later ? RH_STR("later") : RH_STR("snapshot"),
                           .journey = leak->journey,
                           .action = leak->action,
                           .at = rh_model_time_of(keep, leak->at),
                           .was = leak->was,
                           .became = leak->became,
                           .event = leak->event,
                           .facts = leak->facts,
                           .known = rh_model_time_of(keep, is_later ? RH_INSTANT_NEVER : leak->known)};
}

rh_code rh_poison_fill(rh_poison_report *out, rh_arena *keep, const rh_poison *poison, rh_err *err)
{
    rh_model_leak *leaks = RH_NEW_N(keep, poison->leaks.n, rh_model_leak);
    if (leaks == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < poison->leaks.n; i++) leaks[i] = leak_row(keep, &poison->leaks.at[i]);
    out->verdicts = poison->verdicts;
    out->replays = poison->replays;
    out->suspects = poison->suspects;
    out->leaks = leaks;
    out->n_leaks = poison->leaks.n;
    out->n_leaks_all = poison->n_leaks;
    return rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}
