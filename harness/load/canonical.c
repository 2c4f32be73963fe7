/* Canonical JSON of nodes, and digests. */
#include "harness/load/canonical.h"

#include "engine/value/value.h"

#include <stdlib.h>

enum { CANONICAL_BYTES_MAX = 64 << 20 };

static int by_key(const void *a, const void *b)
{
    return rh_str_cmp((*(const rh_node_pair *const *)a)->key->text, (*(const rh_node_pair *const *)b)->key->text);
}

static void put_map(rh_buf *buf, rh_arena *scratch, const rh_node *node)
{
    const rh_node_pair **pairs = RH_NEW_N(scratch, node->n_pairs, const rh_node_pair *);
    if (pairs == NULL) {
        buf->failed = true;
        return;
    }
    for (size_t i = 0; i < node->n_pairs; i++) pairs[i] = &node->pairs[i];
    qsort(pairs, node->n_pairs, sizeof pairs[0], by_key);
    rh_buf_byte(buf, '{');
    for (size_t i = 0; i < node->n_pairs; i++) {
        if (i != 0) rh_buf_byte(buf, ',');
        rh_buf_json_str(buf, pairs[i]->key->text);
        rh_buf_byte(buf, ':');
        rh_canonical_put(buf, scratch, pairs[i]->value);
    }
    rh_buf_byte(buf, '}');
}

static void put_list(rh_buf *buf, rh_arena *scratch, const rh_node *node)
{
    rh_buf_byte(buf, '[');
    for (size_t i = 0; i < node->n_items; i++) {
        if (i != 0) rh_buf_byte(buf, ',');
        rh_canonical_put(buf, scratch, node->items[i]);
    }
    rh_buf_byte(buf, ']');
}

static void put_scalar(rh_buf *buf, const rh_node *node)
{
    bool b;
    int64_t i;
    double d;
    char text[32];
    if (rh_node_is_null(node)) rh_buf_put(buf, RH_STR("null"));
    else if (rh_node_bool(node, &b)) rh_buf_put(buf, b ? RH_STR("true") : RH_STR("false"));
    else if (rh_node_int(node, &i)) rh_buf_int(buf, i);
    else if (rh_node_double(node, &d)) rh_buf_put(buf, (rh_str){text, rh_double_text(text, d)});
    else rh_buf_json_str(buf, node->text);
}

void rh_canonical_put(rh_buf *buf, rh_arena *scratch, const rh_node *node)
{
    switch (node->kind) {
    case RH_NODE_SCALAR: put_scalar(buf, node); break;
    case RH_NODE_LIST: put_list(buf, scratch, node); break;
    case RH_NODE_MAP: put_map(buf, scratch, node); break;
    }
}

rh_str rh_digest_text(rh_arena *keep, rh_hasher *hasher, rh_str bytes)
{
    char hex[RH_SHA256_HEX + 1];
    const rh_sha256 hash = rh_hasher_of(hasher, bytes);
    rh_sha256_hex(hex, &hash);
    return rh_arena_str(keep, (rh_str){hex, RH_SHA256_HEX});
}

rh_str rh_canonical_sha256(rh_arena *keep, rh_hasher *hasher, const rh_node *node)
{
    rh_buf buf;
    char hex[RH_SHA256_HEX + 1];
    const rh_arena_mark before = rh_arena_begin(keep);
    rh_buf_init(&buf, keep, CANONICAL_BYTES_MAX);
    rh_canonical_put(&buf, keep, node);
    const bool ok = !buf.failed;
    const rh_sha256 hash = rh_hasher_of(hasher, rh_buf_str(&buf));
    rh_arena_end(keep, before);
    rh_sha256_hex(hex, &hash);
    return ok ? rh_arena_str(keep, (rh_str){hex, RH_SHA256_HEX}) : rh_str_null();
}
