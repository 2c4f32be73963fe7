/* What the world lends to expressions: regular expressions in linear time and time zones, behind the hooks of rh_lent.
 * Safe for any number of threads once open. */
#ifndef RH_REPLAY_LENDER_H
#define RH_REPLAY_LENDER_H

#include "engine/program/program.h"
#include "harness/foreign/regex.h"
#include "harness/load/zoneinfo.h"

typedef struct rh_lender {
    rh_lent lent; /* give &lender.lent to rh_program_compile; it points back at the lender, which must not move */
    rh_regex_cache *patterns;
    rh_zones *zones;
} rh_lender;

/* zones is borrowed and must outlive the lender. */
RH_MUST rh_code rh_lender_open(rh_lender *lender, rh_zones *zones, rh_err *err);
void rh_lender_close(rh_lender *lender);

#endif
