/* A comment on a pull request: the answer and at most five excerpts, behind a line that no reader sees and by which the
 * next run finds its own comment. Text of the data cannot form such a line: it never holds a "<". */
#include "reports/formats/formats.h"
#include "reports/formats/markdown.h"
#include "reports/text/esc.h"
#include "reports/text/number.h"

/* GitHub takes 65,536 characters; escaped, a text grows at most eightfold. */
enum { MOST_EXCERPTS = 5, TEXT_MAX_BYTES = 400 };

static void put(rh_buf *out, const char *s)
{
    rh_buf_put(out, rh_str_of(s));
}
static void put_text(rh_buf *out, rh_str s)
{
    rh_esc_markdown(out, rh_esc_cut(out->arena, s, TEXT_MAX_BYTES));
}

static void put_excerpt(rh_buf *out, const rh_doc_finding *f)
{
    static const rh_tone tones[RH_N_DOC_LEVELS] = {RH_TONE_BAD, RH_TONE_WARN, RH_TONE_PLAIN};
    put(out, "- ");
    put(out, rh_markdown_mark(tones[f->level]));
    put(out, "**");
    put_text(out, f->rule);
    put(out, "** ");
    put_text(out, f->text);
    rh_markdown_place(out, f->place);
    put(out, "\n");
}

/* "5 of 17 findings: 3 errors, 14 warnings" */
static void put_totals(rh_buf *out, const rh_doc *doc, size_t n_shown)
{
    static const char *const words[RH_N_DOC_LEVELS] = {"error", "warning", "note"};
    size_t counts[RH_N_DOC_LEVELS] = {0};
    const char *before = ": ";
    for (size_t i = 0; i < doc->n_findings; i++) counts[doc->findings[i].level]++;
    put(out, "**");
    rh_buf_printf(out, "%zu of ", n_shown);
    rh_number_put_count(out, doc->n_findings);
    put(out, doc->n_findings == 1 ? " finding" : " findings");
    for (size_t l = 0; l < RH_N_DOC_LEVELS; l++) {
        if (counts[l] == 0) continue;
        put(out, before);
        rh_number_put_count(out, counts[l]);
        rh_buf_printf(out, " %s%s", words[l], counts[l] == 1 ? "" : "s");
        before = ", ";
    }
    put(out, "**\n\n");
}

void rh_format_comment(rh_buf *out, const rh_doc *doc)
{
    const size_t n = doc->n_findings < MOST_EXCERPTS ? doc->n_findings : MOST_EXCERPTS;
    rh_buf_printf(out, "<!-- rehearse/%.*s -->\n", RH_ARG(doc->command));
    for (size_t i = 0; i < doc->n_blocks; i++)
        if (doc->blocks[i].kind == RH_DOC_HERO) rh_markdown_hero(out, &doc->blocks[i].hero, "##");
    put(out, "\n");
    if (n > 0) put_totals(out, doc, n);
    for (size_t i = 0; i < n; i++) put_excerpt(out, &doc->findings[i]);
    put(out, "\n<sub>");
    put_text(out, doc->title);
    if (doc->subtitle.ptr != NULL) {
        put(out, ", ");
        put_text(out, doc->subtitle);
    }
    put(out, "</sub>\n");
}
