/* Sheets of a store: its history column by column, where it is one snapshot.
 *
 * A history is one snapshot when it has at least RH_SHEETS_LEAST journeys, each of one event `fields_ingested`, all of
 * the same knowntime and actorkind, all synthetic or none, all of a final snapshot or none, with nothing in their data
 * but `fields`, and every field shows in a column (engine/value/sheet.h). A list may be of scalars and the next one of
 * objects, but not of both. What else an event says (source, id, time, sequence, actor, role, revision) is not in the
 * sheets.
 *
 * The file STORE.sheets (mode 0600) has what the journeys say, as the store does, and goes when the store's do: whoever
 * changes the store writes it anew or removes it. Its journeys and their digests must add up to the digest of the
 * store's totals, so it serves the history that it was written from and no other. What is read of it is held against
 * its checksums first. A file that is damaged where a store is opened by it is as none; where it is read later, it is
 * RH_STORE_DIGEST.
 *
 * Any number of threads may read. All of it is valid until the store is closed. */
#ifndef RH_STORE_SHEETS_H
#define RH_STORE_SHEETS_H

#include "engine/base/err.h"
#include "engine/value/sheet.h"

enum {
    RH_SHEETS_LEAST = 64,         /* journeys: fewer are replayed in no time */
    RH_SHEETS_TEXT_MOST = 1 << 16 /* bytes of one text */
};

typedef struct rh_sheets rh_sheets;

typedef struct rh_sheets_about {
    uint64_t journeys;
    rh_instant at; /* knowntime of every event */
    rh_str actorkind;
    bool is_synthetic, is_snapshot;
    size_t n_sheets; /* of RH_SHEET_ROWS rows, but for the last */
} rh_sheets_about;

const rh_sheets_about *rh_sheets_about_get(const rh_sheets *sheets);
/* The id of the journey at a row of the whole history: rows are in bytewise order of ids. */
rh_str rh_sheets_id(const rh_sheets *sheets, size_t row);

/* One sheet, and the row of the history that is its first. A column that is not wanted has its masks only: width 0 and
 * no codes, texts, first and elements. wants NULL: every column is. What is not in the file itself lives in keep.
 * RH_STORE_DIGEST, RH_NOMEM. */
RH_MUST rh_code rh_sheets_read(const rh_sheet_part **out, size_t *first_row, rh_arena *keep, const rh_sheets *sheets,
                               size_t index, bool (*wants)(void *ctx, rh_str space, rh_str name), void *ctx,
                               rh_err *err);

#endif
