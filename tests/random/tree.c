/* The files of a random tree, as text. */
#include "tests/random/tree.h"

#include <stdio.h>
#include <stdlib.h>

static const char SCHEMA[] =
    "fields:\n"
    "  j.stage: {type: int, class: safe, from: crm}\n"
    "  j.segment: {type: enum, values: [small, middle, large], class: safe, from: crm}\n"
    "  j.amount: {type: money, class: safe, from: crm}\n"
    "  c.plan: {type: string, class: safe, from: crm}\n"
    "  c.other: {type: string, class: safe, from: crm}\n"
    "  c.note: {type: text, class: free, from: crm}\n"
    "  c.flag: {type: bool, class: safe, from: crm}\n"
    "  c.ready: {type: bool, class: safe, from: crm}\n"
    "  c.seats: {type: int, class: safe, from: crm}\n"
    "  c.rate: {type: int, class: safe, from: crm}\n"
    "  c.due: {type: timestamp, class: safe, from: crm}\n"
    "  c.begun: {type: timestamp, class: safe, from: crm}\n"
    "  c.day: {type: date, class: safe, from: crm}\n"
    "  c.span: {type: duration, class: safe, from: crm}\n"
    "  c.tags: {type: set, values: [red, green, blue], class: safe, from: crm}\n"
    "  t.rows: {type: table, key: id, columns: {status: {type: enum, values: [open, done]}, due_at: timestamp},\n"
    "           class: safe, from: crm}\n"
    "  a.score: {type: double, class: safe, from: ai, ai: true}\n"
    "  a.doubt: {type: bool, class: safe, from: ai, ai: true}\n"
    "  a.words: {type: set, values: [red, green, blue], class: safe, from: ai, ai: true}\n";

static const char EVENTS[] =
    "events:\n"
    "  fields_ingested: {payload: {}}\n"
    "  human_decided:\n"
    "    payload: {entry: string?, area: string?, action: string?, decision: string?, scope: string?, reason: text?,\n"
    "              edits: json?, condition_owner: principal?, condition_due_at: timestamp?}\n"
    "  moved: {payload: {to: int}, sets: {j.stage: event.data.to}}\n"
    "  flagged:\n"
    "    payload: {on: bool?}\n"
    "    sets: {c.flag: 'has(event.data.on) ? event.data.on : c.flag', c.begun: event.time}\n"
    "  suggested:\n"
    "    payload: {score: double, doubt: bool?, words: {type: list, optional: true}}\n"
    "    sets: {a.score: event.data.score, a.doubt: has(event.data.doubt) && event.data.doubt,\n"
    "           a.words: 'has(event.data.words) ? event.data.words : []'}\n"
    "  task_opened:\n"
    "    payload: {id: string, due_at: timestamp?}\n"
    "    rows: {t.rows: {key: event.data.id, set: {status: '\"open\"', due_at: event.data.due_at}}}\n"
    "  task_closed:\n"
    "    payload: {id: string}\n"
    "    rows: {t.rows: {key: event.data.id, remove: true}}\n"
    "  done: {payload: {name: string?}, action_of: event.data.name}\n"
    "  did_first: {payload: {}, action: act.a0}\n"
    "  noted: {payload: {}}\n"
    "  edge_matched: {payload: {}, produced: opened}\n";

static const char ROLES[] = "roles:\n"
                            "  - {id: revops, aliases: [revenue_operations]}\n"
                            "  - {id: csm}\n"
                            "  - {id: finance, aliases: [controller]}\n"
                            "  - {id: legal}\n"
                            "  - {id: leader}\n"
                            "  - {id: founder, override: true}\n"
                            "  - {id: visitor, aliases: [guest]}\n";

static const char *const CALENDARS[] = {
    "calendar: {zone: America/New_York, open: '09:00', close: '17:00', days: [mon, tue, wed, thu, fri],",
    "calendar: {zone: Australia/Lord_Howe, open: '02:15', close: '18:00', days: [mon, tue, thu, fri, sun],",
    "calendar: {zone: Europe/Berlin, open: '01:00', close: '24:00', days: [mon, wed, fri, sat],",
    "calendar: {zone: UTC, open: '00:00', close: '24:00', days: [mon, tue, wed, thu, fri, sat, sun],"};

