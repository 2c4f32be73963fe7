/* What changes of gate.yaml let through: the next gate goes by it. */
#include "harness/compare/loosening_insides.h"

#include "engine/program/program.h"

#include <stdio.h>

static bool number_of(const rh_node *map, const char *key, double *out)
{
    const rh_node *value = rh_node_get(map, rh_str_of(key));
    return value != NULL && rh_node_double(value, out);
}

static int rank_of_tier(const rh_node *criterion)
{
    static const char *const tiers[] = {"advisory", "supporting", "critical"};
    const rh_node *tier = rh_node_get(criterion, RH_STR("tier"));
    for (int i = 0; i < 3; i++)
        if (tier != NULL && rh_str_eq(tier->text, rh_str_of(tiers[i]))) return i;
    return -1;
}

static bool is_same_key(const rh_node *a, const rh_node *b, const char *key)
{
    return rh_node_same(rh_node_get(a, rh_str_of(key)), rh_node_get(b, rh_str_of(key)));
}

static void judge_bound(rh_text_judge *j, const char *key, rh_str id, const rh_node *base, const rh_node *head)
{
    double old, now;
    if (number_of(base, "at_most", &old) && number_of(head, "at_most", &now)) {
        if (now > old) rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s allows more than before", RH_ARG(id));
    } else if (number_of(base, "at_least", &old) && number_of(head, "at_least", &now)) {
        if (now < old) rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s asks for less than before", RH_ARG(id));
    } else {
        rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s has its bound on another side", RH_ARG(id));
    }
}

static void judge_criterion(rh_text_judge *j, rh_str id, const rh_node *base, const rh_node *head)
{
    static const char *const others[] = {"judge", "confidence", "min_n", "scope", "where", "on_fail"};
    char key[RH_TEXT_KEY_BYTES];
    snprintf(key, sizeof key, "criteria[%.*s]", RH_ARG(id));
    if (head == NULL) {
        rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s is removed", RH_ARG(id));
        return;
    }
    if (rank_of_tier(head) < rank_of_tier(base))
        rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s has a lower tier", RH_ARG(id));
    if (!is_same_key(base, head, "metric"))
        rh_text__find(j, RH_TEXT_LOOSENS, key, "criterion %.*s asks for another metric", RH_ARG(id));
    else judge_bound(j, key, id, base, head);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (!is_same_key(base, head, others[i]))
            rh_text__find(j, RH_TEXT_UNKNOWN, key, "%s of criterion %.*s changed", others[i], RH_ARG(id));
}

static const rh_node *criterion_named(const rh_node *root, rh_str id)
{
    const rh_node *list = rh_node_get(root, RH_STR("criteria"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++) {
        const rh_node *name = rh_node_get(list->items[i], RH_STR("id"));
        if (name != NULL && rh_str_eq(name->text, id)) return list->items[i];
    }
    return NULL;
}

/* A limit of the file that may not be raised (sign 1) or lowered (-1); what is not given counts as `absent`. */
static void judge_limit(rh_text_judge *j, const char *key, double sign, double absent, const rh_node *base,
                        const rh_node *head)
{
    double old = absent, now = absent;
    const bool has_old = number_of(base, key, &old), has_now = number_of(head, key, &now);
    if ((has_old || has_now) && sign * now > sign * old)
        rh_text__find(j, RH_TEXT_LOOSENS, key, "%s is %s", key, sign > 0 ? "raised" : "lowered");
}

void rh_text__gate(rh_text_judge *j)
{
    const rh_node *base = j->base->gate, *head = j->head->gate;
    const rh_node *list = rh_node_get(base, RH_STR("criteria"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++) {
        const rh_node *id = rh_node_get(list->items[i], RH_STR("id"));
        if (id != NULL) judge_criterion(j, id->text, list->items[i], criterion_named(head, id->text));
    }
    judge_limit(j, "undecided_max", 1, 0, base, head);
    judge_limit(j, "quarantined_max", 1, 0, base, head);
    judge_limit(j, "min_journeys", -1, 1, base, head);
    if (rh_node_get(base, RH_STR("stale_max")) != NULL && !is_same_key(base, head, "stale_max"))
        rh_text__find(j, rh_node_get(head, RH_STR("stale_max")) == NULL ? RH_TEXT_LOOSENS : RH_TEXT_UNKNOWN,
                      "stale_max", "stale_max is %s",
                      rh_node_get(head, RH_STR("stale_max")) == NULL ? "removed" : "changed");
}
