/* Mapping files: how the rows of somebody else's export become events (FORMATS.md section 9).
 *
 * For: exports of the formats that harness/ingest/read knows; docs/history-in.md is the reference. A date, that is a
 * value that is just a date column, stays a date in `data` and `fields`; in `time` it is the first instant of its day
 * in its zone, and in the knowntime of facts the first instant of the next day (ruling 123), also where an expression
 * chooses it. Else an expression over a date column reads the first instant.
 *
 * A row becomes all of its events or none: when one of them cannot be made the row is quarantined. Immutable once
 * loaded: any number of threads. */
#ifndef RH_INGEST_MAP_H
#define RH_INGEST_MAP_H

#include "harness/ingest/intake.h"

#include "engine/base/buf.h"
#include "engine/program/program.h"

typedef struct rh_map_file rh_map_file;

/* A built-in mapping by its name, or a file by its path (whatever has a `/` or ends in .yaml). lent is borrowed for the
 * mapping's life. Every error goes to diags, the first one's code is returned: RH_MAP_UNKNOWN, RH_MAP_KEY and those of
 * YAML and of expressions. */
RH_MUST rh_code rh_map_load(const rh_map_file **out, rh_arena *keep, const char *name, const rh_lent *lent,
                            rh_diags *diags);
/* The same from its text, which errors call `name`; both are borrowed by what comes out. */
RH_MUST rh_code rh_map_read(const rh_map_file **out, rh_arena *keep, rh_str name, rh_str text, const rh_lent *lent,
                            rh_diags *diags);
/* The names of the mappings that are part of the program, bytewise, put into `names`. */
enum { RH_MAP_BUILTIN_MOST = 64 };
rh_strs rh_map_builtin(rh_str names[RH_MAP_BUILTIN_MOST]);

/* What the mapping of that name is for: the first sentence of what stands above it. */
void rh_map_put_summary(rh_buf *out, rh_str name);
/* The text of a built-in mapping, or of a file; RH_MAP_UNKNOWN. */
RH_MUST rh_code rh_map_text(rh_str *out, rh_arena *keep, const char *name, rh_err *err);

rh_str rh_map_name(const rh_map_file *map);
/* Whether it reads file.exported_at, so that --exported-at must be given. */
bool rh_map_needs_exported_at(const rh_map_file *map);
/* Whether its events are those of a file's name, so that a file of another name has others. */
bool rh_map_is_by_file(const rh_map_file *map);
/* file.name of a path; borrowed from it. */
rh_str rh_map_file_name(const char *path);
/* What its joins ask for, as rh_join_key has names; empty: rows name their journey. */
rh_strs rh_map_joins(const rh_map_file *map);
/* What a store remembers of how a file was read: name, content and the instant of export. At most 200 bytes. */
size_t rh_map_label(char out[256], const rh_ingest_options *options);

/* The part of rh_intake_read for files that a mapping reads: RH_MAP_EXPORTED, RH_MAP_MATCH too. */
RH_MUST rh_code rh_map_intake(rh_intake_file *out, const char *path, const rh_ingest_options *options,
                              const rh_intake *to, rh_diags *diags, rh_err *err);

#endif
