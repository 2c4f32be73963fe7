/* Inside blame: the judge of registers. */
#ifndef RH_COMPARE_BLAME_INSIDES_H
#define RH_COMPARE_BLAME_INSIDES_H

#include "engine/base/vec.h"
#include "harness/compare/blame.h"

enum { RH_BLAME_LANES = 64 }; /* registers judged together */

typedef struct rh_blame_judge {
    const rh_blame_request *request;
    const rh_register *start; /* blame: whose outcome is looked for */
    rh_arena pass;
    rh_err *err;
} rh_blame_judge;

/* Whether each of these registers gives what the start does; NULL among them are broken. At most RH_BLAME_LANES. */
RH_MUST rh_code rh_blame__judge(rh_given *out, rh_blame_judge *judge, const rh_register *const *registers, size_t n);

/* Fills changes, units and sets of *out: what of the head gives it that the base does not. */
RH_MUST rh_code rh_blame__keys(rh_blame *out, rh_arena *keep, rh_blame_judge *judge, const rh_revision *base,
                               const rh_revision *head);

#endif
