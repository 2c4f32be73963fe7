/* Conditions of entries over what the slots of a journey held. */
#include "engine/step/foresight.h"

#include "engine/journey/branch.h"

/* Evaluations of one entry by the clock alone, in one journey: with more than that it may open. */
enum { CLOCKS_MOST = 4096 };

/* A variant of one of the entries. */
typedef struct watched {
    const rh_variant *variant;
    rh_expr when;
    rh_instant until; /* what it said holds before it; NEVER: nothing is to be asked */
    uint32_t n_clocks;
    bool is_stale;    /* a slot that it reads changed */
} watched;

/* One that reads a slot. */
typedef struct reader {
    uint32_t slot, watched;
} reader;

struct rh_foresight {
    const rh_program *program;
    const rh_stratum *stratum;
    watched *at;
    size_t n;
    RH_VEC(reader) readers; /* by slot */
    uint32_t *slots;
    size_t n_slots;
    rh_value *values; /* per slot of the stratum */
    rh_value *first;  /* the same before the first event */
    rh_arena scratch; /* of an evaluation */
    rh_instant now;
    uint32_t place;
    bool may_open;
};

size_t rh_program_slots(const rh_program *program, size_t lane)
{
    return program->strata[program->stratum_of[lane]].n_slots;
}

bool rh_program_same_entry(const rh_program *program, size_t lane_a, size_t lane_b, rh_str id)
{
    const rh_stratum *s = &program->strata[program->stratum_of[lane_a]];
    if (program->stratum_of[lane_a] != program->stratum_of[lane_b]) return false;
    if (program->core_of[lane_a] != program->core_of[lane_b]) return false;
    for (size_t v = 0; v < s->n_variants; v++)
        if (rh_str_eq(s->ids[s->variants[v].at], id) &&
            rh_lanes_has(s->variants[v].lanes, lane_a) != rh_lanes_has(s->variants[v].lanes, lane_b))
            return false;
    return true;
}

/* ---- making one ---- */

static bool is_meant(const rh_str *ids, size_t n, rh_str id)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(ids[i], id)) return true;
    return false;
}

static bool add_reader(rh_foresight *f, rh_arena *keep, uint32_t slot, size_t at)
{
    return RH_PUSH(keep, &f->readers, (reader){slot, (uint32_t)at});
}

/* The slots of its condition and that of the segment. */
static bool add_readers(rh_foresight *f, rh_arena *keep, size_t at)
{
    const rh_stratum *s = f->stratum;
    const uint32_t segment = s->reg->policy.segment;
    size_t n;
    const uint32_t *reads = rh_pool_reads(s->pool, f->at[at].when, &n);
    bool ok = segment == RH_NONE || f->at[at].variant->entry->segments.at == NULL || add_reader(f, keep, segment, at);
    for (size_t i = 0; i < n && ok; i++) ok = add_reader(f, keep, reads[i], at);
    return ok;
}

static bool add_slots(rh_foresight *f, rh_arena *keep)
{
    uint64_t *read = RH_NEW_N(keep, rh_bits_words(f->stratum->n_slots), uint64_t);
    f->slots = RH_NEW_N(keep, f->readers.n, uint32_t);
    if (read == NULL || f->slots == NULL) return false;
    for (size_t i = 0; i < f->readers.n; i++) rh_bits_add(read, f->readers.at[i].slot);
    const size_t n = f->stratum->n_slots;
    for (size_t i = rh_bits_next(read, 0, n); i < n; i = rh_bits_next(read, i + 1, n))
        f->slots[f->n_slots++] = (uint32_t)i;
    return true;
}

static rh_code fill(rh_foresight *f, rh_arena *keep, const rh_str *ids, size_t n, rh_err *err)
{
    const rh_stratum *s = f->stratum;
    f->at = RH_NEW_N(keep, s->n_variants, watched);
    f->values = RH_NEW_N(keep, s->n_slots, rh_value);
    f->first = RH_NEW_N(keep, s->n_slots, rh_value);
    bool ok = f->at != NULL && f->values != NULL && f->first != NULL;
    for (size_t v = 0; v < s->n_variants && ok; v++) {
        if (!is_meant(ids, n, s->variants[v].entry->id)) continue;
        f->at[f->n] = (watched){.variant = &s->variants[v], .when = s->consumers[s->variants[v].consumer].expr};
        ok = add_readers(f, keep, f->n++);
    }
    if (!ok || !add_slots(f, keep)) return rh_err_nomem(err);
    rh_branch_init_slots(f->first, s);
    return RH_OK;
}

