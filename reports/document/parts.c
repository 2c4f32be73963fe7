/* Parts that several documents share: words, tones, the history behind a result. */
#include "reports/document/parts.h"

#include "reports/text/number.h"

rh_tone rh_doc__verdict_tone(rh_model_verdict verdict)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_PLAIN, RH_TONE_WARN, RH_TONE_BAD};
    return tones[verdict];
}

rh_tone rh_doc__class_tone(rh_model_change_class cls)
{
    static const rh_tone tones[] = {RH_TONE_BAD,   RH_TONE_WARN,  RH_TONE_PLAIN,
                                    RH_TONE_PLAIN, RH_TONE_MUTED, RH_TONE_WARN};
    return tones[cls];
}

rh_tone rh_doc__result_tone(rh_model_result result)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN, RH_TONE_MUTED};
    return tones[result];
}

rh_tone rh_doc__risk_tone(rh_str risk)
{
    if (rh_str_eq(risk, RH_STR("hold"))) return RH_TONE_BAD;
    return rh_str_eq(risk, RH_STR("high")) ? RH_TONE_WARN : RH_TONE_PLAIN;
}

rh_str rh_doc__revision(rh_doc *doc, rh_model_revision revision)
{
    if (revision.commit.ptr == NULL) return revision.name;
    const rh_str brief = rh_str_slice(revision.commit, 0, 12);
    if (revision.name.ptr == NULL || rh_str_starts(revision.commit, revision.name)) return brief;
    return rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(revision.name), RH_ARG(brief));
}

rh_str rh_doc__period(rh_doc *doc, const rh_model_history *history)
{
    if (history->since.text.ptr == NULL || history->until.text.ptr == NULL) return RH_STR("nothing was replayed");
    return rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_str_slice(history->since.text, 0, 10)),
                      RH_ARG(rh_str_slice(history->until.text, 0, 10)));
}

rh_str rh_doc__origin(rh_doc *doc, uint64_t real, uint64_t mixed, uint64_t synthetic)
{
    const uint64_t all = real + mixed + synthetic;
    const rh_str n = rh_doc_people_plural(doc, all, "journey", "journeys");
    if (all == 0) return RH_STR("No journey was found.");
    if (real == all) return rh_doc_say(doc, "Real: %.*s, and no event says that it was made up.", RH_ARG(n));
    if (synthetic == all)
        return rh_doc_say(
            doc, "Synthetic: %.*s, and every event was made up. None of this is evidence about real customers.",
            RH_ARG(n));
    return rh_doc_say(
        doc,
        "Of %.*s, %.*s only real records, %.*s real records with made-up events, and %.*s synthetic: every "
        "event of theirs was made up.",
        RH_ARG(n), RH_ARG(rh_doc_people_plural(doc, real, "holds", "hold")),
        RH_ARG(rh_doc_people_plural(doc, mixed, "joins", "join")),
        RH_ARG(rh_doc_people_plural(doc, synthetic, "is", "are")));
}

/* ---- counts ---- */

const rh_doc_part *rh_doc__parts(rh_doc *doc, const rh_doc_part *parts, size_t n)
{
    rh_doc_part *kept = RH_NEW_N(doc->arena, n, rh_doc_part);
    if (kept != NULL) memcpy(kept, parts, n * sizeof *parts);
    return kept;
}

static void put_stack(rh_doc *doc, const char *title, const char *unit, uint64_t whole, rh_str alt,
                      const rh_doc_part *parts, size_t n)
{
    rh_doc_chart chart = {
        .kind = RH_CHART_STACK, .title = rh_str_of(title), .unit = rh_str_of(unit), .alt = alt, .whole = whole};
    chart.parts = rh_doc__parts(doc, parts, n);
    chart.n_parts = chart.parts != NULL ? n : 0;
    rh_doc_chart_put(doc, &chart);
}

