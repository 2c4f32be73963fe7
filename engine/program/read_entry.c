/* Reads one entry: register/<id>.yaml. */
#include "engine/program/register_insides.h"

#include "engine/value/time.h"

#include <stdlib.h>

static const char *const clears_names[] = {"data", "human_data", "decision"};
static const char *const level_names[] = {"draft", "hold", "block"};

const char *rh_clears_name(rh_clears c)
{
    return clears_names[c];
}

rh_clears rh_clears_by_risk(rh_risk risk)
{
    static const rh_clears by_risk[] = {RH_CLEARS_DATA, RH_CLEARS_DATA, RH_CLEARS_HUMAN_DATA, RH_CLEARS_DECISION};
    return by_risk[risk];
}

typedef struct entry_row {
    rh_entry e;
    const rh_node *lane, *exception, *reason, *segments, *window, *risk, *sla, *ai, *review, *effect, *tasks, *clears,
        *owner, *acceptance, *evidence;
} entry_row;

static const rh_key entry_keys[] = {
    RH_NEEDS(entry_row, "id", ID, e.id),
    RH_NEEDS(entry_row, "title", TEXT, e.title),
    RH_NEEDS(entry_row, "lane", ANY, lane),
    RH_NEEDS(entry_row, "exception", ANY, exception),
    RH_NEEDS(entry_row, "segments", ANY, segments),
    RH_NEEDS(entry_row, "trigger", TEXT, e.trigger),
    RH_NEEDS(entry_row, "when", SOURCE, e.when),
    RH_NEEDS(entry_row, "window", ANY, window),
    RH_NEEDS(entry_row, "risk", ANY, risk),
    RH_NEEDS(entry_row, "sla", ANY, sla),
    RH_NEEDS(entry_row, "reason", ANY, reason),
    RH_NEEDS(entry_row, "evidence", LIST, evidence),
    RH_NEEDS(entry_row, "ai", ANY, ai),
    RH_NEEDS(entry_row, "human", TEXT, e.human),
    RH_NEEDS(entry_row, "review", ANY, review),
    RH_NEEDS(entry_row, "effect", MAP, effect),
    RH_TAKES(entry_row, "tasks", LIST, tasks),
    RH_NEEDS(entry_row, "audit", TEXTS, e.audit),
    RH_NEEDS(entry_row, "owner", ANY, owner),
    RH_TAKES(entry_row, "clears", ANY, clears),
    RH_TAKES(entry_row, "derived_from", TEXTS, e.derived_from),
    RH_NEEDS(entry_row, "covers", WORDS, e.covers),
    RH_NEEDS(entry_row, "acceptance", LIST, acceptance),
    RH_TAKES(entry_row, "expires", TEXT, e.expires),
    RH_TAKES(entry_row, "rare", BOOL, e.is_rare),
};

/* ---- names and words ---- */

static void read_listed_word(rh_reader *r, const rh_node *node, const char *what, rh_strs words, rh_str *out)
{
    if (node != NULL && rh_read_word(r, node, what, out)) rh_read_known_word(r, node, what, words);
}

