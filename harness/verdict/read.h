/* Inside verdict: reading the policy files (gate.yaml, waivers.yaml), strictly and with places. */
#ifndef RH_VERDICT_READ_H
#define RH_VERDICT_READ_H

#include "harness/verdict/monitored.h"

typedef struct rh_gate_reader {
    rh_arena *keep;
    const rh_register *reg;
    const rh_monitored *monitored; /* of gate.yaml: what a criterion may name beside the gate's own */
    rh_diags *diags;
    rh_code code; /* the first error */
} rh_gate_reader;

#define RH_GATE_ERROR(r, what, span, ...)                                                                              \
    do {                                                                                                               \
        rh_diags_add((r)->diags, (what), (span), __VA_ARGS__);                                                         \
        if ((r)->code == RH_OK) (r)->code = (what);                                                                    \
    } while (0)

/* Reports every key of a map that is not among names. False when node is no map. */
bool rh_gate__check_keys(rh_gate_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n);
/* The index of a scalar's text among names; n after an error. */
size_t rh_gate__one_of(rh_gate_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n);
/* Each leaves *out as it was after an error. */
void rh_gate__read_text(rh_gate_reader *r, const rh_node *node, const char *what, rh_str *out);
void rh_gate__read_count(rh_gate_reader *r, const rh_node *node, const char *what, uint64_t *out);
void rh_gate__read_texts(rh_gate_reader *r, const rh_node *node, const char *what, rh_strs *out);

#endif
