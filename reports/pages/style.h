/* The style sheet of every page: one text, hashed for the page's content security policy. */
#ifndef REPORTS_PAGES_STYLE_H
#define REPORTS_PAGES_STYLE_H

#include "engine/base/buf.h"

/* The lines of reports/pages/style.css, to a NULL; made by embed.awk. */
extern const char *const rh_page_style[];

#endif
