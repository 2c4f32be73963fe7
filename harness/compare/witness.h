/* Witnesses of narrowed conditions: of a changed `when` that the text does not prove safe, values for which it
 * opened before and does not open now. FORMATS.md section 2.
 *
 * The entry as the base has it is set beside the head's in one register, and the search of the lints looks for
 * values that tell the two apart. Only where both revisions agree in everything that is no entry: else the two
 * conditions do not speak of the same facts. */
#ifndef RH_COMPARE_WITNESS_H
#define RH_COMPARE_WITNESS_H

#include "engine/program/program.h"
#include "harness/compare/loosening.h"
#include "harness/load/revision.h"

/* Makes loosenings of the findings about `when` for which there is a witness, which they then name; of the others, says
 * where there is none. *changes has its loosenings from rh_loosenings_find. */
RH_MUST rh_code rh_loosenings_witness(rh_changed_files *changes, rh_arena *keep, const rh_revision *base,
                                      const rh_revision *head, const rh_lent *lent, rh_err *err);

#endif
