/* An entry as a YAML file: the keys in the order of the handbook, blocks rather than braces, texts as plain as may
 * be. */
#include "engine/base/show.h"
#include "engine/program/reader.h"
#include "harness/author/sheet_insides.h"

enum { FILE_BYTES = 4 << 20, INDENT = 2 };

/* SPEC.md section 5. */
static const char *const order[] = {"id",     "title",   "lane",  "exception", "segments", "trigger", "when",
                                    "window", "risk",    "sla",   "reason",    "evidence", "ai",      "human",
                                    "review", "effect",  "tasks", "audit",     "owner",    "clears",  "derived_from",
                                    "covers", "expires", "rare",  "acceptance"};

typedef struct writer {
    rh_buf out;
    rh_arena *keep;
} writer;

static void put(writer *w, const char *s)
{
    rh_buf_put(&w->out, rh_str_of(s));
}

static void put_indent(writer *w, size_t indent)
{
    for (size_t i = 0; i < indent; i++) rh_buf_byte(&w->out, ' ');
}

/* ---- scalars ---- */

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Words that some reader of YAML takes for a truth or a number are quoted. */
static bool is_plain(rh_str s)
{
    const rh_node plain = {.kind = RH_NODE_SCALAR, .is_plain = true, .text = s};
    if (rh_read_is_ambiguous(&plain) || !is_word_char(s.ptr[0])) return false;
    if (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == ':') return false;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i], next = i + 1 < s.len ? s.ptr[i + 1] : '\0';
        if ((c == ':' && next == ' ') || (c == ' ' && next == '#')) return false;
        if ((unsigned char)c >= 0x80 || c < ' ') return false;
    }
    return true;
}

static bool has_hidden(rh_str s)
{
    for (size_t i = 0; i < s.len;) {
        const unsigned long c = rh_utf8_next(s, &i);
        if (c != '\n' && rh_is_invisible(c)) return true;
    }
    return false;
}

/* Several lines that stand as they are in a block: none of blanks alone, no blank or break at the very ends. */
static bool is_block(rh_str s)
{
    bool has_break = false, is_blank = false;
    if (s.len == 0 || strchr(" \n", s.ptr[0]) != NULL || s.ptr[s.len - 1] == '\n') return false;
    for (size_t i = 0; i < s.len; i++) {
        const bool begins = i > 0 && s.ptr[i - 1] == '\n';
        has_break = has_break || s.ptr[i] == '\n';
        if (begins) is_blank = s.ptr[i] == ' ';
        if (s.ptr[i] != ' ' && s.ptr[i] != '\n') is_blank = false;
        if (is_blank && (i + 1 == s.len || s.ptr[i + 1] == '\n')) return false;
    }
    return has_break;
}

static void put_block(writer *w, rh_str s, size_t indent)
{
    put(w, "|-");
    for (size_t at = 0; at <= s.len;) {
        size_t end = at;
        while (end < s.len && s.ptr[end] != '\n') end++;
        rh_buf_byte(&w->out, '\n');
        if (end > at) put_indent(w, indent);
        rh_buf_put(&w->out, rh_str_slice(s, at, end));
        at = end + 1;
    }
}

static void put_quoted(writer *w, rh_str s)
{
    rh_buf json;
    if (!has_hidden(s) && rh_str_find(s, RH_STR("\n")) == SIZE_MAX && rh_str_find(s, RH_STR("'")) == SIZE_MAX) {
        rh_buf_printf(&w->out, "'%.*s'", RH_ARG(s));
        return;
    }
    rh_buf_init(&json, w->keep, FILE_BYTES);
    rh_buf_json_str(&json, s);
    if (json.failed) w->out.failed = true;
    rh_sheet__put_json(&w->out, rh_buf_str(&json));
}

/* `indent` is that of a block's lines. */
static void put_scalar(writer *w, const rh_node *node, size_t indent)
{
    const bool is_literal = node->is_plain && rh_sheet__is_literal(node->text);
    if (is_literal && rh_node_is_null(node)) put(w, "null");
    else if (is_literal || is_plain(node->text)) rh_buf_put(&w->out, node->text);
    else if (!has_hidden(node->text) && is_block(node->text)) put_block(w, node->text, indent);
    else put_quoted(w, node->text);
}

/* ---- lists and maps ---- */

static void put_value(writer *w, const rh_node *node, size_t indent);

/* Recursion is bounded by the depth of what was read (64). */
static void put_pairs(writer *w, const rh_node *map, size_t indent, bool is_in_line)
{
    for (size_t i = 0; i < map->n_pairs; i++) {
        if (i > 0 || !is_in_line) put_indent(w, indent);
        put_scalar(w, map->pairs[i].key, indent);
        put(w, ":");
        put_value(w, map->pairs[i].value, indent + INDENT);
    }
}

/* What stands behind a colon, up to and with the end of its last line. */
static void put_value(writer *w, const rh_node *node, size_t indent)
{
    const bool is_list = node->kind == RH_NODE_LIST;
    if (node->kind == RH_NODE_SCALAR) {
        put(w, " ");
        put_scalar(w, node, indent);
        put(w, "\n");
    } else if (node->n_items == 0 && node->n_pairs == 0) {
        put(w, is_list ? " []\n" : " {}\n");
    } else if (!is_list) {
        put(w, "\n");
        put_pairs(w, node, indent, false);
    } else {
        put(w, "\n");
        for (size_t i = 0; i < node->n_items; i++) {
            const rh_node *item = node->items[i];
            put_indent(w, indent);
            put(w, "-");
            if (item->kind == RH_NODE_MAP && item->n_pairs > 0) {
                put(w, " ");
                put_pairs(w, item, indent + INDENT, true);
            } else {
                put_value(w, item, indent + INDENT);
            }
        }
    }
}

rh_code rh_sheet_yaml(rh_str *out, rh_arena *keep, const rh_node *root, rh_err *err)
{
    writer w = {.keep = keep};
    rh_buf_init(&w.out, keep, FILE_BYTES);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const rh_node *value = rh_node_get(root, rh_str_of(order[i]));
        if (value == NULL) continue;
        rh_buf_printf(&w.out, "%s:", order[i]);
        put_value(&w, value, INDENT);
    }
    if (w.out.failed) return rh_err_nomem(err);
    *out = rh_buf_str(&w.out);
    return RH_OK;
}
