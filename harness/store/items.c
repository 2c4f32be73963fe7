/* Items and originals, put many at once. */
#include "harness/store/items.h"

#include "harness/system/memory.h"

enum { IDENT_BYTES = 20 }; /* of the SHA-256 of an identity: no two identities share them, by accident or on purpose */

void rh_items__init(rh_items *items, rh_hasher *hasher)
{
    items->hasher = hasher;
    items->n_items = items->n_originals = 0;
    rh_arena_init(&items->arena, rh_memory_host(), 0);
}

void rh_items__dispose(rh_items *items)
{
    rh_arena_dispose(&items->arena);
}

/* ---- rows ---- */

static void item_column(sqlite3_context *to, const void *row, int column)
{
    const rh_item *i = row;
    const int64_t numbers[] = {i->id, i->file, i->part, i->line, i->offset, i->length};
    switch (column) {
    case 6: rh_rows__text(to, i->journey); break;
    case 7:
        if (i->has_identity) rh_rows__blob(to, (rh_str){(const char *)i->ident, IDENT_BYTES});
        break;
    case 8:
        if (i->has_identity) rh_rows__blob(to, (rh_str){(const char *)i->content.bytes, RH_SHA256_BYTES});
        break;
    case 9: rh_rows__text(to, i->code); break;
    case 10:
        if (i->code.ptr != NULL) sqlite3_result_int64(to, i->col);
        break;
    case 11: rh_rows__text(to, i->why); break;
    default: sqlite3_result_int64(to, numbers[column]); break;
    }
}

static void original_column(sqlite3_context *to, const void *row, int column)
{
    const rh_original *o = row;
    if (column == 0) sqlite3_result_int64(to, o->item);
    else rh_rows__blob(to, o->raw);
}

rh_code rh_items__put(rh_items *items, rh_db *db, rh_err *err)
{
    const rh_rows rows = {items->items, items->n_items, sizeof *items->items, item_column};
    const rh_rows originals = {items->originals, items->n_originals, sizeof *items->originals, original_column};
    rh_code code = rh_rows__put(db, RH_SQL_ADD_ITEMS, &rows, err);
    if (code == RH_OK) code = rh_rows__put(db, RH_SQL_ADD_ORIGINALS, &originals, err);
    items->n_items = items->n_originals = 0;
    rh_arena_reset(&items->arena);
    return code;
}

/* ---- gathering ---- */

/* The part of an identity's hash that the store compares. The zero byte cannot stand in either text. */
static rh_sha256 ident_of(rh_hasher *hasher, const rh_identity *identity)
{
    rh_hasher_begin(hasher);
    rh_hasher_add(hasher, identity->source);
    rh_hasher_add(hasher, (rh_str){"", 1});
    rh_hasher_add(hasher, identity->id);
    return rh_hasher_end(hasher);
}

static void fill(rh_item *item, rh_items *items, const rh_intake_record *record, size_t part)
{
    const bool has_event = part < record->n_events;
    item->part = (int64_t)part;
    item->line = (int64_t)record->line;
    item->offset = (int64_t)record->offset;
    item->length = (int64_t)record->raw_length;
    item->has_identity = has_event || part < record->n_identities;
    item->journey = rh_arena_str(&items->arena, !has_event          ? record->journey
                                                : record->is_joined ? rh_str_null()
                                                                    : record->events[part].subject);
    if (item->has_identity) {
        const rh_sha256 ident = ident_of(items->hasher, &record->identities[part]);
        memcpy(item->ident, ident.bytes, sizeof item->ident);
        item->content = record->identities[part].content;
    }
    const bool is_refused = record->refused != RH_OK;
    item->code = is_refused ? rh_str_of(rh_code_id(record->refused)) : rh_str_null();
    item->why = is_refused ? rh_arena_str(&items->arena, rh_str_of(record->why.text)) : rh_str_null();
    item->col = record->why.span.col;
}

static bool is_full(const rh_items *items, size_t more_bytes)
{
    return items->n_items == RH_ROWS_MOST ||
           (items->n_items > 0 && items->arena.used_bytes + more_bytes > RH_ROWS_BYTES);
}

rh_code rh_items__add(rh_items *items, rh_db *db, const rh_intake_record *record, size_t part, int64_t id, int64_t file,
                      rh_err *err)
{
    const size_t raw_bytes = part == 0 ? record->raw.len : 0;
    const rh_code code = is_full(items, raw_bytes) ? rh_items__put(items, db, err) : RH_OK;
    if (code != RH_OK) return code;
    rh_item *item = &items->items[items->n_items++];
    item->id = id;
    item->file = file;
    fill(item, items, record, part);
    if (part == 0) items->originals[items->n_originals++] = (rh_original){id, rh_arena_str(&items->arena, record->raw)};
    return rh_arena_failed(&items->arena) ? rh_err_nomem(err) : RH_OK;
}
