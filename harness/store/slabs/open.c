/* Opening a file of slabs: what it is of, and that its journeys are those of the store. */
#include "harness/store/slabs/insides.h"

#include "harness/store/slabs/file.h"
#include "harness/system/crc32.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include "engine/base/assert.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *rh_slabs__path(rh_arena *keep, const char *store)
{
    return rh_file_beside(keep, store, ".slabs");
}

rh_code rh_slabs__damaged(const rh_slabs *slabs, rh_err *err)
{
    return rh_err_set(err, RH_STORE_DIGEST, (rh_span){.file = rh_str_of(slabs->store)},
                      "store: the slabs beside it do not agree with their checksums");
}

/* ---- the file ---- */

/* Only a file of its own, under its own name: a link could lead to what changes while it is read. */
static const char *map_file(size_t *size, const char *path)
{
    struct stat st;
    void *at = MAP_FAILED;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uint64_t)st.st_size < SIZE_MAX) {
        *size = (size_t)st.st_size;
        at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    return at != MAP_FAILED ? at : NULL;
}

/* No bytes: there is no such file. */
static rh_code map_beside(rh_slabs *s, rh_err *err)
{
    rh_arena scratch;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_slabs__path(&scratch, s->store);
    if (path != NULL) s->bytes = map_file(&s->size, path);
    rh_arena_dispose(&scratch);
    return path != NULL ? RH_OK : rh_err_nomem(err);
}

void rh_slabs__close(rh_slabs *slabs)
{
    if (slabs == NULL) return;
    if (slabs->bytes != NULL) {
        union {
            const char *bytes;
            void *at;
        } mapped = {slabs->bytes};
        munmap(mapped.at, slabs->size);
    }
    free(slabs);
}

/* ---- the index ---- */

static rh_str find_index(const rh_slabs *s)
{
    rh_slabs_end end;
    if (s->size < RH_SLABS_MAGIC_BYTES + sizeof end || s->size % 8 != 0) return rh_str_null();
    const size_t most = s->size - sizeof end;
    memcpy(&end, s->bytes + most, sizeof end);
    if (memcmp(s->bytes, RH_SLABS_MAGIC, RH_SLABS_MAGIC_BYTES) != 0 ||
        memcmp(end.magic, RH_SLABS_MAGIC, RH_SLABS_MAGIC_BYTES) != 0 || end.zero != 0)
        return rh_str_null();
    if (end.index_at % 8 != 0 || end.index_at > most || end.index_len != most - end.index_at) return rh_str_null();
    const rh_str index = {s->bytes + end.index_at, (size_t)end.index_len};
    return rh_crc32(index) == end.index_crc ? index : rh_str_null();
}

/* Slabs one behind the other, up to the index, with as many rows as there are journeys. */
static bool are_places_right(const rh_slabs *s, uint64_t index_at)
{
    uint64_t at = RH_SLABS_MAGIC_BYTES, left = s->about.journeys;
    for (size_t i = 0; i < s->about.n_slabs; i++) {
        const rh_slabs_place *p = &s->places[i];
        const uint64_t n = left < RH_SLAB_ROWS ? left : RH_SLAB_ROWS, room = index_at - at;
        if (p->at != at || p->n != n || n == 0) return false;
        if (p->ids_len > room || p->part_len > room - p->ids_len ||
            p->values_len > room - p->ids_len - p->part_len)
            return false;
        if (p->ids_len % 8 != 0 || p->part_len % 8 != 0 || p->values_len % 8 != 0) return false;
        at += p->ids_len + p->part_len + p->values_len;
        left -= n;
    }
    return at == index_at && left == 0;
}

static bool read_index(rh_slabs *s, const rh_slabs_totals *totals)
{
    rh_slabs_head head;
    const rh_str index = find_index(s);
    if (index.ptr == NULL || index.len < sizeof head) return false;
    memcpy(&head, index.ptr, sizeof head);
    const uint64_t kind_len = rh_slabs__padded(head.actorkind_len);
    if (memcmp(&head.digest, &totals->digest, sizeof head.digest) != 0) return false;
    if (head.journeys != totals->journeys || head.journeys != totals->events || head.at_s != totals->newest.s ||
        head.at_ns != (uint32_t)totals->newest.ns || head.flags > (RH_SLABS_SYNTHETIC | RH_SLABS_SNAPSHOT))
        return false;
    if (index.len != sizeof head + kind_len + (uint64_t)head.n_slabs * sizeof(rh_slabs_place)) return false;
    const char *at = index.ptr + sizeof head + kind_len;
    s->places = (const rh_slabs_place *)(const void *)at;
    s->about = (rh_slabs_about){.journeys = head.journeys,
                                 .at = totals->newest,
                                 .actorkind = {index.ptr + sizeof head, head.actorkind_len},
                                 .is_synthetic = (head.flags & RH_SLABS_SYNTHETIC) != 0,
                                 .is_snapshot = (head.flags & RH_SLABS_SNAPSHOT) != 0,
                                 .n_slabs = head.n_slabs};
    return are_places_right(s, (uint64_t)(index.ptr - s->bytes));
}

/* ---- ids and digests ---- */

enum { LENGTH_BYTES = 8 };

static const uint32_t *begins_of(const rh_slabs_place *p, const rh_slabs *s)
{
    return (const uint32_t *)(const void *)(s->bytes + p->at);
}

static const char *rows_of(const rh_slabs_place *p, const rh_slabs *s)
{
    return s->bytes + p->at + rh_slabs__padded(((uint64_t)p->n + 1) * sizeof(uint32_t));
}

