/* What the policy files have in common. */
#include "harness/verdict/read.h"

static rh_str put_names(char *buffer, size_t size, const char *const *names, size_t n)
{
    rh_str out = {buffer, 0};
    for (size_t i = 0; i < n; i++) {
        const rh_str parts[] = {i > 0 ? RH_STR(", ") : RH_STR(""), rh_str_of(names[i])};
        for (size_t k = 0; k < 2 && out.len + parts[k].len < size; k++) {
            memcpy(buffer + out.len, parts[k].ptr, parts[k].len);
            out.len += parts[k].len;
        }
    }
    return out;
}

/* Reports every key of a map that is not among names. False when node is no map. */
bool rh_gate__check_keys(rh_gate_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n)
{
    char list[300];
    if (node->kind != RH_NODE_MAP) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s must be a map", what);
        return false;
    }
    for (size_t i = 0; i < node->n_pairs; i++) {
        const rh_node *key = node->pairs[i].key;
        size_t k = 0;
        while (k < n && !rh_str_eq(key->text, rh_str_of(names[k]))) k++;
        if (k < n) continue;
        const rh_str known = put_names(list, sizeof list, names, n);
        RH_GATE_ERROR(r, RH_GATE_KEY, key->span, "%s has no key '%.*s': expected one of %.*s", what, RH_ARG(key->text),
              RH_ARG(known));
    }
    return true;
}

/* The index of a scalar's text among names; n after an error. */
size_t rh_gate__one_of(rh_gate_reader *r, const rh_node *node, const char *what, const char *const *names, size_t n)
{
    char list[300];
    size_t i = 0;
    while (i < n && !(node->kind == RH_NODE_SCALAR && rh_str_eq(node->text, rh_str_of(names[i])))) i++;
    if (i < n) return i;
    const rh_str known = put_names(list, sizeof list, names, n);
    RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s is '%.*s': expected one of %.*s", what, RH_ARG(node->text),
                  RH_ARG(known));
    return n;
}

void rh_gate__read_text(rh_gate_reader *r, const rh_node *node, const char *what, rh_str *out)
{
    if (node->kind == RH_NODE_SCALAR && node->text.len > 0) *out = node->text;
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s must be text", what);
}

void rh_gate__read_count(rh_gate_reader *r, const rh_node *node, const char *what, uint64_t *out)
{
    int64_t n;
    if (rh_node_int(node, &n) && n >= 0) *out = (uint64_t)n;
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s must be a whole number, 0 or more", what);
}

void rh_gate__read_texts(rh_gate_reader *r, const rh_node *node, const char *what, rh_strs *out)
{
    if (node->kind != RH_NODE_LIST) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s must be a list", what);
        return;
    }
    rh_str *at = RH_NEW_N(r->keep, node->n_items, rh_str);
    if (at == NULL) {
        r->code = RH_NOMEM;
        return;
    }
    for (size_t i = 0; i < node->n_items; i++) rh_gate__read_text(r, node->items[i], what, &at[i]);
    *out = (rh_strs){at, node->n_items};
}
