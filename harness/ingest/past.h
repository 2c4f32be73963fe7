/* For every row of a file the row before it, in memory that does not grow with the file. Insides of mappings with a
 * history.
 *
 *     rh_past_open(&past, path, err);  rh_past_put(past, n, key, order, text, bytes, err) for each row;
 *     rh_past_settle(past, err);  rh_past_get(&bytes, past, n, err) ...;  rh_past_close(past)
 *
 * What is put stands in a database of SQLite's that has no name: what does not fit into its cache goes to a file in the
 * system's folder for such files, which is removed before it is written, so that nothing is left of it whatever
 * happens. One past, one thread. */
#ifndef RH_INGEST_PAST_H
#define RH_INGEST_PAST_H

#include "engine/base/err.h"
#include "engine/value/value.h"

#include <stdint.h>

typedef struct rh_past rh_past;

/* path: the file whose rows these are, for errors; borrowed. RH_MAP_PAST, as all others. */
RH_MUST rh_code rh_past_open(rh_past **out, const char *path, rh_err *err);
void rh_past_close(rh_past *past); /* accepts NULL */

/* The row of number n: rows of one key are ordered by `order`; of those that agree in it the one with the greater text
 * counts as the later, and none is before another. Numbers differ. */
RH_MUST rh_code rh_past_put(rh_past *past, uint64_t n, rh_str key, rh_value order, rh_str text, rh_str bytes,
                            rh_err *err);
/* Finds for each row the last one of its key that is earlier in order. Once, when all are there. */
RH_MUST rh_code rh_past_settle(rh_past *past, rh_err *err);
/* The bytes of the row before the n-th; null when there is none. Borrowed until the next call. */
RH_MUST rh_code rh_past_get(rh_str *out, rh_past *past, uint64_t n, rh_err *err);

#endif
