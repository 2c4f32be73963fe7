/* Charts as inline SVG, drawn by integer arithmetic: the same bytes everywhere. Lengths across are percentages, so
 * that a chart fills its column at any width without scaling its text. Tones become classes of the page's style
 * sheet. */
#ifndef REPORTS_FORMATS_SVG_H
#define REPORTS_FORMATS_SVG_H

#include "engine/base/buf.h"
#include "reports/document/doc.h"

/* A <figure> with caption, unit, drawing, text alternative and legend. id makes the ids of the page unique. */
void rh_svg_chart(rh_buf *out, const rh_doc_chart *chart, size_t id);
/* A small bullet chart for a table cell, with its text alternative. */
void rh_svg_gauge(rh_buf *out, const rh_doc_gauge *gauge);

/* A chart of STEPS as a file of its own: no style sheet, no font, nothing loaded. */
void rh_svg_picture(rh_buf *out, const rh_doc_chart *chart);

#endif
