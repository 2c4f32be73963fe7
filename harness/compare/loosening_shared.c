/* What changes of the files that all entries share let through: actions, roles, tiers, policy, schema. */
#include "harness/compare/loosening_ripple.h"

#include "engine/base/buf.h"
#include "engine/program/program.h"

#include <stdio.h>

/* ---- spans ---- */

/* A day may be an hour shorter, where clocks are put forward. */
enum { MINUTES_AN_HOUR = 60, MINUTES_A_DAY = 23 * 60 };

/* The least and the most minutes that a span takes of the time that it counts in: elapsed, or open. */
static int64_t minutes_of(const rh_text_judge *j, rh_span_of_time span, bool is_most)
{
    const int64_t open = (j->head->policy.close_s - j->head->policy.open_s) / 60;
    const int64_t slack = is_most ? MINUTES_AN_HOUR : -MINUTES_AN_HOUR;
    switch (span.unit) {
    case RH_UNIT_MINUTE: return span.n;
    case RH_UNIT_HOUR:
    case RH_UNIT_BUSINESS_HOUR: return span.n * MINUTES_AN_HOUR;
    case RH_UNIT_DAY: return span.n * 24 * MINUTES_AN_HOUR;
    case RH_UNIT_BUSINESS_DAY: return span.n * open + slack;
    }
    return 0;
}

static bool is_open_time(rh_span_of_time span)
{
    return span.unit == RH_UNIT_BUSINESS_HOUR || span.unit == RH_UNIT_BUSINESS_DAY;
}

bool rh_text__is_no_longer(const rh_text_judge *j, rh_span_of_time span, rh_span_of_time than)
{
    enum { MOST = 1000000 }; /* what is more is no clock, and may overflow */
    if (span.unit == than.unit) return span.n <= than.n;
    if (span.n > MOST || than.n > MOST || (is_open_time(span) && !is_open_time(than))) return false;
    if (!is_open_time(span) && than.unit == RH_UNIT_BUSINESS_DAY)
        return minutes_of(j, span, true) <= than.n * MINUTES_A_DAY;
    return minutes_of(j, span, true) <= minutes_of(j, than, false);
}

/* ---- actions ---- */

static bool is_same_source(const rh_source *a, const rh_source *b)
{
    return (a->text.ptr == NULL) == (b->text.ptr == NULL) && rh_str_eq(a->text, b->text);
}

static bool is_in_family(const rh_register *reg, const rh_action *a, rh_str family)
{
    for (size_t i = 0; i < a->n_family; i++)
        if (rh_str_eq(reg->actions[a->family[i]].id, family)) return true;
    return false;
}

/* Whether what was out of sequence may be in it now. */
static bool is_range_wider(const rh_text_judge *j, const rh_action *base, const rh_action *head)
{
    if (base->range.is_any) return false;
    if (head->range.is_any) return true;
    const uint32_t first = rh_register_state(j->head, j->base->states[base->range.first].id);
    const uint32_t last = rh_register_state(j->head, j->base->states[base->range.last].id);
    return first == RH_NONE || last == RH_NONE || head->range.first < first || head->range.last > last;
}

/* Whatever holds it more: it may run later, and more that is of the families it has joined may be asked for. */
static void judge_later(rh_text_judge *j, const rh_action *base, const rh_action *head, const char *key)
{
    rh_ripple ripple;
    rh_buf says;
    const bool is_title_alone = base->by_default == head->by_default && base->is_pausable == head->is_pausable &&
                                base->n_family == head->n_family && base->range.is_any == head->range.is_any &&
                                (base->range.is_any || (base->range.first == head->range.first &&
                                                        base->range.last == head->range.last));
    if (is_title_alone) return;
    rh_buf_init(&says, j->keep, 1 << 12);
    rh_buf_printf(&says, "%.*s may be held where it was not", RH_ARG(head->id));
    rh_ripple__begin(&ripple, j, key, rh_buf_str(&says));
    rh_ripple__waits(&ripple, (uint32_t)(head - j->head->actions));
    rh_ripple__spread(&ripple);
}