static void put_sources(rh_doc *doc, const rh_model_source *sources, size_t n_sources)
{
    static const rh_doc_column columns[] = {{"Source", false, false},
                                            {"Read", true, false},
                                            {"Accepted", true, false},
                                            {"Duplicate", true, false},
                                            {"Quarantined", true, false}};
    if (n_sources == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Records by source"), columns, 5);
    for (size_t i = 0; i < n_sources; i++) {
        const rh_model_source *s = &sources[i];
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL) return;
        row[0] = rh_doc_code_cell(s->source);
        row[1] = rh_doc_text_cell(rh_doc_count(doc, s->read));
        row[2] = rh_doc_text_cell(rh_doc_count(doc, s->accepted));
        row[3] = rh_doc_text_cell(rh_doc_count(doc, s->duplicate));
        row[4] = rh_doc_text_cell(rh_doc_count(doc, s->quarantined));
        row[4].tone = s->quarantined > 0 ? RH_TONE_WARN : RH_TONE_PLAIN;
    }
}

void rh_doc__counts(rh_doc *doc, const rh_model_source *total, const rh_model_source *sources, size_t n_sources)
{
    const rh_doc_part parts[] = {{RH_STR("accepted"), total->accepted, RH_TONE_GOOD},
                                 {RH_STR("duplicate"), total->duplicate, RH_TONE_MUTED},
                                 {RH_STR("quarantined"), total->quarantined, RH_TONE_BAD}};
    const rh_str alt = rh_doc_say(doc, "%.*s read = %.*s accepted + %.*s duplicate + %.*s quarantined",
                                  RH_ARG(rh_doc_count(doc, total->read)), RH_ARG(rh_doc_count(doc, total->accepted)),
                                  RH_ARG(rh_doc_count(doc, total->duplicate)),
                                  RH_ARG(rh_doc_count(doc, total->quarantined)));
    put_stack(doc, "What was read", "records", total->read, alt, parts, 3);
    put_sources(doc, sources, n_sources);
}

void rh_doc__history(rh_doc *doc, const rh_model_history *history)
{
    const rh_doc_part parts[] = {{RH_STR("real"), history->real, RH_TONE_GOOD},
                                 {RH_STR("real joined with made up"), history->mixed, RH_TONE_WARN},
                                 {RH_STR("synthetic"), history->synthetic, RH_TONE_MUTED}};
    rh_doc_text(doc, RH_TONE_PLAIN, rh_doc__origin(doc, history->real, history->mixed, history->synthetic));
    if (history->journeys > 0) {
        const rh_str alt = rh_doc_say(doc, "%.*s = %.*s real + %.*s real joined with made up + %.*s synthetic",
                                      RH_ARG(rh_doc_people_plural(doc, history->journeys, "journey", "journeys")),
                                      RH_ARG(rh_doc_people(doc, history->real)),
                                      RH_ARG(rh_doc_people(doc, history->mixed)),
                                      RH_ARG(rh_doc_people(doc, history->synthetic)));
        put_stack(doc, "Real and synthetic journeys", "journeys", history->journeys, alt, parts, 3);
    }
    rh_doc__counts(doc, &history->total, history->sources, history->n_sources);
    rh_doc_fact_put(
        doc, "Events replayed",
        rh_doc_text_cell(rh_doc_say(doc, "%.*s, %.*s of them synthetic", RH_ARG(rh_doc_count(doc, history->events)),
                                    RH_ARG(rh_doc_count(doc, history->synthetic_events)))));
    rh_doc_fact_put(doc, "Period", rh_doc_text_cell(rh_doc__period(doc, history)));
    rh_doc_fact_put(doc, "Replayed to", rh_doc_text_cell(rh_doc_time(doc, history->as_of)));
    if (!history->is_end_unknown)
        rh_doc_fact_put(doc, "Still open then",
                        rh_doc_text_cell(rh_doc_people_plural(doc, history->still_open, "journey", "journeys")));
    rh_doc_fact_put(doc, "Replayable",
                    rh_doc_text_cell(rh_doc_say(
                        doc, "%.*s exactly, %.*s in part, %.*s not", RH_ARG(rh_doc_people(doc, history->exact)),
                        RH_ARG(rh_doc_people(doc, history->partial)), RH_ARG(rh_doc_people(doc, history->none)))));
    if (history->digest.ptr != NULL) rh_doc_fact_put(doc, "Digest of the history", rh_doc_code_cell(history->digest));
}

