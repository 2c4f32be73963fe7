/* What an event does to the facts: sets and rows on what was known before, then the patch, then sets and rows. */
#include "engine/program/shape.h"
#include "engine/step/insides.h"

/* exprs: one of the rules', per core. */
static rh_value evaluate(rh_branch *b, const rh_work *w, const rh_intake *in, const rh_expr *exprs)
{
    return rh_branch_eval_once(b, w, in->rules->pool, exprs, in->rules->is_varied);
}

static rh_code note_undecided(rh_branch *b, rh_str where, rh_value v)
{
    const rh_cause cause = v.kind == RH_UNDECIDED ? (rh_cause)v.cause : RH_CAUSE_TYPE;
    return rh_branch_tally_undecided(b, RH_NONE, cause, where, 1);
}

/* The first pair whose key is not before `id`: the keys of workflow.did are in bytewise order. */
static uint32_t place_of(rh_value did, rh_str id)
{
    uint32_t low = 0, high = did.n;
    while (low < high) {
        const uint32_t mid = low + (high - low) / 2;
        if (rh_str_cmp(rh_value_str(did.map[mid].key), id) < 0) low = mid + 1;
        else high = mid;
    }
    return low;
}

/* The action comes into its place; what it was before stays as it is, for a fork may hold it. */
rh_code rh_step__did(rh_branch *b, const rh_work *w, uint32_t action)
{
    const rh_str id = b->stratum->reg->actions[action].id;
    const uint32_t slot = rh_core_slot_of(b->stratum, RH_SLOT_DID);
    const rh_value old = b->slots[slot];
    const uint32_t at = place_of(old, id);
    const bool is_there = at < old.n && rh_str_eq(rh_value_str(old.map[at].key), id);
    const uint32_t rest = at + is_there, n = old.n + !is_there;
    rh_pair *pairs = RH_NEW_N(b->arena, n, rh_pair);
    if (pairs == NULL) return rh_err_nomem(w->err);
    if (at != 0) memcpy(pairs, old.map, at * sizeof *pairs);
    pairs[at] = (rh_pair){rh_string(id), rh_timestamp(b->now)};
    if (rest < old.n) memcpy(pairs + at + 1, old.map + rest, (old.n - rest) * sizeof *pairs);
    rh_branch_set_member(b, slot, rh_map_value(pairs, n), id);
    return RH_OK;
}

/* The action that the event observed; an unknown or undecided one is counted as unmapped (ruling 14). */
static uint32_t observed_action(rh_branch *b, const rh_work *w, const rh_intake *in)
{
    if (in->rules->decl->action_of.text.ptr == NULL) return in->rules->decl->action;
    const rh_value v = evaluate(b, w, in, in->rules->action_of);
    const uint32_t action = v.kind == RH_STRING ? rh_register_action(b->stratum->reg, rh_value_str(v)) : RH_NONE;
    if (action == RH_NONE) b->tally.unmapped_parts++;
    return action;
}

/* "source id"; null on no memory. */
static rh_str name_of(rh_branch *b, const rh_event *event)
{
    const size_t n = event->source.len + 1 + event->id.len;
    char *name = rh_arena_alloc(b->arena, n);
    if (name == NULL) return rh_str_null();
    memcpy(name, event->source.ptr, event->source.len);
    name[event->source.len] = ' ';
    memcpy(name + event->source.len + 1, event->id.ptr, event->id.len);
    return (rh_str){name, n};
}

rh_code rh_step__observe(rh_branch *b, const rh_work *w, rh_intake *in)
{
    in->action = observed_action(b, w, in);
    if (in->action == RH_NONE) return RH_OK;
    rh_record *record = rh_branch_record(b, RH_REC_OBSERVED);
    const rh_str name = name_of(b, w->event);
    if (record == NULL || name.ptr == NULL) return rh_err_nomem(w->err);
    record->observed.action = b->stratum->reg->actions[in->action].id;
    record->observed.verdict = (rh_verdict)b->actions[in->action].verdict;
    record->observed.because = b->actions[in->action].because;
    record->observed.event = name;
    return RH_OK;
}

/* ---- tables ---- */

static void fill_row(rh_pair *pairs, const rh_field *field, rh_str key)
{
    pairs[field->key_at] = (rh_pair){rh_string(field->key), rh_string(key)};
    for (size_t c = 0; c < field->n_columns; c++)
        pairs[rh_field_place(field, c)] =
            (rh_pair){rh_string(field->columns[c].name), rh_shape_absent(&field->columns[c].shape)};
}

