/* Reading maps by tables of keys. */
#include "engine/program/register_insides.h"

#include "engine/base/assert.h"

enum { KEYS_MAX = 32 };

static const char *kind_name(const rh_node *node)
{
    switch (node->kind) {
    case RH_NODE_LIST: return "a list";
    case RH_NODE_MAP: return "a map";
    case RH_NODE_SCALAR:
    default: return rh_node_is_null(node) ? "null" : "a scalar";
    }
}

static bool is_kind(rh_reader *r, const rh_node *node, rh_node_kind kind, const char *what)
{
    if (node->kind == kind) return true;
    const char *expected = kind == RH_NODE_LIST ? "a list" : "a map";
    RH_READ_ERROR(r, RH_REG_KIND, node->span, "%s is %s, expected %s", what, kind_name(node), expected);
    return false;
}

bool rh_read_is_map(rh_reader *r, const rh_node *node, const char *what)
{
    return is_kind(r, node, RH_NODE_MAP, what);
}
bool rh_read_is_list(rh_reader *r, const rh_node *node, const char *what)
{
    return is_kind(r, node, RH_NODE_LIST, what);
}

static void read_texts(rh_reader *r, const rh_node *node, const char *what, rh_strs *out)
{
    if (!rh_read_is_list(r, node, what)) return;
    rh_str *at = RH_NEW_N(r->keep, node->n_items, rh_str);
    size_t n = 0;
    for (size_t i = 0; at != NULL && i < node->n_items; i++) n += rh_read_text(r, node->items[i], what, &at[n]);
    *out = (rh_strs){at, n};
}

static void read_value(rh_reader *r, const rh_key *key, const rh_node *node, void *row)
{
    void *member = (char *)row + key->offset;
    switch (key->kind) {
    case RH_KEY_TEXT: rh_read_text(r, node, key->name, member); break;
    case RH_KEY_WORD: rh_read_word(r, node, key->name, member); break;
    case RH_KEY_ID: rh_read_id(r, node, key->name, member); break;
    case RH_KEY_TEXTS: read_texts(r, node, key->name, member); break;
    case RH_KEY_WORDS: rh_read_words(r, node, key->name, member); break;
    case RH_KEY_BOOL: rh_read_bool(r, node, key->name, member); break;
    case RH_KEY_SOURCE: rh_read_source(r, node, key->name, member); break;
    case RH_KEY_SPAN: rh_read_span(r, node, key->name, member); break;
    case RH_KEY_MAP:
        if (rh_read_is_map(r, node, key->name)) *(const rh_node **)member = node;
        break;
    case RH_KEY_LIST:
        if (rh_read_is_list(r, node, key->name)) *(const rh_node **)member = node;
        break;
    case RH_KEY_ANY:
    default: *(const rh_node **)member = node; break;
    }
}

static const rh_key *find_key(const rh_key *keys, size_t n, rh_str name)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(rh_str_of(keys[i].name), name)) return &keys[i];
    return NULL;
}

static void unknown_key(rh_reader *r, const rh_node *node, const rh_key *keys, size_t n)
{
    rh_str names[KEYS_MAX];
    for (size_t i = 0; i < n; i++) names[i] = rh_str_of(keys[i].name);
    rh_read_unknown(r, RH_REG_KEY_UNKNOWN, node->span, "key", node->text, (rh_strs){names, n});
}

static void report_missing(rh_reader *r, const rh_node *node, const char *what, const rh_key *keys, size_t n_keys)
{
    char list[RH_JOINED_BYTES];
    rh_str missing[KEYS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < n_keys; i++)
        if (keys[i].is_required && rh_node_get(node, rh_str_of(keys[i].name)) == NULL)
            missing[n++] = rh_str_of(keys[i].name);
    if (n == 0) return;
    RH_READ_ERROR(r, RH_REG_KEY_MISSING, node->span, "%s lacks the %s %s", what, n == 1 ? "key" : "keys",
                  rh_read_join(list, (rh_strs){missing, n}));
}

bool rh_read_row(rh_reader *r, const rh_node *node, const char *what, const rh_key *keys, size_t n_keys, void *row)
{
    RH_ASSERT(n_keys <= KEYS_MAX);
    if (node == NULL || !rh_read_is_map(r, node, what)) return false;
    for (size_t i = 0; i < node->n_pairs; i++) {
        const rh_key *key = find_key(keys, n_keys, node->pairs[i].key->text);
        if (key != NULL) read_value(r, key, node->pairs[i].value, row);
        else unknown_key(r, node->pairs[i].key, keys, n_keys);
    }
    report_missing(r, node, what, keys, n_keys);
    return true;
}

const rh_node *rh_read_only(rh_reader *r, const rh_node *node, const char *file, const char *key, rh_key_kind kind)
{
    const rh_node *value = NULL;
    const rh_key keys[] = {{key, kind, true, 0}};
    return rh_read_row(r, node, file, RH_KEYS(keys), &value) ? value : NULL;
}
