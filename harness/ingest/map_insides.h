/* What a mapping is made of. Insides of map.h. */
#ifndef RH_INGEST_MAP_INSIDES_H
#define RH_INGEST_MAP_INSIDES_H

#include "harness/ingest/map.h"
#include "harness/ingest/read/reader.h"

#include "engine/base/node.h"

/* X(NAME, word): the types of a column. */
#define RH_MAP_TYPES(X)                                                                                                \
    X(STRING, "string")                                                                                                \
    X(TEXT, "text")                                                                                                    \
    X(INT, "int")                                                                                                      \
    X(DOUBLE, "double") X(BOOL, "bool") X(MONEY, "money") X(DATE, "date") X(TIMESTAMP, "timestamp") X(JSON, "json")    \
        X(TABLE, "table")

typedef enum rh_map_type {
#define X(NAME, word) RH_MAP_##NAME,
    RH_MAP_TYPES(X)
#undef X
        RH_N_MAP_TYPES
} rh_map_type;

/* X(NAME, word, what it is): how a timestamp is written. local: in the mapping's zone, its date in the column's order. */
#define RH_MAP_FORMS(X)                                                                                                \
    X(RFC3339, "rfc3339", "an RFC 3339 time with a zone, as 2026-03-02T09:00:00Z,")                                    \
    X(ISO, "iso", "a time with Z, UTC or an offset, as 2026-03-02 09:00:00+0100,")                                     \
    X(LOCAL, "local", "a day of the calendar and a time from 00:00 to 23:59:59")                                       \
    X(SECONDS, "seconds", "a whole number of seconds since 1970, before the year 10000,")                              \
    X(MILLIS, "millis", "a whole number of milliseconds since 1970, before the year 10000,")                           \
    X(MICROS, "micros", "a whole number of microseconds since 1970, before the year 10000,")

typedef enum rh_map_form {
#define X(NAME, word, expected) RH_FORM_##NAME,
    RH_MAP_FORMS(X)
#undef X
        RH_N_MAP_FORMS
} rh_map_form;

/* X(NAME, word): in which order day, month and year stand. */
#define RH_MAP_ORDERS(X) X(YMD, "ymd") X(DMY, "dmy") X(MDY, "mdy") X(PROVEN, "proven")

typedef enum rh_map_order {
    RH_ORDER_NONE,
#define X(NAME, word) RH_ORDER_##NAME,
    RH_MAP_ORDERS(X)
#undef X
        RH_N_ORDERS
} rh_map_order;

static const char *const rh_map__orders[RH_N_ORDERS] = {"",
#define X(NAME, word) word,
                                                        RH_MAP_ORDERS(X)
#undef X
};

typedef struct rh_map_column {
    rh_str name;          /* as the export has it; in formats of objects points lead into them */
    const rh_strs *paths; /* the parts of the name, then of the others that it may have */
    size_t n_paths;
    rh_str as; /* row.AS in expressions; its slot is its index */
    rh_map_type type;
    rh_map_order order;  /* DATE, and TIMESTAMP of form local */
    rh_map_form form;    /* TIMESTAMP; of a DATE another than RFC3339 is how a time is written that gives the day */
    const rh_zone *zone; /* of dates and local times; the mapping's, or the column's own */
    bool is_id;          /* class id */
    bool is_safe;        /* class safe */
    int64_t scale;       /* MONEY: digits behind the point */
    rh_str key;          /* TABLE: the member of its rows that is their key; null: their place */
    bool is_optional;
    const rh_node *values; /* text in the export -> text to read in its place; NULL: as it is */
} rh_map_column;

typedef struct rh_map_expr {
    rh_expr root;   /* RH_EXPR_NONE: not given */
    bool is_column; /* it is just a column, row.AS or prev.AS: `column`, in `slot` */
    bool is_date;   /* that is of type date */
    uint32_t column, slot;
    bool reads_export; /* it reads file.exported_at */
} rh_map_expr;

typedef struct rh_map_member {
    rh_str key; /* data: a key; fields: namespace.field */
    rh_map_expr value;
    size_t place; /* in the frame of its event */
} rh_map_member;

/* Some members of a frame: the fields of one namespace. */
typedef struct rh_map_space {
    rh_str name;
    size_t first, n;
} rh_map_space;

typedef struct rh_map_emit {
    rh_str type;
    rh_map_expr when, id, time, knowntime, actor, actorrole, actorkind, sequence;
    rh_map_member *members;
    size_t n_members;
    bool is_fields;       /* members are fields of a merge patch */
    rh_pair *frame;       /* the members' keys in their order, without values; of fields, those of one space after
                           another */
    rh_map_space *spaces; /* of fields, in their order */
    size_t n_spaces;
} rh_map_emit;

typedef struct rh_map_join {
    rh_str name; /* as rh_join_key has it */
    rh_join_way way;
    rh_map_expr value;
} rh_map_join;

enum { RH_MAP_FILE_SLOTS = 2 }; /* behind the columns: file.name, file.exported_at; behind these, prev's columns */

