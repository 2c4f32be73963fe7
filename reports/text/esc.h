/* Escaping: the only way for text from records, files or messages to get into a report.
 *
 * For: making any bytes harmless in each output language (FAULTS.md, X1 to X11). Not for layout. Each function
 * appends to `out` and needs no memory of its own; texts may hold anything, ill-formed UTF-8 included; null appends
 * nothing.
 *
 * All of them first make the invisible visible: control characters (C0, DEL, C1), bidirectional marks, zero-width and
 * line-separating code points are written as `\u202e` (above FFFF: `\U000e0041`), bytes that are no UTF-8 as `\xff`.
 * Line feeds and tabs are kept only where a function says so. */
#ifndef REPORTS_TEXT_ESC_H
#define REPORTS_TEXT_ESC_H

#include "engine/base/buf.h"

/* One line for a terminal (X6, X10): no escape sequence, no carriage return, no line feed comes through. */
void rh_esc_terminal(rh_buf *out, rh_str s);
/* The same with line feeds and tabs kept. */
void rh_esc_terminal_block(rh_buf *out, rh_str s);

/* HTML text or a quoted attribute value (X1): & < > " ' become references. Line feeds are kept. */
void rh_esc_html(rh_buf *out, rh_str s);
/* Whether s may stand in an href: https, http or mailto with no control characters (X1: no `javascript:`). */
bool rh_esc_is_safe_url(rh_str s);
/* A JSON string, quotes included, for embedding in HTML (X8): < > & U+2028 U+2029 become \u escapes. */
void rh_esc_json_html(rh_buf *out, rh_str s);

/* XML text or a quoted attribute value (X4): what XML 1.0 cannot hold is visible, `]]>` is broken, a line feed is a
 * reference. */
void rh_esc_xml(rh_buf *out, rh_str s);

/* Markdown running text on one line, table cells included (X2): no link, image, mention, reference, HTML or emphasis.
 */
void rh_esc_markdown(rh_buf *out, rh_str s);
/* A Markdown code span on one line; the fence is longer than any run of back-ticks in s. In a table | needs a
 * back-slash. */
void rh_esc_markdown_code(rh_buf *out, rh_str s, bool is_in_table);
/* A fenced Markdown block; line feeds kept; the fence is longer than any run of back-ticks in s. */
void rh_esc_markdown_block(rh_buf *out, rh_str s);

/* A CSV cell (X5, ruling 142): quoted where needed, one ' before a cell that begins with = + - @ TAB CR. */
void rh_esc_csv(rh_buf *out, rh_str s);
/* Text for a log of a CI system (X7): what would be a command (`::` at the start of a line, `##[` or `##vso[` anywhere)
 * gets a back-slash before it. Line feeds are kept. */
void rh_esc_ci_log(rh_buf *out, rh_str s);
/* A value in a GitHub annotation (X9): % CR LF, and in a property also : and , as %XX. */
void rh_esc_annotation(rh_buf *out, rh_str s, bool is_property);
/* SARIF message text (X3): brackets, braces and back-slashes are escaped, so that data makes no link or placeholder. */
void rh_esc_sarif(rh_buf *out, rh_str s);

/* An overlong text cut for a cell (X11): at most max_bytes of it at a code point boundary, then " … (N bytes, sha256
 * 0123456789abcdef)". Shorter texts come back as they are. The result borrows s or lives in keep; null without
 * memory. */
rh_str rh_esc_cut(rh_arena *keep, rh_str s, size_t max_bytes);

/* Columns that s takes on a terminal, as rh_esc_terminal would write it: wide East Asian and emoji 2, combining 0. */
size_t rh_esc_width(rh_str s);
/* The code point at s[*at], moving *at past it; bytes that are no UTF-8 answer -1 - byte and move by one. */
int32_t rh_esc_next(rh_str s, size_t *at);

#endif
