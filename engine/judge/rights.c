/* Who may decide an entry, and which actions an entry speaks of. */
#include "engine/judge/rights.h"

bool rh_role_decides(const rh_register *reg, rh_str entry, rh_str role)
{
    const uint32_t e = rh_register_entry(reg, entry), r = rh_register_role(reg, role);
    if (e == RH_NONE || r == RH_NONE) return false;
    const rh_entry *row = &reg->entries[e];
    return r == row->primary || r == row->backup || r == row->escalation || reg->roles[r].may_override;
}

static bool is_of_family(const rh_action *action, uint32_t family)
{
    for (size_t i = 0; i < action->n_family; i++)
        if (action->family[i] == family) return true;
    return false;
}

bool rh_entry_lists(const rh_register *reg, uint32_t entry, rh_str action)
{
    const rh_entry *e = &reg->entries[entry];
    const uint32_t at = rh_register_action(reg, action);
    if (at == RH_NONE) return false;
    for (size_t i = 0; i < e->n_effects; i++)
        if (e->effects[i].action == at || is_of_family(&reg->actions[at], e->effects[i].action)) return true;
    return false;
}
