/* Values of random snapshots: as literals of the language and as JSON. */
#include "tests/random/snapshot.h"

#include "engine/value/time.h"

/* What is far from the rest, by type. JSON has no other numbers; of int fields those with a fraction are misfits. */
static const char *const edge_numbers[] = {"-0.0",
                                           "0",
                                           "-0",
                                           "9007199254740993",
                                           "-9223372036854775808",
                                           "1e300",
                                           "5.0",
                                           "9223372036854775807",
                                           "18446744073709551615",
                                           "1e-300",
                                           "-1",
                                           "127",
                                           "128",
                                           "32768",
                                           "2147483648",
                                           "-129",
                                           "0.1",
                                           "1e19",
                                           "-32769",
                                           "255",
                                           "65536"};
static const char *const edge_texts[] = {"",
                                         " ",
                                         "\xc2\xa0",
                                         "\\u2003 ",
                                         "\\t",
                                         "\xc3\xa9",
                                         "e\xcc\x81",
                                         "ALPHA",
                                         "alpha ",
                                         "\\u0000",
                                         "\\u0000alpha",
                                         "\xf0\x9f\x98\x80",
                                         "null",
                                         "0",
                                         "alph",
                                         "a long text that says the same thing again and again, and again and again, "
                                         "longer than a line, so that nobody keeps it in eight bytes or in sixteen"};
static const char *const edge_times[] = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
                                         "2026-03-08T02:30:00-05:00", "2026-03-05T12:00:00.000000001Z",
                                         "2026-03-05T12:00:00+14:00"};
static const char *const edge_dates[] = {"0001-01-01", "9999-12-31", "2026-03-08", "2024-02-29"};
static const char *const edge_spans[] = {"0s", "-1h", "0.000000001s", "2562047h47m16.854775807s", "1h1m1s"};
#define ANY_OF(s, list) list[snap_below((s), sizeof list / sizeof *list)]

static const char *enum_word(snapshot *s)
{
    static const char *const words[] = {"red", "green", "blue", "grey"};
    return words[snap_below(s, 4)];
}

/* ---- times ---- */

static void put_time(snapshot *s, int64_t later_s)
{
    char text[32];
    rh_instant_text(text, (rh_instant){.s = s->at_s + later_s});
    snap_put(s, "%s", text);
}

void snap_instant(snapshot *s, int64_t later_s)
{
    snap_put(s, "\"");
    put_time(s, later_s);
    snap_put(s, "\"");
}

/* The same in another zone. */
static void put_elsewhere(snapshot *s, int64_t later_s)
{
    char text[32];
    const size_t n = rh_instant_text(text, (rh_instant){.s = s->at_s + later_s + 3600});
    snap_put(s, "%.*s+01:00", (int)n - 1, text);
}

/* Hours around the instant of the history, so that some are equal; it itself, too. */
static int64_t nearby(snapshot *s)
{
    const int64_t unit_s = random_once_in(&s->r, 3) ? 86400 : 3600;
    return ((int64_t)snap_below(s, 13) - 6) * unit_s;
}

static void put_date(snapshot *s)
{
    snap_put(s, "2026-03-%02u", 1 + snap_below(s, 14));
}

/* ---- literals ---- */

static void int_literal(snapshot *s)
{
    if (random_once_in(&s->r, 30)) snap_put(s, random_once_in(&s->r, 2) ? "9007199254740993" : "-9223372036854775808");
    else snap_put(s, "%d", (int)snap_below(s, 7) - 1);
}

static void put_fraction(snapshot *s)
{
    snap_put(s, "%u.", snap_below(s, 4));
    snap_put(s, random_once_in(&s->r, 2) ? "5" : "25");
}

static void double_literal(snapshot *s)
{
    if (random_once_in(&s->r, 30)) snap_put(s, random_once_in(&s->r, 2) ? "-0.0" : "9007199254740992.0");
    else put_fraction(s);
}

void snap_literal(snapshot *s, rh_field_type type)
{
    switch ((int)type) {
    case RH_F_BOOL: snap_put(s, random_once_in(&s->r, 2) ? "true" : "false"); break;
    case RH_F_INT:
    case RH_F_MONEY: int_literal(s); break;
    case RH_F_DOUBLE: double_literal(s); break;
    case RH_F_ENUM: snap_put(s, "\"%s\"", enum_word(s)); break;
    case RH_F_TIMESTAMP:
    case RH_F_DATE:
        snap_put(s, "timestamp(\"");
        if (type == RH_F_DATE) put_date(s), snap_put(s, "T00:00:00Z");
        else put_time(s, nearby(s));
        snap_put(s, "\")");
        break;
    case RH_F_DURATION: snap_put(s, "duration(\"%uh\")", snap_below(s, 5)); break;
    default: snap_put(s, "\"%s\"", snap_word(s)); break;
    }
}

/* ---- JSON ---- */

static void text_value(snapshot *s)
{
    snap_put(s, "\"%s\"", snap_here(s, SNAP_TEXTS) ? ANY_OF(s, edge_texts) : snap_word(s));
}

static void number_value(snapshot *s, bool is_double)
{
    if (snap_here(s, SNAP_NUMBERS)) snap_put(s, "%s", ANY_OF(s, edge_numbers));
    else if (!is_double || random_once_in(&s->r, 3)) snap_put(s, "%d", (int)snap_below(s, 7) - 1);
    else put_fraction(s);
}

static void odd_time(snapshot *s, rh_field_type type)
{
    if (type == RH_F_DURATION) snap_put(s, "%s", ANY_OF(s, edge_spans));
    else if (type == RH_F_DATE) snap_put(s, "%s", ANY_OF(s, edge_dates));
    else snap_put(s, "%s", ANY_OF(s, edge_times));
}

