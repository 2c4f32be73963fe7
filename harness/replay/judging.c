/* One journey, judged and counted. */
#include "harness/replay/judging_insides.h"

enum { TEXT_BYTES = 1 << 16 };
#define NS_A_MINUTE (60 * INT64_C(1000000000))

typedef struct judge {
    rh_judging *out;
    rh_judged_counts *counts;
    rh_arena *keep, *scratch;
    const rh_judging_journey *journey;
    rh_judging_entry *entry;
    void *ctx;
    const rh_judging_window *window; /* NULL: all */
} judge;

static bool is_within(const judge *j, rh_instant at)
{
    return j->window == NULL || (!rh_instant_before(at, j->window->since) && rh_instant_before(at, j->window->until));
}

static rh_str or_none(rh_str name)
{
    return name.ptr != NULL && name.len > 0 ? name : RH_STR("(none)");
}

/* ---- outcomes ---- */

static void count_cell(rh_judged_counts *counts, const rh_judged *action)
{
    (action->is_after ? counts->tail : counts->cells)[action->cell]++;
}

/* The entries that held an action up have a share in what became of it. */
static bool count_holders(judge *j, const rh_record *observed, const rh_judged *action)
{
    const rh_register *reg = j->journey->course->reg;
    for (size_t i = 0; i < observed->observed.because.n; i++) {
        const uint32_t entry = rh_register_entry(reg, observed->observed.because.at[i]);
        rh_judged_counts *counts = entry != RH_NONE ? j->entry(j->ctx, entry) : NULL;
        if (entry != RH_NONE && counts == NULL) return false;
        if (counts != NULL) count_cell(counts, action);
    }
    return true;
}

static rh_str joined(rh_arena *arena, rh_strs texts)
{
    rh_buf out;
    rh_buf_init(&out, arena, TEXT_BYTES);
    for (size_t i = 0; i < texts.n; i++) {
        if (i > 0) rh_buf_put(&out, RH_STR(", "));
        rh_buf_put(&out, texts.at[i]);
    }
    return rh_buf_str(&out);
}

static rh_str event_name(rh_arena *arena, const rh_event *event)
{
    rh_buf out;
    if (event == NULL) return rh_str_null();
    rh_buf_init(&out, arena, TEXT_BYTES);
    rh_buf_put(&out, event->source);
    rh_buf_byte(&out, ' ');
    rh_buf_put(&out, event->id);
    return rh_buf_str(&out);
}

static bool list_action(judge *j, const rh_record *observed, const rh_judged *action)
{
    const bool is_listed = action->cell == RH_CELL_ESCAPED || action->cell == RH_CELL_DRAG ||
                           action->cell == RH_CELL_CAUGHT;
    if (!is_listed) return true;
    j->out->n_rows++;
    const rh_judged_row row = {.cell = action->cell,
                               .is_after = action->is_after,
                               .journey = j->journey->id,
                               .action = observed->observed.action,
                               .event = observed->observed.event,
                               .because = joined(j->scratch, observed->observed.because),
                               .proof = event_name(j->scratch, action->proof),
                               .n = observed->n,
                               .at = observed->at,
                               .verdict = observed->observed.verdict,
                               .has_hold = action->has_hold,
                               .hold_minutes = action->hold_ns / NS_A_MINUTE};
    return rh_judging__row(j->out, j->keep, &row);
}

static bool add_hold(judge *j, rh_rate_by by, rh_str name, int64_t minutes)
{
    return rh_judging__hold(j->out, j->keep, &(rh_hold_time){by, name, minutes, 1});
}

/* Times held count up to the divergence and at it, as the rates do: once, once for the lane, and for each entry that
 * held the action up. */
static bool count_hold(judge *j, const rh_record *observed, const rh_judged *action)
{
    if (action->cell != RH_CELL_DRAG || action->is_after) return true;
    if (!action->has_hold) {
        j->out->holds_open++;
        return true;
    }
    const int64_t minutes = action->hold_ns / NS_A_MINUTE;
    const rh_strs because = observed->observed.because;
    bool ok = add_hold(j, RH_BY_WHOLE, RH_STR(""), minutes) &&
              add_hold(j, RH_BY_LANE, or_none(j->journey->lane), minutes);
    for (size_t i = 0; i < because.n && ok; i++)
        if (rh_register_entry(j->journey->course->reg, because.at[i]) != RH_NONE)
            ok = add_hold(j, RH_BY_ENTRY, because.at[i], minutes);
    return ok;
}

static bool count_outcomes(judge *j, const rh_judgement *judgement)
{
    const rh_course *course = j->journey->course;
    j->out->corrections = judgement->corrections;
    j->out->stray_corrections = judgement->stray_corrections;
    for (size_t i = 0; i < judgement->n; i++) {
        const rh_judged *action = &judgement->at[i];
        const rh_record *observed = course->records[action->index];
        if (!is_within(j, observed->at)) continue;
        count_cell(j->counts, action);
        if (!count_holders(j, observed, action) || !list_action(j, observed, action) ||
            !count_hold(j, observed, action))
            return false;
    }
    return true;
}

