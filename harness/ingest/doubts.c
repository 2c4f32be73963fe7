/* Doubts about a history, counted. */
#include "harness/ingest/doubts.h"

#include "harness/ingest/personal.h"

#include "engine/base/buf.h"
#include "engine/base/map.h"
#include "engine/base/show.h"
#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS_MOST = 4096, SHARED_MOST = 1 << 20 };

/* The kinds of doubt, in the order of the report. */
enum kind { UNMAPPED, UNKNOWN_VALUE, UNDECLARED, PERSONAL, DAY_OFF, AMOUNTS, SHARED, TWINS, FACTS_ONLY, GAP, N_KINDS };
static const char *const kinds[N_KINDS] = {"unmapped_column", "unknown_value", "undeclared",
                                           "personal_data",   "day_off",       "amounts_differ",
                                           "shared_value",    "told_twice",    "facts_only",
                                           "gap"};

typedef struct doubt {
    enum kind kind;
    rh_str where, form, near;
    uint64_t n;
} doubt;

/* A value of class id, and the first journey that had it. */
typedef struct holder {
    size_t journey;
    uint32_t field;
    bool is_shared;
} holder;

struct rh_doubts {
    rh_arena *keep;
    rh_arena scratch; /* of one event */
    const rh_register *reg;
    const rh_zone *zone;
    rh_map doubts, values; /* names to indexes */
    RH_VEC(doubt) rows;
    RH_VEC(holder) holders;
    rh_value *amounts; /* parallel to reg->fields: the latest of the journey */
    size_t n_journeys;
    bool failed;
};

rh_code rh_doubts_begin(rh_doubts **out, rh_arena *keep, const rh_register *reg, const rh_zone *zone, rh_err *err)
{
    rh_doubts *q = RH_NEW(keep, rh_doubts);
    if (q == NULL) return rh_err_nomem(err);
    *q = (rh_doubts){.keep = keep, .reg = reg, .zone = zone};
    q->amounts = RH_NEW_N(keep, reg != NULL ? reg->n_fields : 0, rh_value);
    rh_arena_init(&q->scratch, keep->host, 0);
    if (q->amounts == NULL) return rh_err_nomem(err);
    *out = q;
    return RH_OK;
}

static void count_more(rh_doubts *q, enum kind kind, rh_str where, rh_str form, rh_str near, uint64_t n)
{
    rh_buf name;
    rh_buf_init(&name, &q->scratch, 4096);
    rh_buf_printf(&name, "%d %.*s %.*s", (int)kind, RH_ARG(where), RH_ARG(form));
    const uint32_t at = rh_map_get(&q->doubts, rh_buf_str(&name));
    if (at != RH_MAP_NONE) {
        q->rows.at[at].n += n;
        return;
    }
    if (q->rows.n == ROWS_MOST) return;
    const rh_str key = rh_arena_str(q->keep, rh_buf_str(&name));
    const doubt row = {kind, rh_arena_str(q->keep, where), rh_arena_str(q->keep, form), near, n};
    q->failed |= name.failed || key.ptr == NULL || !rh_map_set(&q->doubts, q->keep, key, (uint32_t)q->rows.n) ||
                 !RH_PUSH(q->keep, &q->rows, row);
}

static void count(rh_doubts *q, enum kind kind, rh_str where, rh_str form, rh_str near)
{
    count_more(q, kind, where, form, near, 1);
}

void rh_doubts_column(rh_doubts *q, rh_str name, uint64_t n)
{
    rh_arena_reset(&q->scratch);
    count_more(q, UNMAPPED, name, rh_str_null(), rh_str_null(), n);
}

/* ---- values ---- */

static bool is_among(rh_strs words, rh_str s)
{
    for (size_t i = 0; i < words.n; i++)
        if (rh_str_eq(words.at[i], s)) return true;
    return false;
}

