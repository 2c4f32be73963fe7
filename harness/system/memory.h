/* The memory that the host lends to arenas: malloc and free.
 *
 * For: every arena of the harness. Any number of threads. Tests hand arenas a failing host of their own (tests/kit). */
#ifndef RH_SYSTEM_MEMORY_H
#define RH_SYSTEM_MEMORY_H

#include "engine/base/arena.h"

rh_host_memory rh_memory_host(void);

#endif
