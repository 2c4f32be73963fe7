/* Instants as report models have them. */
#ifndef RH_REPLAY_MODEL_TIME_H
#define RH_REPLAY_MODEL_TIME_H

#include "engine/base/arena.h"
#include "engine/value/time.h"
#include "reports/model/common.h"

/* Both forms of an instant; NEVER gives the null one. The text is null on no memory, and keep has failed. */
static inline rh_model_time rh_model_time_of(rh_arena *keep, rh_instant t)
{
    char text[32];
    if (rh_instant_is_never(t)) return (rh_model_time){rh_str_null(), 0};
    const size_t len = rh_instant_text(text, t);
    return (rh_model_time){rh_arena_str(keep, (rh_str){text, len}), t.s};
}

#endif
