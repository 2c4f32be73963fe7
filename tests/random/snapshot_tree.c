/* The register of a random snapshot. */
#include "tests/random/snapshot.h"

#define WORDS "[red, green, blue, grey]"

/* KEY: 'condition' as a member of a flow map or on a line of its own. */
static void put_condition(snapshot *s, const char *key, snap_place place, const char *end)
{
    snap_put(s, "%s: '", key);
    snap_condition(s, place);
    snap_put(s, "'%s", end);
}

/* ---- schema ---- */

static void put_shape(snapshot *s, const snap_field *f)
{
    snap_put(s, "type: %s", rh_field_type_name(f->type));
    if (f->type == RH_F_ENUM || f->has_words) snap_put(s, ", values: " WORDS);
    else if (f->type == RH_F_SET || f->type == RH_F_LIST) snap_put(s, ", of: %s", rh_field_type_name(f->of));
    if (f->type != RH_F_TABLE) return;
    snap_put(s, ", key: id, columns: {");
    for (unsigned i = 0; i < f->n_columns; i++) {
        const rh_field_type type = f->columns[i].type;
        snap_put(s, "%s%s: ", i > 0 ? ", " : "", f->columns[i].name);
        if (type == RH_F_ENUM) snap_put(s, "{type: enum, values: " WORDS "}");
        else snap_put(s, "%s", rh_field_type_name(type));
    }
    snap_put(s, "}");
}

static void put_derived(snapshot *s, const snap_field *f)
{
    if (f->type == RH_F_BOOL) {
        put_condition(s, ", derived", SNAP_IN_DERIVED, "");
        return;
    }
    snap_put(s, ", derived: '(");
    snap_condition(s, SNAP_IN_DERIVED);
    snap_put(s, ") ? 1 : 4'");
}

static void write_schema(snapshot *s)
{
    snap_begin(s, "cases/schema.yaml");
    snap_put(s, "fields:\n");
    for (unsigned i = 0; i < s->n_fields; i++) {
        const snap_field *f = &s->fields[i];
        snap_put(s, "  %s: {", f->name);
        put_shape(s, f);
        if (f->is_derived) put_derived(s, f);
        snap_put(s, "%s, class: safe, from: crm}\n", f->is_ai ? ", ai: true" : "");
    }
}

/* ---- events ---- */

static void put_sets(snapshot *s)
{
    for (unsigned i = 0; i < s->n_fields; i++) {
        if (s->fields[i].type != RH_F_BOOL || s->fields[i].is_derived) continue;
        snap_put(s, "    sets: {%s: '", s->fields[i].name);
        if (random_once_in(&s->r, 2)) snap_put(s, "event.actorkind == \"human\"");
        else snap_condition(s, SNAP_IN_RELEASE);
        snap_put(s, "'}\n");
        return;
    }
}

static void put_rows(snapshot *s)
{
    for (unsigned i = 0; i < s->n_fields; i++) {
        if (s->fields[i].type != RH_F_TABLE) continue;
        snap_put(s, "    rows: {%s: {key: event.id, set: {}}}\n", s->fields[i].name);
        return;
    }
}

static void write_events(snapshot *s)
{
    snap_begin(s, "cases/events.yaml");
    snap_put(s, "events:\n  fields_ingested:\n    payload: {%s}\n",
             s->has[SNAP_EVENT_PAYLOAD] ? "note: string?, count: int?, when: timestamp?" : "");
    if (s->has[SNAP_EVENT_SETS]) put_sets(s);
    if (s->has[SNAP_EVENT_ROWS]) put_rows(s);
    if (s->has[SNAP_EVENT_ACTION])
        snap_put(s, random_once_in(&s->r, 2) ? "    action: act.a0\n" : "    action_of: '\"act.a\" + \"1\"'\n");
    if (s->has[SNAP_EVENT_PRODUCED]) snap_put(s, "    produced: opened\n");
    snap_put(s, "  noted: {payload: {}}\n"
                "  human_decided: {payload: {entry: string?, decision: string?, reason: text?}}\n");
}

