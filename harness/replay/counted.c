/* A history that counts what is loaded from it. */
#include "harness/replay/counted.h"
#include "harness/replay/model_time.h"

static rh_code load(void *ctx, unsigned worker, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    rh_counted *counted = ctx;
    const rh_code code = counted->all->load(counted->all->ctx, worker, index, arena, out, err);
    if (code != RH_OK) return code;
    rh_counted_journey sums = {.is_loaded = true};
    for (size_t i = 0; i < out->n_events; i++) {
        const rh_event *event = &out->events[i];
        if (rh_instant_before(counted->as_of, event->knowntime)) break;
        if (sums.n_events++ == 0) sums.since = event->knowntime;
        sums.until = event->knowntime;
        sums.n_synthetic += event->is_synthetic;
        sums.n_snapshot += event->is_snapshot;
    }
    counted->journeys[index] = sums;
    return RH_OK;
}

static rh_code check(void *ctx, size_t index, rh_err *err)
{
    const rh_counted *counted = ctx;
    return counted->all->check(counted->all->ctx, index, err);
}

rh_code rh_counted_begin(rh_counted *out, rh_arena *keep, const rh_history *history, rh_instant as_of, rh_err *err)
{
    rh_counted_journey *journeys = RH_NEW_N(keep, history->n_journeys, rh_counted_journey);
    if (journeys == NULL) return rh_err_nomem(err);
    *out = (rh_counted){.all = history, .as_of = as_of, .journeys = journeys};
    out->history = (rh_history){out, history->n_journeys, load, history->check != NULL ? check : NULL};
    return RH_OK;
}

static void add(rh_model_history *out, const rh_counted_journey *journey)
{
    const bool is_real = journey->n_synthetic == 0;
    const bool is_made_up = !is_real && journey->n_synthetic == journey->n_events;
    const bool is_exact = journey->n_snapshot == 0;
    const bool is_final = !is_exact && journey->n_snapshot == journey->n_events;
    out->real += is_real;
    out->synthetic += is_made_up;
    out->mixed += !is_real && !is_made_up;
    out->exact += is_exact;
    out->none += is_final;
    out->partial += !is_exact && !is_final;
    out->events += journey->n_events;
    out->synthetic_events += journey->n_synthetic;
}

void rh_counted_fill(rh_model_history *out, const rh_counted *counted, rh_arena *keep)
{
    const rh_counted_journey *first = NULL, *last = NULL;
    out->is_end_unknown = true;
    for (size_t i = 0; i < counted->history.n_journeys; i++) {
        const rh_counted_journey *journey = &counted->journeys[i];
        if (!journey->is_loaded) continue;
        add(out, journey);
        if (journey->n_events == 0) continue;
        if (first == NULL || rh_instant_before(journey->since, first->since)) first = journey;
        if (last == NULL || rh_instant_before(last->until, journey->until)) last = journey;
    }
    if (first == NULL) return;
    out->since = rh_model_time_of(keep, first->since);
    out->until = rh_model_time_of(keep, last->until);
}
