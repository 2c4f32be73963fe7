/* Changed decisions as an attestation states them: rows of a diff that are alike in everything but their journey and
 * instant are one, with their number. No journey is named, so that one that is forgotten later leaves no trace in what
 * is signed. */
#ifndef RH_ATTEST_CHANGED_H
#define RH_ATTEST_CHANGED_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "reports/model/attestation.h"

/* Of the rows that the diff lists, in a fixed order: class, kind, then texts bytewise. Texts are the diff's. */
RH_MUST rh_code rh_changed_of(const rh_model_changed **out, size_t *n, rh_arena *keep, const rh_diff_report *diff,
                              rh_err *err);

#endif
