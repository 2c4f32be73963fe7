/* Reads waivers.yaml, and judges a waiver by itself. */
#include "harness/verdict/waivers.h"

#include "harness/verdict/read.h"

static const int64_t day_ns = INT64_C(86400) * 1000000000;

static void read_instant(rh_gate_reader *r, const rh_node *node, const char *what, rh_instant *out)
{
    if (node->kind != RH_NODE_SCALAR || !rh_instant_parse(out, node->text))
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s is '%.*s': expected RFC 3339 with a zone", what,
                      RH_ARG(node->text));
}

static bool is_hex(rh_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f'))) return false;
    return s.len == 64;
}

static void read_bond(rh_gate_reader *r, const rh_node_pair *pair, rh_waiver_bond *out)
{
    const rh_str prefix = RH_STR("sha256:"), text = pair->value->text;
    *out = (rh_waiver_bond){.file = pair->key->text};
    if (pair->value->kind == RH_NODE_SCALAR && rh_str_eq(text, RH_STR("removed"))) return;
    out->sha256 = rh_str_starts(text, prefix) ? rh_str_slice(text, prefix.len, text.len) : RH_STR("");
    if (pair->value->kind != RH_NODE_SCALAR || !is_hex(out->sha256))
        RH_GATE_ERROR(r, RH_GATE_VALUE, pair->value->span,
                      "head of %.*s is '%.*s': expected sha256: and 64 hex digits, or removed", RH_ARG(out->file),
                      RH_ARG(text));
}

static void read_head(rh_gate_reader *r, const rh_node *node, rh_waiver *w)
{
    if (node->kind != RH_NODE_MAP || node->n_pairs == 0) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "head must be a map from files to their content");
        return;
    }
    rh_waiver_bond *bonds = RH_NEW_N(r->keep, node->n_pairs, rh_waiver_bond);
    if (bonds == NULL) {
        r->code = RH_NOMEM;
        return;
    }
    for (size_t i = 0; i < node->n_pairs; i++) read_bond(r, &node->pairs[i], &bonds[i]);
    w->head = bonds;
    w->n_head = node->n_pairs;
}

static void read_scope(rh_gate_reader *r, const rh_node *node, rh_waiver *w)
{
    static const char *const names[] = {"entries", "classes", "lanes", "actions", "criteria"};
    static const char *const classes[] = {"loosened", "tightened", "rerouted", "retimed", "reworded"};
    rh_strs *const lists[] = {&w->entries, &w->classes, &w->lanes, &w->actions, &w->criteria};
    if (!rh_gate__check_keys(r, node, "scope", names, sizeof names / sizeof names[0])) return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const rh_node *list = rh_node_get(node, rh_str_of(names[i]));
        if (list != NULL) rh_gate__read_texts(r, list, names[i], lists[i]);
        else if (i < 2) RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "scope has no %s", names[i]);
    }
    const rh_node *list = rh_node_get(node, RH_STR("classes"));
    for (size_t i = 0; list != NULL && i < list->n_items; i++)
        rh_gate__one_of(r, list->items[i], "a class", classes, sizeof classes / sizeof classes[0]);
}

static bool is_same_role(const rh_register *reg, rh_str a, rh_str b)
{
    const uint32_t left = rh_register_role(reg, a), right = rh_register_role(reg, b);
    return rh_str_eq(a, b) || (left != RH_NONE && left == right);
}

static rh_waiver read_waiver(rh_gate_reader *r, const rh_node *node)
{
    static const char *const names[] = {"id", "owner", "approver", "reason", "approved_at", "until", "scope", "head"};
    rh_waiver w = {.span = node->span};
    rh_str *const texts[] = {&w.id, &w.owner, &w.approver, &w.reason};
    if (!rh_gate__check_keys(r, node, "a waiver", names, sizeof names / sizeof names[0])) return w;
    for (size_t i = 0; i < 8; i++) {
        const rh_node *value = rh_node_get(node, rh_str_of(names[i]));
        if (value == NULL && i < 7) RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "a waiver has no %s", names[i]);
        if (value == NULL) continue;
        if (i < 4) rh_gate__read_text(r, value, names[i], texts[i]);
        else if (i < 6) read_instant(r, value, names[i], i == 4 ? &w.approved_at : &w.until);
        else if (i == 6) read_scope(r, value, &w);
        else read_head(r, value, &w);
    }
    w.is_own_approver = is_same_role(r->reg, w.owner, w.approver);
    return w;
}

rh_code rh_waivers_read(rh_waivers *out, rh_arena *keep, const rh_node *root, const rh_register *reg, rh_diags *diags)
{
    static const char *const names[] = {"waivers"};
    rh_gate_reader r = {.keep = keep, .reg = reg, .diags = diags, .code = RH_OK};
    *out = (rh_waivers){0};
    if (root == NULL || !rh_gate__check_keys(&r, root, "waivers.yaml", names, 1)) return r.code;
    const rh_node *list = rh_node_get(root, RH_STR("waivers"));
    if (list == NULL) return r.code;
    if (list->kind != RH_NODE_LIST) {
        RH_GATE_ERROR(&r, RH_GATE_VALUE, list->span, "waivers must be a list");
        return r.code;
    }
    rh_waiver *waivers = RH_NEW_N(keep, list->n_items, rh_waiver);
    if (waivers == NULL) return RH_NOMEM;
    for (size_t i = 0; i < list->n_items; i++) {
        waivers[i] = read_waiver(&r, list->items[i]);
        for (size_t k = 0; k < i; k++)
            if (waivers[i].id.len > 0 && rh_str_eq(waivers[i].id, waivers[k].id))
                RH_GATE_ERROR(&r, RH_GATE_VALUE, waivers[i].span, "waiver '%.*s' stands at line %u already",
                              RH_ARG(waivers[i].id), waivers[k].span.line);
    }
    *out = (rh_waivers){waivers, list->n_items};
    return r.code;
}

const char *rh_waiver_fault(const rh_waiver *w, const rh_instant *today)
{
    rh_instant last;
    if (w->is_own_approver) return "its approver is its owner";
    if (!rh_instant_before(w->approved_at, w->until)) return "it ends before it begins";
    if (rh_instant_add(&last, w->approved_at, RH_WAIVER_MAX_DAYS * day_ns) && rh_instant_before(last, w->until))
        return "it holds for more than 90 days";
    if (today != NULL && rh_instant_before(*today, w->approved_at)) return "it is not yet approved on that day";
    if (today != NULL && !rh_instant_before(*today, w->until)) return "it has expired";
    return NULL;
}

bool rh_waiver_binds(const rh_waiver *w, const rh_changed_file *file)
{
    const rh_str cases = RH_STR("cases/");
    const rh_str path = rh_str_starts(file->path, cases) ? rh_str_slice(file->path, cases.len, file->path.len)
                                                         : file->path;
    for (size_t i = 0; i < w->n_head; i++) {
        const rh_waiver_bond *bond = &w->head[i];
        if (!rh_str_eq(bond->file, path)) continue;
        if (!file->in_head) return bond->sha256.ptr == NULL;
        return bond->sha256.ptr != NULL && file->head_sha256.ptr != NULL && rh_str_eq(bond->sha256, file->head_sha256);
    }
    return false;
}
