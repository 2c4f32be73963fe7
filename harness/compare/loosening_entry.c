/* What a changed entry of the register lets through. */
#include "harness/compare/loosening_ripple.h"

#include <stdarg.h>
#include <stdio.h>

#define NAME(list, i) RH_ARG((list)[i].id)

/* ---- the condition ---- */

static void judge_when(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    if (rh_str_eq(base->when.text, head->when.text) || rh_condition_is_wider(base->when.text, head->when.text, j->keep))
        return;
    rh_text__find(j, RH_TEXT_UNKNOWN, "when", "when of %.*s changed, and may open less than before", RH_ARG(head->id));
    if (!j->failed) j->found.at[j->found.n - 1].is_of_when = true;
}

/* ---- where and when it counts ---- */

static void judge_window(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    if (head->window.is_any) return;
    if (base->window.is_any) {
        rh_text__find(j, RH_TEXT_LOOSENS, "window", "window of %.*s is narrowed from any", RH_ARG(head->id));
        return;
    }
    const rh_state *states = j->base->states;
    const uint32_t first = rh_register_state(j->head, states[base->window.first].id);
    const uint32_t last = rh_register_state(j->head, states[base->window.last].id);
    if (first == RH_NONE || last == RH_NONE)
        rh_text__find(j, RH_TEXT_UNKNOWN, "window", "window of %.*s named a state that is gone", RH_ARG(head->id));
    else if (head->window.first > first || head->window.last < last)
        rh_text__find(j, RH_TEXT_LOOSENS, "window", "window of %.*s is narrowed from %.*s..%.*s", RH_ARG(head->id),
                      NAME(states, base->window.first), NAME(states, base->window.last));
}

static void judge_segments(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    bool is_narrowed = head->segments.at != NULL && base->segments.at == NULL;
    if (head->segments.at == NULL) return;
    for (size_t i = 0; i < base->segments.n; i++)
        is_narrowed |= !rh_text__has(head->segments, base->segments.at[i]);
    if (is_narrowed)
        rh_text__find(j, RH_TEXT_LOOSENS, "segments", "segments of %.*s are narrowed", RH_ARG(head->id));
}

/* ---- what it does ---- */

/* The highest level that an entry puts on an action of this name; ALLOW: none. */
static rh_verdict level_of(const rh_register *reg, const rh_entry *e, rh_str action)
{
    rh_verdict level = RH_ALLOW;
    for (size_t i = 0; i < e->n_effects; i++)
        if (rh_str_eq(reg->actions[e->effects[i].action].id, action) && e->effects[i].level > level)
            level = e->effects[i].level;
    return level;
}

static void judge_effects(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    for (size_t i = 0; i < base->n_effects; i++) {
        const rh_str action = j->base->actions[base->effects[i].action].id;
        const rh_verdict old = base->effects[i].level, now = level_of(j->head, head, action);
        if (now == RH_ALLOW)
            rh_text__find(j, RH_TEXT_LOOSENS, "effect", "%.*s no longer has %.*s %s", RH_ARG(head->id), RH_ARG(action),
                          old == RH_BLOCK ? "blocked" : old == RH_HOLD ? "held" : "drafted");
        else if (now < old)
            rh_text__find(j, RH_TEXT_LOOSENS, "effect", "effect of %.*s on %.*s is lowered from %s to %s",
                          RH_ARG(head->id), RH_ARG(action), rh_verdict_name(old), rh_verdict_name(now));
    }
}

static bool is_of(const rh_action *a, uint32_t listed, uint32_t action)
{
    for (size_t i = 0; i < a->n_family; i++)
        if (a->family[i] == listed) return true;
    return listed == action;
}

/* What is drafted by itself is done with, and what waits runs once it is allowed (rulings 95 and 96): to hold it where it
 * was drafted is no less, but not safe. */
static void judge_drafts(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    for (size_t i = 0; i < head->n_effects; i++) {
        const rh_effect *effect = &head->effects[i];
        const bool was_drafted = level_of(j->base, base, j->head->actions[effect->action].id) == RH_DRAFT;
        for (uint32_t a = 0; effect->level == RH_HOLD && was_drafted && a < j->head->n_actions; a++) {
            const rh_action *action = &j->head->actions[a];
            if (!is_of(action, effect->action, a) || action->automatic.text.ptr == NULL) continue;
            rh_text__find(j, RH_TEXT_UNKNOWN, "effect", "%.*s may wait for %.*s and run by itself where it was drafted",
                          RH_ARG(action->id), RH_ARG(head->id));
        }
    }
}

static rh_str task_action(const rh_register *reg, const rh_task *t)
{
    return reg->actions[t->action].id;
}

/* The nth task of that action and owner, from 0; NULL: there are not so many. */
static const rh_task *task_at(const rh_register *reg, const rh_entry *e, rh_str action, rh_str owner, size_t nth)
{
    for (size_t i = 0; i < e->n_tasks; i++)
        if (rh_str_eq(task_action(reg, &e->tasks[i]), action) && rh_str_eq(e->tasks[i].owner, owner) && nth-- == 0)
            return &e->tasks[i];
    return NULL;
}

