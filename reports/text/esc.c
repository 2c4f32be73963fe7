/* Escaping for every output language over one walk of code points. */
#include "reports/text/esc.h"

#include "engine/base/show.h"

#include <openssl/sha.h>

/* ---- the walk ---- */

/* Of a character beyond ASCII; 0: no lead. */
static size_t sequence_length(unsigned char lead)
{
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

int32_t rh_esc_next(rh_str s, size_t *at)
{
    unsigned char lead = (unsigned char)s.ptr[*at];
    if (lead < 0x80) {
        *at += 1;
        return lead;
    }
    size_t length = sequence_length(lead);
    if (length == 0 || *at + length > s.len || !rh_str_is_utf8((rh_str){s.ptr + *at, length}, NULL)) {
        *at += 1;
        return -1 - (int32_t)lead;
    }
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    int32_t cp = lead & lead_bits[length];
    for (size_t i = 1; i < length; i++) cp = (cp << 6) | ((unsigned char)s.ptr[*at + i] & 0x3f);
    *at += length;
    return cp;
}

typedef struct span_of_points {
    int32_t first, last;
} span_of_points;

/* Spans stand in their order. */
static bool is_in(const span_of_points *spans, size_t n, int32_t cp)
{
    for (size_t i = 0; i < n && cp >= spans[i].first; i++)
        if (cp <= spans[i].last) return true;
    return false;
}

/* What has no look of its own, in messages as here, and code points that are no characters. */
static bool is_hidden(int32_t cp)
{
    if (cp >= 0x20 && cp < 0x7f) return false;
    return rh_is_invisible((unsigned long)cp) || (cp >= 0xfff9 && cp <= 0xfffb) || (cp & 0xfffe) == 0xfffe;
}

static void put_visible(rh_buf *out, int32_t cp)
{
    if (cp < 0) rh_buf_printf(out, "\\x%02x", (unsigned)(-1 - cp));
    else if (cp > 0xffff) rh_buf_printf(out, "\\U%08x", (unsigned)cp);
    else rh_buf_printf(out, "\\u%04x", (unsigned)cp);
}

/* A language: what it writes instead of an ASCII character, or NULL for the character itself. */
typedef const char *(*replace_fn)(char c);

/* Writes s; `kept` lists the control characters that come through (or go to replace). */
static void walk(rh_buf *out, rh_str s, replace_fn replace, const char *kept)
{
    size_t at = 0;
    while (at < s.len) {
        size_t from = at;
        int32_t cp = rh_esc_next(s, &at);
        bool is_kept = cp > 0 && cp < 0x80 && strchr(kept, (int)cp) != NULL;
        if (cp < 0 || (is_hidden(cp) && !is_kept)) {
            put_visible(out, cp);
            continue;
        }
        const char *instead = cp < 0x80 && replace != NULL ? replace((char)cp) : NULL;
        rh_buf_put(out, instead != NULL ? rh_str_of(instead) : rh_str_slice(s, from, at));
    }
}

/* ---- terminal ---- */

void rh_esc_terminal(rh_buf *out, rh_str s) { walk(out, s, NULL, ""); }
void rh_esc_terminal_block(rh_buf *out, rh_str s) { walk(out, s, NULL, "\n\t"); }

static size_t width_of(int32_t cp)
{
    static const span_of_points wide[] = {
        {0x1100, 0x115e},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},
        {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
    };
    static const span_of_points zero[] = {
        {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},   {0x64b, 0x65f},
        {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
    };
    if (cp < 0) return sizeof "\\xff" - 1;
    if (is_hidden(cp)) return cp > 0xffff ? sizeof "\\U000e0041" - 1 : sizeof "\\u202e" - 1;
    if (is_in(zero, sizeof zero / sizeof *zero, cp)) return 0;
    return is_in(wide, sizeof wide / sizeof *wide, cp) ? 2 : 1;
}

size_t rh_esc_width(rh_str s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.len;) width += width_of(rh_esc_next(s, &at));
    return width;
}

/* ---- HTML, XML ---- */

static const char *markup_char(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void rh_esc_html(rh_buf *out, rh_str s) { walk(out, s, markup_char, "\n"); }

/* A parser makes a space of a line feed in an attribute, and whoever reads a report from a log takes what follows one for
 * the beginning of a line (X7). */
static const char *xml_char(char c)
{
    return c == '\n' ? "&#10;" : markup_char(c);
}

void rh_esc_xml(rh_buf *out, rh_str s) { walk(out, s, xml_char, "\n"); }

static bool starts_any_case(rh_str s, const char *prefix)
{
    size_t n = strlen(prefix);
    if (s.len < n) return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c != prefix[i]) return false;
    }
    return true;
}

