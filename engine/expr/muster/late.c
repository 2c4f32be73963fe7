/* What a muster evaluates when a root comes to it, once a pass: nodes, and values that conditions choose. */
#include "engine/expr/muster/muster_insides.h"

#include "engine/expr/eval/atoms.h"

static inline uint8_t decided(bool b) { return b ? RH_PART_TRUE : RH_PART_FALSE; }
static inline uint8_t from_truth(rh_truth t) { return t < RH_OPEN ? decided(t == RH_TRUE) : RH_PART_OPEN; }

/* ---- nodes ---- */

static inline bool is_part(uint32_t operand) { return operand >= RH_OPERAND_PART; }
static inline uint8_t part(const rh_muster *m, uint32_t operand) { return m->truths[operand - RH_OPERAND_PART]; }

/* An operand: its truth, and until when that holds. */
static uint8_t say(rh_muster *m, uint32_t operand, rh_instant *until)
{
    *until = RH_INSTANT_NEVER;
    if (is_part(operand)) return part(m, operand);
    const rh_late_node *node = rh_muster__late(m, operand);
    *until = node->until;
    return node->truth;
}

/* The operand that decides alone says how long that holds; where none does, all do. What is open before it makes the
 * evaluator decide. */
static void chain(rh_muster *m, rh_late_node *node)
{
    const uint8_t decisive = node->kind == RH_LATE_AND ? RH_PART_FALSE : RH_PART_TRUE;
    rh_instant until = RH_INSTANT_NEVER;
    for (const uint32_t *kid = m->kids.at + node->a, *end = kid + node->n; kid < end; kid++) {
        node->truth = say(m, *kid, &node->until);
        if (node->truth == decisive || node->truth == RH_PART_OPEN) return;
        until = rh_instant_min(until, node->until);
    }
    node->until = until;
}

static void by_machine(rh_muster *m, rh_late_node *node)
{
    rh_machine *machine = &m->machine;
    machine->until = RH_INSTANT_NEVER;
    machine->cost = machine->made = 0;
    machine->is_exhausted = false;
    const rh_truth t = rh_machine__truth(machine, node->a);
    const bool is_dear = machine->cost > RH_LATE_COST || machine->made > RH_LATE_MADE || machine->is_exhausted;
    node->truth = is_dear ? RH_PART_OPEN : from_truth(t);
    node->until = machine->until;
}

/* A loop in light code; else as the machine has it. */
static void loop(rh_muster *m, rh_late_node *node)
{
    uint64_t cost = 0;
    const rh_truth t = rh_light__loop(m->pool, &m->loops.at[node->n], m->machine.ev, &cost);
    node->truth = from_truth(t);
    if (t >= RH_OPEN || cost > RH_LATE_COST) by_machine(m, node);
}

/* A list of a length that no budget minds; what else there may be is open. */
static uint8_t meeting(const rh_muster *m, const rh_meeting *one)
{
    const rh_value *v = &m->machine.slots[one->slot];
    if (v->kind == RH_NULL) return RH_PART_FALSE;
    if (v->kind != RH_LIST || v->n > RH_LATE_COST) return RH_PART_OPEN;
    for (uint32_t i = 0; i < v->n; i++)
        if (rh_atom_holds(one->list, v->list[i]) == RH_TRUE) return RH_PART_TRUE;
    return RH_PART_FALSE;
}

static void evaluate(rh_muster *m, rh_late_node *node)
{
    node->until = RH_INSTANT_NEVER;
    switch ((rh_late_kind)node->kind) {
    case RH_LATE_AND:
    case RH_LATE_OR: chain(m, node); break;
    case RH_LATE_NOT: node->truth = rh_part_not(say(m, node->a, &node->until)); break;
    case RH_LATE_OVERDUE:
        node->truth = from_truth(rh_atom_overdue(&m->machine.slots[node->a], m->machine.ev->now, &node->until));
        break;
    case RH_LATE_MEETING: node->truth = meeting(m, &m->meetings.at[node->a]); break;
    case RH_LATE_LOOP: loop(m, node); break;
    case RH_LATE_STEP:
    default: by_machine(m, node); break;
    }
}

const rh_late_node *rh_muster__late(rh_muster *m, uint32_t at)
{
    rh_late_node *node = &m->nodes.at[at];
    if (node->pass != m->pass) {
        evaluate(m, node);
        node->pass = m->pass;
    }
    return node;
}

/* ---- choices ---- */

static inline uint64_t of_truth(rh_muster *m, uint32_t operand)
{
    const uint8_t truth = is_part(operand) ? part(m, operand) : rh_muster__late(m, operand)->truth;
    return truth != RH_PART_OPEN ? truth == RH_PART_TRUE : RH_MUSTER_UNKNOWN;
}

/* One number for all: the digits of each have their own base. */
static uint64_t of_row(rh_muster *m, const rh_choice *row)
{
    uint64_t all = 0;
    for (const uint32_t *kid = m->kids.at + row->a, *end = kid + row->b; kid < end; kid++) {
        const rh_choice *one = &m->choices.at[*kid];
        const uint64_t chosen = one->kind == RH_CHOICE_TRUTH ? of_truth(m, one->a) : rh_muster__choose(m, *kid);
        if (chosen == RH_MUSTER_UNKNOWN) return chosen;
        all = all * one->n_ways + chosen;
    }
    return all;
}

static uint64_t of_other(rh_muster *m, const rh_choice *choice)
{
    if (choice->kind == RH_CHOICE_CONST) return 0;
    if (choice->kind == RH_CHOICE_TRUTH) return of_truth(m, choice->a);
    return choice->kind == RH_CHOICE_ROW ? of_row(m, choice) : RH_MUSTER_UNKNOWN;
}

uint64_t rh_muster__choose(rh_muster *m, uint32_t at)
{
    const rh_choice *choice = &m->choices.at[at];
    uint64_t passed = 0; /* ways of what was not chosen */
    while (choice->kind == RH_CHOICE_COND) {
        const uint64_t is_true = of_truth(m, choice->a);
        if (is_true == RH_MUSTER_UNKNOWN) return is_true;
        if (is_true == 0) passed += m->choices.at[choice->b].n_ways;
        choice = &m->choices.at[is_true != 0 ? choice->b : choice->c];
    }
    const uint64_t chosen = of_other(m, choice);
    return chosen != RH_MUSTER_UNKNOWN ? passed + chosen : chosen;
}
