/* One pass of a muster over one set of slots. */
#include "engine/expr/muster/muster_insides.h"

#include "engine/base/assert.h"
#include "engine/expr/eval/atoms.h"

/* By root and by part: what a run writes. */
static rh_code make_room(rh_muster *m, rh_arena *keep, rh_err *err)
{
    const size_t n = m->n_roots, n_words = m->n_sheets * RH_SHEET_TERMS / 64;
    m->until = RH_NEW_N(keep, n, rh_instant);
    m->chosen = RH_NEW_N(keep, n, uint64_t);
    m->is_open = RH_NEW_N(keep, rh_bits_words(n), uint64_t);
    m->is_timed = RH_NEW_N(keep, rh_bits_words(n), uint64_t);
    m->is_true = RH_NEW_N(keep, n_words, uint64_t);
    m->not_false = RH_NEW_N(keep, n_words, uint64_t);
    m->truths = RH_NEW_N(keep, n_words * 64, uint8_t);
    m->row_of = RH_NEW_N(keep, m->slot_aspects.n + m->atom_aspects.n, uint32_t);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    for (size_t r = 0; r < n; r++) {
        m->until[r] = RH_INSTANT_NEVER;
        m->chosen[r] = RH_MUSTER_UNKNOWN;
    }
    return RH_OK;
}

rh_code rh_muster_new(rh_muster **out, rh_arena *keep, const rh_pool *pool, const rh_expr *roots, size_t n, rh_err *err)
{
    rh_muster *m = RH_NEW(keep, rh_muster);
    rh_expr *exprs = RH_NEW_N(keep, n + 1, rh_expr);
    if (m == NULL || exprs == NULL) return rh_err_nomem(err);
    memcpy(exprs, roots, n * sizeof *exprs);
    m->pool = pool;
    m->n_roots = n;
    m->roots = exprs;
    if (!rh_muster__plan(m, keep)) return rh_err_nomem(err);
    const rh_code code = make_room(m, keep, err);
    if (code == RH_OK) *out = m;
    return code;
}

const uint64_t *rh_muster_true(const rh_muster *m) { return m->is_true; }
const uint64_t *rh_muster_open(const rh_muster *m) { return m->is_open; }
const rh_instant *rh_muster_until(const rh_muster *m) { return m->until; }

/* ---- terms ---- */

/* Of what is no text the class is known by the kind, or is for rh_atom_present to say. */
static uint32_t class_of_other(const rh_slot_aspect *a, const rh_value *v)
{
    if (v->kind == RH_STRING)
        for (uint32_t i = 0; i < a->texts.n; i++)
            if (rh_str_eq(rh_value_str(*v), a->texts.at[i])) return RH_CLASS_TEXT + i;
    return rh_atom_present(v) ? RH_CLASS_OTHER : RH_CLASS_BLANK;
}

static inline uint32_t class_of(const rh_slot_aspect *a, const rh_value *v)
{
    if (v->kind == RH_NULL) return RH_CLASS_NULL;
    return v->kind == RH_BOOL ? RH_CLASS_NO + (uint32_t)v->b : class_of_other(a, v);
}

_Static_assert(RH_CLASS_FALSE == (int)RH_FALSE && RH_CLASS_TRUE == (int)RH_TRUE && RH_CLASS_OPEN == (int)RH_OPEN,
               "the class of an atom is its truth, whatever its cause");
static inline uint32_t class_of_atom(const rh_pool *pool, const rh_line *line, const rh_value *slots)
{
    const rh_value *v = &slots[line->a];
    const bool is_int = line->op == RH_LINE_ORDER_INT && v->kind == RH_INT;
    const rh_truth t = is_int ? rh_atom_order_int(line->by, *v, line->c) : rh_light__atom(pool, line, slots);
    return t < RH_OPEN ? (uint32_t)t : RH_CLASS_OPEN;
}