bool rh_esc_is_safe_url(rh_str s)
{
    for (size_t at = 0; at < s.len;) {
        int32_t cp = rh_esc_next(s, &at);
        if (cp < 0 || cp == ' ' || is_hidden(cp)) return false;
    }
    return starts_any_case(s, "https://") || starts_any_case(s, "http://") || starts_any_case(s, "mailto:");
}

static const char *json_html_char(char c)
{
    switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '&': return "\\u0026";
    case '\'': return "\\u0027";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return NULL;
    }
}

/* Hidden code points become \uXXXX, which JSON reads back as themselves; ill-formed bytes become U+FFFD. */
void rh_esc_json_html(rh_buf *out, rh_str s)
{
    rh_buf_byte(out, '"');
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        int32_t cp = rh_esc_next(s, &at);
        const char *instead = cp >= 0 && cp < 0x80 ? json_html_char((char)cp) : NULL;
        if (cp < 0) rh_buf_put(out, RH_STR("\\ufffd"));
        else if (instead != NULL) rh_buf_put(out, rh_str_of(instead));
        else if (is_hidden(cp) && cp <= 0xffff) rh_buf_printf(out, "\\u%04x", (unsigned)cp);
        else rh_buf_put(out, rh_str_slice(s, from, at));
    }
    rh_buf_byte(out, '"');
}

/* ---- Markdown ---- */

/* A zero-width space after @, # and in "://" or "www." keeps mentions, references and bare links from forming; the
 * back-slash alone does not, because those are found in the finished text. */
static const char *markdown_char(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '@': return "@&#8203;";
    case '#': return "\\#&#8203;";
    case ':': return ":&#8203;";
    case '\n':
    case '\t': return " ";
    case '\\': return "\\\\";
    case '`': return "\\`";
    case '*': return "\\*";
    case '_': return "\\_";
    case '[': return "\\[";
    case ']': return "\\]";
    case '(': return "\\(";
    case ')': return "\\)";
    case '{': return "\\{";
    case '}': return "\\}";
    case '!': return "\\!";
    case '|': return "\\|";
    case '~': return "\\~";
    case '$': return "\\$";
    case '+': return "\\+";
    case '=': return "\\=";
    default: return NULL;
    }
}

/* ":" and "-" are common in plain words and instants: they are escaped only where they could begin something. */
static bool is_markdown_plain(rh_str s, size_t at, char c)
{
    if (c == ':') return at + 1 >= s.len || s.ptr[at + 1] != '/';
    if (c == '+' || c == '=') return at != 0;
    return false;
}

static bool begins_ordered_item(rh_str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9') n++;
    return n > 0 && n < s.len && s.ptr[n] == '.';
}

void rh_esc_markdown(rh_buf *out, rh_str s)
{
    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == ' '))
        rh_buf_put(out, s.ptr[0] == '-' ? RH_STR("\\") : RH_STR("&#8203;"));
    if (begins_ordered_item(s)) rh_buf_put(out, RH_STR("&#8203;"));
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        int32_t cp = rh_esc_next(s, &at);
        rh_str one = rh_str_slice(s, from, at);
        if (cp == '.' && from >= 3 && starts_any_case(rh_str_slice(s, from - 3, from), "www")) {
            rh_buf_put(out, RH_STR("&#8203;."));
        } else if (cp > 0 && cp < 0x80 && is_markdown_plain(s, from, (char)cp)) {
            rh_buf_put(out, one);
        } else {
            walk(out, one, markdown_char, "\n\t");
        }
    }
}

static size_t longest_run(rh_str s, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static void put_run(rh_buf *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) rh_buf_byte(out, c);
}

static const char *code_span_char(char c) { return c == '\n' || c == '\t' ? " " : NULL; }
static const char *code_cell_char(char c) { return c == '|' ? "\\|" : code_span_char(c); }

