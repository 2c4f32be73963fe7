/* Entries of several lanes: equal ones become one variant; families, fields and tiers are resolved. */
#include "engine/program/insides.h"

#include "engine/base/vec.h"

#include <stdlib.h>

static bool same_strs(rh_strs a, rh_strs b)
{
    if (a.n != b.n || (a.at == NULL) != (b.at == NULL)) return false;
    for (size_t i = 0; i < a.n; i++)
        if (!rh_str_eq(a.at[i], b.at[i])) return false;
    return true;
}

static bool same_span(rh_span_of_time a, rh_span_of_time b)
{
    return a.n == b.n && a.unit == b.unit;
}

static bool same_tasks(const rh_entry *a, const rh_entry *b)
{
    if (a->n_tasks != b->n_tasks) return false;
    for (size_t i = 0; i < a->n_tasks; i++) {
        const rh_task *t = &a->tasks[i], *u = &b->tasks[i];
        if (t->action != u->action || !rh_str_eq(t->owner, u->owner) || t->has_after != u->has_after) return false;
        if (t->has_after && !same_span(t->after, u->after)) return false;
    }
    return true;
}

static bool same_effects(const rh_entry *a, const rh_entry *b)
{
    if (a->n_effects != b->n_effects) return false;
    for (size_t i = 0; i < a->n_effects; i++)
        if (a->effects[i].action != b->effects[i].action || a->effects[i].level != b->effects[i].level) return false;
    return true;
}

static bool same_review(const rh_entry *a, const rh_entry *b)
{
    return a->primary == b->primary && a->backup == b->backup && a->escalation == b->escalation &&
           rh_str_eq(a->area, b->area);
}

static bool same_window(rh_range a, rh_range b)
{
    return a.is_any == b.is_any && (a.is_any || (a.first == b.first && a.last == b.last));
}

/* Whether the core can't tell the two apart but by their conditions. Texts for people don't count. */
static bool same_but_when(const rh_entry *a, const rh_entry *b)
{
    return same_window(a->window, b->window) && a->risk == b->risk && a->sla == b->sla && a->clears == b->clears &&
           a->has_clears == b->has_clears && same_review(a, b) && same_effects(a, b) && same_tasks(a, b) &&
           rh_str_eq(a->lane, b->lane) && same_strs(a->segments, b->segments);
}

static bool same_behaviour(const rh_entry *a, const rh_entry *b)
{
    return rh_str_eq(a->when.text, b->when.text) && same_but_when(a, b);
}

static int by_id(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

/* The ids of the entries of every lane of the stratum, sorted, each once. */
static rh_code collect_ids(rh_stratum *s, rh_arena *keep, const rh_program *p)
{
    size_t n = 0;
    for (size_t lane = 0; lane < p->n_lanes; lane++)
        if (rh_lanes_has(s->lanes, lane)) n += p->registers[lane]->n_entries;
    rh_str *ids = RH_NEW_N(keep, n, rh_str);
    if (ids == NULL) return RH_NOMEM;
    n = 0;
    for (size_t lane = 0; lane < p->n_lanes; lane++)
        for (size_t e = 0; rh_lanes_has(s->lanes, lane) && e < p->registers[lane]->n_entries; e++)
            ids[n++] = p->registers[lane]->entries[e].id;
    qsort(ids, n, sizeof *ids, by_id);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !rh_str_eq(ids[i], ids[s->n_ids - 1])) ids[s->n_ids++] = ids[i];
    s->ids = ids;
    return RH_OK;
}

