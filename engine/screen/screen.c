/* Plain steps, 64 rows at a time. */
#include "engine/screen/insides.h"

#include "engine/journey/branch.h"

/* ---- the screen ---- */

static bool make_room(rh_screen *screen)
{
    const rh_stratum *s = screen->stratum;
    rh_value *before = RH_NEW_N(&screen->keep, s->n_slots, rh_value);
    if (before == NULL) return false;
    rh_branch_init_slots(before, s);
    screen->before = before;
    screen->is_true = RH_NEW_N(&screen->keep, screen->roots.n, uint64_t);
    screen->is_open = RH_NEW_N(&screen->keep, screen->roots.n, uint64_t);
    screen->opened = RH_NEW_N(&screen->keep, s->reg->n_entries, uint64_t);
    screen->placed = RH_NEW_N(&screen->keep, screen->places.n, uint64_t);
    return !rh_arena_failed(&screen->keep);
}

rh_code rh_screen_new(rh_screen **out, const char **why, rh_host_memory host, const rh_program *program,
                      const rh_screen_about *about, rh_err *err)
{
    rh_screen *screen = host.take(host.ctx, sizeof *screen);
    *out = NULL;
    if (screen == NULL) return rh_err_nomem(err);
    *screen = (rh_screen){.program = program, .stratum = &program->strata[0], .about = *about};
    rh_arena_init(&screen->keep, host, 0);
    rh_arena_init(&screen->slab, host, 0);
    rh_arena_init(&screen->block, host, 0);
    rh_code code = rh_screen__fit(screen, why, err);
    if (code == RH_OK && *why == NULL && !make_room(screen)) code = rh_err_nomem(err);
    if (code != RH_OK || *why != NULL) rh_screen_dispose(screen);
    else *out = screen;
    return code;
}

void rh_screen_dispose(rh_screen *screen)
{
    if (screen == NULL) return;
    const rh_host_memory host = screen->keep.host;
    rh_arena_dispose(&screen->block);
    rh_arena_dispose(&screen->slab);
    rh_arena_dispose(&screen->keep);
    host.give(host.ctx, screen, sizeof *screen);
}

const rh_screen_place *rh_screen_places(const rh_screen *screen, size_t *n)
{
    *n = screen->places.n;
    return screen->places.at;
}

uint64_t rh_screen_tasks(const rh_screen *screen, uint32_t entry)
{
    const rh_entry *e = &screen->stratum->reg->entries[entry];
    uint64_t n = 0;
    for (size_t i = 0; i < e->n_tasks; i++) n += !e->tasks[i].has_after;
    return n;
}

/* Null where a plain field holds no text. */
static rh_str text_of(const rh_screen *screen, uint32_t field, size_t row)
{
    const rh_value v = rh_strip_scalar(&screen->strips[field], row);
    return v.kind == RH_STRING ? rh_value_str(v) : rh_str_null();
}

rh_str rh_screen_lane(const rh_screen *screen, size_t row) { return text_of(screen, screen->about.lane_field, row); }

/* ---- a block ---- */

static uint64_t true_in(const rh_screen *screen, uint32_t root)
{
    if (root >= RH_ROOT_TRUE) return root == RH_ROOT_TRUE ? UINT64_MAX : 0;
    return screen->is_true[root];
}

static uint64_t open_in(const rh_screen *screen, uint32_t root)
{
    if (root >= RH_ROOT_TRUE) return root == RH_ROOT_OPEN ? UINT64_MAX : 0;
    return screen->is_open[root];
}

rh_eval rh_screen__evaluation(const rh_screen *screen, rh_arena *scratch)
{
    const rh_lent *lent = screen->program->lent;
    rh_eval ev = {.now = screen->about.at, .calendar = screen->stratum->reg->calendar, .scratch = scratch};
    if (lent != NULL) ev.regex = lent->regex, ev.zones = lent->zones, ev.host = lent->ctx;
    return ev;
}

