/* Events as the store keeps them for replay. Insides of store.h.
 *
 * A blob is the events of one journey, one behind the other, in replay order. One event:
 *
 *   size      varint: bytes that follow
 *   item      varint: the item it came from
 *   locals    varint count; texts that have no number in this store, each varint length and bytes
 *   flags     1 byte
 *   knowntime zigzag varint seconds, varint nanoseconds; time the same, when it differs
 *   source type actorkind   names: varint number, or RH_NAMES_MOST + index of a local
 *   id        varint length, bytes
 *   sequence actor actorrole registerrev   each when its flag is set: text, text, name, text
 *   data      rh_value_encode with names as keys
 *
 * The subject is not kept: it is the journey's. An event is read without knowing those around it, so a blob is changed
 * by copying slices. */
#ifndef RH_STORE_BLOB_H
#define RH_STORE_BLOB_H

#include "harness/store/names.h"

#include "engine/base/buf.h"
#include "engine/journey/event.h"

/* Appends one event to out; out->failed on no memory. scratch is used and left as it was. */
void rh_blob__put(rh_buf *out, rh_arena *scratch, const rh_event *event, uint64_t item, rh_names *names);

/* Reads the event at *at, advanced behind it. Texts borrow from bytes, lists and maps live in keep. Without with_data,
 * data is null. False: malformed or no memory. */
bool rh_blob__get(rh_event *out, uint64_t *item, rh_arena *keep, rh_str bytes, size_t *at, rh_str subject,
                  const rh_names *names, bool with_data);

/* The same without data, of which *data are the bytes (engine/value/codec.h); its keys are numbers of names, or from
 * RH_NAMES_MOST on those of *locals, which lives in keep. */
bool rh_blob__head(rh_event *out, uint64_t *item, rh_str *data, rh_strs *locals, rh_arena *keep, rh_str bytes,
                   size_t *at, rh_str subject, const rh_names *names);

#endif