/* ---- rates ---- */

/* What a rate is told apart by, for one thing that is counted. */
typedef struct rate_names {
    rh_str entry, entry_lane, tier, role;
    const rh_event *event; /* at which the revision was in force */
} rate_names;

static bool count_rate(judge *j, rh_rate_kind kind, const rate_names *names, bool is_hit)
{
    const rh_str revision = rh_revision_in_force(j->journey->aftermath, names->event);
    const rh_str by[RH_N_RATE_BYS] = {
        [RH_BY_WHOLE] = RH_STR(""),
        [RH_BY_ENTRY] = or_none(names->entry),
        [RH_BY_ENTRY_LANE] = or_none(names->entry_lane),
        [RH_BY_LANE] = or_none(j->journey->lane),
        [RH_BY_TIER] = or_none(names->tier),
        [RH_BY_ROLE] = or_none(names->role),
        [RH_BY_REVISION] = revision.ptr != NULL ? revision : RH_STR("unknown"),
    };
    for (int b = 0; b < RH_N_RATE_BYS; b++)
        if (!rh_judging__rate(j->out, j->keep, &(rh_rate){kind, (rh_rate_by)b, by[b], is_hit, 1})) return false;
    return true;
}

static rate_names names_of(judge *j, const rh_event *event, const rh_decided *decided)
{
    rate_names n = {.event = event};
    if (decided == NULL) return n;
    const rh_register *reg = j->journey->course->reg;
    rh_buf tier;
    rh_buf_init(&tier, j->scratch, TEXT_BYTES);
    if (decided->sla > 0) rh_buf_int(&tier, decided->sla);
    n.tier = rh_buf_str(&tier);
    n.role = decided->role;
    if (decided->entry == RH_NONE) return n;
    n.entry = reg->entries[decided->entry].id;
    n.entry_lane = reg->entries[decided->entry].lane;
    return n;
}

/* ---- decisions ---- */

static bool count_decided(judge *j, const rh_decision *decision, const rh_decided *decided)
{
    rh_judged_counts *counts = decided->entry != RH_NONE ? j->entry(j->ctx, decided->entry) : NULL;
    if (decided->entry != RH_NONE && counts == NULL) return false;
    if (counts != NULL) counts->agreement[decision->agreement]++;
    if (!decided->is_item) return true;
    j->counts->decided++;
    j->counts->overrides += decided->is_override;
    if (counts != NULL) counts->decided++, counts->overrides += decided->is_override;
    const rate_names names = names_of(j, decision->event, decided);
    return count_rate(j, RH_RATE_RULE_OVERRIDE, &names, decided->is_override);
}

static bool count_decision(judge *j, const rh_decision *decision)
{
    if (!is_within(j, decision->event->knowntime)) return true;
    if (decision->agreement == RH_AGREEMENT_NONE) {
        j->out->apart++;
        return true;
    }
    j->counts->agreement[decision->agreement]++;
    for (size_t i = 0; i < decision->n_entries; i++)
        if (!count_decided(j, decision, &decision->entries[i])) return false;
    return true;
}

/* ---- suggestions ---- */

/* What the decision of that event was taken on first; NULL where it is no decision. */
static const rh_decided *decided_by(const rh_event *event, const rh_decision *decisions, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (decisions[i].event == event) return decisions[i].n_entries > 0 ? &decisions[i].entries[0] : NULL;
    return NULL;
}

/* The revision is the one in force when a person took it up, or when it was suggested. */
static bool count_suggestion(judge *j, const rh_suggestion *s, const rh_decision *decisions, size_t n)
{
    if (s->kind == RH_SUGGESTED_ROUTE && s->closer == NULL) return true;
    const rh_event *event = s->closer != NULL ? s->closer : s->event;
    if (!is_within(j, event->knowntime)) return true;
    rate_names names = names_of(j, event, decided_by(s->closer, decisions, n));
    if (s->closer != NULL && names.role.ptr == NULL) names.role = s->closer->actorrole;
    return count_rate(j, s->kind == RH_SUGGESTED_ROUTE ? RH_RATE_AI_OVERRIDE : RH_RATE_AI_CORRECTION, &names,
                      s->is_changed);
}

static bool count_people(judge *j, const rh_judging_found *found)
{
    bool ok = true;
    for (size_t i = 0; i < found->n_decisions && ok; i++) ok = count_decision(j, &found->decisions[i]);
    for (size_t i = 0; i < found->n_suggestions && ok; i++)
        ok = count_suggestion(j, &found->suggestions[i], found->decisions, found->n_decisions);
    return ok;
}

/* ---- fields that may leak ---- */

