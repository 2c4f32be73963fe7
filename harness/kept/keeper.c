/* Keeping a run: looks of journeys, gathered in columns, to a file. */
#include "harness/kept/insides.h"

#include "engine/base/bits.h"
#include "engine/base/map.h"
#include "engine/step/foresight.h"
#include "harness/system/file.h"
#include "harness/system/memory.h"

#include <stdlib.h>

enum { COLUMN_MOST = 1 << 30 };

/* One slot of one look. */
typedef struct change {
    uint32_t slot, look;
    rh_value value;
} change;

/* Of one journey, as its run sees it; in the arena of the run's journey. */
typedef struct watcher {
    rh_observer observer;
    const rh_keeper *keeper;
    rh_arena *arena;
    size_t n_slots;
    uint32_t n_looks;
    rh_buf looks;
    rh_instant last;
    RH_VEC(change) changes;
    bool failed; /* no memory */
} watcher;

struct rh_kept_part {
    rh_str end, looks;
    rh_kept_reader changes; /* n times: slot, look, value as a text; by look */
    size_t n_changes;
};

/* A column as it grows. */
typedef struct growing {
    rh_buf values, body;
    rh_map numbers;
    uint32_t n_values;
    uint32_t journey; /* the next that has not been passed over */
    /* Of the journey that is being added. */
    rh_buf changes;
    uint32_t n_changes, look;
} growing;

struct rh_keeper {
    rh_arena keep, chunk, scratch;
    const rh_program *program;
    rh_hasher *hasher;
    rh_file_out out;
    bool is_open;
    uint64_t written;
    rh_kept_index index;
    size_t n_slots;
    growing *columns; /* per slot; in the chunk's arena */
    uint32_t *touched; /* slots that the journey being added changes */
    rh_buf looks, ends;
    uint32_t n_in_chunk;
    watcher watchers[RH_REPLAY_THREADS_MOST];
};

/* ---- in a run ---- */

static void look(void *ctx, const rh_view *view, const uint64_t *changed)
{
    watcher *w = ctx;
    const rh_instant now = rh_view_now(view);
    rh_kept__put_instant(&w->looks, (rh_instant){w->n_looks == 0 ? now.s : now.s - w->last.s, now.ns});
    const uint32_t place = rh_view_place(view);
    rh_kept__put_number(&w->looks, place == RH_NONE ? 0 : (uint64_t)place + 1);
    w->last = now;
    for (size_t s = rh_bits_next(changed, 0, w->n_slots); s < w->n_slots; s = rh_bits_next(changed, s + 1, w->n_slots))
        if (!RH_PUSH(w->arena, &w->changes, (change){(uint32_t)s, w->n_looks, rh_view_slot(view, (uint32_t)s)}))
            w->failed = true;
    w->n_looks++;
}

static void step(void *ctx, const rh_view *view, const rh_event *event) { (void)ctx, (void)view, (void)event; }

void rh_keeper_begin(rh_keeper *keeper, unsigned worker, rh_run *run)
{
    watcher *w = &keeper->watchers[worker];
    *w = (watcher){.observer = {.ctx = w, .step = step, .look = look},
                   .keeper = keeper,
                   .arena = rh_run_arena(run),
                   .n_slots = keeper->n_slots};
    rh_buf_init(&w->looks, w->arena, COLUMN_MOST);
    rh_run_set_observer(run, &w->observer);
}

/* The entries that opened, each once, ascending; they are few. */
static bool find_opened(rh_kept_end *end, rh_arena *keep, rh_run *run, const rh_register *reg)
{
    size_t n;
    const rh_record *const *records = rh_run_records(run, 0, &n);
    uint64_t *opened = RH_NEW_N(keep, rh_bits_words(reg->n_entries), uint64_t);
    uint32_t *at = RH_NEW_N(keep, reg->n_entries, uint32_t);
    if (opened == NULL || at == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        const uint32_t entry = rh_record_opens(records[i]) ? rh_register_entry(reg, records[i]->item.entry) : RH_NONE;
        if (entry != RH_NONE) rh_bits_add(opened, entry);
    }
    for (size_t e = rh_bits_next(opened, 0, reg->n_entries); e < reg->n_entries;
         e = rh_bits_next(opened, e + 1, reg->n_entries))
        at[end->n_opened++] = (uint32_t)e;
    end->opened = at;
    return true;
}

