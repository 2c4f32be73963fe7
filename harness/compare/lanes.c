/* Expressions are checked where they are compiled: who does not compile with the others is tried alone. */
#include "harness/compare/lanes.h"

static rh_code compile(const rh_program **out, rh_arena *keep, const rh_register *const *registers, size_t n,
                       const rh_lent *lent, rh_err *err)
{
    rh_diags diags;
    rh_diags_init(&diags, keep);
    const rh_code code = rh_program_compile(out, keep, registers, n, lent, &diags);
    if (code != RH_OK && diags.n_errors_kept > 0 && err != NULL) *err = diags.errors[0];
    return code;
}

static size_t pack(const rh_register **out, size_t *lane_of, const rh_register *const *registers, size_t n)
{
    size_t n_lanes = 0;
    for (size_t i = 0; i < n; i++) {
        lane_of[i] = registers[i] != NULL ? n_lanes : SIZE_MAX;
        if (registers[i] != NULL) out[n_lanes++] = registers[i];
    }
    return n_lanes;
}

rh_code rh_lanes_compile(const rh_program **out, size_t *lane_of, rh_arena *keep, const rh_register *const *registers,
                         size_t n, const rh_lent *lent, rh_err *err)
{
    const rh_register **good = RH_NEW_N(keep, n, const rh_register *), **lanes = RH_NEW_N(keep, n, const rh_register *);
    if (good == NULL || lanes == NULL) return rh_err_nomem(err);
    const size_t n_all = pack(lanes, lane_of, registers, n);
    *out = NULL;
    if (n_all == 0) return RH_OK;
    rh_err why = {0}; /* of one that is left out: no error of all */
    const rh_code code = compile(out, keep, lanes, n_all, lent, &why);
    if ((code == RH_NOMEM || code == RH_LANES) && err != NULL) *err = why;
    if (code == RH_OK || code == RH_NOMEM || code == RH_LANES) return code;
    for (size_t i = 0; i < n; i++) {
        const rh_program *unused;
        if (registers[i] == NULL) continue;
        const rh_code alone = compile(&unused, keep, &registers[i], 1, lent, NULL);
        if (alone == RH_NOMEM) return rh_err_nomem(err);
        if (alone == RH_OK) good[i] = registers[i];
    }
    const size_t n_good = pack(lanes, lane_of, good, n);
    *out = NULL;
    return n_good == 0 ? RH_OK : compile(out, keep, lanes, n_good, lent, err);
}