rh_str rh_doc__replayed(rh_doc *doc, const rh_model_history *h)
{
    const rh_str n = rh_doc_people_plural(doc, h->journeys, "journey", "journeys");
    if (h->journeys == 0) return n;
    if (h->real == h->journeys) return rh_doc_say(doc, "%.*s, all real", RH_ARG(n));
    if (h->synthetic == h->journeys) return rh_doc_say(doc, "%.*s, all synthetic", RH_ARG(n));
    return rh_doc_say(doc, "%.*s: %.*s real, %.*s joined, %.*s synthetic", RH_ARG(n),
                      RH_ARG(rh_doc_people(doc, h->real)), RH_ARG(rh_doc_people(doc, h->mixed)),
                      RH_ARG(rh_doc_people(doc, h->synthetic)));
}

rh_str rh_doc__chance(rh_doc *doc, rh_model_quantity p)
{
    enum { LEAST_DEN = 10000 };
    if (p.den > 0 && p.num < p.den / LEAST_DEN) return RH_STR("below 0.01 %");
    return rh_doc_number(doc, p);
}

/* ---- criteria ---- */

bool rh_doc__is_few_observed(const rh_doc *doc, const rh_model_criterion *c)
{
    const rh_model_quantity v = c->observed;
    if (c->is_of_register) return false;
    const bool is_counted = v.unit == RH_MODEL_COUNT || v.unit == RH_MODEL_RATE;
    return rh_doc_is_few(doc, c->n) || (is_counted && v.num > 0 && rh_doc_is_few(doc, (uint64_t)v.num));
}

/* A share of few, with the n beside it, would tell how many they are. */
rh_str rh_doc__observed(rh_doc *doc, const rh_model_criterion *c)
{
    if (!rh_doc__is_few_observed(doc, c) || c->observed.den == 0) return rh_doc_number(doc, c->observed);
    if (rh_doc_is_few(doc, c->n)) return RH_STR("not told, n is <5");
    return c->observed.unit == RH_MODEL_COUNT ? RH_STR("<5")
                                              : rh_doc_say(doc, "<5 of %.*s", RH_ARG(rh_doc_count(doc, c->n)));
}

rh_str rh_doc__sample(rh_doc *doc, const rh_model_criterion *c)
{
    return c->is_of_register ? rh_doc_count(doc, c->n) : rh_doc_people(doc, c->n);
}

rh_str rh_doc__reason(const rh_doc *doc, const rh_model_reason *reason)
{
    return doc->is_shared && reason->shared.ptr != NULL ? reason->shared : reason->text;
}

/* ---- shares beside their bounds ---- */

static int64_t ppm_of(rh_model_quantity quantity)
{
    return rh_number_ppm(quantity.num, quantity.den);
}

static int64_t scale_of(int64_t bound, int64_t high)
{
    int64_t scale = 2 * bound;
    if (scale < high + high / 10) scale = high + high / 10;
    if (scale > 1000000) scale = 1000000;
    return scale > 0 ? scale : 1;
}

const rh_doc_gauge *rh_doc__gauge(rh_doc *doc, const rh_doc__gauged *of)
{
    if (of->value.den == 0 || of->bound.den == 0 || of->value.unit != RH_MODEL_RATE) return NULL;
    const int64_t scale = of->scale > 0 ? of->scale : scale_of(ppm_of(of->bound), ppm_of(of->high));
    rh_doc_gauge *gauge = RH_NEW(doc->arena, rh_doc_gauge);
    if (gauge == NULL) return NULL;
    *gauge = (rh_doc_gauge){.value = rh_number_ppm(ppm_of(of->value), scale),
                            .low = rh_number_ppm(ppm_of(of->low), scale),
                            .high = rh_number_ppm(ppm_of(of->high), scale),
                            .bound = rh_number_ppm(ppm_of(of->bound), scale),
                            .is_at_least = of->is_at_least,
                            .tone = of->tone};
    gauge->alt = rh_doc_say(doc, "observed %.*s, bound %s %.*s", RH_ARG(rh_doc_number(doc, of->value)),
                            of->is_at_least ? "at least" : "at most", RH_ARG(rh_doc_number(doc, of->bound)));
    return gauge;
}

rh_str rh_doc__words(rh_doc *doc, rh_str id)
{
    char *text = rh_arena_alloc(doc->arena, id.len + 1);
    if (text == NULL) return rh_str_null();
    for (size_t i = 0; i < id.len; i++) text[i] = id.ptr[i] == '_' ? ' ' : id.ptr[i];
    return (rh_str){text, id.len};
}
