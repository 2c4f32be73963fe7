/* The history of a random snapshot: events or an export with its map, and what is to be done with it. */
#include "tests/random/snapshot.h"

#include <string.h>

/* What an export says instead of an event's type. */
static const char *map_type(const snap_field *f)
{
    switch ((int)f->said_as) {
    case RH_F_BOOL: return "bool";
    case RH_F_INT:
    case RH_F_MONEY: return "int";
    case RH_F_DOUBLE: return "double";
    case RH_F_SET:
    case RH_F_LIST:
    case RH_F_JSON: return "json";
    case RH_F_TABLE: return "table";
    default: return "string";
    }
}

static bool is_in(const snap_field *f, const char *space)
{
    const size_t n = strlen(space);
    return strncmp(f->name, space, n) == 0 && f->name[n] == '.';
}

static const char *const spaces[] = {"c", "crm", "b", "zeta"};
enum { N_SPACES = sizeof spaces / sizeof *spaces };

/* ---- facts ---- */

static void undeclared(snapshot *s, bool is_first)
{
    static const char *const members[] = {"\"nobody\":1", "\"f1\":{\"f\":2}", "\"\":null", "\"q.r\":[1,{}]",
                                          "\"nobody\":\"x\""};
    snap_put(s, "%s%s", is_first ? "" : ",", members[snap_below(s, 5)]);
}

/* The members of a namespace: its fields, some left out; in order of the register, or turned. */
static void members(snapshot *s, const char *space)
{
    unsigned n = 0;
    const bool is_turned = random_once_in(&s->r, 8);
    for (unsigned k = 0; k < s->n_fields; k++) {
        const snap_field *f = &s->fields[is_turned ? s->n_fields - 1 - k : k];
        if (!is_in(f, space) || (f->is_derived && !snap_here(s, SNAP_DERIVED_SAID)) || random_once_in(&s->r, 7))
            continue;
        snap_put(s, "%s\"%s\":", n++ > 0 ? "," : "", strchr(f->name, '.') + 1);
        snap_value(s, f);
    }
    if (snap_here(s, SNAP_UNDECLARED)) undeclared(s, n == 0);
}

static void facts(snapshot *s)
{
    unsigned n = 0;
    snap_put(s, "{");
    for (unsigned i = 0; i < N_SPACES; i++) {
        if (random_once_in(&s->r, 20)) continue;
        snap_put(s, "%s\"%s\":", n++ > 0 ? "," : "", spaces[i]);
        if (snap_here(s, SNAP_NULL_SPACES)) {
            snap_put(s, "null");
        } else if (snap_here(s, SNAP_ODD_SPACES)) {
            snap_put(s, "%s", random_once_in(&s->r, 2) ? "[]" : "\"alpha\"");
        } else {
            snap_put(s, "{");
            members(s, spaces[i]);
            snap_put(s, "}");
        }
    }
    if (snap_here(s, SNAP_UNDECLARED)) snap_put(s, "%s\"nowhere\":{\"f\":1,\"g\":{}}", n++ > 0 ? "," : "");
    snap_put(s, "}");
}

/* ---- events ---- */

static void put_journey(snapshot *s, unsigned i)
{
    static const char *const heads[] = {"\xc3\xa9", "Z", "a journey with a long name that is longer than most, number ",
                                        "0"};
    if (s->has[SNAP_IDS] && i % 3 == 0) snap_put(s, "%s%u", heads[i % 4], 9999 - i);
    else snap_put(s, "J%04u", i);
}

/* Of this event, or of all: half of the histories are alike in all that events say beside their data. */
static bool says(snapshot *s, snap_odd odd)
{
    return s->is_alike ? s->has[odd] : snap_here(s, odd);
}

static void extensions(snapshot *s)
{
    static const char *const kinds[] = {"human", "automation", "ai", "customer", "system"};
    if (says(s, SNAP_ACTORS))
        snap_put(s, ",\"actorkind\":\"%s\"", kinds[s->is_alike ? s->n_entries % 5 : snap_below(s, 5)]);
    if (says(s, SNAP_ACTORS)) snap_put(s, ",\"actor\":\"ann\",\"actorrole\":\"first\"");
    if (says(s, SNAP_SYNTHETIC)) snap_put(s, ",\"synthetic\":true");
    if (says(s, SNAP_SNAPSHOTS)) snap_put(s, ",\"snapshot\":true");
    if (says(s, SNAP_REGISTERREV)) snap_put(s, ",\"registerrev\":\"%040u\"", snap_below(s, 3));
    if (says(s, SNAP_SEQUENCES)) snap_put(s, ",\"sequence\":\"%u\"", snap_below(s, 3));
}

static void data(snapshot *s)
{
    static const char *const without[] = {"\"fields\":null", "\"fields\":[]", "\"x\":1"};
    static const char *const more[] = {",\"note\":\"alpha\"",
                                       ",\"count\":2",
                                       ",\"count\":\"two\"",
                                       ",\"task\":\"look\"",
                                       ",\"when\":\"2026-03-05T00:00:00Z\"",
                                       ",\"note\":null",
                                       ",\"other\":{\"a\":[]}"};
    snap_put(s, ",\"data\":{");
    if (!snap_here(s, SNAP_NO_FIELDS)) {
        snap_put(s, "\"fields\":");
        facts(s);
    } else {
        snap_put(s, "%s", without[snap_below(s, 3)]);
    }
    if (snap_here(s, SNAP_DATA)) snap_put(s, "%s", more[snap_below(s, 7)]);
    snap_put(s, "}}\n");
}

