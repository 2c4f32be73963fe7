/* Histories that are one snapshot, for tests of slabs: JSON Lines of events, and what a slab says of a journey as the
 * value that its event had. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/store/store.h"
#include "tests/kit/folder.h"
#include "tests/kit/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct snapshot {
    kit_folder folder;
    rh_arena arena;
    rh_diags diags;
    rh_buf lines;
    size_t n_lines;
    char store[300], slabs[310];
} snapshot;

static inline int snapshot_set_up(void **state)
{
    snapshot *s = calloc(1, sizeof *s);
    s->folder = kit_folder_make();
    s->arena = kit_arena();
    rh_diags_init(&s->diags, &s->arena);
    rh_buf_init(&s->lines, &s->arena, (size_t)1 << 28);
    snprintf(s->store, sizeof s->store, "%s/s.db", s->folder.path);
    snprintf(s->slabs, sizeof s->slabs, "%s.slabs", s->store);
    *state = s;
    return 0;
}

static inline int snapshot_tear_down(void **state)
{
    snapshot *s = *state;
    kit_folder_remove(&s->folder);
    rh_arena_dispose(&s->arena);
    free(s);
    return 0;
}

/* The line of an event of a journey. NULL: as those of all others. more: members of the event, each with a comma behind
 * it. */
static inline void snapshot_event(snapshot *s, int journey, const char *type, const char *time, const char *more,
                                  const char *data)
{
    rh_buf_printf(&s->lines,
                  "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"s\",\"type\":\"%s\",\"subject\":\"J-%06d\","
                  "\"time\":\"%s\",%s\"data\":",
                  (int)s->n_lines++, type != NULL ? type : "fields_ingested", journey,
                  time != NULL ? time : "2026-01-05T09:00:00.25Z", more != NULL ? more : "");
    rh_buf_put(&s->lines, rh_str_of(data));
    rh_buf_put(&s->lines, RH_STR("}\n"));
}

static inline void snapshot_line(snapshot *s, int journey, const char *fields)
{
    rh_buf data;
    rh_buf_init(&data, &s->arena, 1 << 24);
    rh_buf_put(&data, RH_STR("{\"fields\":"));
    rh_buf_put(&data, rh_str_of(fields));
    rh_buf_put(&data, RH_STR("}"));
    rh_buf_byte(&data, '\0');
    snapshot_event(s, journey, NULL, NULL, NULL, data.ptr);
}

/* Ingests the lines so far and begins anew. */
static inline void snapshot_ingest(snapshot *s, const char *name)
{
    rh_store_ingest_result result;
    const rh_ingest_options options = {0};
    assert_false(s->lines.failed);
    const char *path = kit_folder_write(&s->folder, name, s->lines.ptr, s->lines.len);
    if (rh_store_ingest(&result, &s->arena, s->store, &path, 1, &options, &s->diags) != RH_OK)
        fail_msg("%s", s->diags.errors[0].text);
    for (size_t i = 0; i < result.n_sources; i++)
        if (result.sources[i].quarantined != 0) fail_msg("some are quarantined: %.*s", (int)s->lines.len, s->lines.ptr);
    rh_buf_clear(&s->lines);
}

/* n journeys, who0@x.example and on. */
static inline void snapshot_plain(snapshot *s, int n)
{
    char fields[100];
    for (int i = 0; i < n; i++) {
        snprintf(fields, sizeof fields, "{\"crm\":{\"n\":%d,\"mail\":\"who%d@x.example\"}}", i, i);
        snapshot_line(s, i, fields);
    }
}

static inline bool snapshot_is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static inline rh_store *snapshot_open(const snapshot *s)
{
    rh_err err;
    rh_store *store = NULL;
    if (rh_store_open(&store, s->store, &err) != RH_OK) fail_msg("%s", err.text);
    return store;
}

static inline bool snapshot_has_slabs(const snapshot *s)
{
    rh_store *store = snapshot_open(s);
    const bool has = rh_store_slabs(store) != NULL;
    rh_store_close(store);
    return has;
}

/* ---- what a slab says ---- */

static inline bool snapshot_is(const rh_slab_column *c, rh_slab_kind kind, size_t row)
{
    return c->are[kind] != NULL && (c->are[kind][row / 64] >> row % 64 & 1) != 0;
}

