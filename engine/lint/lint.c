/* The lints, entry by entry and pair by pair. */
#include "engine/lint/lint.h"

#include "engine/lint/insides.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SAYS_BYTES = 1000 };

typedef struct linting {
    rh_lab lab;
    const rh_lint_request *request;
    const rh_register *reg;
    RH_VEC(rh_lint_found) found;
    rh_err *err;
    bool failed;
} linting;

static const struct {
    rh_code code;
    bool is_finding;
} rules[] = {
#define X(NAME, code, is_finding) {RH_##code, is_finding},
#include "engine/lint/lints.def"
#undef X
};

static rh_span span_of(const rh_entry *entry, const char *key)
{
    const rh_node *node = rh_node_get(entry->node, rh_str_of(key));
    return node != NULL ? node->span : entry->node->span;
}

__attribute__((format(printf, 6, 7))) static void say(linting *l, rh_lint_rule rule, const rh_entry *entry,
                                                      const char *key, const rh_entry *other, const char *format, ...)
{
    char text[SAYS_BYTES];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    const rh_lint_found found = {.rule = rule,
                                 .code = rules[rule].code,
                                 .is_finding = rules[rule].is_finding,
                                 .entry = entry->id,
                                 .other = other != NULL ? other->id : rh_str_null(),
                                 .span = span_of(entry, key),
                                 .text = rh_arena_str(l->lab.keep, (rh_str){text, len}),
                                 .witness = rh_str_null()};
    if (!RH_PUSH(l->lab.keep, &l->found, found)) l->failed = true;
}

/* Adds the witness of the search that has just found something to the last finding. */
static void add_witness(linting *l, const rh_goal *goals, size_t n_goals, const uint32_t *entries, size_t n,
                        const rh_lint_slots *vars)
{
    rh_lint_found *last = l->found.n > 0 ? &l->found.at[l->found.n - 1] : NULL;
    if (last != NULL) last->witness = rh_lab__witness(&l->lab, l->request, goals, n_goals, entries, n, vars, l->err);
}

/* ---- one entry ---- */

static const rh_variant *variant_of(const linting *l, uint32_t entry)
{
    for (size_t i = 0; i < l->lab.s->n_variants; i++) {
        const rh_variant *v = &l->lab.s->variants[i];
        if (rh_lanes_has(v->lanes, l->request->lane) && rh_str_eq(v->entry->id, l->reg->entries[entry].id)) return v;
    }
    return NULL;
}

/* The condition, and that the customer is of its segments. */
static size_t goals_of(const linting *l, uint32_t entry, uint8_t wants, rh_goal *goals)
{
    size_t n = 0;
    goals[n++] = (rh_goal){l->lab.whens[entry], wants};
    if (l->lab.segments[entry] != NULL) goals[n++] = (rh_goal){l->lab.segments[entry], RH_IS_TRUE};
    return n;
}

static void check_window(linting *l, uint32_t i)
{
    const rh_entry *entry = &l->reg->entries[i];
    rh_goal goals[2];
    const bool is_entered = rh_lab__enter(&l->lab, entry->window);
    if (!is_entered) {
        say(l, RH_LINT_RULE_UNREACHABLE, entry, "window", NULL,
            "no transition leads to a state of its window in which it could open");
        return;
    }
    if (rh_lab__search(&l->lab, goals, goals_of(l, i, RH_IS_OPEN, goals), NULL) != RH_SEARCH_NONE) return;
    (void)rh_lab__enter(&l->lab, (rh_range){.is_any = true});
    const bool opens_elsewhere = rh_lab__search(&l->lab, goals, goals_of(l, i, RH_IS_OPEN, goals), NULL) !=
                                 RH_SEARCH_NONE;
    if (opens_elsewhere)
        say(l, RH_LINT_RULE_UNREACHABLE, entry, "window", NULL, "its condition never holds in its window");
    else say(l, RH_LINT_RULE_NEVER, entry, "when", NULL, "its condition is false whatever the facts are");
}

static void check_always(linting *l, uint32_t i)
{
    const rh_entry *entry = &l->reg->entries[i];
    const rh_goal goal = {l->lab.whens[i], RH_IS_FALSE};
    if (!rh_lab__enter(&l->lab, entry->window) || rh_lab__search(&l->lab, &goal, 1, NULL) != RH_SEARCH_NONE) return;
    say(l, RH_LINT_RULE_ALWAYS, entry, "when", NULL,
        "its condition holds whatever the facts are: it opens for every customer");
}

