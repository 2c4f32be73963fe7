/* Files that hold keys: where they may not lie. */
#ifndef RH_CLI_SECRET_H
#define RH_CLI_SECRET_H

#include "harness/load/tree.h"

/* RH_KEY_INSIDE when the file lies in the place's repository, or below its plain folder: what lies there is one `git
 * add` away from everybody who clones it. */
RH_MUST rh_code rh_secret_outside(const rh_place *place, const char *path, rh_err *err);

#endif