/* Holds the bounds of a slab's rows; *last is the id before, and then that of its last row. */
static bool are_ids_right(rh_str *last, const rh_slabs_place *p, const rh_slabs *s)
{
    const uint64_t begins_len = rh_slabs__padded(((uint64_t)p->n + 1) * sizeof(uint32_t));
    if (p->ids_len < begins_len) return false;
    const uint32_t *begins = begins_of(p, s);
    const char *rows = rows_of(p, s);
    const uint64_t room = p->ids_len - begins_len;
    if (begins[0] != 0 || rh_slabs__padded(begins[p->n]) != room) return false;
    for (uint32_t i = 0; i < p->n; i++) {
        uint64_t len;
        if (begins[i] > begins[i + 1] || begins[i + 1] > room) return false;
        if (begins[i + 1] - begins[i] < LENGTH_BYTES + RH_SHA256_BYTES) return false;
        memcpy(&len, rows + begins[i], sizeof len);
        if (len != begins[i + 1] - begins[i] - LENGTH_BYTES - RH_SHA256_BYTES) return false;
        const rh_str id = {rows + begins[i] + LENGTH_BYTES, (size_t)len};
        if (last->ptr != NULL && rh_str_cmp(*last, id) >= 0) return false;
        *last = id;
    }
    return true;
}

static bool are_journeys_right(const rh_slabs *s, const rh_slabs_totals *totals, rh_hasher *hasher)
{
    rh_str last = rh_str_null();
    rh_hasher_begin(hasher);
    for (size_t i = 0; i < s->about.n_slabs; i++) {
        const rh_slabs_place *p = &s->places[i];
        if (!are_ids_right(&last, p, s)) return false;
        rh_hasher_add(hasher, (rh_str){rows_of(p, s), begins_of(p, s)[p->n]});
    }
    const rh_sha256 is = rh_hasher_end(hasher);
    return memcmp(&is, &totals->digest, sizeof is) == 0;
}

static rh_store_sums sums_of(const rh_slabs *s, const rh_slabs_totals *totals)
{
    const rh_slabs_about *about = &s->about;
    const int64_t n = (int64_t)about->journeys;
    rh_store_sums sums = {.journeys = n,
                          .events = n,
                          .has_newest = true,
                          .newest_s = about->at.s,
                          .newest_ns = about->at.ns,
                          .digest = totals->digest,
                          .is_known = true};
    *(about->is_synthetic ? &sums.synthetic : &sums.real) = about->journeys;
    *(about->is_snapshot ? &sums.none : &sums.exact) = about->journeys;
    return sums;
}

static rh_code check_file(bool *is_right, rh_slabs *s, const rh_slabs_totals *totals, rh_err *err)
{
    rh_hasher *hasher;
    *is_right = false;
    if (!read_index(s, totals)) return RH_OK;
    const rh_code code = rh_hasher_new(&hasher, err);
    if (code != RH_OK) return code;
    *is_right = are_journeys_right(s, totals, hasher);
    rh_hasher_free(hasher);
    return RH_OK;
}

rh_code rh_slabs__open(rh_slabs **out, rh_store_sums *sums, const char *store, const rh_slabs_totals *totals,
                       rh_err *err)
{
    bool is_right = false;
    *out = NULL;
    if (!RH_SLABS_ARE_READ || totals->journeys < RH_SLABS_LEAST) return RH_OK;
    rh_slabs *s = calloc(1, sizeof *s);
    if (s == NULL) return rh_err_nomem(err);
    s->store = store;
    rh_code code = map_beside(s, err);
    if (code == RH_OK && s->bytes != NULL) code = check_file(&is_right, s, totals, err);
    if (code == RH_OK && is_right) {
        *sums = sums_of(s, totals);
        *out = s;
        return RH_OK;
    }
    rh_slabs__close(s);
    return code;
}

rh_code rh_slabs__check(const rh_slabs *s, rh_err *err)
{
    rh_arena keep;
    size_t first_row;
    rh_code code = RH_OK;
    rh_arena_init(&keep, rh_memory_host(), 0);
    for (size_t i = 0; i < s->about.n_slabs && code == RH_OK; i++) {
        const rh_slab_part *part;
        rh_arena_reset(&keep);
        code = rh_slabs_read(&part, &first_row, &keep, s, i, NULL, NULL, err);
    }
    rh_arena_dispose(&keep);
    return code;
}

/* ---- rows ---- */

const rh_slabs_about *rh_slabs_about_get(const rh_slabs *slabs) { return &slabs->about; }

static rh_str row_at(const rh_slabs *s, size_t row)
{
    RH_ASSERT(row < s->about.journeys);
    const rh_slabs_place *p = &s->places[row / RH_SLAB_ROWS];
    const uint32_t *begins = begins_of(p, s) + row % RH_SLAB_ROWS;
    return (rh_str){rows_of(p, s) + begins[0], begins[1] - begins[0]};
}

rh_str rh_slabs_id(const rh_slabs *slabs, size_t row)
{
    const rh_str all = row_at(slabs, row);
    return rh_str_slice(all, LENGTH_BYTES, all.len - RH_SHA256_BYTES);
}

rh_str rh_slabs__digest(const rh_slabs *slabs, size_t row)
{
    const rh_str all = row_at(slabs, row);
    return rh_str_slice(all, all.len - RH_SHA256_BYTES, all.len);
}

void rh_slabs__find(size_t *row, bool *is_found, const rh_slabs *slabs, rh_str id)
{
    size_t from = 0, to = (size_t)slabs->about.journeys;
    *is_found = false;
    while (from < to && !*is_found) {
        const size_t mid = from + (to - from) / 2;
        const int by = rh_str_cmp(rh_slabs_id(slabs, mid), id);
        if (by == 0) {
            *row = mid;
            *is_found = true;
        } else if (by < 0) {
            from = mid + 1;
        } else {
            to = mid;
        }
    }
}