static void judge_action(rh_text_judge *j, const rh_action *base, const rh_action *head)
{
    char key[RH_TEXT_KEY_BYTES];
    snprintf(key, sizeof key, "actions[%.*s]", RH_ARG(base->id));
    if (head->by_default < base->by_default)
        rh_text__find(j, RH_TEXT_LOOSENS, key, "default of %.*s is lowered from %s to %s", RH_ARG(base->id),
                      rh_verdict_name(base->by_default), rh_verdict_name(head->by_default));
    if (!is_same_source(&base->release, &head->release))
        rh_text__find(j, RH_TEXT_LOOSENS, key, "release of %.*s is changed", RH_ARG(base->id));
    if (!is_same_source(&base->automatic, &head->automatic))
        rh_text__find(j, RH_TEXT_LOOSENS, key, "auto of %.*s is changed", RH_ARG(base->id));
    if (base->is_pausable && !head->is_pausable)
        rh_text__find(j, RH_TEXT_LOOSENS, key, "%.*s is no longer pausable", RH_ARG(base->id));
    for (size_t i = 0; i < base->n_family; i++) {
        const rh_str family = j->base->actions[base->family[i]].id;
        if (!is_in_family(j->head, head, family))
            rh_text__find(j, RH_TEXT_LOOSENS, key, "%.*s has left the family %.*s", RH_ARG(base->id), RH_ARG(family));
    }
    const bool may_run = head->automatic.text.ptr != NULL && head->release.text.ptr != NULL;
    if (base->by_default == RH_DRAFT && head->by_default == RH_HOLD && may_run)
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "%.*s may wait and run by itself where it was drafted", RH_ARG(base->id));
    if (is_range_wider(j, base, head))
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "range of %.*s is wider", RH_ARG(base->id));
    if (rh_text__has_unit(j, key)) judge_later(j, base, head, key);
}

void rh_text__actions(rh_text_judge *j)
{
    char key[RH_TEXT_KEY_BYTES];
    for (size_t i = 0; i < j->base->n_actions; i++) {
        const rh_action *a = &j->base->actions[i];
        const uint32_t now = rh_register_action(j->head, a->id);
        snprintf(key, sizeof key, "actions[%.*s]", RH_ARG(a->id));
        if (now != RH_NONE) judge_action(j, a, &j->head->actions[now]);
        else rh_text__find(j, RH_TEXT_UNKNOWN, key, "action %.*s is removed", RH_ARG(a->id));
    }
    for (size_t i = 0; i < j->head->n_actions; i++) {
        const rh_action *a = &j->head->actions[i];
        snprintf(key, sizeof key, "actions[%.*s]", RH_ARG(a->id));
        if (rh_register_action(j->base, a->id) == RH_NONE && a->automatic.text.ptr != NULL)
            rh_text__find(j, RH_TEXT_UNKNOWN, key, "action %.*s is new and runs by itself", RH_ARG(a->id));
    }
}

/* ---- roles and tiers ---- */

static const rh_role *role_named(const rh_register *reg, rh_str id)
{
    for (size_t i = 0; i < reg->n_roles; i++)
        if (rh_str_eq(reg->roles[i].id, id)) return &reg->roles[i];
    return NULL;
}

/* Whether what the role decides counts anywhere. */
static bool may_decide(const rh_register *reg, const rh_role *role)
{
    const uint32_t at = (uint32_t)(role - reg->roles);
    for (size_t i = 0; i < reg->n_entries; i++) {
        const rh_entry *e = &reg->entries[i];
        if (e->primary == at || e->backup == at || e->escalation == at) return true;
    }
    return role->may_override;
}

/* Who a name stands for may change though no entry that names it does: who reviews it and owns its tasks, who may decide,
 * who hears of alerts. One that nobody bears any more gives nobody a right, and what was rejected by it blocks nothing. */
