/* rh_node: a tree of plain data (scalars, lists, maps) with the place of each node in its file.
 *
 * For: what a configuration file said, before it means anything. harness/load composes it from YAML; engine/program
 * reads it. The engine thus needs no parser of files. Nodes are immutable and live in the arena they were composed
 * in. */
#ifndef RH_BASE_NODE_H
#define RH_BASE_NODE_H

#include "engine/base/err.h"
#include "engine/base/str.h"

typedef enum rh_node_kind { RH_NODE_SCALAR, RH_NODE_LIST, RH_NODE_MAP } rh_node_kind;

typedef struct rh_node rh_node;

typedef struct rh_node_pair {
    const rh_node *key; /* always a scalar */
    const rh_node *value;
} rh_node_pair;

/* Where a stretch of a scalar's text stands in the file: text[from..] begins at line:col. A scalar of one line has
 * one. */
typedef struct rh_node_line {
    uint32_t from;
    uint32_t line, col;
} rh_node_line;

struct rh_node {
    rh_node_kind kind;
    bool is_plain;     /* scalar written without quotes: only then may it be null, bool or a number */
    rh_span span;      /* where the node begins (for a quoted scalar, the quote) */
    rh_str text;       /* scalar: the value, decoded */
    const rh_node_line *lines;
    size_t n_lines;    /* scalar: >= 1 */
    const rh_node *const *items;
    size_t n_items;    /* list */
    const rh_node_pair *pairs;
    size_t n_pairs;    /* map: in file order, keys unique */
};

/* The value under key of a map, or NULL (also when node is NULL or no map). */
const rh_node *rh_node_get(const rh_node *node, rh_str key);
/* The place of text[offset] of a scalar in its file. */
rh_span rh_node_at(const rh_node *scalar, size_t offset);
/* The same content (kinds, texts, plainness of scalars, order), places aside. Both NULL: the same. */
bool rh_node_same(const rh_node *a, const rh_node *b);
/* Calls for the text of each scalar at and below a node, keys aside; false as soon as one call gives false. NULL:
 * none. */
bool rh_node_each_scalar(const rh_node *node, bool (*see)(void *ctx, rh_str text), void *ctx);
/* Plain `null`, `~` or empty. */
bool rh_node_is_null(const rh_node *node);
/* Plain `true` or `false` only. False when it is neither. */
bool rh_node_bool(const rh_node *node, bool *out);
/* Plain decimal integer in int64 range; no underscores, no leading zeros, no other bases. */
bool rh_node_int(const rh_node *node, int64_t *out);
/* Plain JSON number, finite. Integers count. */
bool rh_node_double(const rh_node *node, double *out);

#endif
