/* An open file of sheets. Insides of harness/store/sheets.h. */
#ifndef RH_STORE_SHEETS_FILE_H
#define RH_STORE_SHEETS_FILE_H

#include "harness/store/sheets.h"
#include "harness/store/sheets/format.h"

struct rh_sheets {
    const char *store; /* borrowed */
    const char *bytes; /* mapped */
    size_t size;
    const rh_sheets_place *places;
    rh_sheets_about about;
};

RH_MUST rh_code rh_sheets__damaged(const rh_sheets *sheets, rh_err *err);

#endif
