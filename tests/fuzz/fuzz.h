/* What the fuzz targets share. A target is one function of bytes that must come back, whatever they are; it stops
 * the program where something that must hold does not. `make fuzz` links it with libFuzzer, `make test` with
 * replay.c and its corpus. */
#ifndef FUZZ_H
#define FUZZ_H

#include "tests/kit/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert, with NDEBUG too. */
#define FUZZ_MUST(condition)                                                                                           \
    ((condition) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition), abort()))

static inline rh_str fuzz_text(const uint8_t *data, size_t size)
{
    return (rh_str){size == 0 ? "" : (const char *)data, size};
}

#endif
