/* Rows of CSV: RFC 4180, with a delimiter of any byte, LF or CRLF, and text in UTF-8 or one of two older encodings.
 *
 * A record is first bounded, then parted: it ends at the first line end with an even number of quotes before it. Where
 * its quotes make no sense the record is its first line alone, so that a stray quote costs one row and not the rest of
 * the file (I8). */
#include "harness/ingest/read/csv.h"

#include "harness/ingest/read/insides.h"

#include "engine/base/limits.h"
#include "engine/base/map.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1 << 14, ROOM_MOST = RH_LIMIT_LINE_BYTES + (1 << 18), SAMPLE_BAD = 3 };

typedef struct reading {
    char *room;
    size_t cap;       /* bytes of room; it grows with the longest record */
    size_t from, len; /* room[from, len) is read and not handed out */
    bool is_read;     /* the input's end was seen */
    uint64_t line, offset;
    rh_csv_cells cells;
    const uint32_t *order; /* columns sorted by label */
    const rh_pair *labels; /* keys of a row, sorted; values empty */
} reading;

/* A record as it stands in room. */
typedef struct record {
    size_t length; /* without its end */
    size_t first;  /* bytes of its first line; length when it has one line */
    size_t end;    /* bytes of its line end */
    bool is_open;  /* it ends inside quotes */
    bool is_over;  /* longer than RH_LIMIT_LINE_BYTES */
} record;

/* ---- bytes ---- */

static rh_code fill(reading *s, rh_reader *r, rh_err *err)
{
    size_t got;
    memmove(s->room, s->room + s->from, s->len - s->from);
    s->len -= s->from;
    s->from = 0;
    if (s->cap - s->len < s->cap / 2 && s->cap < ROOM_MOST) {
        const size_t cap = s->cap * 4 < ROOM_MOST ? s->cap * 4 : ROOM_MOST;
        char *room = realloc(s->room, cap);
        if (room == NULL) return rh_err_nomem(err);
        s->room = room;
        s->cap = cap;
    }
    const rh_code code = rh_input_read(&got, r->input, s->room + s->len, s->cap - s->len, err);
    if (code != RH_OK) return code;
    s->len += got;
    s->is_read = got == 0;
    return RH_OK;
}

/* Bounds the record at `from`. */
static rh_code bound(record *out, reading *s, rh_reader *r, rh_err *err)
{
    bool is_quoted = false;
    size_t i = 0;
    *out = (record){.first = SIZE_MAX};
    for (;; i++) {
        if (s->from + i == s->len && !s->is_read && i <= RH_LIMIT_LINE_BYTES) {
            const rh_code code = fill(s, r, err);
            if (code != RH_OK) return code;
        }
        out->is_over = i > RH_LIMIT_LINE_BYTES;
        if (s->from + i == s->len || out->is_over) break;
        const char c = s->room[s->from + i];
        is_quoted ^= c == '"';
        if (c != '\n') continue;
        if (out->first == SIZE_MAX) out->first = i;
        if (!is_quoted) break;
    }
    out->length = i;
    out->is_open = is_quoted;
    out->end = !out->is_over && s->from + i < s->len;
    if (out->first == SIZE_MAX) out->first = i;
    return RH_OK;
}

static void advance(reading *s, size_t n)
{
    for (size_t i = 0; i < n; i++) s->line += s->room[s->from + i] == '\n';
    s->from += n;
    s->offset += n;
}

/* Goes to the next line, however far it is; *n counts the bytes passed over, the line end not. */
static rh_code skip_line(uint64_t *n, reading *s, rh_reader *r, rh_err *err)
{
    for (*n = 0;;) {
        const char *at = s->room + s->from, *end = memchr(at, '\n', s->len - s->from);
        const size_t span = end != NULL ? (size_t)(end - at) : s->len - s->from;
        *n += span;
        advance(s, span + (end != NULL));
        if (end != NULL || s->is_read) return RH_OK;
        const rh_code code = fill(s, r, err);
        if (code != RH_OK) return code;
    }
}

static rh_str without_cr(rh_str text)
{
    return rh_str_ends(text, RH_STR("\r")) ? rh_str_slice(text, 0, text.len - 1) : text;
}

/* ---- a record ---- */

