/* The document of `review`: what is weak, what to mend, what moved; then what it rests on. */
#include "reports/document/browse.h"
#include "reports/document/doc_review_parts.h"

enum { FIRST = 3 };

rh_tone rh_doc__standing_tone(rh_model_standing standing)
{
    static const rh_tone tones[] = {RH_TONE_PLAIN, RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN, RH_TONE_MUTED};
    return tones[standing];
}

rh_tone rh_doc__health_tone(rh_model_health health)
{
    static const rh_tone tones[] = {RH_TONE_GOOD, RH_TONE_BAD, RH_TONE_WARN};
    return tones[health];
}

rh_tone rh_doc__move_tone(rh_model_move move)
{
    if (move == RH_MODEL_MOVE_BETTER) return RH_TONE_GOOD;
    return move == RH_MODEL_MOVE_WORSE ? RH_TONE_BAD : move == RH_MODEL_MOVE_OTHER ? RH_TONE_WARN : RH_TONE_MUTED;
}

rh_str rh_doc__or(rh_str text, const char *otherwise)
{
    return text.ptr != NULL && text.len > 0 ? text : rh_str_of(otherwise);
}

const rh_model_metric *rh_doc__metric_of(const rh_review_report *review, rh_str id)
{
    for (size_t i = 0; i < review->n_metrics; i++)
        if (rh_str_eq(review->metrics[i].id, id)) return &review->metrics[i];
    return NULL;
}

static bool is_unit_said(const rh_model_metric *m, const rh_model_figure *f)
{
    return f->value.unit == RH_MODEL_RATE || f->value.unit == RH_MODEL_HOURS || rh_str_eq(m->unit, RH_STR("number"));
}

/* A share of so few that its counts are all that is told. */
static bool is_counts_alone(rh_model_quantity share, uint64_t n)
{
    return share.unit == RH_MODEL_RATE && share.den > 0 && (uint64_t)share.den == n && n < RH_DOC__LEAST_SHARE;
}

static rh_str number_of(rh_doc *doc, rh_model_quantity value, uint64_t n)
{
    return is_counts_alone(value, n) ? rh_doc_people_of(doc, (uint64_t)value.num, n)
                                     : rh_doc_people_number(doc, value, n);
}

/* "8 h", "94.5 %", "1 of 4", "201 journeys". */
static rh_str value_of(rh_doc *doc, const rh_model_metric *m, const rh_model_figure *f)
{
    if (f->value.den == 0) return RH_STR("no sample");
    const rh_str number = number_of(doc, f->value, f->n);
    const bool is_one = rh_str_eq(number, RH_STR("1")) && m->unit.len > 1 && m->unit.ptr[m->unit.len - 1] == 's';
    const rh_str unit = is_one ? rh_str_slice(m->unit, 0, m->unit.len - 1) : m->unit;
    return is_unit_said(m, f) ? number : rh_doc_say(doc, "%.*s %.*s", RH_ARG(number), RH_ARG(unit));
}

/* "57 of 60", "median of 40", "2 undecided": what stands behind the value; null: nothing to tell. */
static rh_str sample_of(rh_doc *doc, const rh_model_figure *f)
{
    rh_str says = rh_str_null();
    const bool is_whole_share = f->value.unit == RH_MODEL_RATE && f->value.den > 0 && (uint64_t)f->value.den == f->n;
    if (is_counts_alone(f->value, f->n)) says = rh_str_null();
    else if (is_whole_share)
        says = rh_doc_people_of(doc, (uint64_t)f->value.num, f->n);
    else if (f->value.unit != RH_MODEL_COUNT && f->value.den > 0)
        says = rh_doc_say(doc, "%.*s of %.*s", RH_ARG(f->stat), RH_ARG(rh_doc_people(doc, f->n)));
    if (f->undecided == 0) return says;
    const rh_str undecided = rh_doc_say(doc, "%.*s undecided", RH_ARG(rh_doc_people(doc, f->undecided)));
    return says.ptr == NULL ? undecided : rh_doc_say(doc, "%.*s, %.*s", RH_ARG(says), RH_ARG(undecided));
}

rh_str rh_doc__figure(rh_doc *doc, const rh_model_metric *m, const rh_model_figure *f)
{
    const rh_str value = value_of(doc, m, f), sample = sample_of(doc, f);
    return sample.ptr == NULL ? value : rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(value), RH_ARG(sample));
}

