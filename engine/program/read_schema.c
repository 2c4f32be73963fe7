/* Reads schema.yaml: the fields. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

static const char *const class_names[] = {"id", "quasi", "free", "safe"};

/* Namespaces that expressions have without any declaration. */
static const char *const reserved[] = {"policy", "now", "workflow", "event"};

typedef struct field_row {
    rh_field f;
    const rh_node *type, *of, *values, *cls, *columns;
} field_row;

static const rh_key field_keys[] = {
    RH_NEEDS(field_row, "type", ANY, type),       RH_TAKES(field_row, "of", ANY, of),
    RH_TAKES(field_row, "values", LIST, values),  RH_NEEDS(field_row, "class", ANY, cls),
    RH_NEEDS(field_row, "from", WORD, f.from),    RH_TAKES(field_row, "derived", SOURCE, f.derived),
    RH_TAKES(field_row, "title", TEXT, f.title),  RH_TAKES(field_row, "ai", BOOL, f.is_ai),
    RH_TAKES(field_row, "unit", TEXT, f.unit),    RH_TAKES(field_row, "key", WORD, f.key),
    RH_TAKES(field_row, "columns", MAP, columns),
};

static void check_name(rh_reader *r, const rh_node *key)
{
    const rh_str name = key->text;
    if (!rh_read_is_name(name, 2)) {
        RH_READ_ERROR(r, RH_REG_ID, key->span, "field \"%.*s\" is malformed, expected namespace.field",
                      RH_SHOW(r, name));
        return;
    }
    const rh_str space = rh_str_slice(name, 0, rh_str_find(name, RH_STR(".")));
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (rh_str_eq(space, rh_str_of(reserved[i])))
            RH_READ_ERROR(r, RH_REG_ID, key->span, "field \"%.*s\" stands in the namespace %s, which is not for fields",
                          RH_SHOW(r, name), reserved[i]);
}

static int by_column(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_column *)a)->name, ((const rh_column *)b)->name);
}

/* The key column needs no declaration, as it is a string in any case (ruling 144). Given one, it is checked and left
 * out: `columns` are the others. */
static bool is_key_column(rh_reader *r, const rh_node_pair *pair, const rh_field *f, const rh_shape *shape)
{
    if (!rh_str_eq(pair->key->text, f->key)) return false;
    if (shape->type != RH_F_STRING)
        RH_READ_ERROR(r, RH_REG_RULE, pair->value->span, "key column \"%.*s\" is of type %s, expected string",
                      RH_SHOW(r, f->key), rh_field_type_name(shape->type));
    return true;
}

static void read_columns(rh_reader *r, const rh_node *node, rh_field *f)
{
    rh_column *columns = RH_NEW_N(r->keep, node->n_pairs, rh_column);
    size_t n = 0;
    for (size_t i = 0; columns != NULL && i < node->n_pairs; i++) {
        const rh_node_pair *pair = &node->pairs[i];
        columns[n].name = pair->key->text;
        if (!rh_read_is_name(pair->key->text, 1))
            RH_READ_ERROR(r, RH_REG_ID, pair->key->span, "column \"%.*s\" is malformed, expected a name",
                          RH_SHOW(r, pair->key->text));
        if (!rh_read_shape(r, pair->value, &columns[n].shape, NULL)) continue;
        if (columns[n].shape.type == RH_F_TABLE || columns[n].shape.type == RH_F_JSON)
            RH_READ_ERROR(r, RH_REG_RULE, pair->value->span, "a column is of type %s, expected a scalar, set or list",
                          rh_field_type_name(columns[n].shape.type));
        if (!is_key_column(r, pair, f, &columns[n].shape)) n++;
    }
    if (columns != NULL) qsort(columns, n, sizeof columns[0], by_column);
    f->columns = columns;
    f->n_columns = n;
    while (f->key_at < n && rh_str_cmp(columns[f->key_at].name, f->key) < 0) f->key_at++;
}

static void check_table(rh_reader *r, const rh_node *node, field_row *row)
{
    const bool is_table = row->f.shape.type == RH_F_TABLE;
    if (!is_table && (row->f.key.ptr != NULL || row->columns != NULL))
        RH_READ_ERROR(r, RH_REG_RULE, node->span, "only a table has the keys \"key\" and \"columns\"");
    if (!is_table) return;
    if (row->f.key.ptr == NULL) RH_READ_ERROR(r, RH_REG_KEY_MISSING, node->span, "a table lacks the key \"key\"");
    if (row->columns == NULL) RH_READ_ERROR(r, RH_REG_KEY_MISSING, node->span, "a table lacks the key \"columns\"");
    else read_columns(r, row->columns, &row->f);
    if (row->f.derived.node != NULL) RH_READ_ERROR(r, RH_REG_RULE, row->f.derived.node->span, "a table is not derived");
}

static void read_field(rh_reader *r, const rh_node_pair *pair, rh_field *out)
{
    field_row row = {.f = {.name = pair->key->text, .span = pair->key->span}};
    size_t cls = RH_CLASS_FIELD_ID;
    check_name(r, pair->key);
    if (rh_read_row(r, pair->value, "a field", RH_KEYS(field_keys), &row)) {
        rh_read_shape_of(r, row.type, row.of, row.values, &row.f.shape);
        if (row.cls != NULL)
            rh_read_one_of(r, row.cls, "class", class_names, sizeof class_names / sizeof class_names[0], &cls);
        row.f.cls = (rh_field_class)cls;
        check_table(r, pair->value, &row);
    }
    *out = row.f;
}

static int by_field(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_field *)a)->name, ((const rh_field *)b)->name);
}

void rh_read__schema(rh_reader *r, const rh_node *root)
{
    const rh_node *map = rh_read_only(r, root, "schema.yaml", "fields", RH_KEY_MAP);
    if (map == NULL) return;
    rh_field *fields = RH_NEW_N(r->keep, map->n_pairs, rh_field);
    if (fields == NULL) return;
    for (size_t i = 0; i < map->n_pairs; i++) read_field(r, &map->pairs[i], &fields[i]);
    qsort(fields, map->n_pairs, sizeof fields[0], by_field);
    r->reg->fields = fields;
    r->reg->n_fields = map->n_pairs;
    r->knows_fields = true;
}
