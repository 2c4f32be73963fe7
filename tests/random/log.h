/* A random journey for a random tree: its events as CloudEvents text and as the core takes them, in order. */
#ifndef TESTS_RANDOM_LOG_H
#define TESTS_RANDOM_LOG_H

#include "harness/ingest/cloudevents.h"
#include "tests/random/words.h"

/* What a random event is to the invariants. */
typedef enum random_trait {
    RANDOM_PLAIN,
    RANDOM_SUGGESTION, /* of the AI: it writes fields marked `ai` and nothing else */
    RANDOM_OUTSIDER    /* a decision of somebody who may decide nothing: no reviewer, unknown, or no human */
} random_trait;

typedef struct random_event {
    rh_event event;
    random_trait trait;
    rh_str line; /* the text it was read from */
} random_event;

typedef struct random_log {
    random_event *events; /* in the order of rh_event_cmp, no two of one identity */
    size_t n;
} random_log;

/* All in keep. Ends the process without memory, or when a line is refused: the generator writes none that is. */
random_log random_journey(random_source *r, rh_arena *keep, rh_ce_reader *reader, const random_sizes *sizes);

#endif