rh_code rh_foresight_new(rh_foresight **out, rh_arena *keep, const rh_program *program, const rh_str *ids, size_t n,
                         rh_err *err)
{
    *out = NULL;
    if (program->n_strata != 1 || program->strata[0].cores.n != 1) return RH_OK;
    rh_foresight *f = RH_NEW(keep, rh_foresight);
    if (f == NULL) return rh_err_nomem(err);
    f->program = program;
    f->stratum = &program->strata[0];
    rh_arena_init(&f->scratch, keep->host, 0);
    const rh_code code = fill(f, keep, ids, n, err);
    if (code == RH_OK) *out = f;
    else rh_foresight_dispose(f);
    return code;
}

void rh_foresight_dispose(rh_foresight *f)
{
    if (f != NULL) rh_arena_dispose(&f->scratch);
}

const uint32_t *rh_foresight_slots(const rh_foresight *f, size_t *n)
{
    *n = f->n_slots;
    return f->slots;
}

/* ---- a journey ---- */

void rh_foresight_begin(rh_foresight *f)
{
    memcpy(f->values, f->first, f->stratum->n_slots * sizeof *f->values);
    for (size_t i = 0; i < f->n; i++) {
        f->at[i].until = RH_INSTANT_NEVER;
        f->at[i].n_clocks = 0;
        f->at[i].is_stale = true;
    }
    f->now = RH_INSTANT_MIN;
    f->place = RH_NONE;
    f->may_open = false;
}

/* Nobody has approved what never opened, so that one slot stays as it was. */
void rh_foresight_set(rh_foresight *f, uint32_t slot, rh_value value)
{
    if (slot >= f->stratum->n_slots || slot == rh_core_slot_of(f->stratum, RH_SLOT_APPROVERS)) return;
    f->values[slot] = value;
    for (size_t i = 0; i < f->readers.n; i++)
        if (f->readers.at[i].slot == slot) f->at[f->readers.at[i].watched].is_stale = true;
}

static bool is_open_to(const rh_foresight *f, const rh_variant *v)
{
    if (f->place == RH_NONE) return false;
    const size_t variant = (size_t)(v - f->stratum->variants);
    return rh_bits_has(f->stratum->windows[f->place], variant) &&
           rh_entry_is_segment(f->stratum, f->values, v->entry);
}

/* An evaluation may leave texts in the scratch arena, which no answer needs. */
static void ask(rh_foresight *f, watched *w, rh_instant now)
{
    w->is_stale = false;
    w->until = RH_INSTANT_NEVER;
    if (!is_open_to(f, w->variant)) return;
    const rh_lent *lent = f->program->lent;
    rh_eval ev = {.slots = f->values, .now = now, .calendar = f->stratum->reg->calendar, .scratch = &f->scratch};
    if (lent != NULL) ev.regex = lent->regex, ev.zones = lent->zones, ev.host = lent->ctx;
    rh_arena_reset(&f->scratch);
    f->may_open |= !rh_value_is_false(rh_pool_eval(f->stratum->pool, w->when, &ev)) || rh_arena_failed(&f->scratch);
    w->until = ev.valid_until;
}

/* `now` is included: at that instant timers come before the event. */
void rh_foresight_pass(rh_foresight *f, rh_instant now)
{
    f->now = now;
    for (size_t i = 0; i < f->n && !f->may_open; i++) {
        watched *w = &f->at[i];
        while (!f->may_open && !rh_instant_is_never(w->until) && !rh_instant_before(now, w->until)) {
            if (w->n_clocks++ == CLOCKS_MOST) f->may_open = true;
            else ask(f, w, w->until);
        }
    }
}

void rh_foresight_look(rh_foresight *f, uint32_t place)
{
    f->may_open |= place != RH_NONE && place > f->stratum->reg->n_states; /* none that the lanes know */
    const bool has_moved = place != f->place;
    if (f->may_open) return;
    f->place = place;
    for (size_t i = 0; i < f->n && !f->may_open; i++)
        if (f->at[i].is_stale || has_moved) ask(f, &f->at[i], f->now);
}

bool rh_foresight_end(rh_foresight *f, rh_instant as_of)
{
    rh_foresight_pass(f, as_of);
    return f->may_open;
}
