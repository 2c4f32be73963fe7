/* Workers over batches of journeys, and the fold in order. */
#include "harness/replay/replay.h"

#include "harness/system/memory.h"

#include <pthread.h>
#include <unistd.h>

enum { BATCH = 64 };

typedef struct shared {
    const rh_replay *replay;
    pthread_mutex_t lock;
    pthread_cond_t turn;   /* next_fold moved, or failed was set */
    size_t next_batch;     /* to be taken */
    size_t next_fold;      /* the batch whose fold is due */
    uint64_t oscillated;   /* of those folded */
    bool failed;
    size_t failed_at;      /* the earliest journey that failed */
    rh_code code;
    rh_err err;
} shared;

typedef struct worker {
    shared *all;
    unsigned number;
    rh_run *run;
    rh_arena events; /* of one journey */
    rh_arena keep;   /* results of one batch */
    void *results[BATCH];
    uint64_t oscillated; /* of one batch */
} worker;

rh_code rh_replay_journey(rh_run *run, const rh_journey *journey, rh_instant as_of, rh_err *err)
{
    rh_code code = rh_run_begin(run, journey->id, err);
    for (size_t i = 0; code == RH_OK && i < journey->n_events; i++) {
        if (rh_instant_before(as_of, journey->events[i].knowntime)) break;
        code = rh_run_event(run, &journey->events[i], err);
    }
    return code == RH_OK ? rh_run_end(run, as_of, err) : code;
}

void rh_replay_note_oscillated(uint64_t *most, uint64_t n)
{
    if (most != NULL && *most < n) *most = n;
}

static rh_code load_from_log(void *ctx, unsigned number, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    (void)number, (void)arena, (void)err;
    const rh_log *log = ctx;
    *out = log->journeys[index];
    return RH_OK;
}

/* Journeys are in bytewise order: a binary search that loads as it goes. */
rh_code rh_history_find(rh_journey *out, const rh_history *history, rh_str id, rh_arena *arena, rh_err *err)
{
    size_t low = 0, high = history->n_journeys;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        rh_journey journey;
        const rh_code code = history->load(history->ctx, 0, middle, arena, &journey, err);
        if (code != RH_OK) return code;
        const int order = rh_str_cmp(journey.id, id);
        if (order == 0) {
            *out = journey;
            return RH_OK;
        }
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return rh_err_set(err, RH_JOURNEY_MISSING, (rh_span){0}, "no journey %.*s among %zu", RH_ARG(id),
                      history->n_journeys);
}

rh_history rh_history_of_log(const rh_log *log)
{
    rh_history history = {.n_journeys = log->n_journeys, .load = load_from_log};
    memcpy(&history.ctx, &log, sizeof log);
    return history;
}

static rh_code load_spread(void *ctx, unsigned thread, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const rh_history_sample *sample = ctx;
    const size_t n_all = sample->all->n_journeys, quotient = n_all / sample->n, rest = n_all % sample->n;
    return sample->all->load(sample->all->ctx, thread, index * quotient + index * rest / sample->n, arena, out, err);
}

rh_history rh_history_spread(rh_history_sample *sample, const rh_history *all, size_t most)
{
    *sample = (rh_history_sample){.all = all, .n = most < all->n_journeys ? most : all->n_journeys};
    return (rh_history){.ctx = sample, .n_journeys = sample->n, .load = load_spread};
}

static void fail(shared *all, size_t at, rh_code code, const rh_err *err)
{
    pthread_mutex_lock(&all->lock);
    if (!all->failed || at < all->failed_at) {
        all->failed_at = at;
        all->code = code;
        all->err = *err;
    }
    all->failed = true;
    pthread_cond_broadcast(&all->turn);
    pthread_mutex_unlock(&all->lock);
}

static bool take_batch(shared *all, size_t *batch)
{
    const rh_replay *replay = all->replay;
    pthread_mutex_lock(&all->lock);
    const bool is_stopped = replay->stop != NULL && atomic_load(replay->stop);
    const bool is_left = !all->failed && !is_stopped && all->next_batch * BATCH < replay->history->n_journeys;
    *batch = all->next_batch;
    if (is_left) all->next_batch++;
    pthread_mutex_unlock(&all->lock);
    return is_left;
}

static rh_code replay_one(worker *w, size_t index, void **result, rh_err *err)
{
    const rh_replay *replay = w->all->replay;
    const rh_history *history = replay->history;
    rh_journey journey;
    *result = NULL;
    rh_arena_reset(&w->events);
    rh_code code = history->load(history->ctx, w->number, index, &w->events, &journey, err);
    if (code == RH_OK && replay->begin != NULL) code = replay->begin(replay->ctx, w->number, w->run, &journey, err);
    const rh_instant until = code == RH_OK && replay->until != NULL ? replay->until(replay->ctx, &journey)
                                                                    : replay->as_of;
    if (code == RH_OK) code = rh_replay_journey(w->run, &journey, until, err);
    if (code == RH_OK && replay->oscillated != NULL) w->oscillated += rh_run_oscillated(w->run, 0);
    return code == RH_OK ? replay->judge(replay->ctx, w->run, &journey, &w->keep, result, err) : code;
}