/* Names that expressions read and schema.yaml does not declare (ruling 126). */
static bool is_provided(const rh_register *reg, rh_str name)
{
    static const char *const names[] = {"workflow.state",      "workflow.paused",       "workflow.triggered_at",
                                        "workflow.open_items", "workflow.earliest_due", "workflow.oldest_open_at",
                                        "workflow.approvers"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (rh_str_eq(name, rh_str_of(names[i]))) return true;
    if (!rh_str_starts(name, RH_STR("policy."))) return false;
    for (size_t i = 0; i < reg->policy.n_values; i++)
        if (rh_str_eq(reg->policy.values[i].name, rh_str_slice(name, sizeof "policy." - 1, name.len))) return true;
    return false;
}

static void read_evidence(rh_reader *r, const rh_node *list, rh_entry *e)
{
    if (!rh_read_words(r, list, "evidence", &e->evidence)) return;
    for (size_t i = 0; i < list->n_items; i++) {
        const rh_node *item = list->items[i];
        if (!is_provided(r->reg, item->text)) rh_read_field(r, item);
    }
}

/* Values of the segment field that an entry names must be values that the field can hold (ruling 108). */
static void check_segments(rh_reader *r, const rh_node *list)
{
    if (!r->knows_policy || !r->knows_fields) return;
    const uint32_t field = r->reg->policy.segment;
    if (field == RH_NONE) {
        RH_READ_ERROR(r, RH_REG_RULE, list->span, "segments are listed, but policy.yaml names no \"segment\" field");
        return;
    }
    const rh_shape *shape = &r->reg->fields[field].shape;
    for (size_t i = 0; shape->values.n != 0 && i < list->n_items; i++)
        rh_read_known_word(r, list->items[i], "segment", shape->values);
}

static void read_segments(rh_reader *r, const rh_node *node, rh_entry *e)
{
    if (node->kind == RH_NODE_SCALAR) {
        if (!rh_str_eq(node->text, RH_STR("all")))
            RH_READ_ERROR(r, RH_REG_WORD, node->span, "segments is \"%.*s\", expected all or a list",
                          RH_SHOW(r, node->text));
        return;
    }
    if (!rh_read_words(r, node, "segments", &e->segments)) return;
    if (node->n_items == 0)
        RH_READ_ERROR(r, RH_REG_RULE, node->span, "segments is empty, expected all or at least one");
    check_segments(r, node);
}

/* ---- review, risk, effect ---- */

typedef struct review_row {
    const rh_node *area, *primary, *backup, *escalation;
} review_row;

static const rh_key review_keys[] = {
    RH_NEEDS(review_row, "area", ANY, area),
    RH_NEEDS(review_row, "primary", ANY, primary),
    RH_NEEDS(review_row, "backup", ANY, backup),
    RH_NEEDS(review_row, "escalation", ANY, escalation),
};

static uint32_t role_of(rh_reader *r, const rh_node *node)
{
    return node != NULL ? rh_read_role(r, node) : RH_NONE;
}

/* Who reviews decides: a role that is only told of things has no say. */
static uint32_t reviewer_of(rh_reader *r, const rh_node *node)
{
    const uint32_t role = role_of(r, node);
    if (role != RH_NONE && r->reg->roles[role].is_notify_only)
        RH_READ_ERROR(r, RH_REG_RULE, node->span, "role \"%.*s\" is only notified, which a reviewer may not be",
                      RH_SHOW(r, node->text));
    return role;
}

static void read_review(rh_reader *r, const rh_node *node, rh_entry *e)
{
    review_row row = {0};
    if (!rh_read_row(r, node, "review", RH_KEYS(review_keys), &row)) return;
    read_listed_word(r, row.area, "area", r->reg->policy.areas, &e->area);
    e->primary = reviewer_of(r, row.primary);
    e->backup = reviewer_of(r, row.backup);
    e->escalation = reviewer_of(r, row.escalation);
}

static void read_tier(rh_reader *r, const rh_node *node, bool has_risk, rh_entry *e)
{
    int64_t sla;
    if (!rh_read_int(r, node, "sla", 1, 4, &sla)) return;
    e->sla = (int)sla;
    if (!r->knows_tiers) return;
    for (size_t i = 0; i < r->reg->n_tiers; i++) {
        if (r->reg->tiers[i].tier != e->sla) continue;
        if (r->reg->tiers[i].stops && has_risk && e->risk == RH_RISK_LOW)
            RH_READ_ERROR(r, RH_REG_RULE, node->span, "sla %d stops the journey, which an entry of risk low may not",
                          e->sla);
        return;
    }
    RH_READ_ERROR(r, RH_REG_UNDECLARED, node->span, "tier %d is not declared in tiers.yaml", e->sla);
}

static void read_clears(rh_reader *r, const rh_node *node, rh_entry *e)
{
    size_t clears = rh_clears_by_risk(e->risk);
    e->has_clears = node != NULL;
    if (node != NULL) rh_read_one_of(r, node, "clears", clears_names, 3, &clears);
    e->clears = (rh_clears)clears;
}

typedef RH_VEC(rh_effect) effects;

static void read_level(rh_reader *r, const rh_node *list, rh_verdict level, effects *out)
{
    if (!rh_read_is_list(r, list, level_names[level - RH_DRAFT])) return;
    for (size_t i = 0; i < list->n_items; i++) {
        const rh_effect effect = {rh_read_action(r, list->items[i]), level};
        if (effect.action == RH_NONE) continue;
        for (size_t k = 0; k < out->n; k++)
            if (out->at[k].action == effect.action && out->at[k].level == level)
                RH_READ_ERROR(r, RH_REG_DUPLICATE, list->items[i]->span, "%s lists \"%.*s\" twice",
                              level_names[level - RH_DRAFT], RH_SHOW(r, list->items[i]->text));
        if (!RH_PUSH(r->keep, out, effect)) return;
    }
}

static int by_action(const void *a, const void *b)
{
    const rh_effect *x = a, *y = b;
    if (x->action != y->action) return x->action < y->action ? -1 : 1;
    return x->level < y->level ? -1 : x->level > y->level;
}

static void read_effect(rh_reader *r, const rh_node *map, rh_entry *e)
{
    effects all = {0};
    for (size_t i = 0; i < map->n_pairs; i++) {
        size_t level;
        if (rh_read_one_of(r, map->pairs[i].key, "effect", level_names, 3, &level))
            read_level(r, map->pairs[i].value, (rh_verdict)(RH_DRAFT + level), &all);
    }
    if (all.n != 0) qsort(all.at, all.n, sizeof all.at[0], by_action);
    e->effects = all.at;
    e->n_effects = all.n;
}

/* Ruling 54: what a risk must and may list. */
static void check_effect(rh_reader *r, const rh_node *node, const rh_entry *e)
{
    size_t n_holds = 0, n_blocks = 0;
    for (size_t i = 0; i < e->n_effects; i++) {
        n_holds += e->effects[i].level == RH_HOLD;
        n_blocks += e->effects[i].level == RH_BLOCK;
    }
    if (e->risk == RH_RISK_LOW && e->n_effects != 0)
        RH_READ_ERROR(r, RH_REG_EFFECT, node->span, "an entry of risk low has an effect, expected {}");
    if ((e->risk == RH_RISK_MEDIUM || e->risk == RH_RISK_HIGH) && n_holds == 0 && e->n_tasks == 0)
        RH_READ_ERROR(r, RH_REG_EFFECT, node->span, "an entry of risk %s has neither a hold nor a task",
                      rh_read_risk_names[e->risk]);
    if (e->risk == RH_RISK_HOLD && n_blocks == 0)
        RH_READ_ERROR(r, RH_REG_EFFECT, node->span,
                      "an entry of risk hold blocks nothing, expected at least one block");
}

/* ---- tasks ---- */

typedef struct task_row {
    rh_task t;
    const rh_node *action, *owner, *after;
} task_row;

static const rh_key task_keys[] = {
    RH_NEEDS(task_row, "do", ANY, action),
    RH_NEEDS(task_row, "owner", ANY, owner),
    RH_NEEDS(task_row, "text", TEXT, t.text),
    RH_TAKES(task_row, "after", ANY, after),
};

static void read_task(rh_reader *r, const rh_node *node, rh_task *out)
{
    task_row row = {.t = {.action = RH_NONE, .role = RH_NONE}};
    if (rh_read_row(r, node, "a task", RH_KEYS(task_keys), &row)) {
        if (row.action != NULL) row.t.action = rh_read_action(r, row.action);
        row.t.role = role_of(r, row.owner);
        if (row.t.role != RH_NONE) row.t.owner = r->reg->roles[row.t.role].id;
        row.t.has_after = row.after != NULL && rh_read_span(r, row.after, "after", &row.t.after);
    }
    *out = row.t;
}

static void read_tasks(rh_reader *r, const rh_node *list, rh_entry *e)
{
    rh_task *tasks = RH_NEW_N(r->keep, list->n_items, rh_task);
    if (tasks == NULL) return;
    for (size_t i = 0; i < list->n_items; i++) read_task(r, list->items[i], &tasks[i]);
    e->tasks = tasks;
    e->n_tasks = list->n_items;
}

/* ---- the rest ---- */

typedef struct ai_row {
    rh_strs may;
} ai_row;

static const rh_key ai_keys[] = {RH_NEEDS(ai_row, "may", TEXTS, may)};

static void read_ai(rh_reader *r, const rh_node *node, rh_entry *e)
{
    ai_row row = {0};
    if (rh_read_row(r, node, "ai", RH_KEYS(ai_keys), &row)) e->ai_may = row.may;
}

static void check_expires(rh_reader *r, const rh_node *root, const rh_entry *e)
{
    int32_t year, month, day;
    if (e->expires.ptr == NULL || rh_date_parse(&year, &month, &day, e->expires)) return;
    RH_READ_ERROR(r, RH_REG_NUMBER, rh_node_get(root, RH_STR("expires"))->span,
                  "expires is \"%.*s\", expected a date YYYY-MM-DD", RH_SHOW(r, e->expires));
}

static void check_acceptance(rh_reader *r, const rh_node *list, rh_entry *e)
{
    if (list->n_items == 0)
        RH_READ_ERROR(r, RH_REG_ACCEPTANCE, list->span, "acceptance is empty, expected at least one test");
    for (size_t i = 0; i < list->n_items; i++) rh_read_is_map(r, list->items[i], "an acceptance test");
    e->acceptance = list;
}

/* `register/` and `.yaml` around it. */
static rh_str id_of_file(rh_str file)
{
    const rh_str name = rh_str_slice(file, sizeof "register/" - 1, file.len);
    return rh_str_slice(name, 0, name.len - (sizeof ".yaml" - 1));
}

static void check_id(rh_reader *r, const rh_node *root, rh_str file, const rh_entry *e)
{
    const rh_node *node = rh_node_get(root, RH_STR("id"));
    if (e->id.ptr == NULL) return;
    if (!rh_str_eq(e->id, id_of_file(file)))
        RH_READ_ERROR(r, RH_REG_FILE, node->span, "id \"%.*s\" stands in a file that is not named %.*s.yaml",
                      RH_SHOW(r, e->id), RH_SHOW(r, e->id));
}

static void read_parts(rh_reader *r, entry_row *row)
{
    rh_entry *e = &row->e;
    const rh_policy *policy = &r->reg->policy;
    read_listed_word(r, row->lane, "lane", policy->lanes, &e->lane);
    read_listed_word(r, row->exception, "exception", policy->exceptions, &e->exception);
    read_listed_word(r, row->reason, "reason", policy->reasons, &e->reason);
    if (row->segments != NULL) read_segments(r, row->segments, e);
    if (row->window != NULL) rh_read_range(r, row->window, &e->window);
    if (row->evidence != NULL) read_evidence(r, row->evidence, e);
    if (row->ai != NULL) read_ai(r, row->ai, e);
    if (row->review != NULL) read_review(r, row->review, e);
    if (row->tasks != NULL) read_tasks(r, row->tasks, e);
    if (row->effect != NULL) read_effect(r, row->effect, e);
    const uint32_t owner = role_of(r, row->owner);
    if (owner != RH_NONE) e->owner = r->reg->roles[owner].id;
    if (row->acceptance != NULL) check_acceptance(r, row->acceptance, e);
}

bool rh_read__entry(rh_reader *r, rh_str file, const rh_node *root, rh_entry *out)
{
    entry_row row = {.e = {.primary = RH_NONE, .backup = RH_NONE, .escalation = RH_NONE, .node = root, .file = file}};
    size_t risk = RH_RISK_LOW;
    if (!rh_read_row(r, root, "an entry", RH_KEYS(entry_keys), &row)) return false;
    read_parts(r, &row);
    const bool has_risk = row.risk != NULL && rh_read_one_of(r, row.risk, "risk", rh_read_risk_names, 4, &risk);
    row.e.risk = (rh_risk)risk;
    read_clears(r, row.clears, &row.e);
    if (row.sla != NULL) read_tier(r, row.sla, has_risk, &row.e);
    if (has_risk && row.effect != NULL && r->knows_actions) check_effect(r, row.effect, &row.e);
    check_expires(r, root, &row.e);
    check_id(r, root, file, &row.e);
    *out = row.e;
    return row.e.id.ptr != NULL;
}
