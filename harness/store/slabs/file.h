/* An open file of slabs. Insides of harness/store/slabs.h. */
#ifndef RH_STORE_SLABS_FILE_H
#define RH_STORE_SLABS_FILE_H

#include "harness/store/slabs.h"
#include "harness/store/slabs/format.h"

struct rh_slabs {
    const char *store; /* borrowed */
    const char *bytes; /* mapped */
    size_t size;
    const rh_slabs_place *places;
    rh_slabs_about about;
};

RH_MUST rh_code rh_slabs__damaged(const rh_slabs *slabs, rh_err *err);

#endif