/* ---- states ---- */

static void put_transition(snapshot *s, const char *from, unsigned to, bool is_sure)
{
    snap_put(s, "  - from: [%s]\n    to: s%u\n", from, to);
    if (is_sure) snap_put(s, "    guard: 'true'\n");
    else put_condition(s, "    guard", SNAP_IN_WHEN, "\n");
}

static void write_states(snapshot *s)
{
    char from[16];
    snap_begin(s, "cases/states.yaml");
    snap_put(s, "states:\n");
    for (unsigned i = 0; i < s->n_states; i++)
        snap_put(s, "  - {id: s%u%s}\n", i, snap_here(s, SNAP_FINAL) ? ", final: true" : "");
    if (s->has[SNAP_SIDE]) snap_put(s, "  - {id: aside, side: true}\n");
    snap_put(s, "transitions:\n");
    if (s->has[SNAP_STATELESS]) {
        snap_put(s, "  - {from: [none], to: s0, guard: 'false'}\n");
        return;
    }
    if (s->has[SNAP_GUARDS]) put_transition(s, "none", snap_below(s, s->n_states), false);
    put_transition(s, "none", 0, !s->has[SNAP_GUARDS] || random_once_in(&s->r, 2));
    for (unsigned i = 0; i < s->n_states; i++) {
        snprintf(from, sizeof from, "s%u", i);
        if (i + 1 < s->n_states) put_transition(s, from, i + 1, random_once_in(&s->r, 4));
        if (i > 0 && random_once_in(&s->r, 6)) put_transition(s, from, 0, false);
        if (s->has[SNAP_SIDE] && i == 0) {
            put_condition(s, "  - from: [s0]\n    to: aside\n    guard", SNAP_IN_WHEN, "\n");
            put_condition(s, "  - from: [aside]\n    to: return\n    guard", SNAP_IN_WHEN, "\n");
        }
    }
}

static void put_range(snapshot *s, const char *key, bool is_narrow)
{
    const unsigned first = snap_below(s, s->n_states), last = first + snap_below(s, s->n_states - first);
    if (is_narrow) snap_put(s, "%s: s%u..s%u\n", key, first, last);
    else snap_put(s, "%s: any\n", key);
}

/* ---- actions, tiers, policy ---- */

static void write_actions(snapshot *s)
{
    static const char *const defaults[] = {"draft", "hold", "block"};
    snap_begin(s, "cases/actions.yaml");
    snap_put(s, "actions:\n");
    for (unsigned i = 0; i < s->n_actions; i++) {
        const bool is_odd = snap_here(s, SNAP_DEFAULTS);
        snap_put(s, "  - id: act.a%u\n    default: %s\n", i, is_odd ? defaults[snap_below(s, 3)] : "allow");
        put_range(s, "    range", snap_here(s, SNAP_RANGES));
        if (snap_here(s, SNAP_UNPAUSABLE)) snap_put(s, "    pausable: false\n");
        if (snap_here(s, SNAP_FAMILIES)) snap_put(s, "    family: [act.all]\n");
        if (snap_here(s, SNAP_RELEASES)) put_condition(s, "    release", SNAP_IN_RELEASE, "\n");
        if (snap_here(s, SNAP_AUTOMATIC)) put_condition(s, "    auto", SNAP_IN_RELEASE, "\n");
    }
    snap_put(s, "  - {id: act.all, default: allow, range: any}\n  - {id: task.create, default: allow, range: any}\n");
}

static const char *span(snapshot *s)
{
    static const char *const spans[] = {"10 minutes",     "1 hour",           "90 minutes", "1 day",
                                        "1 business day", "2 business hours", "1 minute",   "20 days"};
    return spans[snap_below(s, 8)];
}