static bool reads_paused(const linting *l, const rh_variant *v)
{
    size_t n;
    const uint32_t *slots = rh_pool_reads(l->lab.s->pool, l->lab.s->consumers[v->consumer].expr, &n);
    for (size_t i = 0; i < n; i++) {
        if (slots[i] == rh_core_slot_of(l->lab.s, RH_SLOT_PAUSED)) return true;
        const uint32_t d = l->lab.derived_of[slots[i]];
        size_t n_below;
        const uint32_t *below = d != RH_NONE ? rh_pool_reads(l->lab.s->pool, l->lab.s->derived[d].exprs[0], &n_below)
                                             : NULL;
        for (size_t k = 0; below != NULL && k < n_below; k++)
            if (below[k] == rh_core_slot_of(l->lab.s, RH_SLOT_PAUSED)) return true;
    }
    return false;
}

static void check_pause(linting *l, uint32_t i)
{
    const rh_variant *v = variant_of(l, i);
    if (v == NULL || !v->stops || !reads_paused(l, v)) return;
    say(l, RH_LINT_RULE_PAUSES_ITSELF, &l->reg->entries[i], "when", NULL,
        "its tier stops the journey and its condition reads workflow.paused, so it may keep itself open");
}

static void check_expiry(linting *l, uint32_t i)
{
    const rh_entry *entry = &l->reg->entries[i];
    const rh_shape date = {.type = RH_F_DATE};
    const rh_zone *zone = rh_calendar_zone(l->reg->calendar);
    rh_value ends;
    if (entry->expires.ptr == NULL || !l->request->has_today) return;
    if (rh_shape_read(&ends, l->lab.keep, &date, zone, rh_string(entry->expires)) != RH_FITS) return;
    if (rh_instant_before(l->request->today, rh_value_instant(ends))) return;
    say(l, RH_LINT_RULE_EXPIRED, entry, "expires", NULL, "it expired on %.*s and is still active",
        RH_ARG(entry->expires));
}

/* ---- two entries ---- */

static bool contains(rh_range outer, rh_range inner)
{
    if (outer.is_any || inner.is_any) return outer.is_any;
    return outer.first <= inner.first && inner.last <= outer.last;
}

static bool contains_segments(rh_strs outer, rh_strs inner)
{
    if (outer.at == NULL || inner.at == NULL) return outer.at == NULL;
    for (size_t i = 0; i < inner.n; i++) {
        size_t k = 0;
        while (k < outer.n && !rh_str_eq(outer.at[k], inner.at[i])) k++;
        if (k == outer.n) return false;
    }
    return true;
}

/* Whether a holds at least as much as b, as hard to clear, sends it to the same people at least as fast, and b asks for
 * nothing of its own. */
static bool covers(const linting *l, uint32_t i, uint32_t k)
{
    const rh_entry *a = &l->reg->entries[i], *b = &l->reg->entries[k];
    const rh_variant *va = variant_of(l, i), *vb = variant_of(l, k);
    if (va == NULL || vb == NULL || !contains(a->window, b->window) || !contains_segments(a->segments, b->segments))
        return false;
    if (!rh_str_eq(a->area, b->area) || a->primary != b->primary || a->backup != b->backup ||
        a->escalation != b->escalation)
        return false;
    if (a->risk < b->risk || a->sla != b->sla || a->clears < b->clears || va->stops != vb->stops || b->n_tasks > 0)
        return false;
    for (size_t action = 0; action < l->reg->n_actions; action++)
        if (va->levels[action] < vb->levels[action]) return false;
    return true;
}

static void check_shadow(linting *l, uint32_t i, uint32_t k)
{
    const rh_entry *a = &l->reg->entries[i], *b = &l->reg->entries[k];
    rh_lint_slots vars;
    if (!covers(l, i, k) || (i > k && covers(l, k, i))) return;
    const rh_goal escapes[] = {{l->lab.whens[k], RH_IS_OPEN}, {l->lab.whens[i], RH_IS_FALSE}};
    if (!rh_lab__enter(&l->lab, b->window) || rh_lab__search(&l->lab, escapes, 2, NULL) != RH_SEARCH_NONE) return;
    const rh_goal both[] = {{l->lab.whens[k], RH_IS_TRUE}, {l->lab.whens[i], RH_IS_TRUE}};
    if (!rh_lab__enter(&l->lab, b->window) || rh_lab__search(&l->lab, both, 2, &vars) != RH_SEARCH_FOUND) return;
    say(l, RH_LINT_RULE_SHADOWED, b, "when", a,
        "whenever it is open %.*s is open too and holds as much: it decides nothing", RH_ARG(a->id));
    add_witness(l, both, 2, (const uint32_t[]){k, i}, 2, &vars);
}

