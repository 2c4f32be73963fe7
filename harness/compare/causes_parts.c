/* What loads: single units, and those that are joined until they do. */
#include "harness/compare/causes_insides.h"

#include "harness/compare/lanes.h"

#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

rh_unit_set rh_causes__join(rh_arena *keep, const rh_cause_part *parts, const uint32_t *at, size_t n)
{
    size_t n_units = 0;
    for (size_t i = 0; i < n; i++) n_units += parts[at[i]].n;
    uint32_t *units = RH_NEW_N(keep, n_units, uint32_t);
    if (units == NULL) return (rh_unit_set){NULL, 0};
    n_units = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < parts[at[i]].n; k++) units[n_units++] = parts[at[i]].units[k];
    if (n_units > 1) qsort(units, n_units, sizeof *units, by_number);
    return (rh_unit_set){units, n_units};
}

/* ---- compiling ---- */

/* NULL where the set does not load. */
static rh_code make(const rh_register **out, rh_cause_search *s, rh_unit_set set)
{
    rh_diags unheard;
    rh_diags_init(&unheard, &s->pass);
    *out = NULL;
    const rh_code code = rh_variant_make(out, &s->pass, &s->variants, set, &unheard);
    return code == RH_NOMEM ? rh_err_nomem(s->err) : RH_OK;
}

rh_code rh_causes__compile(const rh_program **out, size_t *lane_of, rh_cause_search *s, const rh_unit_set *sets,
                           size_t n)
{
    const rh_register *registers[RH_CAUSE_LANES + 1] = {s->request->base->reg};
    size_t lanes[RH_CAUSE_LANES + 1];
    rh_arena_reset(&s->pass);
    rh_code code = RH_OK;
    for (size_t i = 0; code == RH_OK && i < n; i++) code = make(&registers[i + 1], s, sets[i]);
    if (code == RH_OK) code = rh_lanes_compile(out, lanes, &s->pass, registers, n + 1, s->request->lent, s->err);
    for (size_t i = 0; code == RH_OK && i < n; i++) lane_of[i] = lanes[i + 1] != SIZE_MAX ? lanes[i + 1] : 0;
    return code;
}

/* ---- what the text rules out ---- */

/* Whether a key path is another or lies below it. */
static bool is_of(rh_str path, rh_str key)
{
    return rh_str_starts(path, key) && (path.len == key.len || path.ptr[key.len] == '.');
}

/* Whether a unit cannot change what an entry says under that key: it stands in another entry's file, or elsewhere in
 * its own. */
static bool is_beside(const rh_cause_search *s, uint32_t unit, rh_str entry, rh_str key)
{
    const rh_changed_file *file = &s->variants.changes->at[s->variants.units[unit].file];
    const rh_str own = rh_variants_unit(&s->variants, unit)->key;
    if (file->entry.ptr == NULL || !file->in_base || !file->in_head) return false;
    if (!rh_str_eq(file->entry, entry)) return true;
    return own.len > 0 && !is_of(own, key) && !is_of(key, own);
}

static bool may_give_key(const rh_cause_search *s, const rh_unit_set *sets, size_t n, rh_str entry, rh_str key)
{
    for (size_t i = 0; i < n; i++)
        for (size_t u = 0; u < sets[i].n; u++)
            if (!is_beside(s, sets[i].units[u], entry, key)) return true;
    return false;
}

bool rh_causes__may_give(const rh_cause_search *s, const rh_diff_row *row, const rh_unit_set *sets, size_t n)
{
    if (s->request->plays_whole) return true;
    return (!row->needs.route || may_give_key(s, sets, n, row->needs.entry, RH_STR("review.primary"))) &&
           (!row->needs.clock || may_give_key(s, sets, n, row->needs.entry, RH_STR("sla")));
}

/* ---- parts ---- */

static rh_code load_some(bool *loads, rh_cause_search *s, const rh_cause_part *parts, size_t n)
{
    const rh_program *unused;
    size_t lane_of[RH_CAUSE_LANES];
    const rh_code code = rh_causes__compile(&unused, lane_of, s, parts, n);
    for (size_t i = 0; code == RH_OK && i < n; i++) loads[i] = lane_of[i] != 0;
    return code;
}

