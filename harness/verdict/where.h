/* `where` of a criterion: which entries of the register it looks at. FORMATS.md section 1.
 *
 * An expression over entry.id, entry.lane, entry.risk and entry.sla, true or false of each entry when the policy is
 * read. */
#ifndef RH_VERDICT_WHERE_H
#define RH_VERDICT_WHERE_H

#include "engine/program/register.h"

/* *out is parallel to reg->entries and lives in keep. Every mistake, and an entry for which the expression has no
 * value, goes to diags with its place in the expression; the result is the first code. */
RH_MUST rh_code rh_gate_where_read(const bool **out, rh_arena *keep, const rh_node *node, const rh_register *reg,
                                   rh_diags *diags);

#endif
