/* The style sheet of every page: one text, hashed for the page's content security policy. */
#ifndef REPORTS_PAGES_STYLE_H
#define REPORTS_PAGES_STYLE_H

#include "engine/base/buf.h"

void rh_page_style_put(rh_buf *out);

#endif
