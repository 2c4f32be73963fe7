/* What the journeys of a store answer to the joins of a mapping, for a dry run beside it. */
#include "harness/store/store.h"

#include "harness/system/memory.h"

#include "engine/base/vec.h"

typedef struct answering {
    rh_arena *keep;
    rh_strs names;
    rh_join_key *said; /* room for one event */
    RH_VEC(rh_join_fact) facts;
} answering;

static bool add_journey(answering *a, const rh_journey *journey)
{
    const rh_str id = rh_arena_str(a->keep, journey->id);
    if (id.ptr == NULL) return false;
    for (size_t i = 0; i < journey->n_events; i++) {
        const size_t n = rh_join_says(a->said, a->keep, &journey->events[i], a->names.at, a->names.n);
        for (size_t k = 0; k < n; k++)
            if (!RH_PUSH(a->keep, &a->facts, ((rh_join_fact){a->said[k], id}))) return false;
    }
    return !rh_arena_failed(a->keep);
}

rh_code rh_store_answers(const rh_join_fact **out, size_t *n, rh_arena *keep, rh_store *store, rh_strs names,
                         rh_err *err)
{
    rh_arena arena; /* of one journey */
    rh_history history;
    answering a = {.keep = keep, .names = names, .said = RH_NEW_N(keep, names.n, rh_join_key)};
    rh_code code = a.said != NULL ? rh_store_history(&history, store, (rh_shard){0}, err) : rh_err_nomem(err);
    if (code != RH_OK) return code;
    rh_arena_init(&arena, rh_memory_host(), 0);
    for (size_t i = 0; code == RH_OK && i < history.n_journeys; i++) {
        rh_journey journey;
        rh_arena_reset(&arena);
        code = history.load(history.ctx, 0, i, &arena, &journey, err);
        if (code == RH_OK && !add_journey(&a, &journey)) code = rh_err_nomem(err);
    }
    rh_arena_dispose(&arena);
    *out = a.facts.at;
    *n = a.facts.n;
    return code;
}