static inline int64_t snapshot_int(const rh_slab_column *c, size_t row)
{
    switch (c->width) {
    case 1: return ((const int8_t *)c->numbers)[row];
    case 2: return ((const int16_t *)c->numbers)[row];
    case 4: return ((const int32_t *)c->numbers)[row];
    case 8: return ((const int64_t *)c->numbers)[row];
    default: fail_msg("numbers of %d bytes", c->width); return 0;
    }
}

static inline rh_value snapshot_holder(rh_arena *keep, const rh_slab_column *c, size_t row, bool is_table);

/* *is_there false: the row does not name the field. */
static inline rh_value snapshot_value(bool *is_there, rh_arena *keep, const rh_slab_column *c, size_t row)
{
    int n = 0;
    rh_value v = rh_null();
    for (int k = 0; k < RH_N_SLAB_KINDS; k++) n += snapshot_is(c, (rh_slab_kind)k, row);
    assert_true(n <= 1);
    *is_there = n == 1;
    if (snapshot_is(c, RH_SLAB_FALSE, row)) v = rh_bool(false);
    if (snapshot_is(c, RH_SLAB_TRUE, row)) v = rh_bool(true);
    if (snapshot_is(c, RH_SLAB_INT, row)) v = rh_int(snapshot_int(c, row));
    if (snapshot_is(c, RH_SLAB_DOUBLE, row)) v = rh_double(((const double *)c->numbers)[row]);
    if (snapshot_is(c, RH_SLAB_TEXT, row)) v = rh_string(c->texts[c->codes[row]]);
    if (snapshot_is(c, RH_SLAB_LIST, row)) v = snapshot_holder(keep, c, row, false);
    if (snapshot_is(c, RH_SLAB_TABLE, row)) v = snapshot_holder(keep, c, row, true);
    return v;
}

/* The members of a row from a column on, as long as they are of one space. */
static inline rh_value snapshot_members(rh_arena *keep, const rh_slab_part *part, size_t from, size_t row)
{
    uint32_t n = 0;
    rh_pair *pairs = RH_NEW_N(keep, part->n_columns + 1, rh_pair);
    for (size_t i = from; i < part->n_columns; i++) {
        bool is_there;
        const rh_slab_column *c = &part->columns[i];
        if (!rh_str_eq(c->space, part->columns[from].space)) break;
        const rh_value v = snapshot_value(&is_there, keep, c, row);
        if (is_there) pairs[n++] = (rh_pair){rh_string(c->name), v};
    }
    return rh_map_value(pairs, n);
}

static inline rh_value snapshot_element(rh_value *self, bool *has_self, rh_arena *keep, const rh_slab_part *part,
                                        size_t at)
{
    size_t from = 0;
    *has_self = false;
    if (part->n_columns > 0 && part->columns[0].name.ptr == NULL) {
        *self = snapshot_value(has_self, keep, &part->columns[0], at);
        from = 1;
    }
    return snapshot_members(keep, part, from, at);
}

static inline rh_value snapshot_holder(rh_arena *keep, const rh_slab_column *c, size_t row, bool is_table)
{
    const uint32_t from = c->first[row], n = c->first[row + 1] - from;
    rh_value *list = RH_NEW_N(keep, n + 1, rh_value);
    rh_pair *pairs = RH_NEW_N(keep, n + 1, rh_pair);
    for (uint32_t i = 0; i < n; i++) {
        bool has_self;
        rh_value self = rh_null();
        const rh_value members = snapshot_element(&self, &has_self, keep, c->elements, from + i);
        list[i] = has_self ? self : members;
        pairs[i] = (rh_pair){self, members};
    }
    return is_table ? rh_map_value(pairs, n) : rh_list(list, n);
}

/* The fields of a row: {space: {name: value}}, without spaces that are empty. */
static inline rh_value snapshot_fields(rh_arena *keep, const rh_slab_part *part, size_t row)
{
    uint32_t n = 0;
    rh_pair *pairs = RH_NEW_N(keep, part->n_columns + 1, rh_pair);
    for (size_t i = 0; i < part->n_columns;) {
        const rh_str space = part->columns[i].space;
        const rh_value members = snapshot_members(keep, part, i, row);
        if (members.n > 0) pairs[n++] = (rh_pair){rh_string(space), members};
        while (i < part->n_columns && rh_str_eq(part->columns[i].space, space)) i++;
    }
    return rh_map_value(pairs, n);
}

