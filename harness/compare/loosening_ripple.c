/* What moves, what that moves, and who minds. */
#include "harness/compare/loosening_ripple.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name;
    rh_move move;
    rh_move_way way;
} moved[] = {{"workflow.paused", RH_MOVE_STOPS, RH_MOVES_UP},
             {"workflow.open_items", RH_MOVE_OPEN, RH_MOVES_UP},
             {"workflow.oldest_open_at", RH_MOVE_OPEN, RH_MOVES_UP},
             {"workflow.earliest_due", RH_MOVE_OPEN, RH_MOVES_UP},
             {"workflow.earliest_due", RH_MOVE_CLOCK, RH_MOVES_ANYHOW},
             {"workflow.did", RH_MOVE_DONE, RH_MOVES_LATER}}; /* and facts that are made of these */
enum { N_MOVED = sizeof moved / sizeof *moved };

/* ---- what moves ---- */

void rh_ripple__begin(rh_ripple *r, rh_text_judge *j, const char *key, rh_str says)
{
    *r = (rh_ripple){.judge = j, .key = key, .says = says};
    r->is_late = RH_NEW_N(j->keep, j->head->n_actions, bool);
    r->has_risen = RH_NEW_N(j->keep, j->head->n_entries, bool);
    r->made = RH_NEW_N(j->keep, j->head->n_fields, const char *);
    j->failed |= r->is_late == NULL || r->has_risen == NULL || r->made == NULL;
}

static bool is_of(const rh_action *a, uint32_t listed, uint32_t action)
{
    for (size_t i = 0; i < a->n_family; i++)
        if (a->family[i] == listed) return true;
    return listed == action;
}

void rh_ripple__waits(rh_ripple *r, uint32_t action)
{
    const rh_register *head = r->judge->head;
    for (uint32_t a = 0; a < head->n_actions && !r->judge->failed; a++) {
        if (!is_of(&head->actions[a], action, a) || head->actions[a].automatic.text.ptr == NULL) continue;
        r->is_late[a] = r->moves[RH_MOVE_DONE] = true;
    }
}

void rh_ripple__stops(rh_ripple *r)
{
    r->moves[RH_MOVE_STOPS] = true;
    for (uint32_t a = 0; a < r->judge->head->n_actions; a++)
        if (r->judge->head->actions[a].is_pausable) rh_ripple__waits(r, a);
}

void rh_ripple__is_new(rh_ripple *r, const rh_entry *e)
{
    const rh_tier *tier = rh_text__tier(r->judge->head, e->sla);
    r->moves[RH_MOVE_OPEN] = true;
    if (tier == NULL || tier->stops) rh_ripple__stops(r);
    for (size_t i = 0; i < e->n_effects; i++) rh_ripple__waits(r, e->effects[i].action);
}

void rh_ripple__is_faster(rh_ripple *r)
{
    r->moves[RH_MOVE_CLOCK] = true;
}

void rh_ripple__opens(rh_ripple *r, const rh_entry *e)
{
    rh_ripple__is_new(r, e);
    rh_ripple__is_faster(r);
}

/* ---- what that moves ---- */

/* Whether the condition may turn, by anything that moves, so; *name is by what. An entry that watches over clocks
 * (watches: overdue(workflow.earliest_due)) does so earlier where they end earlier, and is through earlier. */
static bool turns_as(const rh_ripple *r, const rh_source *source, bool watches, bool to_false, const char **name)
{
    for (size_t i = 0; i < N_MOVED; i++) {
        if (!r->moves[moved[i].move]) continue;
        const rh_move_way way = watches && moved[i].move == RH_MOVE_CLOCK ? RH_MOVES_UP : moved[i].way;
        *name = moved[i].name;
        if (rh_ripple__may_turn(r, source, *name, way, to_false)) return true;
    }
    for (size_t i = 0; i < r->judge->head->n_fields; i++) {
        if (r->made[i] == NULL) continue;
        *name = r->made[i];
        if (rh_ripple__may_turn(r, source, *name, RH_MOVES_ANYHOW, to_false)) return true;
    }
    return false;
}

static bool turns(const rh_ripple *r, const rh_source *source, bool to_false, const char **name)
{
    return turns_as(r, source, false, to_false, name);
}

static bool turns_at_all(const rh_ripple *r, const rh_source *source, const char **name)
{
    return turns(r, source, true, name) || turns(r, source, false, name);
}

/* Whether it reads anything that moves. */
static bool reads(const rh_ripple *r, const rh_source *source)
{
    bool is = false;
    for (size_t i = 0; i < N_MOVED && !is; i++)
        is = r->moves[moved[i].move] && rh_ripple__reads(r, source, moved[i].name);
    for (size_t i = 0; i < r->judge->head->n_fields && !is; i++)
        is = r->made[i] != NULL && rh_ripple__reads(r, source, r->made[i]);
    return is;
}

static bool is_health_made(const rh_ripple *r, const rh_health *health)
{
    bool is = reads(r, &health->scored);
    for (size_t i = 0; i < health->n_inputs && !is; i++) is = reads(r, &health->inputs[i].value);
    return is;
}

