/* Look-ups by name, and names that refer to other files. */
#include "engine/program/register_insides.h"

/* ---- look-ups: sorted tables by halving, the others, which are short, one by one ---- */

typedef rh_str (*name_at)(const void *table, size_t i);

/* Made anew wherever it stands, so that each knows how its table gives a name. */
static inline __attribute__((always_inline)) uint32_t find_sorted(const void *table, size_t n, name_at name_of,
                                                                  rh_str name)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const int c = rh_str_cmp(name_of(table, mid), name);
        if (c == 0) return (uint32_t)mid;
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return RH_NONE;
}

static inline __attribute__((always_inline)) uint32_t find(const void *table, size_t n, name_at name_of,
                                                           rh_str name)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(name_of(table, i), name)) return (uint32_t)i;
    return RH_NONE;
}

static rh_str field_name(const void *t, size_t i)
{
    return ((const rh_field *)t)[i].name;
}
static rh_str event_name(const void *t, size_t i)
{
    return ((const rh_event_decl *)t)[i].type;
}
static rh_str state_name(const void *t, size_t i)
{
    return ((const rh_state *)t)[i].id;
}
static rh_str action_name(const void *t, size_t i)
{
    return ((const rh_action *)t)[i].id;
}
static rh_str role_name(const void *t, size_t i)
{
    return ((const rh_role *)t)[i].id;
}
static rh_str entry_name(const void *t, size_t i)
{
    return ((const rh_entry *)t)[i].id;
}
static rh_str alert_name(const void *t, size_t i)
{
    return ((const rh_alert *)t)[i].rule;
}

uint32_t rh_register_field(const rh_register *reg, rh_str name)
{
    return find_sorted(reg->fields, reg->n_fields, field_name, name);
}
uint32_t rh_register_event(const rh_register *reg, rh_str type)
{
    return find_sorted(reg->events, reg->n_events, event_name, type);
}
uint32_t rh_register_state(const rh_register *reg, rh_str id)
{
    return find(reg->states, reg->n_states, state_name, id);
}
uint32_t rh_register_action(const rh_register *reg, rh_str id)
{
    return find(reg->actions, reg->n_actions, action_name, id);
}
uint32_t rh_register_entry(const rh_register *reg, rh_str id)
{
    return find_sorted(reg->entries, reg->n_entries, entry_name, id);
}
bool rh_entry_is_motive(const rh_entry *entry, rh_str journey)
{
    for (size_t i = 0; i < entry->derived_from.n; i++)
        if (rh_str_eq(entry->derived_from.at[i], journey)) return true;
    return false;
}
bool rh_register_is_motive(const rh_register *reg, rh_str entry, rh_str journey)
{
    const uint32_t at = rh_register_entry(reg, entry);
    return at != RH_NONE && rh_entry_is_motive(&reg->entries[at], journey);
}
uint32_t rh_register_alert(const rh_register *reg, rh_str rule)
{
    const size_t n = rh_register_alerts(reg);
    return n != 0 ? find(reg->monitors->alerts, n, alert_name, rule) : RH_NONE;
}

uint32_t rh_register_role(const rh_register *reg, rh_str id_or_alias)
{
    const uint32_t role = find(reg->roles, reg->n_roles, role_name, id_or_alias);
    if (role != RH_NONE) return role;
    for (size_t i = 0; i < reg->n_roles; i++)
        for (size_t k = 0; k < reg->roles[i].aliases.n; k++)
            if (rh_str_eq(reg->roles[i].aliases.at[k], id_or_alias)) return (uint32_t)i;
    return RH_NONE;
}

/* ---- messages ---- */

void rh_read_duplicate(rh_reader *r, const char *what, rh_str name, rh_span span, rh_span first)
{
    if (rh_str_eq(span.file, first.file))
        RH_READ_ERROR(r, RH_REG_DUPLICATE, span, "%s \"%.*s\" stands twice, first at %u:%u", what, RH_SHOW(r, name),
                      first.line, first.col);
    else
        RH_READ_ERROR(r, RH_REG_DUPLICATE, span, "%s \"%.*s\" stands twice, first at %.*s:%u:%u", what,
                      RH_SHOW(r, name), RH_ARG(first.file), first.line, first.col);
}