static void classify(rh_muster *m, const rh_value *slots)
{
    uint32_t *row_of = m->row_of;
    for (const rh_slot_aspect *a = m->slot_aspects.at, *end = a + m->slot_aspects.n; a < end; a++)
        *row_of++ = a->first_row + class_of(a, &slots[a->slot]);
    for (const rh_atom_aspect *a = m->atom_aspects.at, *end = a + m->atom_aspects.n; a < end; a++)
        *row_of++ = a->first_row + class_of_atom(m->pool, &a->line, slots);
}

/* What all rows leave. Four halves stay in registers. */
static rh_row left_by(const rh_sheet *sheet, const uint32_t *row_of)
{
    rh_half true_0 = ~(rh_half){0}, true_1 = true_0, possible_0 = true_0, possible_1 = true_0;
    for (const uint32_t *a = sheet->asked, *end = a + sheet->n_asked; a < end; a++) {
        const rh_row *row = &sheet->rows[row_of[*a]];
        true_0 &= row->is_true[0];
        true_1 &= row->is_true[1];
        possible_0 &= row->not_false[0];
        possible_1 &= row->not_false[1];
    }
    return (rh_row){{true_0, true_1}, {possible_0, possible_1}};
}

static void run_sheet(uint64_t *is_true, uint64_t *not_false, const rh_sheet *sheet, const uint32_t *row_of)
{
    const rh_row left = left_by(sheet, row_of);
    rh_row said;
    for (size_t i = 0; i < 2; i++) {
        const rh_half is_denied = sheet->is_denied[i];
        said.is_true[i] = (left.is_true[i] & ~is_denied) | (~left.not_false[i] & is_denied);
        said.not_false[i] = (left.not_false[i] & ~is_denied) | (~left.is_true[i] & is_denied);
    }
    memcpy(is_true, said.is_true, sizeof said.is_true);
    memcpy(not_false, said.not_false, sizeof said.not_false);
}

static void run_sheets(rh_muster *m)
{
    for (size_t i = 0; i < m->n_sheets; i++) {
        const size_t at = i * RH_SHEET_TERMS / 64;
        run_sheet(m->is_true + at, m->not_false + at, &m->sheets[i], m->row_of);
    }
}

/* ---- parts ---- */

/* Eight bits, a byte each. */
static inline uint64_t in_bytes(uint64_t bits)
{
    const uint64_t apart = ((bits & 0xFF) * 0x0101010101010101u) & 0x8040201008040201u;
    return ((apart + 0x7F7F7F7F7F7F7F7Fu) >> 7) & 0x0101010101010101u;
}

static inline void put_eight(uint8_t *at, uint64_t bytes)
{
    at[0] = (uint8_t)bytes, at[1] = (uint8_t)(bytes >> 8), at[2] = (uint8_t)(bytes >> 16);
    at[3] = (uint8_t)(bytes >> 24), at[4] = (uint8_t)(bytes >> 32), at[5] = (uint8_t)(bytes >> 40);
    at[6] = (uint8_t)(bytes >> 48), at[7] = (uint8_t)(bytes >> 56);
}

/* The truths of the terms that stand for no root. */
static void spread(rh_muster *m)
{
    for (size_t first = rh_bits_words(m->n_roots) * 64; first < m->n_parts; first += 8) {
        const uint64_t is_true = in_bytes(m->is_true[first / 64] >> first % 64);
        const uint64_t not_false = in_bytes(m->not_false[first / 64] >> first % 64);
        put_eight(&m->truths[first], is_true << 1 | not_false);
    }
}

/* Each behind its operands, which stand in one row in the same order. Bytes may be anything, so that it must be told
 * that nothing else writes the truths. */
static void combine(uint8_t *restrict truths, const rh_muster *restrict m)
{
    const uint32_t *kid = m->combined.at;
    for (const rh_combination *c = m->combinations.at, *end = c + m->combinations.n; c < end; c++) {
        const uint32_t *last = kid + c->n;
        uint8_t t = truths[*kid++];
        if (c->op == RH_STEP_AND)
            while (kid < last) t &= truths[*kid++];
        else if (c->op == RH_STEP_OR)
            while (kid < last) t |= truths[*kid++];
        else
            t = rh_part_not(t);
        truths[c->part] = t;
    }
}

