/* harness/ingest/input.h over bytes in memory. */
#include "tests/fuzz/input.h"

#include "harness/ingest/input.h"

#include <malloc.h>
#include <string.h>

static const char paths[FUZZ_FILES][8] = {"fuzz/0", "fuzz/1", "fuzz/2", "fuzz/3"};
static rh_str files[FUZZ_FILES];

struct rh_input {
    rh_str bytes;
    size_t at;
    bool is_used;
};

/* As many as are read at once: a mapping may read its file twice, and a log of objects inside itself. */
static rh_input inputs[8];

const char *fuzz_put(unsigned number, const uint8_t *data, size_t size)
{
    FUZZ_MUST(number < FUZZ_FILES);
    files[number] = fuzz_text(data, size);
    return paths[number];
}

rh_code rh_input_open(rh_input **out, const char *path, rh_err *err)
{
    const unsigned number = (unsigned)(path[5] - '0');
    (void)err;
    FUZZ_MUST(number < FUZZ_FILES && strcmp(path, paths[number]) == 0);
    size_t i = 0;
    while (i < sizeof inputs / sizeof *inputs && inputs[i].is_used) i++;
    FUZZ_MUST(i < sizeof inputs / sizeof *inputs);
    inputs[i] = (rh_input){.bytes = files[number], .is_used = true};
    *out = &inputs[i];
    return RH_OK;
}

void rh_input_close(rh_input *in)
{
    if (in != NULL) in->is_used = false;
}

rh_code rh_input_read(size_t *n_read, rh_input *in, void *bytes, size_t n, rh_err *err)
{
    const size_t left = in->bytes.len - in->at;
    (void)err;
    *n_read = n < left ? n : left;
    if (*n_read > 0) memcpy(bytes, in->bytes.ptr + in->at, *n_read);
    in->at += *n_read;
    return RH_OK;
}

rh_code rh_input_look(rh_input_stamp *out, const char *path, rh_err *err)
{
    (void)out;
    return rh_err_set(err, RH_INPUT_MISSING, (rh_span){.file = rh_str_of(path)}, "nothing stands beside a file");
}
rh_code rh_input_same(rh_input *in, rh_err *err)
{
    (void)in, (void)err;
    return RH_OK;
}
bool rh_input_is_packed(const rh_input *in)
{
    (void)in;
    return false;
}
rh_sha256 rh_input_hash(const rh_input *in)
{
    (void)in;
    return (rh_sha256){0};
}
uint64_t rh_input_size(const rh_input *in)
{
    return in->bytes.len;
}
uint64_t rh_input_done(const rh_input *in)
{
    return in->at;
}

/* Readers take a megabyte for lines. Memory that goes back to the system with every execution costs more than reading
 * does; and expat asks the system for a random number with every document. */
__attribute__((constructor)) static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

void arc4random_buf(void *bytes, size_t n);
void arc4random_buf(void *bytes, size_t n)
{
    memset(bytes, 7, n);
}
