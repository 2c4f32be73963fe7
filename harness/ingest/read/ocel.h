/* What an object-centric event log says beside its events. Insides of reader.h. */
#ifndef RH_INGEST_READ_OCEL_H
#define RH_INGEST_READ_OCEL_H

#include "harness/ingest/read/insides.h"

#include "engine/base/map.h"
#include "engine/base/vec.h"

typedef enum rh_ocel_kind { RH_OCEL_TEXT, RH_OCEL_INT, RH_OCEL_FLOAT, RH_OCEL_BOOL, RH_OCEL_TIME } rh_ocel_kind;

/* Of an event, in the database; elsewhere the event's own text says it. */
typedef struct rh_ocel_detail {
    rh_value row;           /* of the table of its type */
    bool has_row, is_event; /* is_event: the table of events has it */
    uint32_t first;         /* of its relations, or RH_MAP_NONE */
} rh_ocel_detail;

typedef struct rh_ocel_relation {
    rh_value object, qualifier;
    uint32_t next;
} rh_ocel_relation;

/* What an attribute of an object is since an instant. */
typedef struct rh_ocel_value {
    uint32_t object; /* index in types */
    rh_str name;
    rh_instant at; /* RH_INSTANT_MIN: always */
    size_t place;  /* in the log */
    rh_value value;
} rh_ocel_value;

typedef struct rh_ocel {
    rh_arena *keep;
    bool wants_objects; /* their attributes are read */
    rh_map objects;     /* id -> index in types */
    RH_VEC(rh_str) types;
    RH_VEC(rh_ocel_value) values;
    size_t *first_values; /* in values, of each object, and one behind the last */
    rh_map object_kinds;  /* type of object, U+0000, name of attribute -> rh_ocel_kind */
    rh_map kinds;         /* the same of events */
    rh_map events;        /* id -> index in details */
    RH_VEC(rh_ocel_detail) details;
    RH_VEC(rh_ocel_relation) relations;
} rh_ocel;

/* A value that says what an object's or event's member is; texts must live as long as log. RH_OCEL_LOG for an object
 * that stands there with another type. */
RH_MUST rh_code rh_ocel__object(rh_ocel *log, rh_str id, rh_str type, rh_err *err);
RH_MUST rh_code rh_ocel__kind(rh_ocel *log, rh_map *kinds, rh_str type, rh_str name, rh_ocel_kind kind, rh_err *err);
rh_str rh_ocel__key(rh_arena *arena, rh_str type, rh_str name);
/* A reader's every row, given to take; rows that are refused end it with their error. */
RH_MUST rh_code rh_ocel__each(const char *path, const rh_reads *reads, rh_arena *keep,
                              rh_code (*take)(void *ctx, const rh_reader *inner, rh_value row, rh_err *err), void *ctx,
                              rh_err *err);
/* A value as its attribute is declared (an rh_ocel_kind); as it is when it cannot be read so. */
rh_value rh_ocel__typed(rh_value v, uint32_t kind, rh_arena *arena);
/* RFC 3339, or the same with a space for its T and no zone, which is UTC here. */
bool rh_ocel__instant(rh_instant *out, rh_value v);

/* A value of an object's attribute; time NULL or null: always. Of objects that the log does not have, nothing is kept.
 * RH_OCEL_LOG for a time that cannot be read. */
RH_MUST rh_code rh_ocel__value(rh_ocel *log, rh_str object, rh_str name, const rh_value *time, rh_value value,
                               rh_err *err);
/* Once all are there. RH_OCEL_LOG for an object with more attributes than an event may have members. */
RH_MUST rh_code rh_ocel__order_values(rh_ocel *log, rh_err *err);
/* name -> value of what was told of an object up to an instant. object RH_MAP_NONE: nothing. */
RH_MUST rh_code rh_ocel__values_at(rh_value *out, const rh_ocel *log, uint32_t object, rh_instant at, rh_arena *arena,
                                   rh_err *err);
/* The text under a member; null when there is none. */
rh_str rh_ocel__text(rh_value map, const char *member);

/* The database: its tables into log, and an event's row in the form of the JSON format. RH_OCEL_LOG where tables speak
 * of events that the table of events does not have, or twice of one. */
RH_MUST rh_code rh_ocel__load_tables(rh_ocel *log, const char *path, rh_err *err);
RH_MUST rh_code rh_ocel__of_tables(rh_value *out, const rh_ocel *log, rh_value event, rh_arena *arena, rh_err *err);

#endif
