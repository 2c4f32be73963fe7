/* Which conditions a plain step asks for, and which registers have no plain steps. */
#include "engine/screen/insides.h"

/* ---- roots ---- */

static uint32_t add_root(rh_screen *screen, uint32_t consumer)
{
    const rh_expr expr = screen->stratum->consumers[consumer].expr;
    rh_value v;
    if (expr == RH_EXPR_NONE) return RH_NONE;
    if (rh_pool_constant(screen->stratum->pool, expr, &v))
        return rh_value_is_true(v) ? RH_ROOT_TRUE : rh_value_is_false(v) ? RH_ROOT_FALSE : RH_ROOT_OPEN;
    for (size_t i = 0; i < screen->roots.n; i++)
        if (screen->roots.at[i] == expr) return (uint32_t)i;
    return RH_PUSH(&screen->keep, &screen->roots, expr) ? (uint32_t)screen->roots.n - 1 : RH_NONE;
}

/* ---- places and guards ---- */

/* The place of a state that a row may stand in at the end of a plain step; RH_NONE: there is none. */
static uint32_t place_of(rh_screen *screen, uint32_t state)
{
    const rh_register *reg = screen->stratum->reg;
    if (state >= reg->n_states || reg->states[state].is_side || reg->states[state].is_final) return RH_NONE;
    for (size_t i = 0; i < screen->places.n; i++)
        if (screen->places.at[i].state == state) return (uint32_t)i;
    const rh_screen_place place = {.state = state};
    return RH_PUSH(&screen->keep, &screen->places, place) ? (uint32_t)screen->places.n - 1 : RH_NONE;
}

/* From the first place on rows go to others, from which they may not go on. */
static bool add_guards(rh_screen *screen)
{
    const rh_stratum *s = screen->stratum;
    for (uint32_t p = 0; p < screen->places.n; p++) {
        const uint64_t *leaving = s->leaving[rh_place_of(s, screen->places.at[p].state)];
        for (uint32_t t = 0; t < s->reg->n_transitions; t++) {
            const uint32_t target = s->reg->transitions[t].to;
            if (!rh_bits_has(leaving, t) || target == RH_STATE_RETURN) continue;
            const uint32_t to = p == 0 ? place_of(screen, target) : RH_NONE;
            const uint32_t root = add_root(screen, (uint32_t)s->first_of[RH_CONSUMES_GUARD] + t);
            if (!RH_PUSH(&screen->keep, &screen->guards, (rh_screen_guard){p, to, root})) return false;
        }
    }
    return true;
}

/* ---- entries ---- */

static bool is_read(const rh_stratum *s, rh_core_slot slot) { return s->n_readers[rh_core_slot_of(s, slot)] != 0; }

static bool falls_due(const rh_screen *screen, rh_span_of_time after)
{
    rh_instant due;
    return !rh_calendar_add(screen->stratum->reg->calendar, &due, screen->about.at, after) ||
           !rh_instant_before(screen->about.as_of, due);
}

static bool is_due(const rh_screen *screen, const rh_variant *v)
{
    bool is = falls_due(screen, v->clock);
    for (size_t i = 0; i < v->entry->n_tasks; i++)
        is = is || (v->entry->tasks[i].has_after && falls_due(screen, v->entry->tasks[i].after));
    return is;
}

static bool moves_facts(const rh_stratum *s, const rh_variant *v)
{
    return is_read(s, RH_SLOT_OPEN_ITEMS) || is_read(s, RH_SLOT_EARLIEST_DUE) || is_read(s, RH_SLOT_OLDEST_OPEN_AT) ||
           (v->stops && is_read(s, RH_SLOT_PAUSED));
}

static bool is_in_some_window(const rh_screen *screen, uint32_t variant)
{
    const rh_stratum *s = screen->stratum;
    for (size_t p = 0; p < screen->places.n; p++)
        if (rh_bits_has(s->windows[rh_place_of(s, screen->places.at[p].state)], variant)) return true;
    return false;
}

