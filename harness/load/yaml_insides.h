/* Inside the YAML composer: the file as bytes, and where things stand in it. */
#ifndef RH_LOAD_YAML_INSIDES_H
#define RH_LOAD_YAML_INSIDES_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/node.h"
#include "harness/load/yaml.h"

#include <stdint.h>

/* A file's bytes with two indexes: where its lines begin, and where its characters stand. Offsets count from `bytes`,
 * a byte order mark included. */
typedef struct rh_yaml_text {
    rh_str file, bytes;
    size_t begin;            /* behind the byte order mark */
    const uint32_t *line_at; /* offset of the first byte of each line */
    size_t n_lines;
    const uint32_t *char_at; /* offset of every CHAR_STEP-th character from begin on; NULL: one byte each */
    size_t n_chars;
} rh_yaml_text;

/* Checks size and encoding and makes the indexes. On failure the error is in diags. */
RH_MUST rh_code rh_yaml__text(rh_yaml_text *out, rh_arena *keep, rh_str file, rh_str bytes, rh_diags *diags);
/* The offset of character `index`, counted from begin; the file's size when there are fewer. */
size_t rh_yaml__offset(const rh_yaml_text *text, size_t index);
rh_span rh_yaml__span(const rh_yaml_text *text, size_t offset);

/* A scalar in its file: bytes[from, to) became `value`. */
typedef struct rh_yaml_scalar {
    rh_yaml_style style;
    size_t from, to;
    rh_str value;
} rh_yaml_scalar;

/* Sets node->lines: where each stretch of the value stands. False without memory. */
bool rh_yaml__lines(rh_node *node, rh_arena *keep, const rh_yaml_text *text, const rh_yaml_scalar *scalar);

#endif
