/* A file as bytes: its encoding, its lines and the offsets of its characters. */
#include "harness/load/yaml_insides.h"

#include "engine/base/limits.h"
#include "engine/base/vec.h"

enum { CHAR_STEP = 256 };

typedef RH_VEC(uint32_t) offsets;

static bool is_utf16(rh_str b)
{
    const unsigned char *p = (const unsigned char *)b.ptr;
    if (b.len < 2) return false;
    if ((p[0] == 0xFE && p[1] == 0xFF) || (p[0] == 0xFF && p[1] == 0xFE)) return true;
    return (p[0] == 0 && p[1] != 0) || (p[0] != 0 && p[1] == 0); /* without a mark: its ASCII shows */
}

static bool index_lines(rh_yaml_text *text, rh_arena *keep)
{
    offsets lines = {0};
    if (!RH_PUSH(keep, &lines, 0)) return false;
    for (size_t i = 0; i < text->bytes.len; i++)
        if (text->bytes.ptr[i] == '\n' && !RH_PUSH(keep, &lines, (uint32_t)(i + 1))) return false;
    text->line_at = lines.at;
    text->n_lines = lines.n;
    return true;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_ascii(rh_str b)
{
    for (size_t i = 0; i < b.len; i++)
        if ((unsigned char)b.ptr[i] >= 0x80) return false;
    return true;
}

static bool index_chars(rh_yaml_text *text, rh_arena *keep)
{
    offsets chars = {0};
    size_t n = 0;
    if (is_ascii(text->bytes)) return true;
    for (size_t i = text->begin; i < text->bytes.len; i++) {
        if (is_continuation(text->bytes.ptr[i])) continue;
        if (n++ % CHAR_STEP == 0 && !RH_PUSH(keep, &chars, (uint32_t)i)) return false;
    }
    text->char_at = chars.at;
    text->n_chars = n;
    return true;
}

static rh_code check_encoding(const rh_yaml_text *text, rh_diags *diags)
{
    size_t at;
    const rh_str b = text->bytes;
    if (is_utf16(b))
        return rh_diags_add(diags, RH_YAML_ENCODING, rh_yaml__span(text, 0), "the file is UTF-16, expected UTF-8");
    if (!rh_str_is_utf8(b, &at))
        return rh_diags_add(diags, RH_YAML_ENCODING, rh_yaml__span(text, at), "byte 0x%02x at offset %zu is not UTF-8",
                            (unsigned)(unsigned char)b.ptr[at], at);
    const char *nul = b.len != 0 ? memchr(b.ptr, '\0', b.len) : NULL;
    if (nul == NULL) return RH_OK;
    at = (size_t)(nul - b.ptr);
    return rh_diags_add(diags, RH_YAML_ENCODING, rh_yaml__span(text, at), "NUL byte at offset %zu", at);
}

rh_code rh_yaml__text(rh_yaml_text *out, rh_arena *keep, rh_str file, rh_str bytes, rh_diags *diags)
{
    rh_yaml_text text = {.file = file, .bytes = bytes};
    if (bytes.len > RH_LIMIT_FILE_BYTES)
        return rh_diags_add(diags, RH_LOAD_FILE_SIZE, (rh_span){.file = file},
                            "the file has %zu bytes, at most %d are read", bytes.len, RH_LIMIT_FILE_BYTES);
    text.begin = rh_str_starts(bytes, RH_STR("\xEF\xBB\xBF")) ? 3 : 0;
    if (!index_lines(&text, keep)) return rh_diags_add(diags, RH_NOMEM, (rh_span){.file = file}, "no memory");
    const rh_code code = check_encoding(&text, diags);
    if (code != RH_OK) return code;
    if (!index_chars(&text, keep)) return rh_diags_add(diags, RH_NOMEM, (rh_span){.file = file}, "no memory");
    *out = text;
    return RH_OK;
}

size_t rh_yaml__offset(const rh_yaml_text *text, size_t index)
{
    if (text->char_at == NULL) {
        const size_t left = text->bytes.len - text->begin;
        return text->begin + (index < left ? index : left);
    }
    if (index >= text->n_chars) return text->bytes.len;
    size_t i = text->char_at[index / CHAR_STEP];
    for (size_t left = index % CHAR_STEP; left != 0; left--)
        for (i++; is_continuation(text->bytes.ptr[i]); i++) {}
    return i;
}

rh_span rh_yaml__span(const rh_yaml_text *text, size_t offset)
{
    size_t low = 0, high = text->n_lines;
    while (high - low > 1) {
        const size_t mid = low + (high - low) / 2;
        if (text->line_at[mid] <= offset) low = mid;
        else high = mid;
    }
    size_t from = text->line_at[low];
    if (low == 0 && offset >= text->begin) from = text->begin; /* a byte order mark takes no column */
    return (rh_span){text->file, (uint32_t)(low + 1), (uint32_t)(offset - from + 1)};
}
