/* Two screens over the same slabs. */
#include "harness/compare/screened.h"

#include "engine/screen/screen.h"
#include "engine/step/foresight.h"

#include "harness/replay/screening.h"
#include "harness/system/memory.h"

/* An entry of each lane: both, or of one of them. */
typedef struct entry_pair {
    uint32_t at[2]; /* in its register; RH_NONE: it has none */
    bool is_same;
} entry_pair;

typedef struct chooser {
    const rh_screened_spec *spec;
    const rh_slabs_about *about;
    rh_carried *out;
    rh_arena *keep;
    rh_arena slab;
    rh_screen *screens[2];
    RH_VEC(entry_pair) entries;
    RH_VEC(size_t) played;
} chooser;

static bool pair_entries(chooser *c)
{
    const rh_register *a = rh_program_register(c->spec->both, 0), *b = rh_program_register(c->spec->both, 1);
    for (uint32_t e = 0; e < a->n_entries; e++) {
        const rh_str id = a->entries[e].id;
        const entry_pair pair = {{e, rh_register_entry(b, id)}, rh_program_same_entry(c->spec->both, 0, 1, id)};
        if (!RH_PUSH(c->keep, &c->entries, pair)) return false;
    }
    for (uint32_t e = 0; e < b->n_entries; e++) {
        const entry_pair pair = {.at = {RH_NONE, e}};
        if (rh_register_entry(a, b->entries[e].id) == RH_NONE && !RH_PUSH(c->keep, &c->entries, pair)) return false;
    }
    return true;
}

/* Rows in which both lanes come to the same. */
static uint64_t alike(const chooser *c, const rh_screened seen[2])
{
    size_t n_places;
    uint64_t apart = seen[0].scored ^ seen[1].scored;
    (void)rh_screen_places(c->screens[0], &n_places);
    for (size_t p = 0; p < n_places; p++) apart |= seen[0].placed[p] ^ seen[1].placed[p];
    for (size_t i = 0; i < c->entries.n; i++) {
        const entry_pair *e = &c->entries.at[i];
        const uint64_t a = e->at[0] != RH_NONE ? seen[0].opened[e->at[0]] : 0;
        const uint64_t b = e->at[1] != RH_NONE ? seen[1].opened[e->at[1]] : 0;
        apart |= e->is_same ? a ^ b : a | b;
    }
    return seen[0].together & seen[1].together & ~apart;
}

static rh_code choose_block(chooser *c, size_t first_row, size_t block, rh_err *err)
{
    rh_screened seen[2];
    rh_code code = rh_screen_block(&seen[0], c->screens[0], block, err);
    if (code == RH_OK) code = rh_screen_block(&seen[1], c->screens[1], block, err);
    if (code != RH_OK) return code;
    const uint64_t carried = alike(c, seen);
    c->out->journeys += (uint64_t)__builtin_popcountll(carried);
    for (uint64_t rest = seen[0].rows & ~carried; rest != 0; rest &= rest - 1)
        if (!RH_PUSH(c->keep, &c->played, first_row + block * 64 + (size_t)__builtin_ctzll(rest)))
            return rh_err_nomem(err);
    return RH_OK;
}

static bool wants(void *ctx, rh_str space, rh_str name)
{
    const chooser *c = ctx;
    return rh_screen_wants(c->screens[0], space, name) || rh_screen_wants(c->screens[1], space, name);
}

static rh_code choose_slab(chooser *c, size_t index, rh_err *err)
{
    const rh_slab_part *slab;
    size_t first_row;
    if (c->spec->stop != NULL && atomic_load(c->spec->stop))
        return rh_err_set(err, RH_INTERRUPTED, (rh_span){0}, "stopped");
    rh_arena_reset(&c->slab);
    rh_code code = rh_slabs_read(&slab, &first_row, &c->slab, c->spec->slabs, index, wants, c, err);
    for (int lane = 0; code == RH_OK && lane < 2; lane++) code = rh_screen_take(c->screens[lane], slab, err);
    for (size_t block = 0; code == RH_OK && block * 64 < slab->n; block++)
        code = choose_block(c, first_row, block, err);
    return code;
}

static void finish(chooser *c)
{
    rh_carried *out = c->out;
    rh_screening_count(&out->sums, c->about, out->journeys);
    out->played = c->played.at;
    out->n_played = c->played.n;
    out->is_whole = true;
}

static rh_code open_screens(chooser *c, const char **why, rh_err *err)
{
    const rh_screen_about about = {.at = c->about->at,
                                   .as_of = c->spec->as_of,
                                   .actorkind = c->about->actorkind,
                                   .lane_field = RH_NONE};
    rh_code code = RH_OK;
    for (int lane = 0; code == RH_OK && lane < 2 && *why == NULL; lane++)
        code = rh_screen_new(&c->screens[lane], why, rh_memory_host(), c->spec->one[lane], &about, err);
    return code;
}

rh_code rh_screened_choose(rh_carried *out, bool *is_there, const char **why, rh_arena *keep,
                           const rh_screened_spec *spec, rh_err *err)
{
    chooser c = {.spec = spec, .about = rh_slabs_about_get(spec->slabs), .out = out, .keep = keep};
    *out = (rh_carried){0};
    *is_there = false;
    *why = rh_instant_before(spec->as_of, c.about->at) ? "as-of lies before the snapshot" : NULL;
    if (*why != NULL) return RH_OK;
    rh_arena_init(&c.slab, rh_memory_host(), 0);
    rh_code code = pair_entries(&c) ? open_screens(&c, why, err) : rh_err_nomem(err);
    for (size_t i = 0; code == RH_OK && *why == NULL && i < c.about->n_slabs; i++) code = choose_slab(&c, i, err);
    *is_there = code == RH_OK && *why == NULL;
    if (*is_there) finish(&c);
    rh_screen_dispose(c.screens[0]);
    rh_screen_dispose(c.screens[1]);
    rh_arena_dispose(&c.slab);
    return code;
}
