/* Once the pool is sealed: the order of derived fields, who consumes which slot, and the fields below a condition. */
#include "engine/base/assert.h"
#include "engine/base/bits.h"
#include "engine/program/insides.h"

/* Depth-first: 0 unseen, 1 on the path, 2 done. */
typedef struct order {
    rh_stratum *s;
    uint8_t *marks;        /* per derived */
    uint32_t *derived_of;  /* per field: index into derived, or RH_NONE */
    rh_derived *sorted;
    size_t n;
    rh_diags *diags;
} order;

static bool visit(order *o, uint32_t d)
{
    if (o->marks[d] == 2) return true;
    const rh_derived *derived = &o->s->derived[d];
    const rh_field *field = &o->s->reg->fields[derived->field];
    if (o->marks[d] == 1) {
        rh_diags_add(o->diags, RH_DERIVED_CYCLE, field->span, "derived field %.*s depends on itself",
                     RH_ARG(field->name));
        return false;
    }
    o->marks[d] = 1;
    size_t n;
    const uint32_t *reads = rh_pool_reads(o->s->pool, derived->exprs[0], &n);
    for (size_t i = 0; i < n; i++)
        if (reads[i] < o->s->n_fields && o->derived_of[reads[i]] != RH_NONE && !visit(o, o->derived_of[reads[i]]))
            return false;
    o->marks[d] = 2;
    o->sorted[o->n++] = *derived;
    return true;
}

static rh_code order_derived(rh_stratum *s, rh_arena *keep, rh_diags *diags)
{
    order o = {.s = s,
               .marks = RH_NEW_N(keep, s->n_derived, uint8_t),
               .derived_of = RH_NEW_N(keep, s->n_fields, uint32_t),
               .sorted = RH_NEW_N(keep, s->n_derived, rh_derived),
               .diags = diags};
    if (o.marks == NULL || o.derived_of == NULL || o.sorted == NULL) return RH_NOMEM;
    for (size_t f = 0; f < s->n_fields; f++) o.derived_of[f] = RH_NONE;
    for (uint32_t d = 0; d < s->n_derived; d++) o.derived_of[s->derived[d].field] = d;
    for (uint32_t d = 0; d < s->n_derived; d++)
        if (!visit(&o, d)) return RH_DERIVED_CYCLE;
    s->derived = o.sorted;
    return RH_OK;
}

/* The slots that a consumer reads, and where. */
typedef struct reading {
    size_t n;
    const uint32_t *slots, *places;
    const uint64_t *words;
} reading;

static reading reading_of(const rh_stratum *s, rh_expr expr)
{
    reading r = {0};
    if (expr == RH_EXPR_NONE) return r;
    r.slots = rh_pool_reads(s->pool, expr, &r.n);
    r.places = rh_pool_places(s->pool, expr);
    r.words = rh_pool_words(s->pool, expr);
    return r;
}

static bool reads_the_same(const rh_stratum *s, rh_expr a, rh_expr b)
{
    const reading r = reading_of(s, a), t = reading_of(s, b);
    return r.n == t.n && (r.n == 0 || memcmp(r.slots, t.slots, r.n * sizeof *r.slots) == 0);
}

static bool reads_clock(const rh_stratum *s, rh_expr expr)
{
    return expr != RH_EXPR_NONE && rh_pool_reads_clock(s->pool, expr);
}

/* exprs: per core. */
static void add_consumer(rh_stratum *s, rh_consumer_kind kind, uint32_t index, const rh_expr *exprs)
{
    rh_consumer c = {.kind = kind, .index = index, .expr = exprs[0]};
    for (size_t k = 0; k < s->cores.n; k++) {
        RH_ASSERT(reads_the_same(s, exprs[0], exprs[k])); /* one text with other constants */
        if (exprs[k] != exprs[0]) c.exprs = exprs;
        c.reads_clock |= reads_clock(s, exprs[k]);
    }
    s->consumers[s->n_consumers++] = c;
}

static void add_when(rh_stratum *s, uint32_t variant, rh_expr when)
{
    s->variants[variant].consumer = (uint32_t)s->n_consumers;
    s->consumers[s->n_consumers++] =
        (rh_consumer){.kind = RH_CONSUMES_WHEN, .index = variant, .expr = when, .reads_clock = reads_clock(s, when)};
}

static void add_consumers(rh_stratum *s, rh_consumer_kind kind, size_t n, const rh_expr *exprs)
{
    s->first_of[kind] = s->n_consumers;
    for (uint32_t i = 0; i < n; i++) add_consumer(s, kind, i, exprs + i * s->cores.n);
}

