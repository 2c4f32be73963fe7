/* Rows of exports, written out. */
#include "tests/kit/rows.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/buf.h"
#include "tests/kit/memory.h"

static void put_why(rh_buf *buf, const rh_err *why)
{
    rh_buf_printf(buf, "%u:%u %s: %s\n", why->span.line, why->span.col, rh_code_name(why->code), why->text);
}

static void put_row(rh_buf *buf, const rh_row *row, const char *text)
{
    if (text != NULL && row->raw.len == row->raw_length)
        assert_memory_equal(text + row->offset, row->raw.ptr, row->raw.len);
    if (row->refused != RH_OK) {
        assert_int_equal(row->refused, row->why.code);
        put_why(buf, &row->why);
        return;
    }
    rh_buf_printf(buf, "%llu ", (unsigned long long)row->line);
    rh_value_put_json(buf, row->value);
    rh_buf_byte(buf, '\n');
}

const char *kit_rows(rh_arena *keep, const char *path, const rh_reads *reads, const char *text)
{
    rh_buf buf;
    rh_err err = {0};
    rh_reader *reader = NULL;
    rh_arena arena = kit_arena();
    rh_buf_init(&buf, keep, 64 << 20);
    rh_code code = rh_reader_open(&reader, path, reads, &err);
    for (bool is_end = false; code == RH_OK && !is_end;) {
        rh_row row;
        rh_arena_reset(&arena);
        code = rh_reader_next(&row, &is_end, reader, &arena, &err);
        if (code == RH_OK && !is_end) put_row(&buf, &row, text);
    }
    if (code != RH_OK) {
        rh_buf_put(&buf, RH_STR("error "));
        put_why(&buf, &err);
    }
    rh_reader_close(reader);
    rh_arena_dispose(&arena);
    rh_buf_byte(&buf, '\0');
    return buf.ptr;
}
