/* Which journey the rows of an export belong to that do not name one: the identity rules of mappings (FORMATS.md
 * section 9, `joins`).
 *
 * A row has keys, in order: a fact and the value that it must have. The first key that any journey has decides: exactly
 * one journey is the row's, several are candidates and none is chosen. A row that nothing answers to stands in the
 * journey that its mapping gives it, if it gives one, else in none.
 *
 * What a row says of its journey can answer for other rows, so rows are resolved in rounds, each from what all earlier
 * rounds told, and what a later round makes ambiguous is taken back. So the result depends on the rows and facts
 * alone, never on the order in which they came (FAULTS.md I14). Pure, but for being stopped; one thread a call. */
#ifndef RH_INGEST_JOIN_H
#define RH_INGEST_JOIN_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/journey/event.h"

/* X(NAME, word): how a value is compared. */
#define RH_JOIN_WAYS(X)                                                                                                \
    X(EXACT, "exact")                                                                                                  \
    X(EMAIL, "email")   /* without regard to case and spaces around */                                                 \
    X(DOMAIN, "domain") /* of an e-mail address or a web address, likewise, without www. */

typedef enum rh_join_way {
#define X(NAME, word) RH_JOIN_##NAME,
    RH_JOIN_WAYS(X)
#undef X
        RH_N_JOIN_WAYS
} rh_join_way;

/* `on` is namespace.field, or type.key of an event's data, then ` by ` and the way when it is not exact. */
typedef struct rh_join_key {
    rh_str on, value; /* value: as the way has it, never empty */
} rh_join_key;

typedef struct rh_join_row {
    const rh_join_key *keys; /* in the order of the mapping */
    size_t n_keys;
    rh_str subject;          /* where it stands when nothing answers; null: nowhere */
    const rh_join_key *says; /* what its events say of their journey */
    size_t n_says;
    /* The result. */
    rh_str journey;           /* null: none, or several */
    rh_str on;                /* what decided; null: nothing */
    const rh_str *candidates; /* when there are several, bytewise; at most RH_JOIN_CANDIDATES are kept */
    size_t n_candidates;
} rh_join_row;

enum { RH_JOIN_CANDIDATES = 8 };

/* A fact of a journey that was told without a join. */
typedef struct rh_join_fact {
    rh_join_key key;
    rh_str journey;
} rh_join_fact;

/* Who may stop it, asked every few thousand looks at a row. Zeroed: nobody. */
typedef struct rh_join_stop {
    bool (*is_asked)(void *ctx);
    void *ctx;
} rh_join_stop;

/* Fills in the results. Texts of results are borrowed from rows and facts; lists live in keep. RH_NOMEM,
 * RH_INGEST_STOPPED: then the results say nothing. */
RH_MUST rh_code rh_join_resolve(rh_arena *keep, rh_join_row *rows, size_t n_rows, const rh_join_fact *facts,
                                size_t n_facts, rh_join_stop stop, rh_err *err);

/* The value as a way compares it; null when there is nothing to compare. Lives in keep. */
rh_str rh_join_value(rh_arena *keep, rh_str text, rh_join_way way);
/* What an event says under each of the n names (as keys have them), written to `out`, which has room for n: a text, or
 * a whole number in decimal. Returns how many. */
size_t rh_join_says(rh_join_key *out, rh_arena *keep, const rh_event *event, const rh_str *names, size_t n);
/* The error of a row that no journey is found for: RH_EVENT_JOURNEY (I15) or RH_JOIN_SEVERAL with the candidates, as
 * they may be shown (scratch holds them for the while). */
rh_code rh_join_error(rh_err *err, rh_arena *scratch, rh_span span, const rh_join_row *row);

#endif
