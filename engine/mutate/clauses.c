/* Mutants of everything in an entry that is no condition: DEL, EFF, ACT, CLR, SLA, ROUTE, WIN, TASK, SEG, and SHIFT of
 * the spans of its tasks. */
#include "engine/mutate/insides.h"

/* ---- places ---- */

static const rh_node *part(const rh_bench *b, const char *key) { return rh_node_get(b->entry->node, rh_str_of(key)); }

/* Of a part that may be left out: then of the entry. */
static rh_span span_of(const rh_bench *b, const rh_node *node)
{
    return node != NULL ? node->span : b->entry->node->span;
}

static const rh_node *item_of(const rh_node *list, rh_str text)
{
    for (size_t i = 0; list != NULL && i < list->n_items; i++)
        if (rh_str_eq(list->items[i]->text, text)) return list->items[i];
    return list;
}

/* ---- effects ---- */

static rh_span effect_span(const rh_bench *b, const rh_effect *effect)
{
    const rh_node *list = rh_node_get(part(b, "effect"), rh_str_of(rh_verdict_name(effect->level)));
    return span_of(b, item_of(list, b->reg->actions[effect->action].id));
}

/* Effects with the i-th at another level, RH_ALLOW: without it. */
static const rh_entry *with_effect(rh_bench *b, size_t i, rh_verdict level)
{
    rh_entry *changed = rh_bench__copy(b);
    rh_effect *effects = RH_NEW_N(b->keep, b->entry->n_effects, rh_effect);
    if (changed == NULL || effects == NULL) return NULL;
    changed->n_effects = 0;
    for (size_t k = 0; k < b->entry->n_effects; k++) {
        rh_effect effect = b->entry->effects[k];
        if (k == i) effect.level = level;
        if (effect.level != RH_ALLOW) effects[changed->n_effects++] = effect;
    }
    changed->effects = effects;
    return changed;
}

static const char *done(rh_verdict level)
{
    static const char *const words[] = {"let through", "drafted", "held", "blocked"};
    return words[level];
}

static void lower_effects(rh_bench *b)
{
    for (size_t i = 0; i < b->entry->n_effects; i++) {
        const rh_effect *effect = &b->entry->effects[i];
        const rh_str action = b->reg->actions[effect->action].id;
        const rh_verdict lower = (rh_verdict)(effect->level - 1);
        rh_bench__keep(b, RH_MUTATION_EFF, with_effect(b, i, lower), false, effect_span(b, effect),
                       rh_bench__say(b, "%.*s were %s%s, where it must be %s", RH_ARG(action),
                                     lower == RH_ALLOW ? "" : "only ", done(lower), done(effect->level)));
    }
}

static void drop_effects(rh_bench *b)
{
    for (size_t i = 0; i < b->entry->n_effects; i++) {
        const rh_effect *effect = &b->entry->effects[i];
        const rh_str action = b->reg->actions[effect->action].id;
        rh_bench__keep(b, RH_MUTATION_ACT, with_effect(b, i, RH_ALLOW), false, effect_span(b, effect),
                       rh_bench__say(b, "%.*s were not %s any more", RH_ARG(action), done(effect->level)));
    }
}

/* ---- clearing, clock, route ---- */

static void clear_sooner(rh_bench *b)
{
    static const char *const says[] = {
        [RH_CLEARS_DATA] = "",
        [RH_CLEARS_HUMAN_DATA] = "any change of the data cleared it, where a person must have made it",
        [RH_CLEARS_DECISION] = "a person who changes the data cleared it, where only a decision may"};
    rh_entry *changed = rh_bench__copy(b);
    if (changed == NULL || b->entry->clears == RH_CLEARS_DATA) return;
    changed->clears = (rh_clears)(b->entry->clears - 1);
    changed->has_clears = true;
    const rh_node *at = part(b, "clears") != NULL ? part(b, "clears") : part(b, "risk");
    rh_bench__keep(b, RH_MUTATION_CLR, changed, false, span_of(b, at), rh_str_of(says[b->entry->clears]));
}

static const rh_tier *tier_below(const rh_register *reg, int tier)
{
    const rh_tier *next = NULL;
    for (size_t i = 0; i < reg->n_tiers; i++)
        if (reg->tiers[i].tier < tier && (next == NULL || reg->tiers[i].tier > next->tier)) next = &reg->tiers[i];
    return next;
}

static void slow_down(rh_bench *b)
{
    const rh_tier *next = tier_below(b->reg, b->entry->sla);
    rh_entry *changed = rh_bench__copy(b);
    if (changed == NULL || next == NULL) return;
    changed->sla = next->tier;
    rh_bench__keep(b, RH_MUTATION_SLA, changed, false, span_of(b, part(b, "sla")),
                   rh_bench__say(b, "it were of tier %d, not of tier %d", next->tier, b->entry->sla));
}

static void swap_roles(rh_bench *b, uint32_t first, uint32_t second, rh_entry *changed, const char *key)
{
    if (changed == NULL) return;
    rh_bench__keep(b, RH_MUTATION_ROUTE, changed, first == second,
                   span_of(b, rh_node_get(part(b, "review"), rh_str_of(key))),
                   rh_bench__say(b, "it went to %.*s before %.*s", RH_ARG(b->reg->roles[second].id),
                                 RH_ARG(b->reg->roles[first].id)));
}

