/* The metrics of monitors.yaml, as they are written, and those that a gate knows without them. */
#include "harness/review/read.h"

#include "engine/expr/syntax/ast.h"
#include "engine/step/run.h"
#include "harness/verdict/monitored.h"

enum { DEFINITION_MAX_BYTES = 1 << 16 };

static const char *const table_names[RH_N_TABLES] = {
#define X(NAME, word) word,
#include "harness/review/tables.def"
#undef X
};
static const char *const stat_names[RH_N_STATS] = {
#define X(NAME, word) word,
#include "harness/review/stats.def"
#undef X
};

const char *rh_table_name(rh_table table)
{
    return table_names[table];
}
const char *rh_stat_name(rh_stat stat)
{
    return stat_names[stat];
}

/* ---- one metric ---- */

typedef struct metric_nodes {
    const rh_node *title, *over, *where, *of, *value, *stat, *by, *good, *limit, *owner, *covers, *target;
} metric_nodes;

static void read_over(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    const rh_str prefix = RH_STR("queue:");
    rh_str names[RH_N_TABLES];
    rh_review__text(r, node, "over", &m->over);
    if (m->over.ptr == NULL) return;
    for (int t = 0; t < RH_N_TABLES; t++) {
        names[t] = rh_str_of(table_names[t]);
        if (t == RH_TABLE_QUEUE || !rh_str_eq(m->over, names[t])) continue;
        m->table = (rh_table)t;
        return;
    }
    m->table = RH_TABLE_QUEUE;
    const rh_str id = rh_str_slice(m->over, prefix.len, m->over.len);
    for (size_t i = 0; rh_str_starts(m->over, prefix) && i < r->plan->n_queues; i++) {
        m->queue = i;
        if (rh_str_eq(r->plan->queues[i].id, id)) return;
    }
    rh_review__unknown(r, node, rh_str_starts(m->over, prefix) ? "queue" : "table", (rh_strs){names, RH_N_TABLES - 1});
}

static void check_number(rh_review_reader *r, const rh_node *node, rh_expr value, rh_pool *pool)
{
    if (value == RH_EXPR_NONE) return;
    const rh_type_kind kind = rh_pool_type(pool, value)->kind;
    if (kind == RH_T_INT || kind == RH_T_DOUBLE || kind == RH_T_UINT || kind == RH_T_DYN) return;
    RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "value must be a number: an int or a double");
}

static void read_stats(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    const bool is_one = node->kind == RH_NODE_SCALAR;
    const size_t n = is_one ? 1 : rh_review__list(r, node, "stat");
    rh_str names[RH_N_STATS];
    for (int s = 0; s < RH_N_STATS; s++) names[s] = rh_str_of(stat_names[s]);
    for (size_t i = 0; i < n && m->n_stats < RH_N_STATS; i++) {
        const rh_node *item = is_one ? node : node->items[i];
        size_t s = 0;
        while (s < RH_N_STATS && !(item->kind == RH_NODE_SCALAR && rh_str_eq(item->text, names[s]))) s++;
        if (s < RH_N_STATS) m->stats[m->n_stats++] = (rh_stat)s;
        else rh_review__unknown(r, item, "statistic", (rh_strs){names, RH_N_STATS});
    }
}

static void read_measure(rh_review_reader *r, const rh_node *node, const metric_nodes *k, rh_metric_plan *m)
{
    rh_pool *pool = r->plan->tables[m->table].pool;
    const rh_ast *tree = NULL;
    m->where = rh_review__expr(r, pool, k->where, "where", &rh_type_bool, NULL);
    m->of = rh_review__expr(r, pool, k->of, "of", &rh_type_bool, NULL);
    m->value = rh_review__expr(r, pool, k->value, "value", NULL, &tree);
    if (k->of != NULL && k->value != NULL)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "metric '%.*s' has of and value: expected one of them at most",
                        RH_ARG(m->id));
    if ((k->stat != NULL) != (k->value != NULL))
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "metric '%.*s' has %s: expected both or neither", RH_ARG(m->id),
                        k->stat != NULL ? "a stat and no value" : "a value and no stat");
    m->measure = k->of != NULL ? RH_MEASURE_SHARE : k->value != NULL ? RH_MEASURE_VALUE : RH_MEASURE_COUNT;
    m->unit = m->measure == RH_MEASURE_SHARE ? RH_STR("share") : rh_str_of(table_names[m->table]);
    if (k->value != NULL) check_number(r, k->value, m->value, pool);
    if (m->measure == RH_MEASURE_VALUE && tree != NULL) m->unit = rh_monitored_unit(tree->root);
    if (k->stat != NULL) read_stats(r, k->stat, m);
}