static const char *const SPANS[] = {"1 business day", "4 business hours", "2 business hours", "1 hour", "3 days",
                                    "30 minutes",     "2 business days",  "1 day"};
#define ANY_SPAN(r) SPANS[random_below((r), sizeof SPANS / sizeof *SPANS)]

typedef struct writer {
    random_source *r;
    rh_arena *keep;
    random_sizes *sizes;
    rh_buf out; /* the file at hand */
    rh_tree_file *files;
    size_t n_files;
} writer;

static void begin(writer *w)
{
    rh_buf_init(&w->out, w->keep, (size_t)1 << 20);
}

static void end_as(writer *w, const char *path)
{
    const rh_str name = rh_arena_str(w->keep, rh_str_of(path));
    if (w->out.failed || rh_arena_failed(w->keep)) {
        fprintf(stderr, "random tree: no memory\n");
        exit(70);
    }
    w->files[w->n_files++] = (rh_tree_file){.path = name, .label = name, .bytes = rh_buf_str(&w->out)};
}

static void put(writer *w, const char *text)
{
    rh_buf_put(&w->out, rh_str_of(text));
}

static unsigned below(writer *w, unsigned n)
{
    return (unsigned)random_below(w->r, n);
}

/* One of the words between blanks, and what follows it. */
static void put_word(writer *w, const char *words, const char *after)
{
    rh_buf_put(&w->out, random_word(w->r, words));
    put(w, after);
}

/* KEY: 'condition', on a line of its own. */
static void put_condition(writer *w, const char *key, random_place place)
{
    put(w, key);
    put(w, ": '");
    random_condition(&w->out, w->r, w->sizes, place);
    put(w, "'\n");
}

static void put_range(writer *w, const char *key)
{
    const unsigned first = below(w, w->sizes->n_states);
    const unsigned last = first + below(w, w->sizes->n_states - first);
    if (random_once_in(w->r, 3)) rh_buf_printf(&w->out, "    %s: any\n", key);
    else rh_buf_printf(&w->out, "    %s: s%u..s%u\n", key, first, last);
}

/* ---- the domain ---- */

static void write_schema(writer *w)
{
    begin(w);
    put(w, SCHEMA);
    put(w, "  x.yes:\n    type: bool\n    class: safe\n    from: core\n");
    put_condition(w, "    derived", RANDOM_IN_DERIVED);
    put(w, "  x.count:\n    type: int\n    class: safe\n    from: core\n    derived: '");
    put(w, random_once_in(w->r, 2) ? "size(t.rows) + size(c.tags)'\n" : "c.seats + 2 * size(c.tags)'\n");
    put(w, "  x.doubtful: {type: bool, class: safe, from: core, derived: 'a.score < 0.6 || c.flag == true'}\n");
    end_as(w, "schema.yaml");
}

static void write_transition(writer *w, const char *from, const char *to, bool by_stage, unsigned stage)
{
    rh_buf_printf(&w->out, "  - from: [%s]\n    to: %s\n", from, to);
    if (by_stage) rh_buf_printf(&w->out, "    guard: j.stage >= %u\n", stage);
    else put_condition(w, "    guard", RANDOM_IN_WHEN);
}

static void write_states(writer *w)
{
    const unsigned n = w->sizes->n_states;
    const bool has_final = random_once_in(w->r, 3);
    char from[16], to[16];
    begin(w);
    put(w, "states:\n");
    for (unsigned s = 0; s < n; s++)
        rh_buf_printf(&w->out, "  - {id: s%u%s}\n", s, has_final && s + 1 == n ? ", final: true" : "");
    if (w->sizes->has_side) put(w, "  - {id: aside, side: true}\n");
    put(w, "transitions:\n");
    write_transition(w, "none", "s0", true, 0);
    for (unsigned s = 0; s < n; s++) {
        snprintf(from, sizeof from, "s%u", s);
        snprintf(to, sizeof to, "s%u", s + 1);
        if (w->sizes->has_side && random_once_in(w->r, 2)) write_transition(w, from, "aside", false, 0);
        if (s + 1 < n) write_transition(w, from, to, !random_once_in(w->r, 4), s + 1);
        if (s > 0 && random_once_in(w->r, 5)) write_transition(w, from, "s0", false, 0);
    }
    if (w->sizes->has_side) write_transition(w, "aside", "return", false, 0);
    end_as(w, "states.yaml");
}

