/* Waivers: loosening that somebody answers for, bound to content and to time. FORMATS.md section 3.
 *
 * They are the base's: a proposal cannot waive itself (FAULTS.md M2). One counts from approved_at to before until, at
 * most 90 days, and its approver is not its owner. `head` binds it to the canonical SHA-256 of each file that it
 * allows, or to `removed`; other content is not covered. One without head is bound to no content, and covers only
 * loosened rows whose action turned out good: never a text. scope.lanes is about rows: those of other lanes are not
 * covered. */
#ifndef RH_VERDICT_WAIVERS_H
#define RH_VERDICT_WAIVERS_H

#include "engine/program/register.h"
#include "harness/compare/changes.h"

typedef struct rh_waiver_bond {
    rh_str file;   /* below cases/, or "fixtures/NAME.jsonl" */
    rh_str sha256; /* hex; null: the file is removed */
} rh_waiver_bond;

typedef struct rh_waiver {
    rh_str id, owner, approver, reason;
    rh_instant approved_at, until;
    rh_strs entries, classes, lanes, actions, criteria; /* at NULL: not given */
    const rh_waiver_bond *head;
    size_t n_head;
    bool is_own_approver; /* owner and approver are one role */
    rh_span span;
} rh_waiver;

typedef struct rh_waivers {
    const rh_waiver *at; /* file order */
    size_t n;
} rh_waivers;

enum { RH_WAIVER_MAX_DAYS = 90 };

/* Reads `root` (waivers.yaml of reg's revision; NULL: there is none). Every error goes to diags; RH_OK only when there
 * was none. What is well written and does not hold (expired, its own approver) is no error. */
RH_MUST rh_code rh_waivers_read(rh_waivers *out, rh_arena *keep, const rh_node *root, const rh_register *reg,
                                rh_diags *diags);
/* Why it covers nothing, in words; NULL: it may. today NULL: nobody said, and its dates are not looked at. */
const char *rh_waiver_fault(const rh_waiver *waiver, const rh_instant *today);
/* Whether it is bound to the file as the head has it. */
bool rh_waiver_binds(const rh_waiver *waiver, const rh_changed_file *file);

#endif
