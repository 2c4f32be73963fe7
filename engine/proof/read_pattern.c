/* Reading patterns: which record or event, by which keys. */
#include "engine/proof/read_insides.h"

static const char *const key_words[RH_N_PATTERN_KEYS] = {
#define X(NAME, word) word,
#include "engine/proof/pattern_keys.def"
#undef X
};

/* What the values of a key must be, so that a misspelt one does not just never match. */
typedef enum vocabulary { ANY, ENTRY, ROLE, ACTION, STATE, RISK, VERDICT, INSTANT, EVENT_TYPE } vocabulary;

static vocabulary vocabulary_of(const rh_pattern *pattern, rh_pattern_key key)
{
    const rh_record_group group = pattern->is_event ? RH_REC_GROUP_ERROR : rh_record_group_of(pattern->kind);
    if (key == RH_PATTERN_TO || key == RH_PATTERN_FROM) {
        if (group == RH_REC_GROUP_STATE) return STATE;
        if (group == RH_REC_GROUP_VERDICT) return VERDICT;
        return group == RH_REC_GROUP_MOVED ? ROLE : ANY;
    }
    if (key == RH_PATTERN_ENTRY) return ENTRY;
    if (key == RH_PATTERN_ACTION || key == RH_PATTERN_DO) return ACTION;
    if (key == RH_PATTERN_BY || key == RH_PATTERN_ROUTE || key == RH_PATTERN_OWNER || key == RH_PATTERN_ACTORROLE)
        return ROLE;
    if (key == RH_PATTERN_RISK) return RISK;
    if (key == RH_PATTERN_VERDICT) return VERDICT;
    if (key == RH_PATTERN_AT || key == RH_PATTERN_DUE) return INSTANT;
    return key == RH_PATTERN_TYPE ? EVENT_TYPE : ANY;
}

static void check_entry(rh_proof_reader *p, const rh_node *node)
{
    rh_str *ids = RH_NEW_N(p->r.keep, p->from->n_entries, rh_str);
    if (ids == NULL || rh_register_entry(p->from, node->text) != RH_NONE) return;
    for (size_t i = 0; i < p->from->n_entries; i++) ids[i] = p->from->entries[i].id;
    rh_read_unknown(&p->r, RH_REG_UNDECLARED, node->span, "entry", node->text, (rh_strs){ids, p->from->n_entries});
}

static void check_event_type(rh_proof_reader *p, const rh_node *node)
{
    rh_str *types = RH_NEW_N(p->r.keep, p->names.n_events, rh_str);
    if (types == NULL || rh_register_event(&p->names, node->text) != RH_NONE) return;
    for (size_t i = 0; i < p->names.n_events; i++) types[i] = p->names.events[i].type;
    rh_read_unknown(&p->r, RH_REG_UNDECLARED, node->span, "event type", node->text,
                    (rh_strs){types, p->names.n_events});
}

static void check_level(rh_proof_reader *p, const rh_node *node, bool is_risk)
{
    rh_str words[4];
    for (int i = 0; i < 4; i++) {
        words[i] = rh_str_of(is_risk ? rh_risk_name((rh_risk)i) : rh_verdict_name((rh_verdict)i));
        if (rh_str_eq(words[i], node->text)) return;
    }
    rh_read_unknown(&p->r, RH_REG_WORD, node->span, is_risk ? "risk" : "verdict", node->text, (rh_strs){words, 4});
}

/* A value as records are compared with it: roles folded, instants parsed. */
static rh_value fold_value(rh_proof_reader *p, const rh_node *node, vocabulary words)
{
    const rh_value v = rh_value_of_node(p->r.keep, node);
    if (v.kind != RH_STRING) return v;
    uint32_t role;
    rh_instant t;
    switch (words) {
    case ENTRY: check_entry(p, node); break;
    case ACTION: rh_read_action(&p->r, node); break;
    case STATE:
        if (!rh_str_eq(node->text, RH_STR("none"))) rh_read_state(&p->r, node);
        break;
    case RISK: check_level(p, node, true); break;
    case VERDICT: check_level(p, node, false); break;
    case EVENT_TYPE: check_event_type(p, node); break;
    case ROLE: role = rh_read_role(&p->r, node); return role != RH_NONE ? rh_string(p->names.roles[role].id) : v;
    case INSTANT:
        if (rh_instant_parse(&t, node->text)) return rh_timestamp(t);
        RH_READ_ERROR(&p->r, RH_PROOF_PATTERN, node->span, "\"%.*s\" is no instant, expected YYYY-MM-DDTHH:MM:SSZ",
                      RH_SHOW(&p->r, node->text));
        break;
    case ANY: break;
    }
    return v;
}