/* Waits for the batch's turn; false when another worker failed meanwhile. */
static bool wait_turn(shared *all, size_t batch)
{
    pthread_mutex_lock(&all->lock);
    while (all->next_fold != batch && !all->failed) pthread_cond_wait(&all->turn, &all->lock);
    const bool goes_on = all->next_fold == batch;
    pthread_mutex_unlock(&all->lock);
    return goes_on;
}

static void pass_turn(shared *all)
{
    pthread_mutex_lock(&all->lock);
    all->next_fold++;
    pthread_cond_broadcast(&all->turn);
    pthread_mutex_unlock(&all->lock);
}

static bool fold_batch(worker *w, size_t first, size_t end)
{
    const rh_replay *replay = w->all->replay;
    rh_err err;
    for (size_t i = first; i < end; i++) {
        const rh_code code = replay->fold(replay->ctx, i, w->results[i - first], &err);
        if (code == RH_OK) continue;
        fail(w->all, i, code, &err);
        return false;
    }
    w->all->oscillated += w->oscillated;
    if (replay->progress != NULL) replay->progress(replay->progress_ctx, end, replay->history->n_journeys);
    return true;
}

static bool do_batch(worker *w, size_t batch)
{
    const size_t n = w->all->replay->history->n_journeys, first = batch * BATCH;
    const size_t end = n - first < BATCH ? n : first + BATCH;
    rh_err err;
    rh_arena_reset(&w->keep);
    w->oscillated = 0;
    for (size_t i = first; i < end; i++) {
        const rh_code code = replay_one(w, i, &w->results[i - first], &err);
        if (code == RH_OK) continue;
        fail(w->all, i, code, &err);
        return false;
    }
    if (!wait_turn(w->all, batch) || !fold_batch(w, first, end)) return false;
    pass_turn(w->all);
    return true;
}

static void *work(void *arg)
{
    worker *w = arg;
    size_t batch;
    while (take_batch(w->all, &batch))
        if (!do_batch(w, batch)) break;
    return NULL;
}

static unsigned thread_count(const rh_replay *replay)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = replay->n_threads != 0 ? replay->n_threads : processors > 0 ? (size_t)processors : 1;
    const size_t batches = (replay->history->n_journeys + BATCH - 1) / BATCH;
    if (n > batches) n = batches;
    if (n > RH_REPLAY_THREADS_MOST) n = RH_REPLAY_THREADS_MOST;
    return n != 0 ? (unsigned)n : 1;
}

static rh_code open_worker(worker *w, shared *all, unsigned number, rh_err *err)
{
    *w = (worker){.all = all, .number = number};
    rh_arena_init(&w->events, rh_memory_host(), 0);
    rh_arena_init(&w->keep, rh_memory_host(), 0);
    const rh_code code = rh_run_new(&w->run, rh_memory_host(), all->replay->program, err);
    if (code == RH_OK) rh_run_set_eager(w->run, all->replay->eager);
    return code;
}

static void close_worker(worker *w)
{
    rh_run_dispose(w->run);
    rh_arena_dispose(&w->events);
    rh_arena_dispose(&w->keep);
}

/* The first worker is the calling thread; a thread that can't be started means fewer, never a failure. */
static void run_workers(worker *workers, unsigned n)
{
    pthread_t threads[RH_REPLAY_THREADS_MOST];
    bool started[RH_REPLAY_THREADS_MOST] = {false};
    for (unsigned i = 1; i < n; i++) started[i] = pthread_create(&threads[i], NULL, work, &workers[i]) == 0;
    work(&workers[0]);
    for (unsigned i = 1; i < n; i++)
        if (started[i]) pthread_join(threads[i], NULL);
}

static rh_code replay_with(shared *all, worker *workers, unsigned n, rh_err *err)
{
    unsigned n_open = 0;
    rh_code code = RH_OK;
    while (code == RH_OK && n_open < n) code = open_worker(&workers[n_open], all, n_open, err), n_open++;
    if (code == RH_OK) run_workers(workers, n);
    for (unsigned i = 0; i < n_open; i++) close_worker(&workers[i]);
    if (code != RH_OK) return code;
    if (all->failed) {
        if (err != NULL) *err = all->err;
        return all->code;
    }
    if (all->next_fold * BATCH < all->replay->history->n_journeys)
        return rh_err_set(err, RH_INTERRUPTED, (rh_span){0}, "stopped after %zu of %zu journeys",
                          all->next_fold * BATCH, all->replay->history->n_journeys);
    return RH_OK;
}

rh_code rh_replay_run(const rh_replay *replay, rh_err *err)
{
    shared all = {.replay = replay};
    const unsigned n = thread_count(replay);
    const rh_host_memory host = rh_memory_host();
    worker *workers = host.take(host.ctx, n * sizeof *workers);
    if (workers == NULL) return rh_err_nomem(err);
    pthread_mutex_init(&all.lock, NULL);
    pthread_cond_init(&all.turn, NULL);
    const rh_code code = replay_with(&all, workers, n, err);
    rh_replay_note_oscillated(replay->oscillated, all.oscillated);
    pthread_cond_destroy(&all.turn);
    pthread_mutex_destroy(&all.lock);
    host.give(host.ctx, workers, n * sizeof *workers);
    return code;
}
