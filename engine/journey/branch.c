/* Making and forking branches. */
#include "engine/journey/branch.h"

static void init_actions(rh_branch *b)
{
    static const rh_str sequence[] = {{"sequence", 8}};
    for (size_t a = 0; a < b->stratum->reg->n_actions; a++)
        b->actions[a] = (rh_action_state){.verdict = RH_BLOCK, .because = {sequence, 1}};
}

void rh_branch_init_slots(rh_value *slots, const rh_stratum *s)
{
    memset(slots, 0, s->n_slots * sizeof *slots);
    for (size_t f = 0; f < s->n_fields; f++) {
        const rh_field_type t = s->reg->fields[f].shape.type;
        if (t == RH_F_SET || t == RH_F_LIST || t == RH_F_TABLE) slots[f] = rh_list(NULL, 0);
    }
    slots[rh_core_slot_of(s, RH_SLOT_STATE)] = rh_string(RH_STR("none"));
    slots[rh_core_slot_of(s, RH_SLOT_PAUSED)] = rh_bool(false);
    slots[rh_core_slot_of(s, RH_SLOT_DID)] = rh_map_value(NULL, 0);
    slots[rh_core_slot_of(s, RH_SLOT_OPEN_ITEMS)] = rh_int(0);
    slots[rh_core_slot_of(s, RH_SLOT_APPROVERS)] = rh_int(0);
    slots[rh_core_slot_of(s, RH_SLOT_EVENT_DATA)] = rh_map_value(NULL, 0);
}

/* The arrays of a branch; `array` is rh_arena_array, or rh_arena_room_for where all of them are copied. */
static bool allocate(rh_branch *b, rh_arena *arena, void *(*array)(rh_arena *, size_t, size_t))
{
    const rh_stratum *s = b->stratum;
    b->arena = arena;
    b->lanes = array(arena, b->program->n_words, sizeof *b->lanes);
    b->slots = array(arena, s->n_slots, sizeof *b->slots);
    b->consumers = array(arena, s->n_consumers, sizeof *b->consumers);
    b->dirty = array(arena, rh_bits_words(s->n_consumers), sizeof *b->dirty);
    b->entries = array(arena, s->n_ids, sizeof *b->entries);
    b->active = array(arena, rh_bits_words(s->n_ids), sizeof *b->active);
    b->stale_verdicts = array(arena, rh_bits_words(s->reg->n_actions), sizeof *b->stale_verdicts);
    b->actions = array(arena, s->reg->n_actions, sizeof *b->actions);
    b->area_open = array(arena, s->n_areas, sizeof *b->area_open);
    b->area_since = array(arena, s->n_areas, sizeof *b->area_since);
    b->riders = array(arena, rh_bits_words(s->cores.n), sizeof *b->riders);
    b->heads = array(arena, rh_bits_words(s->cores.n), sizeof *b->heads);
    b->like = array(arena, s->cores.n, sizeof *b->like);
    b->own = array(arena, s->n_own * s->cores.n, sizeof *b->own);
    b->answers = array(arena, s->n_own != 0 ? s->cores.n : 0, sizeof *b->answers);
    return !rh_arena_failed(arena);
}

/* What may matter before the first state: the windows, ranges and guards of `none`, and all that has no place. */
static void mark_first(rh_branch *b)
{
    const rh_stratum *s = b->stratum;
    const size_t none = rh_place_of(s, RH_STATE_NONE);
    for (size_t c = 0; c < s->first_of[RH_CONSUMES_GUARD]; c++) rh_branch_mark(b, (uint32_t)c);
    rh_branch_mark_set(b, s->first_of[RH_CONSUMES_GUARD], s->leaving[none], s->reg->n_transitions);
    rh_branch_mark_set(b, s->first_of[RH_CONSUMES_WHEN], s->windows[none], s->n_variants);
    rh_branch_mark_set(b, s->first_of[RH_CONSUMES_RELEASE], s->ranges[none], s->reg->n_actions);
    for (size_t c = s->first_of[RH_CONSUMES_AUTO]; c < s->n_consumers; c++) rh_branch_mark(b, (uint32_t)c);
}

