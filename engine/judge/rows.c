/* Diff rows: the things of both courses, sorted by key, joined, and classed. */
#include "engine/judge/rows.h"

#include "engine/base/vec.h"

#include <stdlib.h>

typedef RH_VEC(rh_row_side) sides;

const char *rh_row_kind_name(rh_row_kind kind)
{
    static const char *const names[] = {"observed", "automatic", "entry", "item"};
    return names[kind];
}

const char *rh_row_class_name(rh_row_class cls)
{
    static const char *const names[] = {"loosened", "tightened", "rerouted", "retimed", "reworded", "mixed", "same"};
    return names[cls];
}

size_t rh_course_divergence(const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++)
        if (course->records[i]->kind == RH_REC_OBSERVED && course->records[i]->observed.verdict != RH_ALLOW) return i;
    return course->n;
}

/* ---- what a course holds ---- */

/* The sources of the verdict that stood for an action when records[index] was written. */
static rh_strs because_before(const rh_course *course, rh_str action, size_t index)
{
    for (size_t i = index; i-- > 0;) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_VERDICT && rh_str_eq(r->verdict.action, action)) return r->verdict.because;
    }
    return (rh_strs){NULL, 0};
}

/* ---- what "stop" stands for ---- */

static bool tier_stops(const rh_register *reg, int sla)
{
    for (size_t i = 0; i < reg->n_tiers; i++)
        if (reg->tiers[i].tier == sla) return reg->tiers[i].stops;
    return false;
}

/* Whether records[index] opened an entry that is still open before records[end]. */
static bool is_open_until(const rh_course *course, size_t index, size_t end)
{
    for (size_t i = index + 1; i < end; i++) {
        const rh_record *r = course->records[i];
        const bool moves = rh_record_opens(r) || rh_record_closes(r);
        if (moves && rh_str_eq(r->item.entry, course->records[index]->item.entry)) return false;
    }
    return true;
}

static bool has_stop(rh_strs because)
{
    for (size_t i = 0; i < because.n; i++)
        if (rh_str_eq(because.at[i], RH_STR("stop"))) return true;
    return false;
}

/* Fills side->stoppers for a thing that stands at records[side->index]. */
static bool find_stoppers(rh_row_side *side, rh_arena *keep, const rh_course *course)
{
    RH_VEC(rh_str) list = {0};
    if (!has_stop(side->because)) return true;
    for (size_t i = 0; i < side->index; i++) {
        const rh_record *r = course->records[i];
        if (!rh_record_opens(r) || !tier_stops(course->reg, r->item.sla)) continue;
        if (is_open_until(course, i, side->index) && !RH_PUSH(keep, &list, r->item.entry)) return false;
    }
    side->stoppers = (rh_strs){list.at, list.n};
    return true;
}

static bool add_observed(sides *list, rh_arena *keep, const rh_course *course, size_t index)
{
    const rh_record *r = course->records[index];
    rh_row_side side = {.kind = RH_ROW_OBSERVED,
                        .key = r->observed.event,
                        .index = index,
                        .at = r->at,
                        .action = r->observed.action,
                        .first = r->observed.verdict,
                        .last = r->observed.verdict,
                        .end = RH_N_RECORD_KINDS,
                        .because = r->observed.because};
    return find_stoppers(&side, keep, course) && RH_PUSH(keep, list, side);
}

static rh_verdict verdict_of_fate(rh_record_kind kind)
{
    if (kind == RH_REC_DID) return RH_ALLOW;
    if (kind == RH_REC_DRAFTED) return RH_DRAFT;
    return kind == RH_REC_HELD ? RH_HOLD : RH_BLOCK;
}

/* The first verdict of a proposed action: by what became of it at once. */
static rh_verdict first_fate(const rh_course *course, size_t index)
{
    const rh_str action = course->records[index]->action.action;
    for (size_t i = index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (rh_record_group_of(r->kind) == RH_REC_GROUP_ACTION && rh_str_eq(r->action.action, action))
            return verdict_of_fate(r->kind);
    }
    return RH_BLOCK;
}