static rh_code load_all(bool *loads, rh_cause_search *s)
{
    rh_code code = RH_OK;
    for (size_t from = 0; code == RH_OK && from < s->n_parts; from += RH_CAUSE_LANES) {
        const size_t left = s->n_parts - from;
        code = load_some(&loads[from], s, &s->parts[from], left < RH_CAUSE_LANES ? left : RH_CAUSE_LANES);
    }
    return code;
}

/* part[b] becomes a part of part[a]. */
static rh_code join_parts(rh_cause_search *s, bool *loads, size_t a, size_t b)
{
    const uint32_t both[] = {(uint32_t)a, (uint32_t)b};
    const rh_unit_set joined = rh_causes__join(&s->work, s->parts, both, 2);
    if (joined.units == NULL) return rh_err_nomem(s->err);
    s->parts[a] = joined;
    memmove(&s->parts[b], &s->parts[b + 1], (s->n_parts - b - 1) * sizeof *s->parts);
    memmove(&loads[b], &loads[b + 1], (s->n_parts - b - 1) * sizeof *loads);
    s->n_parts--;
    return RH_OK;
}

/* Those that do not load either first, then of the same file, then the others: what belongs together stands
 * together. */
static int nearness(const rh_cause_search *s, const bool *loads, size_t part, size_t other)
{
    const rh_unit_place *units = s->variants.units;
    const bool is_near = units[s->parts[part].units[0]].file == units[s->parts[other].units[0]].file;
    return (loads[other] ? 2 : 0) + (is_near ? 0 : 1);
}

/* The first part, by nearness, that loads together with this one; n_parts when there is none. */
static rh_code partner_of(size_t *out, rh_cause_search *s, const bool *loads, size_t part)
{
    *out = s->n_parts;
    for (int near = 0; near < 4; near++)
        for (size_t other = 0; other < s->n_parts; other++) {
            bool is_good = false;
            if (other == part || nearness(s, loads, part, other) != near) continue;
            const uint32_t both[] = {(uint32_t)part, (uint32_t)other};
            const rh_arena_mark before = rh_arena_begin(&s->work);
            const rh_unit_set joined = rh_causes__join(&s->work, s->parts, both, 2);
            const rh_code code = joined.units != NULL ? load_some(&is_good, s, &joined, 1) : rh_err_nomem(s->err);
            rh_arena_end(&s->work, before);
            if (code != RH_OK) return code;
            *out = other;
            if (is_good) return RH_OK;
        }
    *out = s->n_parts;
    return RH_OK;
}

/* The nearest part, for one that loads with no other alone. */
static size_t nearest(const rh_cause_search *s, const bool *loads, size_t part)
{
    for (int near = 0; near < 4; near++)
        for (size_t other = 0; other < s->n_parts; other++)
            if (other != part && nearness(s, loads, part, other) == near) return other;
    return part;
}

static size_t first_broken(const rh_cause_search *s, const bool *loads)
{
    size_t i = 0;
    while (i < s->n_parts && loads[i]) i++;
    return i;
}

/* Ends, as every join leaves one part less and all units together are the head. */
rh_code rh_causes__parts(rh_cause_search *s)
{
    const size_t n = s->variants.n_units;
    bool *loads = RH_NEW_N(&s->work, n, bool);
    uint32_t *units = RH_NEW_N(&s->work, n, uint32_t);
    s->parts = RH_NEW_N(&s->work, n, rh_cause_part);
    if (loads == NULL || units == NULL || s->parts == NULL) return rh_err_nomem(s->err);
    for (size_t i = 0; i < n; i++) {
        units[i] = (uint32_t)i;
        s->parts[i] = (rh_cause_part){&units[i], 1};
    }
    s->n_parts = n;
    rh_code code = load_all(loads, s);
    for (size_t part; code == RH_OK && (part = first_broken(s, loads)) < s->n_parts;) {
        size_t other = s->n_parts;
        if (s->n_parts == 1) break;
        code = partner_of(&other, s, loads, part);
        if (code != RH_OK) return code;
        const bool is_good = other < s->n_parts;
        if (!is_good) other = nearest(s, loads, part);
        code = join_parts(s, loads, part < other ? part : other, part < other ? other : part);
        loads[part < other ? part : other] = is_good;
    }
    return code;
}
