/* What a change that lets nothing more through by itself sets in motion: an entry is open more often or for longer, a
 * journey stands still more often, an action waits. Conditions read what is open and what was done, so others may hold
 * less for it, or be let go.
 *
 * A rule says what moves, then has it spread: what rises with it (an entry that opens more often for it, a release that
 * falls) moves further things. What may turn the wrong way is found, and is unknown. */
#ifndef RH_COMPARE_LOOSENING_RIPPLE_H
#define RH_COMPARE_LOOSENING_RIPPLE_H

#include "harness/compare/loosening_insides.h"

enum { RH_RIPPLE_NAME_BYTES = 200 };

typedef enum rh_move_way {
    RH_MOVES_UP,    /* more is open: paused more often, more items, the oldest longer, the first clock ends earlier */
    RH_MOVES_LATER, /* done later, and so is what follows upon it: that is not minded */
    RH_MOVES_ANYHOW
} rh_move_way;

typedef enum rh_move {
    RH_MOVE_OPEN,  /* an entry is open that was not, or for longer */
    RH_MOVE_CLOCK, /* of one that was: it opens earlier, so that its clocks run out earlier, and it has none then */
    RH_MOVE_STOPS,
    RH_MOVE_DONE,
    RH_N_MOVES
} rh_move;

typedef struct rh_ripple {
    rh_text_judge *judge;
    const char *key;
    rh_str says;             /* "E7 is new" */
    bool moves[RH_N_MOVES];
    bool *is_late; /* by action of the head: may run by itself later than before */
    bool *has_risen;         /* by entry of the head: it may be open more often, and was counted */
    const char **made;       /* by field of the head: its name where it is made of what moves; else NULL */
} rh_ripple;

/* Nothing moves yet. key: of the findings. */
void rh_ripple__begin(rh_ripple *r, rh_text_judge *j, const char *key, rh_str says);
/* An entry of the head that is new; one that stood in the base and may open earlier, again, or stay open for longer. */
void rh_ripple__is_new(rh_ripple *r, const rh_entry *e);
void rh_ripple__opens(rh_ripple *r, const rh_entry *e);
/* Clocks run out earlier. */
void rh_ripple__is_faster(rh_ripple *r);
/* Journeys stand still that did not. */
void rh_ripple__stops(rh_ripple *r);
/* An action of the head, and what is of its family. */
void rh_ripple__waits(rh_ripple *r, uint32_t action);
/* Finds whatever may turn the wrong way. */
void rh_ripple__spread(rh_ripple *r);

/* Whether the condition may turn false (else: true) when what it reads by that name moves so. */
bool rh_ripple__reads(const rh_ripple *r, const rh_source *source, const char *name);
bool rh_ripple__may_turn(const rh_ripple *r, const rh_source *source, const char *name, rh_move_way way, bool to_false);

#endif
