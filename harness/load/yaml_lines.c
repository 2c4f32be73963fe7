/* Where the text of a scalar stands in its file, stretch by stretch: the folding rules of YAML 1.2 chapters 7 and 8,
 * run over the raw bytes beside the value that libyaml made of them. */
#include "harness/load/yaml_insides.h"

#include "engine/base/vec.h"

typedef struct walk {
    const rh_yaml_text *text;
    rh_arena *keep;
    const char *raw; /* the file's bytes */
    size_t i, to;    /* the raw bytes not yet read */
    rh_str value;
    size_t v; /* the bytes of value that are accounted for */
    RH_VEC(rh_node_line) lines;
    bool failed;
} walk;

/* value[v] stands at raw[i]. */
static void mark(walk *w)
{
    const rh_span at = rh_yaml__span(w->text, w->i);
    if (w->lines.n != 0 && w->lines.at[w->lines.n - 1].from == w->v) w->lines.n--;
    if (w->lines.cap == 0) { /* nearly every scalar has just one */
        w->lines.at = RH_NEW(w->keep, rh_node_line);
        w->lines.cap = w->lines.at != NULL;
    }
    if (!RH_PUSH(w->keep, &w->lines, (rh_node_line){(uint32_t)w->v, at.line, at.col})) w->failed = true;
}

static bool is_blank(const walk *w)
{
    return w->i < w->to && (w->raw[w->i] == ' ' || w->raw[w->i] == '\t');
}

/* The length of the line break at raw[i], or 0; *kept is its length in a value. CR, LF, CRLF and U+0085 become one LF,
 * U+2028 and U+2029 stay as they are. */
static size_t break_length(const walk *w, size_t *kept)
{
    const unsigned char *p = (const unsigned char *)w->raw + w->i;
    const size_t left = w->to - w->i;
    *kept = 1;
    if (left >= 2 && p[0] == '\r' && p[1] == '\n') return 2;
    if (left >= 1 && (p[0] == '\r' || p[0] == '\n')) return 1;
    if (left >= 2 && p[0] == 0xC2 && p[1] == 0x85) return 2;
    if (left < 3 || p[0] != 0xE2 || p[1] != 0x80 || (p[2] != 0xA8 && p[2] != 0xA9)) return 0;
    *kept = 3;
    return 3;
}

/* ---- plain and quoted: lines fold ---- */

/* Reads further breaks and the blanks around them; the length they have in the value. */
static size_t more_breaks(walk *w)
{
    size_t sum = 0, kept, n;
    for (;;) {
        while (is_blank(w)) w->i++;
        if ((n = break_length(w, &kept)) == 0) return sum;
        w->i += n;
        sum += kept;
    }
}

/* Blanks with a break among them fold; other blanks stand for themselves. */
static void walk_space(walk *w)
{
    const size_t from = w->i;
    size_t kept;
    while (is_blank(w)) w->i++;
    const size_t n = break_length(w, &kept);
    if (n == 0) {
        w->v += w->i - from;
        return;
    }
    w->i += n;
    const size_t rest = more_breaks(w);
    if (kept == 3) w->v += kept + rest;
    else w->v += rest != 0 ? rest : 1;
    mark(w);
}

static size_t width(const walk *w)
{
    const unsigned char c = (unsigned char)w->value.ptr[w->v];
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* A backslash in double quotes: a character, or a break that leaves nothing behind. */
static void walk_escape(walk *w)
{
    size_t kept;
    w->i++;
    const size_t n = break_length(w, &kept);
    if (n != 0) {
        w->i += n;
        w->v += more_breaks(w);
    } else {
        const char c = w->raw[w->i];
        w->i += c == 'x' ? 3 : c == 'u' ? 5 : c == 'U' ? 9 : 1;
        w->v += width(w);
    }
    mark(w);
}

static void walk_flow(walk *w, rh_yaml_style style)
{
    size_t kept;
    if (style != RH_YAML_PLAIN) w->i++, w->to--;
    mark(w);
    while (w->v < w->value.len && w->i < w->to) {
        if (is_blank(w) || break_length(w, &kept) != 0) {
            walk_space(w);
        } else if (style == RH_YAML_DOUBLE && w->raw[w->i] == '\\') {
            walk_escape(w);
        } else if (style == RH_YAML_SINGLE && w->raw[w->i] == '\'') {
            w->i += 2, w->v++;
            mark(w);
        } else {
            w->i++, w->v++;
        }
    }
}

/* ---- literal and folded: indentation goes ---- */

static size_t count_spaces(rh_str s, size_t from)
{
    size_t n = 0;
    while (from + n < s.len && s.ptr[from + n] == ' ') n++;
    return n;
}

/* The indentation that was taken off: what the first line with content has in the file and not in the value. */
static size_t find_indent(const walk *w)
{
    walk raw = *w, value = {.raw = w->value.ptr, .to = w->value.len};
    size_t kept, n;
    while ((n = break_length(&value, &kept)) != 0) value.i += n;
    for (;;) {
        const size_t spaces = count_spaces((rh_str){raw.raw, raw.to}, raw.i);
        raw.i += spaces;
        if (raw.i >= raw.to) return 0;
        n = break_length(&raw, &kept);
        if (n == 0) {
            const size_t left = count_spaces(w->value, value.i);
            return spaces > left ? spaces - left : 0;
        }
        raw.i += n;
    }
}

/* Reads empty lines and the next line's indentation; the length of the breaks in the value. */
static size_t empty_lines(walk *w, size_t indent)
{
    size_t sum = 0, kept, n;
    for (;;) {
        for (size_t col = 0; col < indent && w->i < w->to && w->raw[w->i] == ' '; col++) w->i++;
        if ((n = break_length(w, &kept)) == 0) return sum;
        w->i += n;
        sum += kept;
    }
}

static void walk_block(walk *w, bool is_folded)
{
    size_t kept = 0, n;
    while (w->i < w->to && break_length(w, &kept) == 0) w->i++; /* the header: | or > with its indicators */
    w->i += break_length(w, &kept);
    const size_t indent = find_indent(w);
    w->v = empty_lines(w, indent);
    while (w->v <= w->value.len && w->i < w->to) {
        const bool was_blank = is_blank(w);
        mark(w);
        while (w->i < w->to && break_length(w, &kept) == 0) w->i++, w->v++;
        if ((n = break_length(w, &kept)) == 0) break;
        w->i += n;
        const size_t rest = empty_lines(w, indent);
        const bool folds = is_folded && kept == 1 && !was_blank && !is_blank(w);
        w->v += folds ? (rest != 0 ? rest : 1) : kept + rest;
    }
    if (w->lines.n == 0) mark(w);
}

bool rh_yaml__lines(rh_node *node, rh_arena *keep, const rh_yaml_text *text, const rh_yaml_scalar *scalar)
{
    walk w = {.text = text,
              .keep = keep,
              .raw = text->bytes.ptr,
              .i = scalar->from,
              .to = scalar->to,
              .value = scalar->value};
    if (scalar->style == RH_YAML_LITERAL || scalar->style == RH_YAML_FOLDED)
        walk_block(&w, scalar->style == RH_YAML_FOLDED);
    else walk_flow(&w, scalar->style);
    node->lines = w.lines.at;
    node->n_lines = w.lines.n;
    return !w.failed;
}