/* The fields of a patch over namespaces. */
static bool note_patch(judge *j, rh_value patch)
{
    char name[256];
    for (uint32_t i = 0; patch.kind == RH_MAP && i < patch.n; i++) {
        const rh_pair *space = &patch.map[i];
        for (uint32_t k = 0; space->value.kind == RH_MAP && k < space->value.n; k++) {
            const rh_str first = rh_value_str(space->key), second = rh_value_str(space->value.map[k].key);
            const size_t n = first.len + 1 + second.len;
            if (n >= sizeof name) continue; /* no field of a register has so long a name */
            memcpy(name, rh_str_chars(first), first.len);
            name[first.len] = '.';
            memcpy(name + first.len + 1, rh_str_chars(second), second.len);
            if (!rh_judging__field(j->out, j->keep, (rh_str){name, n})) return false;
        }
    }
    return true;
}

static bool note_snapshot(judge *j, const rh_event *event)
{
    const rh_register *reg = j->journey->course->reg;
    const uint32_t at = rh_register_event(reg, event->type);
    const rh_event_decl *decl = at != RH_NONE ? &reg->events[at] : NULL;
    const rh_value *fields = event->data.kind == RH_MAP ? rh_value_field(event->data, RH_STR("fields")) : NULL;
    bool ok = true;
    for (size_t i = 0; decl != NULL && i < decl->n_sets && ok; i++)
        ok = rh_judging__field(j->out, j->keep, reg->fields[decl->sets[i].field].name);
    return ok && (fields == NULL || note_patch(j, *fields));
}

static bool note_fields(judge *j)
{
    const rh_aftermath *a = j->journey->aftermath;
    for (size_t i = 0; i < a->n; i++)
        if (a->events[i].is_snapshot && !note_snapshot(j, &a->events[i])) return false;
    return true;
}

rh_code rh_judging_find(rh_judging_found *out, rh_arena *arena, const rh_judging_journey *journey, rh_err *err)
{
    const rh_aftermath *aftermath = journey->aftermath;
    rh_code code = rh_outcomes_judge(&out->judgement, arena, journey->course, aftermath, err);
    if (code == RH_OK)
        code = rh_decisions_judge(&out->decisions, &out->n_decisions, arena, journey->course, aftermath, err);
    if (code == RH_OK)
        code = rh_suggestions_judge(&out->suggestions, &out->n_suggestions, arena, aftermath, out->decisions,
                                    out->n_decisions, err);
    return code;
}

rh_code rh_judging_count(rh_judging *out, rh_judged_counts *counts, rh_arena *keep, const rh_judging_journey *journey,
                         const rh_judging_found *found, const rh_judging_window *window, rh_judging_entry *entry,
                         void *ctx, rh_arena *scratch, rh_err *err)
{
    *out = (rh_judging){0};
    *counts = (rh_judged_counts){0};
    judge j = {out, counts, keep, scratch, journey, entry, ctx, window};
    return count_outcomes(&j, &found->judgement) && count_people(&j, found) ? RH_OK : rh_err_nomem(err);
}

rh_code rh_judging_of(rh_judging *out, rh_judged_counts *counts, rh_arena *keep, const rh_judging_journey *journey,
                      rh_judging_entry *entry, void *ctx, rh_arena *scratch, rh_err *err)
{
    rh_judging_found found;
    rh_code code = rh_judging_find(&found, scratch, journey, err);
    if (code == RH_OK)
        code = rh_judging_count(out, counts, keep, journey, &found, NULL, entry, ctx, scratch, err);
    if (code != RH_OK) return code;
    judge j = {out, counts, keep, scratch, journey, entry, ctx, NULL};
    return note_fields(&j) ? RH_OK : rh_err_nomem(err);
}

/* ---- beside another revision ---- */

/* What the course said of the same event; records of a journey stand in one order whatever the revision, so the search
 * goes on where the last one ended. NULL: nothing. */
static const rh_record *same_event(const rh_course *course, const rh_record *observed, size_t *next)
{
    for (size_t n = 0; n < course->n; n++) {
        const size_t at = (*next + n) % course->n;
        const rh_record *r = course->records[at];
        if (r->kind != RH_REC_OBSERVED || !rh_str_eq(r->observed.event, observed->observed.event)) continue;
        *next = at + 1;
        return r;
    }
    return NULL;
}

rh_code rh_judging_turn(uint64_t cells[RH_N_CELLS], const rh_judging_journey *journey,
                        const rh_judging_journey *beside, rh_arena *scratch, rh_err *err)
{
    rh_judgement judgement;
    size_t next = 0;
    const rh_code code = rh_outcomes_judge(&judgement, scratch, beside->course, beside->aftermath, err);
    for (size_t i = 0; code == RH_OK && i < judgement.n; i++) {
        const rh_judged *action = &judgement.at[i];
        const rh_record *now = same_event(journey->course, beside->course->records[action->index], &next);
        if (now != NULL && !action->is_after) cells[rh_cell_of(now->observed.verdict, action->outcome)]++;
    }
    return code;
}
