/* One pass of a muster over one set of slots. */
#include "engine/expr/muster/muster_insides.h"

#include "engine/base/assert.h"
#include "engine/expr/eval/atoms.h"

rh_code rh_muster_new(rh_muster **out, rh_arena *keep, const rh_pool *pool, const rh_expr *roots, size_t n, rh_err *err)
{
    rh_muster *m = RH_NEW(keep, rh_muster);
    if (m == NULL) return rh_err_nomem(err);
    rh_expr *exprs = RH_NEW_N(keep, n + 1, rh_expr);
    m->pool = pool;
    m->n_roots = n;
    m->part_of = RH_NEW_N(keep, n, uint32_t);
    m->until = RH_NEW_N(keep, n, rh_instant);
    m->chosen = RH_NEW_N(keep, n, uint64_t);
    m->is_true = RH_NEW_N(keep, rh_bits_words(n), uint64_t);
    m->is_open = RH_NEW_N(keep, rh_bits_words(n), uint64_t);
    if (rh_arena_failed(keep)) return rh_err_nomem(err);
    for (size_t r = 0; r < n; r++) {
        m->part_of[r] = RH_PART_NEVER;
        m->until[r] = RH_INSTANT_NEVER;
        m->chosen[r] = RH_MUSTER_UNKNOWN;
    }
    memcpy(exprs, roots, n * sizeof *exprs);
    m->roots = exprs;
    if (!rh_muster__plan(m, keep)) return rh_err_nomem(err);
    m->truths = RH_NEW_N(keep, m->n_parts, uint8_t);
    m->gathered = RH_NEW_N(keep, rh_bits_words(n) * 64, uint8_t);
    if (m->truths == NULL || m->gathered == NULL) return rh_err_nomem(err);
    *out = m;
    return RH_OK;
}

const uint64_t *rh_muster_true(const rh_muster *m) { return m->is_true; }
const uint64_t *rh_muster_open(const rh_muster *m) { return m->is_open; }
const rh_instant *rh_muster_until(const rh_muster *m) { return m->until; }

/* ---- parts ---- */

static inline uint8_t decided(bool b) { return b ? RH_PART_TRUE : RH_PART_FALSE; }
static inline uint8_t from_truth(rh_truth t) { return t < RH_OPEN ? decided(t == RH_TRUE) : RH_PART_OPEN; }

/* Bytes may be anything, so that each must be told that it alone writes the truths. */

static void run_presences(uint8_t *restrict truths, const rh_muster *restrict m, const rh_value *restrict slots)
{
    for (const rh_presence *a = m->presences.at, *end = a + m->presences.n; a < end; a++) {
        const bool is = rh_atom_present(&slots[a->slot]);
        truths[a->is_present] = decided(is);
        truths[a->is_absent] = decided(!is);
    }
}

static void run_bools(uint8_t *restrict truths, const rh_muster *restrict m, const rh_value *restrict slots)
{
    for (const rh_bools *a = m->bools.at, *end = a + m->bools.n; a < end; a++) {
        const rh_value *v = &slots[a->slot];
        const bool is_false = v->kind == RH_BOOL && !v->b, is_true = v->kind == RH_BOOL && v->b;
        truths[a->parts[0]] = decided(is_false);
        truths[a->parts[1]] = decided(is_true);
        truths[a->parts[2]] = decided(!is_false);
        truths[a->parts[3]] = decided(!is_true);
    }
}

static inline bool is_text(const rh_value *v, rh_str text)
{
    return v->n == text.len && rh_same_bytes(v->s, text.ptr, text.len);
}

static void run_texts(uint8_t *restrict truths, const rh_muster *restrict m, const rh_value *restrict slots)
{
    for (const rh_texts *group = m->texts.at, *last = group + m->texts.n; group < last; group++) {
        const rh_value *v = &slots[group->slot];
        const bool is_string = v->kind == RH_STRING;
        const rh_text_atom *a = &m->text_atoms.at[group->first];
        for (const rh_text_atom *end = a + group->n; a < end; a++) {
            const bool is = is_string && is_text(v, a->text);
            truths[a->is_equal] = decided(is);
            truths[a->is_other] = decided(!is);
        }
    }
}

static void run_ints(uint8_t *restrict truths, const rh_muster *restrict m, const rh_value *restrict slots)
{
    for (const rh_ints *a = m->ints.at, *end = a + m->ints.n; a < end; a++) {
        const rh_value *v = &slots[a->slot];
        truths[a->part] = v->kind == RH_NULL ? RH_PART_OPEN : from_truth(rh_atom_order_int(a->by, *v, rh_int(a->c)));
    }
}