static void judge_name(rh_text_judge *j, const rh_role *base, rh_str name)
{
    char key[RH_TEXT_KEY_BYTES];
    const uint32_t now = rh_register_role(j->head, name);
    snprintf(key, sizeof key, "roles[%.*s]", RH_ARG(base->id));
    if (now != RH_NONE && !rh_str_eq(j->head->roles[now].id, base->id))
        rh_text__find(j, RH_TEXT_LOOSENS, key, "%.*s means role %.*s, where it meant %.*s", RH_ARG(name),
                      RH_ARG(j->head->roles[now].id), RH_ARG(base->id));
    if (now == RH_NONE && may_decide(j->base, base))
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "%.*s means no role, and may have rejected as %.*s", RH_ARG(name),
                      RH_ARG(base->id));
    if (now != RH_NONE && base->may_override && !j->head->roles[now].may_override && rh_str_eq(name, base->id))
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "role %.*s loses override, and may have rejected by it",
                      RH_ARG(base->id));
}

void rh_text__roles(rh_text_judge *j)
{
    static const rh_role nobody = {0};
    char key[RH_TEXT_KEY_BYTES];
    for (size_t i = 0; i < j->base->n_roles; i++) {
        const rh_role *old = &j->base->roles[i];
        judge_name(j, old, old->id);
        for (size_t k = 0; k < old->aliases.n; k++) judge_name(j, old, old->aliases.at[k]);
    }
    for (size_t i = 0; i < j->head->n_roles; i++) {
        const rh_role *now = &j->head->roles[i], *known = role_named(j->base, now->id);
        const rh_role *old = known != NULL ? known : &nobody;
        snprintf(key, sizeof key, "roles[%.*s]", RH_ARG(now->id));
        if (now->may_override && !old->may_override)
            rh_text__find(j, RH_TEXT_LOOSENS, key, "role %.*s gains override", RH_ARG(now->id));
        for (size_t k = 0; k < now->aliases.n; k++)
            if (!rh_text__has(old->aliases, now->aliases.at[k]))
                rh_text__find(j, RH_TEXT_LOOSENS, key, "role %.*s gains the alias %.*s", RH_ARG(now->id),
                              RH_ARG(now->aliases.at[k]));
    }
}

const rh_tier *rh_text__tier(const rh_register *reg, int tier)
{
    for (size_t i = 0; i < reg->n_tiers; i++)
        if (reg->tiers[i].tier == tier) return &reg->tiers[i];
    return NULL;
}

static void judge_tier(rh_text_judge *j, const rh_tier *base, const rh_tier *head)
{
    if (base->stops && !head->stops) rh_text__find(j, RH_TEXT_LOOSENS, "tiers", "tier %d no longer stops", base->tier);
    if (base->clock.unit != head->clock.unit)
        rh_text__find(j, RH_TEXT_UNKNOWN, "tiers", "clock of tier %d counts in another unit", base->tier);
    else if (head->clock.n > base->clock.n)
        rh_text__find(j, RH_TEXT_LOOSENS, "tiers", "clock of tier %d is longer: %lld, where it was %lld", base->tier,
                      (long long)head->clock.n, (long long)base->clock.n);
}

/* A tier that stops, or is faster, moves what is read of all its entries. */
static void judge_tier_others(rh_text_judge *j, const rh_tier *base, const rh_tier *head)
{
    rh_ripple ripple;
    const bool begins = !base->stops && head->stops;
    if (!begins && base->clock.unit == head->clock.unit && base->clock.n == head->clock.n) return;
    rh_ripple__begin(&ripple, j, "tiers", begins ? RH_STR("a tier begins to stop journeys") : RH_STR("a clock changed"));
    if (begins) rh_ripple__stops(&ripple);
    rh_ripple__is_faster(&ripple);
    rh_ripple__spread(&ripple);
}

static bool is_same_lift(const rh_lift *a, const rh_lift *b)
{
    bool ok = a->from == b->from && a->to == b->to && is_same_source(&a->when, &b->when) &&
              (a->lanes.at == NULL) == (b->lanes.at == NULL) && a->lanes.n == b->lanes.n;
    for (size_t i = 0; ok && i < a->lanes.n; i++) ok = rh_text__has(b->lanes, a->lanes.at[i]);
    return ok;
}

/* Entries that are lifted by a new one stay open for longer. */
static void judge_lifted(rh_text_judge *j)
{
    rh_ripple ripple;
    rh_ripple__begin(&ripple, j, "lift", RH_STR("a lift is new"));
    for (size_t i = j->base->n_lifts; i < j->head->n_lifts; i++)
        for (size_t e = 0; e < j->head->n_entries; e++)
            if (j->head->entries[e].risk == j->head->lifts[i].from) rh_ripple__opens(&ripple, &j->head->entries[e]);
    rh_ripple__spread(&ripple);
}

