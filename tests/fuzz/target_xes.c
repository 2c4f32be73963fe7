/* Any bytes as XML, read as an event log in XES and as plain rows: rows with their bytes where they say, or one error
 * with a place. */
#include "harness/ingest/read/reader.h"
#include "tests/fuzz/input.h"

static const rh_step way[] = {{RH_STEP_KEY, {"log", 3}},
                              {RH_STEP_KEY, {"trace", 5}},
                              {RH_STEP_EACH, {NULL, 0}},
                              {RH_STEP_MEMBERS, {NULL, 0}},
                              {RH_STEP_EACH, {NULL, 0}}};

static void read_as(const rh_reads *reads, const char *path, rh_str text, rh_arena *arena)
{
    rh_err err;
    rh_reader *reader;
    uint64_t next = 0;
    if (rh_reader_open(&reader, path, reads, &err) != RH_OK) return;
    for (;;) {
        rh_row row;
        bool is_end;
        rh_arena_reset(arena);
        const rh_code code = rh_reader_next(&row, &is_end, reader, arena, &err);
        if (code != RH_OK) FUZZ_MUST(err.code == code && err.text[0] != '\0' && err.span.line > 0);
        if (code != RH_OK || is_end) break;
        FUZZ_MUST(row.offset >= next && row.offset + row.raw_length <= text.len);
        FUZZ_MUST(row.raw.len == 0 || memcmp(row.raw.ptr, text.ptr + row.offset, row.raw.len) == 0);
        FUZZ_MUST(row.refused == RH_OK || row.why.text[0] != '\0');
        FUZZ_MUST(row.refused != RH_OK || row.value.kind == RH_MAP);
        next = row.offset + 1;
    }
    rh_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena arena;
    static const rh_reads xes = {.format = RH_READ_XES};
    static const rh_reads xml = {
        .format = RH_READ_XML, .wants_outer = true, .ways = {{way, sizeof way / sizeof *way}}, .n_ways = 1};
    if (arena.host.take == NULL) arena = kit_arena();
    const char *path = fuzz_put(0, data, size);
    read_as(&xes, path, fuzz_text(data, size), &arena);
    read_as(&xml, path, fuzz_text(data, size), &arena);
    return 0;
}
