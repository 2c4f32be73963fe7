/* The story of one journey. */
#include "harness/cli/story.h"

#include "engine/base/vec.h"
#include "harness/cli/words.h"
#include "harness/cli/world.h"
#include "harness/system/memory.h"

enum { TEXT_MAX_BYTES = 1 << 16 };

/* What is known of a field's value: who set it last. */
typedef struct known_field {
    rh_value value; /* in keep */
    rh_model_time at;
    rh_str event, written_by;
} known_field;

/* The verdict of an action that stands now, and whether the action is worth a row. */
typedef struct standing {
    rh_model_band band;
    bool is_told;
} standing;

typedef struct story {
    rh_arena *keep;
    const rh_register *reg;
    known_field *fields; /* parallel to reg->fields */
    standing *actions;   /* parallel to reg->actions */
    const rh_pool *pool; /* the conditions of the entries */
    const rh_env *env;
    const rh_expr *whens; /* parallel to reg->entries */
    RH_VEC(rh_model_moment) moments;
    RH_VEC(rh_model_band) bands;
    uint64_t n_events;
    bool is_synthetic, failed;
} story;

static void add_moment(story *s, rh_model_moment moment)
{
    if (!RH_PUSH(s->keep, &s->moments, moment)) s->failed = true;
}

static rh_str value_text(rh_arena *keep, rh_value value)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_MAX_BYTES);
    rh_value_put_json(&out, value);
    return out.failed ? RH_STR("(too long to show)") : rh_buf_str(&out);
}

/* An absent set or list is empty (SPEC.md section 2). */
static bool is_set(rh_value value)
{
    return value.kind != RH_NULL && value.kind != RH_UNDECIDED && !(value.kind == RH_LIST && value.n == 0);
}

static rh_str event_id(rh_arena *keep, const rh_event *event)
{
    return rh_words(keep, "%.*s %.*s", RH_ARG(event->source), RH_ARG(event->id));
}

/* ---- events and facts ---- */

static void tell_event(story *s, const rh_event *event)
{
    const bool is_decision = rh_str_eq(event->type, RH_STR("human_decided"));
    s->n_events++;
    s->is_synthetic = s->is_synthetic || event->is_synthetic;
    add_moment(
        s, (rh_model_moment){.at = rh_world_time(s->keep, event->knowntime),
                             .kind = is_decision ? RH_MODEL_DECISION : RH_MODEL_EVENT,
                             .what = rh_arena_str(s->keep, event->type),
                             .text = is_decision ? rh_words_decision(s->keep, event) : rh_words_event(s->keep, event)});
}

static rh_str change_text(story *s, const rh_field *field, rh_value value)
{
    if (!is_set(value)) return rh_words(s->keep, "%.*s is absent now", RH_ARG(field->name));
    if (field->cls != RH_CLASS_FIELD_SAFE) return rh_words(s->keep, "%.*s changed (not shown)", RH_ARG(field->name));
    return rh_words(s->keep, "%.*s is %.*s", RH_ARG(field->name), RH_ARG(value_text(s->keep, value)));
}

static void tell_field(story *s, uint32_t index, const rh_view *view, const rh_event *event)
{
    const rh_field *field = &s->reg->fields[index];
    known_field *known = &s->fields[index];
    const rh_value value = rh_view_field(view, index);
    if (rh_value_same(value, known->value) || (!is_set(value) && !is_set(known->value))) return;
    *known = (known_field){.value = rh_value_copy(s->keep, value),
                           .at = rh_world_time(s->keep, rh_view_now(view)),
                           .event = event != NULL ? event_id(s->keep, event) : rh_str_null(),
                           .written_by = event != NULL ? rh_arena_str(s->keep, event->actorkind) : RH_STR("derived")};
    add_moment(s,
               (rh_model_moment){
                   .at = known->at, .kind = RH_MODEL_FACT, .what = field->name, .text = change_text(s, field, value)});
}

/* ---- records ---- */