static rh_code refuse_long(rh_row *out, reading *s, rh_reader *r, rh_err *err)
{
    out->refused = rh_err_set(&out->why, RH_LINE_LONG, (rh_span){.line = (uint32_t)out->line, .col = 1},
                              "a row of over %d bytes, where at most so many are read", RH_LIMIT_LINE_BYTES);
    out->raw = rh_str_slice((rh_str){s->room + s->from, s->len - s->from}, 0, 1 << 12);
    out->raw = rh_arena_str(&r->keep, out->raw);
    return out->raw.ptr != NULL ? skip_line(&out->raw_length, s, r, err) : rh_err_nomem(err);
}

/* The line and column of a byte of a record, which may have lines inside quotes. */
static rh_span place_in(rh_str text, uint64_t line, size_t at)
{
    rh_span span = {.line = (uint32_t)line, .col = 1};
    for (size_t i = 0; i < at; i++) {
        span.col++;
        if (text.ptr[i] == '\n') span.line++, span.col = 1;
    }
    return span;
}

/* The quotes of the record make no sense: its first line alone is refused. */
static void refuse_quotes(rh_row *out, reading *s, const record *at, const rh_csv_fault *fault)
{
    const rh_str text = {s->room + s->from, at->length};
    out->raw = without_cr((rh_str){s->room + s->from, at->first});
    out->raw_length = at->first;
    out->refused = rh_err_set(&out->why, RH_TABLE_QUOTE, place_in(text, out->line, fault->opened),
                              fault->is_inside ? "a quote inside a cell that does not begin with one"
                              : fault->is_open
                                  ? "the quote that opens here is never closed"
                                  : "the quote that opens here is followed, where it closes, by more text");
    advance(s, at->first + (at->first < at->length || at->end));
}

/* The next record that is no blank line, parted into cells, all in arena. */
static rh_code next_record(rh_row *out, bool *is_end, reading *s, rh_reader *r, rh_arena *arena, rh_err *err)
{
    record at;
    rh_csv_fault fault;
    rh_str text;
    for (;;) {
        const rh_code code = bound(&at, s, r, err);
        if (code != RH_OK) return code;
        text = without_cr((rh_str){s->room + s->from, at.length});
        if (text.len > 0 || at.end == 0) break;
        advance(s, at.length + at.end);
    }
    *is_end = text.len == 0 && at.end == 0;
    *out = (rh_row){.line = s->line, .offset = s->offset, .raw = text, .raw_length = at.length};
    if (*is_end) return RH_OK;
    if (at.is_over && (!at.is_open || at.first == at.length)) return refuse_long(out, s, r, err);
    const rh_str kept = rh_arena_str(arena, text);
    if (kept.ptr == NULL) return rh_err_nomem(err);
    if (!rh_csv__part(&s->cells, &fault, kept, r->reads->delimiter, arena)) {
        if (fault.no_memory) return rh_err_nomem(err);
        refuse_quotes(out, s, &at, &fault);
        return RH_OK;
    }
    advance(s, at.length + at.end);
    if (s->cells.n > RH_CSV_CELLS_MOST)
        out->refused = rh_err_set(&out->why, RH_JSON_FIELDS, (rh_span){.line = (uint32_t)out->line, .col = 1},
                                  "over %d cells, which a row may have", RH_CSV_CELLS_MOST);
    return RH_OK;
}

/* ---- the header ---- */

static rh_str trimmed(rh_str s)
{
    while (s.len > 0 && strchr(" \t", s.ptr[0]) != NULL) s = rh_str_slice(s, 1, s.len);
    while (s.len > 0 && strchr(" \t", s.ptr[s.len - 1]) != NULL) s.len--;
    return s;
}

/* Counts a label of the header, and as one of the text before its last #. */
static bool count_label(rh_map *seen, rh_arena *keep, rh_str label)
{
    size_t mark = label.len;
    while (mark > 0 && label.ptr[mark - 1] != '#') mark--;
    const rh_str texts[] = {label, rh_str_slice(label, 0, mark > 0 ? mark - 1 : 0)};
    for (size_t i = 0; i < (mark > 0 ? 2 : 1); i++) {
        const uint32_t n = rh_map_get(seen, texts[i]);
        if (!rh_map_set(seen, keep, texts[i], n != RH_MAP_NONE ? n + 1 : 1)) return false;
    }
    return true;
}

/* The label of the next column; one that stands before it already gets #2, #3 behind it. Null without memory. */
static rh_str label_of(rh_map *seen, rh_arena *keep, rh_str text)
{
    rh_buf buf;
    const uint32_t n_before = rh_map_get(seen, text);
    rh_buf_init(&buf, keep, RH_LIMIT_LINE_BYTES);
    rh_buf_put(&buf, text);
    if (n_before != RH_MAP_NONE) rh_buf_printf(&buf, "#%lu", (unsigned long)n_before + 1);
    const rh_str label = rh_buf_str(&buf);
    return !buf.failed && count_label(seen, keep, label) ? label : rh_str_null();
}