/* A word that a field does not have: its form, and the word that it looks like when case and strokes are put aside. */
static void count_unknown(rh_doubts *q, rh_str where, rh_strs words, rh_value v)
{
    char plain[64];
    if (v.kind != RH_STRING || is_among(words, rh_value_str(v))) return;
    const rh_str s = rh_value_str(v);
    const size_t n = s.len < sizeof plain ? s.len : sizeof plain;
    for (size_t i = 0; i < n; i++) {
        const char c = s.ptr[i];
        plain[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == ' ' || c == '/' || c == '-' ? '_' : c);
    }
    count(q, UNKNOWN_VALUE, where, rh_show_form(&q->scratch, s, 40), rh_str_nearest((rh_str){plain, n}, words));
}

static bool is_day_off(const rh_doubts *q, const rh_shape *shape, rh_value v)
{
    rh_instant t;
    int64_t day;
    int year, month, of_month;
    char text[16];
    if (v.kind != RH_STRING) return false;
    const rh_str s = rh_value_str(v);
    if (shape->type == RH_F_DATE && s.len == 10) {
        memcpy(text, s.ptr, 10);
        text[10] = '\0';
        if (sscanf(text, "%4d-%2d-%2d", &year, &month, &of_month) != 3) return false;
        if (!rh_civil_is_date(year, month, of_month)) return false;
        day = rh_days_from_civil(year, month, of_month);
    } else if (shape->type == RH_F_TIMESTAMP && rh_instant_parse(&t, s)) day = rh_zone_day(q->zone, t);
    else return false;
    return !q->reg->policy.weekdays[((day + 4) % 7 + 7) % 7]; /* day 0 was a Thursday; Sunday is 0 */
}

static void look_at(rh_doubts *q, rh_str where, const rh_shape *shape, rh_field_class cls, rh_value v)
{
    const bool is_named = cls == RH_CLASS_FIELD_ID || cls == RH_CLASS_FIELD_FREE || shape->type == RH_F_CONTACT ||
                          shape->type == RH_F_PRINCIPAL || shape->type == RH_F_TABLE;
    if (!is_named && rh_is_personal(v)) count(q, PERSONAL, where, rh_str_null(), rh_str_null());
    else if (shape->values.n > 0) count_unknown(q, where, shape->values, v);
    for (uint32_t i = 0; shape->values.n > 0 && v.kind == RH_LIST && i < v.n; i++)
        count_unknown(q, where, shape->values, v.list[i]);
    if (is_day_off(q, shape, v)) count(q, DAY_OFF, where, rh_str_null(), rh_str_null());
}

/* Ids that two journeys have: two deals of one account have some, one deal that came in twice has all. */
static void share(rh_doubts *q, uint32_t field, rh_value v)
{
    rh_buf name;
    const rh_field *f = &q->reg->fields[field];
    if (f->cls != RH_CLASS_FIELD_ID || f->shape.type != RH_F_STRING || v.kind != RH_STRING || rh_value_str(v).len == 0)
        return;
    rh_buf_init(&name, &q->scratch, 1 << 20);
    rh_buf_printf(&name, "%u %.*s", field, RH_ARG(rh_value_str(v)));
    const uint32_t at = rh_map_get(&q->values, rh_buf_str(&name));
    if (at != RH_MAP_NONE) {
        q->holders.at[at].is_shared |= q->holders.at[at].journey != q->n_journeys;
        return;
    }
    if (q->holders.n == SHARED_MOST) return;
    const rh_str key = rh_arena_str(q->keep, rh_buf_str(&name));
    q->failed |= key.ptr == NULL || !rh_map_set(&q->values, q->keep, key, (uint32_t)q->holders.n) ||
                 !RH_PUSH(q->keep, &q->holders, (holder){q->n_journeys, field, false});
}

/* ---- events ---- */

static rh_str joined(rh_doubts *q, rh_str a, rh_str b)
{
    rh_buf out;
    rh_buf_init(&out, &q->scratch, 4096);
    rh_buf_printf(&out, "%.*s.%.*s", RH_ARG(a), RH_ARG(b));
    return rh_buf_str(&out);
}