static void read_by(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    if (node == NULL) return;
    const size_t n = rh_review__list(r, node, "by");
    rh_expr *by = RH_NEW_N(r->keep, n, rh_expr);
    if (n > RH_REVIEW_MOST_BY)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "by has %zu values: expected at most %d", n, RH_REVIEW_MOST_BY);
    for (size_t i = 0; by != NULL && i < n; i++) {
        by[i] = rh_review__expr(r, r->plan->tables[m->table].pool, node->items[i], "by", NULL, NULL);
        if (by[i] == RH_EXPR_NONE) return;
    }
    m->by = by;
    m->n_by = by != NULL ? n : 0;
}

static void read_good(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    if (node == NULL) return;
    if (rh_str_eq(node->text, RH_STR("up"))) m->good = 1;
    else if (rh_str_eq(node->text, RH_STR("down"))) m->good = -1;
    else RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "good is '%.*s': expected up or down", RH_ARG(node->text));
}

static rh_model_unit unit_kind(const rh_metric_plan *m)
{
    if (m->measure == RH_MEASURE_SHARE) return RH_MODEL_RATE;
    if (m->measure == RH_MEASURE_COUNT) return RH_MODEL_COUNT;
    return rh_str_eq(m->unit, RH_STR("business hours")) ? RH_MODEL_HOURS : RH_MODEL_NUMBER;
}

static void read_limit(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    m->limit = (rh_model_quantity){unit_kind(m), 0, 0};
    if (node == NULL || !rh_review__decimal(r, node, "limit", &m->limit)) return;
    if (m->good == 0)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "metric '%.*s' has a limit and no good: expected up or down",
                        RH_ARG(m->id));
}

static void read_target(rh_review_reader *r, const rh_node *node, rh_metric_plan *m)
{
    const rh_node *from, *to, *says;
    const rh_review_key keys[] = {{"from", true, &from}, {"to", true, &to}, {"says", true, &says}};
    if (node == NULL || !rh_review__map(r, node, "a target", keys, 3)) return;
    m->target.from.unit = m->target.to.unit = RH_MODEL_RATE;
    const bool ok = rh_review__decimal(r, from, "from", &m->target.from) &&
                    rh_review__decimal(r, to, "to", &m->target.to);
    rh_review__text(r, says, "says", &m->target.says);
    if (ok && m->target.from.num * m->target.to.den > m->target.to.num * m->target.from.den)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, node->span, "a target's from is above its to");
    m->target.is_set = ok;
}

/* Expressions stand in one line, however they are written. */
static void put_line(rh_buf *out, const char *word, const rh_node *node)
{
    if (node == NULL) return;
    rh_buf_printf(out, "%s%s ", out->len > 0 ? " " : "", word);
    if (node->kind == RH_NODE_LIST) {
        for (size_t i = 0; i < node->n_items; i++) {
            if (i > 0) rh_buf_put(out, RH_STR(", "));
            rh_buf_put(out, node->items[i]->text);
        }
        return;
    }
    bool was_space = false;
    for (size_t i = 0; i < node->text.len; i++) {
        const bool is_space = node->text.ptr[i] == ' ' || node->text.ptr[i] == '\n';
        if (!is_space || !was_space) rh_buf_byte(out, is_space ? ' ' : node->text.ptr[i]);
        was_space = is_space;
    }
}

static rh_str definition_of(rh_review_reader *r, const metric_nodes *k)
{
    rh_buf out;
    rh_buf_init(&out, r->keep, DEFINITION_MAX_BYTES);
    put_line(&out, k->of == NULL && k->value == NULL ? "count of" : "over", k->over);
    put_line(&out, "where", k->where);
    put_line(&out, "share with", k->of);
    put_line(&out, "value", k->value);
    put_line(&out, "by", k->by);
    return rh_buf_str(&out);
}

/* The names that the metric's expressions read, in the order of the environment. */
void rh_review__read_names(rh_review_reader *r, rh_metric_plan *m)
{
    const rh_env *env = r->envs[m->table];
    const rh_expr roots[] = {m->where, m->of, m->value};
    RH_VEC(rh_str) names = {0};
    for (size_t i = 0; i < env->n_names; i++) {
        bool is_read = false;
        for (size_t k = 0; k < 3 + m->n_by && !is_read; k++) {
            const rh_expr root = k < 3 ? roots[k] : m->by[k - 3];
            size_t n = 0;
            const uint32_t *reads = root != RH_EXPR_NONE ? rh_pool_reads(r->plan->tables[m->table].pool, root, &n)
                                                         : NULL;
            for (size_t s = 0; s < n; s++)
                is_read |= env->names[i].cls == RH_NAME_SLOT && reads[s] == env->names[i].slot;
        }
        if (is_read && !RH_PUSH(r->keep, &names, env->names[i].name)) rh_review__failed(r, RH_NOMEM);
    }
    m->reads = (rh_strs){names.at, names.n};
}

