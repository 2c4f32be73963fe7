/* A random register, and a random history in which nearly every journey is one event of `fields_ingested`, all at one
 * instant: what slabs are for (engine/value/slab.h), and whatever they must leave to the step engine.
 *
 * Most is plain, so that journeys can be decided together; what is rare stands in snapshot_odds.def. The same seed and
 * wish give the same bytes on every machine. Written as files: DIR/cases, DIR/records.jsonl, DIR/again.jsonl,
 * DIR/map.yaml, and DIR/plan, lines of a word and a value:
 *
 *     format cloudevents|map      how records.jsonl is to be ingested
 *     exported_at T               of a map
 *     as_of T                     an instant to replay to; some of these
 *     again yes                   again.jsonl is to be ingested behind it
 *     forget JOURNEY              that is then to be forgotten
 *     with NAME                   a row of snapshot_odds.def that the trial has */
#ifndef TESTS_RANDOM_SNAPSHOT_H
#define TESTS_RANDOM_SNAPSHOT_H

#include "engine/program/register.h"
#include "tests/random/words.h"

#include <stdio.h>

typedef enum snap_odd {
#define X(NAME, registers, places, text) SNAP_##NAME,
#include "tests/random/snapshot_odds.def"
#undef X
    SNAP_N_ODDS,
    SNAP_PLAIN = SNAP_N_ODDS /* of conditions: none of these */
} snap_odd;

enum { SNAP_MOST_FIELDS = 80, SNAP_MOST_COLUMNS = 4 };

typedef struct snap_column {
    char name[16];
    rh_field_type type; /* scalar */
} snap_column;

typedef struct snap_field {
    char name[16];          /* namespace.name */
    rh_field_type type, of; /* of: elements of a set or list */
    rh_field_type said_as;  /* the type that its column in the map takes it for */
    bool is_derived, is_ai;
    bool has_words; /* of a set or list: its elements are of the enum's words */
    unsigned n_columns;
    snap_column columns[SNAP_MOST_COLUMNS]; /* of a table, beside its key `id` */
} snap_field;

typedef struct snapshot {
    random_source r;
    bool has[SNAP_N_ODDS];
    bool is_mapped;
    bool is_alike; /* events are, in what they say beside their data */
    snap_field fields[SNAP_MOST_FIELDS];
    unsigned n_fields, n_states, n_actions, n_entries, n_journeys;
    unsigned segment, lane; /* fields; n_fields: there is none */
    int64_t at_s;           /* the instant of the history */
    const char *dir;
    FILE *out; /* the file at hand */
} snapshot;

/* What to make; the rest is the seed's. */
typedef struct snap_wish {
    bool is_plain;    /* nothing of snapshot_odds.def but `with` */
    const char *with; /* a name of it; NULL: none is wanted */
} snap_wish;

/* Writes the files of a seed to dir, which is there. False: `with` names nothing. Ends the process when it cannot. */
bool snapshot_write(uint64_t seed, const snap_wish *wish, const char *dir);
/* The names of snapshot_odds.def, from 0; NULL behind the last. */
const char *snapshot_odd_name(unsigned odd);

/* ---- between the files snapshot*.c ---- */

/* Whether this place has it. */
bool snap_here(snapshot *s, snap_odd odd);
unsigned snap_below(snapshot *s, unsigned n);
/* The file of that name below the folder becomes the one at hand; what was before is closed. NULL: only that. */
void snap_begin(snapshot *s, const char *path);
void snap_put(snapshot *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *snap_word(snapshot *s);

/* Where a condition stands. */
typedef enum snap_place {
    SNAP_IN_DERIVED, /* facts that are not derived */
    SNAP_IN_RELEASE, /* facts, but nothing of the AI; what the core keeps */
    SNAP_IN_WHEN     /* all */
} snap_place;

/* A condition, in which no ' stands. */
void snap_condition(snapshot *s, snap_place place);
/* A value of the type as a literal of the language. */
void snap_literal(snapshot *s, rh_field_type type);

void snap_write_tree(snapshot *s);
void snap_write_records(snapshot *s);
/* A value for the field, as JSON. */
void snap_value(snapshot *s, const snap_field *field);
/* T, so many seconds later, with its quotes. */
void snap_instant(snapshot *s, int64_t later_s);

#endif