static void look_at_field(rh_doubts *q, rh_str ns, rh_str name, rh_value v)
{
    const rh_str full = joined(q, ns, name);
    const uint32_t at = rh_register_field(q->reg, full);
    if (at == RH_NONE) {
        count(q, UNDECLARED, rh_show_name(&q->scratch, full, 80), rh_str_null(), rh_str_null());
        return;
    }
    const rh_field *f = &q->reg->fields[at];
    look_at(q, f->name, &f->shape, f->cls, v);
    share(q, at, v);
    if (f->shape.type == RH_F_MONEY) q->amounts[at] = v;
}

static void look_at_patch(rh_doubts *q, rh_value fields)
{
    for (uint32_t i = 0; fields.kind == RH_MAP && i < fields.n; i++) {
        const rh_value space = fields.map[i].value;
        for (uint32_t k = 0; space.kind == RH_MAP && k < space.n; k++)
            look_at_field(q, rh_value_str(fields.map[i].key), rh_value_str(space.map[k].key), space.map[k].value);
    }
}

static void look_at_payload(rh_doubts *q, const rh_event *event, rh_str name, rh_value v)
{
    const uint32_t at = rh_register_event(q->reg, event->type);
    const rh_event_decl *decl = at != RH_NONE ? &q->reg->events[at] : NULL;
    const rh_payload_key *key = NULL;
    for (size_t i = 0; decl != NULL && key == NULL && i < decl->n_payload; i++)
        if (rh_str_eq(decl->payload[i].name, name)) key = &decl->payload[i];
    const rh_str where = joined(q, event->type, name);
    if (key == NULL) count(q, UNDECLARED, rh_show_name(&q->scratch, where, 80), rh_str_null(), rh_str_null());
    else if (key->shape.type == RH_F_TEXT || key->shape.type == RH_F_DOC || key->shape.type == RH_F_JSON) return;
    else {
        const bool is_list = key->shape.type == RH_F_LIST || key->shape.type == RH_F_SET; /* of people, often */
        look_at(q, where, &key->shape, is_list ? RH_CLASS_FIELD_FREE : RH_CLASS_FIELD_SAFE, v);
    }
}

static void look_at_event(rh_doubts *q, const rh_event *event)
{
    const bool is_facts = rh_str_eq(event->type, RH_STR("fields_ingested"));
    for (uint32_t i = 0; event->data.kind == RH_MAP && i < event->data.n; i++) {
        const rh_str name = rh_value_str(event->data.map[i].key);
        if (is_facts && rh_str_eq(name, RH_STR("fields"))) look_at_patch(q, event->data.map[i].value);
        else look_at_payload(q, event, name, event->data.map[i].value);
    }
}

/* ---- journeys ---- */

static void count_gap(rh_doubts *q, rh_instant from, rh_instant to)
{
    static const struct {
        int64_t seconds;
        const char *word;
    } sizes[] = {{60, "under a minute"},   {3600, "under an hour"},        {86400, "under a day"},
                 {604800, "under a week"}, {2592000, "under thirty days"}, {INT64_MAX, "thirty days and more"}};
    size_t i = 0;
    while (to.s - from.s >= sizes[i].seconds) i++;
    count(q, GAP, rh_str_of(sizes[i].word), rh_str_null(), rh_str_null());
}

static rh_str last_part(rh_str name)
{
    return rh_str_slice(name, rh_str_find(name, RH_STR(".")) + 1, name.len);
}

/* Amounts of one name that two systems give differently at the end. */
static void compare_amounts(rh_doubts *q)
{
    for (size_t i = 0; i < q->reg->n_fields; i++)
        for (size_t k = i + 1; q->amounts[i].kind == RH_INT && k < q->reg->n_fields; k++) {
            const rh_str a = q->reg->fields[i].name, b = q->reg->fields[k].name;
            if (q->amounts[k].kind != RH_INT || q->amounts[i].i == q->amounts[k].i) continue;
            if (rh_str_eq(last_part(a), last_part(b))) count(q, AMOUNTS, a, b, rh_str_null());
        }
}

