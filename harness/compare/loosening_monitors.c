/* What changes of monitors.yaml let through: metrics that the gate goes by are as much its policy as its bounds. */
#include "harness/compare/loosening_insides.h"

#include <stdio.h>

static bool is_of_word(rh_str text, size_t at)
{
    if (at >= text.len) return false;
    const char c = text.ptr[at];
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whether `name` stands in text as a word of its own. */
static bool has_word(rh_str text, rh_str name)
{
    for (size_t at = 0; at + name.len <= text.len; at++) {
        if (!rh_str_starts(rh_str_slice(text, at, text.len), name)) continue;
        if ((at == 0 || !is_of_word(text, at - 1)) && !is_of_word(text, at + name.len)) return true;
    }
    return false;
}

/* Whether a scalar below a node may read metric.NAME. */
static bool reads_metric(const rh_node *node, rh_str name)
{
    if (node == NULL) return false;
    if (node->kind == RH_NODE_SCALAR) return has_word(node->text, RH_STR("metric")) && has_word(node->text, name);
    for (size_t i = 0; node->kind == RH_NODE_LIST && i < node->n_items; i++)
        if (reads_metric(node->items[i], name)) return true;
    for (size_t i = 0; node->kind == RH_NODE_MAP && i < node->n_pairs; i++)
        if (reads_metric(node->pairs[i].value, name)) return true;
    return false;
}

static bool is_criterion(const rh_register *reg, rh_str metric)
{
    const rh_node *list = rh_node_get(reg->gate, RH_STR("criteria"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++) {
        const rh_node *name = rh_node_get(list->items[i], RH_STR("metric"));
        if (name != NULL && rh_str_eq(name->text, metric)) return true;
    }
    return false;
}

static bool heeds_stability(const rh_register *reg)
{
    const rh_str weak = RH_STR("weak_answers");
    return is_criterion(reg, weak) || reads_metric(reg->checklist, weak);
}

/* Whether the base's verdict can hang on a metric of its monitors.yaml. */
static bool is_asked(const rh_register *reg, rh_str metric)
{
    return is_criterion(reg, metric) || reads_metric(reg->checklist, metric) ||
           (heeds_stability(reg) && reads_metric(reg->monitors->stability, metric));
}

static bool is_same_in(const rh_node *a, const rh_node *b, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rh_node_same(rh_node_get(a, rh_str_of(keys[i])), rh_node_get(b, rh_str_of(keys[i])))) return false;
    return true;
}

/* ---- metrics ---- */

static const rh_node *queue_named(const rh_register *reg, rh_str id)
{
    const rh_node *list = rh_node_get(reg->monitors->root, RH_STR("queues"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++) {
        const rh_node *name = rh_node_get(list->items[i], RH_STR("id"));
        if (name != NULL && rh_str_eq(name->text, id)) return list->items[i];
    }
    return NULL;
}

static void judge_queue(rh_text_judge *j, rh_str metric, const rh_node *over)
{
    static const char *const keys[] = {"enter", "leave"};
    const rh_str prefix = RH_STR("queue:");
    if (over == NULL || !rh_str_starts(over->text, prefix)) return;
    const rh_str id = rh_str_slice(over->text, prefix.len, over->text.len);
    if (!is_same_in(queue_named(j->base, id), queue_named(j->head, id), keys, 2))
        rh_text__find(j, RH_TEXT_UNKNOWN, "queues", "queue %.*s, whose waits metric %.*s counts for the gate, changed",
                      RH_ARG(id), RH_ARG(metric));
}

static void judge_metric(rh_text_judge *j, const rh_node_pair *base)
{
    static const char *const keys[] = {"over", "where", "of", "value", "stat"};
    char key[RH_TEXT_KEY_BYTES];
    const rh_str name = base->key->text;
    const rh_node *now = rh_node_get(j->head->monitors->metrics, name);
    snprintf(key, sizeof key, "metrics.%.*s", RH_ARG(name));
    if (now == NULL)
        rh_text__find(j, RH_TEXT_LOOSENS, key, "metric %.*s, which the gate goes by, is removed", RH_ARG(name));
    else if (!is_same_in(base->value, now, keys, sizeof keys / sizeof *keys))
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "metric %.*s, which the gate goes by, is made of something else",
                      RH_ARG(name));
    judge_queue(j, name, rh_node_get(base->value, RH_STR("over")));
}

void rh_text__monitors(rh_text_judge *j)
{
    const rh_node *metrics = j->base->monitors->metrics;
    for (size_t i = 0; metrics != NULL && i < metrics->n_pairs; i++)
        if (is_asked(j->base, metrics->pairs[i].key->text)) judge_metric(j, &metrics->pairs[i]);
    if (heeds_stability(j->base) && !rh_node_same(j->base->monitors->stability, j->head->monitors->stability))
        rh_text__find(j, RH_TEXT_UNKNOWN, "stability", "the gate counts weak answers, and the questions changed");
}

/* ---- what metrics read of entries ---- */

static bool is_in_where(const rh_register *reg, rh_str key)
{
    const rh_node *list = rh_node_get(reg->gate, RH_STR("criteria"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++) {
        const rh_node *where = rh_node_get(list->items[i], RH_STR("where"));
        if (where != NULL && has_word(where->text, key)) return true;
    }
    return false;
}

bool rh_text__is_measured(const rh_text_judge *j, const char *column)
{
    if (is_in_where(j->base, rh_str_of(column))) return true;
    const rh_node *metrics = j->base->monitors != NULL ? j->base->monitors->metrics : NULL;
    static const char *const keys[] = {"where", "of", "value"};
    for (size_t i = 0; metrics != NULL && i < metrics->n_pairs; i++) {
        if (!is_asked(j->base, metrics->pairs[i].key->text)) continue;
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const rh_node *node = rh_node_get(metrics->pairs[i].value, rh_str_of(keys[k]));
            if (node != NULL && has_word(node->text, rh_str_of(column))) return true;
        }
    }
    return false;
}
