/* Fields that each core of a branch has as its own: evaluated side by side, and by themselves no reason to part. */
#include "engine/journey/branch.h"

#include "engine/program/shape.h"

static rh_value *row(const rh_branch *b, size_t i) { return b->own + i * b->stratum->cores.n; }

void rh_branch_wear(rh_branch *b, size_t core)
{
    for (size_t i = 0; i < b->stratum->n_own; i++) b->slots[b->stratum->own[i]] = row(b, i)[core];
}

static bool same_own(const rh_branch *b, size_t j, size_t k)
{
    for (size_t i = 0; i < b->stratum->n_own; i++)
        if (!rh_branch_same_bits(row(b, i)[j], row(b, i)[k])) return false;
    return true;
}

/* Settings stand in their order, so that those that are alike stand beside each other, mostly. */
void rh_branch_group(rh_branch *b)
{
    const size_t n = b->stratum->cores.n;
    size_t last = b->core;
    memset(b->heads, 0, rh_bits_words(n) * sizeof *b->heads);
    b->like[b->core] = b->core;
    for (size_t k = rh_branch_next_rider(b, 0); k < n; k = rh_branch_next_rider(b, k + 1)) {
        b->like[k] = (uint32_t)k;
        if (same_own(b, k, b->core)) b->like[k] = b->core;
        else if (same_own(b, k, last)) b->like[k] = b->like[last];
        else rh_bits_add(b->heads, k);
        last = k;
    }
}

/* ---- decided entries, which go by whether the fields that their condition names are what they were ---- */

/* The index of the field among those that an entry remembers; the number of them where it remembers no such field. */
static size_t place_in(const rh_variant *v, uint32_t field)
{
    size_t i = 0;
    while (i < v->n_reads && v->reads[i] != field) i++;
    return i;
}

static bool remembers(const rh_branch *b, uint32_t entry)
{
    const uint8_t phase = b->entries[entry].phase;
    return phase == RH_ENTRY_RELEASED || phase == RH_ENTRY_REJECTED;
}

static bool is_remembered(const rh_branch *b, uint32_t field)
{
    for (uint32_t e = rh_branch_next_active(b, 0); e < b->stratum->n_ids; e = rh_branch_next_active(b, e + 1)) {
        const rh_variant *v = rh_entry_variant(b, e);
        if (remembers(b, e) && place_in(v, field) < v->n_reads) return true;
    }
    return false;
}

/* A field in which two cores are apart is what it was when the entry was decided, in both: else they had parted. */
static void remember_as(rh_branch *b, uint32_t entry, size_t core)
{
    const rh_variant *v = rh_entry_variant(b, entry);
    rh_entry_state *state = &b->entries[entry];
    rh_value *values = RH_NEW_N(b->arena, v->n_reads, rh_value);
    if (values == NULL) return; /* the arena remembers the failure, which ends the run */
    memcpy(values, state->remembered, v->n_reads * sizeof *values);
    for (size_t i = 0; i < b->stratum->n_own; i++) {
        const size_t at = place_in(v, b->stratum->own[i]);
        if (at < v->n_reads && !rh_branch_same_bits(row(b, i)[core], row(b, i)[b->core])) values[at] = row(b, i)[core];
    }
    state->remembered = values;
}

void rh_branch_lead(rh_branch *b, uint32_t core)
{
    const rh_stratum *s = b->stratum;
    for (uint32_t e = rh_branch_next_active(b, 0); e < s->n_ids && s->n_own != 0; e = rh_branch_next_active(b, e + 1))
        if (remembers(b, e) && b->entries[e].remembered != NULL) remember_as(b, e, core);
    for (size_t i = 0; i < s->n_own; i++)
        if (!rh_branch_same_bits(row(b, i)[core], row(b, i)[b->core])) rh_memo_touch(b->memo, s->own[i]);
    b->core = core;
    rh_branch_wear(b, core);
}

/* ---- values ---- */

rh_code rh_branch_fit(rh_value *out, const rh_branch *b, const rh_work *w, uint32_t derived, rh_value value)
{
    const rh_shape *shape = &b->stratum->reg->fields[b->stratum->derived[derived].field].shape;
    const rh_fit fit = rh_shape_fit(out, w->scratch, shape, value);
    if (fit == RH_NO_ROOM) return rh_err_nomem(w->err);
    if (fit != RH_FITS) *out = rh_shape_absent(shape);
    return RH_OK;
}

/* That a field moves in some cores only shows where a step counts for nothing else, or where rounds run out. */
static bool shows(const rh_branch *b) { return !b->has_moved || b->cursor.round >= RH_LIMIT_ROUNDS; }