/* The fields that the entry's condition reads, with their values, in words. */
static rh_str why(story *s, uint32_t entry, const rh_view *view)
{
    size_t n;
    const uint32_t *slots = rh_pool_reads(s->pool, s->whens[entry], &n);
    rh_buf out;
    rh_buf_init(&out, s->keep, TEXT_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < s->env->n_names; k++) {
            const rh_name *name = &s->env->names[k];
            const uint32_t field = name->cls == RH_NAME_SLOT && name->slot == slots[i]
                                       ? rh_register_field(s->reg, name->name)
                                       : RH_NONE;
            if (field == RH_NONE) continue;
            const rh_value value = rh_view_field(view, field);
            const bool is_shown = s->reg->fields[field].cls == RH_CLASS_FIELD_SAFE;
            if (out.len > 0) rh_buf_put(&out, RH_STR(", "));
            rh_buf_printf(&out, "%.*s ", RH_ARG(name->name));
            if (!is_set(value)) rh_buf_put(&out, RH_STR("is absent"));
            else if (!is_shown) rh_buf_put(&out, RH_STR("is set"));
            else rh_buf_printf(&out, "is %.*s", RH_ARG(value_text(s->keep, value)));
        }
    }
    return out.len > 0 && !out.failed ? rh_buf_str(&out) : rh_str_null();
}

static rh_str record_entry(const rh_record *r)
{
    switch ((int)rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ITEM: return r->item.entry;
    case RH_REC_GROUP_MOVED: return r->moved.entry;
    case RH_REC_GROUP_TASK: return r->task.entry;
    case RH_REC_GROUP_DECISION: return r->decision.entry;
    default: return rh_str_null();
    }
}

static rh_str record_action(const rh_record *r)
{
    switch ((int)rh_record_group_of(r->kind)) {
    case RH_REC_GROUP_ACTION: return r->action.action;
    case RH_REC_GROUP_OBSERVED: return r->observed.action;
    case RH_REC_GROUP_TASK: return r->task.action;
    default: return rh_str_null();
    }
}

static rh_str join(rh_arena *keep, rh_strs list)
{
    rh_buf out;
    rh_buf_init(&out, keep, TEXT_MAX_BYTES);
    for (size_t i = 0; i < list.n; i++) rh_buf_printf(&out, "%s%.*s", i > 0 ? ", " : "", RH_ARG(list.at[i]));
    return rh_buf_str(&out);
}

static bool names_an_entry(const story *s, rh_strs because)
{
    for (size_t i = 0; i < because.n; i++)
        if (rh_register_entry(s->reg, because.at[i]) != RH_NONE) return true;
    return false;
}

/* A verdict ends the band before it and begins one. */
static void tell_verdict(story *s, const rh_record *r)
{
    const uint32_t action = rh_register_action(s->reg, r->verdict.action);
    if (action == RH_NONE) return;
    standing *now = &s->actions[action];
    const rh_model_time at = rh_world_time(s->keep, r->at);
    now->is_told = now->is_told || names_an_entry(s, r->verdict.because);
    if (now->band.action.ptr != NULL && rh_str_cmp(now->band.from.text, at.text) != 0) {
        now->band.to = at;
        if (!RH_PUSH(s->keep, &s->bands, now->band)) s->failed = true;
    }
    now->band = (rh_model_band){.action = s->reg->actions[action].id,
                                .from = at,
                                .verdict = (rh_model_verdict)r->verdict.to,
                                .because = join(s->keep, r->verdict.because)};
}

static rh_str record_json(rh_arena *keep, rh_str journey, const rh_record *r)
{
    rh_buf line;
    rh_buf_init(&line, keep, TEXT_MAX_BYTES);
    rh_record_put(&line, journey, r);
    return line.failed ? rh_str_null() : rh_str_slice(rh_buf_str(&line), 0, line.len - 1);
}

