/* What looks like a person's data wherever it stands: e-mail addresses, telephone numbers that begin with +, social
 * security numbers (FAULTS.md I21). For places that may show a value by its class: one that is in the wrong field is not
 * shown all the same. */
#ifndef RH_INGEST_PERSONAL_H
#define RH_INGEST_PERSONAL_H

#include "engine/value/value.h"

bool rh_is_personal_text(rh_str text);
/* The name of a column, field or key, for people: one that looks like a person's data (objects may have addresses for
 * keys) by its form. In arena, at most `most` bytes of it. */
rh_str rh_show_name(rh_arena *arena, rh_str name, size_t most);
/* A text like that, or a list or map that has one. */
bool rh_is_personal(rh_value value);

#endif