static rh_code sort_labels(reading *s, rh_reader *r, rh_err *err)
{
    const size_t n = r->columns.n;
    rh_pair *labels = RH_NEW_N(&r->keep, n, rh_pair);
    uint32_t *order = RH_NEW_N(&r->keep, n, uint32_t);
    if (labels == NULL || order == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) labels[i] = (rh_pair){rh_string(r->columns.at[i]), rh_int((int64_t)i)};
    if (!rh_pairs_sort(labels, n))
        return rh_read__fail(r, err, RH_TABLE_HEADER, (rh_span){.line = 1, .col = 1}, "two columns have one label");
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)labels[i].value.i;
    s->labels = labels;
    s->order = order;
    return RH_OK;
}

static rh_str shown(const char *delimiter)
{
    return *delimiter == '\t' ? RH_STR("\\t") : (rh_str){delimiter, 1};
}

/* A header of one cell that some other delimiter parts (I10). */
static rh_code check_delimiter(const rh_reader *r, const rh_row *header, rh_err *err)
{
    static const char others[] = ",;\t|";
    for (size_t k = 0; k + 1 < sizeof others; k++) {
        size_t n = 1;
        for (size_t i = 0; i < header->raw.len; i++) n += header->raw.ptr[i] == others[k];
        if (n > 1 && others[k] != r->reads->delimiter)
            return rh_read__fail(r, err, RH_TABLE_DELIMITER, (rh_span){.line = (uint32_t)header->line, .col = 1},
                                 "the header is one column with delimiter \"%.*s\" and %zu with \"%.*s\"",
                                 RH_ARG(shown(&r->reads->delimiter)), n, RH_ARG(shown(&others[k])));
    }
    return RH_OK;
}

/* Text that is meant to be UTF-8 and has many bytes that are not, and none that is more than ASCII (I10). */
static rh_code check_encoding(const reading *s, const rh_reader *r, rh_err *err)
{
    size_t n_bad = 0, n_good = 0, at = 0;
    rh_span first = {.line = 1, .col = 1}, here = first;
    rh_str left = {s->room + s->from, s->len - s->from};
    if (r->reads->encoding != RH_ENCODING_UTF8) return RH_OK;
    while (n_bad < SAMPLE_BAD && !rh_str_is_utf8(left, &at) && at + 4 <= left.len) {
        for (size_t i = 0; i < at; i++) {
            n_good += (unsigned char)left.ptr[i] > 127;
            here.col++;
            if (left.ptr[i] == '\n') here.line++, here.col = 1;
        }
        if (n_bad++ == 0) first = here;
        here.col++;
        left = rh_str_slice(left, at + 1, left.len);
    }
    if (n_bad < SAMPLE_BAD || n_good > 0) return RH_OK;
    return rh_read__fail(r, err, RH_INPUT_ENCODING, first,
                         "bytes that are not UTF-8 stand in several places and none is: give the mapping encoding "
                         "windows-1252 if that is what it is");
}

static rh_code look_at_mark(reading *s, rh_reader *r, rh_err *err)
{
    while (s->len - s->from < 3 && !s->is_read) {
        const rh_code code = fill(s, r, err);
        if (code != RH_OK) return code;
    }
    const rh_str first = {s->room + s->from, s->len - s->from};
    if (rh_str_starts(first, RH_STR("\xff\xfe")) || rh_str_starts(first, RH_STR("\xfe\xff")))
        return rh_read__fail(r, err, RH_INPUT_ENCODING, (rh_span){.line = 1, .col = 1},
                             "the file is UTF-16, where UTF-8 is expected");
    if (rh_str_starts(first, RH_STR("\xef\xbb\xbf"))) s->from += 3, s->offset += 3;
    return RH_OK;
}

