/* Which values identify somebody, as a register tells: fields by their class and type; keys of payloads, which have no
 * classes, by their type and by the fields that they set. What nobody declared identifies. */
#ifndef RH_INGEST_SENSITIVE_H
#define RH_INGEST_SENSITIVE_H

#include "engine/program/register.h"

typedef struct rh_sensitive {
    const rh_register *reg;
    bool **keys; /* of each event, of each key of its payload */
} rh_sensitive;

/* Everything lives in keep; reg is borrowed. False: no memory. */
bool rh_sensitive_make(rh_sensitive *out, rh_arena *keep, const rh_register *reg);

/* The types whose values are persons or documents wherever they stand. */
bool rh_sensitive_type(rh_field_type type);
bool rh_sensitive_field(const rh_field *field);
/* event: RH_NONE for one that is not declared. */
bool rh_sensitive_key(const rh_sensitive *sensitive, uint32_t event, rh_str key);
/* Whether joins look for an id under this name: "NAMESPACE.FIELD", "TYPE.KEY", either with " by email" or so. */
bool rh_sensitive_join(const rh_sensitive *sensitive, rh_str on);
/* The field "NS.NAME"; NULL: none. */
const rh_field *rh_sensitive_field_of(const rh_register *reg, rh_str ns, rh_str name);

#endif