void rh_esc_markdown_code(rh_buf *out, rh_str s, bool is_in_table)
{
    if (s.len == 0) return;
    size_t fence = longest_run(s, '`') + 1;
    bool is_padded = s.ptr[0] == '`' || s.ptr[s.len - 1] == '`' || (s.ptr[0] == ' ' && s.ptr[s.len - 1] == ' ');
    put_run(out, '`', fence);
    if (is_padded) rh_buf_byte(out, ' ');
    walk(out, s, is_in_table ? code_cell_char : code_span_char, "\n\t");
    if (is_padded) rh_buf_byte(out, ' ');
    put_run(out, '`', fence);
}

void rh_esc_markdown_block(rh_buf *out, rh_str s)
{
    size_t fence = longest_run(s, '`') + 1;
    if (fence < 3) fence = 3;
    put_run(out, '`', fence);
    rh_buf_byte(out, '\n');
    walk(out, s, NULL, "\n\t");
    if (!rh_str_ends(s, RH_STR("\n"))) rh_buf_byte(out, '\n');
    put_run(out, '`', fence);
    rh_buf_byte(out, '\n');
}

/* ---- CSV, CI, SARIF ---- */

static const char *csv_char(char c) { return c == '"' ? "\"\"" : NULL; }

void rh_esc_csv(rh_buf *out, rh_str s)
{
    bool is_formula = s.len > 0 && strchr("=+-@\t\r", s.ptr[0]) != NULL;
    bool is_quoted = s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
    for (size_t i = 0; i < s.len && !is_quoted; i++) is_quoted = strchr(",;\"\t\r\n", s.ptr[i]) != NULL;
    if (is_quoted) rh_buf_byte(out, '"');
    if (is_formula) rh_buf_byte(out, '\'');
    walk(out, s, csv_char, "\n\t\r");
    if (is_quoted) rh_buf_byte(out, '"');
}

static bool begins_command(rh_str s, bool is_line_start)
{
    return (is_line_start && rh_str_starts(s, RH_STR("::"))) || rh_str_starts(s, RH_STR("##[")) ||
           rh_str_starts(s, RH_STR("##vso["));
}

void rh_esc_ci_log(rh_buf *out, rh_str s)
{
    bool is_line_start = true;
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        if (begins_command(rh_str_slice(s, from, s.len), is_line_start)) rh_buf_byte(out, '\\');
        int32_t cp = rh_esc_next(s, &at);
        is_line_start = cp == '\n' || (is_line_start && (cp == ' ' || cp == '\t'));
        walk(out, rh_str_slice(s, from, at), NULL, "\n\t");
    }
}

static const char *annotation_char(char c)
{
    switch (c) {
    case '%': return "%25";
    case '\r': return "%0D";
    case '\n': return "%0A";
    default: return NULL;
    }
}

static const char *annotation_property_char(char c)
{
    if (c == ':') return "%3A";
    return c == ',' ? "%2C" : annotation_char(c);
}

void rh_esc_annotation(rh_buf *out, rh_str s, bool is_property)
{
    walk(out, s, is_property ? annotation_property_char : annotation_char, "\r\n");
}

static const char *sarif_char(char c)
{
    switch (c) {
    case '\\': return "\\\\";
    case '[': return "\\[";
    case ']': return "\\]";
    case '{': return "{{";
    case '}': return "}}";
    default: return NULL;
    }
}

void rh_esc_sarif(rh_buf *out, rh_str s) { walk(out, s, sarif_char, "\n"); }

/* ---- overlong ---- */

rh_str rh_esc_cut(rh_arena *keep, rh_str s, size_t max_bytes)
{
    if (s.len <= max_bytes) return s;
    size_t end = max_bytes;
    while (end > 0 && ((unsigned char)s.ptr[end] & 0xc0) == 0x80) end--;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)s.ptr, s.len, digest);
    rh_buf out;
    rh_buf_init(&out, keep, max_bytes + 80);
    rh_buf_put(&out, rh_str_slice(s, 0, end));
    rh_buf_printf(&out, " \xe2\x80\xa6 (%zu bytes, sha256 ", s.len);
    for (size_t i = 0; i < 8; i++) rh_buf_printf(&out, "%02x", digest[i]);
    rh_buf_byte(&out, ')');
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}