rh_code rh_branch_first(const rh_branch **out, rh_arena *keep, const rh_program *program, const rh_stratum *s,
                        rh_err *err)
{
    rh_branch *b = RH_NEW(keep, rh_branch);
    if (b == NULL) return rh_err_nomem(err);
    b->program = program;
    b->stratum = s;
    if (!allocate(b, keep, rh_arena_array)) return rh_err_nomem(err);
    for (size_t c = 0; c < s->n_consumers; c++) b->consumers[c].until = RH_INSTANT_NEVER;
    for (size_t e = 0; e < s->n_ids; e++)
        b->entries[e].due = b->entries[e].condition_due = b->entries[e].expiry_due = RH_INSTANT_NEVER;
    b->state = b->return_to = RH_STATE_NONE;
    b->now = RH_INSTANT_MIN;
    b->next_clock = b->wake = RH_INSTANT_NEVER;
    b->timers_are_stale = true;
    rh_branch_init_slots(b->slots, s);
    for (size_t i = 0; i < s->n_own * s->cores.n; i++) b->own[i] = b->slots[s->own[i / s->cores.n]];
    init_actions(b);
    mark_first(b);
    rh_branch_stale_verdicts(b);
    *out = b;
    return RH_OK;
}

static void copy_arrays(rh_branch *b, const rh_branch *from)
{
    const rh_stratum *s = b->stratum;
    memcpy(b->lanes, from->lanes, b->program->n_words * sizeof *b->lanes);
    memcpy(b->slots, from->slots, s->n_slots * sizeof *b->slots);
    memcpy(b->consumers, from->consumers, s->n_consumers * sizeof *b->consumers);
    memcpy(b->dirty, from->dirty, rh_bits_words(s->n_consumers) * sizeof *b->dirty);
    memcpy(b->entries, from->entries, s->n_ids * sizeof *b->entries);
    memcpy(b->active, from->active, rh_bits_words(s->n_ids) * sizeof *b->active);
    memcpy(b->stale_verdicts, from->stale_verdicts, rh_bits_words(s->reg->n_actions) * sizeof *b->stale_verdicts);
    memcpy(b->actions, from->actions, s->reg->n_actions * sizeof *b->actions);
    memcpy(b->area_open, from->area_open, s->n_areas * sizeof *b->area_open);
    memcpy(b->area_since, from->area_since, s->n_areas * sizeof *b->area_since);
    memcpy(b->riders, from->riders, rh_bits_words(s->cores.n) * sizeof *b->riders);
    memcpy(b->heads, from->heads, rh_bits_words(s->cores.n) * sizeof *b->heads);
    memcpy(b->like, from->like, s->cores.n * sizeof *b->like);
    memcpy(b->own, from->own, s->n_own * s->cores.n * sizeof *b->own);
    memcpy(b->answers, from->answers, (s->n_own != 0 ? s->cores.n : 0) * sizeof *b->answers);
}

/* The same situation in arrays of its own. */
static bool copy(rh_branch *b, const rh_branch *from, rh_arena *arena)
{
    *b = *from;
    if (!allocate(b, arena, rh_arena_room_for)) return false;
    copy_arrays(b, from);
    return true;
}

rh_code rh_branch_new(rh_branch **out, rh_arena *arena, const rh_branch *first, const uint64_t *asked,
                      uint64_t *parted, rh_err *err)
{
    const rh_stratum *s = first->stratum;
    const rh_program *program = first->program;
    rh_branch *b = rh_arena_room(arena, sizeof *b);
    if (b == NULL || !copy(b, first, arena)) return rh_err_nomem(err);
    for (size_t w = 0; w < program->n_words; w++) b->lanes[w] = s->lanes[w] & asked[w];
    b->parted = parted;
    b->core = program->core_of[rh_lanes_first(b->lanes, program->n_words)];
    rh_branch_count_riders(b);
    const rh_code code = rh_memo_new(&b->memo, arena, s->pool, err);
    if (code == RH_OK) *out = b;
    return code;
}

static bool copy_task_clocks(rh_branch *b)
{
    for (uint32_t e = rh_branch_next_active(b, 0); e < b->stratum->n_ids; e = rh_branch_next_active(b, e + 1)) {
        rh_entry_state *entry = &b->entries[e];
        if (entry->task_due == NULL) continue;
        const size_t n = rh_entry_variant(b, e)->entry->n_tasks;
        rh_instant *due = RH_NEW_N(b->arena, n, rh_instant);
        if (due == NULL) return false;
        memcpy(due, entry->task_due, n * sizeof *due);
        entry->task_due = due;
    }
    return true;
}

