/* A journey in time: what happened, and what stood for its entries and actions. */
#include "reports/document/parts.h"

#include "engine/base/vec.h"

typedef RH_VEC(rh_doc_stretch) stretches;

static const struct {
    const char *word;
    rh_tone tone;
} span_words[] = {[RH_MODEL_SPAN_ALLOW] = {"allow", RH_TONE_GOOD}, [RH_MODEL_SPAN_DRAFT] = {"draft", RH_TONE_PLAIN},
                  [RH_MODEL_SPAN_HOLD] = {"hold", RH_TONE_WARN},   [RH_MODEL_SPAN_BLOCK] = {"block", RH_TONE_BAD},
                  [RH_MODEL_SPAN_OPEN] = {"open", RH_TONE_WARN},   [RH_MODEL_SPAN_REJECTED] = {"rejected", RH_TONE_BAD},
                  [RH_MODEL_SPAN_DONE] = {"done", RH_TONE_PLAIN}};

/* Blocked because its time has not come or is over: no entry's doing, so it is not to catch the eye. */
static bool is_out_of_range(const rh_model_span *span)
{
    return span->kind == RH_MODEL_SPAN_BLOCK && rh_str_eq(span->because, RH_STR("sequence"));
}

static rh_str span_says(rh_doc *doc, const rh_model_span *span)
{
    const char *word = span_words[span->kind].word;
    if (span->kind == RH_MODEL_SPAN_DONE) return rh_doc_say(doc, "%s %.*s", word, RH_ARG(rh_doc_time(doc, span->from)));
    if (is_out_of_range(span)) word = "out of its states";
    const rh_str said = rh_doc_say(doc, "%s %.*s to %.*s", word, RH_ARG(rh_doc_time(doc, span->from)),
                                   RH_ARG(rh_doc_time(doc, span->to)));
    if (span->because.ptr == NULL || is_out_of_range(span)) return said;
    return span->kind == RH_MODEL_SPAN_OPEN ? rh_doc_say(doc, "%.*s, %.*s", RH_ARG(said), RH_ARG(span->because))
                                            : rh_doc_say(doc, "%.*s, by %.*s", RH_ARG(said), RH_ARG(span->because));
}

/* What the drawing shows, for who cannot see it: each line and what it was in turn. */
static rh_str side_in_words(rh_doc *doc, const rh_model_timeline *t, const rh_model_side *side)
{
    rh_str said = rh_doc_plural(doc, t->n_marks, "event", "events");
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < side->n_spans; i++) {
        const rh_model_span *span = &side->spans[i];
        const char *word = is_out_of_range(span) ? "out of its states" : span_words[span->kind].word;
        if (span->kind == RH_MODEL_SPAN_DONE) continue;
        const rh_str day = rh_str_slice(span->from.text, 0, 10);
        said = span->track == last ? rh_doc_say(doc, "%.*s, %s from %.*s", RH_ARG(said), word, RH_ARG(day))
                                   : rh_doc_say(doc, "%.*s. %.*s: %s from %.*s", RH_ARG(said),
                                                RH_ARG(t->tracks[span->track].name), word, RH_ARG(day));
        last = span->track;
    }
    return rh_doc_say(doc, "%.*s.", RH_ARG(said));
}

static void add_marks(rh_doc *doc, stretches *out, const rh_model_timeline *t)
{
    for (size_t i = 0; i < t->n_marks; i++) {
        const rh_model_mark *m = &t->marks[i];
        (void)RH_PUSH(doc->arena, out,
                      (rh_doc_stretch){0, m->at.s, m->at.s, m->is_decision ? RH_TONE_PLAIN : RH_TONE_MUTED,
                                       rh_doc_say(doc, "%.*s %.*s", RH_ARG(m->what), RH_ARG(rh_doc_time(doc, m->at)))});
    }
}

const rh_doc_chart *rh_doc__timeline(rh_doc *doc, const rh_model_timeline *t, const rh_model_side *side, rh_str title)
{
    const rh_doc_part meanings[] = {{RH_STR("allow"), 0, RH_TONE_GOOD},
                                    {RH_STR("draft"), 0, RH_TONE_PLAIN},
                                    {RH_STR("hold, entry open"), 0, RH_TONE_WARN},
                                    {RH_STR("block, entry rejected"), 0, RH_TONE_BAD},
                                    {RH_STR("out of its states"), 0, RH_TONE_MUTED}};
    rh_doc_chart *chart = RH_NEW(doc->arena, rh_doc_chart);
    rh_str *rows = RH_NEW_N(doc->arena, t->n_tracks + 1, rh_str);
    stretches marks = {0};
    if (chart == NULL || rows == NULL) return NULL;
    rows[0] = RH_STR("what happened");
    for (size_t i = 0; i < t->n_tracks; i++) rows[i + 1] = t->tracks[i].name;
    add_marks(doc, &marks, t);
    for (size_t i = 0; i < side->n_spans; i++) {
        const rh_model_span *span = &side->spans[i];
        (void)RH_PUSH(doc->arena, &marks,
                      (rh_doc_stretch){span->track + 1, span->from.s, span->to.s,
                                       is_out_of_range(span) ? RH_TONE_MUTED : span_words[span->kind].tone,
                                       span_says(doc, span)});
    }
    *chart = (rh_doc_chart){.kind = RH_CHART_TIME,
                            .title = title,
                            .unit = RH_STR("time, UTC"),
                            .alt = side_in_words(doc, t, side),
                            .parts = rh_doc__parts(doc, meanings, 5),
                            .n_parts = 5,
                            .rows = rows,
                            .n_rows = t->n_tracks + 1,
                            .stretches = marks.at,
                            .n_stretches = marks.n,
                            .from = t->from,
                            .to = t->to};
    return chart->parts != NULL ? chart : NULL;
}