static void count_verdicts(rh_kept_end *end, rh_run *run, const rh_register *reg)
{
    uint64_t matrix[4][4] = {{0}};
    rh_course course = {.reg = reg};
    course.records = rh_run_records(run, 0, &course.n);
    rh_course_count_verdicts(matrix, &course);
    for (int v = 0; v < 4; v++) end->verdicts[v] = matrix[v][v];
}

/* False: the journey holds what cannot be kept. */
static bool put_changes(rh_kept_part *part, rh_arena *keep, const watcher *w)
{
    rh_buf out, value;
    rh_buf_init(&out, keep, RH_KEPT_JOURNEY_BYTES);
    rh_buf_init(&value, keep, RH_KEPT_JOURNEY_BYTES);
    bool ok = w->looks.len <= RH_KEPT_JOURNEY_BYTES;
    for (size_t i = 0; i < w->changes.n && ok; i++) {
        const change *c = &w->changes.at[i];
        rh_buf_clear(&value);
        ok = rh_kept__put_value(&value, c->value);
        rh_kept__put_number(&out, c->slot);
        rh_kept__put_number(&out, c->look);
        rh_kept__put_text(&out, rh_buf_str(&value));
        ok = ok && !out.failed && !value.failed;
    }
    part->changes = (rh_kept_reader){.bytes = rh_buf_str(&out)};
    part->n_changes = w->changes.n;
    return ok;
}

rh_code rh_keeper_judge(rh_kept_part **out, rh_arena *keep, rh_run *run, const rh_summary_result *result, rh_err *err)
{
    const watcher *w = rh_run_observer(run)->ctx;
    const rh_register *reg = rh_program_register(w->keeper->program, 0);
    rh_kept_part *part = RH_NEW(keep, rh_kept_part);
    if (part == NULL || w->failed || w->looks.failed) return rh_err_nomem(err);
    rh_kept_end end = {.is_replayed = result->is_replayed, .sums = result->sums};
    end.is_kept = put_changes(part, keep, w);
    if (!end.is_kept) *part = (rh_kept_part){.looks = RH_STR("")};
    else part->looks = rh_arena_str(keep, rh_buf_str(&w->looks));
    if (!find_opened(&end, keep, run, reg)) return rh_err_nomem(err);
    count_verdicts(&end, run, reg);
    rh_buf bytes;
    rh_buf_init(&bytes, keep, RH_KEPT_JOURNEY_BYTES);
    rh_kept__put_end(&bytes, &end);
    part->end = rh_buf_str(&bytes);
    *out = part;
    return bytes.failed || rh_arena_failed(keep) ? rh_err_nomem(err) : RH_OK;
}

/* ---- chunks ---- */

static void begin_chunk(rh_keeper *k)
{
    rh_arena_reset(&k->chunk);
    k->n_in_chunk = 0;
    k->columns = RH_NEW_N(&k->chunk, k->n_slots, growing);
    k->touched = RH_NEW_N(&k->chunk, k->n_slots, uint32_t);
    rh_buf_init(&k->looks, &k->chunk, COLUMN_MOST);
    rh_buf_init(&k->ends, &k->chunk, COLUMN_MOST);
}

static uint32_t number_of(growing *c, rh_arena *keep, rh_str value, bool *failed)
{
    uint32_t number = rh_map_get(&c->numbers, value);
    if (number != RH_MAP_NONE) return number;
    const rh_str own = rh_arena_str(keep, value);
    number = c->n_values++;
    *failed |= own.ptr == NULL || !rh_map_set(&c->numbers, keep, own, number);
    rh_buf_put(&c->values, value);
    return number;
}