struct rh_map_file {
    rh_str name;
    rh_sha256 hash; /* of its text */
    rh_reads reads;
    rh_strs nulls;                 /* texts that stand for no value */
    rh_strs match;                 /* columns that a file must have */
    const rh_map_column **matched; /* these */
    const rh_node *is;             /* column -> text that rows have there; NULL: none */
    const rh_map_column *columns;
    size_t n_columns;
    bool *looks_back; /* of each column, whether an expression reads it of the row before */
    rh_map_expr source, subject, known;
    const rh_zone *zone; /* of columns that name none; NULL: every column that needs one names it */
    const rh_map_join *joins;
    size_t n_joins;
    rh_strs join_names;
    struct {
        rh_map_expr key, order; /* key.root RH_EXPR_NONE: rows have no history */
    } history;
    rh_map_emit *emits;
    size_t n_emits;
    rh_pool *pool;
    const rh_lent *lent;
    bool needs_export;
    bool is_by_file; /* its source reads file.name */
};

/* One value of a row as its column types it; null when it is absent. *local: of a date, how often the first moment of
 * its day is the time in its zone, of a local time how often it is; else once. RH_ROW_VALUE, RH_ROW_MANGLED. */
RH_MUST rh_code rh_map__read(rh_value *out, rh_local_times *local, const rh_map_file *map, const rh_map_column *column,
                             rh_value row, rh_arena *arena, rh_err *err);
/* The columns with the orders that the file proves for those that leave it to the file; *hash is what was read then,
 * when *is_proven. What was proven is a warning. RH_MAP_ORDER, and the errors of the reader. */
RH_MUST rh_code rh_map__prove(const rh_map_column **out, rh_sha256 *hash, bool *is_proven, rh_arena *keep,
                              const rh_map_file *map, const char *path, rh_diags *diags, rh_err *err);
/* How often local times, and the first moments of dates, were the time in their zones: once, never, twice. */
typedef struct rh_map_local {
    uint64_t midnights[RH_LOCAL_TWICE + 1], times[RH_LOCAL_TWICE + 1];
} rh_map_local;

/* Where expressions are read: the row in slots. */
typedef struct rh_map_at {
    const rh_map_file *map;
    const rh_map_column *columns; /* the map's, with the orders that the file proves */
    rh_arena *arena;              /* what they make */
    rh_value *slots;
} rh_map_at;

/* All columns of a row into the slots, counted in local. */
RH_MUST rh_code rh_map__read_columns(const rh_map_at *at, rh_map_local *local, rh_value row, rh_err *err);
/* RH_ROW_UNDECIDED, where `what` names the expression. */
RH_MUST rh_code rh_map__eval(rh_value *out, const rh_map_at *at, const rh_map_expr *e, const char *what, rh_err *err);
/* Orders the keys of an emit's members, once for all rows. False: no memory. */
RH_MUST bool rh_map__make_frame(rh_map_emit *e, rh_arena *keep);
/* The CloudEvents object of one emit. RH_ROW_UNDECIDED, RH_ROW_VALUE. */
RH_MUST rh_code rh_map__make_object(rh_value *out, const rh_map_at *at, const rh_map_emit *e, rh_err *err);

/* For every row of a file the one before it, of those that have its key: the last in order that is earlier. Rows that
 * are refused have no part in it. What is looked back at is kept beside memory (past.h). hash: of the file that was
 * read. RH_MAP_PAST, and the errors of the reader. */
typedef struct rh_map_past rh_map_past;
RH_MUST rh_code rh_map__read_past(rh_map_past **out, rh_sha256 *hash, rh_arena *keep, const rh_map_at *at,
                                  const char *path, rh_err *err);
void rh_map__close_past(rh_map_past *past); /* accepts NULL */
/* The columns of the row before the n-th, from 0, of those that are looked back at; all null when there is none. */
RH_MUST rh_code rh_map__past(rh_value *columns, rh_map_past *past, uint64_t n, rh_arena *arena, rh_err *err);
/* Whether rows are those of a table, where names are labels as they stand. */
static inline bool rh_map__is_table(const rh_map_file *map)
{
    return map->reads.format == RH_READ_CSV || map->reads.format == RH_READ_SQLITE;
}
/* The column of that name, or NULL. */
const rh_map_column *rh_map__column(const rh_map_file *map, rh_str name);
/* The value of a column in a row, or NULL. */
const rh_value *rh_map__find(const rh_value *row, const rh_map_column *column);
/* A date or a time by a column. A date may be a time, which is the day that it falls on in the zone: RFC 3339, or of
 * the form that the column names. */
bool rh_map__date(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_value v);
bool rh_map__time(rh_value *out, rh_local_times *local, const rh_map_column *c, rh_value v);
/* The form by which a number lies in the years 1990 to 2099, when by the column's own it does not; RH_N_MAP_FORMS: there
 * is none. Seconds that are read as milliseconds are all in 1970, and no row would say so. */
rh_map_form rh_map__other_form(const rh_map_column *c, rh_value v);
/* Whether the header of a table has the columns that the mapping cannot do without, and each of its columns once; what
 * differs is one error (I9). RH_MAP_MATCH, RH_TABLE_HEADER. columns without one: no table. */
RH_MUST rh_code rh_map__check_header(const rh_map_file *map, rh_strs columns, const char *path, rh_arena *scratch,
                                     rh_err *err);
/* The text of a built-in mapping; null when there is none. */
rh_str rh_map__builtin_text(rh_str name);

#endif
