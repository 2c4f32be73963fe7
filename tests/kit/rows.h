/* The rows of an export as lines of text: for tests that hold readers to what they must give. */
#ifndef RH_KIT_ROWS_H
#define RH_KIT_ROWS_H

#include "harness/ingest/read/reader.h"

#include "engine/base/arena.h"

/* "LINE JSON" for a row, "LINE:COL CODE: what" for one that is refused, and at the end "error LINE:COL CODE: what" when
 * the file cannot be read on. NUL-terminated, in keep. Every row's bytes must lie where it says in the file when
 * `text` is given, which is the (unpacked) file. */
const char *kit_rows(rh_arena *keep, const char *path, const rh_reads *reads, const char *text);

#endif