/* The index of entry id in a register, sorted by id. */
static const rh_entry *find_entry(const rh_register *reg, rh_str id)
{
    size_t low = 0, high = reg->n_entries;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_str_cmp(reg->entries[mid].id, id);
        if (c == 0) return &reg->entries[mid];
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

/* Levels per action, with the families that an action belongs to (ruling 91). */
static bool resolve_effects(rh_variant *v, rh_arena *keep, const rh_register *reg)
{
    uint8_t *levels = RH_NEW_N(keep, reg->n_actions, uint8_t);
    uint32_t *listed = RH_NEW_N(keep, reg->n_actions, uint32_t);
    if (levels == NULL || listed == NULL) return false;
    for (size_t i = 0; i < v->entry->n_effects; i++) {
        const rh_effect *effect = &v->entry->effects[i];
        for (uint32_t a = 0; a < reg->n_actions; a++) {
            bool meant = a == effect->action;
            for (size_t f = 0; f < reg->actions[a].n_family; f++)
                meant = meant || reg->actions[a].family[f] == effect->action;
            if (meant && levels[a] < (uint8_t)effect->level) levels[a] = (uint8_t)effect->level;
        }
    }
    for (uint32_t a = 0; a < reg->n_actions; a++)
        if (levels[a] != 0) listed[v->n_listed++] = a;
    for (size_t d = 0; d < reg->policy.n_dual_actions; d++)
        v->is_dual = v->is_dual || levels[reg->policy.dual_actions[d]] != 0;
    v->levels = levels;
    v->listed = listed;
    return true;
}

static void resolve_tier(rh_variant *v, const rh_register *reg)
{
    for (size_t i = 0; i < reg->n_tiers; i++) {
        if (reg->tiers[i].tier != v->entry->sla) continue;
        v->clock = reg->tiers[i].clock;
        v->stops = reg->tiers[i].stops;
    }
}

typedef RH_VEC(rh_variant) variants;
typedef RH_VEC(rh_str) words;

static bool resolve_area(rh_variant *v, rh_arena *keep, words *areas)
{
    for (v->area = 0; v->area < areas->n; v->area++)
        if (rh_str_eq(areas->at[v->area], v->entry->area)) return true;
    return RH_PUSH(keep, areas, v->entry->area);
}

/* A condition that reads no policy is of the first: all policies give the same. */
static uint32_t policy_of(const rh_entry *entry, const rh_program *p, size_t lane)
{
    return rh_program__names_policy(entry->when.text) ? p->policy_of[lane] : 0;
}

/* Behind the last one that is like it but for its condition. */
static bool insert(variants *list, size_t first, rh_arena *keep, const rh_variant *v)
{
    size_t at = list->n;
    if (!RH_PUSH(keep, list, *v)) return false;
    for (size_t i = first; i < list->n - 1; i++)
        if (same_but_when(list->at[i].entry, v->entry)) at = i + 1;
    memmove(&list->at[at + 1], &list->at[at], (list->n - 1 - at) * sizeof *v);
    list->at[at] = *v;
    return true;
}

static rh_code add_lane(variants *list, size_t first, rh_arena *keep, const rh_program *p, const rh_stratum *s,
                        size_t lane, uint32_t at)
{
    const rh_entry *entry = find_entry(p->registers[lane], s->ids[at]);
    if (entry == NULL) return RH_OK;
    const uint32_t policy = policy_of(entry, p, lane);
    for (size_t i = first; i < list->n; i++) {
        if (!same_behaviour(list->at[i].entry, entry)) continue;
        if (!rh_program__reads_alike(s, entry->when.text, list->at[i].policy, policy)) continue;
        uint64_t *lanes;
        memcpy(&lanes, &list->at[i].lanes, sizeof lanes);
        rh_lanes_add(lanes, lane);
        return RH_OK;
    }
    uint64_t *lanes = RH_NEW_N(keep, p->n_words, uint64_t);
    if (lanes == NULL) return RH_NOMEM;
    rh_lanes_add(lanes, lane);
    rh_variant v = {.entry = entry, .at = at, .policy = policy, .lanes = lanes};
    resolve_tier(&v, s->reg);
    return resolve_effects(&v, keep, s->reg) && insert(list, first, keep, &v) ? RH_OK : RH_NOMEM;
}

/* As far as entries tell; what their conditions read is known when these are compiled (link.c). */
static void find_kin(variants *list)
{
    for (uint32_t first = 0; first < list->n;) {
        uint32_t end = first + 1;
        while (end < list->n && list->at[end].at == list->at[first].at &&
               same_but_when(list->at[first].entry, list->at[end].entry))
            end++;
        for (uint32_t v = first; v < end; v++) list->at[v].kin = first, list->at[v].n_kin = end - first;
        first = end;
    }
}

rh_code rh_program__collect_variants(rh_stratum *s, rh_arena *keep, const rh_program *program, rh_diags *diags)
{
    variants list = {0};
    rh_code code = collect_ids(s, keep, program);
    for (uint32_t at = 0; code == RH_OK && at < s->n_ids; at++) {
        const size_t first = list.n;
        for (size_t lane = 0; code == RH_OK && lane < program->n_lanes; lane++)
            if (rh_lanes_has(s->lanes, lane)) code = add_lane(&list, first, keep, program, s, lane, at);
    }
    if (code != RH_OK) return rh_diags_add(diags, code, (rh_span){0}, "no memory for %zu entries", s->n_ids);
    words areas = {0};
    for (size_t v = 0; v < list.n; v++)
        if (!resolve_area(&list.at[v], keep, &areas)) return RH_NOMEM;
    find_kin(&list);
    s->areas = areas.at;
    s->n_areas = areas.n;
    s->variants = list.at;
    s->n_variants = list.n;
    return RH_OK;
}
