/* Between the engine's values and the reference's. */
#ifndef REFERENCE_BRIDGE_H
#define REFERENCE_BRIDGE_H

#include "engine/value/value.h"
#include "tests/reference/reference.h"

/* is_record: maps in it are rows or payloads, not maps of the language. */
const ref_value *bridge_value(ref_heap *heap, rh_value v, bool is_record);
ref_wide bridge_instant(rh_instant t);
rh_instant bridge_back(ref_wide t); /* within years 0001 to 9999 */

/* The same kind and content, NaN the same as itself, the order of map keys aside. Two errors are the same whatever
 * they say. */
bool bridge_same(const ref_value *a, const ref_value *b);
/* A readable rendering into out; what does not fit is cut. */
void bridge_print(char *out, size_t size, const ref_value *v);

#endif
