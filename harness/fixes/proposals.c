/* Other thresholds, softer effects, a lane less. */
#include "harness/fixes/proposals.h"

#include "engine/base/vec.h"
#include "engine/judge/rights.h"

enum { TEXT_BYTES = 1 << 16, MOST_ENTRIES = 3, MOST_PLACES = 6 };

typedef struct proposer {
    rh_arena *keep;
    const rh_register *reg;
    const rh_fix *fix;
    RH_VEC(rh_fix_proposal) list;
} proposer;

static bool add(proposer *p, const rh_node *old, const rh_node *put, rh_str says)
{
    if (put == NULL || says.ptr == NULL) return false;
    for (size_t i = 0; i < p->list.n; i++)
        if (rh_str_eq(p->list.at[i].says, says)) return true;
    return RH_PUSH(p->keep, &p->list, (rh_fix_proposal){.change = {old, put}, .says = says});
}

static rh_str change_text(rh_arena *keep, rh_str key, rh_str old, rh_str put)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_BYTES);
    rh_buf_printf(&out, "%.*s: %.*s -> %.*s", RH_ARG(key), RH_ARG(old), RH_ARG(put));
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

/* ---- thresholds ---- */

static bool is_of_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether a condition names policy.NAME. */
static bool reads(rh_str when, rh_str name)
{
    const rh_str prefix = RH_STR("policy.");
    for (size_t from = 0; from < when.len;) {
        const size_t at = rh_str_find(rh_str_slice(when, from, when.len), prefix);
        if (at == SIZE_MAX) return false;
        const rh_str rest = rh_str_slice(when, from + at + prefix.len, when.len);
        if (rh_str_starts(rest, name) && (rest.len == name.len || !is_of_name(rest.ptr[name.len]))) return true;
        from += at + prefix.len;
    }
    return false;
}

/* Digits with a dot: its value in units of the last place. */
static bool read_number(int64_t *units, unsigned *places, rh_str text)
{
    bool has_dot = false;
    *units = 0, *places = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.' && !has_dot && i > 0) {
            has_dot = true;
            continue;
        }
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || *units > INT64_MAX / 100) return false;
        *units = *units * 10 + (text.ptr[i] - '0');
        *places += has_dot;
    }
    return text.len > 0 && *places <= MOST_PLACES;
}

static rh_str number_text(rh_arena *keep, int64_t units, unsigned places)
{
    rh_buf out;
    int64_t scale = 1;
    for (unsigned i = 0; i < places; i++) scale *= 10;
    rh_buf_init(&out, keep, TEXT_BYTES);
    rh_buf_int(&out, units / scale);
    if (places > 0) rh_buf_printf(&out, ".%0*lld", (int)places, (long long)(units % scale));
    return rh_buf_str(&out);
}

/* A twentieth, a tenth and a quarter up and down, at least one unit of the last place. */
static bool propose_values(proposer *p, const rh_policy_value *value)
{
    static const int percent[] = {-25, -10, -5, 5, 10, 25};
    int64_t units;
    unsigned places;
    rh_buf key;
    if (!read_number(&units, &places, value->node->text)) return true;
    rh_buf_init(&key, p->keep, TEXT_BYTES);
    rh_buf_printf(&key, "policy.%.*s", RH_ARG(value->name));
    for (size_t i = 0; i < sizeof percent / sizeof *percent; i++) {
        int64_t by = units / 100 * percent[i] + units % 100 * percent[i] / 100;
        if (by == 0) by = percent[i] < 0 ? -1 : 1;
        if (units + by < 0) continue;
        const rh_str text = number_text(p->keep, units + by, places);
        if (!add(p, value->node, rh_node_scalar(p->keep, value->node, text),
                 change_text(p->keep, rh_buf_str(&key), value->node->text, text)))
            return false;
    }
    return true;
}

static bool propose_thresholds(proposer *p, const rh_entry *entry)
{
    const rh_policy *policy = &p->reg->policy;
    for (size_t i = 0; i < policy->n_values; i++)
        if (reads(entry->when.text, policy->values[i].name) && !propose_values(p, &policy->values[i])) return false;
    return true;
}

/* ---- an entry that asks too much ---- */

