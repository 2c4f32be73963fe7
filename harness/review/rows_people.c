/* Decisions of people: their rows, agreement by role, and what to look at again. */
#include "harness/review/rows_insides.h"

#include "engine/step/verbs.h"

/* Three minutes of open time: nobody has read a packet in less. */
enum { INSTANT_THOUSANDTHS = 50 };

/* FNV-1a, 64 bits: the same on every machine. Source: Fowler, Noll, Vo. */
static uint64_t hash_on(uint64_t hash, rh_str s)
{
    for (size_t i = 0; i < s.len; i++) hash = (hash ^ (unsigned char)s.ptr[i]) * UINT64_C(1099511628211);
    return (hash ^ 0xff) * UINT64_C(1099511628211);
}

static bool is_row_of(const rh_seen *seen, const rh_event *event)
{
    return seen->table == RH_TABLE_DECISIONS && rh_str_eq(seen->id, event->id) &&
           rh_str_eq(seen->source, event->source);
}

static const rh_seen *row_of(const rh_counting *w, const rh_event *event)
{
    for (size_t i = 0; i < w->watch->seen.n; i++)
        if (is_row_of(&w->watch->seen.at[i], event)) return &w->watch->seen.at[i];
    return NULL;
}

/* When the entry that a decision met had opened; false: it was not open. */
static bool opened_at(const rh_counting *w, const rh_decided *d, rh_instant at, rh_instant *out)
{
    bool found = false;
    if (!d->is_asked || d->entry == RH_NONE) return false;
    for (size_t i = 0; i < w->course.n; i++) {
        const rh_record *r = w->course.records[i];
        if (rh_instant_before(at, r->at)) break;
        if (!rh_record_opens(r) || !rh_str_eq(r->item.entry, w->plan->reg->entries[d->entry].id)) continue;
        *out = r->at;
        found = true;
    }
    return found;
}

/* What of one decision concerns one entry. */
typedef struct taken {
    const rh_decision *decision;
    const rh_decided *on; /* NULL: it met none */
    rh_instant at;
    rh_str entry, area, role;
    bool has_latency, is_changed, is_asked;
    int64_t latency; /* thousandths of a business hour */
    rh_value latency_value;
} taken;

static taken taken_of(rh_counting *w, const rh_decision *decision, const rh_decided *on)
{
    const rh_register *reg = w->plan->reg;
    taken t = {.decision = decision, .on = on, .at = decision->event->knowntime};
    rh_instant since;
    t.is_changed = decision->verb < RH_N_VERBS && rh_verb_changes(decision->verb);
    if (on == NULL) return t;
    t.role = on->role;
    t.is_asked = on->is_asked;
    if (on->entry != RH_NONE) {
        t.entry = reg->entries[on->entry].id;
        t.area = rh_course_area(&w->course, t.entry);
    }
    if (opened_at(w, on, t.at, &since)) {
        t.has_latency = rh_counting__hours(w, &t.latency, since, t.at);
        t.latency_value = rh_counting__hours_value(w, since, t.at);
    }
    return t;
}

static rh_value text_or_null(rh_str s)
{
    return s.ptr != NULL ? rh_string(s) : rh_null();
}

static void count_row(rh_counting *w, const taken *t, size_t p)
{
    static const char *const verbs[] = {
#define X(NAME, word) word,
#include "engine/step/verbs.def"
#undef X
    };
    const rh_seen *seen = row_of(w, t->decision->event);
    const rh_verb verb = t->decision->verb;
    if (seen == NULL) return;
    rh_counting__set(w, RH_COL_DECISIONS_ENTRY, text_or_null(t->entry));
    rh_counting__set(w, RH_COL_DECISIONS_AREA, text_or_null(t->area));
    rh_counting__set(w, RH_COL_DECISIONS_DECISION, verb < RH_N_VERBS ? rh_string(rh_str_of(verbs[verb])) : rh_null());
    rh_counting__set(w, RH_COL_DECISIONS_ROLE, text_or_null(t->role));
    rh_counting__set(w, RH_COL_DECISIONS_AT, rh_timestamp(t->at));
    rh_counting__set(w, RH_COL_DECISIONS_LATENCY_HOURS, t->has_latency ? t->latency_value : rh_null());
    rh_counting__set(w, RH_COL_DECISIONS_ASKED, rh_bool(t->is_asked));
    rh_counting__set(w, RH_COL_DECISIONS_CHANGED, rh_bool(t->is_changed));
    rh_counting__set(w, RH_COL_DECISIONS_AFTER_DIVERGENCE, rh_bool(t->decision->is_after));
    rh_counting__count(w, RH_TABLE_DECISIONS, 0, seen->facts, p, w->spec->periods[p].horizon);
}