/* ---- roots ---- */

static inline void put(rh_muster *m, uint32_t root, uint8_t truth, rh_instant until)
{
    const size_t w = root / 64;
    const unsigned i = root % 64;
    m->is_true[w] = (m->is_true[w] & ~((uint64_t)1 << i)) | (uint64_t)(truth >> 1) << i;
    m->not_false[w] = (m->not_false[w] & ~((uint64_t)1 << i)) | (uint64_t)(truth & 1) << i;
    m->until[root] = until;
    m->is_timed[w] |= (uint64_t)!rh_instant_is_never(until) << i;
}

/* Nothing is known to end. */
static void forget_until(rh_muster *m)
{
    for (size_t w = 0; w < rh_bits_words(m->n_roots); w++) {
        for (uint64_t bits = m->is_timed[w]; bits != 0; bits &= bits - 1)
            m->until[w * 64 + rh_bits_lowest(bits)] = RH_INSTANT_NEVER;
        m->is_timed[w] = 0;
    }
}

/* The roots that parts stand for, but for terms: until now they are false. */
static void put_parts(rh_muster *m)
{
    for (const rh_root_part *r = m->root_parts.at, *end = r + m->root_parts.n; r < end; r++) {
        const uint64_t truth = m->truths[r->part];
        m->is_true[r->root / 64] |= truth >> 1 << r->root % 64;
        m->not_false[r->root / 64] |= (truth & 1) << r->root % 64;
    }
}

static void put_late(rh_muster *m)
{
    for (size_t w = 0; w < rh_bits_words(m->n_roots); w++) {
        uint64_t asked = (m->late_unless_false[w] & m->not_false[w]) | (m->late_unless_true[w] & ~m->is_true[w]);
        for (; asked != 0; asked &= asked - 1) {
            const uint32_t root = (uint32_t)(w * 64 + rh_bits_lowest(asked));
            const rh_late_node *node = m->node_of[root] != RH_NODE_NONE ? rh_muster__late(m, m->node_of[root]) : NULL;
            if (node != NULL) put(m, root, node->truth, node->until);
            else put(m, root, RH_PART_OPEN, RH_INSTANT_NEVER);
        }
    }
}

/* What is not decided is asked of the evaluator. */
static void ask_open(rh_muster *m)
{
    for (size_t w = 0; w < rh_bits_words(m->n_roots); w++) {
        for (uint64_t open = m->not_false[w] & ~m->is_true[w]; open != 0; open &= open - 1) {
            const uint32_t root = (uint32_t)(w * 64 + rh_bits_lowest(open));
            const rh_value v = rh_pool_eval(m->pool, m->roots[root], m->machine.ev);
            const uint8_t truth = v.kind == RH_BOOL ? (v.b ? RH_PART_TRUE : RH_PART_FALSE) : RH_PART_OPEN;
            put(m, root, truth, m->machine.ev->valid_until);
        }
        m->is_open[w] = m->not_false[w] & ~m->is_true[w];
    }
}

static void put_choices(rh_muster *m)
{
    for (const rh_root_choice *r = m->root_choices.at, *end = r + m->root_choices.n; r < end; r++) {
        m->chosen[r->root] = rh_muster__choose(m, r->choice);
        rh_bits_add(m->is_open, r->root);
    }
}

uint64_t rh_muster_chosen(const rh_muster *m, size_t root)
{
    return rh_bits_has(m->is_open, root) ? m->chosen[root] : rh_bits_has(m->is_true, root);
}

void rh_muster_run(rh_muster *m, rh_eval *ev)
{
    RH_ASSERT(ev->budget == 0);
    m->pass++;
    rh_machine__init(&m->machine, m->pool, ev);
    forget_until(m);
    classify(m, ev->slots);
    run_sheets(m);
    spread(m);
    combine(m->truths, m);
    put_parts(m);
    put_late(m);
    ask_open(m);
    put_choices(m);
}
