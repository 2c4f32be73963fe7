/* Settling: derived fields, one transition at most, entries, verdicts, automatic actions; again until nothing moves. */
#include "engine/step/insides.h"

#include <stdlib.h>

static rh_code derive(rh_branch *b, const rh_work *w, uint32_t d)
{
    const rh_stratum *s = b->stratum;
    const rh_field *field = &s->reg->fields[s->derived[d].field];
    rh_value value;
    rh_code code = rh_branch_fit(&value, b, w, d, rh_branch_eval(b, w, d));
    if (code != RH_OK) return code;
    const bool moves = !rh_value_same(value, b->slots[s->derived[d].field]);
    if (moves) value = rh_value_keep(b->arena, w->scratch, value);
    if (s->derived[d].own != RH_NONE && b->n_riders != 0) code = rh_branch_note_own(b, w, d, value, moves);
    if (code != RH_OK || !moves) return code;
    rh_branch_set(b, s->derived[d].field, value);
    rh_branch_changed(b, field->name);
    return RH_OK;
}

/* The marked ones of some derived fields. */
static rh_code derive_marked(rh_branch *b, const rh_work *w, uint32_t from, uint32_t end)
{
    for (uint32_t d = from; (d = rh_branch_next_dirty(b, d, end)) != RH_NONE; d++) {
        const rh_code code = derive(b, w, d);
        if (code != RH_OK) return code;
    }
    return rh_arena_failed(b->arena) ? rh_err_nomem(w->err) : RH_OK;
}

