/* The index of a kept run, and the ends of journeys: to bytes and back. */
#include "harness/kept/insides.h"

#include "harness/load/canonical.h"

/* ---- ends ---- */

enum { KEPT = 1, REPLAYED = 2, REAL = 4, SYNTHETIC = 8, EXACT = 16, NONE = 32, STILL_OPEN = 64, OSCILLATED = 128 };

static unsigned flags_of(const rh_kept_end *end)
{
    const rh_summary_sums *s = &end->sums;
    return (end->is_kept ? KEPT : 0u) | (end->is_replayed ? REPLAYED : 0u) | (s->real != 0 ? REAL : 0u) |
           (s->synthetic != 0 ? SYNTHETIC : 0u) | (s->exact != 0 ? EXACT : 0u) | (s->none != 0 ? NONE : 0u) |
           (s->still_open != 0 ? STILL_OPEN : 0u) | (s->oscillated != 0 ? OSCILLATED : 0u);
}

void rh_kept__put_end(rh_buf *out, const rh_kept_end *end)
{
    const rh_summary_sums *s = &end->sums;
    rh_kept__put_number(out, flags_of(end));
    if (!end->is_kept || !end->is_replayed) return;
    for (int v = 0; v < 4; v++) rh_kept__put_number(out, end->verdicts[v]);
    rh_kept__put_number(out, s->events);
    rh_kept__put_number(out, s->synthetic_events);
    rh_kept__put_instant(out, s->since);
    rh_kept__put_instant(out, s->until);
    rh_kept__put_number(out, end->n_opened);
    for (size_t i = 0; i < end->n_opened; i++) rh_kept__put_number(out, end->opened[i]);
}

void rh_kept__end(rh_kept_end *out, rh_kept_reader *r, rh_arena *keep, size_t n_entries)
{
    const size_t flags = rh_kept__index(r, 256);
    *out = (rh_kept_end){.is_kept = (flags & KEPT) != 0, .is_replayed = (flags & REPLAYED) != 0};
    if (!out->is_kept || !out->is_replayed) return;
    rh_summary_sums *s = &out->sums;
    s->real = (flags & REAL) != 0;
    s->synthetic = (flags & SYNTHETIC) != 0;
    s->mixed = !s->real && !s->synthetic;
    s->exact = (flags & EXACT) != 0;
    s->none = (flags & NONE) != 0;
    s->partial = !s->exact && !s->none;
    s->still_open = (flags & STILL_OPEN) != 0;
    s->oscillated = (flags & OSCILLATED) != 0;
    for (int v = 0; v < 4; v++) out->verdicts[v] = rh_kept__number(r);
    s->events = rh_kept__number(r);
    s->synthetic_events = rh_kept__number(r);
    s->since = rh_kept__instant(r);
    s->until = rh_kept__instant(r);
    out->n_opened = rh_kept__index(r, n_entries + 1);
    uint32_t *opened = RH_NEW_N(keep, out->n_opened, uint32_t);
    r->failed |= opened == NULL;
    for (size_t i = 0; i < out->n_opened && !r->failed; i++) opened[i] = (uint32_t)rh_kept__index(r, n_entries);
    out->opened = opened;
}

/* ---- entries ---- */

rh_code rh_kept__entries(rh_kept_index *out, rh_arena *keep, const rh_register *reg, rh_err *err)
{
    enum { CANONICAL_MOST = 1 << 26 };
    rh_hasher *hasher;
    rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    out->entries = RH_NEW_N(keep, reg->n_entries, rh_kept_entry);
    out->n_entries = reg->n_entries;
    for (size_t i = 0; out->entries != NULL && i < reg->n_entries; i++) {
        const rh_arena_mark before = rh_arena_begin(keep);
        rh_buf text;
        rh_buf_init(&text, keep, CANONICAL_MOST);
        rh_canonical_put(&text, keep, reg->entries[i].node);
        if (text.failed) code = rh_err_nomem(err);
        out->entries[i] = (rh_kept_entry){reg->entries[i].id, rh_hasher_of(hasher, rh_buf_str(&text))};
        rh_arena_end(keep, before);
    }
    rh_hasher_free(hasher);
    return rh_arena_failed(keep) ? rh_err_nomem(err) : code;
}

/* ---- the index ---- */

static void put_digest(rh_buf *out, const rh_sha256 *digest)
{
    rh_buf_put(out, (rh_str){(const char *)digest->bytes, sizeof digest->bytes});
}

static rh_sha256 digest_of(rh_kept_reader *r)
{
    rh_sha256 digest = {{0}};
    if (r->failed || r->bytes.len - r->at < sizeof digest.bytes) {
        r->failed = true;
        return digest;
    }
    memcpy(digest.bytes, r->bytes.ptr + r->at, sizeof digest.bytes);
    r->at += sizeof digest.bytes;
    return digest;
}

static void put_chunk(rh_buf *out, const rh_kept_chunk *chunk)
{
    rh_kept__put_number(out, chunk->columns.n);
    for (size_t i = 0; i < chunk->columns.n; i++) {
        const rh_kept_column *column = &chunk->columns.at[i];
        rh_kept__put_number(out, column->of);
        rh_kept__put_number(out, column->at);
        rh_kept__put_number(out, column->len);
        put_digest(out, &column->digest);
    }
}

void rh_kept__put_index(rh_buf *out, const rh_kept_index *index)
{
    put_digest(out, &index->key);
    rh_kept__put_number(out, index->n_journeys);
    rh_kept__put_number(out, index->n_entries);
    for (size_t i = 0; i < index->n_entries; i++) {
        rh_kept__put_text(out, index->entries[i].id);
        put_digest(out, &index->entries[i].digest);
    }
    rh_kept__put_number(out, index->chunks.n);
    for (size_t i = 0; i < index->chunks.n; i++) put_chunk(out, &index->chunks.at[i]);
}

static rh_kept_chunk chunk_of(rh_kept_reader *r, rh_arena *keep)
{
    rh_kept_chunk chunk = {0};
    const size_t n = rh_kept__index(r, r->bytes.len);
    for (size_t i = 0; i < n && !r->failed; i++) {
        rh_kept_column column = {.of = (uint32_t)rh_kept__index(r, (size_t)UINT32_MAX + 1)};
        column.at = rh_kept__number(r);
        column.len = (size_t)rh_kept__number(r);
        column.digest = digest_of(r);
        r->failed |= !RH_PUSH(keep, &chunk.columns, column);
    }
    return chunk;
}

bool rh_kept__index_of(rh_kept_index *out, rh_arena *keep, rh_str bytes)
{
    rh_kept_reader r = {.bytes = bytes};
    *out = (rh_kept_index){.key = digest_of(&r)};
    out->n_journeys = (size_t)rh_kept__number(&r);
    out->n_entries = rh_kept__index(&r, bytes.len);
    out->entries = RH_NEW_N(keep, out->n_entries, rh_kept_entry);
    if (out->entries == NULL) return false;
    for (size_t i = 0; i < out->n_entries && !r.failed; i++) {
        out->entries[i].id = rh_kept__text(&r);
        out->entries[i].digest = digest_of(&r);
    }
    const size_t n = rh_kept__index(&r, bytes.len);
    for (size_t i = 0; i < n && !r.failed; i++) {
        const rh_kept_chunk chunk = chunk_of(&r, keep);
        r.failed |= !RH_PUSH(keep, &out->chunks, chunk);
    }
    const size_t chunks = (out->n_journeys + RH_KEPT_CHUNK - 1) / RH_KEPT_CHUNK;
    return !r.failed && r.at == bytes.len && out->chunks.n == chunks;
}
