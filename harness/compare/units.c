/* Two node trees, walked side by side by key. */
#include "harness/compare/units.h"

#include "engine/base/buf.h"
#include "engine/base/limits.h"
#include "engine/base/vec.h"

#include <stdlib.h>

typedef struct walker {
    rh_arena *keep;
    RH_VEC(rh_change_unit) units;
    rh_buf path; /* of the key that is looked at */
    bool ok;
} walker;

static void walk(walker *w, const rh_node *base, const rh_node *head);

static uint32_t line_of(const rh_node *base, const rh_node *head)
{
    return head != NULL ? head->span.line : base->span.line;
}

static void add(walker *w, const rh_node *base, const rh_node *head)
{
    const rh_change_unit unit = {
        .key = rh_arena_str(w->keep, rh_buf_str(&w->path)), .line = line_of(base, head), .in_head = head != NULL};
    w->ok = w->ok && unit.key.ptr != NULL && !w->path.failed && RH_PUSH(w->keep, &w->units, unit);
}

/* One key or element: the path grows by its name while it is looked at. The unit's line is that of the name. */
static void step(walker *w, const char *open, rh_str name, const char *close, const rh_node *place, const rh_node *base,
                 const rh_node *head)
{
    const size_t len = w->path.len;
    rh_buf_put(&w->path, rh_str_of(open));
    rh_buf_put(&w->path, name);
    rh_buf_put(&w->path, rh_str_of(close));
    if (base == NULL || head == NULL) add(w, head == NULL ? place : NULL, head == NULL ? NULL : place);
    else walk(w, base, head);
    w->path.len = len;
}

/* ---- maps ---- */

static int pair_cmp(const void *a, const void *b)
{
    return rh_str_cmp((*(const rh_node_pair *const *)a)->key->text, (*(const rh_node_pair *const *)b)->key->text);
}

static const rh_node_pair **sorted_pairs(walker *w, const rh_node *map)
{
    const rh_node_pair **pairs = (const rh_node_pair **)rh_arena_array(w->keep, map->n_pairs, sizeof *pairs);
    if (pairs == NULL) return NULL;
    for (size_t i = 0; i < map->n_pairs; i++) pairs[i] = &map->pairs[i];
    if (map->n_pairs > 1) qsort(pairs, map->n_pairs, sizeof *pairs, pair_cmp);
    return pairs;
}

static void walk_maps(walker *w, const rh_node *base, const rh_node *head)
{
    const rh_node_pair **left = sorted_pairs(w, base), **right = sorted_pairs(w, head);
    w->ok = w->ok && left != NULL && right != NULL;
    for (size_t a = 0, b = 0; w->ok && (a < base->n_pairs || b < head->n_pairs);) {
        const int order = a == base->n_pairs ? 1 : b == head->n_pairs ? -1 : pair_cmp(&left[a], &right[b]);
        const rh_node_pair *pair = order >= 0 ? right[b] : left[a]; /* names the key; the head's where it has one */
        const rh_node *in_base = order <= 0 ? left[a++]->value : NULL, *in_head = order >= 0 ? right[b++]->value : NULL;
        step(w, w->path.len > 0 ? "." : "", pair->key->text, "", pair->key, in_base, in_head);
    }
}

/* ---- lists ---- */

/* What names an element: its `id` or `name`; null when it has neither. */
static rh_str name_of(const rh_node *element)
{
    const rh_node *id = rh_node_get(element, RH_STR("id"));
    if (id == NULL) id = rh_node_get(element, RH_STR("name"));
    return id != NULL && id->kind == RH_NODE_SCALAR && id->text.len > 0 ? id->text : rh_str_null();
}

static const rh_node *named(const rh_node *list, rh_str name)
{
    for (size_t i = 0; i < list->n_items; i++)
        if (rh_str_eq(name_of(list->items[i]), name)) return list->items[i];
    return NULL;
}

/* Whether every element has a name of its own. */
static bool is_named(const rh_node *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        const rh_str name = name_of(list->items[i]);
        if (name.ptr == NULL || named(list, name) != list->items[i]) return false;
    }
    return true;
}

