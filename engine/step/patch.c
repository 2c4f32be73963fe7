/* Merge patches over namespaces: RFC 7396 as rulings 16, 144 to 146 narrow it. */
#include "engine/program/shape.h"
#include "engine/step/insides.h"

/* The column of that name; those before `*next` are behind, as names come in bytewise order. */
static uint32_t column_of(const rh_field *field, rh_str name, uint32_t *next)
{
    for (uint32_t c = *next; c < field->n_columns; c++) {
        if (!rh_str_eq(field->columns[c].name, name)) continue;
        *next = c + 1;
        return c;
    }
    return RH_NONE;
}

static const rh_zone *zone_of(const rh_branch *b)
{
    return rh_calendar_zone(b->stratum->reg->calendar);
}

static rh_code read_row(rh_row_change *row, const char **why, rh_branch *b, rh_arena *scratch, const rh_field *field,
                        rh_value patch)
{
    if (patch.kind == RH_NULL) {
        row->removes = true;
        return RH_OK;
    }
    if (patch.kind != RH_MAP) return *why = "a row of a table is no object", RH_OK;
    rh_cell *cells = RH_NEW_N(scratch, patch.n, rh_cell);
    if (cells == NULL) return RH_NOMEM;
    for (uint32_t i = 0, next = 0; i < patch.n; i++) {
        const uint32_t column = column_of(field, rh_value_str(patch.map[i].key), &next);
        rh_value value;
        if (column == RH_NONE) {
            b->tally.unmapped_parts++;
            continue;
        }
        switch (rh_shape_read(&value, b->arena, &field->columns[column].shape, zone_of(b), patch.map[i].value)) {
        case RH_FITS: cells[row->n_cells++] = (rh_cell){column, value}; break;
        case RH_UNKNOWN: b->tally.unknown_values++; break;
        case RH_MISFIT: return *why = "a column has a value of a wrong type", RH_OK;
        case RH_NO_ROOM: return RH_NOMEM;
        }
    }
    row->cells = cells;
    return RH_OK;
}

static rh_code read_table(rh_change *change, const char **why, rh_branch *b, rh_arena *scratch, const rh_field *field,
                          rh_value patch)
{
    change->is_table = true;
    if (patch.kind == RH_NULL) {
        change->empties = true;
        return RH_OK;
    }
    if (patch.kind != RH_MAP) return *why = "a table takes an object from key to row", RH_OK;
    rh_row_change *rows = RH_NEW_N(scratch, patch.n, rh_row_change);
    if (rows == NULL) return RH_NOMEM;
    for (uint32_t i = 0; i < patch.n && *why == NULL; i++) {
        rows[i].key = rh_value_str(patch.map[i].key);
        if (rows[i].key.len == 0) return *why = "a row has an empty key", RH_OK;
        const rh_code code = read_row(&rows[i], why, b, scratch, field, patch.map[i].value);
        if (code != RH_OK) return code;
    }
    change->rows = rows;
    change->n_rows = patch.n;
    return RH_OK;
}

static rh_code read_field(rh_changes *out, const char **why, rh_branch *b, rh_arena *scratch, uint32_t at,
                          rh_value patch)
{
    const rh_field *field = at != RH_NONE ? &b->stratum->reg->fields[at] : NULL;
    if (field == NULL || field->derived.text.ptr != NULL) {
        b->tally.unmapped_parts++;
        return RH_OK;
    }
    rh_change change = {.field = at};
    if (field->shape.type == RH_F_TABLE) {
        const rh_code code = read_table(&change, why, b, scratch, field, patch);
        if (code != RH_OK || *why != NULL) return code;
        return RH_PUSH(scratch, out, change) ? RH_OK : RH_NOMEM;
    }
    change.merges = field->shape.type == RH_F_JSON && patch.kind == RH_MAP;
    switch (rh_shape_read(&change.value, b->arena, &field->shape, zone_of(b), patch)) {
    case RH_FITS: return RH_PUSH(scratch, out, change) ? RH_OK : RH_NOMEM;
    case RH_UNKNOWN: b->tally.unknown_values++; return RH_OK;
    case RH_MISFIT: *why = "a field has a value of a wrong type"; return RH_OK;
    case RH_NO_ROOM: break;
    }
    return RH_NOMEM;
}

/* The field under a key: mostly the next of the namespace, as both come in bytewise order. */
static uint32_t field_of(const rh_stratum *s, const rh_space *space, rh_str key, uint32_t next)
{
    if (next < space->end) {
        const rh_str name = s->reg->fields[next].name;
        if (rh_str_eq(rh_str_slice(name, space->dot + 1, name.len), key)) return next;
    }
    return rh_map_get(&space->fields, key);
}

/* The fields of one namespace of the patch. */
static rh_code read_space(rh_changes *out, const char **why, rh_branch *b, rh_arena *scratch, rh_str space,
                          rh_value fields)
{
    const rh_stratum *s = b->stratum;
    static const rh_space none = {0};
    const uint32_t at = rh_map_get(&s->space_of, space);
    const rh_space *known = at != RH_MAP_NONE ? &s->spaces[at] : &none;
    uint32_t next = known->first;
    rh_code code = RH_OK;
    for (uint32_t f = 0; f < fields.n && *why == NULL && code == RH_OK; f++) {
        const uint32_t field = field_of(s, known, rh_value_str(fields.map[f].key), next);
        if (field != RH_NONE) next = field + 1;
        code = read_field(out, why, b, scratch, field, fields.map[f].value);
    }
    return code;
}

/* A null namespace: every ingested field of it goes. */
static rh_code empty_namespace(rh_changes *out, rh_branch *b, rh_arena *scratch, rh_str space)
{
    const rh_register *reg = b->stratum->reg;
    for (uint32_t f = 0; f < reg->n_fields; f++) {
        const rh_field *field = &reg->fields[f];
        if (!rh_str_starts(field->name, space) || field->name.len <= space.len || field->name.ptr[space.len] != '.')
            continue;
        if (field->derived.text.ptr != NULL) continue;
        const rh_change change = {.field = f, .is_table = field->shape.type == RH_F_TABLE, .empties = true,
                                  .value = rh_shape_absent(&field->shape)};
        if (!RH_PUSH(scratch, out, change)) return RH_NOMEM;
    }
    return RH_OK;
}

/* Room for as many changes as the patch has fields; null namespaces take more when they come. */
static bool reserve(rh_changes *out, rh_arena *scratch, rh_value patch)
{
    size_t n = 0;
    for (uint32_t i = 0; i < patch.n; i++)
        if (patch.map[i].value.kind == RH_MAP) n += patch.map[i].value.n;
    out->at = RH_NEW_N(scratch, n, rh_change);
    out->cap = n;
    return out->at != NULL;
}

rh_code rh_step__read_patch(rh_changes *out, const char **why, rh_branch *b, rh_arena *scratch, rh_value patch)
{
    *why = NULL;
    if (patch.kind != RH_MAP) return *why = "the merge patch is no object", RH_OK;
    if (!reserve(out, scratch, patch)) return RH_NOMEM;
    for (uint32_t i = 0; i < patch.n && *why == NULL; i++) {
        const rh_str space = rh_value_str(patch.map[i].key);
        const rh_value fields = patch.map[i].value;
        rh_code code = RH_OK;
        if (fields.kind == RH_NULL) code = empty_namespace(out, b, scratch, space);
        else if (fields.kind == RH_MAP) code = read_space(out, why, b, scratch, space, fields);
        else *why = "a namespace of the merge patch is no object";
        if (code != RH_OK) return code;
    }
    return RH_OK;
}
