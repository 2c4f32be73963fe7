/* Reading the shapes of values: of fields, columns, payload keys. */
#include "engine/program/register_insides.h"

#include <stdlib.h>

static const char *const type_names[] = {
#define X(NAME, word) word,
#include "engine/program/field_types.def"
#undef X
};

const char *rh_field_type_name(rh_field_type t)
{
    return type_names[t];
}

static int by_text(const void *a, const void *b)
{
    return rh_str_cmp(*(const rh_str *)a, *(const rh_str *)b);
}

static bool is_scalar_type(rh_field_type t)
{
    return t != RH_F_SET && t != RH_F_LIST && t != RH_F_JSON && t != RH_F_TABLE;
}

static bool read_type(rh_reader *r, const rh_node *node, rh_field_type *out)
{
    size_t i;
    if (!rh_read_one_of(r, node, "type", type_names, RH_N_FIELD_TYPES, &i)) return false;
    *out = (rh_field_type)i;
    return true;
}

/* The elements of a set or list: `of` a scalar type, `values` of a text. */
static void read_elements(rh_reader *r, const rh_node *of, rh_shape *out)
{
    out->of = RH_F_STRING;
    if (of == NULL || !read_type(r, of, &out->of)) return;
    if (!is_scalar_type(out->of))
        RH_READ_ERROR(r, RH_REG_RULE, of->span, "elements are of type %s, expected a scalar type",
                      rh_field_type_name(out->of));
    if (out->of == RH_F_ENUM) out->of = RH_F_STRING; /* the values say it all */
}

static void read_values(rh_reader *r, const rh_node *values, rh_shape *out)
{
    if (values == NULL || !rh_read_words(r, values, "values", &out->values)) return;
    if (out->values.n == 0) RH_READ_ERROR(r, RH_REG_RULE, values->span, "values is empty, expected at least one");
    rh_str *at = RH_NEW_N(r->keep, out->values.n, rh_str);
    if (at == NULL) return;
    memcpy(at, out->values.at, out->values.n * sizeof at[0]);
    qsort(at, out->values.n, sizeof at[0], by_text);
    out->values.at = at;
}

bool rh_read_shape_of(rh_reader *r, const rh_node *type, const rh_node *of, const rh_node *values, rh_shape *out)
{
    rh_shape shape = {0};
    if (type == NULL || !read_type(r, type, &shape.type)) return false;
    const bool has_elements = shape.type == RH_F_SET || shape.type == RH_F_LIST;
    if (has_elements) read_elements(r, of, &shape);
    else if (of != NULL) RH_READ_ERROR(r, RH_REG_RULE, of->span, "only a set or a list has the key \"of\"");
    if (shape.type == RH_F_ENUM && values == NULL)
        RH_READ_ERROR(r, RH_REG_KEY_MISSING, type->span, "an enum lacks the key \"values\"");
    if (values != NULL && shape.type != RH_F_ENUM && !(has_elements && shape.of == RH_F_STRING))
        RH_READ_ERROR(r, RH_REG_RULE, values->span, "only an enum, or a set or list of text, has the key \"values\"");
    read_values(r, values, &shape);
    *out = shape;
    return true;
}

typedef struct shape_row {
    const rh_node *type, *of, *values;
    bool is_optional;
} shape_row;

static const rh_key shape_keys[] = {
    RH_NEEDS(shape_row, "type", ANY, type),
    RH_TAKES(shape_row, "of", ANY, of),
    RH_TAKES(shape_row, "values", LIST, values),
    RH_TAKES(shape_row, "optional", BOOL, is_optional),
};

/* A word alone; a `?` behind it means optional. */
static bool read_short(rh_reader *r, const rh_node *node, rh_shape *out, bool *optional)
{
    rh_node word = *node;
    if (optional != NULL && rh_str_ends(node->text, RH_STR("?"))) {
        *optional = true;
        word.text.len--;
    }
    return rh_read_shape_of(r, &word, NULL, NULL, out);
}

bool rh_read_shape(rh_reader *r, const rh_node *node, rh_shape *out, bool *optional)
{
    if (node->kind == RH_NODE_SCALAR) return read_short(r, node, out, optional);
    shape_row row = {0};
    if (!rh_read_row(r, node, "a type", shape_keys, sizeof shape_keys / sizeof shape_keys[0] - (optional == NULL),
                     &row))
        return false;
    if (optional != NULL) *optional = row.is_optional;
    return rh_read_shape_of(r, row.type, row.of, row.values, out);
}