static void read_values(rh_proof_reader *p, const rh_node *node, vocabulary words, rh_clause *clause)
{
    const bool is_list = node->kind == RH_NODE_LIST;
    const size_t n = is_list ? node->n_items : 1;
    rh_value *values = RH_NEW_N(p->r.keep, n, rh_value);
    for (size_t i = 0; values != NULL && i < n; i++) {
        const rh_node *item = is_list ? node->items[i] : node;
        if (item->kind == RH_NODE_SCALAR || (clause->key == RH_PATTERN_DATA && !is_list))
            values[i] = fold_value(p, item, words);
        else RH_READ_ERROR(&p->r, RH_PROOF_PATTERN, item->span, "a pattern compares with a value or a list of values");
    }
    clause->values = values;
    clause->n_values = n;
}

static void read_kind(rh_proof_reader *p, const rh_node *node, rh_pattern *out)
{
    const rh_node *kind = rh_node_get(node, RH_STR("kind"));
    rh_str word, words[RH_N_RECORD_KINDS + 1];
    if (kind == NULL) {
        RH_READ_ERROR(&p->r, RH_REG_KEY_MISSING, node->span, "the pattern lacks the key \"kind\"");
        return;
    }
    if (!rh_read_word(&p->r, kind, "kind", &word)) return;
    out->is_event = rh_str_eq(word, RH_STR("event"));
    out->kind = rh_record_kind_of(word);
    if (out->is_event || out->kind != RH_N_RECORD_KINDS) return;
    out->kind = (rh_record_kind)0;
    for (int i = 0; i < RH_N_RECORD_KINDS; i++) words[i] = rh_str_of(rh_record_kind_name((rh_record_kind)i));
    words[RH_N_RECORD_KINDS] = RH_STR("event");
    rh_read_unknown(&p->r, RH_REG_WORD, kind->span, "kind", word, (rh_strs){words, RH_N_RECORD_KINDS + 1});
}

static bool find_key(rh_proof_reader *p, const rh_node *key, const rh_pattern *pattern, rh_clause *clause)
{
    rh_str words[RH_N_PATTERN_KEYS];
    if (pattern->is_event && rh_str_starts(key->text, RH_STR("data."))) {
        clause->key = RH_PATTERN_DATA;
        clause->data_key = rh_str_slice(key->text, sizeof "data." - 1, key->text.len);
        return true;
    }
    for (int i = 0; i < RH_N_PATTERN_KEYS; i++) {
        words[i] = rh_str_of(key_words[i]);
        if (!rh_str_eq(words[i], key->text)) continue;
        clause->key = (rh_pattern_key)i;
        return true;
    }
    rh_read_unknown(&p->r, RH_REG_KEY_UNKNOWN, key->span, "key", key->text, (rh_strs){words, RH_N_PATTERN_KEYS});
    return false;
}

void rh_proof__read_pattern(rh_proof_reader *p, const rh_node *node, rh_pattern *out)
{
    *out = (rh_pattern){.where = RH_EXPR_NONE};
    if (node == NULL) return;
    read_kind(p, node, out);
    rh_clause *clauses = RH_NEW_N(p->r.keep, node->n_pairs, rh_clause);
    if (clauses == NULL) return;
    for (size_t i = 0; i < node->n_pairs; i++) {
        const rh_node *key = node->pairs[i].key, *value = node->pairs[i].value;
        rh_clause *clause = &clauses[out->n_clauses];
        if (rh_str_eq(key->text, RH_STR("kind"))) continue;
        if (rh_str_eq(key->text, RH_STR("where"))) {
            rh_source where = {0};
            rh_read_source(&p->r, value, "where", &where);
            out->where = rh_proof__expression(p, out->is_event ? p->events : p->facts, where);
        } else if (find_key(p, key, out, clause)) {
            read_values(p, value, vocabulary_of(out, clause->key), clause);
            out->n_clauses++;
        }
    }
    out->clauses = clauses;
}