static void write_tiers(snapshot *s)
{
    snap_begin(s, "cases/tiers.yaml");
    snap_put(s, "tiers:\n");
    for (unsigned i = 1; i <= 4; i++)
        snap_put(s, "  - {tier: %u, clock: %s%s}\n", i, span(s),
                 i >= 3 && snap_here(s, SNAP_STOPS) ? ", stop: true" : "");
    if (!s->has[SNAP_LIFTS]) return;
    snap_put(s, "lift:\n  - from: %s\n    to: hold\n", random_once_in(&s->r, 2) ? "medium" : "high");
    put_condition(s, "    when", SNAP_IN_WHEN, "\n");
}

static const snap_field *amount(const snapshot *s)
{
    for (unsigned i = 0; i < s->n_fields; i++)
        if (s->fields[i].type == RH_F_MONEY || s->fields[i].type == RH_F_INT) return &s->fields[i];
    return NULL;
}

static void write_policy(snapshot *s)
{
    static const char *const calendars[] = {
        "{zone: America/New_York, open: '09:00', close: '17:00', days: [mon, tue, wed, thu, fri]",
        "{zone: Australia/Lord_Howe, open: '02:15', close: '18:00', days: [mon, tue, thu, fri, sun]",
        "{zone: UTC, open: '00:00', close: '24:00', days: [mon, tue, wed, thu, fri, sat, sun]"};
    snap_begin(s, "cases/policy.yaml");
    snap_put(s, "format: 1\ncalendar: %s, holidays: calendars/days.ics}\n",
             calendars[s->has[SNAP_DAYS] ? snap_below(s, 2) : 2]);
    snap_put(s, "values:\n  limit: %u\n  share: 0.5\n  materiality: 2\n  follow_up_days: 30\n", snap_below(s, 5));
    snap_put(s, "  word: %s\n", random_once_in(&s->r, 2) ? "alpha" : "al");
    if (s->has[SNAP_APPROVAL_VALID]) snap_put(s, "  approval_valid: %s\n", span(s));
    if (s->segment < s->n_fields) snap_put(s, "segment: %s\n", s->fields[s->segment].name);
    if (s->has[SNAP_DUAL] && amount(s) != NULL) snap_put(s, "dual: {amount: %s, actions: [act.a0]}\n", amount(s)->name);
}

