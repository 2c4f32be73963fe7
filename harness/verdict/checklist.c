/* Reads checklist.yaml. */
#include "harness/verdict/checklist.h"

#include "harness/verdict/read.h"

enum { SECONDS_OF_DAY = 86400 };

bool rh_checklist_asks(const rh_checklist *checklist, rh_metric metric)
{
    for (size_t i = 0; i < checklist->n; i++)
        if (checklist->at[i].is_computed && rh_metric_pool_reads(&checklist->pool, checklist->at[i].check, metric))
            return true;
    return false;
}

bool rh_checklist_asks_monitored(const rh_checklist *checklist, size_t monitored)
{
    for (size_t i = 0; i < checklist->n; i++)
        if (checklist->at[i].is_computed &&
            rh_metric_pool_reads_other(&checklist->pool, checklist->at[i].check, monitored))
            return true;
    return false;
}

/* ---- attested items ---- */

/* A day is its first instant in the policy's zone, as in every file of the register. */
static void read_when(rh_gate_reader *r, const rh_node *node, rh_instant *out, bool *is_day)
{
    int32_t year, month, day;
    char text[32];
    rh_instant midnight;
    *is_day = false;
    if (node->kind == RH_NODE_SCALAR && rh_instant_parse(out, node->text)) return;
    if (node->kind == RH_NODE_SCALAR && node->text.len == 10 && rh_date_parse(&year, &month, &day, node->text)) {
        memcpy(text, node->text.ptr, 10);
        memcpy(text + 10, "T00:00:00Z", 10);
        if (rh_instant_parse(&midnight, (rh_str){text, 20})) {
            *out = rh_zone_local(rh_calendar_zone(r->reg->calendar), midnight.s / SECONDS_OF_DAY, 0);
            *is_day = true;
            return;
        }
    }
    RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "at is '%.*s': expected a day as 2026-03-02, or RFC 3339 with a zone",
                  RH_ARG(node->text));
}

/* {by: ROLE, at: DAY}, of done and of confirmed. */
static bool read_answer(rh_gate_reader *r, const rh_node *node, const char *what, rh_str *by, rh_instant *at,
                        bool *is_day)
{
    static const char *const names[] = {"by", "at"};
    if (!rh_gate__check_keys(r, node, what, names, 2)) return false;
    const rh_node *who = rh_node_get(node, RH_STR("by")), *when = rh_node_get(node, RH_STR("at"));
    if (who == NULL || when == NULL) {
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "%s has not both by and at", what);
        return false;
    }
    rh_gate__read_text(r, who, "by", by);
    if (by->ptr != NULL && rh_register_role(r->reg, *by) == RH_NONE)
        RH_GATE_ERROR(r, RH_GATE_VALUE, who->span, "by is '%.*s': expected a role of roles.yaml", RH_ARG(*by));
    read_when(r, when, at, is_day);
    return true;
}

/* A path stays in the repository (M9): nothing absolute, no step upwards. */
static bool is_path(rh_str path)
{
    size_t from = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/') continue;
        const rh_str part = rh_str_slice(path, from, i);
        if (part.len == 0 || rh_str_eq(part, RH_STR(".")) || rh_str_eq(part, RH_STR(".."))) return false;
        from = i + 1;
    }
    return true;
}

static void read_evidence(rh_gate_reader *r, const rh_node *node, rh_checklist_item *item)
{
    rh_gate__read_text(r, node, "evidence", &item->evidence);
    item->is_url = rh_str_starts(item->evidence, RH_STR("https://")) ||
                   rh_str_starts(item->evidence, RH_STR("http://"));
    if (item->evidence.ptr != NULL && !item->is_url && !is_path(item->evidence))
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "evidence is '%.*s': expected a path in the repository, or a URL",
                      RH_ARG(item->evidence));
}

bool rh_checklist_needs_evidence(const rh_checklist_item *item)
{
    return item->evidence.ptr != NULL && !item->is_url;
}

