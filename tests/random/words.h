/* The vocabulary of random registers and logs: names, values, conditions. All from one seed, the same on every
 * machine. */
#ifndef TESTS_RANDOM_WORDS_H
#define TESTS_RANDOM_WORDS_H

#include "engine/base/buf.h"
#include "tests/reference/random.h"

/* What a tree has so many of; their names are s0.. (states), act.a0.. (actions), E00.. (entries). */
typedef struct random_sizes {
    unsigned n_states, n_actions, n_entries;
    bool has_side; /* the side state `aside` */
} random_sizes;

/* Where a condition stands, which says what it may read. */
typedef enum random_place {
    RANDOM_IN_DERIVED, /* facts */
    RANDOM_IN_RELEASE, /* all but what the AI says: `release`, `auto` */
    RANDOM_IN_WHEN,    /* what the AI says, too: guards, lifts, alerts */
    RANDOM_IN_ENTRY    /* and what is of one entry: its `when` */
} random_place;

void random_condition(rh_buf *out, random_source *r, const random_sizes *sizes, random_place place);

/* True once in n. */
bool random_once_in(random_source *r, uint64_t n);
/* One of the words between blanks; static. */
rh_str random_word(random_source *r, const char *words);
/* act.aN or, once in a while, the family act.all. */
void random_action(rh_buf *out, random_source *r, const random_sizes *sizes);

#define RANDOM_PLANS "pro free team"
#define RANDOM_TAGS "red green blue"
#define RANDOM_SEGMENTS "small middle large"
#define RANDOM_AREAS "billing scope legal"

#endif
