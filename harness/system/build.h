/* Which build of the program is running: the id that the linker wrote into it, which is another when its code is. */
#ifndef RH_SYSTEM_BUILD_H
#define RH_SYSTEM_BUILD_H

#include "engine/base/str.h"

/* As long as the process. Null: the program has none. */
rh_str rh_build_id(void);

#endif