static rh_code make_consumers(rh_stratum *s, rh_arena *keep, const rh_expr *whens)
{
    const size_t n_actions = s->reg->n_actions, n_guards = s->reg->n_transitions;
    const size_t n_alerts = rh_register_alerts(s->reg);
    s->consumers = RH_NEW_N(keep, s->n_derived + n_guards + s->n_variants + 2 * n_actions + n_alerts, rh_consumer);
    if (s->consumers == NULL) return RH_NOMEM;
    for (uint32_t i = 0; i < s->n_derived; i++) add_consumer(s, RH_CONSUMES_DERIVED, i, s->derived[i].exprs);
    add_consumers(s, RH_CONSUMES_GUARD, n_guards, s->guards);
    s->first_of[RH_CONSUMES_WHEN] = s->n_consumers;
    for (uint32_t i = 0; i < s->n_variants; i++) add_when(s, i, whens[i]);
    add_consumers(s, RH_CONSUMES_RELEASE, n_actions, s->releases);
    add_consumers(s, RH_CONSUMES_AUTO, n_actions, s->automatics);
    add_consumers(s, RH_CONSUMES_ALERT, n_alerts, s->alerts);
    return RH_OK;
}

static rh_code list_clocks(rh_stratum *s, rh_arena *keep)
{
    uint32_t *clocks = RH_NEW_N(keep, s->n_consumers, uint32_t);
    if (clocks == NULL) return RH_NOMEM;
    for (uint32_t c = 0; c < s->n_consumers; c++)
        if (s->consumers[c].reads_clock) clocks[s->n_clocks++] = c;
    s->clocks = clocks;
    return RH_OK;
}

/* What is evaluated at every step where everything is, cores that say otherwise aside. */
static rh_code note_mustered(rh_stratum *s, rh_arena *keep)
{
    uint64_t *set = RH_NEW_N(keep, rh_bits_words(s->n_consumers), uint64_t);
    if (set == NULL) return RH_NOMEM;
    for (size_t c = s->n_derived; c < s->n_consumers; c++)
        if (s->consumers[c].expr != RH_EXPR_NONE && !s->consumers[c].is_varied) rh_bits_add(set, c);
    s->mustered = set;
    return RH_OK;
}

/* A variant that is for some segments only is looked at again when the segment changes. */
static bool reads_segment(const rh_stratum *s, const rh_consumer *c)
{
    return c->kind == RH_CONSUMES_WHEN && s->reg->policy.segment != RH_NONE &&
           s->variants[c->index].entry->segments.at != NULL;
}

static bool make_lists(rh_stratum *s, rh_arena *keep, rh_reader **lists)
{
    for (size_t c = 0; c < s->n_consumers; c++) {
        const reading r = reading_of(s, s->consumers[c].expr);
        for (size_t i = 0; i < r.n; i++) s->n_readers[r.slots[i]]++;
        if (reads_segment(s, &s->consumers[c])) s->n_readers[s->reg->policy.segment]++;
    }
    for (size_t slot = 0; slot < s->n_slots; slot++) {
        lists[slot] = RH_NEW_N(keep, s->n_readers[slot], rh_reader);
        if (lists[slot] == NULL) return false;
        s->readers[slot] = lists[slot];
        s->n_readers[slot] = 0;
    }
    return true;
}

static void add_reader(rh_stratum *s, rh_reader **lists, uint32_t slot, rh_reader reader)
{
    lists[slot][s->n_readers[slot]++] = reader;
    s->has_words[slot] = s->has_words[slot] || reader.words != RH_WORDS_ALL;
}

/* Inverts "consumer reads slot". */
static rh_code make_readers(rh_stratum *s, rh_arena *keep)
{
    s->readers = RH_NEW_N(keep, s->n_slots, const rh_reader *);
    s->n_readers = RH_NEW_N(keep, s->n_slots, size_t);
    s->has_words = RH_NEW_N(keep, s->n_slots, bool);
    rh_reader **lists = RH_NEW_N(keep, s->n_slots, rh_reader *);
    if (s->readers == NULL || s->n_readers == NULL || s->has_words == NULL || lists == NULL) return RH_NOMEM;
    if (!make_lists(s, keep, lists)) return RH_NOMEM;
    for (uint32_t c = 0; c < s->n_consumers; c++) {
        const reading r = reading_of(s, s->consumers[c].expr);
        const bool is_one = !s->consumers[c].is_varied;
        /* Else every change concerns some core: place 1, which whatever evaluates reaches. */
        for (size_t i = 0; i < r.n; i++)
            add_reader(s, lists, r.slots[i],
                       (rh_reader){c, is_one ? r.places[i] : 1, is_one ? r.words[i] : RH_WORDS_ALL});
        if (reads_segment(s, &s->consumers[c]))
            add_reader(s, lists, s->reg->policy.segment, (rh_reader){c, 0, RH_WORDS_ALL});
    }
    return RH_OK;
}

/* Marks the ingested fields under an expression, derived ones resolved. */
static void mark_below(const rh_stratum *s, const uint32_t *derived_of, rh_expr expr, bool *marks)
{
    size_t n;
    const uint32_t *reads = rh_pool_reads(s->pool, expr, &n);
    for (size_t i = 0; i < n; i++) {
        if (reads[i] >= s->n_fields || marks[reads[i]]) continue;
        marks[reads[i]] = true;
        if (derived_of[reads[i]] != RH_NONE)
            mark_below(s, derived_of, s->derived[derived_of[reads[i]]].exprs[0], marks);
    }
}

