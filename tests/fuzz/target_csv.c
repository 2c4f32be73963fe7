/* Any bytes as CSV: rows with as many cells as the header, or refused with a place; a row's bytes stand where it says,
 * behind those of the row before. The first byte says how the file is written. */
#include "harness/ingest/read/reader.h"
#include "tests/fuzz/input.h"

static void check_row(const rh_row *row, const rh_reader *reader, rh_str text, uint64_t *end)
{
    FUZZ_MUST(row->offset >= *end && row->offset + row->raw_length <= text.len);
    FUZZ_MUST(row->raw.len == 0 || memcmp(row->raw.ptr, text.ptr + row->offset, row->raw.len) == 0);
    *end = row->offset + row->raw_length;
    if (row->refused != RH_OK) {
        FUZZ_MUST(row->why.code == row->refused && row->why.text[0] != '\0' && row->why.span.line > 0);
        return;
    }
    FUZZ_MUST(row->value.kind == RH_MAP && row->value.n == rh_reader_columns(reader).n);
    for (uint32_t i = 0; i < row->value.n; i++) FUZZ_MUST(rh_str_is_utf8(rh_value_str(row->value.map[i].value), NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena arena;
    rh_err err;
    rh_reader *reader;
    uint64_t end = 0;
    if (size == 0) return 0;
    if (arena.host.take == NULL) arena = kit_arena();
    const rh_reads reads = {.format = RH_READ_CSV,
                            .encoding = (rh_encoding)(data[0] % RH_N_ENCODINGS),
                            .delimiter = ",;\t|"[data[0] / 4 % 4],
                            .header = 1 + data[0] / 128};
    const char *path = fuzz_put(0, data + 1, size - 1);
    if (rh_reader_open(&reader, path, &reads, &err) != RH_OK) {
        FUZZ_MUST(err.text[0] != '\0');
        return 0;
    }
    for (;;) {
        rh_row row;
        bool is_end;
        rh_arena_reset(&arena);
        FUZZ_MUST(rh_reader_next(&row, &is_end, reader, &arena, &err) == RH_OK);
        if (is_end) break;
        check_row(&row, reader, fuzz_text(data + 1, size - 1), &end);
    }
    rh_reader_close(reader);
    return 0;
}
