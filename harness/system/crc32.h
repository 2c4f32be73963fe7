/* The checksum CRC-32 (ISO 3309, as zlib and gzip have it), sixty-four bytes at a time where the processor multiplies
 * without carry. RH_PLAIN asks for zlib's alone.
 *
 * Folding: V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel,
 * 2009), with the constants of the reflected polynomial 0xEDB88320. Thread-safe. */
#ifndef RH_SYSTEM_CRC32_H
#define RH_SYSTEM_CRC32_H

#include "engine/base/str.h"

uint32_t rh_crc32(rh_str bytes);

#endif