rh_str rh_doc__limit(rh_doc *doc, const rh_model_metric *m)
{
    if (m->limit.den == 0) return rh_str_null();
    return rh_doc_say(doc, "%s %.*s", rh_str_eq(m->good, RH_STR("up")) ? "at least" : "at most",
                      RH_ARG(rh_doc_number(doc, m->limit)));
}

rh_doc_cell rh_doc__figure_cell(rh_doc *doc, const rh_model_metric *m, const rh_model_figure *f)
{
    rh_doc_cell cell = rh_doc_text_cell(value_of(doc, m, f));
    cell.tone = rh_doc__standing_tone(f->standing);
    cell.note = sample_of(doc, f);
    if (m->limit.den == 0) return cell;
    const rh_str limit = rh_doc_say(doc, "limit %.*s: %s", RH_ARG(rh_doc__limit(doc, m)),
                                    rh_model_standing_name(f->standing));
    cell.note = cell.note.ptr == NULL ? limit : rh_doc_say(doc, "%.*s; %.*s", RH_ARG(cell.note), RH_ARG(limit));
    if (rh_doc_is_few_number(doc, f->value, f->n)) return cell;
    cell.gauge = rh_doc__gauge(doc, &(rh_doc__gauged){.value = f->value,
                                                      .low = f->has_interval ? f->low : f->value,
                                                      .high = f->has_interval ? f->high : f->value,
                                                      .bound = m->limit,
                                                      .is_at_least = rh_str_eq(m->good, RH_STR("up")),
                                                      .tone = cell.tone});
    return cell;
}

static const char *move_says(rh_model_move move)
{
    switch (move) {
    case RH_MODEL_MOVE_NONE: return "nothing to compare with";
    case RH_MODEL_MOVE_FEW: return "too few to test";
    case RH_MODEL_MOVE_UNTESTED: return "told, not tested";
    case RH_MODEL_MOVE_NOT_SHOWN: return "not shown to have moved";
    case RH_MODEL_MOVE_BETTER: return "better";
    case RH_MODEL_MOVE_WORSE: return "worse";
    case RH_MODEL_MOVE_OTHER: return "moved";
    }
    return "";
}

rh_str rh_doc__figure_moved(rh_doc *doc, const rh_model_figure *f)
{
    if (f->move == RH_MODEL_MOVE_NONE) return rh_str_of(move_says(f->move));
    return rh_doc_say(doc, "before %.*s: %s", RH_ARG(number_of(doc, f->before, f->n_before)),
                      move_says(f->move));
}

rh_doc_cell rh_doc__before_cell(rh_doc *doc, const rh_model_figure *f)
{
    if (f->move == RH_MODEL_MOVE_NONE) return (rh_doc_cell){.text = RH_STR("none"), .tone = RH_TONE_MUTED};
    rh_doc_cell cell = rh_doc_text_cell(
        f->before.den != 0 ? number_of(doc, f->before, f->n_before) : RH_STR("no sample"));
    cell.note = rh_str_of(move_says(f->move));
    return cell;
}

/* ---- first screen ---- */

static size_t count_answers(const rh_review_report *r, rh_model_health health)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_stability; i++) n += r->stability[i].health == health;
    return n;
}

static size_t count_areas(const rh_review_report *r, rh_model_health health)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_areas; i++) n += r->areas[i].health == health;
    return n;
}

static const char *moved_says(const rh_review_report *r)
{
    if (r->n_moved == 0) return "Nothing is shown to have moved.";
    return r->n_moved == 1 ? "One figure moved." : "Several figures moved.";
}

static size_t count_critical(const rh_review_report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_fixes; i++) n += r->fixes[i].is_critical;
    return n;
}

static rh_str proposed_says(rh_doc *doc, const rh_review_report *r)
{
    const size_t critical = count_critical(r);
    if (r->n_fixes_all == 0) return RH_STR("No change is proposed: a review without a change is for show.");
    const rh_str says = rh_doc_plural(doc, r->n_fixes_all, "change is", "changes are");
    return critical > 0 ? rh_doc_say(doc, "%.*s proposed, %zu critical.", RH_ARG(says), critical)
                        : rh_doc_say(doc, "%.*s proposed.", RH_ARG(says));
}