/* The first lift that matches counts, so theirs is an order: the base's must come first and be the same. */
static void judge_lifts(rh_text_judge *j)
{
    for (size_t i = 0; i < j->base->n_lifts; i++) {
        if (i < j->head->n_lifts && is_same_lift(&j->base->lifts[i], &j->head->lifts[i])) continue;
        rh_text__find(j, RH_TEXT_LOOSENS, "lift", "lift from %s to %s is removed or changed",
                      rh_risk_name(j->base->lifts[i].from), rh_risk_name(j->base->lifts[i].to));
    }
    judge_lifted(j);
    if (j->head->n_lifts > j->base->n_lifts && rh_text__is_measured(j, "risk"))
        rh_text__find(j, RH_TEXT_UNKNOWN, "lift", "a lift is new, and the gate counts by risk");
}

void rh_text__tiers(rh_text_judge *j)
{
    for (size_t i = 0; i < j->base->n_tiers; i++) {
        const rh_tier *now = rh_text__tier(j->head, j->base->tiers[i].tier);
        if (now != NULL) judge_tier(j, &j->base->tiers[i], now), judge_tier_others(j, &j->base->tiers[i], now);
        else rh_text__find(j, RH_TEXT_UNKNOWN, "tiers", "tier %d is removed", j->base->tiers[i].tier);
    }
    judge_lifts(j);
}

/* ---- policy ---- */

static bool is_dual(const rh_register *reg, rh_str action)
{
    for (size_t i = 0; i < reg->policy.n_dual_actions; i++)
        if (rh_str_eq(reg->actions[reg->policy.dual_actions[i]].id, action)) return true;
    return false;
}

static void judge_dual(rh_text_judge *j)
{
    const rh_policy *base = &j->base->policy, *head = &j->head->policy;
    for (size_t i = 0; i < base->n_dual_actions; i++) {
        const rh_str action = j->base->actions[base->dual_actions[i]].id;
        if (!is_dual(j->head, action))
            rh_text__find(j, RH_TEXT_LOOSENS, "dual", "two approvers are no longer asked for %.*s", RH_ARG(action));
    }
    if (base->dual_amount == RH_NONE) return;
    if (head->dual_amount == RH_NONE ||
        !rh_str_eq(j->base->fields[base->dual_amount].name, j->head->fields[head->dual_amount].name))
        rh_text__find(j, RH_TEXT_LOOSENS, "dual", "two approvers go by another amount than %.*s",
                      RH_ARG(j->base->fields[base->dual_amount].name));
}

/* What the core itself goes by may be lowered; but what expressions make of it, or made of it, nobody has looked at. */
static void judge_readers(rh_text_judge *j, const char *key, const char *name)
{
    if (!rh_text__has_unit(j, key)) return;
    const rh_register *const sides[] = {j->head, j->base};
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < sides[s]->n_files; i++) {
            const rh_register_file *file = &sides[s]->files[i];
            const bool is_policy = rh_str_eq(file->path, RH_STR("policy.yaml"));
            if (is_policy || !rh_program_may_read(file->root, rh_str_of(name))) continue;
            rh_text__find(j, RH_TEXT_UNKNOWN, key, "%s changed, and %.*s reads it", name, RH_ARG(file->path));
            return;
        }
}

static bool is_retired(const rh_register *reg, rh_str id)
{
    for (size_t i = 0; i < reg->policy.retired.n; i++)
        if (rh_str_cmp_folded(reg->policy.retired.at[i], id) == 0) return true;
    return false;
}

static bool is_used(const rh_register *reg, rh_str id)
{
    for (size_t i = 0; i < reg->n_entries; i++)
        if (rh_str_cmp_folded(reg->entries[i].id, id) == 0) return true;
    return false;
}