/* Whose answer is a core's. */
static size_t source_of(const rh_branch *b, uint32_t derived, size_t core)
{
    return b->stratum->consumers[derived].exprs != NULL ? core : b->like[core];
}

/* Answers become what the slot may hold. Whether one moves it. */
static rh_code fit_answers(bool *any, rh_branch *b, const rh_work *w, uint32_t derived)
{
    const rh_value *own = row(b, b->stratum->derived[derived].own);
    for (size_t k = rh_branch_next_rider(b, 0); k < b->stratum->cores.n; k = rh_branch_next_rider(b, k + 1)) {
        if (source_of(b, derived, k) != k) continue;
        const rh_code code = rh_branch_fit(&b->answers[k], b, w, derived, b->answers[k]);
        if (code != RH_OK) return code;
        *any |= !rh_value_same(b->answers[k], own[k]);
    }
    return RH_OK;
}

/* What becomes of a core's value; riders that stand side by side often have the same before and after. */
typedef struct move {
    size_t source;
    rh_value before, after;
    bool moves, is_apart; /* apart from the core that decides, before or after */
} move;

static bool is_identical(rh_value a, rh_value b) { return a.kind == b.kind && a.n == b.n && a.u == b.u; }

/* A value that stands in the row already is shared. */
static move move_of(const rh_branch *b, const rh_work *w, uint32_t derived, const move *mine, const move *last,
                    size_t core)
{
    const rh_value *own = row(b, b->stratum->derived[derived].own);
    const size_t source = source_of(b, derived, core);
    if (source == last->source && is_identical(own[core], last->before)) return *last;
    const rh_value its = source == b->core ? mine->after : b->answers[source];
    move m = {.source = source, .before = own[core], .after = own[core], .moves = !rh_value_same(its, own[core])};
    if (m.moves && rh_branch_same_bits(its, mine->after)) m.after = mine->after;
    else if (m.moves && rh_branch_same_bits(its, last->after)) m.after = last->after;
    else if (m.moves) m.after = rh_value_keep(b->arena, w->scratch, its);
    m.is_apart = !rh_branch_same_bits(m.before, mine->before) || !rh_branch_same_bits(m.after, mine->after);
    return m;
}

/* Whether nothing but what reads the field can tell that a rider has it otherwise. */
static bool stays(const rh_branch *b, uint32_t field, const move *its, const move *mine)
{
    if (its->moves != mine->moves && shows(b)) return false;
    return !its->is_apart || !(its->moves || mine->moves) || !is_remembered(b, field);
}

static bool move_riders(rh_branch *b, const rh_work *w, uint32_t derived, const move *mine)
{
    const rh_derived *d = &b->stratum->derived[derived];
    move last = *mine;
    bool any = false;
    for (size_t k = rh_branch_next_rider(b, 0); k < b->stratum->cores.n; k = rh_branch_next_rider(b, k + 1)) {
        last = move_of(b, w, derived, mine, &last, k);
        row(b, d->own)[k] = last.after;
        if (!stays(b, d->field, &last, mine)) rh_branch_part(b, k);
        any |= last.moves;
    }
    return any;
}

rh_code rh_branch_note_own(rh_branch *b, const rh_work *w, uint32_t derived, rh_value value, bool moves)
{
    const rh_derived *d = &b->stratum->derived[derived];
    const rh_value before = row(b, d->own)[b->core];
    const move mine = {.source = b->core, .before = before, .after = moves ? value : before, .moves = moves};
    bool any = moves;
    const rh_code code = fit_answers(&any, b, w, derived);
    if (code != RH_OK || !any) return code;
    row(b, d->own)[b->core] = mine.after;
    memset(b->heads, 0, rh_bits_words(b->stratum->cores.n) * sizeof *b->heads); /* who leaves breaks no group up */
    if (move_riders(b, w, derived, &mine)) rh_branch_concern(b, d->field);
    rh_branch_group(b);
    return RH_OK;
}

rh_value *rh_branch_slots_of(const rh_branch *b, size_t lane)
{
    const uint32_t core = b->program->core_of[lane];
    if (b->stratum->n_own == 0 || b->n_riders == 0 || b->like[core] == b->core) return b->slots;
    rh_value *slots = RH_NEW_N(b->arena, b->stratum->n_slots, rh_value);
    if (slots == NULL) return NULL;
    memcpy(slots, b->slots, b->stratum->n_slots * sizeof *slots);
    for (size_t i = 0; i < b->stratum->n_own; i++) slots[b->stratum->own[i]] = row(b, i)[core];
    return slots;
}
