/* Charts as inline SVG. */
#include "reports/formats/svg.h"

#include "reports/formats/tones.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

#include <inttypes.h>

enum { WHOLE = 1000000, LEAST_SHOWN = 6000, ROW_HEIGHT = 36, BAND_TOP = 19, BAND_HEIGHT = 14, AXIS_HEIGHT = 24 };
enum { DOT_PPM = 6000, MOST_TOLD = 8 };
enum { STEP_HEIGHT = 44, PICTURE_TOP = 52 };

/* ` name="12.5%"` from parts per million. */
static void put_percent(rh_buf *out, const char *name, int64_t ppm)
{
    rh_buf_printf(out, " %s=\"%" PRId64 ".%04" PRId64 "%%\"", name, ppm / 10000, ppm % 10000);
}

static void put_head(rh_buf *out, const rh_doc_chart *chart, size_t id, int height)
{
    rh_buf_put(out, RH_STR("<figure class=\"chart\"><figcaption><strong>"));
    rh_esc_html(out, chart->title);
    rh_buf_put(out, RH_STR("</strong> <span class=\"unit\">"));
    rh_esc_html(out, chart->unit);
    rh_buf_printf(
        out, "</span></figcaption>\n<svg role=\"img\" aria-labelledby=\"t%zu d%zu\" width=\"100%%\" height=\"%d\">", id,
        id, height);
    rh_buf_printf(out, "<title id=\"t%zu\">", id);
    rh_esc_html(out, chart->title);
    rh_buf_printf(out, "</title><desc id=\"d%zu\">", id);
    rh_esc_html(out, chart->alt);
    rh_buf_put(out, RH_STR("</desc>\n"));
}

/* ---- parts of a whole ---- */

/* Lengths that sum to WHOLE; a part that is not zero keeps a sliver that the eye can find, taken from the largest. */
static void lengths_of(const rh_doc_chart *chart, int64_t *lengths)
{
    int64_t sum = 0;
    size_t largest = 0;
    for (size_t i = 0; i < chart->n_parts; i++) {
        const uint64_t value = chart->parts[i].value;
        lengths[i] = rh_number_ppm((int64_t)value, (int64_t)chart->whole);
        if (value > 0 && lengths[i] < LEAST_SHOWN) lengths[i] = LEAST_SHOWN;
        sum += lengths[i];
        if (value > chart->parts[largest].value) largest = i;
    }
    if (sum > 0) lengths[largest] += WHOLE - sum;
}

static void put_legend(rh_buf *out, const rh_doc_chart *chart)
{
    rh_buf_put(out, RH_STR("<ul class=\"legend\">"));
    for (size_t i = 0; i < chart->n_parts; i++) {
        rh_buf_printf(out, "<li><span class=\"swatch fill-%s\"></span>", rh_tone_name(chart->parts[i].tone));
        if (chart->kind == RH_CHART_STACK) {
            rh_buf_put(out, RH_STR("<b>"));
            rh_number_put_count(out, chart->parts[i].value);
            rh_buf_put(out, RH_STR("</b> "));
        }
        rh_esc_html(out, chart->parts[i].label);
        rh_buf_put(out, RH_STR("</li>"));
    }
    rh_buf_put(out, RH_STR("</ul>"));
}

static void put_stack(rh_buf *out, const rh_doc_chart *chart, size_t id)
{
    int64_t lengths[8] = {0}, x = 0;
    if (chart->n_parts > sizeof lengths / sizeof *lengths) return;
    lengths_of(chart, lengths);
    put_head(out, chart, id, 26);
    rh_buf_put(out, RH_STR("<rect class=\"track\" width=\"100%\" height=\"26\" rx=\"4\"/>"));
    for (size_t i = 0; i < chart->n_parts; i++) {
        if (lengths[i] == 0) continue;
        rh_buf_printf(out, "<rect class=\"fill-%s\" height=\"26\"", rh_tone_name(chart->parts[i].tone));
        put_percent(out, "x", x);
        put_percent(out, "width", lengths[i]);
        rh_buf_put(out, RH_STR("/>"));
        x += lengths[i];
    }
    rh_buf_put(out, RH_STR("</svg>\n"));
    put_legend(out, chart);
    rh_buf_put(out, RH_STR("</figure>\n"));
}

/* ---- time ---- */

static int64_t at_ppm(const rh_doc_chart *chart, int64_t s)
{
    return rh_number_ppm(s - chart->from.s, chart->to.s - chart->from.s);
}

/* A dot stands for all points of its row and meaning that it would hide: how many of the following do. */
static size_t hidden_by(const rh_doc_chart *chart, size_t first)
{
    const rh_doc_stretch *dot = &chart->stretches[first];
    size_t n = 0;
    for (size_t i = first + 1; i < chart->n_stretches && dot->from_s == dot->to_s; i++, n++) {
        const rh_doc_stretch *s = &chart->stretches[i];
        const bool is_alike = s->row == dot->row && s->tone == dot->tone && s->from_s == s->to_s;
        if (!is_alike || at_ppm(chart, s->from_s) - at_ppm(chart, dot->from_s) > DOT_PPM) break;
    }
    return n;
}

