/* What an attestation states against what the world has: the checks of `verify` that compare, each by itself.
 *
 * Each gives the result and, in words, what was held against what. Texts live in keep; null where there was no memory.
 */
#ifndef RH_ATTEST_CHECKS_H
#define RH_ATTEST_CHECKS_H

#include "harness/attest/statement.h"
#include "reports/model/verify.h"

/* Whether it is in force on that day: made before it, expiring after it. */
rh_model_checked rh_check_day(rh_arena *keep, const rh_stated *stated, rh_instant today);
/* Commit, tree and canonical digest of head and base. wanted: the commit that the attestation must be of; null: any. */
rh_model_checked rh_check_register(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found,
                                   rh_str wanted);
rh_model_checked rh_check_policy(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found);
rh_model_checked rh_check_inputs(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found);
/* Tool and zone data. Libraries that differ are told, and judged by whether the replay states the same. */
rh_model_checked rh_check_versions(rh_arena *keep, const rh_stated *stated, const rh_model_made_of *found);
/* stated: the payload; anew: what the gate states when it runs again. */
rh_model_checked rh_check_replay(rh_arena *keep, rh_str stated, rh_str anew);

/* A result in words. */
__attribute__((format(printf, 3, 4))) rh_model_checked rh_check_says(rh_arena *keep, rh_model_check_result result,
                                                                     const char *format, ...);

#endif