#define COPY_VEC(b, from, member) \
    ((b)->member.n = (b)->member.cap = (from)->member.n, \
     (b)->member.at = rh_arena_array((b)->arena, (from)->member.n, sizeof *(b)->member.at), \
     (b)->member.at == NULL ? false \
     : (from)->member.n == 0 ? true \
     : (memcpy((b)->member.at, (from)->member.at, (from)->member.n * sizeof *(b)->member.at), true))

static bool copy_lists(rh_branch *b, const rh_branch *from)
{
    return COPY_VEC(b, from, records) && COPY_VEC(b, from, undecided) && COPY_VEC(b, from, undecided_here) &&
           COPY_VEC(b, from, changed_names) && COPY_VEC(b, from, rejected);
}

static bool copy_touched(rh_branch *b)
{
    if (b->touched == NULL) return true;
    const uint64_t *from = b->touched;
    const size_t n = rh_bits_words(b->stratum->n_slots);
    b->touched = RH_NEW_N(b->arena, n, uint64_t);
    if (b->touched != NULL) memcpy(b->touched, from, n * sizeof *from);
    return b->touched != NULL;
}

rh_code rh_branch_fork(rh_branch **out, rh_branch *from, const uint64_t *lanes, rh_err *err)
{
    rh_branch fresh;
    rh_branch *b = RH_NEW(from->arena, rh_branch);
    if (b == NULL || !copy(&fresh, from, from->arena)) return rh_err_nomem(err);
    if (!copy_lists(&fresh, from) || !copy_task_clocks(&fresh) || !copy_touched(&fresh)) return rh_err_nomem(err);
    const rh_code code = rh_memo_new(&fresh.memo, from->arena, from->stratum->pool, err);
    if (code != RH_OK) return code;
    rh_memo_copy(fresh.memo, from->memo);
    const rh_code mustered = rh_mustered_fork(&fresh, err);
    if (mustered != RH_OK) return mustered;
    for (size_t w = 0; w < from->program->n_words; w++) {
        fresh.lanes[w] = lanes[w];
        from->lanes[w] &= ~lanes[w];
    }
    rh_branch_count_riders(&fresh);
    rh_branch_count_riders(from);
    *b = fresh;
    *out = b;
    return RH_OK;
}

rh_record *rh_branch_record(rh_branch *b, rh_record_kind kind)
{
    rh_record *record = rh_arena_room(b->arena, sizeof *record);
    if (record == NULL || !RH_PUSH(b->arena, &b->records, record)) return NULL;
    *record = (rh_record){.kind = kind, .n = (uint32_t)b->records.n, .step = b->step, .at = b->now, .event = b->event};
    return record;
}

rh_code rh_branch_tally_undecided(rh_branch *b, uint32_t consumer, rh_cause cause, rh_str where, uint64_t n)
{
    for (size_t i = 0; i < b->undecided.n; i++) {
        rh_undecided_tally *u = &b->undecided.at[i];
        if (u->consumer != consumer || u->cause != cause || !rh_str_eq(u->where, where)) continue;
        u->n += n;
        return RH_OK;
    }
    return RH_PUSH(b->arena, &b->undecided, (rh_undecided_tally){consumer, cause, where, n}) ? RH_OK : RH_NOMEM;
}

void rh_branch_changed(rh_branch *b, rh_str name)
{
    b->cursor.changed = b->has_moved = true;
    if (b->cursor.round < RH_LIMIT_ROUNDS) return;
    for (size_t i = 0; i < b->changed_names.n; i++)
        if (rh_str_eq(b->changed_names.at[i], name)) return;
    /* Without memory the name is missing and the arena remembers the failure, which ends the run. */
    if (!RH_PUSH(b->arena, &b->changed_names, name)) return;
}

uint32_t rh_branch_position(const rh_branch *b)
{
    if (b->state >= b->stratum->reg->n_states || !b->stratum->reg->states[b->state].is_side) return b->state;
    return b->return_to;
}

bool rh_branch_is_final(const rh_branch *b)
{
    return b->state < b->stratum->reg->n_states && b->stratum->reg->states[b->state].is_final;
}

bool rh_branch_in_range(const rh_branch *b, rh_range range)
{
    return rh_range_has(range, rh_branch_position(b));
}

const uint64_t *rh_branch_windows(const rh_branch *b)
{
    return rh_branch_is_final(b) ? NULL : b->stratum->windows[rh_place_of(b->stratum, rh_branch_position(b))];
}