static void begin_column(growing *c, rh_arena *keep)
{
    if (c->values.arena != NULL) return;
    rh_buf_init(&c->values, keep, COLUMN_MOST);
    rh_buf_init(&c->body, keep, COLUMN_MOST);
    rh_buf_init(&c->changes, keep, COLUMN_MOST);
}

static void end_journey(growing *c, uint32_t journey)
{
    rh_kept__put_number(&c->body, journey - c->journey);
    rh_kept__put_number(&c->body, c->n_changes);
    rh_buf_put(&c->body, rh_buf_str(&c->changes));
    rh_buf_clear(&c->changes);
    c->journey = journey + 1;
    c->n_changes = c->look = 0;
}

static bool add_changes(rh_keeper *k, const rh_kept_part *part)
{
    rh_kept_reader r = part->changes;
    size_t n_touched = 0;
    bool failed = false;
    for (size_t i = 0; i < part->n_changes; i++) {
        const uint32_t slot = (uint32_t)rh_kept__number(&r), at = (uint32_t)rh_kept__number(&r);
        const rh_str value = rh_kept__text(&r);
        growing *c = &k->columns[slot];
        begin_column(c, &k->chunk);
        if (c->n_changes++ == 0) k->touched[n_touched++] = slot;
        rh_kept__put_number(&c->changes, at - c->look);
        rh_kept__put_number(&c->changes, number_of(c, &k->chunk, value, &failed));
        c->look = at;
    }
    for (size_t i = 0; i < n_touched; i++) end_journey(&k->columns[k->touched[i]], k->n_in_chunk);
    return !failed && !rh_arena_failed(&k->chunk);
}

static rh_code write_column(rh_keeper *k, rh_kept_chunk *chunk, uint32_t of, rh_str bytes, rh_err *err)
{
    const rh_kept_column column = {
        .of = of, .at = k->written, .len = bytes.len, .digest = rh_hasher_of(k->hasher, bytes)};
    if (!RH_PUSH(&k->keep, &chunk->columns, column)) return rh_err_nomem(err);
    k->written += bytes.len;
    return rh_file_append(&k->out, bytes, err);
}

static rh_code write_slot(rh_keeper *k, rh_kept_chunk *chunk, uint32_t slot, rh_err *err)
{
    const growing *c = &k->columns[slot];
    if (c->n_values == 0) return RH_OK;
    rh_buf bytes;
    rh_arena_reset(&k->scratch);
    rh_buf_init(&bytes, &k->scratch, COLUMN_MOST);
    rh_kept__put_number(&bytes, c->n_values);
    rh_buf_put(&bytes, rh_buf_str(&c->values));
    rh_buf_put(&bytes, rh_buf_str(&c->body));
    const bool failed = bytes.failed || c->values.failed || c->body.failed || c->changes.failed;
    return failed ? rh_err_nomem(err) : write_column(k, chunk, slot, rh_buf_str(&bytes), err);
}

static rh_code write_chunk(rh_keeper *k, rh_err *err)
{
    rh_kept_chunk chunk = {0};
    rh_code code = k->looks.failed || k->ends.failed ? rh_err_nomem(err) : RH_OK;
    for (uint32_t slot = 0; slot < k->n_slots && code == RH_OK; slot++) code = write_slot(k, &chunk, slot, err);
    if (code == RH_OK) code = write_column(k, &chunk, RH_KEPT_LOOKS, rh_buf_str(&k->looks), err);
    if (code == RH_OK) code = write_column(k, &chunk, RH_KEPT_ENDS, rh_buf_str(&k->ends), err);
    if (code == RH_OK && !RH_PUSH(&k->keep, &k->index.chunks, chunk)) code = rh_err_nomem(err);
    begin_chunk(k);
    return code;
}

rh_code rh_keeper_add(rh_keeper *k, const rh_kept_part *part, rh_err *err)
{
    if (k->columns == NULL || k->touched == NULL || !add_changes(k, part)) return rh_err_nomem(err);
    rh_kept__put_text(&k->looks, part->looks);
    rh_kept__put_text(&k->ends, part->end);
    k->index.n_journeys++;
    return ++k->n_in_chunk == RH_KEPT_CHUNK ? write_chunk(k, err) : RH_OK;
}