/* A task that comes later may come too late: it is only written while its entry is open. */
static void judge_delay(rh_text_judge *j, const rh_entry *head, rh_str action, const rh_task *base, const rh_task *now)
{
    if (!now->has_after) return;
    if (base->has_after && base->after.unit != now->after.unit)
        rh_text__find(j, RH_TEXT_UNKNOWN, "tasks", "delay of task %.*s of %.*s counts in another unit", RH_ARG(action),
                      RH_ARG(head->id));
    else if (!base->has_after || now->after.n > base->after.n)
        rh_text__find(j, RH_TEXT_LOOSENS, "tasks", "task %.*s of %.*s comes later", RH_ARG(action), RH_ARG(head->id));
}

static void judge_tasks(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    for (size_t i = 0; i < base->n_tasks; i++) {
        const rh_str action = task_action(j->base, &base->tasks[i]), owner = base->tasks[i].owner;
        size_t nth = 0;
        for (size_t k = 0; k < i; k++)
            nth += rh_str_eq(task_action(j->base, &base->tasks[k]), action) && rh_str_eq(base->tasks[k].owner, owner);
        const rh_task *now = task_at(j->head, head, action, owner, nth);
        if (now != NULL)
            judge_delay(j, head, action, &base->tasks[i], now);
        else
            rh_text__find(j, RH_TEXT_LOOSENS, "tasks", "task %.*s of %.*s for %.*s is removed", RH_ARG(action),
                          RH_ARG(head->id), RH_ARG(owner));
    }
}

/* ---- who decides, and how it ends ---- */

static void judge_role(rh_text_judge *j, rh_str id, const char *key, uint32_t base, uint32_t head)
{
    const rh_str old = j->base->roles[base].id, now = j->head->roles[head].id;
    if (rh_str_eq(old, now)) return;
    rh_text__find(j, RH_TEXT_LOOSENS, key, "%s of %.*s is changed from %.*s to %.*s", key, RH_ARG(id), RH_ARG(old),
                  RH_ARG(now));
}

static void judge_review(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    judge_role(j, head->id, "review.primary", base->primary, head->primary);
    judge_role(j, head->id, "review.backup", base->backup, head->backup);
    judge_role(j, head->id, "review.escalation", base->escalation, head->escalation);
    if (head->clears < base->clears)
        rh_text__find(j, RH_TEXT_LOOSENS, "clears", "%.*s is cleared by %s, where it took %s", RH_ARG(head->id),
                      rh_clears_name(head->clears), rh_clears_name(base->clears));
    if (head->sla < base->sla)
        rh_text__find(j, RH_TEXT_LOOSENS, "sla", "sla of %.*s is lowered from tier %d to %d", RH_ARG(head->id),
                      base->sla, head->sla);
    if (head->risk < base->risk)
        rh_text__find(j, RH_TEXT_UNKNOWN, "risk", "risk of %.*s is lowered from %s to %s", RH_ARG(head->id),
                      rh_risk_name(base->risk), rh_risk_name(head->risk));
}

/* A higher tier need not be faster: each file gives its own clocks. One that begins to stop holds everything up. */
static void judge_tier_taken(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    const rh_tier *old = rh_text__tier(j->base, base->sla), *now = rh_text__tier(j->head, head->sla);
    if (head->sla <= base->sla || old == NULL || now == NULL) return;
    if (old->stops && !now->stops)
        rh_text__find(j, RH_TEXT_LOOSENS, "sla", "%.*s goes to tier %d, which does not stop as tier %d did",
                      RH_ARG(head->id), head->sla, base->sla);
    if (now->stops && !old->stops) return;
    const bool is_alike = now->clock.unit == old->clock.unit;
    if (!rh_text__is_no_longer(j, now->clock, old->clock))
        rh_text__find(j, is_alike ? RH_TEXT_LOOSENS : RH_TEXT_UNKNOWN, "sla",
                      "%.*s goes from tier %d to %d, whose clock %s longer", RH_ARG(head->id), base->sla, head->sla,
                      is_alike ? "is" : "may be");
}

/* ---- what a lift makes of it ---- */

/* The first lift from *at on that takes the entry above a risk; NULL: none. */
static const rh_lift *next_lift(const rh_register *reg, const rh_entry *e, rh_risk above, size_t *at)
{
    while (*at < reg->n_lifts) {
        const rh_lift *lift = &reg->lifts[(*at)++];
        const bool fits = lift->from == e->risk && (lift->lanes.at == NULL || rh_text__has(lift->lanes, e->lane));
        if (fits && lift->to > above) return lift;
    }
    return NULL;
}

/* The highest risk that it may open at. */
static rh_risk most_risk(const rh_register *reg, const rh_entry *e)
{
    rh_risk most = e->risk;
    size_t at = 0;
    for (const rh_lift *lift; (lift = next_lift(reg, e, most, &at)) != NULL;) most = lift->to;
    return most;
}

/* The first lift of the base that took the entry above the risk which it has now, and that it no longer has in its
 * place: the first that fits counts. NULL: none. */