static void tell_record(story *s, rh_str journey, const rh_record *r, const rh_view *view)
{
    const rh_str id = record_entry(r), action = record_action(r);
    const uint32_t entry = id.ptr != NULL ? rh_register_entry(s->reg, id) : RH_NONE;
    const uint32_t act = action.ptr != NULL ? rh_register_action(s->reg, action) : RH_NONE;
    if (act != RH_NONE) s->actions[act].is_told = true;
    if (r->kind == RH_REC_VERDICT) {
        tell_verdict(s, r);
        return;
    }
    rh_model_moment moment = {.at = rh_world_time(s->keep, r->at),
                              .kind = RH_MODEL_RECORD,
                              .what = rh_str_of(rh_record_kind_name(r->kind)),
                              .text = rh_words_record(s->keep, r),
                              .entry = entry != RH_NONE ? s->reg->entries[entry].id : rh_str_null(),
                              .action = act != RH_NONE ? s->reg->actions[act].id : rh_str_null(),
                              .record = record_json(s->keep, journey, r)};
    if (r->kind == RH_REC_OPENED || r->kind == RH_REC_REOPENED) moment.because = why(s, entry, view);
    if (r->kind == RH_REC_OBSERVED) moment.because = join(s->keep, r->observed.because);
    if (entry != RH_NONE && s->reg->entries[entry].when.node != NULL)
        moment.place = rh_world_span(s->reg->entries[entry].when.node->span);
    add_moment(s, moment);
}

typedef struct listening {
    story *story;
    rh_str journey;
} listening;

static void on_step(void *ctx, const rh_view *view, const rh_event *event)
{
    const listening *l = ctx;
    if (event != NULL) tell_event(l->story, event);
    for (uint32_t f = 0; f < l->story->reg->n_fields; f++) tell_field(l->story, f, view, event);
    size_t n;
    const rh_record *const *records = rh_view_records(view, &n);
    for (size_t i = 0; i < n; i++) tell_record(l->story, l->journey, records[i], view);
}

/* ---- the end of the story ---- */

static rh_code fill_entries(rh_journey_report *out, story *s, const rh_view *view, rh_err *err)
{
    static const char *const statuses[] = {"idle", "open", "released", "rejected"};
    rh_model_open_entry *rows = RH_NEW_N(s->keep, s->reg->n_entries, rh_model_open_entry);
    if (rows == NULL) return rh_err_nomem(err);
    for (uint32_t e = 0; e < s->reg->n_entries; e++) {
        const rh_entry *entry = &s->reg->entries[e];
        const rh_entry_status status = rh_view_entry(view, e);
        if (status.status == RH_IDLE) continue;
        rows[out->n_entries++] = (rh_model_open_entry){.id = entry->id,
                                                       .title = entry->title,
                                                       .risk = rh_str_of(rh_risk_name(status.risk)),
                                                       .route = rh_arena_str(s->keep, status.route),
                                                       .area = entry->area,
                                                       .status = rh_str_of(statuses[status.status]),
                                                       .opened = rh_world_time(s->keep, status.opened_at),
                                                       .due = status.has_due ? rh_world_time(s->keep, status.due)
                                                                             : (rh_model_time){{NULL, 0}, 0},
                                                       .is_undecided = status.undecided,
                                                       .when = entry->when.text,
                                                       .says = why(s, e, view),
                                                       .place = rh_world_span(entry->when.node->span)};
    }
    out->entries = rows;
    return RH_OK;
}

static rh_code fill_facts(rh_journey_report *out, story *s, rh_err *err)
{
    rh_model_fact *rows = RH_NEW_N(s->keep, s->reg->n_fields, rh_model_fact);
    if (rows == NULL) return rh_err_nomem(err);
    for (size_t f = 0; f < s->reg->n_fields; f++) {
        const rh_field *field = &s->reg->fields[f];
        const known_field *known = &s->fields[f];
        if (!is_set(known->value)) continue;
        const bool is_shown = field->cls == RH_CLASS_FIELD_SAFE;
        rows[out->n_facts++] = (rh_model_fact){.field = field->name,
                                               .title = field->title,
                                               .value = is_shown ? value_text(s->keep, known->value) : rh_str_null(),
                                               .written_by = known->written_by,
                                               .event = known->event,
                                               .known = known->at,
                                               .is_shown = is_shown};
    }
    out->facts = rows;
    return RH_OK;
}

