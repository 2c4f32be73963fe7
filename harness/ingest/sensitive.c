/* What of a register's events identifies somebody, worked out once. */
#include "harness/ingest/sensitive.h"

enum { NAME_MOST = 256 };

/* ---- fields ---- */

const rh_field *rh_sensitive_field_of(const rh_register *reg, rh_str ns, rh_str name)
{
    char full[NAME_MOST];
    if (ns.len + 1 + name.len > sizeof full) return NULL;
    memcpy(full, rh_str_chars(ns), ns.len);
    full[ns.len] = '.';
    memcpy(full + ns.len + 1, rh_str_chars(name), name.len);
    const uint32_t field = rh_register_field(reg, (rh_str){full, ns.len + 1 + name.len});
    return field != RH_NONE ? &reg->fields[field] : NULL;
}

bool rh_sensitive_type(rh_field_type type)
{
    return type == RH_F_PRINCIPAL || type == RH_F_CONTACT || type == RH_F_DOC;
}

bool rh_sensitive_field(const rh_field *field)
{
    return field->cls == RH_CLASS_FIELD_ID || rh_sensitive_type(field->shape.type);
}

/* ---- payloads ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether an expression takes the value of a key, and does not just ask whether there is one, or how many. */
static bool mentions(rh_source source, rh_str key)
{
    const rh_str prefix = RH_STR("event.data.");
    for (size_t from = 0, at;
         (at = rh_str_find(rh_str_slice(source.text, from, source.text.len), prefix)) != SIZE_MAX;) {
        const rh_str before = rh_str_slice(source.text, 0, from + at);
        const rh_str behind = rh_str_slice(source.text, from + at + prefix.len, source.text.len);
        from += at + prefix.len;
        if (!rh_str_starts(behind, key) || (behind.len > key.len && is_word(behind.ptr[key.len]))) continue;
        if (!rh_str_ends(before, RH_STR("has(")) && !rh_str_ends(before, RH_STR("size("))) return true;
    }
    return false;
}

/* Where the value of a payload key goes: into a field of class id, into another, or nowhere. */
typedef enum destiny { NOWHERE, ELSEWHERE, INTO_ID } destiny;

static destiny towards(const rh_register *reg, destiny so_far, uint32_t field, rh_source source, rh_str key)
{
    if (!mentions(source, key)) return so_far;
    return reg->fields[field].cls == RH_CLASS_FIELD_ID ? INTO_ID : so_far == NOWHERE ? ELSEWHERE : so_far;
}

static destiny destiny_of(const rh_register *reg, const rh_event_decl *decl, rh_str key)
{
    destiny d = mentions(decl->action_of, key) ? ELSEWHERE : NOWHERE;
    for (size_t i = 0; i < decl->n_sets; i++) d = towards(reg, d, decl->sets[i].field, decl->sets[i].value, key);
    for (size_t i = 0; i < decl->n_rows; i++) {
        const rh_row_rule *row = &decl->rows[i];
        if (d == NOWHERE && mentions(row->key, key)) d = ELSEWHERE;
        for (size_t k = 0; k < row->n_sets; k++) d = towards(reg, d, row->field, row->sets[k], key);
    }
    return d;
}

/* What the core itself reads of the events that it knows. */
static bool is_reserved(const rh_event_decl *decl, rh_str key)
{
    static const char *const decided[] = {"entry", "area", "action", "decision", "scope", "condition_due_at"};
    if (rh_str_eq(decl->type, RH_STR("correction_recorded")))
        return rh_str_eq(key, RH_STR("action")) || rh_str_eq(key, RH_STR("kind"));
    for (size_t i = 0; i < sizeof decided / sizeof *decided; i++)
        if (rh_str_eq(decl->type, RH_STR("human_decided")) && rh_str_eq(key, rh_str_of(decided[i]))) return true;
    return false;
}

/* A payload has no classes: what goes into no field and is neither a word of a list nor a number, a time or a truth is
 * what nobody classed. */
static bool is_sensitive(const rh_register *reg, const rh_event_decl *decl, const rh_payload_key *key)
{
    if (rh_sensitive_type(key->shape.type)) return true;
    const destiny d = destiny_of(reg, decl, key->name);
    const bool is_open = key->shape.type == RH_F_STRING || key->shape.type == RH_F_TEXT ||
                         key->shape.type == RH_F_LIST || key->shape.type == RH_F_SET || key->shape.type == RH_F_JSON;
    return d == INTO_ID || (d == NOWHERE && is_open && key->shape.values.n == 0 && !is_reserved(decl, key->name));
}

bool rh_sensitive_make(rh_sensitive *out, rh_arena *keep, const rh_register *reg)
{
    *out = (rh_sensitive){.reg = reg, .keys = RH_NEW_N(keep, reg->n_events, bool *)};
    for (size_t i = 0; out->keys != NULL && i < reg->n_events; i++) {
        const rh_event_decl *decl = &reg->events[i];
        out->keys[i] = RH_NEW_N(keep, decl->n_payload, bool);
        if (out->keys[i] == NULL) return false;
        for (size_t k = 0; k < decl->n_payload; k++) out->keys[i][k] = is_sensitive(reg, decl, &decl->payload[k]);
    }
    return out->keys != NULL;
}

bool rh_sensitive_key(const rh_sensitive *sensitive, uint32_t event, rh_str key)
{
    if (event == RH_NONE) return true;
    const rh_event_decl *decl = &sensitive->reg->events[event];
    for (size_t i = 0; i < decl->n_payload; i++)
        if (rh_str_eq(decl->payload[i].name, key)) return sensitive->keys[event][i];
    return true;
}

bool rh_sensitive_join(const rh_sensitive *sensitive, rh_str on)
{
    const size_t by = rh_str_find(on, RH_STR(" by ")), dot = rh_str_find(on, RH_STR("."));
    const rh_str first = rh_str_slice(on, 0, dot), second = rh_str_slice(on, dot + 1, by == SIZE_MAX ? on.len : by);
    const rh_field *field = rh_sensitive_field_of(sensitive->reg, first, second);
    if (field != NULL) return rh_sensitive_field(field);
    return rh_sensitive_key(sensitive, rh_register_event(sensitive->reg, first), second);
}