static bool are_twins(const rh_event *a, const rh_event *b)
{
    return rh_str_eq(a->type, b->type) && !rh_str_eq(a->source, b->source) && rh_instant_cmp(a->time, b->time) == 0 &&
           rh_value_same(a->data, b->data);
}

/* Events of one instant that two sources tell alike, id and all: one export that came under two names is that, where
 * a mapping has file.name in its source. Events of one instant stand by their sources. */
static void count_twins(rh_doubts *q, const rh_event *events, size_t n)
{
    rh_map ids = {0};
    if (rh_str_eq(events[0].source, events[n - 1].source)) return;
    rh_arena_reset(&q->scratch);
    for (size_t i = 0; i < n; i++) {
        const uint32_t at = rh_map_get(&ids, events[i].id);
        if (at == RH_MAP_NONE) q->failed |= !rh_map_set(&ids, &q->scratch, events[i].id, (uint32_t)i);
        else if (are_twins(&events[at], &events[i])) count(q, TWINS, events[i].type, rh_str_null(), rh_str_null());
    }
}

static void count_all_twins(rh_doubts *q, const rh_journey *journey)
{
    for (size_t i = 0, n; i < journey->n_events; i += n) {
        const rh_event *e = &journey->events[i];
        for (n = 1; i + n < journey->n_events && rh_instant_cmp(e[n].knowntime, e->knowntime) == 0;) n++;
        count_twins(q, e, n);
    }
}

void rh_doubts_add(rh_doubts *q, const rh_journey *journey)
{
    bool is_facts_only = true;
    count_all_twins(q, journey);
    for (size_t i = 0; i < q->reg->n_fields; i++) q->amounts[i] = rh_null();
    for (size_t i = 0; i < journey->n_events; i++) {
        rh_arena_reset(&q->scratch);
        look_at_event(q, &journey->events[i]);
        is_facts_only &= rh_str_eq(journey->events[i].type, RH_STR("fields_ingested"));
        if (i > 0) count_gap(q, journey->events[i - 1].knowntime, journey->events[i].knowntime);
    }
    compare_amounts(q);
    if (is_facts_only) count(q, FACTS_ONLY, RH_STR("no event but facts"), rh_str_null(), rh_str_null());
    q->n_journeys++;
}

static int by_count(const void *a, const void *b)
{
    const doubt *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    const int c = rh_str_cmp(x->where, y->where);
    return c != 0 ? c : rh_str_cmp(x->form, y->form);
}

rh_code rh_doubts_end(const rh_model_quality **out, size_t *n, rh_doubts *q, rh_err *err)
{
    RH_VEC(rh_model_quality) rows = {0};
    size_t n_of_kind = 0;
    for (size_t i = 0; i < q->holders.n; i++)
        if (q->holders.at[i].is_shared)
            count(q, SHARED, q->reg->fields[q->holders.at[i].field].name, rh_str_null(), rh_str_null());
    if (q->rows.n > 1) qsort(q->rows.at, q->rows.n, sizeof *q->rows.at, by_count);
    for (size_t i = 0; i < q->rows.n; i++) {
        const doubt *d = &q->rows.at[i];
        n_of_kind = i > 0 && q->rows.at[i - 1].kind == d->kind ? n_of_kind + 1 : 1;
        const rh_model_quality row = {rh_str_of(kinds[d->kind]), d->where, d->form, d->near, d->n};
        if (n_of_kind <= RH_DOUBTS_LISTED) q->failed |= !RH_PUSH(q->keep, &rows, row);
    }
    if (q->failed) return rh_err_nomem(err);
    *out = rows.at;
    *n = rows.n;
    return RH_OK;
}

void rh_doubts_close(rh_doubts *q)
{
    if (q != NULL) rh_arena_dispose(&q->scratch);
}