/* An automatic action is proposed at most once (ruling 94); what becomes of it follows, a held one in two records. */
static bool add_automatic(sides *list, rh_arena *keep, const rh_course *course, size_t index)
{
    const rh_record *proposed = course->records[index];
    rh_row_side side = {.kind = RH_ROW_AUTOMATIC,
                        .key = proposed->action.action,
                        .index = index,
                        .at = proposed->at,
                        .action = proposed->action.action,
                        .last = RH_BLOCK,
                        .end = RH_N_RECORD_KINDS};
    side.first = first_fate(course, index);
    side.because = because_before(course, side.action, index);
    for (size_t i = index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (rh_record_group_of(r->kind) != RH_REC_GROUP_ACTION || !rh_str_eq(r->action.action, side.action)) continue;
        side.last = verdict_of_fate(r->kind);
        side.end = r->kind;
        side.is_done = r->kind == RH_REC_DID;
        side.done_at = side.is_done ? r->at : side.done_at;
    }
    return find_stoppers(&side, keep, course) && RH_PUSH(keep, list, side);
}

static bool add_move(rh_arena *keep, rh_strs *moves, rh_str to)
{
    rh_str *at = RH_NEW_N(keep, moves->n + 1, rh_str);
    if (at == NULL) return false;
    if (moves->n > 0) memcpy(at, moves->at, moves->n * sizeof *at);
    at[moves->n] = to;
    *moves = (rh_strs){at, moves->n + 1};
    return true;
}

/* An opening lasts to the next opening of its entry, or to the end of the journey. */
static bool add_opening(sides *list, rh_arena *keep, const rh_course *course, size_t index, uint32_t nth)
{
    const rh_record *opened = course->records[index];
    const rh_str entry = opened->item.entry;
    rh_row_side side = {.kind = RH_ROW_ENTRY,
                        .key = entry,
                        .nth = nth,
                        .index = index,
                        .at = opened->at,
                        .risk = opened->item.risk,
                        .route = opened->item.route,
                        .has_due = opened->item.has_due,
                        .due = opened->item.due,
                        .end = RH_N_RECORD_KINDS,
                        .is_undecided = opened->item.undecided};
    for (size_t i = index + 1; i < course->n; i++) {
        const rh_record *r = course->records[i];
        const rh_record_group group = rh_record_group_of(r->kind);
        if (group == RH_REC_GROUP_MOVED && rh_str_eq(r->moved.entry, entry)) {
            if (!add_move(keep, &side.moves, r->moved.to)) return false;
        } else if (group == RH_REC_GROUP_ITEM && rh_str_eq(r->item.entry, entry)) {
            if (rh_record_opens(r)) break;
            if (!rh_record_closes(r)) continue;
            side.end = r->kind;
            side.is_done = true;
            side.done_at = r->at;
        }
    }
    return RH_PUSH(keep, list, side);
}

static bool add_item(sides *list, rh_arena *keep, const rh_item *item)
{
    return RH_PUSH(keep, list,
                   (rh_row_side){.kind = RH_ROW_ITEM,
                                 .key = item->area,
                                 .nth = item->nth,
                                 .index = item->begin,
                                 .at = item->opened_at,
                                 .risk = item->risk,
                                 .route = item->route,
                                 .has_due = item->has_due,
                                 .due = item->due,
                                 .is_done = item->is_closed,
                                 .done_at = item->closed_at,
                                 .end = RH_N_RECORD_KINDS,
                                 .is_undecided = item->is_undecided,
                                 .because = item->entries});
}

static uint32_t openings_so_far(const sides *list, rh_str entry)
{
    uint32_t n = 0;
    for (size_t i = 0; i < list->n; i++) n += list->at[i].kind == RH_ROW_ENTRY && rh_str_eq(list->at[i].key, entry);
    return n;
}

static rh_code collect(sides *list, rh_arena *keep, const rh_course *course, rh_err *err)
{
    bool ok = true;
    for (size_t i = 0; i < course->n && ok; i++) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_OBSERVED) ok = add_observed(list, keep, course, i);
        else if (r->kind == RH_REC_PROPOSED) ok = add_automatic(list, keep, course, i);
        else if (rh_record_opens(r)) ok = add_opening(list, keep, course, i, openings_so_far(list, r->item.entry) + 1);
    }
    const rh_item *items;
    size_t n;
    if (!ok) return rh_err_nomem(err);
    const rh_code code = rh_items_find(&items, &n, keep, course, err);
    if (code != RH_OK) return code;
    for (size_t i = 0; i < n; i++)
        if (!add_item(list, keep, &items[i])) return rh_err_nomem(err);
    return RH_OK;
}

static int side_cmp(const void *pa, const void *pb)
{
    const rh_row_side *a = pa, *b = pb;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    const int by_key = rh_str_cmp(a->key, b->key);
    if (by_key != 0) return by_key;
    return a->nth < b->nth ? -1 : a->nth > b->nth;
}