static rh_str stable_says(rh_doc *doc, const rh_review_report *r, size_t weak, size_t unknown)
{
    if (r->n_stability == 0)
        return RH_STR("The register's monitors.yaml has no question of stability: nobody can say.");
    const rh_str no = rh_doc_plural(doc, weak, "answer says no", "answers say no");
    const rh_str none = rh_doc_plural(doc, unknown, "answer", "answers");
    if (weak + unknown == 0) return RH_STR("No answer speaks against it.");
    if (unknown == 0) return rh_doc_say(doc, "%.*s.", RH_ARG(no));
    if (weak == 0) return rh_doc_say(doc, "%.*s cannot be given.", RH_ARG(none));
    return rh_doc_say(doc, "%.*s, %zu cannot be given.", RH_ARG(no), unknown);
}

/* Nothing is fine while something critical has to be mended, or an area is weak. */
static rh_tone tone_of(const rh_review_report *r, size_t weak, size_t unknown)
{
    if (weak > 0 || count_critical(r) > 0) return RH_TONE_BAD;
    const bool is_told = r->n_stability > 0 && unknown == 0;
    return !is_told || count_areas(r, RH_MODEL_WEAK) > 0 ? RH_TONE_WARN : RH_TONE_GOOD;
}

/* Unknown counts as weak; what is critical comes before answers that are fine. */
static rh_str word_of(rh_doc *doc, const rh_review_report *r, size_t weak, size_t unknown)
{
    const size_t critical = count_critical(r);
    if (weak + unknown > 0)
        return rh_doc_say(doc, "%zu of %zu answers %s", weak + unknown, r->n_stability, weak > 0 ? "weak" : "unknown");
    if (critical > 0) return rh_doc_plural(doc, critical, "critical change", "critical changes");
    if (r->n_stability == 0) return RH_STR("NO QUESTION ASKED");
    return rh_doc_say(doc, "%zu answers, none weak", r->n_stability);
}

static void say_nothing(const rh_review_report *r, rh_doc_hero *hero)
{
    const bool is_none = r->history.journeys == 0;
    hero->word = is_none ? RH_STR("NOTHING REPLAYED") : RH_STR("NOTHING HAPPENED");
    hero->says = is_none ? RH_STR("Nothing was replayed: this says nothing.")
                         : RH_STR("In the period nobody came and nothing was asked, done or decided: this says "
                                  "nothing.");
    hero->tone = RH_TONE_WARN;
}

static void say_answers(rh_doc *doc, const rh_review_report *r, rh_doc_hero *hero)
{
    const size_t weak = count_answers(r, RH_MODEL_WEAK), unknown = count_answers(r, RH_MODEL_UNKNOWN);
    hero->tone = tone_of(r, weak, unknown);
    hero->word = word_of(doc, r, weak, unknown);
    hero->says = rh_doc_say(doc, "Is it stable? %.*s %s %.*s", RH_ARG(stable_says(doc, r, weak, unknown)),
                            moved_says(r), RH_ARG(proposed_says(doc, r)));
}

/* What oscillates comes before all answers: they lack its end. */
static void say_hero(rh_doc *doc, const rh_review_report *r, rh_doc_hero *hero)
{
    hero->label = RH_STR("Weekly review");
    if (r->history.journeys == 0 || r->is_empty) say_nothing(r, hero);
    else say_answers(doc, r, hero);
    if (r->oscillated.n == 0) return;
    hero->word = rh_doc__oscillate(doc, &r->oscillated);
    hero->tone = RH_TONE_BAD;
}

static rh_doc_item fix_item(rh_doc *doc, const rh_model_fix *x)
{
    return (rh_doc_item){.text = rh_doc_say(doc, "%.*s (%.*s)", RH_ARG(rh_doc_sentence(doc, x->title)),
                                            RH_ARG(rh_doc_people_plural(doc, x->journeys, "journey", "journeys"))),
                         .place = x->place,
                         .owner = x->owner};
}