/* old: NULL where there is no row under the key yet. */
static rh_value changed_row(rh_branch *b, const rh_field *field, const rh_value *old, const rh_row_change *change)
{
    const size_t n = field->n_columns + 1;
    rh_pair *pairs = rh_arena_room_for(b->arena, n, sizeof *pairs);
    if (pairs == NULL) return rh_null();
    if (old != NULL) memcpy(pairs, old->map, n * sizeof *pairs);
    else fill_row(pairs, field, change->key);
    for (size_t i = 0; i < change->n_cells; i++)
        pairs[rh_field_place(field, change->cells[i].column)].value = change->cells[i].value;
    return rh_map_value(pairs, n);
}

static rh_str key_of_row(const rh_field *field, rh_value row)
{
    return rh_value_str(row.map[field->key_at].value);
}

/* The table with rows inserted, changed and removed: both are in bytewise key order, so one pass merges them. */
static rh_value changed_table(rh_branch *b, const rh_field *field, const rh_change *change)
{
    const rh_value table = change->empties ? rh_list(NULL, 0) : b->slots[change->field];
    if (change->n_rows == 0) return table;
    rh_value *rows = RH_NEW_N(b->arena, table.n + change->n_rows, rh_value);
    if (rows == NULL) return table;
    uint32_t n = 0, t = 0;
    for (size_t c = 0; c < change->n_rows; c++) {
        const rh_row_change *row = &change->rows[c];
        while (t < table.n && rh_str_cmp(key_of_row(field, table.list[t]), row->key) < 0) rows[n++] = table.list[t++];
        const bool is_there = t < table.n && rh_str_eq(key_of_row(field, table.list[t]), row->key);
        const rh_value *old = is_there ? &table.list[t++] : NULL;
        if (!row->removes) rows[n++] = changed_row(b, field, old, row);
    }
    while (t < table.n) rows[n++] = table.list[t++];
    /* Without memory a row may lack its members, which whatever reads the table next relies on. */
    return rh_arena_failed(b->arena) ? table : rh_list(rows, n);
}

/* ---- changes ---- */

/* RFC 7396: null removes a member, objects merge, all else replaces. Both maps are sorted by key, so is the result. */
static rh_value merged(rh_branch *b, rh_value target, rh_value patch)
{
    if (patch.kind != RH_MAP) return patch;
    if (target.kind != RH_MAP) target = rh_map_value(NULL, 0);
    rh_pair *pairs = RH_NEW_N(b->arena, (size_t)target.n + patch.n, rh_pair);
    if (pairs == NULL) return target;
    uint32_t n = 0;
    for (uint32_t t = 0, p = 0; t < target.n || p < patch.n;) {
        const int c = t == target.n ? 1 : p == patch.n ? -1 : rh_value_key_cmp(target.map[t].key, patch.map[p].key);
        if (c < 0) {
            pairs[n++] = target.map[t++];
            continue;
        }
        const rh_value old = c == 0 ? target.map[t++].value : rh_null();
        if (patch.map[p].value.kind != RH_NULL)
            pairs[n++] = (rh_pair){patch.map[p].key, merged(b, old, patch.map[p].value)};
        p++;
    }
    return rh_map_value(pairs, n);
}

static rh_value changed_value(rh_branch *b, const rh_change *change)
{
    if (change->is_table) return changed_table(b, &b->stratum->reg->fields[change->field], change);
    return change->merges ? merged(b, b->slots[change->field], change->value) : change->value;
}

rh_code rh_step__apply_changes(rh_branch *b, const rh_work *w, const rh_changes *changes, bool *written)
{
    for (size_t i = 0; i < changes->n; i++) {
        const rh_change *change = &changes->at[i];
        if (b->pinned != NULL && b->pinned[change->field]) continue;
        rh_branch_set(b, change->field, changed_value(b, change));
        if (written != NULL) written[change->field] = true;
    }
    return rh_arena_failed(b->arena) ? rh_err_nomem(w->err) : RH_OK;
}

/* Whether a value is the very one that the slot holds: what an event does not say stays, and needs no second look. */
static bool is_slot(const rh_branch *b, uint32_t slot, rh_value v)
{
    const rh_value held = b->slots[slot];
    return v.kind == held.kind && v.n == held.n && v.u == held.u && v.kind != RH_UNDECIDED;
}

