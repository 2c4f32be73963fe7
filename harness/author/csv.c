/* Rows of CSV: RFC 4180, with LF or CRLF between rows, line feeds inside quotes, a byte order mark passed over, and
 * semicolons or tabs in place of commas, as spreadsheets write them where the comma is for decimals. */
#include "engine/base/vec.h"
#include "harness/author/sheet_insides.h"

enum { CELL_BYTES_MAX = 4 << 20 };

static char peek(const rh_csv_reader *r, size_t ahead)
{
    return r->at + ahead < r->bytes.len ? r->bytes.ptr[r->at + ahead] : '\0';
}

/* What stands first between two titles of the header, none of which holds one of these. */
static char delimiter_of(rh_str bytes)
{
    for (size_t i = 0; i < bytes.len && bytes.ptr[i] != '\n'; i++)
        if (bytes.ptr[i] == ',' || bytes.ptr[i] == ';' || bytes.ptr[i] == '\t') return bytes.ptr[i];
    return ',';
}

static bool is_end(const rh_csv_reader *r)
{
    return r->at >= r->bytes.len;
}
static bool is_break(const rh_csv_reader *r)
{
    return peek(r, 0) == '\n' || (peek(r, 0) == '\r' && peek(r, 1) == '\n');
}
static rh_span here(const rh_csv_reader *r)
{
    return (rh_span){r->file, r->line, r->col};
}

static void step(rh_csv_reader *r)
{
    if (r->bytes.ptr[r->at++] == '\n') r->line++, r->col = 1;
    else r->col++;
}

static void pass_break(rh_csv_reader *r)
{
    if (peek(r, 0) == '\r') step(r);
    if (!is_end(r)) step(r);
}

static rh_code read_quoted(rh_buf *out, rh_csv_reader *r, rh_err *err)
{
    const rh_span opened = here(r);
    step(r);
    while (!is_end(r) && (peek(r, 0) != '"' || peek(r, 1) == '"')) {
        if (peek(r, 0) == '"') step(r);
        rh_buf_byte(out, peek(r, 0));
        step(r);
    }
    if (is_end(r)) return rh_err_set(err, RH_SHEET_ROW, opened, "the quote that opens here is never closed");
    step(r);
    if (is_end(r) || peek(r, 0) == r->delimiter || is_break(r)) return RH_OK;
    return rh_err_set(err, RH_SHEET_ROW, here(r),
                      "text behind a closing quote, expected the next cell or the end of the row");
}

/* A spreadsheet would take such a text for a formula; exactly one ' before it is ours. */
static rh_str without_guard(rh_str s)
{
    const bool is_guarded = s.len > 1 && s.ptr[0] == '\'' && memchr("=+-@\t\r", s.ptr[1], 6) != NULL;
    return is_guarded ? rh_str_slice(s, 1, s.len) : s;
}

static rh_code read_cell(rh_csv_cell *out, rh_csv_reader *r, rh_err *err)
{
    rh_buf text;
    rh_code code = RH_OK;
    const rh_span span = here(r);
    rh_buf_init(&text, r->keep, CELL_BYTES_MAX);
    if (peek(r, 0) == '"') code = read_quoted(&text, r, err);
    while (code == RH_OK && !is_end(r) && peek(r, 0) != r->delimiter && !is_break(r)) {
        rh_buf_byte(&text, peek(r, 0));
        step(r);
    }
    if (code == RH_OK && text.failed) return rh_err_nomem(err);
    *out = (rh_csv_cell){without_guard(rh_buf_str(&text)), span};
    return code;
}

rh_code rh_csv__row(const rh_csv_cell **out, size_t *n, rh_csv_reader *r, rh_err *err)
{
    RH_VEC(rh_csv_cell) cells = {0};
    if (r->at == 0) {
        r->line = r->col = 1;
        r->delimiter = delimiter_of(r->bytes);
        if (rh_str_starts(r->bytes, RH_STR("\xEF\xBB\xBF"))) r->at = 3;
    }
    *n = 0;
    while (!is_end(r) && is_break(r)) pass_break(r); /* empty lines */
    for (bool goes_on = !is_end(r); goes_on;) {
        rh_csv_cell cell;
        const rh_code code = read_cell(&cell, r, err);
        if (code != RH_OK) return code;
        if (!RH_PUSH(r->keep, &cells, cell)) return rh_err_nomem(err);
        goes_on = peek(r, 0) == r->delimiter && !is_end(r);
        if (goes_on) step(r);
        else pass_break(r);
    }
    *out = cells.at;
    *n = cells.n;
    return RH_OK;
}