static rh_str weak_says(rh_doc *doc, const rh_review_report *r, const rh_model_weak *w)
{
    const char *what = w->is_unknown ? "nobody can say" : "weak";
    if (w->figure == NULL)
        return rh_doc_say(doc, "%.*s %.*s: %s", RH_ARG(w->kind), RH_ARG(w->title),
                          rh_str_eq(w->kind, RH_STR("queue")) ? "waits longer than its limit" : what);
    const rh_model_metric *m = rh_doc__metric_of(r, w->id);
    const rh_str group = w->figure->group.ptr != NULL ? rh_doc_say(doc, " of %.*s", RH_ARG(w->figure->group))
                                                      : RH_STR("");
    return rh_doc_say(doc, "%.*s%.*s: %.*s, limit %.*s", RH_ARG(w->title), RH_ARG(group),
                      RH_ARG(m != NULL ? rh_doc__figure(doc, m, w->figure) : RH_STR("")),
                      RH_ARG(m != NULL ? rh_doc_number(doc, m->limit) : RH_STR("")));
}

rh_str rh_doc__review_period(rh_doc *doc, const rh_review_report *r)
{
    if (r->first_day.ptr == NULL)
        return rh_doc_say(doc, "%.*s to %.*s", RH_ARG(rh_doc_time(doc, r->period.since)),
                          RH_ARG(rh_doc_time(doc, r->period.until)));
    return rh_doc_say(doc, "%.*s to %.*s", RH_ARG(r->first_day), RH_ARG(r->last_day));
}

/* At most FIRST: what oscillates, then fixes, or where there are none what is weak. */
static size_t put_reasons(rh_doc *doc, rh_doc_item *reasons, const rh_review_report *r)
{
    size_t n = 0;
    if (r->oscillated.n > 0) reasons[n++] = (rh_doc_item){.text = rh_doc__oscillated_says(doc, &r->oscillated)};
    for (size_t i = 0; i < r->n_fixes && n < FIRST; i++) reasons[n++] = fix_item(doc, &r->fixes[i]);
    for (size_t i = 0; r->n_fixes == 0 && i < r->n_weak && n < FIRST; i++)
        reasons[n++] = (rh_doc_item){.text = rh_doc_sentence(doc, weak_says(doc, r, &r->weak[i])),
                                     .owner = r->weak[i].owner};
    return n;
}

void rh_doc__review_hero(rh_doc *doc, const rh_review_report *r)
{
    rh_doc_hero hero = {0};
    rh_doc_fact *facts = RH_NEW_N(doc->arena, 5, rh_doc_fact);
    rh_doc_item *reasons = RH_NEW_N(doc->arena, FIRST, rh_doc_item);
    if (facts == NULL || reasons == NULL) return;
    say_hero(doc, r, &hero);
    facts[0] = (rh_doc_fact){RH_STR("Period"), rh_doc_text_cell(rh_doc__review_period(doc, r))};
    facts[1] = (rh_doc_fact){RH_STR("Replayed"), rh_doc_text_cell(rh_doc__replayed(doc, &r->history))};
    facts[1].value.note = rh_doc__period(doc, &r->history);
    facts[2] = (rh_doc_fact){RH_STR("Day since go-live"),
                             rh_doc_text_cell(r->day > 0 ? rh_doc_count(doc, r->day) : RH_STR("not live"))};
    facts[3] = (rh_doc_fact){RH_STR("Moved"), rh_doc_text_cell(RH_STR("nothing is shown to have moved"))};
    if (r->n_moved > 0) {
        const rh_model_metric *m = rh_doc__metric_of(r, r->moved[0]->metric);
        facts[3].value = rh_doc_text_cell(rh_doc_say(doc, "%.*s %.*s, %.*s",
                                                     RH_ARG(m != NULL ? m->title : r->moved[0]->metric),
                                                     RH_ARG(rh_doc_number(doc, r->moved[0]->value)),
                                                     RH_ARG(rh_doc__figure_moved(doc, r->moved[0]))));
    }
    facts[4] = (rh_doc_fact){
        RH_STR("Areas"),
        rh_doc_text_cell(rh_doc_say(doc, "%zu of %zu weak, %zu unknown", count_areas(r, RH_MODEL_WEAK), r->n_areas,
                                    count_areas(r, RH_MODEL_UNKNOWN)))};
    hero.facts = facts;
    hero.n_facts = 5;
    hero.reasons_title = r->n_fixes > 0 || r->oscillated.n > 0 ? RH_STR("Mend first") : RH_STR("Weak");
    hero.n_reasons = put_reasons(doc, reasons, r);
    hero.reasons = reasons;
    rh_doc_hero_put(doc, &hero);
}

