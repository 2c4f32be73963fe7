/* The rows of an export, whatever its format, one after another.
 *
 * For: mappings, which see a row as a value and need not know how it was written. Not for: CloudEvents JSON Lines
 * (intake.h). A row is a map: of CSV by the labels of the header, of tables by the names of columns, of JSON the object
 * itself, of XML the attributes and child elements; XES and OCEL are told in docs/history-in.md. In JSON and XML whose
 * rows stand inside others the member "^" is the element around a row, and "^key" the name that a row stands under.
 *
 *     rh_reader_open(&reader, path, &reads, err)
 *     while (rh_reader_next(&row, &is_end, reader, arena, err) == RH_OK && !is_end) ...
 *     rh_reader_close(reader)
 *
 * A row that is wrong comes out with the reason in `refused`, and reading goes on; what makes the rest of a file
 * unreadable is an error. One reader, one thread. */
#ifndef RH_INGEST_READ_READER_H
#define RH_INGEST_READ_READER_H

#include "harness/foreign/json_rows.h"
#include "harness/system/sha256.h"

#include "engine/base/err.h"
#include "engine/value/value.h"

typedef enum rh_format {
#define X(NAME, word) RH_READ_##NAME,
#include "harness/ingest/read/formats.def"
#undef X
    RH_N_READ_FORMATS
} rh_format;

/* X(NAME, word): what bytes over 127 mean in CSV. */
/* name, word of mappings, name for people */
#define RH_ENCODINGS(X)                                                                                                \
    X(UTF8, "utf-8", "UTF-8") X(WINDOWS_1252, "windows-1252", "Windows-1252") X(LATIN1, "iso-8859-1", "ISO-8859-1")
typedef enum rh_encoding {
#define X(NAME, word, title) RH_ENCODING_##NAME,
    RH_ENCODINGS(X)
#undef X
        RH_N_ENCODINGS
} rh_encoding;

enum { RH_READ_WAYS = 8 };

typedef struct rh_reads {
    rh_format format;
    rh_encoding encoding;        /* CSV */
    char delimiter;              /* CSV; one byte */
    uint32_t header;             /* CSV: the row that holds the labels, from 1; those before it are passed over */
    rh_steps ways[RH_READ_WAYS]; /* JSON, XML: where rows stand; the first that a file has */
    size_t n_ways;
    rh_str table;       /* SQLITE */
    rh_str object_type; /* OCEL: rows are of objects of this type; null: of every type */
    bool wants_outer;   /* "^" and "^key" are read */
    bool wants_objects; /* OCEL: object.attributes is read */
} rh_reads;

typedef struct rh_row {
    rh_value value; /* valid when not refused; in the arena that was given, but for the names of columns, which end with
                         the reader */
    uint64_t line;  /* where it begins, from 1; SQLITE: its number */
    uint64_t offset; /* of its first byte in the (unpacked) file; of a table its number; no two rows have the same */
    rh_str raw;      /* its bytes, or as much as is kept; borrowed until the next row */
    uint64_t raw_length;
    rh_code refused;
    rh_err why; /* when refused: line and column in the file */
} rh_row;

typedef struct rh_reader rh_reader;

/* path and reads are borrowed until close. Errors are those of input.h, and RH_JSON_*, RH_TABLE_*, RH_XML_*. */
RH_MUST rh_code rh_reader_open(rh_reader **out, const char *path, const rh_reads *reads, rh_err *err);
void rh_reader_close(rh_reader *reader); /* accepts NULL */
/* The next row, its value in arena; *is_end instead when there is none. */
RH_MUST rh_code rh_reader_next(rh_row *out, bool *is_end, rh_reader *reader, rh_arena *arena, rh_err *err);

/* CSV, SQLITE: the names of all columns, in the file's order. Other formats: none. */
rh_strs rh_reader_columns(const rh_reader *reader);
bool rh_reader_is_empty(const rh_reader *reader); /* no byte */
/* After the end. */
rh_sha256 rh_reader_hash(const rh_reader *reader);
uint64_t rh_reader_size(const rh_reader *reader); /* bytes of the file */
uint64_t rh_reader_done(const rh_reader *reader); /* bytes read so far: for progress */

/* The format that the first bytes of a file show: SQLITE, XML, JSON (also for JSON Lines), else CSV. */
RH_MUST rh_code rh_reader_sniff(rh_format *out, const char *path, rh_err *err);

#endif