/* Whether a pattern of an acceptance test waits for the action to be done. */
static bool expects(const rh_node *pattern, rh_str action)
{
    const rh_node *kind = rh_node_get(pattern, RH_STR("kind")), *of = rh_node_get(pattern, RH_STR("action"));
    const bool is_done = kind != NULL && kind->kind == RH_NODE_SCALAR && rh_str_eq(kind->text, RH_STR("did"));
    return is_done && of != NULL && of->kind == RH_NODE_SCALAR && rh_str_eq(of->text, action);
}

/* How an entry wants an action done: by a task, or by a test that waits for it. NULL: it does not. */
static const char *wants(const linting *l, const rh_entry *entry, uint32_t action)
{
    const rh_str id = l->reg->actions[action].id;
    for (size_t i = 0; i < entry->n_tasks; i++)
        if (entry->tasks[i].action == action) return "a task of it asks for";
    for (size_t i = 0; entry->acceptance != NULL && i < entry->acceptance->n_items; i++) {
        const rh_node *test = entry->acceptance->items[i];
        if (expects(rh_node_get(test, RH_STR("expect")), id) || expects(rh_node_get(test, RH_STR("followed_by")), id))
            return "a test of it waits for";
    }
    return NULL;
}

static void check_pair(linting *l, uint32_t i, uint32_t k)
{
    const rh_entry *a = &l->reg->entries[i], *b = &l->reg->entries[k];
    const rh_variant *vb = variant_of(l, k);
    rh_goal goals[4];
    rh_lint_slots vars;
    for (uint32_t action = 0; vb != NULL && action < l->reg->n_actions; action++) {
        const char *how = vb->levels[action] >= RH_HOLD ? wants(l, a, action) : NULL;
        if (how == NULL || !rh_lab__enter_both(&l->lab, a->window, b->window)) continue;
        size_t n = goals_of(l, i, RH_IS_TRUE, goals);
        n += goals_of(l, k, RH_IS_TRUE, goals + n);
        if (rh_lab__search(&l->lab, goals, n, &vars) != RH_SEARCH_FOUND) return;
        say(l, RH_LINT_RULE_CONTRADICTORY, a, "when", b, "%s %.*s, which %.*s %ss while both are open", how,
            RH_ARG(l->reg->actions[action].id), RH_ARG(b->id), rh_verdict_name((rh_verdict)vb->levels[action]));
        add_witness(l, goals, n, (const uint32_t[]){i, k}, 2, &vars);
        return;
    }
}

/* ---- all ---- */

static int in_order(const void *x, const void *y)
{
    const rh_lint_found *a = x, *b = y;
    const int entry = rh_str_cmp(a->entry, b->entry);
    if (entry != 0) return entry;
    if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
    return rh_str_cmp(a->other, b->other);
}

/* The first instant of the bases, or an instant that the calendar knows. */
static rh_instant some_now(const linting *l)
{
    if (l->request->n_bases > 0 && l->request->bases[0].n_events > 0) return l->request->bases[0].events[0].knowntime;
    return (rh_instant){1767625200, 0}; /* 2026-01-05T15:00:00Z */
}

static void check_all(linting *l)
{
    for (uint32_t i = 0; i < l->reg->n_entries; i++) {
        check_window(l, i);
        check_always(l, i);
        check_pause(l, i);
        check_expiry(l, i);
        for (uint32_t k = 0; k < l->reg->n_entries; k++) {
            if (i != k) check_shadow(l, i, k);
            check_pair(l, i, k);
        }
    }
}

rh_code rh_lint(rh_lints *out, rh_arena *keep, const rh_lint_request *request, rh_err *err)
{
    linting l = {.request = request, .reg = rh_program_register(request->program, request->lane), .err = err};
    const rh_code code = rh_lab__open(&l.lab, keep, request, err);
    if (code == RH_OK) {
        l.lab.now = some_now(&l);
        rh_lab__reach(&l.lab);
        check_all(&l);
    }
    rh_arena_dispose(&l.lab.scratch);
    if (code != RH_OK) return code;
    if (l.failed || l.lab.failed || rh_arena_failed(keep)) return rh_err_nomem(err);
    if (l.found.n > 1) qsort(l.found.at, l.found.n, sizeof *l.found.at, in_order);
    *out = (rh_lints){l.found.at, l.found.n};
    return RH_OK;
}
