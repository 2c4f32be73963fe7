/* YAML (and JSON, which is YAML) to trees of rh_node, with the place of every node.
 *
 * For: the files of the register tree. Takes the plain part of YAML 1.2: maps, lists, scalars in all five styles.
 * Refuses what hides meaning: anchors, aliases, merge keys, tags, directives, several documents, duplicate keys, bytes
 * that are not UTF-8 (FAULTS.md R1 to R8). Not for: what scalars mean, which the reader of the register says
 * (engine/program).
 *
 * Lines end at LF or CRLF alone and columns count bytes, as editors, grep and git do. libyaml also breaks lines at CR,
 * U+0085, U+2028 and U+2029 and counts characters; its marks are translated. */
#ifndef RH_LOAD_YAML_H
#define RH_LOAD_YAML_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/node.h"

#include <stdint.h>

/* Composes the one document in `bytes`. `file` names it in messages and is borrowed by the nodes, as it must live as
 * long as they. Nodes and their texts are made in keep. Every error goes to diags: a syntax error, bad bytes and
 * nesting over RH_LIMIT_DEPTH end the file, all others do not. On failure the first code is returned and *out is
 * untouched. */
RH_MUST rh_code rh_yaml_compose(const rh_node **out, rh_arena *keep, rh_str file, rh_str bytes, rh_diags *diags);

typedef enum rh_yaml_style {
    RH_YAML_PLAIN,
    RH_YAML_SINGLE,
    RH_YAML_DOUBLE,
    RH_YAML_LITERAL,
    RH_YAML_FOLDED
} rh_yaml_style;

/* How a scalar is written: bytes[from, to) of the file, quotes and the header of a block included. */
typedef struct rh_yaml_spot {
    const rh_node *node;
    rh_yaml_style style;
    bool is_flow; /* inside [] or {} */
    uint32_t from, to;
} rh_yaml_spot;

typedef struct rh_yaml_spots {
    rh_yaml_spot *at; /* in file order */
    size_t n, cap;
} rh_yaml_spots;

/* The same, and how every scalar is written, keys included (spots NULL: not wanted): for what changes a file in
 * place. */
RH_MUST rh_code rh_yaml_compose_spots(const rh_node **out, rh_yaml_spots *spots, rh_arena *keep, rh_str file,
                                      rh_str bytes, rh_diags *diags);

#endif
