/* Files with one node another, read again. */
#include "harness/sweep/vary.h"

const rh_node *rh_node_scalar(rh_arena *keep, const rh_node *like, rh_str text)
{
    rh_node *node = RH_NEW(keep, rh_node);
    rh_node_line *line = RH_NEW(keep, rh_node_line);
    if (node == NULL || line == NULL) return NULL;
    *line = (rh_node_line){0, like->span.line, like->span.col};
    *node = (rh_node){.kind = RH_NODE_SCALAR,
                      .is_plain = like->is_plain,
                      .span = like->span,
                      .text = rh_arena_str(keep, text),
                      .lines = line,
                      .n_lines = 1};
    return rh_arena_failed(keep) ? NULL : node;
}

static bool contains(const rh_node *node, const rh_node *sought)
{
    bool found = node == sought;
    for (size_t i = 0; node->kind == RH_NODE_MAP && i < node->n_pairs && !found; i++)
        found = contains(node->pairs[i].value, sought);
    for (size_t i = 0; node->kind == RH_NODE_LIST && i < node->n_items && !found; i++)
        found = contains(node->items[i], sought);
    return found;
}

static const rh_node *replaced(rh_arena *keep, const rh_node *node, const rh_change_of_node *change);

static const rh_node *replaced_map(rh_arena *keep, const rh_node *node, const rh_change_of_node *change)
{
    rh_node_pair *pairs = RH_NEW_N(keep, node->n_pairs, rh_node_pair);
    rh_node *copy = RH_NEW(keep, rh_node);
    bool differs = false;
    if (pairs == NULL || copy == NULL) return NULL;
    for (size_t i = 0; i < node->n_pairs; i++) {
        pairs[i] = (rh_node_pair){node->pairs[i].key, replaced(keep, node->pairs[i].value, change)};
        if (pairs[i].value == NULL) return NULL;
        differs |= pairs[i].value != node->pairs[i].value;
    }
    *copy = *node;
    copy->pairs = pairs;
    return differs ? copy : node;
}

static const rh_node *replaced_list(rh_arena *keep, const rh_node *node, const rh_change_of_node *change)
{
    const rh_node **items = RH_NEW_N(keep, node->n_items, const rh_node *);
    rh_node *copy = RH_NEW(keep, rh_node);
    bool differs = false;
    if (items == NULL || copy == NULL) return NULL;
    for (size_t i = 0; i < node->n_items; i++) {
        items[i] = replaced(keep, node->items[i], change);
        if (items[i] == NULL) return NULL;
        differs |= items[i] != node->items[i];
    }
    *copy = *node;
    copy->items = items;
    return differs ? copy : node;
}

/* The same node where nothing in it is replaced; NULL on no memory. Depth is bounded by the composer's. */
static const rh_node *replaced(rh_arena *keep, const rh_node *node, const rh_change_of_node *change)
{
    if (node == change->old) return change->put;
    if (node->kind == RH_NODE_MAP) return replaced_map(keep, node, change);
    return node->kind == RH_NODE_LIST ? replaced_list(keep, node, change) : node;
}

static bool has_outcome(rh_str path)
{
    static const char *const without[] = {"checklist.yaml", "gate.yaml", "monitors.yaml", "waivers.yaml"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (rh_str_eq(path, rh_str_of(without[i]))) return false;
    return true;
}

rh_code rh_revision_vary(const rh_register **out, rh_arena *keep, rh_zones *zones, const rh_revision *revision,
                         const rh_change_of_node *change, rh_diags *diags)
{
    const rh_register *reg = revision->reg;
    rh_register_file *files = RH_NEW_N(keep, reg->n_files, rh_register_file);
    size_t n = 0;
    if (files == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
    for (size_t i = 0; i < reg->n_files; i++) {
        const rh_node *root = reg->files[i].root;
        if (!has_outcome(reg->files[i].path)) continue;
        if (change != NULL && contains(root, change->old)) root = replaced(keep, root, change);
        if (root == NULL) return rh_diags_add(diags, RH_NOMEM, (rh_span){0}, "no memory");
        files[n++] = (rh_register_file){reg->files[i].path, root};
    }
    return rh_revision_of_files(out, keep, zones, &revision->tree, files, n, revision, diags);
}