/* The effects one level lower, where the entry has one level. */
static bool propose_softer(proposer *p, const rh_entry *entry)
{
    const rh_node *effect = rh_node_get(entry->node, RH_STR("effect"));
    if (effect == NULL || effect->kind != RH_NODE_MAP || effect->n_pairs != 1) return true;
    const rh_node_pair *pair = &effect->pairs[0];
    const bool is_block = rh_str_eq(pair->key->text, RH_STR("block")),
               is_hold = rh_str_eq(pair->key->text, RH_STR("hold"));
    if (!is_block && !is_hold) return true;
    const rh_str lower = is_block ? RH_STR("hold") : RH_STR("draft");
    rh_node *put = RH_NEW(p->keep, rh_node);
    rh_node_pair *pairs = RH_NEW(p->keep, rh_node_pair);
    if (put == NULL || pairs == NULL) return false;
    *pairs = (rh_node_pair){rh_node_scalar(p->keep, pair->key, lower), pair->value};
    *put = *effect;
    put->pairs = pairs;
    return pairs->key != NULL && add(p, effect, put, change_text(p->keep, RH_STR("effect"), pair->key->text, lower));
}

static rh_str in_lane(rh_arena *keep, rh_str more)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_BYTES);
    rh_buf_printf(&out, "(W) && %.*s", RH_ARG(more));
    return out.failed ? rh_str_null() : rh_buf_str(&out);
}

static bool propose_retiring(proposer *p, const rh_entry *entry)
{
    if (entry->when.node == NULL) return true;
    return add(p, entry->when.node, rh_node_scalar(p->keep, entry->when.node, RH_STR("false")),
               change_text(p->keep, entry->id, RH_STR("in the register"), RH_STR("retired")));
}

/* The condition, but for the lane in which it is of no use. */
static bool propose_lane(proposer *p, const rh_entry *entry)
{
    const rh_str lane = p->fix->seen->lane;
    const rh_node *field = p->reg->gate != NULL ? rh_node_get(p->reg->gate, RH_STR("lane")) : NULL;
    rh_buf when, more;
    if (lane.ptr == NULL || field == NULL || field->kind != RH_NODE_SCALAR || entry->when.node == NULL) return true;
    rh_buf_init(&when, p->keep, TEXT_BYTES);
    rh_buf_init(&more, p->keep, TEXT_BYTES);
    rh_buf_printf(&more, "%.*s != ", RH_ARG(field->text));
    rh_buf_json_str(&more, lane);
    rh_buf_printf(&when, "(%.*s) && %.*s", RH_ARG(entry->when.text), RH_ARG(rh_buf_str(&more)));
    if (when.failed || more.failed) return false;
    return add(p, entry->when.node, rh_node_scalar(p->keep, entry->when.node, rh_buf_str(&when)),
               change_text(p->keep, RH_STR("when"), RH_STR("W"), in_lane(p->keep, rh_buf_str(&more))));
}

static bool propose_entry(proposer *p)
{
    const rh_entry *entry = &p->reg->entries[p->fix->entry];
    return propose_thresholds(p, entry) && propose_softer(p, entry) && propose_lane(p, entry) &&
           propose_retiring(p, entry);
}

/* The thresholds of the entries that speak of an action. */
static bool propose_action(proposer *p)
{
    size_t n = 0;
    for (uint32_t e = 0; e < p->reg->n_entries && n < MOST_ENTRIES; e++) {
        const size_t before = p->list.n;
        if (!rh_entry_lists(p->reg, e, p->fix->subject)) continue;
        if (!propose_thresholds(p, &p->reg->entries[e])) return false;
        n += p->list.n > before;
    }
    return true;
}

rh_code rh_fix_propose(const rh_fix_proposal **out, size_t *n, rh_arena *keep, const rh_fix *fix,
                       const rh_register *reg, rh_err *err)
{
    proposer p = {.keep = keep, .reg = reg, .fix = fix};
    bool ok = true;
    if (fix->target == RH_FIX_ENTRY && fix->entry != RH_NONE) ok = propose_entry(&p);
    else if (fix->target == RH_FIX_ACTION) ok = propose_action(&p);
    if (!ok || rh_arena_failed(keep)) return rh_err_nomem(err);
    *out = p.list.at;
    *n = p.list.n;
    return RH_OK;
}