static rh_code link_variant(rh_stratum *s, rh_arena *keep, rh_variant *v, rh_expr when, const uint32_t *derived_of,
                            bool *marks)
{
    size_t n;
    const uint32_t *reads = rh_pool_reads(s->pool, when, &n);
    uint32_t *fields = RH_NEW_N(keep, n, uint32_t), *below = RH_NEW_N(keep, s->n_fields, uint32_t);
    if (fields == NULL || below == NULL) return RH_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (reads[i] < s->n_fields) fields[v->n_reads++] = reads[i];
        v->reads_approvers = v->reads_approvers || reads[i] == rh_core_slot_of(s, RH_SLOT_APPROVERS);
    }
    memset(marks, 0, s->n_fields * sizeof *marks);
    mark_below(s, derived_of, when, marks);
    for (uint32_t f = 0; f < s->n_fields; f++)
        if (marks[f] && derived_of[f] == RH_NONE) below[v->n_below++] = f;
    s->reads_approvers = s->reads_approvers || v->reads_approvers;
    v->reads = fields;
    v->below = below;
    return RH_OK;
}

/* Kin whose conditions read other slots are none: an entry that was decided goes by all that its condition reads. */
static void part_kin(rh_stratum *s, const rh_expr *whens)
{
    for (uint32_t first = 0; first < s->n_variants;) {
        const uint32_t end = first + s->variants[first].n_kin;
        bool is_alike = true;
        for (uint32_t v = first + 1; v < end; v++) is_alike = is_alike && reads_the_same(s, whens[first], whens[v]);
        for (uint32_t v = first; v < end && !is_alike; v++) s->variants[v].kin = v, s->variants[v].n_kin = 1;
        first = end;
    }
}

static rh_code link_variants(rh_stratum *s, rh_arena *keep, const rh_expr *whens)
{
    uint32_t *derived_of = RH_NEW_N(keep, s->n_fields, uint32_t);
    bool *marks = RH_NEW_N(keep, s->n_fields, bool);
    if (derived_of == NULL || marks == NULL) return RH_NOMEM;
    for (size_t f = 0; f < s->n_fields; f++) derived_of[f] = RH_NONE;
    for (uint32_t d = 0; d < s->n_derived; d++) derived_of[s->derived[d].field] = d;
    for (size_t v = 0; v < s->n_variants; v++) {
        const rh_code code = link_variant(s, keep, &s->variants[v], whens[v], derived_of, marks);
        if (code != RH_OK) return code;
    }
    part_kin(s, whens);
    return RH_OK;
}

static uint64_t **make_sets(rh_arena *keep, size_t n_sets, size_t n_members)
{
    uint64_t **sets = RH_NEW_N(keep, n_sets, uint64_t *);
    for (size_t i = 0; sets != NULL && i < n_sets; i++) {
        sets[i] = RH_NEW_N(keep, rh_bits_words(n_members), uint64_t);
        if (sets[i] == NULL) return NULL;
    }
    return sets;
}

/* What matters where: windows, ranges, transitions, by state. */
static rh_code make_places(rh_stratum *s, rh_arena *keep)
{
    const rh_register *reg = s->reg;
    const size_t n = reg->n_states + 1;
    s->windows = make_sets(keep, n, s->n_variants);
    s->ranges = make_sets(keep, n, reg->n_actions);
    s->leaving = make_sets(keep, n, reg->n_transitions);
    if (s->windows == NULL || s->ranges == NULL || s->leaving == NULL) return RH_NOMEM;
    for (size_t p = 0; p < n; p++) {
        const uint32_t position = p < reg->n_states ? (uint32_t)p : RH_STATE_NONE;
        for (size_t v = 0; v < s->n_variants; v++)
            if (rh_range_has(s->variants[v].entry->window, position)) rh_bits_add(s->windows[p], v);
        for (size_t a = 0; a < reg->n_actions; a++)
            if (rh_range_has(reg->actions[a].range, position)) rh_bits_add(s->ranges[p], a);
    }
    for (size_t t = 0; t < reg->n_transitions; t++)
        for (size_t i = 0; i < reg->transitions[t].n_from; i++)
            rh_bits_add(s->leaving[rh_place_of(s, reg->transitions[t].from[i])], t);
    return RH_OK;
}

rh_code rh_program__link(rh_stratum *s, rh_arena *keep, const rh_expr *whens, rh_diags *diags)
{
    rh_code code = order_derived(s, keep, diags);
    if (code == RH_OK) code = make_consumers(s, keep, whens);
    if (code == RH_OK) code = rh_program__find_own(s, keep);
    if (code == RH_OK) code = list_clocks(s, keep);
    if (code == RH_OK) code = note_mustered(s, keep);
    if (code == RH_OK) code = make_readers(s, keep);
    if (code == RH_OK) code = make_places(s, keep);
    return code == RH_OK ? link_variants(s, keep, whens) : code;
}