/* ---- the file ---- */

static rh_code begin_file(rh_keeper *k, const char *store, rh_err *err)
{
    const char *path = rh_kept_path(&k->keep, store);
    if (path == NULL) return rh_err_nomem(err);
    rh_code code = rh_kept__entries(&k->index, &k->keep, rh_program_register(k->program, 0), err);
    if (code == RH_OK) code = rh_hasher_new(&k->hasher, err);
    if (code == RH_OK) code = rh_file_sweep(path, false, err);
    if (code == RH_OK) code = rh_file_begin(&k->out, path, 0600, err);
    if (code != RH_OK) return code;
    k->is_open = true;
    k->written = RH_KEPT_MAGIC;
    return rh_file_append(&k->out, (rh_str){RH_KEPT_MAGIC_TEXT, RH_KEPT_MAGIC}, err);
}

rh_code rh_keeper_open(rh_keeper **out, const char *store, const rh_kept_key *key, const rh_program *program,
                       rh_err *err)
{
    rh_keeper *k = calloc(1, sizeof *k);
    if (k == NULL) return rh_err_nomem(err);
    rh_arena_init(&k->keep, rh_memory_host(), 0);
    rh_arena_init(&k->chunk, rh_memory_host(), 0);
    rh_arena_init(&k->scratch, rh_memory_host(), 0);
    k->program = program;
    k->n_slots = rh_program_slots(program, 0);
    k->index.key = key->digest;
    begin_chunk(k);
    const rh_code code = begin_file(k, store, err);
    if (code != RH_OK) rh_keeper_close(k);
    else *out = k;
    return code;
}

static void put_fixed(rh_buf *out, uint64_t n)
{
    for (int i = 0; i < 8; i++) rh_buf_byte(out, (char)(unsigned char)(n >> (8 * i)));
}

rh_code rh_keeper_commit(rh_keeper *k, rh_err *err)
{
    rh_code code = k->n_in_chunk > 0 ? write_chunk(k, err) : RH_OK;
    if (code != RH_OK) return code;
    rh_buf index, end;
    rh_arena_reset(&k->scratch);
    rh_buf_init(&index, &k->scratch, COLUMN_MOST);
    rh_buf_init(&end, &k->scratch, RH_KEPT_END);
    rh_kept__put_index(&index, &k->index);
    const rh_sha256 digest = rh_hasher_of(k->hasher, rh_buf_str(&index));
    put_fixed(&end, k->written);
    put_fixed(&end, index.len);
    rh_buf_put(&end, (rh_str){(const char *)digest.bytes, sizeof digest.bytes});
    rh_buf_put(&end, (rh_str){RH_KEPT_MAGIC_TEXT, RH_KEPT_MAGIC});
    if (index.failed || end.failed) return rh_err_nomem(err);
    code = rh_file_append(&k->out, rh_buf_str(&index), err);
    if (code == RH_OK) code = rh_file_append(&k->out, rh_buf_str(&end), err);
    return code == RH_OK ? rh_file_commit(&k->out, err) : code;
}

void rh_keeper_close(rh_keeper *k)
{
    if (k == NULL) return;
    if (k->is_open) rh_file_abandon(&k->out);
    rh_hasher_free(k->hasher);
    rh_arena_dispose(&k->keep);
    rh_arena_dispose(&k->chunk);
    rh_arena_dispose(&k->scratch);
    free(k);
}

rh_code rh_kept_remove(const char *store, rh_err *err)
{
    rh_arena scratch;
    rh_arena_init(&scratch, rh_memory_host(), 0);
    const char *path = rh_kept_path(&scratch, store);
    const rh_code code = path == NULL ? rh_err_nomem(err) : rh_file_remove(path, err);
    rh_arena_dispose(&scratch);
    return code;
}
