/* Bytes in memory where readers open files: input.c stands in place of harness/ingest/input.c in the fuzz targets, so
 * that an execution calls no operating system and unpacks nothing. A path is "fuzz/" and a digit. */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include "tests/fuzz/fuzz.h"

enum { FUZZ_FILES = 4 };

/* The bytes that the file of that number has from now on; borrowed. Returns its path. */
const char *fuzz_put(unsigned number, const uint8_t *data, size_t size);

#endif
