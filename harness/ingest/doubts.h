/* What is doubtful about a history, by the schema of a register: the data-quality part of `ingest`.
 *
 *     rh_doubts_begin(&q, keep, reg, zone, err);
 *     rh_doubts_column(q, name, n) for each column that a mapping leaves;  rh_doubts_add(q, &journey) for each journey;
 *     rh_doubts_end(&rows, &n, q, err);  rh_doubts_close(q)
 *
 * Nothing is changed by it, and no value is shown but by its form. Kinds of doubt and fields are kept in tables of a
 * fixed size, and the values that journeys share up to a number of them: what is beyond is not looked at. One thread. */
#ifndef RH_INGEST_DOUBTS_H
#define RH_INGEST_DOUBTS_H

#include "engine/program/register.h"
#include "engine/value/zone.h"
#include "harness/ingest/log.h"
#include "reports/model/ingest.h"

typedef struct rh_doubts rh_doubts;

/* reg NULL: nothing to hold journeys against, so there is no rh_doubts_add. */
RH_MUST rh_code rh_doubts_begin(rh_doubts **out, rh_arena *keep, const rh_register *reg, const rh_zone *zone,
                                 rh_err *err);
/* A column that no mapping names, with something in n rows of a file. */
void rh_doubts_column(rh_doubts *quality, rh_str name, uint64_t n);
void rh_doubts_add(rh_doubts *quality, const rh_journey *journey);
/* At most RH_DOUBTS_LISTED rows of each kind, the most frequent first. RH_NOMEM. */
enum { RH_DOUBTS_LISTED = 10 };
RH_MUST rh_code rh_doubts_end(const rh_model_quality **out, size_t *n, rh_doubts *quality, rh_err *err);
void rh_doubts_close(rh_doubts *quality); /* accepts NULL */

#endif
