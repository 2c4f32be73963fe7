/* Staging: records of files into the store, not yet visible to readers. Insides of store.h.
 *
 * Items and their bytes are written as they come; events are kept in memory, encoded, until a budget is reached, then
 * written as chunks sorted by journey, and the transaction ends. So memory is bounded and everything is written in
 * order. The events of a chunk stand where those of a journey do, so that a journey of one chunk needs them no second
 * time. What an ingest that was cut short left behind is taken up again, the file that it was reading behind the last
 * record that was written, or removed. */
#ifndef RH_STORE_STAGE_H
#define RH_STORE_STAGE_H

#include "harness/store/blob.h"
#include "harness/store/items.h"

#include "harness/ingest/log.h"

enum { RH_STAGE_BUDGET_BYTES = 64 << 20 }; /* events in memory before they are written */

typedef struct rh_pending {
    rh_str journey;
    rh_str bytes; /* as rh_blob__put wrote them */
    rh_sha256 content;
    int64_t item;
} rh_pending;

typedef struct rh_stage {
    rh_db *db;
    rh_names *names;
    const rh_ingest_options *options;
    char label[256]; /* rh_map_label, when files are read by a mapping */
    rh_hasher *hasher;
    rh_arena batch;   /* of the pending events */
    rh_arena scratch; /* of one record */
    rh_arena buffers; /* of `encoded` */
    rh_buf encoded;   /* one event */
    RH_VEC(rh_pending) pending;
    rh_items items; /* of the last records, not written yet */
    int64_t next_item, run;
    int64_t file;       /* being read */
    struct {
        int64_t file; /* that an ingest before this one began to read and that is as it was; 0: none */
        uint64_t n_records; /* of it that the store has */
        rh_str path;
    } begun;
    rh_strs join_names; /* what joins ask for */
} rh_stage;

RH_MUST rh_code rh_stage__begin(rh_stage *out, rh_db *db, rh_names *names, const rh_ingest_options *options,
                                rh_err *err);
void rh_stage__end(rh_stage *stage); /* gives memory back; what is not written yet is lost */

/* What became of one of the files of this ingest. */
typedef struct rh_staged_file {
    int64_t id;                     /* of its row */
    bool was_settled;               /* the store had it before: nothing was read in */
    uint64_t n_read, n_quarantined; /* valid when was_settled */
    rh_sha256 hash;
} rh_staged_file;

/* How files are read: null for CloudEvents. The same file read in another way is another file. */
rh_str rh_stage__reading(const rh_stage *stage);
RH_MUST rh_code rh_stage__hash(rh_sha256 *out, const char *path, rh_err *err);

/* What a file has in place of a hash while it is being read: its size and when it was changed. */
typedef struct rh_stamp {
    char bytes[24];
} rh_stamp;
RH_MUST rh_code rh_stage__stamp(rh_stamp *out, const char *path, rh_err *err);

/* Begins a transaction, unless there is one. */
RH_MUST rh_code rh_stage__begin_write(rh_stage *stage, rh_err *err);
/* Removes what an ingest that was cut short has left, except files that are among the n given and have not changed:
 * those that were read are not read again, and one that was being read is read on. */
RH_MUST rh_code rh_stage__recover(rh_stage *stage, const char *const *paths, size_t n, rh_err *err);
/* Lets the store know what the joins of the mapping ask for; after the recovery. */
RH_MUST rh_code rh_stage__joins(rh_stage *stage, rh_err *err);
/* Whether an ingest before this one began to read this file: it must be the first to be read, for the items of a file
 * stand side by side. */
bool rh_stage__is_begun(const rh_stage *stage, const char *path);
/* Reads a file in, unless the store has it. An error leaves the file to the next recovery. */
RH_MUST rh_code rh_stage__file(rh_staged_file *out, rh_stage *stage, const char *path, rh_diags *diags, rh_err *err);
/* Writes what is pending and ends the transaction, if there is one. */
RH_MUST rh_code rh_stage__flush(rh_stage *stage, rh_err *err);

#endif
