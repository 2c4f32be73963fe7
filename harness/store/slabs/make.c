/* Journeys into a file of slabs. */
#include "harness/store/slabs/insides.h"

#include "harness/store/blob.h"
#include "harness/store/slabs/draft.h"
#include "harness/system/crc32.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <stdlib.h>

enum { SLAB_BYTES = 32 << 20 }; /* most that one takes in the file */

struct rh_slabs_maker {
    const char *path; /* in keep */
    const rh_names *names;
    rh_settle_told told;
    rh_slabs_head head;
    rh_str actorkind; /* in keep */
    rh_hasher *hasher;
    rh_arena keep;    /* of the file */
    rh_arena journey; /* of one */
    rh_draft draft;
    rh_buf ids, slab; /* of one slab */
    uint32_t begins[RH_SLAB_ROWS + 1];
    RH_VEC(rh_slabs_place) places;
    uint64_t n;  /* journeys so far */
    uint64_t at; /* bytes written */
    rh_file_out out;
    bool is_open, is_void;
    rh_code code; /* of what went wrong */
    rh_err why;
};

rh_code rh_slabs__begin(rh_slabs_maker **out, const char *store, const rh_names *names, rh_settle_told told,
                        rh_err *err)
{
    rh_slabs_maker *m = calloc(1, sizeof *m);
    if (m == NULL) return rh_err_nomem(err);
    m->names = names;
    m->told = told;
    m->is_void = !RH_SLABS_ARE_READ;
    rh_arena_init(&m->keep, rh_memory_host(), 0);
    rh_arena_init(&m->journey, rh_memory_host(), 0);
    rh_draft__init(&m->draft, names);
    rh_buf_init(&m->ids, &m->keep, SLAB_BYTES);
    rh_buf_init(&m->slab, &m->keep, SLAB_BYTES);
    m->path = rh_slabs__path(&m->keep, store);
    const rh_code code = m->path != NULL ? rh_hasher_new(&m->hasher, err) : rh_err_nomem(err);
    if (code == RH_OK) {
        rh_hasher_begin(m->hasher);
        *out = m;
    } else {
        rh_slabs__end(m);
    }
    return code;
}

void rh_slabs__end(rh_slabs_maker *m)
{
    if (m == NULL) return;
    if (m->is_open) rh_file_abandon(&m->out);
    rh_hasher_free(m->hasher);
    rh_draft__dispose(&m->draft);
    rh_arena_dispose(&m->journey);
    rh_arena_dispose(&m->keep);
    free(m);
}

/* ---- the file ---- */

static void fail(rh_slabs_maker *m, rh_code code)
{
    if (m->code == RH_OK) m->code = code;
    m->is_void = true;
}

/* Begins the file where there is something to put in. */
static void append(rh_slabs_maker *m, rh_str bytes)
{
    rh_code code = RH_OK;
    if (!m->is_open) {
        code = rh_file_begin(&m->out, m->path, 0600, &m->why);
        m->is_open = code == RH_OK;
        m->at = RH_SLABS_MAGIC_BYTES;
        if (code == RH_OK) code = rh_file_append(&m->out, (rh_str){RH_SLABS_MAGIC, RH_SLABS_MAGIC_BYTES}, &m->why);
    }
    if (code == RH_OK) code = rh_file_append(&m->out, bytes, &m->why);
    m->at += bytes.len;
    if (code != RH_OK) fail(m, code);
}

static void put_padded(rh_buf *out, const void *at, size_t n)
{
    static const char zeros[8];
    rh_buf_put(out, (rh_str){at, n});
    rh_buf_put(out, (rh_str){zeros, (size_t)(rh_slabs__padded(n) - n)});
}

static bool is_stopped(const rh_slabs_maker *m)
{
    return m->told.is_stopped != NULL && m->told.is_stopped(m->told.is_stopped_ctx);
}

/* Writes what was gathered. */
static void write_slab(rh_slabs_maker *m)
{
    rh_slabs_place p = {.at = m->at != 0 ? m->at : RH_SLABS_MAGIC_BYTES, .n = m->draft.rows.n};
    rh_buf_clear(&m->slab);
    put_padded(&m->slab, m->begins, ((size_t)p.n + 1) * sizeof *m->begins);
    put_padded(&m->slab, m->ids.ptr, m->ids.len);
    p.ids_len = m->slab.len;
    if (!rh_draft__end(&m->draft)) m->is_void = true;
    if (!m->is_void) rh_draft__put(&m->slab, &p.part_len, &m->draft);
    if (m->slab.failed || is_stopped(m)) m->is_void = true;
    if (m->is_void) return;
    p.values_len = m->slab.len - p.ids_len - p.part_len;
    p.part_crc = rh_crc32((rh_str){m->slab.ptr + p.ids_len, (size_t)p.part_len});
    rh_hasher_add(m->hasher, rh_buf_str(&m->ids));
    rh_buf_clear(&m->ids);
    rh_draft__clear(&m->draft);
    if (!RH_PUSH(&m->keep, &m->places, p)) fail(m, rh_err_nomem(&m->why));
    append(m, rh_buf_str(&m->slab));
}

