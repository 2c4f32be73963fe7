/* Numbers and values as bytes: what the file of a kept run is made of. Insides of kept.h.
 *
 * Numbers are varints, least bits first, signed ones in zigzag. A value is a byte for its kind and what it holds; lists
 * and maps hold values. A reader that fails stays failed and gives zeros. */
#ifndef RH_KEPT_BYTES_H
#define RH_KEPT_BYTES_H

#include "engine/base/buf.h"
#include "engine/value/value.h"

void rh_kept__put_number(rh_buf *out, uint64_t n);
void rh_kept__put_signed(rh_buf *out, int64_t n);
void rh_kept__put_instant(rh_buf *out, rh_instant t);
void rh_kept__put_text(rh_buf *out, rh_str text);
/* False: the value is of a kind that no fact has, or nests too deep. */
bool rh_kept__put_value(rh_buf *out, rh_value v);

typedef struct rh_kept_reader {
    rh_str bytes;
    size_t at;
    bool failed;
} rh_kept_reader;

uint64_t rh_kept__number(rh_kept_reader *r);
/* One below `end`, or the reader fails. */
size_t rh_kept__index(rh_kept_reader *r, size_t end);
int64_t rh_kept__signed(rh_kept_reader *r);
rh_instant rh_kept__instant(rh_kept_reader *r);
/* Texts borrow from the reader's bytes. */
rh_str rh_kept__text(rh_kept_reader *r);
/* Lists and maps live in keep. */
rh_value rh_kept__value(rh_kept_reader *r, rh_arena *keep);

#endif