static void run_others(uint8_t *restrict truths, const rh_muster *restrict m, const rh_value *restrict slots)
{
    for (const rh_other_atom *a = m->others.at, *end = a + m->others.n; a < end; a++)
        truths[a->part] = from_truth(rh_light__atom(m->pool, &a->line, slots));
}

/* Each behind its operands, which stand in one row in the same order. */
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

/* ---- nodes ---- */

static rh_said say_node(rh_muster *m, uint32_t at);

static inline rh_said say(rh_muster *m, uint32_t operand)
{
    if (operand < RH_OPERAND_PART) return say_node(m, operand);
    return (rh_said){m->truths[operand - RH_OPERAND_PART], RH_INSTANT_NEVER};
}

/* The operand that decides alone says how long that holds; where none does, all do. What is open before it makes the
 * evaluator decide. */
static rh_said chain(rh_muster *m, const rh_late_node *node)
{
    const uint8_t decisive = node->kind == RH_LATE_AND ? RH_PART_FALSE : RH_PART_TRUE;
    rh_instant until = RH_INSTANT_NEVER;
    for (uint32_t i = 0; i < node->n; i++) {
        const rh_said said = say(m, m->kids.at[node->a + i]);
        if (said.truth == decisive || said.truth == RH_PART_OPEN) return said;
        until = rh_instant_min(until, said.until);
    }
    return (rh_said){rh_part_not(decisive), until};
}

static rh_said by_machine(rh_muster *m, uint32_t step)
{
    rh_machine *machine = &m->machine;
    machine->until = RH_INSTANT_NEVER;
    machine->cost = machine->made = 0;
    machine->is_exhausted = false;
    const rh_truth t = rh_machine__truth(machine, step);
    const bool is_dear = machine->cost > RH_LATE_COST || machine->made > RH_LATE_MADE || machine->is_exhausted;
    return (rh_said){is_dear ? RH_PART_OPEN : from_truth(t), machine->until};
}

/* A loop in light code; else as the machine has it. */
static rh_said loop(rh_muster *m, const rh_late_node *node)
{
    uint64_t cost = 0;
    const rh_truth t = rh_light__loop(m->pool, &m->loops.at[node->n], m->machine.ev, &cost);
    if (t >= RH_OPEN || cost > RH_LATE_COST) return by_machine(m, node->a);
    return (rh_said){from_truth(t), RH_INSTANT_NEVER};
}

/* A list of a length that no budget minds; what else there may be is open. */
static rh_said meeting(const rh_muster *m, const rh_meeting *one)
{
    const rh_value *v = &m->machine.slots[one->slot];
    rh_said said = {RH_PART_FALSE, RH_INSTANT_NEVER};
    if (v->kind != RH_NULL && (v->kind != RH_LIST || v->n > RH_LATE_COST)) said.truth = RH_PART_OPEN;
    for (uint32_t i = 0; v->kind == RH_LIST && i < v->n && said.truth == RH_PART_FALSE; i++)
        said.truth = decided(rh_atom_holds(one->list, v->list[i]) == RH_TRUE);
    return said;
}

static rh_said overdue(rh_muster *m, uint32_t slot)
{
    rh_said said = {.until = RH_INSTANT_NEVER};
    said.truth = from_truth(rh_atom_overdue(&m->machine.slots[slot], m->machine.ev->now, &said.until));
    return said;
}

static rh_said negated(rh_said said)
{
    said.truth = rh_part_not(said.truth);
    return said;
}

static rh_said evaluate(rh_muster *m, const rh_late_node *node)
{
    switch ((rh_late_kind)node->kind) {
    case RH_LATE_AND:
    case RH_LATE_OR: return chain(m, node);
    case RH_LATE_NOT: return negated(say(m, node->a));
    case RH_LATE_OVERDUE: return overdue(m, node->a);
    case RH_LATE_MEETING: return meeting(m, &m->meetings.at[node->a]);
    case RH_LATE_LOOP: return loop(m, node);
    case RH_LATE_STEP:
    default: return by_machine(m, node->a);
    }
}

static rh_said say_node(rh_muster *m, uint32_t at)
{
    rh_late_node *node = &m->nodes.at[at];
    if (node->pass != m->pass) {
        node->said = evaluate(m, node);
        node->pass = m->pass;
    }
    return node->said;
}

/* ---- choices ---- */

static uint64_t choose(rh_muster *m, const rh_choice *choice);

/* One number for all: the digits of each have their own base. */
static uint64_t choose_row(rh_muster *m, const rh_choice *row)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < row->b; i++) {
        const rh_choice *one = &m->choices.at[m->kids.at[row->a + i]];
        const uint64_t chosen = choose(m, one);
        if (chosen == RH_MUSTER_UNKNOWN) return chosen;
        all = all * one->n_ways + chosen;
    }
    return all;
}

