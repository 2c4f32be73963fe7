/* Journeys before and after. */
#include "harness/compare/timelines.h"

#include "engine/base/vec.h"
#include "harness/compare/row_words.h"
#include "harness/replay/model_time.h"
#include "harness/system/memory.h"

#include <stdlib.h>

enum { MAX_WORDS_BYTES = 1 << 16 };

typedef RH_VEC(rh_model_span) spans;

/* One side of a journey. */
typedef struct side {
    const rh_register *reg;
    const rh_record *const *records;
    size_t n;
} side;

/* An action or entry that a side may have something to say of. */
typedef struct candidate {
    rh_model_track track;
    spans sides[2];
    /* 2: verdicts or openings differ; 1: reasons, routes or due times do; 0: nothing does. Of one revision, 2: it opened
     * or was stopped. */
    int weight;
} candidate;

typedef struct work {
    rh_arena *keep; /* until the journey is done */
    bool is_alone;  /* one revision: nothing to differ from */
    rh_instant end; /* of the journey: where what still stands is cut */
    bool failed;
} work;

/* ---- spans ---- */

static void close_last(work *w, spans *out, rh_instant at)
{
    if (out->n > 0 && out->at[out->n - 1].to.text.ptr == NULL) out->at[out->n - 1].to = rh_model_time_of(w->keep, at);
}

static void open_span(work *w, spans *out, rh_model_span_kind kind, rh_instant at, rh_str because)
{
    close_last(w, out, at);
    if (!RH_PUSH(w->keep, out,
                 (rh_model_span){.kind = kind, .from = rh_model_time_of(w->keep, at), .because = because}))
        w->failed = true;
}

static void follow_action(work *w, spans *out, const side *s, rh_str action)
{
    for (size_t i = 0; i < s->n; i++) {
        const rh_record *r = s->records[i];
        if (r->kind != RH_REC_VERDICT || !rh_str_eq(r->verdict.action, action)) continue;
        open_span(w, out, (rh_model_span_kind)r->verdict.to, r->at, rh_row_words_list(w->keep, r->verdict.because));
    }
    close_last(w, out, w->end);
    for (size_t i = 0; i < s->n; i++) {
        const rh_record *r = s->records[i];
        const bool is_done = (r->kind == RH_REC_DID && rh_str_eq(r->action.action, action)) ||
                             (r->kind == RH_REC_OBSERVED && rh_str_eq(r->observed.action, action));
        if (!is_done) continue;
        const rh_model_time at = rh_model_time_of(w->keep, r->at);
        if (!RH_PUSH(w->keep, out, (rh_model_span){.kind = RH_MODEL_SPAN_DONE, .from = at, .to = at})) w->failed = true;
    }
}

static rh_str opening_in_words(work *w, const rh_record *r)
{
    char due[32] = "";
    rh_buf out;
    rh_buf_init(&out, w->keep, MAX_WORDS_BYTES);
    if (r->item.has_due) rh_instant_text(due, r->item.due);
    rh_buf_printf(&out, "with %.*s%s%s", RH_ARG(r->item.route), r->item.has_due ? ", due " : "", due);
    w->failed |= out.failed;
    return rh_buf_str(&out);
}

static void follow_entry(work *w, spans *out, const side *s, rh_str entry)
{
    for (size_t i = 0; i < s->n; i++) {
        const rh_record *r = s->records[i];
        if (rh_record_group_of(r->kind) != RH_REC_GROUP_ITEM || !rh_str_eq(r->item.entry, entry)) continue;
        if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED)
            open_span(w, out, RH_MODEL_SPAN_OPEN, r->at, opening_in_words(w, r));
        else if (r->kind == RH_REC_REJECTED) open_span(w, out, RH_MODEL_SPAN_REJECTED, r->at, r->item.by);
        else if (r->kind != RH_REC_APPROVED && r->kind != RH_REC_INFO_REQUESTED) close_last(w, out, r->at);
    }
    close_last(w, out, w->end);
}

/* ---- tracks ---- */

static bool is_same_time(const rh_model_span *a, const rh_model_span *b)
{
    return a->kind == b->kind && rh_str_eq(a->from.text, b->from.text) && rh_str_eq(a->to.text, b->to.text);
}

/* The next span that is of another kind than the one before it: where only reasons change, a verdict goes on. */
static size_t next_kind(const spans *s, size_t at)
{
    size_t next = at + 1;
    while (next < s->n && s->at[next].kind == s->at[at].kind && s->at[at].kind != RH_MODEL_SPAN_DONE) next++;
    return next;
}

static int weight_of(const spans *a, const spans *b)
{
    size_t i = 0, k = 0;
    while (i < a->n && k < b->n) {
        if (a->at[i].kind != b->at[k].kind || !rh_str_eq(a->at[i].from.text, b->at[k].from.text)) return 2;
        const size_t end_i = next_kind(a, i), end_k = next_kind(b, k);
        if (!rh_str_eq(a->at[end_i - 1].to.text, b->at[end_k - 1].to.text)) return 2;
        i = end_i, k = end_k;
    }
    if (i < a->n || k < b->n) return 2;
    if (a->n != b->n) return 1;
    for (size_t s = 0; s < a->n; s++)
        if (!is_same_time(&a->at[s], &b->at[s]) || !rh_str_eq(a->at[s].because, b->at[s].because)) return 1;
    return 0;
}