static void event(snapshot *s, unsigned i, const char *id, int64_t later_s)
{
    const bool is_elsewhen = snap_here(s, SNAP_OTHER_INSTANTS);
    const int64_t known = later_s + (is_elsewhen ? (int64_t)snap_below(s, 7200) - 3600 : 0);
    const char *type = snap_here(s, SNAP_OTHER_TYPES) ? (i % 2 == 0 ? "noted" : "unheard_of") : "fields_ingested";
    snap_put(s, "{\"specversion\":\"1.0\",\"id\":\"%s%u\",\"source\":\"/%c\",\"type\":\"%s\",\"subject\":\"", id, i,
             snap_here(s, SNAP_SOURCES) ? 'b' : 'a', type);
    put_journey(s, i);
    snap_put(s, "\",\"knowntime\":");
    snap_instant(s, known);
    snap_put(s, ",\"time\":");
    snap_instant(s, known - (snap_here(s, SNAP_EARLIER) ? 86400 : 0));
    extensions(s);
    data(s);
}

/* ---- an export ---- */

static void put_column(snapshot *s, const snap_field *f)
{
    snap_put(s, "  %s: {as: v_%s, type: %s, class: safe, optional: true}\n", f->name, strchr(f->name, '.') + 1,
             map_type(f));
}

static void write_map(snapshot *s)
{
    snap_begin(s, "map.yaml");
    snap_put(s, "map: random\nreads: {format: jsonl}\nmatch: {all: [id]}\ncolumns:\n"
                "  id: {as: id, type: string, class: safe}\n");
    for (unsigned i = 0; i < s->n_fields; i++) put_column(s, &s->fields[i]);
    snap_put(s,
             "source: '%s'\nsubject: row.id\nemit:\n  - type: fields_ingested\n    id: row.id + \"/\" + "
             "string(file.exported_at)\n"
             "    time: file.exported_at\n",
             s->has[SNAP_SOURCES] ? "\"random/\" + row.id" : "\"random\"");
    if (s->has[SNAP_ACTORS]) snap_put(s, "    actorkind: '\"human\"'\n    actor: '\"ann\"'\n");
    if (s->has[SNAP_SEQUENCES]) snap_put(s, "    sequence: row.id\n");
    snap_put(s, "    fields:\n");
    for (unsigned i = 0; i < s->n_fields; i++) {
        const snap_field *f = &s->fields[i];
        if (f->is_derived && !s->has[SNAP_DERIVED_SAID]) continue;
        snap_put(s, "      %s: row.v_%s\n", f->name, strchr(f->name, '.') + 1);
    }
    if (s->has[SNAP_UNDECLARED]) snap_put(s, "      nowhere.f: row.id\n      c.nobody: row.id\n");
}

static void row(snapshot *s, unsigned i)
{
    snap_put(s, "{\"id\":\"");
    put_journey(s, i);
    snap_put(s, "\"");
    for (unsigned k = 0; k < N_SPACES; k++) {
        snap_put(s, ",\"%s\":{", spaces[k]);
        members(s, spaces[k]);
        snap_put(s, "}");
    }
    snap_put(s, "}\n");
}

/* ---- files ---- */

static void record(snapshot *s, unsigned i, const char *id, int64_t later_s)
{
    const random_source before = s->r;
    const bool is_twice = snap_here(s, SNAP_DUPLICATES);
    for (unsigned times = is_twice ? 2 : 1; times > 0; times--) {
        if (times == 1 && is_twice) s->r = before, (void)snap_here(s, SNAP_DUPLICATES);
        if (s->is_mapped) row(s, i);
        else event(s, i, id, later_s);
    }
    if (snap_here(s, SNAP_GARBAGE)) snap_put(s, "{\"id\": nothing\n");
    if (snap_here(s, SNAP_CONFLICTS) && s->is_mapped) row(s, i);
    else if (snap_here(s, SNAP_CONFLICTS)) event(s, i, id, later_s);
    if (!s->is_mapped && snap_here(s, SNAP_TWO_EVENTS)) event(s, i, "second", later_s + (i % 2 == 0 ? 0 : 60));
}

static void write_plan(snapshot *s)
{
    static const int64_t later_s[] = {-1, 0, 61, 3600, 86400 * 3, 86400 * 40};
    snap_begin(s, "plan");
    snap_put(s, "format %s\nexported_at ", s->is_mapped ? "map" : "cloudevents");
    snap_instant(s, 0);
    for (unsigned i = 0; i < 2; i++) {
        snap_put(s, "\nas_of ");
        snap_instant(s, later_s[snap_below(s, 6)]);
    }
    snap_put(s, "\n");
    if (s->has[SNAP_AGAIN]) {
        snap_put(s, "again ");
        snap_instant(s, random_once_in(&s->r, 2) ? 0 : 3600);
        snap_put(s, "\n");
    }
    if (s->has[SNAP_FORGET] && s->n_journeys > 1) {
        snap_put(s, "forget ");
        put_journey(s, 1);
        snap_put(s, "\n");
    }
    for (unsigned i = 0; i < SNAP_N_ODDS; i++)
        if (s->has[i]) snap_put(s, "with %s\n", snapshot_odd_name(i));
}

void snap_write_records(snapshot *s)
{
    write_map(s);
    snap_begin(s, "records.jsonl");
    for (unsigned i = 0; i < s->n_journeys; i++) record(s, i, "e", 0);
    write_plan(s);
    if (!s->has[SNAP_AGAIN]) return;
    /* Some journeys that are there already, some that are new. */
    const int64_t again_s = random_once_in(&s->r, 2) ? 0 : 3600;
    snap_begin(s, "again.jsonl");
    for (unsigned i = s->n_journeys / 2, n = i + 40 + snap_below(s, 60); i < n; i++)
        if (i >= s->n_journeys || random_once_in(&s->r, 6)) record(s, i, "again", again_s);
}