static void put_title(rh_buf *out, const rh_doc_chart *chart, size_t first, size_t n_hidden)
{
    const size_t shown = n_hidden < MOST_TOLD ? n_hidden : MOST_TOLD;
    rh_buf_put(out, RH_STR("<title>"));
    for (size_t i = first; i <= first + shown; i++) {
        if (i > first) rh_buf_put(out, RH_STR("; "));
        rh_esc_html(out, chart->stretches[i].label);
    }
    if (n_hidden > shown) rh_buf_printf(out, "; and %zu more", n_hidden - shown);
    rh_buf_put(out, RH_STR("</title>"));
}

/* Returns how many of the following it stands for. */
static size_t put_stretch(rh_buf *out, const rh_doc_chart *chart, size_t at)
{
    const rh_doc_stretch *stretch = &chart->stretches[at];
    const int64_t from = at_ppm(chart, stretch->from_s), to = at_ppm(chart, stretch->to_s);
    const size_t top = stretch->row * ROW_HEIGHT + BAND_TOP, n_hidden = hidden_by(chart, at);
    const bool is_dot = stretch->from_s == stretch->to_s;
    if (is_dot) {
        rh_buf_printf(out, "<circle class=\"fill-%s dot\" cy=\"%zu\" r=\"5\"", rh_tone_name(stretch->tone),
                      top + BAND_HEIGHT / 2);
        put_percent(out, "cx", from);
    } else {
        rh_buf_printf(out, "<rect class=\"fill-%s\" y=\"%zu\" height=\"%d\" rx=\"2\"", rh_tone_name(stretch->tone), top,
                      BAND_HEIGHT);
        put_percent(out, "x", from);
        put_percent(out, "width", to - from < 2000 ? 2000 : to - from);
    }
    rh_buf_put(out, RH_STR(">"));
    put_title(out, chart, at, n_hidden);
    rh_buf_put(out, is_dot ? RH_STR("</circle>") : RH_STR("</rect>"));
    return n_hidden;
}

static void put_axis(rh_buf *out, const rh_doc_chart *chart)
{
    const size_t y = chart->n_rows * ROW_HEIGHT + 4;
    rh_buf_printf(out, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%zu\" y2=\"%zu\"/>", y, y);
    rh_buf_printf(out, "<text class=\"tick\" x=\"0\" y=\"%zu\">", y + 16);
    rh_esc_html(out, rh_str_slice(chart->from.text, 0, 16));
    rh_buf_printf(out, "</text><text class=\"tick\" x=\"100%%\" y=\"%zu\" text-anchor=\"end\">", y + 16);
    rh_esc_html(out, rh_str_slice(chart->to.text, 0, 16));
    rh_buf_put(out, RH_STR("</text>"));
}

static void put_time(rh_buf *out, const rh_doc_chart *chart, size_t id)
{
    put_head(out, chart, id, (int)chart->n_rows * ROW_HEIGHT + AXIS_HEIGHT);
    for (size_t i = 0; i < chart->n_rows; i++) {
        rh_buf_printf(out, "<text class=\"row\" x=\"0\" y=\"%zu\">", i * ROW_HEIGHT + BAND_TOP - 6);
        rh_esc_html(out, chart->rows[i]);
        rh_buf_printf(out, "</text><rect class=\"track\" width=\"100%%\" height=\"%d\" rx=\"2\" y=\"%zu\"/>",
                      BAND_HEIGHT, i * ROW_HEIGHT + BAND_TOP);
    }
    for (size_t i = 0; i < chart->n_stretches; i++) i += put_stretch(out, chart, i);
    put_axis(out, chart);
    rh_buf_put(out, RH_STR("</svg>\n"));
    put_legend(out, chart);
    rh_buf_put(out, RH_STR("</figure>\n"));
}

/* ---- steps ---- */

static void put_step(rh_buf *out, const rh_doc_chart *chart, size_t i)
{
    const size_t y = i * STEP_HEIGHT + STEP_HEIGHT / 2;
    const char *tone = rh_tone_name(chart->parts[i].tone);
    if (i > 0)
        rh_buf_printf(out, "<line class=\"axis\" x1=\"18\" x2=\"18\" y1=\"%zu\" y2=\"%zu\"/>", y - STEP_HEIGHT + 15,
                      y - 15);
    rh_buf_printf(out, "<circle class=\"fill-%s\" cx=\"18\" cy=\"%zu\" r=\"14\"/>", tone, y);
    rh_buf_printf(out, "<text class=\"node\" x=\"18\" y=\"%zu\" text-anchor=\"middle\">%zu</text>", y + 5, i + 1);
    rh_buf_printf(out, "<text class=\"row\" x=\"44\" y=\"%zu\">", y - 2);
    rh_esc_html(out, chart->rows[i]);
    rh_buf_printf(out, "</text><text class=\"tick\" x=\"44\" y=\"%zu\">", y + 15);
    rh_esc_html(out, chart->parts[i].label);
    rh_buf_put(out, RH_STR("</text>\n"));
}

