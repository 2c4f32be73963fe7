/* What was said when. */
#include "harness/replay/timeline.h"

#include "engine/base/vec.h"

enum { LINE_BYTES = 1 << 22 };

static void say_verdict(rh_said *said, const rh_record *r)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_VERDICT:
        said->action = r->verdict.action;
        said->verdict = rh_str_of(rh_verdict_name(r->verdict.to));
        break;
    case RH_REC_GROUP_OBSERVED:
        said->action = r->observed.action;
        said->verdict = rh_str_of(rh_verdict_name(r->observed.verdict));
        break;
    case RH_REC_GROUP_ACTION:
        said->action = r->action.action;
        said->verdict = rh_str_of(rh_record_kind_name(r->kind));
        break;
    case RH_REC_GROUP_ITEM:
    case RH_REC_GROUP_MOVED:
    case RH_REC_GROUP_STATE:
    case RH_REC_GROUP_TASK:
    case RH_REC_GROUP_DECISION:
    case RH_REC_GROUP_ERROR:
    case RH_REC_GROUP_ALERT:
    case RH_REC_GROUP_HEALTH:
    default: break;
    }
}

/* Looked for from where the last one was: records stand in the order of their events. */
static size_t find_event(const rh_journey *journey, size_t from, const rh_event *event)
{
    for (size_t i = 0; i < journey->n_events; i++) {
        const size_t at = (from + i) % journey->n_events;
        if (rh_event_cmp(&journey->events[at], event) == 0) return at;
    }
    return SIZE_MAX;
}

rh_code rh_timeline_read(rh_timeline *out, rh_arena *keep, rh_run *run, size_t lane, const rh_journey *journey,
                         rh_err *err)
{
    size_t n, cursor = 0; /* of the event before */
    const rh_record *const *records = rh_run_records(run, lane, &n);
    rh_said *at = RH_NEW_N(keep, n, rh_said);
    if (at == NULL) return rh_err_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const rh_record *r = records[i];
        rh_buf line;
        rh_buf_init(&line, keep, LINE_BYTES);
        rh_record_put(&line, journey->id, r);
        if (line.failed) return rh_err_nomem(err);
        at[i] = (rh_said){.at = r->at, .event = SIZE_MAX, .kind = r->kind};
        at[i].line = rh_str_slice(rh_buf_str(&line), 0, line.len - 1);
        say_verdict(&at[i], r);
        if (r->event != NULL) at[i].event = cursor = find_event(journey, cursor, r->event);
    }
    *out = (rh_timeline){at, n};
    return RH_OK;
}

size_t rh_timeline_before(const rh_timeline *timeline, const rh_journey *journey, size_t k)
{
    for (size_t i = 0; i < timeline->n; i++) {
        const rh_said *said = &timeline->at[i];
        const rh_event *cut = &journey->events[k];
        const bool is_timer = said->event == SIZE_MAX;
        if (is_timer ? rh_instant_before(cut->knowntime, said->at)
                     : rh_event_cmp(&journey->events[said->event], cut) >= 0)
            return i;
    }
    return timeline->n;
}

/* ---- what stands for an action ---- */

typedef struct walker {
    const rh_timeline *line;
    size_t at;
    rh_str action;
    bool fates;   /* what became of it as an automatic action, else its verdict */
    rh_said said; /* that stands; without text at the beginning */
} walker;

static bool is_mine(const walker *w, const rh_said *said)
{
    if (said->action.ptr == NULL || !rh_str_eq(said->action, w->action)) return false;
    return w->fates ? rh_record_group_of(said->kind) == RH_REC_GROUP_ACTION : said->kind == RH_REC_VERDICT;
}

/* The instant of the next word, or NEVER. */
static rh_instant next(walker *w)
{
    while (w->at < w->line->n && !is_mine(w, &w->line->at[w->at])) w->at++;
    return w->at < w->line->n ? w->line->at[w->at].at : RH_INSTANT_NEVER;
}

/* Takes all that was said at an instant: the last word stands. */
static void take(walker *w, rh_instant t)
{
    while (rh_instant_cmp(next(w), t) == 0) w->said = w->line->at[w->at++];
}

static bool walk(rh_said out[2], walker *a, walker *b, rh_instant end)
{
    for (;;) {
        const rh_instant t = rh_instant_min(next(a), next(b));
        if (!rh_instant_before(t, end)) return false;
        take(a, t);
        take(b, t);
        if (rh_str_eq(a->said.verdict, b->said.verdict)) continue;
        out[0] = a->said, out[1] = b->said;
        out[0].at = out[1].at = t;
        return true;
    }
}

bool rh_timeline_differ(rh_said out[2], const rh_timeline *a, const rh_timeline *b, rh_str action, rh_instant end)
{
    for (int fates = 0; fates < 2; fates++) {
        walker left = {.line = a, .action = action, .fates = fates},
               right = {.line = b, .action = action, .fates = fates};
        if (walk(out, &left, &right, end)) return true;
    }
    return false;
}
