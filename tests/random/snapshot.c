/* What a random snapshot is made of: its odds, its fields, its words; the files. */
#include "tests/random/snapshot.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct odds {
    const char *name;
    unsigned registers, places;
} odds;

static const odds table[] = {
#define X(NAME, registers, places, text) {#NAME, registers, places},
#include "tests/random/snapshot_odds.def"
#undef X
};

const char *snapshot_odd_name(unsigned odd)
{
    return odd < SNAP_N_ODDS ? table[odd].name : NULL;
}

unsigned snap_below(snapshot *s, unsigned n)
{
    return (unsigned)random_below(&s->r, n);
}

bool snap_here(snapshot *s, snap_odd odd)
{
    return s->has[odd] && snap_below(s, 1000) < table[odd].places;
}

/* Some are in the words of policies and conditions, too. */
const char *snap_word(snapshot *s)
{
    static const char *const words[] = {"alpha", "beta", "gamma", "delta", "al", "alphabet", "Alpha", ""};
    return words[snap_below(s, random_once_in(&s->r, 4) ? 8 : 4)];
}

/* ---- files ---- */

static void die(const char *what)
{
    fprintf(stderr, "snapshots: %s: %s\n", what, strerror(errno));
    exit(70);
}

void snap_begin(snapshot *s, const char *path)
{
    char whole[1000];
    if (s->out != NULL && fclose(s->out) != 0) die(s->dir);
    s->out = NULL;
    if (path == NULL) return;
    snprintf(whole, sizeof whole, "%s/%s", s->dir, path);
    s->out = fopen(whole, "w");
    if (s->out == NULL) die(whole);
}

void snap_put(snapshot *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vfprintf(s->out, format, args) < 0) die(s->dir);
    va_end(args);
}

static void make_folders(const char *dir)
{
    static const char *const folders[] = {"cases", "cases/register", "cases/calendars"};
    char path[1000];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
        if (mkdir(path, 0777) != 0 && errno != EEXIST) die(path);
    }
}

/* ---- what it has ---- */

static void draw_odds(snapshot *s)
{
    const unsigned kind = snap_below(s, 6);
    for (unsigned i = 0; i < SNAP_N_ODDS; i++) s->has[i] = kind > 3 && snap_below(s, 1000) < table[i].registers;
    for (unsigned i = 0; kind <= 3 && i < (kind + 1) / 2; i++) {
        const unsigned odd = snap_below(s, SNAP_N_ODDS);
        /* What makes a trial dear is left to chance alone. */
        if (odd != SNAP_THOUSANDS || random_once_in(&s->r, 8)) s->has[odd] = true;
    }
}

static bool grant(snapshot *s, const snap_wish *wish)
{
    draw_odds(s);
    if (wish->is_plain) memset(s->has, 0, sizeof s->has);
    if (wish->with == NULL) return true;
    for (unsigned i = 0; i < SNAP_N_ODDS; i++) {
        if (strcmp(table[i].name, wish->with) != 0) continue;
        s->has[i] = true;
        return true;
    }
    return false;
}

/* Odd things that show in others alone. */
static void complete(snapshot *s)
{
    if (s->has[SNAP_TASKS_LATER]) s->has[SNAP_TASKS] = true;
    if (s->has[SNAP_BUSINESS]) s->has[SNAP_DAYS] = s->has[SNAP_DAYS] || random_once_in(&s->r, 2);
    if (s->has[SNAP_DERIVED_SAID]) s->has[SNAP_DERIVED] = true;
}

/* Some things only events have, and one only a map. */
static bool draw_format(snapshot *s)
{
    static const snap_odd of_events[] = {SNAP_DATA,       SNAP_SYNTHETIC,   SNAP_SNAPSHOTS,      SNAP_REGISTERREV,
                                         SNAP_TWO_EVENTS, SNAP_OTHER_TYPES, SNAP_OTHER_INSTANTS, SNAP_NULL_SPACES,
                                         SNAP_ODD_SPACES, SNAP_NO_FIELDS,   SNAP_TABLE_AS_LIST,  SNAP_EARLIER};
    const bool is_mapped = random_once_in(&s->r, 2);
    if (s->has[SNAP_WRONG_COLUMNS]) return true;
    for (size_t i = 0; i < sizeof of_events / sizeof *of_events; i++)
        if (s->has[of_events[i]]) return false;
    return is_mapped;
}

/* ---- fields ---- */

static const rh_field_type scalars[] = {RH_F_STRING,  RH_F_BOOL,      RH_F_INT,  RH_F_DOUBLE,    RH_F_ENUM,
                                        RH_F_TEXT,    RH_F_MONEY,     RH_F_DATE, RH_F_TIMESTAMP, RH_F_DURATION,
                                        RH_F_CONTACT, RH_F_PRINCIPAL, RH_F_DOC};