/* ---- agreement ---- */

static void extra(rh_counting *w, rh_extra which, size_t p, rh_spark_kind kind, rh_str role, int64_t thousandths)
{
    const rh_spark s = {.metric = rh_extra_at(w->plan, which),
                        .period = (uint32_t)p,
                        .kind = kind,
                        .group = role.ptr != NULL ? role : RH_STR("(none)"),
                        .thousandths = thousandths};
    rh_counting__spark(w, &s);
}

/* Whether an AI had suggested anything of the journey before the decision. */
static bool was_shown(const rh_counting *w, rh_instant at)
{
    for (size_t i = 0; i < w->aftermath.n; i++) {
        const rh_event *e = &w->aftermath.events[i];
        if (!rh_instant_before(e->knowntime, at)) return false;
        if (rh_str_eq(e->actorkind, RH_STR("ai"))) return true;
    }
    return false;
}

static rh_spark_kind yes(bool is)
{
    return is ? RH_SPARK_YES : RH_SPARK_NO;
}

static void count_agreement(rh_counting *w, const taken *t, size_t p)
{
    if (t->decision->agreement == RH_AGREEMENT_NONE) return;
    if (!t->is_asked) {
        extra(w, RH_EXTRA_MISSED, p, yes(t->is_changed), t->role, 0);
        return;
    }
    extra(w, RH_EXTRA_AGREED, p, yes(!t->is_changed), t->role, 0);
    extra(w, was_shown(w, t->at) ? RH_EXTRA_SHOWN : RH_EXTRA_HIDDEN, p, yes(!t->is_changed), t->role, 0);
    if (!t->has_latency) return;
    extra(w, RH_EXTRA_LATENCY, p, RH_SPARK_VALUE, t->role, t->latency);
    extra(w, RH_EXTRA_INSTANT, p, yes(!t->is_changed && t->latency <= INSTANT_THOUSANDTHS), t->role, 0);
}

static void add_candidate(rh_counting *w, const taken *t)
{
    if (!t->is_asked || t->entry.ptr == NULL) return;
    const rh_event *e = t->decision->event;
    rh_candidate c = {.is_override = t->on->is_override,
                      .journey = w->out->journey,
                      .entry = t->entry,
                      .role = rh_arena_str(w->keep, t->role),
                      .at = t->at};
    c.hash = hash_on(hash_on(hash_on(hash_on(UINT64_C(14695981039346656037), c.journey), e->source), e->id), c.entry);
    if (!RH_PUSH(w->keep, &w->out->candidates, c)) w->failed = true;
}

static void count_taken(rh_counting *w, const taken *t)
{
    for (size_t p = 0; p < w->spec->n_periods; p++) {
        if (!rh_counting__has_row(&w->spec->periods[p], t->at)) continue;
        count_row(w, t, p);
        count_agreement(w, t, p);
        if (p == 0) add_candidate(w, t);
    }
}

void rh_counting__decisions(rh_counting *w)
{
    for (size_t i = 0; i < w->found.n_decisions; i++) {
        const rh_decision *decision = &w->found.decisions[i];
        for (size_t k = 0; k < decision->n_entries || k == 0; k++) {
            const taken t = taken_of(w, decision, decision->n_entries > 0 ? &decision->entries[k] : NULL);
            count_taken(w, &t);
        }
    }
}