static inline uint8_t truth_of(rh_muster *m, uint32_t operand)
{
    return operand >= RH_OPERAND_PART ? m->truths[operand - RH_OPERAND_PART] : say_node(m, operand).truth;
}

static uint64_t choose(rh_muster *m, const rh_choice *choice)
{
    if (choice->kind == RH_CHOICE_CONST) return 0;
    if (choice->kind == RH_CHOICE_OTHER) return RH_MUSTER_UNKNOWN;
    if (choice->kind == RH_CHOICE_ROW) return choose_row(m, choice);
    const uint8_t truth = truth_of(m, choice->a);
    if (truth == RH_PART_OPEN) return RH_MUSTER_UNKNOWN;
    if (choice->kind == RH_CHOICE_TRUTH) return truth == RH_PART_TRUE;
    const rh_choice *b = &m->choices.at[choice->b];
    if (truth == RH_PART_TRUE) return choose(m, b);
    const uint64_t c = choose(m, &m->choices.at[choice->c]);
    return c != RH_MUSTER_UNKNOWN ? b->n_ways + c : c;
}

/* ---- roots ---- */

static rh_said by_evaluator(rh_muster *m, rh_expr expr)
{
    const rh_value v = rh_pool_eval(m->pool, expr, m->machine.ev);
    return (rh_said){v.kind == RH_BOOL ? decided(v.b) : RH_PART_OPEN, m->machine.ev->valid_until};
}

static inline uint64_t eight(const uint8_t *b)
{
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
           (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* The lowest bit of eight bytes, as eight bits. */
static inline uint64_t lowest_bits(uint64_t bytes)
{
    return ((bytes & 0x0101010101010101u) * 0x0102040810204080u) >> 56;
}

static void put(rh_muster *m, size_t root, rh_said said)
{
    if (said.truth == RH_PART_TRUE) rh_bits_add(m->is_true, root);
    if (said.truth == RH_PART_OPEN) rh_bits_add(m->is_open, root);
    else rh_bits_drop(m->is_open, root);
    m->until[root] = said.until;
}

/* The roots that are parts and not decided. */
static void ask_open(rh_muster *m)
{
    for (size_t r = rh_bits_next(m->is_open, 0, m->n_roots); r < m->n_roots;
         r = rh_bits_next(m->is_open, r + 1, m->n_roots))
        put(m, r, by_evaluator(m, m->roots[r]));
}

/* The roots that are parts. */
static void gather(rh_muster *m)
{
    const uint8_t *truths = m->truths;
    const uint32_t *part_of = m->part_of;
    uint8_t *gathered = m->gathered;
    const size_t n = m->n_roots;
    for (size_t r = 0; r < n; r++) gathered[r] = truths[part_of[r]];
    for (size_t w = 0; w < rh_bits_words(n); w++) {
        uint64_t is_true = 0, is_not_false = 0;
        for (unsigned i = 0; i < 64 && w * 64 + i < n; i += 8) {
            const uint64_t bytes = eight(&gathered[w * 64 + i]);
            is_true |= lowest_bits(bytes >> 1) << i;
            is_not_false |= lowest_bits(bytes) << i;
        }
        m->is_true[w] = is_true;
        m->is_open[w] = is_not_false & ~is_true;
    }
}

static rh_said say_root(rh_muster *m, const rh_late_root *root)
{
    const rh_said said = root->way == RH_WAY_NODE ? say(m, root->at) : (rh_said){.truth = RH_PART_OPEN};
    return said.truth == RH_PART_OPEN ? by_evaluator(m, root->expr) : said;
}

static void gather_late(rh_muster *m)
{
    for (size_t i = 0; i < m->late.n; i++) {
        const rh_late_root *root = &m->late.at[i];
        rh_said said = {root->decisive, RH_INSTANT_NEVER};
        if (root->way == RH_WAY_CHOICE) {
            m->chosen[root->index] = choose(m, &m->choices.at[root->at]);
            said.truth = RH_PART_OPEN;
        } else if (root->gate == RH_PART_NONE || m->truths[root->gate] != root->decisive) {
            said = say_root(m, root);
        }
        put(m, root->index, said);
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
    uint8_t *truths = m->truths;
    run_presences(truths, m, ev->slots);
    run_bools(truths, m, ev->slots);
    run_texts(truths, m, ev->slots);
    run_ints(truths, m, ev->slots);
    run_others(truths, m, ev->slots);
    combine(truths, m);
    gather(m);
    ask_open(m);
    gather_late(m);
}
