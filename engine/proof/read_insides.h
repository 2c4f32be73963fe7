/* Inside the reader of acceptance tests: read.c, read_pattern.c, read_example.c. */
#ifndef RH_PROOF_READ_INSIDES_H
#define RH_PROOF_READ_INSIDES_H

#include "engine/base/map.h"
#include "engine/program/reader.h"
#include "engine/proof/proof_insides.h"

struct rh_proof_reader {
    rh_reader r;       /* names are those of the lane's register */
    rh_register names; /* a copy of it, for r */
    rh_pool *facts, *events;
    const rh_register *from; /* whose entries are read */
    bool is_foreign;         /* a test that cannot be read is kept as unread */
    RH_VEC(rh_str) bases;
    rh_map base_of; /* base to its index in bases, in the order met */
};

/* RH_EXPR_NONE after an error. Role and action names in approved, decided and did must be declared. */
rh_expr rh_proof__expression(rh_proof_reader *p, rh_pool *pool, rh_source source);
void rh_proof__read_pattern(rh_proof_reader *p, const rh_node *node, rh_pattern *out);
/* A pattern that belongs to no test, with a proof of no tests, whose pools its expressions are in. NULL after an
 * error. */
RH_MUST rh_code rh_proof__read_pattern_alone(rh_proof **proof, rh_pattern *out, rh_arena *keep,
                                             const rh_program *program, size_t lane, const rh_node *node,
                                             rh_diags *diags);
void rh_proof__read_example(rh_proof_reader *p, const rh_node *node, rh_example *out);

#endif
