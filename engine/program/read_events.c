/* Reads events.yaml: the types of events, what they set and what action they are. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

typedef struct event_row {
    const rh_node *payload, *sets, *action, *rows, *produced;
    rh_source action_of;
} event_row;

static const rh_key event_keys[] = {
    RH_NEEDS(event_row, "payload", MAP, payload), RH_TAKES(event_row, "sets", MAP, sets),
    RH_TAKES(event_row, "action", ANY, action),   RH_TAKES(event_row, "action_of", SOURCE, action_of),
    RH_TAKES(event_row, "rows", MAP, rows),       RH_TAKES(event_row, "produced", ANY, produced),
};

static int by_payload(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_payload_key *)a)->name, ((const rh_payload_key *)b)->name);
}

static void read_payload(rh_reader *r, const rh_node *map, rh_event_decl *out)
{
    rh_payload_key *keys = RH_NEW_N(r->keep, map->n_pairs, rh_payload_key);
    size_t n = 0;
    for (size_t i = 0; keys != NULL && i < map->n_pairs; i++) {
        const rh_node_pair *pair = &map->pairs[i];
        keys[n].name = pair->key->text;
        rh_read_no_hidden(r, pair->key, "payload key");
        if (!rh_read_shape(r, pair->value, &keys[n].shape, &keys[n].is_optional)) continue;
        if (keys[n].shape.type == RH_F_TABLE)
            RH_READ_ERROR(r, RH_REG_RULE, pair->value->span, "a payload key is of type table, expected any other");
        n++;
    }
    if (keys != NULL) qsort(keys, n, sizeof keys[0], by_payload);
    out->payload = keys;
    out->n_payload = n;
}

/* A field that an event may set: declared, ingested, no table. */
static uint32_t settable(rh_reader *r, const rh_node *key)
{
    const uint32_t i = rh_read_field(r, key);
    if (i == RH_NONE) return RH_NONE;
    const rh_field *field = &r->reg->fields[i];
    if (field->derived.text.ptr == NULL && field->shape.type != RH_F_TABLE) return i;
    RH_READ_ERROR(r, RH_REG_RULE, key->span, "field \"%.*s\" is %s, so sets may not name it", RH_SHOW(r, field->name),
                  field->derived.text.ptr != NULL ? "derived" : "a table");
    return RH_NONE;
}

static void read_sets(rh_reader *r, const rh_node *map, rh_event_decl *out)
{
    rh_set_rule *sets = RH_NEW_N(r->keep, map->n_pairs, rh_set_rule);
    size_t n = 0;
    for (size_t i = 0; sets != NULL && i < map->n_pairs; i++) {
        sets[n].field = settable(r, map->pairs[i].key);
        n += rh_read_source(r, map->pairs[i].value, "sets", &sets[n].value) && sets[n].field != RH_NONE;
    }
    out->sets = sets;
    out->n_sets = n;
}

/* ---- rows ---- */

typedef struct row_rule {
    rh_row_rule rule;
    const rh_node *set, *remove;
} row_rule;

static const rh_key row_keys[] = {
    RH_NEEDS(row_rule, "key", SOURCE, rule.key),
    RH_TAKES(row_rule, "set", MAP, set),
    RH_TAKES(row_rule, "remove", ANY, remove),
};

static uint32_t find_column(rh_reader *r, const rh_field *table, const rh_node *key)
{
    if (rh_str_eq(key->text, table->key)) {
        RH_READ_ERROR(r, RH_REG_RULE, key->span, "column \"%.*s\" is the key, which \"set\" may not name",
                      RH_SHOW(r, key->text));
        return RH_NONE;
    }
    rh_str *names = RH_NEW_N(r->keep, table->n_columns, rh_str);
    for (size_t i = 0; i < table->n_columns; i++) {
        if (rh_str_eq(table->columns[i].name, key->text)) return (uint32_t)i;
        if (names != NULL) names[i] = table->columns[i].name;
    }
    rh_read_unknown(r, RH_REG_UNDECLARED, key->span, "column", key->text,
                    (rh_strs){names, names != NULL ? table->n_columns : 0});
    return RH_NONE;
}

