/* Inside judging: the sorted lists that one journey and the sum of many keep alike. */
#ifndef RH_REPLAY_JUDGING_INSIDES_H
#define RH_REPLAY_JUDGING_INSIDES_H

#include "harness/replay/judging.h"

/* Each adds to the row of that key, made when it is the first; false on no memory. What is new is copied into arena. */
bool rh_judging__rate(rh_judging *into, rh_arena *arena, const rh_rate *rate);
bool rh_judging__hold(rh_judging *into, rh_arena *arena, const rh_hold_time *hold);
/* Of one journey: it counts once, however often it is told of. */
bool rh_judging__field(rh_judging *into, rh_arena *arena, rh_str field);
/* Keeps the row if it is among the first; the caller counts. */
bool rh_judging__row(rh_judging *into, rh_arena *arena, const rh_judged_row *row);

#endif
