/* Reads states.yaml: the chain, its side states and the transitions. */
#include "engine/program/register_insides.h"

#include "engine/base/map.h"

static const rh_key state_keys[] = {
    RH_NEEDS(rh_state, "id", ID, id),
    RH_TAKES(rh_state, "title", TEXT, title),
    RH_TAKES(rh_state, "side", BOOL, is_side),
    RH_TAKES(rh_state, "final", BOOL, is_final),
};

static void check_id(rh_reader *r, const rh_node *list, size_t i, rh_str id, rh_map *seen)
{
    if (id.ptr == NULL) return;
    if (rh_str_eq(id, RH_STR("none")) || rh_str_eq(id, RH_STR("return")) || rh_str_eq(id, RH_STR("any")))
        RH_READ_ERROR(r, RH_REG_ID, list->items[i]->span, "state \"%.*s\" is a reserved word", RH_SHOW(r, id));
    if (rh_str_find(id, RH_STR("..")) != SIZE_MAX)
        RH_READ_ERROR(r, RH_REG_ID, list->items[i]->span, "state \"%.*s\" holds .., which parts the ends of a range",
                      RH_SHOW(r, id));
    const uint32_t first = rh_map_get(seen, id);
    if (first != RH_MAP_NONE) rh_read_duplicate(r, "state", id, list->items[i]->span, list->items[first]->span);
    else if (!rh_map_set(seen, r->keep, id, (uint32_t)i)) r->code = RH_NOMEM;
}

static void read_states(rh_reader *r, const rh_node *list)
{
    rh_map seen = {0};
    rh_state *states = RH_NEW_N(r->keep, list->n_items, rh_state);
    if (states == NULL) return;
    r->knows_states = true;
    for (size_t i = 0; i < list->n_items; i++) {
        rh_read_row(r, list->items[i], "a state", RH_KEYS(state_keys), &states[i]);
        if (states[i].id.ptr == NULL) r->knows_states = false;
        check_id(r, list, i, states[i].id, &seen);
    }
    r->reg->states = states;
    r->reg->n_states = list->n_items;
}

typedef struct transition_row {
    rh_transition t;
    const rh_node *from, *to;
} transition_row;

static const rh_key transition_keys[] = {
    RH_NEEDS(transition_row, "from", LIST, from),
    RH_NEEDS(transition_row, "to", ANY, to),
    RH_NEEDS(transition_row, "guard", SOURCE, t.guard),
};

static bool is_text(const rh_node *node, const char *text)
{
    return node->kind == RH_NODE_SCALAR && rh_str_eq(node->text, rh_str_of(text));
}

static void read_from(rh_reader *r, const rh_node *list, rh_transition *out)
{
    uint32_t *from = RH_NEW_N(r->keep, list->n_items, uint32_t);
    if (from == NULL) return;
    if (list->n_items == 0) RH_READ_ERROR(r, RH_REG_RULE, list->span, "from is empty, expected states or none");
    for (size_t i = 0; i < list->n_items; i++)
        from[i] = is_text(list->items[i], "none") ? RH_STATE_NONE : rh_read_state(r, list->items[i]);
    out->from = from;
    out->n_from = list->n_items;
}

/* Only a side state has a place to return to. */
static void check_return(rh_reader *r, const rh_node *from, const rh_transition *t)
{
    for (size_t i = 0; i < t->n_from; i++)
        if (t->from[i] == RH_STATE_NONE || !r->reg->states[t->from[i]].is_side)
            RH_READ_ERROR(r, RH_REG_RULE, from->items[i]->span,
                          "\"%.*s\" is no side state, so nothing can return from it", RH_SHOW(r, from->items[i]->text));
}

static void read_transition(rh_reader *r, const rh_node *node, rh_transition *out)
{
    transition_row row = {.t = {.span = node->span}};
    if (!rh_read_row(r, node, "a transition", RH_KEYS(transition_keys), &row)) return;
    const rh_code before = r->code;
    if (row.from != NULL) read_from(r, row.from, &row.t);
    if (row.to != NULL) row.t.to = is_text(row.to, "return") ? RH_STATE_RETURN : rh_read_state(r, row.to);
    if (row.from != NULL && row.t.to == RH_STATE_RETURN && r->knows_states && r->code == before)
        check_return(r, row.from, &row.t);
    *out = row.t;
}

typedef struct states_file {
    const rh_node *states, *transitions;
} states_file;

static const rh_key file_keys[] = {
    RH_NEEDS(states_file, "states", LIST, states),
    RH_NEEDS(states_file, "transitions", LIST, transitions),
};

void rh_read__states(rh_reader *r, const rh_node *root)
{
    states_file file = {0};
    if (!rh_read_row(r, root, "states.yaml", RH_KEYS(file_keys), &file)) return;
    if (file.states != NULL) read_states(r, file.states);
    const size_t n = file.transitions != NULL ? file.transitions->n_items : 0;
    rh_transition *transitions = RH_NEW_N(r->keep, n, rh_transition);
    if (transitions == NULL) return;
    for (size_t i = 0; i < n; i++) read_transition(r, file.transitions->items[i], &transitions[i]);
    r->reg->transitions = transitions;
    r->reg->n_transitions = n;
}