static void write_action(writer *w, unsigned a)
{
    static const char *const defaults[] = {"allow", "allow", "draft", "hold", "block"};
    rh_buf_printf(&w->out, "  - id: act.a%u\n    default: %s\n", a, defaults[below(w, 5)]);
    put_range(w, "range");
    if (random_once_in(w->r, 4)) put(w, "    pausable: false\n");
    if (random_once_in(w->r, 3)) put(w, "    family: [act.all]\n");
    if (random_once_in(w->r, 2)) put_condition(w, "    release", RANDOM_IN_RELEASE);
    if (random_once_in(w->r, 2)) put_condition(w, "    auto", RANDOM_IN_RELEASE);
}

static void write_actions(writer *w)
{
    begin(w);
    put(w, "actions:\n");
    for (unsigned a = 0; a < w->sizes->n_actions; a++) write_action(w, a);
    put(w, "  - {id: act.all, default: draft, range: any}\n  - {id: task.create, default: allow, range: any}\n");
    end_as(w, "actions.yaml");
}

static void write_tiers(writer *w)
{
    begin(w);
    put(w, "tiers:\n");
    for (unsigned t = 1; t <= 4; t++)
        rh_buf_printf(&w->out, "  - {tier: %u, clock: %s%s}\n", t, ANY_SPAN(w->r),
                      t == 4 && !random_once_in(w->r, 4) ? ", stop: true" : "");
    if (random_once_in(w->r, 2)) {
        put(w, "lift:\n  - from: medium\n    to: ");
        put(w, random_once_in(w->r, 2) ? "high\n" : "hold\n");
        put_condition(w, "    when", RANDOM_IN_WHEN);
    }
    end_as(w, "tiers.yaml");
}

static void write_policy(writer *w)
{
    begin(w);
    put(w, CALENDARS[below(w, 4)]);
    rh_buf_printf(&w->out, " holidays: calendars/days.ics}\nvalues:\n  limit: %u\n  materiality: %u\n", below(w, 5),
                  below(w, 5));
    if (random_once_in(w->r, 2)) rh_buf_printf(&w->out, "  approval_valid: %s\n", ANY_SPAN(w->r));
    put(w, "segment: j.segment\n");
    if (random_once_in(w->r, 2)) put(w, "dual: {amount: j.amount, actions: [act.a0]}\n");
    end_as(w, "policy.yaml");
}