/* The rows before the header are passed over, then its labels become columns. */
static rh_code read_header(reading *s, rh_reader *r, rh_err *err)
{
    bool is_end = false;
    rh_row row;
    for (uint32_t i = 0; i < r->reads->header; i++) {
        const rh_code code = next_record(&row, &is_end, s, r, &r->keep, err);
        if (code != RH_OK || is_end) return code;
    }
    if (row.refused == RH_OK && memchr(rh_str_chars(row.raw), '\0', row.raw.len) != NULL)
        row.refused = rh_err_set(&row.why, RH_INPUT_ENCODING, (rh_span){.line = (uint32_t)row.line, .col = 1},
                                 "the header has NUL bytes, as UTF-16 has them, where %s is expected",
                                 rh_csv__encoding_name(r->reads->encoding));
    if (row.refused == RH_OK && !rh_csv__is_text(NULL, row.raw, r->reads->encoding))
        row.refused = rh_err_set(&row.why, RH_INPUT_ENCODING, (rh_span){.line = (uint32_t)row.line, .col = 1},
                                 "the header is not %s", rh_csv__encoding_name(r->reads->encoding));
    if (row.refused != RH_OK) return rh_read__fail(r, err, row.refused, row.why.span, "%s", row.why.text);
    if (memchr(row.raw.ptr, '\r', row.raw.len) != NULL)
        return rh_read__fail(r, err, RH_TABLE_HEADER, (rh_span){.line = (uint32_t)row.line, .col = 1},
                             "lines end in CR alone, where LF or CRLF is expected");
    if (s->cells.n == 1) {
        const rh_code code = check_delimiter(r, &row, err);
        if (code != RH_OK) return code;
    }
    rh_map seen = {0};
    rh_str *labels = RH_NEW_N(&r->keep, s->cells.n, rh_str);
    if (labels == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < s->cells.n; i++)
        labels[i] = label_of(&seen, &r->keep, trimmed(rh_csv__decoded(&r->keep, s->cells.at[i], r->reads->encoding)));
    if (rh_arena_failed(&r->keep)) return rh_err_nomem(err);
    r->columns = (rh_strs){labels, s->cells.n};
    return sort_labels(s, r, err);
}

/* ---- the format ---- */

static rh_code open_csv(rh_reader *r, rh_err *err)
{
    reading *s = calloc(1, sizeof *s);
    if (s == NULL) return rh_err_nomem(err);
    r->state = s;
    s->line = 1;
    s->room = malloc(ROOM_FIRST);
    s->cap = ROOM_FIRST;
    if (s->room == NULL) return rh_err_nomem(err);
    rh_code code = look_at_mark(s, r, err);
    if (code == RH_OK) code = check_encoding(s, r, err);
    return code == RH_OK ? read_header(s, r, err) : code;
}

/* The first byte that is no text in the encoding, NUL among them: none is put in its place (I2). */
static bool check_text(rh_row *out, rh_encoding encoding)
{
    size_t at = 0;
    const char *nul = memchr(out->raw.ptr, '\0', out->raw.len);
    if (nul == NULL && rh_csv__is_text(&at, out->raw, encoding)) return true;
    if (nul != NULL) at = (size_t)(nul - out->raw.ptr);
    out->refused = rh_err_set(&out->why, RH_JSON_TEXT, place_in(out->raw, out->line, at),
                              "byte 0x%02x, which is no text in %s", (unsigned)(unsigned char)out->raw.ptr[at],
                              rh_csv__encoding_name(encoding));
    return false;
}

static rh_code next_csv(rh_row *out, bool *is_end, rh_reader *r, rh_arena *arena, rh_err *err)
{
    reading *s = r->state;
    *is_end = r->columns.n == 0;
    const rh_code code = *is_end ? RH_OK : next_record(out, is_end, s, r, arena, err);
    if (code != RH_OK || *is_end || out->refused != RH_OK) return code;
    if (!check_text(out, r->reads->encoding)) return RH_OK;
    if (s->cells.n != r->columns.n) {
        out->refused = rh_err_set(&out->why, RH_TABLE_RAGGED, (rh_span){.line = (uint32_t)out->line, .col = 1},
                                  "%zu cells, where the header has %zu", s->cells.n, r->columns.n);
        return RH_OK;
    }
    rh_pair *pairs = RH_NEW_N(arena, s->cells.n, rh_pair);
    if (pairs == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < s->cells.n; i++)
        pairs[i] = (rh_pair){s->labels[i].key,
                             rh_string(rh_csv__decoded(arena, s->cells.at[s->order[i]], r->reads->encoding))};
    out->value = rh_map_value(pairs, s->cells.n);
    return RH_OK;
}

static void close_csv(rh_reader *r)
{
    reading *s = r->state;
    if (s == NULL) return;
    free(s->room);
    free(s);
}

const rh_read_format rh_read__csv = {open_csv, next_csv, close_csv, RH_OPENS_INPUT};
