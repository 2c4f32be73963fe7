/* Using a kept run: which journeys a change of entries may touch. */
#include "harness/kept/insides.h"

#include "engine/step/foresight.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct rh_kept {
    rh_arena keep;  /* the index */
    rh_arena chunk; /* columns of one chunk */
    rh_arena one;   /* of one journey */
    rh_hasher *hasher;
    int fd;
    rh_kept_index index;
    rh_instant as_of;
};

/* ---- the file ---- */

/* False: not there in full. */
static bool read_at(rh_kept *kept, char *bytes, size_t n, uint64_t at)
{
    for (size_t done = 0; done < n;) {
        const ssize_t got = pread(kept->fd, bytes + done, n - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += (size_t)got;
    }
    return true;
}

/* The bytes at a place, when they have that digest. Null otherwise, or without memory. */
static rh_str read_part(rh_kept *kept, rh_arena *keep, uint64_t at, size_t len, const rh_sha256 *digest)
{
    char *bytes = rh_arena_alloc(keep, len + 1);
    if (bytes == NULL || !read_at(kept, bytes, len, at)) return rh_str_null();
    const rh_str part = {bytes, len};
    const rh_sha256 is = rh_hasher_of(kept->hasher, part);
    return memcmp(&is, digest, sizeof is) == 0 ? part : rh_str_null();
}

static uint64_t fixed(const char *bytes)
{
    uint64_t n = 0;
    for (int i = 7; i >= 0; i--) n = n << 8 | (unsigned char)bytes[i];
    return n;
}

/* NULL, or why the file does not serve. */
static const char *read_index(rh_kept *kept, const rh_kept_key *key)
{
    struct stat st;
    char end[RH_KEPT_END];
    rh_sha256 digest;
    if (fstat(kept->fd, &st) != 0 || !S_ISREG(st.st_mode)) return "it is no regular file";
    const uint64_t size = (uint64_t)st.st_size;
    if (size < RH_KEPT_MAGIC + RH_KEPT_END || !read_at(kept, end, sizeof end, size - sizeof end) ||
        memcmp(end + sizeof end - RH_KEPT_MAGIC, RH_KEPT_MAGIC_TEXT, RH_KEPT_MAGIC) != 0)
        return "it is damaged, or of another version";
    const uint64_t at = fixed(end), len = fixed(end + 8);
    memcpy(&digest, end + 16, sizeof digest);
    if (at > size || len > size - at) return "it is damaged";
    const rh_str bytes = read_part(kept, &kept->keep, at, (size_t)len, &digest);
    if (bytes.ptr == NULL || !rh_kept__index_of(&kept->index, &kept->keep, bytes)) return "it is damaged";
    if (memcmp(&kept->index.key, &key->digest, sizeof key->digest) != 0)
        return "it is of other journeys, another as-of, another version, or a register that differs in more than "
               "entries";
    return kept->index.n_journeys == key->n_journeys ? NULL : "it is damaged";
}

static rh_code open_file(rh_kept *kept, const char **why, const char *store, const rh_kept_key *key, rh_err *err)
{
    const char *path = rh_kept_path(&kept->keep, store);
    if (path == NULL) return rh_err_nomem(err);
    kept->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (kept->fd < 0) {
        *why = errno == ENOENT ? NULL : strerror(errno);
        return RH_OK;
    }
    const rh_code code = rh_hasher_new(&kept->hasher, err);
    if (code == RH_OK) *why = read_index(kept, key);
    if (code == RH_OK && *why != NULL) {
        close(kept->fd);
        kept->fd = -1;
    }
    return code;
}

rh_code rh_kept_open(rh_kept **out, const char **why, const char *store, const rh_kept_key *key, rh_err *err)
{
    rh_kept *kept = calloc(1, sizeof *kept);
    *out = NULL;
    *why = NULL;
    if (kept == NULL) return rh_err_nomem(err);
    *kept = (rh_kept){.fd = -1, .as_of = key->as_of};
    rh_arena_init(&kept->keep, rh_memory_host(), 0);
    rh_arena_init(&kept->chunk, rh_memory_host(), 0);
    rh_arena_init(&kept->one, rh_memory_host(), 0);
    const rh_code code = open_file(kept, why, store, key, err);
    if (code == RH_OK && kept->fd >= 0) *out = kept;
    else rh_kept_close(kept);
    return code;
}

void rh_kept_close(rh_kept *kept)
{
    if (kept == NULL) return;
    if (kept->fd >= 0) close(kept->fd);
    rh_hasher_free(kept->hasher);
    rh_arena_dispose(&kept->keep);
    rh_arena_dispose(&kept->chunk);
    rh_arena_dispose(&kept->one);
    free(kept);
}

/* ---- entries that differ ---- */

/* Of the run's entries, then of those that only the two lanes have. */
typedef struct differing {
    bool *in_run;         /* parallel to the index's entries */
    RH_VEC(rh_str) ids;
} differing;

static const rh_kept_entry *find(const rh_kept_index *index, rh_str id)
{
    size_t low = 0, high = index->n_entries;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = rh_str_cmp(index->entries[middle].id, id);
        if (order == 0) return &index->entries[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static bool same_entry(const rh_kept_entry *a, const rh_kept_entry *b)
{
    return a == NULL || b == NULL ? a == b : memcmp(&a->digest, &b->digest, sizeof a->digest) == 0;
}

/* Whether both lanes have the entry as the run has it: by its text in one of them, and as the core reads it in both. */
static bool is_as_run(const rh_program *program, const rh_kept_index *run, const rh_kept_index lanes[2], rh_str id)
{
    const rh_kept_entry *kept = find(run, id);
    const bool is_first = same_entry(kept, find(&lanes[0], id)), is_second = same_entry(kept, find(&lanes[1], id));
    return (is_first || is_second) && rh_program_same_entry(program, 0, 1, id);
}

static rh_code find_differing(differing *out, rh_arena *keep, const rh_kept *kept, const rh_program *program,
                              rh_err *err)
{
    rh_kept_index lanes[2] = {{.n_entries = 0}, {.n_entries = 0}};
    rh_code code = RH_OK;
    for (size_t lane = 0; lane < 2 && code == RH_OK; lane++)
        code = rh_kept__entries(&lanes[lane], keep, rh_program_register(program, lane), err);
    if (code != RH_OK) return code;
    bool ok = (out->in_run = RH_NEW_N(keep, kept->index.n_entries, bool)) != NULL;
    for (size_t i = 0; i < kept->index.n_entries && ok; i++) {
        out->in_run[i] = !is_as_run(program, &kept->index, lanes, kept->index.entries[i].id);
        ok = !out->in_run[i] || RH_PUSH(keep, &out->ids, kept->index.entries[i].id);
    }
    for (size_t lane = 0; lane < 2; lane++)
        for (size_t i = 0; i < lanes[lane].n_entries && ok; i++) {
            const rh_str id = lanes[lane].entries[i].id;
            const bool is_known = find(&kept->index, id) != NULL || (lane == 1 && find(&lanes[0], id) != NULL);
            ok = is_known || RH_PUSH(keep, &out->ids, id);
        }
    return ok ? RH_OK : rh_err_nomem(err);
}

/* ---- a chunk ---- */

/* A column that is read from front to back. */
typedef struct reading {
    uint32_t slot;
    rh_value *values;
    size_t n_values;
    rh_kept_reader body;
    size_t journey;  /* of the next changes; SIZE_MAX: none are left */
    size_t n_changes;
} reading;

typedef struct change {
    uint32_t slot;
    size_t look;
    rh_value value;
} change;

typedef struct choosing {
    rh_carried out;
    rh_kept *kept;
    const differing *differing;
    rh_foresight *foresight;
    reading *columns;
    size_t n_columns;
    rh_kept_reader looks, ends;
    RH_VEC(change) changes; /* of one journey, by look */
    size_t *played;
} choosing;

static const rh_kept_column *find_column(const rh_kept_chunk *chunk, uint32_t of)
{
    for (size_t i = 0; i < chunk->columns.n; i++)
        if (chunk->columns.at[i].of == of) return &chunk->columns.at[i];
    return NULL;
}

static bool read_column(rh_kept_reader *out, rh_kept *kept, const rh_kept_column *column)
{
    if (column == NULL) return false;
    *out = (rh_kept_reader){.bytes = read_part(kept, &kept->chunk, column->at, column->len, &column->digest)};
    return out->bytes.ptr != NULL;
}

/* Where the next changes of a column belong. */
static void advance(reading *c, size_t journey)
{
    if (c->body.at == c->body.bytes.len) c->journey = SIZE_MAX;
    else c->journey = journey + rh_kept__index(&c->body, RH_KEPT_CHUNK);
    if (c->journey != SIZE_MAX) c->n_changes = rh_kept__index(&c->body, c->body.bytes.len);
}

static bool open_slot(reading *c, rh_kept *kept, const rh_kept_column *column)
{
    if (!read_column(&c->body, kept, column)) return false;
    c->n_values = rh_kept__index(&c->body, c->body.bytes.len);
    c->values = RH_NEW_N(&kept->chunk, c->n_values, rh_value);
    if (c->values == NULL) return false;
    for (size_t i = 0; i < c->n_values && !c->body.failed; i++)
        c->values[i] = rh_kept__value(&c->body, &kept->chunk);
    advance(c, 0);
    return !c->body.failed;
}

static bool open_chunk(choosing *c, const rh_kept_chunk *chunk)
{
    size_t n;
    const uint32_t *slots = rh_foresight_slots(c->foresight, &n);
    rh_arena_reset(&c->kept->chunk);
    c->n_columns = 0;
    c->columns = RH_NEW_N(&c->kept->chunk, n, reading);
    bool ok = c->columns != NULL && read_column(&c->looks, c->kept, find_column(chunk, RH_KEPT_LOOKS)) &&
              read_column(&c->ends, c->kept, find_column(chunk, RH_KEPT_ENDS));
    for (size_t i = 0; i < n && ok; i++) {
        const rh_kept_column *column = find_column(chunk, slots[i]);
        if (column == NULL) continue; /* no journey of the chunk changed it */
        c->columns[c->n_columns].slot = slots[i];
        ok = open_slot(&c->columns[c->n_columns++], c->kept, column);
    }
    return ok;
}

/* Puts a change behind those of its look and before: each column has them in order. */
static bool add_change(choosing *c, change new)
{
    if (!RH_PUSH(&c->kept->one, &c->changes, new)) return false;
    size_t at = c->changes.n - 1;
    for (; at > 0 && c->changes.at[at - 1].look > new.look; at--) c->changes.at[at] = c->changes.at[at - 1];
    c->changes.at[at] = new;
    return true;
}

/* Takes the changes of a journey out of every column, wanted or not. */
static bool take_changes(choosing *c, size_t journey)
{
    bool ok = true;
    c->changes.n = c->changes.cap = 0;
    c->changes.at = NULL;
    for (size_t i = 0; i < c->n_columns && ok; i++) {
        reading *column = &c->columns[i];
        size_t look = 0;
        if (column->journey != journey) continue;
        for (size_t k = 0; k < column->n_changes && ok; k++) {
            look += rh_kept__index(&column->body, RH_KEPT_JOURNEY_BYTES);
            const size_t value = rh_kept__index(&column->body, column->n_values);
            ok = !column->body.failed && add_change(c, (change){column->slot, look, column->values[value]});
        }
        advance(column, journey + 1);
        ok = ok && !column->body.failed;
    }
    return ok;
}

/* Goes through the looks of a journey. False: damaged. */
static bool foresee(bool *may_open, choosing *c, rh_str looks)
{
    rh_kept_reader r = {.bytes = looks};
    rh_instant now = {0, 0};
    size_t at = 0;
    rh_foresight_begin(c->foresight);
    for (size_t k = 0; r.at < looks.len && !r.failed; k++) {
        const rh_instant passed = rh_kept__instant(&r);
        const uint64_t place = rh_kept__number(&r);
        now = (rh_instant){now.s + passed.s, passed.ns};
        rh_foresight_pass(c->foresight, now);
        for (; at < c->changes.n && c->changes.at[at].look == k; at++)
            rh_foresight_set(c->foresight, c->changes.at[at].slot, c->changes.at[at].value);
        rh_foresight_look(c->foresight, place == 0 ? RH_NONE : (uint32_t)place - 1);
    }
    *may_open = rh_foresight_end(c->foresight, c->kept->as_of);
    return !r.failed && at == c->changes.n;
}

static bool has_opened(const choosing *c, const rh_kept_end *end)
{
    for (size_t i = 0; i < end->n_opened; i++)
        if (c->differing->in_run[end->opened[i]]) return true;
    return false;
}

static void carry(rh_carried *out, const rh_kept_end *end)
{
    if (!end->is_replayed) return;
    rh_summary_sums *into = &out->sums;
    const rh_summary_sums *from = &end->sums;
    const bool is_first = out->journeys++ == 0;
    for (int v = 0; v < 4; v++) out->verdicts[v] += end->verdicts[v];
    into->real += from->real, into->mixed += from->mixed, into->synthetic += from->synthetic;
    into->exact += from->exact, into->partial += from->partial, into->none += from->none;
    into->still_open += from->still_open, into->oscillated += from->oscillated;
    into->events += from->events, into->synthetic_events += from->synthetic_events;
    into->since = is_first ? from->since : rh_instant_min(into->since, from->since);
    if (is_first || rh_instant_before(into->until, from->until)) into->until = from->until;
}

static bool choose_one(choosing *c, size_t first, size_t journey)
{
    rh_kept_end end;
    rh_arena_reset(&c->kept->one);
    rh_kept_reader r = {.bytes = rh_kept__text(&c->ends)};
    const rh_str looks = rh_kept__text(&c->looks);
    rh_kept__end(&end, &r, &c->kept->one, c->kept->index.n_entries);
    if (c->ends.failed || c->looks.failed || r.failed || r.at != r.bytes.len || !take_changes(c, journey)) return false;
    bool is_played = !end.is_kept || has_opened(c, &end);
    if (!is_played && !foresee(&is_played, c, looks)) return false;
    if (is_played) c->played[c->out.n_played++] = first + journey;
    else carry(&c->out, &end);
    return true;
}

static bool choose_chunk(choosing *c, size_t number)
{
    const size_t first = number * RH_KEPT_CHUNK, left = c->kept->index.n_journeys - first;
    bool ok = open_chunk(c, &c->kept->index.chunks.at[number]);
    for (size_t j = 0; j < RH_KEPT_CHUNK && j < left && ok; j++) ok = choose_one(c, first, j);
    for (size_t i = 0; i < c->n_columns && ok; i++) ok = c->columns[i].journey == SIZE_MAX;
    return ok && c->looks.at == c->looks.bytes.len && c->ends.at == c->ends.bytes.len;
}

static rh_code choose_all(choosing *c, bool *is_damaged, rh_arena *keep, const rh_program *program, rh_err *err)
{
    rh_code code = rh_foresight_new(&c->foresight, keep, program, c->differing->ids.at, c->differing->ids.n, err);
    if (code != RH_OK) return code;
    c->played = RH_NEW_N(keep, c->kept->index.n_journeys, size_t);
    if (c->played == NULL) code = rh_err_nomem(err);
    *is_damaged = c->foresight == NULL;
    for (size_t i = 0; code == RH_OK && i < c->kept->index.chunks.n && !*is_damaged; i++)
        *is_damaged = !choose_chunk(c, i);
    rh_foresight_dispose(c->foresight);
    c->out.played = c->played;
    return code;
}

rh_code rh_kept_choose(rh_carried *out, bool *is_damaged, rh_arena *keep, rh_kept *kept, const rh_program *program,
                       rh_err *err)
{
    differing differs = {0};
    choosing c = {.kept = kept, .differing = &differs};
    rh_code code = find_differing(&differs, keep, kept, program, err);
    if (code == RH_OK) code = choose_all(&c, is_damaged, keep, program, err);
    if (code != RH_OK || *is_damaged) return code;
    *out = c.out;
    return RH_OK;
}