static void reroute(rh_bench *b)
{
    const rh_entry *e = b->entry;
    rh_entry *changed = rh_bench__copy(b);
    if (changed != NULL) changed->primary = e->backup, changed->backup = e->primary;
    swap_roles(b, e->primary, e->backup, changed, "primary");
    changed = rh_bench__copy(b);
    if (changed != NULL) changed->backup = e->escalation, changed->escalation = e->backup;
    swap_roles(b, e->backup, e->escalation, changed, "backup");
}

/* ---- window, segments ---- */

/* The next state of the chain that way, side states passed over; RH_NONE at its end. */
static uint32_t neighbour(const rh_register *reg, uint32_t state, bool is_up)
{
    while (is_up ? ++state < reg->n_states : state-- > 0)
        if (!reg->states[state].is_side) return state;
    return RH_NONE;
}

static void narrow(rh_bench *b)
{
    const rh_range window = b->entry->window;
    if (window.is_any || window.first == window.last) return;
    rh_entry *later = rh_bench__copy(b), *sooner = rh_bench__copy(b);
    if (later == NULL || sooner == NULL) return;
    later->window.first = neighbour(b->reg, window.first, true);
    sooner->window.last = neighbour(b->reg, window.last, false);
    const rh_span span = span_of(b, part(b, "window"));
    rh_bench__keep(b, RH_MUTATION_WIN, later, false, span,
                   rh_bench__say(b, "it could not open in %.*s, where its window begins",
                                 RH_ARG(b->reg->states[window.first].id)));
    rh_bench__keep(b, RH_MUTATION_WIN, sooner, false, span,
                   rh_bench__say(b, "its window ended before %.*s", RH_ARG(b->reg->states[window.last].id)));
}

static void drop_segments(rh_bench *b)
{
    const rh_strs all = b->entry->segments;
    for (size_t i = 0; i < all.n; i++) {
        rh_entry *changed = rh_bench__copy(b);
        rh_str *rest = RH_NEW_N(b->keep, all.n, rh_str);
        if (changed == NULL || rest == NULL) return;
        size_t n = 0;
        for (size_t k = 0; k < all.n; k++)
            if (k != i) rest[n++] = all.at[k];
        changed->segments = (rh_strs){rest, n};
        rh_bench__keep(b, RH_MUTATION_SEG, changed, false, span_of(b, item_of(part(b, "segments"), all.at[i])),
                       rh_bench__say(b, "it did not hold for segment %.*s", RH_ARG(all.at[i])));
    }
}

/* ---- tasks ---- */

static rh_span task_span(const rh_bench *b, size_t i, const char *key)
{
    const rh_node *tasks = part(b, "tasks");
    const rh_node *task = tasks != NULL && i < tasks->n_items ? tasks->items[i] : tasks;
    const rh_node *at = key != NULL ? rh_node_get(task, rh_str_of(key)) : NULL;
    return span_of(b, at != NULL ? at : task);
}

static void drop_tasks(rh_bench *b)
{
    for (size_t i = 0; i < b->entry->n_tasks; i++) {
        rh_entry *changed = rh_bench__copy(b);
        rh_task *tasks = RH_NEW_N(b->keep, b->entry->n_tasks, rh_task);
        if (changed == NULL || tasks == NULL) return;
        changed->n_tasks = 0;
        for (size_t k = 0; k < b->entry->n_tasks; k++)
            if (k != i) tasks[changed->n_tasks++] = b->entry->tasks[k];
        changed->tasks = tasks;
        const rh_task *gone = &b->entry->tasks[i];
        rh_bench__keep(b, RH_MUTATION_TASK, changed, false, task_span(b, i, NULL),
                       rh_bench__say(b, "%.*s were never asked to do this: %.*s", RH_ARG(gone->owner),
                                     RH_ARG(gone->text)));
    }
}

static void shift_task(rh_bench *b, size_t i, int by)
{
    const rh_task *was = &b->entry->tasks[i];
    rh_entry *changed = rh_bench__copy(b);
    rh_task *tasks = RH_NEW_N(b->keep, b->entry->n_tasks, rh_task);
    if (changed == NULL || tasks == NULL || was->after.n + by < 1) return;
    memcpy(tasks, b->entry->tasks, b->entry->n_tasks * sizeof *tasks);
    tasks[i].after.n += by;
    changed->tasks = tasks;
    rh_bench__keep(b, RH_MUTATION_SHIFT, changed, false, task_span(b, i, "after"),
                   rh_bench__say(b, "%.*s were asked one unit of time %s: %.*s", RH_ARG(was->owner),
                                 by < 0 ? "sooner" : "later", RH_ARG(was->text)));
}

static void shift_tasks(rh_bench *b)
{
    for (size_t i = 0; i < b->entry->n_tasks; i++) {
        if (!b->entry->tasks[i].has_after) continue;
        shift_task(b, i, -1);
        shift_task(b, i, 1);
    }
}

void rh_bench__mutate_clauses(rh_bench *b)
{
    rh_bench__keep(b, RH_MUTATION_DEL, NULL, false, b->entry->node->span, RH_STR("it were not there at all"));
    shift_tasks(b);
    lower_effects(b);
    drop_effects(b);
    clear_sooner(b);
    slow_down(b);
    reroute(b);
    narrow(b);
    drop_tasks(b);
    drop_segments(b);
}
