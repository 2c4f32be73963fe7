/* Static loosening: what a change of the text lets through, whether a history shows it or not. FORMATS.md section
 * 2.
 *
 * Two registers are compared rule by rule. A changed unit that no rule speaks of and static_keys.def does not name
 * is unknown: whoever changes what this does not understand has to say so. A changed `when` is safe where the new
 * condition holds wherever the old one did: the same, a disjunct more, a conjunct less, at any depth (constants are
 * not folded first); any other is unknown, until a witness or the history shows it (witness.h). One that holds as often
 * with a disjunct less is not safe: what it no longer reads no longer opens an entry again that was released. */
#ifndef RH_COMPARE_LOOSENING_H
#define RH_COMPARE_LOOSENING_H

#include "harness/compare/changes.h"

/* Fills the loosenings of every file in *changes, which were found between these two. Lives in keep. */
RH_MUST rh_code rh_loosenings_find(rh_changed_files *changes, rh_arena *keep, const rh_register *base,
                                   const rh_register *head, rh_err *err);
/* Whether `head` holds, or is undecided, wherever `base` does, each disjunct of the base for itself. False where that
 * cannot be seen from the text. Texts that do not parse are no condition: false. */
bool rh_condition_is_wider(rh_str base, rh_str head, rh_arena *scratch);

#endif