const char *rh_read_join(char out[RH_JOINED_BYTES], rh_strs names)
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < names.n; i++) {
        if (n + names.at[i].len + sizeof ", , ..." > RH_JOINED_BYTES) {
            memcpy(out + n, ", ...", sizeof ", ...");
            break;
        }
        if (i != 0) out[n++] = ',', out[n++] = ' ';
        memcpy(out + n, names.at[i].ptr, names.at[i].len);
        n += names.at[i].len;
        out[n] = '\0';
    }
    return out;
}

void rh_read_unknown(rh_reader *r, rh_code code, rh_span span, const char *what, rh_str name, rh_strs names)
{
    char list[RH_JOINED_BYTES];
    const char *is = code == RH_REG_UNDECLARED    ? "is not declared"
                     : code == RH_REG_KEY_UNKNOWN ? "is unknown"
                                                  : "is not in its list";
    const rh_str nearest = rh_str_nearest(name, names);
    if (nearest.ptr != NULL)
        RH_READ_ERROR(r, code, span, "%s \"%.*s\" %s, did you mean \"%.*s\"?", what, RH_SHOW(r, name), is,
                      RH_SHOW(r, nearest));
    else if (names.n != 0)
        RH_READ_ERROR(r, code, span, "%s \"%.*s\" %s, expected one of %s", what, RH_SHOW(r, name), is,
                      rh_read_join(list, names));
    else RH_READ_ERROR(r, code, span, "%s \"%.*s\" %s", what, RH_SHOW(r, name), is);
}

/* ---- references ---- */

static rh_strs all_names(rh_reader *r, const void *table, size_t n, name_at name_of)
{
    rh_str *at = RH_NEW_N(r->keep, n, rh_str);
    for (size_t i = 0; at != NULL && i < n; i++) at[i] = name_of(table, i);
    return (rh_strs){at, at != NULL ? n : 0};
}

/* All fields where one of them is near, else those of its namespace, if it has any. */
static rh_strs fields_for(rh_reader *r, rh_str name)
{
    const rh_strs all = all_names(r, r->reg->fields, r->reg->n_fields, field_name);
    const size_t dot = rh_str_find(name, RH_STR("."));
    size_t from = 0, to;
    if (dot == SIZE_MAX || rh_str_nearest(name, all).ptr != NULL) return all;
    const rh_str namespace = rh_str_slice(name, 0, dot + 1);
    while (from < all.n && !rh_str_starts(all.at[from], namespace)) from++;
    for (to = from; to < all.n && rh_str_starts(all.at[to], namespace); to++) {}
    return to > from ? (rh_strs){all.at + from, to - from} : all;
}

static void unknown_field(rh_reader *r, rh_span span, rh_str name)
{
    if (r->reg->health == NULL && rh_read__is_of_health(name))
        RH_READ_ERROR(r, RH_REG_UNDECLARED, span, "field \"%.*s\" comes from health.yaml, and there is none",
                      RH_SHOW(r, name));
    else rh_read_unknown(r, RH_REG_UNDECLARED, span, "field", name, fields_for(r, name));
}

uint32_t rh_read_field(rh_reader *r, const rh_node *node)
{
    rh_str name;
    if (!rh_read_word(r, node, "field", &name) || !r->knows_fields) return RH_NONE;
    const uint32_t i = rh_register_field(r->reg, name);
    if (i == RH_NONE) unknown_field(r, node->span, name);
    return i;
}

uint32_t rh_read_state(rh_reader *r, const rh_node *node)
{
    rh_str name;
    if (!rh_read_word(r, node, "state", &name) || !r->knows_states) return RH_NONE;
    const uint32_t i = rh_register_state(r->reg, name);
    if (i == RH_NONE)
        rh_read_unknown(r, RH_REG_UNDECLARED, node->span, "state", name,
                        all_names(r, r->reg->states, r->reg->n_states, state_name));
    return i;
}

