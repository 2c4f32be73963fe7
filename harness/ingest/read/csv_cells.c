/* Cells of a record of CSV. */
#include "harness/ingest/read/csv.h"

#include "engine/base/vec.h"

/* What Windows-1252 has in 0x80 to 0x9f; 0: nothing. */
static const uint16_t windows_1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                          0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                          0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

/* From behind the opening quote to the closing one; false when there is none. *n_doubled: quotes that stand for one. */
static bool find_close(size_t *close, size_t *n_doubled, rh_str text, size_t from)
{
    *n_doubled = 0;
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] != '"') continue;
        if (i + 1 < text.len && text.ptr[i + 1] == '"') {
            i++, ++*n_doubled;
            continue;
        }
        *close = i;
        return true;
    }
    return false;
}

static rh_str undouble(rh_arena *arena, rh_str s, size_t n_doubled)
{
    size_t n = 0;
    if (n_doubled == 0) return s;
    char *made = rh_arena_alloc(arena, s.len);
    if (made == NULL) return rh_str_null();
    for (size_t i = 0; i < s.len; i++) {
        made[n++] = s.ptr[i];
        if (s.ptr[i] == '"') i++;
    }
    return (rh_str){made, n};
}

/* The cell that begins at *at, which then stands behind it. */
static bool quoted(rh_str *out, rh_csv_fault *fault, rh_str text, size_t *at, char delimiter, rh_arena *arena)
{
    size_t close, n_doubled;
    fault->opened = *at;
    fault->is_open = !find_close(&close, &n_doubled, text, *at + 1);
    if (fault->is_open || (close + 1 < text.len && text.ptr[close + 1] != delimiter)) return false;
    *out = undouble(arena, rh_str_slice(text, *at + 1, close), n_doubled);
    fault->no_memory = out->ptr == NULL;
    *at = close + 1;
    return !fault->no_memory;
}

static bool plain(rh_str *out, rh_csv_fault *fault, rh_str text, size_t *at, char delimiter)
{
    const char *end = memchr(text.ptr + *at, delimiter, text.len - *at);
    const size_t to = end != NULL ? (size_t)(end - text.ptr) : text.len;
    const char *quote = memchr(text.ptr + *at, '"', to - *at);
    if (quote != NULL) {
        fault->opened = (size_t)(quote - text.ptr);
        fault->is_inside = true;
        return false;
    }
    *out = rh_str_slice(text, *at, to);
    *at = to;
    return true;
}

bool rh_csv__part(rh_csv_cells *out, rh_csv_fault *fault, rh_str text, char delimiter, rh_arena *arena)
{
    size_t at = 0;
    *out = (rh_csv_cells){0};
    *fault = (rh_csv_fault){0};
    for (;;) {
        rh_str cell;
        const bool is_quoted = at < text.len && text.ptr[at] == '"';
        if (is_quoted ? !quoted(&cell, fault, text, &at, delimiter, arena) : !plain(&cell, fault, text, &at, delimiter))
            return false;
        if (!RH_PUSH(arena, out, cell)) {
            fault->no_memory = true;
            return false;
        }
        if (at >= text.len || out->n > RH_CSV_CELLS_MOST) return true;
        at++; /* the delimiter */
    }
}

const char *rh_csv__encoding_name(rh_encoding encoding)
{
    static const char *const titles[] = {
#define X(NAME, word, title) title,
        RH_ENCODINGS(X)
#undef X
    };
    return titles[encoding];
}

bool rh_csv__is_text(size_t *bad, rh_str text, rh_encoding encoding)
{
    size_t at = 0;
    if (encoding == RH_ENCODING_UTF8) return rh_str_is_utf8(text, bad);
    if (encoding != RH_ENCODING_WINDOWS_1252) return true; /* the others have a character for every byte */
    for (; at < text.len; at++) {
        const unsigned char c = (unsigned char)text.ptr[at];
        if (c >= 0x80 && c < 0xa0 && windows_1252[c - 0x80] == 0) break;
    }
    if (bad != NULL) *bad = at;
    return at == text.len;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) return to[0] = (char)c, 1;
    if (c < 0x800) return to[0] = (char)(0xc0 | (c >> 6)), to[1] = (char)(0x80 | (c & 63)), 2;
    return to[0] = (char)(0xe0 | (c >> 12)), to[1] = (char)(0x80 | ((c >> 6) & 63)), to[2] = (char)(0x80 | (c & 63)), 3;
}

rh_str rh_csv__decoded(rh_arena *arena, rh_str cell, rh_encoding encoding)
{
    size_t n = 0;
    if (encoding == RH_ENCODING_UTF8) return cell;
    char *made = rh_arena_alloc(arena, cell.len * 3 + 1);
    if (made == NULL) return rh_str_null();
    for (size_t i = 0; i < cell.len; i++) {
        const unsigned char c = (unsigned char)cell.ptr[i];
        const bool is_odd = encoding == RH_ENCODING_WINDOWS_1252 && c >= 0x80 && c < 0xa0;
        n += put_utf8(made + n, is_odd ? windows_1252[c - 0x80] : c);
    }
    return (rh_str){made, n};
}
