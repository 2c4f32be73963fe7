/* What the Markdown report and the comment have in common. */
#ifndef REPORTS_FORMATS_MARKDOWN_H
#define REPORTS_FORMATS_MARKDOWN_H

#include "engine/base/buf.h"
#include "reports/document/doc.h"

/* A mark that stands before a word of that tone; "" where a tone has none. */
const char *rh_markdown_mark(rh_tone tone);
/* " (`file:line`)", nothing without a file. */
void rh_markdown_place(rh_buf *out, rh_model_place place);
/* The first screen, under a heading of that depth ("#", "##"). */
void rh_markdown_hero(rh_buf *out, const rh_doc_hero *hero, const char *heading);

#endif