static bool add_variants(rh_screen *screen)
{
    const rh_stratum *s = screen->stratum;
    for (uint32_t i = 0; i < s->n_variants; i++) {
        const rh_variant *v = &s->variants[i];
        if (!is_in_some_window(screen, i)) continue;
        const rh_screen_variant its = {.variant = i,
                                       .entry = (uint32_t)(v->entry - s->reg->entries),
                                       .root = add_root(screen, v->consumer),
                                       .is_due = is_due(screen, v),
                                       .moves_facts = moves_facts(s, v)};
        if (!RH_PUSH(&screen->keep, &screen->variants, its)) return false;
    }
    return true;
}

/* ---- actions and alerts ---- */

static bool add_actions(rh_screen *screen)
{
    const rh_stratum *s = screen->stratum;
    const size_t n = s->reg->n_actions, first_alert = s->first_of[RH_CONSUMES_ALERT];
    screen->releases = RH_NEW_N(&screen->keep, n, uint32_t);
    screen->quiet = RH_NEW_N(&screen->keep, n + s->n_consumers - first_alert, uint32_t);
    if (screen->releases == NULL || screen->quiet == NULL) return false;
    for (uint32_t a = 0; a < n; a++) {
        bool is_asked = false;
        for (size_t p = 0; p < screen->places.n; p++) {
            const bool is_in = rh_range_has(s->reg->actions[a].range, screen->places.at[p].state);
            screen->places.at[p].n_verdicts += is_in;
            is_asked = is_asked || is_in;
        }
        const uint32_t release = add_root(screen, (uint32_t)s->first_of[RH_CONSUMES_RELEASE] + a);
        const uint32_t automatic = add_root(screen, (uint32_t)s->first_of[RH_CONSUMES_AUTO] + a);
        if (release != RH_NONE && is_asked) screen->releases[screen->n_releases++] = release;
        if (automatic != RH_NONE) screen->quiet[screen->n_quiet++] = automatic;
    }
    for (size_t c = first_alert; c < s->n_consumers; c++) {
        const uint32_t root = add_root(screen, (uint32_t)c);
        if (root != RH_NONE) screen->quiet[screen->n_quiet++] = root;
    }
    return true;
}

/* ---- fields ---- */

static rh_screen_form form_of(const rh_shape *shape)
{
    if (shape->type == RH_F_SET || shape->type == RH_F_LIST) return RH_FORM_LIST;
    if (shape->type == RH_F_TABLE) return RH_FORM_TABLE;
    return shape->type == RH_F_JSON ? RH_FORM_NONE : RH_FORM_SCALAR;
}

static bool is_member(const rh_field *field, rh_str key)
{
    if (rh_str_eq(field->key, key)) return true;
    for (size_t c = 0; c < field->n_columns; c++)
        if (rh_str_eq(field->columns[c].name, key)) return form_of(&field->columns[c].shape) == RH_FORM_SCALAR;
    return false;
}

static bool takes(void *ctx, rh_asked asked, uint32_t slot, rh_value key)
{
    const rh_screen *screen = ctx;
    if (slot >= screen->stratum->n_fields) return asked == RH_ASKED_VALUE;
    if (screen->stratum->reg->fields[slot].derived.text.ptr != NULL) return false;
    const rh_screen_form form = screen->forms[slot];
    if (asked == RH_ASKED_VALUE) return form == RH_FORM_SCALAR;
    if (asked == RH_ASKED_LENGTH) return form != RH_FORM_NONE;
    if (form == RH_FORM_LIST) return key.kind == RH_NULL;
    return form == RH_FORM_TABLE && key.kind == RH_STRING &&
           is_member(&screen->stratum->reg->fields[slot], rh_value_str(key));
}

static void note_reads_of(rh_screen *screen, rh_expr expr)
{
    size_t n;
    const uint32_t *reads = rh_pool_reads(screen->stratum->pool, expr, &n);
    for (size_t k = 0; k < n; k++) screen->is_read[reads[k]] = true;
}

