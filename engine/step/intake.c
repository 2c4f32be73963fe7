/* Taking an event in: what this revision makes of its type and payload (rulings 7 to 10, 120). */
#include "engine/program/shape.h"
#include "engine/step/insides.h"

#include <stdio.h>

static rh_code reject(rh_taking *out, rh_branch *b, const rh_work *w, rh_str what, const char *why)
{
    rh_rejection *r = RH_NEW(b->arena, rh_rejection);
    if (r == NULL) return RH_NOMEM;
    r->event = w->event;
    if (what.len == 0) snprintf(r->text, sizeof r->text, "%s", why);
    else snprintf(r->text, sizeof r->text, "%.*s: %s", what.len > 80 ? 80 : RH_ARG(what), why);
    b->tally.quarantined++;
    out->taken = RH_TAKEN_NOT;
    out->rejection = r;
    return RH_OK;
}

/* The value under a key that is behind those asked for before: both come in bytewise order. */
static const rh_value *next_value(rh_value data, uint32_t *at, rh_str key)
{
    for (; data.kind == RH_MAP && *at < data.n; ++*at) {
        const rh_str name = rh_value_str(data.map[*at].key);
        if (rh_str_eq(name, key)) return &data.map[(*at)++].value;
        if (rh_str_cmp(name, key) > 0) return NULL;
    }
    return NULL;
}

/* The typed payload: declared keys only; an unknown enumeration value is left out (ruling 9). *bad: what misfits. */
static rh_code read_payload(rh_intake *in, const char **why, rh_str *bad, rh_branch *b, rh_value data)
{
    const rh_event_decl *decl = in->rules->decl;
    rh_pair *pairs = RH_NEW_N(b->arena, decl->n_payload, rh_pair);
    if (pairs == NULL) return RH_NOMEM;
    uint32_t n = 0, at = 0;
    for (size_t i = 0; i < decl->n_payload; i++) {
        const rh_payload_key *key = &decl->payload[i];
        const rh_value *json = next_value(data, &at, key->name);
        *bad = key->name;
        if (json == NULL && !key->is_optional) return *why = "the payload lacks this key", RH_OK;
        if (json == NULL) continue;
        rh_value value;
        switch (rh_shape_read(&value, b->arena, &key->shape, rh_calendar_zone(b->stratum->reg->calendar), *json)) {
        case RH_FITS:
            pairs[n++] = (rh_pair){rh_string(key->name), json->kind == RH_NULL ? rh_null() : value};
            break;
        case RH_UNKNOWN: b->tally.unknown_values++; break;
        case RH_MISFIT: return *why = "the payload has a value of a wrong type", RH_OK;
        case RH_NO_ROOM: return RH_NOMEM;
        }
    }
    in->data = rh_map_value(pairs, n);
    return RH_OK;
}

/* fields_ingested and human_decided carry merge patches (rulings 13, 16, 83). */
static rh_code read_patches(rh_intake *in, const char **why, rh_str *bad, rh_branch *b, const rh_work *w)
{
    const rh_event *event = w->event;
    const bool ingests = in->rules->ingests;
    in->is_decision = in->rules->decides;
    if (!ingests && !in->is_decision) return RH_OK;
    *bad = ingests ? RH_STR("fields") : RH_STR("edits");
    const rh_value *patch = event->data.kind == RH_MAP ? rh_value_field(event->data, *bad) : NULL;
    if (patch == NULL || (in->is_decision && patch->kind == RH_NULL)) return RH_OK;
    return rh_step__read_patch(ingests ? &in->patch : &in->edits, why, b, w->scratch, *patch);
}

static rh_code read_event(rh_taking *out, rh_branch *b, const rh_work *w)
{
    const uint32_t at = rh_map_get(&b->stratum->event_of, w->event->type);
    if (at == RH_NONE) {
        b->tally.accepted++;
        b->tally.unmapped++;
        out->taken = RH_TAKEN_UNMAPPED;
        return RH_OK;
    }
    out->in.rules = &b->stratum->events[at];
    const char *why = NULL;
    rh_str bad = rh_str_null();
    rh_code code = read_payload(&out->in, &why, &bad, b, w->event->data);
    if (code == RH_OK && why == NULL) code = read_patches(&out->in, &why, &bad, b, w);
    if (code != RH_OK) return rh_err_nomem(w->err);
    if (why != NULL) {
        b->tally = (rh_tally){0};
        return reject(out, b, w, bad, why) == RH_OK ? RH_OK : rh_err_nomem(w->err);
    }
    b->tally.accepted++;
    const bool is_produced = out->in.rules->decl->produced.ptr != NULL;
    b->tally.produced += is_produced;
    out->taken = is_produced ? RH_TAKEN_PRODUCED : RH_TAKEN;
    return RH_OK;
}

/* The counts of the branch stay as they are. */
static rh_code read_first(rh_taking *out, rh_arena *keep, rh_branch *b, const rh_work *w)
{
    const rh_tally before = b->tally;
    rh_work kept = *w;
    rh_arena_reset(keep);
    kept.scratch = keep;
    b->tally = (rh_tally){0};
    *out = (rh_taking){.stratum = b->stratum, .in.action = RH_NONE};
    const rh_code code = read_event(out, b, &kept);
    out->tally = b->tally;
    b->tally = before;
    if (code == RH_OK) out->event = w->event;
    return code;
}

static void add(rh_tally *to, const rh_tally *from)
{
    to->accepted += from->accepted, to->quarantined += from->quarantined;
    to->unmapped += from->unmapped, to->produced += from->produced;
    to->unmapped_parts += from->unmapped_parts, to->unknown_values += from->unknown_values;
}

rh_code rh_step__intake(rh_taking *taking, rh_arena *keep, rh_branch *b, const rh_work *w)
{
    rh_code code = RH_OK;
    if (taking->event != w->event || taking->stratum != b->stratum) code = read_first(taking, keep, b, w);
    if (code != RH_OK) return code;
    add(&b->tally, &taking->tally);
    if (taking->rejection != NULL && !RH_PUSH(b->arena, &b->rejected, taking->rejection)) return rh_err_nomem(w->err);
    if (taking->taken != RH_TAKEN) return RH_OK;
    b->unshown = w->event;
    b->unshown_data = taking->in.data;
    return RH_OK;
}
