/* Diff rows in words, for the report models. */
#ifndef RH_COMPARE_ROW_WORDS_H
#define RH_COMPARE_ROW_WORDS_H

#include "engine/judge/rows.h"

/* What the base or the head made of the row: "hold", "not opened", "revops then cs_leader", "due 2026-03-02T09:00:00Z".
 * Null when there was no memory. */
rh_str rh_row_words_base(rh_arena *keep, const rh_row *row);
rh_str rh_row_words_head(rh_arena *keep, const rh_row *row);
/* The list with ", " between; null when it is empty. */
rh_str rh_row_words_list(rh_arena *keep, rh_strs list);

#endif
