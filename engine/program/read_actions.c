/* Reads actions.yaml. File order is the order of verdicts and of automatic actions. */
#include "engine/program/register_insides.h"

#include "engine/base/map.h"

static const char *const verdict_names[] = {"allow", "draft", "hold", "block"};

const char *rh_verdict_name(rh_verdict v)
{
    return verdict_names[v];
}

typedef struct action_row {
    rh_action a;
    const rh_node *by_default, *range, *family;
} action_row;

static const rh_key action_keys[] = {
    RH_NEEDS(action_row, "id", ID, a.id),
    RH_NEEDS(action_row, "default", ANY, by_default),
    RH_NEEDS(action_row, "range", ANY, range),
    RH_TAKES(action_row, "pausable", BOOL, a.is_pausable),
    RH_TAKES(action_row, "family", LIST, family),
    RH_TAKES(action_row, "release", SOURCE, a.release),
    RH_TAKES(action_row, "auto", SOURCE, a.automatic),
    RH_TAKES(action_row, "title", TEXT, a.title),
    RH_TAKES(action_row, "customer", BOOL, a.is_customer),
};

static void read_action(rh_reader *r, const rh_node *node, action_row *row)
{
    size_t verdict = RH_BLOCK;
    *row = (action_row){.a = {.is_pausable = true, .span = node->span}};
    if (!rh_read_row(r, node, "an action", RH_KEYS(action_keys), row)) return;
    if (row->by_default != NULL) rh_read_one_of(r, row->by_default, "default", verdict_names, 4, &verdict);
    row->a.by_default = (rh_verdict)verdict;
    if (row->range != NULL) rh_read_range(r, row->range, &row->a.range);
}

static void check_ids(rh_reader *r, const rh_action *actions, size_t n)
{
    rh_map seen = {0};
    for (size_t i = 0; i < n; i++) {
        if (actions[i].id.ptr == NULL) continue;
        const uint32_t first = rh_map_get(&seen, actions[i].id);
        if (first != RH_MAP_NONE) rh_read_duplicate(r, "action", actions[i].id, actions[i].span, actions[first].span);
        else if (!rh_map_set(&seen, r->keep, actions[i].id, (uint32_t)i)) return;
    }
}

/* Families may name actions that come later in the file. */
static void read_families(rh_reader *r, const action_row *rows, rh_action *actions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        actions[i].family = rh_read_actions(r, rows[i].family, "family", &actions[i].n_family);
        for (size_t k = 0; k < actions[i].n_family; k++)
            if (actions[i].family[k] == i)
                RH_READ_ERROR(r, RH_REG_RULE, rows[i].family->span, "action \"%.*s\" names itself as its family",
                              RH_SHOW(r, actions[i].id));
    }
}

void rh_read__actions_file(rh_reader *r, const rh_node *root)
{
    const rh_node *list = rh_read_only(r, root, "actions.yaml", "actions", RH_KEY_LIST);
    if (list == NULL) return;
    action_row *rows = RH_NEW_N(r->keep, list->n_items, action_row);
    rh_action *actions = RH_NEW_N(r->keep, list->n_items, rh_action);
    if (rows == NULL || actions == NULL) return;
    r->knows_actions = true;
    for (size_t i = 0; i < list->n_items; i++) {
        read_action(r, list->items[i], &rows[i]);
        actions[i] = rows[i].a;
        if (actions[i].id.ptr == NULL) r->knows_actions = false;
    }
    check_ids(r, actions, list->n_items);
    r->reg->actions = actions;
    r->reg->n_actions = list->n_items;
    read_families(r, rows, actions, list->n_items);
}