/* Whether the elements that both lists have stand in another order: order has meaning in lists. */
static bool is_reordered(const rh_node *base, const rh_node *head)
{
    size_t next = 0;
    for (size_t i = 0; i < base->n_items; i++) {
        const rh_str name = name_of(base->items[i]);
        if (named(head, name) == NULL) continue;
        while (next < head->n_items && named(base, name_of(head->items[next])) == NULL) next++;
        if (next == head->n_items || !rh_str_eq(name_of(head->items[next++]), name)) return true;
    }
    return false;
}

static void walk_lists(walker *w, const rh_node *base, const rh_node *head)
{
    if (!is_named(base) || !is_named(head) || is_reordered(base, head)) {
        if (!rh_node_same(base, head)) add(w, base, head);
        return;
    }
    for (size_t i = 0; i < base->n_items && w->ok; i++) {
        const rh_node *element = base->items[i], *other = named(head, name_of(element));
        step(w, "[", name_of(element), "]", element, element, other);
    }
    for (size_t i = 0; i < head->n_items && w->ok; i++) {
        const rh_node *element = head->items[i];
        if (named(base, name_of(element)) == NULL) step(w, "[", name_of(element), "]", element, NULL, element);
    }
}

static void walk(walker *w, const rh_node *base, const rh_node *head)
{
    if (base->kind == RH_NODE_MAP && head->kind == RH_NODE_MAP) walk_maps(w, base, head);
    else if (base->kind == RH_NODE_LIST && head->kind == RH_NODE_LIST) walk_lists(w, base, head);
    else if (!rh_node_same(base, head)) add(w, base, head);
}

static int unit_cmp(const void *a, const void *b)
{
    return rh_str_cmp(((const rh_change_unit *)a)->key, ((const rh_change_unit *)b)->key);
}

rh_code rh_units_between(rh_change_units *out, rh_arena *keep, const rh_node *base, const rh_node *head, rh_err *err)
{
    walker w = {.keep = keep, .ok = true};
    rh_buf_init(&w.path, keep, RH_LIMIT_FILE_BYTES);
    if (base != NULL && head != NULL) {
        walk(&w, base, head);
        if (w.units.n > 1) qsort(w.units.at, w.units.n, sizeof *w.units.at, unit_cmp);
    } else {
        w.ok = RH_PUSH(keep, &w.units,
                       (rh_change_unit){.key = rh_str_null(), .line = line_of(base, head), .in_head = head != NULL});
    }
    if (!w.ok) return rh_err_nomem(err);
    *out = (rh_change_units){w.units.at, w.units.n};
    return RH_OK;
}

/* ---- some of the units ---- */

typedef RH_VEC(rh_node_pair) pairs;
typedef RH_VEC(const rh_node *) items;

typedef struct merger {
    walker w; /* its path and arena; its units are none */
    const rh_change_units *units;
    const bool *is_taken;
} merger;

static const rh_node *merge(merger *m, const rh_node *base, const rh_node *head);

bool rh_unit_keys_meet(rh_str a, rh_str b)
{
    const rh_str shorter = a.len < b.len ? a : b, longer = a.len < b.len ? b : a;
    if (a.ptr == NULL || b.ptr == NULL) return true;
    if (!rh_str_starts(longer, shorter)) return false;
    return longer.len == shorter.len || shorter.len == 0 || longer.ptr[shorter.len] == '.' ||
           longer.ptr[shorter.len] == '[';
}

/* How many of the units at or below the path there are, and how many of them are taken. */
static void count_units(const merger *m, size_t *n, size_t *n_taken)
{
    const rh_str path = rh_buf_str(&m->w.path);
    *n = *n_taken = 0;
    for (size_t i = 0; i < m->units->n; i++) {
        const rh_str key = m->units->at[i].key;
        if (key.len < path.len || !rh_unit_keys_meet(key, path)) continue;
        ++*n;
        *n_taken += m->is_taken[i];
    }
}