/* The first time in a step. */
static rh_code derive_all(rh_branch *b, const rh_work *w)
{
    const rh_musters *musters = b->mustered->musters;
    b->mustered->has_derived = true;
    for (size_t i = 0; i < musters->derived.n; i++) {
        const rh_derived_muster *some = &musters->derived.at[i];
        rh_mustered_choose(b, w, some);
        const rh_code code = derive_marked(b, w, some->first, some->end);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

rh_code rh_step__derive(rh_branch *b, const rh_work *w)
{
    if (b->mustered != NULL && !b->mustered->has_derived) return derive_all(b, w);
    for (uint32_t d = 0; b->mustered != NULL && (d = rh_branch_next_dirty(b, d, b->stratum->n_derived)) != RH_NONE; d++)
        rh_mustered_derived(b, d);
    return derive_marked(b, w, 0, (uint32_t)b->stratum->n_derived);
}

static bool leaves(const rh_transition *t, uint32_t state)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (t->from[i] == state) return true;
    return false;
}

static bool is_side(const rh_register *reg, uint32_t state)
{
    return state < reg->n_states && reg->states[state].is_side;
}

static rh_str state_name(const rh_register *reg, uint32_t state)
{
    return state < reg->n_states ? reg->states[state].id : RH_STR("none");
}

static bool applies(const rh_branch *b, const rh_transition *t)
{
    return leaves(t, b->state) && (t->to != RH_STATE_RETURN || is_side(b->stratum->reg, b->state));
}

/* Marks consumer first + i for each i that is in one set and not in the other; NULL: the empty set. */
static void mark_difference(rh_branch *b, size_t first, const uint64_t *x, const uint64_t *y, size_t n)
{
    for (size_t w = 0; w < rh_bits_words(n); w++) {
        uint64_t bits = (x != NULL ? x[w] : 0) ^ (y != NULL ? y[w] : 0);
        for (; bits != 0; bits &= bits - 1) rh_branch_mark(b, (uint32_t)(first + w * 64 + rh_bits_lowest(bits)));
    }
}

/* Where a journey stands, as far as windows, ranges and guards ask. */
typedef struct site {
    uint32_t state, position;
    const uint64_t *windows;
} site;

static site site_of(const rh_branch *b)
{
    return (site){b->state, rh_branch_position(b), rh_branch_windows(b)};
}

/* What stands on the state: the guards of the one left, whose clocks are given up, and of the one entered; the entries
 * whose windows are entered or left, and those that are not idle; the actions whose ranges are. */
static void mark_for_state(rh_branch *b, const site *before)
{
    const rh_stratum *s = b->stratum;
    const site now = site_of(b);
    const size_t guards = s->first_of[RH_CONSUMES_GUARD], releases = s->first_of[RH_CONSUMES_RELEASE];
    const uint64_t *from = s->ranges[rh_place_of(s, before->position)], *to = s->ranges[rh_place_of(s, now.position)];
    rh_branch_mark_set(b, guards, s->leaving[rh_place_of(s, before->state)], s->reg->n_transitions);
    rh_branch_mark_set(b, guards, s->leaving[rh_place_of(s, now.state)], s->reg->n_transitions);
    mark_difference(b, s->first_of[RH_CONSUMES_WHEN], before->windows, now.windows, s->n_variants);
    for (uint32_t e = rh_branch_next_active(b, 0); e < s->n_ids; e = rh_branch_next_active(b, e + 1))
        rh_entry_mark(b, e);
    mark_difference(b, releases, from, to, s->reg->n_actions);
    for (size_t w = 0; w < rh_bits_words(s->reg->n_actions); w++) b->stale_verdicts[w] |= from[w] ^ to[w];
    b->timers_are_stale = true;
}

static rh_code go(rh_branch *b, const rh_work *w, uint32_t to)
{
    const rh_register *reg = b->stratum->reg;
    rh_record *record = rh_branch_record(b, RH_REC_STATE);
    if (record == NULL) return rh_err_nomem(w->err);
    record->state.from = state_name(reg, b->state);
    record->state.to = state_name(reg, to);
    if (rh_branch_is_final(b)) b->cursor.left_final = true;
    if (is_side(reg, to) && !is_side(reg, b->state)) b->return_to = b->state;
    if (b->state == RH_STATE_NONE && !b->was_triggered) {
        b->was_triggered = true;
        rh_branch_set(b, rh_core_slot_of(b->stratum, RH_SLOT_TRIGGERED_AT), rh_timestamp(b->now));
    }
    const site before = site_of(b);
    b->state = to;
    rh_branch_set(b, rh_core_slot_of(b->stratum, RH_SLOT_STATE), rh_string(state_name(reg, to)));
    mark_for_state(b, &before);
    rh_branch_changed(b, RH_STR("state"));
    return RH_OK;
}

/* A guard that is not marked is known not to be true, else it had been taken when it was last looked at. */
static rh_code transit(rh_branch *b, const rh_work *w)
{
    const rh_stratum *s = b->stratum;
    const size_t first = s->first_of[RH_CONSUMES_GUARD], end = s->first_of[RH_CONSUMES_WHEN];
    uint32_t c = (uint32_t)first;
    while ((c = rh_branch_next_dirty(b, c, end)) != RH_NONE) {
        const rh_transition *t = &s->reg->transitions[c - first];
        if (!applies(b, t)) rh_branch_skip(b, c);
        else if (rh_value_is_true(rh_branch_eval(b, w, c)))
            return go(b, w, t->to == RH_STATE_RETURN ? b->return_to : t->to);
        c++;
    }
    return RH_OK;
}

/* The lanes in which something reads the slot. */
static void add_readers_of(uint64_t *lanes, const rh_branch *b, uint32_t slot)
{
    const rh_stratum *s = b->stratum;
    for (size_t i = 0; i < s->n_readers[slot]; i++) {
        const rh_consumer *c = &s->consumers[s->readers[slot][i].consumer];
        const uint64_t *its = c->kind == RH_CONSUMES_WHEN ? s->variants[c->index].lanes : s->lanes;
        for (size_t w = 0; w < b->program->n_words; w++) lanes[w] |= b->lanes[w] & its[w];
    }
}

static const rh_core_slot item_slots[] = {RH_SLOT_OPEN_ITEMS, RH_SLOT_EARLIEST_DUE, RH_SLOT_OLDEST_OPEN_AT};

/* Before the last round it is enough that somebody may: one that finds nothing to do is spared. */
static bool is_read(const rh_branch *b, const rh_work *w, uint32_t slot)
{
    if (b->cursor.round < RH_LIMIT_ROUNDS || b->program->n_lanes == 1) return b->stratum->n_readers[slot] != 0;
    uint64_t *lanes = RH_NEW_N(w->scratch, b->program->n_words, uint64_t);
    if (lanes == NULL) return true; /* the scratch remembers the failure, which ends the run */
    add_readers_of(lanes, b, slot);
    return rh_lanes_meet(lanes, b->lanes, b->program->n_words);
}

/* In the last round it shows in a record who reads of the open items: lanes that read another slot of them part. */
static rh_code part_by_readers(rh_branch *b, const rh_work *w)
{
    const size_t n_words = b->program->n_words;
    if (b->cursor.round < RH_LIMIT_ROUNDS || !b->cursor.items_moved) return RH_OK;
    for (size_t i = 0; i < sizeof item_slots / sizeof *item_slots; i++) {
        uint64_t *lanes = RH_NEW_N(w->scratch, n_words, uint64_t);
        rh_branch *fork;
        if (lanes == NULL) return rh_err_nomem(w->err);
        add_readers_of(lanes, b, rh_core_slot_of(b->stratum, item_slots[i]));
        if (!rh_lanes_meet(lanes, b->lanes, n_words) || rh_lanes_within(b->lanes, lanes, n_words)) continue;
        rh_code code = rh_branch_fork(&fork, b, lanes, w->err);
        if (code == RH_OK) code = rh_run__push(w->run, fork, w->err);
        if (code != RH_OK) return code;
    }
    return RH_OK;
}

/* Ruling 33: what expressions read of the open items is as of the end of the round before. */
static void publish_items(rh_branch *b, const rh_work *w)
{
    if (!b->cursor.items_moved) return;
    b->cursor.items_moved = false;
    const rh_stratum *s = b->stratum;
    int64_t open = 0;
    rh_instant oldest = RH_INSTANT_NEVER, due = RH_INSTANT_NEVER;
    for (size_t a = 0; a < s->n_areas; a++) {
        if (b->area_open[a] == 0) continue;
        open++;
        oldest = rh_instant_min(oldest, b->area_since[a]);
    }
    for (uint32_t e = rh_branch_next_active(b, 0); e < s->n_ids; e = rh_branch_next_active(b, e + 1))
        if (b->entries[e].phase == RH_ENTRY_OPEN) due = rh_instant_min(due, b->entries[e].due);
    const struct { rh_core_slot slot; rh_value value; } items[] = {
        {RH_SLOT_OPEN_ITEMS, rh_int(open)},
        {RH_SLOT_EARLIEST_DUE, rh_instant_is_never(due) ? rh_null() : rh_timestamp(due)},
        {RH_SLOT_OLDEST_OPEN_AT, rh_instant_is_never(oldest) ? rh_null() : rh_timestamp(oldest)}};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        const uint32_t slot = rh_core_slot_of(s, items[i].slot);
        if (rh_branch_set(b, slot, items[i].value) && is_read(b, w, slot)) rh_branch_changed(b, RH_STR("workflow"));
    }
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

/* Ruling 63. */
static rh_code oscillate(rh_branch *b, const rh_work *w)
{
    rh_record *record = rh_branch_record(b, RH_REC_ERROR);
    if (record == NULL) return rh_err_nomem(w->err);
    if (b->changed_names.n > 1) qsort(b->changed_names.at, b->changed_names.n, sizeof *b->changed_names.at, by_text);
    record->error.code = RH_STR("oscillation");
    record->error.what = (rh_strs){b->changed_names.at, b->changed_names.n};
    b->is_dead = true;
    return RH_OK;
}

static rh_code begin_round(rh_branch *b, const rh_work *w)
{
    b->cursor.round++;
    b->cursor.changed = false;
    b->cursor.variant = 0;
    const rh_code code = rh_step__derive(b, w);
    if (b->mustered != NULL) rh_branch_muster(b, w);
    return code == RH_OK ? transit(b, w) : code;
}

static rh_code rest_of_round(rh_branch *b, const rh_work *w)
{
    rh_code code = rh_step__settle_entries(b, w);
    if (code == RH_OK) code = rh_step__settle_verdicts(b, w);
    if (code == RH_OK) code = rh_step__settle_automatic(b, w);
    if (code == RH_OK) code = part_by_readers(b, w);
    if (code == RH_OK) publish_items(b, w);
    return code;
}

/* Whether a further round would find nothing to do, and nobody looks at it. */
static bool is_quiet(const rh_branch *b)
{
    const size_t n_actions = b->stratum->reg->n_actions;
    return b->touched == NULL && b->n_pending == 0 && b->cursor.round < RH_LIMIT_ROUNDS &&
           rh_branch_next_dirty(b, 0, b->stratum->first_of[RH_CONSUMES_ALERT]) == RH_NONE &&
           rh_bits_next(b->stale_verdicts, 0, n_actions) >= n_actions;
}

rh_code rh_step__settle(rh_branch *b, const rh_work *w)
{
    bool is_resumed = b->cursor.round != 0;
    do {
        rh_code code = is_resumed ? RH_OK : begin_round(b, w);
        if (code == RH_OK) code = rest_of_round(b, w);
        if (code != RH_OK) return code;
        is_resumed = false;
        b->cursor.changed = b->cursor.changed && !is_quiet(b);
    } while (b->cursor.changed && b->cursor.round < RH_LIMIT_ROUNDS);
    if (b->cursor.left_final && !rh_branch_is_final(b)) rh_branch_forget_past_timers(b);
    const bool oscillates = b->cursor.changed;
    b->is_marked = false;
    b->cursor = (rh_cursor){.in_timers = b->cursor.in_timers};
    if (oscillates) return oscillate(b, w);
    const rh_code code = rh_step__note_alerts(b, w);
    return code == RH_OK ? rh_step__note_health(b, w) : code;
}
