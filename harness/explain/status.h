/* The status of a journey as its customer may read it. */
#ifndef RH_EXPLAIN_STATUS_H
#define RH_EXPLAIN_STATUS_H

#include "harness/ingest/log.h"
#include "harness/explain/explain.h"
#include "reports/model/status.h"

/* Of the states that the journey went through up to the request's instant, and of the actions with `customer: true`
 * that history did or the core carried out: their titles and when, and nothing else. Texts in keep, or the register's.
 * RH_NOMEM, and the errors of replay. */
RH_MUST rh_code rh_status_of(rh_status_report *out, rh_arena *keep, const rh_explain_request *request, rh_err *err);

#endif