static void read_valid(rh_gate_reader *r, const rh_node *node, rh_checklist_item *item)
{
    item->has_valid = node->kind == RH_NODE_SCALAR && rh_span_parse(&item->valid, node->text) && item->valid.n > 0;
    if (!item->has_valid)
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "valid is '%.*s': expected a span such as 90 days",
                      RH_ARG(node->text));
}

static void read_attested(rh_gate_reader *r, const rh_node *node, rh_checklist_item *item)
{
    static const char *const truths[] = {"false", "true"};
    rh_instant confirmed_at;
    bool is_day;
    const rh_node *evidence = rh_node_get(node, RH_STR("evidence")), *done = rh_node_get(node, RH_STR("done"));
    const rh_node *valid = rh_node_get(node, RH_STR("valid")), *made = rh_node_get(node, RH_STR("reconstructed"));
    const rh_node *confirmed = rh_node_get(node, RH_STR("confirmed"));
    if (evidence != NULL) read_evidence(r, evidence, item);
    if (valid != NULL) read_valid(r, valid, item);
    if (made != NULL) item->is_reconstructed = rh_gate__one_of(r, made, "reconstructed", truths, 2) == 1;
    if (done != NULL) item->is_done = read_answer(r, done, "done", &item->by, &item->at, &item->is_day);
    if (confirmed != NULL)
        item->is_confirmed = read_answer(r, confirmed, "confirmed", &item->confirmed_by, &confirmed_at, &is_day);
}

bool rh_checklist_is_unanswered(const rh_checklist *checklist)
{
    size_t n_rejecting = 0;
    for (size_t i = 0; i < checklist->n; i++) {
        const rh_checklist_item *item = &checklist->at[i];
        if (item->tier != RH_MODEL_CRITICAL || !item->rejects) continue;
        if (!item->is_computed && !item->is_done) return true;
        n_rejecting++;
    }
    return checklist->is_there && n_rejecting == 0;
}

/* ---- items ---- */

static void read_choices(rh_gate_reader *r, const rh_node *node, rh_checklist_item *item)
{
    static const char *const tiers[] = {"critical", "supporting", "advisory"}, *const hows[] = {"attested", "computed"};
    static const char *const opens[] = {"hold", "reject"};
    static const char *const groups[] = {"checklist", "artefact", "precondition", "build",
                                         "rollout",   "pilot",    "lane",         "template"};
    const rh_node *tier = rh_node_get(node, RH_STR("tier")), *how = rh_node_get(node, RH_STR("how"));
    const rh_node *group = rh_node_get(node, RH_STR("group")), *on_open = rh_node_get(node, RH_STR("on_open"));
    if (tier != NULL) item->tier = (rh_model_tier)rh_gate__one_of(r, tier, "tier", tiers, 3);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "item '%.*s' has no tier", RH_ARG(item->id));
    if (how != NULL) item->is_computed = rh_gate__one_of(r, how, "how", hows, 2) == 1;
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "item '%.*s' has no how", RH_ARG(item->id));
    if (group == NULL || rh_gate__one_of(r, group, "group", groups, sizeof groups / sizeof groups[0]) < 8)
        item->group = group != NULL ? group->text : RH_STR("checklist");
    if (on_open != NULL) item->rejects = rh_gate__one_of(r, on_open, "on_open", opens, 2) == 1;
}

/* An item has the keys of its kind: a check, or what somebody answers with. */
static void check_kind(rh_gate_reader *r, const rh_node *node, const rh_checklist_item *item)
{
    static const char *const attested[] = {"evidence", "done", "valid", "reconstructed", "confirmed"};
    const rh_node *check = rh_node_get(node, RH_STR("check"));
    if (item->is_computed != (check != NULL))
        RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "item '%.*s' is %s a check", RH_ARG(item->id),
                      item->is_computed ? "computed and has not" : "attested and has");
    for (size_t i = 0; item->is_computed && i < sizeof attested / sizeof attested[0]; i++)
        if (rh_node_get(node, rh_str_of(attested[i])) != NULL)
            RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "item '%.*s' is computed and has %s", RH_ARG(item->id),
                          attested[i]);
}

