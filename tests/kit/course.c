/* Reads courses from scripts. */
#include "tests/kit/course.h"

#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_WORDS = 8 };

typedef struct words {
    rh_str at[MAX_WORDS];
    size_t n;
} words;

static _Noreturn void bad(const char *what, rh_str text)
{
    fprintf(stderr, "kit_course: %s: %.*s\n", what, RH_ARG(text));
    abort();
}

rh_instant kit_hour(int64_t hour)
{
    return (rh_instant){1767225600 + hour * 3600, 0};
}

/* A constant initialiser, which RH_STR is not. */
#define TEXT(lit)                                                                                                      \
    {                                                                                                                  \
        "" lit, sizeof(lit) - 1                                                                                        \
    }
#define ENTRY(name, in_area, in_lane)                                                                                  \
    {                                                                                                                  \
        .id = TEXT(name), .area = TEXT(in_area), .lane = TEXT(in_lane), .primary = 0, .backup = 1, .escalation = 2,    \
        .file = TEXT("register/" name ".yaml")                                                                         \
    }

const rh_register *kit_register(void)
{
    static const rh_role roles[] = {
        {.id = TEXT("r1")}, {.id = TEXT("r2")}, {.id = TEXT("r3")}, {.id = TEXT("boss"), .may_override = true}};
    static const rh_action actions[] = {{.id = TEXT("act.go")}, {.id = TEXT("act.stop")}};
    static const rh_entry entries[] = {ENTRY("E1", "one", "l1"), ENTRY("E2", "one", "l1"), ENTRY("E3", "two", "l2")};
    static const rh_field fields[] = {{.name = TEXT("journey.lane")}};
    static const rh_tier tiers[] = {{.tier = 1}, {.tier = 4, .stops = true}};
    static const rh_register reg = {.fields = fields,
                                    .n_fields = 1,
                                    .tiers = tiers,
                                    .n_tiers = 2,
                                    .roles = roles,
                                    .n_roles = 4,
                                    .actions = actions,
                                    .n_actions = 2,
                                    .entries = entries,
                                    .n_entries = 3};
    return &reg;
}

static words split(rh_str text, char by)
{
    words w = {.n = 0};
    for (size_t from = 0, i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != by) continue;
        if (i > from && w.n == MAX_WORDS) bad("too many words", text);
        if (i > from) w.at[w.n++] = rh_str_slice(text, from, i);
        from = i + 1;
    }
    return w;
}

static rh_str word(const words *w, size_t i, rh_str line)
{
    if (i >= w->n) bad("a word is missing", line);
    return w->at[i];
}

static int64_t number(rh_str text)
{
    int64_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') bad("not a number", text);
        n = n * 10 + (text.ptr[i] - '0');
    }
    return n;
}

static rh_verdict verdict_of(rh_str text)
{
    for (int v = RH_ALLOW; v <= RH_BLOCK; v++)
        if (rh_str_eq(text, rh_str_of(rh_verdict_name((rh_verdict)v)))) return (rh_verdict)v;
    bad("not a verdict", text);
}

static rh_risk risk_of(rh_str text)
{
    for (int r = RH_RISK_LOW; r <= RH_RISK_HOLD; r++)
        if (rh_str_eq(text, rh_str_of(rh_risk_name((rh_risk)r)))) return (rh_risk)r;
    bad("not a risk", text);
}

static rh_strs because_of(rh_arena *keep, rh_str text)
{
    const words w = split(text, ',');
    rh_str *at = RH_NEW_N(keep, w.n, rh_str);
    if (at == NULL) bad("no memory", text);
    memcpy(at, w.at, w.n * sizeof *at);
    return (rh_strs){at, w.n};
}

static void read_item(rh_record *r, const words *w, rh_str line)
{
    r->item.entry = word(w, 2, line);
    r->item.sla = 1;
    if (r->kind == RH_REC_APPROVED || r->kind == RH_REC_RELEASED || r->kind == RH_REC_REJECTED ||
        r->kind == RH_REC_INFO_REQUESTED) {
        r->item.by = w->n > 3 ? w->at[3] : rh_str_null();
        r->item.decision = w->n > 4 ? w->at[4] : rh_str_null();
        return;
    }
    if (w->n <= 3) return;
    r->item.risk = risk_of(w->at[3]);
    if (r->item.risk == RH_RISK_HOLD) r->item.sla = 4;
    r->item.route = word(w, 4, line);
    const rh_str due = word(w, 5, line);
    r->item.has_due = !rh_str_eq(due, RH_STR("-"));
    if (r->item.has_due) r->item.due = kit_hour(number(due));
    r->item.undecided = w->n > 6;
}

