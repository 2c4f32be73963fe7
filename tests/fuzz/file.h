/* Bytes as a file, for targets whose subject reads files: one that has no name, written anew for each input. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include "tests/fuzz/fuzz.h"

#include <unistd.h>

typedef struct fuzz_file {
    FILE *file;
    char path[40];
} fuzz_file;

/* The path stays the same. */
static inline const char *fuzz_put(fuzz_file *f, const uint8_t *data, size_t size)
{
    if (f->file == NULL) {
        f->file = tmpfile();
        FUZZ_MUST(f->file != NULL);
        snprintf(f->path, sizeof f->path, "/proc/self/fd/%d", fileno(f->file));
    }
    FUZZ_MUST(ftruncate(fileno(f->file), 0) == 0);
    FUZZ_MUST(pwrite(fileno(f->file), data, size, 0) == (ssize_t)size);
    return f->path;
}

/* Bytes that would be unpacked first: offsets of what is read are not theirs. */
static inline bool fuzz_is_packed(const uint8_t *data, size_t size)
{
    return rh_str_starts(fuzz_text(data, size), RH_STR("\x1f\x8b")) ||
           rh_str_starts(fuzz_text(data, size), RH_STR("\x28\xb5\x2f\xfd"));
}

#endif