static void write_calendar(snapshot *s)
{
    snap_begin(s, "cases/calendars/days.ics");
    snap_put(s, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//rehearse//tests//EN\r\n");
    for (unsigned year = 2025; year <= 2027; year++)
        snap_put(s, "BEGIN:VEVENT\r\nUID:%u\r\nDTSTAMP:20230101T000000Z\r\nDTSTART;VALUE=DATE:%u0310\r\nEND:VEVENT\r\n",
                 year, year);
    snap_put(s, "END:VCALENDAR\r\n");
}

/* ---- entries ---- */

/* Each action at most once: each level takes its actions from a part of them. */
static void put_level(snapshot *s, const char *level, unsigned first, unsigned end)
{
    snap_put(s, "  %s: [", level);
    for (unsigned a = first; a < end; a++)
        if (a == first || random_once_in(&s->r, 2)) snap_put(s, a == first ? "act.a%u" : ", act.a%u", a);
    snap_put(s, "%s]\n", snap_here(s, SNAP_FAMILIES) && first == 0 ? ", act.all" : "");
}

static void put_effect(snapshot *s, unsigned risk)
{
    const unsigned n = s->n_actions, half = 1 + snap_below(s, n - 1);
    snap_put(s, "effect:%s\n", risk == 0 ? " {}" : "");
    if (risk == 0) return;
    put_level(s, risk == 3 ? "block" : "hold", 0, half);
    if (random_once_in(&s->r, 2))
        put_level(s, risk == 3 ? "hold" : random_once_in(&s->r, 2) ? "draft" : "block", half, n);
}

static void put_tasks(snapshot *s)
{
    if (!snap_here(s, SNAP_TASKS)) return;
    const bool is_later = snap_here(s, SNAP_TASKS_LATER);
    snap_put(s, "tasks:\n  - {do: task.create, owner: first, text: look%s%s}\n", is_later ? ", after: " : "",
             is_later ? span(s) : "");
}

static void put_motives(snapshot *s)
{
    if (!snap_here(s, SNAP_MOTIVES)) return;
    const unsigned first = snap_below(s, s->n_journeys + 1);
    snap_put(s, "derived_from: [J%04u, J%04u, nobody]\n", first, first + 1 + snap_below(s, 9));
}

static void write_entry(snapshot *s, unsigned e)
{
    static const char *const risks[] = {"low", "medium", "high", "hold"};
    static const char *const clears[] = {"data", "human_data", "decision"};
    const unsigned risk = snap_below(s, 4);
    char path[40];
    snprintf(path, sizeof path, "cases/register/E%02u.yaml", e);
    snap_begin(s, path);
    snap_put(s, "id: E%02u\ntitle: an entry\nlane: one\nexception: one\ntrigger: random\nreason: one\nevidence: []\n",
             e);
    snap_put(s, "ai: {may: []}\nhuman: decide\naudit: []\nowner: first\ncovers: []\nacceptance:\n");
    snap_put(s, "  - {name: none, always: 'true'}\nsegments: %s\n",
             snap_here(s, SNAP_SEGMENTS) ? "[red, blue]" : "all");
    put_condition(s, "when", SNAP_IN_WHEN, "\n");
    put_range(s, "window", snap_here(s, SNAP_WINDOWS));
    snap_put(s, "risk: %s\nsla: %u\n", risks[risk], 1 + snap_below(s, risk == 0 ? 2 : 4));
    snap_put(s, "review: {area: %s, primary: first, backup: second, escalation: third}\n",
             random_once_in(&s->r, 3) ? "two" : "one");
    put_effect(s, risk);
    put_tasks(s);
    put_motives(s);
    if (snap_here(s, SNAP_CLEARS)) snap_put(s, "clears: %s\n", clears[snap_below(s, 3)]);
}

/* ---- what need not be there ---- */

static void write_others(snapshot *s)
{
    if (s->lane < s->n_fields) snap_begin(s, "cases/gate.yaml"), snap_put(s, "lane: %s\n", s->fields[s->lane].name);
    if (s->has[SNAP_ALERTS]) {
        snap_begin(s, "cases/monitors.yaml");
        snap_put(s, "alerts:\n");
        for (unsigned i = 0; i < 2; i++) {
            snap_put(s, "  - rule: alert%u\n    to: [first]\n    next: look\n", i);
            put_condition(s, "    when", SNAP_IN_WHEN, "\n");
        }
    }
    if (!s->has[SNAP_HEALTH]) return;
    snap_begin(s, "cases/health.yaml");
    snap_put(s, "version: h1\nabsent: %s\nscored: '", random_once_in(&s->r, 2) ? "zero" : "unscored");
    snap_condition(s, SNAP_IN_RELEASE);
    snap_put(s, "'\ninputs:\n  one: {weight: 2, value: '(");
    snap_condition(s, SNAP_IN_RELEASE);
    snap_put(s, ") ? 90 : 20'}\nbands: [{band: low, below: 50}, {band: high, below: 101}]\n");
}

void snap_write_tree(snapshot *s)
{
    write_schema(s);
    write_events(s);
    write_states(s);
    write_actions(s);
    write_tiers(s);
    write_policy(s);
    write_calendar(s);
    snap_begin(s, "cases/roles.yaml");
    snap_put(s, "roles: [{id: first}, {id: second}, {id: third, override: true}]\n");
    for (unsigned e = 0; e < s->n_entries; e++) write_entry(s, e);
    write_others(s);
}
