/* Reads roles.yaml. */
#include "engine/program/register_insides.h"

#include "engine/base/map.h"

static const rh_key role_keys[] = {
    RH_NEEDS(rh_role, "id", ID, id),
    RH_TAKES(rh_role, "title", TEXT, title),
    RH_TAKES(rh_role, "aliases", WORDS, aliases),
    RH_TAKES(rh_role, "override", BOOL, may_override),
    RH_TAKES(rh_role, "notify_only", BOOL, is_notify_only),
};

/* Ids and aliases share one set of names. */
static void check_names(rh_reader *r, const rh_node *list, const rh_role *roles)
{
    rh_map seen = {0};
    for (size_t i = 0; i < list->n_items; i++) {
        for (size_t k = 0; k <= roles[i].aliases.n; k++) {
            const rh_str name = k == 0 ? roles[i].id : roles[i].aliases.at[k - 1];
            if (name.ptr == NULL) continue;
            const uint32_t first = rh_map_get(&seen, name);
            if (first != RH_MAP_NONE)
                rh_read_duplicate(r, "role", name, list->items[i]->span, list->items[first]->span);
            else if (!rh_map_set(&seen, r->keep, name, (uint32_t)i)) return;
        }
    }
}

void rh_read__roles(rh_reader *r, const rh_node *root)
{
    const rh_node *list = rh_read_only(r, root, "roles.yaml", "roles", RH_KEY_LIST);
    rh_role *roles = list != NULL ? RH_NEW_N(r->keep, list->n_items, rh_role) : NULL;
    if (roles == NULL) return;
    r->knows_roles = true;
    for (size_t i = 0; i < list->n_items; i++) {
        rh_read_row(r, list->items[i], "a role", RH_KEYS(role_keys), &roles[i]);
        const bool lost_aliases = roles[i].aliases.at == NULL && rh_node_get(list->items[i], RH_STR("aliases")) != NULL;
        if (roles[i].id.ptr == NULL || lost_aliases) r->knows_roles = false;
    }
    check_names(r, list, roles);
    r->reg->roles = roles;
    r->reg->n_roles = list->n_items;
}