uint32_t rh_read_action(rh_reader *r, const rh_node *node)
{
    rh_str name;
    if (!rh_read_word(r, node, "action", &name) || !r->knows_actions) return RH_NONE;
    const uint32_t i = rh_register_action(r->reg, name);
    if (i == RH_NONE)
        rh_read_unknown(r, RH_REG_UNDECLARED, node->span, "action", name,
                        all_names(r, r->reg->actions, r->reg->n_actions, action_name));
    return i;
}

/* Ids and aliases. */
static rh_strs role_words(rh_reader *r)
{
    RH_VEC(rh_str) words = {0};
    for (size_t i = 0; i < r->reg->n_roles; i++) {
        const rh_role *role = &r->reg->roles[i];
        if (!RH_PUSH(r->keep, &words, role->id)) break;
        for (size_t k = 0; k < role->aliases.n && RH_PUSH(r->keep, &words, role->aliases.at[k]); k++) {}
    }
    return (rh_strs){words.at, words.n};
}

uint32_t rh_read_role(rh_reader *r, const rh_node *node)
{
    rh_str name;
    if (!rh_read_word(r, node, "role", &name) || !r->knows_roles) return RH_NONE;
    const uint32_t i = rh_register_role(r->reg, name);
    if (i == RH_NONE) rh_read_unknown(r, RH_REG_UNDECLARED, node->span, "role", name, role_words(r));
    return i;
}

const uint32_t *rh_read_actions(rh_reader *r, const rh_node *list, const char *what, size_t *n)
{
    *n = 0;
    if (list == NULL || !rh_read_is_list(r, list, what)) return NULL;
    uint32_t *at = RH_NEW_N(r->keep, list->n_items, uint32_t);
    for (size_t i = 0; at != NULL && i < list->n_items; i++) {
        const uint32_t action = rh_read_action(r, list->items[i]);
        if (action != RH_NONE) at[(*n)++] = action;
    }
    return at;
}

void rh_read_known_word(rh_reader *r, const rh_node *node, const char *what, rh_strs words)
{
    if (words.at == NULL || node == NULL || node->kind != RH_NODE_SCALAR) return;
    for (size_t i = 0; i < words.n; i++)
        if (rh_str_eq(words.at[i], node->text)) return;
    rh_read_unknown(r, RH_REG_WORD, node->span, what, node->text, words);
}

/* ---- ranges ---- */

/* One end of a range: a state of the main chain. */
static uint32_t range_end(rh_reader *r, const rh_node *node, size_t from, size_t to)
{
    rh_node end = *node;
    end.text = rh_str_slice(node->text, from, to);
    end.span = rh_node_at(node, from);
    const uint32_t state = rh_read_state(r, &end);
    if (state == RH_NONE || !r->reg->states[state].is_side) return state;
    RH_READ_ERROR(r, RH_REG_RANGE, end.span, "\"%.*s\" is a side state: a range begins and ends in the chain",
                  RH_SHOW(r, end.text));
    return RH_NONE;
}

bool rh_read_range(rh_reader *r, const rh_node *node, rh_range *out)
{
    rh_str text;
    if (!rh_read_word(r, node, "range", &text)) return false;
    if (rh_str_eq(text, RH_STR("any"))) {
        *out = (rh_range){.is_any = true};
        return true;
    }
    const size_t dots = rh_str_find(text, RH_STR(".."));
    if (dots == SIZE_MAX || dots == 0 || dots + 2 == text.len) {
        RH_READ_ERROR(r, RH_REG_RANGE, node->span, "range \"%.*s\" is malformed, expected A..B or any",
                      RH_SHOW(r, text));
        return false;
    }
    const uint32_t first = range_end(r, node, 0, dots), last = range_end(r, node, dots + 2, text.len);
    if (first == RH_NONE || last == RH_NONE) return false;
    if (first > last) {
        RH_READ_ERROR(r, RH_REG_RANGE, node->span, "range \"%.*s\" is empty: its end comes before its beginning",
                      RH_SHOW(r, text));
        return false;
    }
    *out = (rh_range){.first = first, .last = last};
    return true;
}
