/* What this program is built on: the libraries whose behaviour can show in a result, with the versions that run. */
#ifndef RH_CLI_VERSIONS_H
#define RH_CLI_VERSIONS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "reports/model/attestation.h"

/* Bytewise by name; lives in keep. */
RH_MUST rh_code rh_versions_of_libraries(const rh_model_version **out, size_t *n, rh_arena *keep, rh_err *err);

#endif