/* To the last bit; spaces that are empty say nothing. */
static inline bool snapshot_same(rh_value a, rh_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == RH_DOUBLE) return a.u == b.u;
    if (a.kind != RH_LIST && a.kind != RH_MAP) return rh_value_same(a, b);
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (a.kind == RH_LIST) {
            if (!snapshot_same(a.list[i], b.list[i])) return false;
        } else if (!snapshot_same(a.map[i].key, b.map[i].key) || !snapshot_same(a.map[i].value, b.map[i].value)) {
            return false;
        }
    return true;
}

static inline rh_value snapshot_without_empty(rh_arena *keep, rh_value fields)
{
    uint32_t n = 0;
    rh_pair *pairs = RH_NEW_N(keep, fields.n + 1, rh_pair);
    for (uint32_t i = 0; i < fields.n; i++)
        if (fields.map[i].value.n > 0) pairs[n++] = fields.map[i];
    return rh_map_value(pairs, n);
}

static inline const char *snapshot_json(rh_arena *keep, rh_value v)
{
    rh_buf out;
    rh_buf_init(&out, keep, 1 << 20);
    rh_value_put_json(&out, v);
    rh_buf_byte(&out, '\0');
    return out.ptr;
}

/* An element of an array is 0 where its row is of another kind, and each text is one of some row. */
static inline void snapshot_check_arrays(const rh_slab_part *part)
{
    for (size_t i = 0; i < part->n_columns; i++) {
        const rh_slab_column *c = &part->columns[i];
        bool *is_used = calloc(c->n_texts + 1, sizeof *is_used);
        for (size_t row = 0; row < part->n; row++) {
            const bool is_number = snapshot_is(c, RH_SLAB_INT, row) || snapshot_is(c, RH_SLAB_DOUBLE, row);
            assert_true(c->width == 0 || is_number || snapshot_int(c, row) == 0);
            assert_true(c->codes == NULL || snapshot_is(c, RH_SLAB_TEXT, row) || c->codes[row] == 0);
            if (snapshot_is(c, RH_SLAB_TEXT, row)) is_used[c->codes[row]] = true;
        }
        for (uint32_t k = 0; k < c->n_texts; k++) assert_true(is_used[k]);
        free(is_used);
        if (c->elements != NULL) snapshot_check_arrays(c->elements);
    }
}

/* Every row of every slab says what the events of the journeys say. */
static inline void snapshot_check(const snapshot *s)
{
    rh_err err;
    rh_history history;
    rh_store *store = snapshot_open(s);
    rh_arena slab = kit_arena(), one = kit_arena();
    const rh_slabs *slabs = rh_store_slabs(store);
    if (slabs == NULL) fail_msg("there are no slabs");
    assert_int_equal(rh_store_history(&history, store, (rh_shard){0}, &err), RH_OK);
    const rh_slabs_about *about = rh_slabs_about_get(slabs);
    assert_int_equal(about->journeys, history.n_journeys);
    for (size_t i = 0, row = 0; i < about->n_slabs; i++) {
        size_t first_row;
        const rh_slab_part *part;
        rh_arena_reset(&slab);
        if (rh_slabs_read(&part, &first_row, &slab, slabs, i, NULL, NULL, &err) != RH_OK) fail_msg("%s", err.text);
        assert_int_equal(first_row, row);
        snapshot_check_arrays(part);
        for (size_t k = 0; k < part->n; k++, row++) {
            rh_journey journey;
            rh_arena_reset(&one);
            if (history.load(history.ctx, 0, row, &one, &journey, &err) != RH_OK) fail_msg("%s", err.text);
            const rh_event *e = &journey.events[0];
            const rh_value is = snapshot_fields(&one, part, k);
            const rh_value wanted = snapshot_without_empty(&one, e->data.map[0].value);
            if (!rh_str_eq(rh_slabs_id(slabs, row), journey.id)) fail_msg("row %zu is of another journey", row);
            if (!snapshot_same(is, wanted))
                fail_msg("row %zu: %s, wanted %s", row, snapshot_json(&one, is), snapshot_json(&one, wanted));
            assert_int_equal(rh_instant_cmp(e->knowntime, about->at), 0);
            assert_true(rh_str_eq(e->actorkind, about->actorkind) && e->is_synthetic == about->is_synthetic &&
                        e->is_snapshot == about->is_snapshot);
        }
    }
    rh_arena_dispose(&slab);
    rh_arena_dispose(&one);
    rh_store_close(store);
}

#endif
