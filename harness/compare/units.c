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
