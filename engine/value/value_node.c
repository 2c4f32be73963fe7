/* Plain data of a configuration file as values. */

#include "engine/value/value.h"

/* A plain scalar as JSON would read it: an integral number is an int (ruling 17). */
static rh_value scalar(const rh_node *node)
{
    bool b;
    int64_t i;
    double d;
    if (rh_node_is_null(node)) return rh_null();
    if (rh_node_bool(node, &b)) return rh_bool(b);
    if (rh_node_int(node, &i)) return rh_int(i);
    if (!rh_node_double(node, &d)) return rh_string(node->text);
    return d >= -9223372036854775808.0 && d < 9223372036854775808.0 && (double)(int64_t)d == d ? rh_int((int64_t)d)
                                                                                               : rh_double(d);
}

static rh_value list(rh_arena *keep, const rh_node *node)
{
    rh_value *at = RH_NEW_N(keep, node->n_items, rh_value);
    if (at == NULL) return rh_null();
    for (size_t i = 0; i < node->n_items; i++) at[i] = rh_value_of_node(keep, node->items[i]);
    return rh_arena_failed(keep) ? rh_null() : rh_list(at, node->n_items);
}

static rh_value map(rh_arena *keep, const rh_node *node)
{
    rh_pair *at = RH_NEW_N(keep, node->n_pairs, rh_pair);
    if (at == NULL) return rh_null();
    for (size_t i = 0; i < node->n_pairs; i++)
        at[i] = (rh_pair){rh_string(node->pairs[i].key->text), rh_value_of_node(keep, node->pairs[i].value)};
    rh_pairs_sort(at, node->n_pairs); /* the composer refuses keys that stand twice */
    return rh_arena_failed(keep) ? rh_null() : rh_map_value(at, node->n_pairs);
}

rh_value rh_value_of_node(rh_arena *keep, const rh_node *node)
{
    switch (node->kind) {
    case RH_NODE_SCALAR: return scalar(node);
    case RH_NODE_LIST: return list(keep, node);
    case RH_NODE_MAP:
    default: return map(keep, node);
    }
}