static void read_rest(rh_arena *keep, rh_record *r, const words *w, rh_str line)
{
    switch (rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: read_item(r, w, line); break;
    case RH_REC_GROUP_MOVED: r->moved.entry = word(w, 2, line), r->moved.to = word(w, 3, line); break;
    case RH_REC_GROUP_STATE: r->state.from = word(w, 2, line), r->state.to = word(w, 3, line); break;
    case RH_REC_GROUP_VERDICT:
        r->verdict.action = word(w, 2, line);
        r->verdict.from = verdict_of(word(w, 3, line));
        r->verdict.to = verdict_of(word(w, 4, line));
        r->verdict.because = because_of(keep, word(w, 5, line));
        break;
    case RH_REC_GROUP_OBSERVED:
        r->observed.action = word(w, 2, line);
        r->observed.verdict = verdict_of(word(w, 3, line));
        r->observed.because = because_of(keep, word(w, 4, line));
        r->observed.event = word(w, 5, line);
        break;
    case RH_REC_GROUP_ACTION: r->action.action = word(w, 2, line); break;
    case RH_REC_GROUP_DECISION:
        r->decision.entry = word(w, 2, line), r->decision.by = word(w, 3, line), r->decision.event = word(w, 4, line);
        break;
    case RH_REC_GROUP_TASK:
    case RH_REC_GROUP_ERROR:
    case RH_REC_GROUP_ALERT:
    case RH_REC_GROUP_HEALTH:
    default: bad("no script for this kind", line);
    }
}

static rh_value decision_of(rh_arena *keep, rh_str verb)
{
    rh_pair *pair = RH_NEW(keep, rh_pair);
    if (pair == NULL) bad("no memory", verb);
    *pair = (rh_pair){rh_string(RH_STR("decision")), rh_string(verb)};
    return (rh_value){.kind = RH_MAP, .n = 1, .map = pair};
}

/* Takes "@human", "@human:e1" or "@human:e1:ann:approve" off the end of the words; NULL when there is none. */
static rh_event *take_event(rh_arena *keep, words *w)
{
    if (w->n == 0 || w->at[w->n - 1].ptr[0] != '@') return NULL;
    rh_event *event = RH_NEW(keep, rh_event);
    if (event == NULL) bad("no memory", w->at[w->n - 1]);
    w->n--;
    const words parts = split(rh_str_slice(w->at[w->n], 1, w->at[w->n].len), ':');
    event->source = RH_STR("s");
    event->actorkind = word(&parts, 0, w->at[w->n]);
    if (parts.n > 1) event->id = parts.at[1];
    if (parts.n > 2) event->actor = parts.at[2];
    if (parts.n > 3) event->data = decision_of(keep, parts.at[3]);
    return event;
}

rh_course kit_course(rh_arena *keep, const char *script)
{
    RH_VEC(const rh_record *) list = {0};
    const rh_str text = rh_str_of(script);
    for (size_t from = 0, i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != ';') continue;
        const rh_str line = rh_str_slice(text, from, i);
        words w = split(line, ' ');
        rh_event *event = take_event(keep, &w);
        from = i + 1;
        if (w.n == 0) continue;
        rh_record *r = RH_NEW(keep, rh_record);
        if (r == NULL) bad("no memory", line);
        r->kind = rh_record_kind_of(w.at[0]);
        if (r->kind == RH_N_RECORD_KINDS) bad("not a record kind", line);
        r->n = (uint32_t)list.n + 1;
        r->at = kit_hour(number(word(&w, 1, line)));
        if (event != NULL) event->time = event->knowntime = r->at;
        r->event = event;
        r->step = (uint32_t)number(w.at[1]);
        read_rest(keep, r, &w, line);
        if (!RH_PUSH(keep, &list, r)) bad("no memory", line);
    }
    return (rh_course){.records = list.at, .n = list.n, .reg = kit_register()};
}
