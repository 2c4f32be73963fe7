/* Keyed names in place of those that identify people and companies: `ingest --pseudonymise` (FAULTS.md P2).
 *
 * The register's schema says which fields have class `id`; payloads say it by their types and by the fields that they
 * set. What nobody declared, or what a payload says that goes into no field, counts as sensitive and is replaced, too;
 * so is a value that has the journey's id in it. One key gives one name for one value, whatever
 * its field, so comparisons, joins and duplicates stay what they were; without the key nobody leads back. A name is the
 * HMAC-SHA-256 of the value: `p_` and 32 digits; of an e-mail address, by its lower case, local part and domain apart,
 * so that domains still join; of a number, one of 52 bits. Texts of class `free` are left as they are, so are `quasi`
 * and `safe` values. One set, one thread. */
#ifndef RH_INGEST_PSEUDONYM_H
#define RH_INGEST_PSEUDONYM_H

#include "engine/program/register.h"
#include "harness/ingest/intake.h"

typedef struct rh_pseudonyms rh_pseudonyms;

enum { RH_PSEUDONYM_KEY_LEAST = 16, RH_PSEUDONYM_KEY_MOST = 4096 }; /* bytes of a key file, line end not counted */

/* The key file must be the owner's alone (RH_KEY_OPEN) and of a fitting size (RH_KEY_FORM). reg is borrowed. */
RH_MUST rh_code rh_pseudonyms_open(rh_pseudonyms **out, const char *key_file, const rh_register *reg, rh_err *err);
void rh_pseudonyms_close(rh_pseudonyms *pseudonyms); /* accepts NULL; overwrites the key */
/* Eight hexadecimal digits that tell keys apart and say nothing of them. */
const char *rh_pseudonyms_label(const rh_pseudonyms *pseudonyms);

/* What an intake calls in place of `to`, which is called in turn with names in place of values: in events, identities,
 * joins and bytes. Of a refused record the bytes are masked. RH_NOMEM. */
RH_MUST rh_code rh_pseudonyms_take(rh_pseudonyms *pseudonyms, const rh_intake *to, const rh_intake_record *record,
                                   rh_err *err);

/* The name of one text. Lives in keep. */
rh_str rh_pseudonym_of(rh_pseudonyms *pseudonyms, rh_arena *keep, rh_str text);

#endif
