/* Who may decide an entry, and which actions an entry speaks of. Plain questions to a register; any thread. */
#ifndef RH_JUDGE_RIGHTS_H
#define RH_JUDGE_RIGHTS_H

#include "engine/program/register.h"

/* Whether a role, or an alias of one, is among the entry's reviewers or may override (ruling 80). False where the
 * register has neither the entry nor the role. */
bool rh_role_decides(const rh_register *reg, rh_str entry, rh_str role);
/* Whether an entry lists an action, itself or by one of its families (ruling 91). */
bool rh_entry_lists(const rh_register *reg, uint32_t entry, rh_str action);

#endif