/* Two holidays a year, so that each year is covered. */
static void write_calendar(writer *w)
{
    begin(w);
    put(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//rehearse//tests//EN\r\n");
    for (unsigned year = 2023; year <= 2032; year++)
        for (unsigned k = 0; k < 2; k++)
            rh_buf_printf(&w->out,
                          "BEGIN:VEVENT\r\nUID:%u-%u\r\nDTSTAMP:20230101T000000Z\r\nDTSTART;VALUE=DATE:%u%s\r\n"
                          "END:VEVENT\r\n",
                          year, k, year, k == 0 ? "0101" : "0310");
    put(w, "END:VCALENDAR\r\n");
    end_as(w, "calendars/days.ics");
}

/* ---- entries ---- */

/* Each action at most once: the two levels of an entry take their actions from two halves. */
static void put_level(writer *w, const char *level, unsigned first, unsigned end)
{
    rh_buf_printf(&w->out, "    %s: [", level);
    for (unsigned a = first; a < end; a++)
        if (a == first || random_once_in(w->r, 3)) rh_buf_printf(&w->out, a == first ? "act.a%u" : ", act.a%u", a);
    put(w, random_once_in(w->r, 6) && first == 0 ? ", act.all]\n" : "]\n");
}

static void write_effect(writer *w, const char *risk)
{
    const unsigned n = w->sizes->n_actions, half = 1 + below(w, n - 1);
    if (risk[0] == 'l') {
        put(w, "effect: {}\n");
        return;
    }
    put(w, "effect:\n");
    put_level(w, risk[1] == 'o' ? "block" : "hold", 0, half);
    if (half < n && random_once_in(w->r, 2)) put_level(w, "draft", half, n);
}

static void write_review(writer *w)
{
    put(w, "review: {area: ");
    put_word(w, RANDOM_AREAS, ", primary: ");
    put_word(w, "revops csm finance", ", backup: ");
    put_word(w, "csm finance legal", ", escalation: ");
    put_word(w, "legal leader revops", "}\n");
}

static void write_tasks(writer *w)
{
    if (!random_once_in(w->r, 3)) return;
    put(w, "tasks:\n  - {do: task.create, owner: revops, text: look}\n");
    if (random_once_in(w->r, 2))
        rh_buf_printf(&w->out, "  - {do: task.create, owner: csm, text: again, after: %s}\n", ANY_SPAN(w->r));
}

static void write_entry(writer *w, unsigned e)
{
    static const char *const risks[] = {"low", "medium", "medium", "high", "high", "hold"};
    const char *risk = risks[below(w, 6)];
    char path[40];
    begin(w);
    rh_buf_printf(&w->out, "id: E%02u\ntitle: an entry\nlane: one\nexception: one\nsegments: %s\ntrigger: random\n", e,
                  random_once_in(w->r, 4) ? "[small, large]" : "all");
    put_condition(w, "when", RANDOM_IN_ENTRY);
    const unsigned first = below(w, w->sizes->n_states), last = first + below(w, w->sizes->n_states - first);
    if (random_once_in(w->r, 2)) put(w, "window: any\n");
    else rh_buf_printf(&w->out, "window: s%u..s%u\n", first, last);
    rh_buf_printf(&w->out, "risk: %s\nsla: %u\nreason: one\nevidence: [c.plan]\nai: {may: []}\nhuman: decide\n", risk,
                  1 + below(w, risk[0] == 'l' ? 3 : 4));
    write_review(w);
    write_effect(w, risk);
    write_tasks(w);
    put(w, "audit: []\nowner: revops\n");
    if (random_once_in(w->r, 3)) put(w, "clears: "), put_word(w, "data human_data decision", "\n");
    put(w, "covers: []\nacceptance:\n  - {name: none, always: 'true'}\n");
    snprintf(path, sizeof path, "register/E%02u.yaml", e);
    end_as(w, path);
}

rh_tree_file random_entry(const random_sizes *sizes, random_source *r, rh_arena *keep, unsigned number)
{
    rh_tree_file file;
    random_sizes own = *sizes;
    writer w = {.r = r, .keep = keep, .sizes = &own, .files = &file};
    write_entry(&w, number);
    return file;
}

static int by_path(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_tree_file *)a)->path, ((const rh_tree_file *)b)->path);
}

rh_tree random_tree(random_sizes *sizes, random_source *r, rh_arena *keep)
{
    *sizes = (random_sizes){.n_states = 2 + (unsigned)random_below(r, 4), .n_actions = 2 + (unsigned)random_below(r, 6),
                            .n_entries = 2 + (unsigned)random_below(r, 6), .has_side = random_once_in(r, 2)};
    writer w = {.r = r, .keep = keep, .sizes = sizes};
    w.files = RH_NEW_N(keep, sizes->n_entries + 8, rh_tree_file);
    if (w.files == NULL) exit(70);
    begin(&w), put(&w, EVENTS), end_as(&w, "events.yaml");
    begin(&w), put(&w, ROLES), end_as(&w, "roles.yaml");
    write_schema(&w);
    write_states(&w);
    write_actions(&w);
    write_tiers(&w);
    write_policy(&w);
    write_calendar(&w);
    for (unsigned e = 0; e < sizes->n_entries; e++) write_entry(&w, e);
    qsort(w.files, w.n_files, sizeof *w.files, by_path);
    return (rh_tree){.name = RH_STR("random"), .label = RH_STR("random"), .files = w.files, .n_files = w.n_files};
}