/* `sets` on the facts before the event; an undecided one leaves its field (ruling 12). */
static rh_code evaluate_sets(rh_changes *out, rh_branch *b, const rh_work *w, const rh_intake *in)
{
    const rh_event_decl *decl = in->rules->decl;
    const size_t n_cores = b->stratum->cores.n;
    /* No patch comes before, nobody asks what was written. */
    const bool is_alone = in->patch.n == 0 && b->n_ai_false == 0;
    for (size_t i = 0; i < decl->n_sets; i++) {
        const rh_field *field = &b->stratum->reg->fields[decl->sets[i].field];
        const rh_value v = evaluate(b, w, in, in->rules->sets + i * n_cores);
        rh_change change = {.field = decl->sets[i].field, .value = v};
        const bool stays = is_slot(b, change.field, v);
        if (stays && is_alone) continue;
        switch (stays ? RH_FITS : rh_shape_fit(&change.value, w->scratch, &field->shape, v)) {
        case RH_FITS:
            change.value = rh_value_keep(b->arena, w->scratch, change.value);
            if (!RH_PUSH(b->arena, out, change)) return RH_NOMEM;
            break;
        case RH_UNKNOWN: b->tally.unknown_values++; break;
        case RH_MISFIT:
            if (note_undecided(b, field->name, v) != RH_OK) return RH_NOMEM;
            break;
        case RH_NO_ROOM: return RH_NOMEM;
        }
    }
    return RH_OK;
}

static rh_code evaluate_cells(rh_row_change *row, rh_branch *b, const rh_work *w, const rh_intake *in, size_t r)
{
    const rh_row_rule *rule = &in->rules->decl->rows[r];
    const size_t n_cores = b->stratum->cores.n;
    const rh_field *field = &b->stratum->reg->fields[rule->field];
    rh_cell *cells = RH_NEW_N(b->arena, rule->n_sets, rh_cell);
    if (cells == NULL) return RH_NOMEM;
    for (size_t i = 0; i < rule->n_sets; i++) {
        const rh_value v = evaluate(b, w, in, in->rules->row_sets[r] + i * n_cores);
        rh_cell cell = {.column = rule->columns[i]};
        switch (rh_shape_fit(&cell.value, w->scratch, &field->columns[cell.column].shape, v)) {
        case RH_FITS:
            cell.value = rh_value_keep(b->arena, w->scratch, cell.value);
            cells[row->n_cells++] = cell;
            break;
        case RH_UNKNOWN: b->tally.unknown_values++; break;
        case RH_MISFIT:
            if (note_undecided(b, field->columns[cell.column].name, v) != RH_OK) return RH_NOMEM;
            break;
        case RH_NO_ROOM: return RH_NOMEM;
        }
    }
    row->cells = cells;
    return RH_OK;
}

/* `rows` on the facts before the event (ruling 145). */
static rh_code evaluate_rows(rh_changes *out, rh_branch *b, const rh_work *w, const rh_intake *in)
{
    const rh_event_decl *decl = in->rules->decl;
    for (size_t r = 0; r < decl->n_rows; r++) {
        const rh_value key = evaluate(b, w, in, in->rules->row_keys + r * b->stratum->cores.n);
        if (key.kind != RH_STRING || key.n == 0) {
            if (note_undecided(b, b->stratum->reg->fields[decl->rows[r].field].name, key) != RH_OK) return RH_NOMEM;
            continue;
        }
        rh_row_change *row = RH_NEW(b->arena, rh_row_change);
        if (row == NULL) return RH_NOMEM;
        row->key = rh_arena_str(b->arena, rh_value_str(key));
        row->removes = decl->rows[r].removes;
        if (!row->removes && evaluate_cells(row, b, w, in, r) != RH_OK) return RH_NOMEM;
        const rh_change change = {.field = decl->rows[r].field, .is_table = true, .rows = row, .n_rows = 1};
        if (!RH_PUSH(b->arena, out, change)) return RH_NOMEM;
    }
    return RH_OK;
}

rh_code rh_step__apply_facts(rh_branch *b, const rh_work *w, const rh_intake *in, bool *written)
{
    rh_changes sets = {0};
    if (evaluate_sets(&sets, b, w, in) != RH_OK || evaluate_rows(&sets, b, w, in) != RH_OK) return rh_err_nomem(w->err);
    rh_code code = in->action != RH_NONE ? rh_step__did(b, w, in->action) : RH_OK;
    if (code == RH_OK) code = rh_step__apply_changes(b, w, &in->patch, written);
    return code == RH_OK ? rh_step__apply_changes(b, w, &sets, written) : code;
}
