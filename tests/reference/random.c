/* The generator: expressions from grammar.def, facts by the type of their slot. */
#include "tests/reference/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64, by Sebastiano Vigna: public domain algorithm */
uint64_t random_next(random_source *r)
{
    uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t random_below(random_source *r, uint64_t n)
{
    return random_next(r) % n;
}

/* RH_STR, in an initialiser. */
#define TEXT_OF(lit)                                                                                                   \
    {                                                                                                                  \
        ("" lit), sizeof(lit) - 1                                                                                      \
    }
#define PICK(r, list) ((list)[random_below((r), sizeof(list) / sizeof *(list))])

/* ---- values by hand: those at which code tends to break ---- */

static const char *const strings[] = {"",
                                      " ",
                                      "a",
                                      "b",
                                      "pro",
                                      "free",
                                      "enterprise",
                                      "abc",
                                      "bbc",
                                      "A b",
                                      "\xc3\xa4\xc3\x9f",
                                      "12",
                                      "-7",
                                      "open",
                                      "done",
                                      "invite",
                                      "2.5",
                                      "true",
                                      "1h30m",
                                      "2026-03-29T01:30:00Z",
                                      "x\xf0\x9f\x90\xb1y",
                                      "UTC"};
static const int64_t ints[] = {0, 1, 2, 3, 5, 7, -1, -2, 10, 24, 100, 1000, INT64_MAX, INT64_MIN, INT64_MAX - 1, 86400};
static const double doubles[] = {0, 1, 0.5, -0.5, 2.5, 3, 1e10, -1e-7, 1e21, 0.1, 100, 9007199254740993.0, 1e300};
static const int64_t spans[] = {0,
                                1,
                                1000000000,
                                3600000000000,
                                -3600000000000,
                                86400000000000,
                                172800000000000,
                                90061000000001,
                                604800000000000,
                                INT64_MAX,
                                INT64_MIN,
                                31622400000000000};

/* ---- expressions ---- */

typedef struct production {
    char produces;
    int weight;
    const char *text;
} production;

static const production grammar[] = {
#define X(PRODUCES, WEIGHT, text) {PRODUCES, WEIGHT, text},
#include "tests/reference/grammar.def"
#undef X
};
enum { N_GRAMMAR = sizeof grammar / sizeof *grammar, MAX_VARIABLES = 8 };

typedef struct writer {
    random_source *r;
    char *out;
    size_t len, size;
    char variables[MAX_VARIABLES]; /* the type of each variable in sight, v0 the outermost */
    int n_variables;
} writer;

static void put(writer *w, const char *text)
{
    size_t n = strlen(text);
    if (w->len + n + 1 > w->size) n = w->size - w->len - 1;
    memcpy(w->out + w->len, text, n);
    w->len += n;
    w->out[w->len] = '\0';
}

static void put_text(writer *w, const char *s)
{
    put(w, "\"");
    put(w, s);
    put(w, "\"");
}

static int64_t small_or_odd(random_source *r)
{
    return random_below(r, 4) != 0 ? (int64_t)random_below(r, 12) : PICK(r, ints);
}

static void literal(writer *w, char type)
{
    char text[80] = "null";
    switch (type) {
    case 'B': snprintf(text, sizeof text, "%s", random_below(w->r, 2) == 0 ? "true" : "false"); break;
    case 'I': snprintf(text, sizeof text, "%lld", (long long)small_or_odd(w->r)); break;
    case 'U': snprintf(text, sizeof text, "%lluu", (unsigned long long)(uint64_t)small_or_odd(w->r)); break;
    case 'D': snprintf(text, sizeof text, "%.17e", PICK(w->r, doubles)); break;
    case 'S': put_text(w, PICK(w->r, strings)); return;
    case 'Y': put(w, random_below(w->r, 2) == 0 ? "b'ab'" : "b'\\xff\\x00'"); return;
    case 'T': {
        char instant[40];
        rh_instant_text(instant, random_now(w->r));
        snprintf(text, sizeof text, "timestamp(\"%s\")", instant);
        break;
    }
    case 'P': {
        char span[40];
        rh_duration_text(span, random_below(w->r, 3) == 0 ? PICK(w->r, spans)
                                                          : (int64_t)random_below(w->r, 200) * 3600000000000);
        snprintf(text, sizeof text, "duration(\"%s\")", span);
        break;
    }
    default: break;
    }
    put(w, text);
}

/* Writes a variable of the type, or a column of a row, when one is in sight. */
static bool variable(writer *w, char type)
{
    static const struct {
        char type;
        const char *column;
    } columns[] = {{'I', "n"},    {'S', "status"}, {'S', "id"},     {'T', "due_at"}, {'B', "done"},
                   {'L', "tags"}, {'D', "rate"},   {'F', "due_at"}, {'F', "tags"}};
    for (int tries = 0; tries < 4 && w->n_variables > 0; tries++) {
        int k = (int)random_below(w->r, (uint64_t)w->n_variables);
        char text[40];
        size_t c = random_below(w->r, sizeof columns / sizeof *columns);
        if (w->variables[k] == type) snprintf(text, sizeof text, "v%d", k);
        else if (w->variables[k] == 'r' && columns[c].type == type)
            snprintf(text, sizeof text, "v%d.%s", k, columns[c].column);
        else continue;
        put(w, text);
        return true;
    }
    return false;
}

static const production *choose(writer *w, char type, bool leaf)
{
    int total = 0;
    for (int pass = 0;; pass++) {
        int left = pass == 0 ? 0 : (int)random_below(w->r, (uint64_t)total);
        for (size_t k = 0; k < N_GRAMMAR; k++) {
            const production *p = &grammar[k];
            if (p->produces != type || (leaf && strchr(p->text, '$') != NULL)) continue;
            if (pass == 0) total += p->weight;
            else if ((left -= p->weight) < 0) return p;
        }
        if (total == 0) return NULL;
    }
}

static void expression(writer *w, char type, int depth);

static void declare(writer *w, char type)
{
    char name[8];
    snprintf(name, sizeof name, "v%d", w->n_variables);
    put(w, name);
    if (w->n_variables < MAX_VARIABLES) w->variables[w->n_variables] = type;
    w->n_variables++;
}

static void produce(writer *w, const char *text, int depth)
{
    for (; *text != '\0'; text++) {
        char one[2] = {*text, '\0'};
        if (*text == '$') expression(w, *++text, depth - 1);
        else if (*text == '#') literal(w, *++text);
        else if (*text == '@' && text[1] == '.') text++, w->n_variables--;
        else if (*text == '@') declare(w, text[1]), text += 2;
        else put(w, one);
    }
}

static void expression(writer *w, char type, int depth)
{
    if (w->n_variables >= MAX_VARIABLES - 2 || w->len + 400 > w->size) depth = 0;
    if (random_below(w->r, 60) == 0) {
        static const char others[] = "BIDSTPLNA";
        char other = others[random_below(w->r, sizeof others - 1)];
        bool is_hidden = random_below(w->r, 3) != 0; /* from the checker */
        put(w, is_hidden ? "dyn(" : "");
        expression(w, other, depth - 1);
        put(w, is_hidden ? ")" : "");
        return;
    }
    if (w->n_variables > 0 && random_below(w->r, 3) == 0 && variable(w, type)) return;
    const production *p = choose(w, type, depth <= 0 || random_below(w->r, 6) == 0);
    if (p == NULL) p = choose(w, type, true);
    if (p == NULL) literal(w, type);
    else produce(w, p->text, depth);
}

size_t random_expression(random_source *r, char *out, size_t size)
{
    static const char types[] = "BBBBBBBBBBBISTLADPNRU";
    writer w = {.r = r, .out = out, .size = size};
    expression(&w, types[random_below(r, sizeof types - 1)], 1 + (int)random_below(r, 7));
    return w.len;
}

/* ---- the environment ---- */

static const rh_type t_bool = {.kind = RH_T_BOOL, .is_nullable = true}, t_int = {.kind = RH_T_INT, .is_nullable = true},
                     t_double = {.kind = RH_T_DOUBLE, .is_nullable = true},
                     t_string = {.kind = RH_T_STRING, .is_nullable = true},
                     t_time = {.kind = RH_T_TIMESTAMP, .is_nullable = true},
                     t_span = {.kind = RH_T_DURATION, .is_nullable = true},
                     t_strings = {.kind = RH_T_LIST, .elem = &rh_type_string},
                     t_ints = {.kind = RH_T_LIST, .elem = &rh_type_int},
                     t_did = {.kind = RH_T_MAP, .key = &rh_type_string, .elem = &rh_type_timestamp};
static const rh_member columns[] = {{TEXT_OF("done"), &t_bool},       {TEXT_OF("due_at"), &t_time},
                                    {TEXT_OF("id"), &rh_type_string}, {TEXT_OF("n"), &t_int},
                                    {TEXT_OF("rate"), &t_double},     {TEXT_OF("status"), &t_string},
                                    {TEXT_OF("tags"), &t_strings}};
enum { N_COLUMNS = sizeof columns / sizeof *columns };
static const rh_type t_row = {.kind = RH_T_RECORD, .members = columns, .n_members = N_COLUMNS};
static const rh_type t_rows = {.kind = RH_T_LIST, .elem = &t_row};

static const struct {
    rh_str name;
    const rh_type *type;
} fields[] = {
    {TEXT_OF("crm.ok"), &t_bool},
    {TEXT_OF("crm.vip"), &t_bool},
    {TEXT_OF("workflow.paused"), &rh_type_bool},
    {TEXT_OF("crm.seats"), &t_int},
    {TEXT_OF("crm.arr"), &t_int},
    {TEXT_OF("crm.rate"), &t_double},
    {TEXT_OF("crm.plan"), &t_string},
    {TEXT_OF("crm.note"), &t_string},
    {TEXT_OF("crm.name"), &t_string},
    {TEXT_OF("crm.start"), &t_time},
    {TEXT_OF("crm.due"), &t_time},
    {TEXT_OF("crm.signed_at"), &t_time},
    {TEXT_OF("workflow.triggered_at"), &t_time},
    {TEXT_OF("workflow.earliest_due"), &t_time},
    {TEXT_OF("crm.span"), &t_span},
    {TEXT_OF("crm.tags"), &t_strings},
    {TEXT_OF("crm.words"), &t_strings},
    {TEXT_OF("crm.codes"), &t_ints},
    {TEXT_OF("crm.tasks"), &t_rows},
    {TEXT_OF("workflow.did"), &t_did},
    {TEXT_OF("free.a"), &rh_type_dyn},
    {TEXT_OF("free.b"), &rh_type_dyn},
    {TEXT_OF("free.c"), &rh_type_dyn},
};
enum { N_FIELDS = sizeof fields / sizeof *fields };
_Static_assert((int)N_FIELDS <= (int)RANDOM_SLOTS, "each field has a slot");

rh_env random_env(void)
{
    static rh_name names[N_FIELDS + 3];
    for (uint32_t k = 0; k < N_FIELDS; k++)
        names[k] = (rh_name){
            .name = fields[k].name, .type = fields[k].type, .cls = RH_NAME_SLOT, .slot = k, .is_optional = true};
    names[N_FIELDS] = (rh_name){.name = RH_STR("now"), .type = &rh_type_timestamp, .cls = RH_NAME_NOW};
    names[N_FIELDS + 1] = (rh_name){
        .name = RH_STR("policy.limit"), .type = &rh_type_int, .cls = RH_NAME_CONST, .constant = rh_int(5)};
    names[N_FIELDS + 2] = (rh_name){.name = RH_STR("policy.word"),
                                    .type = &rh_type_string,
                                    .cls = RH_NAME_CONST,
                                    .constant = rh_string(RH_STR("pro"))};
    return (rh_env){.names = names,
                    .n_names = N_FIELDS + 3,
                    .flags = RH_ENV_CORE_FUNCTIONS | RH_ENV_EXTENSIONS,
                    .n_slots = RANDOM_SLOTS};
}

rh_env random_unchecked_env(void)
{
    static rh_name names[N_FIELDS + 3];
    rh_env env = random_env();
    size_t n = 0;
    for (size_t k = 0; k < env.n_names; k++)
        if (env.names[k].cls != RH_NAME_NOW) names[n++] = env.names[k];
    env.names = names;
    env.n_names = n;
    env.flags |= RH_ENV_UNCHECKED;
    return env;
}

/* ---- instants ---- */

rh_instant random_now(random_source *r)
{
    static const char *const odd[] = {
        "2026-03-29T00:59:59.999999999Z", "2026-03-29T01:00:00Z",           "2026-10-25T00:30:00Z",
        "2026-10-25T01:00:00Z",           "2026-12-31T23:00:00Z",           "2027-01-01T00:00:00Z",
        "2026-03-08T07:00:00Z",           "2026-11-01T06:00:00Z",           "2025-01-01T00:00:00Z",
        "2027-12-31T22:59:59Z",           "2024-02-29T12:00:00Z",           "2038-01-19T03:14:08Z",
        "0001-01-01T00:00:00Z",           "9999-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z"};
    rh_instant t = {0, 0};
    if (random_below(r, 12) == 0) {
        rh_instant_parse(&t, rh_str_of(PICK(r, odd)));
        return t;
    }
    int64_t first = 1735689600 + 86400 * (int64_t)random_below(r, 1000); /* from 2025-01-01 on, into 2027 */
    t.s = first + (random_below(r, 2) == 0 ? 1800 * (int64_t)random_below(r, 48) : (int64_t)random_below(r, 86400));
    if (random_below(r, 8) == 0) t.ns = (int32_t)random_below(r, 1000000000);
    return t;
}

static rh_instant near(random_source *r, rh_instant now)
{
    static const int64_t steps[] = {
        0, 1, -1, 1000000000, 3600000000000, -3600000000000, 86400000000000, -86400000000000, -172800000000000};
    if (random_below(r, 4) == 0) return random_now(r);
    int64_t ns = random_below(r, 3) == 0 ? PICK(r, steps) : ((int64_t)random_below(r, 960) - 600) * 3600000000000;
    rh_instant t = now;
    return rh_instant_add(&t, now, ns) ? t : now;
}

/* ---- facts ---- */

static rh_value text_value(random_source *r)
{
    return rh_string(rh_str_of(PICK(r, strings)));
}

static rh_value list_value(random_source *r, rh_arena *keep, bool of_text)
{
    size_t n = random_below(r, 5);
    rh_value *at = RH_NEW_N(keep, n, rh_value);
    for (size_t k = 0; k < n; k++) at[k] = of_text ? text_value(r) : rh_int(small_or_odd(r));
    return rh_list(at, n);
}

static rh_value scalar(random_source *r, const rh_type *type, rh_instant now)
{
    switch ((int)type->kind) {
    case RH_T_BOOL: return rh_bool(random_below(r, 2) == 0);
    case RH_T_INT: return rh_int(small_or_odd(r));
    case RH_T_DOUBLE: return rh_double(PICK(r, doubles));
    case RH_T_TIMESTAMP: return rh_timestamp(near(r, now));
    case RH_T_DURATION: return rh_duration_value(PICK(r, spans));
    default: return text_value(r);
    }
}

static rh_value row(random_source *r, rh_arena *keep, size_t number, rh_instant now)
{
    static const char *const ids[] = {"t0", "t1", "t2", "t3"};
    rh_pair *pairs = RH_NEW_N(keep, N_COLUMNS, rh_pair);
    for (size_t k = 0; k < N_COLUMNS; k++) {
        rh_value v = columns[k].type->kind == RH_T_LIST ? list_value(r, keep, true) : scalar(r, columns[k].type, now);
        if (columns[k].type->is_nullable && random_below(r, 3) == 0) v = rh_null();
        if (rh_str_eq(columns[k].name, RH_STR("id"))) v = rh_string(rh_str_of(ids[number]));
        pairs[k] = (rh_pair){rh_string(columns[k].name), v};
    }
    return rh_map_value(pairs, N_COLUMNS);
}

static rh_value rows(random_source *r, rh_arena *keep, rh_instant now)
{
    size_t n = random_below(r, 4);
    rh_value *at = RH_NEW_N(keep, n, rh_value);
    for (size_t k = 0; k < n; k++) at[k] = row(r, keep, k, now);
    return rh_list(at, n);
}

static rh_value did(random_source *r, rh_arena *keep, rh_instant now)
{
    static const char *const keys[] = {"a", "invite", "open"};
    rh_pair *pairs = RH_NEW_N(keep, 3, rh_pair);
    size_t n = 0;
    for (size_t k = 0; k < 3; k++)
        if (random_below(r, 2) == 0) pairs[n++] = (rh_pair){rh_string(rh_str_of(keys[k])), rh_timestamp(near(r, now))};
    return rh_map_value(pairs, n);
}

static rh_value anything(random_source *r, rh_arena *keep, rh_instant now)
{
    static const rh_type *const types[] = {&t_bool, &t_int, &t_double, &t_string, &t_time, &t_span};
    switch (random_below(r, 10)) {
    case 0: return rh_uint((uint64_t)small_or_odd(r));
    case 1: return list_value(r, keep, random_below(r, 2) == 0);
    case 2: return did(r, keep, now);
    case 3: return rows(r, keep, now);
    default: return scalar(r, PICK(r, types), now);
    }
}

rh_value random_fact(random_source *r, rh_arena *keep, uint32_t slot, rh_instant now)
{
    if (slot >= N_FIELDS) return rh_null();
    const rh_type *type = fields[slot].type;
    if (type == &t_rows) return rows(r, keep, now);
    if (type == &t_did) return did(r, keep, now);
    if (type->kind == RH_T_LIST) return list_value(r, keep, type->elem->kind == RH_T_STRING);
    if (type->kind == RH_T_DYN) return random_below(r, 5) == 0 ? rh_null() : anything(r, keep, now);
    return type->is_nullable && random_below(r, 3) == 0 ? rh_null() : scalar(r, type, now);
}

/* ---- calendars ---- */

void random_calendar(random_source *r, rh_arena *keep, rh_zone_lookup zones, void *zones_ctx,
                     const rh_calendar **engine, ref_calendar *reference)
{
    static const struct {
        const char *zone;
        int32_t open_s, close_s;
        bool weekdays[7];
    } kinds[] = {{"Europe/Berlin", 9 * 3600, 17 * 3600, {false, true, true, true, true, true, false}},
                 {"America/New_York", 8 * 3600 + 1800, 86400, {false, true, true, true, true, true, true}},
                 {"UTC", 0, 86400, {true, true, true, true, true, true, true}},
                 {"Europe/Berlin", 1 * 3600, 4 * 3600, {true, false, true, false, true, false, true}},
                 {"Australia/Lord_Howe", 2 * 3600 + 900, 18 * 3600, {false, true, true, false, true, true, false}}};
    /* 2025-01-01, 2025-12-25, 2026-01-01, 2026-03-30, 2026-04-06, 2026-12-25, 2027-01-01, 2027-05-17 */
    static const int64_t holidays[] = {20089, 20447, 20454, 20542, 20549, 20812, 20819, 20955};
    size_t k = random_below(r, sizeof kinds / sizeof *kinds);
    rh_calendar_spec spec = {.zone = zones(zones_ctx, rh_str_of(kinds[k].zone)),
                             .open_s = kinds[k].open_s,
                             .close_s = kinds[k].close_s,
                             .holidays = holidays,
                             .n_holidays = sizeof holidays / sizeof *holidays};
    rh_err err;
    memcpy(spec.weekdays, kinds[k].weekdays, sizeof spec.weekdays);
    if (spec.zone == NULL || rh_calendar_make(engine, keep, &spec, &err) != RH_OK) {
        fprintf(stderr, "random: no calendar in %s\n", kinds[k].zone);
        exit(70);
    }
    *reference = (ref_calendar){.zone = spec.zone,
                                .open_s = spec.open_s,
                                .close_s = spec.close_s,
                                .holidays = holidays,
                                .n_holidays = spec.n_holidays};
    memcpy(reference->weekdays, spec.weekdays, sizeof spec.weekdays);
    ref_calendar_prepare(reference, 2023, 2029);
}