/* ---- one journey ---- */

static unsigned flags_of(const rh_event *e)
{
    return (e->is_synthetic ? RH_SLABS_SYNTHETIC : 0u) | (e->is_snapshot ? RH_SLABS_SNAPSHOT : 0u);
}

static bool is_like_the_first(rh_slabs_maker *m, const rh_event *e)
{
    if (m->n == 0) {
        m->head.at_s = e->knowntime.s;
        m->head.at_ns = (uint32_t)e->knowntime.ns;
        m->head.flags = flags_of(e);
        m->actorkind = rh_arena_str(&m->keep, e->actorkind);
    }
    return m->head.at_s == e->knowntime.s && m->head.at_ns == (uint32_t)e->knowntime.ns &&
           m->head.flags == flags_of(e) && rh_str_eq(m->actorkind, e->actorkind);
}

static void add_id(rh_slabs_maker *m, rh_str id, rh_str digest)
{
    const uint64_t len = id.len;
    const uint32_t row = (uint32_t)(m->n % RH_SLAB_ROWS);
    m->begins[row] = (uint32_t)m->ids.len;
    rh_buf_put(&m->ids, (rh_str){(const char *)&len, sizeof len});
    rh_buf_put(&m->ids, id);
    rh_buf_put(&m->ids, digest);
    m->begins[row + 1] = (uint32_t)m->ids.len;
}

static bool take(rh_slabs_maker *m, rh_str id, rh_str digest, rh_str blob)
{
    rh_event event;
    rh_str data;
    rh_strs locals;
    uint64_t item;
    size_t at = 0;
    rh_arena_reset(&m->journey);
    if (digest.len != RH_SHA256_BYTES) return false;
    if (!rh_blob__head(&event, &item, &data, &locals, &m->journey, blob, &at, id, m->names) || at != blob.len)
        return false;
    if (!rh_str_eq(event.type, RH_STR("fields_ingested")) || !is_like_the_first(m, &event)) return false;
    if (!rh_draft__add(&m->draft, data, locals)) return false;
    add_id(m, id, digest);
    return !m->ids.failed;
}

bool rh_slabs__add(rh_slabs_maker *m, rh_str id, rh_str digest, rh_str blob)
{
    if (!m->is_void && !take(m, id, digest, blob)) m->is_void = true;
    m->n++;
    if (!m->is_void && m->draft.rows.n == RH_SLAB_ROWS) write_slab(m);
    return !m->is_void;
}

bool rh_slabs__has_any(const rh_slabs_maker *m) { return m->n > 0; }

/* ---- all of it ---- */

static void write_end(rh_slabs_maker *m)
{
    rh_buf index;
    m->head.journeys = m->n;
    m->head.n_slabs = (uint32_t)m->places.n;
    m->head.actorkind_len = (uint32_t)m->actorkind.len;
    rh_buf_init(&index, &m->keep, SLAB_BYTES);
    put_padded(&index, &m->head, sizeof m->head);
    put_padded(&index, m->actorkind.ptr, m->actorkind.len);
    put_padded(&index, m->places.at, m->places.n * sizeof *m->places.at);
    rh_slabs_end end = {.index_at = m->at, .index_len = index.len, .index_crc = rh_crc32(rh_buf_str(&index))};
    memcpy(end.magic, RH_SLABS_MAGIC, sizeof end.magic);
    put_padded(&index, &end, sizeof end);
    if (index.failed) fail(m, rh_err_nomem(&m->why));
    else append(m, rh_buf_str(&index));
}

rh_code rh_slabs__commit(bool *is_made, rh_slabs_maker *m, const rh_slabs_totals *totals, rh_err *err)
{
    *is_made = false;
    if (!m->is_void && m->draft.rows.n > 0) write_slab(m);
    if (!m->is_void) {
        m->head.digest = rh_hasher_end(m->hasher);
        m->is_void = m->n != totals->journeys || memcmp(&m->head.digest, &totals->digest, sizeof totals->digest) != 0;
    }
    if (!m->is_void) write_end(m);
    if (m->code != RH_OK && err != NULL) *err = m->why;
    if (m->is_void) return m->code;
    const rh_code code = rh_file_commit(&m->out, err);
    m->is_open = false;
    *is_made = code == RH_OK;
    return code;
}