/* Derived fields that no condition reads are evaluated all the same. */
static bool derive_all(rh_screen *screen, size_t block, uint64_t rows)
{
    if (!screen->has_derived || rh_batch_needs_rows(screen->batch)) return true;
    for (size_t i = 0; i < 64 && (rows >> i & 1) != 0; i++)
        if (rh_screen__row(screen, &screen->block, block * 64 + i) == NULL) return false;
    return true;
}

static rh_code evaluate(bool *is_plain, rh_screen *screen, size_t block, uint64_t used, rh_err *err)
{
    rh_rows *rows;
    bool is_long;
    rh_arena_reset(&screen->block);
    screen->undecided = screen->scored = 0;
    screen->until = RH_INSTANT_NEVER;
    rh_eval ev = rh_screen__evaluation(screen, &screen->block);
    const rh_code code = rh_rows_cut(&rows, &is_long, &screen->block, screen->laid, block, err);
    *is_plain = code == RH_OK && !is_long;
    if (!*is_plain) return code;
    if (!derive_all(screen, block, used)) return rh_err_nomem(err);
    rh_batch_eval(screen->batch, &ev, rows, screen->is_true, screen->is_open);
    *is_plain = rh_instant_before(screen->about.as_of, rh_instant_min(screen->until, ev.valid_until));
    return rh_arena_failed(&screen->block) ? rh_err_nomem(err) : RH_OK;
}

/* The first guard that is true is taken, in the order of the transitions; from where it leads none may be. */
static uint64_t move(rh_screen *screen, uint64_t together)
{
    uint64_t *placed = screen->placed;
    memset(placed, 0, screen->places.n * sizeof *placed);
    uint64_t waiting = together, left = 0, moved = 0;
    for (size_t g = 0; g < screen->guards.n; g++) {
        const rh_screen_guard *guard = &screen->guards.at[g];
        const uint64_t yes = true_in(screen, guard->root), open = open_in(screen, guard->root);
        if (guard->place != 0) {
            left |= placed[guard->place] & (yes | open);
            continue;
        }
        left |= waiting & open;
        const uint64_t takes = waiting & yes;
        if (guard->to == RH_NONE) left |= takes;
        else placed[guard->to] |= takes;
        moved |= takes;
        waiting &= ~takes;
    }
    placed[0] = waiting;
    if (screen->state_is_read) left |= moved;
    return together & ~left;
}

static void find_segments(rh_screen *screen, size_t block, uint64_t together)
{
    const uint32_t field = screen->stratum->reg->policy.segment;
    if (screen->segments.n == 0) return;
    memset(screen->in_segment, 0, screen->segments.n * sizeof *screen->in_segment);
    screen->in_no_segment = 0;
    for (uint64_t rest = together; rest != 0; rest &= rest - 1) {
        const size_t i = rh_bits_lowest(rest);
        const rh_str its = text_of(screen, field, block * 64 + i);
        const uint32_t at = its.ptr != NULL ? rh_map_get(&screen->segments, its) : RH_MAP_NONE;
        if (its.ptr == NULL) screen->in_no_segment |= (uint64_t)1 << i;
        else if (at != RH_MAP_NONE) screen->in_segment[at] |= (uint64_t)1 << i;
    }
}

/* Rows in which an entry is asked for, as far as segments go (ruling 51). */
static uint64_t in_segments(const rh_screen *screen, const rh_entry *entry)
{
    if (entry->segments.at == NULL || screen->stratum->reg->policy.segment == RH_NONE) return UINT64_MAX;
    uint64_t rows = screen->in_no_segment;
    for (size_t i = 0; i < entry->segments.n; i++)
        rows |= screen->in_segment[rh_map_get(&screen->segments, entry->segments.at[i])];
    return rows;
}