/* A retired id is not used again (R11), and the proposal does not say which those are. */
static void judge_retired(rh_text_judge *j)
{
    for (size_t i = 0; i < j->base->policy.retired.n; i++) {
        const rh_str id = j->base->policy.retired.at[i];
        if (is_retired(j->head, id)) continue;
        if (is_used(j->head, id))
            rh_text__find(j, RH_TEXT_LOOSENS, "retired", "id %.*s was retired and is used again", RH_ARG(id));
        else
            rh_text__find(j, RH_TEXT_UNKNOWN, "retired", "id %.*s was retired, and may be used again", RH_ARG(id));
    }
}

/* A second approval, or one that ends, leaves any entry open for longer, or opens it again. */
static void judge_longer(rh_text_judge *j)
{
    static const char *const keys[] = {"values.approval_valid", "values.materiality", "dual"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        rh_ripple ripple;
        rh_buf says;
        if (!rh_text__has_unit(j, keys[i])) continue;
        rh_buf_init(&says, j->keep, 1 << 12);
        rh_buf_printf(&says, "%s changed", keys[i]);
        rh_ripple__begin(&ripple, j, keys[i], rh_buf_str(&says));
        for (size_t e = 0; e < j->head->n_entries; e++) rh_ripple__opens(&ripple, &j->head->entries[e]);
        rh_ripple__spread(&ripple);
    }
}

void rh_text__policy(rh_text_judge *j)
{
    const rh_policy *base = &j->base->policy, *head = &j->head->policy;
    if (head->materiality > base->materiality)
        rh_text__find(j, RH_TEXT_LOOSENS, "values.materiality", "materiality is raised from %lld",
                      (long long)base->materiality);
    if (base->has_approval_valid && !head->has_approval_valid)
        rh_text__find(j, RH_TEXT_LOOSENS, "values.approval_valid", "approvals no longer expire");
    else if (base->has_approval_valid && base->approval_valid.unit != head->approval_valid.unit)
        rh_text__find(j, RH_TEXT_UNKNOWN, "values.approval_valid", "approval_valid counts in another unit");
    else if (base->has_approval_valid && head->approval_valid.n > base->approval_valid.n)
        rh_text__find(j, RH_TEXT_LOOSENS, "values.approval_valid", "approval_valid is raised from %lld to %lld",
                      (long long)base->approval_valid.n, (long long)head->approval_valid.n);
    judge_readers(j, "values.materiality", "materiality");
    judge_readers(j, "values.approval_valid", "approval_valid");
    judge_dual(j);
    judge_longer(j);
    judge_retired(j);
}

/* ---- schema ---- */

static const rh_node *root_of(const rh_register *reg, const char *file)
{
    for (size_t i = 0; i < reg->n_files; i++)
        if (rh_str_eq(reg->files[i].path, rh_str_of(file))) return reg->files[i].root;
    return NULL;
}

static bool is_only_shown(rh_str key)
{
    return rh_str_eq(key, RH_STR("title")) || rh_str_eq(key, RH_STR("unit"));
}

/* Every key of a that has a meaning stands the same in b. */
static bool has_meanings(const rh_node *a, const rh_node *b)
{
    for (size_t i = 0; i < a->n_pairs; i++) {
        const rh_node *other = rh_node_get(b, a->pairs[i].key->text);
        if (is_only_shown(a->pairs[i].key->text)) continue;
        if (other == NULL || !rh_node_same(a->pairs[i].value, other)) return false;
    }
    return true;
}

/* A new field is read by nothing that stood before. */
void rh_text__schema(rh_text_judge *j)
{
    const rh_node *base = rh_node_get(root_of(j->base, "schema.yaml"), RH_STR("fields"));
    const rh_node *head = rh_node_get(root_of(j->head, "schema.yaml"), RH_STR("fields"));
    char key[RH_TEXT_KEY_BYTES];
    for (size_t i = 0; base != NULL && i < base->n_pairs; i++) {
        const rh_str name = base->pairs[i].key->text;
        const rh_node *old = base->pairs[i].value, *now = rh_node_get(head, name);
        if (now != NULL && has_meanings(old, now) && has_meanings(now, old)) continue;
        snprintf(key, sizeof key, "fields.%.*s", RH_ARG(name));
        rh_text__find(j, RH_TEXT_UNKNOWN, key, "field %.*s is %s", RH_ARG(name), now == NULL ? "removed" : "changed");
    }
}
