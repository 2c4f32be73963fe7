/* Settling: from staged records to journeys, in one transaction. Insides of store.h.
 *
 *     judge    which identities stand more than once: duplicates, conflicts (rulings 5, 6)
 *     join     to which journeys the joins of records lead (link.h)
 *     merge    chunks and old blobs to new blobs, journey by journey; a journey of one chunk has its blob
 *     count    what became of each file's records; the sums must agree
 *
 * It reads what is staged sequentially and holds one journey in memory, plus a bit for each item. */
#ifndef RH_STORE_SETTLE_H
#define RH_STORE_SETTLE_H

#include "harness/store/names.h"

#include "harness/system/sha256.h"

/* Items that give no event: duplicates, conflicts, and those of files that were cut short. */
typedef struct rh_dead_items {
    unsigned char *bits;
    int64_t n;
} rh_dead_items;

static inline bool rh_dead__has(const rh_dead_items *dead, int64_t item)
{
    return item < 0 || item >= dead->n || (dead->bits[item / 8] >> (item % 8) & 1) != 0;
}

/* Of a set that says only what is in it. */
static inline bool rh_linked__has(const rh_dead_items *linked, int64_t item)
{
    return item < linked->n && rh_dead__has(linked, item);
}

/* Names of journeys. */
typedef struct rh_journey_names {
    rh_str *at; /* bytewise, each once */
    size_t n;
} rh_journey_names;

/* Who is told how far it is, and who may stop it, as rh_ingest_options has them. Zeroed: nobody. */
typedef struct rh_settle_told {
    void (*step)(void *ctx, const char *what, uint64_t n_done, uint64_t n_all);
    void *ctx;
    bool (*is_stopped)(void *ctx);
    void *is_stopped_ctx;
} rh_settle_told;

static inline void rh_settle__tell(rh_settle_told told, const char *what, uint64_t n_done, uint64_t n_all)
{
    if (told.step != NULL) told.step(told.ctx, what, n_done, n_all);
}

enum { RH_SETTLE_TELL_EVERY = 512 }; /* of what is counted */

/* Sets the bits of the items, or ranges of items, that a statement gives. */
RH_MUST rh_code rh_judge__mark(rh_dead_items *dead, rh_db *db, rh_sql sql, bool is_range, rh_err *err);

/* Writes fates. `touched` are the journeys of events that an earlier ingest accepted and that now conflict; it and the
 * bits live in keep. */
RH_MUST rh_code rh_judge__all(rh_dead_items *dead, rh_journey_names *touched, rh_arena *keep, rh_db *db,
                              rh_settle_told told, rh_err *err);

/* The items whose events stand beside the chunks: those of joined records. */
RH_MUST rh_code rh_merge__linked(rh_dead_items *out, rh_arena *keep, rh_db *db, rh_err *err);

struct rh_slabs_maker; /* harness/store/slabs/insides.h */

/* Writes journeys and blobs. maker (may be NULL) gets the journeys where all of them are written. */
RH_MUST rh_code rh_merge__all(rh_db *db, const rh_names *names, const rh_dead_items *dead,
                              const rh_journey_names *touched, struct rh_slabs_maker *maker, rh_settle_told told,
                              rh_err *err);

/* What totals and journeys say. */
typedef struct rh_store_sums {
    int64_t journeys, events;
    bool has_newest;
    int64_t newest_s, newest_ns;
    rh_sha256 digest;
    uint64_t real, mixed, synthetic; /* journeys with no, some, only synthetic events */
    uint64_t exact, partial, none;   /* with no, some, only events of a final snapshot */
    bool is_known; /* false: nobody has counted yet */
} rh_store_sums;

/* Judges, joins, merges, counts and commits, when there is something to settle, or in any case; out (may be NULL) is
 * then what it wrote, else it is untouched. RH_INGEST_STOPPED: told to, and what was staged stays staged. */
RH_MUST rh_code rh_settle__all(rh_store_sums *out, rh_db *db, const rh_names *names, bool in_any_case,
                               struct rh_slabs_maker *maker, rh_settle_told told, rh_err *err);

/* The same inside a transaction of the caller's, in any case. */
RH_MUST rh_code rh_settle__now(rh_db *db, const rh_names *names, rh_err *err);

/* What the journeys say, each gone through. */
RH_MUST rh_code rh_settle__sums(rh_store_sums *out, rh_db *db, rh_err *err);

#endif
