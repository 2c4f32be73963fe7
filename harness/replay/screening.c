/* Slabs through a screen, into a summary. */
#include "harness/replay/screening_insides.h"

#include "harness/system/memory.h"

enum { SLAB_WORDS = RH_SLAB_ROWS / RH_SCREENING_BLOCK };

typedef struct screener {
    const rh_screening_spec *spec;
    rh_screening *out;
    rh_screen *screen;
    rh_screening_sum sum;
} screener;

static bool wants(void *ctx, rh_str space, rh_str name)
{
    const screener *s = ctx;
    return rh_screen_wants(s->screen, space, name);
}

static rh_code add_block(screener *s, size_t first, size_t block, rh_err *err)
{
    rh_screened seen;
    rh_screening *out = s->out;
    const rh_code code = rh_screen_block(&seen, s->screen, block, err);
    if (code != RH_OK) return code;
    const uint64_t rest = seen.rows & ~seen.together;
    out->rest[first / RH_SCREENING_BLOCK + block] = rest;
    out->n_rest += (size_t)__builtin_popcountll(rest);
    out->n_together += (size_t)__builtin_popcountll(seen.together);
    return seen.together != 0 ? rh_screening__add(&s->sum, block, &seen, err) : RH_OK;
}

static rh_code add_slab(screener *s, size_t index, rh_err *err)
{
    const rh_slab_part *slab;
    size_t first;
    rh_arena_reset(&s->sum.slab);
    rh_code code = rh_slabs_read(&slab, &first, &s->sum.slab, s->spec->slabs, index, wants, s, err);
    if (code == RH_OK) code = rh_screen_take(s->screen, slab, err);
    if (code == RH_OK) code = rh_screening__begin(&s->sum, slab, first, err);
    if (code != RH_OK) return code;
    s->out->before[index] = s->out->n_rest;
    for (size_t block = 0; code == RH_OK && block * RH_SCREENING_BLOCK < slab->n; block++)
        code = add_block(s, first, block, err);
    if (code == RH_OK) code = rh_screening__end(&s->sum, err);
    if (code == RH_OK && s->spec->progress != NULL)
        s->spec->progress(s->spec->progress_ctx, s->out->n_together, s->spec->history->n_journeys);
    return code;
}

static bool is_stopped(const screener *s) { return s->spec->stop != NULL && atomic_load(s->spec->stop); }

static rh_code add_all(screener *s, rh_arena *keep, rh_summary *summary, rh_err *err)
{
    rh_screening *out = s->out;
    const rh_slabs_about *about = rh_slabs_about_get(s->spec->slabs);
    out->rest = RH_NEW_N(keep, about->n_slabs * SLAB_WORDS, uint64_t);
    out->before = RH_NEW_N(keep, about->n_slabs, size_t);
    out->n_slabs = about->n_slabs;
    if (out->rest == NULL || out->before == NULL) return rh_err_nomem(err);
    rh_code code = rh_screening__sum(&s->sum, keep, s->spec, summary, s->screen, err);
    for (size_t i = 0; code == RH_OK && i < about->n_slabs; i++) {
        if (is_stopped(s))
            return rh_err_set(err, RH_INTERRUPTED, (rh_span){0}, "stopped after %zu of %zu journeys", out->n_together,
                              s->spec->history->n_journeys);
        code = add_slab(s, i, err);
    }
    return code;
}

rh_code rh_screening_run(rh_screening *out, rh_arena *keep, const rh_screening_spec *spec, rh_summary *summary,
                         rh_err *err)
{
    *out = (rh_screening){.all = spec->history, .why = "the history is no snapshot"};
    if (spec->slabs == NULL) return RH_OK;
    const rh_slabs_about *history = rh_slabs_about_get(spec->slabs);
    out->why = "as-of lies before the snapshot";
    if (rh_instant_before(spec->as_of, history->at)) return RH_OK;
    screener s = {.spec = spec, .out = out};
    const rh_screen_about about = {.at = history->at,
                                   .as_of = spec->as_of,
                                   .actorkind = history->actorkind,
                                   .lane_field = spec->lane_field};
    out->why = NULL;
    rh_code code = rh_screen_new(&s.screen, &out->why, rh_memory_host(), spec->program, &about, err);
    if (code != RH_OK || s.screen == NULL) return code;
    rh_arena_init(&s.sum.slab, rh_memory_host(), 0);
    code = add_all(&s, keep, summary, err);
    rh_arena_dispose(&s.sum.slab);
    rh_screen_dispose(s.screen);
    return code;
}

/* ---- the others ---- */

/* The last slab that fewer than `index` + 1 of the others stand before. */
static size_t slab_of(const rh_screening *s, size_t index)
{
    size_t low = 0, high = s->n_slabs;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (s->before[middle] <= index) low = middle;
        else high = middle;
    }
    return low;
}

size_t rh_screening_other(const rh_screening *s, size_t index)
{
    const size_t slab = slab_of(s, index);
    size_t left = index - s->before[slab], word = slab * SLAB_WORDS;
    for (size_t n; (n = (size_t)__builtin_popcountll(s->rest[word])) <= left; word++) left -= n;
    uint64_t rows = s->rest[word];
    for (; left > 0; left--) rows &= rows - 1;
    return word * RH_SCREENING_BLOCK + (size_t)__builtin_ctzll(rows);
}

static rh_code load_other(void *ctx, unsigned thread, size_t index, rh_arena *arena, rh_journey *out, rh_err *err)
{
    const rh_screening *s = ctx;
    return s->all->load(s->all->ctx, thread, rh_screening_other(s, index), arena, out, err);
}

rh_history rh_screening_rest(rh_screening *screening)
{
    if (screening->why != NULL) return *screening->all;
    return (rh_history){.ctx = screening, .n_journeys = screening->n_rest, .load = load_other};
}
