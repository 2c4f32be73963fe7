/* Keys for tests: made of a seed, so that the same seed gives the same key and signatures. Never for anything else. */
#ifndef RH_KIT_KEY_H
#define RH_KIT_KEY_H

#include "engine/base/buf.h"

enum { KIT_SEED_BYTES = 32 };

/* The private key in PEM (PKCS #8), and the public one. */
void kit_key_private(rh_buf *out, const unsigned char seed[KIT_SEED_BYTES]);
void kit_key_public(rh_buf *out, const unsigned char seed[KIT_SEED_BYTES]);

#endif