/* An entry that opened, or an action that was stopped by something else than its time and what it is by default. */
static int weight_alone(const spans *s, bool is_entry)
{
    for (size_t i = 0; i < s->n; i++) {
        const rh_model_span *span = &s->at[i];
        const bool is_stopped = span->kind == RH_MODEL_SPAN_DRAFT || span->kind == RH_MODEL_SPAN_HOLD ||
                                span->kind == RH_MODEL_SPAN_BLOCK;
        const bool is_usual = rh_str_eq(span->because, RH_STR("sequence")) || rh_str_eq(span->because, RH_STR("default"));
        if (is_entry || (is_stopped && !is_usual)) return 2;
    }
    return 0;
}

typedef RH_VEC(candidate) candidates;

static void consider(work *w, candidates *all, const side sides[2], rh_str name, bool is_entry)
{
    candidate c = {.track = {name, is_entry}};
    for (int s = 0; s < 2; s++) (is_entry ? follow_entry : follow_action)(w, &c.sides[s], &sides[s], name);
    c.weight = w->is_alone ? weight_alone(&c.sides[1], is_entry) : weight_of(&c.sides[0], &c.sides[1]);
    if (c.weight > 0 && !RH_PUSH(w->keep, all, c)) w->failed = true;
}

/* Entries and actions of the head, then those that only the base has. */
static void find_candidates(work *w, candidates *all, const side sides[2])
{
    const rh_register *base = sides[0].reg, *head = sides[1].reg;
    for (size_t i = 0; i < head->n_entries; i++) consider(w, all, sides, head->entries[i].id, true);
    for (size_t i = 0; i < base->n_entries; i++)
        if (rh_register_entry(head, base->entries[i].id) == RH_NONE) consider(w, all, sides, base->entries[i].id, true);
    for (size_t i = 0; i < head->n_actions; i++) consider(w, all, sides, head->actions[i].id, false);
    for (size_t i = 0; i < base->n_actions; i++)
        if (rh_register_action(head, base->actions[i].id) == RH_NONE)
            consider(w, all, sides, base->actions[i].id, false);
}

static rh_model_time copy_time(rh_arena *keep, rh_model_time time)
{
    return (rh_model_time){rh_arena_str(keep, time.text), time.s};
}

/* What the scratch arena holds of one side, into keep. */
static void put_side(work *w, rh_model_side *out, rh_arena *keep, const candidate *const *chosen, size_t n, int which)
{
    size_t n_spans = 0;
    for (size_t t = 0; t < n; t++) n_spans += chosen[t]->sides[which].n;
    rh_model_span *to = RH_NEW_N(keep, n_spans, rh_model_span);
    out->spans = to;
    w->failed |= to == NULL;
    for (size_t t = 0; t < n && to != NULL; t++)
        for (size_t i = 0; i < chosen[t]->sides[which].n; i++) {
            const rh_model_span *from = &chosen[t]->sides[which].at[i];
            to[out->n_spans++] = (rh_model_span){.track = t,
                                                 .kind = from->kind,
                                                 .from = copy_time(keep, from->from),
                                                 .to = copy_time(keep, from->to),
                                                 .because = rh_arena_str(keep, from->because)};
        }
}

static void put_tracks(work *w, rh_model_timeline *out, rh_arena *keep, const candidates *all)
{
    const candidate *chosen[RH_TIMELINE_TRACKS];
    size_t n = 0;
    for (int weight = 2; weight > 0; weight--)
        for (size_t i = 0; i < all->n && n < RH_TIMELINE_TRACKS; i++)
            if (all->at[i].weight == weight) chosen[n++] = &all->at[i];
    rh_model_track *tracks = RH_NEW_N(keep, n, rh_model_track);
    w->failed |= tracks == NULL;
    for (size_t t = 0; t < n && tracks != NULL; t++)
        tracks[t] = (rh_model_track){rh_arena_str(keep, chosen[t]->track.name), chosen[t]->track.is_entry};
    out->tracks = tracks;
    out->n_tracks = n;
    out->n_tracks_all = all->n;
    if (!w->is_alone) put_side(w, &out->base, keep, chosen, n, 0);
    put_side(w, &out->head, keep, chosen, n, 1);
}

static void put_marks(work *w, rh_model_timeline *out, rh_arena *keep, const rh_journey *journey, rh_instant as_of)
{
    rh_model_mark *marks = RH_NEW_N(keep, journey->n_events, rh_model_mark);
    w->failed |= marks == NULL;
    out->marks = marks;
    for (size_t i = 0; i < journey->n_events && marks != NULL; i++) {
        const rh_event *e = &journey->events[i];
        if (rh_instant_before(as_of, e->knowntime)) break;
        marks[out->n_marks++] = (rh_model_mark){.at = rh_model_time_of(keep, e->knowntime),
                                                .what = rh_arena_str(keep, e->type),
                                                .is_decision = rh_str_eq(e->type, RH_STR("human_decided"))};
    }
}

