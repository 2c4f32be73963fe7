/* Inside the compiler: strata, pools and what links them. */
#ifndef RH_PROGRAM_INSIDES_H
#define RH_PROGRAM_INSIDES_H

#include "engine/program/compiled.h"

/* The type of a declared shape, as the checker knows it. NULL on no memory. Tables need the field (columns). */
const rh_type *rh_program__type(rh_arena *keep, const rh_shape *shape, const rh_field *field);
rh_code rh_program__collect_variants(rh_stratum *s, rh_arena *keep, const rh_program *program, rh_diags *diags);
rh_code rh_program__index_names(rh_stratum *s, rh_arena *keep);
/* After the pool is sealed: consumers, readers, fields below conditions. */
rh_code rh_program__link(rh_stratum *s, rh_arena *keep, const rh_expr *whens, rh_diags *diags);
/* Once there are consumers: which fields cores may have as their own, and what reads them. */
rh_code rh_program__find_own(rh_stratum *s, rh_arena *keep);

/* ---- strata.c ---- */

/* Whether two registers agree in everything but their entries and values of their policies. */
bool rh_program__same_stratum(const rh_register *a, const rh_register *b);
/* Whether only entries' conditions read the values that differ, too. */
bool rh_program__same_core(const rh_register *a, const rh_register *b);
/* Gives every lane its stratum, core and policy. */
rh_code rh_program__place(rh_program *p, rh_arena *keep);

/* ---- policies.c ---- */

/* Whether two policies agree in what the core itself reads of them: in fields and actions that they name; in limits
 * and spans. */
bool rh_program__same_words(const rh_policy *a, const rh_policy *b);
bool rh_program__same_limits(const rh_policy *a, const rh_policy *b);
/* Goes through the names of the values that differ or that one of two policies lacks. False at the end. */
typedef struct rh_apart {
    const rh_policy *a, *b;
    size_t i, j; /* from 0 */
} rh_apart;
bool rh_program__next_apart(rh_apart *at, rh_str *name);
bool rh_program__same_values(const rh_policy *a, const rh_policy *b);
/* Whether an expression may read any policy.*, or policy.NAME: it holds both words. Never false where it does read it;
 * where it is true and it does not, lanes share less than they could. */
bool rh_program__names_policy(rh_str text);
bool rh_program__may_read(rh_str text, rh_str name);
/* The policy of a stratum with the same values; false when there is none: *out is their number then. */
bool rh_program__find_policy(const rh_stratum *s, const rh_policy *policy, uint32_t *out);
/* Whether a condition means the same under two policies of a stratum. */
bool rh_program__reads_alike(const rh_stratum *s, rh_str when, uint32_t policy, uint32_t other);

#endif
