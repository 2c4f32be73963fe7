/* Any bytes as a file of the register tree; every node that comes out has a place in it. */
#include "harness/load/yaml.h"
#include "tests/fuzz/fuzz.h"

static void visit(const rh_node *node)
{
    int64_t i;
    double d;
    bool b;
    FUZZ_MUST(node->span.line > 0 && node->span.col > 0);
    if (node->kind == RH_NODE_SCALAR) {
        FUZZ_MUST(node->n_lines > 0 && rh_node_at(node, node->text.len).line > 0);
        (void)rh_node_is_null(node), (void)rh_node_bool(node, &b), (void)rh_node_int(node, &i),
            (void)rh_node_double(node, &d);
    }
    for (size_t k = 0; k < node->n_items; k++) visit(node->items[k]);
    for (size_t k = 0; k < node->n_pairs; k++) {
        visit(node->pairs[k].key), visit(node->pairs[k].value);
        FUZZ_MUST(rh_node_get(node, node->pairs[k].key->text) == node->pairs[k].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rh_arena keep;
    if (keep.host.take == NULL) keep = kit_arena();
    const rh_node *node, *again;
    rh_diags diags;
    rh_arena_reset(&keep);
    rh_diags_init(&diags, &keep);
    if (rh_yaml_compose(&node, &keep, RH_STR("fuzz.yaml"), fuzz_text(data, size), &diags) != RH_OK) {
        FUZZ_MUST(diags.n_errors > 0);
        return 0;
    }
    visit(node);
    FUZZ_MUST(rh_yaml_compose(&again, &keep, RH_STR("fuzz.yaml"), fuzz_text(data, size), &diags) == RH_OK &&
              rh_node_same(node, again));
    return 0;
}