static void time_value(snapshot *s, rh_field_type type)
{
    const bool is_odd = snap_here(s, SNAP_TIMES), is_turned = random_once_in(&s->r, 5);
    snap_put(s, "\"");
    if (is_odd) odd_time(s, type);
    else if (type == RH_F_DURATION && is_turned) snap_put(s, "%um", 60 * snap_below(s, 5));
    else if (type == RH_F_DURATION) snap_put(s, "%uh", snap_below(s, 5));
    else if (type == RH_F_DATE) put_date(s);
    else if (is_turned) put_elsewhere(s, nearby(s));
    else put_time(s, nearby(s));
    snap_put(s, "\"");
}

static void odd_value(snapshot *s)
{
    static const char *const values[] = {"true",         "1",     "2.5",           "\"alpha\"",      "[]",
                                         "{}",           "[1]",   "{\"a\":1}",     "\"2026-03-05\"", "[null]",
                                         "{\"k\":null}", "[[1]]", "[\"alpha\",2]", "{\"k\":[]}"};
    snap_put(s, "%s", ANY_OF(s, values));
}

/* In an export no scalars: of type json there is a list or an object. */
static void json_value(snapshot *s)
{
    static const char *const flat[] = {
        "[]", "[1,\"alpha\"]", "[\"beta\",\"beta\"]", "[{\"a\":1},{}]", "\"alpha\"", "1", "true", "-0.0"};
    static const char *const deep[] = {
        "{}",     "{\"a\":1}",        "{\"a\":\"alpha\",\"b\":[1,{\"c\":null}]}", "{\"a\":null}", "[[]]",
        "[1,{}]", "{\"a\":{\"b\":1}}"};
    if (snap_here(s, SNAP_JSON)) snap_put(s, "%s", ANY_OF(s, deep));
    else snap_put(s, "%s", flat[snap_below(s, s->is_mapped ? 4 : 8)]);
}

static void scalar(snapshot *s, rh_field_type type)
{
    if (snap_here(s, SNAP_MISFITS)) {
        odd_value(s);
        return;
    }
    switch ((int)type) {
    case RH_F_BOOL: snap_put(s, random_once_in(&s->r, 2) ? "true" : "false"); break;
    case RH_F_INT:
    case RH_F_MONEY:
    case RH_F_DOUBLE: number_value(s, type == RH_F_DOUBLE); break;
    case RH_F_TIMESTAMP:
    case RH_F_DATE:
    case RH_F_DURATION: time_value(s, type); break;
    case RH_F_ENUM: snap_put(s, "\"%s\"", snap_here(s, SNAP_UNKNOWN_WORDS) ? "puce" : enum_word(s)); break;
    case RH_F_JSON: json_value(s); break;
    default: text_value(s); break;
    }
}

static unsigned length(snapshot *s)
{
    if (snap_here(s, SNAP_LONG_LISTS)) return 20 + snap_below(s, 60);
    return snap_below(s, 5);
}

static void element(snapshot *s, const snap_field *f)
{
    if (snap_here(s, SNAP_NULL_ELEMENTS)) snap_put(s, "null");
    else scalar(s, f->has_words ? RH_F_ENUM : f->of);
}

/* What stands twice is the same text twice, or any two: few words make that likely. */
static void list_value(snapshot *s, const snap_field *f)
{
    const bool is_twice = snap_here(s, SNAP_TWICE);
    snap_put(s, "[");
    for (unsigned i = 0, n = length(s); i < n; i++) {
        if (i > 0) snap_put(s, ",");
        if (is_twice && f->of == RH_F_STRING) snap_put(s, f->has_words ? "\"red\"" : "\"alpha\"");
        else element(s, f);
    }
    snap_put(s, "]");
}

static void row_value(snapshot *s, const snap_field *f)
{
    unsigned n = 0;
    snap_put(s, "{");
    for (unsigned i = 0; i < f->n_columns; i++) {
        if (random_once_in(&s->r, 6)) continue;
        snap_put(s, "%s\"%s\":", n++ > 0 ? "," : "", f->columns[i].name);
        if (random_once_in(&s->r, 10)) snap_put(s, "null");
        else scalar(s, f->columns[i].type);
    }
    if (snap_here(s, SNAP_UNDECLARED))
        snap_put(s, "%s\"more\":%s", n++ > 0 ? "," : "", random_once_in(&s->r, 3) ? "null" : "2");
    snap_put(s, "}");
}

/* In an event an object of rows by their keys, in an export a list. */
static void table_value(snapshot *s, const snap_field *f)
{
    const bool is_list = s->is_mapped != snap_here(s, SNAP_TABLE_AS_LIST);
    snap_put(s, is_list ? "[" : "{");
    for (unsigned i = 0, n = length(s); i < n; i++) {
        if (i > 0) snap_put(s, ",");
        if (!is_list) snap_put(s, "\"%u\":", i == 3 ? 10 : i);
        if (snap_here(s, SNAP_NULL_ELEMENTS)) snap_put(s, "null");
        else if (snap_here(s, SNAP_MISFITS)) odd_value(s);
        else row_value(s, f);
    }
    snap_put(s, is_list ? "]" : "}");
}

void snap_value(snapshot *s, const snap_field *f)
{
    const bool is_list = f->type == RH_F_SET || f->type == RH_F_LIST;
    if (random_once_in(&s->r, 12)) snap_put(s, "null");
    else if (snap_here(s, SNAP_MISFITS)) odd_value(s);
    else if (f->said_as != f->type) scalar(s, f->said_as);
    else if (is_list) list_value(s, f);
    else if (f->type == RH_F_TABLE) table_value(s, f);
    else scalar(s, f->type);
}