static void read_columns(rh_reader *r, const rh_field *table, const rh_node *map, rh_row_rule *out)
{
    uint32_t *columns = RH_NEW_N(r->keep, map->n_pairs, uint32_t);
    rh_source *sets = RH_NEW_N(r->keep, map->n_pairs, rh_source);
    size_t n = 0;
    for (size_t i = 0; columns != NULL && sets != NULL && i < map->n_pairs; i++) {
        columns[n] = find_column(r, table, map->pairs[i].key);
        n += rh_read_source(r, map->pairs[i].value, "set", &sets[n]) && columns[n] != RH_NONE;
    }
    out->columns = columns;
    out->sets = sets;
    out->n_sets = n;
}

static bool read_row_rule(rh_reader *r, const rh_node_pair *pair, rh_row_rule *out)
{
    row_rule row = {0};
    const uint32_t field = rh_read_field(r, pair->key);
    if (!rh_read_row(r, pair->value, "a row rule", RH_KEYS(row_keys), &row)) return false;
    if ((row.set == NULL) == (row.remove == NULL))
        RH_READ_ERROR(r, RH_REG_RULE, pair->value->span, "a row rule has exactly one of \"set\" and \"remove\"");
    if (row.remove != NULL && rh_read_bool(r, row.remove, "remove", &row.rule.removes) && !row.rule.removes)
        RH_READ_ERROR(r, RH_REG_RULE, row.remove->span, "remove is false, expected true");
    if (field == RH_NONE) return false;
    const rh_field *table = &r->reg->fields[field];
    if (table->shape.type != RH_F_TABLE) {
        RH_READ_ERROR(r, RH_REG_RULE, pair->key->span, "field \"%.*s\" is of type %s, expected a table",
                      RH_SHOW(r, table->name), rh_field_type_name(table->shape.type));
        return false;
    }
    if (row.set != NULL) read_columns(r, table, row.set, &row.rule);
    row.rule.field = field;
    *out = row.rule;
    return true;
}

static void read_rows(rh_reader *r, const rh_node *map, rh_event_decl *out)
{
    rh_row_rule *rows = RH_NEW_N(r->keep, map->n_pairs, rh_row_rule);
    size_t n = 0;
    for (size_t i = 0; rows != NULL && i < map->n_pairs; i++) n += read_row_rule(r, &map->pairs[i], &rows[n]);
    out->rows = rows;
    out->n_rows = n;
}

/* ---- the file ---- */

/* `true`, or the kind of record that the core writes for it; the kinds are known to whoever writes records. */
static void read_produced(rh_reader *r, const rh_node *node, rh_event_decl *out)
{
    bool b;
    if (!rh_node_bool(node, &b)) {
        rh_read_id(r, node, "produced", &out->produced);
    } else if (b) {
        out->produced = RH_STR("true");
    } else {
        RH_READ_ERROR(r, RH_REG_KIND, node->span, "produced is false, expected true or a kind of record");
    }
}

static void read_event(rh_reader *r, const rh_node_pair *pair, rh_event_decl *out)
{
    event_row row = {0};
    *out = (rh_event_decl){.type = pair->key->text, .action = RH_NONE, .span = pair->key->span};
    rh_read_id(r, pair->key, "event type", &out->type);
    if (!rh_read_row(r, pair->value, "an event type", RH_KEYS(event_keys), &row)) return;
    if (row.payload != NULL) read_payload(r, row.payload, out);
    if (row.sets != NULL) read_sets(r, row.sets, out);
    if (row.rows != NULL) read_rows(r, row.rows, out);
    if (row.action != NULL) out->action = rh_read_action(r, row.action);
    if (row.action != NULL && row.action_of.node != NULL)
        RH_READ_ERROR(r, RH_REG_RULE, row.action_of.node->span,
                      "an event type has at most one of \"action\" and \"action_of\"");
    out->action_of = row.action_of;
    if (row.produced != NULL) read_produced(r, row.produced, out);
}

static int by_type(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_event_decl *)a)->type, ((const rh_event_decl *)b)->type);
}

void rh_read__events(rh_reader *r, const rh_node *root)
{
    const rh_node *map = rh_read_only(r, root, "events.yaml", "events", RH_KEY_MAP);
    rh_event_decl *events = map != NULL ? RH_NEW_N(r->keep, map->n_pairs, rh_event_decl) : NULL;
    if (events == NULL) return;
    for (size_t i = 0; i < map->n_pairs; i++) read_event(r, &map->pairs[i], &events[i]);
    qsort(events, map->n_pairs, sizeof events[0], by_type);
    r->reg->events = events;
    r->reg->n_events = map->n_pairs;
}
