/* Registers as lanes of one program, where some of them may be broken. */
#ifndef RH_COMPARE_LANES_H
#define RH_COMPARE_LANES_H

#include "engine/program/program.h"

/* Compiles those that compile; NULL among them are left out. lane_of[i] is the lane of registers[i], or SIZE_MAX
 * where it was left out. *out NULL: all were. Lives in keep. Errors: RH_NOMEM, RH_LANES. */
RH_MUST rh_code rh_lanes_compile(const rh_program **out, size_t *lane_of, rh_arena *keep,
                                 const rh_register *const *registers, size_t n, const rh_lent *lent, rh_err *err);

#endif