static void read_check(rh_gate_reader *r, const rh_node *node, rh_metric_pool *pool, rh_checklist_item *item)
{
    const rh_code code = rh_metric_pool_add(pool, &item->check, node, r->diags);
    if (r->code == RH_OK) r->code = code;
}

static void read_item(rh_gate_reader *r, const rh_node *node, rh_metric_pool *pool, rh_checklist_item *item)
{
    static const char *const names[] = {"id",    "covers", "group", "title", "tier",          "how",       "owner",
                                        "check", "evidence", "done",  "valid", "reconstructed", "confirmed", "on_open"};
    *item = (rh_checklist_item){.check = RH_EXPR_NONE, .span = node->span};
    if (!rh_gate__check_keys(r, node, "an item", names, sizeof names / sizeof names[0])) return;
    const rh_node *id = rh_node_get(node, RH_STR("id")), *title = rh_node_get(node, RH_STR("title"));
    const rh_node *owner = rh_node_get(node, RH_STR("owner")), *covers = rh_node_get(node, RH_STR("covers"));
    const rh_node *check = rh_node_get(node, RH_STR("check"));
    if (id != NULL) rh_gate__read_text(r, id, "id", &item->id);
    else RH_GATE_ERROR(r, RH_GATE_VALUE, node->span, "an item has no id");
    item->title = item->id;
    if (title != NULL) rh_gate__read_text(r, title, "title", &item->title);
    if (owner != NULL) rh_gate__read_text(r, owner, "owner", &item->owner);
    if (covers != NULL) rh_gate__read_texts(r, covers, "covers", &item->covers);
    read_choices(r, node, item);
    check_kind(r, node, item);
    if (item->is_computed && check != NULL) read_check(r, check, pool, item);
    if (!item->is_computed) read_attested(r, node, item);
}

static void read_items(rh_gate_reader *r, const rh_node *list, rh_checklist *out)
{
    rh_checklist_item *items = RH_NEW_N(r->keep, list->n_items, rh_checklist_item);
    if (items == NULL) {
        r->code = RH_NOMEM;
        return;
    }
    for (size_t i = 0; i < list->n_items; i++) {
        read_item(r, list->items[i], &out->pool, &items[i]);
        for (size_t k = 0; k < i; k++)
            if (items[i].id.len > 0 && rh_str_eq(items[i].id, items[k].id))
                RH_GATE_ERROR(r, RH_GATE_VALUE, items[i].span, "item '%.*s' stands at line %u already",
                              RH_ARG(items[i].id), items[k].span.line);
    }
    out->at = items;
    out->n = list->n_items;
}

rh_code rh_checklist_read(rh_checklist *out, rh_arena *keep, const rh_node *root, const rh_monitored *monitored,
                          const rh_register *reg, rh_diags *diags)
{
    static const char *const names[] = {"items"};
    rh_gate_reader r = {.keep = keep, .reg = reg, .diags = diags, .code = RH_OK};
    rh_err err = {0};
    *out = (rh_checklist){.is_there = root != NULL, .calendar = reg->calendar};
    if (root == NULL || !rh_gate__check_keys(&r, root, "checklist.yaml", names, 1)) return r.code;
    const rh_node *list = rh_node_get(root, RH_STR("items"));
    if (list != NULL && list->kind != RH_NODE_LIST)
        RH_GATE_ERROR(&r, RH_GATE_VALUE, list->span, "items must be a list");
    if (list == NULL || r.code != RH_OK) return r.code;
    rh_strs others;
    r.code = rh_monitored_names(&others, keep, monitored);
    if (r.code == RH_OK) r.code = rh_metric_pool_init(&out->pool, keep, RH_METRIC_CHECKLIST_OPEN, others, &err);
    if (r.code == RH_OK) read_items(&r, list, out);
    const rh_code sealed = r.code == RH_OK ? rh_metric_pool_seal(&out->pool, &err) : RH_OK;
    return r.code != RH_OK ? r.code : sealed;
}
