/* Slabs as the store makes and opens them. Insides of harness/store/slabs.h. */
#ifndef RH_STORE_SLABS_INSIDES_H
#define RH_STORE_SLABS_INSIDES_H

#include "harness/store/settle.h"
#include "harness/store/slabs.h"

/* STORE.slabs; NULL without memory. */
const char *rh_slabs__path(rh_arena *keep, const char *store);

/* What the store's totals say of its history. */
typedef struct rh_slabs_totals {
    uint64_t journeys, events;
    rh_instant newest;
    rh_sha256 digest;
} rh_slabs_totals;

/* Of the totals; *is_settled false: they have no digest. */
RH_MUST rh_code rh_slabs__totals(rh_slabs_totals *out, bool *is_settled, rh_db *db, rh_err *err);

/* ---- writing: by whoever holds the store's lock ---- */

typedef struct rh_slabs_maker rh_slabs_maker;

/* A file that is made of journeys as they come, unseen until it is committed. Nothing is written before there is a
 * slab of them. RH_NOMEM. names are borrowed. */
RH_MUST rh_code rh_slabs__begin(rh_slabs_maker **out, const char *store, const rh_names *names, rh_settle_told told,
                                rh_err *err);
/* The next journey, in bytewise order of ids, of one event. False: there will be no file, whatever comes. */
bool rh_slabs__add(rh_slabs_maker *maker, rh_str id, rh_str digest, rh_str blob);
bool rh_slabs__has_any(const rh_slabs_maker *maker);
/* *is_made: the journeys are those of the totals, and their file is there. RH_NOMEM, RH_OUTPUT_CREATE,
 * RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_slabs__commit(bool *is_made, rh_slabs_maker *maker, const rh_slabs_totals *totals, rh_err *err);
void rh_slabs__end(rh_slabs_maker *maker); /* accepts NULL */

/* Makes the file as the settled store asks for: written where its history is one snapshot and none that is whole
 * serves it already, else removed. made: the maker that got every journey of the store, or none, while it was settled;
 * NULL: there was no such. Errors leave none that lies, and the store as it was; so does is_stopped, which is no error.
 * RH_NOMEM, RH_OUTPUT_CREATE, RH_OUTPUT_WRITE, errors of the store. */
RH_MUST rh_code rh_slabs__renew(const char *store, rh_db *db, const rh_names *names, rh_slabs_maker *made,
                                rh_settle_told told, rh_err *err);
/* Removes the file, if there is one, and what is being written or was left of one. RH_OUTPUT_WRITE. */
RH_MUST rh_code rh_slabs__remove(const char *store, rh_err *err);

/* ---- reading ---- */

/* *out NULL: there are none that serve a store of these totals. sums: what the journeys of the slabs say, whose digest
 * is that of the totals. RH_NOMEM. store is borrowed until close. */
RH_MUST rh_code rh_slabs__open(rh_slabs **out, rh_store_sums *sums, const char *store,
                               const rh_slabs_totals *totals, rh_err *err);
void rh_slabs__close(rh_slabs *slabs); /* accepts NULL */
/* Every checksum. */
RH_MUST rh_code rh_slabs__check(const rh_slabs *slabs, rh_err *err);
/* RH_SHA256_BYTES that the journey at a row had when the slabs were written. */
rh_str rh_slabs__digest(const rh_slabs *slabs, size_t row);
/* *is_found false: none has that id. */
void rh_slabs__find(size_t *row, bool *is_found, const rh_slabs *slabs, rh_str id);

#endif
