/* Where changed keys come from: the commit that gave each what the head has.
 *
 * From the head back, a commit is passed over as long as one of its parents has the key as the head has it; where
 * none has, the commit gave it. So a change that was merged is found on the branch that made it, and one that was
 * reverted and made again is found where it was made again. Versions that are no YAML are passed over. Ancestry
 * alone decides, no date (FAULTS.md G14). A file that was added counts as its content, a file that was removed as
 * being absent. */
#ifndef RH_COMPARE_ORIGINS_H
#define RH_COMPARE_ORIGINS_H

#include "harness/compare/changes.h"
#include "harness/load/revision.h"

/* Sets `commit` of every unit. Null stays for what only the working tree has, for a plain folder, and where a
 * shallow clone ends first. Costs, for each unit, the commits back to the one that is found. */
RH_MUST rh_code rh_origins_find(rh_changed_files *changes, rh_arena *keep, const rh_revision *head, rh_err *err);

#endif