static uint64_t open_entries(rh_screen *screen, uint64_t together)
{
    const rh_stratum *s = screen->stratum;
    uint64_t left = 0;
    memset(screen->opened, 0, s->reg->n_entries * sizeof *screen->opened);
    for (size_t i = 0; i < screen->variants.n; i++) {
        const rh_screen_variant *v = &screen->variants.at[i];
        uint64_t asked = 0;
        for (size_t p = 0; p < screen->places.n; p++)
            if (rh_bits_has(s->windows[rh_place_of(s, screen->places.at[p].state)], v->variant))
                asked |= screen->placed[p];
        asked &= in_segments(screen, s->variants[v->variant].entry);
        const uint64_t opens = asked & true_in(screen, v->root);
        left |= asked & open_in(screen, v->root);
        if (v->is_due || v->moves_facts) left |= opens;
        screen->opened[v->entry] = opens;
    }
    return together & ~left;
}

/* Actions that run by themselves and alerts are for a run, and so is a release of which nobody knows. */
static uint64_t keep_quiet(const rh_screen *screen, uint64_t together)
{
    for (size_t i = 0; i < screen->n_quiet; i++)
        together &= ~(true_in(screen, screen->quiet[i]) | open_in(screen, screen->quiet[i]));
    for (size_t i = 0; i < screen->n_releases; i++) together &= ~open_in(screen, screen->releases[i]);
    return together;
}

/* ---- what nobody declared ---- */

static uint64_t count_said(const rh_slab_column *c, size_t from, size_t end)
{
    uint64_t n = 0;
    for (size_t w = from / 64; w * 64 < end; w++) {
        uint64_t bits = rh_slab_said(c, w);
        if (w == from / 64) bits &= UINT64_MAX << (from % 64);
        if (end - w * 64 < 64) bits &= ((uint64_t)1 << (end - w * 64)) - 1;
        n += (uint64_t)__builtin_popcountll(bits);
    }
    return n;
}

static uint64_t count_unmapped(const rh_screen *screen, size_t block, uint64_t together)
{
    uint64_t n = 0;
    for (size_t i = 0; i < screen->unmapped.n; i++) {
        const rh_screen_unmapped *u = &screen->unmapped.at[i];
        if (u->of == NULL) {
            n += (uint64_t)__builtin_popcountll(rh_slab_said(u->column, block) & together);
            continue;
        }
        /* Neighbours are counted at once. */
        for (uint64_t rest = together; rest != 0;) {
            const size_t from = rh_bits_lowest(rest);
            const uint64_t gap = ~rest & UINT64_MAX << from;
            const size_t end = gap != 0 ? rh_bits_lowest(gap) : 64, row = block * 64;
            n += count_said(u->column, u->of->first[row + from], u->of->first[row + end]);
            rest = end < 64 ? rest & UINT64_MAX << end : 0;
        }
    }
    return n;
}

/* No row is together. */
static void forget_block(rh_screen *screen)
{
    memset(screen->placed, 0, screen->places.n * sizeof *screen->placed);
    memset(screen->opened, 0, screen->stratum->reg->n_entries * sizeof *screen->opened);
}

rh_code rh_screen_block(rh_screened *out, rh_screen *screen, size_t block, rh_err *err)
{
    const size_t left = screen->taken->n - block * 64;
    const uint64_t rows = left >= 64 ? UINT64_MAX : ((uint64_t)1 << left) - 1;
    bool is_plain;
    *out = (rh_screened){.rows = rows, .opened = screen->opened, .placed = screen->placed};
    const rh_code code = evaluate(&is_plain, screen, block, rows, err);
    if (code != RH_OK || !is_plain) {
        forget_block(screen);
        return code;
    }
    uint64_t together = move(screen, rows & ~screen->apart[block] & ~screen->undecided);
    find_segments(screen, block, together);
    together = open_entries(screen, together);
    together = keep_quiet(screen, together);
    for (size_t p = 0; p < screen->places.n; p++) screen->placed[p] &= together;
    for (size_t i = 0; i < screen->variants.n; i++) screen->opened[screen->variants.at[i].entry] &= together;
    out->together = together;
    out->scored = screen->scored & together;
    out->n_unmapped_parts = count_unmapped(screen, block, together);
    return RH_OK;
}
