/* The lints of a revision, with its clean fixtures as the journeys that witnesses are played on. */
#ifndef RH_AUTHOR_LINTS_H
#define RH_AUTHOR_LINTS_H

#include "engine/lint/lint.h"
#include "harness/load/revision.h"

typedef struct rh_lints_spec {
    const rh_program *program;
    size_t lane;
    const rh_revision *revision; /* of that lane */
    bool has_today;              /* else expiry is not judged (T9: there is no other clock) */
    rh_instant today;
} rh_lints_spec;

/* Adds the fixtures of a revision to a request, as bases. */
RH_MUST rh_code rh_lints_bases(rh_lint_request *request, rh_arena *keep, const rh_revision *revision, rh_err *err);
/* A fixture that cannot be read is passed over here: the tests that name it say so. Everything lives in keep. */
RH_MUST rh_code rh_lints_find(rh_lints *out, rh_arena *keep, const rh_lints_spec *spec, rh_err *err);

#endif