/* Whether an event writes into the field what it reads of what moves. */
static bool is_set_from(const rh_ripple *r, const rh_event_decl *event, uint32_t field)
{
    bool is = false;
    for (size_t i = 0; i < event->n_sets; i++)
        is |= event->sets[i].field == field && reads(r, &event->sets[i].value);
    for (size_t i = 0; i < event->n_rows; i++) {
        const rh_row_rule *row = &event->rows[i];
        bool is_read = reads(r, &row->key);
        for (size_t k = 0; k < row->n_sets; k++) is_read |= reads(r, &row->sets[k]);
        is |= row->field == field && is_read;
    }
    return is;
}

static bool is_made(const rh_ripple *r, uint32_t field)
{
    const rh_register *head = r->judge->head;
    const rh_health *health = head->health;
    const bool is_of_health = health != NULL && (field == health->score || field == health->band);
    bool is = reads(r, &head->fields[field].derived) || (is_of_health && is_health_made(r, health));
    for (size_t i = 0; i < head->n_events && !is; i++) is = is_set_from(r, &head->events[i], field);
    return is;
}

/* One more fact that is made of what moves; false: there is none. */
static bool makes(rh_ripple *r)
{
    const rh_register *head = r->judge->head;
    bool has_more = false;
    for (uint32_t f = 0; f < head->n_fields && !r->judge->failed; f++) {
        if (r->made[f] != NULL || !is_made(r, f)) continue;
        r->made[f] = rh_arena_cstr(r->judge->keep, head->fields[f].name);
        r->judge->failed |= r->made[f] == NULL;
        has_more = true;
    }
    return has_more;
}

/* One more entry that opens for what moves, or action that waits for it; false: there is none. */
static bool rises(rh_ripple *r)
{
    const rh_register *head = r->judge->head;
    const char *name;
    bool has_more = makes(r);
    for (size_t i = 0; i < head->n_entries && !r->judge->failed; i++) {
        if (r->has_risen[i] || !turns(r, &head->entries[i].when, false, &name)) continue;
        const bool is_new = rh_register_entry(r->judge->base, head->entries[i].id) == RH_NONE;
        r->has_risen[i] = has_more = true;
        if (is_new) rh_ripple__is_new(r, &head->entries[i]);
        else rh_ripple__opens(r, &head->entries[i]);
    }
    for (uint32_t a = 0; a < head->n_actions && !r->judge->failed; a++) {
        const bool is_waiting = r->is_late[a] || head->actions[a].automatic.text.ptr == NULL;
        if (is_waiting || !turns(r, &head->actions[a].release, true, &name)) continue;
        rh_ripple__waits(r, a);
        has_more = true;
    }
    return has_more;
}

/* ---- who minds ---- */

__attribute__((format(printf, 2, 3))) static void find(rh_ripple *r, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rh_text__find(r->judge, RH_TEXT_UNKNOWN, r->key, "%.*s, and %s", RH_ARG(r->says), text);
}

static void judge_entries(rh_ripple *r)
{
    const char *name;
    for (size_t i = 0; i < r->judge->head->n_entries; i++) {
        const rh_entry *e = &r->judge->head->entries[i];
        if (rh_register_entry(r->judge->base, e->id) == RH_NONE || !turns_as(r, &e->when, true, true, &name)) continue;
        find(r, "%.*s, which reads %s, may open less", RH_ARG(e->id), name);
    }
}

static void judge_actions(rh_ripple *r)
{
    const char *name;
    for (uint32_t i = 0; i < r->judge->head->n_actions; i++) {
        const rh_action *a = &r->judge->head->actions[i];
        if (rh_register_action(r->judge->base, a->id) == RH_NONE) continue;
        if (turns(r, &a->release, false, &name))
            find(r, "%.*s, whose release reads %s, may be let go", RH_ARG(a->id), name);
        if (turns_at_all(r, &a->automatic, &name))
            find(r, "%.*s, whose auto reads %s, may be proposed at another time", RH_ARG(a->id), name);
    }
}

/* What is not done yet may have lifted the risk of something else. */
static bool falls_by_done(const rh_ripple *r, const rh_source *lift, const char **name)
{
    *name = "workflow.did";
    return r->moves[RH_MOVE_DONE] && rh_ripple__reads(r, lift, *name);
}

/* In another state other windows and ranges are open. */
static void judge_the_rest(rh_ripple *r)
{
    const rh_register *head = r->judge->head;
    const char *name;
    for (size_t i = 0; i < head->n_transitions; i++)
        if (turns_at_all(r, &head->transitions[i].guard, &name)) {
            find(r, "guard %zu of states.yaml reads %s", i + 1, name);
            break;
        }
    for (size_t i = 0; i < head->n_events; i++)
        if (turns_at_all(r, &head->events[i].action_of, &name))
            find(r, "what %.*s did, which reads %s, may be another action", RH_ARG(head->events[i].type), name);
    for (size_t i = 0; i < head->n_lifts; i++)
        if (turns(r, &head->lifts[i].when, true, &name) || falls_by_done(r, &head->lifts[i].when, &name))
            find(r, "a lift to %s, which reads %s, may lift less", rh_risk_name(head->lifts[i].to), name);
    for (size_t i = 0; i < rh_register_alerts(head); i++)
        if (turns(r, &head->monitors->alerts[i].when, true, &name))
            find(r, "alert %.*s, which reads %s, may tell less", RH_ARG(head->monitors->alerts[i].rule), name);
}

void rh_ripple__spread(rh_ripple *r)
{
    if (r->judge->failed) return;
    while (rises(r)) {}
    if (r->judge->failed) return;
    judge_entries(r);
    judge_actions(r);
    judge_the_rest(r);
}