static void put_steps(rh_buf *out, const rh_doc_chart *chart, size_t id)
{
    put_head(out, chart, id, (int)chart->n_rows * STEP_HEIGHT);
    for (size_t i = 0; i < chart->n_rows; i++) put_step(out, chart, i);
    rh_buf_put(out, RH_STR("</svg></figure>\n"));
}

void rh_svg_chart(rh_buf *out, const rh_doc_chart *chart, size_t id)
{
    switch (chart->kind) {
    case RH_CHART_STACK: put_stack(out, chart, id); break;
    case RH_CHART_TIME: put_time(out, chart, id); break;
    case RH_CHART_STEPS: put_steps(out, chart, id); break;
    }
}

/* ---- a picture of its own ---- */

/* Meanings as colours that hold on white and on black. */
static const char *colour_of(rh_tone tone)
{
    static const char *const colours[RH_N_TONES] = {"#41597a", "#137a41", "#8f5600", "#b42318", "#57626f"};
    return colours[tone];
}

static void put_picture_step(rh_buf *out, const rh_doc_chart *chart, size_t i)
{
    const size_t y = PICTURE_TOP + i * STEP_HEIGHT + STEP_HEIGHT / 2;
    if (i > 0)
        rh_buf_printf(out, "<line x1=\"34\" x2=\"34\" y1=\"%zu\" y2=\"%zu\" stroke=\"#a9b2bd\"/>", y - STEP_HEIGHT + 15,
                      y - 15);
    rh_buf_printf(out, "<circle cx=\"34\" cy=\"%zu\" r=\"14\" fill=\"%s\"/>", y, colour_of(chart->parts[i].tone));
    rh_buf_printf(out, "<text x=\"34\" y=\"%zu\" text-anchor=\"middle\" fill=\"#fff\">%zu</text>", y + 5, i + 1);
    rh_buf_printf(out, "<text x=\"60\" y=\"%zu\" font-weight=\"600\">", y - 2);
    rh_esc_html(out, chart->rows[i]);
    rh_buf_printf(out, "</text><text x=\"60\" y=\"%zu\" font-size=\"12\" fill=\"#57626f\">", y + 15);
    rh_esc_html(out, chart->parts[i].label);
    rh_buf_put(out, RH_STR("</text>\n"));
}

void rh_svg_picture(rh_buf *out, const rh_doc_chart *chart)
{
    const size_t height = PICTURE_TOP + chart->n_rows * STEP_HEIGHT + 16;
    rh_buf_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 720 %zu\" width=\"720\" "
                  "height=\"%zu\" font-family=\"sans-serif\" font-size=\"15\" fill=\"#18202a\">\n<title>",
                  height, height);
    rh_esc_html(out, chart->title);
    rh_buf_put(out, RH_STR("</title><desc>"));
    rh_esc_html(out, chart->alt);
    rh_buf_printf(out, "</desc>\n<rect width=\"720\" height=\"%zu\" rx=\"12\" fill=\"#fff\"/>", height);
    rh_buf_put(out, RH_STR("<text x=\"20\" y=\"34\" font-size=\"20\" font-weight=\"700\">"));
    rh_esc_html(out, chart->title);
    rh_buf_put(out, RH_STR("</text>\n"));
    for (size_t i = 0; i < chart->n_rows; i++) put_picture_step(out, chart, i);
    rh_buf_put(out, RH_STR("</svg>\n"));
}

/* ---- gauge ---- */

void rh_svg_gauge(rh_buf *out, const rh_doc_gauge *gauge)
{
    const char *tone = rh_tone_name(gauge->tone);
    rh_buf_put(out, RH_STR("<svg class=\"gauge\" role=\"img\" width=\"120\" height=\"16\" aria-label=\""));
    rh_esc_html(out, gauge->alt);
    rh_buf_put(out, RH_STR("\"><title>"));
    rh_esc_html(out, gauge->alt);
    rh_buf_put(out, RH_STR("</title><rect class=\"track\" y=\"6\" width=\"100%\" height=\"4\" rx=\"2\"/>"));
    if (gauge->low < gauge->high) {
        rh_buf_printf(out, "<rect class=\"fill-%s soft\" y=\"5\" height=\"6\" rx=\"3\"", tone);
        put_percent(out, "x", gauge->low);
        put_percent(out, "width", gauge->high - gauge->low);
        rh_buf_put(out, RH_STR("/>"));
    }
    rh_buf_put(out, RH_STR("<line class=\"bound\" y1=\"0\" y2=\"16\""));
    put_percent(out, "x1", gauge->bound);
    put_percent(out, "x2", gauge->bound);
    rh_buf_printf(out, "/><circle class=\"fill-%s dot\" cy=\"8\" r=\"4\"", tone);
    put_percent(out, "cx", gauge->value);
    rh_buf_put(out, RH_STR("/></svg>"));
}