static void read_metric(rh_review_reader *r, const rh_node_pair *pair, rh_metric_plan *m)
{
    metric_nodes k;
    const rh_review_key keys[] = {
        {"title", true, &k.title},  {"over", true, &k.over},      {"where", false, &k.where},
        {"of", false, &k.of},       {"value", false, &k.value},   {"stat", false, &k.stat},
        {"by", false, &k.by},       {"good", false, &k.good},     {"limit", false, &k.limit},
        {"owner", false, &k.owner}, {"covers", false, &k.covers}, {"target", false, &k.target},
    };
    *m = (rh_metric_plan){.id = pair->key->text,
                          .span = pair->key->span,
                          .where = RH_EXPR_NONE,
                          .of = RH_EXPR_NONE,
                          .value = RH_EXPR_NONE};
    if (!rh_review__map(r, pair->value, "a metric", keys, sizeof keys / sizeof *keys)) return;
    rh_review__text(r, k.title, "title", &m->title);
    read_over(r, k.over, m);
    read_measure(r, pair->value, &k, m);
    read_by(r, k.by, m);
    read_good(r, k.good, m);
    read_limit(r, k.limit, m);
    read_target(r, k.target, m);
    rh_review__role(r, k.owner, "owner", &m->owner);
    rh_review__texts(r, k.covers, "covers", &m->covers);
    m->definition = definition_of(r, &k);
}

/* ---- metrics of FORMATS.md section 1 ---- */

/* Those that have a value by lane are made of journeys alone. */
bool rh_review_has_built_in(rh_metric metric)
{
    static const unsigned scopes[] = {
#define WHOLE 1u
#define LANE 2u
#define ENTRY 4u
#define NARROWS 8u
#define X(NAME, word, kind, scopes, adds, sample) (scopes),
#include "harness/verdict/metrics.def"
#undef X
#undef WHOLE
#undef LANE
#undef ENTRY
#undef NARROWS
    };
    return (scopes[metric] & 2u) != 0;
}

static void add_built_ins(rh_metric_plan *at, size_t *n)
{
    for (int i = 0; i < RH_N_METRICS; i++) {
        const rh_metric metric = (rh_metric)i;
        const rh_str name = rh_str_of(rh_metric_name(metric));
        const rh_model_unit unit = rh_metric_unit(metric);
        if (!rh_review_has_built_in(metric)) continue;
        at[(*n)++] = (rh_metric_plan){.id = name,
                                      .title = name,
                                      .over = RH_STR("history"),
                                      .is_built_in = true,
                                      .built_in = metric,
                                      .unit = unit == RH_MODEL_HOURS  ? RH_STR("business hours")
                                              : unit == RH_MODEL_RATE ? RH_STR("share")
                                                                      : RH_STR("count"),
                                      .definition = rh_str_of(rh_metric_sample(metric)),
                                      .limit = {unit, 0, 0}};
    }
}

static bool is_taken(const rh_metric_plan *at, size_t n, rh_str id)
{
    for (size_t i = 0; i < n; i++)
        if (rh_str_eq(at[i].id, id)) return true;
    return false;
}

static void check_id(rh_review_reader *r, const rh_metric_plan *m, const rh_metric_plan *built_ins, size_t n)
{
    bool ok = m->id.len > 0;
    for (size_t i = 0; i < m->id.len; i++) {
        const char c = m->id.ptr[i];
        ok &= c == '_' || (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9');
    }
    if (!ok)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, m->span, "metric '%.*s': expected lower-case letters, digits and _",
                        RH_ARG(m->id));
    if (is_taken(built_ins, n, m->id))
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, m->span, "metric '%.*s' is one of the gate's: expected another name",
                        RH_ARG(m->id));
}

void rh_review__read_metrics(rh_review_reader *r, const rh_node *map)
{
    const size_t n_own = map != NULL && map->kind == RH_NODE_MAP ? map->n_pairs : 0;
    rh_metric_plan *at = RH_NEW_N(r->keep, n_own + RH_N_METRICS, rh_metric_plan);
    if (map != NULL && map->kind != RH_NODE_MAP)
        RH_REVIEW_ERROR(r, RH_REVIEW_VALUE, map->span, "metrics must be a map");
    if (at == NULL) {
        rh_review__failed(r, RH_NOMEM);
        return;
    }
    size_t n = n_own;
    add_built_ins(at, &n);
    for (size_t i = 0; i < n_own; i++) {
        read_metric(r, &map->pairs[i], &at[i]);
        check_id(r, &at[i], at + n_own, n - n_own);
    }
    r->metrics = at;
    r->plan->metrics = at;
    r->plan->n_own = n_own;
    r->plan->n_metrics = n;
}