/* ---- journeys ---- */

/* The instant of the last thing that happened: an event, or a record of either side. */
static rh_instant end_of(const rh_journey *journey, const side sides[2], rh_instant as_of)
{
    rh_instant end = journey->events[0].knowntime;
    for (size_t i = 0; i < journey->n_events && !rh_instant_before(as_of, journey->events[i].knowntime); i++)
        end = journey->events[i].knowntime;
    for (int s = 0; s < 2; s++)
        if (sides[s].n > 0 && rh_instant_before(end, sides[s].records[sides[s].n - 1]->at))
            end = sides[s].records[sides[s].n - 1]->at;
    return end;
}

static rh_code fill(rh_model_timeline *out, rh_arena *keep, rh_run *run, const rh_journey *journey,
                    const rh_timelines_spec *spec, rh_arena *scratch, rh_err *err)
{
    const size_t lanes[2] = {spec->base, spec->head};
    side sides[2];
    candidates all = {0};
    rh_code code = rh_replay_journey(run, journey, spec->as_of, err);
    if (code != RH_OK) return code;
    const rh_view *views[2] = {rh_run_view(run, lanes[0]), rh_run_view(run, lanes[1])};
    if (views[0] == NULL || views[1] == NULL) return rh_err_nomem(err);
    for (int s = 0; s < 2; s++) {
        sides[s].reg = rh_program_register(spec->program, lanes[s]);
        sides[s].records = rh_run_records(run, lanes[s], &sides[s].n);
    }
    work w = {.keep = scratch, .is_alone = lanes[0] == lanes[1], .end = end_of(journey, sides, spec->as_of)};
    *out = (rh_model_timeline){.journey = rh_arena_str(keep, journey->id),
                               .from = rh_model_time_of(keep, journey->events[0].knowntime),
                               .to = rh_model_time_of(keep, w.end)};
    out->base.state = rh_arena_str(keep, rh_view_state(views[0]));
    out->head.state = rh_arena_str(keep, rh_view_state(views[1]));
    put_marks(&w, out, keep, journey, spec->as_of);
    find_candidates(&w, &all, sides);
    put_tracks(&w, out, keep, &all);
    return w.failed || rh_arena_failed(scratch) || rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

static int id_cmp(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

/* The journeys of the changes that a page lists, bytewise, each once. */
static rh_code list_journeys(rh_strs *out, rh_arena *keep, const rh_diff_report *report, rh_err *err)
{
    const size_t listed = report->n_changes < RH_MODEL_LISTED_CHANGES ? report->n_changes : RH_MODEL_LISTED_CHANGES;
    rh_str *ids = RH_NEW_N(keep, listed, rh_str);
    size_t n = 0;
    if (ids == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < listed; i++) ids[i] = report->changes[i].journey;
    if (listed > 0) qsort(ids, listed, sizeof *ids, id_cmp);
    for (size_t i = 0; i < listed; i++)
        if (i == 0 || !rh_str_eq(ids[i], ids[i - 1])) ids[n++] = ids[i];
    *out = (rh_strs){ids, n};
    return RH_OK;
}

static rh_code fill_all(rh_model_timeline *out, rh_arena *keep, rh_run *run, const rh_strs *ids,
                        const rh_timelines_spec *spec, rh_err *err)
{
    rh_arena scratch;
    rh_code code = RH_OK;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    for (size_t i = 0; i < ids->n && code == RH_OK; i++) {
        rh_journey journey;
        rh_arena_reset(&scratch);
        code = rh_history_find(&journey, spec->history, ids->at[i], &scratch, err);
        if (code == RH_OK) code = fill(&out[i], keep, run, &journey, spec, &scratch, err);
    }
    rh_arena_dispose(&scratch);
    return code;
}

rh_code rh_timelines_of(const rh_model_timeline **out, rh_arena *keep, const rh_strs *ids,
                        const rh_timelines_spec *spec, rh_err *err)
{
    rh_run *run = NULL;
    rh_model_timeline *timelines = RH_NEW_N(keep, ids->n, rh_model_timeline);
    if (timelines == NULL) return rh_err_nomem(err);
    rh_code code = rh_run_new(&run, rh_memory_host(), spec->program, err);
    if (code == RH_OK) code = fill_all(timelines, keep, run, ids, spec, err);
    rh_run_dispose(run);
    if (code == RH_OK) *out = timelines;
    return code;
}

rh_code rh_timelines_fill(rh_diff_report *report, rh_arena *keep, const rh_timelines_spec *spec, rh_err *err)
{
    rh_strs ids = {NULL, 0};
    rh_code code = list_journeys(&ids, keep, report, err);
    if (code == RH_OK && ids.n > 0) code = rh_timelines_of(&report->timelines, keep, &ids, spec, err);
    if (code == RH_OK) report->n_timelines = ids.n;
    return code;
}
