/* One watch a worker, and the replay that they watch. */
#include "harness/review/watching.h"

rh_code rh_watching_open(rh_watching *w, rh_arena *arena, rh_host_memory host, rh_err *err)
{
    w->watches = RH_NEW_N(arena, RH_REPLAY_THREADS_MOST, rh_watch);
    if (w->watches == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < RH_REPLAY_THREADS_MOST; i++)
        rh_watch_init(&w->watches[i], host, w->spec.plan, w->spec.periods, w->spec.n_periods);
    return RH_OK;
}

void rh_watching_dispose(rh_watching *w)
{
    for (size_t i = 0; w->watches != NULL && i < RH_REPLAY_THREADS_MOST; i++) rh_watch_dispose(&w->watches[i]);
    w->watches = NULL;
}

static rh_code begin(void *ctx, unsigned worker, rh_run *run, const rh_journey *journey, rh_err *err)
{
    (void)journey;
    const rh_watching *w = ctx;
    return rh_watch_begin(&w->watches[worker], run, err);
}

rh_code rh_watching_run(const rh_watching *w, const rh_replay *replay, rh_err *err)
{
    rh_replay mine = *replay;
    mine.program = w->spec.program;
    mine.as_of = w->spec.as_of;
    mine.begin = begin;
    return rh_replay_run(&mine, err);
}