/* One key or element; NULL: the merged file does not have it. */
static const rh_node *merge_step(merger *m, const char *open, rh_str name, const char *close, const rh_node *base,
                                 const rh_node *head)
{
    const size_t len = m->w.path.len;
    rh_buf_put(&m->w.path, rh_str_of(open));
    rh_buf_put(&m->w.path, name);
    rh_buf_put(&m->w.path, rh_str_of(close));
    const rh_node *merged = merge(m, base, head);
    m->w.path.len = len;
    return merged;
}

/* A copy of the base's map or list, to be filled with what it comes to. */
static rh_node *copy_of(merger *m, const rh_node *base)
{
    rh_node *copy = RH_NEW(m->w.keep, rh_node);
    m->w.ok = m->w.ok && copy != NULL;
    if (copy != NULL) *copy = *base;
    return copy;
}

static void add_pair(merger *m, pairs *out, const rh_node *key, const rh_node *base, const rh_node *head)
{
    const rh_node *value = merge_step(m, m->w.path.len > 0 ? "." : "", key->text, "", base, head);
    if (value != NULL && !RH_PUSH(m->w.keep, out, (rh_node_pair){key, value})) m->w.ok = false;
}

static const rh_node *merge_maps(merger *m, const rh_node *base, const rh_node *head)
{
    pairs out = {0};
    rh_node *copy = copy_of(m, base);
    for (size_t i = 0; i < base->n_pairs && m->w.ok; i++)
        add_pair(m, &out, base->pairs[i].key, base->pairs[i].value, rh_node_get(head, base->pairs[i].key->text));
    for (size_t i = 0; i < head->n_pairs && m->w.ok; i++)
        if (rh_node_get(base, head->pairs[i].key->text) == NULL)
            add_pair(m, &out, head->pairs[i].key, NULL, head->pairs[i].value);
    if (!m->w.ok) return NULL;
    copy->pairs = out.at;
    copy->n_pairs = out.n;
    return copy;
}

static void add_item(merger *m, items *out, const rh_node *base, const rh_node *head)
{
    const rh_node *item = merge_step(m, "[", name_of(base != NULL ? base : head), "]", base, head);
    if (item != NULL && !RH_PUSH(m->w.keep, out, item)) m->w.ok = false;
}

/* Elements of both sides in the order that both have; those of the head alone stand before what follows them there. */
static const rh_node *merge_lists(merger *m, const rh_node *base, const rh_node *head)
{
    items out = {0};
    rh_node *copy = copy_of(m, base);
    size_t next = 0;
    for (size_t i = 0; i <= base->n_items && m->w.ok; i++) {
        const rh_node *element = i < base->n_items ? base->items[i] : NULL;
        const rh_node *other = element != NULL ? named(head, name_of(element)) : NULL;
        for (; (element == NULL || other != NULL) && next < head->n_items && head->items[next] != other; next++)
            if (m->w.ok) add_item(m, &out, NULL, head->items[next]);
        if (element != NULL && m->w.ok) add_item(m, &out, element, other);
        next += other != NULL;
    }
    if (!m->w.ok) return NULL;
    copy->items = out.at;
    copy->n_items = out.n;
    return copy;
}

/* Units stand at leaves, so a node of which some are taken is a map or a named list on both sides. */
static const rh_node *merge(merger *m, const rh_node *base, const rh_node *head)
{
    size_t n, n_taken;
    count_units(m, &n, &n_taken);
    if (n_taken == 0) return base;
    if (n_taken == n) return head;
    return base->kind == RH_NODE_MAP ? merge_maps(m, base, head) : merge_lists(m, base, head);
}

rh_code rh_units_merge(const rh_node **out, rh_arena *keep, const rh_node *base, const rh_node *head,
                       const rh_change_units *units, const bool *is_taken, rh_err *err)
{
    merger m = {.w = {.keep = keep, .ok = true}, .units = units, .is_taken = is_taken};
    rh_buf_init(&m.w.path, keep, RH_LIMIT_FILE_BYTES);
    const rh_node *merged = merge(&m, base, head);
    if (!m.w.ok || m.w.path.failed) return rh_err_nomem(err);
    *out = merged;
    return RH_OK;
}