enum { N_SCALARS = sizeof scalars / sizeof *scalars, N_COMMON = 5 };

static rh_field_type scalar_type(snapshot *s)
{
    return scalars[snap_below(s, random_once_in(&s->r, 2) ? N_SCALARS : N_COMMON)];
}

static rh_field_type any_type(snapshot *s)
{
    static const rh_field_type others[] = {RH_F_SET, RH_F_LIST, RH_F_TABLE, RH_F_JSON, RH_F_TABLE, RH_F_LIST};
    return snap_below(s, 4) > 0 ? scalar_type(s) : others[snap_below(s, sizeof others / sizeof *others)];
}

static void make_columns(snapshot *s, snap_field *f)
{
    f->n_columns = 1 + snap_below(s, SNAP_MOST_COLUMNS);
    for (unsigned i = 0; i < f->n_columns; i++) {
        snprintf(f->columns[i].name, sizeof f->columns[i].name, "k%u", i);
        f->columns[i].type = scalar_type(s);
    }
}

static snap_field *add_field(snapshot *s, rh_field_type type)
{
    static const char *const spaces[] = {"c", "crm", "b.", "zeta"};
    const unsigned n = s->n_fields++;
    snap_field *f = &s->fields[n];
    const unsigned space = snap_below(s, 4);
    *f = (snap_field){.type = type, .said_as = type, .of = RH_F_STRING};
    snprintf(f->name, sizeof f->name, "%.*s.f%u", space == 2 ? 1 : 4, spaces[space], n);
    if (type == RH_F_SET || type == RH_F_LIST) {
        f->of = random_once_in(&s->r, 3) ? scalar_type(s) : RH_F_STRING;
        if (f->of == RH_F_ENUM) f->of = RH_F_STRING;
        f->has_words = f->of == RH_F_STRING && random_once_in(&s->r, 2);
    }
    if (type == RH_F_TABLE) make_columns(s, f);
    f->is_ai = snap_here(s, SNAP_AI);
    if (snap_here(s, SNAP_WRONG_COLUMNS)) f->said_as = random_once_in(&s->r, 2) ? RH_F_STRING : RH_F_DOUBLE;
    return f;
}

/* There is always something that everything can read: a bool and a text that the AI does not write. */
static void make_fields(snapshot *s)
{
    const unsigned n = s->has[SNAP_MANY_FIELDS] ? 66 : 1 + snap_below(s, 12);
    add_field(s, RH_F_STRING)->is_ai = false;
    add_field(s, RH_F_BOOL)->is_ai = false;
    while (s->n_fields < n) add_field(s, any_type(s));
    s->segment = s->lane = UINT32_MAX;
    if (s->has[SNAP_SEGMENTS]) s->segment = s->n_fields, add_field(s, RH_F_ENUM);
    if (s->has[SNAP_LANE]) s->lane = s->n_fields, add_field(s, random_once_in(&s->r, 3) ? RH_F_STRING : RH_F_ENUM);
    for (unsigned i = 0; s->has[SNAP_DERIVED] && i < 2; i++)
        add_field(s, i == 0 ? RH_F_BOOL : RH_F_INT)->is_derived = true;
}

static unsigned journeys(snapshot *s)
{
    static const unsigned few[] = {0, 1, 2, 3, 5, 63, 64, 65, 128, 129};
    if (s->has[SNAP_THOUSANDS]) return 4000 + snap_below(s, 600);
    if (s->has[SNAP_FEW]) return few[snap_below(s, sizeof few / sizeof *few)];
    return 60 + snap_below(s, random_once_in(&s->r, 3) ? 340 : 100);
}

bool snapshot_write(uint64_t seed, const snap_wish *wish, const char *dir)
{
    snapshot s = {.r = {seed * 0xbf58476d1ce4e5b9u + 0x51ed2701u}, .dir = dir};
    for (unsigned i = 0; i < 4; i++) random_next(&s.r);
    if (!grant(&s, wish)) return false;
    complete(&s);
    make_folders(dir);
    make_fields(&s);
    s.is_mapped = draw_format(&s);
    s.is_alike = random_once_in(&s.r, 2);
    s.n_states = s.has[SNAP_STATES] ? 2 + snap_below(&s, 3) : 1;
    s.n_actions = 2 + snap_below(&s, 5);
    s.n_entries = s.has[SNAP_MANY_ENTRIES] ? 60 + snap_below(&s, 12) : 1 + snap_below(&s, 12);
    s.n_journeys = journeys(&s);
    s.at_s = 1772442000 + (int64_t)random_below(&s.r, 86400 * 8); /* 2026-03-02T09:00:00Z on: summer time begins */
    snap_write_tree(&s);
    snap_write_records(&s);
    snap_begin(&s, NULL);
    return true;
}
