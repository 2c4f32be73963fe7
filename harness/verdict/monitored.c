/* Metrics of monitors.yaml: names, units, and the part of the file that defines some of them. */
#include "harness/verdict/monitored.h"

#include "engine/expr/expr.h"

static const rh_node *key_of(const rh_node *map, const char *key)
{
    return rh_node_get(map, rh_str_of(key));
}

/* ---- units ---- */

static bool is_call(const rh_ast_node *n, rh_str name)
{
    return n->kind == RH_AST_CALL && rh_str_eq(n->text, name);
}

rh_str rh_monitored_unit(const rh_ast_node *n)
{
    const bool is_hours = n->kind == RH_AST_NAME &&
                          (rh_str_eq(n->text, RH_STR("hours")) || rh_str_eq(n->text, RH_STR("latency_hours")));
    if (is_hours || is_call(n, RH_STR("business_hours_between")) || is_call(n, RH_STR("business_hours_since")))
        return RH_STR("business hours");
    if (is_call(n, RH_STR("days_between")) || is_call(n, RH_STR("days_since"))) return RH_STR("days");
    if (is_call(n, RH_STR("business_days_since"))) return RH_STR("business days");
    return RH_STR("number");
}

/* A value that cannot be read is a mistake that the reader of monitors.yaml tells. */
static rh_model_unit unit_of(rh_arena *keep, const rh_node *metric)
{
    const rh_node *value = key_of(metric, "value");
    const rh_ast *tree;
    rh_diags unheard;
    if (key_of(metric, "of") != NULL) return RH_MODEL_RATE;
    if (value == NULL) return RH_MODEL_COUNT;
    rh_diags_init(&unheard, keep);
    if (value->kind != RH_NODE_SCALAR || rh_ast_parse(&tree, keep, value->text, value, &unheard) != RH_OK)
        return RH_MODEL_NUMBER;
    return rh_str_eq(rh_monitored_unit(tree->root), RH_STR("business hours")) ? RH_MODEL_HOURS : RH_MODEL_NUMBER;
}

/* A count is of all journeys that could have had a row; all else is of rows. */
static rh_str sample_of(const rh_node *metric, rh_model_unit unit)
{
    const rh_node *over = key_of(metric, "over");
    if (unit == RH_MODEL_COUNT || over == NULL || over->kind != RH_NODE_SCALAR) return RH_STR("journeys");
    if (rh_str_starts(over->text, RH_STR("queue:"))) return RH_STR("waits");
    return rh_str_eq(over->text, RH_STR("observed")) ? RH_STR("observed actions") : over->text;
}

/* ---- the list ---- */

rh_code rh_monitored_read(rh_monitored *out, rh_arena *keep, const rh_register *reg)
{
    const rh_node *root = reg->monitors != NULL ? reg->monitors->root : NULL;
    const rh_node *map = reg->monitors != NULL ? reg->monitors->metrics : NULL;
    const size_t n = map != NULL && map->kind == RH_NODE_MAP ? map->n_pairs : 0;
    rh_monitored_metric *at = RH_NEW_N(keep, n, rh_monitored_metric);
    const bool *is_core = n > 0 ? rh_core_fields(keep, reg) : NULL;
    if (at == NULL || (n > 0 && is_core == NULL)) return RH_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const rh_model_unit unit = unit_of(keep, map->pairs[i].value);
        at[i] = (rh_monitored_metric){.name = map->pairs[i].key->text,
                                      .adds = rh_monitored_adds(keep, reg, is_core, map->pairs[i].value, unit),
                                      .unit = unit,
                                      .sample = sample_of(map->pairs[i].value, unit),
                                      .node = map->pairs[i].value};
    }
    *out = (rh_monitored){root, at, n};
    return rh_arena_failed(keep) ? RH_NOMEM : RH_OK;
}

rh_code rh_monitored_names(rh_strs *out, rh_arena *keep, const rh_monitored *monitored)
{
    rh_str *at = RH_NEW_N(keep, monitored->n, rh_str);
    *out = (rh_strs){NULL, 0};
    if (at == NULL) return RH_NOMEM;
    for (size_t i = 0; i < monitored->n; i++) at[i] = monitored->at[i].name;
    *out = (rh_strs){at, monitored->n};
    return RH_OK;
}

/* ---- a part of the file ---- */

static const rh_node_pair *pair_of(const rh_node *map, const char *key)
{
    for (size_t i = 0; map != NULL && i < map->n_pairs; i++)
        if (rh_str_eq(map->pairs[i].key->text, rh_str_of(key))) return &map->pairs[i];
    return NULL;
}

static rh_node *copy_of(rh_arena *keep, const rh_node *node)
{
    rh_node *copy = RH_NEW(keep, rh_node);
    if (copy != NULL) *copy = *node;
    return copy;
}

static const rh_node *metrics_asked(rh_arena *keep, const rh_monitored *m, const rh_node *metrics, const bool *is_asked)
{
    rh_node *some = copy_of(keep, metrics);
    rh_node_pair *pairs = RH_NEW_N(keep, m->n, rh_node_pair);
    size_t n = 0;
    if (some == NULL || pairs == NULL) return NULL;
    for (size_t i = 0; i < m->n; i++)
        if (is_asked[i]) pairs[n++] = metrics->pairs[i];
    some->pairs = pairs;
    some->n_pairs = n;
    return some;
}

static bool looks_at(const rh_node *metrics, const rh_node *queue)
{
    const rh_str prefix = RH_STR("queue:");
    const rh_node *id = key_of(queue, "id");
    for (size_t i = 0; id != NULL && i < metrics->n_pairs; i++) {
        const rh_node *over = key_of(metrics->pairs[i].value, "over");
        if (over != NULL && rh_str_starts(over->text, prefix) &&
            rh_str_eq(rh_str_slice(over->text, prefix.len, over->text.len), id->text))
            return true;
    }
    return false;
}

static const rh_node *queues_asked(rh_arena *keep, const rh_node *queues, const rh_node *metrics)
{
    rh_node *some = copy_of(keep, queues);
    const rh_node **items = RH_NEW_N(keep, queues->n_items, const rh_node *);
    size_t n = 0;
    if (some == NULL || items == NULL) return NULL;
    for (size_t i = 0; i < queues->n_items; i++)
        if (looks_at(metrics, queues->items[i])) items[n++] = queues->items[i];
    some->items = items;
    some->n_items = n;
    return some;
}

const rh_node *rh_monitored_select(rh_arena *keep, const rh_monitored *m, const bool *is_asked)
{
    const rh_node_pair *metrics = pair_of(m->root, "metrics"), *queues = pair_of(m->root, "queues");
    rh_node *root = RH_NEW(keep, rh_node);
    rh_node_pair *pairs = RH_NEW_N(keep, 2, rh_node_pair);
    if (root == NULL || pairs == NULL) return NULL;
    *root = (rh_node){.kind = RH_NODE_MAP, .pairs = pairs};
    if (metrics == NULL) return root;
    root->span = m->root->span;
    pairs[0] = (rh_node_pair){metrics->key, metrics_asked(keep, m, metrics->value, is_asked)};
    root->n_pairs = 1;
    if (pairs[0].value == NULL) return NULL;
    if (queues == NULL || queues->value->kind != RH_NODE_LIST) return root;
    pairs[1] = (rh_node_pair){queues->key, queues_asked(keep, queues->value, pairs[0].value)};
    root->n_pairs = 2;
    return pairs[1].value != NULL ? root : NULL;
}
