/* One CloudEvents 1.0 JSON object to an event.
 *
 * Judges only what needs no revision (ruling 120): that the attributes are there and of their types, the times
 * (rulings 3, 4), the journey (I15) and the sequence (ruling 122). Identity is judged elsewhere, over the whole input
 * (ruling 6): here only the content's hash is taken. One reader, one thread. */
#ifndef RH_INGEST_CLOUDEVENTS_H
#define RH_INGEST_CLOUDEVENTS_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/journey/event.h"
#include "harness/system/sha256.h"

typedef struct rh_ce_reader rh_ce_reader;

RH_MUST rh_code rh_ce_reader_new(rh_ce_reader **out, rh_err *err);
/* From now on an event may lack its subject: joins find its journey. */
void rh_ce_reader_join(rh_ce_reader *reader);
void rh_ce_reader_free(rh_ce_reader *reader); /* accepts NULL */

/* What must be known of an event even when it is refused: identity is judged before any other check (ruling 6). */
typedef struct rh_identity {
    rh_str source, id; /* null when the text has none: then there is no identity */
    rh_sha256 content; /* of the RFC 8785 canonical form of the whole event (ruling 5) */
} rh_identity;

/* Reads one JSON text; everything lives in keep. On an error the text is to be quarantined for it (err->span has line 1
 * and the column within the text); *identity is filled in as far as the text had one. */
RH_MUST rh_code rh_ce_read(rh_event *out, rh_identity *identity, rh_arena *keep, rh_ce_reader *reader, rh_str text,
                           rh_err *err);

/* The same of a JSON value that is at hand: for mappings. */
RH_MUST rh_code rh_ce_of_value(rh_event *out, rh_identity *identity, rh_arena *keep, rh_ce_reader *reader,
                               rh_value object, rh_err *err);

#endif