/* ---- classes ---- */

static bool same_strs(rh_strs a, rh_strs b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (!rh_str_eq(a.at[i], b.at[i])) return false;
    return true;
}

static bool same_time(bool has_a, rh_instant a, bool has_b, rh_instant b)
{
    return has_a == has_b && (!has_a || rh_instant_cmp(a, b) == 0);
}

/* What a side that lacks the thing counts as. */
static rh_row_side absent_side(const rh_row_side *other)
{
    rh_row_side side = *other;
    side.first = side.last = other->kind == RH_ROW_OBSERVED ? RH_ALLOW : RH_BLOCK;
    side.because = (rh_strs){NULL, 0};
    return side;
}

static rh_row_class class_by_verdict(const rh_row_side *base, const rh_row_side *head)
{
    if (head->first < base->first || head->last < base->last || head->risk < base->risk) return RH_ROW_LOOSENED;
    if (head->first > base->first || head->last > base->last || head->risk > base->risk) return RH_ROW_TIGHTENED;
    return RH_ROW_SAME;
}

static rh_row_class class_of_both(const rh_row_side *base, const rh_row_side *head)
{
    const rh_row_class by_verdict = class_by_verdict(base, head);
    if (by_verdict != RH_ROW_SAME) return by_verdict;
    if (!rh_str_eq(base->route, head->route) || !same_strs(base->moves, head->moves)) return RH_ROW_REROUTED;
    if (rh_instant_cmp(base->at, head->at) != 0 || !same_time(base->has_due, base->due, head->has_due, head->due) ||
        !same_time(base->is_done, base->done_at, head->is_done, head->done_at))
        return RH_ROW_RETIMED;
    if (!same_strs(base->because, head->because) || base->end != head->end || base->is_undecided != head->is_undecided)
        return RH_ROW_REWORDED;
    return RH_ROW_SAME;
}

static rh_row_class class_of(const rh_row_side *base, const rh_row_side *head)
{
    const rh_row_side *there = head != NULL ? head : base;
    if (base != NULL && head != NULL) return class_of_both(base, head);
    if (there->kind == RH_ROW_ENTRY || there->kind == RH_ROW_ITEM)
        return head == NULL ? RH_ROW_LOOSENED : RH_ROW_TIGHTENED;
    const rh_row_side absent = absent_side(there);
    const rh_row_class cls = head == NULL ? class_by_verdict(base, &absent) : class_by_verdict(&absent, head);
    return cls != RH_ROW_SAME ? cls : RH_ROW_REWORDED;
}

rh_instant rh_row_known_at(const rh_row *row)
{
    const rh_row_side *head = row->head;
    if (head == NULL) return RH_INSTANT_NEVER; /* it could still come */
    switch (head->kind) {
    case RH_ROW_OBSERVED: return head->at;
    case RH_ROW_AUTOMATIC:
        if (head->is_done) return head->done_at;
        return head->end == RH_REC_DRAFTED || head->end == RH_REC_BLOCKED ? head->at : RH_INSTANT_NEVER;
    case RH_ROW_ENTRY:
    case RH_ROW_ITEM: return head->is_done ? head->done_at : RH_INSTANT_NEVER;
    }
    return RH_INSTANT_NEVER;
}

/* ---- the join ---- */

typedef struct joiner {
    rh_arena *keep;
    size_t base_divergence, head_divergence;
    RH_VEC(rh_row) rows;
    rh_rows *out;
} joiner;

static bool join_pair(joiner *j, const rh_row_side *base, const rh_row_side *head)
{
    if (base != NULL && head != NULL && (base->kind == RH_ROW_OBSERVED || base->kind == RH_ROW_AUTOMATIC))
        j->out->matrix[base->first][head->first]++;
    const rh_row_class cls = class_of(base, head);
    if (cls == RH_ROW_SAME) return true;
    j->out->cls = j->out->cls == RH_ROW_SAME || j->out->cls == cls ? cls : RH_ROW_MIXED;
    const bool after = (base != NULL && base->index > j->base_divergence) ||
                       (head != NULL && head->index > j->head_divergence);
    return RH_PUSH(
        j->keep, &j->rows,
        (rh_row){
            .cls = cls, .base = base, .head = head, .side = head != NULL ? head : base, .after_divergence = after});
}