/* Derived fields are evaluated whether somebody reads them or not: what is undecided counts. */
static bool note_reads(rh_screen *screen)
{
    const rh_stratum *s = screen->stratum;
    screen->is_read = RH_NEW_N(&screen->keep, s->n_slots, bool);
    screen->is_counted = RH_NEW_N(&screen->keep, s->n_fields, bool);
    if (screen->is_read == NULL || screen->is_counted == NULL) return false;
    for (size_t i = 0; i < screen->roots.n; i++) note_reads_of(screen, screen->roots.at[i]);
    for (size_t d = 0; d < s->n_derived; d++) note_reads_of(screen, s->derived[d].exprs[0]);
    for (uint32_t f = 0; f < s->n_fields; f++)
        screen->is_counted[f] = s->reg->fields[f].shape.type == RH_F_SET && rh_batch_counts(screen->batch, f);
    return true;
}

/* ---- the register ---- */

static const char *misfit_of_event(const rh_stratum *s)
{
    const uint32_t at = rh_map_get(&s->event_of, RH_STR("fields_ingested"));
    if (at == RH_MAP_NONE) return "events.yaml has no fields_ingested";
    const rh_event_decl *decl = s->events[at].decl;
    if (decl->n_sets != 0 || decl->n_rows != 0) return "fields_ingested sets facts of its own";
    if (decl->action != RH_NONE || decl->action_of.text.ptr != NULL) return "fields_ingested is an action";
    if (decl->produced.ptr != NULL) return "fields_ingested is what the core produces";
    for (size_t i = 0; i < decl->n_payload; i++)
        if (!decl->payload[i].is_optional || rh_str_eq(decl->payload[i].name, RH_STR("fields")))
            return "fields_ingested has a payload";
    return NULL;
}

/* The words that entries name segments by, each once, and the entries that name some. */
static bool note_segments(rh_screen *screen)
{
    const rh_register *reg = screen->stratum->reg;
    if (reg->policy.segment == RH_NONE) return true;
    for (size_t e = 0; e < reg->n_entries; e++) {
        const rh_strs words = reg->entries[e].segments;
        for (size_t i = 0; words.at != NULL && i < words.n; i++) {
            if (rh_map_get(&screen->segments, words.at[i]) != RH_MAP_NONE) continue;
            if (!rh_map_set(&screen->segments, &screen->keep, words.at[i], (uint32_t)screen->segments.n)) return false;
        }
    }
    screen->in_segment = RH_NEW_N(&screen->keep, screen->segments.n, uint64_t);
    return screen->in_segment != NULL;
}

/* Whether a field is ingested, and no list or the like. */
static bool is_plain(const rh_screen *screen, uint32_t field)
{
    if (field == RH_NONE) return true;
    return screen->forms[field] == RH_FORM_SCALAR && screen->stratum->reg->fields[field].derived.text.ptr == NULL;
}

rh_code rh_screen__fit(rh_screen *screen, const char **why, rh_err *err)
{
    const rh_stratum *s = screen->stratum;
    *why = misfit_of_event(s);
    if (rh_str_eq(screen->about.actorkind, RH_STR("ai")) || rh_str_eq(screen->about.actorkind, RH_STR("human")))
        *why = "events are of people or of an AI";
    if (*why != NULL) return RH_OK;
    screen->state_is_read = is_read(s, RH_SLOT_STATE) || is_read(s, RH_SLOT_TRIGGERED_AT);
    screen->has_derived = s->n_derived != 0;
    screen->forms = RH_NEW_N(&screen->keep, s->n_fields, rh_screen_form);
    if (screen->forms == NULL) return rh_err_nomem(err);
    for (size_t f = 0; f < s->n_fields; f++) screen->forms[f] = form_of(&s->reg->fields[f].shape);
    if (!is_plain(screen, screen->about.lane_field)) return *why = "the field of lanes is no plain one", RH_OK;
    if (!is_plain(screen, s->reg->policy.segment)) return *why = "the field of segments is no plain one", RH_OK;
    const rh_screen_place none = {.state = RH_STATE_NONE};
    if (!note_segments(screen) || !RH_PUSH(&screen->keep, &screen->places, none) || !add_guards(screen) ||
        !add_variants(screen) || !add_actions(screen) || rh_arena_failed(&screen->keep))
        return rh_err_nomem(err);
    const rh_code code = rh_batch_new(&screen->batch, &screen->keep, s->pool, screen->roots.at, screen->roots.n, err);
    if (code != RH_OK) return code;
    rh_batch_take_strips(screen->batch, takes, screen);
    return note_reads(screen) ? RH_OK : rh_err_nomem(err);
}