static const rh_lift *lost_lift(const rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    size_t of_base = 0, of_head = 0;
    for (const rh_lift *old; (old = next_lift(j->base, base, head->risk, &of_base)) != NULL;) {
        const rh_lift *now = next_lift(j->head, head, head->risk, &of_head);
        if (now == NULL || now->to < old->to || !rh_str_eq(now->when.text, old->when.text)) return old;
    }
    return NULL;
}

/* What it takes to clear it at that risk: what the entry says itself holds at every risk. */
static rh_clears most_clears(const rh_register *reg, const rh_entry *e)
{
    return e->has_clears ? e->clears : rh_clears_by_risk(most_risk(reg, e));
}

static void judge_lifted(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    const rh_lift *lost = head->risk > base->risk ? lost_lift(j, base, head) : NULL;
    const rh_clears took = most_clears(j->base, base), takes = most_clears(j->head, head);
    if (lost != NULL)
        rh_text__find(j, RH_TEXT_LOOSENS, "risk", "%.*s is no longer lifted to %s", RH_ARG(head->id),
                      rh_risk_name(lost->to));
    if (head->has_clears && !base->has_clears && head->clears >= base->clears && takes < took)
        rh_text__find(j, RH_TEXT_LOOSENS, "clears", "%.*s is cleared by %s where it is lifted, and took %s",
                      RH_ARG(head->id), rh_clears_name(takes), rh_clears_name(took));
}

/* ---- what others make of it ---- */

static bool stops(const rh_register *reg, const rh_entry *e)
{
    const rh_tier *tier = rh_text__tier(reg, e->sla);
    return tier != NULL && tier->stops;
}

__attribute__((format(printf, 4, 5))) static void begin(rh_ripple *r, rh_text_judge *j, const char *key,
                                                       const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rh_ripple__begin(r, j, key, rh_arena_str(j->keep, rh_str_of(text)));
}

/* Whether it may be open where it was not, or for longer. */
static bool judge_wider(rh_text_judge *j, const rh_entry *head)
{
    static const char *const wider[] = {"when", "window", "segments", "clears", "risk"};
    rh_ripple ripple;
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++) {
        if (!rh_text__has_unit(j, wider[i])) continue;
        begin(&ripple, j, wider[i], "%s of %.*s changed", wider[i], RH_ARG(head->id));
        rh_ripple__opens(&ripple, head);
        rh_ripple__spread(&ripple);
        return true;
    }
    return false;
}

static void judge_faster(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    const bool begins = stops(j->head, head) && !stops(j->base, base);
    rh_ripple ripple;
    begin(&ripple, j, "sla", begins ? "%.*s begins to stop journeys" : "sla of %.*s changed", RH_ARG(head->id));
    if (begins) rh_ripple__stops(&ripple);
    rh_ripple__is_faster(&ripple);
    rh_ripple__spread(&ripple);
}

static void judge_stronger(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    rh_ripple ripple;
    begin(&ripple, j, "effect", "effect of %.*s changed", RH_ARG(head->id));
    for (size_t i = 0; i < head->n_effects; i++) {
        const rh_effect *effect = &head->effects[i];
        if (effect->level > level_of(j->base, base, j->head->actions[effect->action].id))
            rh_ripple__waits(&ripple, effect->action);
    }
    rh_ripple__spread(&ripple);
}

static void judge_others(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    if (judge_wider(j, head)) return;
    if (rh_text__has_unit(j, "sla")) judge_faster(j, base, head);
    if (rh_text__has_unit(j, "effect")) judge_stronger(j, base, head);
}

/* ---- what the gate counts by ---- */

/* What lets nothing through may still move rows out of what the gate counts, or in among them. */
static void judge_counted(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    if (!rh_str_eq(base->reason, head->reason) && rh_text__is_measured(j, "reasons"))
        rh_text__find(j, RH_TEXT_UNKNOWN, "reason", "reason of %.*s changed, and a metric of the gate reads reasons",
                      RH_ARG(head->id));
    if (head->risk > base->risk && rh_text__is_measured(j, "risk"))
        rh_text__find(j, RH_TEXT_UNKNOWN, "risk", "risk of %.*s is raised, and the gate counts by risk",
                      RH_ARG(head->id));
    if (head->sla > base->sla && rh_text__is_measured(j, "sla"))
        rh_text__find(j, RH_TEXT_UNKNOWN, "sla", "sla of %.*s is raised, and the gate counts by sla",
                      RH_ARG(head->id));
}

void rh_text__entry(rh_text_judge *j, const rh_entry *base, const rh_entry *head)
{
    judge_when(j, base, head);
    judge_window(j, base, head);
    judge_segments(j, base, head);
    judge_effects(j, base, head);
    judge_drafts(j, base, head);
    judge_tasks(j, base, head);
    judge_review(j, base, head);
    judge_tier_taken(j, base, head);
    judge_lifted(j, base, head);
    judge_others(j, base, head);
    judge_counted(j, base, head);
    rh_text__acceptance(j, base, head);
}