static bool join_all(joiner *j, const sides *base, const sides *head)
{
    for (size_t a = 0, b = 0; a < base->n || b < head->n;) {
        const int order = a == base->n ? 1 : b == head->n ? -1 : side_cmp(&base->at[a], &head->at[b]);
        const rh_row_side *left = order <= 0 ? &base->at[a++] : NULL;
        const rh_row_side *right = order >= 0 ? &head->at[b++] : NULL;
        if (!join_pair(j, left, right)) return false;
    }
    return true;
}

void rh_course_count_verdicts(uint64_t matrix[4][4], const rh_course *course)
{
    for (size_t i = 0; i < course->n; i++) {
        const rh_record *r = course->records[i];
        if (r->kind == RH_REC_OBSERVED) matrix[r->observed.verdict][r->observed.verdict]++;
        if (r->kind != RH_REC_PROPOSED) continue;
        const rh_verdict verdict = first_fate(course, i);
        matrix[verdict][verdict]++;
    }
}

static rh_code sorted(sides *out, rh_arena *keep, const rh_course *course, rh_err *err)
{
    const rh_code code = collect(out, keep, course, err);
    if (code == RH_OK && out->n > 1) qsort(out->at, out->n, sizeof *out->at, side_cmp);
    return code;
}

rh_code rh_rows_compare(rh_rows *out, rh_arena *keep, const rh_course *base, const rh_course *head, rh_err *err)
{
    sides left = {0}, right = {0};
    rh_rows rows = {.cls = RH_ROW_SAME};
    rh_code code = sorted(&left, keep, base, err);
    if (code == RH_OK) code = sorted(&right, keep, head, err);
    if (code != RH_OK) return code;
    joiner j = {.keep = keep,
                .base_divergence = rh_course_divergence(base),
                .head_divergence = rh_course_divergence(head),
                .out = &rows};
    if (!join_all(&j, &left, &right)) return rh_err_nomem(err);
    rows.at = j.rows.at;
    rows.n = j.rows.n;
    *out = rows;
    return RH_OK;
}

/* ---- one side ---- */

rh_code rh_sides_of(rh_sides *out, rh_arena *keep, const rh_course *course, rh_err *err)
{
    sides list = {0};
    const rh_code code = sorted(&list, keep, course, err);
    if (code == RH_OK) *out = (rh_sides){list.at, list.n};
    return code;
}

const rh_row_side *rh_sides_find(const rh_sides *list, const rh_row_side *like)
{
    return list->n == 0 ? NULL : bsearch(like, list->at, list->n, sizeof *list->at, side_cmp);
}

bool rh_row_side_same(const rh_row_side *a, const rh_row_side *b)
{
    return side_cmp(a, b) == 0 && class_of_both(a, b) == RH_ROW_SAME;
}

static rh_strs copy_strs(rh_arena *keep, rh_strs list)
{
    rh_str *at = RH_NEW_N(keep, list.n, rh_str);
    for (size_t i = 0; at != NULL && i < list.n; i++) at[i] = rh_arena_str(keep, list.at[i]);
    return (rh_strs){at, at != NULL ? list.n : 0};
}

rh_row_side rh_row_side_copy(rh_arena *keep, const rh_row_side *side)
{
    rh_row_side copy = *side;
    copy.key = rh_arena_str(keep, side->key);
    copy.action = rh_arena_str(keep, side->action);
    copy.route = rh_arena_str(keep, side->route);
    copy.moves = copy_strs(keep, side->moves);
    copy.stoppers = copy_strs(keep, side->stoppers);
    copy.because = copy_strs(keep, side->because);
    return copy;
}

/* The entry that a side is of alone; null: of none, or of several. */
static rh_str only_entry(const rh_row_side *side)
{
    if (side->kind == RH_ROW_ENTRY) return side->key;
    return side->kind == RH_ROW_ITEM && side->because.n == 1 ? side->because.at[0] : rh_str_null();
}

rh_row_needs rh_row_needs_of(const rh_row *row)
{
    const rh_row_side *base = row->base, *head = row->head;
    if (base == NULL || head == NULL) return (rh_row_needs){0};
    const rh_str entry = only_entry(head), other = only_entry(base);
    if (entry.ptr == NULL || other.ptr == NULL || !rh_str_eq(entry, other)) return (rh_row_needs){0};
    const bool is_at_once = rh_instant_cmp(base->at, head->at) == 0 && base->has_due && head->has_due;
    return (rh_row_needs){.entry = entry,
                          .route = !rh_str_eq(base->route, head->route),
                          .clock = is_at_once && rh_instant_cmp(base->due, head->due) != 0};
}