/* ---- weak, moved ---- */

/* What, how it stands, and whose it is. */
static void put_weak_row(rh_doc *doc, rh_doc_table *table, const rh_review_report *r, const rh_model_weak *w)
{
    rh_doc_cell *row = rh_doc_row(doc, table);
    if (row == NULL) return;
    const rh_model_metric *m = w->figure != NULL ? rh_doc__metric_of(r, w->id) : NULL;
    row[0] = rh_doc_text_cell(rh_doc_sentence(doc, w->title));
    row[0].note = w->figure != NULL ? w->figure->group : rh_str_null();
    row[1] = rh_doc_text_cell(w->kind);
    row[2] = m != NULL ? rh_doc__figure_cell(doc, m, w->figure)
                       : rh_doc_chip_cell(rh_str_of(w->is_unknown                             ? "unknown"
                                                    : rh_str_eq(w->kind, RH_STR("queue")) ? "waits too long"
                                                                                              : "weak"),
                                          w->is_unknown ? RH_TONE_WARN : RH_TONE_BAD);
    row[3] = rh_doc_text_cell(rh_doc__or(w->owner, "nobody"));
}

static void put_weak(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"What", false, false}, {"Kind", false, false}, {"Now", false, false}, {"Owner", false, false}};
    rh_doc_section(doc, "weak", "What is weak", false);
    if (r->n_weak == 0) {
        rh_doc_text(doc, RH_TONE_GOOD, RH_STR("Nothing is beyond its limit."));
        return;
    }
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Weak, beyond a limit, or not to be told"), columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_weak; i++) put_weak_row(doc, table, r, &r->weak[i]);
    rh_doc_filter_column(doc, table, "Kind", 1, RH_DOC_VALUES_AS_MET);
    rh_doc_filter_column(doc, table, "Owner", 3, RH_DOC_VALUES_SORTED);
}

static void put_moved(rh_doc *doc, const rh_review_report *r)
{
    static const rh_doc_column columns[] = {
        {"What", false, false}, {"Now", false, false}, {"Before", false, false}, {"By chance", true, false}};
    rh_doc_section(doc, "moved", "What moved", false);
    rh_doc_text(doc, RH_TONE_MUTED,
                RH_STR("Against the period before. Shares by Fisher's test, counts by the binomial test, all adjusted "
                       "together (Benjamini and Hochberg). What is not listed is not shown to have moved, which does "
                       "not say that it is well."));
    if (r->n_moved == 0) return;
    rh_doc_table *table = rh_doc_table_begin(doc, RH_STR("Shown to have moved"), columns, 4);
    for (size_t i = 0; table != NULL && i < r->n_moved; i++) {
        const rh_model_figure *f = r->moved[i];
        const rh_model_metric *m = rh_doc__metric_of(r, f->metric);
        rh_doc_cell *row = rh_doc_row(doc, table);
        if (row == NULL || m == NULL) return;
        row[0] = rh_doc_text_cell(m->title);
        row[0].note = f->group;
        row[1] = rh_doc_text_cell(rh_doc__figure(doc, m, f));
        row[1].tone = rh_doc__move_tone(f->move);
        row[2] = rh_doc__before_cell(doc, f);
        row[3] = rh_doc_text_cell(rh_doc__chance(doc, f->q));
    }
}

void rh_doc_of_review(rh_doc *doc, rh_arena *arena, const rh_review_report *review)
{
    rh_doc_begin(doc, arena, RH_STR("Review"), rh_str_null());
    doc->subtitle = rh_doc_say(doc, "%.*s, as of %.*s", RH_ARG(rh_doc__revision(doc, review->revision)),
                               RH_ARG(rh_doc_time(doc, review->period.as_of)));
    rh_doc__review_hero(doc, review);
    rh_doc__review_fixes(doc, review);
    rh_doc__review_watched(doc, review);
    put_weak(doc, review);
    put_moved(doc, review);
    rh_doc__review_agenda(doc, review);
    rh_doc__review_areas(doc, review);
    rh_doc__review_journeys(doc, review);
    rh_doc__review_people(doc, review);
    rh_doc__review_weeks(doc, review);
    rh_doc__review_figures(doc, review);
    rh_doc__review_rates(doc, review);
    rh_doc__review_numbers(doc, review);
}