/* Bands by action in file order; of actions that nothing happened to, none. */
static rh_code fill_bands(rh_journey_report *out, story *s, rh_err *err)
{
    RH_VEC(rh_model_band) bands = {0};
    for (size_t a = 0; a < s->reg->n_actions; a++) {
        if (!s->actions[a].is_told) continue;
        for (size_t b = 0; b < s->bands.n; b++)
            if (rh_str_eq(s->bands.at[b].action, s->reg->actions[a].id) && !RH_PUSH(s->keep, &bands, s->bands.at[b]))
                return rh_err_nomem(err);
        if (s->actions[a].band.action.ptr != NULL && !RH_PUSH(s->keep, &bands, s->actions[a].band))
            return rh_err_nomem(err);
    }
    out->bands = bands.at;
    out->n_bands = bands.n;
    return RH_OK;
}

static bool is_stopped(const rh_register *reg, const rh_journey_report *out)
{
    for (size_t i = 0; i < out->n_entries; i++) {
        const uint32_t entry = rh_register_entry(reg, out->entries[i].id);
        const bool is_open = rh_str_eq(out->entries[i].status, RH_STR("open"));
        for (size_t t = 0; t < reg->n_tiers; t++)
            if (is_open && reg->tiers[t].tier == reg->entries[entry].sla && reg->tiers[t].stops) return true;
    }
    return false;
}

static rh_code fill(rh_journey_report *out, story *s, rh_run *run, rh_err *err)
{
    const rh_view *view = rh_run_view(run, 0);
    if (view == NULL || s->failed) return rh_err_nomem(err);
    out->state = rh_arena_str(s->keep, rh_view_state(view));
    out->is_synthetic = s->is_synthetic;
    out->quarantined = rh_run_counts(run, 0)->quarantined;
    out->events = s->n_events + out->quarantined;
    rh_code code = fill_entries(out, s, view, err);
    if (code == RH_OK) code = fill_facts(out, s, err);
    if (code == RH_OK) code = fill_bands(out, s, err);
    out->moments = s->moments.at;
    out->n_moments = s->moments.n;
    out->is_paused = is_stopped(s->reg, out);
    return code;
}

/* The conditions once more, in a pool of the story's own: it knows which fields each reads. */
static rh_code pool_conditions(story *s, const rh_program *program, rh_err *err)
{
    rh_diags diags;
    rh_pool *pool;
    rh_expr *whens = RH_NEW_N(s->keep, s->reg->n_entries, rh_expr);
    rh_diags_init(&diags, s->keep);
    rh_code code = whens == NULL ? rh_err_nomem(err) : rh_program_env(&s->env, s->keep, program, 0, NULL, 0, err);
    if (code == RH_OK) code = rh_pool_new(&pool, s->keep, s->env, err);
    for (size_t e = 0; code == RH_OK && e < s->reg->n_entries; e++) {
        const rh_ast *ast;
        const rh_source *when = &s->reg->entries[e].when;
        code = rh_ast_parse(&ast, s->keep, when->text, when->node, &diags);
        if (code == RH_OK) code = rh_pool_add(pool, &whens[e], ast, NULL, &diags);
        if (code != RH_OK && diags.n_errors_kept > 0) *err = diags.errors[0];
    }
    if (code == RH_OK) code = rh_pool_seal(pool, err);
    if (code != RH_OK) return code;
    s->pool = pool;
    s->whens = whens;
    return RH_OK;
}

rh_code rh_story_tell(rh_journey_report *out, rh_arena *keep, const rh_program *program, const rh_journey *journey,
                      rh_instant at, rh_err *err)
{
    story s = {.keep = keep, .reg = rh_program_register(program, 0)};
    listening l = {.story = &s, .journey = journey->id};
    const rh_observer observer = {.ctx = &l, .step = on_step};
    rh_run *run = NULL;
    s.fields = RH_NEW_N(keep, s.reg->n_fields, known_field);
    s.actions = RH_NEW_N(keep, s.reg->n_actions, standing);
    if (s.fields == NULL || s.actions == NULL) return rh_err_nomem(err);
    rh_code code = pool_conditions(&s, program, err);
    if (code == RH_OK) code = rh_run_new(&run, rh_memory_host(), program, err);
    if (code != RH_OK) return code;
    rh_run_set_observer(run, &observer);
    *out = (rh_journey_report){.journey = journey->id, .at = rh_world_time(keep, at)};
    code = rh_replay_journey(run, journey, at, err);
    if (code == RH_OK) code = fill(out, &s, run, err);
    rh_run_dispose(run);
    return code;
}
